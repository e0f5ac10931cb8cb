"""The names templates and bodies see (language.md 5): look-ups through the layers, and the maps behind the reserved names.

Compiled templates nest the layers: the value of a weaker layer is passed as `lower` and returned when the stronger one does not
have the name. Nothing here raises; UNDEFINED stands for an unbound name.
"""

from __future__ import annotations

from noetlc.kernel.lang import data_address, enable, i32, i64, lit, live, loadv, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, UNDEFINED, Obj
from noetlc.layout.tags import T_DICT, T_STR
from noetlc.runtime.engine.report import wf_error_value
from noetlc.runtime.engine.state import (
    COMPLETED,
    R_CTX,
    R_DATA,
    R_EVENT,
    R_EXECUTION,
    R_INPUT,
    R_ITEM,
    R_ITER,
    R_KIND,
    R_PIPE,
    R_PREV,
    R_RESULTS,
    R_WORKLOAD,
    S_DATA,
    S_ERROR,
    S_PREV,
    S_RESULTS,
    Plan,
    StepRecord,
    StepState,
    TaskRecord,
    root,
    wf_attempt,
    wf_first,
    wf_has_output,
    wf_http,
    wf_index,
    wf_or_null,
    wf_step,
    wf_step_record,
    wf_step_roots,
    wf_step_state,
    wf_task,
    wf_total,
)  # fmt: skip
from noetlc.runtime.template.lookup import t_output_view, t_step_view
from noetlc.runtime.template.value import VIEW_STEP, View
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values.deep_copy import deep_copy
from noetlc.runtime.values.dict import (
    dict_delete,
    dict_get_str,
    dict_key_at,
    dict_len,
    dict_new,
    dict_next,
    dict_set,
    dict_value_at,
)  # fmt: skip
from noetlc.runtime.values.memory import from_bool, from_int, has_tag


def wf_workload() -> val:
    enable(Feature.WORKLOAD)
    return root(R_WORKLOAD)


def wf_execution() -> val:
    enable(Feature.EXECUTION_ID)
    return root(R_EXECUTION)


def wf_name_workload(key: val, lower: val) -> val:
    """A key of the workload, else `lower`."""
    enable(Feature.WORKLOAD)
    return wf_name_in(R_WORKLOAD, key, lower)


@noinline
def wf_name_in(offset: i32, key: val, lower: val) -> val:
    """A key of the map in the root table, else `lower`."""
    found: val = dict_get_str(root(offset), key)
    return found if found != 0 else lower


def wf_name_step(step: i32, lower: val) -> val:
    """The data of a step that ran, else `lower`."""
    found: val = loadv(wf_step_roots(step))
    return found if found != 0 else lower


def wf_name_step_view(step: i32, lower: val) -> val:
    """What look-ups on a step's data go to, else `lower`."""
    roots: i32 = wf_step_roots(step)
    found: val = loadv(roots)
    if found == 0:
        return lower
    if live(Feature.ALIASES):
        return t_step_view(found, loadv(roots, S_RESULTS), loadv(roots, S_PREV))
    return t_step_view(found, 0, 0)


def wf_name_pipe(key: val, lower: val) -> val:
    """A label or local name of the pipeline, else `lower`."""
    found: val = dict_get_str(root(R_PIPE), key)
    return wf_plain(found) if found != 0 else lower


def wf_plain(v: val) -> val:
    """The value behind a view."""
    if has_tag(v, T_DICT) and Obj(v).flags & VIEW_STEP:
        return View(v).origin
    return v


def wf_name_prev(lower: val) -> val:
    return lower if root(R_PREV) == UNDEFINED else root(R_PREV)


def wf_task_label() -> val:
    return TaskRecord(wf_task).label


def wf_task_attempt() -> val:
    return from_int(i64(wf_attempt))


def wf_loop_index() -> val:
    return from_int(i64(wf_index))


