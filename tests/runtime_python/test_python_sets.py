"""Sets against CPython: operations and iteration order, by random programs over one pair of sets."""

from __future__ import annotations

from typing import Any

import pytest
from guest_python import ABSENT, PythonGuest, expected, shown
from hypothesis import given, settings
from hypothesis import strategies as st

GUEST = PythonGuest()

MEMBERS = st.one_of(
    st.integers(-40, 400),
    st.integers(-(1 << 62), 1 << 62),
    st.sampled_from([0.5, 2.0, -1, -2, True, False, 1e300, (1, 2), (1, (2, 3)), ()]),
    st.integers(0, 30),
)
ITERABLE = st.one_of(st.lists(MEMBERS, max_size=40), st.lists(st.integers(0, 300), max_size=200))

MUTATORS = [
    ("py_set_add", lambda s, x: s.add(x)),
    ("py_set_discard", lambda s, x: s.discard(x)),
    ("py_set_remove", lambda s, x: s.remove(x)),
]
UPDATES = [
    ("py_set_update", lambda s, x: s.update(x)),
    ("py_difference_update", lambda s, x: s.difference_update(x)),
    ("py_intersection_update", lambda s, x: s.intersection_update(x)),
    ("py_symmetric_difference_update", lambda s, x: s.symmetric_difference_update(x)),
]
OPERATORS = [
    ("py_or", lambda a, b: a | b),
    ("py_and", lambda a, b: a & b),
    ("py_sub", lambda a, b: a - b),
    ("py_xor", lambda a, b: a ^ b),
    ("py_ior", lambda a, b: a.__ior__(b)),
    ("py_iand", lambda a, b: a.__iand__(b)),
    ("py_isub", lambda a, b: a.__isub__(b)),
    ("py_ixor", lambda a, b: a.__ixor__(b)),
]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("one"), st.sampled_from(MUTATORS), MEMBERS),
        st.tuples(st.just("many"), st.sampled_from(UPDATES), ITERABLE),
        st.tuples(st.just("set"), st.sampled_from(UPDATES), ITERABLE),
        st.tuples(st.just("operator"), st.sampled_from(OPERATORS), ITERABLE),
        st.tuples(st.just("pop"), st.just(("py_set_pop", lambda s: s.pop())), st.none()),
        st.tuples(st.just("copy"), st.just(("py_set_copy", lambda s: s.copy())), st.none()),
    ),
    max_size=10,
)


def run_both(start: list[Any], steps: list[Any]) -> None:
    GUEST.reset()
    mine = GUEST.call("py_set", GUEST.to_val(start))
    theirs = set(start)
    for kind, (name, function), operand in steps:
        given_ = set(operand) if kind in ("set", "operator") else operand
        value = GUEST.to_val(operand)
        if kind in ("set", "operator"):
            value = GUEST.call("py_set", value)
        if kind in ("many", "set") and name != "py_symmetric_difference_update":
            holder = GUEST.call("tuple_new", 1)
            GUEST.write(holder + 12, value.to_bytes(4, "little"))
            value = holder
        made = GUEST.call(name, mine) if kind in ("pop", "copy") else GUEST.call(name, mine, value)
        want: Any
        try:
            want = function(theirs) if kind in ("pop", "copy") else function(theirs, given_)
        except KeyError as e:
            assert GUEST.pending() == ("KeyError", str(e))
            continue
        if kind in ("operator", "copy"):
            mine, theirs = made, want
        elif kind == "pop":
            assert shown(GUEST.from_val(made)) == shown(want)
        assert shown(GUEST.from_val(mine)) == shown(theirs), (start, name, operand)


@given(ITERABLE, STEPS)
@settings(max_examples=300, deadline=None)
def test_programs(start: list[Any], steps: list[Any]) -> None:
    run_both(start, steps)


def test_growth() -> None:
    for n in (5, 6, 19, 20, 76, 77, 300, 1300):
        for scale in (1, 3, 8, 1000003):
            items = [i * scale for i in range(n)]
            assert GUEST.outcome("py_set", items) == shown(set(items))


SETS = [set(), {1}, {1, 2, 3}, frozenset({1, 2}), frozenset(), [1, 2], (1,), {1: "x"}, range(2), 5, None, "12", {(1, 2)}]


@pytest.mark.parametrize("name", ["union", "intersection", "difference", "symmetric_difference", "issubset", "issuperset", "isdisjoint"])
def test_methods(name: str) -> None:
    runtime = "py_" + name
    for a in SETS[:5]:
        for b in SETS:
            args = (b,) if name in ("symmetric_difference", "issubset", "issuperset", "isdisjoint") else ((b,),)
            if isinstance(b, str) and name in ("union", "symmetric_difference"):
                continue
            found = GUEST.outcome(runtime, a, *args)
            found = repr(bool(found)) if isinstance(found, int) else found
            assert found == expected(getattr(a, name), b), (name, a, b)  # type: ignore[union-attr]


def test_several_operands() -> None:
    for others in [(), ([1], [2]), ({1, 2}, {2, 3}), ([2], {2, 9}, (2,)), ({5}, 7)]:
        for name in ("union", "intersection", "difference"):
            for a in ({1, 2, 3}, frozenset({2, 5})):
                assert GUEST.outcome("py_" + name, a, others) == expected(getattr(a, name), *others), (name, a, others)


def test_views() -> None:
    for which in ("py_dict_keys", "py_dict_items"):
        for name, function in OPERATORS[:4]:
            for left, right in [({1: 0, 2: 0}, {2: 0, 3: 0}), ({1: 0}, {}), ({}, {1: 0})]:
                GUEST.reset()
                a, b = GUEST.call(which, GUEST.to_val(left)), GUEST.call(which, GUEST.to_val(right))
                view = dict.keys if which == "py_dict_keys" else dict.items
                assert GUEST.result(name, GUEST.call(name, a, b)) == shown(function(view(left), view(right)))
                assert GUEST.call("py_eq", a, b) == (view(left) == view(right))
                for op, compare in ((0, lambda x, y: x < y), (1, lambda x, y: x <= y), (3, lambda x, y: x >= y)):
                    assert GUEST.call("py_compare", a, b, op) == compare(view(left), view(right))


def test_literals_of_constants() -> None:
    for items in [(1, 2, 3), (3, 2, 1, 0, 99, 1000), (8, 0, 16, 24, 32, 40), (8, 16, 24, 32, 40, 1), tuple(range(30, 0, -3))]:
        assert GUEST.outcome("set_of_constants", items) == shown(eval("{" + ", ".join(map(repr, items)) + "}"))


def test_errors() -> None:
    assert GUEST.outcome("py_set_pop", set()) == expected(set().pop)
    assert GUEST.outcome("py_set_remove", {1}, "a") == expected({1}.remove, "a")
    assert GUEST.outcome("py_set_add", {1}, []) == expected({1}.add, [])
    assert GUEST.outcome("py_set", [[]]) == expected(set, [[]])
    assert GUEST.outcome("py_set", ABSENT) == shown(set())
