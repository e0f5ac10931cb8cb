"""The rooms of the runtime have one-way doors: each imports what its docstring says, which lies below it."""

from __future__ import annotations

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import noetlc

PACKAGE = Path(noetlc.__file__).parent
ROOMS = ["values", "text", "numbers", "json", "python", "library", "template", "engine"]  # lowest first
WITH_CIRCLES = {"python", "library"}  # Python's operators, calls and classes know each other; so do some files of one module
OUTSIDE = ("noetlc.kernel.lang.", "noetlc.layout.", "noetlc.primitives.")


def name_of(path: Path) -> str:
    return ".".join(("noetlc", *path.relative_to(PACKAGE).with_suffix("").parts))


MODULES = {name_of(p): p for p in sorted((PACKAGE / "runtime").rglob("*.py")) if p.name != "__init__.py"}


def imported(path: Path) -> set[str]:
    """The modules of this package that a file imports, at any level and for types too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("noetlc"):
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & MODULES.keys()
            found |= inner or {str(node.module)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("noetlc")}
    return found


IMPORTS = {name: imported(path) for name, path in MODULES.items()}


def room(module: str) -> str:
    return module.split(".")[2]


def declared(name: str) -> set[str]:
    """The rooms that a room may import, by its docstring."""
    text = ast.get_docstring(ast.parse((PACKAGE / "runtime" / name / "__init__.py").read_bytes())) or ""
    (said,) = re.findall(r"^Imports: ([^.;]*)", text, re.MULTILINE)
    below = ROOMS[: ROOMS.index(name)]
    return {"all other rooms": set(below), "nothing but the layout": set()}.get(said) or {r for r in said.split(", ") if r in ROOMS}


def test_every_module_lies_in_a_room() -> None:
    assert {room(m) for m in MODULES} == set(ROOMS)
    for folder in (PACKAGE / "runtime").rglob("*"):
        if folder.is_dir() and folder.name != "__pycache__":
            assert ast.get_docstring(ast.parse((folder / "__init__.py").read_bytes())), folder


@pytest.mark.parametrize("name", ROOMS)
def test_rooms_import_what_they_say(name: str) -> None:
    allowed = declared(name)
    assert allowed <= set(ROOMS[: ROOMS.index(name)]), "a door upwards"
    wrong = [
        f"{module} imports {target}"
        for module, targets in IMPORTS.items()
        if room(module) == name
        for target in targets
        if not (f"{target}.".startswith(OUTSIDE) if target not in MODULES else room(target) in allowed | {name})
    ]
    assert wrong == []


@pytest.mark.parametrize("name", [r for r in ROOMS if r not in WITH_CIRCLES])
def test_no_circle_inside_a_room(name: str) -> None:
    graph = {m: {t for t in targets if t in MODULES and room(t) == name} for m, targets in IMPORTS.items() if room(m) == name}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_every_import_names_the_module_that_defines_the_name() -> None:
    defined = {}
    for name, path in MODULES.items():
        body = ast.parse(path.read_bytes()).body
        names = {n.name for n in body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
        names |= {t.id for n in body if isinstance(n, ast.Assign) for target in n.targets for t in ast.walk(target) if isinstance(t, ast.Name)}
        names |= {n.target.id for n in body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)}
        defined[name] = names
    for name, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module in MODULES:
                assert {alias.name for alias in node.names} <= defined[node.module], f"{name} imports from {node.module}"


def test_the_layout_lies_below_the_runtime() -> None:
    below = {name_of(p): imported(p) for p in (PACKAGE / "layout").glob("*.py")}
    assert {t for targets in below.values() for t in targets} <= {*below, "noetlc.kernel.lang", "noetlc.primitives.exceptions"}
    assert imported(PACKAGE / "kernel" / "lang.py") == set()
