"""The binary and unary operators on Python values; those that work in place are in `python/operators/in_place.py`."""

from __future__ import annotations

from noetlc.kernel.lang import div_s, enable, f64, i32, i64, implements, inline, lit, lit_class, live, noinline, reason, rem_s, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, UNDEFINED, Bytearray, Float
from noetlc.layout.tags import (
    T_BYTEARRAY,
    T_BYTES,
    T_CLASS,
    T_DEQUE,
    T_DICT,
    T_FLOAT,
    T_FROZENSET,
    T_INSTANCE,
    T_LIST,
    T_RANGE,
    T_SET,
    T_STR,
    T_TUPLE,
    T_VIEW,
)
from noetlc.runtime.python import protocol
from noetlc.runtime.python.classes.builtin_subclass import plain
from noetlc.runtime.python.classes.classed_operators import classed_operator, raise_no_operator
from noetlc.runtime.python.classes.special import asked_plainly, is_instance
from noetlc.runtime.python.classes.special_operators import augmented, complex_answer, special_operator, special_pow3
from noetlc.runtime.python.containers.list import tuple_concat
from noetlc.runtime.python.containers.repeat import repeat
from noetlc.runtime.python.containers.sequence import is_sequence
from noetlc.runtime.python.containers.set import is_any_set
from noetlc.runtime.python.containers.set_algebra import SET_SUB, set_binary
from noetlc.runtime.python.exceptions.errors import message_of, raise_type, raise_type_error, raise_types, raise_zero_division
from noetlc.runtime.python.exceptions.sizes import raise_size
from noetlc.runtime.python.hooks import (
    MINUS,
    OVER,
    PLUS,
    REST,
    TIMES,
    WHOLE,
    library_operator,
    small_operator,
)
from noetlc.runtime.python.numbers.float import float_div, float_divide, float_floordiv, float_mod, float_rest
from noetlc.runtime.python.numbers.ints import (
    int_below,
    ints_add,
    ints_divmod,
    ints_floordiv,
    ints_mod,
    ints_mul,
    ints_pow,
    ints_pow_mod,
    ints_sub,
    ints_truediv,
    is_wide,
)
from noetlc.runtime.python.numbers.number import (
    NUM_FLOAT,
    NUM_INT,
    are_floats,
    beside_float,
    float_of,
    int_of,
    is_int,
    near_float,
    num_kind,
    num_pair,
)
from noetlc.runtime.python.numbers.power import float_pow
from noetlc.runtime.python.protocol import int_like, py_type_name
from noetlc.runtime.python.strings.bytearray import bytearray_add
from noetlc.runtime.python.strings.percent import bytes_percent, str_percent
from noetlc.runtime.text.strings import str_concat, str_eq
from noetlc.runtime.values.bytes import bytearray_taking, bytes_concat
from noetlc.runtime.values.list import list_concat, pair_new
from noetlc.runtime.values.memory import from_doubled, from_float, has_tag, leave, raised, tag_of
from noetlc.runtime.values.small_number import one_is_number


@implements(protocol.py_add)
def py_add(a: val, b: val) -> val:
    if a & b & 1:
        return from_doubled(i64(i32(a)) + i64(i32(b) - 1))
    return add_objects(a, b)


@noinline
def add_objects(a: val, b: val) -> val:
    """`a + b` of what are not two small ints."""
    if live(Feature.SMALL_NUMBERS) and one_is_number(a, b):
        number: val = small_operator(PLUS, a, b)
        if number != 0:
            return number
    own: val = own_operator(lit("+"), lit("__add__"), a, b)
    if own != UNDEFINED:
        return own
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit("+"), a, b)
        if answer != UNDEFINED:
            return answer
        if tag_of(a) == tag_of(b) and is_sequence(a):  # what is joined to nothing is returned as it is
            a = plain(a)
            b = plain(b)
    left: i32 = tag_of(a)
    right: i32 = tag_of(b)
    if left == T_STR and right == T_STR:
        return str_concat(a, b)
    if live(T_FLOAT) and left == T_FLOAT and right == T_FLOAT:
        return from_float(Float(a).value + Float(b).value)
    if beside_float(a, b):
        return from_float(near_float(a) + near_float(b))
    if live(Feature.COMPLEX_NUMBERS):
        parts: val = complex_answer(PLUS, a, b)
        if parts != 0:
            return parts
    return add_other(a, b, left, right)


