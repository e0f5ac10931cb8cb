"""`print` and the streams it writes to: lists of chunks until the body ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, lit, live, noinline, val
from noetlc.runtime.layout import NONE, T_STR, List, Tuple
from noetlc.runtime.memory import has_tag, new_object, raised
from noetlc.runtime.module_state import STATE_STDOUT, state_get, state_set
from noetlc.runtime.tags import T_REDIRECT

if TYPE_CHECKING:
    from noetlc.runtime.list import list_get, list_new, list_push, tuple_get, tuple_new, tuple_set
    from noetlc.runtime.python_attribute import py_getattr
    from noetlc.runtime.python_call import call_one
    from noetlc.runtime.python_errors import raise_type
    from noetlc.runtime.python_repr import put_str, py_str
    from noetlc.runtime.text import buf_begin, buf_end, buf_str

written_out: val = 0  # chunks of stdout, 0 for none yet
written_err: val = 0


def print_separator(v: val, default: val, message: val) -> val:
    """What separates or ends; 0 or None = the default; 0 when raised."""
    if v == 0 or v == NONE:
        return default
    if has_tag(v, T_STR):
        return v
    return raise_type(message, v)


@noinline
def py_print(values: val, sep: val, end: val, to_stderr: i32) -> val:
    """`print(*values, sep=…, end=…)`; values a tuple, sep and end 0 = absent."""
    between: val = print_separator(sep, lit(" "), lit("sep must be None or a string, not $"))
    if between == 0:
        return 0
    last: val = print_separator(end, lit("\n"), lit("end must be None or a string, not $"))
    if last == 0:
        return 0
    if live(T_REDIRECT) and state_get(STATE_STDOUT + to_stderr) != 0:
        return print_redirected(state_get(STATE_STDOUT + to_stderr), values, between, last)
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < Tuple(values).length:
        if i != 0:
            buf_str(between)
        put_str(tuple_get(values, i))
        i += 1
    buf_str(last)
    text: val = buf_end(mark)
    if raised != 0:
        return 0
    if to_stderr:
        stderr_write(text)
    else:
        stdout_write(text)
    return NONE


def print_one(v: val) -> val:
    """`print(v)`, without a tuple."""
    if live(T_REDIRECT) and state_get(STATE_STDOUT) != 0:
        values: val = tuple_new(1)
        tuple_set(values, 0, v)
        return print_redirected(state_get(STATE_STDOUT), values, lit(" "), lit("\n"))
    mark: i32 = buf_begin()
    put_str(v)
    buf_str(lit("\n"))
    text: val = buf_end(mark)
    if raised != 0:
        return 0
    stdout_write(text)
    return NONE


# ---- redirection


@noinline
def print_redirected(target: val, values: val, between: val, last: val) -> val:
    """`print` to an object: its `write` is called for each piece; 0 when raised."""
    write: val = py_getattr(target, lit("write"))
    if write == 0:
        return 0
    i: i32 = 0
    while i < Tuple(values).length:
        if i != 0 and call_one(write, between) == 0:
            return 0
        text: val = py_str(tuple_get(values, i))
        if text == 0 or call_one(write, text) == 0:
            return 0
        i += 1
    return NONE if call_one(write, last) != 0 else 0


def stream_redirect(target: val, number: val) -> val:
    """What stream `number` (0 stdout, 1 stderr) prints to from now on, None for itself; returns what it was before."""
    if 0:
        new_object(T_REDIRECT, 8, 0)
    slot: i32 = STATE_STDOUT + (number >> 1)
    before: val = state_get(slot)
    state_set(slot, target if target != NONE else 0)
    return before if before != 0 else NONE


def stream_write(text: val, number: val) -> val:
    """Appends a string to a stream itself, redirected or not."""
    if number >> 1:
        stderr_write(text)
    else:
        stdout_write(text)
    return NONE


def stdout_write(text: val) -> None:
    """Appends a string to stdout."""
    global written_out
    if written_out == 0:
        written_out = list_new(8)
    list_push(written_out, text)


def stderr_write(text: val) -> None:
    """Appends a string to stderr."""
    global written_err
    if written_err == 0:
        written_err = list_new(8)
    list_push(written_err, text)


def chunks_text(chunks: val) -> val:
    if chunks == 0:
        return lit("")
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < List(chunks).length:
        buf_str(list_get(chunks, i))
        i += 1
    return buf_end(mark)


def stdout_text() -> val:
    """Everything written to stdout."""
    return chunks_text(written_out)


def stderr_text() -> val:
    return chunks_text(written_err)


def streams_reset() -> None:
    """Empties both streams: each run of a body starts fresh."""
    global written_out, written_err
    written_out = 0
    written_err = 0
