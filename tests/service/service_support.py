"""A service in a thread of this process, and one as a process of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from noetlc.catalog import Catalog
from noetlc.runs.effects import Effects
from noetlc.service.app import create
from noetlc.service.server import bound, config
from noetlc.service.settings import Settings

Json = Any

TOKEN = "a-token-for-tests-only"


class Running:
    """A service in a thread, on a socket of its own, with a client that bears its token."""

    def __init__(self, catalog: Catalog, settings: Settings) -> None:
        self.catalog = catalog
        self.app = create(catalog, Effects(catalog.database), settings)
        listening = bound("127.0.0.1", 0)
        self.port: int = listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._server = uvicorn.Server(config(self.app, settings))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        self.client = httpx.Client(base_url=self.url, headers={"authorization": f"Bearer {settings.token}"}, timeout=60)
        self.anyone = httpx.Client(base_url=self.url, timeout=60)

    def end(self) -> None:
        self.client.close()
        self.anyone.close()
        self._server.should_exit = True
        self._thread.join(20)

    def metrics(self) -> dict[str, float]:
        lines = [line.rsplit(" ", 1) for line in self.anyone.get("/metrics").text.splitlines() if line and not line.startswith("#")]
        return {name: float(value) for name, value in lines}


class Served:
    """A `noetl serve` process with a home of its own."""

    def __init__(self, home: Path, *arguments: str, **environment: str) -> None:
        self.home = home
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("NOETL", "XDG_"))}
        self.environment = kept | {"HOME": str(home), "XDG_DATA_HOME": str(home / "data")} | environment
        self.log = home / "log"
        command = [sys.executable, "-m", "noetlc", "serve", "--port", "0", *arguments]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=log, cwd=home)
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        assert " at http://" in line, line + self.log.read_text()
        self.url = line.split(" at ")[1].strip()

    def noetl(self, *arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Another command of the same user."""
        command = [sys.executable, "-m", "noetlc", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, cwd=self.home, timeout=timeout)

    @property
    def token(self) -> str:
        return (self.home / "data" / "noetlc" / "token").read_text().strip()

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status


class Proxy:
    """Between a client and a server of this machine: a line that can be cut and mended."""

    def __init__(self, host: str, port: int) -> None:
        self._there = (host, port)
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._open = True
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Proxy:
        return self

    def __exit__(self, *_: object) -> None:
        self.shut()
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if not self._open:
                near.close()
                continue
            far = socket.create_connection(self._there)
            self._pairs.append((near, far))
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._copy, args=(source, target), daemon=True).start()

    @staticmethod
    def _copy(source: socket.socket, target: socket.socket) -> None:
        try:
            while piece := source.recv(65536):
                target.sendall(piece)
        except OSError:
            pass

    def shut(self) -> None:
        """Cuts all connections; new ones are closed at once."""
        self._open = False
        for pair in self._pairs:
            for line in pair:
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
                line.close()
        self._pairs.clear()

    def open(self) -> None:
        """Lets connections through again."""
        self._open = True
