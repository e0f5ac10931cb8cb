"""Outcomes, error entries and warnings of a run (language.md 4.4, 11)."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, live, load32, lt_u, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ENTRY, NONE, Dict
from noetlc.layout.sites import COLUMN_BITS, LONG, LONG_COLUMN_BITS
from noetlc.layout.tags import T_DICT, T_LIST
from noetlc.runtime.engine import state
from noetlc.runtime.engine.state import (
    R_ERRORS,
    R_KIND,
    R_MESSAGE,
    R_WARNINGS,
    StepRecord,
    TaskRecord,
    root,
    wf_keep,
    wf_step,
    wf_strict,
    wf_task,
)  # fmt: skip
from noetlc.runtime.json.dump import JSON_DEPTH
from noetlc.runtime.numbers.text import buf_int
from noetlc.runtime.template.value import t_raise
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values import memory
from noetlc.runtime.values.buffer import buf_begin, buf_str
from noetlc.runtime.values.dict import dict_new, dict_set, value_in
from noetlc.runtime.values.list import list_get, list_len, list_push
from noetlc.runtime.values.lookups import dict_entries
from noetlc.runtime.values.memory import from_bool, from_int, site, tag_of

# mutable globals are shared by name across the runtime
raised = memory.raised
wf_error_index = state.wf_error_index
wf_error_site = state.wf_error_site
wf_error_task = state.wf_error_task
wf_failed = state.wf_failed
wf_http = state.wf_http
wf_retryable = state.wf_retryable
wf_stop = state.wf_stop


def wf_outcome_ok() -> None:
    """The outcome so far is ok."""
    global wf_error_site, wf_error_task, wf_error_index, wf_retryable, wf_http
    wf_keep(R_KIND, 0)
    wf_retryable = 0
    wf_error_site = 0
    wf_error_task = 0
    wf_error_index = -1
    if live(Feature.HTTP):
        wf_http = 0


@noinline
def wf_outcome_error(kind: val, message: val) -> val:
    """The outcome is an error of the built-in kind; the data is null."""
    wf_outcome_ok()
    wf_keep(R_KIND, kind)
    wf_keep(R_MESSAGE, message)
    return NONE


@noinline
def wf_outcome_template() -> val:
    """Rendering raised: the outcome is the pending template error, which is thereby taken."""
    global wf_error_site, raised
    message: val = raised
    raised = 0
    if live(Feature.DEEP) and message == lit("data nests more than 128 levels deep"):
        return wf_outcome_error(lit("value"), message)
    wf_outcome_error(lit("template"), message)
    wf_error_site = site
    return NONE


@noinline
def wf_shallow(v: val) -> val:
    """Rendered data; 0 with an error pending if it nests deeper than data may."""
    if wf_deeper(v, JSON_DEPTH):
        return t_raise(lit("data nests more than 128 levels deep"))
    return v


def wf_deeper(v: val, room: i32) -> i32:
    """1 if lists and maps nest deeper than `room`."""
    tag: i32 = tag_of(v)
    if tag == T_LIST:
        if room == 0:
            return 1
        i: i32 = 0
        while i < list_len(v):
            if wf_deeper(list_get(v, i), room - 1):
                return 1
            i += 1
    elif tag == T_DICT:
        if room == 0:
            return 1
        e: i32 = dict_entries(v)
        end: i32 = e + Dict(v).fill * ENTRY
        while lt_u(e, end):
            if load32(e) != 0 and wf_deeper(value_in(e), room - 1):
                return 1
            e += ENTRY
    return 0


def wf_position(at: i32) -> val:
    """A site as `{"line", "column"}`."""
    bits: i32 = COLUMN_BITS
    if live(Feature.LONG_LINES):
        if at & LONG:
            bits = LONG_COLUMN_BITS
            at -= LONG
    place: val = dict_new()
    dict_set(place, lit("line"), from_int(i64(at >> bits)))
    dict_set(place, lit("column"), from_int(i64(at & (1 << bits) - 1)))
    return place


def wf_error_value() -> val:
    """`output.error` of the current outcome: null or `{kind, message, retryable}`."""
    return wf_error() if live(Feature.ERRORS) and root(R_KIND) != 0 else NONE


def wf_error() -> val:
    """The error of an outcome that has one."""
    error: val = dict_new()
    dict_set(error, lit("kind"), root(R_KIND))
    dict_set(error, lit("message"), root(R_MESSAGE))
    dict_set(error, lit("retryable"), from_bool(wf_retryable))
    return error


@noinline
def wf_push_error(handled: i32) -> None:
    """Appends the current outcome to the run's errors."""
    global wf_failed
    entry: val = dict_new()
    dict_set(entry, lit("step"), StepRecord(wf_step).name if wf_step != 0 else NONE)
    dict_set(entry, lit("kind"), root(R_KIND))
    dict_set(entry, lit("message"), root(R_MESSAGE))
    dict_set(entry, lit("handled"), from_bool(handled))
    if live(Feature.PIPELINES) and wf_error_task != 0:
        dict_set(entry, lit("task"), wf_error_task)
    if live(Feature.LOOPS) and wf_error_index >= 0:
        dict_set(entry, lit("iteration"), from_int(i64(wf_error_index)))
    if wf_error_site != 0:
        dict_set(entry, lit("at"), wf_position(wf_error_site))
    list_push(root(R_ERRORS), entry)
    if not handled:
        wf_failed = 1


