"""String constants and other data: stored as compressed text, written to their places when a run starts.

An object's header is 20 bytes, more than most constants; the compiler knows where each object will lie.
"""

from __future__ import annotations

from noetlc.kernel.lang import Record, data_address, i32, load8, noinline, store8
from noetlc.layout.objects import ASCII, STR_BYTES, Str
from noetlc.layout.tags import T_STR
from noetlc.runtime.text.strings import count_codes


class Packed(Record):
    """`count` strings, the first object at `first`; from PACKED_TEXT on the text of each, ended by a 0 byte (`layout/packing.py`)."""

    first: i32
    count: i32


PACKED_TEXT = 8


@noinline
def unpack_code(p: i32, code: i32) -> i32:
    """Writes what a byte of packed text stands for at p; the address behind it.

    Bytes from 128 up stand for the two bytes at their place in the table of pairs, for the first if the second is 0, or for as many zeros
    as the second says if the first is 0: these lie there.
    """
    while code >= 128:
        pair: i32 = data_address("packed.pairs") + ((code - 128) << 1)
        code = load8(pair, 1)
        first: i32 = load8(pair)
        if first == 0:
            return p + code
        if code == 0:
            code = first
            break
        if first < 128:
            store8(p, first)
            p += 1
        else:
            p = unpack_code(p, first)
    store8(p, code)
    return p + 1


@noinline
def unpack_strings() -> None:
    """Writes the objects of all string constants, and the other data that is packed behind such a header. Hashes are there only if they
    were computed in a run before."""
    p: i32 = Packed(data_address("packed.strings")).first
    left: i32 = Packed(data_address("packed.strings")).count
    q: i32 = data_address("packed.strings") + PACKED_TEXT
    while left > 0:
        s: Str = Str(p)
        p += STR_BYTES
        while load8(q):
            p = unpack_code(p, load8(q))
            q += 1
        q += 1
        n: i32 = p - (i32(s) + STR_BYTES)
        s.nbytes = n
        s.length = count_codes(i32(s) + STR_BYTES, n)
        s.size = STR_BYTES + n
        s.tag = T_STR
        s.flags = ASCII if s.length == n else 0
        p = (p + 1) & -2
        left -= 1
