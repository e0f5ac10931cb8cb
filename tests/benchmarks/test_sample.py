"""The cutter of the sample on a small package of our own: what is cut, that it runs alone, and what is left out."""

from __future__ import annotations

import pytest

from benchmarks.sample.__main__ import draw
from benchmarks.sample.cut import Program, programs
from benchmarks.sample.judge import judge
from benchmarks.sample.modules import Package
from benchmarks.sample.oracle import answers

FILES = [
    ("pack/__init__.py", "from .one import double\n"),
    (
        "pack/one.py",
        '''from __future__ import annotations
import socket
import math
from .two import helper as _helper

FACTOR = 2

def double(x: int) -> int:
    """Twice x.

    >>> double(3)
    6
    >>> double(None)
    Traceback (most recent call last):
    TypeError: unsupported operand
    """
    return _helper(x) * FACTOR

def listing():
    """Needs what no body has.

    >>> listing()
    []
    """
    return socket.gethostname()

if __name__ == "__main__":
    print(math.floor(2.5), double(1))
''',
    ),
    ("pack/two.py", "def helper(x):\n    return +x\n"),
    (
        "tests/test_one.py",
        '''import unittest
import pytest
from pack import double

@pytest.mark.parametrize("x, y", [(1, 2), (2, 4)])
def test_rows(x, y):
    assert double(x) == y

def test_raises():
    with pytest.raises(TypeError):
        double("a")

def test_fixture(tmp_path):
    assert tmp_path

class Case(unittest.TestCase):
    limit = 4
    def setUp(self):
        self.x = double(2)
    def check(self, y):
        self.assertEqual(self.x, y)
    def test_it(self):
        self.check(self.limit)
        with self.subTest("other"):
            self.assertRaises(TypeError, double, [])
''',
    ),
]
CUT = ["pack/pack.one:double", "pack/pack.one:__main__", "pack/tests.test_one:test_rows", "pack/tests.test_one:test_raises"]


@pytest.fixture(scope="module")
def found() -> list[Program]:
    return list(programs("pack", Package(FILES)))


def test_names(found: list[Program]) -> None:
    assert sorted(p.name for p in found) == sorted([*CUT, "pack/tests.test_one:Case.test_it"])


def test_they_run_alone_and_equal_when_compiled(found: list[Program]) -> None:
    rows = answers(found)
    assert len(rows) == len(found)
    shown = {program.name.partition(":")[2]: out for program, out, _ in rows}
    assert shown["double"] == "6\nTypeError bad operand type for unary +: 'NoneType'\n"
    assert shown["__main__"] == "2 2\n"
    assert shown["test_rows"] == "test_rows passed\n"
    assert shown["Case.test_it"] == "TypeError bad operand type for unary +: 'list'\ntest_it passed\n"
    assert {judge(*row).kind for row in rows} == {"equal"}


def test_what_is_not_deterministic_is_left_out() -> None:
    rows = answers([Program("a", "print({'a', 'b', 'c', 'd', 'e'})"), Program("b", "print(object())"), Program("c", "print(1)"), Program("d", "1 / 0")])
    assert [program.name for program, _, _ in rows] == ["c"]


def test_verdicts() -> None:
    assert judge(Program("a", "print(1)"), "2\n", 1.0).why == "wanted '2', got '1'"
    assert judge(Program("b", "import socket\nprint(1)"), "1\n", 1.0).kind == "refused"
    assert judge(Program("c", "print(1 / 0)"), "1\n", 1.0).why.startswith("raises ZeroDivisionError")


def test_halves_depend_on_the_seed_alone() -> None:
    rows = [(Program(str(i), "print(1)"), "1\n", 0.0) for i in range(100)]
    one = draw(rows, 20, 1)
    assert one == draw(rows, 20, 1) != draw(rows, 20, 2)
    assert len(one["open"]) == len(one["held"]) == 10
    assert not {r[0].name for r in one["open"]} & {r[0].name for r in one["held"]}


def test_a_program_stays_in_its_half_when_another_one_goes() -> None:
    rows = [(Program(f"p{i}", ""), "", 0.0) for i in range(100)]
    halves = draw(rows, 40, 0)
    names = {half: [row[0].name for row in found] for half, found in halves.items()}
    assert {half: len(found) for half, found in names.items()} == {"open": 20, "held": 20}
    gone = names["open"][3]
    others = draw([row for row in rows if row[0].name != gone], 40, 0)
    assert [row[0].name for row in others["held"]] == names["held"]
    assert [row[0].name for row in others["open"]][:19] == [name for name in names["open"] if name != gone]
