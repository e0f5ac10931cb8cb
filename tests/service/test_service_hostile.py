"""What a hostile caller sends: each is refused with one clear line, and the next call works."""

from __future__ import annotations

import hashlib
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from catalog_support import PUTS, playbook
from service_support import TOKEN, Running
from wasmtime import wat2wasm

from noetlc.catalog import Catalog, CatalogError
from noetlc.catalog.model import Unavailable
from noetlc.service.logs import LOGGER, JsonLines
from noetlc.service.server import bound

Json = Any

WASM = bytes(wat2wasm(PUTS))
PLUGIN = "/api/internal/plugins/user/fold"
AUTH = f"Authorization: Bearer {TOKEN}\r\n"


def raw(service: Running, request: str | bytes, *, more: bytes = b"", shut: bool = False) -> tuple[int, bytes]:
    """Sends bytes as they are; status and body of the answer, status 0 if the connection was closed without one."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as line:
        line.sendall(request.encode() if isinstance(request, str) else request)
        if more:
            line.sendall(more)
        if shut:
            line.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while piece := line.recv(65536):
                answer += piece
        except ConnectionResetError:
            pass
    head, _, body = answer.partition(b"\r\n\r\n")
    return (int(head.split()[1]) if head else 0), body


@pytest.fixture
def alive(lite: Running) -> Iterator[Running]:
    """A service that must work as before when the test is over."""
    assert lite.client.post(PLUGIN, params={"version": 1}, content=WASM).status_code == 200
    yield lite
    got = lite.anyone.get(PLUGIN, params={"version": 1})
    assert got.status_code == 200
    assert hashlib.sha256(got.content).hexdigest() == hashlib.sha256(WASM).hexdigest()
    assert [one.path for one in lite.catalog.modules()] == ["user/fold"]
    assert lite.catalog.playbooks() == []


def test_a_body_that_is_too_long(alive: Running) -> None:
    limit = 2 << 20
    body = b"\0" * (3 << 20)
    told = alive.client.post(PLUGIN, params={"version": 2}, content=body)
    assert (told.status_code, told.text) == (413, f"the body is longer than {limit} bytes\n")

    def chunks() -> Iterator[bytes]:
        for _ in range(48):
            yield b"\0" * 65536

    assert alive.client.post(PLUGIN, params={"version": 2}, content=chunks()).status_code == 413, "without a length told before"
    assert alive.client.post("/api/catalog/register", content=body).json() == {"error": f"the body is longer than {limit} bytes"}
    exact = alive.client.put("/api/internal/objects/o", content=b"\0" * (3 << 20))
    assert exact.status_code == 200, "results and objects may have 64 MB"
    huge = f"PUT /api/internal/objects/o HTTP/1.1\r\nHost: x\r\n{AUTH}Content-Length: {(64 << 20) + 1}\r\nExpect: 100-continue\r\n\r\n"
    status, text = raw(alive, huge)
    assert status == 413, "nothing of it was read"
    assert b"67108864" in text, "nothing of it was read"
    assert raw(alive, f"POST {PLUGIN}?version=2 HTTP/1.1\r\nHost: x\r\n{AUTH}Content-Length: {10**30}\r\nExpect: 100-continue\r\n\r\n")[0] in (400, 413)
    # A token is looked for before a body is.
    assert raw(alive, f"POST {PLUGIN}?version=2 HTTP/1.1\r\nHost: x\r\nContent-Length: {3 << 20}\r\nConnection: close\r\n\r\n")[0] == 401


def test_a_body_of_just_the_limit(alive: Running) -> None:
    data = WASM + b"\0" * ((2 << 20) - len(WASM))
    assert alive.client.post("/api/internal/plugins/big", params={"version": 1}, content=data).json()["bytes"] == 2 << 20
    with alive.catalog.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM noetlc_module WHERE path = 'big'")


@pytest.mark.parametrize(
    "path",
    [
        "/api/internal/plugins/../../etc/passwd", "/api/internal/plugins/%2e%2e/%2e%2e/etc/passwd", "/api/internal/plugins/user%2Ffold", "/api/internal/plugins/a/./b",
        "/api/internal/plugins/a//b", "/api/internal/plugins/a%5Cb", "/api/internal/plugins/a%00b", "/api/internal/plugins/%0d%0aset-cookie:x", "/api/internal/plugins/a/",
        "/api/internal/plugins/", "/api/internal/plugins/" + "x" * 501, "/api/internal/objects/../token", "/api/internal/objects/%2e%2e%2ftoken", "/api/internal/objects/a%2fb",
    ],
)  # fmt: skip
def test_paths_that_lead_elsewhere(alive: Running, path: str) -> None:
    for method in ("GET", "PUT" if "objects" in path else "POST"):
        body = "" if method == "GET" else "Content-Length: 1\r\n"
        request = f"{method} {path}?version=1 HTTP/1.1\r\nHost: x\r\n{AUTH}{body}Connection: close\r\n\r\n{'x' if body else ''}"
        status, text = raw(alive, request)
        assert status in (400, 404), text
        assert len(text.splitlines()) == 1, text
        assert b"root:" not in text, text
        assert b"set-cookie" not in text.lower(), text
    assert alive.client.get("/api/internal/objects/a").status_code == 404


def test_escapes_are_decoded_once(alive: Running) -> None:
    name = "100%25 %252e%252e"
    assert alive.client.post(f"/api/internal/plugins/{name}?version=1", content=WASM).json()["path"] == "100% %2e%2e"
    with alive.catalog.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM noetlc_module WHERE path LIKE '100%'")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "not JSON"),
        (b"{", "line 1 column 2"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[1]", "JSON object"),
        (b'{"content": NaN}', "NaN"),
        (b'{"content": ' + b"9" * 5000 + b"}", "digits"),
        (b'{"content": 1' + b"0" * 1_000_000 + b"}", "digits"),
        (b"[" * 1_000_000, "nested too deep"),
        (b'{"content":' * 100_000, "nested too deep"),
        (b'{"content": null}', "content must be a text"),
        (b'{"content": "x", "resource_type": "\\u0000"}', "resource_type"),
    ],
)
def test_json_that_is_none(alive: Running, body: bytes, told: str) -> None:
    answer = alive.client.post("/api/catalog/register", content=body)
    assert answer.status_code == 400
    assert told in answer.json()["error"]
    assert "\n" not in answer.json()["error"]


@pytest.mark.parametrize("content", ["QUJD" * 1000, "AAAA", "/w==", "\ud800", "a: &a [*a]", "a: !!python/object/apply:os.system [id]", "- " * 50_000, "{" * 100_000, "\0"])
def test_content_that_is_none(alive: Running, content: str) -> None:
    answer = alive.client.post("/api/catalog/register", content=json.dumps({"content": content}))
    assert answer.status_code == 422
    assert answer.json()["diagnostics"]
    assert answer.json()["error"].count("\n") == 0


def test_yaml_that_grows(alive: Running) -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    answer = alive.client.post("/api/catalog/register", json={"content": bomb})
    assert answer.status_code == 422
    assert answer.json()["diagnostics"]


def test_headers(alive: Running) -> None:
    for request in (
        f"GET /healthz HTTP/1.1\r\nHost: x\r\nX: {'y' * 100_000}\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\n" + "".join(f"X-{n}: y\r\n" for n in range(20_000)) + "\r\n",
        f"GET /{'x' * 100_000} HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /healthz HTTP/1.1\r\n\r\n",
        "rubbish\r\n\r\n",
        "POST /api/catalog/list HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /api/catalog/list HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    ):
        assert raw(alive, request)[0] in (0, 400, 431), request[:60]
    both = "POST /api/catalog/list HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"
    assert raw(alive, both)[0] in (200, 400)


def test_a_body_that_does_not_come(alive: Running) -> None:
    request = f"POST {PLUGIN}?version=2 HTTP/1.1\r\nHost: x\r\n{AUTH}Content-Length: 100\r\n\r\n"
    status, text = raw(alive, request, more=b"x")
    assert (status, text) == (408, b"the body did not come in time\n")
    raw(alive, request, more=b"x", shut=True)
    assert alive.anyone.get(PLUGIN, params={"version": 2}).status_code == 404, "half a body is no module"


def test_a_body_that_drips(alive: Running) -> None:
    with socket.create_connection(("127.0.0.1", alive.port), timeout=30) as line:
        line.sendall(f"POST {PLUGIN}?version=2 HTTP/1.1\r\nHost: x\r\n{AUTH}Content-Length: 1000\r\n\r\n".encode())
        stop = threading.Event()

        def drip() -> None:
            while not stop.wait(0.1):
                try:
                    line.sendall(b"x")
                except OSError:
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        answer = line.recv(4096)
        stop.set()
        thread.join()
    assert answer.startswith(b"HTTP/1.1 408 "), "each piece comes in time, all of it does not"


def test_many_that_do_nothing(alive: Running) -> None:
    lines = [socket.create_connection(("127.0.0.1", alive.port)) for _ in range(100)]
    try:
        for line in lines:
            line.sendall(b"GET /healthz HTTP/1.1\r\n")
        assert alive.anyone.get("/healthz").status_code == 200
    finally:
        for line in lines:
            line.close()


def test_answers_do_not_wait_for_acknowledgements() -> None:
    with bound("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()[:2]):
        line, _ = listening.accept()
        with line:
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


def test_too_many_registers(start: Callable[..., Running], quick: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    service = start(registers=1, waiting_registers=1)
    going, go_on = threading.Event(), threading.Event()
    real = Catalog.register

    def slow(*arguments: Json, **more: Json) -> Json:
        going.set()
        assert go_on.wait(30)
        return real(*arguments, **more)

    monkeypatch.setattr(Catalog, "register", slow)
    statuses: list[int] = []
    content = {"content": playbook("flow")}
    threads = [threading.Thread(target=lambda: statuses.append(service.client.post("/api/catalog/register", json=content).status_code)) for _ in range(2)]
    threads[0].start()
    assert going.wait(30)
    threads[1].start()
    while service.app.state.service._waiting < 2:
        pass
    refused = service.client.post("/api/catalog/register", json=content)
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    assert "try again" in refused.json()["error"]
    assert service.anyone.get("/readyz").status_code == 200, "others have threads of their own"
    go_on.set()
    for thread in threads:
        thread.join()
    assert statuses == [200, 200]
    assert [one.version for one in service.catalog.history("flow")] == [1, 2]


def test_while_the_database_is_away(service: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    database = service.catalog.database
    with monkeypatch.context() as away:

        def gone(*_: Json) -> Json:
            raise Unavailable("the catalog postgresql://host/secret-name cannot be used: gone")

        away.setattr(type(database), "reading", gone)
        away.setattr(type(database), "writing", gone)
        for answer in (
            service.anyone.get("/readyz"),
            service.anyone.get("/"),
            service.anyone.get(PLUGIN, params={"version": 1}),
            service.client.post(PLUGIN, params={"version": 1}, content=WASM),
            service.client.post("/api/catalog/register", json={"content": playbook("flow")}),
            service.client.put("/api/internal/objects/o", content=b"x"),
            service.client.get("/api/commands/c"),
        ):
            assert answer.status_code == 503
            assert "the database is away: try again" in answer.text
            assert "secret-name" not in answer.text
            assert answer.headers["retry-after"] == "5"
        assert service.anyone.get("/healthz").status_code == 200
        assert service.anyone.get("/metrics").status_code == 200
    assert service.anyone.get("/readyz").status_code == 200
    assert service.client.post("/api/catalog/register", json={"content": playbook("flow")}).json()["version"] == 1


def test_logs_say_what_happened_and_no_secrets(lite: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[Json] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(JsonLines().format(record)))

    handler = Keep()
    LOGGER.addHandler(handler)
    before = LOGGER.level
    LOGGER.setLevel(logging.INFO)
    try:
        lite.client.post(PLUGIN, params={"version": 1, "secret": "in-the-query"}, content=WASM)
        lite.anyone.get("/healthz", headers={"authorization": "Bearer a-guess-at-the-token"})
        lite.client.get("/a%0ab")

        def broken(*_: Json, **__: Json) -> Json:
            raise CatalogError("the bytes are damaged")

        def defect(*_: Json, **__: Json) -> Json:
            raise KeyError("defect")

        for function in (broken, defect):
            with monkeypatch.context() as changed:
                changed.setattr(Catalog, "module", function)
                assert lite.anyone.get(PLUGIN, params={"version": 1}).status_code == 500
    finally:
        lite.end()  # the last line may come after the answer
        LOGGER.removeHandler(handler)
        LOGGER.setLevel(before)
    requests = [line for line in lines if line["event"] == "request"]
    first = requests[0]
    assert (first["method"], first["path"], first["route"], first["status"]) == ("POST", PLUGIN, "/api/internal/plugins/{path}", 200)
    assert first["bytes"] > 0
    assert first["ms"] >= 0
    assert first["time"].endswith("Z")
    assert len(requests) == 5
    assert requests[2]["path"] == "/a\nb", "JSON keeps a line a line"
    assert requests[2]["route"] == "none", "JSON keeps a line a line"
    assert [line["event"] for line in lines if line["level"] == "error"] == ["the catalog failed", "internal error"]
    assert next(line for line in lines if line["event"] == "internal error")["error"] == "KeyError"
    text = json.dumps(lines)
    assert TOKEN not in text
    assert "a-guess" not in text
    assert "in-the-query" not in text
