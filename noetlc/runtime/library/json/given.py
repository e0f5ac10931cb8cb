"""The items of a list, tuple or dict whose class gives them in its own way, for `json.dumps`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, live, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import Dict, List, Tuple
from noetlc.layout.tags import T_DICT, T_TUPLE
from noetlc.runtime.python.classes.lookup import call_method
from noetlc.runtime.python.containers.unpack import py_unpack, unpacked_item
from noetlc.runtime.python.exceptions.errors import raise_value_error
from noetlc.runtime.python.protocol import list_of, py_truth
from noetlc.runtime.values.list import list_get, list_new, list_set, pair_new
from noetlc.runtime.values.memory import has_tag, raised


def json_py_given(v: val, by_truth: i32) -> val:
    """The list of what a container gives, 0 when raised. What is false is empty when the text is indented, which CPython does in Python."""
    if live(Feature.JSON_OPTIONS) and by_truth and not py_truth(v):
        return list_new(0) if raised == 0 else 0
    if not has_tag(v, T_DICT):
        return list_of(v)
    if Dict(v).used == 0:
        return list_new(0)
    items: val = call_method(v, lit("items"), 0)
    return json_py_pairs(items, by_truth) if items != 0 else 0


def json_py_pairs(given: val, unpacked: i32) -> val:
    """The list of the pairs that `items` gave, which may be of any kind where CPython unpacks them; 0 when raised."""
    pairs: val = list_of(given)
    i: i32 = 0
    while pairs != 0 and i < List(pairs).length:
        pair: val = list_get(pairs, i)
        if live(Feature.JSON_OPTIONS) and unpacked:
            pair = py_unpack(pair, 2)
            if pair == 0:
                return 0
            list_set(pairs, i, pair_new(unpacked_item(pair, 0), unpacked_item(pair, 1)))
        elif not (live(T_TUPLE) and has_tag(pair, T_TUPLE)) or Tuple(pair).length != 2:
            return raise_value_error(lit("items must return 2-tuples"))
        i += 1
    return pairs
