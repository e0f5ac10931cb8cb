"""What a `memoryview` or an array (`library/array`) shows, for all that takes bytes."""

from __future__ import annotations

from noetlc.kernel.lang import i32, implements, lit, live, load8, memory_copy, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, NONE, STR_BYTES, TRUE, Bytes
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.python.hooks import array_bytes
from noetlc.runtime.python.numbers.number import int_of
from noetlc.runtime.values import hooks
from noetlc.runtime.values.bytes import bytes_from, bytes_held, bytes_new
from noetlc.runtime.values.dict import dict_get_str
from noetlc.runtime.values.memory import has_tag, leave
from noetlc.runtime.values.placed import instance_attributes

view_start: i32 = 0  # results of view_target
view_room: i32 = 0


def view_attributes(v: val) -> val:
    """The attributes of what may be a view, 0 for another value."""
    return instance_attributes(v) if has_tag(v, T_INSTANCE) else 0


def array_items(own: val) -> val:
    """The items of the array that has these attributes, 0 if it is none: a list of values, or what shares them with views."""
    return dict_get_str(own, lit("1_items")) if dict_get_str(own, lit("typecode")) != 0 else 0


def shared_memory(items: val) -> val:
    """The bytearray in which an array that has views keeps its items, 0 for a list."""
    own: val = view_attributes(items)
    return dict_get_str(own, lit("1_memory")) if own != 0 else 0


@noinline
def array_content(own: val, items: val) -> val:
    """A copy of the bytes of the items of an array."""
    memory: val = shared_memory(items)
    if memory != 0:
        return bytes_from(bytes_held(memory) + BYTES_DATA, Bytes(bytes_held(memory)).nbytes)
    return array_bytes(load8(dict_get_str(own, lit("typecode")) + STR_BYTES), items)


def view_target(v: val) -> val:
    """The bytes object that what lies as one piece in a view may be written to, as many as `view_room` from `view_start` on; 0 if there
    is none."""
    global view_start, view_room
    own: val = view_attributes(v)
    if own == 0:
        return 0
    items: val = array_items(own) if live(Feature.ARRAYS) else 0
    if live(Feature.ARRAYS) and items != 0:
        memory: val = shared_memory(items)
        if memory == 0:
            leave(reason("memory of an array"))
        view_start = 0
        view_room = Bytes(bytes_held(memory)).nbytes
        return bytes_held(memory)
    seen: val = dict_get_str(own, lit("1_view_of"))
    if seen == 0 or seen == NONE or dict_get_str(own, lit("1_fixed")) == TRUE:
        return 0
    size: val = dict_get_str(own, lit("1_size"))
    if size != dict_get_str(own, lit("1_step")):
        return 0
    view_start = i32(int_of(dict_get_str(own, lit("1_start"))))
    view_room = i32(int_of(dict_get_str(own, lit("1_count"))) * int_of(size))
    return bytes_held(seen)


@implements(hooks.view_content)
def view_content(v: val) -> val:
    """A copy of the bytes of its items; 0 for another value, and for a view that was released."""
    own: val = view_attributes(v)
    if own == 0:
        return 0
    items: val = array_items(own) if live(Feature.ARRAYS) else 0
    if live(Feature.ARRAYS) and items != 0:
        return array_content(own, items)
    seen: val = dict_get_str(own, lit("1_view_of"))
    if seen == 0 or seen == NONE:
        return 0
    count: i32 = i32(int_of(dict_get_str(own, lit("1_count"))))
    step: i32 = i32(int_of(dict_get_str(own, lit("1_step"))))
    size: i32 = i32(int_of(dict_get_str(own, lit("1_size"))))
    p: i32 = bytes_held(seen) + BYTES_DATA + i32(int_of(dict_get_str(own, lit("1_start"))))
    made: val = bytes_new(count * size)
    q: i32 = made + BYTES_DATA
    while count > 0:
        memory_copy(q, p, size)
        q += size
        p += step
        count -= 1
    return made
