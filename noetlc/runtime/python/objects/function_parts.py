"""What calls of a function read of it: `__defaults__`, `__kwdefaults__`; and its `__annotations__`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, val
from noetlc.layout.objects import BUILTIN, NONE, Func, Obj
from noetlc.layout.tags import T_DICT, T_TUPLE
from noetlc.runtime.python.exceptions.errors import message_of, raise_type_error
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values.dict import dict_new, dict_set
from noetlc.runtime.values.memory import has_tag


def function_note(v: val, name: val, x: val) -> None:
    """Keeps something with a function under a name."""
    if Func(v).attributes == 0:
        Func(v).attributes = dict_new()
    dict_set(Func(v).attributes, name, x)


def function_part(v: val, name: val) -> val:
    """A part of a function of the body, 0 for any other name. `__annotations__` are a dict of its own from the first look on."""
    if Obj(v).flags & BUILTIN:
        return 0
    if str_eq(name, lit("__defaults__")):
        return Func(v).defaults if Func(v).defaults != 0 else NONE
    if str_eq(name, lit("__kwdefaults__")):
        return Func(v).kwdefaults if Func(v).kwdefaults != 0 else NONE
    if not str_eq(name, lit("__annotations__")):
        return 0
    made: val = dict_new()
    function_note(v, name, made)
    return made


def set_function_part(v: val, name: val, x: val) -> val:
    """Gives a function other defaults or annotations, by which its calls go; None takes them away. 0 when raised, -1 for another name."""
    positional: i32 = str_eq(name, lit("__defaults__"))
    if not positional and not str_eq(name, lit("__kwdefaults__")) and not str_eq(name, lit("__annotations__")):
        return -1
    if x != NONE and not has_tag(x, T_TUPLE if positional else T_DICT):
        return raise_type_error(message_of(lit("$ must be set to a $ object"), name, lit("tuple") if positional else lit("dict"), 0))
    given: val = x if x != NONE else 0
    if positional:
        Func(v).defaults = given
    elif str_eq(name, lit("__kwdefaults__")):
        Func(v).kwdefaults = given
    else:
        function_note(v, name, x if x != NONE else dict_new())
    return x
