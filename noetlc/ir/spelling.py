"""How names, constants and types are spelled in the IR's text form: what printer and parser must agree on."""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Mapping

from noetlc.ir.nodes import Expr, Imm
from noetlc.ir.ops import OPS
from noetlc.ir.payload import Payload
from noetlc.ir.types import VOID, physical
from noetlc.layout.features import Feature
from noetlc.layout.sites import unpack

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_RESERVED = frozenset({"none", "nan", "inf"})
_FIXED_TYPES = {"and": "i32", "or": "i32", "not": "i32", "data": "i32", "func": "i32"}
_FEATURES = {int(feature): feature.name.lower() for feature in Feature}
CANONICAL_NAN = 0x7FF8000000000000


def spell_name(name: str) -> str:
    """A name bare if it looks like one, else as a JSON string."""
    if _NAME.fullmatch(name) and name not in _RESERVED:
        return name
    return json.dumps(name, ensure_ascii=True)


def spell_float(value: float) -> str:
    """A float so that every bit survives."""
    if math.isnan(value):
        bits = struct.unpack("<Q", struct.pack("<d", value))[0]
        return "nan" if bits == CANONICAL_NAN else f"nan({bits:#x})"
    return repr(float(value))


def spell_imm(imm: Imm | object) -> str:
    """An immediate: an integer, a float, a name, a parenthesised tuple of them, or an object as `kind(parts)`."""
    if imm is None:
        return "none"
    if isinstance(imm, float):
        return spell_float(imm)
    if isinstance(imm, int):
        return str(int(imm))
    if isinstance(imm, str):
        return spell_name(imm)
    if isinstance(imm, tuple):
        inner = ", ".join(map(spell_imm, imm))
        return f"({inner},)" if len(imm) == 1 else f"({inner})"
    if isinstance(imm, Payload):
        return f"{imm.kind}({', '.join(map(_spell_part, imm.parts()))})"
    raise TypeError(f"{type(imm).__name__} cannot be an immediate")


def _spell_part(part: object) -> str:
    """A part of an object: bools and strings are told from numbers and names."""
    if isinstance(part, bool):
        return "true" if part else "false"
    if isinstance(part, tuple):
        return f"[{', '.join(map(_spell_part, part))}]"
    return json.dumps(part, ensure_ascii=True) if isinstance(part, str) else spell_imm(part)


def spell_provided(number: int) -> str:
    """What a function provides: a feature by its name, a tag by its number."""
    return _FEATURES.get(number, str(number))


def provided(name: str) -> int:
    """The number of a feature. KeyError if there is none of this name."""
    return {spelled: number for number, spelled in _FEATURES.items()}[name]


def spell_site(site: int) -> str:
    if not site:
        return ""
    line, column = unpack(site)
    return f"!{line}:{column}"


def default_imm(op: str) -> Imm:
    """The immediate that is left out: offset 0 of loads and stores."""
    return 0 if op in OPS and OPS[op].memory else None


def default_type(op: str, imm: Imm, args: tuple[Expr, ...], locals_: Mapping[str, str], globals_: Mapping[str, str]) -> str:
    """The type that is left out when an expression has it."""
    if op in OPS:
        return OPS[op].result
    if op in _FIXED_TYPES:
        return _FIXED_TYPES[op]
    if op in ("local", "tee"):
        return locals_.get(str(imm), VOID)
    if op == "global.get":
        return globals_.get(str(imm), VOID)
    if op in ("check", "check_global", "mark", "marked") and args:
        return args[0].type
    if op in ("cond", "select") and len(args) == 3:
        return args[1].type
    if op == "call_indirect" and isinstance(imm, tuple) and len(imm) == 2:
        return str(imm[1])
    return VOID


def constant_op(type_: str, is_float: bool) -> str:
    """The operation of a constant that is spelled as a bare number."""
    return "f64.const" if is_float else f"{physical(type_)}.const"


def spell_bytes(content: bytes) -> str:
    """Bytes as a quoted string; a long run of zeros at the end becomes `zeros N`."""
    kept = content.rstrip(b"\0")
    zeros = len(content) - len(kept)
    if zeros < 8:
        kept, zeros = content, 0
    plain = "".join(chr(b) if 32 <= b < 127 and b not in (34, 92) else f"\\x{b:02x}" for b in kept)
    return f'"{plain}"' + (f" zeros {zeros}" if zeros else "")
