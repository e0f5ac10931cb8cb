"""`collections.deque`: a ring of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import enable, i32, i64, implements, inline, lit, lit_class, live, loadv, noinline, store32, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BUSY, ITEMS_DATA, NONE, Class, Iter, Obj
from noetlc.layout.tags import T_DEQUE
from noetlc.runtime.python import hooks
from noetlc.runtime.python.numbers.number import NUM_INT
from noetlc.runtime.values.iterator import DEQUE
from noetlc.runtime.values.memory import from_int, has_tag, new_items, new_object, raised

if TYPE_CHECKING:
    from noetlc.runtime.numbers.text import buf_int
    from noetlc.runtime.python.classes.builtin_subclass import defines
    from noetlc.runtime.python.classes.special_operators import augmented
    from noetlc.runtime.python.containers.iterate import py_iter, py_next
    from noetlc.runtime.python.exceptions.errors import raise_error, raise_index, raise_type, raise_type_error, raise_value_error
    from noetlc.runtime.python.exceptions.sizes import raise_size
    from noetlc.runtime.python.numbers.int import floor_mod
    from noetlc.runtime.python.numbers.ints import is_wide
    from noetlc.runtime.python.numbers.number import int_of, num_kind, py_ssize
    from noetlc.runtime.python.objects.compare import item_eq
    from noetlc.runtime.python.objects.repr import put_repr
    from noetlc.runtime.python.operators.operators import times_of
    from noetlc.runtime.python.protocol import call_held, int_like, list_of, type_of
    from noetlc.runtime.values.buffer import buf_byte, buf_str
    from noetlc.runtime.values.classed import class_word, is_classed
    from noetlc.runtime.values.iterator import iter_new
    from noetlc.runtime.values.list import list_get, list_len, list_new, list_push, tuple_new, tuple_set

FIRST = 8  # capacity


class Deque(Obj):
    """`items` is a T_ITEMS storage of `capacity` (a power of two) words; the first item stands at `head`."""

    head: i32
    length: i32
    capacity: i32
    most: i32  # maxlen, -1 = none
    changes: i32  # how often items came or went, which iterators notice
    items: i32


def deque_empty(most: i32) -> val:
    enable(Feature.LIBRARY_OBJECTS)
    d: i32 = new_object(T_DEQUE, Deque.SIZE, 28)
    Deque(d).head = 0
    Deque(d).length = 0
    Deque(d).capacity = 0
    Deque(d).most = most
    Deque(d).changes = 0
    Deque(d).items = 0
    return val(d)


def deque_new(items: val, most: val) -> val:
    """`deque(items, maxlen)`; items 0 = absent."""
    limit_: i32 = -1
    if most != NONE:
        if num_kind(most) != NUM_INT:
            return raise_type_error(lit("an integer is required"))
        n: i64 = py_ssize(most)
        if n < 0:
            return raise_value_error(lit("maxlen must be non-negative"))
        if raised != 0:
            return 0
        limit_ = i32(n) if n < 0x7FFFFFFF else 0x7FFFFFFF
    d: val = deque_empty(limit_)
    if items != 0 and deque_extend(d, items) == 0:
        return 0
    return d


@inline
def deque_at(d: val, i: i32) -> i32:
    """The address of item i."""
    return Deque(d).items + ITEMS_DATA + (((Deque(d).head + i) & (Deque(d).capacity - 1)) << 2)


def deque_get(d: val, i: i32) -> val:
    return loadv(deque_at(d, i))


@noinline
def deque_grow(d: val) -> None:
    size: i32 = Deque(d).capacity << 1
    if size == 0:
        size = FIRST
    items: i32 = new_items(size)
    i: i32 = 0
    while i < Deque(d).length:
        storev(items + ITEMS_DATA + (i << 2), deque_get(d, i))
        i += 1
    Deque(d).items = items
    Deque(d).capacity = size
    Deque(d).head = 0


def deque_push(d: val, v: val) -> None:
    """Adds at the end; a full deque loses its first item."""
    if Deque(d).length == Deque(d).most:
        if Deque(d).most == 0:
            return
        deque_take_first(d)
    if Deque(d).length == Deque(d).capacity:
        deque_grow(d)
    storev(deque_at(d, Deque(d).length), v)
    Deque(d).length += 1
    Deque(d).changes += 1


def deque_push_first(d: val, v: val) -> None:
    if Deque(d).length == Deque(d).most:
        if Deque(d).most == 0:
            return
        deque_take_last(d)
    if Deque(d).length == Deque(d).capacity:
        deque_grow(d)
    Deque(d).head = (Deque(d).head - 1) & (Deque(d).capacity - 1)
    Deque(d).length += 1
    Deque(d).changes += 1
    storev(deque_at(d, 0), v)


def deque_take_first(d: val) -> val:
    p: i32 = deque_at(d, 0)
    v: val = loadv(p)
    store32(p, 0)
    Deque(d).head = (Deque(d).head + 1) & (Deque(d).capacity - 1)
    Deque(d).length -= 1
    Deque(d).changes += 1
    return v


def deque_take_last(d: val) -> val:
    p: i32 = deque_at(d, Deque(d).length - 1)
    v: val = loadv(p)
    store32(p, 0)
    Deque(d).length -= 1
    Deque(d).changes += 1
    return v


# ---- methods


def deque_append(d: val, v: val) -> val:
    deque_push(d, v)
    return NONE


def deque_appendleft(d: val, v: val) -> val:
    deque_push_first(d, v)
    return NONE


def deque_pop(d: val) -> val:
    if Deque(d).length == 0:
        return raise_index(lit("pop from an empty deque"))
    return deque_take_last(d)


def deque_popleft(d: val) -> val:
    if Deque(d).length == 0:
        return raise_index(lit("pop from an empty deque"))
    return deque_take_first(d)


def deque_extend(d: val, items: val) -> val:
    """`d.extend(items)`."""
    source: val = deque_list(d) if items == d else items
    it: val = py_iter(source)
    if it == 0:
        return 0
    while 1:
        item: val = py_next(it)
        if item == 0:
            return NONE if raised == 0 else 0
        deque_push(d, item)
    return 0


def deque_extendleft(d: val, items: val) -> val:
    source: val = deque_list(d) if items == d else items
    it: val = py_iter(source)
    if it == 0:
        return 0
    while 1:
        item: val = py_next(it)
        if item == 0:
            return NONE if raised == 0 else 0
        deque_push_first(d, item)
    return 0


def deque_clear(d: val) -> val:
    Deque(d).head = 0
    Deque(d).length = 0
    Deque(d).capacity = 0
    Deque(d).items = 0
    Deque(d).changes += 1
    return NONE


def deque_copy(d: val) -> val:
    """A copy, which the class of a subclass makes; 0 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(d):
        args: val = tuple_new(1 if Deque(d).most < 0 else 2)
        tuple_set(args, 0, d)
        if Deque(d).most >= 0:
            tuple_set(args, 1, from_int(i64(Deque(d).most)))
        return call_held(class_word(d), args, 0)
    made: val = deque_empty(Deque(d).most)
    i: i32 = 0
    while i < Deque(d).length:
        deque_push(made, deque_get(d, i))
        i += 1
    return made


