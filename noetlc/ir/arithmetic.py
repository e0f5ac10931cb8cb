"""The exact meaning of scalar machine operations, on Python numbers.

An i32 or i64 is a signed Python int in range, an f64 a float. Used by constant folding and by `evaluate.py`.
"""

from __future__ import annotations

import math
import operator
import struct
from collections.abc import Callable

Number = int | float


class Trap(Exception):
    """The operation traps on these operands."""


def wrap(value: int, bits: int) -> int:
    """`value` modulo 2**bits as a signed number."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def _unsigned(value: int, bits: int) -> int:
    return value & ((1 << bits) - 1)


def _divide(a: int, b: int, bits: int) -> int:
    """Signed division toward zero."""
    if b == 0 or (b == -1 and a == -(1 << (bits - 1))):
        raise Trap
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def _remainder(a: int, b: int) -> int:
    """The sign is that of the dividend."""
    if b == 0:
        raise Trap
    rest = abs(a) % abs(b)
    return -rest if a < 0 else rest


def _nonzero(value: int) -> int:
    if value == 0:
        raise Trap
    return value


def _leading_zeros(value: int, bits: int) -> int:
    return bits - _unsigned(value, bits).bit_length()


def _trailing_zeros(value: int, bits: int) -> int:
    u = _unsigned(value, bits)
    return (u & -u).bit_length() - 1 if u else bits


def _truncate(value: float, low: int, high: int) -> int:
    """Saturating conversion toward zero; NaN is 0."""
    if math.isnan(value):
        return 0
    if math.isinf(value):
        return high if value > 0 else low
    return max(low, min(high, int(value)))


def _divide_f64(a: float, b: float) -> float:
    if b == 0.0:
        if a == 0.0 or math.isnan(a):
            return math.nan
        return math.copysign(math.inf, math.copysign(1.0, a) * math.copysign(1.0, b))
    return a / b


def _round(value: float, rounding: Callable[[float], int]) -> float:
    """An integral float with the sign of `value` kept for zero."""
    if not math.isfinite(value) or abs(value) >= 2.0**52:
        return value
    return math.copysign(float(rounding(value)), value)


def _minimum(a: float, b: float) -> float:
    if math.isnan(a) or math.isnan(b):
        return math.nan
    if a == b:
        return a if math.copysign(1.0, a) < 0 else b
    return min(a, b)


def _maximum(a: float, b: float) -> float:
    if math.isnan(a) or math.isnan(b):
        return math.nan
    if a == b:
        return b if math.copysign(1.0, a) < 0 else a
    return max(a, b)


def _integer_ops(t: str, n: int) -> dict[str, Callable[..., Number]]:
    """The operations of i32 or i64; results still have to be wrapped to `n` bits."""
    mask = n - 1
    low, high = -(1 << (n - 1)), (1 << (n - 1)) - 1
    ops: dict[str, Callable[..., Number]] = {
        "add": operator.add,
        "sub": operator.sub,
        "mul": operator.mul,
        "and": operator.and_,
        "or": operator.or_,
        "xor": operator.xor,
        "shl": lambda a, b: a << (b & mask),
        "shr_s": lambda a, b: a >> (b & mask),
        "shr_u": lambda a, b: _unsigned(a, n) >> (b & mask),
        "rotl": lambda a, b: _unsigned(a, n) << (b & mask) | _unsigned(a, n) >> (-b & mask),
        "rotr": lambda a, b: _unsigned(a, n) >> (b & mask) | _unsigned(a, n) << (-b & mask),
        "div_s": lambda a, b: _divide(a, b, n),
        "div_u": lambda a, b: _unsigned(a, n) // _nonzero(_unsigned(b, n)),
        "rem_s": _remainder,
        "rem_u": lambda a, b: _unsigned(a, n) % _nonzero(_unsigned(b, n)),
        "clz": lambda a: _leading_zeros(a, n),
        "ctz": lambda a: _trailing_zeros(a, n),
        "popcnt": lambda a: _unsigned(a, n).bit_count(),
        "extend8_s": lambda a: wrap(a, 8),
        "extend16_s": lambda a: wrap(a, 16),
        "trunc_sat_f64_s": lambda a: _truncate(a, low, high),
        "trunc_sat_f64_u": lambda a: _truncate(a, 0, (1 << n) - 1),
    }
    return {f"{t}.{name}": f for name, f in ops.items()}


def _comparisons(t: str, n: int) -> dict[str, Callable[..., Number]]:
    ops: dict[str, Callable[..., Number]] = {f"{t}.eq": operator.eq, f"{t}.ne": operator.ne, f"{t}.eqz": operator.not_}
    for name in ("lt", "gt", "le", "ge"):
        compare = getattr(operator, name)
        ops[f"{t}.{name}_s"] = compare
        ops[f"{t}.{name}_u"] = lambda a, b, compare=compare: compare(_unsigned(a, n), _unsigned(b, n))
    return ops


def _build() -> dict[str, tuple[Callable[..., Number], int]]:
    table: dict[str, tuple[Callable[..., Number], int]] = {}
    for t, n in (("i32", 32), ("i64", 64)):
        table.update((name, (f, n)) for name, f in _integer_ops(t, n).items())
        table.update((name, (f, 32)) for name, f in _comparisons(t, n).items())
        table[f"f64.convert_{t}_s"] = (float, 0)
        table[f"f64.convert_{t}_u"] = (lambda a, n=n: float(_unsigned(a, n)), 0)
    floats: dict[str, Callable[..., Number]] = {
        "add": operator.add,
        "sub": operator.sub,
        "mul": operator.mul,
        "div": _divide_f64,
        "min": _minimum,
        "max": _maximum,
        "copysign": math.copysign,
        "abs": math.fabs,
        "neg": operator.neg,
        "ceil": lambda a: _round(a, math.ceil),
        "floor": lambda a: _round(a, math.floor),
        "trunc": lambda a: _round(a, math.trunc),
        "nearest": lambda a: _round(a, round),
        "sqrt": lambda a: math.sqrt(a) if a >= 0 else (a if a == 0 else math.nan),
    }
    table.update((f"f64.{name}", (f, 0)) for name, f in floats.items())
    table.update((f"f64.{name}", (getattr(operator, name), 32)) for name in ("eq", "ne", "lt", "gt", "le", "ge"))
    table["i32.wrap_i64"] = (lambda a: a, 32)
    table["i64.extend_i32_s"] = (lambda a: a, 64)
    table["i64.extend_i32_u"] = (lambda a: _unsigned(a, 32), 64)
    table["i64.extend32_s"] = (lambda a: wrap(a, 32), 64)
    table["i64.reinterpret_f64"] = (lambda a: struct.unpack("<q", struct.pack("<d", a))[0], 64)
    table["f64.reinterpret_i64"] = (lambda a: struct.unpack("<d", struct.pack("<q", a))[0], 0)
    return table


# operation -> (function, bits of an integer result or 0 for a float)
_TABLE = _build()
SCALAR = frozenset(_TABLE)


def apply(op: str, *args: Number) -> Number:
    """The result of a scalar operation. Raises Trap; KeyError for an operation that is not scalar."""
    function, bits = _TABLE[op]
    value = function(*args)
    return wrap(int(value), bits) if bits else float(value)
