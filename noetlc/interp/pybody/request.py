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


@dataclass(frozen=True, slots=True)
class BodyRequest:
    """One body. `context` are the flat and reserved names of dsl 6.2, None if the body cannot see them.

    `covered`: the result says which branches ran.
    """

    code: str
    libraries: tuple[Library, ...]
    inputs: dict[str, object]
    context: dict[str, object] | None
    step: str
    execution_id: str
    covered: bool = False

    def encode(self, allowance_s: float) -> bytes:
        """The bytes sent to the child; `allowance_s` is the CPU time it may use."""
        libraries = [(lib.alias, lib.module, lib.name) for lib in self.libraries]
        return marshal.dumps((self.code, libraries, self.inputs, self.context, self.step, self.execution_id, self.covered, allowance_s))


def decode(data: bytes) -> tuple[BodyRequest, float]:
    """The inverse of `BodyRequest.encode`."""
    code, libraries, inputs, context, step, execution_id, covered, allowance_s = marshal.loads(data)
    found = tuple(Library(*entry) for entry in libraries)
    return BodyRequest(code, found, inputs, context, step, execution_id, covered), allowance_s
