"""What a Python body gives back: its result as data, or how it failed (language.md 7.3, 7.4)."""

from __future__ import annotations

from noetlc.kernel.lang import bits, enable, f64, i32, inline, lit, lit_class, live, load32, loadv, noinline, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ENTRY, FALSE, NONE, TRUE, UNDEFINED, Class, Dict, Exc, Float, List, Obj, Str, Tuple, Unread
from noetlc.layout.tags import T_DICT, T_FLOAT, T_INT, T_LIST, T_STR, T_TUPLE, T_UNREAD, T_WIDE
from noetlc.runtime.numbers.text import buf_float, buf_int, reset_digits_limit
from noetlc.runtime.numbers.wide import wide_put
from noetlc.runtime.python.calls.function import deeper_reset
from noetlc.runtime.python.calls.streams import stderr_text, stdout_text, streams_reset
from noetlc.runtime.python.exceptions.errors import exc_first, exc_matches, raise_error
from noetlc.runtime.python.numbers.number import int_of
from noetlc.runtime.python.objects.repr import native_repr
from noetlc.runtime.python.protocol import put_str, py_str
from noetlc.runtime.text.strings import buf_end, str_concat, str_eq
from noetlc.runtime.values.buffer import buf_begin, buf_str
from noetlc.runtime.values.depth import ONE_CALL, SHALLOW, calls
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_new, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.given import given_levels, is_given, is_leaf
from noetlc.runtime.values.hooks import unread_value
from noetlc.runtime.values.list import list_get, list_new, list_push, list_set, tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.lookups import KEY, VALUE, dict_entries
from noetlc.runtime.values.memory import has_tag, raised, tag_of
from noetlc.runtime.values.state import library_reset

MAX_NESTING = 128

body_failure: i32 = 0  # 1 if the pending exception says that the result is no data


def input_get(inputs: val, name: val) -> val:
    """An input; None for undefined."""
    found: val = dict_get_str(inputs, name)
    return NONE if found == 0 or found == UNDEFINED else found


def inputs_by_position(inputs: val, names: val) -> val:
    """A tuple of inputs up to the first name without one."""
    n: i32 = 0
    while n < Tuple(names).length and dict_get_str(inputs, tuple_get(names, n)) != 0:
        n += 1
    made: val = tuple_new(n)
    while n > 0:
        n -= 1
        tuple_set(made, n, input_get(inputs, tuple_get(names, n)))
    return made


def inputs_by_name(inputs: val, names: val, others: val) -> val:
    """A dict of the inputs under these names, or of all `others`."""
    made: val = dict_new()
    e: i32 = dict_next(inputs, 0)
    while e >= 0:
        key: val = dict_key_at(inputs, e)
        found: i32 = 0
        i: i32 = 0
        while i < Tuple(names).length and not found:
            found = has_tag(key, T_STR) and str_eq(key, tuple_get(names, i))
            i += 1
        if found != (others == TRUE):
            v: val = dict_value_at(inputs, e)
            dict_set(made, key, NONE if v == UNDEFINED else v)
        e = dict_next(inputs, e + 1)
    return made


def body_passes_on() -> None:
    """Of a body that passes parts of its inputs on, and says what it puts into them (`facts/passing_on.py`)."""
    enable(Feature.GIVEN)
    enable(Feature.UNREAD)


@inline
def body_result(v: val) -> val:
    """The data of a result, UNDEFINED for None, 0 with an exception pending if it is no data."""
    if v == NONE:
        return UNDEFINED
    return data_of(v, 0)


@noinline
def not_data(message: val) -> val:
    global body_failure
    body_failure = 1
    return raise_error(lit_class("ValueError"), message)


def data_of(v: val, level: i32) -> val:
    """The value as JSON data. Containers are converted in place where that changes nothing but foreign items."""
    if v & 1 or (live(Feature.GIVEN) and is_given(v) and level + given_levels <= MAX_NESTING):
        return v
    tag: i32 = Obj(v).tag
    if tag <= T_STR:
        if tag == T_FLOAT and not_finite(Float(v).value):
            return not_data(lit("the result holds a number that is not finite"))
        return v
    if level >= MAX_NESTING:
        return not_data(lit("the result is nested deeper than 128 levels"))
    if tag == T_LIST:
        return list_data(v, level)
    if tag == T_DICT:
        return dict_data(v, level)
    if live(Feature.UNREAD) and tag == T_UNREAD:
        return v if Unread(v).value == 0 and level + given_levels <= MAX_NESTING else data_of(unread_value(v), level)
    if live(T_TUPLE) and tag == T_TUPLE:
        made: val = list_new(Tuple(v).length)
        i: i32 = 0
        while i < Tuple(v).length:
            item: val = data_of(tuple_get(v, i), level + 1)
            if item == 0:
                return 0
            list_push(made, item)
            i += 1
        return made
    if live(Feature.RARE_VALUES) or live(Feature.EXCEPTION_VALUES) or live(Feature.ITERATOR_VALUES) or live(Feature.VIEW_VALUES):
        return py_str(v)
    return v


def not_finite(x: f64) -> i32:
    return bits(x) & 0x7FF0000000000000 == 0x7FF0000000000000


