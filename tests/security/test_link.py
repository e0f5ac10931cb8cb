"""A few hundred trials of `fuzz_link`, and bytes made to be long or deep."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from noetlc.host.sections import read_module
from noetlc.link import LinkError, check_plugin
from noetlc.link.reader import decode
from tests.link.cases import HEX
from tests.link.harness import wasm
from tests.security import fuzz_link
from tests.security.hostile_modules import MAGIC, custom, leb, section

TRIALS = 200


def test_trials() -> None:
    counts = Counter(fuzz_link.trial(random.Random(seed)) for seed in range(TRIALS))
    assert counts["linked, like alone"] > TRIALS / 10
    assert sum(count for outcome, count in counts.items() if "refused" in outcome) > TRIALS / 4


def test_every_beginning_of_a_module() -> None:
    data = wasm(HEX)
    ends = {one.start + one.size for one in read_module(data).sections}
    for size in range(len(data)):
        if size not in ends:
            with pytest.raises(LinkError):
                check_plugin(data[:size], ("run",))


HUGE = leb(0xFFFFFFFF)
CUT = {
    **{f"{HUGE!r} items in section {number}": MAGIC + section(number, HUGE) for number in (1, 2, 3, 4, 5, 6, 7, 9, 10, 11)},
    "a section longer than the file": MAGIC + b"\x01" + HUGE,
    "a number without end": MAGIC + b"\x01" + b"\x80" * 100_000,
    "a custom section without a name": MAGIC + section(0, b""),
    "a name that is not UTF-8": MAGIC + custom(b"\xff", b""),
    "sections out of order": MAGIC + section(3, b"\0") + section(1, b"\0"),
    "a section twice": MAGIC + section(1, b"\0") + section(1, b"\0"),
    "a function without a type": MAGIC + section(3, b"\x01\0"),
    "a function without code": MAGIC + section(1, b"\x01\x60\0\0") + section(3, b"\x01\0"),
    "code without a function": MAGIC + section(10, b"\x01\x02\0\x0b"),
    "a jump table without end": MAGIC + section(1, b"\x01\x60\0\0") + section(3, b"\x01\0") + section(10, b"\x01\x08\0\x0e" + HUGE + b"\x0b"),
    "four thousand million locals": MAGIC + section(1, b"\x01\x60\0\0") + section(3, b"\x01\0") + section(10, b"\x01\x08\x01" + HUGE + b"\x7f\x0b"),
    "a hundred thousand blocks": MAGIC + section(1, b"\x01\x60\0\0") + section(3, b"\x01\0") + section(10, b"\x01" + leb(200_002) + b"\0" + b"\x02\x40" * 100_000 + b"\x0b"),
    "a constant without end": MAGIC + section(6, b"\x01\x7f\0" + b"\x41\x00" * 50_000),
}  # fmt: skip


@pytest.mark.parametrize("name", CUT)
def test_made_to_be_wrong(name: str) -> None:
    with pytest.raises(LinkError) as caught:
        check_plugin(CUT[name], ())
    assert caught.value.code in ("P01", "P04", "P07")
    try:
        decode(CUT[name])
    except LinkError as error:
        assert error.code in ("P01", "P04")


def test_numbers_that_are_longer_than_they_need_to_be() -> None:
    """Legal, if unusual: padded numbers keep their meaning."""
    short, padded = b"\x20\x00\x20\x00\x20\x01\xfc\x0a\x00\x00", b"\x20\x00\x20\x00\x20\x01\xfc\x8a\x80\x00\x80\x00\x00"
    found = []
    for copy in (short, padded):
        body = b"\0" + copy + b"\x0b"
        head = section(1, b"\x01\x60\x02\x7f\x7f\0") + section(3, b"\x01\0") + section(5, b"\x01\0\x01")
        found += decode(MAGIC + head + section(10, b"\x01" + leb(len(body)) + body)).instructions.values()
    assert found == [(0xFC0A, 0, 0)] * 2
