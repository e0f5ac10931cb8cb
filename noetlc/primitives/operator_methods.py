"""The rows of the special methods of built-in values, which operators and builtins call; `python_methods.py` reads them with its own."""

from __future__ import annotations

OPERATORS = r"""
sized.__contains__(key, /) -> bool: py_contains
    `in` >>> (lambda x: x.__contains__(next(iter(x))))(self)
sized.__len__() -> int: py_len_int
    `len` >>> self.__len__()
iterable.__iter__() -> val: py_iter
    `iter` >>> list(self.__iter__())
indexed.__getitem__(key, /) -> val: py_getitem
    an item >>> self.__getitem__(0)
mutable.__delitem__(key, /) -> val: delitem_method
    removes an item >>> (lambda x: [x.__delitem__(0), x])(self)
mutable.__setitem__(key, value, /) -> val: setitem_method
    puts an item >>> (lambda x: [x.__setitem__(0, 5), x])(self)
iterator|generator.__next__() -> val: next_method
    `next` >>> self.__next__()
object.__format__(format_spec, /) -> str: format_method
    `format` >>> (lambda x: x.__format__('') == format(x))(self)
object.__repr__() -> str: py_repr
    `repr` >>> (lambda x: x.__repr__() == repr(x))(self)
object.__str__() -> str: py_str
    `str` >>> (lambda x: x.__str__() == str(x))(self)
hashable.__hash__() -> long: py_hash
    `hash` >>> (lambda x: x.__hash__() == hash(x))(self)
slice.__hash__() -> long: py_hash
    raises: a slice has no hash

object.__eq__(other, /) -> val: eq_method
    `==`, NotImplemented for another kind >>> (lambda x: x.__eq__(x))(self)
object.__ne__(other, /) -> val: ne_method
    `!=`, NotImplemented for another kind >>> (lambda x: x.__ne__(x))(self)
object.__lt__(other, /) -> val: lt_method
    `<`, NotImplemented for another kind >>> (lambda x: x.__lt__(x))(self)
object.__le__(other, /) -> val: le_method
    `<=`, NotImplemented for another kind >>> (lambda x: x.__le__(x))(self)
object.__gt__(other, /) -> val: gt_method
    `>`, NotImplemented for another kind >>> (lambda x: x.__gt__(x))(self)
object.__ge__(other, /) -> val: ge_method
    `>=`, NotImplemented for another kind >>> (lambda x: x.__ge__(x))(self)
number|str|list|tuple|bytes|bytearray.__add__(other, /) -> val: add_method
    `+` >>> (lambda x: x.__add__(x))(self)
number.__radd__(other, /) -> val: radd_method
    `+`, this on the right >>> self.__radd__(2)
number|set|frozenset.__sub__(other, /) -> val: sub_method
    `-` >>> (lambda x: x.__sub__(x))(self)
number|set|frozenset.__rsub__(other, /) -> val: rsub_method
    `-`, this on the right >>> (lambda x: x.__rsub__(x))(self)
number.__mul__(other, /) -> val: mul_method
    `*` >>> self.__mul__(2)
number.__rmul__(other, /) -> val: rmul_method
    `*`, this on the right >>> self.__rmul__(2)
str|list|tuple|bytes|bytearray.__mul__|__rmul__(other, /) -> val: repeat_method
    `*` >>> self.__mul__(2)
number.__truediv__(other, /) -> val: truediv_method
    `/` >>> self.__truediv__(2)
number.__rtruediv__(other, /) -> val: rtruediv_method
    `/`, this on the right >>> self.__rtruediv__(2)
number.__floordiv__(other, /) -> val: floordiv_method
    `//` >>> self.__floordiv__(2)
number.__rfloordiv__(other, /) -> val: rfloordiv_method
    `//`, this on the right >>> self.__rfloordiv__(2)
number.__mod__(other, /) -> val: mod_method
    `%` >>> self.__mod__(2)
number.__rmod__(other, /) -> val: rmod_method
    `%`, this on the right >>> self.__rmod__(2)
number.__divmod__(other, /) -> val: divmod_method
    `divmod` >>> self.__divmod__(2)
number.__rdivmod__(other, /) -> val: rdivmod_method
    `divmod`, this on the right >>> self.__rdivmod__(2)
number.__pow__(value, mod=..., /) -> val: pow_method
    `**` >>> self.__pow__(2)
number.__rpow__(value, mod=..., /) -> val: rpow_method
    `**`, this on the right >>> self.__rpow__(2)
str.__mod__(other, /) -> val: mod_method
    `%` >>> '%s!'.__mod__(1)
int|bool|set|frozenset.__and__(other, /) -> val: and_method
    `&` >>> (lambda x: x.__and__(x))(self)
int|bool|set|frozenset.__rand__(other, /) -> val: rand_method
    `&`, this on the right >>> (lambda x: x.__rand__(x))(self)
int|bool|set|frozenset.__or__(other, /) -> val: or_method
    `|` >>> (lambda x: x.__or__(x))(self)
int|bool|set|frozenset.__ror__(other, /) -> val: ror_method
    `|`, this on the right >>> (lambda x: x.__ror__(x))(self)
int|bool|set|frozenset.__xor__(other, /) -> val: xor_method
    `^` >>> (lambda x: x.__xor__(x))(self)
int|bool|set|frozenset.__rxor__(other, /) -> val: rxor_method
    `^`, this on the right >>> (lambda x: x.__rxor__(x))(self)
dict.__or__(other, /) -> val: or_method
    `|` >>> {1: 2}.__or__({2: 3})
dict.__ror__(other, /) -> val: ror_method
    `|`, this on the right >>> {1: 2}.__ror__({2: 3})
int|bool.__lshift__(other, /) -> val: lshift_method
    `<<` >>> self.__lshift__(2)
int|bool.__rlshift__(other, /) -> val: rlshift_method
    `<<`, this on the right >>> self.__rlshift__(2)
int|bool.__rshift__(other, /) -> val: rshift_method
    `>>` >>> self.__rshift__(2)
int|bool.__rrshift__(other, /) -> val: rrshift_method
    `>>`, this on the right >>> self.__rrshift__(2)
number.__neg__() -> val: neg_method
    `-x` >>> self.__neg__()
number.__pos__() -> val: pos_method
    `+x` >>> self.__pos__()
number.__abs__() -> val: abs_method
    `abs` >>> self.__abs__()
int|bool.__invert__() -> val: invert_method
    `~x` >>> self.__invert__()
number|NoneType.__bool__() -> val: truth_method
    `bool` >>> self.__bool__()
number.__int__|__trunc__() -> val: int_method
    `int` >>> self.__int__()
int|bool.__index__() -> val: int_method
    the int it stands for >>> self.__index__()
number.__float__() -> val: float_method
    `float` >>> self.__float__()
number.__round__(ndigits=..., /) -> val: py_round
    `round` >>> self.__round__()
number.__floor__() -> long: math_floor
    `math.floor` >>> self.__floor__()
number.__ceil__() -> long: math_ceil
    `math.ceil` >>> self.__ceil__()
list|bytearray.__iadd__(value, /) -> val: iadd_method
    `+=` >>> (lambda x: x.__iadd__(x[:1]))(self)
list|bytearray.__imul__(value, /) -> val: imul_method
    `*=` >>> self.__imul__(2)
set|dict.__ior__(value, /) -> val: ior_method
    `|=` >>> (lambda x: x.__ior__(x))(self)
set.__iand__(value, /) -> val: iand_method
    `&=` >>> {1, 2}.__iand__({2})
set.__isub__(value, /) -> val: isub_method
    `-=` >>> {1, 2}.__isub__({2})
set.__ixor__(value, /) -> val: ixor_method
    `^=` >>> {1, 2}.__ixor__({2, 3})
list|dict|range.__reversed__() -> val: py_reversed
    `reversed` >>> list(self.__reversed__())
"""
