"""The names of functions and classes: `__name__`, `__qualname__`, `__module__`, and how messages call a callee."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, lit, live, loadv, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BUILTIN, CLASS_MODULE, QUALIFIED, Bound, Class, Func, Obj, Str
from noetlc.layout.tags import T_BOUND, T_CLASS, T_FUNCTION, T_STR
from noetlc.runtime.python.exceptions.errors import message_of
from noetlc.runtime.python.protocol import py_str, py_type_name
from noetlc.runtime.python.strings.split import py_partition, py_rpartition
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values.dict import dict_get_str, dict_set
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import has_tag


def last_part(name: val) -> val:
    """`g` of `f.<locals>.g`."""
    return tuple_get(py_rpartition(name, lit(".")), 2)


def class_qualified_name(cls: val) -> val:
    """`__qualname__`: the name with the functions and classes around it."""
    if (Obj(cls).flags & QUALIFIED) == 0 or Class(cls).members == 0:
        return Class(cls).name
    if is_renamed(cls):
        return dict_get_str(Class(cls).members, lit("1qualname"))
    if is_dotted(cls):
        return Class(cls).name
    around: val = tuple_get(py_partition(loadv(cls, CLASS_MODULE), lit(".")), 2)
    return Class(cls).name if Str(around).length == 0 else message_of(lit("$.$"), around, Class(cls).name, 0)


def is_renamed(cls: val) -> i32:
    """Whether a class of a body was given another name, qualified name or module, so that these are kept apart."""
    if not live(Feature.RENAMED_CLASSES) or Class(cls).members == 0:
        return 0
    return dict_get_str(Class(cls).members, lit("1module")) != 0


def is_dotted(cls: val) -> i32:
    """Whether a class stands at the top of a module with a dot in its name."""
    return live(Feature.DOTTED_MODULES) and str_eq(loadv(cls, CLASS_MODULE), lit("collections.abc"))


def class_module(cls: val) -> val:
    """`__module__`."""
    if (Obj(cls).flags & QUALIFIED) == 0:
        return lit("builtins")
    if is_renamed(cls):
        return dict_get_str(Class(cls).members, lit("1module"))
    if Class(cls).members == 0 or is_dotted(cls):
        return loadv(cls, CLASS_MODULE)
    return tuple_get(py_partition(loadv(cls, CLASS_MODULE), lit(".")), 0)


def function_shown(function: val, text: val) -> val:
    """The function, whose `repr` is what the function `text` returns from now on."""
    enable(Feature.FUNCTION_TEXTS)
    dict_set(Func(function).attributes, lit("1shown"), text)
    return function


def own_text_of(function: val) -> val:
    """What makes the text of a function, 0 for one that shows its name."""
    attributes: val = Func(function).attributes
    return dict_get_str(attributes, lit("1shown")) if attributes != 0 else 0


@noinline
def callee_text(callee: val) -> val:
    """How messages about `*` and `**` arguments call what is called: `__main__.f()`. A string is taken as it is, 0 is `object`."""
    if callee == 0:
        return lit("object.__init__()")
    if live(T_BOUND) and has_tag(callee, T_BOUND):
        function: val = Bound(callee).function
        if Obj(function).flags & BUILTIN:
            return message_of(lit("$.$()"), py_type_name(Bound(callee).receiver), Func(function).name, 0)
        return callee_text(function)
    if live(Feature.FUNCTION_TEXTS) and has_tag(callee, T_FUNCTION) and own_text_of(callee) != 0:
        return py_str(callee)
    if has_tag(callee, T_FUNCTION):
        return message_of(lit("$()") if Obj(callee).flags & BUILTIN else lit("__main__.$()"), Func(callee).name, 0, 0)
    if live(T_CLASS) and has_tag(callee, T_CLASS):
        if Obj(callee).flags & QUALIFIED:
            return message_of(lit("$.$()"), loadv(callee, CLASS_MODULE), Class(callee).name, 0)
        return message_of(lit("$()"), Class(callee).name, 0, 0)
    return callee if has_tag(callee, T_STR) else py_str(callee)
