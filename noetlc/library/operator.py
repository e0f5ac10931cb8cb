"""operator as plain functions."""


def absolute(a, /):  # `operator.abs`
    return abs(a)


def add(a, b):
    return a + b


def sub(a, b):
    return a - b


def mul(a, b):
    return a * b


def truediv(a, b):
    return a / b


def floordiv(a, b):
    return a // b


def mod(a, b):
    return a % b


def pow(a, b):
    return a**b


def lshift(a, b):
    return a << b


def rshift(a, b):
    return a >> b


def and_(a, b):
    return a & b


def or_(a, b):
    return a | b


def xor(a, b):
    return a ^ b


def eq(a, b):
    return a == b


def ne(a, b):
    return a != b


def lt(a, b):
    return a < b


def le(a, b):
    return a <= b


def gt(a, b):
    return a > b


def ge(a, b):
    return a >= b


def is_(a, b):
    return a is b


def is_not(a, b):
    return a is not b


def concat(a, b):
    if not hasattr(a, "__getitem__"):
        raise TypeError(f"'{type(a).__name__}' object can't be concatenated")
    return a + b


def iadd(a, b):
    a += b
    return a


def neg(a):
    return -a


def pos(a):
    return +a


def inv(a):
    return ~a


def invert(a):
    return ~a


def not_(a):
    return not a


def truth(a):
    return bool(a)


def contains(a, b):
    return b in a


def getitem(a, b):
    return a[b]


def setitem(a, b, c):
    a[b] = c


def delitem(a, b):
    del a[b]


def searched(a):
    try:
        return iter(a)
    except TypeError as error:
        raise TypeError(f"argument of type {str(error).partition(' object')[0]} is not iterable") from None


def countOf(a, b):
    count = 0
    for item in searched(a):
        if item is b or item == b:
            count += 1
    return count


def indexOf(a, b):
    for i, item in enumerate(searched(a)):
        if item is b or item == b:
            return i
    raise ValueError("sequence.index(x): x not in sequence")


def itemgetter(item, *items):
    if not items:
        return lambda obj: obj[item]
    wanted = (item, *items)
    return lambda obj: tuple([obj[i] for i in wanted])


def attrgetter(attr, *attrs):
    if not attrs:
        return lambda obj: _resolve(obj, attr)
    wanted = (attr, *attrs)
    return lambda obj: tuple([_resolve(obj, name) for name in wanted])


def _resolve(obj, attr):
    for name in attr.split("."):
        obj = getattr(obj, name)
    return obj


def methodcaller(name, /, *args, **kwargs):
    return lambda obj: getattr(obj, name)(*args, **kwargs)


def isub(a, b):
    a -= b
    return a


def imul(a, b):
    a *= b
    return a


def itruediv(a, b):
    a /= b
    return a


def ifloordiv(a, b):
    a //= b
    return a


def imod(a, b):
    a %= b
    return a


def ipow(a, b):
    a **= b
    return a


def iand(a, b):
    a &= b
    return a


def ior(a, b):
    a |= b
    return a


def ixor(a, b):
    a ^= b
    return a


def ilshift(a, b):
    a <<= b
    return a


def irshift(a, b):
    a >>= b
    return a


def iconcat(a, b):
    a += b
    return a


def index(a):
    return range(a, a).start


def call(obj, /, *args, **kwargs):
    return obj(*args, **kwargs)


def matmul(a, b, /):
    return a @ b


def imatmul(a, b, /):
    a @= b
    return a


def length_hint(obj, default=0, /):
    from sys import _defines, _iterator_hint

    if not isinstance(default, int):
        raise TypeError(f"'{type(default).__name__}' object cannot be interpreted as an integer")
    if hasattr(obj, "__len__"):
        return len(obj)
    if _defines(type(obj), "__length_hint__"):
        found = obj.__length_hint__()
        if found is not NotImplemented:
            if not isinstance(found, int):
                raise TypeError(f"__length_hint__ must be an integer, not {type(found).__name__}")
            if found < 0:
                raise ValueError("__length_hint__() should return >= 0")
            return int(found)
    return _iterator_hint(obj, default)


__add__ = add
__sub__ = sub
__mul__ = mul
__truediv__ = truediv
__floordiv__ = floordiv
__mod__ = mod
__pow__ = pow
__lshift__ = lshift
__rshift__ = rshift
__and__ = and_
__or__ = or_
__xor__ = xor
__eq__ = eq
__ne__ = ne
__lt__ = lt
__le__ = le
__gt__ = gt
__ge__ = ge
__concat__ = concat
__iadd__ = iadd
__neg__ = neg
__pos__ = pos
__inv__ = inv
__invert__ = invert
__not__ = not_
__contains__ = contains
__getitem__ = getitem
__setitem__ = setitem
__delitem__ = delitem
__isub__ = isub
__imul__ = imul
__itruediv__ = itruediv
__ifloordiv__ = ifloordiv
__imod__ = imod
__ipow__ = ipow
__iand__ = iand
__ior__ = ior
__ixor__ = ixor
__ilshift__ = ilshift
__irshift__ = irshift
__iconcat__ = iconcat
__index__ = index
__call__ = call
__matmul__ = matmul
__imatmul__ = imatmul
