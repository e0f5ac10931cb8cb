"""`http` against a local service."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("httpx")
Json = Any


def test_get_with_parameters(tools: Any, service: Any) -> None:
    data = tools.ok("http", {"url": service.url + "/x", "params": {"a": 1, "b": True, "c": None, "d": ["p", "q"], "e": "ä &"}})
    assert (data["status_code"], data["headers"]["content-type"]) == (200, "application/json")
    assert data["data"]["query"] == {"a": ["1"], "b": ["true"], "d": ["p", "q"], "e": ["ä &"]}
    assert data["data"]["method"] == "GET"
    assert isinstance(data["body"], str)


@pytest.mark.parametrize(
    ("config", "body", "content_type"),
    [
        ({"json": {"a": [1, "ü"]}}, '{"a": [1, "ü"]}', "application/json"),
        ({"payload": {"a": 1}}, '{"a": 1}', "application/json"),
        ({"body": {"a": 1}}, '{"a": 1}', "application/json"),
        ({"body": "plain"}, "plain", None),
        ({"form": {"a": "1 2", "b": ["x", "y"], "c": None}}, "a=1+2&b=x&b=y", "application/x-www-form-urlencoded"),
        ({"json": '{"already": "text"}'}, '{"already": "text"}', "application/json"),
        ({"json": "word"}, '"word"', "application/json"),
        ({"body": {"a": 1}, "headers": {"Content-Type": "application/vnd.x+json"}}, '{"a": 1}', "application/vnd.x+json"),
    ],
)
def test_bodies(tools: Any, service: Any, config: Json, body: str, content_type: str | None) -> None:
    data = tools.ok("http", {"url": service.url, "method": "post", **config})["data"]
    assert (data["method"], data["body"], data["headers"].get("content-type")) == ("POST", body, content_type)


@pytest.mark.parametrize(
    ("status", "kind", "retryable"),
    [
        (400, "client_error", False),
        (401, "auth", False),
        (403, "auth", False),
        (404, "not_found", False),
        (408, "timeout", True),
        (409, "client_error", False),
        (429, "rate_limit", True),
        (500, "server_error", True),
        (501, "server_error", False),
        (503, "server_error", True),
    ],
)
def test_statuses_are_errors_with_data(tools: Any, service: Any, status: int, kind: str, retryable: bool) -> None:
    answer = tools("http", {"url": f"{service.url}/status/{status}"})
    assert (answer["status"], answer["error"]["kind"], answer["error"]["retryable"]) == ("error", kind, retryable)
    assert answer["data"]["status_code"] == status
    assert answer["data"]["data"] == {"problem": "as asked"}


def test_response_types(tools: Any, service: Any) -> None:
    def get(path: str, **more: Json) -> Json:
        data = tools.ok("http", {"url": service.url + path, **more})
        return data["data"], data["body"]

    assert get("/text") == ("grüße", "grüße")
    assert get("/nan") == ('{"a": NaN}', '{"a": NaN}')
    assert get("/empty") == (None, "")
    assert get("/bytes", response_type="binary") == ({"base64": "AP8B", "size": 3}, "AP8B")
    assert get("/text", response_type="text") == ("grüße", "grüße")
    assert tools.error("http", {"url": service.url, "response_type": "xml"}) == "config"


def test_redirects(tools: Any, service: Any) -> None:
    there = {"url": service.url + "/to", "params": {"where": "/x"}}
    assert tools.ok("http", there)["data"]["path"] == "/x"
    answer = tools("http", {**there, "follow_redirects": False})
    assert (answer["error"]["kind"], answer["data"]["headers"]["location"]) == ("client_error", "/x")
    assert tools.error("http", {"url": service.url + "/loop"}) == "client_error"


def test_no_header_follows_to_another_origin(tools: Any, service: Any) -> None:
    other = service.url.replace("127.0.0.1", "localhost") + "/x"
    tools.ok("http", {"url": service.url + "/to", "params": {"where": other}, "auth": "api", "headers": {"X-Key": "k", "Accept": "a/b"}})
    first, second = service.seen
    assert (first["headers"]["authorization"], first["headers"]["x-key"]) == ("Bearer tok-123456", "k")
    assert "authorization" not in second["headers"]
    assert "x-key" not in second["headers"]
    assert second["headers"]["accept"] == "a/b"


def test_timeouts_and_connections(tools: Any, service: Any) -> None:
    answer = tools("http", {"url": service.url + "/slow", "timeout_seconds": 0.2})
    assert (answer["error"]["kind"], answer["error"]["retryable"]) == ("timeout", True)
    answer = tools("http", {"url": "http://127.0.0.1:1/"})
    assert (answer["error"]["kind"], answer["error"]["retryable"]) == ("connection", True)


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"url": ""},
        {"url": 5},
        {"url": "ftp://127.0.0.1/"},
        {"url": "no scheme"},
        {"url": "http://127.0.0.1/", "method": "BREW"},
        {"url": "http://127.0.0.1/", "headers": ["x"]},
        {"url": "http://127.0.0.1/", "timeout_seconds": "soon"},
        {"url": "http://127.0.0.1/", "form": "x"},
        {"url": "http://127.0.0.1/", "headers": {"x": "line\nbreak"}},
        {"url": "http://127.0.0.1/", "headers": {"x": "snow ☃"}},
    ],
)
def test_configuration_errors(tools: Any, config: Json) -> None:
    assert tools.error("http", config) == "config"


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        ("api", "authorization", "Bearer [redacted]"),
        ({"credential": "api"}, "authorization", "Bearer [redacted]"),
        ({"main": {"source": "credential", "key": "api"}}, "authorization", "Bearer [redacted]"),
        ("pair", "authorization", "Basic YWRhOnBhOnNzIHdvcmQ="),
        ({"type": "basic", "username": "bob", "password": "pw-of-bob"}, "authorization", "Basic Ym9iOnB3LW9mLWJvYg=="),
        ({"type": "api_key", "header": "X-Token", "value": "key-4711"}, "x-token", "[redacted]"),
        ({"type": "bearer", "credential": "api"}, "authorization", "Bearer [redacted]"),
    ],
)
def test_auth(tools: Any, service: Any, auth: Json, header: str, value: str) -> None:
    shown = tools.ok("http", {"url": service.url, "auth": auth})["data"]["headers"][header]
    sent = service.seen[-1]["headers"][header]
    assert shown == value or (value.startswith("Basic") and shown == "Basic [redacted]" and sent == value)
    assert "[redacted]" not in sent


@pytest.mark.parametrize("auth", ["absent", {"source": "adc"}, {"type": "oauth2"}])
def test_auth_that_cannot_be_resolved(tools: Any, service: Any, auth: Json) -> None:
    assert tools.error("http", {"url": service.url, "auth": auth}) == "auth"
    assert service.seen == []


def test_cookies_do_not_stay(tools: Any, service: Any) -> None:
    tools.ok("http", {"url": service.url, "headers": {"cookie": "a=b"}})
    tools.ok("http", {"url": service.url})
    assert "cookie" not in service.seen[-1]["headers"]
