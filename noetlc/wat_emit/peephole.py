"""Shorter code for the same values: loads and stores that convert, constants made of shorter ones.

Example

    i32.load 8; i64.extend_i32_u; i64.const 4503599627370496; i64.add

becomes

    i64.load32_u 8; i64.const 1; i64.const 52; i64.shl; i64.add

Engines compute what is constant when they compile.
"""

from __future__ import annotations

from noetlc.wat_emit.code import Instr

_PAIRS = {
    ("i32.load", "i64.extend_i32_u"): "i64.load32_u",
    ("i32.load", "i64.extend_i32_s"): "i64.load32_s",
    ("i32.load8_u", "i64.extend_i32_u"): "i64.load8_u",
    ("i32.load8_u", "i64.extend_i32_s"): "i64.load8_u",
    ("i32.load16_u", "i64.extend_i32_u"): "i64.load16_u",
    ("i32.load16_u", "i64.extend_i32_s"): "i64.load16_u",
    ("i64.extend_i32_u", "i32.wrap_i64"): "",
    ("i64.extend_i32_s", "i32.wrap_i64"): "",
}
_STORES = {"i32.store": "i64.store32", "i32.store8": "i64.store8", "i32.store16": "i64.store16"}
_ZEROS: tuple[Instr, ...] = (("i32.const", 0), ("i64.const", 0))
_FLOAT = 9  # bytes of a float constant


def shortened(code: list[Instr]) -> list[Instr]:
    """The code with the shorter forms."""
    out: list[Instr] = []
    for instr in code:
        op, imm = instr
        before = out[-1][0] if out else ""
        pair = _PAIRS.get((before, op))
        if pair is not None:
            address = out.pop()[1]
            if pair:
                out.append((pair, address))
        elif out and out[-1] in _ZEROS and (before[:3] + ".eq") == op:
            out[-1] = (op + "z", None)
        elif before == "i32.wrap_i64" and op in _STORES:
            out[-1] = (_STORES[op], imm)
        elif op == "i64.const" and isinstance(imm, int):
            out += _int(imm)
        elif op == "f64.const" and isinstance(imm, int):
            parts = _int(imm)
            out += [*parts, ("f64.reinterpret_i64", None)] if sum(map(_size, parts)) + 1 < _FLOAT else [instr]
        else:
            out.append(instr)
    return out


def _int(value: int) -> list[Instr]:
    """The shortest way to make an i64."""
    value = (value + (1 << 63)) % (1 << 64) - (1 << 63)
    ways: list[list[Instr]] = [[("i64.const", value)]]
    if value:
        zeros = (value & -value).bit_length() - 1
        ways.append([("i64.const", value >> zeros), ("i64.const", zeros), ("i64.shl", None)])
    if value > 0 and value & (value + 1) == 0:
        ways.append([("i64.const", -1), ("i64.const", 64 - value.bit_length()), ("i64.shr_u", None)])
    if 0 <= value < 1 << 32:
        ways.append([("i32.const", value - (1 << 32) if value >> 31 else value), ("i64.extend_i32_u", None)])
    return min(ways, key=lambda parts: sum(map(_size, parts)))


def _size(instr: Instr) -> int:
    """Bytes of a constant or a plain operation."""
    value = instr[1]
    return 1 if not isinstance(value, int) else 2 + (value if value >= 0 else ~value).bit_length() // 7
