"""Entry points of a compiled playbook, and the run around the drain loop (language.md 4)."""

from __future__ import annotations

from noetlc.kernel.lang import data_address, enable, export, i32, i64, lit, live, loadv, memory_fill, noinline, u64, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import FALSE, NONE, STR_BYTES, TRUE, Str
from noetlc.layout.tags import T_DICT, T_INSTANCE, T_STR
from noetlc.runtime.engine import state
from noetlc.runtime.engine.host import wf_dump, wf_dumped
from noetlc.runtime.engine.plugin import wf_settle_outputs, wf_settle_result
from noetlc.runtime.engine.queue import wf_queue_reset, wf_queue_start
from noetlc.runtime.engine.report import wf_outcome_error, wf_push_error
from noetlc.runtime.engine.state import (
    R_CTX,
    R_ERRORS,
    R_EXECUTION,
    R_WARNINGS,
    R_WORKLOAD,
    ROOT_WORDS,
    STEP_ROOTS,
    Plan,
    StepRecord,
    StepState,
    root,
    wf_keep,
    wf_step_record,
    wf_step_roots,
    wf_step_state,
)  # fmt: skip
from noetlc.runtime.engine.step import wf_drain
from noetlc.runtime.json import dump
from noetlc.runtime.json import state as json_state
from noetlc.runtime.json.dump import ORDERS_BYTES
from noetlc.runtime.json.parse import MAX_DEPTH, json_parse_deep
from noetlc.runtime.json.unread import json_parse_unread
from noetlc.runtime.template import typing
from noetlc.runtime.text.constants import unpack_strings
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values import given, memory
from noetlc.runtime.values.buffer import buf_lend, buf_pos
from noetlc.runtime.values.collect import keep_heap, start_collector
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_new, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.list import list_get, list_len, list_new
from noetlc.runtime.values.memory import ABORT_DEFECT, ABORT_FAILED, abort, has_tag, hp, start_memory, take

# mutable globals are shared by name across the runtime
budget = memory.budget
given_levels = given.given_levels
given_size = given.given_size
given_start = given.given_start
json_deepest = json_state.json_deepest
json_orders = dump.json_orders
json_sorted = dump.json_sorted
raised = memory.raised
strict_strings = typing.strict_strings
wf_completed = state.wf_completed
wf_failed = state.wf_failed
wf_first = state.wf_first
wf_index = state.wf_index
wf_intents = state.wf_intents
wf_last = state.wf_last
wf_spec_errors = state.wf_spec_errors
wf_step = state.wf_step
wf_stop = state.wf_stop
wf_strict = state.wf_strict
wf_task = state.wf_task


wf_input: i32 = 0  # where the host wrote the input,
wf_input_size: i32 = 0  # and its bytes


@export("run")
def entry_run(p: i32, n: i32) -> i64:
    """The module's `run`: input is the payload; the output is packed as address and length."""
    payload: val = wf_begin(p, n, MAX_DEPTH)
    if payload != 0:
        wf_start(payload)
    if live(Feature.RESULT):
        return wf_result_only()
    return wf_finish()


@export("invoke")
def entry_invoke(p: i32, n: i32) -> i64:
    """The module's `invoke`: input is `{payload, execution_id, options}`; the output is the run envelope."""
    global wf_strict, wf_spec_errors, strict_strings
    request: val = wf_begin(p, n, MAX_DEPTH + 1)
    if request != 0:
        options: val = dict_get_str(request, lit("options"))
        if has_tag(options, T_DICT):  # 0 has no tag
            wf_strict = dict_get_str(options, lit("strict")) == TRUE
            if live(Feature.MIXED_TEXT):
                strict_strings = dict_get_str(options, lit("strict_strings")) == TRUE
            if live(Feature.ERRORS):
                mode: val = dict_get_str(options, lit("error_mode"))
                wf_spec_errors = has_tag(mode, T_STR) and str_eq(mode, lit("spec"))
        payload: val = dict_get_str(request, lit("payload"))
        if payload == 0:
            payload = dict_new()
        if has_tag(payload, T_DICT):
            wf_start(payload)
        else:
            wf_reject()
    return wf_finish()


