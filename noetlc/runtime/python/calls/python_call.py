"""Calls, with packed arguments, of library functions that CPython has in Python: what it says of arguments that do not fit."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, noinline, val
from noetlc.layout.objects import NONE, List, Tuple
from noetlc.runtime.python.calls.binding import raise_missing
from noetlc.runtime.python.calls.builtin_call import place_among
from noetlc.runtime.python.exceptions.errors import message_of, raise_type_error
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_next
from noetlc.runtime.values.list import list_get, list_len, list_new, list_push


@noinline
def check_python(name: val, args: val, kwargs: val, names: val, receivers: i32, slots: i32, least: i32) -> val:
    """None if the named arguments are those of parameters without one, and none is missing; 0 when raised.

    `names` lists the parameters: the first `slots` can be given by position behind the receivers, the first `least` of them must be given.
    """
    given: i32 = Tuple(args).length - receivers
    e: i32 = dict_next(kwargs, 0) if kwargs != 0 else -1
    while e >= 0:
        key: val = dict_key_at(kwargs, e)
        i: i32 = place_among(names, key)
        if i == list_len(names):
            return raise_type_error(message_of(lit("$() got an unexpected keyword argument '$'"), name, key, 0))
        if i < slots and i < given:
            return raise_type_error(message_of(lit("$() got multiple values for argument '$'"), name, key, 0))
        e = dict_next(kwargs, e + 1)
    missing: val = list_new(0)
    while given < least:
        if kwargs == 0 or dict_get_str(kwargs, list_get(names, given)) == 0:
            list_push(missing, message_of(lit("'$'"), list_get(names, given), 0, 0))
        given += 1
    return raise_missing(name, missing, lit("positional")) if List(missing).length else NONE
