"""The interpreter is another program than the compiler: what it imports, and that both read a body's text in their own words alike."""

from __future__ import annotations

import ast
import builtins
import inspect
import keyword
import sys
import types
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import noetlc
from noetlc.frontend import load
from noetlc.frontend.body_plugins import body_source
from noetlc.host.limits import DEFAULT_LIMITS
from noetlc.interp import names, plugins
from noetlc.interp.pybody.allowed import MODULES, PARTS, uses_only_pure
from noetlc.interp.pybody.request import Library
from noetlc.lower.workflow.body_names import sees_context
from noetlc.lower.workflow.purity import purity
from noetlc.primitives.modules import PURE_MODULES

ROOT = Path(__file__).parents[2]
INTERP = Path(noetlc.__file__).parent / "interp"

SHARED = {
    "noetlc.frontend": "the checked playbook: YAML with positions, which texts parse, how plug-ins are named",
    "noetlc.diagnostics": "spans, and words to say what was wrong",
    "noetlc.errors": "the base class of this package's errors",
    "noetlc.host.errors": "an abort is the same exception to callers of both engines",
    "noetlc.process_limits": "CPython's limits are one for all threads of a process",
    "noetlc.library": "the text of `asyncio`, whose loop needs sockets in CPython; edges/programs/tasks.txt compares it with CPython's own",
    "noetlc.confine": "processes behind a wall; knows nothing of playbooks",
}
NOT_SHARED = ("noetlc.frontend.checks", "noetlc.frontend.jinja")  # what an expression means


def imported(path: Path) -> set[str]:
    """The modules of this package that a file imports at any level, for types too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import"
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            known = {name for name in inside if (INTERP.parents[1] / name.replace(".", "/")).with_suffix(".py").exists()}
            found |= known or {str(node.module)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.partition(".")[0] in ("noetlc", "escape_hatch")}


def below(name: str, packages: tuple[str, ...]) -> bool:
    return f"{name}.".startswith(tuple(f"{one}." for one in packages))


def test_the_interpreter_imports_the_checked_playbook_and_little_else() -> None:
    files = {path: imported(path) for path in sorted(INTERP.rglob("*.py"))}
    wrong = [
        f"{path.relative_to(INTERP)} imports {name}"
        for path, found in files.items()
        for name in found
        if not below(name, ("noetlc.interp", *SHARED)) or below(name, NOT_SHARED)
    ]
    assert wrong == []
    assert {one for one in SHARED if not any(below(name, (one,)) for found in files.values() for name in found)} == set(), "no longer needed"


def test_what_is_shared_knows_nothing_of_the_interpreter() -> None:
    for one in SHARED:
        path = INTERP.parents[1] / one.replace(".", "/")
        for file in path.rglob("*.py") if path.is_dir() else [path.with_suffix(".py")]:
            known = {name for name in imported(file) if below(name, ("noetlc.interp", "noetlc.lower", "noetlc.ir", "noetlc.kernel"))}
            assert known <= {"noetlc.interp.pybody.server"}, file  # a role of confined processes


# ---- two readings


def differs(code: str, libraries: tuple[Library, ...] = ()) -> bool:
    """Whether the readings disagree on a body."""
    tree = ast.parse(code)
    libs = {one.alias: {"from": one.module, "import": one.name} if one.name else one.module for one in libraries}
    pure = purity(tree, libs) is None
    return pure is not uses_only_pure(tree, libraries) or sees_context(code) is not names.sees_context(code)


def own_bodies() -> Iterator[str]:
    """The bodies of this repository's playbooks, and the programs that the compiler is tested with."""
    for folder in ("examples", "playbooks", "tests/golden", "benchmarks"):
        for file in sorted((ROOT / folder).rglob("*.yaml")):
            playbook, _ = load(file)
            for task in (task for step in playbook.steps for task in step.tasks) if playbook else ():
                if task.kind == "python" and (code := body_source(task)) is not None:
                    yield code.text
    for file in sorted((ROOT / "tests" / "python" / "edges" / "programs").glob("*.txt")):
        yield from (f"# {program}" for program in file.read_text("utf-8").split("# --- ")[1:])


def test_on_the_bodies_of_this_repository() -> None:
    parsed = []
    for code in own_bodies():
        try:
            ast.parse(code)
        except SyntaxError:
            continue
        parsed.append(code)
    assert len(parsed) > 100
    assert [code for code in parsed if differs(code)] == []


def test_the_tables_name_the_same_modules() -> None:
    assert set(PURE_MODULES) == MODULES
    assert {name for name, parts in PURE_MODULES.items() if parts is not None} == PARTS.keys()


