"""What the interpreter's process says of a run, read by who does not believe it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from noetlc.confine.frames import ChannelClosed
from noetlc.host.binding import Intent
from noetlc.host.capability import CapabilityCall
from noetlc.host.errors import Aborted
from noetlc.interp.values import MAX_DEPTH, nests_deeper
from noetlc.verify.asking import ENDED
from noetlc.verify.compare import Digits
from noetlc.verify.differential import LimitReached

Json = Any
T = TypeVar("T")

KEYS = ("status", "result", "steps", "ctx", "errors", "warnings")
_SAFE_DIGITS = 4000
_ROOM = MAX_DEPTH + 8  # data, and what an envelope adds around it
_MAX_PLACE = 2**31
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_MAX_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Interpreted:
    """One finished run: the envelope, the intents and tool calls in order. A run that was aborted has only the calls."""

    envelope: dict[str, Json] | None
    intents: tuple[Intent, ...]
    calls: tuple[CapabilityCall, ...]
    reached: tuple[int, ...] = ()
    abort: Aborted | None = None


def finished(answer: bytes) -> Interpreted:
    """What an answer says. Raises LimitReached if it says so, or the run met a limit that only this process has; ChannelClosed if it is
    no answer."""
    done = reported(answer)
    errors = [] if done.envelope is None else done.envelope["errors"]
    if any(entry["kind"] == "timeout" for entry in errors):
        raise LimitReached("the time of a Python body")
    # What a body may use of memory is a limit of this process, not of the language.
    if any(entry["kind"] == "exception" and entry["message"].startswith("MemoryError") for entry in errors):
        raise LimitReached("the memory of a Python body")
    return done


def reported(answer: bytes, whole: Callable[[str], object] | None = None) -> Interpreted:
    """What an answer says; `whole` makes integers of their digits. Raises LimitReached if it says so, ChannelClosed if it is no answer."""
    try:
        value = _data(answer, whole or _int)
    except (ValueError, RecursionError) as error:
        raise ChannelClosed from error
    _checked(value, dict)
    if isinstance(value.get("limit"), str):
        raise LimitReached(value["limit"][:_MAX_LIMIT])
    kind = value.get("aborted")
    if kind is not None:
        if kind not in ENDED:
            raise ChannelClosed
        return Interpreted(None, (), tuple(_call(entry) for entry in _checked(value.get("calls"), list)), abort=Aborted(kind))
    envelope = _envelope(value.get("envelope"))
    intents = tuple(_intent(entry) for entry in _checked(value.get("intents"), list))
    calls = tuple(_call(entry) for entry in _checked(value.get("calls"), list))
    reached = tuple(_checked(number, int) for number in _checked(value.get("reached"), list))
    return Interpreted(envelope, intents, calls, reached)


def _data(answer: bytes, whole: Callable[[str], object]) -> Json:
    """Data as the language has it. Raises ValueError for numbers, texts and depths that it does not have."""
    value = json.loads(answer.decode("ascii"), parse_int=whole, parse_constant=_refuse)
    if nests_deeper(value, _ROOM):
        raise ValueError("too deep")
    if _SURROGATE.search(answer):
        json.dumps(value, ensure_ascii=False).encode()  # half a pair is a UnicodeEncodeError
    return value


def _int(text: str) -> int | Digits:
    return int(text) if len(text) <= _SAFE_DIGITS else Digits(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _envelope(value: object) -> dict[str, Json]:
    envelope = _checked(value, dict)
    if tuple(envelope) != KEYS or envelope["status"] not in ("completed", "failed"):
        raise ChannelClosed
    _checked(envelope["steps"], dict), _checked(envelope["ctx"], dict)
    for entry in _checked(envelope["errors"], list):
        _error(_checked(entry, dict))
    for entry in _checked(envelope["warnings"], list):
        _checked(entry, dict)
    return envelope


def _error(entry: dict[str, Json]) -> None:
    _checked(entry.get("step"), (str, type(None)))
    _checked(entry.get("kind"), str), _checked(entry.get("message"), str), _checked(entry.get("handled"), bool)
    if "at" in entry:
        at = _checked(entry["at"], dict)
        if not all(type(at.get(name)) is int and 0 <= at[name] < _MAX_PLACE for name in ("line", "column")):
            raise ChannelClosed


def _checked(value: object, kind: type[T] | tuple[type[T], ...]) -> T:
    if not isinstance(value, kind):
        raise ChannelClosed
    return value


def _parts(entry: object, least: int, most: int) -> list[str]:
    parts = _checked(entry, list)
    if not least <= len(parts) <= most or not all(isinstance(part, str) for part in parts):
        raise ChannelClosed
    try:
        "".join(parts).encode("latin-1")
    except UnicodeEncodeError as error:
        raise ChannelClosed from error
    return parts


def _intent(entry: object) -> Intent:
    """An intent of the interpreter in the host's terms: `event_publish` has no key."""
    name, *rest = _parts(entry, 2, 3)
    key = rest[0].encode("latin-1").decode("utf-8", "replace") if len(rest) == 2 else ""
    return Intent(name, key, rest[-1].encode("latin-1"))


def _call(entry: object) -> CapabilityCall:
    name, request = _parts(entry, 2, 2)
    return CapabilityCall(name, request.encode("latin-1"), b"")
