"""What the interpreter asks about plug-ins: whether a build binds one that a task names, and what its entry answers."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from noetlc.frontend.plugins import PluginUse
from noetlc.host.errors import Aborted
from noetlc.interp.printing import json_text

Intent = tuple[str, bytes] | tuple[str, bytes, bytes]

COUNTS = {"results_stored": "result_put", "objects_stored": "object_put", "events_published": "event_publish"}
"""The keys of `flush` and the calls that they count."""

MAX_INTENTS = 10_000
MAX_INTENT_BYTES = 64 << 20
"""How many calls, and how many bytes of their keys and data, a host takes of one run."""


class Declared(Protocol):
    """A function that a plug-in declares: its name, the types of its parameters and of its result."""

    @property
    def name(self) -> str: ...

    @property
    def params(self) -> tuple[str, ...]: ...

    @property
    def result(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PluginAnswer:
    """What one call of an entry gave: its bytes, and the intents that were answered 0, in order."""

    output: bytes
    intents: tuple[Intent, ...]


class Plugins(Protocol):
    """The plug-ins of one playbook."""

    def binds(self, use: PluginUse) -> bool:
        """Whether a build binds this plug-in; a task that names another one is a call of the host."""
        ...

    def functions(self, path: str) -> Mapping[str, Declared] | None:
        """What a plug-in declares that bodies import; None if there is none with that path."""
        ...

    def call(self, use: PluginUse, data: bytes, used: tuple[int, int]) -> PluginAnswer:
        """Runs an entry that is bound, in a module that nothing was done to yet. `used` are the intents of the run so far and their
        bytes, for limits.

        Raises Aborted, which ends the run: of kind `trap` for a plug-in that traps, or whose answer is out of bounds.
        """
        ...


class NoPlugins:
    """Nothing is bound."""

    def binds(self, _use: PluginUse) -> bool:
        return False

    def functions(self, _path: str) -> Mapping[str, Declared] | None:
        return None

    def call(self, use: PluginUse, _data: bytes, _used: tuple[int, int]) -> PluginAnswer:
        raise LookupError(str(use))


@dataclass(slots=True)
class Intents:
    """The `noetl.*` calls of a run in order; `size` are the bytes of their keys and data, which a host limits."""

    issued: list[Intent] = field(default_factory=list)
    size: int = 0

    def used(self) -> tuple[int, int]:
        """How many there are, and their bytes."""
        return len(self.issued), self.size

    def add(self, intent: Intent) -> None:
        """One more, which the host took."""
        self.issued.append(intent)
        self.size += sum(map(len, intent[1:]))

    def issue(self, intent: Intent) -> None:
        """One more, if the host takes it. Raises Aborted where one does not: that ends the run in a module, too."""
        if len(self.issued) >= MAX_INTENTS or self.size + sum(map(len, intent[1:])) > MAX_INTENT_BYTES:
            raise Aborted("intent")
        self.add(intent)


def request_bytes(inputs: dict[str, object]) -> bytes:
    """The input of an entry: compact JSON with the keys of every map in code point order; no bytes for an empty map."""
    return json_text(_sorted(inputs)).encode("utf-8", "replace") if inputs else b""


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def step_data(answer: PluginAnswer) -> dict[str, object]:
    """The data of a task whose plug-in answered (language.md 10)."""
    names = [intent[0] for intent in answer.intents]
    flush: dict[str, object] = {key: names.count(name) for key, name in COUNTS.items()}
    return {"output_b64": base64.b64encode(answer.output).decode("ascii"), "flush": {**flush, "errors": []}}
