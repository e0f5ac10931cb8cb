"""Fewer data segments for the same memory: neighbours become one, with zeros between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

from noetlc.link.instructions import I32_CONST
from noetlc.link.module import PAGE, Data, Limits

# Bytes that another segment takes in the module, about: its head, and the call that copies it.
GAP: Final = 20


def joined(segments: list[Data], memories: list[Limits]) -> Iterator[Data]:
    """Active segments that write the same into memories of zeros, in an order that gives the same.

    Those of a memory stay as they are if one of them might lie outside it, which is a trap.
    """
    for memory in dict.fromkeys(segment.memory for segment in segments):
        own = [segment for segment in segments if segment.memory == memory]
        placed = list(_placed(own))
        if all(at is not None and 0 <= at <= memories[memory].least * PAGE - len(content) for at, content in placed):
            yield from _images(memory, [(at, content) for at, content in placed if at is not None and content])
        else:
            yield from own


def _placed(segments: Iterable[Data]) -> Iterator[tuple[int | None, bytes]]:
    """Addresses, as far as they are numbers, and contents."""
    for segment in segments:
        offset = segment.offset or ()
        address = offset[0][1] if len(offset) == 1 and offset[0][0] == I32_CONST else None
        yield address & 0xFFFFFFFF if isinstance(address, int) else None, segment.content


def _images(memory: int, placed: list[tuple[int, bytes]]) -> Iterator[Data]:
    ends = [(at, at + len(content)) for at, content in placed]
    ranges: list[tuple[int, int]] = []
    for begin, end in sorted(ends):
        if ranges and begin <= ranges[-1][1] + GAP:
            ranges[-1] = ranges[-1][0], max(end, ranges[-1][1])
        else:
            ranges.append((begin, end))
    images = [bytearray(end - begin) for begin, end in ranges]
    starts = [begin for begin, _ in ranges]
    for at, content in placed:  # later ones write over earlier ones
        place = bisect_right(starts, at) - 1
        images[place][at - starts[place] : at - starts[place] + len(content)] = content
    for begin, image in zip(starts, images, strict=True):
        signed = begin - (1 << 32) if begin >> 31 else begin
        yield Data(bytes(image), memory, ((I32_CONST, signed),))
