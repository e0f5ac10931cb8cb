"""One playbook over real services: rows from PostgreSQL, a loop that calls an HTTP service with retries, a write back, NATS.

It runs interpreted and compiled, through the command line too, is recorded by both and replayed by both.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import nats
import psycopg
import pytest
from click.testing import CliRunner

from noetlc import api
from noetlc.cli.group import group
from noetlc.frontend import load
from noetlc.host.capability import AmbientHost
from noetlc.host.recording import Header, Recorder, Replay, ReplayDifference, read_recording
from noetlc.host.tools.facts import RunFacts
from noetlc.host.tools.keychain import Keychain
from noetlc.host.tools.setup import granted_tools

Json = Any

PLAYBOOK = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: orders, path: test/orders}
keychain:
  - {name: bus, kind: nats}
workload:
  pg_auth: shop
  api: http://127.0.0.1:1
  limit: 3
workflow:
  - step: start
    desc: the orders that are open
    tool:
      kind: postgres
      auth: "{{ pg_auth }}"
      query: "SELECT id, amount FROM orders WHERE state = 'open' ORDER BY id LIMIT {{ limit }}"
    next:
      spec: {mode: exclusive}
      arcs:
        - step: price
          when: "{{ output.data.row_count > 0 }}"
        - step: end
  - step: price
    loop:
      in: "{{ start.rows }}"
      iterator: order
    tool:
      - fetch:
          kind: http
          url: "{{ workload.api }}/flaky"
          params: {key: "order-{{ iter.order.id }}", n: "{{ iter.order.amount }}"}
          headers: {X-Token: "{{ keychain.service }}"}
          spec:
            policy:
              rules:
                - when: "{{ output.status == 'error' and output.error.retryable }}"
                  then: {do: retry, attempts: 5, backoff: linear, delay: 0.01}
                - when: "{{ output.status == 'error' }}"
                  then: {do: fail}
                - else:
                    then: {do: continue, set: {iter.doubled: "{{ output.data.data.doubled }}"}}
      - save:
          kind: postgres
          auth: shop
          query: "UPDATE orders SET state = 'priced', price = $1 WHERE id = $2"
          params: ["{{ iter.doubled }}", "{{ iter.order.id }}"]
    next:
      - step: totals
  - step: totals
    tool:
      kind: python
      input: {runs: "{{ price.results }}"}
      code: |
        result = {"saved": sum(run["save"]["affected_rows"] for run in runs), "count": len(runs)}
    next:
      - step: announce
  - step: announce
    tool:
      kind: nats
      auth: "{{ keychain.bus }}"
      operation: js_publish
      subject: orders.priced
      data: {saved: "{{ totals.saved }}", stamp: "{{ execution_id }}"}
    set:
      ctx.seq: "{{ output.data.seq > 0 }}"
    next:
      - step: end
  - step: end
    tool:
      kind: noop
      result: {saved: "{{ totals.saved }}", published: "{{ announce.status }}"}
"""

GRANTS = "tool_postgres,tool_http,tool_nats"
SECRETS = ("s3cret-pg", "s3cret-nats", "token-of-the-service")


@pytest.fixture
def world(postgres: dict[str, Json], nats_url: str, service: Any, tmp_path: Path) -> Any:
    """Fresh orders, a stream, a keychain file, and the payload that names the service."""
    pytest.importorskip("httpx")

    async def stream() -> None:
        client = await nats.connect(nats_url, user="noetl", password="s3cret-nats")
        js = client.jetstream()
        with suppress(nats.js.errors.NotFoundError):
            await js.delete_stream("ORDERS")
        await js.add_stream(name="ORDERS", subjects=["orders.*"])
        await client.close()

    def reset() -> None:
        info = {"host": postgres["host"], "port": postgres["port"], "user": postgres["user"], "password": postgres["password"]}
        with psycopg.connect(dbname="postgres", **info) as connection:
            connection.execute("DROP TABLE IF EXISTS orders")
            connection.execute("CREATE TABLE orders (id int PRIMARY KEY, amount int, state text, price int)")
            connection.execute("INSERT INTO orders VALUES (1, 10, 'open'), (2, 20, 'done'), (3, 30, 'open'), (4, 40, 'open')")
        asyncio.run(stream())
        service.tries.clear()
        service.seen.clear()

    def priced() -> list[Json]:
        info = {"host": postgres["host"], "port": postgres["port"], "user": postgres["user"], "password": postgres["password"]}
        with psycopg.connect(dbname="postgres", **info) as connection:
            return [list(row) for row in connection.execute("SELECT id, price FROM orders WHERE state = 'priced' ORDER BY id")]

    entries = {
        "shop": postgres,
        "bus": {"url": nats_url, "user": "noetl", "password": "s3cret-nats"},
        "service": "token-of-the-service",
    }
    keychain = tmp_path / "keychain.json"
    keychain.write_text(json.dumps(entries))
    playbook = tmp_path / "orders.yaml"
    playbook.write_text(PLAYBOOK)
    payload = tmp_path / "payload.json"
    payload.write_text(json.dumps({"api": service.url}))

    class World:
        pass

    result: Any = World()
    result.reset, result.priced, result.service = reset, priced, service
    result.entries, result.keychain, result.playbook, result.payload, result.folder = entries, keychain, playbook, payload, tmp_path
    return result


