"""Services that the tool tests talk to on the loopback interface: PostgreSQL and NATS of `tests/servers.py`, and a small HTTP server."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from servers import nats_url, postgres

from noetlc.host.tools.facts import RunFacts
from noetlc.host.tools.grants import RIGHTS
from noetlc.host.tools.keychain import Keychain
from noetlc.host.tools.session import Session
from noetlc.host.tools.toolbox import KINDS, ToolHost

Json = Any

__all__ = ["nats_url", "postgres"]


# ---- tools


class Tools:
    """Calls tools as an engine does, and decodes their answers."""

    def __init__(self, host: ToolHost) -> None:
        self.host = host

    def __call__(self, kind: str, config: dict[str, Json], inputs: dict[str, Json] | None = None, step: str = "s") -> dict[str, Json]:
        request = {"step": step, "attempt": 1, "config": config, "input": inputs or {}}
        answer: dict[str, Json] = json.loads(self.host.call(f"tool_{kind}", json.dumps(request).encode()))
        assert set(answer) == {"status", "data", "error"}
        return answer

    def ok(self, kind: str, config: dict[str, Json], inputs: dict[str, Json] | None = None) -> Json:
        answer = self(kind, config, inputs)
        assert answer["status"] == "ok", answer
        return answer["data"]

    def error(self, kind: str, config: dict[str, Json], inputs: dict[str, Json] | None = None) -> str:
        answer = self(kind, config, inputs)
        assert answer["status"] == "error", answer
        return str(answer["error"]["kind"])


EVERYTHING = frozenset(f"tool_{kind}" for kind in KINDS) | {f"{tool}:{right}" for tool, rights in RIGHTS.items() for right in rights}


@pytest.fixture
def tools(tmp_path: Path) -> Iterator[Tools]:
    """Tools with a folder of their own and these credentials."""
    entries = {"api": {"type": "bearer", "token": "tok-123456"}, "pair": {"username": "ada", "password": "pa:ss word"}}
    host = ToolHost(facts=RunFacts())
    host.session = Session(host.inner, EVERYTHING, keychain=Keychain(entries), root=tmp_path, store=tmp_path / "store")
    host = ToolHost(host.inner, facts=RunFacts(), session=host.session)
    yield Tools(host)
    host.close()


# ---- HTTP


class Service(ThreadingHTTPServer):
    """An HTTP service that remembers the requests it got; `/flaky` fails twice per `key` before it succeeds."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[dict[str, Json]] = []
        self.tries: dict[str, int] = {}
        self.active = self.most_active = 0
        self.lock = threading.Lock()

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Counts the requests that are served at the same time."""
        with self.lock:
            self.active += 1
            self.most_active = max(self.most_active, self.active)
        try:
            yield
        finally:
            with self.lock:
                self.active -= 1

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that gave up are part of the tests."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """Echoes; answers carry no date, so that equal requests have equal answers."""

    protocol_version = "HTTP/1.1"
    server: Service

    def log_message(self, format: str, *args: Any) -> None:
        """No lines on stderr."""

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response_only(status)
        for name, value in ({"content-type": "application/json"} | (headers or {})).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query, keep_blank_values=True)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        echo = {"method": self.command, "path": parts.path, "query": query, "headers": headers, "body": body.decode("utf-8", "replace")}
        self.server.seen.append(echo)
        word, _, rest = parts.path.lstrip("/").partition("/")
        if word == "status":
            self.answer(int(rest), b'{"problem": "as asked"}')
        elif word == "flaky":
            key = query.get("key", [""])[0]
            self.server.tries[key] = self.server.tries.get(key, 0) + 1
            failed = self.server.tries[key] % 3 != 0
            answer = {"try": self.server.tries[key]} if failed else {"key": key, "doubled": int(query.get("n", ["0"])[0]) * 2}
            self.answer(503 if failed else 200, json.dumps(answer).encode())
        elif word == "slow":
            with self.server.counted():
                time.sleep(float(query.get("seconds", ["1.5"])[0]))
            self.answer(200, json.dumps({"n": query.get("n")}).encode())
        elif word == "bytes":
            self.answer(200, b"\x00\xff\x01", {"content-type": "application/octet-stream"})
        elif word == "text":
            self.answer(200, "grüße".encode("latin-1"), {"content-type": "text/plain; charset=latin-1"})
        elif word == "nan":
            self.answer(200, b'{"a": NaN}')
        elif word == "empty":
            self.answer(200, b"")
        elif word == "loop":
            self.answer(302, b"", {"location": "/loop"})
        elif word == "to":
            self.answer(302, b"", {"location": query["where"][0]})
        else:
            self.answer(200, json.dumps(echo).encode())

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = handle_any


@pytest.fixture
def service() -> Iterator[Service]:
    """A running HTTP service."""
    server = Service()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
