"""Host tools and intents: the request, the call, the checked answer (language.md 10, abi.md)."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, i64, imported, indirect_i32, lit, live, load8, load32, noinline, shr_u, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, STR_BYTES, TRUE, UNDEFINED, Str
from noetlc.layout.sites import COLUMN_BITS, LONG, LONG_COLUMN_BITS
from noetlc.layout.tags import T_DICT, T_STR
from noetlc.runtime.engine import state
from noetlc.runtime.engine.report import wf_outcome_error, wf_outcome_ok
from noetlc.runtime.engine.state import (
    K_HOST,
    K_HTTP,
    PIPELINE,
    R_INPUT,
    R_KIND,
    BodyLines,
    StepRecord,
    TaskRecord,
    root,
    wf_attempt,
    wf_index,
    wf_step,
)  # fmt: skip
from noetlc.runtime.json.dump import JSON_DEPTH, dump_value
from noetlc.runtime.json.parse import MAX_DEPTH, json_parse_deep
from noetlc.runtime.library.host import wf_host_sleep
from noetlc.runtime.text.strings import buf_end, str_concat, str_eq, str_from
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_drop, buf_pos, buf_room
from noetlc.runtime.values.dict import dict_get_str, dict_new, dict_set
from noetlc.runtime.values.memory import ABORT_DEFECT, ABORT_INTENT, abort, from_int, has_tag

# mutable globals are shared by name across the runtime
wf_error_site = state.wf_error_site
wf_http = state.wf_http
wf_intents = state.wf_intents
wf_retryable = state.wf_retryable


WRAPPED = 8

wf_malformed: i32 = 0  # the last answer was not one
wf_answer_line: i32 = -1  # of an exception in a body that the host ran
wf_answer_column: i32 = -1
wf_answer_size: i32 = 0  # bytes of the last answer; its address is what the call returned


@imported("noetl_x1", "await")
def wf_host_await(handle: i32) -> i64: ...  # type: ignore[empty-body]


@imported("noetl", "event_publish")
def wf_host_event_publish(p: i32, n: i32) -> i32: ...  # type: ignore[empty-body]


@imported("noetl", "result_put")
def wf_host_result_put(key: i32, key_size: i32, p: i32, n: i32) -> i32: ...  # type: ignore[empty-body]


@imported("noetl", "object_put")
def wf_host_object_put(key: i32, key_size: i32, p: i32, n: i32) -> i32: ...  # type: ignore[empty-body]


def wf_pause(ns: i64) -> None:
    """Asks the host to wait, where there is one that can."""
    if live(Feature.SLEEP):
        wf_host_sleep(ns)


def wf_call_tool(t: TaskRecord, config: val) -> val:
    """One call of the host tool of a task: the data of its answer."""
    global wf_http, wf_error_site
    inputs: val = root(R_INPUT)
    settings: val = config if config != UNDEFINED else dict_new()
    data: val = wf_host_call(t.body, t.label, settings, inputs if inputs != 0 else dict_new(), wf_attempt)
    if live(Feature.HTTP):
        wf_http = t.kind == K_HTTP and not wf_malformed
    if live(Feature.HOST_PYTHON) and t.kind == K_HOST and t.site != 0 and wf_answer_line >= 0 and root(R_KIND) != 0:
        if str_eq(root(R_KIND), lit("exception")) or str_eq(root(R_KIND), lit("exit")):
            wf_error_site = wf_body_site(BodyLines(t.site), dict_get_str(config, lit("code")))
    return data


def wf_body_site(lines: BodyLines, code: val) -> i32:
    """The site of the line and column that the last answer names."""
    if lines.rendered and wf_newlines(code) + 1 != lines.count:
        return lines.start
    line: i32 = wf_answer_line
    if line > lines.count:
        line = lines.count
    if line < 1:
        line = 1
    at: i32 = load32(i32(lines) + BodyLines.SIZE + ((line - 1) << 2))
    columns: i32 = (1 << COLUMN_BITS) - 1
    if live(Feature.LONG_LINES):
        if at & LONG:
            columns = (1 << LONG_COLUMN_BITS) - 1
    column: i32 = (at & columns) + (wf_answer_column - 1 if wf_answer_column > 1 else 0)
    return (at & ~columns) | (column if column < columns else columns)


def wf_newlines(text: val) -> i32:
    p: i32 = text + STR_BYTES
    end: i32 = p + Str(text).nbytes
    count: i32 = 0
    while p < end:
        count += load8(p) == 10
        p += 1
    return count


def wf_small_int(v: val) -> i32:
    """A small int, -1 for anything else."""
    return v >> 1 if v & 1 else -1


def wf_host_call(body: i32, label: val, config: val, inputs: val, attempt: i32) -> val:
    """One call of a host tool: the data of its answer. `body` is the adapter of the tool's import."""
    size: i32 = wf_dump(wf_request(label, config, inputs, attempt))
    answer: i32 = indirect_i32(body, buf_pos, size)
    return wf_host_outcome(answer, wf_answer_size)


