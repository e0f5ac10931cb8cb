"""`nats` and `subscription` against a real server."""

from __future__ import annotations

import asyncio
from typing import Any

import nats as client
import pytest

Json = Any


@pytest.fixture
def nats(tools: Any, nats_url: str) -> Any:
    """Runs an operation with the server's credentials."""
    tools.host.session.keychain._entries["bus"] = {"url": nats_url, "user": "noetl", "password": "s3cret-nats"}

    def run(operation: str, kind: str = "nats", **config: Json) -> dict[str, Json]:
        answer: dict[str, Json] = tools(kind, {"operation": operation, "auth": "bus", **config})
        return answer

    return run


def data(answer: dict[str, Json]) -> Json:
    assert answer["status"] == "ok", answer
    return answer["data"]


def kind(answer: dict[str, Json]) -> Json:
    assert answer["status"] == "error", answer
    return answer["error"]["kind"]


@pytest.fixture
def stream(nats_url: str, request: pytest.FixtureRequest) -> str:
    """A fresh stream with the subject `<name>.x` and a durable consumer `c`."""
    name = request.node.name.replace("[", "_").replace("]", "")

    async def make() -> None:
        connection = await client.connect(nats_url, user="noetl", password="s3cret-nats")
        js = connection.jetstream()
        await js.add_stream(name=name, subjects=[f"{name}.x"])
        await js.add_consumer(name, durable_name="c", ack_policy="explicit")
        await connection.close()

    asyncio.run(make())
    return name


def test_key_value(nats: Any) -> None:
    assert kind(nats("kv_get", bucket="kv1", key="a")) == "not_found"
    assert data(nats("kv_put", bucket="kv1", key="a", value={"n": 1}, create=True)) == {
        "status": "success", "bucket": "kv1", "key": "a", "revision": 1,
    }  # fmt: skip
    assert data(nats("kv_get", bucket="kv1", key="a"))["value"] == {"n": 1}
    assert data(nats("kv_put", bucket="kv1", key="b.c", value="plain ü"))["revision"] == 2
    assert data(nats("kv_get", bucket="kv1", key="b.c"))["value"] == "plain ü"
    assert data(nats("kv_keys", bucket="kv1"))["keys"] == ["a", "b.c"]
    assert data(nats("kv_keys", bucket="kv1", pattern="b*"))["keys"] == ["b.c"]
    assert data(nats("kv_delete", bucket="kv1", key="a"))["status"] == "success"
    assert kind(nats("kv_get", bucket="kv1", key="a")) == "not_found"
    assert data(nats("kv_purge", bucket="kv1", key="b.c"))["status"] == "success"
    assert data(nats("kv_keys", bucket="kv1"))["keys"] == []
    assert kind(nats("kv_get", bucket="kv1")) == "config"


def test_objects(nats: Any) -> None:
    put = data(nats("object_put", bucket="ob1", name="x", data={"a": 1}, create=True))
    assert (put["status"], put["size"]) == ("success", 7)
    assert data(nats("object_get", bucket="ob1", name="x"))["data"] == {"a": 1}
    data(nats("object_put", bucket="ob1", name="raw", data="AP8=", encoding="base64"))
    assert data(nats("object_get", bucket="ob1", name="raw"))["data"] == "AP8="
    assert [entry["name"] for entry in data(nats("object_list", bucket="ob1"))["objects"]] == ["raw", "x"]
    assert data(nats("object_info", bucket="ob1", name="x"))["size"] == 7
    data(nats("object_delete", bucket="ob1", name="x"))
    assert kind(nats("object_get", bucket="ob1", name="x")) == "not_found"


def test_jetstream(nats: Any, stream: str) -> None:
    sent = data(nats("js_publish", subject=f"{stream}.x", data={"n": 1}, headers={"k": "v"}))
    assert (sent["status"], sent["stream"], sent["seq"]) == ("success", stream, 1)
    data(nats("js_publish", subject=f"{stream}.x", data="two"))
    got = data(nats("js_consume", stream=stream, consumer="c", batch=10, timeout_ms=200))
    assert [message["data"] for message in got["messages"]] == [{"n": 1}, "two"]
    assert (got["acked"], got["messages"][0]["headers"]) == (2, {"k": "v"})
    assert data(nats("js_consume", stream=stream, consumer="c", timeout_ms=50))["messages"] == []
    assert data(nats("js_get_msg", stream=stream, seq=1))["data"] == {"n": 1}
    assert data(nats("js_get_msg", stream=stream, last=True))["data"] == "two"
    assert data(nats("js_stream_info", stream=stream))["messages"] == 2
    assert kind(nats("js_publish", subject="nobody.listens", data=1)) == "not_found"
    assert kind(nats("js_stream_info", stream="absent")) == "not_found"
    assert kind(nats("js_consume", stream=stream, consumer="absent")) == "not_found"


def test_publish_and_request(nats: Any, tools: Any) -> None:
    assert data(nats("publish", subject="events.x", data={"a": 1})) == {"status": "success", "subject": "events.x", "bytes": 7}
    assert kind(nats("request", subject="nobody.listens", data=1, timeout_seconds=1)) == "not_found"
    link = next(value[0] for key, value in tools.host.session._resources.items() if key[0] == "nats")

    async def answer_all() -> None:
        async def reply(message: Any) -> None:
            await message.respond(b'{"got": ' + message.data + b"}")

        await link.client.subscribe("answers", cb=reply)

    link.run(answer_all(), 5)
    assert data(nats("request", subject="answers", data=[1]))["data"] == {"got": [1]}


def test_connection_errors(tools: Any, nats_url: str) -> None:
    assert tools.error("nats", {"operation": "publish", "subject": "x", "url": "nats://127.0.0.1:1"}) == "connection"
    wrong = {"operation": "publish", "subject": "x", "url": nats_url, "user": "noetl", "password": "no"}
    assert tools.error("nats", wrong) in ("auth", "connection")
    assert tools.error("nats", {"operation": "publish", "subject": "x"}) == "config"
    assert tools.error("nats", {"operation": "dance", "url": nats_url}) == "config"


def test_subscription_modes(nats: Any, stream: str) -> None:
    for number in range(3):
        data(nats("js_publish", subject=f"{stream}.x", data=number))
    common = {"kind": "subscription", "source": "nats", "stream": stream, "consumer": "c", "timeout_ms": 200}
    manual = data(nats("poll", batch=2, ack="manual", **common))
    assert (manual["count"], manual["acked"], manual["ack_mode"], len(manual["ack_ids"])) == (2, 0, "manual", 2)
    assert manual["metrics"] == {"noetl_subscription_messages_fetched_total": 2, "source": "nats"}
    ended = data(nats("ack", ack_ids=[*manual["ack_ids"], "evil.subject"], **common))
    assert (ended["requested"], ended["disposed"], len(ended["errors"])) == (3, 2, 1)
    rest = data(nats("poll", batch=5, **common))
    assert ([message["data"] for message in rest["messages"]], rest["acked"], rest["ack_ids"]) == ([2], 1, [])
    assert kind(nats("dance", **common)) == "config"
    assert kind(nats("poll", **{**common, "source": "kafka"})) == "unsupported"
    assert kind(nats("poll", **{**common, "source": "fax"})) == "config"
