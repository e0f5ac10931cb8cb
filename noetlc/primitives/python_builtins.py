"""The builtins of Python bodies.

`any`, `sorted`, `min` and their kind with a key function, and calls that expand in place, are special cases of the lowering;
the rows here serve the plain forms.
"""

from __future__ import annotations

from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.model import Primitive
from noetlc.primitives.signatures import parse_rows

BUILTINS: dict[str, Primitive] = parse_rows(r"""
abs(x, /) -> val: py_abs
    the absolute value of a number >>> abs(-3)
all(iterable, /) -> bool: py_all
    whether all items are true >>> all([1, 0])
any(iterable, /) -> bool: py_any
    whether an item is true >>> any([0, 2])
ascii(x, /) -> str: py_ascii
    the repr with non-ASCII characters escaped >>> ascii('ä')
bin(x, /) -> str: py_bin
    an int in base 2, with its prefix >>> bin(10)
bool(x=..., /) -> bool: py_bool
    the truth of a value >>> bool('')
bytearray(source=..., encoding=..., errors=...) -> val: py_bytearray
    bytes that can be changed in place >>> bytearray(b'ab')
bytes(source=..., encoding=..., errors=...) -> val: py_bytes
    bytes of a size, of ints or of a text >>> bytes([65, 66])
callable(x, /) -> bool: py_callable
    whether a value can be called >>> callable(len)
chr(x, /) -> str: py_chr
    the character of a code point >>> chr(8364)
dict(x=..., /) -> dict: py_dict_of
    a dict of pairs or of another dict >>> dict([('a', 1)], b=2)
divmod(x, y, /) -> val: py_divmod
    floor quotient and remainder >>> divmod(-7, 2)
enumerate(iterable, start=...) -> val: py_enumerate
    pairs of number and item >>> list(enumerate('ab', 1))
filter(function, iterable, /) -> val: py_filter
    the items for which a function is true >>> list(filter(None, [0, 1, 2]))
float(x=0, /) -> float: py_float_of
    a number or its text as float >>> float(' 1e3 ')
format(x, format_spec='', /) -> str: py_format
    a value by a format specification >>> format(1234.5, ',.2f')
frozenset(iterable=..., /) -> val: py_frozenset
    an immutable set >>> sorted(frozenset([2, 1, 2]))
hash(x, /) -> long: py_hash
    the hash of a value >>> hash(1.0)
hex(x, /) -> str: py_hex
    an int in base 16, with its prefix >>> hex(255)
int(x=0, /, base=...) -> val: py_int
    a number or its text as int >>> int('ff', 16)
isinstance(obj, class_or_tuple, /) -> bool: py_isinstance
    whether a value is of a class >>> isinstance(True, (str, int))
issubclass(cls, class_or_tuple, /) -> bool: py_issubclass
    whether a class derives from another >>> issubclass(bool, int)
iter(x, sentinel=..., /) -> val: py_iter_of
    an iterator >>> next(iter([5]))
len(x, /) -> int: py_len_int
    the number of items >>> len('héllo')
list(iterable=..., /) -> list: py_list
    a list of the items >>> list('ab')
map(function, /, *iterables) -> val: py_map
    a function applied to the items, when asked for >>> list(map(str, [1, 2]))
max(*args, default=...) -> val: py_maximum names_to='max' fewest=1
    the greatest item >>> max([3, 9, 2])
min(*args, default=...) -> val: py_minimum names_to='min' fewest=1
    the least item >>> min('b', 'a')
next(iterator, default=..., /) -> val: py_next_value
    the next item of an iterator >>> next(iter([]), 'none')
object() -> val: py_object
    an object that is equal to itself alone >>> isinstance(1, object)
oct(x, /) -> str: py_oct
    an int in base 8, with its prefix >>> oct(8)
ord(x, /) -> int: py_ord
    the code point of a character >>> ord('é')
pow(base, exp, mod=...) -> val: py_pow3
    a power, modulo a third number >>> pow(3, 4, 5)
print(*args, sep=..., end=..., file=..., flush=...) -> val: py_print_all
    writes values to stdout >>> print('x', 1, sep='-')
range(start, stop=..., step=..., /) -> val: py_range
    an arithmetic progression >>> list(range(5, 0, -2))
repr(x, /) -> str: py_repr
    a value as source text >>> repr({'a': [1.0, None]})
reversed(sequence, /) -> val: py_reversed
    an iterator from the end >>> list(reversed([1, 2]))
round(number, ndigits=...) -> val: py_round
    a number rounded, ties to even >>> round(2.675, 2)
set(iterable=..., /) -> val: py_set
    a set of the items >>> sorted(set('aab'))
slice(start, stop=..., step=..., /) -> val: py_slice
    a slice object >>> [1, 2, 3][slice(1, None)]
sorted(iterable, /, *, reverse=...) -> list: py_sorted names_to='sort' takes_first=True
    items in order >>> sorted([3, 1, 2], reverse=True)
str(object=..., encoding=..., errors=...) -> str: py_str_of
    a value as text >>> str(1e20)
sum(iterable, /, start=...) -> val: py_sum
    the sum of the items >>> sum([0.5, 1])
tuple(iterable=..., /) -> tuple: py_tuple
    a tuple of the items >>> tuple([1, 2])
type(x, /) -> val: py_type
    the class of a value >>> type(1).__name__
zip(*args, strict=...) -> val: py_zip names_to='zip'
    tuples of the items of several iterables >>> list(zip('ab', [1, 2]))
""")

