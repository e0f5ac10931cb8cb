"""Data that is stored compressed: the texts of string constants without their headers, and items around them as they lie in memory.

Example

    data "cls:int" = 24 bytes     data "str:name" = object of 24 bytes     data "str:total" = object of 25 bytes

are zeros in the module, of which nothing is stored, and

    data "packed.strings" = address of the first, 2, "…\\0name\\0total\\0\\0"
    data "packed.pairs" = the two bytes that each byte from 128 up stands for

The runtime's `unpack_strings` writes the items and makes the objects when a run begins. The text is compressed by pairing bytes: the
most frequent pair becomes a byte of its own, again and again. The decoder is a few instructions.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from noetlc.layout.objects import STR_BYTES

PACKED = "packed.strings"
PAIRS = "packed.pairs"
BEFORE = "packed.before"
AFTER = "packed.after"
_FIRST_CODE = 128
_CODES = 128
_MOST_LITERALS = 64  # codes that stand for single bytes; beyond that items stay as they are, texts never need as many with them
_WORTH = 3  # occurrences that pay for an entry of two bytes
_PER_ROUND = 4  # pairs replaced before counting again
_LONGEST = 255  # zeros that one code stands for
_ZEROS = re.compile(rb"\0+")
_PLAIN = 64  # bytes of an item that may be without zeros


@dataclass(frozen=True, slots=True)
class Packing:
    """Names of items that lie one after another: those before the texts, the objects of the texts with their bytes, those after them.

    What is no text has room for the header of one before it, BEFORE or AFTER, so that there is one way to unpack all.
    """

    before: tuple[str, ...]
    texts: dict[str, bytes]
    after: tuple[str, ...]


def is_packable(content: bytes) -> bool:
    """True for the bytes of an item that gets shorter: one with zeros, but not many around it, or so short that it does not matter."""
    inner = content.strip(b"\0")
    return len(content) <= len(inner) + _LONGEST and (len(inner) <= _PLAIN or inner.count(0) * 4 >= len(inner))


def literals(parts: Sequence[bytes]) -> list[int]:
    """The bytes that mean something else in compressed text."""
    return sorted({byte for byte in set().union(*parts) if byte >= _FIRST_CODE})


def pack(packing: Packing, places: dict[str, tuple[int, int]], image: bytearray) -> tuple[bytes, bytes]:
    """The contents of `packed.pairs` and `packed.strings`, given where items begin and end. What is packed becomes zeros in the image of
    memory; items whose bytes would leave too few codes for pairs stay in it."""
    parts = {places[name][0]: text for name, text in packing.texts.items()}
    around: dict[int, bytes] = {}
    for header, items in ((BEFORE, packing.before), (AFTER, packing.after)):
        if items:
            begin, start = places[header]
            around[begin] = bytes(image[start : places[items[-1]][1]])
    if len(literals([*parts.values(), *around.values()])) <= _MOST_LITERALS:
        parts |= around
        for begin, content in around.items():
            start = begin + STR_BYTES
            image[start : start + len(content)] = bytes(len(content))
    begins = sorted(parts)
    compressed, pairs = compress([parts[begin] for begin in begins])
    return pairs, struct.pack("<II", begins[0] if begins else 0, len(begins)) + compressed


def compress(parts: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The parts, one after another, as compressed text with a 0 byte after each, and the table of pairs.

    A pair whose first byte is 0 stands for as many zeros as the second says; one whose second is 0 for just the first.
    """
    runs = Counter(len(run) for part in parts for run in _ZEROS.findall(part))
    lengths = sorted({1, *(n for n, count in runs.items() if count > 1 and n <= _LONGEST)}, reverse=True) if runs else []
    kept = literals(parts)
    del lengths[: max(0, len(lengths) - (_CODES - len(kept)))]
    pairs = [(byte, 0) for byte in kept] + [(0, n) for n in lengths]
    if len(pairs) > _CODES:
        raise ValueError("more distinct bytes than codes")
    literal = bytes.maketrans(bytes(kept), bytes(range(_FIRST_CODE, _FIRST_CODE + len(kept))))
    codes = {n: _FIRST_CODE + len(kept) + place for place, n in enumerate(lengths)}

    def zeros(run: re.Match[bytes]) -> bytes:
        left = len(run[0])
        out = bytearray()
        for n in lengths:
            out += bytes((codes[n],)) * (left // n)
            left %= n
        return bytes(out)

    text = b"".join(_ZEROS.sub(zeros, part.translate(literal)) + b"\0" for part in parts)
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
    for pair, count in Counter(pairwise(text)).most_common(8 * _PER_ROUND):
        if count < _WORTH or len(found) == _PER_ROUND:
            break
        if taken.isdisjoint(pair):
            found.append(pair)
            taken.update(pair)
    return found
