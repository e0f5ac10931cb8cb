"""`Decimal`: a sign (0 or 1), digits without leading zeros and an exponent; for infinities and NaNs a kind and a payload in the digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noetlc.library.decimal.arithmetic import (
        add,
        comparable,
        divide,
        divide_both,
        divide_rest,
        divide_whole,
        multiply,
        order,
        total_order,
    )
    from noetlc.library.decimal.conditions import INVALID, signal
    from noetlc.library.decimal.constants import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, checked_rounding
    from noetlc.library.decimal.current import CURRENT, context_of
    from noetlc.library.decimal.exponential import exp_in, ln_in, log10_in
    from noetlc.library.decimal.format import formatted
    from noetlc.library.decimal.functions import (
        adjusted_decimal,
        chosen,
        hash_of,
        integral,
        multiplied_added,
        nearest_rest,
        normalized,
        of_subclass,
        parts_of,
        quantized,
        ratio_of,
        scaled,
        square_root,
        subtract,
        with_sign,
        within,
    )
    from noetlc.library.decimal.power import power_operator
    from noetlc.library.decimal.rounding import INFINITE, QUIET, SIGNALING, absolute, make, negated, not_a_number, of_int, rounded
    from noetlc.library.decimal.text import decimal_of, engineering_text, int_of, of_float, operand, operand_of, scientific_text


class Decimal:
    __doc__ = (
        "Construct a new Decimal object. 'value' can be an integer, string, tuple,\n"
        "or another Decimal object. If no value is given, return Decimal('0'). The\n"
        "context does not affect the conversion and is only passed to determine if\n"
        "the InvalidOperation trap is active.\n\n"
    )
    _kind = 0
    _type_name = "decimal.Decimal"

    def __new__(cls, value="0", context=None):
        if context is None and cls is Decimal:
            from sys import _decimal_of

            made = _decimal_of(cls, value)
            if made is not None:
                return made
        if context is not None:
            context_of(context)
        made = decimal_of(value) if context is None else within(value, context)
        if cls is not Decimal:
            return of_subclass(cls, made)
        return made

    @classmethod
    def from_float(cls, f, /):
        if not isinstance(f, (int, float)):
            raise TypeError("argument must be int or float")
        return of_float(f) if cls is Decimal else cls(of_float(f))

    # ---- text

    def __str__(self):
        from sys import _decimal_text

        text = _decimal_text(Decimal, self)
        if text is not None:
            return text
        return scientific_text(self, CURRENT[0]._capitals)

    def __repr__(self):
        return "Decimal('" + scientific_text(self, CURRENT[0]._capitals) + "')"

    def to_eng_string(self, context=None):
        return engineering_text(self, context_of(context)._capitals)

    def __format__(self, spec, /):
        return formatted(self, spec)

    # ---- conversion

    def __bool__(self):
        return self._digits != "0" or self._kind != 0

    def __int__(self):
        from sys import _decimal_int

        found = _decimal_int(Decimal, self)
        return int_of(self, ROUND_DOWN) if found is None else found

    def __trunc__(self):
        return int_of(self, ROUND_DOWN)

    def __floor__(self):
        return int_of(self, ROUND_FLOOR)

    def __ceil__(self):
        return int_of(self, ROUND_CEILING)

    def __round__(self, n=None):
        if n is None:
            return int_of(self, ROUND_HALF_EVEN)
        if not isinstance(n, int):
            raise TypeError("optional arg must be an integer")
        return Decimal.quantize(self, make(0, "1", -n))

    def __float__(self):
        if self._kind == SIGNALING:
            raise ValueError("cannot convert signaling NaN to float")
        if self._kind == QUIET:
            return float("-nan" if self._sign else "nan")
        return float(scientific_text(self, 1))

    def __hash__(self):
        return hash_of(self)

    def as_tuple(self):
        return parts_of(self)

    def as_integer_ratio(self):
        return ratio_of(self)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo, /):
        return self

    @property
    def real(self):
        return self

    @property
    def imag(self):
        return make(0, "0", 0)

    def conjugate(self):
        return self

    def canonical(self):
        return self

    def radix(self):
        return make(0, "10", 0)

    # ---- operators

    def __pos__(self):
        from sys import _decimal_signed

        made = _decimal_signed(Decimal, self, 2, CURRENT[0])
        return rounded(self, CURRENT[0], False) if made is None else made

    def __neg__(self):
        from sys import _decimal_signed

        made = _decimal_signed(Decimal, self, 3, CURRENT[0])
        return negated(self, CURRENT[0]) if made is None else made

    def __abs__(self):
        from sys import _decimal_signed

        made = _decimal_signed(Decimal, self, 0, CURRENT[0])
        return absolute(self, CURRENT[0]) if made is None else made

    def __add__(self, other):
        from sys import _decimal_sum

        made = _decimal_sum(Decimal, self, other, CURRENT[0], False)
        if made is not None:
            return made
        other = operand(other)
        return NotImplemented if other is None else add(self, other, CURRENT[0])

    def __radd__(self, other):
        from sys import _decimal_sum

        made = _decimal_sum(Decimal, other, self, CURRENT[0], False)
        if made is not None:
            return made
        other = operand(other)
        return NotImplemented if other is None else add(other, self, CURRENT[0])

    def __sub__(self, other):
        from sys import _decimal_sum

        made = _decimal_sum(Decimal, self, other, CURRENT[0], True)
        if made is not None:
            return made
        other = operand(other)
        return NotImplemented if other is None else subtract(self, other, CURRENT[0])

    def __rsub__(self, other):
        from sys import _decimal_sum

        made = _decimal_sum(Decimal, other, self, CURRENT[0], True)
        if made is not None:
            return made
        other = operand(other)
        return NotImplemented if other is None else subtract(other, self, CURRENT[0])

    def __mul__(self, other):
        from sys import _decimal_product

        made = _decimal_product(Decimal, self, other, CURRENT[0])
        if made is not None:
            return made
        other = operand(other)
        return NotImplemented if other is None else multiply(self, other, CURRENT[0])

    def __rmul__(self, other):
        from sys import _decimal_product

        made = _decimal_product(Decimal, other, self, CURRENT[0])
        if made is not None:
            return made
        other = operand(other)
        return NotImplemented if other is None else multiply(other, self, CURRENT[0])

    def __truediv__(self, other):
        from sys import _decimal_quotient

        made = _decimal_quotient(Decimal, self, other, CURRENT[0])
        if made is not None:
            return made
        other = operand(other)
        return NotImplemented if other is None else divide(self, other, CURRENT[0])

    def __rtruediv__(self, other):
        from sys import _decimal_quotient

        made = _decimal_quotient(Decimal, other, self, CURRENT[0])
        if made is not None:
            return made
        other = operand(other)
        return NotImplemented if other is None else divide(other, self, CURRENT[0])

    def __floordiv__(self, other):
        from sys import _decimal_whole

        made = _decimal_whole(Decimal, self, other, CURRENT[0], False)
        if made is not None:
            return made
        other = operand(other)
        return NotImplemented if other is None else divide_whole(self, other, CURRENT[0])

    def __rfloordiv__(self, other):
        from sys import _decimal_whole

        made = _decimal_whole(Decimal, other, self, CURRENT[0], False)
        if made is not None:
            return made
        other = operand(other)
        return NotImplemented if other is None else divide_whole(other, self, CURRENT[0])

    def __mod__(self, other):
        from sys import _decimal_whole

        made = _decimal_whole(Decimal, self, other, CURRENT[0], True)
        if made is not None:
            return made
        other = operand(other)
        return NotImplemented if other is None else divide_rest(self, other, CURRENT[0])

    def __rmod__(self, other):
        from sys import _decimal_whole

        made = _decimal_whole(Decimal, other, self, CURRENT[0], True)
        if made is not None:
            return made
        other = operand(other)
        return NotImplemented if other is None else divide_rest(other, self, CURRENT[0])

    def __divmod__(self, other):
        other = operand(other)
        return NotImplemented if other is None else divide_both(self, other, CURRENT[0])

    def __rdivmod__(self, other):
        other = operand(other)
        return NotImplemented if other is None else divide_both(other, self, CURRENT[0])

    def __pow__(self, other, modulo=None):
        return power_operator(self, other, modulo)

    def __rpow__(self, other):
        return power_operator(other, self, None)

    # ---- comparison

    def __eq__(self, other):
        from sys import _decimal_compared

        answer = _decimal_compared(Decimal, self, other, 4)
        if answer is not None:
            return answer
        found = comparable(self, other, False)
        if not found:
            return NotImplemented if found is None else False
        return order(found[0], found[1]) == 0

    def __lt__(self, other):
        from sys import _decimal_compared

        answer = _decimal_compared(Decimal, self, other, 0)
        if answer is not None:
            return answer
        found = comparable(self, other, True)
        if not found:
            return NotImplemented if found is None else False
        return order(found[0], found[1]) < 0

    def __le__(self, other):
        from sys import _decimal_compared

        answer = _decimal_compared(Decimal, self, other, 1)
        if answer is not None:
            return answer
        found = comparable(self, other, True)
        if not found:
            return NotImplemented if found is None else False
        return order(found[0], found[1]) <= 0

    def __gt__(self, other):
        from sys import _decimal_compared

        answer = _decimal_compared(Decimal, self, other, 2)
        if answer is not None:
            return answer
        found = comparable(self, other, True)
        if not found:
            return NotImplemented if found is None else False
        return order(found[0], found[1]) > 0

    def __ge__(self, other):
        from sys import _decimal_compared

        answer = _decimal_compared(Decimal, self, other, 3)
        if answer is not None:
            return answer
        found = comparable(self, other, True)
        if not found:
            return NotImplemented if found is None else False
        return order(found[0], found[1]) >= 0

    def compare(self, other, context=None):
        other = operand_of(other)
        found = not_a_number(self, other, context_of(context))
        return of_int(order(self, other)) if found is None else found

    def compare_signal(self, other, context=None):
        other = operand_of(other)
        if self._kind >= QUIET or other._kind >= QUIET:
            signal(context_of(context), INVALID)
        return self.compare(other, context)

    def compare_total(self, other, context=None):
        return of_int(total_order(self, operand_of(other)))

    def compare_total_mag(self, other, context=None):
        return of_int(total_order(self.copy_abs(), operand_of(other).copy_abs()))

    def max(self, other, context=None):
        return chosen(self, operand_of(other), 1, False, context_of(context))

    def min(self, other, context=None):
        return chosen(self, operand_of(other), -1, False, context_of(context))

    def max_mag(self, other, context=None):
        return chosen(self, operand_of(other), 1, True, context_of(context))

    def min_mag(self, other, context=None):
        return chosen(self, operand_of(other), -1, True, context_of(context))

    # ---- what kind of number it is

    def is_canonical(self):
        return True

    def is_finite(self):
        return self._kind == 0

    def is_infinite(self):
        return self._kind == INFINITE

    def is_nan(self):
        return self._kind >= QUIET

    def is_qnan(self):
        return self._kind == QUIET

    def is_snan(self):
        return self._kind == SIGNALING

    def is_signed(self):
        return self._sign == 1

    def is_zero(self):
        return self._kind == 0 and self._digits == "0"

    def is_normal(self, context=None):
        return not self._kind and self._digits != "0" and self._exp + len(self._digits) - 1 >= context_of(context)._Emin

    def is_subnormal(self, context=None):
        return not self._kind and self._digits != "0" and self._exp + len(self._digits) - 1 < context_of(context)._Emin

    def number_class(self, context=None):
        if self._kind >= QUIET:
            return "sNaN" if self._kind == SIGNALING else "NaN"
        kind = "Infinity" if self._kind else "Zero" if self._digits == "0" else "Normal"
        if self.is_subnormal(context):
            kind = "Subnormal"
        return ("-" if self._sign else "+") + kind

    def adjusted(self):
        return 0 if self._kind else self._exp + len(self._digits) - 1

    def same_quantum(self, other, context=None):
        other = operand_of(other)
        if self._kind or other._kind:
            return min(self._kind, QUIET) == min(other._kind, QUIET)
        return self._exp == other._exp

    # ---- other exponents and signs

    def copy_abs(self):
        return with_sign(self, 0)

    def copy_negate(self):
        return with_sign(self, 1 - self._sign)

    def copy_sign(self, other, context=None):
        return with_sign(self, operand_of(other)._sign)

    def quantize(self, exp, rounding=None, context=None):
        from sys import _decimal_quantized

        made = _decimal_quantized(Decimal, self, exp, rounding, context)
        if made is not None:
            return made
        context = context_of(context)
        return quantized(self, operand_of(exp), context._rounding if rounding is None else checked_rounding(rounding), context)

    def normalize(self, context=None):
        return normalized(self, context_of(context))

    def to_integral_value(self, rounding=None, context=None):
        return integral(self, rounding, context_of(context), False)

    def to_integral(self, rounding=None, context=None):
        return integral(self, rounding, context_of(context), False)

    def to_integral_exact(self, rounding=None, context=None):
        return integral(self, rounding, context_of(context), True)

    def scaleb(self, other, context=None):
        return scaled(self, operand_of(other), context_of(context))

    def logb(self, context=None):
        return adjusted_decimal(self, context_of(context))

    def fma(self, other, third, context=None):
        return multiplied_added(self, operand_of(other), operand_of(third), context_of(context))

    def remainder_near(self, other, context=None):
        return nearest_rest(self, operand_of(other), context_of(context))

    # ---- functions

    def sqrt(self, context=None):
        return square_root(self, context_of(context))

    def exp(self, context=None):
        return exp_in(self, context_of(context))

    def ln(self, context=None):
        return ln_in(self, context_of(context))

    def log10(self, context=None):
        return log10_in(self, context_of(context))
