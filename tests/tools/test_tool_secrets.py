"""Secrets: resolved by the host at the places the playbook wrote, and never seen in an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from noetlc.frontend import load
from noetlc.host.capability import AmbientHost
from noetlc.host.tools.facts import RunFacts
from noetlc.host.tools.keychain import Keychain, KeychainError, secret_values
from noetlc.host.tools.redaction import Redactor
from noetlc.host.tools.session import Session
from noetlc.host.tools.toolbox import ToolHost

Json = Any

PLAYBOOK = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: secrets, path: test/secrets}
keychain:
  - {name: openai, kind: bearer}
workload: {which: api, base: http://127.0.0.1:1}
workflow:
  - step: start
    tool:
      kind: http
      url: "{{ workload.base }}/x"
      auth: "{{ which }}"
      headers:
        X-Key: "{{ keychain.api.token }}"
        X-Declared: "Key {{ openai.api_key }}"
        X-Data: "{{ workload.evil }}"
      json: [{nested: "{{ keychain.plain }}"}]
"""

ENTRIES = {"api": {"token": "tok-123456", "user": "ada"}, "openai": {"api_key": "sk-abcdef"}, "plain": "text-secret"}


@pytest.fixture
def host() -> ToolHost:
    playbook = load(PLAYBOOK)[0]
    assert playbook is not None
    ambient = AmbientHost()
    return ToolHost(ambient, facts=RunFacts(playbook, {}), session=Session(ambient, keychain=Keychain(ENTRIES)))


def _call(host: ToolHost, config: dict[str, Json], step: str = "start") -> dict[str, Json]:
    request = {"step": step, "attempt": 1, "config": config, "input": {}}
    answer: dict[str, Json] = json.loads(host.call("tool_http", json.dumps(request).encode()))
    return answer


def test_secrets_are_filled_in_where_the_playbook_has_them(host: ToolHost, service: Any) -> None:
    pytest.importorskip("httpx")
    config = {
        "url": service.url,
        "method": "POST",
        "auth": "{{ which }}",
        "headers": {
            "X-Key": "{{ keychain.api.token }}",
            "X-Declared": "Key {{ openai.api_key }}",
            # The value of a name that data gave: it stands in no playbook, so it stays text.
            "X-Data": "{{ keychain.api.token }}",
        },
        "json": [{"nested": "{{ keychain.plain }}"}],
    }
    answer = _call(host, config)
    sent = service.seen[0]
    assert sent["headers"]["authorization"] == "Bearer tok-123456"
    assert sent["headers"]["x-key"] == "tok-123456"
    assert sent["headers"]["x-declared"] == "Key sk-abcdef"
    assert sent["headers"]["x-data"] == "{{ keychain.api.token }}"
    assert json.loads(sent["body"]) == [{"nested": "text-secret"}]
    text = json.dumps(answer)
    for secret in ("tok-123456", "sk-abcdef", "text-secret"):
        assert secret not in text
    assert answer["data"]["data"]["headers"]["x-key"] == "[redacted]"


def test_other_places_and_steps_are_left_alone(host: ToolHost, service: Any) -> None:
    pytest.importorskip("httpx")
    _call(host, {"url": service.url, "headers": {"X-Other": "{{ keychain.api.token }}", "X-Key": "no {{ keychain.api.token }}"}})
    _call(host, {"url": service.url, "headers": {"X-Key": "{{ keychain.api.token }}"}}, step="elsewhere")
    assert [seen["headers"].get("x-key") for seen in service.seen] == ["no {{ keychain.api.token }}", "{{ keychain.api.token }}"]
    assert service.seen[0]["headers"]["x-other"] == "{{ keychain.api.token }}"


