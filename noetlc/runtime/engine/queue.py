"""The queue, the waiting steps and the join rule (language.md 4.2), without a search per step.

A step is live if it is queued, waiting or running, or if a forward predecessor is live. Each step counts its live forward
predecessors; a change of one step is propagated along forward arcs only where it changes another step. A waiting step is
released when its count is zero; the running step stays live until its route has added all its targets.

Where no step may follow several arcs (no `Feature.WAITING`), one step at most is queued, and nothing else is live: it is next.
"""

from __future__ import annotations

from noetlc.kernel.lang import data_address, i32, live, load32, store32
from noetlc.layout.features import Feature
from noetlc.runtime.engine.state import (
    AWAY,
    CANDIDATE,
    FORWARD,
    PENDING,
    QUEUED,
    RUNNING,
    SKIPPED,
    WAITING,
    ArcRecord,
    Plan,
    StepRecord,
    StepState,
    wf_step_record,
    wf_step_state,
)  # fmt: skip

wf_queue_head: i32 = 0
wf_queue_size: i32 = 0
wf_next: i32 = 0  # without a queue: the step in it
wf_ready_size: i32 = 0
wf_waiting_order: i32 = 0


def wf_queue_reset() -> None:
    global wf_queue_head, wf_queue_size, wf_ready_size, wf_waiting_order
    wf_queue_size = 0
    if live(Feature.WAITING):
        wf_queue_head = 0
        wf_ready_size = 0
        wf_waiting_order = 0


def wf_queue_push(step: i32) -> None:
    """Appends a step to the queue; liveness is the caller's business."""
    global wf_queue_size
    count: i32 = Plan(data_address("wf_plan")).steps
    at: i32 = wf_queue_head + wf_queue_size
    if at >= count:
        at -= count
    store32(data_address("wf_queue") + (at << 2), step)
    wf_queue_size += 1
    StepState(wf_step_state(step)).place = QUEUED


def wf_queue_start(step: i32) -> None:
    """Puts the first step of a drain into the empty queue."""
    if live(Feature.WAITING):
        wf_propagate(step, 1)
        wf_queue_push(step)
    else:
        wf_queue_only(step)


def wf_queue_only(step: i32) -> None:
    """The step is the only one in the queue."""
    global wf_next, wf_queue_size
    wf_next = step
    wf_queue_size = 1


def wf_queue_pop() -> i32:
    """Takes the front step; it stays live until `queue_done`."""
    global wf_queue_head, wf_queue_size
    if not live(Feature.WAITING):
        wf_queue_size = 0
        return wf_next
    step: i32 = load32(data_address("wf_queue") + (wf_queue_head << 2))
    wf_queue_head += 1
    if wf_queue_head == Plan(data_address("wf_plan")).steps:
        wf_queue_head = 0
    wf_queue_size -= 1
    StepState(wf_step_state(step)).place = RUNNING
    return step


def wf_queue_target(source: i32, target: i32) -> None:
    """A matched arc leads from the running step `source` to `target` (the second half of `route`)."""
    global wf_waiting_order
    state: StepState = StepState(wf_step_state(target))
    if live(Feature.WAITING) and state.place != AWAY and state.place != RUNNING:
        return
    again: i32 = live(Feature.WAITING) or live(Feature.FINAL)  # else what ran lies on a cycle with what follows
    if again and state.status != PENDING and state.status != SKIPPED:
        if StepRecord(wf_step_record(source)).component != StepRecord(wf_step_record(target)).component:
            return
    if live(Feature.WAITING):
        if state.place == AWAY:
            wf_propagate(target, 1)
        wf_waiting_order += 1
        state.order = wf_waiting_order
        state.place = WAITING
        wf_candidate(target)
    else:
        wf_queue_only(target)


def wf_candidate(step: i32) -> None:
    """Remembers a waiting step for the next release."""
    global wf_ready_size
    state: StepState = StepState(wf_step_state(step))
    if state.place == WAITING and state.live == 0:
        state.place = CANDIDATE
        store32(data_address("wf_ready") + (wf_ready_size << 2), step)
        wf_ready_size += 1


def wf_queue_done(step: i32) -> None:
    """The running step is routed: it is no longer live unless it waits again; then waiting steps are released."""
    state: StepState = StepState(wf_step_state(step))
    if state.place == RUNNING:
        state.place = AWAY
        wf_propagate(step, -1)
    wf_release()


def wf_propagate(step: i32, change: i32) -> None:
    """A step enters (1) or leaves (-1) the queue, the waiting list or execution: updates the counts behind it."""
    if StepState(wf_step_state(step)).live != 0:
        return
    work: i32 = data_address("wf_work")
    store32(work, step)
    size: i32 = 1
    while size > 0:
        size -= 1
        record: StepRecord = StepRecord(wf_step_record(load32(work + (size << 2))))
        arc: i32 = data_address("wf_arcs") + record.arc * ArcRecord.SIZE
        left: i32 = record.arcs
        while left > 0:
            if ArcRecord(arc).flags & FORWARD:
                target: i32 = ArcRecord(arc).target
                state: StepState = StepState(wf_step_state(target))
                before: i32 = state.live
                state.live = before + change
                if before == 0 or state.live == 0:
                    if state.place == AWAY:
                        store32(work + (size << 2), target)
                        size += 1
                    elif state.live == 0:
                        wf_candidate(target)
            arc += ArcRecord.SIZE
            left -= 1


def wf_release() -> None:
    """Moves the waiting steps without live forward predecessor to the queue, in the order they were put in waiting."""
    global wf_ready_size
    wf_sort_ready()
    i: i32 = 0
    while i < wf_ready_size:
        step: i32 = load32(data_address("wf_ready") + (i << 2))
        state: StepState = StepState(wf_step_state(step))
        if state.live == 0:
            wf_queue_push(step)
        else:
            state.place = WAITING
        i += 1
    wf_ready_size = 0


def wf_sort_ready() -> None:
    """Shell sort of the candidates by waiting order: nearly always one or two of them, and in order."""
    ready: i32 = data_address("wf_ready")
    gap: i32 = 1
    while gap < wf_ready_size:
        gap = gap * 3 + 1
    while gap > 0:
        i: i32 = gap
        while i < wf_ready_size:
            step: i32 = load32(ready + (i << 2))
            order: i32 = StepState(wf_step_state(step)).order
            j: i32 = i
            while j >= gap:
                other: i32 = load32(ready + ((j - gap) << 2))
                if StepState(wf_step_state(other)).order <= order:
                    break
                store32(ready + (j << 2), other)
                j -= gap
            store32(ready + (j << 2), step)
            i += 1
        gap = wf_gap_below(gap)


def wf_gap_below(gap: i32) -> i32:
    """The gap before 3·g + 1."""
    g: i32 = 0
    while g * 3 + 1 < gap:
        g = g * 3 + 1
    return g
