"""What a body run is asked with. Plain data: the parent builds it, the confined child reads it."""

from __future__ import annotations

import marshal
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Library:
    """`import module as alias`, or `from module import name as alias`."""

    alias: str
    module: str
    name: str | None


PluginTable = tuple[tuple[str, tuple[tuple[str, tuple[str, ...], str], ...]], ...]
"""The plug-ins that a body may import: path and functions, each with its name, the types of its parameters and of its result."""


@dataclass(frozen=True, slots=True)
class BodyRequest:
    """One body. `context` are the flat and reserved names of language.md 7.2, None if the body cannot see them.

    `covered`: the result says which branches ran; `counted`: how often each line did; `explained`: of a body that raises the names
    on that line with their values.
    """

    code: str
    libraries: tuple[Library, ...]
    inputs: dict[str, object]
    context: dict[str, object] | None
    step: str
    execution_id: str
    covered: bool = False
    plugins: PluginTable = ()
    counted: bool = False
    explained: bool = False

    def encode(self, allowance_s: float) -> bytes:
        """The bytes sent to the child; `allowance_s` is the CPU time it may use."""
        libraries = [(lib.alias, lib.module, lib.name) for lib in self.libraries]
        rest = self.inputs, self.context, self.step, self.execution_id, self.covered, self.plugins, self.counted, self.explained
        return marshal.dumps((self.code, libraries, *rest, allowance_s))


def decode(data: bytes) -> tuple[BodyRequest, float]:
    """The inverse of `BodyRequest.encode`."""
    code, libraries, *rest, allowance_s = marshal.loads(data)
    return BodyRequest(code, tuple(Library(*entry) for entry in libraries), *rest), allowance_s
