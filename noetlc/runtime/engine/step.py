"""Guard, execution and routing of one step (language.md 4.2, 4.3), and the drain loop around it."""

from __future__ import annotations

from noetlc.kernel.lang import data_address, i32, indirect_i32, inline, lit, live, load32, store32, storev, val
from noetlc.layout.features import Feature
from noetlc.runtime.engine import state
from noetlc.runtime.engine.loop import wf_run_loop
from noetlc.runtime.engine.pipeline import wf_run_pipeline
from noetlc.runtime.engine.queue import wf_queue_done, wf_queue_pop, wf_queue_size, wf_queue_target
from noetlc.runtime.engine.report import (
    P_ADMIT,
    P_ARC_ARGS,
    P_ARC_SET,
    P_ARC_WHEN,
    P_LIST,
    P_SET,
    P_WHEN,
    wf_error,
    wf_outcome_ok,
    wf_push_error,
    wf_warn,
)  # fmt: skip
from noetlc.runtime.engine.set import wf_apply_set
from noetlc.runtime.engine.state import (
    COMPLETED,
    EXCLUSIVE,
    FAILED,
    HAS_WHEN,
    LIST_FORM,
    LOOP,
    PIPELINE,
    R_BEFORE,
    R_CTX,
    R_DATA,
    R_EVENT,
    R_KIND,
    R_PREV,
    R_RESULTS,
    RULED,
    S_DATA,
    S_ERROR,
    S_PREV,
    S_RESULTS,
    SKIPPED,
    AdmitRecord,
    ArcRecord,
    Plan,
    StepRecord,
    StepState,
    TaskRecord,
    root,
    tick,
    wf_keep,
    wf_safepoint,
    wf_spec_errors,
    wf_step_record,
    wf_step_roots,
    wf_step_state,
    wf_stop,
    wf_strict,
    wf_total,
)  # fmt: skip
from noetlc.runtime.engine.task import wf_run_task
from noetlc.runtime.values.dict import dict_copy

# mutable globals are shared by name across the runtime
wf_attempt = state.wf_attempt
wf_completed = state.wf_completed
wf_failed = state.wf_failed
wf_first = state.wf_first
wf_has_output = state.wf_has_output
wf_last = state.wf_last
wf_step = state.wf_step
wf_task = state.wf_task


def wf_drain() -> None:
    """Runs steps until the queue is empty."""
    while wf_queue_size > 0 and not wf_stop:
        tick()
        wf_safepoint()
        wf_run_step(wf_queue_pop())


def wf_run_step(step: i32) -> None:
    """One step from the queue: guard, tool, writes, arcs."""
    global wf_step, wf_task, wf_attempt
    wf_step = wf_step_record(step)
    wf_task = 0
    wf_attempt = 1
    s: StepRecord = StepRecord(wf_step)
    state: StepState = StepState(wf_step_state(step))
    if (live(Feature.GUARDS) or live(Feature.ADMIT)) and step != Plan(data_address("wf_plan")).entry and not wf_admitted(s):
        if not wf_stop:
            state.status = SKIPPED
            wf_skip(step)
        return
    if (live(Feature.PIPELINES) or live(Feature.LOOPS)) and wf_strict:
        wf_keep(R_BEFORE, dict_copy(root(R_CTX)))
    data: val = wf_execute(s)
    if wf_stop:  # writes of a step that did not complete do not become final
        wf_keep(R_CTX, root(R_BEFORE))
        return
    wf_keep(R_DATA, data)
    wf_complete(step, data)
    if live(Feature.SETS):
        wf_apply_set(s.set, s.sets, P_SET, 0)
        if wf_stop:
            return
    wf_route(step, 0)


def wf_skip(step: i32) -> None:
    """Routes a step whose guard refused it."""
    global wf_has_output
    wf_outcome_ok()
    wf_has_output = 0
    wf_keep(R_EVENT, lit("step.skipped"))
    wf_route(step, 1)


def wf_admitted(s: StepRecord) -> i32:
    """The guard of a step: `when`, then the admit rules."""
    if live(Feature.GUARDS) and s.guard != 0 and not wf_holds(s.guard, P_WHEN, 0):
        return 0
    if live(Feature.ADMIT):
        i: i32 = 0
        while i < s.admits:
            rule: AdmitRecord = AdmitRecord(data_address("wf_admits") + (s.admit + i) * AdmitRecord.SIZE)
            if rule.when == 0 or wf_holds(rule.when, P_ADMIT, i):
                return rule.allow
            if wf_stop:
                return 0
            i += 1
    return 1


def wf_holds(condition: i32, place: i32, index: i32) -> i32:
    """A condition; one that raises is false and warns."""
    result: i32 = indirect_i32(condition)
    if result < 0:
        wf_warn(place, index, 0)
        return 0
    return result


