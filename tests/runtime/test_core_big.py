"""Ints beyond 64 bits against Python's own."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator

import pytest
from harness import Emulated, Guest, Wasm
from hypothesis import example, given, settings
from hypothesis import strategies as st

FUNCTIONS = """ints_add ints_sub ints_mul ints_neg ints_abs ints_invert ints_floordiv ints_mod ints_truediv ints_pow ints_pow_mod ints_lshift
ints_rshift ints_and ints_or ints_xor ints_round ints_order ints_bit_length put_magnitude big_put buf_end int_parse py_hash wide_float
wide_float_order wide_from_float to_long from_long long_add long_sub_both long_mul long_floordiv long_mod long_and long_or long_xor
long_lshift long_rshift long_lt long_eq long_neg long_abs long_invert big_parse_base""".split()
MANY = settings(max_examples=300, deadline=None)
SIZES = st.sampled_from([1, 31, 32, 61, 62, 63, 64, 65, 96, 128, 300, 2000])
EDGES = st.builds(lambda bits, off, sign: sign * ((1 << bits) + off), SIZES, st.integers(-2, 2), st.sampled_from([1, -1]))
INTS = EDGES | st.integers() | SIZES.flatmap(lambda bits: st.integers(-(1 << bits), 1 << bits))
WIDE = INTS.filter(lambda x: not -(1 << 63) <= x < 1 << 63)


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    return Emulated() if request.param == "emulated" else Wasm(FUNCTIONS)


@pytest.fixture(scope="module")
def wasm() -> Guest:
    return Wasm(FUNCTIONS)


@pytest.fixture(autouse=True)
def nothing_pending(wasm: Guest) -> Iterator[None]:
    yield
    wasm.set_global("raised", 0)


def outcome(guest: Guest, name: str, *args: int) -> object:
    """What a function of ints gives; None if it raised."""
    guest.set_global("raised", 0)
    found = guest.call(name, *map(guest.to_val, args))
    return guest.from_val(found) if found else None


def expected(function: Callable[..., object], *args: int) -> object:
    try:
        return function(*args)
    except (ArithmeticError, ValueError):
        return None


BINARY = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "floordiv": operator.floordiv, "mod": operator.mod,
    "truediv": operator.truediv, "and": operator.and_, "or": operator.or_, "xor": operator.xor,
}  # fmt: skip


@MANY
@given(name=st.sampled_from(sorted(BINARY)), a=INTS, b=INTS)
@example(name="floordiv", a=-(1 << 63), b=-1)
@example(name="mul", a=1 << 32, b=-(1 << 31))
def test_operators(wasm: Guest, name: str, a: int, b: int) -> None:
    assert outcome(wasm, "ints_" + name, a, b) == expected(BINARY[name], a, b)


@settings(max_examples=20, deadline=None)
@given(name=st.sampled_from(["add", "sub", "mul", "floordiv", "mod", "and"]), a=INTS, b=INTS)
def test_operators_everywhere(guest: Guest, name: str, a: int, b: int) -> None:
    assert outcome(guest, "ints_" + name, a, b) == expected(BINARY[name], a, b)


@MANY
@given(a=st.integers(3000, 40000).flatmap(lambda n: st.integers(1 << n, 2 << n)), b=st.integers(3000, 9000).flatmap(lambda n: st.integers(0, 2 << n)))
def test_large_products(wasm: Guest, a: int, b: int) -> None:
    """Factors large enough for products of halves, alike and not."""
    assert outcome(wasm, "ints_mul", a, b) == a * b
    assert outcome(wasm, "ints_mul", -b, a) == -b * a
    hp = wasm.get_global("hp")
    assert outcome(wasm, "ints_floordiv", a, b | 1) == a // (b | 1)
    wasm.set_global("hp", hp)


@MANY
@given(a=INTS)
def test_unary(wasm: Guest, a: int) -> None:
    assert [outcome(wasm, f"ints_{n}", a) for n in ("neg", "abs", "invert")] == [-a, abs(a), ~a]
    assert wasm.call("py_hash", wasm.to_val(a)) == hash(a)
    assert wasm.call("ints_bit_length", wasm.to_val(a)) == a.bit_length()


@MANY
@given(a=INTS, n=st.integers(0, 200))
def test_shifts(wasm: Guest, a: int, n: int) -> None:
    assert outcome(wasm, "ints_lshift", a, n) == a << n
    assert outcome(wasm, "ints_rshift", a, n) == a >> n


@MANY
@given(a=INTS, n=st.integers(0, 9), e=INTS, m=INTS)
def test_powers(wasm: Guest, a: int, n: int, e: int, m: int) -> None:
    assert outcome(wasm, "ints_pow", a, n) == a**n
    e %= 1 << 70
    assert outcome(wasm, "ints_pow_mod", a, e, m) == expected(pow, a, e, m)
    assert outcome(wasm, "ints_pow_mod", a, -5, m) == expected(pow, a, -5, m)


@settings(max_examples=40, deadline=None)
@given(a=INTS, e=st.integers(0, 300).flatmap(lambda n: st.integers(0, 1 << n)), m=st.integers(64, 3000).flatmap(lambda n: st.integers(1 << n, 2 << n)))
@example(a=-1, e=(1 << 68) + 1, m=(1 << 64) + 1)
@example(a=1 << 1900, e=0xF0F0F00F00000000F, m=(1 << 2048) - 1)
def test_large_powers(wasm: Guest, a: int, e: int, m: int) -> None:
    """Exponents that are taken by several bits, moduli whose squares are products of halves."""
    assert outcome(wasm, "ints_pow_mod", a, e, m) == pow(a, e, m)


@MANY
@given(a=INTS, digits=st.integers(-40, 2))
def test_rounding(wasm: Guest, a: int, digits: int) -> None:
    assert outcome(wasm, "ints_round", a, digits) == round(a, digits)


@MANY
@given(a=INTS, b=INTS)
def test_order(wasm: Guest, a: int, b: int) -> None:
    assert wasm.call("ints_order", wasm.to_val(a), wasm.to_val(b)) == (a > b) - (a < b)


@MANY
@given(a=WIDE, x=st.floats())
@example(a=1 << 63, x=9223372036854775808.0)
@example(a=(1 << 64) + 1, x=18446744073709551616.0)
def test_floats(wasm: Guest, a: int, x: float) -> None:
    want = 2 if math.isnan(x) else (a > x) - (a < x)
    assert wasm.call("wide_float_order", wasm.to_val(a), x) == want
    try:
        assert wasm.call("wide_float", wasm.to_val(a)) == float(a)
    except OverflowError:
        assert wasm.call("wide_float", wasm.to_val(a)) == (math.inf if a > 0 else -math.inf)
    if 2.0**63 <= abs(x) < math.inf:
        assert wasm.from_val(wasm.call("wide_from_float", x)) == int(x)


def written(guest: Guest, name: str, *args: int) -> str:
    mark = int(guest.get_global("buf_pos")) - int(guest.get_global("buf_base"))
    guest.call(name, *args)
    return guest.text(guest.call("buf_end", mark))


@MANY
@given(a=WIDE)
def test_text(wasm: Guest, a: int) -> None:
    assert written(wasm, "big_put", wasm.to_val(a)) == str(a)
    text = str(a).encode()
    assert wasm.from_val(wasm.call("int_parse", wasm.put(text), len(text))) == a
    for base, form in ((2, "b"), (8, "o"), (10, "d"), (16, "x")):
        assert written(wasm, "put_magnitude", wasm.to_val(a), base) == format(abs(a), form)
    digits = f"{abs(a):_x}".encode()
    at = wasm.put(digits)
    assert wasm.from_val(wasm.call("big_parse_base", at, at + len(digits), 16, int(a < 0))) == a


# ---- words


LONG = {
    "add": operator.add, "sub_both": operator.sub, "mul": operator.mul, "floordiv": operator.floordiv, "mod": operator.mod,
    "and": operator.and_, "or": operator.or_, "xor": operator.xor,
}  # fmt: skip


def word(guest: Guest, x: int) -> int:
    return int(guest.call("to_long", guest.to_val(x)))


def of_word(guest: Guest, w: int) -> object:
    return guest.from_val(guest.call("from_long", w))


@MANY
@given(name=st.sampled_from(sorted(LONG)), a=INTS, b=INTS)
@example(name="add", a=1 << 60, b=1 << 60)
@example(name="sub_both", a=1 << 70, b=1 << 70)
def test_words(wasm: Guest, name: str, a: int, b: int) -> None:
    """Arithmetic of unboxed ints, whatever their size."""
    found = wasm.call("long_" + name, word(wasm, a), word(wasm, b))
    want = expected(LONG[name], a, b)
    assert (wasm.get_global("raised") != 0) if want is None else of_word(wasm, found) == want
    wasm.set_global("raised", 0)


@MANY
@given(a=INTS, b=INTS, n=st.integers(0, 130))
def test_more_words(wasm: Guest, a: int, b: int, n: int) -> None:
    w = word(wasm, a)
    assert of_word(wasm, w) == a
    assert [of_word(wasm, wasm.call("long_" + f, w)) for f in ("neg", "abs", "invert")] == [-a, abs(a), ~a]
    assert of_word(wasm, wasm.call("long_lshift", w, n)) == a << n
    assert of_word(wasm, wasm.call("long_rshift", w, n)) == a >> n
    assert wasm.call("long_lt", w, word(wasm, b)) == (a < b)
    assert wasm.call("long_eq", w, word(wasm, b)) == (a == b)
    assert wasm.call("long_eq", w, word(wasm, a)) == 1


@MANY
@given(a=st.integers(-(1 << 61), (1 << 61) - 1), b=INTS)
def test_a_word_lies_beside_ints_as_its_int_does(wasm: Guest, a: int, b: int) -> None:
    assert (a < word(wasm, b), a == word(wasm, b)) == (a < b, a == b)
