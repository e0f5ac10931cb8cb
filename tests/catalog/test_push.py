"""Pushing to a server that keeps NoETL's contract (modules by path and version, digests, limits, base64 playbooks), and to some that do not."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml
from catalog_support import CALLS, PUTS, playbook
from click.testing import CliRunner
from wasmtime import wat2wasm

import noetlc
from noetlc.catalog.push import PushError, Server, checked
from noetlc.cli.group import group
from noetlc.host.sections import replace_custom

Json = Any
BODY_LIMIT = 2_097_152
PLUGINS = "/api/internal/plugins/"


class Noetl(ThreadingHTTPServer):
    """The registry and the catalog of a NoETL server, in memory. `mood` makes it another server."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.modules: dict[tuple[str, int], bytes] = {}
        self.playbooks: list[str] = []
        self.seen: list[tuple[str, str, str | None]] = []
        self.mood = ""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has seen enough is part of the tests."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Noetl

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def answer(self, status: int, body: bytes | Json, headers: dict[str, str] | None = None) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def module_key(self) -> tuple[str, int] | None:
        parts = urlsplit(self.path)
        version = parse_qs(parts.query).get("version", [""])[0]
        if not version.isdecimal() or int(version) > 2**31 - 1:
            self.answer(400, b"version is required")
            return None
        return unquote(parts.path.removeprefix(PLUGINS)), int(version)

    def do_GET(self) -> None:
        self.server.seen.append(("GET", self.path, self.headers.get("authorization")))
        key = self.module_key()
        if key is None:
            return
        data = self.server.modules.get(key)
        if data is None:
            self.answer(404, b"no such plugin module")
            return
        digest = hashlib.sha256(data).hexdigest()
        wanted = parse_qs(urlsplit(self.path).query).get("digest", [digest])[0]
        if wanted != digest:
            self.answer(409, b"digest mismatch")
            return
        self.answer(200, data, {"etag": f'"{digest}"', "content-type": "application/wasm"})

    def do_POST(self) -> None:
        self.server.seen.append(("POST", self.path, self.headers.get("authorization")))
        size = int(self.headers["content-length"])
        body = self.rfile.read(size)
        if self.server.mood == "refuses":
            self.answer(403, b"\x1b[31mno\n" + b"x" * 5000)
            return
        if self.server.mood == "is another":
            self.answer(200, b"<html>hello</html>")
            return
        if self.server.mood == "moved":
            self.answer(307, b"", {"location": "http://127.0.0.1:1/"})
            return
        if not self.path.startswith(PLUGINS):
            content = json.loads(body)["content"]
            text = base64.b64decode(content, validate=True).decode()
            metadata = yaml.safe_load(text)["metadata"]
            self.server.playbooks.append(text)
            row = {"path": metadata["name"], "version": len(self.server.playbooks), "catalog_id": "7", "kind": "playbook", "status": "success"}
            self.answer(200, row)
            return
        if size > BODY_LIMIT:
            self.answer(413, b"length limit exceeded")
            return
        key = self.module_key()
        if key is None:
            return
        self.server.modules[key] = body + (b"!" if self.server.mood == "changes bytes" else b"")
        digest = hashlib.sha256(self.server.modules[key]).hexdigest()
        self.answer(200, {"path": key[0], "version": key[1], "digest": digest, "bytes": len(body)})


@pytest.fixture
def noetl() -> Iterator[Noetl]:
    server = Noetl()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


WASM = bytes(wat2wasm(PUTS))
OTHER = WASM + b"\0\x02\x01x"


def test_versions_are_found_or_named(noetl: Noetl) -> None:
    with Server(noetl.url + "/") as server:
        first = server.push(WASM, "user/földer/fold it")
        assert (first.version, first.sent, first.digest) == (1, True, hashlib.sha256(WASM).hexdigest())
        assert noetl.modules == {("user/földer/fold it", 1): WASM}
        again = server.push(WASM, "user/földer/fold it")
        assert (again.version, again.sent) == (1, False)
        assert server.push(OTHER, "user/földer/fold it").version == 2
        assert server.push(OTHER, "user/földer/fold it", 9).version == 9
        assert not server.push(OTHER, "user/földer/fold it", 9).sent
        with pytest.raises(PushError, match="has other bytes"):
            server.push(WASM, "user/földer/fold it", 9)
        assert server.push(WASM, "user/földer/fold it", 9, replace=True).sent
        assert noetl.modules["user/földer/fold it", 9] == WASM
        for path, version in (("../x", 1), ("x", 0), ("x", 2**31)):
            with pytest.raises(PushError):
                server.push(WASM, path, version)
    assert {token for _, _, token in noetl.seen} == {None}


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"text", "no wasm module"), (b"\0asm", "no wasm module"), (bytes(wat2wasm(CALLS)), "noetl_x1.tool_http"), (replace_custom(WASM, "x", b"\0" * 2_000_000), "")],
    ids=["text", "cut off", "imports more", "too large"],
)
def test_what_a_server_cannot_run_is_not_sent(data: bytes, reason: str) -> None:
    with pytest.raises(PushError, match=reason or "bytes, a NoETL server takes less than 2000000"):
        checked(data)


