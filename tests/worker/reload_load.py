"""Hot reload under load: workers run commands at a steady rate while new versions are registered.

    python -m tests.worker.reload_load --workers 4 --rate 200 --seconds 60 --register-every 2 [--database URL] [--queue database|nats|URL]

At its end the rows show: every command ended once, completed, compiled, on the version that was current at its claim, with that version's result, and
left its effect once; and the workers' memory grew by no more than compiling takes. Exit code 1 otherwise.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

for folder in (Path(__file__).resolve().parent, Path(__file__).resolve().parent.parent):
    sys.path.insert(0, str(folder))

from processes import Nats, Postgres, WorkerProcess  # noqa: E402
from sqlalchemy import func, select  # noqa: E402

from noetlc.catalog import Catalog  # noqa: E402
from noetlc.catalog.model import BuildSettings  # noqa: E402
from noetlc.catalog.schema import VERSION  # noqa: E402
from noetlc.runs.commands import Command  # noqa: E402
from noetlc.runs.schema import COMMAND, RESULT  # noqa: E402
from noetlc.worker.journal import Journal  # noqa: E402
from noetlc.worker.start import open_queue  # noqa: E402

Json = Any

PLAYBOOK = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: reloaded}
executor: {runtime: wasm}
workload: {n: 0}
workflow:
  - step: start
    tool:
      kind: python
      input: {n: "{{ n }}"}
      code: |
        total = 0
        for i in range(100):
            total += (i * n) %% 7
        result = {"mark": %d, "n": n, "total": total}
    next: {arcs: [{step: put}]}
  - step: put
    tool: {kind: wasm, plugin: {path: noetl/result_put}, input: {key: mark, data: "{{ start }}"}}
    next: {arcs: [{step: end}]}
  - step: end
    tool: {kind: noop, result: "{{ start }}"}
"""

TICK = 0.05
GROWTH = 10 * 2**20
"""Bytes beyond a twentieth by which a worker may grow in a quarter: compiling a new version in it takes some, which malloc keeps, once for
each thread that compiles."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs it and prints what it found; 0 if all of it is as it should be."""
    parser = argparse.ArgumentParser(prog="tests.worker.reload_load")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--register-every", type=float, default=2)
    parser.add_argument("--database", default="sqlite", help="sqlite, postgresql (starts one), or a URL")
    parser.add_argument("--queue", default="database", help="database, nats (starts one), or a URL")
    given = parser.parse_args(arguments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="noetlc-reload-")))
        database = given.database
        if database == "sqlite":
            database = str(folder / "catalog.sqlite")
        elif database == "postgresql":
            server = Postgres(folder)
            stack.callback(server.end)
            server.start()
            database = server.url
        queue = given.queue
        if queue == "nats":
            nats = Nats(folder)
            stack.callback(nats.end)
            nats.start()
            queue = nats.url
        catalog = stack.enter_context(Catalog.open(database))
        return _load(catalog, database, queue, folder, given)


def _register(catalog: Catalog, mark: int) -> int:
    done = catalog.register(PLAYBOOK % mark, settings=BuildSettings(examples=1))
    if done.state != "compiled":
        raise RuntimeError(f"version {done.version} is {done.state}: {done.reason}")
    return done.version


