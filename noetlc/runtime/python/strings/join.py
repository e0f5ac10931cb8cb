"""`str.join`: what it takes is looked at first, so that the text is written where it stays."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, inline, lit, live, loadv, shr_u, store64, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ITEMS_DATA, STR_BYTES, List, Str
from noetlc.layout.tags import T_LIST, T_STR
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.exceptions.errors import clear_raised, message_of, raise_type_error
from noetlc.runtime.python.protocol import is_iterable, list_of, py_type_name
from noetlc.runtime.text.strings import str_new
from noetlc.runtime.values.blocks import copy_few, copy_over
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.list import list_get
from noetlc.runtime.values.memory import ABORT_MEMORY, abort, from_int, has_tag


def py_join(v: val, iterable: val) -> val:
    """`v.join(iterable)`."""
    items: val = iterable
    by_method: i32 = 0
    if live(Feature.BUILTIN_SUBCLASSES):
        by_method = defines(iterable, lit("__iter__"))
    if by_method or not has_tag(iterable, T_LIST):
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


@inline
def put_text(d: i32, v: val) -> i32:
    """Writes the bytes of a text, up to 15 bytes more; where they end."""
    n: i32 = Str(v).nbytes
    if n > 64:
        copy_over(d, v + STR_BYTES, n)
    else:
        copy_few(d, v + STR_BYTES, n)
    return d + n
