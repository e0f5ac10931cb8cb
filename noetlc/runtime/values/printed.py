"""What bodies have printed, as the collector keeps it; `python/calls/streams.py` writes it."""

from __future__ import annotations

from noetlc.kernel.lang import i32, val
from noetlc.layout.objects import Obj

STREAM_TEXT = 12

written_out: val = 0  # what was printed since the last collection: a stream, 0 for nothing
kept_out: i32 = 0  # bytes printed before that, which the collector put at the start of the heap
written_err: val = 0  # what was written to stderr


class Stream(Obj):
    """Storage of `used` bytes of text, from STREAM_TEXT on."""

    used: i32
