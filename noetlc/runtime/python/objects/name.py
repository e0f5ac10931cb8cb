"""The names of functions and classes: `__name__`, `__qualname__`, `__module__`, and how messages call a callee."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, i64, lit, live, loadv, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    BUILTIN,
    CLASS_MODULE,
    GENERATOR_ENDED,
    GENERATOR_RUNNING,
    NAMED_GENERATOR,
    NONE,
    QUALIFIED,
    Bound,
    Class,
    Func,
    Generator,
    Obj,
    Str,
)
from noetlc.layout.tags import T_BOUND, T_CLASS, T_FUNCTION, T_GENERATOR, T_STR, T_TUPLE
from noetlc.runtime.python.exceptions.errors import message_of
from noetlc.runtime.python.protocol import py_str, py_type_name
from noetlc.runtime.python.strings.split import py_partition, py_rpartition
from noetlc.runtime.text.strings import is_word, str_eq, str_find
from noetlc.runtime.values.buffer import buf_byte, buf_str
from noetlc.runtime.values.dict import dict_get_str, dict_set
from noetlc.runtime.values.iterator import is_coroutine
from noetlc.runtime.values.list import tuple_get
from noetlc.runtime.values.memory import from_bool, from_int, has_tag, leave


def last_part(name: val) -> val:
    """`g` of `f.<locals>.g`."""
    return tuple_get(py_rpartition(name, lit(".")), 2)


def class_own_name(cls: val) -> val:
    """`__name__`."""
    return last_part(Class(cls).name) if names_module(cls) else Class(cls).name


def names_module(cls: val) -> i32:
    """Whether the name of a class of named tuples is that of messages, as of `time.struct_time`."""
    if not live(Feature.NAMED_TUPLES) or Class(cls).instance != T_TUPLE or Class(cls).members == 0:
        return 0
    return str_find(Class(cls).name, lit("."), 0) > 0


def class_qualified_name(cls: val) -> val:
    """`__qualname__`: the name with the functions and classes around it."""
    if names_module(cls):
        return last_part(Class(cls).name)
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
    if names_module(cls):
        return tuple_get(py_partition(Class(cls).name, lit(".")), 0)
    if (Obj(cls).flags & QUALIFIED) == 0:
        return lit("builtins")
    if is_renamed(cls):
        return dict_get_str(Class(cls).members, lit("1module"))
    if Class(cls).members == 0 or is_dotted(cls):
        return loadv(cls, CLASS_MODULE)
    return tuple_get(py_partition(loadv(cls, CLASS_MODULE), lit(".")), 0)


def generator_shown(g: val) -> val:
    """What a generator is named by: its qualified name, or the class that it stands for an object of."""
    if Obj(g).flags & NAMED_GENERATOR == 0:
        leave(reason("name of a generator"))
    return loadv(g + Obj(g).size - 4)


def iterator_class_of(v: val) -> val:
    """The class that a generator stands for an object of, 0 for one that is just a generator."""
    if has_tag(v, T_GENERATOR) and Obj(v).flags & NAMED_GENERATOR:
        shown: val = generator_shown(v)
        return shown if has_tag(shown, T_CLASS) else 0
    return 0


def generator_name(g: val, name: val) -> val:
    """`__name__` or `__qualname__`; 0 for what stands for an object of another class."""
    if iterator_class_of(g) != 0:
        return 0
    return last_part(generator_shown(g)) if str_eq(name, lit("__name__")) else generator_shown(g)


def generator_state(g: val, name: val) -> val:
    """`gi_running` and `gi_suspended`, of a coroutine `cr_running` and `cr_suspended`; `1state`, which counts the states of `inspect`."""
    if iterator_class_of(g) != 0:
        return 0
    state: i32 = Generator(g).state
    if str_eq(name, lit("1state")):
        return from_int(i64(2 if state > 0 else 3 if state == GENERATOR_ENDED else 1 if state == GENERATOR_RUNNING else 0))
    coroutine: i32 = is_coroutine(g)
    if str_eq(name, lit("cr_running") if coroutine else lit("gi_running")):
        return from_bool(state == GENERATOR_RUNNING)
    return from_bool(state > 0) if str_eq(name, lit("cr_suspended") if coroutine else lit("gi_suspended")) else 0


def put_generator(g: val, kind: val) -> val:
    """Appends `<generator object f at 0x…>`, or the text of what it stands for; `kind` is the name of its class."""
    cls: val = iterator_class_of(g)
    if cls != 0 and is_word(lit(" count repeat "), Class(cls).name):  # the text has values of the object
        leave(reason("name of a generator"))
    buf_byte(60)
    buf_str(kind)
    buf_str(lit(" object "))
    if cls == 0:
        buf_str(generator_shown(g))
        buf_byte(32)
    buf_str(lit("at 0x7f0000000000>"))
    return NONE


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


def put_module(cls: val) -> None:
    """Appends what stands before the name of a class of a body."""
    if is_renamed(cls):
        if not str_eq(class_module(cls), lit("builtins")):
            buf_str(class_module(cls))
            buf_byte(46)
        return
    if Obj(cls).flags & QUALIFIED and not names_module(cls):
        buf_str(loadv(cls, CLASS_MODULE))
        buf_byte(46)