@noinline
def wf_begin(p: i32, n: i32, depth: i32) -> val:
    """Begins a run: its input as a map, 0 if it was rejected. The text buffer gets the place of the input's bytes."""
    global wf_input, wf_input_size
    start_memory()
    unpack_strings()
    wf_reset()
    found: val = wf_parse_map(p, n, depth)
    if live(Feature.UNREAD):
        wf_input = p  # which is read again where somebody asks for what stayed text
        wf_input_size = n
    else:
        buf_lend(p, n)
    if live(Feature.EXECUTION_ID) and found != 0:
        id: val = dict_get_str(found, lit("execution_id"))
        if id != 0:
            wf_keep(R_EXECUTION, wf_id_text(id))
    return found


def wf_reset() -> None:
    """Puts the engine's state back to the start of a run."""
    global wf_strict, wf_spec_errors, strict_strings, wf_stop, wf_failed, wf_intents, raised
    global wf_step, wf_first, wf_last, wf_completed, wf_index, wf_task
    plan: Plan = Plan(data_address("wf_plan"))
    roots_size: i32 = ROOT_WORDS * 4 + plan.steps * (STEP_ROOTS * 4)
    memory_fill(data_address("wf_roots"), 0, roots_size)
    if live(Feature.COLLECT):
        start_collector(data_address("wf_roots"), roots_size)
    memory_fill(data_address("wf_states"), 0, plan.steps * StepState.SIZE)
    wf_keep(R_ERRORS, list_new(0))
    wf_keep(R_WARNINGS, list_new(0))
    wf_keep(R_CTX, dict_new())
    if live(Feature.EXECUTION_ID):
        wf_keep(R_EXECUTION, lit("0"))
    wf_strict = 0
    wf_spec_errors = 0
    strict_strings = 0
    wf_stop = 0
    wf_failed = 0
    wf_intents = 0
    wf_step = 0
    wf_first = 0
    wf_completed = 0
    wf_last = 0
    wf_index = -1
    wf_task = 0
    raised = 0
    wf_begin_budget()
    wf_queue_reset()


def wf_begin_budget() -> None:
    """Sets the step budget to the built-in limit."""
    global budget
    budget = Plan(data_address("wf_plan")).budget


def wf_parse_map(p: i32, n: i32, depth: i32) -> val:
    """The input as a map; 0, the run being rejected, if it is not one. No bytes are the empty map."""
    if n == 0:
        return dict_new()
    found: val = json_parse_given(p, n, depth) if live(Feature.UNREAD) else json_parse_deep(p, n, depth)
    if found != 0 and has_tag(found, T_DICT):
        return found
    wf_reject()
    return 0


def json_parse_given(p: i32, n: i32, depth: i32) -> val:
    """`json/parse.py` with notes of what comes of it."""
    global json_deepest, given_start, given_size, given_levels
    json_deepest = depth
    given_size = 0
    given_start = hp
    # what a template reads must not come to lie where a collection of its own does not look; attributes are read without asking
    unread: i32 = live(Feature.UNREAD) and not live(Feature.YOUNG) and not live(T_INSTANCE)
    found: val = json_parse_unread(p, n, depth) if unread else json_parse_deep(p, n, depth)
    given_size = hp - given_start
    given_levels = depth - json_deepest
    return found


@noinline
def wf_reject() -> None:
    """The run cannot start."""
    wf_outcome_error(lit("config"), lit("payload must be a map"))
    wf_push_error(0)


def wf_id_text(id: val) -> val:
    """An execution id as text."""
    enable(Feature.PARSED)
    if has_tag(id, T_STR):
        return id
    if id == NONE:
        return lit("0")
    return wf_dumped(id)


def wf_start(payload: val) -> None:
    """Lays the payload over the workload and runs the playbook."""
    plan: Plan = Plan(data_address("wf_plan"))
    if live(Feature.WORKLOAD):
        wf_keep(R_WORKLOAD, wf_overlay(payload))
    if live(Feature.COLLECT):
        keep_heap()
    wf_queue_start(plan.entry)
    wf_drain()
    if live(Feature.FINAL) and not wf_stop and plan.final >= 0 and StepState(wf_step_state(plan.final)).ran == 0:
        wf_queue_start(plan.final)
        wf_drain()


