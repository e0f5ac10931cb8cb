"""Loops (language.md 9): items of a collection, iterations in index order, aggregated results."""

from __future__ import annotations

from noetlc.kernel.lang import data_address, i32, i64, indirect, lit, live, load8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, STR_BYTES, Int, Str
from noetlc.layout.tags import T_DICT, T_FLOAT, T_INT, T_LIST, T_STR, T_WIDE
from noetlc.runtime.engine import state
from noetlc.runtime.engine.host import wf_host_call, wf_submit_tool
from noetlc.runtime.engine.pipeline import wf_pipeline_begin, wf_run_pipeline
from noetlc.runtime.engine.report import wf_outcome_error, wf_outcome_ok, wf_outcome_template
from noetlc.runtime.engine.state import (
    CTX_WRITES,
    CURSOR,
    IN_FLIGHT,
    MAX_IN_FLIGHT,
    PARALLEL,
    PIPELINE,
    R_BASE,
    R_CTX,
    R_HANDLES,
    R_ITEM,
    R_ITEMS,
    R_KIND,
    R_LOOP_KIND,
    R_LOOP_MESSAGE,
    R_LOOP_RESULTS,
    R_MERGED,
    R_MESSAGE,
    RULED,
    StepRecord,
    TaskRecord,
    root,
    tick,
    wf_keep,
    wf_safepoint,
    wf_step,
    wf_stop,
)  # fmt: skip
from noetlc.runtime.engine.task import wf_render_task, wf_run_task
from noetlc.runtime.json.parse import json_parse
from noetlc.runtime.numbers.wide import wide_negative
from noetlc.runtime.template.strings import t_trim
from noetlc.runtime.text.strings import str_from
from noetlc.runtime.values import memory
from noetlc.runtime.values.dict import dict_copy, dict_get_str, dict_key_at, dict_new, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.list import list_get, list_len, list_new, list_push
from noetlc.runtime.values.memory import from_int, has_tag

# mutable globals are shared by name across the runtime
raised = memory.raised
wf_attempt = state.wf_attempt
wf_error_index = state.wf_error_index
wf_error_site = state.wf_error_site
wf_error_task = state.wf_error_task
wf_handle = state.wf_handle
wf_index = state.wf_index
wf_loop_failed = state.wf_loop_failed
wf_loop_index = state.wf_loop_index
wf_loop_retryable = state.wf_loop_retryable
wf_loop_site = state.wf_loop_site
wf_loop_task = state.wf_loop_task
wf_retryable = state.wf_retryable
wf_task = state.wf_task
wf_total = state.wf_total


MAX_ITEMS = 10000000


def wf_run_loop() -> val:
    """Runs the current loop step: its data, or null with an error when the collection has no items to iterate."""
    global wf_index, wf_total, wf_handle
    s: StepRecord = StepRecord(wf_step)
    wf_total = -1
    collection: val = indirect(s.loop)
    if collection == 0:
        return wf_outcome_template()
    if live(Feature.CURSORS) and s.flags & CURSOR:
        return wf_run_cursor(collection)
    items: val = wf_loop_items(collection)
    if items == 0:
        return wf_outcome_error(lit("loop"), lit("cannot loop over null") if collection == NONE else lit("cannot loop over bool"))
    if wf_loop_total(items) > MAX_ITEMS:
        return wf_outcome_error(lit("limit"), lit("a loop over more than 10000000 items"))
    wf_loop_begin()
    wf_keep(R_ITEMS, items)
    wf_keep(R_LOOP_RESULTS, list_new(0))
    wf_total = wf_loop_total(items)
    parallel: i32 = 0
    if live(Feature.PARALLEL_LOOPS):
        parallel = s.flags & (PARALLEL | CTX_WRITES) == PARALLEL | CTX_WRITES
        if parallel:
            wf_keep(R_BASE, root(R_CTX))
            wf_keep(R_MERGED, dict_copy(root(R_CTX)))
    ahead: i32 = 0
    submitted: i32 = 0
    if live(Feature.SUBMIT) and s.submit != 0:
        ahead = wf_in_flight()
    while wf_index < wf_total:
        tick()
        wf_safepoint()
        if live(Feature.SUBMIT) and ahead > 1:
            if wf_index == submitted:
                submitted = wf_submit_batch(ahead)
            wf_handle = wf_batch_handle(wf_index + ahead - submitted)
        if live(Feature.PARALLEL_LOOPS) and parallel:
            wf_keep(R_CTX, dict_copy(root(R_BASE)))
        wf_keep(R_ITEM, wf_loop_item(wf_index))
        data: val = wf_run_iteration()
        if wf_stop:
            break
        wf_loop_add(data)
    wf_index = -1
    wf_handle = -1
    if live(Feature.PARALLEL_LOOPS) and parallel:
        wf_keep(R_CTX, root(R_MERGED))
        wf_keep(R_MERGED, 0)
    wf_loop_outcome()
    return wf_loop_data()


