"""Plug-ins of a confined interpreter: it asks its parent, which runs them. Both ends of what they say to each other.

A question is `?`, a line of JSON and the input's bytes; an answer a line of JSON and the output's bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from noetlc.confine.frames import ChannelClosed
from noetlc.frontend.plugins import PluginUse
from noetlc.host.errors import Aborted, AbortKind
from noetlc.interp.plugins import Intent, PluginAnswer
from noetlc.plugins.model import PluginFunction

Json = Any

QUESTION = b"?"
"""First byte of a frame that asks; a frame that reports a run begins with a brace."""

ENDED: tuple[AbortKind, ...] = ("trap", "intent")
"""Kinds of aborts that end an interpreted run as they end a module's."""

MAX_COUNT = 1 << 53


class AskingPlugins:
    """The interpreter's end (`interp.plugins.Plugins`); `ask` sends a frame and receives the next."""

    def __init__(
        self, uses: frozenset[PluginUse], ask: Callable[[bytes], bytes], declared: Mapping[str, Mapping[str, PluginFunction]]
    ) -> None:
        """`declared` are the functions of the plug-ins that bodies import, by path."""
        self._uses = uses
        self._ask = ask
        self._declared = declared

    def binds(self, use: PluginUse) -> bool:
        return use in self._uses

    def functions(self, path: str) -> Mapping[str, PluginFunction] | None:
        return self._declared.get(path)

    def call(self, use: PluginUse, data: bytes, used: tuple[int, int]) -> PluginAnswer:
        """Raises Aborted if the parent says that the plug-in ended the run, FrameTooLarge for an input that no frame takes."""
        head = {"path": use.path, "version": use.version, "entry": use.entry, "intents": used[0], "bytes": used[1]}
        answer, _, output = self._ask(QUESTION + _line(head) + data).partition(b"\n")
        value = json.loads(answer)
        if value["aborted"] is not None:
            raise Aborted("trap", reason=value["aborted"])
        return PluginAnswer(output, tuple(intent_of(parts) for parts in value["intents"]))


def encode_answer(answer: PluginAnswer) -> bytes:
    """The parent's answer for a call that ended."""
    return _line({"aborted": None, "intents": [parts_of(intent) for intent in answer.intents]}) + answer.output


def encode_abort(error: Aborted) -> bytes:
    """The parent's answer for a call that ends the run."""
    return _line({"aborted": error.reason, "intents": []})


def read_question(frame: bytes) -> tuple[PluginUse, bytes, tuple[int, int]]:
    """What a frame behind its first byte asks: plug-in, input, and how many intents of how many bytes there are already.

    Raises ChannelClosed for what is no question: such a process is not talked to any more.
    """
    line, _, data = frame.partition(b"\n")
    try:
        head = json.loads(line)
        use = PluginUse(head["path"], head["version"], head["entry"])
        used = head["intents"], head["bytes"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ChannelClosed from error
    texts = isinstance(use.path, str) and isinstance(use.version, str | None) and isinstance(use.entry, str)
    if not texts or not all(type(number) is int and 0 <= number < MAX_COUNT for number in used):
        raise ChannelClosed
    return use, data, used


def parts_of(intent: Intent) -> list[str]:
    """An intent as JSON: its name, and its bytes as the characters of Latin-1."""
    return [part.decode("latin-1") if isinstance(part, bytes) else part for part in intent]


def intent_of(parts: list[str]) -> Intent:
    """The intent behind `parts_of`."""
    name, first, *rest = parts
    data = first.encode("latin-1")
    return (name, data, rest[0].encode("latin-1")) if rest else (name, data)


def _line(value: Json) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"