def _run(world: Any, engine: Any, recording: Path) -> dict[str, Json]:
    """One run with real services, recorded."""
    world.reset()
    payload = {"api": world.service.url}
    playbook = load(PLAYBOOK)[0]
    facts = RunFacts(playbook, payload)
    grants = frozenset(GRANTS.split(","))
    with (
        granted_tools(grants, facts=facts, keychain=Keychain(world.entries), engine=engine, execution_id="5") as (host, _),
        recording.open("w", encoding="utf-8", newline="\n") as sink,
    ):
        recorder = Recorder(host, sink, Header({"name": "orders"}, "", payload, "5"))
        if engine == "interpreted":
            return api.interpret(PLAYBOOK, payload, execution_id="5", host=recorder)
        return api.run(api.build(PLAYBOOK, verify=False).wasm, payload, source=PLAYBOOK, execution_id="5", host=recorder)


def _replay(engine: str, recording: Path, source: str = PLAYBOOK) -> dict[str, Json]:
    found = read_recording(recording)
    replay = Replay(found.calls)
    arguments = {"execution_id": found.header.execution_id, "host": replay}
    if engine == "interpreted":
        envelope = api.interpret(source, found.header.payload, **arguments)
    else:
        envelope = api.run(api.build(source, verify=False).wasm, found.header.payload, source=source, **arguments)
    replay.finish()
    return envelope


def test_equal_runs_and_replays(world: Any, tmp_path: Path) -> None:
    files = {engine: tmp_path / f"{engine}.jsonl" for engine in ("interpreted", "wasm")}
    envelopes = {engine: _run(world, engine, file) for engine, file in files.items()}
    interpreted = envelopes["interpreted"]
    assert interpreted["status"] == "completed", json.dumps(interpreted, indent=1)
    assert interpreted["result"] == {"saved": 3, "published": "success"}
    assert interpreted["ctx"]["seq"] is True
    assert envelopes["wasm"] == interpreted
    # Order of keys included.
    assert json.dumps(envelopes["wasm"]) == json.dumps(interpreted)
    assert world.priced() == [[1, 20], [3, 60], [4, 80]]
    assert [seen["headers"]["x-token"] for seen in world.service.seen] == ["token-of-the-service"] * 9
    assert files["wasm"].read_bytes() == files["interpreted"].read_bytes()
    lines = [json.loads(line) for line in files["wasm"].read_text(encoding="utf-8").splitlines()]
    imports = [line.get("import") for line in lines[1:]]
    call = ["tool_http", "sleep", "tool_http", "sleep", "tool_http", "tool_postgres"]
    assert imports == ["tool_postgres", *call * 3, "tool_nats"]
    for secret in SECRETS:
        assert secret not in files["wasm"].read_text(encoding="utf-8")
        assert secret not in json.dumps(interpreted)
    for engine in files:
        for recording in files.values():
            assert json.dumps(_replay(engine, recording)) == json.dumps(interpreted)
    assert len(world.service.seen) == 9


@pytest.mark.parametrize("engine", ["interpreted", "wasm"])
def test_a_changed_playbook_stops_the_replay(world: Any, tmp_path: Path, engine: str) -> None:
    file = tmp_path / "r.jsonl"
    _run(world, "wasm", file)
    changed = PLAYBOOK.replace("price = $1", "price = 2 * $1")
    with pytest.raises(ReplayDifference) as caught:
        _replay(engine, file, changed)
    text = str(caught.value)
    assert "recorded call 7\n" in text
    assert "price = $1" in text
    assert "price = 2 * $1" in text
    with pytest.raises(ReplayDifference, match="the run has ended"):
        _replay(engine, file, PLAYBOOK.replace("- step: announce\n  - step: announce", "- step: end\n  - step: announce"))


@pytest.mark.parametrize("engine", ["interpreted", "wasm"])
def test_the_command_line(world: Any, engine: str) -> None:
    world.reset()
    file = world.folder / "cli.jsonl"
    common = ["run", str(world.playbook), "--engine", engine, "--input", str(world.payload)]
    done = CliRunner().invoke(group, [*common, "--allow", GRANTS, "--keychain", str(world.keychain), "--record", str(file)])
    assert done.exit_code == 0, done.output
    envelope = json.loads(done.stdout)
    assert envelope["result"] == {"saved": 3, "published": "success"}
    for secret in SECRETS:
        assert secret not in done.output
        assert secret not in file.read_text(encoding="utf-8")
    calls = len(world.service.seen)
    again = CliRunner().invoke(group, ["run", str(world.playbook), "--engine", engine, "--replay", str(file)])
    assert (again.exit_code, again.stdout) == (0, done.stdout), again.output
    assert len(world.service.seen) == calls
    world.playbook.write_text(PLAYBOOK.replace("LIMIT {{ limit }}", "LIMIT 1"))
    other = CliRunner().invoke(group, ["run", str(world.playbook), "--engine", engine, "--replay", str(file)])
    assert other.exit_code == 5
    assert "another version" in other.stderr
    assert "LIMIT 3" in other.stderr
    assert "LIMIT 1" in other.stderr
    refused = CliRunner().invoke(group, [*common, "--allow", "tool_http"])
    assert refused.exit_code == 0  # the unconditional arc of `start` handles it
    assert "step start needs tool_postgres" in refused.stderr
    assert json.loads(refused.stdout)["errors"][0]["kind"] == "unsupported"


def test_missing_secrets_are_outcomes(world: Any) -> None:
    playbook = load(PLAYBOOK)[0]
    facts = RunFacts(playbook, {})
    with granted_tools(frozenset(GRANTS.split(",")), facts=facts, keychain=Keychain(), ambient=AmbientHost()) as (host, _):
        envelope = api.interpret(PLAYBOOK, host=host)
    assert (envelope["errors"][0]["kind"], envelope["errors"][0]["message"]) == ("auth", "no credential named 'shop' in the keychain")
