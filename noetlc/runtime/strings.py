"""String constants: stored as length and bytes, made into objects when a run starts.

An object's header is 20 bytes, more than most constants; the compiler knows where each object will lie.
"""

from __future__ import annotations

from noetlc.kernel.lang import Record, data_address, i32, load8, noinline
from noetlc.runtime.layout import ASCII, STR_BYTES, T_STR, Str
from noetlc.runtime.text import copy_over, count_codes


class Packed(Record):
    """`count` strings, the first object at `first`; each is a LEB128 length and that many bytes from PACKED_DATA on."""

    first: i32
    count: i32


PACKED_DATA = 8


@noinline
def unpack_strings() -> None:
    """Writes the objects of all string constants."""
    p: i32 = Packed(data_address("packed.strings")).first
    left: i32 = Packed(data_address("packed.strings")).count
    q: i32 = data_address("packed.strings") + PACKED_DATA
    while left > 0:
        n: i32 = 0
        shift: i32 = 0
        while load8(q) >= 128:
            n = n | (load8(q) & 127) << shift
            shift += 7
            q += 1
        n = n | load8(q) << shift
        q += 1
        s: Str = Str(p)
        s.nbytes = n
        s.length = count_codes(q, n)
        s.hash = 0
        s.size = STR_BYTES + n
        s.tag = T_STR
        s.flags = ASCII if s.length == n else 0
        copy_over(p + STR_BYTES, q, n)
        q += n
        p = (p + STR_BYTES + n + 1) & -2
        left -= 1