def wf_loop_length() -> val:
    return from_int(i64(wf_total if wf_total > 0 else 0))


def wf_loop_first() -> val:
    return from_bool(wf_index == 0)


def wf_loop_last() -> val:
    return from_bool(wf_index == wf_total - 1)


def wf_name_ctx_item(key: val) -> val:
    """`ctx[key]`: the durable variable, else the data of a step, else a workload key."""
    if not has_tag(key, T_STR):
        return UNDEFINED
    found: val = dict_get_str(root(R_CTX), key)
    if found != 0:
        return found
    at: i32 = wf_first
    while at != 0:
        if str_eq(StepRecord(wf_step_record(at - 1)).name, key):
            return wf_name_step_view(at - 1, UNDEFINED)
        at = StepState(wf_step_state(at - 1)).after
    return wf_name_workload(key, UNDEFINED)


def wf_name_steps() -> val:
    """`steps`: the steps that ran."""
    out: val = dict_new()
    at: i32 = wf_first
    while at != 0:
        dict_set(out, StepRecord(wf_step_record(at - 1)).name, wf_step_info(at - 1))
        at = StepState(wf_step_state(at - 1)).after
    return out


def wf_step_info(step: i32) -> val:
    """`steps.NAME`: `{status, data, error}`, undefined before the step ran."""
    state: StepState = StepState(wf_step_state(step))
    if state.ran == 0:
        return UNDEFINED
    roots: i32 = wf_step_roots(step)
    out: val = dict_new()
    dict_set(out, lit("status"), lit("COMPLETED") if state.ran == COMPLETED else lit("FAILED"))
    dict_set(out, lit("data"), loadv(roots, S_DATA))
    dict_set(out, lit("error"), wf_or_null(loadv(roots, S_ERROR)))
    return out


def wf_name_job() -> val:
    out: val = dict_new()
    dict_set(out, lit("uuid"), wf_execution())
    dict_set(out, lit("execution_id"), wf_execution())
    dict_set(out, lit("id"), wf_execution())
    return out


def wf_output_status() -> val:
    if not wf_has_output:
        return UNDEFINED
    if live(Feature.ERRORS) and root(R_KIND) != 0:
        return lit("error")
    return lit("ok")


def wf_output_data() -> val:
    return root(R_DATA) if wf_has_output else UNDEFINED


def wf_output_error() -> val:
    return wf_error_value() if wf_has_output else UNDEFINED


def wf_name_output() -> val:
    """`output`: `{status, data, ref, error}`, with `http` for an http tool."""
    if not wf_has_output:
        return UNDEFINED
    out: val = dict_new()
    dict_set(out, lit("status"), wf_output_status())
    dict_set(out, lit("data"), root(R_DATA))
    dict_set(out, lit("ref"), NONE)
    dict_set(out, lit("error"), wf_error_value())
    if live(Feature.HTTP) and wf_http:
        dict_set(out, lit("http"), wf_output_http())
    return out


def wf_name_output_view() -> val:
    """What look-ups on `output` go to."""
    envelope: val = wf_name_output()
    return t_output_view(envelope) if envelope != UNDEFINED else UNDEFINED


def wf_output_http() -> val:
    """`output.http` of an http tool: `{status, headers}`."""
    data: val = root(R_DATA)
    status: val = 0
    headers: val = 0
    if has_tag(data, T_DICT):
        status = dict_get_str(data, lit("status_code"))
        headers = dict_get_str(data, lit("headers"))
    out: val = dict_new()
    dict_set(out, lit("status"), wf_or_null(status))
    dict_set(out, lit("headers"), wf_or_null(headers))
    return out


def wf_name_event() -> val:
    out: val = dict_new()
    dict_set(out, lit("name"), root(R_EVENT))
    dict_set(out, lit("step"), StepRecord(wf_step).name)
    return out


