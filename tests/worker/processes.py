"""Processes that the load and kill programs start, kill with SIGKILL and start again."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from servers import _postgres_binary, _unprivileged, free_port, wait_for

Json = Any
FOLDER = Path(__file__).resolve().parent


class Program(ABC):
    """One program on this machine. `kills` counts."""

    name = "program"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kills = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self.lock = threading.RLock()

    @abstractmethod
    def arguments(self) -> list[str]: ...

    def ready(self) -> bool:
        """Whether it works now."""
        return True

    def options(self) -> dict[str, Any]:
        return {}

    def start(self, seconds: float = 60) -> None:
        """Starts it, and again if it does not come up: what a killed one left may take a moment to go."""
        end = time.monotonic() + seconds
        while True:
            self.starts += 1
            with (self.folder / f"{self.name}.log").open("ab") as log:
                self.process = subprocess.Popen(
                    self.arguments(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **self.options()
                )
            if self.ready():
                return
            self._kill()
            if time.monotonic() > end:
                raise RuntimeError(f"{self.name} does not start: {(self.folder / f'{self.name}.log').read_text(errors='replace')[-500:]}")
            time.sleep(0.2)

    def kill(self) -> None:
        """Ends it by SIGKILL, if it runs."""
        assert self.process is not None
        if self.process.poll() is None:
            self.kills += 1
        self._kill()

    def _kill(self) -> None:
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> int:
        """Asks it to end."""
        if self.process is None:
            return 0
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGTERM)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self._kill()
            return -9


class Postgres(Program):
    """A cluster of its own, with fsync as in production."""

    name = "postgres"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port = free_port()
        self._owner = _unprivileged()
        self._place = Path(tempfile.mkdtemp(prefix="noetlc-kill-pg-"))
        initdb = _postgres_binary("initdb")
        if initdb is None:
            raise RuntimeError("PostgreSQL is not installed")
        (self._place / "password").write_text("s3cret\n")
        if self._owner:
            for path in (self._place, self._place / "password"):
                os.chown(path, *self._owner)
        command = [initdb, "-D", str(self._place / "data"), "-U", "noetl", "-A", "scram-sha-256"]
        command += [f"--pwfile={self._place / 'password'}", "-E", "UTF8", "--no-locale", "-N"]
        subprocess.run(command, check=True, capture_output=True, **self.options())
        self.url = f"postgresql://noetl:s3cret@127.0.0.1:{self.port}/postgres"

    def options(self) -> dict[str, Any]:
        owner = {"user": self._owner[0], "group": self._owner[1], "extra_groups": []} if self._owner else {}
        return {**owner, "cwd": self._place}

    def arguments(self) -> list[str]:
        settings = {"listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": "", "max_connections": "200"}
        binary = _postgres_binary("postgres")
        assert binary is not None
        return [binary, "-D", str(self._place / "data"), *(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))]

    def ready(self) -> bool:
        assert self.process is not None
        for _ in range(150):
            if self.process.poll() is not None:
                return False
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return True
        return False

    def end(self) -> int:
        code = super().end()
        shutil.rmtree(self._place, ignore_errors=True)
        return code


class Nats(Program):
    """A NATS server with JetStream on disk."""

    name = "nats"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port = free_port()
        self.url = f"nats://127.0.0.1:{self.port}"

    def arguments(self) -> list[str]:
        binary = shutil.which("nats-server") or shutil.which("nats-server", path="/usr/sbin:/usr/local/sbin")
        if binary is None:
            raise RuntimeError("nats-server is not installed")
        return [binary, "-a", "127.0.0.1", "-p", str(self.port), "-js", "-sd", str(self.folder / "jetstream")]

    def ready(self) -> bool:
        assert self.process is not None
        return wait_for(self.port, self.process)


class Service(Program):
    """`noetl serve` on the same database: effects go there."""

    name = "service"

    def __init__(self, folder: Path, catalog: str) -> None:
        super().__init__(folder)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._catalog = catalog

    def arguments(self) -> list[str]:
        given = ["--port", str(self.port), "--data", str(self.folder / "service"), "--open-worker-routes"]
        return [sys.executable, "-m", "noetlc", "serve", "--catalog", self._catalog, *given]

    def ready(self) -> bool:
        assert self.process is not None
        return wait_for(self.port, self.process)


class WorkerProcess(Program):
    """A worker; `settings` gives those of its next start (`killing.py`)."""

    def __init__(self, folder: Path, number: int, settings: Callable[[int], dict[str, Json]]) -> None:
        super().__init__(folder)
        self.name = f"worker{number}"
        self._settings = settings

    def arguments(self) -> list[str]:
        return [sys.executable, str(FOLDER / "killing.py"), json.dumps(self._settings(self.starts))]

    def rss(self) -> int:
        """Its resident bytes."""
        assert self.process is not None
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) << 10
        return 0
