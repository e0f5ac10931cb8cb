"""The context of the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noetlc.library.decimal.conditions import Clamped, DivisionByZero, InvalidOperation, Overflow, Underflow
    from noetlc.library.decimal.constants import bits_of
    from noetlc.library.decimal.context import Context
    from noetlc.library.decimal.number import Decimal


def copy_context(context):
    made = Context()
    made._prec = context._prec
    made._rounding = context._rounding
    made._Emin = context._Emin
    made._Emax = context._Emax
    made._capitals = context._capitals
    made._clamp = context._clamp
    made._flags = context._flags
    made._traps = context._traps
    return made


def current_contexts():
    from sys import _decimal_contexts

    return _decimal_contexts(Decimal, [Context()])


CURRENT = current_contexts()  # a list of the context of the body, which operators know too
DefaultContext = Context()
BasicContext = Context(prec=9, rounding="ROUND_HALF_UP", traps=[InvalidOperation, DivisionByZero, Overflow, Underflow, Clamped])
ExtendedContext = Context(prec=9, traps=[])


def getcontext():
    return CURRENT[0]


def setcontext(context, /):
    if not isinstance(context, Context):
        raise TypeError("argument must be a context")
    templates = context is DefaultContext or context is BasicContext or context is ExtendedContext
    CURRENT[0] = copy_context(context) if templates else context


class LocalContext:
    def __init__(self, context):
        self._inside = context

    def __enter__(self):
        self._outside = CURRENT[0]
        CURRENT[0] = self._inside
        return self._inside

    def __exit__(self, kind, error, trace):
        CURRENT[0] = self._outside
        return False


def configure(context, prec, rounding, Emin, Emax, capitals, clamp, flags, traps):
    """Sets what of a context is given."""
    if prec is not None:
        context.prec = prec
    if rounding is not None:
        context.rounding = rounding
    if Emin is not None:
        context.Emin = Emin
    if Emax is not None:
        context.Emax = Emax
    if capitals is not None:
        context.capitals = capitals
    if clamp is not None:
        context.clamp = clamp
    if traps is not None:
        context._traps = bits_of(traps, context, True)
    if flags is not None:
        context._flags = bits_of(flags, context, False)


def localcontext(ctx=None, *, prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None):
    if ctx is None:
        ctx = CURRENT[0]
    elif not isinstance(ctx, Context):
        raise TypeError("optional argument must be a context")
    made = copy_context(ctx)
    configure(made, prec, rounding, Emin, Emax, capitals, clamp, flags, traps)
    return LocalContext(made)


def context_of(context):
    """The context of an operation: the one given, else that of the body."""
    if context is None:
        return CURRENT[0]
    if not isinstance(context, Context):
        raise TypeError("optional argument must be a context")
    return context
