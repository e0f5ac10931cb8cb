"""The collector: values survive unchanged, garbage does not."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from harness import Emulated, Guest, Wasm
from hypothesis import given, settings
from hypothesis import strategies as st

from noetlc.kernel.emulate import Trap
from noetlc.layout.tags import T_ITEMS, T_LIST

FUNCTIONS = ["start_collector", "collect", "buf_str", "buf_end", "dict_delete", "dict_get", "list_copy", "int_parse"]
EXAMPLES = settings(max_examples=20, deadline=None)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=12) | st.tuples(inner, inner),
    max_leaves=12,
)
TABLE_WORDS = 4


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    made = Emulated() if request.param == "emulated" else Wasm(FUNCTIONS)
    table = made.put(bytes(4 * TABLE_WORDS))
    made.call("start_collector", table, 4 * TABLE_WORDS)
    return made


def push(guest: Guest, *values: int) -> None:
    pointer = int(guest.get_global("stack_ptr"))
    guest.write(pointer, struct.pack(f"<{len(values)}i", *values))
    guest.set_global("stack_ptr", pointer + 4 * len(values))


def pop(guest: Guest, count: int) -> list[int]:
    pointer = int(guest.get_global("stack_ptr")) - 4 * count
    guest.set_global("stack_ptr", pointer)
    return guest.words(pointer, count)


def heap_size(guest: Guest) -> int:
    return int(guest.get_global("hp")) - int(guest.get_global("heap_start"))


@EXAMPLES
@given(kept=st.lists(DATA, max_size=4), dropped=st.lists(DATA, max_size=4))
def test_values_survive(guest: Guest, kept: list[Any], dropped: list[Any]) -> None:
    for x in dropped:
        guest.to_val(x)
    values = []
    for x in kept:
        values.append(guest.to_val(x))
        guest.put(b"no object")
    push(guest, *values, guest.integer(-5))
    guest.call("collect")
    first = heap_size(guest)
    guest.call("collect")
    assert heap_size(guest) == first
    found = pop(guest, len(kept) + 1)
    assert [guest.from_val(v) for v in found] == [*kept, -5]
    guest.call("collect")


def test_sharing_and_cycles(guest: Guest) -> None:
    shared = guest.to_val(["x"])
    outer = guest.to_val([])
    for item in (shared, shared, outer):
        guest.call("list_push", outer, item)
    push(guest, outer, shared)
    guest.call("collect")
    outer, shared = pop(guest, 2)
    items = guest.words(guest.word(outer + 16) + 8, 3)
    assert items == [shared, shared, outer]
    assert guest.from_val(shared) == ["x"]


def test_dict_works_after_moving(guest: Guest) -> None:
    model = {f"key{i}": [i] for i in range(40)}
    d = guest.to_val(model)
    guest.call("dict_delete", d, guest.string("key7"))
    del model["key7"]
    push(guest, d)
    guest.call("collect")
    (d,) = pop(guest, 1)
    for key, x in model.items():
        assert guest.from_val(guest.call("dict_get", d, guest.string(key))) == x
    guest.call("dict_set", d, guest.string("more"), guest.integer(1))
    assert guest.from_val(d) == model | {"more": 1}


def test_text_under_construction_survives(guest: Guest) -> None:
    mark = int(guest.get_global("buf_pos")) - int(guest.get_global("buf_base"))
    guest.call("buf_str", guest.string("one " * 500))
    guest.call("collect")
    guest.call("buf_str", guest.string("two" * 500))
    assert guest.text(guest.call("buf_end", mark)) == "one " * 500 + "two" * 500


@pytest.mark.parametrize("made", ["emulated", "wasm"])
def test_sets_survive(made: str) -> None:
    functions = ["set_new", "set_add", "frozenset_new", "start_collector", "collect"]
    guest = Emulated() if made == "emulated" else Wasm(functions)
    guest.call("start_collector", 0, 0)
    x = {"text", 5, None, 1.5, (1, "a"), frozenset({2, "b"})}
    push(guest, guest.to_val(x))
    guest.call("collect")
    (v,) = pop(guest, 1)
    assert guest.from_val(v) == x
    guest.call("set_add", v, guest.string("new"))
    assert guest.from_val(v) == x | {"new"}


def test_root_table_and_pending_exception(guest: Guest) -> None:
    table = int(guest.get_global("root_table"))
    items = struct.pack("<BBHIii", T_ITEMS, 0, 8, 16, guest.to_val("in static storage"), 0)
    storage = below_heap(guest, items)
    holder = below_heap(guest, struct.pack("<BBHIiiii", T_LIST, 0, 16, 24, 1, 1, storage, 0))
    guest.write(table, struct.pack("<iiii", holder, guest.to_val({"a": [1]}), 0, guest.integer(4)))
    guest.set_global("raised", guest.to_val("pending"))
    guest.to_val("garbage" * 100)
    guest.call("collect")
    words = guest.words(table, 4)
    assert guest.from_val(words[0]) == ["in static storage"]
    assert guest.from_val(words[1]) == {"a": [1]}
    assert words[2:] == [0, guest.integer(4)]
    assert guest.from_val(int(guest.get_global("raised"))) == "pending"
    guest.set_global("raised", 0)
    guest.write(table, bytes(16))


def below_heap(guest: Guest, content: bytes) -> int:
    """Places bytes in the upper part of the shadow stack, which lies below the heap and is not in use here."""
    address = int(guest.get_global("stack_limit")) - 64
    guest.set_global("stack_limit", address)
    guest.write(address, content)
    return address


def test_short_lived_strings_need_little_memory() -> None:
    """300 MB of strings, while a dict grows to 5,000 entries, fit into 16 MiB."""
    guest = Wasm([*FUNCTIONS, "str_concat", "dict_set"])
    guest.call("start_collector", 0, 0)
    half = guest.string("x" * 20_000)
    d = guest.to_val({})
    collections = 0
    for i in range(8_000):
        joined = guest.call("str_concat", half, half)
        if i < 5_000:
            guest.call("dict_set", d, guest.string(f"key {i}"), guest.integer(i))
        if int(guest.get_global("hp")) > int(guest.get_global("gc_due")):
            push(guest, half, d, joined)
            guest.call("collect")
            half, d, joined = pop(guest, 3)
            collections += 1
    assert collections > 20
    assert guest.memory.size(guest.store) * 65536 <= 16 << 20
    assert guest.from_val(d) == {f"key {i}": i for i in range(5_000)}


def test_a_full_shadow_stack_aborts(guest: Guest) -> None:
    before = guest.get_global("stack_ptr")
    guest.set_global("stack_ptr", int(guest.get_global("stack_limit")) + 4)
    with pytest.raises(Trap):
        guest.call("collect")
    guest.set_global("stack_ptr", before)
