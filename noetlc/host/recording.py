"""Recordings of a run's capability calls as JSON lines, and runs that are answered from one.

The first line says what was run, then there is one line per call in call order. JSON texts of tools stand in the file as JSON
values if that loses nothing, else as the text itself, else (not UTF-8) as `{"base64": …}`.
"""

from __future__ import annotations

import base64
import itertools
import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from noetlc.diagnostics.terminal import SHORT, shown
from noetlc.errors import NoetlcError
from noetlc.host.capability import AmbientHost, Answer, CapabilityCall, CapabilityHost, LimitReached, Pending, submit_call
from noetlc.host.errors import ReplayMismatch
from noetlc.json_text import read_json

Json = Any

FORMAT = 1
SHOWN = 300  # characters of a request that a difference shows
MAX_FILE, MAX_LINE, MAX_CALLS = 512 << 20, 192 << 20, 1_000_000  # bytes, bytes, calls
OPTIONS: Mapping[str, tuple[Json, ...]] = {"strict": (False, True), "error_mode": ("default", "spec"), "strict_strings": (False, True)}
"""The run options of a header and their values."""


class RecordingError(NoetlcError):
    """A file is not a recording that this version reads."""


class ReplayDifference(ReplayMismatch):
    """The replayed run asks for something else than the recorded one did; nothing more was answered."""

    def __str__(self) -> str:
        return self.detail


