"""Which folder knows which, as ARCHITECTURE.md says, at any level and for types too; and no file that imports itself in the end.

The rooms of the runtime have a test of their own, so has the interpreter.
"""

from __future__ import annotations

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import noetlc

PACKAGE = Path(noetlc.__file__).parent
COMPILER = {"building", "compiler", "ir", "kernel", "layout", "lower", "runtime", "stages", "wat_emit"}
MUST_NOT_KNOW = {
    "diagnostics": {path.stem for path in PACKAGE.iterdir()} - {"diagnostics"},
    "confine": COMPILER | {"frontend", "interp", "host", "plugins", "primitives", "verify", "catalog", "worker"},
    "frontend": COMPILER | {"interp", "host", "plugins", "verify"},
    "primitives": COMPILER - {"layout"} | {"frontend", "interp", "host"},
    "layout": COMPILER - {"layout", "kernel"} | {"frontend", "interp", "host"},
    "ir": {"frontend", "lower", "runtime", "wat_emit", "interp", "host", "plugins"},
    "kernel": {"frontend", "lower", "wat_emit", "interp", "plugins"},
    "runtime": {"frontend", "lower", "wat_emit", "interp", "host", "plugins"},
    "lower": {"wat_emit", "interp", "verify", "building"},
    "wat_emit": {"frontend", "lower", "kernel", "runtime", "interp", "host", "plugins"},
    "link": {"frontend", "lower", "ir", "kernel", "runtime", "interp"},
    "interp": COMPILER | {"primitives", "link", "plugins", "verify"},
    "host": COMPILER | {"link", "primitives", "verify", "catalog", "service", "worker"},
    "verify": COMPILER - {"lower"} | {"catalog", "service", "worker"},
    "editor": COMPILER | {"interp", "host", "plugins", "verify", "catalog", "service", "worker", "cli"},
    "graph": COMPILER | {"interp", "host", "plugins", "verify", "catalog", "service", "worker", "cli"},
    "report": COMPILER | {"interp", "host", "plugins", "verify", "catalog", "service", "worker", "cli"},
    "tracing": COMPILER | {"cli", "catalog", "service", "worker"},
    "bench": COMPILER | {"catalog", "service", "worker"},
    "catalog": COMPILER | {"service", "worker", "runs"},
    "runs": COMPILER | {"host", "interp", "plugins", "service", "worker"},
    "service": COMPILER | {"host", "interp", "plugins", "worker"},
    "worker": COMPILER | {"service", "link"},
    "plugins": {"verify", "catalog", "service", "worker", "building"},
}

FILES = {
    re.sub(r"\.__init__$", "", ".".join(("noetlc", *path.relative_to(PACKAGE).with_suffix("").parts))): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "templates" not in path.parts and "library" not in path.parts
}


def imported(tree: list[ast.stmt], everywhere: bool) -> set[str]:
    """The modules of this package that a file imports: `everywhere`, or only those without which it cannot be imported."""
    late = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    if not everywhere:
        tree = [node for node in tree if not isinstance(node, late) and not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))]
    found: set[str] = set()
    for node in (part for statement in tree for part in ast.walk(statement)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "noetlc":
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in FILES else str(node.module) for name in inner}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.partition(".")[0] == "noetlc"}
    return found


TREES = {name: ast.parse(path.read_bytes()).body for name, path in FILES.items()}


def folder(module: str) -> str:
    return module.split(".")[1] if "." in module else module


@pytest.mark.parametrize("name", MUST_NOT_KNOW)
def test_a_folder_knows_what_it_may(name: str) -> None:
    assert any(folder(module) == name for module in FILES)
    wrong = [
        f"{module} imports {target}"
        for module, tree in TREES.items()
        if folder(module) == name
        for target in imported(tree, everywhere=True)
        if folder(target) in MUST_NOT_KNOW[name]
    ]
    assert wrong == []


def test_no_file_imports_itself_in_the_end() -> None:
    """Packages aside, whose `__init__` says what stands in them."""
    files = {module for module, path in FILES.items() if path.name != "__init__.py" and folder(module) != "runtime"}
    graph = {module: imported(TREES[module], everywhere=False) & files for module in files}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))
