"""What a service may be told, and its limits."""

from __future__ import annotations

from dataclasses import dataclass, field

from noetlc.catalog.model import CompileLimits

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8082

SMALL_BODY = 2 << 20
"""Bytes of a body of most routes: 2 MiB, also of modules, as a NoETL server has it."""

LARGE_BODY = 64 << 20
"""Bytes of a result or an object as it is sent."""

HEADER_BYTES = 32 << 10
"""Of all headers of a request."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Of one service. `token` is what a caller must bear; with `open_worker_routes` results, objects and events need none.

    A body must come within `body_seconds`, and some of it every `idle_seconds`. `threads` is how many calls of the database run at a time,
    `large_bodies` how many bodies above 2 MiB are held at a time, `waiting_registers` how many registers may wait for their turn.
    `shutdown_seconds` is what requests in flight get after SIGTERM.
    """

    token: str = field(repr=False)
    open_worker_routes: bool = False
    limits: CompileLimits = CompileLimits()
    threads: int = 16
    large_bodies: int = 8
    registers: int = 2
    waiting_registers: int = 32
    body_seconds: float = 120.0
    idle_seconds: float = 10.0
    shutdown_seconds: int = 130
    connections: int = 512
