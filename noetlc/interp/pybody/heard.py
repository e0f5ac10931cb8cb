"""What a worker says, read by who does not believe it: questions to the host, and reports of bodies."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

from noetlc.confine.frames import ChannelClosed
from noetlc.interp.host import Host
from noetlc.interp.pybody.result import BodyResult, failed, printed_lines
from noetlc.interp.values import DataError, check_data, clean_text

QUESTION, REPORT = b"?", b"!"
"""First byte of a frame."""

MAX_RANDOM = 1 << 20
"""Bytes of entropy of one question."""

MAX_SLEEP = 86_400 * 10**9
"""Nanoseconds of one sleep."""

MAX_QUESTIONS = 1_000_000
"""Questions of one body."""

MAX_PRINTED = 1_000_000
"""Lines that one body prints, each a record of the host."""

_KINDS = ("exception", "exit", "value")
_MAX_PLACE = 2**31


def _is_count(value: object, most: int) -> bool:
    return type(value) is int and 0 <= value <= most


def _is_name(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_record(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and _is_count(value[0], 1000) and isinstance(value[1], str)


def _log(host: Host, record: Any) -> None:
    host.log(record[0], clean_text(record[1]))


@runtime_checkable
class PluginHost(Protocol):
    """A host that also runs the plug-ins that a body imports."""

    def plugin(self, path: str, name: str, data: bytes) -> bytes:
        """What an entry answers. Raises Aborted where it ends the run, ChannelClosed for one that the body may not call."""
        ...


def _is_plugin_call(value: object) -> bool:
    return isinstance(value, list) and len(value) == 3 and all(_is_name(part) for part in value)


def _plugin(host: Host, argument: Any) -> str:
    path, name, text = argument
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise ChannelClosed from error
    if not isinstance(host, PluginHost):
        raise ChannelClosed
    return base64.b64encode(host.plugin(path, name, data)).decode("ascii")


_QUESTIONS: dict[str, tuple[Callable[[Any], bool], Callable[[Host, Any], object]]] = {
    "now": (lambda value: value is None, lambda host, _: host.now()),
    "monotonic": (lambda value: value is None, lambda host, _: host.monotonic()),
    "random": (lambda value: _is_count(value, MAX_RANDOM), lambda host, size: host.random(size).hex()),
    "sleep": (lambda value: _is_count(value, MAX_SLEEP), lambda host, amount: host.sleep(amount)),
    "env": (_is_name, lambda host, name: host.env(name)),
    "log": (_is_record, _log),
    "plugin": (_is_plugin_call, _plugin),
}
"""By name: which argument it has, and how the host answers it, as JSON."""


def answer(frame: bytes, host: Host) -> bytes:
    """The host's answer to a question. Raises ChannelClosed for what is no question: such a worker is not talked to any more."""
    try:
        question = json.loads(frame)
        name, argument = question["ask"], question["argument"]
        takes, reply = _QUESTIONS[name]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ChannelClosed from error
    if not takes(argument):
        raise ChannelClosed
    return json.dumps(reply(host, argument)).encode("ascii")


def _is_value(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)


def _is_line(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and _is_count(value[0], _MAX_PLACE) and type(value[1]) is int and value[1] >= 0


def report(frame: bytes) -> BodyResult:
    """The report of a worker. Raises ChannelClosed for what is none."""
    head_line, _newline, data = frame.partition(b"\n")
    try:
        head = json.loads(head_line)
        failure, kind, hits, place, limited = head["failure"], head["kind"], head["hits"], (head["line"], head["column"]), head["limited"]
        printed = head["printed"]
        width, values, lines = head.get("width", 1), head.get("values", []), head.get("lines", [])
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ChannelClosed from error
    if not isinstance(failure, str | None) or kind not in (_KINDS if isinstance(failure, str) else ("",)) or not isinstance(limited, bool):
        raise ChannelClosed
    if not all(number is None or _is_count(number, _MAX_PLACE) for number in place):
        raise ChannelClosed
    if not isinstance(hits, list) or not all(_is_count(hit, _MAX_PLACE) for hit in hits):
        raise ChannelClosed
    if not isinstance(printed, list) or len(printed) != 2 or not all(isinstance(text, str) for text in printed):
        raise ChannelClosed
    if not _is_count(width, _MAX_PLACE) or not isinstance(values, list) or not all(_is_value(pair) for pair in values):
        raise ChannelClosed
    if not isinstance(lines, list) or not all(_is_line(pair) for pair in lines):
        raise ChannelClosed
    stdout, stderr = printed
    if stdout.count("\n") + stderr.count("\n") > MAX_PRINTED:
        return failed("value", f"the step prints more than {MAX_PRINTED} lines", limited=True)
    try:
        value = check_data(json.loads(data))
    except (ValueError, DataError, RecursionError) as error:
        return failed("value", f"the result is not data: {error}", limited=True)
    message = clean_text(failure) if isinstance(failure, str) else None
    named = tuple((clean_text(name), clean_text(text)) for name, text in values)
    counts = tuple((line, count) for line, count in lines)
    return BodyResult(value, message, kind, *place, tuple(hits), printed_lines(stdout, stderr), limited, width, named, counts)
