"""The playground's page, put together once, and what serves it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tools import playground


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the page. Skips where the pinned packages cannot be had."""
    folder = tmp_path_factory.mktemp("playground") / "page"
    try:
        playground.assemble(folder)
    except playground.Failed as error:
        pytest.skip(f"the playground cannot be put together: {error}")
    return folder


@pytest.fixture(scope="session")
def address(page: Path) -> Iterator[str]:
    """Where a server of static files has the page."""

    class Quiet(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(page))

        def log_message(self, *args: Any) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
