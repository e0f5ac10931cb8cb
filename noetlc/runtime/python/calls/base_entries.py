"""What stands among the bases of a class statement and is no class may say by `__mro_entries__` which classes it stands for."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, noinline, val
from noetlc.layout.objects import Tuple
from noetlc.layout.tags import T_INSTANCE, T_TUPLE
from noetlc.runtime.python.exceptions.errors import raise_type_error
from noetlc.runtime.python.objects.attribute import attribute_or_hook, forgive_missing
from noetlc.runtime.python.protocol import call_one
from noetlc.runtime.values.dict import dict_set
from noetlc.runtime.values.list import list_new, list_push, list_to_tuple, tuple_get
from noetlc.runtime.values.memory import has_tag, raised


def entries_of(base: val) -> val:
    """The `__mro_entries__` of an instance; 0 if there is none, or if looking it up raised."""
    if not has_tag(base, T_INSTANCE):
        return 0
    found: val = attribute_or_hook(base, lit("__mro_entries__"))
    if found == 0 and raised != 0:
        forgive_missing()
    return found


def has_entries(bases: val) -> i32:
    """Whether some base has `__mro_entries__`; what looking it up raised is pending."""
    i: i32 = 0
    while i < Tuple(bases).length and raised == 0:
        if entries_of(tuple_get(bases, i)) != 0:
            return 1
        i += 1
    return 0


@noinline
def entered_bases(bases: val) -> val:
    """The bases that a tuple of them stands for: itself where none has `__mro_entries__`; 0 when raised."""
    if not has_entries(bases):
        return bases if raised == 0 else 0
    made: val = list_new(Tuple(bases).length)
    i: i32 = 0
    while i < Tuple(bases).length:
        base: val = tuple_get(bases, i)
        method: val = entries_of(base)
        if method == 0:
            if raised != 0:
                return 0
            list_push(made, base)
        else:
            entries: val = call_one(method, bases)
            if entries == 0:
                return 0
            if not has_tag(entries, T_TUPLE):
                return raise_type_error(lit("__mro_entries__ must return a tuple"))
            k: i32 = 0
            while k < Tuple(entries).length:
                list_push(made, tuple_get(entries, k))
                k += 1
        i += 1
    return list_to_tuple(made)


def note_given_bases(members: val, bases: val, given: val) -> None:
    """Keeps the bases as they stand in the statement as `__orig_bases__`, where others are meant."""
    if bases != given:
        dict_set(members, lit("__orig_bases__"), given)
