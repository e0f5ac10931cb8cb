"""What calls of a function read of it: `__defaults__`, `__kwdefaults__`; its `__annotations__`, and its `__dict__`."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, lit, live, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BUILTIN, NONE, OF_BUILTINS, SLOT, UNBOUND, Func, Obj
from noetlc.layout.tags import T_DICT, T_TUPLE
from noetlc.runtime.python.exceptions.errors import message_of, raise_type_error
from noetlc.runtime.text.strings import is_word, str_eq
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_new, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.memory import has_tag, leave


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
    if str_eq(name, lit("1code")):  # of what the library makes of an asynchronous generator function
        function_note(v, lit("__code__"), x)
        return x
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


# ---- `f.__dict__`


def function_dict(v: val) -> val:
    """`f.__dict__`: from the first look on a dict of its own, which stands beside the parts of a function that are not in it."""
    enable(Feature.FUNCTION_DICTS)
    own: val = Func(v).attributes
    if own == 0:
        own = dict_new()
        Func(v).attributes = own
    found: val = dict_get_str(own, lit("__dict__"))
    if found != 0:
        return found
    found = dict_new()
    parts: val = dict_new()
    e: i32 = dict_next(own, 0)
    while e >= 0:
        key: val = dict_key_at(own, e)
        dict_set(parts if is_function_part(key) else found, key, dict_value_at(own, e))
        e = dict_next(own, e + 1)
    dict_set(parts, lit("__dict__"), found)
    Func(v).attributes = parts
    return found


def module_of_builtin(v: val) -> val:
    """`__module__` of a function of the runtime: those of modules do not know theirs, and what classes have has none."""
    if Obj(v).flags & (UNBOUND | SLOT):
        return 0
    if Obj(v).flags & OF_BUILTINS == 0:
        leave(reason("module of a function"))
    return lit("builtins")


def is_function_part(name: val) -> i32:
    """Whether a name that is assigned is none of `f.__dict__`."""
    return is_word(lit(" 1shown __annotations__ __code__ __doc__ __isabstractmethod__ __module__ __name__ __qualname__ "), name)


def function_names(v: val, name: val) -> val:
    """The dict in which an attribute of a function stands or would stand; 0 if it has none."""
    own: val = Func(v).attributes
    if live(Feature.FUNCTION_DICTS) and own != 0 and not is_function_part(name) and not str_eq(name, lit("__dict__")):
        found: val = dict_get_str(own, lit("__dict__"))
        if found != 0:
            return found
    return own
