"""The values of `fmt % values` of bytes, which formats the text with the same codes."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, live, load8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, UNDEFINED, Bytearray, Bytes
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_INSTANCE
from noetlc.runtime.python.exceptions.errors import message_of, raise_overflow, raise_type_error
from noetlc.runtime.python.numbers.number import NUM_INT, num_kind, py_index_clamped
from noetlc.runtime.python.protocol import int_like, py_type_name
from noetlc.runtime.python.strings.bytes import own_bytes
from noetlc.runtime.python.strings.codec import decode_as
from noetlc.runtime.python.strings.codec_handlers import STRICT
from noetlc.runtime.python.strings.codec_names import LATIN1
from noetlc.runtime.text.strings import str_from_code
from noetlc.runtime.values.bytes import bytes_like
from noetlc.runtime.values.memory import has_tag

bytes_mode: i32 = 0  # whether the operation under way is one of bytes


def bytes_text(v: val) -> val:
    """Conversions s and b: the text of bytes; 0 when raised."""
    held: val = v
    if live(Feature.MEMORY_VIEWS) and bytes_like(v) != 0:
        held = bytes_like(v)
    elif live(T_INSTANCE) and (v & 1) == 0 and has_tag(v, T_INSTANCE):
        held = own_bytes(v)
        if held == 0:
            return 0
    if live(T_BYTEARRAY) and has_tag(held, T_BYTEARRAY):
        held = Bytearray(held).held
    if held == UNDEFINED or held & 1 or has_tag(held, T_BYTES) == 0:
        template: val = lit("%b requires a bytes-like object, or an object that implements __bytes__, not '$'")
        return raise_type_error(message_of(template, py_type_name(v), 0, 0))
    return decode_as(held, LATIN1, 0, STRICT)


def bytes_char(v: val) -> val:
    """Conversion c: the character of a byte; 0 when raised."""
    if live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY):
        v = Bytearray(v).held
    code: val = int_like(v)
    if code == 0:
        return 0
    if num_kind(code) == NUM_INT:
        n: i64 = py_index_clamped(code)
        if n < 0 or n > 255:
            return raise_overflow(lit("%c arg not in range(256)"))
        return str_from_code(i32(n))
    if (v & 1) == 0 and has_tag(v, T_BYTES) and Bytes(v).nbytes == 1:
        return str_from_code(load8(v + BYTES_DATA))
    return raise_type_error(lit("%c requires an integer in range(256) or a single byte"))
