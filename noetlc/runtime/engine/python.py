"""Python bodies as tools: the call, the result, the error outcome (language.md 7.3, 7.4). All that the engine knows of bodies is here."""

from __future__ import annotations

from noetlc.kernel.lang import i32, indirect, lit, live, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import UNDEFINED
from noetlc.runtime.engine import state
from noetlc.runtime.engine.prints import prints_shown
from noetlc.runtime.engine.report import wf_outcome_error
from noetlc.runtime.json.whole import whole
from noetlc.runtime.python.calls.body import body_begin, body_error_kind, body_error_message, body_error_site, body_streams
from noetlc.runtime.text.strings import str_concat
from noetlc.runtime.values import memory
from noetlc.runtime.values.dict import dict_new, dict_set

# mutable globals are shared by name across the runtime
raised = memory.raised
wf_error_site = state.wf_error_site


def wf_run_body(body: i32, inputs: val) -> val:
    """Runs a compiled body: its data. A body that may change its inputs copies them."""
    global wf_error_site, raised
    body_begin()
    result: val = indirect(body, inputs)
    if result != 0 and result != UNDEFINED:
        if live(Feature.PRINTS):
            prints_shown()
        return whole(result)
    streams: val = whole(body_streams())
    if result == 0:
        kind: val = body_error_kind()
        if kind != 0:  # 0: a clean exit
            wf_outcome_error(kind, whole(body_error_message()))
            wf_error_site = body_error_site()
        raised = 0
    return streams


def wf_syntax_error(message: val, at: i32) -> val:
    """The outcome of a body that does not parse."""
    global wf_error_site
    wf_outcome_error(lit("exception"), message)
    wf_error_site = at
    streams: val = dict_new()
    dict_set(streams, lit("stdout"), lit(""))
    dict_set(streams, lit("stderr"), str_concat(message, lit("\n")))
    return streams
