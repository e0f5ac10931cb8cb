"""A linked module is as fresh on every call: whatever it keeps, its answers are those of an instance that was just made."""

from __future__ import annotations

import pytest

from noetlc.link import Linked
from tests.link.cases import CASES, HEAD, RUN, stateful
from tests.link.harness import Instance, alone, linked, outcome, plugin


@pytest.mark.parametrize("name", CASES)
def test_fresh_on_every_call(name: str) -> None:
    one = plugin(CASES[name])
    expected = alone(one)
    instance = Instance(linked(one))
    for _ in range(4):
        assert (outcome(instance, "call p.run"), instance.intents) == expected
    traps = name in ("a start function that traps", "nothing of an active segment, outside", "a segment outside memory", "elements outside a table", "an output beyond memory") or "is read" in name
    assert (expected[0] == "trap") == traps


@pytest.mark.parametrize("name", CASES)
def test_a_reentrant_module_begins_like_an_instance_and_keeps_its_state(name: str) -> None:
    one = plugin(CASES[name], reentrant=True)
    ours, theirs = Instance(linked(one)), None
    try:
        theirs = Instance(one.wasm)
    except Exception:
        assert outcome(ours, "call p.run") == "trap"
        return
    for _ in range(3):
        assert outcome(ours, "call p.run") == outcome(theirs, "run")


def test_growth_is_capped() -> None:
    code = stateful("(i64.extend_i32_s (memory.grow (i32.const 4))) (i64.extend_i32_s (memory.grow (i32.const 3))) (i64.mul (i64.const 100)) i64.add")
    for reentrant in (False, True):
        instance = Instance(linked(plugin(code, reentrant=reentrant, pages=4)))
        assert int.from_bytes(instance.call("call p.run"), "little", signed=True) == -1 + 100


def test_growth_that_the_host_refuses() -> None:
    code = stateful("(i64.extend_i32_s (memory.grow (i32.const 10))) (i64.extend_i32_s (memory.grow (i32.const 3))) (i64.mul (i64.const 100)) i64.add")
    instance = Instance(linked(plugin(code)), memory_limit=8 << 16)
    for _ in range(3):
        assert int.from_bytes(instance.call("call p.run"), "little", signed=True) == -1 + 100


def test_capabilities_trap_in_start() -> None:
    top = """(import "noetl" "{name}" (func $c (param {params}) (result i32)))"""
    for name, count in (("event_publish", 2), ("result_put", 4), ("object_put", 4)):
        call = f"(drop (call $c {'(i32.const 0) ' * count}))"
        text = f'(module {top.format(name=name, params="i32 " * count)} {HEAD.format(most="")} (start $s) (func $s {call}) {RUN} {call} (i64.const 0)))'
        assert outcome(Instance(linked(plugin(text))), "call p.run") == "trap"
        in_entry = text.replace(f"(start $s) (func $s {call})", "")
        instance = Instance(linked(plugin(in_entry)))
        assert instance.call("call p.run") == b""
        assert len(instance.intents) == 1


def test_counts_are_those_of_the_last_call() -> None:
    text = f"""(module (import "noetl" "event_publish" (func $c (param i32 i32) (result i32))) {HEAD.format(most="")}
      {RUN} (if (local.get $n) (then (drop (call $c (i32.const 0) (i32.const 1))))) (i64.const 0)))"""
    for reentrant in (False, True):
        instance = Instance(linked(plugin(text, reentrant=reentrant)))
        assert instance.flushed("p") == (0, 0, 0)
        for data, counts in ((b"1", (0, 0, 1)), (b"1", (0, 0, 1)), (b"", (0, 0, 0))):
            instance.call("call p.run", data)
            assert instance.flushed("p") == counts


def test_a_module_that_is_not_called_costs_nothing_at_the_start() -> None:
    one: Linked = plugin(stateful("(i64.const 3)", "(start $s) (func $s unreachable)"))
    assert Instance(linked(one)).flushed("p") == (0, 0, 0)