@pytest.mark.parametrize("module", sorted({*MODULES, "shelve", "os.fork", "noetl", "noetl.plugins", "noetl.plugins.a.b"}))
def test_every_name_of_every_module(module: str) -> None:
    known = [name for name in dir(import_module(module)) if name.isidentifier()] if module in MODULES and module != "noetl" else ["a"]
    for name in sorted({*known, *PARTS.get(module, ()), *(PURE_MODULES.get(module) or ()), "parse", "path", "nothing"} - set(keyword.kwlist)):
        reads = (f"from {module} import {name}", f"import {module}\nx = {module}.{name}", f"import {module} as m\nm.{name}.a(m.{name})",
                 f"import {module} as m\ngetattr(m, '{name}')")
        for code in (*reads, f"import {module} as m\nm.{name} = m.{name}", f"import {module} as m\ndel m.{name}"):
            assert not differs(code), code
        assert not differs(f"x = m.{name}", (Library("m", module, None),)), name
        assert not differs("x = m.path\ny = m", (Library("m", module, name),)), name


def test_every_builtin_and_every_name_that_leads_out() -> None:
    def generator() -> Iterator[int]:
        yield 1

    things = (object, type, generator, generator(), inspect.currentframe(), types.TracebackType, {}, [], types.CodeType)
    attributes = {name for thing in things for name in dir(thing)}
    words = {*dir(builtins), *attributes, "__builtins__", "__loader__", "__spec__", "help", "exit", "quit", "json", "sys", "context", "variables"}
    forms = ("{0}", "{0}('x')", "{0} = 1\n{0}('x')", "def f({0}):\n  return {0}", "x.{0}", "globals().{0}(1)", "x = [{0} for {0} in y]", "del {0}")
    others = ("try:\n  pass\nexcept E as {0}:\n  {0}()", "match x:\n  case {{'a': {0}, **r}}:\n    {0}()", "class {0}: pass\n{0}()", "import os as {0}\n{0}")
    for word in filter(str.isidentifier, sorted(words - {"None", "True", "False", "__debug__"})):
        for form in (*forms, *others):
            assert not differs(form.format(word)), form.format(word)
    assert [name for name in sorted(sys.stdlib_module_names) if differs(f"import {name}")] == []


PIECES = st.sampled_from(
    ["import os", "import os as o", "import os.path", "import os.path as sys", "from os import path", "from os import path as json", "import logging, math",
     "import sys as math", "from urllib import parse as o", "import noetl.plugins.a as o", "from noetl.plugins import os", "from math import *",
     "json = 1", "def os(): pass", "class sys: pass", "for o in []: pass", "globals = dict", "open = eval = 3", "def f(input, exit): exit()", "lambda path: path",
     "os.system", "os.path.join", "os.path.exists", "o.getenv('A')", "o.quote(o)", "path.join", "path.isfile", "sys.exit()", "sys.modules", "json.dumps",
     "globals()['a'] = 1", "globals()['a']", "del globals()['a']", "globals().update(a=1)", "globals().get('a')", "open('x')", "eval", "exit()", "print(os)",
     "x.__subclasses__", "sys", "math", "json.x.y.z", "os.path.path", "logging.handlers", "f(o)", "os.environ['A'] = '1'", "o = os", "(sys)", "dir (x)", "framed",
     "getattr(os, 'sep')", "getattr(os, 'system')(1)", "hasattr(o, 'path')", "x = os.path", "getattr(os.path, 'join', 1)", "getattr = f", "import urllib2",
     "urllib2.urlopen()", "getattr(sys, 'frozen', os)", "hasattr(json, 'x')", "my_vars", "vars2", "'context'", "contexts", "# eval"],
)  # fmt: skip


@given(st.lists(PIECES, max_size=6))
def test_on_bodies_put_together(pieces: list[str]) -> None:
    assert not differs("\n".join(pieces))


LIB_NAMES = st.sampled_from(["os", "json", "o", "sys", "math", "os.path", "requests", "a b", "class", "", "x.y", "path", "ｏs", "noetl.plugins.a", "getenv", "x;y"])


@given(st.lists(st.builds(Library, LIB_NAMES, LIB_NAMES, st.none() | LIB_NAMES.filter(bool)), max_size=3, unique_by=lambda one: one.alias), st.lists(PIECES, max_size=3))
def test_on_libs(libraries: list[Library], pieces: list[str]) -> None:
    assert not differs("\n".join(pieces), tuple(libraries))


@given(st.lists(st.sampled_from(["context", "variables", "vars", "dir", "eval", "(", " ", "\n", "\x1c", "é", "_", "frame", "builtins", "__main__", "2", "."])))
def test_which_texts_see_their_context(parts: list[str]) -> None:
    text = "".join(parts)
    assert names.sees_context(text) is sees_context(text)


def test_both_engines_take_as_many_intents() -> None:
    assert (DEFAULT_LIMITS.intents, DEFAULT_LIMITS.intent_bytes) == (plugins.MAX_INTENTS, plugins.MAX_INTENT_BYTES)
