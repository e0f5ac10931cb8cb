"""What the reserved plug-ins share: they take their input apart, make one call of the host, and say that it went well.

Input that is not what they need, and a status other than 0, are traps: the host then drops the intent.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, trap, val
from noetlc.layout.tags import T_DICT, T_STR
from noetlc.runtime.engine.host import wf_dumped, wf_encoded_data
from noetlc.runtime.values.dict import dict_get, dict_new, dict_set
from noetlc.runtime.values.memory import has_tag


def intent_event(inputs: val) -> val:
    """The JSON text of the input `event`."""
    event: val = dict_get(inputs, lit("event")) if has_tag(inputs, T_DICT) else 0
    if event == 0:
        trap()
    return wf_dumped(event)


def intent_key(inputs: val) -> val:
    """The input `key`, a string."""
    key: val = dict_get(inputs, lit("key")) if has_tag(inputs, T_DICT) else 0
    if key == 0 or not has_tag(key, T_STR):
        trap()
    return key


def intent_data(inputs: val) -> val:
    """Storage of a string with the bytes to keep: those of the input `data`, text or else JSON, or of the base64 `data_b64`."""
    data: val = dict_get(inputs, lit("data"))
    if data == 0:
        data = wf_encoded_data(inputs)
        if data == 0:
            trap()
    elif not has_tag(data, T_STR):
        data = wf_dumped(data)
    return data


def intent_done(status: i32) -> val:
    """The answer `{"status": "ok"}`."""
    if status != 0:
        trap()
    done: val = dict_new()
    dict_set(done, lit("status"), lit("ok"))
    return done
