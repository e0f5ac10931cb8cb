"""`print` and the streams it writes to: their texts are kept until the body ends."""

from __future__ import annotations

from noetlc.kernel.lang import enable, gt_u, i32, lit, live, memory_copy, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, STR_BYTES, Obj, Str, Tuple
from noetlc.layout.tags import T_RAW, T_STR
from noetlc.runtime.python.exceptions.errors import raise_type
from noetlc.runtime.python.protocol import call_one, put_str, py_getattr, py_str
from noetlc.runtime.text.strings import buf_end
from noetlc.runtime.values.blocks import copy_over
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_byte, buf_bytes, buf_drop, buf_pos, buf_str
from noetlc.runtime.values.collect import heap_start
from noetlc.runtime.values.list import tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import has_tag, new_object, raised
from noetlc.runtime.values.printed import STREAM_TEXT, Stream, kept_out, written_err, written_out
from noetlc.runtime.values.state import STATE_STDOUT, state_get, state_set

STREAM_FIRST = 1024
STREAM_MORE = 32 * 1024  # of a body that has printed much already
OVERRUN = 16  # what `copy_over` may write beyond


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
    global written_out, written_err
    between: val = print_separator(sep, lit(" "), lit("sep must be None or a string, not $"))
    if between == 0:
        return 0
    last: val = print_separator(end, lit("\n"), lit("end must be None or a string, not $"))
    if last == 0:
        return 0
    if live(Feature.REDIRECT) and state_get(STATE_STDOUT + to_stderr) != 0:
        return print_redirected(state_get(STATE_STDOUT + to_stderr), values, between, last)
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < Tuple(values).length and raised == 0:
        if i != 0:
            buf_str(between)
        at: i32 = buf_begin()
        put_str(tuple_get(values, i))
        if raised != 0:
            buf_drop(at)  # what stands before is printed
        i += 1
    if raised == 0:
        buf_str(last)
    if to_stderr:
        written_err = stream_take(written_err, mark)
    else:
        written_out = stream_take(written_out, mark)
    return NONE if raised == 0 else 0


def print_one(v: val) -> val:
    """`print(v)`."""
    if live(Feature.REDIRECT) and state_get(STATE_STDOUT) != 0:
        values: val = tuple_new(1)
        tuple_set(values, 0, v)
        return print_redirected(state_get(STATE_STDOUT), values, lit(" "), lit("\n"))
    mark: i32 = buf_begin()
    put_str(v)
    if raised != 0:
        buf_drop(mark)
        return 0
    buf_byte(10)
    print_buffered(mark)
    return NONE


def print_text(text: val) -> None:
    """Prints a string without an end of line, redirected or not."""
    global written_out
    written_out = stream_add(written_out, text + STR_BYTES, Str(text).nbytes)


def print_buffered(mark: i32) -> None:
    """Prints what was written to the text buffer since `mark`."""
    global written_out
    written_out = stream_take(written_out, mark)


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
    enable(Feature.REDIRECT)
    slot: i32 = STATE_STDOUT + (number >> 1)
    before: val = state_get(slot)
    state_set(slot, target if target != NONE else 0)
    return before if before != 0 else NONE


def stream_write(text: val, number: val) -> val:
    """Appends a string to a stream itself, redirected or not."""
    global written_err
    if number >> 1:
        written_err = stream_add(written_err, text + STR_BYTES, Str(text).nbytes)
    else:
        print_text(text)
    return NONE


# ---- the texts


def stream_take(s: val, mark: i32) -> val:
    """Moves the text written to the buffer since `mark` to the end of a stream."""
    n: i32 = buf_pos - buf_base - mark
    buf_drop(mark)
    return stream_add(s, buf_pos, n)


@noinline
def stream_add(s: val, p: i32, n: i32) -> val:
    """Adds n bytes to the end of a stream (0: an empty one); the stream, which may have become another object."""
    enable(Feature.PRINTED)
    used: i32 = Stream(s).used if s else 0
    if s == 0 or gt_u(STREAM_TEXT + used + n + OVERRUN, Obj(s).size):
        more: i32 = kept_out if kept_out < STREAM_MORE else STREAM_MORE
        made: i32 = new_object(T_RAW, ((used + n) << 1) + STREAM_FIRST + more, 0)
        memory_copy(made + STREAM_TEXT, s + STREAM_TEXT, used)
        s = val(made)
    copy_over(s + STREAM_TEXT + used, p, n)
    Stream(s).used = used + n
    return s


@noinline
def stream_bytes(s: val) -> None:
    """Appends the text of a stream to the text buffer."""
    if s:
        buf_bytes(s + STREAM_TEXT, Stream(s).used)


def stdout_text() -> val:
    """Everything written to stdout."""
    if not live(Feature.PRINTED):
        return lit("")
    mark: i32 = buf_begin()
    buf_bytes(heap_start, kept_out)
    stream_bytes(written_out)
    return buf_end(mark)


def stderr_text() -> val:
    """Everything written to stderr."""
    if not live(Feature.PRINTED):
        return lit("")
    mark: i32 = buf_begin()
    stream_bytes(written_err)
    return buf_end(mark)


def streams_reset() -> None:
    """Empties both streams: each run of a body starts fresh."""
    global written_out, written_err, kept_out
    written_out = 0
    written_err = 0
    kept_out = 0
