"""A service as a process: a socket, uvicorn, and an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from noetlc.catalog.export import seed
from noetlc.catalog.model import CatalogError
from noetlc.catalog.store import Catalog
from noetlc.runs.effects import Effects
from noetlc.service.app import create
from noetlc.service.logs import log, to_stderr
from noetlc.service.settings import HEADER_BYTES, Settings

KEEP_ALIVE_SECONDS = 15
BACKLOG = 1024


def bound(host: str, port: int) -> socket.socket:
    """A listening socket. Raises CatalogError."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
        # Connections inherit it. Without, an answer in two pieces waits 40 ms for the caller's acknowledgement of the first.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except (OSError, OverflowError) as error:
        told = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise CatalogError(f"cannot listen on {host} port {port}: {told}") from error
    return listening


def seeded(catalog: Catalog, folder: Path) -> None:
    """Takes a seeding folder in. What cannot be stored is logged, and nothing else happens."""
    stored, failed = seed(catalog, folder)
    for one in stored:
        log("seeded", path=one.path, version=one.version, digest=one.digest, bytes=len(one.data))
    for name, why in failed.items():
        log("not seeded", 30, file=name, why=why)


def config(app: Starlette, settings: Settings) -> uvicorn.Config:
    """How uvicorn serves an app."""
    return uvicorn.Config(
        app,
        http="h11",  # it does not gather headers without end
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=HEADER_BYTES,
        limit_concurrency=settings.connections,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )


def serve(catalog: Catalog, settings: Settings, listening: socket.socket, started: Callable[[str], None]) -> None:
    """Serves until SIGTERM or SIGINT; then requests in flight are finished first. A second SIGINT ends at once.

    `started` is told the URL. To be called on the main thread.
    """
    to_stderr()
    server = uvicorn.Server(config(create(catalog, Effects(catalog.database), settings), settings))

    def end(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    # Before uvicorn takes the signals over, and after it has ended, when it raises once more what it got.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    host, port = listening.getsockname()[:2]
    started(f"http://{f'[{host}]' if ':' in host else host}:{port}")
    log("serving", host=host, port=port, catalog=str(catalog.database), open_worker_routes=settings.open_worker_routes)
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        server.run(sockets=[listening])
    log("ended")
    catalog.close()
    if server.force_exit or server.server_state.tasks:
        # Threads that still compile or wait for the database would keep the process: what they do is whole, or is not there.
        os._exit(1)
