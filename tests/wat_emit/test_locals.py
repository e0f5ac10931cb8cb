"""Locals of stack code: what is dropped, and which become one. That code still does the same is asked of random modules."""

from __future__ import annotations

import pytest

from noetlc.wat_emit.code import FlatFunction, Instr
from noetlc.wat_emit.locals import settle_locals


def settled(text: str, params: str = "a b", locals_: str = "x y z", types: str = "i32") -> str:
    """The code of a function, one instruction after the other with `;` between, once its locals are settled."""
    code: list[Instr] = []
    for part in text.split("; "):
        op, _, imm = part.partition(" ")
        code.append((op, int(imm) if imm.lstrip("-").isdecimal() else imm or None))
    names = [*params.split(), *locals_.split()]
    function = FlatFunction("f", tuple(params.split()), "void", dict(zip(names, types.split() * len(names), strict=False)), code)
    settle_locals(function)
    assert set(function.locals) >= set(function.params)
    return "; ".join(op if imm is None else f"{op} {imm}" for op, imm in function.code)


CASES = {
    "set and read at once, never again": ("local.get a; local.set x; local.get x; call f", "local.get a; call f"),
    "set and never read": ("call f; local.set x; local.get a; local.set y", "call f; drop"),
    "a copy": ("local.get a; local.set x; call f; local.get x; call g", "call f; local.get a; call g"),
    "a copy of what changes": (
        "local.get a; local.set x; local.get b; local.set a; local.get x; local.get a; call g",
        "local.get a; local.set x; local.get b; local.set a; local.get x; local.get a; call g",
    ),
    "one after the other": (
        "call f; local.set x; local.get a; local.get x; call g; call f; local.set y; local.get y; local.get y; call g",
        "call f; local.set b; local.get a; local.get b; call g; call f; local.tee a; local.get a; call g",
    ),
    "both at once": (
        "call f; local.set x; call f; local.set y; local.get x; local.get y; local.get a; local.get b; call g",
        "call f; local.set x; call f; local.set y; local.get x; local.get y; local.get a; local.get b; call g",
    ),
    "a first value of 0 is not that of a parameter": (
        "loop void; local.get x; call g; i32.const 1; local.set x; br 0; end",
        "loop void; local.get x; call g; i32.const 1; local.set x; br 0; end",
    ),
    "kept around a loop": (
        "call f; local.set x; loop void; call f; local.tee y; local.get y; call g; local.get x; br_if 0; end",
        "call f; local.set a; loop void; call f; local.tee b; local.get b; call g; local.get a; br_if 0; end",
    ),
    "kept for one arm": (
        "call f; local.set x; local.get a; if void; local.get x; call g; else; call f; local.tee y; local.get y; call g; end; local.get b; call g",
        "call f; local.set x; local.get a; if void; local.get x; call g; else; call f; local.tee a; local.get a; call g; end; local.get b; call g",
    ),
    "kept for where a jump goes": (
        "call f; local.set x; block void; local.get a; br_if 0; i32.const 1; local.set x; end; local.get x; call g",
        "call f; local.set b; block void; local.get a; br_if 0; i32.const 1; local.set b; end; local.get b; call g",
    ),
    "behind a return": ("call f; local.set x; return; local.get x; call g", "call f; drop; return; local.get a; call g"),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
def test_settled(before: str, after: str) -> None:
    assert settled(before) == after


def test_types_stay_apart() -> None:
    text = "call f; local.set x; local.get x; local.get x; call g"
    assert settled(text, "a", "x", "i32 i64") == "call f; local.tee x; local.get x; call g"


def test_the_most_used_come_first() -> None:
    text = "call f; local.set x; call f; local.set y; local.get y; local.get y; local.get y; local.get x; call g"
    assert settled(text, "a", "x y") == "call f; local.set x; call f; local.tee a; local.get a; local.get a; local.get x; call g"
