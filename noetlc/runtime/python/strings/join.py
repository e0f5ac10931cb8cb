"""`str.join`: what it takes is looked at first, so that the text is written where it stays."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, inline, lit, live, load8, loadv, shr_u, store8, store64, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ITEMS_DATA, STR_BYTES, Iter, List, Str
from noetlc.layout.tags import T_ITERATOR, T_LIST, T_STR
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.exceptions.errors import clear_raised, message_of, raise_type_error
from noetlc.runtime.python.protocol import is_iterable, list_of, py_type_name
from noetlc.runtime.text.strings import code_at, put_code, str_new, str_offset
from noetlc.runtime.values.blocks import copy_few, copy_over
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.iterator import BACK, iter_end
from noetlc.runtime.values.list import list_get
from noetlc.runtime.values.memory import ABORT_MEMORY, abort, from_int, has_tag


def py_join(v: val, iterable: val) -> val:
    """`v.join(iterable)`."""
    items: val = iterable
    by_method: i32 = 0
    if live(Feature.BUILTIN_SUBCLASSES):
        by_method = defines(iterable, lit("__iter__"))
    if by_method or not has_tag(iterable, T_LIST):
        if live(Feature.BACKWARD) and Str(v).nbytes == 0 and goes_back_over_text(iterable):
            return joined_backward(iterable)
        if not is_iterable(iterable):
            clear_raised()
            return raise_type_error(lit("can only join an iterable"))
        items = list_of(iterable)
        if items == 0:
            return 0
    n: i32 = List(items).length
    if n == 1 and has_tag(list_get(items, 0), T_STR) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(list_get(items, 0))):
        return list_get(items, 0)
    p: i32 = List(items).items + ITEMS_DATA
    end: i32 = p + (n << 2)
    nbytes: i64 = i64(0)
    length: i32 = 0
    while p < end:
        item: val = loadv(p)
        if not has_tag(item, T_STR):
            template: val = lit("sequence item $: expected str instance, $ found")
            at: i32 = n - shr_u(end - p, 2)
            return raise_type_error(message_of(template, from_int(i64(at)), py_type_name(item), 0))
        nbytes += i64(Str(item).nbytes)
        length += Str(item).length
        p += 4
    if n != 0:
        nbytes += i64(n - 1) * i64(Str(v).nbytes)
        length += (n - 1) * Str(v).length
    if nbytes > 0x7FF00000:
        abort(ABORT_MEMORY)
    made: val = str_new(i32(nbytes), length)
    d: i32 = made + STR_BYTES
    p = List(items).items + ITEMS_DATA
    while p < end:
        d = put_text(d, loadv(p))
        p += 4
        if p < end and Str(v).nbytes != 0:
            d = put_text(d, v)
    store64(d, i64(0))  # padding, if any
    return made


def goes_back_over_text(v: val) -> i32:
    """Whether a value is `reversed` of a text, whose characters no class of the body gives."""
    if not has_tag(v, T_ITERATOR) or is_classed(v) or Iter(v).kind != BACK or Iter(v).source == 0:
        return 0
    return has_tag(Iter(v).source, T_STR) and not is_classed(Iter(v).source)


def joined_backward(it: val) -> val:
    """The text of the characters that are left of a reversed one."""
    source: val = Iter(it).source
    length: i32 = Iter(it).index
    start: i32 = source + STR_BYTES
    end: i32 = start + str_offset(source, length)
    iter_end(it)
    made: val = str_new(end - start, length)
    d: i32 = made + STR_BYTES
    p: i32 = end
    while p > start:
        p -= 1
        if load8(p) >= 0x80:
            while (load8(p) & 0xC0) == 0x80:
                p -= 1
            d = put_code(d, code_at(p))
        else:
            store8(d, load8(p))
            d += 1
    store64(d, i64(0))
    return made


@inline
def put_text(d: i32, v: val) -> i32:
    """Writes the bytes of a text, up to 15 bytes more; where they end."""
    n: i32 = Str(v).nbytes
    if n > 64:
        copy_over(d, v + STR_BYTES, n)
    else:
        copy_few(d, v + STR_BYTES, n)
    return d + n