def list_data(v: val, level: i32) -> val:
    i: i32 = 0
    while i < List(v).length:
        old: val = list_get(v, i)
        i += 1
        if is_leaf(old):
            continue
        item: val = data_of(old, level + 1)
        if item == 0:
            return 0
        if item != old:
            list_set(v, i - 1, item)
    return v


def dict_data(v: val, level: i32) -> val:
    odd: i32 = 0
    at: i32 = 0  # in the entries, which may be elsewhere after a body's `__str__`
    while at < Dict(v).fill * ENTRY:
        e: i32 = dict_entries(v) + at
        at += ENTRY
        if load32(e) == 0:
            continue
        if live(Feature.ANY_KEYS) and has_tag(loadv(e, KEY), T_STR) == 0:
            odd = 1
        old: val = loadv(e, VALUE)
        if is_leaf(old):
            continue
        item: val = data_of(old, level + 1)
        if item == 0:
            return 0
        if item != old:
            storev(dict_entries(v) + at - ENTRY, item, VALUE)
    return text_keys(v) if live(Feature.ANY_KEYS) and odd else v


def text_keys(v: val) -> val:
    """A copy of a dict whose keys are text: the last of keys that become equal wins."""
    made: val = dict_new()
    e: i32 = dict_next(v, 0)
    while e >= 0:
        key: val = key_text(dict_key_at(v, e))
        if key == 0:
            return 0
        dict_set(made, key, dict_value_at(v, e))
        e = dict_next(v, e + 1)
    return made


def key_text(key: val) -> val:
    tag: i32 = tag_of(key)
    if tag == T_STR:
        return key
    if key == NONE:
        return lit("null")
    if key == TRUE:
        return lit("true")
    if key == FALSE:
        return lit("false")
    if tag == T_INT or tag == T_FLOAT or (live(T_WIDE) and tag == T_WIDE):
        return native_repr(key) if live(Feature.BUILTIN_SUBCLASSES) and tag != T_WIDE else number_key_text(key, tag)
    return not_data(lit("the result has a map key that is neither text nor a number"))


def number_key_text(v: val, tag: i32) -> val:
    """`str(v)` of a number; 0 when raised."""
    mark: i32 = buf_begin()
    if tag == T_FLOAT:
        buf_float(Float(v).value)
    elif live(T_WIDE) and tag == T_WIDE:
        wide_put(v)
    else:
        buf_int(int_of(v))
    text: val = buf_end(mark)
    return text if raised == 0 else 0


# ---- around a run of a body


def body_begin() -> None:
    """Before a body runs: nothing printed, nothing pending."""
    global body_failure, raised, calls
    body_failure = 0
    raised = 0
    calls = (calls & -ONE_CALL) + SHALLOW
    if live(Feature.DEEPER):
        deeper_reset()
    if live(Feature.DIGIT_LIMITS):
        reset_digits_limit()
    streams_reset()
    library_reset()


def body_error_kind() -> val:
    """`exception`, `value` or `exit` for the pending exception; 0 for `sys.exit()` and `sys.exit(0)`."""
    if body_failure:
        return lit("value")
    if live(Feature.EXITS) and exc_matches(raised, lit_class("SystemExit")):
        code: val = exc_first(raised)
        return 0 if code == 0 or code == NONE or code == 1 else lit("exit")
    return lit("exception")


def body_error_message() -> val:
    """`Type: text`, `exit CODE`, or what is wrong with the result. Nothing is pending while it is made."""
    global raised
    e: val = raised
    raised = 0
    message: val = exception_text(e) if body_failure else exception_message(e)
    raised = e
    return message


def exception_message(e: val) -> val:
    mark: i32 = buf_begin()
    if live(Feature.EXITS) and exc_matches(e, lit_class("SystemExit")):
        buf_str(lit("exit "))
        put_str(exc_first(e))
        return buf_end(mark)
    buf_str(Class(Exc(e).cls).name)
    text: val = exception_text(e)
    if text == 0:  # its __str__ raised
        raised_in_text()
    elif Str(text).nbytes:
        buf_str(lit(": "))
        buf_str(text)
    return buf_end(mark)


def exception_text(e: val) -> val:
    """`str(e)`, 0 when raised; where nobody looks at exceptions, their only argument is it."""
    if live(Feature.EXCEPTION_VALUES):
        return py_str(e)
    return Exc(e).args if Exc(e).args else lit("")


def raised_in_text() -> None:
    global raised
    raised = 0


def body_error_site() -> i32:
    """Where the pending exception was raised; 0 for a result that is no data."""
    return 0 if body_failure else Exc(raised).site


def body_streams() -> val:
    """`{"stdout", "stderr"}`; an uncaught exception stands at the end of stderr."""
    made: val = dict_new()
    dict_set(made, lit("stdout"), stdout_text())
    error: val = stderr_text()
    streams_reset()
    if exception_shown():
        shown: val = str_concat(body_error_message(), lit("\n"))
        error = str_concat(error, shown) if live(Feature.PRINTED) else shown
    dict_set(made, lit("stderr"), error)
    return made


def exception_shown() -> i32:
    """1 if an exception is pending that the error stream shows."""
    if raised == 0 or body_failure:
        return 0
    if live(Feature.EXITS):
        return exc_matches(raised, lit_class("SystemExit")) == 0
    return 1
