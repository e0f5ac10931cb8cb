"""An outcome against what a case expects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from noetlc.host.capability import CapabilityCall
from noetlc.verify.compare import ABSENT, difference, show

Json = Any


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that is not as expected: `path` such as `result.total`, both sides as short text."""

    path: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.path}: expected {self.expected}, got {self.got}"


def failures(expect: dict[str, Json], envelope: dict[str, Json], calls: Sequence[CapabilityCall]) -> Iterator[Failure]:
    """What is not as expected; a case that expects nothing of the end expects that the run completes."""
    status = expect.get("status", "completed" if "error" not in expect else None)
    if status is not None and envelope.get("status") != status:
        yield Failure("status", show(status), show(envelope.get("status")) + _why(envelope))
    if "result" in expect:
        found = difference(envelope.get("result"), expect["result"], "result")
        if found is not None:
            yield Failure(found.path, found.interpreted, found.compiled)
    if "envelope" in expect:
        yield from _subset(expect["envelope"], envelope, "envelope")
    if "steps" in expect and list(envelope.get("steps", {})) != expect["steps"]:
        yield Failure("steps", show(expect["steps"]), show(list(envelope.get("steps", {}))))
    if "error" in expect:
        yield from _error(expect["error"], envelope.get("errors") or [])
    if "calls" in expect:
        yield from _calls(expect["calls"], calls)
    if "stdout" in expect:
        printed = printed_text(calls)
        if printed != expect["stdout"]:
            yield Failure("stdout", show(expect["stdout"]), show(printed))


def _why(envelope: dict[str, Json]) -> str:
    errors = [e for e in envelope.get("errors") or [] if not e.get("handled")]
    if not errors:
        return ""
    last = errors[-1]
    where = f"step {last['step']}" if last.get("step") else "the run"
    return f" ({where}: {last.get('kind')}: {last.get('message')})"


def _subset(expected: Json, got: Json, path: str) -> Iterator[Failure]:
    """Maps need the expected keys, lists the same length, all else is equal as JSON."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for key, value in expected.items():
            place = f"{path}.{key}" if key.isidentifier() else f"{path}[{json.dumps(key)}]"
            if key in got:
                yield from _subset(value, got[key], place)
            else:
                yield Failure(place, show(value), show(ABSENT))
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for index, value in enumerate(expected):
            yield from _subset(value, got[index], f"{path}[{index}]")
    else:
        found = difference(got, expected, path)
        if found is not None:
            yield Failure(found.path, found.interpreted, found.compiled)


def _error(expected: dict[str, Json], errors: list[Json]) -> Iterator[Failure]:
    """Some error of the run has what is expected of one; else what the nearest one lacks."""
    wanted = {key: value for key, value in expected.items() if key != "line"}
    if "line" in expected:
        wanted["at"] = {"line": expected["line"]}
    misses = [list(_subset(wanted, error, "error")) for error in errors]
    if not misses:
        yield Failure("error", show(expected), "no error")
    elif all(misses):
        yield from min(misses, key=len)


def made_calls(calls: Sequence[CapabilityCall]) -> dict[str, list[Json]]:
    """The requests of tool calls by `step`, and by `step.task` in a pipeline."""
    made: dict[str, list[Json]] = {}
    for call in calls:
        if call.is_tool:
            request = json.loads(call.request)
            step, task = request.get("step"), request.get("task")
            for key in (step, f"{step}.{task}") if task else (step,):
                made.setdefault(key, []).append(request)
    return made


def _calls(expected: dict[str, Json], calls: Sequence[CapabilityCall]) -> Iterator[Failure]:
    made = made_calls(calls)
    for key, wanted in expected.items():
        asked = made.get(key, [])
        count = len(wanted) if isinstance(wanted, list) else wanted
        if len(asked) != count:
            yield Failure(f"calls.{key}", f"{count} of them", str(len(asked)))
        elif isinstance(wanted, list):
            for index, value in enumerate(wanted):
                yield from _subset(value, asked[index], f"calls.{key}[{index}]")


def printed_text(calls: Sequence[CapabilityCall]) -> str:
    """What bodies printed, in order."""
    return "".join(line + "\n" for line in _printed(calls))


def _printed(calls: Sequence[CapabilityCall]) -> Iterator[str]:
    for call in calls:
        if call.name == "log":
            level, _, line = call.request.decode("utf-8", "replace").partition(" ")
            if level == "0":
                yield line
