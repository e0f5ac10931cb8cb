"""Constants, and the flags and traps of a context."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noetlc.library.decimal.conditions import ANY_INVALID, CONDITIONS, InvalidOperation, mask_of

ROUND_UP = "ROUND_UP"
ROUND_DOWN = "ROUND_DOWN"
ROUND_CEILING = "ROUND_CEILING"
ROUND_FLOOR = "ROUND_FLOOR"
ROUND_HALF_UP = "ROUND_HALF_UP"
ROUND_HALF_DOWN = "ROUND_HALF_DOWN"
ROUND_HALF_EVEN = "ROUND_HALF_EVEN"
ROUND_05UP = "ROUND_05UP"

MAX_PREC = 999999999999999999
MAX_EMAX = 999999999999999999
MIN_EMIN = -999999999999999999
MIN_ETINY = -1999999999999999997
HAVE_THREADS = True
HAVE_CONTEXTVAR = True

DEFAULT_TRAPS = 223  # InvalidOperation, DivisionByZero and Overflow


def checked_number(value, least, most, message):
    if not isinstance(value, int):
        raise TypeError("an integer is required")
    if not least <= value <= most:
        raise ValueError(message)
    return int(value)


def checked_rounding(value):
    if value not in ROUNDINGS:
        raise TypeError(
            "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n"
            "   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]"
        )
    return value


ROUNDINGS = [
    "ROUND_CEILING",
    "ROUND_FLOOR",
    "ROUND_UP",
    "ROUND_DOWN",
    "ROUND_HALF_UP",
    "ROUND_HALF_DOWN",
    "ROUND_HALF_EVEN",
    "ROUND_05UP",
]


class SignalDict:
    """The flags or the traps of a context."""

    def __init__(self, context, is_traps):
        self._context = context
        self._is_traps = is_traps

    def _bits(self):
        return self._context._traps if self._is_traps else self._context._flags

    def _store(self, bits):
        if self._is_traps:
            self._context._traps = bits
        else:
            self._context._flags = bits

    def _mask(self, kind):
        mask = mask_of(kind)
        if not mask:
            raise KeyError(
                "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n"
                "   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]"
            )
        return mask

    def __getitem__(self, kind):
        return self._bits() & self._mask(kind) != 0

    def __setitem__(self, kind, value):
        mask = self._mask(kind)
        bits = self._bits()
        self._store(bits | mask if value else bits & ~mask)

    def __delitem__(self, kind):
        raise ValueError("signal keys cannot be deleted")

    def __contains__(self, kind):
        return mask_of(kind) != 0

    def __len__(self):
        return 9

    def __iter__(self):
        return iter(signals_in(MASK_OF_ALL))

    def keys(self):
        return signals_in(MASK_OF_ALL)

    def values(self):
        return [self[kind] for kind in signals_in(MASK_OF_ALL)]

    def items(self):
        return [(kind, self[kind]) for kind in signals_in(MASK_OF_ALL)]

    def get(self, kind, default=None):
        return self[kind] if mask_of(kind) else default

    def copy(self):
        return dict(self.items())

    def __eq__(self, other):
        if isinstance(other, SignalDict):
            return signals_in(self._bits()) == signals_in(other._bits())
        return self.copy() == other if isinstance(other, dict) else NotImplemented

    def __repr__(self):
        return "{" + ", ".join([f"{kind!r}:{self[kind]!r}" for kind in signals_in(MASK_OF_ALL)]) + "}"


MASK_OF_ALL = 8191


def signals_in(bits):
    """The signals whose bits a status has."""
    found = [InvalidOperation] if bits & ANY_INVALID else []
    return found + [condition for condition, bit in CONDITIONS[5:] if bit & bits]


def bits_of(signals, context, is_traps):
    """The bits of a list of signals, a dict of them or the flags of another context."""
    if isinstance(signals, SignalDict):
        return signals._bits()
    held = SignalDict(context, is_traps)
    if isinstance(signals, dict):
        if len(signals) != 9 or any([not mask_of(kind) for kind in signals]):
            raise KeyError("invalid signal dict")
        signals = [kind for kind in signals if signals[kind]]
    bits = 0
    for kind in signals:
        bits |= held._mask(kind)
    return bits


def names_in(bits):
    """The names of signals as the repr of a context orders them."""
    names = [kind.__name__ for kind in signals_in(bits)]
    ordered = "Clamped InvalidOperation DivisionByZero Inexact FloatOperation Overflow Rounded Subnormal Underflow".split()
    return ", ".join([name for name in ordered if name in names])
