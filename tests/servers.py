"""Servers that tests start for themselves on the loopback interface: PostgreSQL and NATS, and databases. Fixtures, to be imported by a `conftest.py`."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

Json = Any


def skip(reason: str) -> None:
    """Skips with a reason; the summary shows it with the count."""
    pytest.skip(reason)


def free_port() -> int:
    """A port of the loopback interface that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 20) -> bool:
    """True when something listens on the port."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False


# ---- PostgreSQL


def _postgres_binary(name: str) -> str | None:
    found = shutil.which(name)
    if found is not None:
        return found
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / name).exists():
            return str(folder / name)
    return None


def _unprivileged() -> tuple[int, int] | None:
    """User and group to run the server as, for root: the server refuses root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    skip("PostgreSQL cannot run as root and there is no user postgres or nobody")
    return None


@pytest.fixture(scope="session")
def postgres() -> Iterator[dict[str, Json]]:
    """Connection keys of a private cluster with the user `noetl`, password `s3cret-pg`."""
    pytest.importorskip("psycopg")
    initdb, server = _postgres_binary("initdb"), _postgres_binary("postgres")
    if initdb is None or server is None:
        skip("PostgreSQL is not installed (apt-get install postgresql)")
    assert initdb is not None
    assert server is not None
    owner = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="noetlc-pg-"))
    as_user: dict[str, Any] = {"user": owner[0], "group": owner[1], "extra_groups": []} if owner else {}
    process: subprocess.Popen[bytes] | None = None
    try:
        password = folder / "password"
        password.write_text("s3cret-pg\n")
        if owner:
            for path in (folder, password):
                os.chown(path, *owner)
        data = folder / "data"
        command = [initdb, "-D", str(data), "-U", "noetl", "-A", "scram-sha-256", f"--pwfile={password}", "-E", "UTF8", "--no-locale", "-N"]
        made = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, **as_user)
        if made.returncode != 0:
            skip(f"initdb failed: {made.stderr.decode(errors='replace').strip()[-200:]}")
        port = free_port()
        settings = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "", "fsync": "off"}
        arguments = [server, "-D", str(data)]
        for name, value in settings.items():
            arguments += ["-c", f"{name}={value}"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(arguments, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **as_user)
        if not wait_for(port, process):
            skip(f"PostgreSQL does not start: {(folder / 'log').read_text(errors='replace').strip()[-200:]}")
        keys = {"host": "127.0.0.1", "port": port, "database": "postgres", "user": "noetl", "password": "s3cret-pg"}
        _wait_ready(keys)
        yield keys
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # it does not wait for its clients
            process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_ready(keys: dict[str, Json]) -> None:
    for _ in range(100):
        try:
            arguments = {"host": keys["host"], "port": keys["port"], "user": keys["user"], "password": keys["password"]}
            psycopg.connect(dbname=keys["database"], **arguments).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    skip("PostgreSQL does not accept connections")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind: a file, or a schema of its own in the test server."""
    if request.param == "sqlite":
        return str(tmp_path / "data" / "catalog.sqlite")

    keys = request.getfixturevalue("postgres")
    schema = f"t{secrets.token_hex(6)}"
    address = f"postgresql://{keys['user']}:{keys['password']}@{keys['host']}:{keys['port']}/{keys['database']}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{schema}"')
    return f"{address}?options=-csearch_path%3D{schema}"


# ---- NATS


@pytest.fixture(scope="session")
def nats_url() -> Iterator[str]:
    """The URL of a private server with JetStream, user `noetl`, password `s3cret-nats`."""
    pytest.importorskip("nats")
    binary = shutil.which("nats-server") or shutil.which("nats-server", path="/usr/sbin:/usr/local/sbin")
    if binary is None:
        skip("nats-server is not installed (apt-get install nats-server)")
    assert binary is not None
    folder = Path(tempfile.mkdtemp(prefix="noetlc-nats-"))
    port = free_port()
    arguments = [binary, "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(folder), "--user", "noetl", "--pass", "s3cret-nats"]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    try:
        if not wait_for(port, process):
            skip("nats-server does not start")
        yield f"nats://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
