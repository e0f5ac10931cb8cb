"""Throughput of workers on the event materialiser, batches of 100 events, beside a plain Python worker on the same queue.

    python -m benchmarks.workers [--commands 400] [--events 100] [--database sqlite|postgresql|URL]…
    python -m benchmarks.workers --draw            # table and picture from benchmarks/workers.json alone

The plain worker differs in one thing: its commands are run by a Python function instead of a module. Claims, leases and outcomes are
the same code and the same transactions. Commands per second depend on what else the machine does; processor time per command, over all
threads of a worker, does less so.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from benchmarks.common import ROOT
from benchmarks.events import batch
from noetlc.catalog import Catalog
from noetlc.late import late
from noetlc.runs.commands import Command, Commands
from noetlc.runs.schema import COMMAND
from noetlc.worker.dispatch import Dispatcher
from noetlc.worker.loop import Worker
from noetlc.worker.model import Claim, Finished
from noetlc.worker.start import WorkerSettings, opened_worker
from tests.system import rules

if TYPE_CHECKING:
    import matplotlib.figure

    from benchmarks import picture
else:
    matplotlib = late("matplotlib", "matplotlib.figure")  # not for the workers that are measured
    picture = late("benchmarks.picture")

Json = Any
REPORT, PICTURE, PAGE = (ROOT / "benchmarks" / name for name in ("workers.json", "workers.svg", "README.md"))
BOOK = ROOT / "playbooks" / "system" / "event_materializer.yaml"
PATH = "system/event_materializer"
NAMES = {"compiled": "noetl worker, compiled", "python": "plain Python worker", "interpreted": "noetl worker, interpreted"}
WORKERS = (1, 2, 4)
WARM = 8
BEGIN, END = "<!-- made by python -m benchmarks.workers: begin -->", "<!-- made by python -m benchmarks.workers: end -->"


HEAD = """## Workers

`python -m benchmarks.workers` measures `noetl worker` on the event materialiser, beside a worker that runs the same rule as a plain Python
function (claims, leases and outcomes are the same). Processor time is that of all workers; what confined processes of interpreted runs
take is not in it.

A command of 100 events has about 90 KB of input and as much outcome, which both kinds of workers read and write in the same
transactions. That takes most of the time, so a module that runs in 1 ms instead of 3 ms changes little here. It was measured
while other work took most of
the processors: compare the columns, not the rows of different tables.

![Commands per second and processor time by workers](workers.svg)

