"""What a run of a playbook keeps: the tables the compiler lays out, the root table of live values, scalars of the current step.

Records of the tables are constant data. Values that outlive a call into step code stand in the root table `wf_roots`, because
the collector may move them; the engine holds record addresses and indexes only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import Record, data_address, i32, i64, inline, live, loadv, noinline, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE
from noetlc.runtime.values.memory import ABORT_BUDGET, abort, ask_host, budget

if TYPE_CHECKING:
    from noetlc.runtime.values.collect import collect, collection_due

# ---- offsets into the root table
R_WORKLOAD = 0
R_CTX = 4
R_ERRORS = 8
R_WARNINGS = 12
R_EXECUTION = 16  # the execution id, a string
R_BEFORE = 20  # with `strict`: ctx before the running step
R_INPUT = 24  # inputs of the tool that is about to run
R_DATA = 28  # `output.data`
R_KIND = 32  # error kind of `output`, 0 if ok
R_MESSAGE = 36
R_PIPE = 40  # labels and local names of the running pipeline
R_RESULTS = 44
R_PREV = 48
R_ITER = 52  # `iter.*` writes
R_ITEMS = 56
R_ITEM = 60
R_LOOP_RESULTS = 64
R_LOOP_KIND = 68  # first failing iteration
R_LOOP_MESSAGE = 72
R_MERGED = 76  # ctx writes of all iterations of a parallel loop
R_BASE = 80  # ctx before a parallel loop
R_EVENT = 84  # event name
R_HANDLES = 88
R_OUTPUTS = 92  # what is remembered of plug-ins
ROOT_WORDS = 24  # then STEP_ROOTS words per step

S_DATA = 0  # step roots: data of the last run, 0 before
S_ERROR = 4  # {kind, message, retryable} or 0
S_RESULTS = 8  # after a successful pipeline
S_PREV = 12
STEP_ROOTS = 4


class Plan(Record):
    """The playbook as a whole, at `wf_plan`."""

    steps: i32
    entry: i32
    final: i32  # -1 if none
    end: i32  # index of the step named `end`, -1 if none
    workload: val  # JSON text
    base: val  # path and version, a constant map
    budget: i64


class StepRecord(Record):
    """One step, in `wf_steps`. Functions are table indexes, 0 for none; ranges index the tables of their kind.

    What every step has comes first: zeros behind it take no room in the module.
    """

    name: val
    flags: i32
    component: i32
    task: i32
    tasks: i32
    arc: i32
    arcs: i32
    guard: i32
    admit: i32  # first admit rule
    admits: i32
    set: i32
    sets: i32
    loop: i32  # the collection, or the configuration of a cursor's claim
    iterator: val
    submit: i32  # submits the call of an iteration; 0 unless iterations may overlap
    in_flight: i32  # how many at most: a function, 0 for IN_FLIGHT
    claim: i32  # makes the call of a cursor's claim


EXCLUSIVE = 1
PIPELINE = 2
RULED = 4  # a single tool with rules or set: one task, data not labelled
PARALLEL = 8  # loop mode
CTX_WRITES = 16  # tasks write ctx
LOOP = 32
CURSOR = 64  # the items are claimed from the host


class ArcRecord(Record):
    """One arc, in `wf_arcs`."""

    target: i32
    flags: i32
    when: i32
    args: i32
    args_count: i32
    set: i32
    sets: i32


FORWARD = 1
LIST_FORM = 2  # written `next[k]`, not `next.arcs[k]`
HAS_WHEN = 4


class SetRecord(Record):
    """One write, in `wf_sets`: `render` makes the value; without it, or when it raises, `source` is the value."""

    key: val
    render: i32
    source: val
    written: val  # the name as written
    scope: i32


SCOPE_CTX = 0
SCOPE_ITER = 1
SCOPE_LOCAL = 2


class TaskRecord(Record):
    """One tool, in `wf_tasks`. `body` depends on `kind`: a function, or a value for constant tools."""

    label: val
    kind: i32
    input: i32
    config: i32
    body: i32
    slot: i32  # retry counter, shared by tasks of one label
    set: i32
    sets: i32
    rule: i32
    rules: i32
    site: i32  # where a configuration error is; for a Python body on the host the address of its `BodyLines`, or 0


class BodyLines(Record):
    """Where the lines of a body are that the host runs; one site per line follows."""

    count: i32
    rendered: i32  # the code is a template: lines count only if it has as many as its source
    start: i32  # site of the code


K_CONST = 0  # data is the value `body`
K_NOOP = 1  # data is what `config` renders, or `body` for null
K_PYTHON = 2
K_HOST = 3  # `body` makes the call
K_HTTP = 4  # a host tool whose output shows status and headers
K_CONFIG = 5  # error `config`, message `body`
K_INTENT = 6
K_SYNTAX = 7  # a Python body that does not parse
K_ARTIFACT = 8  # a host tool, unless the rendered `action` is put
K_PLUGIN = 9  # a host tool, unless the rendered `plugin.path` is missing or reserved
K_LINKED = 10  # `body` calls an entry of a plug-in
K_LAZY = 11  # the same, and nobody looks at the text of its output before the run ends


class AdmitRecord(Record):
    """One admit rule, in `wf_admits`."""

    when: i32
    allow: i32


class RuleRecord(Record):
    """One policy rule, in `wf_rules`."""

    when: i32
    action: i32
    attempts: i32
    backoff: i32
    target: i32  # of a jump: index within the pipeline, -1 if there is none
    message: i32  # function, 0 for none
    problem: val  # why a jump is not possible
    set: i32
    sets: i32
    delay: i64  # nanoseconds


A_NONE = 0  # no match or no effect
A_CONTINUE = 1
A_BREAK = 2
A_JUMP = 3
A_RETRY = 4
A_FAIL = 5

B_NONE = 0
B_LINEAR = 1
B_EXPONENTIAL = 2
B_CONSTANT = 3


class StepState(Record):
    """What changes about a step, in `wf_states`; `before` and `after` link the steps that ran in order of completion."""

    status: i32
    place: i32
    live: i32  # live forward predecessors, counted per arc
    ran: i32  # 0, or COMPLETED or FAILED of the last run
    order: i32  # when it was put in waiting
    before: i32  # step index plus 1, 0 for none
    after: i32


IN_FLIGHT = 8
MAX_IN_FLIGHT = 1024

PENDING = 0
COMPLETED = 1
FAILED = 2
SKIPPED = 3

AWAY = 0
QUEUED = 1
WAITING = 2
CANDIDATE = 3  # waiting, and to be looked at by the next release
RUNNING = 4  # taken from the queue, not routed yet

# ---- scalars of the run
wf_strict: i32 = 0
wf_spec_errors: i32 = 0  # option error_mode = spec
wf_stop: i32 = 0  # a strict evaluation error ended the run
wf_failed: i32 = 0  # some error entry is unhandled
wf_intents: i32 = 0
wf_step: i32 = 0  # the current step: address of its record
wf_task: i32 = 0  # the current task of a pipeline: address of its record
wf_attempt: i32 = 1
wf_index: i32 = -1  # iteration, -1 outside loops
wf_total: i32 = 0
wf_handle: i32 = -1  # of the submitted call of this iteration, -1 if it is not submitted
wf_first: i32 = 0  # completed steps in order: first and last, index plus 1
wf_last: i32 = 0
wf_completed: i32 = 0  # the step that completed last, index plus 1
# the outcome of the last task, pipeline, loop or step
wf_has_output: i32 = 0
wf_retryable: i32 = 0
wf_error_site: i32 = 0
wf_error_task: val = 0  # label, 0 if not in a pipeline
wf_error_index: i32 = -1  # iteration
wf_loop_failed: i32 = 0  # failed iterations, and what is known of the first one
wf_loop_site: i32 = 0
wf_loop_task: val = 0
wf_loop_index: i32 = -1
wf_loop_retryable: i32 = 0
wf_http: i32 = 0  # the output is that of an http tool


@inline
def root(offset: i32) -> val:
    return loadv(data_address("wf_roots") + offset)


@inline
def wf_keep(offset: i32, v: val) -> None:
    """Puts a value (0 for none) into the root table."""
    storev(data_address("wf_roots") + offset, v)


@noinline
def wf_step_roots(step: i32) -> i32:
    """The address of the roots of a step."""
    return data_address("wf_roots") + (ROOT_WORDS * 4) + step * (STEP_ROOTS * 4)


def wf_step_state(step: i32) -> i32:
    return data_address("wf_states") + step * StepState.SIZE


@inline
def wf_step_record(step: i32) -> i32:
    return data_address("wf_steps") + step * StepRecord.SIZE


@noinline
def tick() -> None:
    """Takes one from the step budget, and asks the host."""
    global budget
    budget -= 1
    if budget < 0:
        abort(ABORT_BUDGET)
    ask_host()


def wf_safepoint() -> None:
    """Collects garbage if it is due. Values outside the root table do not survive."""
    if live(Feature.COLLECT) and collection_due():
        collect()


def wf_or_null(v: val) -> val:
    """0 as null."""
    return v if v != 0 else NONE
