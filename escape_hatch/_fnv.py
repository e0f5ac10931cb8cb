"""FNV-1a with 64 bits, for the plug-ins beside this file."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, inline, load8, lt_u, u64
from noetlc.runtime.numbers.text import put_int
from noetlc.runtime.values.buffer import buf_begin, buf_drop, buf_pos, buf_room

OFFSET = 0xCBF29CE484222325
PRIME = 0x100000001B3
SEPARATOR = 0x1F


@inline
def fnv_byte(h: i64, byte: i32) -> i64:
    """The hash continued over one byte."""
    return (h ^ u64(byte)) * PRIME


def fnv_feed(h: i64, p: i32, n: i32) -> i64:
    """The hash continued over n bytes at p."""
    end: i32 = p + n
    while lt_u(p, end):
        h = fnv_byte(h, load8(p))
        p += 1
    return h


def fnv_int(h: i64, x: i64) -> i64:
    """The hash continued over the decimal text of an integer."""
    mark: i32 = buf_begin()
    buf_room(32)
    h = fnv_feed(h, buf_pos, put_int(buf_pos, x) - buf_pos)
    buf_drop(mark)
    return h


def fnv_project(tenant: i32, tenant_size: i32, project: i32, project_size: i32) -> i64:
    """The hash of a project of a tenant."""
    h: i64 = fnv_byte(fnv_feed(OFFSET, tenant, tenant_size), SEPARATOR)
    return fnv_feed(h, project, project_size)
