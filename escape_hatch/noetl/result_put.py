"""Stores a named result: a step `{kind: wasm, plugin: {path: noetl/result_put}, input: {key: …, data: …}}`."""

from __future__ import annotations

from noetlc.kernel.lang import val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.plugins.sdk import function
from noetlc.runtime.engine.host import wf_host_result_put

from ._intent import intent_data, intent_done, intent_key


@function("json", result="json")
def run(inputs: val) -> val:
    """Stores a named result: the input {"key", "data"} or {"key", "data_b64"}; {"status": "ok"}."""
    key: val = intent_key(inputs)
    data: val = intent_data(inputs)
    return intent_done(wf_host_result_put(key + STR_BYTES, Str(key).nbytes, data + STR_BYTES, Str(data).nbytes))
