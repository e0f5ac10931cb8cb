"""`noetl serve` as it is used: no configuration, other commands of the same user beside it, and its end."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from catalog_support import PUTS, playbook
from click.testing import CliRunner
from service_support import Proxy, Running, Served
from system.cases import sample
from system.worker import Worker
from wasmtime import wat2wasm

from noetlc.catalog import Catalog, CatalogError
from noetlc.cli.group import group
from noetlc.service import token
from noetlc.service.settings import Settings

Json = Any

WASM = bytes(wat2wasm(PUTS))
ROOT = Path(__file__).parents[2]
SYSTEM = ("event_materializer", "projector", "scheduled_cleanup")


@pytest.mark.slow
def test_without_configuration(serve: Callable[..., Served], tmp_path: Path) -> None:
    served = serve()
    file = tmp_path / "data" / "noetlc" / "token"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(served.token) >= 40
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert sorted(os.listdir(file.parent))[0] == "catalog.sqlite"
    (tmp_path / "flow.yaml").write_text(playbook("some/flow", runtime="interpreted"))
    (tmp_path / "bad.yaml").write_text("kind: Playbook\n")
    here = served.noetl("register", "flow.yaml", "bad.yaml", "--catalog", "other.sqlite")
    there = served.noetl("register", "flow.yaml", "bad.yaml", "--server", served.url)
    assert (there.returncode, there.stdout, there.stderr) == (here.returncode, here.stdout, here.stderr), "the same as in a catalog of one's own"
    assert there.returncode == 1
    assert "some/flow version 1: interpreted" in there.stdout
    assert "bad.yaml:1:1: error[V" in there.stderr
    [ok, refused] = json.loads(served.noetl("register", "flow.yaml", "bad.yaml", "--server", served.url, "--json").stdout)
    assert (ok["version"], ok["state"], refused["state"]) == (2, "interpreted", "refused")
    assert refused["diagnostics"][0]["file"] == "bad.yaml"
    assert "some/flow" in served.noetl("catalog", "list").stdout, "it is the catalog of the command line"
    (tmp_path / "m.wasm").write_bytes(WASM)
    pushed = served.noetl("push", "m.wasm", "--path", "user/fold", "--server", served.url)
    assert pushed.returncode == 0
    assert pushed.stdout.startswith("user/fold version 1: stored, ")
    got = httpx.get(f"{served.url}/api/internal/plugins/user/fold?version=1")
    assert got.content == WASM
    for arguments, told in (
        (("--token", "another-token-of-that-length"), "403: "),
        (("--timeout", "5"), "--timeout is decided by the service"),
        (("--catalog", "x"), "--catalog is decided by the service"),
    ):
        failed = served.noetl("register", "flow.yaml", "--server", served.url, *arguments)
        assert failed.returncode in (1, 2), failed.stderr
        assert told in failed.stderr, failed.stderr
        assert len(failed.stderr.splitlines()) == 1, failed.stderr
    assert served.end() == 0
    lines = [json.loads(line) for line in served.log.read_text().splitlines() if line.startswith("{")]
    assert lines[0]["event"] == "serving"
    assert lines[-1]["event"] == "ended"
    assert {line["route"] for line in lines if line["event"] == "request"} == {"/api/catalog/register", "/api/internal/plugins/{path}"}
    assert file.read_text().strip() not in served.log.read_text()
    assert "another-token" not in served.log.read_text()
    again = serve()
    assert again.token == served.token
    assert httpx.get(f"{again.url}/api/internal/plugins/user/fold?version=1").content == WASM


@pytest.mark.slow
def test_fresh_machine(serve: Callable[..., Served]) -> None:
    """Three system playbooks are registered; a client that knows only HTTP fetches the modules, a host that knows only the platform runs them."""
    served = serve()
    files = [str(ROOT / "playbooks" / "system" / f"{name}.yaml") for name in SYSTEM]
    done = served.noetl("register", "--server", served.url, "--wasm", "--target", "noetl-worker", *files)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": compiled to module 1") == 3, done.stdout + done.stderr
    workers: dict[str, Worker] = {}
    for name in SYSTEM:
        address = f"{served.url}/api/internal/plugins/system/{name}"
        got = httpx.get(address, params={"version": 1})
        digest = hashlib.sha256(got.content).hexdigest()
        assert (got.status_code, got.headers["content-type"], got.headers["etag"]) == (200, "application/wasm", f'"{digest}"')
        assert httpx.get(address, params={"version": 1, "digest": digest}).status_code == 200
        assert httpx.get(address, params={"version": 1}, headers={"if-none-match": got.headers["etag"]}).status_code == 304
        assert httpx.get(address, params={"version": 2}).status_code == 404
        assert httpx.get(address, params={"version": 1, "digest": "0" * 64}).status_code == 409
        workers[name] = Worker(got.content)
        assert set(workers[name].imports) <= {f"noetl.{one}" for one in ("emit", "event_publish", "result_put", "object_put")}
    assert workers["projector"].call(sample()).value == {"count": 1, "execution_ids": [333298747507216384]}
    materialized = workers["event_materializer"].call(sample()).value
    assert materialized["count"] == 3
    assert [one["event_id"] for one in materialized["events"]] == [row["event_id"] for row in materialized["events"]]
    requests = workers["scheduled_cleanup"].call({}).value["requests"]
    assert [one["path"] for one in requests] == ["/api/internal/cleanup/purge", "/api/internal/result-tier/gc"]
    again = served.noetl("register", "--server", served.url, "--wasm", "--target", "noetl-worker", files[0])
    assert "version 2: compiled before, module 1" in again.stdout, again.stdout


@pytest.mark.slow
def test_seeding_folder(serve: Callable[..., Served], tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "b.wasm").write_bytes(WASM)
    (folder / "a.wasm").write_bytes(WASM + b"\0\x02\x01x")
    (folder / "readme.txt").write_text("not a module")
    served = serve(NOETL_SYSTEM_PLUGIN_DIR=str(folder))
    assert httpx.get(f"{served.url}/api/internal/plugins/system/b?version=1").content == WASM
    assert len(httpx.get(f"{served.url}/api/internal/plugins/system/a?version=1").content) == len(WASM) + 4
    assert served.end() == 0
    (folder / "b.wasm").write_bytes(WASM + b"\0\x02\x01y")
    again = serve("--seed", str(folder))
    assert httpx.get(f"{again.url}/api/internal/plugins/system/b?version=1").content.endswith(b"y"), "an upsert, version 1"
    assert serve("--seed", str(tmp_path / "nowhere")).end() == 0, "errors are not fatal"


def test_failures_to_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    environment = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "NOETL_TOKEN": "", "NOETL_CATALOG": ""}

    def fails(*arguments: str, **more: str) -> str:
        done = CliRunner().invoke(group, arguments, env=environment | more)
        assert done.exit_code == 1, done.output
        assert len(done.output.splitlines()) == 1, done.output
        return done.output

    file = tmp_path / "data" / "noetlc" / "token"
    (tmp_path / "short").write_text("short")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert f"cannot listen on 127.0.0.1 port {port}: " in fails("serve", "--port", port)
    assert "cannot listen on no-such-host.invalid" in fails("serve", "--host", "no-such-host.invalid")
    assert "holds no token" in fails("serve", "--token-file", "short")
    assert "cannot read the token" in fails("serve", "--token-file", "nothing")
    assert "NOETL_TOKEN holds no token" in fails("serve", NOETL_TOKEN="a b")
    assert "cannot be used" in fails("serve", "--catalog", "postgresql://127.0.0.1:1/x")
    file.chmod(0o640)
    assert "others may read the token" in fails("serve", "--port", "0")
    assert "others may read the token" in fails("register", str(ROOT / "examples" / "hello.yaml"), "--server", "http://127.0.0.1:1")


def test_an_old_token_is_refused(serve: Callable[..., Served], tmp_path: Path) -> None:
    first = serve()
    old = first.token
    assert first.end() == 0
    (tmp_path / "data" / "noetlc" / "token").unlink()
    second = serve()
    address = f"{second.url}/api/catalog/delete"
    assert second.token != old
    assert httpx.post(address, json={"path": "x"}, headers={"authorization": f"Bearer {old}"}).status_code == 403
    assert httpx.post(address, json={"path": "x"}, headers={"authorization": f"Bearer {second.token}"}).status_code == 200


def test_tokens_are_made_once_and_stay_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    start = threading.Barrier(8)

    def make() -> None:
        start.wait()
        made.append(token.made(tmp_path / "new"))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert os.listdir(tmp_path / "new") == ["token"]
    monkeypatch.delenv("NOETL_TOKEN", raising=False)
    for url, sent in (
        ("http://127.0.0.1:8082", True), ("http://localhost/", True), ("http://[::1]:1", True), ("https://127.0.0.2", True),
        ("http://example.org", False), ("http://127.0.0.1.example.org", False), ("http://localhost.example.org", False), ("http://10.0.0.1", False),
    ):  # fmt: skip
        assert (token.for_server(url, None, tmp_path / "new") == made[0]) == sent, url
    assert token.for_server("http://127.0.0.1", None, tmp_path) is None
    assert token.for_server("http://127.0.0.1", "given", tmp_path / "new") == "given"
    monkeypatch.setenv("NOETL_TOKEN", "of the environment")
    assert token.for_server("http://example.org", None, tmp_path) == "of the environment"
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "token").symlink_to(tmp_path / "nowhere")
    with pytest.raises(CatalogError):
        token.made(tmp_path / "link")
    assert not (tmp_path / "nowhere").exists(), "nothing is written through a link"


def test_it_ends_when_its_requests_have(serve: Callable[..., Served]) -> None:
    served = serve()
    host, port = served.url.removeprefix("http://").split(":")
    body = json.dumps({"content": playbook("flow", runtime="interpreted")}).encode()
    head = f"POST /api/catalog/register HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {served.token}\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=60) as line:
        line.sendall(head.encode() + body[:10])
        time.sleep(0.5)
        served.process.send_signal(signal.SIGTERM)
        while True:  # no new ones from here on
            try:
                httpx.get(f"{served.url}/healthz")
            except httpx.HTTPError:
                break
        line.sendall(body[10:])
        answer = b""
        while piece := line.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert served.process.wait(30) == 0
    again = serve()
    assert httpx.post(f"{again.url}/api/catalog/resource", json={"path": "flow"}).json()["version"] == 1


@pytest.mark.slow
def test_killed_and_started_again(serve: Callable[..., Served], url: str) -> None:
    served = serve(NOETL_CATALOG=url)
    client = httpx.Client(headers={"authorization": f"Bearer {served.token}"})
    assert client.put(f"{served.url}/api/internal/objects/o", content=b"x").status_code == 200
    assert served.end(signal.SIGKILL) == -signal.SIGKILL
    assert "s3cret" not in served.log.read_text()
    again = serve(NOETL_CATALOG=url)
    assert client.get(f"{again.url}/api/internal/objects/o").content == b"x"


def test_the_database_goes_and_comes_back(postgres: dict[str, Json], quick: Any) -> None:
    with Proxy("127.0.0.1", postgres["port"]) as proxy:
        address = f"postgresql://{postgres['user']}:{postgres['password']}@127.0.0.1:{proxy.port}/{postgres['database']}"
        with Catalog.open(address) as catalog:
            running = Running(catalog, Settings("a-token-for-tests-only"))
            try:
                put = lambda: running.client.put("/api/internal/objects/away", content=b"x").status_code  # noqa: E731
                assert put() == 200
                assert running.anyone.get("/readyz").status_code == 200
                proxy.shut()
                assert put() == 503
                assert running.anyone.get("/readyz").status_code == 503
                assert running.anyone.get("/").status_code == 503
                assert running.anyone.get("/healthz").status_code == 200
                proxy.open()
                assert put() == 200
                assert running.anyone.get("/readyz").status_code == 200
                assert "s3cret" not in running.anyone.get("/metrics").text
            finally:
                running.end()
