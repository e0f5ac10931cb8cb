"""Functions of plug-ins as entries: their arguments out of bytes and their results into bytes (`noetlc/plugins/model.py`).

Bytes that are not of the declared form, a result that is not, and a pending exception are traps: a plug-in has no other way to fail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import (
    enable,
    f64,
    gt_u,
    i32,
    i64,
    inline,
    live,
    load8,
    loadv,
    memory_copy,
    noinline,
    store8,
    trap,
    u64,
    val,
)  # fmt: skip
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, ITEMS_DATA, STR_BYTES, TRUE, Bytes, Float, Int, List, Str
from noetlc.layout.tags import T_BOOL, T_BYTES, T_FLOAT, T_INT, T_LIST, T_STR, T_WIDE
from noetlc.runtime.engine import plugin, state
from noetlc.runtime.engine.host import wf_base64_digit, wf_host_event_publish, wf_host_object_put, wf_host_result_put
from noetlc.runtime.json.dump import JSON_DEPTH, dump_value
from noetlc.runtime.json.parse import MAX_DEPTH, json_parse_deep
from noetlc.runtime.numbers.wide import wide_float
from noetlc.runtime.values import memory
from noetlc.runtime.values.buffer import buf_begin, buf_drop, buf_pos, buf_room
from noetlc.runtime.values.dict import dict_new
from noetlc.runtime.values.memory import from_bool, from_float, from_int, has_tag, raised, start_memory, take

if TYPE_CHECKING:
    from noetlc.runtime.values.bytes import bytes_from, bytes_new

# mutable globals are shared by name across the runtime
in_plugin = memory.in_plugin
wf_events = plugin.wf_events
wf_intents = state.wf_intents
wf_objects = plugin.wf_objects
wf_results = plugin.wf_results

plugin_done: i32 = 0  # an entry of this instance has given its answer: what the heap holds is garbage


@inline
def plugin_enter() -> None:
    """A function of a plug-in begins."""
    global in_plugin
    enable(Feature.PLUGIN_FUNCTIONS)
    in_plugin = 1


@inline
def plugin_leave() -> None:
    """A function of a plug-in gave its result."""
    global in_plugin
    in_plugin = 0
    if raised:
        trap()


def plugin_moved(p: i32, n: i32) -> i32:
    """A copy of n bytes at p that nothing writes to, readable beyond its end."""
    if n == 0:
        return p
    made: i32 = take(n + 64)
    memory_copy(made, p, n)
    return made


# ---- the calls to the host of plug-ins that share the module


def plugin_event_publish(p: i32, n: i32) -> i32:
    global wf_events, wf_intents
    status: i32 = wf_host_event_publish(p, n)
    if status == 0:
        wf_events += 1
        wf_intents = 1
    return status


def plugin_result_put(key: i32, key_size: i32, p: i32, n: i32) -> i32:
    global wf_results, wf_intents
    status: i32 = wf_host_result_put(key, key_size, p, n)
    if status == 0:
        wf_results += 1
        wf_intents = 1
    return status


def plugin_object_put(key: i32, key_size: i32, p: i32, n: i32) -> i32:
    global wf_objects, wf_intents
    status: i32 = wf_host_object_put(key, key_size, p, n)
    if status == 0:
        wf_objects += 1
        wf_intents = 1
    return status


@noinline
def plugin_begin() -> None:
    """Starts an entry of a module of its own."""
    start_memory()
    plugin_enter()


def plugin_only(p: i32, n: i32) -> val:
    """The only argument; no bytes are an empty map, which steps give like that. 0 if the bytes are not JSON."""
    enable(Feature.PARSED)
    return dict_new() if n == 0 else json_parse_deep(p, n, MAX_DEPTH)


def plugin_bytes_input(p: i32, n: i32) -> val:
    """The only argument of a function of bytes."""
    return bytes_from(p, n)


def plugin_arguments(p: i32, n: i32, count: i32) -> i32:
    """The address of the words of `count` arguments, of which there are none or several; no bytes are no arguments."""
    enable(Feature.PARSED)
    if n == 0 and count == 0:
        return p
    found: val = json_parse_deep(p, n, MAX_DEPTH + 1)
    if found == 0 or not has_tag(found, T_LIST) or List(found).length != count:
        trap()
    return List(found).items + ITEMS_DATA


@inline
def plugin_argument(words: i32, i: i32) -> val:
    return loadv(words + (i << 2))


def plugin_value(v: val) -> val:
    """A value that must be there."""
    if v == 0:
        trap()
    return v


def plugin_take_str(v: val) -> val:
    if v == 0 or not has_tag(v, T_STR):
        trap()
    return v


def plugin_take_int(v: val) -> i64:
    """An int of 64 bits; bools are none."""
    if v & 1:
        return i64(v >> 1)
    if v == 0 or not has_tag(v, T_INT):
        trap()
    return Int(v).value


def plugin_take_float(v: val) -> f64:
    """A float, or an int of any size that fits one."""
    if v & 1:
        return f64(v >> 1)
    if v == 0:
        trap()
    if has_tag(v, T_FLOAT):
        return Float(v).value
    if has_tag(v, T_INT):
        return f64(Int(v).value)
    if not (live(T_WIDE) and has_tag(v, T_WIDE)):
        trap()
    x: f64 = wide_float(v)
    if x - x != 0.0:
        trap()
    return x


def plugin_take_bool(v: val) -> i32:
    if v == 0 or not has_tag(v, T_BOOL):
        trap()
    return v == TRUE


def plugin_take_bytes(v: val) -> val:
    """Bytes from their base64 text, padding included and nothing else."""
    if v == 0 or not has_tag(v, T_STR):
        trap()
    made: val = plugin_decoded(v + STR_BYTES, Str(v).nbytes)
    return plugin_value(made)


def plugin_decoded(p: i32, n: i32) -> val:
    """The bytes whose base64 is at p; 0 if it is none."""
    if n & 3:
        return 0
    made: val = bytes_new((n >> 2) * 3)
    o: i32 = made + BYTES_DATA
    end: i32 = p + n
    short: i32 = 0
    while p < end:
        a: i32 = wf_base64_digit(load8(p))
        b: i32 = wf_base64_digit(load8(p, 1))
        c: i32 = wf_base64_digit(load8(p, 2))
        d: i32 = wf_base64_digit(load8(p, 3))
        p += 4
        short = (c == 64) + (d == 64)
        if (a | b | c | d) < 0 or a == 64 or b == 64 or (short != 0 and p != end) or (c == 64 and d != 64):
            return 0
        store8(o, a << 2 | b >> 4)
        store8(o, (b & 15) << 4 | (c & 63) >> 2, 1)
        store8(o, (c & 3) << 6 | (d & 63), 2)
        o += 3
    Bytes(made).nbytes = Bytes(made).nbytes - short
    return made


# ---- results


def plugin_give_json(v: val) -> i64:
    """The answer with the JSON text of a value."""
    global plugin_done
    plugin_leave()
    if v == 0:
        trap()
    buf_room(32)
    mark: i32 = buf_begin()
    end: i32 = dump_value(v, buf_pos, JSON_DEPTH)
    buf_drop(mark)
    if end == 0:
        trap()
    plugin_done = 1
    return u64(buf_pos) << 32 | u64(end - buf_pos)


def plugin_give_bytes(v: val) -> i64:
    """The answer with these bytes."""
    global plugin_done
    plugin_leave()
    if v == 0 or not has_tag(v, T_BYTES):
        trap()
    plugin_done = 1
    return u64(v + BYTES_DATA) << 32 | u64(Bytes(v).nbytes)


def plugin_give_str(v: val) -> i64:
    return plugin_give_json(plugin_take_str(v))


def plugin_give_int(x: i64) -> i64:
    return plugin_give_json(from_int(x))


def plugin_give_float(x: f64) -> i64:
    return plugin_give_json(from_float(x))


def plugin_give_bool(x: i32) -> i64:
    if gt_u(x, 1):
        trap()
    return plugin_give_json(from_bool(x))