@noinline
def add_other(a: val, b: val, left: i32, right: i32) -> val:
    kind: i32 = num_pair(a, b)
    if kind == NUM_INT:
        return ints_add(a, b)
    if kind == NUM_FLOAT:
        return float_result(float_of(a) + float_of(b))
    if live(T_INSTANCE) and right == T_INSTANCE:
        answer: val = special_operator(lit("+"), a, b)
        if answer != UNDEFINED:
            return answer
    if left == T_STR:
        return raise_type(lit('can only concatenate str (not "$") to str'), b)
    if left == T_LIST:
        if right == T_LIST:
            return list_concat(a, b)
        return raise_type(lit('can only concatenate list (not "$") to list'), b)
    if live(T_TUPLE) and left == T_TUPLE:
        if right == T_TUPLE:
            return tuple_concat(a, b)
        return raise_type(lit('can only concatenate tuple (not "$") to tuple'), b)
    if live(T_BYTES) and left == T_BYTES:
        if right == T_BYTES:
            return bytes_concat(a, b)
        if live(T_BYTEARRAY) and right == T_BYTEARRAY:
            return bytes_concat(a, Bytearray(b).held)
        return raise_types(lit("can't concat $ to $"), b, a)
    if live(T_BYTEARRAY) and left == T_BYTEARRAY:
        return bytearray_add(a, b)
    if live(Feature.PLAIN_METHODS) and right == T_INSTANCE:  # whose methods were asked
        return raise_unsupported(lit("+"), a, b)
    return raise_operands(lit("+"), a, b)


@inline
def own_operator(op: val, name: val, a: val, b: val) -> val:
    """`a op b` by the method of a plain instance, where it is asked first; UNDEFINED where that has to be found out."""
    if live(Feature.PLAIN_METHODS) and not live(Feature.COMPLEX_NUMBERS) and has_tag(a, T_INSTANCE) and not augmented:
        answer: val = asked_plainly(a, name, b)
        return raise_unsupported(op, a, b) if answer == lit_class("NotImplemented") else answer
    return UNDEFINED


@inline
def own_product(a: val, b: val) -> val:
    """The same of `a * b`, where no sequence on the right has to be repeated if the method has no answer."""
    if live(Feature.PLAIN_METHODS) and has_tag(a, T_INSTANCE) and (b & 1 or not is_sequence(b)):
        return own_operator(lit("*"), lit("__mul__"), a, b)
    return UNDEFINED


def float_result(x: f64) -> val:
    """A float; 0 if an operand had none."""
    return from_float(x) if raised == 0 else 0


@implements(protocol.py_sub)
def py_sub(a: val, b: val) -> val:
    if a & b & 1:
        return from_doubled(i64(i32(a)) - i64(i32(b) - 1))
    return sub_objects(a, b)


@noinline
def sub_objects(a: val, b: val) -> val:
    """`a - b` of what are not two small ints."""
    if live(Feature.SMALL_NUMBERS) and one_is_number(a, b):
        number: val = small_operator(MINUS, a, b)
        if number != 0:
            return number
    own: val = own_operator(lit("-"), lit("__sub__"), a, b)
    if own != UNDEFINED:
        return own
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit("-"), a, b)
        if answer != UNDEFINED:
            return answer
    if are_floats(a, b):
        return from_float(Float(a).value - Float(b).value)
    if beside_float(a, b):
        return from_float(near_float(a) - near_float(b))
    if live(Feature.COMPLEX_NUMBERS):
        parts: val = complex_answer(MINUS, a, b)
        if parts != 0:
            return parts
    kind: i32 = num_pair(a, b)
    if kind == NUM_INT:
        return ints_sub(a, b)
    if kind == NUM_FLOAT:
        return float_result(float_of(a) - float_of(b))
    return set_operator(lit("-"), a, b, SET_SUB)


def py_mul(a: val, b: val) -> val:
    if a & b & 1:
        return from_doubled(i64(i32(a) - 1) * i64(b >> 1) + 1)
    return mul_objects(a, b)


@noinline
def mul_objects(a: val, b: val) -> val:
    """`a * b` of what are not two small ints."""
    if live(Feature.SMALL_NUMBERS) and one_is_number(a, b):
        number: val = small_operator(TIMES, a, b)
        if number != 0:
            return number
    own: val = own_product(a, b)
    if own != UNDEFINED:
        return own
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit("*"), a, b)
        if answer != UNDEFINED:
            return answer
    if are_floats(a, b):
        return from_float(Float(a).value * Float(b).value)
    if beside_float(a, b):
        return from_float(near_float(a) * near_float(b))
    if live(Feature.COMPLEX_NUMBERS):
        parts: val = complex_answer(TIMES, a, b)
        if parts != 0:
            return parts
    kind: i32 = num_pair(a, b)
    if kind == NUM_INT:
        return ints_mul(a, b)
    if kind == NUM_FLOAT:
        return float_result(float_of(a) * float_of(b))
    if live(T_INSTANCE):
        found: val = special_operator(lit("*"), a, b)
        if found != UNDEFINED:
            return found
    return repeat_either(a, b)