def wf_in_flight() -> i32:
    """How many calls of a parallel loop may overlap."""
    global raised
    s: StepRecord = StepRecord(wf_step)
    if s.in_flight == 0:
        return IN_FLIGHT
    found: val = indirect(s.in_flight)
    raised = 0
    if found & 1 and i32(found) > 1:
        return found >> 1 if found >> 1 < MAX_IN_FLIGHT else MAX_IN_FLIGHT
    return IN_FLIGHT


def wf_submit_batch(ahead: i32) -> i32:
    """Renders and submits the calls of the next iterations; the index after the last of them. An iteration that cannot be
    rendered is not submitted: it raises again when its turn comes."""
    global wf_index, wf_task, wf_attempt, raised
    s: StepRecord = StepRecord(wf_step)
    first: i32 = wf_index
    end: i32 = wf_total if wf_total - first < ahead else first + ahead
    handles: val = list_new(ahead)
    i: i32 = end - ahead
    while i < first:  # a last, shorter batch: handles stand at the end
        list_push(handles, from_int(i64(-1)))
        i += 1
    wf_task = data_address("wf_tasks") + s.task * TaskRecord.SIZE
    wf_attempt = 1
    while wf_index < end:
        wf_keep(R_ITEM, wf_loop_item(wf_index))
        if live(Feature.PIPELINES) and s.flags & RULED:
            wf_pipeline_begin()
        handle: i32 = -1
        config: val = wf_render_task(TaskRecord(wf_task))
        if config != 0:
            handle = wf_submit_tool(s.submit, TaskRecord(wf_task), config)
        raised = 0
        list_push(handles, from_int(i64(handle)))
        wf_index += 1
    wf_index = first
    wf_task = 0
    wf_keep(R_HANDLES, handles)
    return end


def wf_batch_handle(i: i32) -> i32:
    """The handle at place i of the batch."""
    return list_get(root(R_HANDLES), i) >> 1


def wf_loop_begin() -> None:
    """Before the first iteration."""
    global wf_index, wf_loop_failed
    wf_index = 0
    wf_loop_failed = 0


def wf_loop_add(data: val) -> None:
    """Keeps the outcome of the iteration that just ended and goes to the next."""
    global wf_index
    list_push(root(R_LOOP_RESULTS), data)
    wf_loop_note()
    wf_index += 1


def wf_loop_note() -> None:
    """Counts a failed iteration and keeps the error of the first."""
    global wf_loop_failed, wf_loop_site, wf_loop_task, wf_loop_index, wf_loop_retryable
    if root(R_KIND) == 0:
        return
    if wf_loop_failed == 0:
        wf_keep(R_LOOP_KIND, root(R_KIND))
        wf_keep(R_LOOP_MESSAGE, root(R_MESSAGE))
        wf_loop_site = wf_error_site
        wf_loop_task = wf_error_task
        wf_loop_index = wf_index
        wf_loop_retryable = wf_retryable
    wf_loop_failed += 1


def wf_loop_outcome() -> None:
    """The outcome of the loop: ok, or the error of the first failed iteration."""
    global wf_error_site, wf_error_task, wf_error_index, wf_retryable
    wf_outcome_ok()
    if wf_loop_failed != 0:
        wf_keep(R_KIND, root(R_LOOP_KIND))
        wf_keep(R_MESSAGE, root(R_LOOP_MESSAGE))
        wf_error_site = wf_loop_site
        wf_error_task = wf_loop_task
        wf_error_index = wf_loop_index
        wf_retryable = wf_loop_retryable


