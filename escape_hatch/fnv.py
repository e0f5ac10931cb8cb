"""FNV-1a with 64 bits, and the shard that results and states of an execution belong to."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, live, rem_u, shr_u, store8, trap, val
from noetlc.layout.objects import BYTES_DATA, STR_BYTES, Bytes, Int, Str
from noetlc.layout.tags import T_INT, T_NONE, T_STR, T_WIDE
from noetlc.plugins.sdk import function
from noetlc.runtime.numbers.wide import wide_put
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_drop, buf_pos, buf_room
from noetlc.runtime.values.memory import tag_of

from ._fnv import OFFSET, SEPARATOR, fnv_byte, fnv_feed, fnv_int, fnv_project


@function("bytes", result="str")
def fnv1a64(data: val) -> val:
    """FNV-1a 64 of bytes as 16 hexadecimal digits."""
    global buf_pos
    h: i64 = fnv_feed(OFFSET, data + BYTES_DATA, Bytes(data).nbytes)
    mark: i32 = buf_begin()
    buf_room(16)
    shift: i64 = 60
    while shift >= i64(0):
        digit: i32 = i32(shr_u(h, shift)) & 15
        store8(buf_pos, digit + (87 if digit > 9 else 48))
        buf_pos += 1
        shift -= 4
    return buf_end(mark)


@function("str", "str", "json", "int", result="int")
def shard(tenant: val, project: val, eid: val, count: i64) -> i64:
    """The shard, below `count`, of an execution id (an integer or its text) or, if it is null, of a whole project."""
    if count <= i64(0):
        trap()
    h: i64 = fnv_project(tenant + STR_BYTES, Str(tenant).nbytes, project + STR_BYTES, Str(project).nbytes)
    tag: i32 = tag_of(eid)
    if tag > T_NONE:
        h = fnv_byte(h, SEPARATOR)
        if tag == T_INT:
            h = fnv_int(h, i64(eid >> 1) if eid & 1 else Int(eid).value)
        elif tag == T_STR:
            h = fnv_feed(h, eid + STR_BYTES, Str(eid).nbytes)
        elif live(T_WIDE) and tag == T_WIDE:
            mark: i32 = buf_begin()
            wide_put(eid)
            h = fnv_feed(h, buf_base + mark, buf_pos - buf_base - mark)
            buf_drop(mark)
        else:
            trap()
    return rem_u(h, count)
