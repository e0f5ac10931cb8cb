"""Attributes of built-in values: `n.real`, `r.start`, `e.errno`, `p.fget`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, lit_class, live, reason, u64, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    FALSE,
    KIND_PROPERTY,
    METHOD_KIND_SIZE,
    NONE,
    TRUE,
    Exc,
    MethodKind,
    Obj,
    Slice,
)
from noetlc.layout.tags import T_FLOAT, T_LIST, T_STR, T_TRACEBACK
from noetlc.runtime.python.classes.lookup import class_find, raise_no_attribute
from noetlc.runtime.python.containers.range import range_index
from noetlc.runtime.python.containers.slice import FAR, slice_bounds, slice_by, slice_first, slice_last
from noetlc.runtime.python.containers.wide_range import (
    any_slice_indices,
    is_wide_range,
    range_by,
    range_first,
    range_last,
    wide_range_index,
)
from noetlc.runtime.python.exceptions.errors import (
    exc_first,
    is_subclass,
    message_of,
    raise_error,
    raise_type,
    raise_type_error,
    raise_value_error,
)
from noetlc.runtime.python.exceptions.fields import syntax_field
from noetlc.runtime.python.exceptions.os_errors import exc_has_written, os_error_argument
from noetlc.runtime.python.exceptions.trace import trace_set
from noetlc.runtime.python.numbers.number import NUM_INT, num_kind, py_index
from noetlc.runtime.python.protocol import py_getattr, py_hasattr, py_pos, py_repr, py_truth
from noetlc.runtime.text.strings import is_word, str_eq, str_find
from noetlc.runtime.values.dict import dict_get_str, dict_new, dict_set
from noetlc.runtime.values.list import list_new, list_push, tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import from_float, from_int, has_tag, int_overflow, leave, raised


def py_number_real(v: val) -> val:
    return py_pos(v)


def py_number_imag(v: val) -> val:
    return from_float(0.0) if has_tag(v, T_FLOAT) else from_int(i64(0))


def py_number_denominator(_v: val) -> val:
    """Of an int or bool."""
    return from_int(i64(1))


def py_range_start(v: val) -> val:
    return range_first(v)


def py_range_stop(v: val) -> val:
    return range_last(v)


def py_range_step(v: val) -> val:
    return range_by(v)


def py_slice_start(v: val) -> val:
    return Slice(v).start


def py_slice_stop(v: val) -> val:
    return Slice(v).stop


def py_slice_step(v: val) -> val:
    return Slice(v).step


def py_exc_errno(e: val) -> val:
    return os_error_part(e, lit("errno"), 0)


def py_exc_strerror(e: val) -> val:
    return os_error_part(e, lit("strerror"), 1)


def is_syntax_part(v: val, name: val) -> i32:
    """Whether a part of a SyntaxError without a place is known: its message, unless a method of the body may not have passed it on, and
    None. Those of `literal_eval` have places in CPython."""
    if str_eq(name, lit("msg")):
        if class_find(Exc(v).cls, lit("__init__")) != 0:
            return 0
    elif not is_word(lit(" lineno offset text filename end_lineno end_offset print_file_and_line "), name):
        return 0
    first: val = exc_first(v)
    return first == 0 or not has_tag(first, T_STR) or str_find(first, lit(" (<unknown>, line "), 0) < 0


def py_exc_filename(e: val) -> val:
    if is_subclass(Exc(e).cls, lit_class("SyntaxError")):
        place: val = syntax_field(e, lit("filename"))
        if live(Feature.SYNTAX_PARTS) and place == 0 and is_syntax_part(e, lit("filename")):
            return NONE
        if place == 0:
            leave(reason("origin of an exception"))
        return place
    return os_error_part(e, lit("filename"), 2)


def py_exc_filename2(e: val) -> val:
    return os_error_part(e, lit("filename2"), 4)


def os_error_part(e: val, name: val, index: i32) -> val:
    """Argument number `index` of an OSError that has at least two, else None; AttributeError for other exceptions."""
    if not is_subclass(Exc(e).cls, lit_class("OSError")):
        return raise_no_attribute(e, name)
    found: val = os_error_argument(e, index)
    return found if found else NONE


def py_exc_written(e: val) -> val:
    """`e.characters_written`, the third argument of a BlockingIOError."""
    args: val = Exc(e).args
    if not is_subclass(Exc(e).cls, lit_class("OSError")):
        return raise_no_attribute(e, lit("characters_written"))
    return tuple_get(args, 2) if exc_has_written(e, 0) else raise_error(lit_class("AttributeError"), lit("characters_written"))


def py_with_traceback(e: val, trace: val) -> val:
    """`e.with_traceback(tb)`; exceptions have no tracebacks in bodies that do not ask for them."""
    return trace_set(e, trace) if live(T_TRACEBACK) else e


def py_add_note(e: val, note: val) -> val:
    """`e.add_note(text)`: the list `e.__notes__` grows."""
    if has_tag(note, T_STR) == 0:
        return raise_type(lit("note must be a str, not '$'"), note)
    if Exc(e).extra == 0:
        Exc(e).extra = dict_new()
    notes: val = dict_get_str(Exc(e).extra, lit("__notes__"))
    if notes == 0:
        notes = list_new(1)
        dict_set(Exc(e).extra, lit("__notes__"), notes)
    elif has_tag(notes, T_LIST) == 0:
        return raise_type_error(lit("Cannot add note: __notes__ is not a list"))
    list_push(notes, note)
    return NONE


# ---- methods of ranges and slices


def py_range_index(r: val, v: val) -> val:
    """`r.index(v)`."""
    if live(Feature.WIDE_RANGES) and is_wide_range(r):
        found: val = wide_range_index(r, v)
        if found != 0:
            return found
    else:
        at: i64 = range_index(r, v)
        if at >= 0:
            return from_int(at)
    if raised == 0:
        template: val = lit("$ is not in range") if num_kind(v) == NUM_INT else lit("sequence.index(x): x not in sequence")
        raise_value_error(message_of(template, py_repr(v), 0, 0))
    return 0


def py_range_count(r: val, v: val) -> i64:
    return u64(wide_range_index(r, v) != 0 if live(Feature.WIDE_RANGES) and is_wide_range(r) else range_index(r, v) >= 0)


def py_slice_indices(s: val, length: val) -> val:
    """`s.indices(length)`."""
    if live(Feature.WIDE_RANGES):
        return any_slice_indices(s, length)
    n: i64 = py_index(length)
    if raised != 0:
        return 0
    if n < 0:
        return raise_value_error(lit("length should not be negative"))
    if not slice_bounds(Slice(s).start, Slice(s).stop, Slice(s).step, n):
        return 0
    if n > FAR or slice_by >= FAR or slice_by <= -FAR:
        return int_overflow()
    made: val = tuple_new(3)
    tuple_set(made, 0, from_int(slice_first))
    tuple_set(made, 1, from_int(slice_last))
    tuple_set(made, 2, from_int(slice_by))
    return made


def property_is_abstract(m: MethodKind) -> val:
    """Whether one of its functions is marked as abstract; 0 when raised."""
    i: i32 = 0
    while i < 3:
        function: val = m.function if i == 0 else m.setter if i == 1 else m.deleter
        if function != 0 and py_hasattr(function, lit("__isabstractmethod__")):
            mark: val = py_getattr(function, lit("__isabstractmethod__"))
            marked: i32 = py_truth(mark)
            if raised != 0:
                return 0
            if marked:
                return TRUE
        i += 1
    return FALSE


def method_kind_attribute(v: val, name: val) -> val:
    """The functions behind a property, and that of a static or class method."""
    m: MethodKind = MethodKind(v)
    if m.kind != KIND_PROPERTY:
        if live(Feature.PROPERTY_PARTS) and is_word(lit(" __doc__ __isabstractmethod__ __module__ __name__ __qualname__ "), name):
            return py_getattr(m.function, name)
        return m.function if str_eq(name, lit("__func__")) or str_eq(name, lit("__wrapped__")) else 0
    found: val = -1
    if str_eq(name, lit("fget")):
        found = m.function
    elif str_eq(name, lit("fset")):
        found = m.setter
    elif str_eq(name, lit("fdel")):
        found = m.deleter
    elif live(Feature.PROPERTY_PARTS) and str_eq(name, lit("__doc__")):
        found = m.doc if Obj(v).size > METHOD_KIND_SIZE else 0
        if found == 0 and m.function != 0:
            return py_getattr(m.function, name)
    elif live(Feature.PROPERTY_PARTS) and str_eq(name, lit("__isabstractmethod__")):
        return property_is_abstract(m)
    elif str_eq(name, lit("getter")) or str_eq(name, lit("setter")) or str_eq(name, lit("deleter")):
        leave(reason("method of a property"))  # not called as a decorator
    return 0 if found == -1 else (found if found != 0 else NONE)
