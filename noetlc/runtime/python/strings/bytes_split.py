"""Methods of bytes and bytearray that take apart and join."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, load8, val
from noetlc.layout.objects import BYTES_DATA, NONE, Bytes, List
from noetlc.layout.tags import T_BYTES
from noetlc.runtime.python.containers.list import py_list_reverse
from noetlc.runtime.python.exceptions.errors import clear_raised, message_of, raise_type_error, raise_value_error
from noetlc.runtime.python.numbers.number import py_int_c, py_ssize
from noetlc.runtime.python.protocol import is_iterable, list_of, py_type_name
from noetlc.runtime.python.strings.bytes import bytes_result
from noetlc.runtime.python.strings.bytes_data import mod_bytes_end
from noetlc.runtime.python.strings.bytes_methods import need_bytes, strips_byte
from noetlc.runtime.python.strings.split import triple
from noetlc.runtime.values.buffer import buf_begin, buf_bytes, buf_drop
from noetlc.runtime.values.bytes import bytes_from, bytes_held, bytes_like, find_bytes, rfind_bytes
from noetlc.runtime.values.list import list_get, list_new, list_push
from noetlc.runtime.values.memory import from_int, has_tag, raised


def piece(o: val, p: i32, n: i32) -> val:
    """A copy of n bytes at p, of the kind of o."""
    return bytes_result(o, bytes_from(p, n))


def separator_of(sep: val) -> val:
    """The bytes of a separator; 0 when raised."""
    b: val = need_bytes(sep)
    if b != 0 and Bytes(b).nbytes == 0:
        return raise_value_error(lit("empty separator"))
    return b


def py_bytes_split(o: val, sep: val, times: val) -> val:
    """`o.split(sep, maxsplit)`; absent arguments 0."""
    left: i64 = py_ssize(times) if times else i64(-1)
    if raised != 0:
        return 0
    v: val = bytes_held(o)
    made: val = list_new(4)
    p: i32 = v + BYTES_DATA
    end: i32 = p + Bytes(v).nbytes
    if sep == 0 or sep == NONE:
        while 1:
            while p < end and strips_byte(0, load8(p)):
                p += 1
            if p == end:
                return made
            q: i32 = p
            while q < end and (left == 0 or not strips_byte(0, load8(q))):
                q += 1
            list_push(made, piece(o, p, q - p))
            p = q
            left -= 1
    by: val = separator_of(sep)
    if by == 0:
        return 0
    m: i32 = Bytes(by).nbytes
    at: i32 = find_bytes(p, end - p, by + BYTES_DATA, m)
    while at >= 0 and left != 0:
        list_push(made, piece(o, p, at))
        p += at + m
        at = find_bytes(p, end - p, by + BYTES_DATA, m)
        left -= 1
    list_push(made, piece(o, p, end - p))
    return made


def py_bytes_rsplit(o: val, sep: val, times: val) -> val:
    """`o.rsplit(sep, maxsplit)`: the pieces are found from the end."""
    left: i64 = py_ssize(times) if times else i64(-1)
    if raised != 0:
        return 0
    v: val = bytes_held(o)
    made: val = list_new(4)
    start: i32 = v + BYTES_DATA
    end: i32 = start + Bytes(v).nbytes
    if sep == 0 or sep == NONE:
        while 1:
            while end > start and strips_byte(0, load8(end - 1)):
                end -= 1
            if end == start:
                break
            q: i32 = end
            while q > start and (left == 0 or not strips_byte(0, load8(q - 1))):
                q -= 1
            list_push(made, piece(o, q, end - q))
            end = q
            left -= 1
    else:
        by: val = separator_of(sep)
        if by == 0:
            return 0
        m: i32 = Bytes(by).nbytes
        at: i32 = rfind_bytes(start, end - start, by + BYTES_DATA, m)
        while at >= 0 and left != 0:
            list_push(made, piece(o, start + at + m, end - start - at - m))
            end = start + at
            at = rfind_bytes(start, end - start, by + BYTES_DATA, m)
            left -= 1
        list_push(made, piece(o, start, end - start))
    py_list_reverse(made)
    return made


def py_bytes_splitlines(o: val, keepends: val) -> val:
    """`o.splitlines(keepends)`: lines end in `\\n`, `\\r` or both."""
    keep: i32 = py_int_c(keepends) != 0 if keepends else 0
    if raised != 0:
        return 0
    v: val = bytes_held(o)
    made: val = list_new(4)
    p: i32 = v + BYTES_DATA
    end: i32 = p + Bytes(v).nbytes
    while p < end:
        q: i32 = p
        while q < end and load8(q) != 10 and load8(q) != 13:
            q += 1
        next_line: i32 = q
        if q < end:
            next_line = q + (2 if load8(q) == 13 and q + 1 < end and load8(q, 1) == 10 else 1)
        list_push(made, piece(o, p, (next_line if keep else q) - p))
        p = next_line
    return made


def parted_bytes(o: val, sep: val, by: val, at: i32) -> val:
    """What stands before, at and after offset `at`; `by` is the content of the separator. Bytes give back the separator itself."""
    v: val = bytes_held(o)
    p: i32 = v + BYTES_DATA
    m: i32 = Bytes(by).nbytes
    middle: val = sep if has_tag(o, T_BYTES) else piece(o, by + BYTES_DATA, m)
    return triple(piece(o, p, at), middle, piece(o, p + at + m, Bytes(v).nbytes - at - m))


def py_bytes_partition(o: val, sep: val) -> val:
    """`o.partition(sep)`."""
    v: val = bytes_held(o)
    by: val = separator_of(sep)
    if by == 0:
        return 0
    n: i32 = Bytes(v).nbytes
    at: i32 = find_bytes(v + BYTES_DATA, n, by + BYTES_DATA, Bytes(by).nbytes)
    if at >= 0:
        return parted_bytes(o, sep, by, at)
    return triple(piece(o, v + BYTES_DATA, n), piece(o, 0, 0), piece(o, 0, 0))


def py_bytes_rpartition(o: val, sep: val) -> val:
    """`o.rpartition(sep)`."""
    v: val = bytes_held(o)
    by: val = separator_of(sep)
    if by == 0:
        return 0
    n: i32 = Bytes(v).nbytes
    at: i32 = rfind_bytes(v + BYTES_DATA, n, by + BYTES_DATA, Bytes(by).nbytes)
    if at >= 0:
        return parted_bytes(o, sep, by, at)
    return triple(piece(o, 0, 0), piece(o, 0, 0), piece(o, v + BYTES_DATA, n))


def py_bytes_join(o: val, iterable: val) -> val:
    """`o.join(iterable)`."""
    if not is_iterable(iterable):
        clear_raised()
        return raise_type_error(lit("can only join an iterable"))
    items: val = list_of(iterable)
    if items == 0:
        return 0
    v: val = bytes_held(o)
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < List(items).length:
        item: val = list_get(items, i)
        b: val = bytes_like(item)
        if b == 0:
            buf_drop(mark)
            template: val = lit("sequence item $: expected a bytes-like object, $ found")
            return raise_type_error(message_of(template, from_int(i64(i)), py_type_name(item), 0))
        if i != 0:
            buf_bytes(v + BYTES_DATA, Bytes(v).nbytes)
        buf_bytes(b + BYTES_DATA, Bytes(b).nbytes)
        i += 1
    return bytes_result(o, mod_bytes_end(mark))
