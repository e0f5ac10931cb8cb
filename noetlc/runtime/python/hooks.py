"""What values of Python ask the library about objects of its modules."""

from __future__ import annotations

from noetlc.kernel.lang import hook, i32, i64, val

POSITIVE = 0  # unary operators
NEGATIVE = 1
ABSOLUTE = 2
INTEGER = 3  # `int(v)`
INVERTED = 4

PLUS = 0  # binary operators
MINUS = 1
TIMES = 2
OVER = 3
WHOLE = 4
REST = 5

UNDECIDED = -2  # not for these kinds to say


@hook
def library_class(v: val, tag: i32) -> val:
    """The class of an object, 0 for other kinds."""


@hook
def library_type_name(v: val) -> val:
    """The name of an object's class as messages show it, 0 for other kinds and where it is the class's own."""


@hook
def library_put_repr(v: val, tag: i32) -> i32:
    """Appends `repr(v)`; 0 for other kinds."""


@hook
def library_put_str(v: val) -> i32:
    """Appends `str(v)` where it is not `repr(v)`; 0 for other kinds."""


@hook
def library_truth(v: val, tag: i32) -> i32:
    """`bool(v)`."""


@hook
def library_eq(a: val, b: val, tag: i32) -> i32:
    """Equality of two objects of one tag that are not identical; -1 when raised."""


@hook
def library_compare(a: val, b: val, op: i32) -> i32:
    """`a < b` and its kind (op LT …); -1 when raised, UNDECIDED for other kinds."""


@hook
def library_hash(v: val, tag: i32) -> i64:
    """`hash(v)` of a hashable object, 0 for other kinds."""


@hook
def library_operator(name: val, a: val, b: val) -> val:
    """A binary operator, by its name in messages; 0 without an exception if it is not defined."""


@hook
def library_unary(v: val, which: i32) -> val:
    """`+v`, `-v`, `abs(v)`, `int(v)` (POSITIVE …); 0 without an exception if it is not defined."""


@hook
def library_format(v: val, spec: val) -> val:
    """`format(v, spec)` with a specification that is not empty; 0 without an exception for other kinds."""


@hook
def library_container(v: val) -> val:
    """The built-in container that an object iterates and is as long as, 0 for other kinds."""


@hook
def library_getitem(o: val, k: val) -> val:
    """`o[k]`; 0 without an exception for other kinds."""


@hook
def library_setitem(o: val, k: val, v: val) -> i32:
    """`o[k] = v`, or `del o[k]` for v 0: 1, 0 when raised, UNDECIDED for other kinds."""


@hook
def library_contains(o: val, v: val) -> i32:
    """`v in o`; -1 when raised, UNDECIDED for other kinds."""


@hook
def deque_size(d: val) -> i32:
    """How many items a deque has."""


@hook
def deque_list(d: val) -> val:
    """A list of the items."""


@hook
def deque_fill(d: val, given: val) -> None:
    """Gives an instance of a subclass the content of a deque that nobody else has."""


@hook
def struct_next(it: val, source: val) -> val:
    """The next tuple of `iter_unpack`."""


@hook
def array_bytes(code: i32, items: val) -> val:
    """The numbers of a list as an array with this code holds them."""


@hook
def deque_iter(d: val) -> val:
    """An iterator of the items, which notices changes."""


@hook
def deque_next(it: val, d: val) -> val:
    """Its next item."""


@hook
def deque_left(it: val, d: val) -> i32:
    """How many items it has left, 0 if the deque was changed."""


@hook
def os_env_dict(_v: val) -> val:
    """A dict of the variables that are known and set: what iteration, `len` and `repr` show."""


@hook
def small_operator(op: i32, a: val, b: val) -> val:
    """`a op b` (PLUS …) where one side is a small decimal number, or the left one another; 0 where their methods are to say."""


@hook
def complex_unary(v: val, which: i32) -> val:
    """`-v` and `abs(v)` (NEGATIVE, ABSOLUTE) of a complex number; 0 for the others, and where its method is to say."""


@hook
def complex_operator(which: i32, a: val, b: val) -> val:
    """`a op b` (PLUS, MINUS, TIMES, OVER) where one side is an instance: the complex number; 0 where methods are to say."""


@hook
def small_made(cls: val, args: val, kwargs: val) -> val:
    """The number of `Decimal(…)`; 0 for other classes and where its methods are to say."""


@hook
def small_order(a: val, b: val) -> i32:
    """-1, 0 or 1 by the order where one side is a small decimal number, or the left one another; UNDECIDED where methods are to say."""


@hook
def small_parts(v: val) -> None:
    """Gives a small decimal number the attributes that its methods read."""


@hook
def date_rank(v: val) -> i64:
    """A number in the order of dates."""


@hook
def moment_rank(v: val) -> i64:
    """A number in the order of naive datetimes."""


@hook
def moment_is_naive(v: val) -> i32:
    """Whether a datetime has no timezone."""
