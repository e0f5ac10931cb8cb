"""Data without half characters, which Python's texts may hold: each becomes U+FFFD, two halves of one become that (language.md 7.3).

What is written has none (`json/dump.py`), so data is written and read again. Where no text of the playbook says that there may be
some, a run that has made one is looked through, and left if it is among what leaves a body.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.json.dump import json_dump
from noetlc.runtime.json.parse import json_parse
from noetlc.runtime.text.strings import buf_end, halves
from noetlc.runtime.values.buffer import buf_begin, buf_drop


@inline
def whole(v: val) -> val:
    """Data or a text that leaves a body."""
    if live(Feature.HALF_TEXTS):
        return whole_copy(v)
    if live(Feature.HALVES) and halves:
        look_through(v)
    return v


@noinline
def whole_copy(v: val) -> val:
    mark: i32 = buf_begin()
    json_dump(v)
    text: val = buf_end(mark)
    return json_parse(text + STR_BYTES, Str(text).nbytes)


@noinline
def look_through(v: val) -> None:
    mark: i32 = buf_begin()
    json_dump(v)
    buf_drop(mark)
