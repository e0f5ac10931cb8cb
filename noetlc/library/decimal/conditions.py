"""Conditions and signals. A status is a number whose bits are the conditions below; the first five are kinds of InvalidOperation."""


class DecimalException(ArithmeticError):
    pass


class InvalidOperation(DecimalException):
    pass


class ConversionSyntax(InvalidOperation):
    pass


class DivisionImpossible(InvalidOperation):
    pass


class DivisionUndefined(InvalidOperation, ZeroDivisionError):
    pass


class InvalidContext(InvalidOperation):
    pass


class FloatOperation(DecimalException, TypeError):
    pass


class DivisionByZero(DecimalException, ZeroDivisionError):
    pass


class Inexact(DecimalException):
    pass


class Rounded(DecimalException):
    pass


class Subnormal(DecimalException):
    pass


class Overflow(Inexact, Rounded):
    pass


class Underflow(Inexact, Rounded, Subnormal):
    pass


class Clamped(DecimalException):
    pass


INVALID = 1
SYNTAX = 2
IMPOSSIBLE = 4
UNDEFINED = 8
BAD_CONTEXT = 16
ANY_INVALID = 31
FLOAT_OPERATION = 32
DIVISION_BY_ZERO = 64
OVERFLOW = 128
UNDERFLOW = 256
SUBNORMAL = 512
INEXACT = 1024
ROUNDED = 2048
CLAMPED = 4096

# what a status can hold, in the order in which exceptions list it: condition and bit
CONDITIONS = [
    (InvalidOperation, 1),
    (ConversionSyntax, 2),
    (DivisionImpossible, 4),
    (DivisionUndefined, 8),
    (InvalidContext, 16),
    (FloatOperation, 32),
    (DivisionByZero, 64),
    (Overflow, 128),
    (Underflow, 256),
    (Subnormal, 512),
    (Inexact, 1024),
    (Rounded, 2048),
    (Clamped, 4096),
]


def signal(context, status):
    """Notes conditions in a context and raises the first of them that is trapped."""
    context._flags |= status
    trapped = status & context._traps
    if trapped:
        conditions = [condition for condition, bit in CONDITIONS if bit & trapped]
        raise (InvalidOperation if trapped & ANY_INVALID else conditions[0])(conditions)


def mask_of(kind):
    """The bits of a signal, 0 for what is none."""
    if kind is InvalidOperation:
        return ANY_INVALID
    for condition, bit in CONDITIONS[5:]:
        if condition is kind:
            return bit
    return 0
