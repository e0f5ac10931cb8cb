"""JSON speed: parse and dump of an array of event records in one warm wasm instance, against CPython's json.

    python benchmarks/json_speed.py [megabytes]

Prints medians of CPU time per phase and the ratio of CPython's time to ours. The data is the same in every run.
"""

from __future__ import annotations

import functools
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "runtime"))

from harness import Wasm

ROUNDS = 31
FIRST_ID = 333298747511410688
KINDS = ("playbook.started", "step.enter", "step.exit", "call.done", "command.issued", "command.completed", "loop.item")
STEPS = ("fetch", "clean", "score", "load", "notify", "merge", "audit", "end")
PLACES = ("Oslo", "Zürich", "Łódź", "São Paulo", "東京", "Accra", "Lima", "Quebec")
NOUNS = "row batch token queue worker lease cursor shard offset retry page window schema".split()


def moment(r: random.Random) -> str:
    """A timestamp with milliseconds."""
    day = f"2026-{r.randint(1, 12):02}-{r.randint(1, 28):02}"
    return f"{day}T{r.randint(0, 23):02}:{r.randint(0, 59):02}:07.{r.randint(0, 999):03}Z"


def row(r: random.Random) -> dict[str, object]:
    return {
        "id": r.randint(1, 10**6),
        "place": r.choice(PLACES),
        "value": round(r.uniform(-50, 50), 2),
        "link": f"https://data.example.org/v2/rows/{r.randint(1, 10**5)}?full=true",
    }


def event(r: random.Random, i: int) -> dict[str, object]:
    """One record: ids, timestamps, text, nested maps, rows, now and then an error with line breaks."""
    record: dict[str, object] = {
        "event_id": FIRST_ID + 4096 * i,
        "execution_id": str(FIRST_ID // 2 + i // 50),
        "event_type": r.choice(KINDS),
        "node_name": r.choice(STEPS),
        "status": r.choice(("STARTED", "COMPLETED", "FAILED")),
        "created_at": moment(r),
        "duration": round(r.expovariate(0.3), 4),
        "attempt": r.randint(1, 4),
        "parent_event_id": None if i % 4 == 0 else FIRST_ID + 4096 * (i - 1),
        "meta": {"worker": f"worker-{r.randint(1, 12)}", "pool": "shared", "cached": r.random() < 0.3, "load": r.random()},
        "context": {"note": " ".join(r.choices(NOUNS, k=r.randint(2, 14))), "codes": r.choices((200, 201, 404, 503), k=r.randint(0, 5))},
        "rows": [row(r) for _ in range(r.randint(0, 3))],
    }
    if i % 6 == 0:
        where = f'  File "step.py", line {r.randint(1, 400)}, in main'
        record["error"] = f"Traceback (most recent call last):\n{where}\nKeyError: '{r.choice(NOUNS)}'"
    return record


def event_array(nbytes: int) -> bytes:
    """A JSON array of records of about that size."""
    r = random.Random(20260)
    parts: list[str] = []
    size = 0
    while size < nbytes:
        parts.append(json.dumps(event(r, len(parts)), ensure_ascii=False, separators=(",", ":")))
        size += len(parts[-1].encode()) + 1
    return ("[" + ",".join(parts) + "]").encode()


def cpu_time(work: Callable[..., Any], *args: object) -> tuple[float, Any]:
    """Seconds of CPU time of one call, and its result."""
    start = time.thread_time()
    result = work(*args)
    return time.thread_time() - start, result


def compare(data: bytes) -> dict[str, tuple[float, float]]:
    """Median seconds (ours, CPython's) for parse, dump and both, rounds interleaved."""
    guest = Wasm(["json_parse", "json_dump"])
    source = guest.put(data)
    base = int(guest.get_global("hp"))
    text = data.decode()
    python_dump = functools.partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    times: dict[str, list[tuple[float, float]]] = {"parse": [], "dump": []}
    parse, dump = guest.exports["json_parse"], guest.exports["json_dump"]
    for _ in range(ROUNDS):
        for name in ("hp", "buf_base", "buf_pos", "buf_limit", "json_keys"):
            guest.set_global(name, base if name == "hp" else 0)
        ours, v = cpu_time(parse, guest.store, source, len(data))
        theirs, value = cpu_time(json.loads, text)
        times["parse"].append((ours, theirs))
        ours, _ = cpu_time(dump, guest.store, v)
        theirs, _ = cpu_time(python_dump, value)
        times["dump"].append((ours, theirs))
    start = int(guest.get_global("buf_base"))
    assert guest.read(start, int(guest.get_global("buf_pos")) - start) == data
    times["both"] = [(p[0] + d[0], p[1] + d[1]) for p, d in zip(times["parse"], times["dump"], strict=True)]
    return {name: (statistics.median(t[0] for t in found), statistics.median(t[1] for t in found)) for name, found in times.items()}


def main() -> None:
    data = event_array(int(float(sys.argv[1]) * 1e6) if len(sys.argv) > 1 else 1_000_000)
    gc.disable()
    print(f"{len(data)} bytes, median CPU time of {ROUNDS} rounds")
    print(f"{'':8}{'noetlc ms':>10}{'MB/s':>8}{'CPython ms':>12}{'MB/s':>8}{'ratio':>8}")
    for name, (ours, theirs) in compare(data).items():
        size = len(data) / 1e6
        print(f"{name:8}{ours * 1e3:10.2f}{size / ours:8.0f}{theirs * 1e3:12.2f}{size / theirs:8.0f}{theirs / ours:8.2f}")


if __name__ == "__main__":
    main()
