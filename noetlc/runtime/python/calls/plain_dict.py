"""Methods of `dict` itself, of dicts of other kinds: `dict.__repr__(d)` of a Counter."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, val
from noetlc.layout.objects import BUSY, NONE, Obj
from noetlc.layout.tags import T_DICT
from noetlc.runtime.python.calls.operator_methods import eq_method, ne_method
from noetlc.runtime.python.containers.dict import dict_update, plain_copy
from noetlc.runtime.python.containers.dict_entries import put_entries
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str
from noetlc.runtime.values.dict import dict_kind
from noetlc.runtime.values.memory import has_tag, raised


def is_other_dict(v: val) -> i32:
    """Whether a value is a dict with more to it than a plain one."""
    return has_tag(v, T_DICT) and dict_kind(v) != 0


def dict_repr(v: val) -> val:
    """`dict.__repr__(v)`; 0 when raised."""
    mark: i32 = buf_begin()
    if Obj(v).flags & BUSY:
        buf_str(lit("{...}"))
    else:
        Obj(v).flags = Obj(v).flags | BUSY
        buf_byte(123)
        put_entries(v, 2)
        buf_byte(125)
        Obj(v).flags = Obj(v).flags & ~BUSY
    text: val = buf_end(mark)
    return text if raised == 0 else 0


def dict_eq_plain(v: val, other: val) -> val:
    """`dict.__eq__(v, other)`."""
    return eq_method(plain_copy(v), plain_copy(other) if is_other_dict(other) else other)


def dict_ne_plain(v: val, other: val) -> val:
    return ne_method(plain_copy(v), plain_copy(other) if is_other_dict(other) else other)


def dict_copy_plain(v: val) -> val:
    """`dict.copy(v)`."""
    return plain_copy(v)


def dict_update_plain(v: val, other: val) -> val:
    """`dict.update(v, other)`, which adds no counts."""
    return NONE if dict_update(v, other) else 0