def wf_submit_tool(submit: i32, t: TaskRecord, config: val) -> i32:
    """The first half of a call: a handle to await."""
    inputs: val = root(R_INPUT)
    settings: val = config if config != UNDEFINED else dict_new()
    size: i32 = wf_dump(wf_request(t.label, settings, inputs if inputs != 0 else dict_new(), 1))
    return indirect_i32(submit, buf_pos, size)


def wf_await_tool(t: TaskRecord, handle: i32) -> val:
    """The second half of a call: the data of its answer."""
    global wf_http
    packed: i64 = wf_host_await(handle)
    data: val = wf_host_outcome(i32(shr_u(packed, i64(32))), i32(packed))
    if live(Feature.HTTP):
        wf_http = t.kind == K_HTTP and not wf_malformed
    return data


def wf_request(label: val, config: val, inputs: val, attempt: i32) -> val:
    """The request to a host tool."""
    request: val = dict_new()
    dict_set(request, lit("step"), StepRecord(wf_step).name)
    if live(Feature.PIPELINES) and StepRecord(wf_step).flags & PIPELINE:
        dict_set(request, lit("task"), label)
    if live(Feature.LOOPS) and wf_index >= 0:
        dict_set(request, lit("index"), from_int(i64(wf_index)))
    dict_set(request, lit("attempt"), from_int(i64(attempt)))
    dict_set(request, lit("config"), config)
    dict_set(request, lit("input"), inputs)
    return request


def wf_host_outcome(answer: i32, size: i32) -> val:
    """The outcome of a call that was answered with these bytes: its data."""
    global wf_malformed
    enable(Feature.PARSED)
    wf_outcome_ok()
    data: val = wf_host_answer(json_parse_deep(answer, size, MAX_DEPTH + 1))
    wf_malformed = data == 0
    if data == 0:
        return wf_outcome_error(lit("value"), lit("malformed answer of the host"))
    return data


@noinline
def wf_dump(v: val) -> i32:
    """Writes canonical JSON to `buf_pos`, where it stays until the next text is built; its size. Requests and envelopes hold
    data a few levels deep."""
    buf_room(32)
    mark: i32 = buf_begin()
    end: i32 = dump_value(v, buf_pos, JSON_DEPTH + WRAPPED)
    buf_drop(mark)
    if end == 0:
        abort(ABORT_DEFECT)
    return end - buf_pos


def wf_dumped(v: val) -> val:
    """Canonical JSON as a string."""
    size: i32 = wf_dump(v)
    return str_from(buf_pos, size)


def wf_host_answer(answer: val) -> val:
    """The outcome an answer stands for: its data; 0 if the answer is malformed."""
    global wf_retryable, wf_answer_line, wf_answer_column
    wf_answer_line = -1
    if answer != 0 and has_tag(answer, T_DICT):
        data: val = dict_get_str(answer, lit("data"))
        if data == 0:
            data = NONE
        status: val = dict_get_str(answer, lit("status"))
        if status != 0 and has_tag(status, T_STR):
            if str_eq(status, lit("ok")):
                return data
            error: val = dict_get_str(answer, lit("error"))
            if str_eq(status, lit("error")) and error != 0 and has_tag(error, T_DICT):
                kind: val = dict_get_str(error, lit("kind"))
                message: val = dict_get_str(error, lit("message"))
                if kind != 0 and message != 0 and has_tag(kind, T_STR) and has_tag(message, T_STR):
                    wf_outcome_error(kind, message)
                    if live(Feature.HOST_PYTHON):
                        wf_answer_line = wf_small_int(dict_get_str(error, lit("line")))
                        wf_answer_column = wf_small_int(dict_get_str(error, lit("column")))
                    wf_retryable = dict_get_str(error, lit("retryable")) == TRUE
                    return data
    return 0


