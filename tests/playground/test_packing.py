"""What the page is made of: small, whole, and the same compiler."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import noetlc
from noetlc.kernel import runtime
from tools import playground
from tools.smaller_python import bare

ROOT = Path(__file__).parents[2]
PLAYBOOKS = [
    path
    for folder in ("tests/golden", "examples", "playbooks/system", "noetlc/starters")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
    if not path.name.endswith(".test.yaml")
]
MOST_BYTES = 1_000_000

BUILD = """
import bz2, json, sys
sys.modules["wasmtime"] = None
sys.path[:0] = [sys.argv[1]]
import noetlc
from noetlc.kernel import runtime
assert noetlc.__file__.startswith(sys.argv[1]), noetlc.__file__
runtime.provide(bz2.decompress(open(sys.argv[2], "rb").read()))
made = {}
for file in json.load(sys.stdin):
    text = open(file, encoding="utf-8").read()
    try:
        made[file] = noetlc.build(text, path="playbook.yaml", verify=False).digest
    except noetlc.BuildError as error:
        made[file] = [d.code for d in error.diagnostics]
    made[file + " checked"] = [[d.code, d.line, d.column, d.message] for d in noetlc.check(text, path="playbook.yaml")]
assert "noetlc.kernel.translate" not in sys.modules
print(json.dumps(made))
"""


def test_python_without_comments_and_doc_strings() -> None:
    source = b'"""Doc."""\n# why\nclass A:\n    """Doc."""\n\ndef f(x):  # what\n    "doc"\n    assert x\n    return "kept\\n    too"\n'
    assert bare(source) == b"class A:\n pass\n\ndef f(x):\n pass\n return 'kept\\n    too'"


def test_stored_functions_are_left_out_unless_importing_runs_them() -> None:
    source = b"A = f()\n\ndef f():\n    return g()\n\ndef g():\n    return 1\n\ndef h():\n    return A\n"
    assert bare(source, stored=True) == source.replace(b"return A", b"...").replace(b"    ", b" ").strip()


def test_the_same_files_are_the_same_archive() -> None:
    files = {"b": b"2", "a/c": b"1"}
    packed = playground.packed(files)
    assert playground.unpacked(packed) == files
    assert packed == playground.packed(dict(reversed(files.items())))
    assert packed != playground.packed({**files, "b": b"3"})


def test_answers_of_an_example_are_those_of_its_tests() -> None:
    rows = playground.answers_of(ROOT / "examples" / "orders_sync.yaml")
    assert {row["step"] for row in rows} == {"start", "send", "mark"}
    assert all(row["kind"] == "data" and isinstance(json.loads(row["value"]), dict) for row in rows)
    assert playground.answers_of(ROOT / "examples" / "hello.yaml") == []


def test_a_stored_library_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no stored runtime library"):
        runtime.provide(b"\0\0\0\0")


@pytest.mark.slow
@pytest.mark.once
def test_the_page_is_small_and_complete(page: Path) -> None:
    own = [path for path in page.rglob("*") if path.is_file() and path.parent.name != "pyodide"]
    assert sum(path.stat().st_size for path in own) <= MOST_BYTES
    assert {path.name for path in own} >= {"index.html", "page.js", "worker.js", "host.js", "style.css", "noetlc.bz2", "runtime.ir.bz2"}
    assert {path.name for path in (page / "pyodide").iterdir()} == set(playground.PYODIDE_FILES)


@pytest.mark.slow
@pytest.mark.once
def test_the_packed_compiler_makes_the_same_modules(page: Path, tmp_path: Path) -> None:
    """Without the sources of the runtime library, comments and what a browser does not need; nothing that is imported late is missing."""
    for name, content in playground.unpacked((page / "noetlc.bz2").read_bytes()).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    command = [sys.executable, "-I", "-c", BUILD, str(tmp_path), str(page / "runtime.ir.bz2")]
    done = subprocess.run(command, input=json.dumps(list(map(str, PLAYBOOKS))), capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    made = json.loads(done.stdout)
    assert len(PLAYBOOKS) > 20
    for file in PLAYBOOKS:
        text = file.read_text()
        try:
            built = noetlc.build(text, path="playbook.yaml", verify=False)
        except noetlc.BuildError as error:
            assert made[str(file)] == [d.code for d in error.diagnostics], file
        else:
            if built.manifest["plugins"]:  # the page has none
                assert "P05" in made[str(file)], file
                continue
            assert made[str(file)] == built.digest, file
        found = [[d.code, d.line, d.column, d.message] for d in noetlc.check(text, path="playbook.yaml")]
        assert made[f"{file} checked"] == found, file