OBJECT_BUILTINS: dict[str, Primitive] = parse_rows(r"""
classmethod(function, /) -> val: classmethod_new
    a method that gets the class
delattr(object, name, /) -> val: builtin_delattr
    removes an attribute >>> (lambda f: [setattr(f, 'x', 1), delattr(f, 'x'), hasattr(f, 'x')])(lambda: 0)
getattr(object, name, default=..., /) -> val: builtin_getattr
    an attribute, else a default >>> getattr([], 'missing', 7)
hasattr(object, name, /) -> bool: builtin_hasattr
    whether there is an attribute >>> hasattr('', 'upper')
id(object, /) -> val: py_id
    a number that no other living object has >>> id(None) == id(None)
property(fget=None, fset=None, fdel=None, doc=None) -> val: property_of
    an attribute that functions get, set and delete
setattr(object, name, value, /) -> val: builtin_setattr
    sets an attribute >>> (lambda f: [setattr(f, 'x', 1), f.x])(lambda: 0)
staticmethod(function, /) -> val: staticmethod_new
    a method that gets neither object nor class
""")
"""Builtins about attributes and identity of objects."""

VALUE_FORMS: dict[str, Primitive] = BUILTINS | parse_rows(r"""
sorted(iterable, /, *, key=..., reverse=...) -> val: sorted_value names_to='sort' takes_first=True
min(*args, key=..., default=...) -> val: min_value names_to='min' fewest=1
max(*args, key=..., default=...) -> val: max_value names_to='max' fewest=1
dict(x=..., /, **kwargs) -> val: py_dict
enumerate(*args, **kwargs) -> val: enumerate_value
int(x=..., /, base=...) -> val: int_value
""")
"""What a builtin is where it is called through a value; some have direct calls that are lowered otherwise."""

SORT_VALUE: Primitive = parse_rows("sort(*, key=..., reverse=...) -> val: sort_value")["sort"]

OF_ORDERED_DICTS = parse_rows("""
pop(key, default=...) -> val: py_dict_pop
setdefault(key, default=...) -> val: py_dict_setdefault
""")
"""Methods of dicts that take keywords where the dict is an OrderedDict, by name."""

COUNTED_OF_DICTS: dict[str, dict[str, Primitive]] = {
    "collections.Counter": parse_rows("""
copy() -> val: py_dict_copy is_python=True prefix='Counter.'
update(iterable=..., /, **kwargs) -> val: py_dict_update is_python=True prefix='Counter.'
"""),
    "collections.OrderedDict": parse_rows("""
clear|copy|items|keys|values() -> val: py_dict_copy prefix='OrderedDict.'
update(other=..., /, **kwargs) -> val: ordered_update
"""),
    "collections.defaultdict": parse_rows("copy() -> val: py_dict_copy prefix='defaultdict.'"),
}
"""Methods of dicts whose arguments dicts of a kind count in their own way; only that is taken from these rows."""

NONE_TYPE: Primitive = parse_rows("NoneType(*args, **kwargs) -> val: none_value")["NoneType"]
"""`type(None)`, called."""

# names that are classes when used as values
CLASSES: frozenset[str] = frozenset(EXCEPTIONS) | frozenset(
    "int float bool str bytes bytearray list tuple dict set frozenset range object type slice zip map filter enumerate reversed".split()
)

NAMED_CLASSES: frozenset[str] = frozenset({"bytearray"})
"""Classes whose objects exist only where the text names them."""
