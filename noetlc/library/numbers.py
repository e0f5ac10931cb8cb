"""`numbers`: abstract classes that are asked what is a number."""

_KINDS = ("Number", "Complex", "Real", "Rational", "Integral")


class ABCMeta(type):
    __module__ = "abc"

    def __instancecheck__(cls, value):
        return is_number(type(value), cls)

    def __subclasscheck__(cls, other):
        if not isinstance(other, type):
            raise TypeError("issubclass() arg 1 must be a class")
        return is_number(other, cls)

    def register(cls, subclass):
        registered.append((subclass, cls))
        return subclass


class Number(metaclass=ABCMeta):
    __slots__ = ()
    __hash__ = None


class Complex(Number):
    __slots__ = ()


class Real(Complex):
    __slots__ = ()


class Rational(Real):
    __slots__ = ()


class Integral(Rational):
    __slots__ = ()


def is_number(cls, kind):
    order = cls.__mro__
    if kind in order:
        return True
    if kind.__module__ == "numbers" and kind.__name__ in _KINDS:
        level = 0
        for base in order:
            if base is int:
                level = 5
            elif base is float:
                level = 3
            elif base.__module__ == "fractions" and base.__name__ == "Fraction":
                level = 4
            elif base.__name__ == "complex":
                level = 2
            elif base.__module__ == "decimal" and base.__name__ == "Decimal":
                level = 1
            if level:
                break
        if level > _KINDS.index(kind.__name__):
            return True
    for other, known in registered:
        if other in order and kind in known.__mro__:
            return True
    return False


registered = []