@dataclass(frozen=True, slots=True)
class Header:
    """What was run. `playbook` is the manifest's map of path, name and version; `options` only has what differs from the defaults."""

    playbook: Mapping[str, Json]
    source_digest: str
    payload: Json = field(default_factory=dict)
    execution_id: str = "0"
    options: Mapping[str, Json] = field(default_factory=dict)

    def line(self) -> str:
        """The first line of the file."""
        value = {
            "recording": FORMAT,
            "playbook": dict(self.playbook),
            "source_digest": self.source_digest,
            "payload": self.payload,
            "execution_id": self.execution_id,
            "options": dict(self.options),
        }
        return _dumps(value)


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that was read."""

    header: Header
    calls: tuple[CapabilityCall, ...]


@dataclass(slots=True)
class _Entry:
    """A call to be written; `pending` while its answer is not known."""

    name: str
    request: bytes
    answer: Answer
    pending: Pending | None = None


class Recorder:
    """Passes every call on to `inner` and writes it to `sink` at once, so that a run that dies leaves what it did."""

    def __init__(self, inner: CapabilityHost, sink: IO[str], header: Header) -> None:
        self.inner = inner
        self._sink = sink
        self._count = self._size = 0
        self._waiting: deque[_Entry] = deque()
        self._write(header.line())

    def _write(self, line: str) -> None:
        self._size += len(line) + 1
        if self._size > MAX_FILE:
            raise LimitReached(f"the recording is larger than {MAX_FILE >> 20} MiB")
        self._sink.write(line + "\n")
        self._sink.flush()

    def _record(self, name: str, request: bytes, answer: Answer) -> None:
        self._waiting.append(_Entry(name, request, answer))
        self._flush()

    def _flush(self) -> None:
        """Writes what has been answered, up to the first submitted call that has not."""
        while self._waiting and self._waiting[0].pending is None:
            entry = self._waiting.popleft()
            self._count += 1
            self._write(call_line(self._count, CapabilityCall(entry.name, entry.request, entry.answer)))

    def call(self, name: str, request: bytes) -> bytes:
        answer = self.inner.call(name, request)
        self._record(name, request, answer)
        return answer

    def submit(self, name: str, request: bytes) -> Pending:
        entry = _Entry(name, request, None, submit_call(self.inner, name, request))
        self._waiting.append(entry)
        return lambda: self._settle(entry)

    def _settle(self, entry: _Entry) -> bytes:
        if entry.pending is not None:
            entry.answer, entry.pending = entry.pending(), None
            self._flush()
        assert isinstance(entry.answer, bytes)
        return entry.answer

    def finish(self) -> None:
        """Waits for submitted calls that nobody awaited, and writes them."""
        for entry in list(self._waiting):
            if entry.pending is not None:
                self._settle(entry)

    def now(self) -> int:
        answer = self.inner.now()
        self._record("now", b"", answer)
        return answer

    def monotonic(self) -> int:
        answer = self.inner.monotonic()
        self._record("monotonic", b"", answer)
        return answer

    def random(self, size: int) -> bytes:
        answer = self.inner.random(size)
        self._record("random", str(size).encode(), answer)
        return answer

    def sleep(self, nanoseconds: int) -> None:
        self.inner.sleep(nanoseconds)
        self._record("sleep", str(nanoseconds).encode(), None)

    def env(self, name: str) -> str | None:
        answer = self.inner.env(name)
        self._record("env", name.encode("utf-8", "replace"), answer)
        return answer

    def log(self, level: int, line: str) -> None:
        self.inner.log(level, line)
        self._record("log", f"{level} {line}".encode("utf-8", "replace"), None)


class Replay:
    """Answers a run from a recording, without any effect.

    Tool calls must come in the recorded order with the recorded bytes. Ambient calls have no order among each other: each import
    replays its own sequence. Waits are skipped, log lines go to `inner` and are not compared.
    """

    def __init__(self, calls: tuple[CapabilityCall, ...], inner: CapabilityHost | None = None) -> None:
        self._inner = inner or AmbientHost()
        self._streams: dict[str, deque[tuple[int, CapabilityCall]]] = {}
        for number, call in enumerate(calls, 1):
            if call.name != "log":
                self._streams.setdefault(_stream(call.name), deque()).append((number, call))
        self.difference: ReplayDifference | None = None

    def _next(self, name: str, request: bytes) -> Answer:
        if self.difference is not None:
            raise self.difference
        waiting = self._streams.get(_stream(name))
        if not waiting:
            raise self._differs(None, None, name, request)
        number, logged = waiting[0]
        if logged.name != name or logged.request != request:
            raise self._differs(number, logged, name, request)
        waiting.popleft()
        return logged.answer

    def _differs(self, number: int | None, logged: CapabilityCall | None, name: str, request: bytes) -> ReplayDifference:
        start = 0 if logged is None or logged.name != name else _first_difference(logged.request, request)
        recorded = (
            "no further call of this kind" if logged is None else f"{shown(logged.name, longest=SHORT)} {_part(logged.request, start)}"
        )
        where = "after the recorded calls" if number is None else f"at recorded call {number}"
        text = f"replay differs {where}\n  recorded: {recorded}\n  now:      {shown(name, longest=SHORT)} {_part(request, start)}"
        self.difference = ReplayDifference(text)
        return self.difference

    def finish(self) -> None:
        """To call after the run: raises ReplayDifference if recorded calls were not made."""
        if self.difference is not None:
            raise self.difference
        left = [waiting[0] for waiting in self._streams.values() if waiting]
        if left:
            number, call = min(left, key=lambda entry: entry[0])
            recorded = f"{shown(call.name, longest=SHORT)} {_part(call.request, 0)}"
            raise ReplayDifference(f"replay differs at recorded call {number}\n  recorded: {recorded}\n  now:      the run has ended")

    def call(self, name: str, request: bytes) -> bytes:
        answer = self._next(name, request)
        return answer if isinstance(answer, bytes) else b""

    def now(self) -> int:
        answer = self._next("now", b"")
        return answer if isinstance(answer, int) else 0

    def monotonic(self) -> int:
        answer = self._next("monotonic", b"")
        return answer if isinstance(answer, int) else 0

    def random(self, size: int) -> bytes:
        answer = self._next("random", str(size).encode())
        return answer if isinstance(answer, bytes) else b""

    def sleep(self, nanoseconds: int) -> None:
        self._next("sleep", str(nanoseconds).encode())

    def env(self, name: str) -> str | None:
        answer = self._next("env", name.encode("utf-8", "replace"))
        return answer if isinstance(answer, str) else None

    def log(self, level: int, line: str) -> None:
        self._inner.log(level, line)


def _stream(name: str) -> str:
    return "tool" if name.startswith("tool_") else name


def _first_difference(left: bytes, right: bytes) -> int:
    return next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


def _part(request: bytes, difference: int) -> str:
    """A request as text, cut to the part around its first difference."""
    start = max(0, difference - SHOWN // 2) if len(request) > SHOWN else 0
    part = request[start : start + SHOWN].decode("utf-8", "replace")
    return ("…" if start else "") + shown(part) + ("…" if start + SHOWN < len(request) else "")


# ---- the file


def _dumps(value: Json) -> str:
    try:
        return _utf8(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))


def _utf8(text: str) -> str:
    text.encode("utf-8")
    return text


def call_line(number: int, call: CapabilityCall) -> str:
    """One call as a line."""
    request, answer = call.request, call.answer
    if call.is_tool:
        assert isinstance(answer, bytes)
        shown: tuple[Json, Json] = _to_file(request), _to_file(answer)
    elif call.name == "random":
        assert isinstance(answer, bytes)
        shown = int(request), base64.b64encode(answer).decode("ascii")
    elif call.name == "sleep":
        shown = int(request), None
    else:
        shown = request.decode("utf-8", "replace") or None, answer
    return _dumps({"n": number, "import": call.name, "request": shown[0], "answer": shown[1]})


def _to_file(data: bytes) -> Json:
    """The bytes of a tool as JSON: a map if writing it again gives the same bytes, else the text, else base64."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode("ascii")}
    try:
        value = json.loads(text)
        if isinstance(value, dict) and set(value) != {"base64"} and json.dumps(value, ensure_ascii=False, separators=(",", ":")) == text:
            return value
    except (ValueError, RecursionError):
        pass
    return text