@pytest.mark.parametrize(
    ("mood", "reason"),
    [
        ("refuses", r"403: \\x1b\[31mno x+…$"),
        ("is another", "gave no JSON: is that a NoETL server"),
        ("moved", ": 307"),
        ("changes bytes", "with another digest"),
    ],
)
def test_servers_that_do_not_do_it(noetl: Noetl, mood: str, reason: str) -> None:
    noetl.mood = mood
    with Server(noetl.url, "t0ken") as server, pytest.raises(PushError, match=reason) as failed:
        server.push(WASM, "m", 1)
    assert "t0ken" not in str(failed.value)
    assert "\n" not in str(failed.value)
    assert {one[2] for one in noetl.seen} == {"Bearer t0ken"}


@pytest.mark.parametrize("url", ["localhost:1", "ftp://h", "http://", "http://user:pass@h", "http://127.0.0.1:1"])
def test_no_server(url: str) -> None:
    with pytest.raises(PushError) as failed, Server(url) as server:
        server.push(WASM, "m", 1)
    assert "pass@" not in str(failed.value)
    with pytest.raises(PushError, match="token"):
        Server("http://h", "a\nb")


# ---- the verb


def push(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(group, ["push", *arguments], env={"NOETL_TOKEN": ""})
    return done.exit_code, done.output


def test_module_first_then_the_playbook_that_names_it(noetl: Noetl, tmp_path: Path) -> None:
    built = noetlc.build(playbook("user/double", body='"{{ n }}"', extra="workload: {n: 1}\n"), target="noetl-worker", verify=False)
    module, flow = tmp_path / "double.wasm", tmp_path / "flow.yaml"
    module.write_bytes(built.wasm)
    named = "{kind: wasm, plugin: {path: user/double, version: 1}}"
    flow.write_text(playbook("caller", extra="# größer\n").replace("{kind: noop, result: hello}", named))
    status, output = push(str(module), "--server", noetl.url, "--playbook", str(flow), "--token", "abc")
    assert status == 0
    assert output.splitlines() == [
        f"user/double version 1: stored, {len(built.wasm)} bytes, {built.digest[:12]}",
        "playbook caller version 1: registered",
    ]
    assert [(verb, path.partition("?")[0], token) for verb, path, token in noetl.seen][-2:] == [
        ("POST", PLUGINS + "user/double", "Bearer abc"),
        ("POST", "/api/catalog/register", "Bearer abc"),
    ]
    assert noetl.playbooks == [flow.read_text()]
    assert noetl.modules["user/double", 1] == built.wasm
    status, output = push(str(module), "--server", noetl.url, "--playbook", str(flow), "--version", "2", "--json")
    assert status == 0
    assert json.loads(output)["module"] | {"digest": ""} == {
        "path": "user/double", "version": 2, "digest": "", "bytes": len(built.wasm), "sent": True,
    }
    status, output = push(str(module), "--server", noetl.url, "--path", "elsewhere", "--playbook", str(flow))
    assert status == 0
    assert "no step of" in output
    assert "names the plug-in elsewhere version 1" in output


def test_register_at_a_server(noetl: Noetl, tmp_path: Path) -> None:
    """One that checks nothing says less; one that is none is told apart."""
    flow = tmp_path / "flow.yaml"
    flow.write_text(playbook("some/flow"))

    def register(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(group, ["register", str(flow), "--server", noetl.url, *arguments], env={"NOETL_TOKEN": "", "XDG_DATA_HOME": str(tmp_path)})
        return done.exit_code, done.output

    assert register("--token", "abc") == (0, "some/flow version 1: registered\n")
    assert noetl.playbooks == [flow.read_text()]
    assert noetl.seen[-1][2] == "Bearer abc"
    [row] = json.loads(register("--json")[1])
    assert (row["path"], row["version"], row["state"], row["module"], row["diagnostics"]) == ("some/flow", 2, None, None, [])
    for mood, told in (("refuses", "403: "), ("is another", "gave no JSON"), ("moved", ": 307")):
        noetl.mood = mood
        status, output = register()
        assert status == 1
        assert told in output
        assert len(output.splitlines()) == 1
        assert "\x1b" not in output


def test_failures_of_the_verb(noetl: Noetl, tmp_path: Path) -> None:
    module, flow = tmp_path / "m.wasm", tmp_path / "flow.yaml"
    module.write_bytes(WASM)
    flow.write_text("kind: Playbook\n")
    for arguments, status, text in (
        ([str(tmp_path / "nothing"), "--server", noetl.url], 2, "does not exist"),
        ([str(module), "--server", noetl.url], 2, "--path"),
        ([str(module), "--server", noetl.url, "--path", "m", "--playbook", str(flow)], 1, "V04"),
        ([str(module), "--server", "http://127.0.0.1:1", "--path", "m"], 1, "does not answer"),
        ([str(module)], 2, "--server"),
    ):
        found, output = push(*arguments)
        assert (found, text in output) == (status, True), output
    assert noetl.modules == {}, "nothing is sent before everything is right"
    assert noetl.playbooks == [], "nothing is sent before everything is right"
