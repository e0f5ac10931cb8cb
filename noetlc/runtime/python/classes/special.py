"""Special methods of the classes a body defines: what operators and builtins do with instances.

The functions here answer UNDEFINED where no method applies, and 0 when a method raised. Methods run with the collector held
(`call_held`), so that callers may keep addresses.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, implements, inline, lit, lit_class, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import FALSE, NONE, TAKES_TWO, TRUE, UNDEFINED, Exc, Instance, Obj
from noetlc.layout.tags import (
    T_BOOL,
    T_BYTES,
    T_CLASS,
    T_DICT,
    T_FROZENSET,
    T_INSTANCE,
    T_LIST,
    T_SET,
    T_STR,
    T_TUPLE,
)
from noetlc.runtime.python import protocol
from noetlc.runtime.python.classes.lookup import as_method, class_find_near, class_has_either, class_of, dunder, note_true
from noetlc.runtime.python.exceptions.errors import (
    clear_raised,
    is_subclass,
    raise_recursion,
    raise_type,
    raise_type_error,
    raise_value_error,
    raise_with,
)  # fmt: skip
from noetlc.runtime.python.exceptions.sizes import raise_size
from noetlc.runtime.python.hooks import UNDECIDED, small_order
from noetlc.runtime.python.numbers.ints import is_wide
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind, py_index_clamped
from noetlc.runtime.python.protocol import (
    call_one,
    call_plainly_held,
    call_two,
    py_hash,
    py_truth,
    py_type_name,
    type_of,
)
from noetlc.runtime.text.strings import str_eq, str_find
from noetlc.runtime.values.classed import is_classed, is_operated
from noetlc.runtime.values.depth import TOO_DEEP, calls
from noetlc.runtime.values.memory import from_bool, has_tag, raised, tag_of
from noetlc.runtime.values.plain_function import takes_plainly
from noetlc.runtime.values.small_number import is_small_number, one_is_number, small_coefficient

REFLECTED = 2  # makes `>` of `<`, `>=` of `<=`, and back


def special_method(v: val, name: val) -> val:
    """What the class of an instance defines under a name, 0 if nothing."""
    if not live(T_INSTANCE) or v & 1:
        return 0
    if Obj(v).tag == T_INSTANCE:  # at once: operators and truth ask for several
        cls: val = Instance(v).cls
        return as_method(class_find_near(cls, name), cls, name)
    return dunder(v, name) if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v) else 0


def is_instance(v: val) -> i32:
    """Whether a value's class is one of the body, exceptions aside."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v):
        return 1
    return live(T_INSTANCE) and has_tag(v, T_INSTANCE)


def answered(v: val) -> val:
    """The result of a binary method; UNDEFINED for NotImplemented."""
    return UNDEFINED if v == lit_class("NotImplemented") else v


def ask(a: val, name: val, b: val) -> val:
    """`a.name(b)`, UNDEFINED if there is no answer."""
    method: val = special_method(a, name)
    if method == 0 and (has_tag(a, T_INSTANCE) or is_operated(a)) and str_eq(name, lit("__ne__")):
        return opposite(ask(a, lit("__eq__"), b))
    return answered(call_two(method, a, b)) if method != 0 else UNDEFINED


def opposite(v: val) -> val:
    """`not v`, UNDEFINED for that; 0 when raised."""
    truth: i32 = truth_of(v) if v != UNDEFINED else 0
    if v == UNDEFINED or truth < 0:
        return UNDEFINED if v == UNDEFINED else 0
    return from_bool(1 - truth)


@inline
def are_alike(a: val, b: val) -> i32:
    """Whether two values are plain instances of one class."""
    return live(T_INSTANCE) and has_tag(a, T_INSTANCE) and has_tag(b, T_INSTANCE) and Instance(a).cls == Instance(b).cls


@inline
def asks_left(a: val, b: val) -> i32:
    """Whether the left side is an instance that is asked first, and has no method for the reflected operator but its own on the right."""
    return has_tag(a, T_INSTANCE) and (not has_tag(b, T_INSTANCE) or Instance(a).cls == Instance(b).cls)


