"""What library functions on bytes share: their arguments and results."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ASCII, BYTES_DATA, STR_BYTES, Bytes, Str
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_STR
from noetlc.runtime.python.exceptions.errors import raise_type, raise_value_error
from noetlc.runtime.values.buffer import buf_base, buf_drop, buf_pos
from noetlc.runtime.values.bytes import bytes_from, bytes_like, bytes_seen
from noetlc.runtime.values.memory import has_tag

mod_data: i32 = 0  # address of the bytes of the last argument looked at
mod_size: i32 = 0


def mod_bytes_end(mark: i32) -> val:
    """What the text buffer holds since `mark`, as bytes; it leaves the buffer."""
    made: val = bytes_from(buf_base + mark, buf_pos - buf_base - mark)
    buf_drop(mark)
    return made


def mod_buffer(v: val) -> i32:
    """Takes a bytes argument into `mod_data` and `mod_size`; 0 when raised."""
    global mod_data, mod_size
    held: val = bytes_seen(v)
    if live(T_BYTES) and has_tag(held, T_BYTES):
        mod_data = held + BYTES_DATA
        mod_size = Bytes(held).nbytes
        return 1
    raise_type(lit("a bytes-like object is required, not '$'"), v)
    return 0


@noinline
def mod_encoded(v: val) -> i32:
    """Takes bytes or an ASCII string, as base64 decoding does; 0 when raised."""
    global mod_data, mod_size
    if has_tag(v, T_STR):
        if (Str(v).flags & ASCII) == 0:
            raise_value_error(lit("string argument should contain only ASCII characters"))
            return 0
        mod_data = v + STR_BYTES
        mod_size = Str(v).nbytes
        return 1
    if live(T_BYTES) and has_tag(v, T_BYTES):
        return mod_buffer(v)
    if live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY):
        return mod_buffer(v)
    if live(Feature.MEMORY_VIEWS) and bytes_like(v) != 0:
        return mod_buffer(v)
    raise_type(lit("argument should be a bytes-like object or ASCII string, not '$'"), v)
    return 0