"""


class PlainDispatcher(Dispatcher):
    """Runs commands by a Python function."""

    def run(self, claim: Claim) -> Finished:
        started = time.perf_counter_ns()
        envelope = {"status": "completed", "result": rules.materialized(claim.input["messages"])}
        done = Finished(claim, "completed", {"envelope": envelope})
        return replace(done, duration_us=(time.perf_counter_ns() - started) // 1000)


def process(settings: Json) -> None:
    """One worker, until its standard input ends; then it prints the processor seconds that it took since the first byte there."""
    sys.path.insert(0, str(ROOT))
    of_one = WorkerSettings(concurrency=1, pool=settings["pool"])
    with Catalog.open(settings["catalog"]) as catalog, opened_worker(catalog, of_one) as worker:
        if settings["kind"] == "python":
            worker.dispatcher.close()
            worker.dispatcher = PlainDispatcher(catalog, worker.journal)
        _work(worker)


def _work(worker: Worker) -> None:
    thread = threading.Thread(target=worker.run)
    thread.start()
    print("ready", flush=True)
    sys.stdin.readline()
    before = time.process_time()
    sys.stdin.readline()
    print(time.process_time() - before, flush=True)
    worker.stop()
    thread.join()


def measured(catalog: Catalog, url: str, kind: str, workers: int, commands: int, events: int) -> Json:
    """Commands per second, and processor milliseconds of one, of so many workers."""
    pool = f"{kind}-{workers}"
    payload = batch(events)
    version = {"interpreted": 1, "compiled": 2, "python": 2}[kind]

    def submit(name: str, count: int) -> None:
        rows = [Command(f"{pool}-{name}-{n}", str(n), PATH, version, payload, None, pool) for n in range(count)]
        Commands(catalog.database).submit(rows)
        wanted = (COMMAND.c.id.like(f"{pool}-{name}-%")) & (COMMAND.c.state == "done") & (COMMAND.c.status == "completed")
        end = time.monotonic() + 600
        while time.monotonic() < end:
            with catalog.database.reading() as connection:
                if connection.execute(select(func.count()).select_from(COMMAND).where(wanted)).scalar_one() == count:
                    return
            time.sleep(0.02)
        raise RuntimeError(f"{pool}: not all commands completed")

    settings = json.dumps({"catalog": url, "pool": pool, "kind": kind})
    arguments = [sys.executable, "-m", "benchmarks.workers", "--process", settings]
    running = [subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(workers)]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    submit("warm", WARM * workers)
    for one in running:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    started = time.monotonic()
    submit("run", commands)
    seconds = time.monotonic() - started
    cpu = 0.0
    for one in running:
        out, _ = one.communicate("\n")
        cpu += float(out.split()[-1])
    return {"kind": kind, "workers": workers, "per_second": commands / seconds, "cpu_ms": cpu * 1000 / commands}


def main() -> int:
    """Measures, writes the report, draws."""
    parser = argparse.ArgumentParser(prog="benchmarks.workers")
    parser.add_argument("--process", help=argparse.SUPPRESS)
    parser.add_argument("--commands", type=int, default=400)
    parser.add_argument("--events", type=int, default=100)
    kinds = "sqlite, postgresql (starts one), or a URL; repeatable [default: sqlite, postgresql]"
    parser.add_argument("--database", action="append", help=kinds)
    parser.add_argument("--draw", action="store_true")
    given = parser.parse_args()
    if given.process:
        process(json.loads(given.process))
        return 0
    if not given.draw:
        report: dict[str, Json] = {"machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"}
        report |= {"python": platform.python_version(), "events": given.events, "commands": given.commands, "databases": {}}
        for name in given.database or ["sqlite", "postgresql"]:
            with ExitStack() as stack:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="noetlc-bench-")))
                report["databases"][name.partition(":")[0]] = _database(_url(name, folder, stack), given.commands, given.events)
        report["load"] = round(os.getloadavg()[1], 1)
        REPORT.write_text(json.dumps(report, indent=1) + "\n")
    report = json.loads(REPORT.read_text())
    PICTURE.write_bytes(svg(report))
    PAGE.write_text(page(PAGE.read_text("utf-8"), report), "utf-8")
    print("\n".join(table(report)))
    return 0


def _url(name: str, folder: Path, stack: ExitStack) -> str:
    if name == "sqlite":
        return str(folder / "catalog.sqlite")
    if name != "postgresql":
        return name
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "worker")]
    server = import_module("processes").Postgres(folder)
    stack.callback(server.end)
    server.start()
    return str(server.url)


def _database(url: str, commands: int, events: int) -> list[Json]:
    with Catalog.open(url) as catalog:
        content = BOOK.read_text("utf-8")
        catalog.register(content, wasm=False)
        done = catalog.register(content, wasm=True)
        if done.state != "compiled":
            raise RuntimeError(f"it is {done.state}: {done.reason}")
        rows = []
        for kind in NAMES:
            for workers in WORKERS:
                count = commands if kind != "interpreted" else max(10, commands // 10)
                rows.append(measured(catalog, url, kind, workers, count, events))
                print(rows[-1], file=sys.stderr, flush=True)
        return rows


# ---- what is shown


def table(report: Json) -> list[str]:
    """The lines of the table."""
    lines = ["| database | workers | " + " | ".join(f"{name}: commands/s (ms of processor)" for name in NAMES.values()) + " |"]
    lines.append("|---|---:|" + "---:|" * len(NAMES))
    for database, rows in report["databases"].items():
        for workers in WORKERS:
            cells = []
            for kind in NAMES:
                row = next(one for one in rows if one["kind"] == kind and one["workers"] == workers)
                cells.append(f"{row['per_second']:,.0f} ({row['cpu_ms']:.1f})")
            lines.append(f"| {database} | {workers} | " + " | ".join(cells) + " |")
    return lines


def page(text: str, report: Json) -> str:
    """The page with its section on workers."""
    lines = [BEGIN, "", f"{report['machine']}, CPython {report['python']}; {report['commands']} commands of {report['events']} events;"]
    lines[-1] += f" load average when it ended {report['load']}."
    section = "\n".join([*lines, "", *table(report), "", END])
    if BEGIN not in text:
        return f"{text.rstrip()}\n\n{HEAD}{section}\n"
    return re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: section, text, flags=re.DOTALL)


def svg(report: Json) -> bytes:
    """For each database, commands per second by workers."""
    matplotlib.use("svg")
    with matplotlib.rc_context({**picture.SETTINGS, **dict.fromkeys(picture.INKED, picture.INK)}):
        figure = matplotlib.figure.Figure(figsize=(10.5, 3.8), facecolor=picture.PAPER, layout="constrained")
        panels = figure.subplots(1, len(report["databases"]) + 1, squeeze=False)[0]
        for axes, (database, rows) in zip(panels, report["databases"].items(), strict=False):
            axes.set(title=f"commands per second, {database}", xlabel="workers", xticks=WORKERS, facecolor=picture.PAPER)
            axes.grid(color=picture.GRID, linewidth=0.6)
            for kind, label in NAMES.items():
                mine = [row for row in rows if row["kind"] == kind]
                rates = [row["per_second"] for row in mine]
                axes.plot([row["workers"] for row in mine], rates, label=label, markersize=5, **picture.STYLES[kind])
            axes.set_ylim(bottom=0)
        rows = next(iter(report["databases"].values()))
        last = panels[-1]
        values = [next(row["cpu_ms"] for row in rows if row["kind"] == kind and row["workers"] == 1) for kind in NAMES]
        last.barh(list(NAMES.values()), values, color=[picture.STYLES[kind]["color"] for kind in NAMES])
        last.set(title=f"ms of processor each, {next(iter(report['databases']))}", facecolor=picture.PAPER)
        panels[1 if len(panels) > 2 else 0].legend(frameon=False, fontsize=8, loc="center right")
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        return b"\n".join(line.rstrip() for line in out.getvalue().splitlines()) + b"\n"


if __name__ == "__main__":
    sys.exit(main())
