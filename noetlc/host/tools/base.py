"""What every host tool shares: the decoded request, the error it may raise, and reading of configuration keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from noetlc.json_text import read_json

if TYPE_CHECKING:
    from noetlc.host.tools.session import Session

Json = Any

MAX_ANSWER = 64 * 1024 * 1024  # bytes of text one tool takes in from outside


class ToolError(Exception):
    """An error outcome: its kind and message, whether a retry may help, and the data that goes with it."""

    def __init__(self, kind: str, message: str, *, retryable: bool = False, data: Json = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.retryable = retryable
        self.data = data


class Unavailable(ToolError):
    """The kind is granted, but this host cannot run it: a package or a service is missing (kind `unsupported`)."""

    def __init__(self, message: str) -> None:
        super().__init__("unsupported", message)


class NotGranted(Unavailable):
    """The tool is granted, but not what this call asks of it."""

    def __init__(self, grant: str, what: str) -> None:
        kind = grant.removeprefix("tool_").partition(":")[0]
        super().__init__(f"{kind}: {what} needs the grant {grant} (--allow {grant})")


def missing_extra(kind: str, package: str, extra: str) -> Unavailable:
    """The error for an optional package that is not installed."""
    return Unavailable(f"tool {kind} needs the package {package}: pip install 'noetlc[{extra}]'")


@dataclass(frozen=True, slots=True)
class Request:
    """A decoded tool request. `config` and `inputs` have their secrets filled in; `auth` is what `config.auth` resolved to."""

    kind: str
    step: str
    task: str | None
    index: int | None
    attempt: int
    config: Mapping[str, Json]
    inputs: Mapping[str, Json]
    auth: Json = None

    def first(self, *names: str) -> Json:
        """The first configuration value among `names` that is present and not null, else None."""
        return next((self.config[name] for name in names if self.config.get(name) is not None), None)

    def text(self, *names: str) -> str:
        """Like `first`, for a key that must be a non-empty string. Raises ToolError `config`."""
        value = self.first(*names)
        if not isinstance(value, str) or not value.strip():
            wrong = "must not be empty" if isinstance(value, str) else f"must be a string, not {type_name(value)}"
            found = "is required" if value is None else wrong
            raise ToolError("config", f"{self.kind}: {names[0]} {found}")
        return value

    def optional_text(self, *names: str) -> str | None:
        """A string if one of the keys is given. Raises ToolError `config`."""
        value = self.first(*names)
        if value is None or isinstance(value, str):
            return value
        raise ToolError("config", f"{self.kind}: {names[0]} must be a string, not {type_name(value)}")

    def number(self, default: float, *names: str) -> float:
        """A number that is not negative, numeric strings included. Raises ToolError `config`."""
        value = self.first(*names)
        if value is None:
            return default
        number = to_number(value)
        if number is None or number < 0:
            raise ToolError("config", f"{self.kind}: {names[0]} must be a number that is not negative")
        return number

    def count(self, default: int, most: int, *names: str) -> int:
        """A whole number from 1 to `most` (larger ones are cut). Raises ToolError `config`."""
        number = self.number(default, *names)
        if number != int(number) or number < 1:
            raise ToolError("config", f"{self.kind}: {names[0]} must be a whole number from 1")
        return min(int(number), most)

    def flag(self, default: bool, *names: str) -> bool:
        """A boolean, the words true and false included. Raises ToolError `config`."""
        value = self.first(*names)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower() in ("true", "false"):
            return value.strip().lower() == "true"
        raise ToolError("config", f"{self.kind}: {names[0]} must be true or false")

    def map(self, *names: str) -> Mapping[str, Json]:
        """A map, empty if absent. Raises ToolError `config`."""
        value = self.first(*names)
        if value is None or value == "":
            return {}
        if isinstance(value, Mapping):
            return value
        raise ToolError("config", f"{self.kind}: {names[0]} must be a map, not {type_name(value)}")


ToolFunction = Callable[["Request", "Session"], Json]


def to_number(value: Json) -> float | None:
    """A JSON number or a numeric string as a float; None for anything else, for booleans and for what is not finite."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) <= 1e15 else None


def type_name(value: Json) -> str:
    """The JSON name of a value's type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a string"
    return "a list" if isinstance(value, Sequence) else "a map"


def parse_json(text: str) -> Json:
    """The JSON value of a text. Raises ValueError, also for NaN, infinities and too deep nesting."""
    return read_json(text)


def json_or_text(text: str) -> Json:
    """The JSON value of a text, or the text itself if it is none."""
    try:
        return parse_json(text)
    except ValueError:
        return text


def scalar_text(value: Json) -> str:
    """A value as a header, parameter or environment text: strings as they are, others as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def text_map(values: Mapping[str, Json]) -> dict[str, str]:
    """A map of texts; null entries are left out."""
    return {key: scalar_text(value) for key, value in values.items() if value is not None}