def wf_run_cursor(config: val) -> val:
    """A cursor loop (language.md 9): the host claims rows until there are none; each row is an iteration."""
    global wf_index, wf_total
    wf_loop_begin()
    wf_keep(R_BASE, config)
    frames: i32 = 0
    next: i32 = 0
    while 1:
        tick()
        wf_safepoint()
        wf_index = -1
        s: StepRecord = StepRecord(wf_step)
        label: val = TaskRecord(data_address("wf_tasks") + s.task * TaskRecord.SIZE).label
        claim: val = wf_host_call(s.claim, label, root(R_BASE), dict_new(), frames + 1)
        if root(R_KIND) != 0:
            return NONE
        rows: val = dict_get_str(claim, lit("rows")) if has_tag(claim, T_DICT) else 0
        if rows == 0 or not has_tag(rows, T_LIST):
            return wf_outcome_error(lit("value"), lit("the claim gave no rows"))
        count: i32 = list_len(rows)
        if count == 0:
            break
        frames += 1
        wf_keep(R_ITEMS, rows)
        i: i32 = 0
        while i < count:
            wf_index = next
            wf_total = next + count
            wf_keep(R_ITEM, list_get(root(R_ITEMS), i))
            wf_run_iteration()
            if wf_stop:
                return NONE
            wf_loop_note()
            wf_safepoint()
            next += 1
            i += 1
        wf_total = -1
    wf_index = -1
    wf_total = 0
    wf_loop_outcome()
    data: val = dict_new()
    dict_set(data, lit("cursor"), lit("drained"))
    dict_set(data, lit("frames"), from_int(i64(frames)))
    return data


def wf_run_iteration() -> val:
    """The tool of the current step, once."""
    s: StepRecord = StepRecord(wf_step)
    if live(Feature.PIPELINES) and s.flags & (PIPELINE | RULED):
        return wf_run_pipeline()
    return wf_run_task(TaskRecord(data_address("wf_tasks") + s.task * TaskRecord.SIZE))


def wf_loop_data() -> val:
    """`{"results", "stats", "data"}`."""
    stats: val = dict_new()
    dict_set(stats, lit("total"), from_int(i64(wf_total)))
    dict_set(stats, lit("success"), from_int(i64(wf_total - wf_loop_failed)))
    dict_set(stats, lit("failed"), from_int(i64(wf_loop_failed)))
    data: val = dict_new()
    dict_set(data, lit("results"), root(R_LOOP_RESULTS))
    dict_set(data, lit("stats"), stats)
    dict_set(data, lit("data"), root(R_LOOP_RESULTS))
    return data


def wf_loop_items(v: val) -> val:
    """What is iterated: a list, or an int n for 0 … n-1; 0 if v cannot be iterated."""
    if has_tag(v, T_LIST):
        return v
    if has_tag(v, T_DICT):
        return wf_loop_pairs(v)
    if has_tag(v, T_STR):
        return wf_loop_text(v)
    if v & 1:
        return v if i32(v) > 0 else 1
    if has_tag(v, T_INT):
        return v if Int(v).value > 0 else 1
    if live(T_WIDE) and has_tag(v, T_WIDE):
        return 1 if wide_negative(v) else v
    if has_tag(v, T_FLOAT):
        return 1
    return 0


def wf_loop_pairs(v: val) -> val:
    """A map as `{"key", "value"}` items."""
    out: val = list_new(0)
    i: i32 = dict_next(v, 0)
    while i >= 0:
        pair: val = dict_new()
        dict_set(pair, lit("key"), dict_key_at(v, i))
        dict_set(pair, lit("value"), dict_value_at(v, i))
        list_push(out, pair)
        i = dict_next(v, i + 1)
    return out


def wf_loop_text(v: val) -> val:
    """A string as items: those of a JSON array, else its parts between commas and newlines, trimmed, empty ones dropped."""
    p: i32 = v + STR_BYTES
    end: i32 = p + Str(v).nbytes
    parsed: val = json_parse(p, Str(v).nbytes)
    if parsed != 0 and has_tag(parsed, T_LIST):
        return parsed
    out: val = list_new(0)
    start: i32 = p
    while p <= end:
        if p == end or load8(p) == 44 or load8(p) == 10:
            part: val = t_trim(str_from(start, p - start))
            if Str(part).nbytes != 0:
                list_push(out, part)
            start = p + 1
        p += 1
    return out


def wf_loop_total(items: val) -> i32:
    """How many items there are; more than MAX_ITEMS for a number that is too large."""
    if items & 1:
        return items >> 1
    if has_tag(items, T_INT):
        return i32(Int(items).value) if Int(items).value <= MAX_ITEMS else MAX_ITEMS + 1
    if live(T_WIDE) and has_tag(items, T_WIDE):
        return MAX_ITEMS + 1
    return list_len(items)


def wf_loop_item(index: i32) -> val:
    """Item `index` of the running loop."""
    items: val = root(R_ITEMS)
    if has_tag(items, T_LIST):
        return list_get(items, index)
    return from_int(i64(index))
