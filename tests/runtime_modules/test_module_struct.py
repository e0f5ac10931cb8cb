"""struct against CPython: random formats, and floats of every size."""

from __future__ import annotations

import math
import random
import struct
from typing import Any

import pytest
from module_guest import Emulated, Guest, call, outcome, wasm

NAMES = ["struct.calcsize", "struct.pack", "struct.unpack", "struct.unpack_from"]
INTS = {"b": 8, "B": 8, "h": 16, "H": 16, "i": 32, "I": 32, "l": 32, "L": 32, "q": 64, "Q": 63, "n": 64, "N": 63}


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    return Emulated() if request.param == "emulated" else wasm(NAMES)


def value(rng: random.Random, code: str) -> Any:
    """A value that fits an item, sometimes one that does not."""
    if code in INTS:
        width = INTS[code]
        low, high = (-(1 << width - 1), (1 << width - 1) - 1) if code.islower() else (0, (1 << min(width, 62)) - 1)
        return rng.choice([low, high, 0, 1, rng.randint(low, high), rng.randint(low, high), -1])
    if code == "c":
        return rng.randbytes(1)
    if code == "?":
        return rng.choice([True, False, 0, "x", None])
    if code in "sp":
        return rng.randbytes(rng.randrange(6))
    return rng.choice([0.0, -0.0, 1.5, rng.uniform(-100, 100), rng.uniform(-1e-6, 1e-6), 7, True])


def test_formats(guest: Guest) -> None:
    rng = random.Random(11)
    for _ in range(60 if isinstance(guest, Emulated) else 3000):
        order = rng.choice(["", "<", ">", "=", "!", "@"])
        codes = "bBhHiIlLqQ?cspxefd" + ("" if order in ("<", ">", "=", "!") else "nN")
        fmt, values = order, []
        for _ in range(rng.randrange(5)):
            code = rng.choice(codes)
            count = rng.choice([1, 1, 1, 0, 2, 3])
            if code == "p":
                count = count or 1
            fmt += rng.choice(["", " "]) + (str(count) if count != 1 or rng.random() < 0.2 else "") + code
            values += [value(rng, code) for _ in range(count if code not in "spx" else int(code != "x"))]
        if rng.random() < 0.1:
            values = values[:-1]
        assert outcome(call, guest, "struct.calcsize", fmt) == outcome(struct.calcsize, fmt), fmt
        packed = outcome(struct.pack, fmt, *values)
        assert outcome(call, guest, "struct.pack", fmt, *values) == packed, (fmt, values)
        if isinstance(packed, bytes):
            assert outcome(call, guest, "struct.unpack", fmt, packed) == outcome(struct.unpack, fmt, packed), (fmt, packed)
            assert outcome(call, guest, "struct.unpack_from", fmt, b"__" + packed, 2) == outcome(struct.unpack, fmt, packed)


def floats(rng: random.Random, many: int) -> list[float]:
    """Floats around the limits and halfway between the neighbours of 16 and 32 bits."""
    found = [math.inf, -math.inf, math.nan, -math.nan, 5e-324, 65504.0, 65519.999, 65520.0, 3.4028235677973366e38, 3.4028234e38]
    for _ in range(many):
        half = struct.unpack("<e", rng.randbytes(2))[0]
        single = struct.unpack("<f", rng.randbytes(4))[0]
        for x in (half, single):
            if math.isfinite(x):
                found += [x, x * (1 + 2**-11), x * (1 + 2**-24), x * (1 + 3 * 2**-12), math.nextafter(x, 0.0)]
        found.append(math.ldexp(rng.randrange(1 << 12), rng.randrange(-40, 10)))
        found.append(math.ldexp(rng.randrange(1 << 26), rng.randrange(-180, 100)))
    return found


@pytest.mark.parametrize("times", [10, pytest.param(1500, marks=pytest.mark.slow)])
def test_floats(times: int, guest: Guest) -> None:
    rng = random.Random(3)
    if times > 10 and isinstance(guest, Emulated):
        pytest.skip("as many are for the module: emulation takes minutes")
    for x in floats(rng, times):
        for fmt in ("<e", ">f", "<d", "f", "e"):
            assert outcome(call, guest, "struct.pack", fmt, x) == outcome(struct.pack, fmt, x), (fmt, x)
    for _ in range(2 * times):
        for fmt, size in (("<e", 2), ("<f", 4), (">d", 8)):
            data = rng.randbytes(size)
            (x,) = call(guest, "struct.unpack", fmt, data)
            assert repr(x) == repr(struct.unpack(fmt, data)[0]), (fmt, data)
            assert call(guest, "struct.pack", fmt, x) == struct.pack(fmt, x)


@pytest.mark.parametrize("fmt", ["k", "3", " <h", "h<", "-h", "\0", "é", 5, None, "99999999999999999999b", "<P", "3 h", b"<h", [1]])
def test_bad_formats(guest: Guest, fmt: Any) -> None:
    for name, args in (("calcsize", ()), ("pack", (1,)), ("unpack", (b"ab",)), ("unpack_from", (b"abcd", 1))):
        assert outcome(call, guest, f"struct.{name}", fmt, *args) == outcome(getattr(struct, name), fmt, *args)