@inline
def repeat_either(a: val, b: val) -> val:
    if is_sequence(a):
        return repeat_by(a, b)
    if is_sequence(b) and not (augmented and is_sized_only(a)) and not (live(T_DEQUE) and has_tag(a, T_DEQUE)):
        return repeat_by(b, a)
    return raise_unsupported(lit("*"), a, b) if live(Feature.PLAIN_METHODS) else raise_operands(lit("*"), a, b)


def is_sized_only(v: val) -> i32:
    """Collections that do not repeat, and values of the body's classes: on the left of `*=` they keep a sequence on the right
    from repeating."""
    if is_instance(v):
        return 1
    tag: i32 = tag_of(v)
    if live(T_RANGE) and tag == T_RANGE:
        return 1
    if live(T_VIEW) and tag == T_VIEW:
        return 1
    return tag == T_DICT or is_any_set(v)


@noinline
def repeat_by(v: val, times: val) -> val:
    """A sequence times a number."""
    times = times_of(times)
    return repeat(v, int_of(times)) if times != 0 else 0


def times_of(given: val) -> val:
    """How often a sequence is to be repeated, as an int of a word; 0 when raised."""
    times: val = int_like(given)
    if times == 0:
        return 0
    if not is_int(times):
        return raise_type(lit("can't multiply sequence by non-int of type '$'"), times)
    return raise_size(lit_class("OverflowError"), given) if is_wide(times) else times


def py_truediv(a: val, b: val) -> val:
    if live(Feature.SMALL_NUMBERS) and one_is_number(a, b):
        number: val = small_operator(OVER, a, b)
        if number != 0:
            return number
    own: val = own_operator(lit("/"), lit("__truediv__"), a, b)
    if own != UNDEFINED:
        return own
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit("/"), a, b)
        if answer != UNDEFINED:
            return answer
    if are_floats(a, b) and Float(b).value != 0.0:
        return from_float(Float(a).value / Float(b).value)
    if live(Feature.COMPLEX_NUMBERS):
        parts: val = complex_answer(OVER, a, b)
        if parts != 0:
            return parts
    kind: i32 = num_pair(a, b)
    if kind == 0:
        return raise_operands(lit("/"), a, b)
    if kind == NUM_INT:
        return ints_truediv(a, b)
    x: f64 = float_of(a)
    y: f64 = float_of(b)
    return float_result(float_div(x, y)) if raised == 0 else 0


def py_floordiv(a: val, b: val) -> val:
    if a & b & 1 and i32(b) > 1:  # a positive one on the right
        whole: i32 = div_s(a >> 1, b >> 1)
        return val((whole - 1 if whole * (b >> 1) > a >> 1 else whole) << 1 | 1)
    return floordiv_objects(a, b)


@noinline
def floordiv_objects(a: val, b: val) -> val:
    """`a // b` of what is not two small ints, or not positive on the right."""
    if live(Feature.SMALL_NUMBERS) and one_is_number(a, b):
        number: val = small_operator(WHOLE, a, b)
        if number != 0:
            return number
    own: val = own_operator(lit("//"), lit("__floordiv__"), a, b)
    if own != UNDEFINED:
        return own
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit("//"), a, b)
        if answer != UNDEFINED:
            return answer
    kind: i32 = num_pair(a, b)
    if kind == NUM_INT:
        return ints_floordiv(a, b)
    if kind == NUM_FLOAT:
        x: f64 = float_of(a)
        y: f64 = float_of(b)
        return float_result(float_floordiv(x, y)) if raised == 0 else 0
    return raise_operands(lit("//"), a, b)


def py_mod(a: val, b: val) -> val:
    if a & b & 1 and i32(b) > 1:
        rest: i32 = rem_s(a >> 1, b >> 1)
        return val((rest + (b >> 1) if rest < 0 else rest) << 1 | 1)
    return mod_objects(a, b)


@noinline
def mod_objects(a: val, b: val) -> val:
    """`a % b` of what is not two small ints, or not positive on the right."""
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit("%"), a, b)
        if answer != UNDEFINED:
            return answer
    return str_percent(a, b) if has_tag(a, T_STR) else mod_numbers(a, b)


def py_mod_number(a: val, b: val) -> val:
    """`a % b` where a is known not to be a string: without string formatting."""
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit("%"), a, b)
        if answer != UNDEFINED:
            return answer
    return mod_numbers(a, b)