@implements(hooks.deque_size)
def deque_size(d: val) -> i32:
    return Deque(d).length


@implements(hooks.deque_list)
def deque_list(d: val) -> val:
    made: val = list_new(Deque(d).length)
    i: i32 = 0
    while i < Deque(d).length:
        list_push(made, deque_get(d, i))
        i += 1
    return made


@implements(hooks.deque_fill)
def deque_fill(d: val, given: val) -> None:
    Deque(d).head = Deque(given).head
    Deque(d).length = Deque(given).length
    Deque(d).capacity = Deque(given).capacity
    Deque(d).most = Deque(given).most
    Deque(d).items = Deque(given).items
    Deque(d).changes += 1


def deque_set_all(d: val, items: val) -> None:
    """Replaces all items by those of a list."""
    deque_clear(d)
    i: i32 = 0
    while i < list_len(items):
        deque_push(d, list_get(items, i))
        i += 1


def deque_rotate(d: val, steps: val) -> val:
    """`d.rotate(steps)`: to the right, for a negative number to the left."""
    n: i64 = py_ssize(steps)
    if raised != 0:
        return 0
    length: i64 = i64(Deque(d).length)
    if length == 0:
        return NONE
    left: i32 = i32(floor_mod(-n, length))
    if left > Deque(d).length >> 1:
        left = Deque(d).length - left
        while left > 0:
            deque_push_back_first(d)
            left -= 1
        return NONE
    while left > 0:
        v: val = deque_take_first(d)
        deque_push(d, v)
        left -= 1
    return NONE


def deque_push_back_first(d: val) -> None:
    """Moves the last item to the front."""
    v: val = deque_take_last(d)
    deque_push_first(d, v)


@implements(hooks.deque_iter)
def deque_iter(d: val) -> val:
    it: val = iter_new(DEQUE, d)
    Iter(it).total = i64(Deque(d).changes)
    return it


@implements(hooks.deque_next)
def deque_next(it: val, d: val) -> val:
    if Iter(it).total != i64(Deque(d).changes):
        return raise_mutated()
    i: i32 = Iter(it).index
    if i >= Deque(d).length:
        return 0  # a change is noticed after the end, too
    Iter(it).index = i + 1
    return deque_get(d, i)


@implements(hooks.deque_left)
def deque_left(it: val, d: val) -> i32:
    return Deque(d).length - Iter(it).index if Iter(it).total == i64(Deque(d).changes) else 0


@noinline
def raise_mutated() -> val:
    return raise_error(lit_class("RuntimeError"), lit("deque mutated during iteration"))


