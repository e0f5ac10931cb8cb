"""Contexts: precision, rounding, limits, flags and traps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noetlc.library.decimal.arithmetic import add, divide, divide_both, divide_rest, divide_whole, multiply
    from noetlc.library.decimal.constants import (
        DEFAULT_TRAPS,
        MAX_EMAX,
        MAX_PREC,
        MIN_EMIN,
        SignalDict,
        bits_of,
        checked_number,
        checked_rounding,
        names_in,
    )
    from noetlc.library.decimal.current import configure, copy_context
    from noetlc.library.decimal.functions import subtract
    from noetlc.library.decimal.power import power, power_modulo
    from noetlc.library.decimal.rounding import absolute, make, negated, rounded
    from noetlc.library.decimal.text import decimal_in, operand_of, scientific_text


class Context:
    _type_name = "decimal.Context"

    def __init__(self, prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None):
        self._prec = 28
        self._rounding = "ROUND_HALF_EVEN"
        self._Emin = -999999
        self._Emax = 999999
        self._capitals = 1
        self._clamp = 0
        self._flags = 0
        self._traps = DEFAULT_TRAPS
        configure(self, prec, rounding, Emin, Emax, capitals, clamp, flags, traps)

    @property
    def prec(self):
        return self._prec

    @prec.setter
    def prec(self, value):
        self._prec = checked_number(value, 1, MAX_PREC, "valid range for prec is [1, MAX_PREC]")

    @property
    def rounding(self):
        return self._rounding

    @rounding.setter
    def rounding(self, value):
        self._rounding = checked_rounding(value)

    @property
    def Emin(self):
        return self._Emin

    @Emin.setter
    def Emin(self, value):
        self._Emin = checked_number(value, MIN_EMIN, 0, "valid range for Emin is [MIN_EMIN, 0]")

    @property
    def Emax(self):
        return self._Emax

    @Emax.setter
    def Emax(self, value):
        self._Emax = checked_number(value, 0, MAX_EMAX, "valid range for Emax is [0, MAX_EMAX]")

    @property
    def capitals(self):
        return self._capitals

    @capitals.setter
    def capitals(self, value):
        self._capitals = checked_number(value, 0, 1, "valid values for capitals are 0 or 1")

    @property
    def clamp(self):
        return self._clamp

    @clamp.setter
    def clamp(self, value):
        self._clamp = checked_number(value, 0, 1, "valid values for clamp are 0 or 1")

    @property
    def flags(self):
        return SignalDict(self, False)

    @flags.setter
    def flags(self, value):
        if not isinstance(value, (SignalDict, dict)):
            raise TypeError("argument must be a signal dict")
        self._flags = bits_of(value, self, False)

    @property
    def traps(self):
        return SignalDict(self, True)

    @traps.setter
    def traps(self, value):
        if not isinstance(value, (SignalDict, dict)):
            raise TypeError("argument must be a signal dict")
        self._traps = bits_of(value, self, True)

    def clear_flags(self):
        self._flags = 0

    def clear_traps(self):
        self._traps = 0

    def Etiny(self):
        return self._Emin - self._prec + 1

    def Etop(self):
        return self._Emax - self._prec + 1

    def copy(self):
        return copy_context(self)

    def __copy__(self):
        return copy_context(self)

    def __repr__(self):
        flags = names_in(self._flags)
        traps = names_in(self._traps)
        return (
            f"Context(prec={self._prec}, rounding={self._rounding}, Emin={self._Emin}, Emax={self._Emax}, "
            f"capitals={self._capitals}, clamp={self._clamp}, flags=[{flags}], traps=[{traps}])"
        )

    # ---- operations in this context

    def create_decimal(self, num="0", /):
        return decimal_in(num, self)

    def create_decimal_from_float(self, f, /):
        if not isinstance(f, (int, float)):
            raise TypeError("argument must be int or float")
        return decimal_in(f, self)

    def copy_decimal(self, x, /):
        return operand_of(x)

    def to_sci_string(self, x, /):
        return scientific_text(operand_of(x), self._capitals)

    def to_eng_string(self, x, /):
        return operand_of(x).to_eng_string(self)

    def plus(self, x, /):
        return rounded(operand_of(x), self, False)

    def minus(self, x, /):
        return negated(operand_of(x), self)

    def abs(self, x, /):
        return absolute(operand_of(x), self)

    def add(self, x, y, /):
        return add(operand_of(x), operand_of(y), self)

    def subtract(self, x, y, /):
        return subtract(operand_of(x), operand_of(y), self)

    def multiply(self, x, y, /):
        return multiply(operand_of(x), operand_of(y), self)

    def divide(self, x, y, /):
        return divide(operand_of(x), operand_of(y), self)

    def divide_int(self, x, y, /):
        return divide_whole(operand_of(x), operand_of(y), self)

    def remainder(self, x, y, /):
        return divide_rest(operand_of(x), operand_of(y), self)

    def divmod(self, x, y, /):
        return divide_both(operand_of(x), operand_of(y), self)

    def power(self, a, b, modulo=None):
        if modulo is not None:
            return power_modulo(operand_of(a), operand_of(b), operand_of(modulo), self)
        return power(operand_of(a), operand_of(b), self)

    def normalize(self, x, /):
        return operand_of(x).normalize(self)

    def quantize(self, x, y, /):
        return operand_of(x).quantize(operand_of(y), None, self)

    def sqrt(self, x, /):
        return operand_of(x).sqrt(self)

    def exp(self, x, /):
        return operand_of(x).exp(self)

    def ln(self, x, /):
        return operand_of(x).ln(self)

    def log10(self, x, /):
        return operand_of(x).log10(self)

    def compare(self, x, y, /):
        return operand_of(x).compare(operand_of(y), self)

    def max(self, x, y, /):
        return operand_of(x).max(operand_of(y), self)

    def min(self, x, y, /):
        return operand_of(x).min(operand_of(y), self)

    def fma(self, x, y, z, /):
        return operand_of(x).fma(operand_of(y), operand_of(z), self)

    def to_integral_value(self, x, /):
        return operand_of(x).to_integral_value(None, self)

    def to_integral_exact(self, x, /):
        return operand_of(x).to_integral_exact(None, self)

    def to_integral(self, x, /):
        return operand_of(x).to_integral_value(None, self)

    def scaleb(self, x, y, /):
        return operand_of(x).scaleb(operand_of(y), self)

    def is_nan(self, x, /):
        return operand_of(x).is_nan()

    def is_zero(self, x, /):
        return operand_of(x).is_zero()

    def is_finite(self, x, /):
        return operand_of(x).is_finite()

    def is_infinite(self, x, /):
        return operand_of(x).is_infinite()

    def is_signed(self, x, /):
        return operand_of(x).is_signed()

    def canonical(self, x, /):
        return operand_of(x).canonical()

    def is_canonical(self, x, /):
        return operand_of(x).is_canonical()

    def is_qnan(self, x, /):
        return operand_of(x).is_qnan()

    def is_snan(self, x, /):
        return operand_of(x).is_snan()

    def radix(self, /):
        return make(0, "10", 0)

    def is_normal(self, x, /):
        return operand_of(x).is_normal(self)

    def is_subnormal(self, x, /):
        return operand_of(x).is_subnormal(self)

    def number_class(self, x, /):
        return operand_of(x).number_class(self)

    def logb(self, x, /):
        return operand_of(x).logb(self)

    def copy_abs(self, x, /):
        return operand_of(x).copy_abs()

    def copy_negate(self, x, /):
        return operand_of(x).copy_negate()

    def compare_signal(self, x, y, /):
        return operand_of(x).compare_signal(operand_of(y), self)

    def compare_total(self, x, y, /):
        return operand_of(x).compare_total(operand_of(y), self)

    def compare_total_mag(self, x, y, /):
        return operand_of(x).compare_total_mag(operand_of(y), self)

    def copy_sign(self, x, y, /):
        return operand_of(x).copy_sign(operand_of(y), self)

    def max_mag(self, x, y, /):
        return operand_of(x).max_mag(operand_of(y), self)

    def min_mag(self, x, y, /):
        return operand_of(x).min_mag(operand_of(y), self)

    def remainder_near(self, x, y, /):
        return operand_of(x).remainder_near(operand_of(y), self)

    def same_quantum(self, x, y, /):
        return operand_of(x).same_quantum(operand_of(y), self)
