"""The builtins of Python bodies: parameters, result type, runtime function."""

from __future__ import annotations

from noetlc.primitives.exceptions import EXCEPTIONS, TYPES
from noetlc.primitives.model import Primitive, rows

_ROWS = """
abs(x, /) -> val = py_abs  # absolute value
all(iterable, /) -> bool = py_all
any(iterable, /) -> bool = py_any
ascii(object, /) -> str = py_ascii
bin(number, /) -> str = py_bin
bool(x=False, /) -> bool = py_truth
callable(object, /) -> bool = py_callable
chr(i, /) -> str = py_chr
delattr(object, name, /) -> val = py_delattr
divmod(x, y, /) -> val = py_divmod
enumerate(iterable, start=0) -> val = py_enumerate
float(x=0, /) -> val = py_float
format(value, format_spec='', /) -> str = py_format
frozenset(iterable?, /) -> val = py_frozenset
getattr(object, name, default?, /) -> val = py_getattr_or
hasattr(object, name, /) -> bool = py_hasattr
hash(object, /) -> val = py_hash_value
hex(number, /) -> str = py_hex
id(object, /) -> val = py_id
int(x=0, /, base?) -> val = py_int
isinstance(object, class_or_tuple, /) -> bool = py_isinstance
issubclass(cls, class_or_tuple, /) -> bool = py_issubclass
iter(object, /) -> val = py_iter
len(object, /) -> i32 = py_len
list(iterable?, /) -> list = list_or_empty
max(iterable, /, *, default?) -> val = py_max
min(iterable, /, *, default?) -> val = py_min
next(iterator, default?, /) -> val = py_next_value
oct(number, /) -> str = py_oct
ord(c, /) -> val = py_ord
pow(base, exp, mod=None) -> val = py_pow3
range(start, stop?, step?, /) -> val = py_range
repr(object, /) -> str = py_repr
reversed(sequence, /) -> val = py_reversed
round(number, ndigits=None) -> val = py_round
set(iterable?, /) -> val = py_set
setattr(object, name, value, /) -> val = py_setattr
slice(start, stop?, step?, /) -> val = py_slice_new
sorted(iterable, /, *, reverse=False) -> list = py_sorted
str(object?) -> str = str_or_empty
sum(iterable, /, start=0) -> val = py_sum
tuple(iterable?, /) -> tuple = tuple_or_empty
type(object, /) -> val = type_of
zip(*iterables, strict=False) -> val = py_zip
"""

BUILTINS: dict[str, Primitive] = {row.name: row for row in rows(_ROWS)}

# names that are classes when used as values
CLASSES: frozenset[str] = (frozenset(EXCEPTIONS) | frozenset(TYPES)) - {"NoneType", "function", "method", "module"}
