"""Tracebacks, in bodies that ask for them: `e.__traceback__`, and what exception is being handled.

An exception that reaches a handler, or the end of a function, gets one more link: the function and the place in it, as CPython's
`PyTraceBack_Here` does. The global `site` is that place; a function restores it when it ends, so that it is right again in its
caller, and raising again sets it to 0, for which no link is made.
"""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, i64, lit, load8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, STR_BYTES, Exc, Obj, Str
from noetlc.layout.tags import T_CLASS, T_TRACEBACK
from noetlc.runtime.python.exceptions.errors import raise_no_active, raise_type_error
from noetlc.runtime.python.protocol import type_of
from noetlc.runtime.values.list import tuple_new, tuple_set
from noetlc.runtime.values.memory import (
    from_int,
    has_tag,
    new_object,
    raised,  # noqa: F401 - assigned
    site,
)
from noetlc.runtime.values.state import STATE_HANDLED, state_get, state_set


class Traceback(Obj):
    """A frame of a body: where in the file, the table of the body's lines, the function's name, the frame it called (or None)."""

    site: i32
    lines: val
    name: val
    below: val


def trace_here(e: val, name: val, lines: val) -> None:
    """Notes the frame of a function that an exception passes, or ends in; nothing if it was only raised again here."""
    if site == 0:
        return
    enable(Feature.LIBRARY_OBJECTS)
    p: i32 = new_object(T_TRACEBACK, Traceback.SIZE, 12)
    Traceback(p).site = site
    Traceback(p).lines = lines
    Traceback(p).name = name
    Traceback(p).below = trace_of(e)
    Exc(e).trace = val(p)


def trace_of(e: val) -> val:
    """`e.__traceback__`."""
    return Exc(e).trace if Exc(e).trace != 0 else NONE


def trace_set(e: val, trace: val) -> val:
    """`e.__traceback__ = trace`; 0 when raised."""
    if trace == NONE:
        Exc(e).trace = 0
    elif has_tag(trace, T_TRACEBACK):
        Exc(e).trace = trace
    else:
        return raise_type_error(lit("__traceback__ must be a traceback or None"))
    return e


def trace_next(t: val) -> val:
    return Traceback(t).below


def trace_name(t: val) -> val:
    return Traceback(t).name


def trace_line(t: val) -> val:
    """The line in the body: the last of the table whose first place is not behind the frame's. Rows are `place line `."""
    p: i32 = Traceback(t).lines + STR_BYTES
    end: i32 = p + Str(Traceback(t).lines).nbytes
    line: i32 = 0
    first: i32 = 0
    number: i32 = 0
    is_line: i32 = 0
    while p < end:
        if load8(p) != 32:
            number = number * 10 + load8(p) - 48
        elif is_line:
            if first <= Traceback(t).site:
                line = number
            is_line = 0
            number = 0
        else:
            first = number
            is_line = 1
            number = 0
        p += 1
    return from_int(i64(line))


# ---- the exception being handled


def trace_handled() -> val:
    """The exception that a handler of a function being run has caught, 0 if none."""
    return state_get(STATE_HANDLED)


def trace_handle(e: val) -> None:
    state_set(STATE_HANDLED, e)


def trace_reraise() -> val:
    """A bare `raise` outside of a handler's own text: what is being handled is raised again."""
    global raised, site
    handled: val = state_get(STATE_HANDLED)
    if handled == 0:
        return raise_no_active()
    raised = handled
    site = 0
    return 0


def trace_exc_info() -> val:
    """`sys.exc_info()`."""
    enable(T_CLASS)
    t: val = tuple_new(3)
    handled: val = state_get(STATE_HANDLED)
    tuple_set(t, 0, type_of(handled) if handled != 0 else NONE)
    tuple_set(t, 1, handled if handled != 0 else NONE)
    tuple_set(t, 2, trace_of(handled) if handled != 0 else NONE)
    return t
