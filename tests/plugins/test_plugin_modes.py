"""The same plug-in shared, linked and by itself, on random data."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

import kernel_sources as sources
from plugin_support import book, step

import noetlc
from noetlc.plugins.kernel import build_kernel

SOURCE = (
    sources.HEAD
    + '''
from noetlc.kernel.lang import live, lt_u
from noetlc.runtime.values.dict import dict_key_at, dict_new, dict_next, dict_set, dict_value_at
from noetlc.runtime.json.dump import json_dump
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.layout.tags import T_DICT, T_LIST, T_STR
from noetlc.runtime.values.list import list_get, list_len, list_new, list_push
from noetlc.runtime.values.memory import from_int, has_tag, tag_of
from noetlc.runtime.text.strings import buf_end, str_concat
from noetlc.runtime.values.buffer import buf_begin, buf_str

depth: i32 = 0
deepest: i32 = 0


def walk(v: val) -> val:
    """A value in another shape: lists reversed, keys with their depth, strings twice."""
    global depth, deepest
    depth += 1
    if depth > deepest:
        deepest = depth
    out: val = v
    if has_tag(v, T_STR):
        out = str_concat(v, v)
    elif has_tag(v, T_LIST):
        out = list_new(0)
        i: i32 = list_len(v) - 1
        while i >= 0:
            list_push(out, walk(list_get(v, i)))
            i -= 1
    elif has_tag(v, T_DICT):
        out = dict_new()
        e: i32 = dict_next(v, 0)
        while e >= 0:
            dict_set(out, str_concat(dict_key_at(v, e), lit("!")), walk(dict_value_at(v, e)))
            e = dict_next(v, e + 1)
    depth -= 1
    return out


@function("json", result="json")
def turn(v: val) -> val:
    out: val = list_new(3)
    list_push(out, walk(v))
    list_push(out, v)
    list_push(out, v)
    list_push(out, from_int(i64(deepest)))
    return out


@function("json", result="str")
def dump(v: val) -> val:
    mark: i32 = buf_begin()
    if json_dump(v) < 0:
        trap()
    return buf_end(mark)
'''
)

BODY = """
from noetl.plugins import random
got = random.turn(x)
got[1] = None
result = [got, random.dump(x), random.turn([x, 2.5])]
"""

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**25), 10**25) | st.integers(-100, 100) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(TEXT, inner, max_size=12),
    max_leaves=25,
)


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes, bytes]:
    """A playbook with the plug-in shared and linked, and the plug-in."""
    shared, linked = tmp_path_factory.mktemp("shared"), tmp_path_factory.mktemp("linked")
    alone = build_kernel(sources.write(shared, "random", SOURCE))
    (linked / "random.wasm").write_bytes(alone)
    text = book(step("start", {"kind": "python", "code": BODY, "input": {"x": "{{ x }}"}}), workload={"x": None})
    first, second = (noetlc.build(text, plugin_path=[folder], verify=False, verify_ir=True) for folder in (shared, linked))
    assert [one.manifest["plugins"][0]["mode"] for one in (first, second)] == ["shared", "linked"]
    return first.wasm, second.wasm, alone


@settings(max_examples=80, deadline=None)
@given(JSON)
def test_modes_agree(modules: tuple[bytes, bytes, bytes], value: Any) -> None:
    shared, linked, alone = modules
    turned = sources.call(alone, "turn", value)
    expected = [[turned[0], None, *turned[2:]], sources.call(alone, "dump", value), sources.call(alone, "turn", [value, 2.5])]
    text = json.dumps(expected)
    for wasm in (shared, linked):
        envelope = noetlc.run(wasm, {"x": value})
        assert envelope["errors"] == []
        assert json.dumps(envelope["result"]) == text