@noinline
def asked_plainly(a: val, name: val, b: val) -> val:
    """What a method of a plain instance says of `a op b`, NotImplemented too, where it is asked first and, but for comparisons, nobody
    else; UNDEFINED where that has to be found out."""
    if not asks_left(a, b) or (live(Feature.BUILTIN_SUBCLASSES) and is_classed(b)):
        return UNDEFINED
    method: val = class_find_near(Instance(a).cls, name)
    return call_plainly_held(method, a, b) if takes_plainly(method, TAKES_TWO) else UNDEFINED


@noinline
def ask_both(a: val, b: val, name: val, reflected: val) -> val:
    """A binary operator by the methods of both sides; the right side goes first if its class refines that of the left."""
    if live(Feature.PLAIN_METHODS):
        answer: val = asked_plainly(a, name, b)
        if answer == lit_class("NotImplemented"):
            return ask(b, reflected, a) if has_tag(b, T_INSTANCE) and is_comparison(name) else UNDEFINED
        if answer != UNDEFINED:
            return answer
    if live(T_INSTANCE) and has_tag(b, T_INSTANCE) and not is_instance(a):  # which has no answer
        return ask(b, reflected, a)
    first: i32 = 0
    alike: i32 = are_alike(a, b)
    if not alike and is_instance(b) and type_of(a) != type_of(b):
        first = is_subclass(type_of(b), type_of(a))
        if first and not is_comparison(name):
            first = special_method(b, reflected) != special_method(a, reflected)
    if first:
        result: val = ask(b, reflected, a)
        return result if result != UNDEFINED else ask(a, name, b)
    result = ask(a, name, b)
    if result != UNDEFINED:
        return result
    if (alike or (is_instance(a) and is_instance(b) and class_of(a) == class_of(b))) and not is_comparison(name):
        return UNDEFINED
    if live(Feature.BUILTIN_SUBCLASSES) and special_method(a, name) == 0 and answers_itself(a, b, name):
        return UNDEFINED
    return ask(b, reflected, a)


@noinline
def ask_order(a: val, b: val, name: val, reflected: val) -> val:
    """A comparison by the methods of both sides, which counts beside them."""
    global calls
    if (calls + 1) & TOO_DEEP:
        return raise_recursion(lit("maximum recursion depth exceeded in comparison"))
    calls = calls + 1
    answer: val = ask_both(a, b, name, reflected)
    calls = calls - 1
    return answer


@noinline
def answers_itself(a: val, b: val, name: val) -> i32:
    """Whether the built-in type of a has an answer about b, so that b is not asked."""
    tag: i32 = tag_of(a)
    if tag == tag_of(b) and is_comparison(name):
        if tag == T_DICT:
            return str_eq(name, lit("__eq__")) or str_eq(name, lit("__ne__"))
        if tag == T_STR or tag == T_LIST or tag == T_TUPLE or tag == T_BYTES or tag == T_SET or tag == T_FROZENSET:
            return 1
    if live(T_FROZENSET) and (tag == T_SET or tag == T_FROZENSET) and (has_tag(b, T_SET) or has_tag(b, T_FROZENSET)):
        return 1
    kind: i32 = num_kind(a)
    other: i32 = num_kind(b)
    if kind == 0 or other == 0 or str_eq(name, lit("__matmul__")):
        return 0
    if kind == NUM_INT:
        return other == NUM_INT
    return str_find(lit(" __and__ __or__ __xor__ __lshift__ __rshift__ "), name, 0) < 0


def is_comparison(name: val) -> i32:
    """Whether a method is one of `__eq__`, `__lt__` and their kind, which both sides are asked for in any case; it comes as a constant."""
    if name == lit("__eq__") or name == lit("__ne__"):
        return 1
    return name == lit("__lt__") or name == lit("__le__") or name == lit("__gt__") or name == lit("__ge__")


@noinline
def special_unary(v: val, name: val) -> val:
    """`-v` and its kind: what a method without arguments returns; UNDEFINED if there is none."""
    method: val = special_method(v, name)
    return call_one(method, v) if method != 0 else UNDEFINED


