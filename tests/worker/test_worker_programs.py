"""The load and kill programs in short, and the verbs. The long runs are commands of their own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from servers import _postgres_binary, free_port

Json = Any
ROOT = Path(__file__).resolve().parents[2]
HELLO = ROOT / "examples" / "hello.yaml"
NATS = shutil.which("nats-server") or shutil.which("nats-server", path="/usr/sbin:/usr/local/sbin")


def _program(name: str, *arguments: str, timeout: float) -> None:
    done = subprocess.run([sys.executable, "-m", f"tests.worker.{name}", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=timeout)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("queue", ["database", "nats"])
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_reload_under_load(database: str, queue: str) -> None:
    if database == "postgresql" and _postgres_binary("initdb") is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    if queue == "nats" and NATS is None:
        pytest.skip("nats-server is not installed (apt-get install nats-server)")
    given = ["--workers", "2", "--rate", "40", "--seconds", "12", "--register-every", "1", "--database", database, "--queue", queue]
    _program("reload_load", *given, timeout=240)


@pytest.mark.slow
@pytest.mark.parametrize(("database", "queue", "sink"), [("postgresql", "nats", "service"), ("sqlite", "database", "store")])
def test_kills(database: str, queue: str, sink: str) -> None:
    if database == "postgresql" and (_postgres_binary("initdb") is None or NATS is None):
        pytest.skip("PostgreSQL or nats-server is not installed")
    given = ["--commands", "80", "--seed", "3", "--database", database, "--queue", queue, "--sink", sink, "--chance", "0.01"]
    _program("kills", *given, timeout=480)


@pytest.fixture
def noetl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("NOETL_CATALOG", str(tmp_path / "catalog.sqlite"))
    monkeypatch.delenv("NOETL_QUEUE", raising=False)

    def run(*arguments: str, input: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "noetlc", *arguments], capture_output=True, text=True, timeout=120, input=input)

    return run


@pytest.mark.slow
def test_the_verbs(noetl: Any) -> None:
    assert noetl("register", str(HELLO), "--interpreted").returncode == 0
    queued = noetl("submit", "hello", "--id", "one", "--input", "-", input='{"who": "you"}')
    assert (queued.returncode, queued.stdout) == (0, "one\n")
    assert "there already" in noetl("submit", "hello", "--id", "one").stderr
    late = noetl("submit", "hello", "--id", "one", "--wait", "--timeout", "0.2")
    assert late.returncode == 5
    assert "is not over after 0.2 s (queued)" in late.stderr

    port = free_port()
    worker = subprocess.Popen([sys.executable, "-m", "noetlc", "worker", "--dev", "--metrics-port", str(port)], stderr=subprocess.PIPE, text=True)
    try:
        done = noetl("submit", "hello", "--id", "one", "--wait")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["outcome"]["envelope"]["result"]["greeting"] == "Hello, you!"
        failed = noetl("submit", "nowhere", "--wait")
        assert failed.returncode == 5
        assert json.loads(failed.stdout)["error_kind"] == "not_found"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            text = answer.read().decode()
        assert 'noetl_worker_commands_total{engine="interpreted",pool="shared",status="completed"} 1.0' in text
        assert 'noetl_worker_failures_total{kind="not_found"} 1.0' in text
        assert 'noetl_worker_queue_depth{pool="shared"} 0.0' in text
    finally:
        os.kill(worker.pid, signal.SIGTERM)
        assert worker.wait(30) == 0


@pytest.mark.slow
def test_two_signals_end_it_at_once(noetl: Any) -> None:
    worker = subprocess.Popen([sys.executable, "-m", "noetlc", "worker"], stderr=subprocess.PIPE, text=True)
    assert worker.stderr is not None
    assert "queue" in worker.stderr.readline()
    os.kill(worker.pid, signal.SIGTERM)
    assert worker.wait(30) == 0

    worker = subprocess.Popen([sys.executable, "-m", "noetlc", "worker"], stderr=subprocess.PIPE, text=True)
    assert worker.stderr is not None
    assert "queue" in worker.stderr.readline()
    os.kill(worker.pid, signal.SIGSTOP)
    for _ in range(2):
        os.kill(worker.pid, signal.SIGTERM)
        os.kill(worker.pid, signal.SIGINT)
    os.kill(worker.pid, signal.SIGCONT)
    end = time.monotonic() + 30
    while worker.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
    assert worker.returncode in (130, 143)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["worker", "--queue", "redis://x"], "a queue is `database` or nats://HOST:PORT"),
        (["worker", "--sink", "elsewhere", "--once"], "a sink is `store` or a URL"),
        (["worker", "--dev", "--queue", "nats://x"], "leave --queue and --sink away"),
        (["worker", "--queue", "nats://127.0.0.1:1", "--once"], "cannot be used"),
        (["worker", "--allow", "http"], "--allow takes names such as"),
        (["submit", "../x"], "path must be that of a playbook"),
        (["submit", "x", "--pool", "a b"], "pool must be"),
        (["submit", "x", "--queue", "nats://127.0.0.1:1"], "cannot be used"),
    ],
)
def test_bad_usage_is_one_line(noetl: Any, arguments: list[str], said: str) -> None:
    done = noetl(*arguments)
    assert done.returncode in (1, 2), done.stderr
    assert said in done.stderr, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
