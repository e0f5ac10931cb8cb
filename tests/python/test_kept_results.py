"""Random calls of functions under `lru_cache` and `cache`: what is computed, and when again, is what CPython's own caches do."""

from __future__ import annotations

from typing import Any

from bodies import compiled, in_cpython, outcome, playbook
from hypothesis import given, settings
from hypothesis import strategies as st

import noetlc

BOUNDS = ("cache", "lru_cache(maxsize=None)", "lru_cache(1)", "lru_cache(maxsize=2)", "lru_cache(3)", "lru_cache(maxsize=5)", "lru_cache")
FUNCTIONS = "".join(
    f"""
@{decorator}
def one{i}(x):
    log.append(('one{i}', repr(x)))
    return one{i}(x - 1) if type(x) is int and 3 < x < 9 else [x]
@{decorator}
def two{i}(x, y):
    log.append(('two{i}', repr(x), repr(y)))
    return 10 // y if type(y) is int else (y, x)
"""
    for i, decorator in enumerate(BOUNDS)
)
ONES = "".join(f"one{i}, " for i in range(len(BOUNDS)))
BODY = f"""
from functools import cache, lru_cache
log = []
{FUNCTIONS}
def call(which, x, y):
    {"".join(f"if which == {2 * i}: return one{i}(x){chr(10)}    if which == {2 * i + 1}: return two{i}(x, y){chr(10)}    " for i in range(len(BOUNDS)))}
    {"".join(f"one{i}.cache_clear(); two{i}.cache_clear(); " for i in range(len(BOUNDS)))}
def key(v):
    return tuple(map(key, v)) if isinstance(v, list) and v else v
for which, x, y in calls:
    try:
        log.append(repr(call(which, key(x), key(y))))
    except Exception as e:
        log.append(type(e).__name__ + ': ' + str(e))
result = log
"""
values = st.recursive(st.sampled_from([0, 1, 2, 3, 5, 1.0, 2.5, True, "a", "1", None, 1 << 62, []]), lambda v: st.lists(v, min_size=1, max_size=2), max_leaves=3)
calls = st.lists(st.tuples(st.integers(0, 2 * len(BOUNDS)), values, values).map(list), max_size=30)


def test_it_is_written_without_wrappers() -> None:
    """None of the functions is a value: the module is half as large as with the library's."""
    native = noetlc.build(playbook(BODY, ("calls",)), verify=False)
    held = noetlc.build(playbook(BODY.replace("result = log", "result = log + [one0.cache_info()[0]]"), ("calls",)), verify=False)
    assert len(native.wasm) < len(held.wasm)


@settings(max_examples=150, deadline=None)
@given(calls)
def test_random_calls(calls: list[Any]) -> None:
    module = compiled(BODY, ("calls",))
    assert outcome(module, {"calls": calls}) == in_cpython(BODY, calls=calls)
