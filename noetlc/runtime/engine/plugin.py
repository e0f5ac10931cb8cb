"""Plug-ins that are part of the module: input out, output in as base64, the calls counted that they made (language.md 10).

The text of the data's `output_b64` and the bytes behind it are remembered as a pair, so that `output_b64 | b64decode` is the text that
the plug-in wrote: nothing is decoded. Where the compiler knows that nobody looks at the base64 text before the run ends, it is not
written before either: the string has its size, and its characters come when it is settled.
"""

from __future__ import annotations

from noetlc.kernel.lang import div_s, enable, i32, i64, implements, indirect_i32, lit, live, load8, noinline, static_bytes, store8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, STR_BYTES, Str
from noetlc.layout.tags import T_DICT
from noetlc.runtime.engine import host, state
from noetlc.runtime.engine.host import wf_dump
from noetlc.runtime.engine.state import K_LAZY, R_INPUT, R_OUTPUTS, TaskRecord, root, wf_keep
from noetlc.runtime.json import dump
from noetlc.runtime.json.string import utf8_length
from noetlc.runtime.template import base64, hooks
from noetlc.runtime.text.strings import str_from, str_new
from noetlc.runtime.values.buffer import buf_pos
from noetlc.runtime.values.dict import dict_get_str, dict_len, dict_new, dict_set
from noetlc.runtime.values.list import list_get, list_new, list_push, list_set
from noetlc.runtime.values.memory import from_int, has_tag

# mutable globals are shared by name across the runtime
b64_known = base64.b64_known
json_sorted = dump.json_sorted
wf_answer_size = host.wf_answer_size
wf_intents = state.wf_intents

wf_results: i32 = 0  # calls of the last plug-in that were answered 0
wf_objects: i32 = 0
wf_events: i32 = 0

REMEMBERED = 4  # pairs; a run may call plug-ins any number of times
PAIR = 3  # text, bytes as a string or null, whether the text is to be settled

BASE64_LETTERS = static_bytes(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


@noinline
def wf_call_linked(t: TaskRecord) -> val:
    """One call of an entry: the data of the outcome. A plug-in that traps ends the module with it."""
    global json_sorted, wf_intents
    enable(Feature.SORTED_KEYS)
    inputs: val = root(R_INPUT)
    size: i32 = 0
    if inputs != 0 and dict_len(inputs) != 0:
        json_sorted = 1
        size = wf_dump(inputs)
        json_sorted = 0
    output: i32 = indirect_i32(t.body, buf_pos, size)
    wf_intents = wf_intents | (wf_results + wf_objects + wf_events)
    lazy: i32 = 0
    if live(Feature.LAZY):
        lazy = t.kind == K_LAZY
    text: val = wf_encoded_output(output, wf_answer_size, lazy)
    flush: val = dict_new()
    dict_set(flush, lit("results_stored"), from_int(i64(wf_results)))
    dict_set(flush, lit("objects_stored"), from_int(i64(wf_objects)))
    dict_set(flush, lit("events_published"), from_int(i64(wf_events)))
    dict_set(flush, lit("errors"), list_new(0))
    data: val = dict_new()
    dict_set(data, lit("output_b64"), text)
    dict_set(data, lit("flush"), flush)
    return data


def wf_encoded_output(p: i32, n: i32, lazy: i32) -> val:
    """The base64 text of n bytes, remembered with them if they are text."""
    chars: i32 = div_s(n + 2, 3) << 2
    text: val = str_new(chars, chars)
    if live(Feature.REMEMBERED_BYTES) and utf8_length(p, n) >= 0:
        wf_remember(text, str_from(p, n), lazy)
    else:
        lazy = 0
    if lazy == 0:
        wf_put_base64(text + STR_BYTES, p, n)
    return text


def wf_put_base64(o: i32, p: i32, n: i32) -> None:
    """Writes the base64 of n bytes; what is behind them is readable, its value unused."""
    while n > 0:
        group: i32 = load8(p) << 16 | load8(p, 1) << 8 | load8(p, 2)
        store8(o, load8(BASE64_LETTERS + (group >> 18)))
        store8(o, load8(BASE64_LETTERS + (group >> 12 & 63)), 1)
        store8(o, load8(BASE64_LETTERS + (group >> 6 & 63)), 2)
        store8(o, load8(BASE64_LETTERS + (group & 63)), 3)
        p += 3
        o += 4
        n -= 3
    if n == -1:
        store8(o - 1, 61)
        last: i32 = load8(p - 3) << 16 | load8(p - 3, 1) << 8
        store8(o - 2, load8(BASE64_LETTERS + (last >> 6 & 63)))
    elif n == -2:
        store8(o - 1, 61)
        store8(o - 2, 61)
        store8(o - 3, load8(BASE64_LETTERS + (load8(p - 3) << 4 & 63)))


# ---- the pairs: a list of REMEMBERED * PAIR values, the newest first


def wf_remember(text: val, plain: val, lazy: i32) -> None:
    """Keeps a pair; the oldest one leaves, and is settled."""
    global b64_known
    enable(Feature.REMEMBERED_TEXT)
    b64_known = 1
    pairs: val = root(R_OUTPUTS)
    if pairs == 0:
        pairs = list_new(REMEMBERED * PAIR)
        i: i32 = 0
        while i < REMEMBERED * PAIR:
            list_push(pairs, NONE)
            i += 1
        wf_keep(R_OUTPUTS, pairs)
    last: i32 = (REMEMBERED - 1) * PAIR
    wf_settle_at(pairs, last)
    while last > 0:
        last -= 1
        list_set(pairs, last + PAIR, list_get(pairs, last))
    list_set(pairs, 0, text)
    list_set(pairs, 1, plain)
    list_set(pairs, 2, 3 if lazy else 1)


def wf_settle_at(pairs: val, at: i32) -> None:
    """Writes the text of a pair, if that is still to be done."""
    if list_get(pairs, at + 2) == 3:
        plain: val = list_get(pairs, at + 1)
        wf_put_base64(list_get(pairs, at) + STR_BYTES, plain + STR_BYTES, Str(plain).nbytes)
        list_set(pairs, at + 2, 1)


@noinline
def wf_settle_outputs() -> None:
    """Writes all texts that are still to be written."""
    pairs: val = root(R_OUTPUTS)
    at: i32 = 0
    while pairs != 0 and at < REMEMBERED * PAIR:
        wf_settle_at(pairs, at)
        at += PAIR


def wf_settle_result(v: val) -> None:
    """Writes the text of a result that is the data of a plug-in."""
    text: val = dict_get_str(v, lit("output_b64")) if has_tag(v, T_DICT) else 0
    pairs: val = root(R_OUTPUTS)
    at: i32 = 0
    while pairs != 0 and at < REMEMBERED * PAIR:
        if list_get(pairs, at) == text:
            wf_settle_at(pairs, at)
        at += PAIR


@implements(hooks.wf_remembered)
@noinline
def wf_remembered(text: val) -> val:
    pairs: val = root(R_OUTPUTS)
    at: i32 = 0
    while pairs != 0 and at < REMEMBERED * PAIR:
        if list_get(pairs, at) == text:
            return list_get(pairs, at + 1)
        at += PAIR
    return 0
