"""What can go wrong in a module call: the seven error categories of a plug-in host, and the abort of a module."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from noetlc.diagnostics.terminal import LONGEST, SHORT, shown
from noetlc.errors import NoetlcError

Category = Literal["Compile", "Instantiate", "NotLoaded", "MissingExport", "Memory", "Invoke", "Source"]
AbortKind = Literal["int_overflow", "budget", "memory", "intent", "failed", "defect", "left", "stopped", "trap", "timeout", "limit"]

# The order is the numbering of the abort record, from 1. The others are ours alone: `trap` (no record), `timeout` (deadline),
# `limit` (of what a host keeps).
RECORDED_KINDS: tuple[AbortKind, ...] = ("int_overflow", "budget", "memory", "intent", "failed", "defect", "left", "stopped")

# Kinds that an interpreted run of the same playbook answers instead.
FALLBACK_KINDS: frozenset[str] = frozenset({"int_overflow", "defect", "left"})


@dataclass(frozen=True)
class Origin:
    """Which module a call went to: catalog path, version and entry, as they appear in error messages."""

    path: str = "module"
    version: str = "0"
    entry: str = "run"


@dataclass(frozen=True, slots=True)
class Place:
    """A resolved abort site: 1-based line and column of the playbook, the step, and the line inside a template or body."""

    line: int
    column: int
    step: str | None = None
    inner_line: int | None = None
    file: str = "<playbook>"

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}:{self.column}"
        if self.step is not None:
            text += f", step {_word(self.step)}"
        if self.inner_line is not None:
            text += f", line {self.inner_line} of its text"
        return text


class HostError(NoetlcError):
    """A failed module call. `category` is one of seven; the message starts with `wasm dispatch <path>@<version> (<entry>): `."""

    def __init__(self, category: Category, detail: str, origin: Origin | None = None) -> None:
        self.category: Category = category
        self.detail = detail = shown(detail, breaks=True, longest=LONGEST)
        self.origin = origin or Origin()
        super().__init__(detail)

    def __str__(self) -> str:
        place = f"{_word(self.origin.path)}@{_word(self.origin.version)} ({_word(self.origin.entry)})"
        return f"wasm dispatch {place}: {self.detail}"


class Aborted(HostError):
    """A module stopped itself (or trapped); every intent of the call was dropped.

    `kind` is one of `AbortKind`; `site` the site id of the abort record (0 if unknown); `at` the resolved place or None;
    `function` the innermost wasm function of the backtrace if it has a name; `reason` a few words on what led there, empty if
    nothing is known: for `left` what the compiled form leaves to the interpreter, by the module's own list.
    """

    def __init__(
        self,
        kind: AbortKind,
        site: int = 0,
        at: Place | None = None,
        *,
        function: str | None = None,
        reason: str = "",
        origin: Origin | None = None,
    ) -> None:
        self.kind: AbortKind = kind
        self.site = site
        self.at = at
        self.function = function
        self.reason = reason
        super().__init__("Invoke", _describe(kind, site, at, function, reason), origin)

    def in_file(self, file: object) -> Aborted:
        """The same abort with the playbook's file in its place."""
        at = None if self.at is None else replace(self.at, file=str(file))
        return Aborted(self.kind, self.site, at, function=self.function, reason=self.reason, origin=self.origin)


def _describe(kind: str, site: int, at: Place | None, function: str | None, reason: str) -> str:
    text = f"aborted: {kind}"
    if at is not None:
        text += f" at {at}"
    elif site:
        text += f" at site {site}"
    if function is not None and kind == "trap":
        text += f" in {_word(function)}"
    return f"{text} ({_word(reason)})" if reason else text


def said(error: Exception) -> str:
    """What wasmtime says, without the backtrace of its own code that some versions add."""
    return str(error).partition("\n\nStack backtrace:")[0].rstrip()


def _word(text: str) -> str:
    """A name from a module, which may be anything."""
    return shown(text, longest=SHORT)


class ReplayMismatch(HostError):
    """A capability call of the fallback run differs from the log of the aborted run; nothing more was done."""

    def __init__(self, detail: str, origin: Origin | None = None) -> None:
        super().__init__("Invoke", detail, origin)