def deque_bound(d: val, v: val) -> i32:
    """The argument of `insert` as a position."""
    n: i64 = py_ssize(v)
    if n < 0:
        n = n + i64(Deque(d).length)
    return 0 if n < 0 else (Deque(d).length if n > i64(Deque(d).length) else i32(n))


def deque_delete(d: val, at: i32) -> None:
    while at < Deque(d).length - 1:
        storev(deque_at(d, at), deque_get(d, at + 1))
        at += 1
    deque_take_last(d)


def deque_insert(d: val, index: val, v: val) -> val:
    """`d.insert(index, v)`."""
    if Deque(d).length == Deque(d).most:
        return raise_index(lit("deque already at its maximum size"))
    at: i32 = deque_bound(d, index)
    if raised != 0:
        return 0
    deque_push(d, v)
    i: i32 = Deque(d).length - 1
    while i > at:
        storev(deque_at(d, i), deque_get(d, i - 1))
        i -= 1
    storev(deque_at(d, at), v)
    return NONE


def deque_reverse(d: val) -> val:
    i: i32 = 0
    j: i32 = Deque(d).length - 1
    while i < j:
        v: val = deque_get(d, i)
        storev(deque_at(d, i), deque_get(d, j))
        storev(deque_at(d, j), v)
        i += 1
        j -= 1
    return NONE


def deque_maxlen(d: val) -> val:
    return from_int(i64(Deque(d).most)) if Deque(d).most >= 0 else NONE


# ---- what the general runtime asks


def deque_place(d: val, k: val) -> i32:
    """The position a subscript means; -1 when raised."""
    place: val = int_like(k)
    if place == 0:
        return -1
    if num_kind(place) != NUM_INT:
        raise_type(lit("sequence index must be integer, not '$'"), k)
        return -1
    if is_wide(place):
        raise_size(lit_class("IndexError"), k)
        return -1
    at: i64 = int_of(place)
    if at < 0:
        at += i64(Deque(d).length)
    if at >= 0 and at < i64(Deque(d).length):
        return i32(at)
    raise_index(lit("deque index out of range"))
    return -1


def deque_item(d: val, k: val) -> val:
    at: i32 = deque_place(d, k)
    return deque_get(d, at) if at >= 0 else 0


def deque_set_item(d: val, k: val, v: val) -> i32:
    """`d[k] = v`; 0 when raised."""
    at: i32 = deque_place(d, k)
    if at < 0:
        return 0
    storev(deque_at(d, at), v)
    return 1


def deque_del_item(d: val, k: val) -> i32:
    """`del d[k]`; 0 when raised."""
    at: i32 = deque_place(d, k)
    if at < 0:
        return 0
    deque_delete(d, at)
    return 1


def deque_eq(a: val, b: val) -> i32:
    """Equality; -1 when raised."""
    if Deque(a).length != Deque(b).length:
        return 0
    i: i32 = 0
    while i < Deque(a).length:
        same: i32 = item_eq(deque_get(a, i), deque_get(b, i))
        if same != 1:
            return same
        i += 1
    return 1


def deque_put(d: val) -> None:
    """Appends the repr."""
    if Obj(d).flags & BUSY:
        buf_str(lit("[...]"))
        return
    Obj(d).flags = Obj(d).flags | BUSY
    buf_str(Class(type_of(d)).name if live(Feature.BUILTIN_SUBCLASSES) and is_classed(d) else lit("deque"))
    buf_byte(40)
    shown: val = list_of(d) if live(Feature.BUILTIN_SUBCLASSES) and defines(d, lit("__iter__")) else deque_list(d)
    if shown != 0:
        put_repr(shown)
    if Deque(d).most >= 0:
        buf_str(lit(", maxlen="))
        buf_int(i64(Deque(d).most))
    buf_byte(41)
    Obj(d).flags = Obj(d).flags & ~BUSY


def deque_operator(name: val, a: val, b: val) -> val:
    """`a + b`, `a += b`, `a * n`; 0 without an exception if it is not defined."""
    if name == lit("+") and has_tag(a, T_DEQUE):
        if augmented:
            return a if deque_extend(a, b) != 0 else 0
        if not has_tag(b, T_DEQUE):
            return raise_type(lit('can only concatenate deque (not "$") to deque'), b)
        made: val = deque_copy(a)
        return made if made != 0 and deque_extend(made, b) != 0 else 0
    if name == lit("*"):
        source: val = a if has_tag(a, T_DEQUE) else b
        times: val = times_of(b if source == a else a)
        if times == 0:
            return 0
        n: i64 = int_of(times)
        many: val = deque_copy(source)
        items: val = deque_list(source)
        if many == 0:
            return 0
        deque_clear(many)
        if Deque(many).most >= 0 and n > i64(Deque(many).most):
            n = i64(Deque(many).most)  # which its items fill
        while n > 0:
            deque_extend(many, items)
            n -= 1
        if augmented and source == a:
            deque_set_all(a, deque_list(many))
            return a
        return many
    return 0
