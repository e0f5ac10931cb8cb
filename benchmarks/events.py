"""Batches of platform events, made from a seed: what a drain of the stream `noetl_events` gives (see playbooks/system/README.md).

    python -m benchmarks.events COUNT [SEED]      # one line of JSON, some 870 bytes per event

The same arguments give the same bytes on every machine and Python. Executions run side by side, each with one root and a chain of
`prev_event_id`; ids are 64-bit ones made as the platform makes them. Every twentieth event or so has a
result that is too large for it, and then a reference; `payloads` gives what these references stand for.
"""

from __future__ import annotations

import json
import random
import sys
from typing import Any

EPOCH_MS = 1704067200000  # of ids
FIRST_MS = 1783531813797 - EPOCH_MS  # 2026-07-08T17:30:13.797Z
EXECUTION_NODE = 6 << 12  # below those of events: an execution's id is less than its events'
EVENT_NODE = 7 << 12
CATALOG = 326111222333444555
PATHS = ("demo/flow", "crm/sync_accounts", "billing/invoices", "etl/größen_import", "agents/trip_planner")
STEPS = ("load", "clean", "score", "enrich", "notify", "merge", "audit")
TOOLS = ("postgres", "http", "python", "duckdb")
CITIES = ("Oslo", "Zürich", "Łódź", "São Paulo", "東京", "Accra", "Lima", "Quebec")
WORDS = "row batch token queue worker lease cursor shard offset retry page window schema total invoice account".split()
TENANTS = (("default", "default"), ("t_acme", "p_gen"), ("muno", "travel"))


