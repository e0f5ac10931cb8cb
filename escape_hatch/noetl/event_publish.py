"""Publishes an event: a step `{kind: wasm, plugin: {path: noetl/event_publish}, input: {event: …}}`."""

from __future__ import annotations

from noetlc.kernel.lang import val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.plugins.sdk import function
from noetlc.runtime.engine.host import wf_host_event_publish

from ._intent import intent_done, intent_event


@function("json", result="json")
def run(inputs: val) -> val:
    """Publishes the input {"event"}; {"status": "ok"}."""
    event: val = intent_event(inputs)
    return intent_done(wf_host_event_publish(event + STR_BYTES, Str(event).nbytes))
