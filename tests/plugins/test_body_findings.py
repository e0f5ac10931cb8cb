"""What is said of bodies that import plug-ins: names that are not there, bodies that are not compiled, purity."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import kernel_sources as sources
from plugin_support import book, step

import noetlc
from noetlc.confine.frames import ChannelClosed
from noetlc.frontend.body_plugins import imported_paths
from noetlc.interp.host import LocalHost
from noetlc.interp.pybody.heard import answer
from noetlc.interp.pybody.purity import keeps_no_state
from noetlc.lower.workflow.purity import purity


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("plugins")
    sources.write(place, "kinds", sources.KINDS)
    (place / "system").mkdir()
    sources.write(place / "system", "fold", sources.KINDS)
    return place


def findings(code: str, folder: Path, **tool: object) -> list[tuple[str, str, int, str]]:
    """Code, message, line and hint of what is found, L codes aside."""
    text = book(step("start", {"kind": "python", "code": code, **tool}))
    return [(d.code, d.message, d.column, d.hint or "") for d in noetlc.check(text, plugin_path=[folder]) if d.code != "L01"]


WARNINGS = [
    ("from noetl.plugins import kinds\nkinds.text('a')", []),
    ("from noetl.plugins import kind", [("no plug-in folder has kind: the import fails", "did you mean kinds?")]),
    ("from noetl.plugins.sistem import fold", [("no plug-in folder has sistem/fold: the import fails", "did you mean system/fold?")]),
    ("from noetl.plugins.zzz import x", [("no plug-in folder has zzz: the import fails", "name a plug-in that is there, or give its folder with --plugin-path")]),
    ("from noetl.plugins.system import flod", [("no plug-in folder has system/flod: the import fails", "did you mean system/fold?")]),
    ("from noetl.plugins.kinds import txt", [("plug-in kinds has no function txt", "did you mean text?")]),
    ("from noetl.plugins import kinds as k\nk.txt('a')", [("plug-in kinds has no function txt", "did you mean text?")]),
    ("from noetl.plugins.system import fold\nfold.zzz()", [("plug-in system/fold has no function zzz", "its functions are: all, count, ")]),
    ("import noetl.plugins.kind as k", [("no plug-in folder has kind: the import fails", "did you mean kinds?")]),
    ("try:\n    from noetl.plugins import kind\nexcept ImportError:\n    pass", []),
    ("from noetl.plugins import kinds\ntry:\n    kinds.txt()\nexcept AttributeError:\n    pass", []),
]


@pytest.mark.parametrize(("code", "expected"), WARNINGS)
def test_unknown_names(code: str, expected: list[tuple[str, str]], folder: Path) -> None:
    found = [(message, hint) for name, message, _, hint in findings(code, folder) if name == "W15"]
    assert [message for message, _ in found] == [message for message, _ in expected]
    assert all(hint.startswith(wanted) for (_, hint), (_, wanted) in zip(found, expected, strict=True))


NOT_COMPILED = [
    "from noetl.plugins import kinds\nresult = eval(str(1))",
    "from noetl.plugins import kinds\nx = kinds\nresult = 1",
    "from noetl.plugins.kinds import *\nresult = 1",
    "from noetl.plugins import kinds\nresult = kinds.__name__",
    "from noetl.plugins import kinds\nresult = kinds.__dir__()",
    "from noetl.plugins import kinds\nif kinds:\n    kinds = 1",
    "from noetl.plugins import kinds\nimport socket\nresult = 1",
    "if 1:\n    from noetl.plugins import kinds as k\nelse:\n    from noetl.plugins.system import fold as k\nresult = k.count()",
]


@pytest.mark.parametrize("code", NOT_COMPILED)
def test_a_body_with_plugins_is_compiled_or_refused(code: str, folder: Path) -> None:
    found = [message for name, message, _, _ in findings(code, folder) if name == "P12"]
    assert len(found) == 1
    assert found[0].startswith("Python body imports plug-ins and cannot be compiled: ")
    with pytest.raises(noetlc.BuildError):
        noetlc.build(book(step("start", {"kind": "python", "code": code})), plugin_path=[folder], verify=False)


def test_a_plugin_with_a_mistake_is_an_error_where_it_is_imported(tmp_path: Path) -> None:
    sources.write(tmp_path, "bad", sources.HEAD + '@function("int", result="int")\ndef f(x: i64) -> i64:\n    return y\n')
    found = findings("x = 1\nfrom noetl.plugins import bad", tmp_path)
    assert [(code, message) for code, message, *_ in found] == [("P05", "plug-in bad: bad.py:6: f: unknown name y")]


def test_plugins_are_pure_and_leave_nothing_behind() -> None:
    code = "from noetl.plugins.system import fold\nfrom noetl.plugins import kinds as k\nresult = [fold.count(), k.text('a')]"
    assert purity(ast.parse(code)) is None
    assert keeps_no_state(code, ())
    assert purity(ast.parse("import noetl")) == "imports noetl"
    assert purity(ast.parse("from noetl.pluginsx import a")) == "imports noetl.pluginsx"
    assert purity(ast.parse("from noetl.plugins import k\nopen('x')")) is not None


def test_paths_that_imports_may_mean() -> None:
    code = "from noetl.plugins.a.b import c, d as e\nimport noetl.plugins.f as g, os\nfrom noetl.plugins import h, *"
    with pytest.raises(SyntaxError):
        ast.parse(code)
    found = [path for path, _ in imported_paths(ast.parse(code.replace(", *", "")))]
    assert found == ["a", "a/b", "a/b/c", "a/b/d", "f", "h"]


def test_a_template_that_writes_code_finds_no_plugins(folder: Path) -> None:
    """What it imports is only known in a run: then it is as if there were none."""
    code = "from noetl.plugins import {{ name }}\nresult = 1"
    text = book(step("start", {"kind": "python", "code": code}), workload={"name": "kinds"})
    built = noetlc.build(text, plugin_path=[folder], verify=False)
    found = noetlc.run(built.wasm)
    assert found == noetlc.interpret(text, plugin_path=[folder])
    assert found["errors"][0]["message"] == "ImportError: cannot import name 'kinds' from 'noetl.plugins' (unknown location)"


QUESTIONS = [
    b'{"ask": "plugin", "argument": ["kinds", "text", ""]}',
    b'{"ask": "plugin", "argument": ["kinds", "text", "A"]}',
    b'{"ask": "plugin", "argument": ["kinds", "text"]}',
    b'{"ask": "plugin", "argument": ["kinds", 1, ""]}',
    b'{"ask": "plugin", "argument": null}',
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_worker_that_may_not_ask_is_not_talked_to(question: bytes) -> None:
    with pytest.raises(ChannelClosed):
        answer(question, LocalHost())
