"""The routes as the platform states them, on both databases."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from catalog_support import PUTS, Quick, playbook
from service_support import TOKEN, Running
from wasmtime import wat2wasm

from noetlc.catalog.push import Server

Json = Any

WASM = bytes(wat2wasm(PUTS))
DIGEST = hashlib.sha256(WASM).hexdigest()
PLUGIN = "/api/internal/plugins/user/földer/fold it"
EVENT = {"execution_id": 7, "event_type": "call.done", "step": "s", "status": "COMPLETED", "created_at": "2026-07-08T17:30:15Z", "context": {}}


def put(service: Running, data: bytes = WASM, version: Json = 1, path: str = PLUGIN, **more: Json) -> httpx.Response:
    return service.client.post(path, params={"version": version, **more}, content=data)


def register(service: Running, content: str, **more: Json) -> httpx.Response:
    return service.client.post("/api/catalog/register", json={"content": base64.b64encode(content.encode()).decode(), **more})


# ---- modules


def test_modules(service: Running) -> None:
    assert put(service).json() == {"path": "user/földer/fold it", "version": 1, "digest": DIGEST, "bytes": len(WASM)}
    got = service.anyone.get(PLUGIN, params={"version": 1})
    assert (got.status_code, got.content, got.headers["etag"], got.headers["content-type"]) == (200, WASM, f'"{DIGEST}"', "application/wasm")
    assert service.anyone.get(PLUGIN, params={"version": 1, "digest": DIGEST}).content == WASM
    other = service.anyone.get(PLUGIN, params={"version": 1, "digest": "0" * 64})
    assert (other.status_code, other.headers["content-type"]) == (409, "text/plain; charset=utf-8")
    assert DIGEST in other.text
    for path, version in ((PLUGIN, 2), ("/api/internal/plugins/user", 1)):
        absent = service.anyone.get(path, params={"version": version})
        assert absent.status_code == 404
        assert absent.text.startswith("there is no module")
        assert absent.text.count("\n") == 1
    assert put(service, WASM + b"\0\x02\x01x").status_code == 200, "what is there is replaced without a word"
    assert service.anyone.get(PLUGIN, params={"version": 1}).headers["etag"] != f'"{DIGEST}"'
    text = put(service, PUTS.encode(), 2**31 - 1, media_type="text/wat").json()
    found = service.anyone.get(PLUGIN, params={"version": 2**31 - 1})
    assert found.headers["content-type"].startswith("text/wat")
    assert text["digest"] == hashlib.sha256(PUTS.encode()).hexdigest()
    assert service.anyone.head(PLUGIN, params={"version": 1}).status_code == 200


@pytest.mark.parametrize("version", [None, "", "0", "-1", "+1", "1.0", "x", "2147483648", "٣", "1" * 30])
def test_versions_that_are_none(lite: Running, version: str | None) -> None:
    parameters = {} if version is None else {"version": version}
    for method in ("GET", "POST"):
        answer = lite.client.request(method, PLUGIN, params=parameters, content=WASM if method == "POST" else None)
        assert answer.status_code == 400
        assert "version" in answer.text
        assert answer.text.count("\n") == 1
    assert lite.client.get(PLUGIN + "?version=1&version=2").status_code == 400


def test_what_is_known_is_not_sent_again(service: Running) -> None:
    put(service)
    for tag in (f'"{DIGEST}"', f'W/"{DIGEST}"', f'"x", "{DIGEST}"', "*", DIGEST.upper()):
        same = service.anyone.get(PLUGIN, params={"version": 1}, headers={"if-none-match": tag})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", f'"{DIGEST}"'), tag
    put(service, WASM + b"\0\x02\x01x")
    assert service.anyone.get(PLUGIN, params={"version": 1}, headers={"if-none-match": f'"{DIGEST}"'}).status_code == 200
    asked = {"version": 1, "digest": DIGEST}
    assert service.anyone.get(PLUGIN, params=asked, headers={"if-none-match": "*"}).status_code == 409, "a wanted digest comes first"
    assert service.anyone.get(PLUGIN, params={"version": 9}, headers={"if-none-match": "*"}).status_code == 404
    found = service.metrics()
    told = {name: found[f'noetl_module_fetches_total{{result="{name}"}}'] for name in ("not_modified", "sent", "mismatch", "missing")}
    assert told == {"not_modified": 5, "sent": 1, "mismatch": 1, "missing": 1}


def test_push_client(service: Running) -> None:
    with Server(service.url, TOKEN) as client:
        assert client.push(WASM, "user/fold").sent
        assert not client.push(WASM, "user/fold").sent
        assert client.push(WASM + b"\0\x02\x01x", "user/fold").version == 2
        answer = client.register(playbook("some/flow").encode())
    assert (answer["path"], answer["version"], answer["status"], answer["kind"]) == ("some/flow", 1, "success", "playbook")


# ---- playbooks


def test_register(service: Running, quick: type[Quick]) -> None:
    first = register(service, playbook("some/flow")).json()
    number = first["catalog_id"]
    assert first == {
        "status": "success", "message": "Resource 'some/flow' version '1' registered.", "path": "some/flow", "version": 1, "catalog_id": number,
        "kind": "playbook", "state": "compiled", "reason": None, "module": first["module"], "module_bytes": first["module_bytes"],
        "native_steps": 1, "steps": 1, "compared": 1, "confinement": "full", "reused": False, "diagnostics": [],
    }  # fmt: skip
    module = first["module"]
    got = service.anyone.get(f"/api/internal/plugins/{module['path']}", params={"version": module["version"], "digest": module["digest"]})
    assert got.status_code == 200
    assert hashlib.sha256(got.content).hexdigest() == module["digest"]
    again = service.client.post("/api/catalog/register", json={"content": playbook("some/flow"), "resource_type": "Playbook"}).json()
    assert (again["version"], again["reused"], again["module"]) == (2, True, module), "text is taken as well as base64"
    assert quick.builds == 1, "text is taken as well as base64"
    plain = register(service, playbook("some/flow"), wasm=False).json()
    assert (plain["state"], plain["reason"], plain["module"]) == ("interpreted", "registered as interpreted", None)
    worker = register(service, playbook("other"), target="noetl-worker", output="result").json()
    assert worker["state"] == "compiled"
    found = service.metrics()
    assert (found['noetl_registers_total{state="compiled"}'], found['noetl_registers_total{state="interpreted"}']) == (3, 1)


def test_bad_playbooks_are_refused_with_their_diagnostics(service: Running) -> None:
    broken = playbook("some/flow", body="hello").replace("kind: noop", "kind: nothing")
    answer = register(service, broken)
    [found] = [one for one in answer.json()["diagnostics"] if one["severity"] == "error"]
    assert answer.status_code == 422
    assert found["code"].startswith("V")
    assert (found["line"], found["hint"] is not None) == (7, True)
    assert found["code"] in answer.json()["error"]
    assert answer.json()["status"] == "error"
    for content, code in (("a: [", "V01"), ("\ufeff", "V"), ("%%%", "V"), ("aGVsbG8=", "V"), ("", "V")):
        answer = service.client.post("/api/catalog/register", json={"content": content})
        assert answer.status_code == 422, content
        assert answer.json()["diagnostics"][0]["code"].startswith(code), content
    assert register(service, playbook("../x")).json()["diagnostics"][-1]["code"] == "C01"
    assert service.catalog.playbooks() == [], "nothing was stored"
    assert service.catalog.modules() == [], "nothing was stored"
    assert service.metrics()['noetl_registers_total{state="refused"}'] == 7
    for body in ({}, {"content": 1}, {"content": "x", "wasm": 1}, {"content": "x", "target": "moon"}, {"content": "x", "resource_type": "Credential"}):
        assert service.client.post("/api/catalog/register", json=body).status_code == 400
    assert register(service, playbook("some/flow")).json()["version"] == 1, "and the next call works"


def test_read_delete_restore(service: Running) -> None:
    for name in ("b", "a", "a"):
        register(service, playbook(name, extra="workload: {n: 1}\n"))
    listed = service.anyone.post("/api/catalog/list", json={}).json()["entries"]
    assert [(one["path"], one["version"], one["state"], one["content"]) for one in listed] == [("a", 2, "compiled", None), ("b", 1, "compiled", None)]
    assert service.anyone.post("/api/catalog/list", json={"resource_type": "Credential"}).json() == {"entries": []}
    assert len(service.anyone.post("/api/catalog/list").json()["entries"]) == 2, "no body is the empty object"
    latest = service.anyone.post("/api/catalog/resource", json={"path": "a", "version": "latest"}).json()
    assert (latest["version"], latest["payload"], latest["layout"][0]["step"]) == (2, {"n": 1}, "start")
    assert latest["content"] == playbook("a", extra="workload: {n: 1}\n")
    assert latest["meta"] is None
    assert latest["manifest"]["abi"] == 2
    for asked in ({"path": "a", "version": 1}, {"path": "a", "version": "1"}):
        first = service.anyone.post("/api/catalog/resource", json=asked).json()
        assert first["version"] == 1
    for number in (first["catalog_id"], int(first["catalog_id"])):
        assert service.anyone.post("/api/catalog/resource", json={"catalog_id": number}).json() == first
    for asked, status in (({"path": "c"}, 404), ({"path": "a", "version": 3}, 404), ({"catalog_id": "99999"}, 404), ({}, 400), ({"path": "a", "version": "x"}, 400)):
        assert service.anyone.post("/api/catalog/resource", json=asked).status_code == status, asked
    gone = service.client.post("/api/catalog/delete", json={"path": "a", "version": 2}).json()
    assert (gone["count"], gone["deleted"][0]["version"], gone["status"]) == (1, 2, "success")
    assert service.client.post("/api/catalog/delete", json={"path": "a", "version": 2}).json()["count"] == 0, "it may be repeated"
    assert service.anyone.post("/api/catalog/resource", json={"path": "a"}).json()["version"] == 1
    archived = service.anyone.post("/api/catalog/list", json={"include_archived": True}).json()["entries"]
    assert [(one["path"], one["version"], one["deleted_at"] is not None) for one in archived] == [("a", 1, False), ("b", 1, False), ("a", 2, True)]
    assert [one["version"] for one in service.client.post("/api/catalog/delete", json={"path": "a"}).json()["deleted"]] == [1], "all that is left"
    back = service.client.post("/api/catalog/restore", json={"path": "a"}).json()
    assert (back["count"], [one["version"] for one in back["deleted"]]) == (2, [1, 2])
    assert service.client.post("/api/catalog/delete", json={"path": "nowhere"}).json()["count"] == 0


# ---- results, objects, events, commands


def test_results_objects_events(service: Running) -> None:
    stored = service.client.put("/api/result/7", json={"name": "load", "data": {"ü": 1.0}, "scope": "execution", "source_step": "s"}).json()
    body = '{"ü":1.0}'.encode()
    assert stored | {"ref": ""} == {
        "ref": "", "store": "db", "scope": "execution", "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest(), "expires_at": None,
    }  # fmt: skip
    got = service.client.get("/api/result/resolve", params={"ref": stored["ref"]})
    assert (got.status_code, got.content, got.headers["content-type"]) == (200, body, "application/json")
    assert service.client.get("/api/result/resolve", params={"ref": stored["ref"] + "1"}).status_code == 404
    assert service.client.get("/api/result/resolve").status_code == 400
    key = "noetl/env=dev/execution=7/results/load/0/0/1.feather"
    feather = {"media_type": "application/vnd.apache.arrow.feather"}
    done = service.client.put(f"/api/internal/objects/{key}", params=feather, content=b"\0\1").json()
    assert done == {"key": key, "digest": hashlib.sha256(b"\0\1").hexdigest(), "bytes": 2}
    found = service.client.get(f"/api/internal/objects/{key}")
    assert (found.content, found.headers["etag"], found.headers["content-type"]) == (b"\0\1", f'"{done["digest"]}"', feather["media_type"])
    assert service.client.get("/api/internal/objects/noetl").status_code == 404
    assert service.client.put("/api/internal/objects/page", content=b"<script>", headers={"content-type": "text/html"}).status_code == 200
    page = service.client.get("/api/internal/objects/page")
    assert page.headers["content-disposition"] == "attachment", "it does not run here"
    assert "sandbox" in page.headers["content-security-policy"], "it does not run here"
    minted = service.client.post("/api/events", json=EVENT).json()
    assert minted == {"status": "ok", "event_id": minted["event_id"], "commands_generated": 0}
    service.client.post("/api/events", json=EVENT | {"event_id": 5})
    rows = service.client.get("/api/executions/7/events").json()["events"]
    assert [(row["event_id"], row["prev_event_id"]) for row in rows] == [(5, None), (minted["event_id"], 5)]
    assert service.client.get("/api/executions/7/events", params={"after": 5, "limit": 1}).json()["events"] == rows[1:]
    assert service.client.get("/api/executions/x/events").status_code == 400
    for answer in (
        service.client.put("/api/result/7", json={"name": "", "data": 1}),
        service.client.put("/api/result/7", json={"name": "n"}),
        service.client.post("/api/events", json=EVENT | {"created_at": "soon"}),
        service.client.post("/api/events", json=[EVENT]),
    ):
        assert answer.status_code == 400
        assert "\n" not in answer.json()["error"]


def test_idempotency_keys(service: Running) -> None:
    once = {"idempotency-key": "c1/0"}
    first = service.client.put("/api/result/7", json={"name": "n", "data": 1}, headers=once).json()
    assert service.client.put("/api/result/7", json={"name": "n", "data": 1}, headers=once).json() == first
    assert service.client.put("/api/result/7", json={"name": "n", "data": 2}, headers=once).status_code == 422
    assert service.client.put("/api/internal/objects/o", content=b"1", headers=once).status_code == 422
    event = service.client.post("/api/events", json=EVENT, headers={"idempotency-key": "c1/1"}).json()
    assert service.client.post("/api/events", json=EVENT, headers={"idempotency-key": "c1/1"}).json() == event
    assert len(service.client.get("/api/executions/7/events").json()["events"]) == 1
    put_twice = [("idempotency-key", "a"), ("idempotency-key", "b")]
    assert service.client.put("/api/internal/objects/o", content=b"1", headers=put_twice).status_code == 400


def test_commands(service: Running) -> None:
    done = service.client.post("/api/commands", json={"execution_id": 7, "path": "some/flow", "input": {"n": 1}, "id": "c1"})
    assert (done.status_code, done.json()) == (202, {"commands": [{"id": "c1"}], "new": 1})
    many = service.client.post("/api/commands", json=[{"execution_id": 7, "path": "f", "id": "c1"}, {"execution_id": 8, "path": "f"}]).json()
    assert many["new"] == 1
    assert many["commands"][0]["id"] == "c1"
    status = service.client.get("/api/commands/c1").json()
    assert (status["state"], status["path"], status["execution_id"], status["outcome"]) == ("queued", "some/flow", "7", None)
    assert service.client.get("/api/commands/nobody").status_code == 404
    for body in ({}, [], 3, {"path": "f"}, {"execution_id": 1, "path": "../f"}, [{"execution_id": 1, "path": "f"}] * 1001):
        assert service.client.post("/api/commands", json=body).status_code == 400
    assert service.metrics()['noetl_commands_by_state{state="queued"}'] == 2


# ---- tokens


GUARDED = (
    ("POST", PLUGIN + "?version=1"), ("POST", "/api/catalog/register"), ("POST", "/api/catalog/delete"), ("POST", "/api/catalog/restore"),
    ("POST", "/api/commands"), ("GET", "/api/commands/c1"),
)  # fmt: skip
WORKER = (
    ("PUT", "/api/result/1"), ("GET", "/api/result/resolve?ref=noetl://x"), ("PUT", "/api/internal/objects/o"), ("GET", "/api/internal/objects/o"),
    ("POST", "/api/events"), ("GET", "/api/executions/1/events"),
)  # fmt: skip


def test_tokens(start: Callable[..., Running]) -> None:
    shut, opened = start(), start(open_worker_routes=True)
    for method, path in GUARDED + WORKER:
        for headers, status in (
            ({}, 401),
            ({"authorization": TOKEN}, 401),
            ({"authorization": f"Basic {TOKEN}"}, 401),
            ({"authorization": "Bearer"}, 401),
            ([("authorization", f"Bearer {TOKEN}"), ("authorization", f"Bearer {TOKEN}")], 401),
            ({"authorization": "Bearer another-token-of-that-length"}, 403),
            ({"authorization": f"Bearer {TOKEN}x"}, 403),
            ({"authorization": f"Bearer {TOKEN[:-1]}"}, 403),
        ):
            answer = shut.anyone.request(method, path, headers=headers)
            assert answer.status_code == status, (method, path, headers)
            assert TOKEN not in answer.text, (method, path, headers)
            assert "token" in answer.text, (method, path, headers)
            assert (answer.headers.get("www-authenticate") == "Bearer") == (status == 401)
        assert shut.client.request(method, path).status_code not in (401, 403), path
        assert opened.anyone.request(method, path).status_code == 401 or (method, path) in WORKER, path
    for method, path in WORKER:
        assert opened.anyone.request(method, path).status_code not in (401, 403), path


def test_what_needs_no_token(service: Running) -> None:
    for path in ("/", "/healthz", "/readyz", "/metrics", "/openapi.json"):
        assert service.anyone.get(path).status_code == 200, path
    assert service.anyone.get("/nowhere").json() == {"error": "there is nothing under this path"}
    wrong = service.anyone.put("/api/catalog/list")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    assert service.anyone.get("/healthz/").status_code == 404, "paths are what they are"
    headers = service.anyone.get("/healthz").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers
    assert service.metrics()['noetl_http_requests_total{method="GET",route="/healthz",status="200"}'] == 2
    assert json.loads(service.anyone.get("/openapi.json").text)["openapi"] == "3.1.0"
