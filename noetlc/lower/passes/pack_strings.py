"""String constants without their headers: objects become reserved memory, their bytes one compressed item.

Example

    data "str:name" = object of 24 bytes       data "str:total" = object of 25 bytes

becomes

    data "str:name" = 24 zeros     data "str:total" = 25 zeros
    data "packed.strings" = address of the first, 2, "name\\0total\\0"
    data "packed.pairs" = the two bytes that each byte from 128 up stands for

The runtime's `unpack_strings` makes the objects. Reserved memory costs nothing in the module.

The text is compressed by pairing bytes: the most frequent pair becomes a byte of its own, again and again. The decoder is a
few instructions. What code names most for its size lies first: low addresses are short constants in code.
"""

from __future__ import annotations

import struct
from collections import Counter
from itertools import pairwise

from noetlc.ir.nodes import Data, Module, walk_exprs
from noetlc.layout.objects import STR_BYTES

PACKED = "packed.strings"
PAIRS = "packed.pairs"
_FIRST_CODE = 128
_CODES = 128
_WORTH = 4  # occurrences that pay for an entry of two bytes
_PER_ROUND = 8  # pairs replaced before counting again
_SMALL = 32  # bytes of data for every place that names it that are worth a low address


def placeholder(name: str) -> Data | None:
    """What stands for the items of packed strings until all constants are known; None for other names."""
    return Data(name, bytes(8), 4) if name in (PACKED, PAIRS) else None


def pack_strings(module: Module) -> None:
    """Packs the `str:` items of a module that has the packed item, and orders its data; runs last."""
    if PACKED not in module.data:
        return
    texts = {n: n[4:].encode("utf-8", "surrogatepass") for n in module.data if n.startswith("str:")}
    uses = Counter(str(e.imm) for f in module.functions.values() for e in walk_exprs(f.body) if e.op == "data")
    names = sorted(texts, key=lambda n: (-uses[n], len(texts[n])))
    text, pairs = compress(b"".join(texts[n] for n in names), [len(texts[n]) for n in names])
    reserved = {n: Data(n, bytes(STR_BYTES + len(texts[n])), 2) for n in names}
    first = ((0, names[0]),) if names else ()
    rest = {n: d for n, d in module.data.items() if n not in reserved and n not in (PACKED, PAIRS)}
    small = {n: d for n, d in rest.items() if len(d.bytes) <= _SMALL * max(uses[n], 1)}
    large = {n: d for n, d in rest.items() if n not in small}
    packed = Data(PACKED, struct.pack("<II", 0, len(names)) + text, 4, first)
    ordered = {**_zeros_last(small), **reserved, **dict(reversed(_zeros_last(large).items()))}
    module.data = {**ordered, PAIRS: Data(PAIRS, pairs, 1), PACKED: packed}


def _zeros_last(items: dict[str, Data]) -> dict[str, Data]:
    """Items that start as zeros last: beside others like them, and beside the strings, they divide no segment."""
    return dict(sorted(items.items(), key=lambda item: not (any(item[1].bytes) or item[1].refs)))


def compress(content: bytes, lengths: list[int]) -> tuple[bytes, bytes]:
    """Texts of the given lengths, one after another, as compressed text with a 0 byte after each, and the table of pairs.

    Bytes that mean something else in compressed text (0 and those from 128 up) get an entry that stands for just them.
    """
    pairs = [(byte, 0) for byte in sorted(set(content)) if byte == 0 or byte >= _FIRST_CODE]
    if len(pairs) > _CODES:
        raise ValueError("more distinct bytes than codes")
    literal = bytes.maketrans(bytes(b for b, _ in pairs), bytes(range(_FIRST_CODE, _FIRST_CODE + len(pairs))))
    text = b""
    position = 0
    for length in lengths:
        text += content[position : position + length].translate(literal) + b"\0"
        position += length
    while len(pairs) < _CODES:
        frequent = _frequent(text)[: _CODES - len(pairs)]
        if not frequent:
            break
        for pair in frequent:
            text = text.replace(bytes(pair), bytes((_FIRST_CODE + len(pairs),)))
            pairs.append(pair)
    return text, bytes(byte for pair in pairs for byte in pair)


def _frequent(text: bytes) -> list[tuple[int, int]]:
    """The most frequent pairs that pay, none sharing a byte with a more frequent one of them."""
    found: list[tuple[int, int]] = []
    taken: set[int] = {0}
    for pair, count in Counter(pairwise(text)).most_common(4 * _PER_ROUND):
        if count < _WORTH or len(found) == _PER_ROUND:
            break
        if taken.isdisjoint(pair):
            found.append(pair)
            taken.update(pair)
    return found
