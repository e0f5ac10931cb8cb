"""The pieces of stack code: instructions, flat functions, and what follows a statement list."""

from __future__ import annotations

from dataclasses import dataclass, field

from noetlc.ir.nodes import Import
from noetlc.ir.types import NEVER, VOID, physical

Instr = tuple[str, object]
Signature = tuple[tuple[str, ...], str]  # machine types of parameters and result

END: Instr = ("end", None)
EQZ: Instr = ("i32.eqz", None)
CTZ: Instr = ("i32.ctz", None)
DROP: Instr = ("drop", None)
RETURN: Instr = ("return", None)
UNREACHABLE: Instr = ("unreachable", None)
NAMING = frozenset(("call", "call_indirect", "global.get", "global.set", "data", "func"))  # operations whose operand is a name, in effect
FUNCTION_FRAME = -1  # index of the frame that a branch leaves to return


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows a statement list directly: the end of the function (`label` None) or of a `BlockExpr`."""

    label: str | None
    type: str  # machine type of the value, or void


@dataclass(slots=True)
class FlatFunction:
    """Stack code of one function; `locals` maps every local in use, parameters first, to its machine type.

    Modules share it. What they need of it in order to write it down is found once: `named` are its instructions that mean something else
    in another module, `order` are the indices of its locals, and `pieces` its bytes between instructions that are `named`.
    """

    name: str
    params: tuple[str, ...]
    result: str  # machine type or void
    locals: dict[str, str]
    code: list[Instr] = field(default_factory=list)
    named: tuple[Instr, ...] = ()
    order: dict[str, int] = field(default_factory=dict)
    pieces: list[bytes | Instr] | None = None  # made for the second module

    @property
    def signature(self) -> tuple[tuple[str, ...], str]:
        return tuple(self.locals[p] for p in self.params), self.result


def machine_result(type_: str) -> str:
    """The wasm result of a type: void for types without a value."""
    return VOID if type_ in (VOID, NEVER) else physical(type_)


def import_signature(imported: Import) -> Signature:
    return tuple(physical(p) for p in imported.params), machine_result(imported.result)
