"""Generator objects: the saved locals of a function that was left at a `yield`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, indirect, lit, lit_class, store64, val
from noetlc.runtime.dict import dict_value_at
from noetlc.runtime.layout import NONE, T_DICT, Iter, Obj
from noetlc.runtime.memory import has_tag, new_object
from noetlc.runtime.python_errors import raise_error, raise_no_attribute
from noetlc.runtime.python_iterate import KEYS, iter_dict
from noetlc.runtime.tags import T_GENERATOR


class Generator(Obj):
    """`code` is the table index of the resumable function, `state` the yield it stands at: 0 not started, -1 running or
    ended. Unboxed locals follow in 8 bytes each from GENERATOR_SLOTS, then values."""

    code: i32
    state: i32


GENERATOR_SLOTS = 16
ENDED = -1


def generator_new(code: i32, raw: i32, references: i32) -> val:
    """A generator that has not started, its slots cleared."""
    first: i32 = GENERATOR_SLOTS + (raw << 3)
    p: i32 = new_object(T_GENERATOR, first + (references << 2), first)
    Generator(p).code = code
    Generator(p).state = 0
    q: i32 = p + GENERATOR_SLOTS
    end: i32 = p + Obj(p).size
    while q < end:
        store64(q, 0)
        q += 8
    return p


def iter_items(d: val) -> val:
    """An iterator over the keys of a dict, for a loop over its items."""
    if has_tag(d, T_DICT):
        return iter_dict(KEYS, d)
    return raise_no_attribute(d, lit("items"))


def iter_item_value(it: val) -> val:
    """The value that belongs to the key `py_next` returned last."""
    return dict_value_at(Iter(it).source, Iter(it).index - 1)


def generator_send(g: val, sent: val) -> val:
    """Runs to the next `yield`: its value, or 0 at the end and for an exception. Body code may collect."""
    state: i32 = Generator(g).state
    if state == ENDED:
        return 0
    if state == 0 and sent != NONE:
        return raise_error(lit_class("TypeError"), lit("can't send non-None value to a just-started generator"))
    return indirect(Generator(g).code, g, sent)