@implements(protocol.int_like)
def int_like(v: val) -> val:
    """What `__index__` of an instance gives, any other value as it is; 0 when raised."""
    if live(Feature.BUILTIN_SUBCLASSES) and is_classed(v) and num_kind(v) != NUM_INT:
        return special_index(v)
    if live(T_INSTANCE) and (v & 1) == 0 and has_tag(v, T_INSTANCE):
        return special_index(v)
    if live(Feature.METACLASSES) and (v & 1) == 0 and has_tag(v, T_CLASS):
        return special_index(v)
    return v


def special_index(v: val) -> val:
    answer: val = special_unary(v, lit("__index__"))
    if answer == UNDEFINED:
        return v
    if answer != 0 and num_kind(answer) != NUM_INT:
        return raise_type(lit("__index__ returned non-int (type $)"), answer)
    return answer


def special_reversed(v: val) -> val:
    """`reversed(v)` of an instance by `__reversed__`; UNDEFINED where it goes by length and items."""
    method: val = special_method(v, lit("__reversed__"))
    if method != 0 and method != NONE:
        return call_one(method, v)
    if method == NONE or (has_tag(v, T_INSTANCE) and special_method(v, lit("__getitem__")) == 0):
        return raise_type(lit("'$' object is not reversible"), v)
    return UNDEFINED


# ---- comparison and truth


def truth_of(v: val) -> i32:
    """The truth of what a method returned; -1 when it raised."""
    if v == 0:
        return -1
    if v == TRUE or v == FALSE:
        return v == TRUE
    found: i32 = py_truth(v)
    return found if raised == 0 else -1


@inline
def is_identity(a: val, b: val) -> i32:
    """Whether two plain instances, neither of which compares itself, are equal if they are one."""
    if live(Feature.BUILTIN_SUBCLASSES) or not has_tag(a, T_INSTANCE) or not has_tag(b, T_INSTANCE):
        return 0
    if class_find_near(Instance(a).cls, lit("__eq__")) != 0:
        return 0
    return Instance(a).cls == Instance(b).cls or class_find_near(Instance(b).cls, lit("__eq__")) == 0


@noinline
def special_eq(a: val, b: val) -> i32:
    """`a == b` with an instance; -1 when raised."""
    if live(Feature.SMALL_NUMBERS) and one_is_number(a, b):
        order: i32 = small_order(a, b)
        if order != UNDECIDED:
            return order == 0
    if is_identity(a, b):
        return a == b
    result: val = ask_order(a, b, lit("__eq__"), lit("__eq__"))
    return a == b if result == UNDEFINED else truth_of(result)


@noinline
def special_ne(a: val, b: val) -> i32:
    """`a != b`: by `__ne__`, else the opposite of `__eq__`; -1 when raised."""
    if live(Feature.SMALL_NUMBERS) and one_is_number(a, b):
        order: i32 = small_order(a, b)
        if order != UNDECIDED:
            return order != 0
    if are_alike(a, b) and class_find_near(Instance(a).cls, lit("__ne__")) == 0:
        same: i32 = special_eq(a, b)
        return same if same < 0 else 1 - same
    result: val = ask_order(a, b, lit("__ne__"), lit("__ne__"))
    return a != b if result == UNDEFINED else truth_of(result)


@noinline
def special_order(a: val, b: val, op: i32) -> i32:
    """`a < b` and its kind (op LT …): -2 if neither side answers, -1 when raised."""
    if not is_instance(a) and not is_instance(b):
        return -2
    if live(Feature.BUILTIN_SUBCLASSES) and (is_classed(a) or is_classed(b)):  # the comparison itself asked
        return -2
    result: val = order_answer(a, b, op)
    return -2 if result == UNDEFINED else truth_of(result)


def order_answer(a: val, b: val, op: i32) -> val:
    """What the methods behind `a < b` and its kind return; UNDEFINED if there are none, 0 when raised."""
    return ask_order(a, b, order_name(op), order_name(op ^ REFLECTED))


def order_name(op: i32) -> val:
    """The method behind `<`, `<=`, `>` or `>=` (0 to 3)."""
    if op < 2:
        return lit("__lt__") if op == 0 else lit("__le__")
    return lit("__gt__") if op == 2 else lit("__ge__")


