"""The items of an array as bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, implements, reason, val
from noetlc.layout.objects import BYTES_DATA
from noetlc.layout.tags import T_STR
from noetlc.runtime.python import hooks
from noetlc.runtime.values.memory import has_tag, leave

if TYPE_CHECKING:
    from noetlc.runtime.library.struct.format import struct_width_of
    from noetlc.runtime.library.struct.pack import struct_put
    from noetlc.runtime.values.bytes import bytes_new
    from noetlc.runtime.values.list import list_get, list_len


@implements(hooks.array_bytes)
def array_bytes(code: i32, items: val) -> val:
    """The numbers of a list as an array with this code holds them."""
    count: i32 = list_len(items)
    if count == 0:
        return bytes_new(0)
    if has_tag(list_get(items, 0), T_STR):
        leave(reason("memory of an array"))
    width: i32 = struct_width_of(code, 1)
    made: val = bytes_new(count * width)
    i: i32 = 0
    while i < count:
        struct_put(list_get(items, i), made + BYTES_DATA + i * width, code, width, 1, 1)
        i += 1
    return made