def wf_name_loop() -> val:
    """`loop` inside an iteration."""
    out: val = dict_new()
    dict_set(out, lit("index"), wf_loop_index())
    dict_set(out, lit("first"), wf_loop_first())
    dict_set(out, lit("length"), wf_loop_length())
    dict_set(out, lit("done"), from_bool(0))
    return out


def wf_name_loop_done() -> val:
    """`loop` after the loop."""
    if not wf_has_output:
        return UNDEFINED
    out: val = dict_new()
    dict_set(out, lit("length"), wf_loop_length())
    dict_set(out, lit("done"), from_bool(1))
    return out


def wf_name_iter() -> val:
    """`iter`: the names of the iteration, then what the pipeline wrote; undefined if there is neither."""
    out: val = dict_new()
    if live(Feature.LOOPS) and wf_index >= 0:
        dict_set(out, StepRecord(wf_step).iterator, root(R_ITEM))
        dict_set(out, lit("_index"), wf_loop_index())
        dict_set(out, lit("index"), wf_loop_index())
        dict_set(out, lit("_total"), wf_loop_length())
        dict_set(out, lit("_first"), wf_loop_first())
        dict_set(out, lit("_last"), wf_loop_last())
    if live(Feature.PIPELINES) and wf_task != 0:
        wf_lay_over(out, root(R_ITER))
    return out if dict_len(out) != 0 else UNDEFINED


def wf_lay_over(out: val, more: val) -> None:
    """Sets every key of a map in another, views replaced by what they show."""
    i: i32 = dict_next(more, 0)
    while i >= 0:
        dict_set(out, dict_key_at(more, i), wf_plain(dict_value_at(more, i)))
        i = dict_next(more, i + 1)


def body_context() -> val:
    """`variables` in a body: all flat names with plain values, weakest first, then the reserved names it has."""
    out: val = dict_new()
    wf_lay_over(out, Plan(data_address("wf_plan")).base)
    wf_lay_over(out, wf_workload())
    at: i32 = wf_first
    while at != 0:
        dict_set(out, StepRecord(wf_step_record(at - 1)).name, loadv(wf_step_roots(at - 1)))
        at = StepState(wf_step_state(at - 1)).after
    wf_lay_over(out, root(R_CTX))
    if live(Feature.PIPELINES) and wf_task != 0:
        dict_set(out, lit("results"), root(R_RESULTS))
        dict_set(out, lit("_task"), wf_task_label())
        dict_set(out, lit("_attempt"), wf_task_attempt())
        if root(R_PREV) != UNDEFINED:
            dict_set(out, lit("_prev"), root(R_PREV))
        wf_lay_over(out, root(R_PIPE))
    if live(Feature.LOOPS) and wf_index >= 0:
        dict_set(out, StepRecord(wf_step).iterator, root(R_ITEM))
        dict_set(out, lit("_index"), wf_loop_index())
        dict_set(out, lit("_total"), wf_loop_length())
        dict_set(out, lit("loop_index"), wf_loop_index())
    if root(R_INPUT) != 0:
        wf_lay_over(out, root(R_INPUT))
    wf_drop_reserved(out)
    dict_set(out, lit("workload"), wf_workload())
    dict_set(out, lit("ctx"), root(R_CTX))
    iteration: val = wf_name_iter()
    if iteration != UNDEFINED:
        dict_set(out, lit("iter"), iteration)
    dict_set(out, lit("execution_id"), wf_execution())
    dict_set(out, lit("job"), wf_name_job())
    return deep_copy(out)


def wf_drop_reserved(out: val) -> None:
    """Removes flat names that reserved names hide."""
    dict_delete(out, lit("workload"))
    dict_delete(out, lit("ctx"))
    dict_delete(out, lit("iter"))
    dict_delete(out, lit("steps"))
    dict_delete(out, lit("output"))
    dict_delete(out, lit("event"))
    dict_delete(out, lit("execution_id"))
    dict_delete(out, lit("loop"))
    dict_delete(out, lit("job"))
