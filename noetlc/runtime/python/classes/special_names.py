"""Special attributes (`__add__`, `__init__`) of built-in types, which compiled code does not have as values."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, live, load8, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BUILTIN, STR_BYTES, Class, Obj, Str
from noetlc.layout.tags import (
    T_BOOL,
    T_BOUND,
    T_CLASS,
    T_DICT,
    T_FLOAT,
    T_FUNCTION,
    T_INT,
    T_LIST,
    T_METHOD_KIND,
    T_NONE,
    T_SET,
    T_STR,
    T_TUPLE,
    T_WIDE,
)
from noetlc.runtime.python.classes.builtin_subclass import native_base
from noetlc.runtime.python.classes.lookup import class_find, enum_kind
from noetlc.runtime.python.classes.special import is_instance
from noetlc.runtime.text.strings import is_word, str_eq, str_from
from noetlc.runtime.values.memory import has_tag, leave, tag_of

UNDERSCORE = 95
LETTER_I = 105
LETTER_R = 114


def is_special(name: val) -> i32:
    """Whether a name begins and ends with two underscores."""
    n: i32 = Str(name).nbytes
    if n < 5 or load8(name, STR_BYTES) != UNDERSCORE or load8(name, STR_BYTES + 1) != UNDERSCORE:
        return 0
    return load8(name + n, STR_BYTES - 1) == UNDERSCORE and load8(name + n, STR_BYTES - 2) == UNDERSCORE


@noinline
def leave_special(v: val, name: val) -> None:
    """Leaves the run to the interpreter if a value that lacks a special attribute may have it from a built-in type."""
    if is_instance(v):  # which has what `object` has
        inherited: val = lit(
            " delattr dir eq format ge getattribute getstate gt hash init init_subclass le lt ne new reduce reduce_ex repr setattr sizeof"
            " str subclasshook "
        )
        if is_word(inherited, bare(name)):
            leave(reason("special method of a built-in type"))
        return
    if live(Feature.FUNCTION_PARTS) and is_word(lit(" __defaults__ __kwdefaults__ __annotations__ __code__ "), name):
        if is_word(lit(" __code__ "), name) and (has_tag(v, T_BOUND) or (has_tag(v, T_FUNCTION) and (Obj(v).flags & BUILTIN) == 0)):
            leave(reason("special method of a built-in type"))  # of a body that only asks by texts
        return  # what has them was asked
    if has_tag(v, T_FUNCTION) and str_eq(name, lit("__isabstractmethod__")):  # which `abstractmethod` gives it
        return
    if live(Feature.PROPERTY_PARTS) and has_tag(v, T_METHOD_KIND) and is_word(lit(" __del__ __set__ __delete__ "), name):
        return
    if is_word(lit(" args origin parameters unpacked "), bare(name)):
        if has_tag(v, T_CLASS) and may_be_generic(v):
            leave(reason("special method of a built-in type"))
        return
    if is_of_data(v) and is_word(lit(" aiter anext closure code delete get globals mro_entries set set_name "), bare(name)):
        return
    if is_of_built_in(v, name):
        leave(reason("special method of a built-in type"))


def is_of_data(v: val) -> i32:
    """Whether a value is data, or the class of it: no built-in type makes descriptors, functions or classes of these."""
    tag: i32 = tag_of(v)
    if tag == T_CLASS:
        tag = Class(v).instance if Class(v).members == 0 else 0
    numbers: i32 = tag == T_INT or tag == T_FLOAT or tag == T_BOOL or tag == T_NONE or tag == T_WIDE
    return numbers or tag == T_STR or tag == T_LIST or tag == T_TUPLE or tag == T_DICT or tag == T_SET


def may_be_generic(cls: val) -> i32:
    """Whether a class may stand for itself with types in brackets, as `list` does for `list[int]`."""
    if Class(cls).members != 0:
        return class_find(cls, lit("__class_getitem__")) != 0
    return not is_word(lit(" int str float bool bytes object complex NoneType "), Class(cls).name)


def is_of_built_in(v: val, name: val) -> i32:
    """Whether a built-in type has a special attribute of that name which values here do not have. A class of the body that derives
    from none but `object` has what `type` has."""
    word: val = bare(name)
    of_classes: val = lit(
        " abstractmethods annotations base bases basicsize class delattr dictoffset dir doc eq flags format ge getattribute getstate gt"
        " hash init init_subclass instancecheck itemsize le lt mro ne new or prepare reduce reduce_ex repr ror setattr sizeof str"
        " subclasscheck subclasses subclasshook text_signature weakrefoffset "
    )
    if is_word(of_classes, word):
        return 1
    if live(Feature.ENUMS) and enum_kind(v) != 0:  # by its metaclass
        return is_word(lit(" bool contains copy deepcopy getattr getitem iter len members reversed "), word)
    if has_tag(v, T_CLASS) and Class(v).members != 0 and native_base(v) == 0:
        return 0
    others: val = lit(
        " abs aiter anext bool builtins bytes ceil class_getitem closure code complex copy deepcopy defaults del delete float floor get"
        " getinitargs getnewargs globals index int invert isabstractmethod kwdefaults length_hint missing mro_entries neg objclass"
        " pos reversed round self_class set set_name setstate thisclass trunc type_params vectorcalloffset weakref "
    )
    if is_word(others, word):
        return 1
    operators: val = lit(" add and divmod floordiv lshift matmul mod mul or pow rshift sub truediv xor ")
    first: i32 = load8(word + STR_BYTES)
    rest: val = str_from(word + STR_BYTES + 1, Str(word).nbytes - 1) if first == LETTER_R or first == LETTER_I else word
    return is_word(operators, word) or is_word(operators, rest)


def bare(name: val) -> val:
    """A special name without its underscores."""
    return str_from(name + STR_BYTES + 2, Str(name).nbytes - 4)