def wire(value: object) -> bytes:
    """The bytes that a worker hands to a module: compact JSON, keys sorted by code point."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def batch(count: int, seed: int = 0, *, texts: float = 0.02, bad: float = 0.005) -> dict[str, Any]:
    """`{"count", "messages"}` with `count` messages in the order of the stream.

    `texts` is the share of messages whose data is JSON text, `bad` that of data that is no event: heartbeats without an id, text that
    is not JSON, null.
    """
    r = random.Random(f"{seed}:{count}:events")
    runs: list[Run] = []
    width = max(1, min(40, count // 12))
    now = FIRST_MS
    started = 0
    messages: list[dict[str, Any]] = []
    while len(messages) < count:
        now += 1 + int(r.random() * 40)
        if r.random() < bad:
            messages.append(_message(len(messages), "heartbeat", _no_event(r)))
            continue
        if len(runs) < width and (not runs or r.random() < 0.5):
            runs.append(Run(r, now, started))
            started += 1
            chosen = runs[-1]
        else:
            chosen = runs[int(r.random() * len(runs))]
        row = chosen.next(r, now, len(messages))
        if chosen.ended:
            runs.remove(chosen)
        data: object = row
        if r.random() < texts:
            data = json.dumps(row, separators=(",", ":"), ensure_ascii=False)
        messages.append(_message(len(messages), row["event_type"], data))
    return {"count": len(messages), "messages": messages}


def payloads(drained: dict[str, Any], seed: int = 0, rows: int = 40) -> dict[str, Any]:
    """What the references in a batch stand for, by `ref`: rowsets of about `rows` rows, and one in five other JSON."""
    found: dict[str, Any] = {}
    for message in drained["messages"]:
        row = message["data"]
        if isinstance(row, str):
            try:
                row = json.loads(row)
            except ValueError:
                continue
        if not isinstance(row, dict):
            continue
        reference = ((row.get("result") or {}).get("context") or {}).get("result", {}).get("reference")
        if reference:
            found[reference["ref"]] = _payload(random.Random(f"{seed}:{reference['ref']}"), rows)
    return found


def outbox(count: int, seed: int = 0) -> dict[str, Any]:
    """A claim of the outbox: `{"rows", "claimed"}`, rows in no order."""
    r = random.Random(f"{seed}:{count}:outbox")
    drained = batch(count, seed, texts=0.0, bad=0.0)
    rows: list[dict[str, Any]] = []
    for n, message in enumerate(drained["messages"]):
        event = message["data"]
        eid = event["execution_id"]
        row = {"outbox_id": 5000 + n, "event_id": event["event_id"], "execution_id": eid, "payload": event, "payload_codec": "json"}
        row["attempts"] = 1 if r.random() < 0.9 else 2 + int(r.random() * 12)
        if r.random() < 0.95:
            row["subject"] = f"noetl.events.none.none.{eid}.{eid % 16}"
        rows.append(row)
    for at in range(len(rows) - 1, 0, -1):
        other = int(r.random() * (at + 1))
        rows[at], rows[other] = rows[other], rows[at]
    return {"rows": rows, "claimed": len(rows)}


class Run:
    """One execution: the events it still has to give, and the id of its last one."""

    def __init__(self, r: random.Random, now: int, number: int) -> None:
        self.eid = (now << 22) | EXECUTION_NODE | (number & 0xFFF)
        self.path = PATHS[int(r.random() * len(PATHS))]
        self.tenant = TENANTS[int(r.random() * len(TENANTS))]
        self.catalog = CATALOG + PATHS.index(self.path)
        self.todo = [("playbook_started", "playbook")]
        for step in STEPS[: 2 + int(r.random() * (len(STEPS) - 1))]:
            self.todo += [(kind, step) for kind in ("command.issued", "command.started", "call.done", "step.exit", "command.completed")]
        self.todo.append((("playbook.completed", "playbook_completed", "playbook.failed")[int(r.random() * 3)], "playbook"))
        self.last: int | None = None
        self.root: int | None = None
        self.ended = False

    def next(self, r: random.Random, now: int, number: int) -> dict[str, Any]:
        """The next event of this execution, a row with all columns."""
        kind, step = self.todo.pop(0)
        self.ended = not self.todo
        event_id = (now << 22) | EVENT_NODE | (number & 0xFFF)
        row: dict[str, Any] = {
            "event_id": event_id,
            "execution_id": self.eid,
            "catalog_id": self.catalog,
            "event_type": kind,
            "status": _status(kind),
            "created_at": _moment(now, r.random() < 0.9),
            "node_id": step,
            "node_name": self.path if step == "playbook" else step,
            "node_type": None if step == "playbook" else TOOLS[STEPS.index(step) % len(TOOLS)],
            "parent_event_id": self.root,
            "prev_event_id": self.last,
            "parent_execution_id": None,
            "context": None,
            "result": None,
            "meta": None,
            "error": None,
            "worker_id": None,
        }
        self.root = self.root or event_id
        self.last = event_id
        self._fill(r, row, kind, step)
        return row

    def _fill(self, r: random.Random, row: dict[str, Any], kind: str, step: str) -> None:
        command = f"{self.eid}:{step}:1"
        if kind.startswith("command."):
            meta = {"command_id": command, "step": step, "tool_kind": row["node_type"], "attempt": 1, "execution_pool": "shared"}
            row["meta"] = {**meta, "actionable": True, "informative": False, "trace_id": f"{int(r.random() * 2**24):06x}"}
            if kind == "command.issued":
                config = {"query": f"SELECT * FROM {step}_{_word(r)} WHERE id > $1", "params": [int(r.random() * 10**6)]}
                row["context"] = {"tool_config": config, "args": {_word(r): int(r.random() * 100), "note": _text(r, 6)}}
            else:
                row["worker_id"] = f"worker-shared-{int(r.random() * 12)}"
                row["result"] = {"status": row["status"], "context": {"command_id": command, "duration_ms": round(r.random() * 900, 3)}}
        elif kind in ("call.done", "step.exit"):
            row["worker_id"] = f"worker-shared-{int(r.random() * 12)}"
            row["meta"] = {"command_id": command, "attempt": 1, "actionable": True, "informative": kind == "step.exit"}
            large = kind == "call.done" and r.random() < 0.3
            body = self._reference(r, row["event_id"], step) if large else {"status": "success", "data": _data(r)}
            row["result"] = {"status": "COMPLETED", "context": {"command_id": command, "call_index": 0, "result": body}}
        elif kind == "playbook_started":
            workload = {"limit": int(r.random() * 500), "region": CITIES[int(r.random() * len(CITIES))], "note": _text(r, 8)}
            row["context"] = {"workload": workload, "path": self.path, "version": str(1 + int(r.random() * 30))}
            requested_by = f"user-{int(r.random() * 900)}@example.org"
            row["meta"] = {"execution_pool": "shared", "requested_by": requested_by, "tags": [_word(r), _word(r)]}
        else:
            context = {"steps": 5, "duration_ms": round(r.random() * 90000, 1), "data": _data(r)}
            row["result"] = {"status": row["status"], "context": context}
            if kind == "playbook.failed":
                row["error"] = f"step failed: {_text(r, 5)}\n  at line {int(r.random() * 90)}"

    def _reference(self, r: random.Random, event_id: int, step: str) -> dict[str, Any]:
        ref = f"noetl://execution/{self.eid}/result/{step}/{event_id + 1}"
        tenant, project = self.tenant
        return {
            "status": "success",
            "context": {"data": {"_ref": ref}},
            "reference": {
                "kind": "result_ref",
                "ref": ref,
                "uri": f"noetl://{tenant}/{project}/results/{self.eid}/{step}/0/0/1",
                "store": "db",
                "scope": "execution",
                "meta": {"bytes": 102401 + int(r.random() * 10**6), "media_type": "application/json"},
                "extracted": {"data": {"columns": ["id", "city", "value"], "rows": [_row(r)]}},
            },
        }


def _message(number: int, subject: str, data: object) -> dict[str, Any]:
    subject = subject.replace(".", "_")
    return {"id": str(100001 + number), "headers": {}, "attributes": {}, "metadata": {"subject": f"noetl.events.{subject}"}, "data": data}


def _no_event(r: random.Random) -> object:
    heartbeats = ({"event_id": None, "event_type": "heartbeat"}, {"event_type": "heartbeat"})
    choices: tuple[object, ...] = (*heartbeats, "not json", None, "[1, 2]", 17)
    return choices[int(r.random() * len(choices))]


def _status(kind: str) -> str:
    if "failed" in kind:
        return "FAILED"
    if kind == "command.issued":
        return "PENDING"
    return "STARTED" if "started" in kind else "COMPLETED"


def _moment(now: int, zoned: bool) -> str:
    """A timestamp, some without a zone as older producers write them."""
    ms = now + EPOCH_MS - 1783468800000  # of the day 2026-07-08; batches do not reach midnight
    text = f"2026-07-08T{ms // 3600000 % 24:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"
    return text + "Z" if zoned else text


def _word(r: random.Random) -> str:
    return WORDS[int(r.random() * len(WORDS))]


def _text(r: random.Random, words: int) -> str:
    return " ".join(_word(r) for _ in range(2 + int(r.random() * words)))


def _row(r: random.Random) -> dict[str, Any]:
    city = CITIES[int(r.random() * len(CITIES))]
    return {"id": 1 + int(r.random() * 10**6), "city": city, "value": round(r.random() * 100 - 50, 2)}


def _data(r: random.Random) -> dict[str, Any]:
    rows = [_row(r) for _ in range(1 + int(r.random() * 5))]
    return {"columns": ["id", "city", "value"], "rows": rows, "row_count": len(rows), "note": _text(r, 7)}


def _payload(r: random.Random, rows: int) -> dict[str, Any]:
    table: list[Any] = []
    for n in range(1 + int(r.random() * 2 * rows)):
        one = {**_row(r), "big": (FIRST_MS << 22) + n, "ok": r.random() < 0.5, "tags": [_word(r)], "gap": None if n % 3 else _text(r, 4)}
        table.append(one)
    shape = int(r.random() * 5)
    if shape == 0:
        return {"status": "ok", "stdout": _text(r, 60), "exit_code": 0}
    if shape == 1:
        return {"columns": list(table[0]), "rows": [list(one.values()) for one in table]}
    if shape == 2:
        return {"status": "ok", "data": {"rows": table}}
    if shape == 3:
        return {"status": "ok", "data": {"run_query": {"columns": ["id", "value", "big"], "rows": table}}}
    return {"rows": table}


if __name__ == "__main__":
    arguments = [int(a) for a in sys.argv[1:]]
    sys.stdout.write(wire(batch(*arguments)).decode() + "\n")
