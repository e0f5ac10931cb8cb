"""The rooms of the runtime, and those of the lowering of bodies, have one-way doors: each imports what its docstring says, which lies
below it."""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import noetlc

PACKAGE = Path(noetlc.__file__).parent


def name_of(path: Path) -> str:
    return ".".join(("noetlc", *path.relative_to(PACKAGE).with_suffix("").parts))


@dataclass(frozen=True)
class House:
    """A folder whose folders are rooms, lowest first. Files that lie in no room may import all rooms, which do not import them."""

    folder: str
    rooms: tuple[str, ...]
    outside: tuple[str, ...] = ("noetlc.",)  # beginnings of modules that any room may import
    files: frozenset[str] = frozenset()  # what lies in no room
    below: frozenset[str] = frozenset()  # those of them that any room may import, and that import none

    @functools.cached_property
    def modules(self) -> dict[str, Path]:
        return {name_of(p): p for p in sorted((PACKAGE / self.folder).rglob("*.py")) if p.name != "__init__.py"}

    @functools.cached_property
    def imports(self) -> dict[str, set[str]]:
        return {name: self.imported(path) for name, path in self.modules.items()}

    def imported(self, path: Path) -> set[str]:
        """The modules of this package that a file imports, at any level and for types too."""
        found = set()
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("noetlc"):
                inner = {f"{node.module}.{alias.name}" for alias in node.names} & self.modules.keys()
                found |= inner or {str(node.module)}
            elif isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names if alias.name.startswith("noetlc")}
        return found

    def room(self, module: str) -> str:
        return module.removeprefix("noetlc." + self.folder.replace("/", ".") + ".").split(".")[0]

    def declared(self, name: str) -> set[str]:
        """The rooms that a room may import, by its docstring."""
        text = ast.get_docstring(ast.parse((PACKAGE / self.folder / name / "__init__.py").read_bytes())) or ""
        (said,) = re.findall(r"^Imports: ([^.;]*)", text, re.MULTILINE)
        if said.startswith("nothing"):
            return set()
        return set(self.rooms[: self.rooms.index(name)]) if said == "all other rooms" else {r for r in said.split(", ") if r in self.rooms}


RUNTIME = House(
    "runtime",
    ("values", "text", "numbers", "json", "python", "library", "template", "engine"),
    outside=("noetlc.kernel.lang.", "noetlc.layout.", "noetlc.primitives."),
)
PYTHON = House(
    "runtime/python",
    tuple("exceptions numbers classes containers strings objects operators calls".split()),
    outside=(*RUNTIME.outside, *(f"noetlc.runtime.{room}." for room in ("values", "text", "numbers"))),
    files=frozenset(("hooks", "protocol")),
    below=frozenset(("hooks", "protocol")),
)
BODIES = House(
    "lower/python",
    tuple("facts rewrite frame arguments dispatch modules functions expressions loops classes calls statements".split()),
    files=frozenset(("body", "forms", "refusals")),
)
HOUSES = [RUNTIME, PYTHON, BODIES]
ROOMS = [pytest.param(house, name, id=f"{house.folder}/{name}") for house in HOUSES for name in house.rooms]


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.folder)
def test_every_module_lies_in_a_room(house: House) -> None:
    assert {house.room(m) for m in house.modules} == {*house.rooms, *house.files}
    for folder in (PACKAGE / house.folder).rglob("*"):
        if folder.is_dir() and any(folder.glob("*.py")):
            assert ast.get_docstring(ast.parse((folder / "__init__.py").read_bytes())), folder


@pytest.mark.parametrize(("house", "name"), ROOMS)
def test_rooms_import_what_they_say(house: House, name: str) -> None:
    allowed = house.declared(name)
    assert allowed <= set(house.rooms[: house.rooms.index(name)])  # no door upwards
    wrong = [
        f"{module} imports {target}"
        for module, targets in house.imports.items()
        if house.room(module) == name
        for target in targets
        if not (f"{target}.".startswith(house.outside) if target not in house.modules else house.room(target) in allowed | house.below | {name})
    ]
    assert wrong == []


@pytest.mark.parametrize(("house", "name"), ROOMS)
def test_no_circle_inside_a_room(house: House, name: str) -> None:
    inside = {m: targets for m, targets in house.imports.items() if house.room(m) == name}
    graph = {m: {t for t in targets if t in inside} for m, targets in inside.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.folder)
def test_what_lies_below_the_rooms_imports_none(house: House) -> None:
    assert {target for name in house.below for target in house.imports[name_of(PACKAGE / house.folder / f"{name}.py")]}.isdisjoint(house.modules)


def test_rooms_of_python_ask_the_protocol() -> None:
    """What it declares is imported from it, so that who answers is known to the linker alone."""
    (declaration,) = (name for name in PYTHON.modules if PYTHON.room(name) == "protocol")
    hooks = {n.name for n in ast.parse(PYTHON.modules[declaration].read_bytes()).body if isinstance(n, ast.FunctionDef)}
    for name, path in PYTHON.modules.items():
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module != declaration:
                assert hooks.isdisjoint(alias.name for alias in node.names), f"{name} imports from {node.module}"


@pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.folder)
def test_every_import_names_the_module_that_defines_the_name(house: House) -> None:
    defined = {}
    for name, path in house.modules.items():
        body = ast.parse(path.read_bytes()).body
        names = {n.name for n in body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
        names |= {t.id for n in body if isinstance(n, ast.Assign) for target in n.targets for t in ast.walk(target) if isinstance(t, ast.Name)}
        names |= {n.target.id for n in body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)}
        defined[name] = names
    for name, path in house.modules.items():
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module in house.modules:
                assert {alias.name for alias in node.names} <= defined[node.module], f"{name} imports from {node.module}"


def test_bodies_are_lowered_without_imports_inside_functions() -> None:
    """None is needed to hold off a circle."""
    for name, path in BODIES.modules.items():
        tree = ast.parse(path.read_bytes())
        top = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
        inner = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom) and n not in top]
        assert not inner, f"{name} imports in lines {inner}"


def test_the_layout_lies_below_the_runtime() -> None:
    below = {name_of(p): RUNTIME.imported(p) for p in (PACKAGE / "layout").glob("*.py")}
    assert {t for targets in below.values() for t in targets} <= {*below, "noetlc.kernel.lang", "noetlc.primitives.exceptions"}
    assert RUNTIME.imported(PACKAGE / "kernel" / "lang.py") == {"noetlc.kernel.intrinsics"}
    assert RUNTIME.imported(PACKAGE / "kernel" / "intrinsics.py") == set()
