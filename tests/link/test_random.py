"""Random plug-ins that keep state, called several times: each call is that of a fresh instance, or of one that lives on."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.link.harness import Instance, alone, linked, outcome, plugin
from tests.link.random_plugins import random_plugin

LIMIT = 128 << 16  # bytes of each memory, on both sides
seeds = st.integers(0, 2**32)
calls = st.lists(st.binary(max_size=4), min_size=2, max_size=4)


def check_fresh(seed: int, inputs: list[bytes]) -> None:
    chance = Random(seed)
    plugins = [plugin(random_plugin(chance), alias, pages=32768) for alias in "ab"]
    try:
        instance = Instance(linked(*plugins), memory_limit=LIMIT)
    except Exception as error:
        # Two plug-ins may have more memories and tables than one module may.
        assert getattr(error, "code", "") == "P07", str(error)
        plugins = plugins[:1]
        instance = Instance(linked(*plugins), memory_limit=LIMIT)
    for data in inputs:
        for one in plugins:
            instance.intents.clear()
            found = outcome(instance, f"call {one.alias}.run", data), instance.intents
            assert found == alone(one, data, memory_limit=LIMIT)
            results, objects, events = instance.flushed(one.alias)
            names = [name for name, _, _ in instance.intents]
            assert (results, objects, events) == tuple(names.count(name) for name in ("result_put", "object_put", "event_publish"))


def check_reentrant(seed: int, inputs: list[bytes]) -> None:
    one = plugin(random_plugin(Random(seed)), reentrant=True, pages=32768)
    ours = Instance(linked(one), memory_limit=LIMIT)
    first = alone(one, inputs[0], memory_limit=LIMIT)[0]
    try:
        theirs = Instance(one.wasm, memory_limit=LIMIT)
    except Exception:
        assert first == outcome(ours, "call p.run", inputs[0]) == "trap"
        return
    for data in inputs:
        expected = outcome(theirs, "run", data)
        assert (outcome(ours, "call p.run", data), ours.intents) == (expected, theirs.intents)
        if expected == "trap":
            return


@settings(max_examples=20, deadline=None)
@given(seeds, calls)
def test_fresh_on_every_call(seed: int, inputs: list[bytes]) -> None:
    check_fresh(seed, inputs)


@settings(max_examples=20, deadline=None)
@given(seeds, calls)
def test_reentrant(seed: int, inputs: list[bytes]) -> None:
    check_reentrant(seed, inputs)


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(seeds, calls)
def test_fresh_on_every_call_at_length(seed: int, inputs: list[bytes]) -> None:
    check_fresh(seed, inputs)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(seeds, calls)
def test_reentrant_at_length(seed: int, inputs: list[bytes]) -> None:
    check_reentrant(seed, inputs)
