"""What every value answers, whatever its kind: any room of `python` asks it here, without knowing the room that answers."""

from __future__ import annotations

from noetlc.kernel.lang import hook, i32, i64, val

LT = 0  # the operators of py_compare
LE = 1
GT = 2
GE = 3


# ---- class and texts


@hook
def type_of(v: val) -> val:
    """The class of a value (`type(v)`)."""


@hook
def py_type_name(v: val) -> val:
    """The name of a value's class as messages show it."""


@hook
def py_str(v: val) -> val:
    """`str(v)`; 0 when raised."""


@hook
def py_repr(v: val) -> val:
    """`repr(v)`; 0 when raised."""


@hook
def put_str(v: val) -> None:
    """Appends `str(v)`."""


@hook
def put_repr(v: val) -> None:
    """Appends `repr(v)`."""


# ---- truth, equality, order, hash


@hook
def py_truth(v: val) -> i32:
    """`bool(v)` as 0 or 1; never raises."""


@hook
def py_eq(a: val, b: val) -> i32:
    """a == b as 0 or 1; -1 when raised (RecursionError)."""


@hook
def py_ne(a: val, b: val) -> i32:
    """a != b as 0 or 1; -1 when raised."""


@hook
def item_eq(a: val, b: val) -> i32:
    """Equality as containers test it: identity first. -1 when raised."""


@hook
def py_compare(a: val, b: val, op: i32) -> i32:
    """a <, <=, >, >= b (op LT, LE, GT, GE) as 0 or 1; -1 when raised."""


@hook
def py_hash(v: val) -> i64:
    """`hash(v)`; raises TypeError (then the result is -1)."""


@hook
def py_hashable(v: val) -> i32:
    """1 if v can be a key, else 0 with TypeError pending."""


# ---- iteration


@hook
def py_iter(v: val) -> val:
    """`iter(v)`; TypeError if v is not iterable."""


@hook
def py_next(it: val) -> val:
    """The next item of an iterator; 0 at its end, and 0 with `raised` set on an error."""


@hook
def is_iterable(v: val) -> i32:
    """Whether a value has an iterator; one of the body's classes may still fail to give it."""


@hook
def is_encodable(v: val) -> i32:
    """Whether a text can be written as UTF-8; 0 with UnicodeEncodeError pending."""


@hook
def list_of(v: val) -> val:
    """A new list of the items of an iterable; 0 when raised."""


# ---- length, items, membership, attributes


@hook
def py_len(v: val) -> i32:
    """`len(v)`; -1 when raised."""


@hook
def py_getitem(o: val, k: val) -> val:
    """`o[k]`."""


@hook
def py_setitem(o: val, k: val, v: val) -> i32:
    """`o[k] = v`; 0 when raised."""


@hook
def py_delitem(o: val, k: val) -> i32:
    """`del o[k]`; 0 when raised."""


@hook
def py_contains(o: val, v: val) -> i32:
    """`v in o`; -1 when raised."""


@hook
def py_getattr(v: val, name: val) -> val:
    """`v.name`."""


@hook
def py_hasattr(v: val, name: val) -> i32:
    """Whether `v.name` can be read."""


# ---- operators


@hook
def py_add(a: val, b: val) -> val:
    """`a + b`; 0 when raised, as the other operators."""


@hook
def py_sub(a: val, b: val) -> val:
    """`a - b`."""


@hook
def py_neg(a: val) -> val:
    """`-a`."""


@hook
def py_pos(a: val) -> val:
    """`+a`."""


@hook
def int_like(v: val) -> val:
    """What `__index__` of an instance gives, any other value as it is; 0 when raised."""


@hook
def float_by_method(v: val) -> val:
    """What `__float__` of a class of the body gives; UNDEFINED if there is none, 0 when raised."""


# ---- calls


@hook
def py_call(f: val, args: val, kwargs: val) -> val:
    """Calls a value with a tuple and a dict (or 0). Body code may run and collect: hold no address across it."""


@hook
def call_one(f: val, a: val) -> val:
    """`f(a)` from runtime code."""


@hook
def call_two(f: val, a: val, b: val) -> val:
    """`f(a, b)` from runtime code."""


@hook
def call_held(f: val, args: val, kwargs: val) -> val:
    """Calls body code from a runtime function, which keeps its addresses."""


@hook
def call_three(f: val, a: val, b: val, c: val) -> val:
    """`f(a, b, c)` from runtime code."""


@hook
def call_plainly_held(f: val, a: val, b: val) -> val:
    """`f(a, b)` or, with b 0, `f(a)` of a function that takes arguments as they are."""


@hook
def py_callable(v: val) -> i32:
    """`callable(v)`."""


# ---- metaclasses


@hook
def type_new(meta: val, args: val, named: val) -> val:
    """`type.__new__(meta, *args, **named)`; 0 when raised."""


@hook
def type_method(v: val, name: val, args: val, named: val) -> val:
    """`super().name(…)` in a metaclass, `v` being a class that it made or itself; UNDEFINED if `type` has it from `object`."""


# ---- generators, whose functions go on


@hook
def generator_next(g: val) -> val:
    """The next item of a generator; 0 at its end, and 0 with `raised` set on an error."""


@hook
def generator_result(g: val) -> val:
    """What the function of an ended generator returned, 0 for None; the next time nothing."""


@hook
def returned_behind(it: val) -> val:
    """What the generator returned that ended an iterator over it; 0 for None, and for other iterators."""
