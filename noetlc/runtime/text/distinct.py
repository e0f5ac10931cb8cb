"""Which characters a text has."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, load8, load32, store32, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.text.strings import code_at, code_width
from noetlc.runtime.values.list import list_new, list_push
from noetlc.runtime.values.memory import clear, from_int, new_raw

PLACES = 256


def wide_codes(text: val) -> val:
    """The code points of a text that are not ASCII, as a list in which few come twice."""
    found: val = list_new(0)
    table: i32 = new_raw(PLACES << 2) + 8
    clear(table, table + (PLACES << 2))
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    while p < end:
        if load8(p) < 128:
            p += 1
            continue
        code: i32 = code_at(p)
        p += code_width(load8(p))
        place: i32 = table + ((code & (PLACES - 1)) << 2)
        if load32(place) != code:
            store32(place, code)
            list_push(found, from_int(i64(code)))
    return found
