"""UnicodeEncodeError and UnicodeDecodeError: what they are made of, and their text.

Where a body may look at their parts, such an exception has the five arguments of CPython, and its text is made of them when it is
asked for; elsewhere its only argument is the text.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, lit_class, live, load8, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, EXC_SINGLE, NONE, STR_BYTES, Bytes, Exc, Str, Tuple
from noetlc.layout.tags import T_BYTES, T_STR
from noetlc.runtime.numbers.text import buf_int
from noetlc.runtime.python.exceptions.errors import (
    argument_kind,
    exc_make,
    exc_new,
    index_value,
    is_subclass,
    message_of,
    raise_error,
    raise_exc,
    raise_type,
    raise_type_error,
)
from noetlc.runtime.python.protocol import put_str
from noetlc.runtime.text.quote import put_escape, put_hex
from noetlc.runtime.text.strings import buf_end, code_at, skip_codes, str_eq
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str
from noetlc.runtime.values.bytes import bytes_from, bytes_like
from noetlc.runtime.values.dict import dict_get_str
from noetlc.runtime.values.list import tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import from_int, has_tag, raised


@noinline
def raise_unicode(cls: val, label: val, v: val, start: i32, count: i32, first: i32, why: val) -> val:
    """Raises an error of encoding or decoding: which `count` bytes or characters of v, from an index on, the codec of that label does not
    know, `first` being the first of them."""
    if live(Feature.UNICODE_PARTS):
        parts: val = tuple_new(5)
        tuple_set(parts, 0, label)
        tuple_set(parts, 1, v)
        tuple_set(parts, 2, from_int(i64(start)))
        tuple_set(parts, 3, from_int(i64(start + count)))
        tuple_set(parts, 4, why)
        return raise_exc(exc_make(cls, parts, 0))
    mark: i32 = buf_begin()
    decoding: i32 = live(Feature.DECODES) and not has_tag(v, T_STR)
    put_unicode(label, decoding, i64(start), i64(start + count), first if count == 1 else -1, why)
    return raise_error(cls, buf_end(mark))


def put_unicode(label: val, decoding: i32, start: i64, end: i64, culprit: i32, why: val) -> None:
    """Appends the text of such an error, of translating without a label; `culprit` is the only byte or character, -1 if there are more."""
    if not live(Feature.UNICODE_PARTS) or label != 0:
        buf_byte(39)
        if live(Feature.UNICODE_SET):
            put_str(label)
        else:
            buf_str(label)
        buf_str(lit("' codec can't decode byte") if decoding else lit("' codec can't encode character"))
    else:
        buf_str(lit("can't translate character"))
    if culprit >= 0:
        buf_byte(32)
        if decoding:
            buf_byte(48)
            buf_byte(120)
            put_hex(culprit, 2)
        else:
            buf_byte(39)
            if live(Feature.UNICODE_PARTS) and culprit < 32:
                buf_str(lit("\\x"))
                put_hex(culprit, 2)
            else:
                put_escape(culprit)
            buf_byte(39)
    else:
        buf_byte(115)
    buf_str(lit(" in position "))
    buf_int(start)
    if culprit < 0:
        buf_byte(45)
        buf_int(end - 1)
    buf_byte(58)
    buf_byte(32)
    if live(Feature.UNICODE_SET):
        put_str(why)
    else:
        buf_str(why)


def unicode_kind(cls: val) -> i32:
    """How many arguments an error of a class has that knows its parts, 0 of other classes."""
    if is_subclass(cls, lit_class("UnicodeEncodeError")) or is_subclass(cls, lit_class("UnicodeDecodeError")):
        return 5
    return 4 if is_subclass(cls, lit_class("UnicodeTranslateError")) else 0


def has_unicode_parts(e: val) -> i32:
    """The number of the parts that such an error knows, 0 of other exceptions."""
    count: i32 = unicode_kind(Exc(e).cls)
    if count == 0 or Exc(e).args == 0 or Exc(e).flags & EXC_SINGLE or Tuple(Exc(e).args).length != count:
        return 0
    return count


def unicode_kept(e: val, name: val, index: i32) -> val:
    """A part of such an error, or what a body has set."""
    own: val = dict_get_str(Exc(e).extra, name) if live(Feature.UNICODE_SET) and Exc(e).extra != 0 else 0
    return own if own != 0 else tuple_get(Exc(e).args, index)


@noinline
def put_unicode_error(e: val) -> i32:
    """Appends the text of an exception that knows its parts; 0 for another one."""
    count: i32 = has_unicode_parts(e)
    if count == 0:
        return 0
    first: i32 = count - 4
    seen: val = unicode_kept(e, lit("object"), first)
    decoding: i32 = count == 5 and is_subclass(Exc(e).cls, lit_class("UnicodeDecodeError"))
    held: val = bytes_like(seen) if decoding else seen
    start: i64 = i64(index_value(unicode_kept(e, lit("start"), first + 1)))
    end: i64 = i64(index_value(unicode_kept(e, lit("end"), first + 2)))
    culprit: i32 = -1
    if end == start + 1 and start >= 0 and (held != 0 if decoding else has_tag(held, T_STR)):
        if start < i64(Bytes(held).nbytes if decoding else Str(held).length):
            culprit = load8(held + BYTES_DATA + i32(start)) if decoding else code_at(skip_codes(held + STR_BYTES, i32(start)))
    label: val = unicode_kept(e, lit("encoding"), 0) if first else 0
    put_unicode(label, decoding, start, end, culprit, unicode_kept(e, lit("reason"), first + 3))
    return 1


def unicode_part(e: val, name: val) -> val:
    """An attribute of an exception that knows its parts; 0 for other names and exceptions."""
    count: i32 = has_unicode_parts(e)
    if count == 0:
        return 0
    parts: val = Exc(e).args
    if str_eq(name, lit("encoding")):
        return tuple_get(parts, 0) if count == 5 else NONE
    if str_eq(name, lit("object")):
        seen: val = tuple_get(parts, count - 4)
        if has_tag(seen, T_STR) or has_tag(seen, T_BYTES):
            return seen
        return bytes_from(bytes_like(seen) + BYTES_DATA, Bytes(bytes_like(seen)).nbytes)
    if str_eq(name, lit("start")):
        return tuple_get(parts, count - 3)
    if str_eq(name, lit("end")):
        return tuple_get(parts, count - 2)
    return tuple_get(parts, count - 1) if str_eq(name, lit("reason")) else 0


def unicode_error_new(cls: val, args: val) -> val:
    """`UnicodeDecodeError(encoding, object, start, end, reason)` and its kind; 0 when raised."""
    return exc_new(cls, args) if unicode_takes(cls, args) else 0


def unicode_takes(cls: val, args: val) -> i32:
    """Whether an exception of a class may have these arguments; 0 when raised."""
    count: i32 = unicode_kind(cls)
    if count == 0:
        return 1
    given: i32 = Tuple(args).length
    if given != count:
        template: val = lit("function takes exactly $ arguments ($ given)")
        raise_type_error(message_of(template, from_int(i64(count)), from_int(i64(given)), 0))
        return 0
    decoding: i32 = is_subclass(cls, lit_class("UnicodeDecodeError"))
    i: i32 = 0
    while i < count:
        given_part: val = tuple_get(args, i)
        place: i32 = i + 5 - count
        if place == 2 or place == 3:
            index_value(given_part)
            if raised != 0:
                return 0
        elif place == 1 and decoding:
            if bytes_like(given_part) == 0:
                raise_type(lit("a bytes-like object is required, not '$'"), given_part)
                return 0
        elif not has_tag(given_part, T_STR):
            raise_type_error(message_of(lit("argument $ must be str, not $"), from_int(i64(i + 1)), argument_kind(given_part), 0))
            return 0
        i += 1
    return 1