def mod_numbers(a: val, b: val) -> val:
    """`a % b` of which no method of a subclass has to say."""
    if live(Feature.SMALL_NUMBERS) and one_is_number(a, b):
        number: val = small_operator(REST, a, b)
        if number != 0:
            return number
    own: val = own_operator(lit("%"), lit("__mod__"), a, b)
    if own != UNDEFINED:
        return own
    kind: i32 = num_pair(a, b)
    if kind == NUM_INT:
        return ints_mod(a, b)
    if kind == NUM_FLOAT:
        x: f64 = float_of(a)
        y: f64 = float_of(b)
        return float_result(float_mod(x, y)) if raised == 0 else 0
    if live(T_BYTES) and (a & 1) == 0 and has_tag(a, T_BYTES):
        return bytes_percent(a, b)
    if live(T_BYTEARRAY) and has_tag(a, T_BYTEARRAY):
        return bytearray_taking(bytes_percent(Bytearray(a).held, b))
    return raise_operands(lit("%"), a, b)


def py_divmod(a: val, b: val) -> val:
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit("divmod()"), a, b)
        if answer != UNDEFINED:
            return answer
    kind: i32 = num_pair(a, b)
    if kind == NUM_INT:
        return ints_divmod(a, b)
    if kind == NUM_FLOAT:
        x: f64 = float_of(a)
        y: f64 = float_of(b)
        if raised != 0:
            return 0
        if y == 0.0:
            return raise_zero_division(lit("float divmod()"))
        whole: f64 = float_divide(x, y)
        rest: f64 = float_rest
        return pair_new(from_float(whole), from_float(rest))
    return raise_operands(lit("divmod()"), a, b)


def py_pow(a: val, b: val) -> val:
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit("** or pow()"), a, b)
        if answer != UNDEFINED:
            return answer
    kind: i32 = num_pair(a, b)
    if kind == 0:
        enable(Feature.POWERS)
        return raise_operands(lit("** or pow()"), a, b)
    if kind == NUM_INT and not int_below(b):
        return ints_pow(a, b)
    x: f64 = float_of(a)
    y: f64 = float_of(b)
    return float_result(float_pow(x, y)) if raised == 0 else 0


def py_pow3(a: val, b: val, m: val) -> val:
    """`pow(a, b, m)`; m 0 or None: `a ** b`."""
    if m == 0 or m == NONE:
        return py_pow(a, b)
    if num_kind(a) == NUM_INT and num_kind(b) == NUM_INT and num_kind(m) == NUM_INT:
        return ints_pow_mod(a, b, m)
    if live(T_INSTANCE):
        answer: val = special_pow3(a, b, m)
        if answer != UNDEFINED:
            return answer
    if num_kind(a) == NUM_FLOAT or num_kind(b) == NUM_FLOAT or num_kind(m) == NUM_FLOAT:
        return raise_type_error(lit("pow() 3rd argument not allowed unless all arguments are integers"))
    template: val = lit("unsupported operand type(s) for ** or pow(): '$', '$', '$'")
    return raise_type_error(message_of(template, py_type_name(a), py_type_name(b), py_type_name(m)))


def py_matmul(a: val, b: val) -> val:
    if live(Feature.BUILTIN_SUBCLASSES):
        answer: val = classed_operator(lit("@"), a, b)
        if answer != UNDEFINED:
            return answer
    return raise_operands(lit("@"), a, b)


@noinline
def set_operator(name: val, a: val, b: val, which: i32) -> val:
    """`| & - ^` on sets, frozensets and dict views; the TypeError of the operator otherwise."""
    result: val = 0
    if live(T_SET):
        result = set_binary(a, b, which)
    elif live(T_FROZENSET):
        result = set_binary(a, b, which)
    elif live(Feature.VIEW_OPERANDS):
        result = set_binary(a, b, which)
    if result != 0 or raised != 0:
        return result
    return raise_operands(name, a, b)


@noinline
def raise_operands(name: val, a: val, b: val) -> val:
    """The TypeError of a binary operator, unless a library module or the class of an instance defines it."""
    if live(T_INSTANCE):
        answer: val = special_operator(name, a, b)
        if answer != UNDEFINED:
            return answer
    return raise_unsupported(name, a, b)


def raise_unsupported(name: val, a: val, b: val) -> val:
    """The TypeError of a binary operator that no method of an instance answered."""
    if live(Feature.LIBRARY_OBJECTS):
        found: val = library_operator(name, a, b)
        if found != 0 or raised != 0:
            return found
    if live(T_CLASS) and (has_tag(a, T_CLASS) or has_tag(b, T_CLASS)) and str_eq(name, lit("|")):
        leave(reason("union of classes"))  # known where classes are compared only
    return raise_no_operator(name, a, b)
