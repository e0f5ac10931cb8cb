"""Limits of one module call."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, the deadline in seconds (None: none, and the code is compiled without the checks a deadline needs)."""

    memory: int = 512 * MIB
    input: int = 64 * MIB
    output: int = 64 * MIB
    intents: int = 10_000
    intent_bytes: int = 64 * MIB
    deadline: float | None = None


DEFAULT_LIMITS = Limits()