@noinline
def special_truth(v: val) -> i32:
    """`bool(v)` of an instance; leaves an exception in `raised`."""
    if live(Feature.SMALL_NUMBERS) and is_small_number(v):
        return small_coefficient(v) != 0
    if has_tag(v, T_INSTANCE) and not class_has_either(Instance(v).cls, lit("__bool__"), lit("__len__"), lit("__bool__ __len__")):
        note_true(Instance(v).cls)
        return 1
    method: val = special_method(v, lit("__bool__"))
    if method != 0:
        result: val = call_one(method, v)
        if result != 0 and not has_tag(result, T_BOOL):
            raise_with(lit_class("TypeError"), lit("__bool__ should return bool, returned $"), py_type_name(result), 0)
        return result == TRUE
    if special_method(v, lit("__len__")) != 0:
        return special_len(v) > 0
    return 1


@noinline
def special_len(v: val) -> i32:
    """`len(v)` of an instance, at most 2**31 - 1; -1 when raised."""
    n: i64 = special_length(v)
    return i32(n) if n < 0x7FFFFFFF else 0x7FFFFFFF


@noinline
def special_length(v: val) -> i64:
    """`len(v)` of an instance; -1 when raised."""
    method: val = special_method(v, lit("__len__"))
    if method == 0:
        raise_type(lit("object of type '$' has no len()"), v)
        return i64(-1)
    result: val = call_one(method, v)
    if result & 1 and i32(result) > 0:
        return i64(result >> 1)
    if result == 0:
        return i64(-1)
    if num_kind(result) != NUM_INT:
        raise_type(lit("'$' object cannot be interpreted as an integer"), result)
        return i64(-1)
    n: i64 = py_index_clamped(result)
    if n < 0:
        raise_value_error(lit("__len__() should return >= 0"))
        return i64(-1)
    if is_wide(result):
        raise_size(lit_class("OverflowError"), result)
        return i64(-1)
    return n


@inline
def has_no_length(v: val) -> i32:
    """Whether an instance of a class of a body raises where `list(v)` asks how long it is."""
    return ((live(T_INSTANCE) and has_tag(v, T_INSTANCE)) or is_operated(v)) and ask_length(v) == 0


@noinline
def ask_length(v: val) -> i32:
    """What `list(v)` asks an instance once it iterates: `__len__`, else `__length_hint__`. 0 when raised; a TypeError is none."""
    failed: i32 = 0
    if special_method(v, lit("__len__")) != 0:
        failed = special_len(v) < 0
    elif special_method(v, lit("__length_hint__")) != 0:
        hint: val = answered(special_unary(v, lit("__length_hint__")))
        if hint != 0 and hint != UNDEFINED and num_kind(hint) != NUM_INT:
            raise_type(lit("__length_hint__ must be an integer, not $"), hint)
            return 0
        if hint != 0 and hint != UNDEFINED and int_of(hint) < 0:
            raise_value_error(lit("__length_hint__() should return >= 0"))
            return 0
        failed = hint == 0
    if failed == 0:
        return 1
    if is_subclass(Exc(raised).cls, lit_class("TypeError")) == 0:
        return 0
    clear_raised()
    return 1


def identity_hash(v: val) -> i64:
    """`object.__hash__(v)`. Exceptions have no number."""
    return i64(Instance(v).serial) * 16 if has_tag(v, T_INSTANCE) else i64(tag_of(v))


@noinline
def special_hash(v: val) -> i64:
    """`hash(v)` of an instance."""
    method: val = special_method(v, lit("__hash__"))
    if method == 0:
        return identity_hash(v)
    result: val = call_one(method, v)
    if result == 0:
        return i64(-1)
    if num_kind(result) != NUM_INT:
        raise_type_error(lit("__hash__ method should return an integer"))
        return i64(-1)
    if is_wide(result):
        return py_hash(result)
    found: i64 = int_of(result)
    return i64(-2) if found == -1 else found


# ---- with


@noinline
def context_method(v: val, name: val) -> val:
    """`__enter__` or `__exit__` of a context manager."""
    method: val = special_method(v, name)
    if method != 0:
        return method
    template: val = lit("'$' object does not support the context manager protocol")
    if str_eq(name, lit("__exit__")):
        template = lit("'$' object does not support the context manager protocol (missed __exit__ method)")
    return raise_type(template, v)
