"""What a body with a result printed: its data has no place for it (language.md 7.3), so it goes to the host's log, line by line."""

from __future__ import annotations

from noetlc.kernel.lang import i32, load8, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.json.whole import whole
from noetlc.runtime.library.logging import host_log
from noetlc.runtime.python.calls.streams import stderr_text, stdout_text

LEVEL = 0  # below all levels of `logging`


def prints_shown() -> None:
    """Sends stdout, then stderr."""
    lines_shown(whole(stdout_text()))
    lines_shown(whole(stderr_text()))


def lines_shown(text: val) -> None:
    p: i32 = text + STR_BYTES
    start: i32 = p
    end: i32 = p + Str(text).nbytes
    while p < end:
        if load8(p) == 10:
            host_log(LEVEL, start, p - start)
            start = p + 1
        p += 1
    if start < end:
        host_log(LEVEL, start, end - start)
