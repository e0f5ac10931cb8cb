"""Pipelines and policy rules (language.md 8)."""

from __future__ import annotations

from noetlc.kernel.lang import data_address, f64, i32, i64, indirect, indirect_i32, lit, live, load32, memory_fill, store32, trunc_i64, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import UNDEFINED
from noetlc.layout.tags import T_DICT
from noetlc.runtime.engine import state
from noetlc.runtime.engine.host import wf_pause
from noetlc.runtime.engine.report import P_RULE_SET, P_RULE_WHEN, P_TASK_SET, wf_outcome_error, wf_outcome_ok, wf_warn
from noetlc.runtime.engine.set import wf_apply_set, wf_put_last
from noetlc.runtime.engine.state import (
    A_BREAK,
    A_CONTINUE,
    A_FAIL,
    A_JUMP,
    A_NONE,
    A_RETRY,
    B_EXPONENTIAL,
    B_LINEAR,
    B_NONE,
    PIPELINE,
    R_DATA,
    R_ITER,
    R_KIND,
    R_MESSAGE,
    R_PIPE,
    R_PREV,
    R_RESULTS,
    RuleRecord,
    StepRecord,
    TaskRecord,
    root,
    tick,
    wf_keep,
    wf_safepoint,
    wf_step,
    wf_stop,
)  # fmt: skip
from noetlc.runtime.engine.task import wf_run_task
from noetlc.runtime.numbers.text import buf_int
from noetlc.runtime.template.lookup import t_step_view
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values import memory
from noetlc.runtime.values.buffer import buf_begin, buf_str
from noetlc.runtime.values.dict import dict_copy, dict_key_at, dict_new, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.memory import from_int, has_tag

# mutable globals are shared by name across the runtime
raised = memory.raised
wf_attempt = state.wf_attempt
wf_error_task = state.wf_error_task
wf_has_output = state.wf_has_output
wf_http = state.wf_http
wf_task = state.wf_task


MAX_EXECUTIONS = 1000000

wf_rule: i32 = 0  # the rule that matched last: address of its record


def wf_beyond(executions: i32) -> i32:
    """Whether a pipeline has run more tasks than it may, which is its outcome then."""
    if executions <= MAX_EXECUTIONS:
        return 0
    wf_outcome_error(lit("limit"), lit("more than 1000000 task executions"))
    return 1


def wf_run_pipeline() -> val:
    """Runs the tasks of the current step; its data. Evaluation stops early when `wf_stop` is set."""
    global wf_task, wf_attempt
    s: StepRecord = StepRecord(wf_step)
    wf_pipeline_begin()
    wf_outcome_ok()
    if live(Feature.RETRY):
        memory_fill(data_address("wf_retries") + (s.task << 2), 0, s.tasks << 2)
    executions: i32 = 0
    i: i32 = 0
    while i < s.tasks:
        wf_task = data_address("wf_tasks") + (s.task + i) * TaskRecord.SIZE
        if live(Feature.RULES):
            executions += 1
            if wf_beyond(executions):
                return wf_pipeline_failed(i)
            tick()
        wf_safepoint()
        t: TaskRecord = TaskRecord(wf_task)
        if live(Feature.RETRY):
            wf_attempt = load32(wf_retry_count()) + 1
        wf_finish_task(wf_run_task(t))
        if live(Feature.TASK_SET):
            wf_apply_set(t.set, t.sets, P_TASK_SET, 0)
            if wf_stop:
                return UNDEFINED
        action: i32 = wf_match_rule() if live(Feature.RULES) else A_NONE
        if live(Feature.RULES) and wf_stop:
            return UNDEFINED
        if action == A_NONE:
            action = A_CONTINUE if root(R_KIND) == 0 else A_FAIL
        if action == A_FAIL:
            return wf_pipeline_failed(i)
        if live(Feature.RULES):
            if action == A_BREAK:
                break
            if action == A_JUMP:
                i = RuleRecord(wf_rule).target
                continue
            if live(Feature.RETRY) and action == A_RETRY:
                continue
        i += 1
    return wf_pipeline_done()


def wf_pipeline_begin() -> None:
    """Empties the names of the pipeline."""
    global wf_has_output
    wf_keep(R_PIPE, dict_new())
    wf_keep(R_RESULTS, dict_new())
    wf_keep(R_ITER, dict_new())
    wf_keep(R_PREV, UNDEFINED)
    wf_has_output = 0


def wf_finish_task(data: val) -> None:
    """Stores the data of the current task under its label."""
    global wf_has_output
    label: val = TaskRecord(wf_task).label
    wf_put_last(root(R_RESULTS), label, data)
    wf_put_last(root(R_PIPE), label, t_step_view(data, 0, 0))
    wf_keep(R_PREV, data)
    wf_keep(R_DATA, data)
    wf_has_output = 1


