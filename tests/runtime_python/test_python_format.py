"""Format specifications, float printing and rounding against CPython."""

from __future__ import annotations

import math
import random

import pytest
from guest_python import PythonGuest, expected
from hypothesis import given, settings
from hypothesis import strategies as st

GUEST = PythonGuest()

SPECS = """abc + - z # =5 =05 05 , ,s _d ,_d _,d ,,d ,x _x ,c . .3 .3d zd d s +c #c c 5 n 99999999999999999999d é é<5 é<<5 é^5 .2 _ z.1f
010 +010, <010 015, 014, #010x =+8 x=+8 #_b % e E 0 00 .0 .2s 10s dd ss ff -d < << <<< } ! #d #n #.0f #g g .0e #.0e .0g F G .3G +.3e _f
012_.2f +,.1f X #X o b ^12 *^12d >8 <8 03d 06d 011d .2f .4f 08.3f +d x>+8.2f .1% .0% ,d _ .10 .17 .400f z.0f 5c ^5c *<7,""".split()

VALUES = [
    0,
    1,
    -1,
    7,
    65,
    255,
    -255,
    1234567,
    -(1 << 63),
    (1 << 63) - 1,
    1114112,
    True,
    False,
    None,
    0.0,
    -0.0,
    1.0,
    -1.5,
    0.5,
    2.5,
    123.456,
    1e20,
    1e16,
    1e-5,
    0.0001,
    123456789.0,
    1e300,
    5e-324,
    0.1,
    math.inf,
    -math.inf,
    math.nan,
    "",
    "a",
    "abc",
    "é\U0001f600",
    [],
    (1,),
    {},
    b"x",
]


@pytest.mark.parametrize("spec", ["", " ", " d", *SPECS])
def test_table(spec: str) -> None:
    for value in VALUES:
        assert GUEST.outcome("py_format", value, spec) == expected(format, value, spec), (value, spec)


SPEC_TEXT = st.builds(
    "{}{}{}{}{}{}{}{}{}".format,
    st.sampled_from(["", "", "*", "é", "0"]),
    st.sampled_from(["", "<", ">", "^", "="]),
    st.sampled_from(["", "+", "-", " "]),
    st.sampled_from(["", "", "#", "z"]),
    st.sampled_from(["", "0"]),
    st.sampled_from(["", "1", "8", "20"]),
    st.sampled_from(["", "", ",", "_"]),
    st.sampled_from(["", ".0", ".1", ".3", ".15"]),
    st.sampled_from([*"bcdeEfFgGnosxX%", ""]),
)


@given(
    st.one_of(st.floats(), st.integers(-(1 << 63), (1 << 63) - 1), st.integers(-999, 99999), st.text(max_size=5), st.booleans()), SPEC_TEXT
)
@settings(max_examples=600, deadline=None)
def test_random_specs(value: object, spec: str) -> None:
    assert GUEST.outcome("py_format", value, spec) == expected(format, value, spec)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 40), st.sampled_from("eEfFgG"))
@settings(max_examples=300, deadline=None)
def test_precision(x: float, digits: int, kind: str) -> None:
    spec = f".{digits}{kind}"
    assert GUEST.outcome("py_format", x, spec) == expected(format, x, spec)


@given(st.floats(), st.integers(-330, 340))
@settings(max_examples=300, deadline=None)
def test_round_any(x: float, n: int) -> None:
    assert GUEST.outcome("py_round", x, n) == expected(round, x, n)


def test_round_usual() -> None:
    source = random.Random(7)
    for _ in range(400):
        x = source.choice([source.uniform(-1000, 1000), source.randrange(-10000, 10000) / 8, source.randrange(100000) / 1000])
        n = source.randrange(-3, 6)
        assert GUEST.outcome("py_round", x, n) == expected(round, x, n), (x, n)


def test_round_ints() -> None:
    for x in (0, 5, 15, 25, -5, -15, 149, 150, 151, 12345678901, True, 2.5, 3.5, -2.5, 0.5, 1e300, math.nan, math.inf, "a", None):
        for n in (None, 0, 1, -1, -2, -3, -18, 2):
            if x == 1e300 and n is None:
                continue
            assert GUEST.outcome("py_round", x, n) == expected(round, x, n), (x, n)
