"""Lines of text for `io`."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lt_u, val
from noetlc.layout.objects import NONE, STR_BYTES, Instance, Str
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.text.strings import find_byte, str_from, str_offset
from noetlc.runtime.values.memory import has_tag
from noetlc.runtime.values.state import STATE_TEXTS, state_get, state_set


def line_at(text: val, at: val) -> val:
    """The text from a position to the next newline, which is part of it, or to the end."""
    start: i32 = at >> 1
    if (at & 1) == 0 or start >= Str(text).length:
        return str_from(text + STR_BYTES, 0)
    p: i32 = text + STR_BYTES + str_offset(text, start)
    end: i32 = text + STR_BYTES + Str(text).nbytes
    stop: i32 = find_byte(p, end, 10)
    return str_from(p, (stop + 1 if lt_u(stop, end) else end) - p)


def note_texts(cls: val) -> val:
    """Notes the class `StringIO`, so that others may read its texts themselves."""
    state_set(STATE_TEXTS, cls)
    return NONE


def is_text_memory(v: val) -> i32:
    """Whether a value is an instance of `StringIO` itself."""
    return has_tag(v, T_INSTANCE) and Instance(v).cls == state_get(STATE_TEXTS)