def wf_match_rule() -> i32:
    """Applies the first policy rule of the task that matches: the action to take, A_NONE to do the default."""
    global wf_rule
    t: TaskRecord = TaskRecord(wf_task)
    k: i32 = 0
    while k < t.rules:
        wf_rule = data_address("wf_rules") + (t.rule + k) * RuleRecord.SIZE
        r: RuleRecord = RuleRecord(wf_rule)
        matched: i32 = 1
        if live(Feature.RULE_WHEN) and r.when != 0:
            matched = indirect_i32(r.when)
            if matched < 0:
                wf_warn(P_RULE_WHEN, k, 0)
                matched = 0
                if wf_stop:
                    return A_NONE
        if matched:
            wf_apply_set(r.set, r.sets, P_RULE_SET, k)
            if wf_stop:
                return A_NONE
            return wf_rule_action(r)
        k += 1
    return A_NONE


def wf_rule_action(r: RuleRecord) -> i32:
    """The action of a matching rule, with jumps and retries that are not possible turned into failures."""
    action: i32 = r.action
    if action == A_FAIL:
        wf_fail_by_rule(r)
    if action == A_JUMP and r.target < 0:
        wf_outcome_error(lit("policy"), r.problem)
        return A_FAIL
    if live(Feature.RETRY) and action == A_RETRY:
        count: i32 = load32(wf_retry_count()) + 1
        store32(wf_retry_count(), count)
        if count >= r.attempts:
            wf_policy_error(wf_no_success(count))
            return A_FAIL
        wf_wait(r, count)
    return action


def wf_fail_by_rule(r: RuleRecord) -> None:
    """`do: fail`: an ok task fails with the rule's message, which is put behind that of a failed one; one that raises is replaced."""
    global raised
    message: val = 0
    if live(Feature.RULE_MESSAGE) and r.message != 0:
        rendered: val = indirect(r.message)
        message = rendered if rendered != 0 else lit("failed by policy rule (its message raised)")
        raised = 0
    if root(R_KIND) == 0:
        wf_policy_error(message if message != 0 else lit("failed by policy rule"))
    elif live(Feature.RULE_MESSAGE) and message != 0:
        mark: i32 = buf_begin()
        buf_str(root(R_MESSAGE))
        buf_str(lit(" ("))
        buf_str(message)
        buf_str(lit(")"))
        wf_keep(R_MESSAGE, buf_end(mark))


def wf_no_success(count: i32) -> val:
    """The message of a rule whose attempts are used up."""
    mark: i32 = buf_begin()
    buf_str(lit("no success after "))
    buf_int(i64(count))
    buf_str(lit(" attempt") if count == 1 else lit(" attempts"))
    return buf_end(mark)


def wf_policy_error(message: val) -> None:
    """A failure that rules decided: the task's own error if it has one, else kind `policy`."""
    global wf_http
    if root(R_KIND) == 0:
        http: i32 = wf_http
        wf_outcome_error(lit("policy"), message)
        wf_http = http


def wf_retry_count() -> i32:
    """The address of the retry count of the current task's label."""
    return data_address("wf_retries") + (TaskRecord(wf_task).slot << 2)


def wf_wait(r: RuleRecord, count: i32) -> None:
    """Asks the host to wait before retry `count`."""
    delay: f64 = f64(r.delay)
    if r.backoff == B_LINEAR:
        delay = delay * f64(count)
    elif r.backoff == B_EXPONENTIAL:
        n: i32 = 1
        while n < count and delay < 9.0e18:
            delay = delay * 2.0
            n += 1
    if r.backoff != B_NONE and delay > 0.0:
        wf_pause(trunc_i64(delay))


def wf_pipeline_failed(index: i32) -> val:
    """The data of a failed pipeline; the outcome is the failing task's."""
    global wf_error_task, wf_http
    s: StepRecord = StepRecord(wf_step)
    if not s.flags & PIPELINE:
        return root(R_DATA)
    wf_error_task = TaskRecord(wf_task).label
    wf_http = 0
    data: val = dict_new()
    dict_set(data, lit("labeled_results"), root(R_RESULTS))
    dict_set(data, lit("failed_task"), from_int(i64(index)))
    return data


def wf_pipeline_done() -> val:
    """The data of a successful pipeline: labels, with the fields of the last executed task laid over."""
    global wf_http
    http: i32 = wf_http
    wf_outcome_ok()
    last: val = root(R_PREV)
    if not StepRecord(wf_step).flags & PIPELINE:
        wf_http = http
        return last
    data: val = dict_copy(root(R_RESULTS))
    if has_tag(last, T_DICT):
        i: i32 = dict_next(last, 0)
        while i >= 0:
            dict_set(data, dict_key_at(last, i), dict_value_at(last, i))
            i = dict_next(last, i + 1)
    return data
