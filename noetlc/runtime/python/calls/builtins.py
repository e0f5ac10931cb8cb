"""Built-ins that need a wrapper to fit a table row: results as unboxed ints and bools."""

from __future__ import annotations

from noetlc.kernel.lang import enable, f64, i32, i64, implements, lit, live, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, Bytearray, Float, Tuple
from noetlc.layout.tags import T_BOUND, T_BYTEARRAY, T_BYTES, T_CLASS, T_FUNCTION, T_INSTANCE, T_RANGE, T_STR
from noetlc.runtime.python import protocol
from noetlc.runtime.python.calls.streams import py_print
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.special import special_length, special_method
from noetlc.runtime.python.containers.consuming import py_max, py_min
from noetlc.runtime.python.containers.dict_kinds import py_dict
from noetlc.runtime.python.containers.list import tuple_of
from noetlc.runtime.python.containers.range import range_extent
from noetlc.runtime.python.containers.slice import slice_new
from noetlc.runtime.python.exceptions.errors import argument_kind, message_of, raise_type, raise_type_error
from noetlc.runtime.python.objects.convert import py_float
from noetlc.runtime.python.objects.types import shown_type
from noetlc.runtime.python.protocol import list_of, py_len, py_str, py_truth
from noetlc.runtime.python.strings.codec import py_decode
from noetlc.runtime.values.bytes import bytes_like
from noetlc.runtime.values.list import list_new, tuple_get, tuple_new
from noetlc.runtime.values.memory import has_tag, int_overflow, leave, tag_of


def py_len_int(v: val) -> i64:
    """`len(v)`. Inference takes it for a small int: the run ends, to be repeated elsewhere, where sums of such could leave 62 bits."""
    if live(T_INSTANCE) and has_tag(v, T_INSTANCE):
        return summable(special_length(v), 57)
    if live(T_RANGE) and has_tag(v, T_RANGE):
        return summable(range_extent(v), 36)
    return i64(py_len(v))


def summable(n: i64, bits: i64) -> i64:
    if n >> bits > 0:
        int_overflow()
    return n


def py_bool(v: val) -> i32:
    """`bool(v)`; absent is 0."""
    return py_truth(v) if v else 0


def py_str_or_empty(v: val) -> val:
    """`str(v)`; absent is 0."""
    return py_str(v) if v else lit("")


def py_list(v: val) -> val:
    """`list(v)`; absent is 0."""
    return list_of(v) if v else list_new(0)


def py_tuple(v: val) -> val:
    """`tuple(v)`; absent is 0."""
    return tuple_of(v) if v else tuple_new(0)


def py_type(v: val) -> val:
    """`type(v)` as a value."""
    enable(T_CLASS)  # classes occur as values
    return shown_type(v)


def py_minimum(values: val, default: val) -> val:
    """`min(*values, default=…)`; values is a tuple: one iterable, or the candidates."""
    single: val = only_iterable(values, default, lit("min"))
    return py_min(single, default) if single else 0


def py_maximum(values: val, default: val) -> val:
    """`max(*values, default=…)`."""
    single: val = only_iterable(values, default, lit("max"))
    return py_max(single, default) if single else 0


def only_iterable(values: val, default: val, name: val) -> val:
    """What the candidates are taken from; 0 when raised."""
    n: i32 = Tuple(values).length
    if n == 0:
        return raise_type_error(message_of(lit("$ expected at least 1 argument, got 0"), name, 0, 0))
    if n == 1:
        return tuple_get(values, 0)
    if default:
        template: val = lit("Cannot specify a default for $() with multiple positional arguments")
        return raise_type_error(message_of(template, name, 0, 0))
    return values


def py_print_all(values: val, sep: val, end: val, file: val, _flush: val) -> val:
    """`print(*values, sep=…, end=…, flush=…)` to stdout, where `print` is a value or gets named arguments from a dict."""
    if file != 0 and file != NONE:
        leave(reason("builtin as a variable"))
    return py_print(values, sep, end, 0)


@implements(protocol.py_callable)
def py_callable(v: val) -> i32:
    """`callable(v)`."""
    tag: i32 = tag_of(v)
    if live(Feature.BUILTIN_SUBCLASSES) and defines(v, lit("__call__")):
        return 1
    if live(T_INSTANCE) and tag == T_INSTANCE:
        return special_method(v, lit("__call__")) != 0
    return tag == T_FUNCTION or tag == T_BOUND or tag == T_CLASS


@noinline
def py_float_of(v: val) -> f64:
    """`float(v)`, unboxed."""
    made: val = py_float(v)
    return Float(made).value if made else 0.0


def py_dict_of(v: val) -> val:
    """`dict(v)`; absent is 0."""
    return py_dict(v, 0)


def py_slice(start: val, stop: val, step: val) -> val:
    """`slice(start, stop, step)`; `slice(n)` has only a stop."""
    if stop == 0:
        return slice_new(NONE, start, NONE)
    return slice_new(start, stop, step if step else NONE)


def py_str_of(v: val, encoding: val, errors: val) -> val:
    """`str(v)`, and `str(bytes, encoding, errors)`; absent is 0."""
    if encoding == 0 and errors == 0:
        return py_str_or_empty(v)
    if encoding != 0 and has_tag(encoding, T_STR) == 0:
        return raise_type_error(message_of(lit("str() argument 'encoding' must be str, not $"), argument_kind(encoding), 0, 0))
    if errors != 0 and has_tag(errors, T_STR) == 0:
        return raise_type_error(message_of(lit("str() argument 'errors' must be str, not $"), argument_kind(errors), 0, 0))
    if v == 0:
        return lit("")
    if live(T_BYTES) and has_tag(v, T_BYTES):
        return py_decode(v, encoding, errors)
    if live(T_BYTEARRAY) and has_tag(v, T_BYTEARRAY):
        return py_decode(Bytearray(v).held, encoding, errors)
    if live(Feature.MEMORY_VIEWS) and bytes_like(v) != 0:
        return py_decode(bytes_like(v), encoding, errors)
    if has_tag(v, T_STR):
        return raise_type_error(lit("decoding str is not supported"))
    return raise_type(lit("decoding to str: need a bytes-like object, $ found"), v)
