"""A host for verification whose clock, entropy and tool outcomes depend on the seed and the example alone."""

from __future__ import annotations

import hashlib
import json
import random
from typing import Any

Json = Any

BASE_TIME = 1_700_000_000_000_000_000  # ns: 2023-11-14T22:13:20Z
TICK = 1_500_000  # ns between two looks at a clock

ERROR_KINDS = ("connection", "db_timeout", "rate_limit", "auth", "not_found", "client_error", "server_error", "schema", "unknown")

_ROWS = [{"id": 1, "name": "ä", "score": 1.5, "tags": []}, {"id": 9007199254740993, "name": "", "score": -0.0, "tags": ["x"]}]


def _data_shapes(kind: str) -> list[Json]:
    """Data such as a tool of that kind gives, then shapes that playbooks tend not to expect."""
    usual: list[Json] = {
        "http": [
            {"status_code": 200, "headers": {"content-type": "application/json"}, "data": {"items": _ROWS, "next": None}, "body": "{}"},
            {"status_code": 204, "headers": {}, "data": None, "body": ""},
        ],
        "shell": [{"exit_code": 0, "stdout": "done\n", "stderr": ""}],
        "playbook": [{"status": "completed", "execution_id": "7", "path": "child", "async": True}],
    }.get(
        kind, [{"columns": ["id", "name"], "rows": _ROWS, "row_count": 2}, {"affected_rows": 1}, {"status": "success", "result": _ROWS[0]}]
    )
    odd: list[Json] = [None, {}, [], "text", 0, True, 1.0, {"data": {"data": None}}, {"rows": []}, {"status": "error", "message": "m"}]
    return usual * 3 + odd


class StubHost:
    """Answers from `seed` and the payload; two runs of one example get the same answers in the same order."""

    def __init__(self, seed: int, payload: Json) -> None:
        text = json.dumps(payload, ensure_ascii=True, sort_keys=True)
        self._key = f"{seed}:{text}"
        self._counts: dict[str, int] = {}

    def _next(self, stream: str) -> tuple[int, random.Random]:
        """The ordinal of this call in its stream, and a generator that only it uses."""
        ordinal = self._counts.get(stream, 0)
        self._counts[stream] = ordinal + 1
        digest = hashlib.sha256(f"{self._key}:{stream}:{ordinal}".encode()).digest()
        return ordinal, random.Random(digest)

    def call(self, name: str, request: bytes) -> bytes:
        ordinal, chance = self._next("tool")
        kind = name.removeprefix("tool_")
        shape = chance.randrange(20)
        data = chance.choice(_data_shapes(kind))
        if shape == 0:
            return chance.choice([b"", b"not json", b"[1]", b'{"data":1}', b'{"status":"maybe","data":1,"error":null}', b"\xff"])
        if shape < 6:
            error = {"kind": chance.choice(ERROR_KINDS), "message": f"stub error {ordinal}", "retryable": chance.random() < 0.5}
            return _encode({"status": "error", "data": data if shape < 3 else None, "error": error})
        return _encode({"status": "ok", "data": data, "error": None})

    def now(self) -> int:
        return BASE_TIME + self._next("now")[0] * TICK

    def monotonic(self) -> int:
        return self._next("monotonic")[0] * TICK

    def random(self, size: int) -> bytes:
        return self._next("random")[1].randbytes(size)

    def sleep(self, nanoseconds: int) -> None:
        """Time does not pass in a verification."""

    def env(self, name: str) -> str | None:
        # The value depends on the name alone: asking twice must not change it.
        digest = hashlib.sha256(f"{self._key}:env:{name}".encode()).digest()
        return None if digest[0] < 128 else f"value-{digest[1] % 10}"

    def log(self, level: int, line: str) -> None:
        """Log lines are not compared."""


def _encode(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
