"""Constructs around host tools on both engines: cursor loops, `output.http`, error arcs with data, refused kinds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from noetlc import api
from noetlc.frontend import load
from noetlc.host.tools.facts import RunFacts
from noetlc.host.tools.keychain import Keychain
from noetlc.host.tools.setup import granted_tools

Json = Any
HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: t, path: t}\n"

CURSOR = HEAD + """
workload: {pg: shop}
workflow:
  - step: start
    tool:
      kind: postgres
      auth: shop
      command: |
        DROP TABLE IF EXISTS work_items;
        CREATE TABLE work_items (id int, state text DEFAULT 'new', doubled int);
        INSERT INTO work_items (id) SELECT generate_series(1, 5);
    next: [{step: drain}]
  - step: drain
    loop:
      spec: {mode: cursor}
      cursor:
        kind: postgres
        auth: "{{ pg }}"
        claim: |
          UPDATE work_items SET state = 'taken' WHERE id IN
            (SELECT id FROM work_items WHERE state = 'new' ORDER BY id LIMIT 2) RETURNING id
      iterator: row
    tool:
      kind: postgres
      auth: shop
      command: "UPDATE work_items SET state = 'done', doubled = 2 * id WHERE id = $1"
      params: ["{{ iter.row.id }}"]
    next: [{step: end}]
  - step: end
    tool:
      kind: postgres
      credential: shop
      query: "SELECT count(*) AS n, sum(doubled) AS s FROM work_items WHERE state = 'done'"
"""

STATUS = HEAD + """
workload: {url: ""}
workflow:
  - step: start
    tool:
      kind: http
      url: "{{ url }}/status/404"
    set:
      ctx.code: "{{ output.http.status }}"
      ctx.kind: "{{ output.error.kind }}"
    next:
      spec: {mode: exclusive}
      arcs:
        - {step: missing, when: "{{ event.name == 'call.error' and output.http.status == 404 }}"}
        - {step: end}
  - step: missing
    tool: {kind: noop, result: {problem: "{{ start.data.problem }}", type: "{{ start.headers['content-type'] }}", code: "{{ ctx.code }}"}}
    next: [{step: end}]
  - step: end
    tool: {kind: noop, result: "{{ missing }}"}
"""

REFUSED = HEAD + """
workflow:
  - step: start
    tool: {kind: KIND, url: x, command: x, query: x}
    next:
      - {step: end, when: "{{ output.error.kind == 'unsupported' }}"}
  - step: end
    tool: {kind: noop, result: "{{ start is none }}"}
"""


def run(engine: Any, source: str, payload: Json, grants: set[str], entries: Json) -> dict[str, Json]:
    facts = RunFacts(load(source)[0], payload)
    with granted_tools(frozenset(grants), facts=facts, keychain=Keychain(entries), engine=engine) as (host, _):
        if engine == "interpreted":
            return api.interpret(source, payload, host=host)
        return api.run(api.build(source, verify=False).wasm, payload, source=source, host=host)


def both(source: str, payload: Json, grants: set[str], entries: Json | None = None) -> dict[str, Json]:
    """The envelope, equal on both engines."""
    interpreted, compiled = (run(engine, source, payload, grants, entries or {}) for engine in ("interpreted", "wasm"))
    assert json.dumps(compiled) == json.dumps(interpreted)
    return interpreted


def test_cursor_loops(postgres: dict[str, Json]) -> None:
    envelope = both(CURSOR, {}, {"tool_postgres"}, {"shop": postgres})
    assert envelope["steps"]["drain"] == {"cursor": "drained", "frames": 3}, envelope
    assert envelope["result"]["rows"] == [{"n": 5, "s": 30}]


def test_status_of_http(service: Any) -> None:
    pytest.importorskip("httpx")
    envelope = both(STATUS, {"url": service.url}, {"tool_http"})
    assert envelope["status"] == "completed", envelope
    assert envelope["result"] == {"problem": "as asked", "type": "application/json", "code": 404}
    assert envelope["errors"][0]["handled"] is True
    assert envelope["ctx"] == {"code": 404, "kind": "not_found"}


@pytest.mark.parametrize("kind", ["http", "shell", "postgres", "rhai", "container", "gcs"])
@pytest.mark.parametrize("grants", [set(), {"tool_rhai", "tool_container", "tool_gcs"}])
def test_refused_and_unknown_kinds(kind: str, grants: set[str]) -> None:
    envelope = both(REFUSED.replace("KIND", kind), {}, grants)
    assert (envelope["status"], envelope["result"]) == ("completed", True), envelope
    assert envelope["errors"][0]["kind"] == "unsupported"
