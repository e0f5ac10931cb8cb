
"""statistics, bisect, heapq, html and textwrap against CPython."""

from __future__ import annotations

import bisect
import heapq
import html
import random
import statistics
import textwrap
from typing import Any

import pytest
from module_guest import CALLED, Emulated, Guest, Handle, call, outcome, same, wasm

MODULES: dict[str, Any] = {"statistics": statistics, "bisect": bisect, "heapq": heapq, "html": html, "textwrap": textwrap}
NAMES = [n for n in CALLED if n.split(".")[0] in MODULES]


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    return Emulated() if request.param == "emulated" else wasm(NAMES)


def reference(name: str) -> Any:
    module, _, function = name.partition(".")
    return getattr(MODULES[module], function)


DATA = [[], [1], [1, 2], [1, 2, 3], [1.5, 2, 3.25], [0.1] * 10, [3, 1, 2, 3, 1], [True, False, True], ["a"], [1, "a"], 5, (2, 4, 4, 4, 5, 5, 7, 9)]


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith("statistics.")])
def test_statistics(guest: Guest, name: str) -> None:
    rng = random.Random(4)
    more = [[rng.uniform(-100, 100) for _ in range(n)] for n in (3, 10, 25)] + [[rng.randrange(1000) for _ in range(20)]]
    for data in [*DATA, *more]:
        expected = outcome(reference(name), data)
        found = outcome(call, guest, name, data)
        if getattr(expected, "args", None) is not None and expected.args[0] == "TypeError":
            assert found.args[0] == "TypeError"
        else:
            assert same(found, expected), data


CASES: list[tuple[str, tuple[Any, ...]]] = [
    *((f"bisect.{f}", (a, x)) for f in ("bisect", "bisect_left", "bisect_right") for a in ([], [1, 2, 2, 3], "abbc") for x in (2, "b")),
    ("bisect.bisect", ([1, 2, 3, 4], 9, 1, 3)),
    ("bisect.bisect", ([1, 2], 1, -1)),
    ("heapq.nsmallest", (2, [3, 1, 2])),
    ("heapq.nlargest", (2, [3, 1, 2])),
    ("heapq.nlargest", (9, [3, 1, 2])),
    ("heapq.nsmallest", (-1, [3])),
    ("heapq.heappop", ([],)),
    ("heapq.heappop", ((1,),)),
    ("heapq.heapify", ("x",)),
    ("heapq.heappush", ((1,), 2)),
    ("html.escape", ("<a href=\"x\">'&'</a>é",)),
    ("html.escape", ("\"'", False)),
    ("html.escape", (5,)),
    ("html.unescape", ("&lt;&amp;&eacute;&#233;&#xe9;&nope;&amp",)),
    ("html.unescape", ("plain",)),
    *(("textwrap.dedent", (t,)) for t in ("", "  a\n  b\n", "  a\n b\n\n   \n\tc", "\n    x\n      y\n    z\n    ", "\ta\n\t b", "a\n  b", "   ", "  a\n\n  b", "  é\n   ü")),
    *(("textwrap.indent", (t, "> ")) for t in ("", "a\nb", "a\n\n  \nb\n", "x\r\ny\rz", "é\n")),
    ("textwrap.indent", (5, "x")),
]


@pytest.mark.parametrize(("name", "args"), CASES)
def test_cases(guest: Guest, name: str, args: tuple[Any, ...]) -> None:
    assert same(outcome(call, guest, name, *args), outcome(reference(name), *args))


def test_insort(guest: Guest) -> None:
    for name in ("insort", "insort_left"):
        items = [1, 2, 2, 3]
        v = Handle(guest.to_val(items))
        call(guest, f"bisect.{name}", v, 2.0)
        getattr(bisect, name)(items, 2.0)
        assert same(guest.from_val(v.address), items)


def test_heap(guest: Guest) -> None:
    rng = random.Random(9)
    items = [rng.randrange(50) for _ in range(40)]
    v = Handle(guest.to_val(items))
    call(guest, "heapq.heapify", v)
    heapq.heapify(items)
    assert guest.from_val(v.address) == items
    for name in ("heappush", "heappushpop", "heapreplace", "heappush"):
        for _ in range(5):
            x = rng.randrange(60)
            assert call(guest, f"heapq.{name}", v, x) == getattr(heapq, name)(items, x)
            assert guest.from_val(v.address) == items
    while items:
        assert call(guest, "heapq.heappop", v) == heapq.heappop(items)
        assert guest.from_val(v.address) == items
