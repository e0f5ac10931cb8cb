"""Functions that go over all bytes of a set, sixteen at a time; patterns with the same set share one."""

from __future__ import annotations

import struct
from collections.abc import Callable

from noetlc.ir.build import call, data, get, i32, op
from noetlc.ir.nodes import Assign, Br, Expr, Function, If, Loop, Return, Stmt
from noetlc.lower.patterns.firsts import ANYTHING
from noetlc.lower.patterns.shape import ASK, NONE, Chars
from noetlc.lower.patterns.tests import runs

WIDTH = 16
_EVERY = (1 << WIDTH) - 1


class Shelf:
    """What functions of patterns share: scans by name, and the words of sets that the runtime is asked about; `words` gives the name of
    their data."""

    def __init__(self, words: Callable[[bytes], str]) -> None:
        self._words = words
        self.scans: dict[str, Function] = {}

    def words(self, chars: Chars) -> Expr:
        """The address of a set as the runtime knows it."""
        return data(self._words(struct.pack(f"<{len(chars.words)}i", *chars.words)))

    def scan(self, chars: Chars) -> str:
        """The function `(p, end)` that goes over characters of a set."""
        mask = chars.mask | (0 if chars.high in (NONE, ASK) else ANYTHING >> 128 << 128)
        return self._scan(mask, chars if chars.high == ASK else None)

    def bytes(self, mask: int) -> str:
        """The one that goes over bytes of a mask."""
        return self._scan(mask, None)

    def _scan(self, mask: int, asked: Chars | None) -> str:
        name = f"scan.{mask:x}" + ("" if asked is None else "." + ".".join(map(str, asked.words[2:])))
        if name not in self.scans:
            self.scans[name] = _function(name, mask, None if asked is None else self.words(asked))
        return name


def _function(name: str, mask: int, words: Expr | None) -> Function:
    def of(local: str) -> Expr:
        return get(local, "i32")

    width = call("code_width", "i32", op("i32.load8_u", of("p")))
    over: list[Stmt] = [Assign("p", op("i32.add", of("p"), width)), Br("more")]
    other: list[Stmt] = []
    if words is not None:  # a character beyond ASCII
        high = op("i32.ge_u", op("i32.load8_u", of("p")), i32(128))
        other = [If(high, [If(call("re_in_set", "i32", words, call("code_at", "i32", of("p"))), over, [])], [])]
    body: list[Stmt] = [
        If(op("i32.ge_u", of("p"), of("end")), [Return(of("end"))], []),
        Assign("x", op("v128.load", of("p"))),
        Assign("stops", _stops(mask)),
        If(op("i32.eqz", of("stops")), [Assign("p", op("i32.add", of("p"), i32(WIDTH))), Br("more")], []),
        Assign("p", op("i32.add", of("p"), op("i32.ctz", of("stops")))),
        If(op("i32.ge_u", of("p"), of("end")), [Return(of("end"))], []),
        *other,
        Return(of("p")),
    ]
    kinds = {"p": "i32", "end": "i32", "x": "v128", "stops": "i32"}
    return Function(name, ("p", "end"), "i32", kinds, [Loop("more", body), Return(of("p"))])


def _stops(mask: int) -> Expr:
    """A bit for each of sixteen bytes that is not in the mask."""
    if mask == 0:
        return i32(_EVERY)
    inside, outside = runs(mask), runs(ANYTHING ^ mask)
    if len(inside) < len(outside):
        return op("i32.xor", op("i8x16.bitmask", _any_of(inside)), i32(_EVERY))
    return op("i8x16.bitmask", _any_of(outside))


def _any_of(ranges: list[tuple[int, int]]) -> Expr:
    found = _in_range(*ranges[0])
    for low, high in ranges[1:]:
        found = op("v128.or", found, _in_range(low, high))
    return found


def _in_range(low: int, high: int) -> Expr:
    x = get("x", "v128")
    if low == high:
        return op("i8x16.eq", x, op("i8x16.splat", i32(low)))
    above = op("i8x16.gt_u", x, op("i8x16.splat", i32(low - 1))) if low else None
    below = op("i8x16.lt_u", x, op("i8x16.splat", i32(high + 1))) if high < 255 else None
    if above is None or below is None:
        found = above or below
        assert found is not None
        return found
    return op("v128.and", above, below)
