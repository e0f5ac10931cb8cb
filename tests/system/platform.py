"""A platform in memory for the service playbooks: server, bus and worker behind the tools of a run. It fails where it is told to."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from .worker import worker

Json = Any


class ToolFailed(Exception):
    """An error outcome."""

    def __init__(self, kind: str, data: Json = None, retryable: bool = False) -> None:
        self.kind, self.data, self.retryable = kind, data, retryable


@dataclass
class Platform:
    """`waiting` are (ack id, message) of the stream; `down` names paths of the server that answer 503, `refuses` says why an event is refused."""

    waiting: list[tuple[str, Json]] = field(default_factory=list)
    pending: dict[str, Json] = field(default_factory=dict)
    acked: list[str] = field(default_factory=list)
    events: dict[tuple[int, int], Json] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)
    payloads: dict[str, Json] = field(default_factory=dict)
    bucket: dict[str, Json] = field(default_factory=dict)
    outbox: dict[int, dict[str, Json]] = field(default_factory=dict)
    published: list[tuple[str, Json]] = field(default_factory=list)
    requests: list[tuple[str, Json]] = field(default_factory=list)
    down: set[str] = field(default_factory=set)
    no_publish: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)  # plug-ins that trap
    clock: int = 1_783_531_900_000

    def feed(self, *data: Json) -> None:
        for one in data:
            number = len(self.waiting) + len(self.pending) + len(self.acked) + 1
            self.waiting.append((f"$JS.ACK.{number}", {"id": str(number), "data": one}))

    # ---- the host of a run

    def call(self, name: str, request: bytes) -> bytes:
        asked = json.loads(request)
        tool = {"tool_http": self._http, "tool_subscription": self._subscription, "tool_nats": self._nats, "tool_wasm": self._wasm}[name]
        try:
            return json.dumps({"status": "ok", "data": tool(asked["config"], asked["input"]), "error": None}).encode()
        except ToolFailed as error:
            answer = {"kind": error.kind, "message": error.kind, "retryable": error.retryable}
            return json.dumps({"status": "error", "data": error.data, "error": answer}).encode()

    def now(self) -> int:
        self.clock += 1
        return self.clock * 1_000_000

    def monotonic(self) -> int:
        return self.now()

    def random(self, size: int) -> bytes:
        return bytes(size)

    def sleep(self, nanoseconds: int) -> None:
        self.clock += nanoseconds // 1_000_000

    def env(self, name: str) -> str | None:
        return None

    def log(self, level: int, line: str) -> None:
        pass

    # ---- tools

    def _subscription(self, config: Json, _: Json) -> Json:
        if config["operation"] == "poll":
            taken, self.waiting = self.waiting[: config["batch"]], self.waiting[config["batch"] :]
            self.pending.update(taken)
            return {"status": "success", "count": len(taken), "messages": [one for _, one in taken], "ack_ids": [ack for ack, _ in taken]}
        for ack in config["ack_ids"]:
            message = self.pending.pop(ack)
            if config["operation"] == "ack":
                self.acked.append(ack)
            else:
                self.waiting.append((ack, message))
        return {"status": "success", "requested": len(config["ack_ids"]), "disposed": len(config["ack_ids"]), "errors": []}

    def _nats(self, config: Json, _: Json) -> Json:
        if config["operation"] == "object_get":
            if config["key"] not in self.bucket:
                raise ToolFailed("not_found")
            return {"status": "success", "data": json.loads(self.bucket[config["key"]])}
        if config["operation"] == "object_put":
            self.bucket[config["key"]] = json.dumps(config["data"])
            return {"status": "success"}
        if config["subject"] in self.no_publish:
            raise ToolFailed("timeout", retryable=True)
        self.published.append((config["subject"], config["data"]))
        return {"status": "success", "subject": config["subject"], "seq": len(self.published), "duplicate": False}

    def _wasm(self, config: Json, inputs: Json) -> Json:
        if config["plugin"]["path"] in self.broken:
            raise ToolFailed("unknown")
        answer = worker(config["plugin"]["path"].removeprefix("system/")).call(inputs)
        self.objects.update(answer.objects)
        flush = {"results_stored": 0, "objects_stored": len(answer.intents), "events_published": 0, "errors": []}
        return {"output_b64": base64.b64encode(answer.output).decode(), "flush": flush}

    def _http(self, config: Json, _: Json) -> Json:
        assert config["auth"] == "internal_api"
        path = unquote(urlsplit(config["url"]).path)
        self.requests.append((path, config.get("json")))
        if path in self.down:
            raise ToolFailed("server_error", {"status_code": 503, "data": None, "body": ""}, retryable=True)
        status, data = self._server(path, config)
        answer = {"status_code": status, "headers": {}, "data": data, "body": json.dumps(data)}
        if 200 <= status < 300:
            return answer
        raise ToolFailed("not_found" if status == 404 else "client_error", answer)

    # ---- the server

    def _server(self, path: str, config: Json) -> tuple[int, Json]:
        body = config.get("json")
        if path == "/api/internal/events/project":
            return self._project(body["events"])
        if path == "/api/internal/projection/advance":
            return 200, {"advanced": [{"execution_id": one, "version": 1, "events": 1} for one in body["execution_ids"]], "failed": []}
        if path == "/api/result/resolve":
            ref = config["params"]["ref"]
            return (200, self.payloads[ref]) if ref in self.payloads else (404, "absent")
        if path.startswith("/api/internal/objects/"):
            key = path.removeprefix("/api/internal/objects/")
            return (200, {"base64": base64.b64encode(self.objects[key]).decode()}) if key in self.objects else (404, "absent")
        if path.startswith("/api/internal/outbox/"):
            return self._outbox(path.rpartition("/")[2], body)
        if path == "/api/internal/cleanup/purge":
            return 200, {"commands_purged": 3, "runtime_purged": 1, "events_purged": 0}
        assert path == "/api/internal/result-tier/gc"
        return 200, {"removed": 0}

    def _project(self, events: list[Json]) -> tuple[int, Json]:
        """All or nothing, as the sink does it."""
        if not events:
            return 400, "empty"
        for event in events:
            for name in ("event_id", "execution_id", "prev_event_id"):
                value = event.get(name)
                if not (type(value) is int and -(2**63) <= value < 2**63) and not (value is None and name != "event_id"):
                    return 422, f"{name}: {value!r} is no integer"
            stamp = event.get("timestamp")
            if stamp is not None and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", str(stamp)):
                return 422, f"timestamp: {stamp!r} is no time"
            if not event.get("catalog_id"):
                return 409, "catalog_id does not exist"
        keys = [(event.get("execution_id") or 0, event["event_id"]) for event in events]
        new = [key for place, key in enumerate(keys) if key not in self.events and key not in keys[:place]]
        for key, event in zip(keys, events, strict=True):
            self.events.setdefault(key, event)
        return 200, {"projected": len(new), "duplicates": len(keys) - len(new)}

    def _outbox(self, operation: str, body: Json) -> tuple[int, Json]:
        if operation == "claim":
            due = [row for row in self.outbox.values() if row["state"] in ("PENDING", "FAILED")][: body["limit"]]
            for row in due:
                row.update(state="IN_FLIGHT", attempts=row["attempts"] + 1)
            rows = [{name: value for name, value in row.items() if name != "state"} for row in reversed(due)]
            return 200, {"rows": rows, "claimed": len(rows)}
        if operation == "mark-published":
            if not body["outbox_ids"]:
                return 400, "empty"
            for one in body["outbox_ids"]:
                self.outbox[one]["state"] = "PUBLISHED"
            return 200, {"marked": len(body["outbox_ids"])}
        self.outbox[body["outbox_id"]].update(state="FAILED", error=body["error"])
        return 200, {"marked": 1, "available_at_in": 1}
