"""A host for verification whose clock, entropy and tool outcomes depend on the seed and the example alone."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from typing import Any

from noetlc.verify.harvest import Facts, Shape
from noetlc.verify.harvest.sampling import Sampler

Json = Any

BASE_TIME = 1_700_000_000_000_000_000  # ns: 2023-11-14T22:13:20Z
TICK = 1_500_000  # ns between two looks at a clock

ERROR_KINDS = ("connection", "db_timeout", "rate_limit", "auth", "not_found", "client_error", "server_error", "schema", "unknown")

# How a task fares with facts: it works (`once`, `twice`: after that many failures), fails, or answers something else.
FARES = ("ok", "error", "once", "twice", "loose", "odd")
FARE_WEIGHTS = (50, 14, 7, 5, 16, 8)
WATCHED_WEIGHTS = (40, 24, 10, 6, 14, 6)
ERROR_CODES = (400, 401, 403, 404, 409, 422, 429, 500, 502, 503)
SPENT_AFTER = 3  # calls of one task after which it tends to have no more,
TIRED_AFTER = 12  # and after which it fails or has enough: a playbook that goes on asking would fill the time of the example

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
    """Answers from `seed` and the payload; two runs of one example get the same answers in the same order.

    With `facts`, data has the shape that the playbook reads, and errors are those it tells apart. `plain`: every tool works and answers
    such data, so that no error of a run is the stub's.
    """

    def __init__(self, seed: int, payload: Json, facts: Facts | None = None, plain: bool = False) -> None:
        text = json.dumps(payload, ensure_ascii=True, sort_keys=True)
        self._key = f"{seed}:{text}"
        self._counts: dict[str, int] = {}
        self._facts = facts
        self._plain = plain

    def _next(self, stream: str) -> tuple[int, random.Random]:
        """The ordinal of this call in its stream, and a generator that only it uses."""
        ordinal = self._counts.get(stream, 0)
        self._counts[stream] = ordinal + 1
        return ordinal, self._chance(f"{stream}:{ordinal}")

    def _chance(self, stream: str) -> random.Random:
        return random.Random(hashlib.sha256(f"{self._key}:{stream}".encode()).digest())

    def call(self, name: str, request: bytes) -> bytes:
        kind = name.removeprefix("tool_")
        asked = _asked(request) if self._facts is not None else None
        if asked is not None:
            assert self._facts is not None
            return self._informed(kind, asked, self._facts)
        ordinal, chance = self._next("tool")
        data = chance.choice(_data_shapes(kind))
        return _encode({"status": "ok", "data": data, "error": None}) if self._plain else _odd_answer(chance, data, ordinal)

    def _informed(self, kind: str, asked: _Asked, facts: Facts) -> bytes:
        """An answer to a known task. How a task fares is drawn once per example; then attempts and calls count."""
        outcome = facts.outcomes.get((asked.step, asked.task), Shape()) if asked.task else facts.only_outcome(asked.step)
        stream = f"{asked.step}:{asked.task}:{asked.index}"
        ordinal, chance = self._next(stream)
        fare = "ok" if self._plain else _fare(self._chance(f"fare:{stream}"), outcome)
        spent = ordinal >= SPENT_AFTER and chance.random() < 0.8
        large = ordinal >= TIRED_AFTER and chance.random() < 0.5
        if large and not self._plain and chance.random() < 0.5:
            fare = "error"
        truthy = 1.0 if self._plain else 0.75
        sampler = Sampler(chance, self._plain or fare == "ok", spent and not large, large, truthy, facts.pool.literals)
        data = _data(kind, sampler, outcome, chance, self._plain)
        if fare == "odd":
            return _odd_answer(chance, chance.choice([data, *_data_shapes(kind)]), ordinal)
        failing = fare == "error" or (fare == "once" and asked.attempt == 1) or (fare == "twice" and asked.attempt <= 2)
        if not failing:
            return _encode({"status": "ok", "data": data, "error": None})
        return _encode({"status": "error", "data": _error_data(kind, data, chance), "error": _error(outcome, chance, ordinal)})

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


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which task asks: `task` is None for a step's only one, `index` that of a loop's iteration."""

    step: str
    task: str | None
    index: int | None
    attempt: int


def _asked(request: bytes) -> _Asked | None:
    """What a request says about its task; None if it is none of an engine's."""
    try:
        value = json.loads(request)
    except ValueError:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("step"), str):
        return None
    attempt = value.get("attempt")
    return _Asked(value["step"], value.get("task"), value.get("index"), attempt if isinstance(attempt, int) else 1)


def _fare(chance: random.Random, outcome: Shape) -> str:
    """How a task fares in an example: it fails more often if the playbook looks at its errors."""
    watched = any(name in outcome.fields for name in ("status", "error", "http"))
    return chance.choices(FARES, WATCHED_WEIGHTS if watched else FARE_WEIGHTS)[0]


def _data(kind: str, sampler: Sampler, outcome: Shape, chance: random.Random, plain: bool) -> Json:
    """Data of the shape that the playbook reads, else such as a tool of the kind gives."""
    shape = outcome.fields.get("data", Shape())
    usual = _data_shapes(kind)[0]
    if not shape.fields and shape.items is None and not shape.literals:
        return usual
    data = sampler.value(shape)
    if not isinstance(data, dict) or not isinstance(usual, dict):
        return data
    if kind == "http" and "status_code" in shape.fields:
        codes = [code for code in shape.fields["status_code"].literals if isinstance(code, int) and 100 <= code < 600]
        working = [code for code in codes if 200 <= code < 300] or [200]
        data["status_code"] = chance.choice(working if plain or chance.random() < 0.7 else codes or working)
    return {**usual, **data}


def _error_data(kind: str, data: Json, chance: random.Random) -> Json:
    if kind == "http" and isinstance(data, dict) and chance.random() < 0.8:
        return {**data, "status_code": chance.choice(ERROR_CODES)}
    return data if chance.random() < 0.5 else None


def _error(outcome: Shape, chance: random.Random, ordinal: int) -> Json:
    """An error as the playbook tells errors apart."""
    shape = outcome.fields.get("error", Shape())
    known = [kind for kind in shape.fields.get("kind", Shape()).literals if isinstance(kind, str) and kind]
    messages = [text for text in shape.fields.get("message", Shape()).literals if isinstance(text, str) and text]
    kind = chance.choice(known) if known and chance.random() < 0.8 else chance.choice(ERROR_KINDS)
    message = chance.choice(messages) if messages and chance.random() < 0.7 else f"stub error {ordinal}"
    return {"kind": kind, "message": message, "retryable": chance.random() < 0.5}


def _odd_answer(chance: random.Random, data: Json, ordinal: int) -> bytes:
    """Success, errors, and answers that are none."""
    shape = chance.randrange(20)
    if shape == 0:
        return chance.choice([b"", b"not json", b"[1]", b'{"data":1}', b'{"status":"maybe","data":1,"error":null}', b"\xff"])
    if shape < 6:
        error = {"kind": chance.choice(ERROR_KINDS), "message": f"stub error {ordinal}", "retryable": chance.random() < 0.5}
        return _encode({"status": "error", "data": data if shape < 3 else None, "error": error})
    return _encode({"status": "ok", "data": data, "error": None})


def _encode(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
