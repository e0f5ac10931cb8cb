"""Where data items lie in linear memory, and the segments that put them there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from noetlc.ir.errors import IRError
from noetlc.ir.nodes import Data, TableIndex
from noetlc.layout.packing import PACKED, PAIRS, Packing, pack

# Zeros in a row that are worth a new segment: memory starts out zero, a segment costs about 6 bytes.
_GAP = re.compile(rb"\0{8,}")
_PACKED_ALIGN = 4


@dataclass(frozen=True, slots=True)
class Segment:
    address: int
    bytes: bytes


@dataclass(frozen=True, slots=True)
class Layout:
    """Addresses by item name, the segments, and the first free address (a multiple of 16)."""

    addresses: dict[str, int]
    segments: tuple[Segment, ...]
    end: int


def lay_out(
    items: Iterable[Data],
    fixed: Iterable[tuple[int, bytes]],
    start: int,
    function_index: Callable[[str], int],
    packing: Packing | None = None,
) -> Layout:
    """Places `items` one after another from `start`; `fixed` are bytes at given addresses below it.

    `function_index` gives the table index of a function. With `packing` the last two items get what it packs. Raises IRError.
    """
    addresses: dict[str, int] = {}
    placed: list[tuple[int, Data]] = []
    position = start
    for item in items:
        position = -(-position // item.align) * item.align
        addresses[item.name] = position
        placed.append((position, item))
        position += len(item.bytes)
    image = bytearray(max(position, start))
    for address, content in fixed:
        if address + len(content) > start:
            raise IRError("", f"fixed data at {address} reaches beyond {start}")
        image[address : address + len(content)] = content
    for address, item in placed:
        image[address : address + len(item.bytes)] = item.bytes
        for offset, target in item.refs:
            if isinstance(target, TableIndex):
                word = function_index(target.function)
            elif target in addresses:
                word = addresses[target]
            else:
                raise IRError("", f"data {item.name} refers to {target}, which is not in the module")
            image[address + offset : address + offset + 4] = word.to_bytes(4, "little")
    if packing is not None:
        places = {item.name: (address, address + len(item.bytes)) for address, item in placed}
        contents = pack(packing, places, image)
        position = places[PAIRS][0]
        del image[position:]
        for name, content in zip((PAIRS, PACKED), contents, strict=True):
            addresses[name] = len(image) + -len(image) % _PACKED_ALIGN
            image += bytes(addresses[name] - len(image)) + content
        position = len(image)
    return Layout(addresses, _segments(bytes(image)), -(-position // 16) * 16)


def _segments(image: bytes) -> tuple[Segment, ...]:
    """The parts of an image that are not zero."""
    segments: list[Segment] = []
    begin = 0
    bounds = [(gap.start(), gap.end()) for gap in _GAP.finditer(image)]
    for end, resume in [*bounds, (len(image), len(image))]:
        content = image[begin:end].rstrip(b"\0")
        stripped = content.lstrip(b"\0")
        if stripped:
            segments.append(Segment(begin + len(content) - len(stripped), stripped))
        begin = resume
    return tuple(segments)
