"""What is merged: modules, and how they hang together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from noetlc.link.instructions import CALL, Key
from noetlc.link.module import Module

HOST: Final = -1

Ref = tuple[int, int]
"""A definition: the part and its place among the part's definitions; of HOST, the place among the imports that stay."""

Place = tuple[int, Ref]
"""A space and a definition in it."""


@dataclass(frozen=True, slots=True)
class Target:
    """An export of another part that takes the place of an instruction's own meaning, by this instruction."""

    part: int
    export: str
    opcode: int = CALL


@dataclass(slots=True)
class Part:
    """One module to merge. `label` is a prefix of its functions' names; empty for none.

    `bindings` says which of its imports are bound: by their place, part and export. `replaced` are instructions that become a call or a
    read of a global of another part, or nothing. The first segments of a part may stand for those of part `segments_of`: `elements`
    and `data` give their places there.
    """

    label: str
    module: Module
    bindings: dict[int, tuple[int, str]] = field(default_factory=dict)
    replaced: dict[Key, Target | None] = field(default_factory=dict)
    segments_of: int = HOST
    elements: list[int] = field(default_factory=list)
    data: list[int] = field(default_factory=list)
