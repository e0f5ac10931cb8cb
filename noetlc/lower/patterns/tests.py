"""Expressions that ask whether a byte is one of a set."""

from __future__ import annotations

from noetlc.ir.build import get, i32, i64, op
from noetlc.ir.nodes import Expr
from noetlc.lower.patterns.firsts import ANYTHING

FEW = 3  # ranges that are compared one by one
_WORD = (1 << 64) - 1


def runs(mask: int) -> list[tuple[int, int]]:
    """The ranges of set bits."""
    found: list[tuple[int, int]] = []
    for byte in range(256):
        if mask >> byte & 1:
            if found and found[-1][1] == byte - 1:
                found[-1] = (found[-1][0], byte)
            else:
                found.append((byte, byte))
    return found


def within(byte: str, mask: int) -> Expr:
    """1 if the byte in a local is in the mask, else 0."""
    if mask == 0 or mask == ANYTHING:
        return i32(int(mask != 0))
    inside, outside = runs(mask), runs(ANYTHING ^ mask)
    if len(inside) <= min(FEW, len(outside)):
        return _either([_between(byte, low, high) for low, high in inside])
    if len(outside) <= FEW:
        return op("i32.eqz", _either([_between(byte, low, high) for low, high in outside]))
    return _bit(byte, mask)


def outside(byte: str, mask: int) -> Expr:
    """1 if the byte is not in the mask, else 0."""
    return within(byte, ANYTHING ^ mask) if len(runs(mask)) > FEW >= len(runs(ANYTHING ^ mask)) else op("i32.eqz", within(byte, mask))


def _either(tests: list[Expr]) -> Expr:
    found = tests[0]
    for test in tests[1:]:
        found = op("i32.or", found, test)
    return found


def _between(byte: str, low: int, high: int) -> Expr:
    if low == high:
        return op("i32.eq", get(byte, "i32"), i32(low))
    if high == 255:
        return op("i32.ge_u", get(byte, "i32"), i32(low))
    if low == 0:
        return op("i32.le_u", get(byte, "i32"), i32(high))
    return op("i32.le_u", op("i32.sub", get(byte, "i32"), i32(low)), i32(high - low))


def _bit(byte: str, mask: int) -> Expr:
    """The bit of the byte; what the two halves beyond ASCII have in common is one value."""
    words = [mask >> 64 * k & _WORD for k in range(4)]
    made = _word(words[3])
    for k in (2, 1, 0):
        if words[k] != words[k + 1] or not _same(words[k:]):
            less = op("i32.lt_u", get(byte, "i32"), i32(64 * (k + 1)))
            made = Expr("select", (less, _word(words[k]), made), None, "i64")
    shifted = op("i64.shr_u", made, op("i64.extend_i32_u", get(byte, "i32")))
    return op("i32.and", op("i32.wrap_i64", shifted), i32(1))


def _same(words: list[int]) -> bool:
    return all(word == words[0] for word in words)


def _word(value: int) -> Expr:
    return i64(value - (1 << 64) if value >> 63 else value)