def wf_overlay(payload: val) -> val:
    """The merged workload: a map around data."""
    enable(Feature.PARSED)
    text: val = Plan(data_address("wf_plan")).workload
    merged: val = json_parse_deep(text + STR_BYTES, Str(text).nbytes, MAX_DEPTH + 1)
    if merged == 0:
        abort(ABORT_DEFECT)
    i: i32 = dict_next(payload, 0)
    while i >= 0:
        dict_set(merged, dict_key_at(payload, i), dict_value_at(payload, i))
        i = dict_next(payload, i + 1)
    return merged


def wf_result_value() -> val:
    """`result` of the envelope."""
    end: i32 = Plan(data_address("wf_plan")).end
    if end >= 0 and StepState(wf_step_state(end)).ran != 0:
        return loadv(wf_step_roots(end))
    if wf_completed != 0:
        return loadv(wf_step_roots(wf_completed - 1))
    return NONE


def wf_finish() -> i64:
    """The run envelope as JSON text."""
    if live(Feature.LAZY):
        wf_settle_outputs()
    envelope: val = dict_new()
    dict_set(envelope, lit("status"), lit("failed") if wf_failed else lit("completed"))
    dict_set(envelope, lit("result"), wf_result_value())
    steps: val = dict_new()
    at: i32 = wf_first
    while at != 0:
        dict_set(steps, StepRecord(wf_step_record(at - 1)).name, loadv(wf_step_roots(at - 1)))
        at = StepState(wf_step_state(at - 1)).after
    dict_set(envelope, lit("steps"), steps)
    dict_set(envelope, lit("ctx"), root(R_CTX))
    dict_set(envelope, lit("errors"), root(R_ERRORS))
    dict_set(envelope, lit("warnings"), root(R_WARNINGS))
    return wf_pack(envelope)


def wf_result_only() -> i64:
    """What `run` writes with output `result`; a failed run that issued intents aborts, so that they are dropped."""
    if not wf_failed:
        if live(Feature.LAZY):
            wf_settle_result(wf_result_value())
        return wf_pack(wf_result_value())
    if live(Feature.INTENTS) and wf_intents != 0:
        abort(ABORT_FAILED)
    if live(Feature.LINKED) and wf_intents != 0:
        abort(ABORT_FAILED)
    if live(Feature.ISSUED) and wf_intents != 0:
        abort(ABORT_FAILED)
    error: val = dict_new()
    entry: val = wf_first_unhandled()
    dict_set(error, lit("step"), dict_get_str(entry, lit("step")))
    dict_set(error, lit("kind"), dict_get_str(entry, lit("kind")))
    dict_set(error, lit("message"), dict_get_str(entry, lit("message")))
    out: val = dict_new()
    dict_set(out, lit("error"), error)
    return wf_pack(out)


def wf_first_unhandled() -> val:
    """The first error entry that no arc handled; the first of all in error mode `spec`."""
    entries: val = root(R_ERRORS)
    i: i32 = 0
    while i < list_len(entries):
        if dict_get_str(list_get(entries, i), lit("handled")) == FALSE:
            return list_get(entries, i)
        i += 1
    return list_get(entries, 0)


def wf_pack(v: val) -> i64:
    """A value as JSON bytes: `(address << 32) | length`."""
    global json_sorted, json_orders
    if live(Feature.SORTED_OUTPUT):
        json_sorted = 1
    if live(Feature.SORTED_OUTPUT) and live(Feature.UNREAD):
        json_orders = take(ORDERS_BYTES)
        memory_fill(json_orders, 0, ORDERS_BYTES)
    if live(Feature.UNREAD):
        buf_lend(wf_input, wf_input_size)
    size: i32 = wf_dump(v)
    json_sorted = 0
    json_orders = 0
    return (u64(buf_pos) << 32) | u64(size)
