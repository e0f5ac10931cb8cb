"""What a body sees before its first line beside its inputs (language.md 7.2)."""

from __future__ import annotations

from noetlc.kernel.lang import lit, val
from noetlc.runtime.engine.names import body_context, wf_execution
from noetlc.runtime.engine.state import StepRecord, wf_step
from noetlc.runtime.values.dict import dict_copy, dict_set


def body_variables(_inputs: val) -> val:
    """`variables`: the names visible to the step."""
    return body_context()


def body_full_context(inputs: val) -> val:
    """`context`: the visible names, then `args`, `variables` and `step`."""
    made: val = body_context()
    variables: val = dict_copy(made)
    dict_set(made, lit("args"), inputs)
    dict_set(made, lit("variables"), variables)
    dict_set(made, lit("step"), body_step(inputs))
    return made


def body_execution_id(_inputs: val) -> val:
    return wf_execution()


def body_step(_inputs: val) -> val:
    """The name of the running step."""
    return StepRecord(wf_step).name