# ---- where a template stands inside its step, for warnings
P_WHEN = 0
P_ADMIT = 1
P_ARC_WHEN = 2
P_SET = 3
P_ARC_ARGS = 4
P_ARC_SET = 5
P_TASK_SET = 6
P_RULE_WHEN = 7
P_RULE_SET = 8
P_LIST = 16  # added for arcs written `next[k]`


@noinline
def wf_field_path(place: i32, index: i32, name: val) -> val:
    """The path of a template inside its step: `next.arcs[2].set.ctx.x`."""
    mark: i32 = buf_begin()
    kind: i32 = place & 15
    if live(Feature.ADMIT) and kind == P_ADMIT:
        buf_str(lit("spec.policy.admit.rules["))
    elif live(Feature.ARCS) and (kind == P_ARC_WHEN or kind == P_ARC_ARGS or kind == P_ARC_SET):
        if live(Feature.LIST_ARCS) and place & P_LIST:
            buf_str(lit("next["))
        else:
            buf_str(lit("next.arcs["))
    elif live(Feature.PIPELINES) and kind >= P_TASK_SET:
        buf_str(lit("tool."))
        buf_str(TaskRecord(wf_task).label)
        buf_str(lit(".set.") if kind == P_TASK_SET else lit(".rules["))
    if kind != P_WHEN and kind != P_SET and kind != P_TASK_SET:
        buf_int(i64(index))
        if live(Feature.ARC_ARGS) and kind == P_ARC_ARGS:
            buf_str(lit("].args."))
        elif live(Feature.ARC_SETS) and kind == P_ARC_SET:
            buf_str(lit("].set."))
        elif live(Feature.RULES) and kind == P_RULE_SET:
            buf_str(lit("].then.set."))
        else:
            buf_str(lit("].when"))
    elif live(Feature.SETS) and kind == P_SET:
        buf_str(lit("set."))
    elif live(Feature.GUARDS) and kind == P_WHEN:
        buf_str(lit("when"))
    if name != 0:
        buf_str(name)
    return buf_end(mark)


@noinline
def wf_warn(place: i32, index: i32, name: val) -> None:
    """Takes the pending template error: a warning, or with `strict` the end of the run."""
    global raised, wf_stop
    if wf_strict:
        wf_outcome_template()
        wf_push_error(0)
        wf_stop = 1
        return
    entry: val = dict_new()
    dict_set(entry, lit("step"), StepRecord(wf_step).name)
    dict_set(entry, lit("field"), wf_field_path(place, index, name))
    dict_set(entry, lit("message"), raised)
    raised = 0
    list_push(root(R_WARNINGS), entry)