@pytest.mark.parametrize("auth", ["{{ nowhere }}", "{{ keychain.absent }}", "{{ keychain.absent.x }}", "{{ broken", "absent"])
def test_what_cannot_be_resolved_is_an_auth_error(host: ToolHost, service: Any, auth: str) -> None:
    answer = _call(host, {"url": service.url, "auth": auth})
    assert answer["error"]["kind"] == "auth"
    assert service.seen == []


def test_rendered_names_are_never_templates(host: ToolHost, service: Any) -> None:
    pytest.importorskip("httpx")
    answer = _call(host, {"url": service.url, "credential": "{{ keychain.plain }}"})
    assert answer["error"]["kind"] == "auth"
    assert _call(host, {"url": service.url, "credential": "api"})["status"] == "ok"
    assert service.seen[0]["headers"]["authorization"] == "Bearer tok-123456"


def test_handles_of_the_kind_secrets(tools: Any, service: Any) -> None:
    pytest.importorskip("httpx")
    data = tools.ok("secrets", {"provider": "gcp", "map": {"token": "projects/p/secrets/api/versions/1", "user": "pair"}} | {
        "map": {"token": "projects/p/secrets/api/versions/1"}})  # fmt: skip
    assert data["provider"] == "gcp"
    assert "tok-123456" not in json.dumps(data)
    tools.ok("http", {"url": service.url, "headers": {"X-Key": f"K {data['token']}"}})
    assert service.seen[0]["headers"]["x-key"] == "K tok-123456"
    again = tools.ok("secrets", {"map": {"token": "api"}})
    assert again["token"] == data["token"]
    assert tools.error("secrets", {"map": {"a": "absent"}}) == "auth"
    assert tools.error("secrets", {"map": {"nothing": "pair"}}) == "auth"
    assert tools.error("secrets", {}) == "config"


def test_keychain_sources(tmp_path: Path) -> None:
    file = tmp_path / "keys.yaml"
    file.write_text("db: {host: h, password: pw}\nword: text\n")
    variables = {"NOETL_CREDENTIAL_MY_DB": '{"user": "u"}', "NOETL_CREDENTIAL_TOKEN": "abc", "NOETL_CREDENTIAL_NUMBER": "12"}
    keychain = Keychain.load(file, variables)
    assert keychain.find("db") == {"host": "h", "password": "pw"}
    assert keychain.find("my-db") == {"user": "u"}
    assert (keychain.find("token"), keychain.find("number"), keychain.find("absent")) == ("abc", "12", None)
    assert Keychain.load(None, {"NOETL_KEYCHAIN": str(file)}).find("word") == "text"
    for content in ("[1]", "a: [", "1: x"):
        file.write_text(content)
        with pytest.raises(KeychainError):
            Keychain.load(file, {})
    with pytest.raises(KeychainError):
        Keychain.load(tmp_path / "absent", {})


def test_environment_of_the_host_is_not_seen(tools: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tools.host.inner.env = lambda name: "value"
    assert tools.host.env("NOETL_CREDENTIAL_X") is None
    assert tools.host.env("NOETL_KEYCHAIN") is None
    assert tools.host.env("HOME") == "value"


def test_what_of_a_credential_is_secret() -> None:
    credential = {"host": "db", "port": 5432, "user": "u", "password": "pw", "nested": {"pin": 1234}, "url": "nats://u:p%40w@h:1"}
    assert sorted(secret_values(credential)) == ["1234", "p%40w", "p@w", "pw"]
    assert secret_values("postgres://u:pass@h/d") == ["postgres://u:pass@h/d", "pass", "pass"]


def test_redaction() -> None:
    redactor = Redactor()
    redactor.add("s3cret/väl", "ab")
    value = {"k s3cret/väl": ["x s3cret%2Fv%C3%A4l", "ab", "abc", 5, None], "b": "czNjcmV0L3bDpGw="}
    assert redactor.clean(value) == {"k [redacted]": ["x [redacted]", "[redacted]", "abc", 5, None], "b": "[redacted]"}
    assert redactor.message("ab is not abc") == "[redacted] is not abc"
