"""Limits of one run."""

from __future__ import annotations

from dataclasses import dataclass

from noetlc.host.capability import KEPT_BYTES

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class RunLimits:
    """Sizes in bytes; `timeout` in seconds, over everything the module and its tools do. None: no deadline.

    `memory` is for all memories and tables together, `each` for one memory; `kept` for what the host keeps of the calls it answers, log
    lines among them.
    """

    memory: int = 512 * MIB
    each: int = 4096 * MIB
    input: int = 64 * MIB
    output: int = 64 * MIB
    table_elements: int = 1_000_000
    kept: int = KEPT_BYTES
    intents: int = 10_000
    intent_bytes: int = 64 * MIB
    timeout: float | None = 60.0


Limits = RunLimits
DEFAULT_LIMITS = RunLimits()
