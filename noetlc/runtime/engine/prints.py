"""What a body with a result printed: its data has no place for it (language.md 7.3), so the host logs it, line by line."""

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
    """All lines in one call, without the end of the last one: a call of the host takes longer than printing a line."""
    n: i32 = Str(text).nbytes
    if n > 0:
        host_log(LEVEL, text + STR_BYTES, n - (1 if load8(text + STR_BYTES + n - 1) == 10 else 0))
