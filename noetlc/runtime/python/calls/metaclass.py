"""Classes made by metaclasses: class statements that have one, `type(…)`, and the methods that `type` gives metaclasses."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, i64, implements, lit, lit_class, live, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import FALSE, NONE, TRUE, UNDEFINED, Cell, Tuple
from noetlc.layout.tags import T_CELL, T_CLASS, T_DICT, T_FUNCTION, T_INSTANCE, T_STR, T_TUPLE
from noetlc.runtime.python import protocol
from noetlc.runtime.python.calls.base_entries import has_entries
from noetlc.runtime.python.calls.builtin_call import has_named
from noetlc.runtime.python.calls.instances import call_known_class, class_hooks, class_maker
from noetlc.runtime.python.classes.abstract import class_abstract
from noetlc.runtime.python.classes.builtin_subclass import operated_class
from noetlc.runtime.python.classes.class_checks import check_class_name, prefix_of
from noetlc.runtime.python.classes.classes import class_new, class_of_bases, static_new
from noetlc.runtime.python.classes.lookup import class_find
from noetlc.runtime.python.classes.metaclass import class_made_by, winner_of
from noetlc.runtime.python.exceptions.errors import is_subclass, message_of, raise_argument, raise_type_error
from noetlc.runtime.python.objects.class_parts import mark_storage, note_parts
from noetlc.runtime.python.objects.set_attribute import delete_own, object_setattr
from noetlc.runtime.python.protocol import call_held, py_getattr, py_repr, type_of
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values.dict import dict_delete, dict_get_str, dict_key_at, dict_new, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.list import tuple_get, tuple_new, tuple_set, with_first
from noetlc.runtime.values.memory import from_bool, from_int, has_tag, leave, raised


@noinline
def class_meta(given: val, bases: val) -> val:
    """What makes the class of a statement: the metaclass it names (0 for none), or a more derived one of its bases; 0 when raised.

    Anything that can be called may be named; then it is that.
    """
    enable(Feature.METACLASSES)
    i: i32 = 0
    while i < Tuple(bases).length:
        if not has_tag(tuple_get(bases, i), T_CLASS) and not has_tag(tuple_get(bases, i), T_INSTANCE):
            leave(reason("class with a base that is none"))
        i += 1
    if given == 0 and Tuple(bases).length != 0 and has_tag(tuple_get(bases, 0), T_INSTANCE):
        return winner_of(type_of(tuple_get(bases, 0)), bases)
    if given != 0 and not has_tag(given, T_CLASS):
        return given
    return winner_of(given if given != 0 else lit_class("type"), bases)


@noinline
def class_namespace(meta: val, name: val, bases: val, named: val) -> val:
    """The dict in which the body of a class statement runs: what `__prepare__` of its metaclass gives; 0 when raised."""
    if not has_tag(meta, T_CLASS):
        if not has_tag(meta, T_FUNCTION):
            leave(reason("namespace of a class"))  # it may have an attribute `__prepare__`
        return dict_new()
    if class_find(meta, lit("__prepare__")) == 0:
        return dict_new()
    prepare: val = py_getattr(meta, lit("__prepare__"))
    made: val = call_held(prepare, name_and_bases(name, bases), named) if prepare != 0 else 0
    if made == 0:
        return 0
    kind: val = type_of(made)
    ordered: i32 = live(Feature.ORDERED_DICTS) and kind == lit_class("collections.OrderedDict")
    if kind != lit_class("dict") and not ordered:
        leave(reason("namespace of a class"))
    return made


def name_and_bases(name: val, bases: val) -> val:
    made: val = tuple_new(2)
    tuple_set(made, 0, name)
    tuple_set(made, 1, bases)
    return made


@implements(protocol.type_new)
def type_new(meta: val, args: val, named: val) -> val:
    """`type.__new__(meta, *args, **named)`; 0 when raised."""
    if Tuple(args).length != 3:
        if meta == lit_class("type"):
            if Tuple(args).length == 1 and not has_named(named):
                return type_of(tuple_get(args, 0))
            return raise_type_error(lit("type() takes 1 or 3 arguments"))
        count: val = from_int(i64(Tuple(args).length))
        return raise_type_error(message_of(lit("type.__new__() takes exactly 3 arguments ($ given)"), count, 0, 0))
    name: val = tuple_get(args, 0)
    bases: val = tuple_get(args, 1)
    members: val = tuple_get(args, 2)
    if not has_tag(name, T_STR):
        return raise_argument(lit("type.__new__() argument 1 must be str, not $"), name)
    if not has_tag(bases, T_TUPLE):
        return raise_argument(lit("type.__new__() argument 2 must be tuple, not $"), bases)
    if not has_tag(members, T_DICT):
        return raise_argument(lit("type.__new__() argument 3 must be dict, not $"), members)
    if has_entries(bases):
        return raise_type_error(lit("type() doesn't support MRO entry resolution; use types.new_class()"))
    best: val = class_meta(meta, bases) if raised == 0 else 0
    if best == 0:
        return 0
    maker: val = class_find(best, lit("__new__")) if best != meta else 0
    if maker != 0:
        return call_held(class_maker(best), with_first(best, args), named)
    return type_made(best, name, bases, members, named)


def type_made(meta: val, name: val, bases: val, members: val, named: val) -> val:
    """A new class of a metaclass, told to what asks to be told."""
    if not check_class_name(name):
        return 0
    operated_class(name)  # it may be among the bases
    own: val = dict_new()
    e: i32 = dict_next(members, 0)
    while e >= 0:
        dict_set(own, dict_key_at(members, e), dict_value_at(members, e))
        e = dict_next(members, e + 1)
    prefix: val = prefix_of(name, own)
    if prefix == 0:
        return 0
    cell: val = dict_get_str(own, lit("__classcell__"))
    if cell != 0 and not has_tag(cell, T_CELL):
        return raise_type_error(message_of(lit("__classcell__ must be a nonlocal cell, not $"), py_repr(type_of(cell)), 0, 0))
    dict_delete(own, lit("__qualname__"))
    dict_delete(own, lit("__classcell__"))
    static_new(own)
    if live(Feature.CLASS_PARTS):
        mark_storage(bases, own)
    if dict_get_str(own, lit("__doc__")) == 0:
        dict_set(own, lit("__doc__"), NONE)  # it is not inherited
    if not live(Feature.SLOTS) and dict_get_str(own, lit("__slots__")) != 0 and not is_of_abc(own):
        leave(reason("slots that no class statement has"))
    made: val = 0
    if Tuple(bases).length > 1:
        made = class_of_bases(name, prefix, bases, own)
    else:
        made = class_new(name, prefix, tuple_get(bases, 0) if Tuple(bases).length == 1 else lit_class("object"), own)
    if made == 0:
        return 0
    made = class_made_by(meta, made)
    if live(Feature.CLASS_PARTS):
        note_parts(made, bases, own)
    if cell != 0 and has_tag(cell, T_CELL):
        Cell(cell).value = made
    if live(Feature.ABSTRACT):
        class_abstract(made, TRUE if class_find(meta, lit("_abstract_base_")) != 0 else FALSE)
    return made if class_hooks(made, named) != 0 else 0


def is_of_abc(members: val) -> i32:
    """Whether they are of a class of `abc` or `collections.abc`, whose slots are empty."""
    module: val = dict_get_str(members, lit("__module__"))
    return module != 0 and (str_eq(module, lit("abc")) or str_eq(module, lit("collections.abc")))


# ---- methods of `type`


@implements(protocol.type_method)
def type_method(v: val, name: val, args: val, named: val) -> val:
    """`super().name(…)` in a metaclass, `v` being a class that it made or itself; UNDEFINED if `type` has it from `object`."""
    n: i32 = Tuple(args).length
    first: val = tuple_get(args, 0) if n != 0 else 0
    if str_eq(name, lit("__call__")):
        return call_known_class(v, args, named)
    if str_eq(name, lit("__init__")):
        return type_init(n, named)
    if str_eq(name, lit("__prepare__")):
        return dict_new()
    if n == 1 and str_eq(name, lit("__instancecheck__")):
        return from_bool(is_subclass(type_of(first), v))
    if n == 1 and str_eq(name, lit("__subclasscheck__")):
        if not has_tag(first, T_CLASS):
            return raise_type_error(lit("issubclass() arg 1 must be a class"))
        return from_bool(is_subclass(first, v))
    if n == 2 and str_eq(name, lit("__setattr__")) and has_tag(first, T_STR):
        return NONE if object_setattr(v, first, tuple_get(args, 1)) != 0 else 0
    if n == 1 and str_eq(name, lit("__delattr__")) and has_tag(first, T_STR):
        return delete_own(v, first)
    return UNDEFINED


def type_init(n: i32, named: val) -> val:
    """`type.__init__(cls, …)`."""
    if n == 1 and has_named(named):
        return raise_type_error(lit("type.__init__() takes no keyword arguments"))
    if n != 1 and n != 3:
        return raise_type_error(lit("type.__init__() takes 1 or 3 arguments"))
    return NONE
