"""Hooks: what a lower room asks and an upper one answers, resolved when the library is made."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from noetlc.ir.nodes import Module, walk_exprs
from noetlc.kernel.emulate import Machine
from noetlc.kernel.library import Library
from noetlc.kernel.link import Linker
from noetlc.kernel.runtime import Runtime
from noetlc.kernel.translate import KernelError

LOWER = """
from noetlc.kernel.lang import enable, hook, i32, live

@hook
def weight(x: i32) -> i32:
    ...

def twice(x: i32) -> i32:
    return weight(x) * 2

def rare(x: i32) -> i32:
    return weight(x) if live(77) else x

def makes_it_possible() -> i32:
    enable(77)
    return 1
"""
UPPER = """
import lower_room
from noetlc.kernel.lang import i32, i64, implements

@implements(lower_room.weight)
def weight(x: i32) -> i32:
    return x + 100
"""
Load = Callable[[str, str], ModuleType]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    def loaded(name: str, source: str) -> ModuleType:
        path = tmp_path / f"{name}.py"
        path.write_text(source)
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        made = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, made)
        spec.loader.exec_module(made)
        return made

    return loaded


def test_a_call_of_a_hook_is_a_call_of_its_implementation(load: Load) -> None:
    lower, upper = load("lower_room", LOWER), load("upper_room", UPPER)
    for order in ((lower, upper), (upper, lower)):
        library = Library(order)
        assert Machine(library).call("twice", 1) == 202
        assert [e.imm for e in walk_exprs(library.function("twice").body) if e.op == "call"] == ["weight"]
        assert library.declared["weight"].module is upper


class _Only(Runtime):
    """A library of these modules, kept nowhere."""

    def __init__(self, library: Library) -> None:
        self.__dict__["library"] = library
        super().__init__([], "", None)


@pytest.mark.parametrize(("roots", "linked"), [(["rare"], {"rare"}), (["rare", "makes_it_possible"], {"rare", "makes_it_possible", "weight"})])
def test_what_nothing_enables_is_not_linked(load: Load, roots: list[str], linked: set[str]) -> None:
    module = Module()
    Linker(module, _Only(Library([load("lower_room", LOWER), load("upper_room", UPPER)])), lambda name: None).link(roots)
    assert set(module.functions) == linked


@pytest.mark.parametrize(
    ("upper", "message"),
    [
        ("", "lower_room: weight: no function of this name implements the hook"),
        (UPPER.replace("@implements(lower_room.weight)", ""), "lower_room: weight: no function of this name implements the hook"),
        (UPPER.replace("def weight(x: i32)", "def weight(x: i64)"), "upper_room: weight: the hook that it implements has another signature"),
        (UPPER.replace("def weight", "def heft"), "lower_room: weight: no function of this name implements the hook"),
        (
            UPPER + "\n@implements(lower_room.weight)\ndef heft(x: i32) -> i32:\n    return x\n",
            "upper_room: heft: implements what is no hook of this name",
        ),
    ],
)
def test_hooks_without_their_one_implementation(load: Load, upper: str, message: str) -> None:
    modules = [load("lower_room", LOWER), load("upper_room", upper)]
    with pytest.raises(KernelError) as caught:
        Library(modules)
    assert str(caught.value) == message


def test_enable_takes_a_constant(load: Load) -> None:
    library = Library([load("m", "from noetlc.kernel.lang import enable, i32\ndef f(x: i32) -> None:\n    enable(x)\n")])
    with pytest.raises(KernelError, match="f: enable takes a feature or a tag"):
        library.function("f")


def test_what_was_found_in_a_function_holds_for_the_next_module(load: Load) -> None:
    library = _Only(Library([load("lower_room", LOWER), load("upper_room", UPPER)]))
    found: list[list[tuple[str, int]]] = []
    for roots in (["rare"], ["rare", "makes_it_possible"], ["rare"]):
        module = Module()
        Linker(module, library, lambda name: None).link(roots)
        assert not any(e.op == "live" for function in module.functions.values() for e in walk_exprs(function.body))
        found.append([(name, sum(1 for _ in walk_exprs(function.body))) for name, function in module.functions.items()])
    assert found[0] == found[2] != found[1]
