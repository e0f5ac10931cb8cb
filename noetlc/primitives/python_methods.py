"""The methods of built-in values: METHODS[name][tag of the receiver], those of library objects included.

A row's runtime function takes the receiver and then the parameters.
"""

from __future__ import annotations

from noetlc.layout import tags as t
from noetlc.primitives.model import Primitive
from noetlc.primitives.modules import LIBRARY_METHODS, TAGS
from noetlc.primitives.operator_methods import OPERATORS
from noetlc.primitives.signatures import by_class

# the classes below, with a value each; `instance` is one of a class that a body defines
_VALUES = {
    "NoneType": "None", "bool": "True", "int": "(5)", "float": "(2.5)", "str": "'ab'", "bytes": "b'ab'", "bytearray": "bytearray(b'ab')",
    "list": "[1, 2]", "tuple": "(1, 2)", "dict": "{0: 1}", "set": "{1}", "frozenset": "frozenset([1])", "range": "range(3)",
    "slice": "slice(1, 2)", "exception": "ValueError(1)", "generator": "(x for x in [1])", "iterator": "iter([1])",
    "instance": "type('A', (), {})()", "dict_keys": "{0: 1}.keys()", "property": "property()",
}  # fmt: skip
_GROUPS = {
    "object": (*(name for name in _VALUES if name not in ("dict_keys", "property")),),
    "hashable": (*(name for name in _VALUES if name not in ("bytearray", "list", "dict", "set", "slice", "dict_keys", "property")),),
    "sized": ("str", "bytes", "bytearray", "list", "tuple", "dict", "set", "frozenset", "range", "dict_keys"),
    "iterable": ("str", "bytes", "bytearray", "list", "tuple", "dict", "set", "frozenset", "range", "generator", "iterator", "dict_keys"),
    "indexed": ("str", "bytes", "bytearray", "list", "tuple", "dict", "range"),
    "mutable": ("bytearray", "list", "dict"),
    "number": ("bool", "int", "float"),
}
RECEIVERS = {
    "str": t.T_STR, "bytes": t.T_BYTES, "list": t.T_LIST, "tuple": t.T_TUPLE, "dict": t.T_DICT, "set": t.T_SET,
    "frozenset": t.T_FROZENSET, "int": t.T_INT, "float": t.T_FLOAT, "bytearray": t.T_BYTEARRAY,
}  # fmt: skip
"""Classes whose methods can be values, and the tag of their instances."""

_OTHERS = {
    "NoneType": t.T_NONE, "instance": t.T_INSTANCE, "generator": t.T_GENERATOR, "iterator": t.T_ITERATOR, "dict_keys": t.T_VIEW,
    "property": t.T_METHOD_KIND,
}  # fmt: skip
OWNERS: dict[str, int] = {**RECEIVERS, **_OTHERS, **TAGS}
"""Every class that has methods, and the tag of its instances."""