def _load(catalog: Catalog, database: str, queue_url: str, folder: Path, given: argparse.Namespace) -> int:
    journal = Journal(catalog.database, "load")
    queue = open_queue(queue_url, "shared", journal)
    marks = {_register(catalog, 0): 0}
    settings = {"catalog": database, "queue": queue_url, "concurrency": 1}
    workers = [WorkerProcess(folder, number, lambda start: settings) for number in range(given.workers)]
    stop = threading.Event()
    problems: list[str] = []

    def registers() -> None:
        try:
            begun = time.monotonic()  # at a fixed pace, however long each takes
            while not stop.wait(max(0.0, begun + len(marks) * given.register_every - time.monotonic())):
                mark = len(marks)
                marks[_register(catalog, mark)] = mark
        except Exception as error:
            problems.append(f"registering: {error}")

    memory: list[list[int]] = [[] for _ in workers]

    def watch() -> None:
        while not stop.wait(0.5):
            for samples, worker in zip(memory, workers, strict=True):
                samples.append(worker.rss())

    for worker in workers:
        worker.start()
    threads = [threading.Thread(target=registers), threading.Thread(target=watch)]
    for thread in threads:
        thread.start()
    started = time.monotonic()
    sent = 0
    while (now := time.monotonic() - started) < given.seconds:
        due = int(now * given.rate) - sent
        rows = [Command(f"load-{sent + i}", str(sent + i), "reloaded", input={"n": sent + i}) for i in range(due)]
        queue.put(rows)
        sent += due
        time.sleep(max(0.0, TICK - (time.monotonic() - started - now)))
    stop.set()
    for thread in threads:
        thread.join()
    over = COMMAND.c.state.in_(("done", "dead"))
    end = time.monotonic() + 120
    while time.monotonic() < end:
        with catalog.database.reading() as connection:
            if connection.execute(select(func.count()).select_from(COMMAND).where(over)).scalar_one() >= sent:
                break
        time.sleep(0.1)
    lag = time.monotonic() - started - given.seconds
    queue.close()
    codes = [worker.end() for worker in workers]
    problems += [f"worker {number} ended with {code}" for number, code in enumerate(codes) if code]
    problems += _wrong(catalog, marks, sent)
    for number, samples in enumerate(memory):
        quarter = max(1, len(samples) // 4)
        medians = [statistics.median(samples[part * quarter : (part + 1) * quarter] or [0]) for part in range(3)]
        before, after = medians[2], statistics.median(samples[-quarter:])
        shown = ", ".join(f"{one / 2**20:.1f}" for one in (*medians, after))
        print(f"worker {number}: {shown} MiB in the quarters of the time")
        if after > before * 1.05 + GROWTH:
            problems.append(f"worker {number} grew from {before / 2**20:.1f} to {after / 2**20:.1f} MiB")
    print(f"{sent} commands in {given.seconds:g} s, {len(marks)} versions, the last one {lag:.1f} s after the load ended")
    for problem in problems[:20]:
        print(f"WRONG: {problem}")
    print("all of it as it should be" if not problems else f"{len(problems)} problems")
    return 1 if problems else 0


def _wrong(catalog: Catalog, marks: dict[int, int], sent: int) -> list[str]:
    """What the rows show that should not be."""
    with catalog.database.reading() as connection:
        versions = connection.execute(select(VERSION.c.version, VERSION.c.created_at).order_by(VERSION.c.version)).all()
        rows = connection.execute(select(COMMAND)).all()
        counted = select(RESULT.c.execution_id, func.count()).group_by(RESULT.c.execution_id)
        results: dict[str, int] = {execution: many for execution, many in connection.execute(counted)}
    wrong: list[str] = []
    if len(rows) != sent or {row.id for row in rows} != {f"load-{n}" for n in range(sent)}:
        wrong.append(f"{len(rows)} rows of {sent} commands")
    created = {row.version: row.created_at for row in versions}
    used: set[int] = set()
    for row in rows:
        if (row.state, row.status, row.engine, row.fallback, row.attempts) != ("done", "completed", "wasm", None, 1):
            wrong.append(f"{row.id}: {row.state} {row.status} {row.error_kind} {row.engine} {row.fallback}, {row.attempts} attempts")
            continue
        used.add(row.version)
        if not (created[row.version] <= row.claimed_at and (row.version + 1 not in created or row.claimed_at < created[row.version + 1])):
            wrong.append(f"{row.id}: claimed at {row.claimed_at} with version {row.version}, registered at {created[row.version]}")
        result = json.loads(row.outcome)["envelope"]["result"]
        if result["mark"] != marks.get(row.version) or result["n"] != int(row.execution_id):
            wrong.append(f"{row.id}: version {row.version} gave {result}")
        if results.get(row.execution_id) != 1:
            wrong.append(f"{row.id}: {results.get(row.execution_id, 0)} results")
    print(f"{len(used)} of {len(created)} versions were run")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
