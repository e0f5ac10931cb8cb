"""Numbers as text and back against Python's int, float and repr."""

from __future__ import annotations

import struct
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from harness import Emulated, Guest, Wasm
from hypothesis import example, given, settings
from hypothesis import strategies as st

from noetlc.runtime.numbers.parse import MIN_EXPONENT
from noetlc.runtime.numbers.shortest import LOG2_10, POWER_MAX

FUNCTIONS = ["buf_int", "buf_float", "buf_float_plain", "buf_end", "int_parse", "float_parse"]
EXAMPLES = settings(max_examples=30, deadline=None)
MANY = settings(max_examples=200, deadline=None)
FLOATS = st.floats() | st.integers(0, 2**63 - 1).map(lambda b: struct.unpack("<d", struct.pack("<Q", b))[0])
DIGITS = st.text(st.sampled_from("0123456789"), min_size=1, max_size=30)


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    return Emulated() if request.param == "emulated" else Wasm(FUNCTIONS)


@pytest.fixture(scope="module")
def wasm() -> Guest:
    return Wasm(FUNCTIONS)


def written(guest: Guest, function: str, x: int | float) -> str:
    mark = int(guest.get_global("buf_pos")) - int(guest.get_global("buf_base"))
    guest.call(function, x)
    return guest.text(guest.call("buf_end", mark))


def read_float(guest: Guest, text: str) -> float:
    return float(guest.call("float_parse", guest.put(text.encode()), len(text)))


def same(a: float, b: float) -> bool:
    return struct.pack("<d", a) == struct.pack("<d", b)


@EXAMPLES
@given(x=st.integers(-(2**63), 2**63 - 1))
@example(x=-(2**63))
@example(x=10**8)
def test_int_printing(guest: Guest, x: int) -> None:
    assert written(guest, "buf_int", x) == str(x)


@EXAMPLES
@given(sign=st.sampled_from(["", "-", "+"]), digits=DIGITS)
@example(sign="-", digits="9223372036854775808")
@example(sign="", digits="9223372036854775808")
@example(sign="", digits="000")
def test_int_parsing(guest: Guest, sign: str, digits: str) -> None:
    text = sign + digits
    v = guest.call("int_parse", guest.put(text.encode()), len(text))
    assert guest.from_val(v) == int(text)


@pytest.mark.parametrize("text", ["", "-", "+", "1a", "a1", "--1", "1-", " 1", "1_0", "1.0"])
def test_int_parsing_refuses(guest: Guest, text: str) -> None:
    assert guest.call("int_parse", guest.put(text.encode()), len(text)) == 0


@EXAMPLES
@given(x=FLOATS)
@example(x=5e-324)
@example(x=1.7976931348623157e308)
@example(x=2.0**-1022)
@example(x=9007199254740993.0)
@example(x=1e16)
@example(x=1e23)
@example(x=-0.0)
@example(x=float("-inf"))
def test_float_printing(guest: Guest, x: float) -> None:
    text = written(guest, "buf_float", x)
    assert text == repr(x)
    if x - x == 0:
        assert same(read_float(guest, text), x)


@MANY
@given(x=FLOATS, whole=DIGITS, exponent=st.integers(-360, 330))
def test_floats_in_wasm(wasm: Guest, x: float, whole: str, exponent: int) -> None:
    text = written(wasm, "buf_float", x)
    assert text == repr(x)
    if x - x == 0:
        assert same(read_float(wasm, text), x)
    assert same(read_float(wasm, f"{whole}e{exponent}"), float(f"{whole}e{exponent}"))


@EXAMPLES
@given(x=st.floats(allow_nan=False, allow_infinity=False))
@example(x=1e308)
@example(x=5e-324)
@example(x=1e20)
def test_positional_printing(guest: Guest, x: float) -> None:
    expected = format(Decimal(repr(x)), "f")
    assert written(guest, "buf_float_plain", x) == (expected if "." in expected else expected + ".0")


def test_powers_of_ten() -> None:
    """All of them are above the true value, by less than the four units of the last place that 126 bits leave."""
    guest = Emulated()
    for k in range(MIN_EXPONENT, POWER_MAX + 1):
        high, low = (int(word) & 0xFFFFFFFFFFFFFFFF for word in (guest.call("power_of_ten", k), guest.get_global("power_low")))
        above = (high << 64 | low) - Fraction(10) ** k / Fraction(2) ** ((k * LOG2_10 >> 19) - 127)
        assert 0 <= above < 4, k


@EXAMPLES
@given(whole=DIGITS, fraction=DIGITS, exponent=st.integers(-400, 400))
@example(whole="232876746736454740194", fraction="0", exponent=288)
@example(whole="17976931348623158079372897140530341507993413271003782693617377898044496829276475094664901", fraction="0", exponent=220)
@example(whole="0", fraction="2470328229206232720882843964341106861825299013071623822127928412503377536351043", exponent=-323)
def test_float_parsing(guest: Guest, whole: str, fraction: str, exponent: int) -> None:
    for text in (f"{whole}.{fraction}e{exponent}", f"-{whole}E{exponent:+}", f"{whole}.{fraction}", f"{whole}.", f".{fraction}"):
        assert same(read_float(guest, text), float(text)), text


@MANY
@given(b=st.integers(0, (2046 << 52) - 1), tail=st.integers(0, 3))
def test_float_parsing_around_midpoints(wasm: Guest, b: int, tail: int) -> None:
    """Exact midpoints between two doubles, just below and just above them."""
    low, high = (struct.unpack("<d", struct.pack("<Q", b + i))[0] for i in (0, 1))
    with localcontext() as context:
        context.prec = 1200
        middle = format((Decimal(low) + Decimal(high)) / 2, "e")
    digits, _, exponent = middle.partition("e")
    if "." not in digits:
        digits += "."
    below = digits.rstrip("0")
    nudged = (digits, digits + "0" * tail + "1", below[:-1] if below[-1] != "." else digits)
    for text in nudged:
        text += f"e{exponent or 0}"
        assert same(read_float(wasm, text), float(text)), text


LONG = ["1" + "0" * 400, "0." + "0" * 400 + "1e401", "1" + "0" * 500 + "e-500", "1e999999999999", "1e-999999999999", "0e999999"]


@pytest.mark.parametrize("text", LONG)
def test_long_numbers(guest: Guest, text: str) -> None:
    assert same(read_float(guest, text), float(text))