# ---- intents

INTENT_EVENT = 0
INTENT_RESULT = 1
INTENT_OBJECT = 2


def wf_call_intent(which: i32, at: i32, inputs: val) -> val:
    """One of the reserved plug-ins: the direct import call. A status other than 0 aborts."""
    global wf_intents
    status: i32 = 0
    if live(Feature.INTENT_EVENT) and which == INTENT_EVENT:
        event: val = dict_get_str(inputs, lit("event"))
        if event == 0:
            return wf_config_error(lit("event_publish needs the input event"), at)
        event = wf_dumped(event)
        status = wf_host_event_publish(event + STR_BYTES, Str(event).nbytes)
    elif live(Feature.INTENT_RESULT) or live(Feature.INTENT_OBJECT):
        key: val = dict_get_str(inputs, lit("key"))
        if key == 0 or not has_tag(key, T_STR):
            return wf_config_error(wf_intent_needs(which, lit(" needs the input key, a string")), at)
        data: val = wf_intent_data(inputs)
        if data == 0:
            return wf_config_error(wf_intent_needs(which, lit(" needs the input data or data_b64")), at)
        if live(Feature.INTENT_RESULT) and which == INTENT_RESULT:
            status = wf_host_result_put(key + STR_BYTES, Str(key).nbytes, data + STR_BYTES, Str(data).nbytes)
        elif live(Feature.INTENT_OBJECT):
            status = wf_host_object_put(key + STR_BYTES, Str(key).nbytes, data + STR_BYTES, Str(data).nbytes)
    if status != 0:
        abort(ABORT_INTENT)
    wf_intents = 1
    done: val = dict_new()
    dict_set(done, lit("status"), lit("ok"))
    return done


def wf_intent_data(inputs: val) -> val:
    """The bytes to store: a text as it is, other data as JSON, else what `data_b64` says; 0 if there are none."""
    data: val = dict_get_str(inputs, lit("data"))
    if data == 0:
        return wf_encoded_data(inputs)
    return data if has_tag(data, T_STR) else wf_dumped(data)


def wf_intent_needs(which: i32, what: val) -> val:
    """The message of an intent without a key or data."""
    return str_concat(lit("noetl/result_put") if which == INTENT_RESULT else lit("noetl/object_put"), what)


def wf_encoded_data(inputs: val) -> val:
    """The bytes of the input `data_b64` as storage of a string; 0 if it is absent or not base64."""
    text: val = dict_get_str(inputs, lit("data_b64"))
    if text == 0 or not has_tag(text, T_STR):
        return 0
    n: i32 = Str(text).nbytes
    if n & 3:
        return 0
    p: i32 = text + STR_BYTES
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < n:
        a: i32 = wf_base64_digit(load8(p + i))
        b: i32 = wf_base64_digit(load8(p + i, 1))
        c: i32 = wf_base64_digit(load8(p + i, 2))
        d: i32 = wf_base64_digit(load8(p + i, 3))
        padding: i32 = (c == 64) + (d == 64)
        if (a | b | c | d) < 0 or a == 64 or b == 64 or (padding != 0 and i + 4 != n) or (c == 64 and d != 64):
            buf_end(mark)
            return 0
        buf_byte((a << 2 | b >> 4) & 255)
        if c != 64:
            buf_byte((b << 4 | c >> 2) & 255)
        if d != 64:
            buf_byte((c << 6 | d) & 255)
        i += 4
    return buf_end(mark)


def wf_base64_digit(c: i32) -> i32:
    """The value of a base64 character, 64 for `=`, -1 for any other."""
    if c >= 65 and c <= 90:
        return c - 65
    if c >= 97 and c <= 122:
        return c - 71
    if c >= 48 and c <= 57:
        return c + 4
    if c == 43:
        return 62
    if c == 47:
        return 63
    return 64 if c == 61 else -1


def wf_config_error(message: val, at: i32) -> val:
    """An error of kind `config` at a site; the data is null."""
    global wf_error_site
    wf_outcome_error(lit("config"), message)
    wf_error_site = at
    return NONE