def wf_execute(s: StepRecord) -> val:
    """Runs the tool of a step, its pipeline or its loop: the data. The outcome and the event name stand in the roots."""
    global wf_has_output
    data: val = 0
    event: val = lit("step.done")
    if live(Feature.LOOPS) and s.flags & LOOP:
        data = wf_run_loop()
        if wf_total >= 0:
            event = lit("loop.done")
    elif live(Feature.PIPELINES) and s.flags & (PIPELINE | RULED):
        data = wf_run_pipeline()
    else:
        data = wf_run_task(TaskRecord(data_address("wf_tasks") + s.task * TaskRecord.SIZE))
    wf_has_output = 1
    if live(Feature.ERRORS) and root(R_KIND) != 0 and not (live(Feature.LOOPS) and s.flags & LOOP and wf_total >= 0):
        event = lit("call.error")
    wf_keep(R_EVENT, event)
    return data


def wf_complete(step: i32, data: val) -> None:
    """Stores the data of a step that ran and moves it to the end of the order of completion."""
    global wf_first, wf_last, wf_failed, wf_completed
    roots: i32 = wf_step_roots(step)
    state: StepState = StepState(wf_step_state(step))
    storev(roots, data, S_DATA)
    storev(roots, wf_error() if live(Feature.ERRORS) and root(R_KIND) != 0 else 0, S_ERROR)
    if live(Feature.ALIASES):
        labels: i32 = StepRecord(wf_step).flags & (PIPELINE | LOOP) == PIPELINE and root(R_KIND) == 0
        storev(roots, root(R_RESULTS) if labels else 0, S_RESULTS)
        storev(roots, root(R_PREV) if labels else 0, S_PREV)
    state.status = COMPLETED
    if live(Feature.ERRORS) and root(R_KIND) != 0:
        state.status = FAILED
        if wf_spec_errors:
            wf_failed = 1
    else:
        wf_completed = step + 1
    if live(Feature.AGAIN):
        if state.ran != 0:
            wf_unlink(state)
        state.before = wf_last
    state.ran = state.status
    state.after = 0
    if wf_last != 0:
        StepState(wf_step_state(wf_last - 1)).after = step + 1
    else:
        wf_first = step + 1
    wf_last = step + 1


def wf_unlink(state: StepState) -> None:
    """Takes a step out of the order of completion."""
    global wf_first, wf_last
    if state.before != 0:
        StepState(wf_step_state(state.before - 1)).after = state.after
    else:
        wf_first = state.after
    if state.after != 0:
        StepState(wf_step_state(state.after - 1)).before = state.before
    else:
        wf_last = state.before


def wf_route(step: i32, skipped: i32) -> None:
    """Chooses the arcs, reports an error, follows the chosen arcs in order, releases waiting steps."""
    s: StepRecord = StepRecord(wf_step)
    chosen: i32 = 0
    if live(Feature.ARCS):
        i: i32 = 0
        while i < s.arcs:
            if wf_matches(s.arc + i, i):
                chosen += 1
                if not live(Feature.WAITING):
                    break
                store32(data_address("wf_chosen") + ((chosen - 1) << 2), i)
                if skipped or s.flags & EXCLUSIVE:
                    break
            if wf_stop:
                return
            i += 1
    if live(Feature.ERRORS) and root(R_KIND) != 0:
        wf_push_error(chosen != 0)
    if live(Feature.WAITING):
        n: i32 = 0
        while n < chosen:
            if not wf_follow(step, s, load32(data_address("wf_chosen") + (n << 2))):
                return
            n += 1
        wf_queue_done(step)
    elif live(Feature.ARCS) and chosen != 0:
        wf_follow(step, s, i)


def wf_follow(step: i32, s: StepRecord, k: i32) -> i32:
    """Follows the k-th arc of a step; 0 if the run ended."""
    arc: ArcRecord = ArcRecord(data_address("wf_arcs") + (s.arc + k) * ArcRecord.SIZE)
    if live(Feature.ARC_ARGS):
        wf_apply_set(arc.args, arc.args_count, P_ARC_ARGS | wf_form(arc), k)
        if wf_stop:
            return 0
    if live(Feature.ARC_SETS):
        wf_apply_set(arc.set, arc.sets, P_ARC_SET | wf_form(arc), k)
        if wf_stop:
            return 0
    wf_queue_target(step, arc.target)
    return 1


@inline
def wf_form(arc: ArcRecord) -> i32:
    """What stands in the place of something that belongs to an arc for how `next` is written."""
    return P_LIST if live(Feature.LIST_ARCS) and arc.flags & LIST_FORM else 0


def wf_matches(index: i32, k: i32) -> i32:
    """Whether arc `index`, the k-th of its step, is followed."""
    arc: ArcRecord = ArcRecord(data_address("wf_arcs") + index * ArcRecord.SIZE)
    if live(Feature.ERRORS) and wf_spec_errors and root(R_KIND) != 0 and not arc.flags & HAS_WHEN:
        return 0
    if live(Feature.ARC_WHEN) and arc.when != 0:
        return wf_holds(arc.when, P_ARC_WHEN | wf_form(arc), k)
    return 1