def _from_file(value: Json) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8")
    if isinstance(value, dict) and set(value) == {"base64"}:
        return base64.b64decode(value["base64"], validate=True)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    raise ValueError("a tool's request or answer must be a map or a text")


def read_recording(path: Path) -> Recording:
    """The recording of a file. Raises RecordingError, naming the line at fault; OSError if it cannot be read."""
    header: Header | None = None
    calls: list[CapabilityCall] = []
    for number, line in _lines(path):
        value = _value(path, number, line)
        if header is None:
            header = _header(value, path)
            continue
        if len(calls) == MAX_CALLS:
            raise RecordingError(f"{path}:{number}: more than {MAX_CALLS} calls")
        try:
            calls.append(_call(value))
        except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
            reason = "nested too deep" if isinstance(error, RecursionError) else shown(str(error), longest=SHORT)
            raise RecordingError(f"{path}:{number}: not a recorded call ({reason})") from error
    if header is None:
        raise RecordingError(f"{path}: the file is empty")
    return Recording(header, tuple(calls))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers, empty ones at the end left out. Raises RecordingError for what is too long."""
    size, empty = 0, 0
    with path.open("rb") as file:
        for number in itertools.count(1):
            line = file.readline(MAX_LINE + 1)
            size += len(line)
            if len(line) > MAX_LINE or size > MAX_FILE:
                most = f"a line of more than {MAX_LINE >> 20} MiB" if len(line) > MAX_LINE else f"more than {MAX_FILE >> 20} MiB"
                raise RecordingError(f"{path}:{number}: {most}")
            if not line:
                return
            if not line.strip():
                empty = empty or number
                continue
            if empty:
                raise RecordingError(f"{path}:{empty}: not JSON")
            yield number, line


def _value(path: Path, number: int, line: bytes) -> dict[str, Json]:
    try:
        value = read_json(line)
    except UnicodeDecodeError as error:
        raise RecordingError(f"{path}:{number}: not UTF-8") from error
    except json.JSONDecodeError as error:
        raise RecordingError(f"{path}:{number}: not JSON") from error
    except ValueError as error:
        raise RecordingError(f"{path}:{number}: not JSON: {error}") from error
    if not isinstance(value, dict):
        raise RecordingError(f"{path}:{number}: not a JSON object")
    return value


def _header(value: dict[str, Json], path: Path) -> Header:
    if value.get("recording") != FORMAT:
        raise RecordingError(f"{path}: not a recording of version {FORMAT}")
    playbook, digest, options = value.get("playbook"), value.get("source_digest"), value.get("options")
    if not isinstance(playbook, dict) or not isinstance(digest, str) or not isinstance(options, dict):
        raise RecordingError(f"{path}: the first line lacks playbook, source_digest or options")
    execution_id = value.get("execution_id", "0")
    if not isinstance(execution_id, str | int) or len(str(execution_id)) > SHOWN:
        raise RecordingError(f"{path}: execution_id is not a short text")
    wrong = next((name for name, choices in OPTIONS.items() if name in options and options[name] not in choices), None)
    if wrong is not None or not set(options) <= set(OPTIONS):
        raise RecordingError(f"{path}: options are {', '.join(OPTIONS)}")
    return Header(playbook, digest, value.get("payload"), str(execution_id), options)


def _call(value: dict[str, Json]) -> CapabilityCall:
    name, request, answer = value["import"], value["request"], value["answer"]
    if not isinstance(name, str):
        raise TypeError("import must be a text")
    if name.startswith("tool_"):
        return CapabilityCall(name, _from_file(request), _from_file(answer))
    if name == "random":
        data = base64.b64decode(answer, validate=True)
        if _number(request) != len(data):
            raise ValueError("random bytes of another number than asked")
        return CapabilityCall(name, str(request).encode(), data)
    if name == "sleep":
        return CapabilityCall(name, str(_number(request)).encode(), None)
    if name in ("now", "monotonic"):
        return CapabilityCall(name, b"", _number(answer))
    if name not in ("env", "log"):
        raise ValueError(f"unknown import {name}")
    return CapabilityCall(name, str(request or "").encode("utf-8", "replace"), answer if isinstance(answer, str) else None)


def _number(value: Json) -> int:
    """An integer that a module can take or give."""
    if type(value) is not int or not -(1 << 63) <= value < 1 << 63:
        raise ValueError("a number must be an integer of 64 bits")
    return value
