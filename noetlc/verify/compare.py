"""Exact comparison of JSON values, run envelopes and capability calls of two engines."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from noetlc.host.capability import CapabilityCall
from noetlc.host.wire import long_int

SHOWN = 200
LOG = "log"


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where two engines differ: a path such as `steps.fetch[2].id` and both sides as short text."""

    path: str
    compiled: str
    interpreted: str

    def __str__(self) -> str:
        return f"{self.path or 'value'}: compiled {self.compiled}, interpreted {self.interpreted}"


class Digits(str):
    """An int of so many digits that it is converted only where it matters, as its decimal text."""

    def value(self) -> int:
        """The int."""
        return long_int(self)


Comparison = Callable[[Any, Any], Difference | None]


class _Absent:
    """Stands for a key or item that one side lacks."""


ABSENT = _Absent()


def show(value: object) -> str:
    """A value as JSON, cut to a length that fits a message."""
    if value is ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def difference(compiled: object, interpreted: object, path: str = "") -> Difference | None:
    """The first difference of two JSON values, or None.

    Ints are exact and distinct from floats and bools, floats are compared by their bits, key order counts.
    """
    if isinstance(interpreted, Digits) and isinstance(compiled, int):
        return None if interpreted.value() == compiled else _differ(path, compiled, interpreted)
    if type(compiled) is not type(interpreted):
        return _differ(path, compiled, interpreted)
    if isinstance(compiled, dict) and isinstance(interpreted, dict):
        return _maps(compiled, interpreted, path)
    if isinstance(compiled, list) and isinstance(interpreted, list):
        for index in range(max(len(compiled), len(interpreted))):
            left = compiled[index] if index < len(compiled) else ABSENT
            right = interpreted[index] if index < len(interpreted) else ABSENT
            found = difference(left, right, f"{path}[{index}]")
            if found is not None:
                return found
        return None
    if isinstance(compiled, float) and isinstance(interpreted, float):
        same = struct.pack("<d", compiled) == struct.pack("<d", interpreted)
    else:
        same = compiled == interpreted
    return None if same else _differ(path, compiled, interpreted)


def _differ(path: str, compiled: object, interpreted: object) -> Difference:
    return Difference(path, show(compiled), show(interpreted))


def _maps(compiled: dict[str, Any], interpreted: dict[str, Any], path: str) -> Difference | None:
    for key in interpreted:
        found = difference(compiled.get(key, ABSENT), interpreted[key], _child(path, key))
        if found is not None:
            return found
    for key in compiled:
        if key not in interpreted:
            return _differ(_child(path, key), compiled[key], ABSENT)
    if list(compiled) != list(interpreted):
        return Difference(f"{path} key order" if path else "key order", show(list(compiled)), show(list(interpreted)))
    return None


def _child(path: str, key: str) -> str:
    if key.isidentifier():
        return f"{path}.{key}" if path else key
    return f"{path}[{json.dumps(key, ensure_ascii=False)}]"


def without_columns(envelope: dict[str, Any]) -> dict[str, Any]:
    """The envelope with the lines of errors only: the language leaves columns open."""
    return {**envelope, "errors": [_error_view(entry) for entry in envelope.get("errors") or []]}


def _error_view(entry: object) -> object:
    if isinstance(entry, dict) and isinstance(entry.get("at"), dict):
        return {**entry, "at": {"line": entry["at"].get("line")}}
    return entry


def envelopes(compiled: dict[str, Any], interpreted: dict[str, Any]) -> Difference | None:
    """The first difference of two run envelopes that counts."""
    return difference(without_columns(compiled), without_columns(interpreted))


def sorted_keys(value: object) -> object:
    """The value with the keys of every map sorted by code point."""
    if isinstance(value, dict):
        return {key: sorted_keys(value[key]) for key in sorted(value)}
    return [sorted_keys(item) for item in value] if isinstance(value, list) else value


def with_key_order(compare: Comparison, compiled: Any, interpreted: Any, sort_keys: bool | None) -> Difference | None:
    """`compare` for a module that sorts keys (True), does not (False), or may do either (None)."""
    if sort_keys:
        return compare(compiled, sorted_keys(interpreted))
    found = compare(compiled, interpreted)
    if found is not None and sort_keys is None:
        return compare(compiled, sorted_keys(interpreted))
    return found


def calls(compiled: Sequence[CapabilityCall], interpreted: Sequence[CapabilityCall], *, logged: bool = True) -> Difference | None:
    """The first difference of the tool calls and of the lines that were logged (prints among them), in order, requests as JSON.

    `logged` False: the module has no log.
    """
    left = [_call_view(call) for call in compiled if call.is_tool or (logged and call.name == LOG)]
    right = [_call_view(call) for call in interpreted if call.is_tool or (logged and call.name == LOG)]
    return difference(left, right, "calls")


def is_prefix(aborted: Sequence[CapabilityCall], interpreted: Sequence[CapabilityCall]) -> Difference | None:
    """None if the tool calls of an aborted run, to the byte, are the first ones of the interpreted run."""
    done = [call for call in aborted if call.is_tool]
    repeated = [call for call in interpreted if call.is_tool]
    for index, call in enumerate(done):
        other = repeated[index] if index < len(repeated) else None
        if other is None or (other.name, other.request) != (call.name, call.request):
            return _differ(f"calls[{index}]", _call_view(call), _call_view(other) if other is not None else ABSENT)
    return None


def _call_view(call: CapabilityCall) -> dict[str, Any]:
    try:
        request: object = json.loads(call.request)
    except ValueError:
        request = call.request.decode("utf-8", "backslashreplace")
    return {"import": call.name, "request": request}
