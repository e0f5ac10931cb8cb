"""Constant patterns of `re` as functions: they find what CPython finds, and the runtime's matcher is linked only for the others."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bodies import program_differences
from fuzz_patterns import Patterns

import noetlc
from benchmarks.common import playbook
from noetlc.lower.patterns.firsts import apart, first_of
from noetlc.lower.patterns.shape import NONE, Chars, Choice, Mark, Repeat, Text, shape_of
from noetlc.lower.python.dispatch.patterns import covered

DIGITS = sum(1 << code for code in range(48, 58))


@pytest.mark.parametrize("seed", [1, 2, pytest.param(3, marks=pytest.mark.slow), pytest.param(4, marks=pytest.mark.slow)])
def test_random_patterns(seed: int) -> None:
    assert program_differences("# --- patterns\n" + Patterns(seed).program(12)) == []


def test_shape() -> None:
    shape = shape_of("(?P<n>[0-9]+)-(?:a|bc)", 0)
    assert shape is not None
    begin, digits, end, text, choice = shape.items
    assert (begin, end, text) == (Mark(1, False), Mark(1, True), Text(b"-"))
    assert isinstance(digits, Repeat)
    assert digits.item == Chars(DIGITS, NONE)
    assert isinstance(choice, Choice)
    assert choice.ways == ((Text(b"a"),), (Text(b"bc"),))
    assert apart(choice.ways, 0)
    assert shape.names == (("n", 1),)
    assert first_of(shape.items).mask == DIGITS


@pytest.mark.parametrize(
    "source",
    [
        r"\d+", "a|b|cd", r"(\w+)\s*=\s*(.*)", r'"(?:[^"\\]|\\.)*"', r"(?P<y>\d{4})-(?P<m>\d\d)", r"\[\[.*?\]\]|\[%.*?%\]", r"^\s*#",
        r"\d+(?:\.\d+)?", r"(?:ab)*a", r"(?i)select\b", r"(?<!\w)x(?=y)", r"if|else|elif", r"(['\"]).*?\1", r"(a|ab)(c|bcd)(d*)",
    ],
)  # fmt: skip
def test_covered(source: str) -> None:
    assert covered(source, 0)


@pytest.mark.parametrize("source", [r"(a)?(?(1)b|c)", r"(?:a*)*b", r"(?:ab?)*b", "(", "(a|b*)*"])
def test_left_to_the_matcher(source: str) -> None:
    assert not covered(source, 0)


def test_flags_that_nobody_knows() -> None:
    assert not covered("a", re.DEBUG)


def _size(code: str) -> int:
    step = {"step": "start", "tool": {"kind": "python", "input": {"s": "{{ workload.s }}"}, "code": code}}
    return len(noetlc.build(playbook([step], workload={"s": "x"}), verify=False).wasm)


def test_the_matcher_is_not_linked() -> None:
    known = _size('import re\nresult = re.sub(r"[a-z]+", "-", s)\n')
    computed = _size('import re\nresult = re.sub("[a-z]+" if s else "b", "-", s)\n')
    assert known < computed - 6000