_ROWS = r"""
list.append(object, /) -> val: py_append
    adds an item at the end >>> (lambda x: [x.append(2), x])([1])
list.clear() -> val: py_list_clear
    removes all items >>> (lambda x: [x.clear(), x])([1])
list.copy() -> list: py_list_copy
    a list of the same items >>> [1, 2].copy()
list.count(value, /) -> val: py_list_count
    how often an item occurs >>> [1, 2, 1].count(1)
list.extend(iterable, /) -> val: py_extend
    adds items at the end >>> (lambda x: [x.extend('ab'), x])([1])
list.index(value, start=..., stop=..., /) -> val: py_list_index
    where an item is first >>> [4, 5, 6].index(5)
list.insert(index, object, /) -> val: py_insert
    adds an item before an index >>> (lambda x: [x.insert(0, 9), x])([1])
list.pop(index=..., /) -> val: py_list_pop
    removes an item, by default the last, and gives it >>> (lambda x: [x.pop(), x])([1, 2])
list.remove(value, /) -> val: py_list_remove
    removes the first equal item >>> (lambda x: [x.remove(1), x])([1, 2, 1])
list.reverse() -> val: py_list_reverse
    reverses in place >>> (lambda x: [x.reverse(), x])([1, 2])
list.sort(*, reverse=...) -> val: py_sort
    sorts in place, stably >>> (lambda x: [x.sort(), x])([2, 1])

tuple.count(value, /) -> val: py_tuple_count
    how often an item occurs >>> (1, 2, 1).count(1)
tuple.index(value, start=..., stop=..., /) -> val: py_tuple_index
    where an item is first >>> (4, 5).index(5)

dict.clear() -> val: py_dict_clear
    removes all items >>> (lambda d: [d.clear(), d])({'a': 1})
dict.copy() -> dict: py_dict_copy
    a dict of the same items >>> {'a': 1}.copy()
dict.fromkeys(iterable, value=..., /) -> dict: py_dict_fromkeys_of
    a dict of keys with one value >>> {}.fromkeys('ab', 0)
dict.get(key, default=..., /) -> val: py_dict_get
    the value of a key, else a default >>> {'a': 1}.get('b', 2)
dict.items() -> val: py_dict_items
    a view of the pairs >>> list({'a': 1}.items())
dict.keys() -> val: py_dict_keys
    a view of the keys >>> list({'a': 1}.keys())
dict.pop(key, default=..., /) -> val: py_dict_pop
    removes a key and gives its value, else a default >>> {'a': 1}.pop('b', None)
dict.popitem(last=...) -> val: kind_popitem
    removes the last pair and gives it; `last` only of an OrderedDict >>> {'a': 1}.popitem()
dict.setdefault(key, default=..., /) -> val: py_dict_setdefault
    the value of a key, which is added if it is missing >>> (lambda d: [d.setdefault('b', 2), d])({'a': 1})
dict.update(other=..., /, **kwargs) -> val: py_dict_update
    adds and replaces pairs >>> (lambda d: [d.update({'b': 2}), d])({'a': 1})
dict.values() -> val: py_dict_values
    a view of the values >>> list({'a': 1}.values())

str.capitalize() -> str: py_capitalize
    the first character in title case, the rest in lower case >>> 'hELLO'.capitalize()
str.casefold() -> str: py_casefold
    text for comparing without case >>> 'Straße'.casefold()
str.center(width, fillchar=..., /) -> str: py_center
    text padded on both sides >>> 'ab'.center(6, '*')
str.count(sub, start=..., stop=..., /) -> int: py_str_count
    how often a text occurs, without overlaps >>> 'banana'.count('an')
str.encode(encoding=..., errors=...) -> val: py_encode
    text as bytes >>> 'é'.encode()
str.endswith(suffix, start=..., stop=..., /) -> bool: py_endswith
    whether it ends with a text, or one of a tuple >>> 'a.py'.endswith(('.py', '.txt'))
str.expandtabs(tabsize=...) -> str: py_expandtabs
    tabs as spaces >>> 'a\tb'.expandtabs(4)
str.find(sub, start=..., stop=..., /) -> int: py_str_find
    where a text is first, -1 if nowhere >>> 'hello'.find('l', 3)
str.format(*args, **kwargs) -> str: py_str_format
    text with its fields filled >>> '{}-{x:03}'.format('a', x=7)
str.format_map(mapping, /) -> str: py_format_map
    the same, with the values of a mapping >>> '{a}'.format_map({'a': 1})
str.index(sub, start=..., stop=..., /) -> int: py_str_index
    where a text is first >>> 'hello'.index('l')
str.isalnum() -> bool: py_isalnum
    whether all characters are letters or digits >>> 'a1'.isalnum()
str.isalpha() -> bool: py_isalpha
    whether all characters are letters >>> 'aé'.isalpha()
str.isascii() -> bool: py_isascii
    whether all characters are ASCII >>> 'é'.isascii()
str.isdecimal() -> bool: py_isdecimal
    whether all characters are decimal digits >>> '12'.isdecimal()
str.isdigit() -> bool: py_isdigit
    whether all characters are digits >>> '1²'.isdigit()
str.isidentifier() -> bool: py_isidentifier
    whether it can be a name >>> 'a_1'.isidentifier()
str.islower() -> bool: py_islower
    whether all letters with case are lower case >>> 'ab'.islower()
str.isnumeric() -> bool: py_isnumeric
    whether all characters are numbers >>> '½'.isnumeric()
str.isprintable() -> bool: py_isprintable
    whether all characters are printable >>> 'a\n'.isprintable()
str.isspace() -> bool: py_isspace
    whether all characters are white space >>> ' \t'.isspace()
str.istitle() -> bool: py_istitle
    whether every word begins in upper case and goes on in lower case >>> 'Ab Cd'.istitle()
str.isupper() -> bool: py_isupper
    whether all letters with case are upper case >>> 'AB'.isupper()
str.join(iterable, /) -> str: py_join
    texts joined, with this text between them >>> ', '.join(['a', 'b'])
str.ljust(width, fillchar=..., /) -> str: py_ljust
    text padded at its end >>> 'ab'.ljust(4, '.')
str.lower() -> str: py_lower
    text in lower case >>> 'ÄB'.lower()
str.lstrip(chars=..., /) -> str: py_lstrip
    text without white space, or these characters, at its start >>> 'xxab'.lstrip('x')
str.maketrans(x, y=..., z=..., /) -> dict: py_maketrans_of
    a table for `translate` >>> ''.maketrans('a', 'b')
str.partition(sep, /) -> tuple: py_partition
    what is before the first separator, it, and what is behind >>> 'a=b=c'.partition('=')
str.removeprefix(prefix, /) -> str: py_removeprefix
    text without a prefix >>> 'prefix-a'.removeprefix('prefix-')
str.removesuffix(suffix, /) -> str: py_removesuffix
    text without a suffix >>> 'a.py'.removesuffix('.py')
str.replace(old, new, count=..., /) -> str: py_replace
    text with every `old`, or so many, replaced >>> 'aaa'.replace('a', 'b', 2)
str.rfind(sub, start=..., stop=..., /) -> int: py_str_rfind
    where a text is last, -1 if nowhere >>> 'hello'.rfind('l')
str.rindex(sub, start=..., stop=..., /) -> int: py_str_rindex
    where a text is last >>> 'hello'.rindex('l')
str.rjust(width, fillchar=..., /) -> str: py_rjust
    text padded at its start >>> '7'.rjust(3, '0')
str.rpartition(sep, /) -> tuple: py_rpartition
    what is before the last separator, it, and what is behind >>> 'a=b=c'.rpartition('=')
str.rsplit(sep=..., maxsplit=...) -> list: py_rsplit
    the parts between separators, counted from the end >>> 'a,b,c'.rsplit(',', 1)
str.rstrip(chars=..., /) -> str: py_rstrip
    text without white space, or these characters, at its end >>> 'ab  '.rstrip()
str.split(sep=..., maxsplit=...) -> list: py_split
    the parts between separators, or around white space >>> ' a  b '.split()
str.splitlines(keepends=...) -> list: py_splitlines
    the lines >>> 'a\nb\r\n'.splitlines()
str.startswith(prefix, start=..., stop=..., /) -> bool: py_startswith
    whether it begins with a text, or one of a tuple >>> 'hello'.startswith('he')
str.strip(chars=..., /) -> str: py_strip
    text without white space, or these characters, around it >>> ' ab '.strip()
str.swapcase() -> str: py_swapcase
    upper case as lower case and the other way round >>> 'aB'.swapcase()
str.title() -> str: py_title
    every word begins in title case and goes on in lower case >>> 'hello world'.title()
str.translate(table, /) -> str: py_translate_any
    characters replaced by a table of code points >>> 'abc'.translate({97: 'x', 98: None})
str.upper() -> str: py_upper
    text in upper case >>> 'straße'.upper()
str.zfill(width, /) -> str: py_zfill
    text padded with zeros behind its sign >>> '-7'.zfill(4)

bytes|bytearray.capitalize() -> val: py_bytes_capitalize
    the first byte in upper case, the rest in lower case >>> self(b'aB').capitalize()
bytes|bytearray.center(width, fillchar=..., /) -> val: py_bytes_center
    bytes padded on both sides >>> self(b'a').center(5, b'.')
bytes|bytearray.count(sub, start=..., stop=..., /) -> int: py_bytes_count
    how often bytes occur, without overlaps >>> self(b'aba').count(b'a')
bytes|bytearray.decode(encoding=..., errors=...) -> str: py_decode_method
    bytes as text >>> self(b'\xc3\xa9').decode()
bytes|bytearray.endswith(suffix, start=..., stop=..., /) -> bool: py_bytes_endswith
    whether they end with bytes, or one of a tuple >>> self(b'ab').endswith(b'b')
bytes|bytearray.expandtabs(tabsize=...) -> val: py_bytes_expandtabs
    tabs as spaces >>> self(b'a\tb').expandtabs(4)
bytes|bytearray.find(sub, start=..., stop=..., /) -> int: py_bytes_find
    where bytes are first, -1 if nowhere >>> self(b'abc').find(b'c')
bytes|bytearray.hex(sep=..., bytes_per_sep=...) -> str: py_bytes_hex
    bytes in base 16 >>> self(b'\x00\xff').hex()
bytes|bytearray.index(sub, start=..., stop=..., /) -> int: py_bytes_index
    where bytes are first >>> self(b'abc').index(b'b')
bytes|bytearray.isalnum() -> bool: py_bytes_isalnum
    whether all are ASCII letters or digits >>> self(b'a1').isalnum()
bytes|bytearray.isalpha() -> bool: py_bytes_isalpha
    whether all are ASCII letters >>> self(b'ab').isalpha()
bytes|bytearray.isascii() -> bool: py_bytes_isascii
    whether all are ASCII >>> self(b'ab').isascii()
bytes|bytearray.isdigit() -> bool: py_bytes_isdigit
    whether all are ASCII digits >>> self(b'12').isdigit()
bytes|bytearray.islower() -> bool: py_bytes_islower
    whether all ASCII letters are lower case >>> self(b'ab').islower()
bytes|bytearray.isspace() -> bool: py_bytes_isspace
    whether all are ASCII white space >>> self(b' ').isspace()
bytes|bytearray.istitle() -> bool: py_bytes_istitle
    whether every word begins in upper case and goes on in lower case >>> self(b'Ab').istitle()
bytes|bytearray.isupper() -> bool: py_bytes_isupper
    whether all ASCII letters are upper case >>> self(b'AB').isupper()
bytes|bytearray.join(iterable_of_bytes, /) -> val: py_bytes_join
    bytes joined, with these between them >>> self(b',').join([b'a', b'b'])
bytes|bytearray.ljust(width, fillchar=..., /) -> val: py_bytes_ljust
    bytes padded at their end >>> self(b'a').ljust(3)
bytes|bytearray.lower() -> val: py_bytes_lower
    ASCII letters in lower case >>> self(b'AB').lower()
bytes|bytearray.lstrip(bytes=..., /) -> val: py_bytes_lstrip
    without white space, or these bytes, at the start >>> self(b' a').lstrip()
bytes|bytearray.maketrans(frm, to, /) -> val: py_bytes_maketrans_of
    a table for `translate` >>> self(b'').maketrans(b'a', b'b')[97]
bytes|bytearray.partition(sep, /) -> tuple: py_bytes_partition
    what is before the first separator, it, and what is behind >>> self(b'a=b').partition(b'=')
bytes|bytearray.removeprefix(prefix, /) -> val: py_bytes_removeprefix
    without a prefix >>> self(b'ab').removeprefix(b'a')
bytes|bytearray.removesuffix(suffix, /) -> val: py_bytes_removesuffix
    without a suffix >>> self(b'ab').removesuffix(b'b')
bytes|bytearray.replace(old, new, count=..., /) -> val: py_bytes_replace
    with every `old`, or so many, replaced >>> self(b'aa').replace(b'a', b'b')
bytes|bytearray.rfind(sub, start=..., stop=..., /) -> int: py_bytes_rfind
    where bytes are last, -1 if nowhere >>> self(b'aba').rfind(b'a')
bytes|bytearray.rindex(sub, start=..., stop=..., /) -> int: py_bytes_rindex
    where bytes are last >>> self(b'aba').rindex(b'a')
bytes|bytearray.rjust(width, fillchar=..., /) -> val: py_bytes_rjust
    bytes padded at their start >>> self(b'a').rjust(3, b'0')
bytes|bytearray.rpartition(sep, /) -> tuple: py_bytes_rpartition
    what is before the last separator, it, and what is behind >>> self(b'a=b=c').rpartition(b'=')
bytes|bytearray.rsplit(sep=..., maxsplit=...) -> list: py_bytes_rsplit
    the parts between separators, counted from the end >>> self(b'a,b,c').rsplit(b',', 1)
bytes|bytearray.rstrip(bytes=..., /) -> val: py_bytes_rstrip
    without white space, or these bytes, at the end >>> self(b'a ').rstrip()
bytes|bytearray.split(sep=..., maxsplit=...) -> list: py_bytes_split
    the parts between separators, or around white space >>> self(b'a,b').split(b',')
bytes|bytearray.splitlines(keepends=...) -> list: py_bytes_splitlines
    the lines >>> self(b'a\nb').splitlines()
bytes|bytearray.startswith(prefix, start=..., stop=..., /) -> bool: py_bytes_startswith
    whether they begin with bytes, or one of a tuple >>> self(b'ab').startswith(b'a')
bytes|bytearray.strip(bytes=..., /) -> val: py_bytes_strip
    without white space, or these bytes, around >>> self(b' a ').strip()
bytes|bytearray.swapcase() -> val: py_bytes_swapcase
    upper case as lower case and the other way round >>> self(b'aB').swapcase()
bytes|bytearray.title() -> val: py_bytes_title
    every word begins in upper case and goes on in lower case >>> self(b'ab cd').title()
bytes|bytearray.translate(table, /, delete=...) -> val: py_bytes_translate
    bytes replaced by a table of 256, some left out >>> self(b'abc').translate(None, b'b')
bytes|bytearray.upper() -> val: py_bytes_upper
    ASCII letters in upper case >>> self(b'ab').upper()
bytes|bytearray.zfill(width, /) -> val: py_bytes_zfill
    padded with zeros behind the sign >>> self(b'-7').zfill(4)
bytes.fromhex(string, /) -> val: py_bytes_fromhex_of
    the bytes of a text in base 16 >>> b''.fromhex('0aff')
bytearray.append(item, /) -> val: py_bytearray_append
    adds a byte at the end >>> (lambda x: [x.append(99), x])(bytearray(b'ab'))
bytearray.clear() -> val: py_bytearray_clear
    removes all bytes >>> (lambda x: [x.clear(), x])(bytearray(b'ab'))
bytearray.copy() -> val: py_bytearray_copy
    the same bytes once more >>> bytearray(b'ab').copy()
bytearray.extend(iterable_of_ints, /) -> val: py_bytearray_extend
    adds bytes at the end >>> (lambda x: [x.extend([1, 2]), x])(bytearray(b'ab'))
bytearray.fromhex(string, /) -> val: py_bytearray_fromhex_of
    the bytes of a text in base 16 >>> bytearray().fromhex('0aff')
bytearray.insert(index, item, /) -> val: py_bytearray_insert
    adds a byte before an index >>> (lambda x: [x.insert(0, 65), x])(bytearray(b'ab'))
bytearray.pop(index=..., /) -> val: py_bytearray_pop
    removes a byte, by default the last, and gives it >>> (lambda x: [x.pop(), x])(bytearray(b'ab'))
bytearray.remove(value, /) -> val: py_bytearray_remove
    removes the first such byte >>> (lambda x: [x.remove(97), x])(bytearray(b'ab'))
bytearray.reverse() -> val: py_bytearray_reverse
    reverses in place >>> (lambda x: [x.reverse(), x])(bytearray(b'ab'))

int|bool.as_integer_ratio() -> tuple: py_int_ratio
    numerator and denominator >>> self(6).as_integer_ratio()
int|bool.bit_count() -> int: py_bit_count
    how many bits are set >>> self(7).bit_count()
int|bool.bit_length() -> int: py_bit_length
    how many bits it takes >>> self(255).bit_length()
int|bool.conjugate() -> val: py_conjugate
    the number itself >>> self(3).conjugate()
int|bool.to_bytes(length=1, byteorder='big', *, signed=...) -> val: py_to_bytes
    the number as bytes >>> self(258).to_bytes(2, 'big')

float.as_integer_ratio() -> tuple: py_float_ratio
    numerator and denominator >>> (0.75).as_integer_ratio()
float.conjugate() -> val: py_conjugate
    the number itself >>> (1.5).conjugate()
float.hex() -> str: py_float_hex
    the number in base 16 >>> (1.5).hex()
float.is_integer() -> bool: py_is_integer
    whether it is whole >>> (2.0).is_integer()

set|frozenset.copy() -> val: py_set_copy
    a set of the same items >>> self({1}).copy()
set|frozenset.difference(*others) -> val: py_difference
    the items that no other has >>> self({1, 2}).difference([2])
set|frozenset.intersection(*others) -> val: py_intersection
    the items that all others have >>> self({1, 2}).intersection({2, 3})
set|frozenset.isdisjoint(other, /) -> bool: py_isdisjoint
    whether no item is in the other >>> self({1}).isdisjoint({2})
set|frozenset.issubset(other, /) -> bool: py_issubset
    whether all items are in the other >>> self({1}).issubset({1, 2})
set|frozenset.issuperset(other, /) -> bool: py_issuperset
    whether it has all items of the other >>> self({1}).issuperset({1, 2})
set|frozenset.symmetric_difference(other, /) -> val: py_symmetric_difference
    the items that only one of both has >>> self({1, 2}).symmetric_difference({2, 3})
set|frozenset.union(*others) -> val: py_union
    the items of all >>> self({1}).union([2])
set.add(elem, /) -> val: py_set_add
    adds an item >>> (lambda s: [s.add(2), sorted(s)])({1})
set.clear() -> val: py_set_clear
    removes all items >>> (lambda s: [s.clear(), s])({1})
set.difference_update(*others) -> val: py_difference_update
    removes the items of others >>> (lambda s: [s.difference_update([2]), s])({1, 2})
set.discard(elem, /) -> val: py_set_discard
    removes an item if it is there >>> (lambda s: [s.discard(5), s])({1})
set.intersection_update(*others) -> val: py_intersection_update
    keeps the items that all others have >>> (lambda s: [s.intersection_update({2}), s])({1, 2})
set.pop() -> val: py_set_pop
    removes an item and gives it >>> {1}.pop()
set.remove(elem, /) -> val: py_set_remove
    removes an item >>> (lambda s: [s.remove(1), s])({1, 2})
set.symmetric_difference_update(other, /) -> val: py_symmetric_difference_update
    keeps the items that only one of both has >>> (lambda s: [s.symmetric_difference_update({2}), s])({1, 2})
set.update(*others) -> val: py_set_update
    adds the items of others >>> (lambda s: [s.update([2]), s])({1})
dict_keys.isdisjoint(other, /) -> bool: py_view_isdisjoint
    whether no item is in the other >>> {'a': 1}.keys().isdisjoint(['b'])

generator.close() -> val: py_generator_close
    ends it >>> (x for x in [1]).close()
generator.send(value, /) -> val: py_generator_send
    goes on with a value for its `yield` >>> (x for x in [1]).send(None)
generator.throw(exception, value=..., traceback=..., /) -> val: py_generator_throw
    goes on with an exception at its `yield` >>> callable((x for x in [1]).throw)
exception.add_note(note, /) -> val: py_add_note
    adds a line to its traceback >>> (lambda e: [e.add_note('n'), e.__notes__])(ValueError(1))
exception.with_traceback(tb, /) -> val: py_with_traceback
    the exception itself >>> ValueError(1).with_traceback(None)
range.count(value, /) -> long: py_range_count
    how often a number occurs >>> range(5).count(3)
range.index(value, /) -> long: py_range_index
    where a number is >>> range(0, 10, 2).index(4)
slice.indices(length, /) -> val: py_slice_indices
    start, stop and step for a length >>> slice(1, None).indices(5)

property.getter(fget, /) -> val: property_with_getter
    the property with another function that reads >>> callable(property().getter(len).fget)
property.setter(fset, /) -> val: property_with_setter
    the property with another function that assigns >>> callable(property().setter(len).fset)
property.deleter(fdel, /) -> val: property_with_deleter
    the property with another function that deletes >>> callable(property().deleter(len).fdel)
property.__get__(instance, owner=..., /) -> val: property_get
    what reading gives >>> property(len).__get__([1, 2])
property.__set__(instance, value, /) -> val: property_set
    what assigning does >>> property(None, print).__set__(1, 2)
property.__delete__(instance, /) -> val: property_delete
    what deleting does >>> property(None, None, print).__delete__(1)
"""


def _methods() -> dict[str, dict[int, Primitive]]:
    found: dict[str, dict[int, Primitive]] = {}
    for name, row in by_class(_ROWS + OPERATORS, _VALUES, _GROUPS):
        found.setdefault(row.name, {})[OWNERS[name]] = row
    for method, by_tag in LIBRARY_METHODS.items():
        found.setdefault(method, {}).update(by_tag)
    return found


METHODS: dict[str, dict[int, Primitive]] = _methods()
