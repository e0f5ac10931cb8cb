"""Kills with SIGKILL at random moments while commands are run: workers, service, NATS and PostgreSQL, each started again at once.

    python -m tests.worker.kills --commands 2000 --seed 1 [--database postgresql|sqlite] [--queue nats|database] [--sink service|store]

At its end every command is over; intents, events and outcomes took effect once; no tool call that was answered was repeated; those in doubt were
repeated only where their tool is idempotent, and failed their command as `in doubt` elsewhere; the catalog is consistent. Prints seed and counts; exit
code 1 if something is wrong.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

for folder in (Path(__file__).resolve().parent, Path(__file__).resolve().parent.parent):
    sys.path.insert(0, str(folder))

from processes import Nats, Postgres, Program, Service, WorkerProcess  # noqa: E402
from sqlalchemy import func, select  # noqa: E402
from worker_support import PURE, TOOLS, CountingServer, use_quick_compilation  # noqa: E402

from noetlc.catalog import Catalog, CatalogError  # noqa: E402
from noetlc.errors import NoetlcError  # noqa: E402
from noetlc.runs.commands import Command  # noqa: E402
from noetlc.runs.schema import CALL, COMMAND, EFFECT, EVENT, OBJECT, RESULT  # noqa: E402
from noetlc.worker.journal import Journal  # noqa: E402
from noetlc.worker.start import open_queue  # noqa: E402

Json = Any

LEASE = 3.0
BATCH = 20
OWN_EXECUTION = ("execution_id: 325", 'execution_id: "{{ execution_id | int }}"')


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs it and prints what it found; 0 if all of it is as it should be."""
    parser = argparse.ArgumentParser(prog="tests.worker.kills")
    parser.add_argument("--commands", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--queue", choices=["nats", "database"], default="nats")
    parser.add_argument("--sink", choices=["service", "store"], default="service")
    parser.add_argument("--every", type=float, default=1.0, help="Seconds between two kills, on average.")
    parser.add_argument("--chance", type=float, default=0.002, help="Of a worker to kill itself at each point that it passes.")
    parser.add_argument("--most-seconds", type=float, default=400)
    given = parser.parse_args(arguments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="noetlc-kills-", ignore_cleanup_errors=True)))
        return _Trial(given, folder, stack).run()


class _Trial:
    def __init__(self, given: argparse.Namespace, folder: Path, stack: ExitStack) -> None:
        self.given = given
        self.dice = random.Random(given.seed)
        self.problems: list[str] = []
        self.chance = given.chance
        self.programs: list[Program] = []
        self.stack = stack
        database, queue, sink = str(folder / "catalog.sqlite"), "database", "store"
        if given.database == "postgresql":
            database = self._started(postgres := Postgres(folder)) and postgres.url
        if given.queue == "nats":
            queue = self._started(nats := Nats(folder)) and nats.url
        self.catalog = stack.enter_context(Catalog.open(database))
        if given.sink == "service":
            sink = self._started(service := Service(folder, database)) and service.url
        self.queue = queue
        self.server = CountingServer()
        stack.callback(self.server.close)
        common = {"catalog": database, "queue": queue, "sink": sink, "lease": LEASE, "allow": ["tool_http"], "concurrency": 2}
        common |= {"max_attempts": 1000}

        def settings(number: int) -> Callable[[int], dict[str, Json]]:
            return lambda start: {**common, "chance": self.chance, "seed": f"{given.seed}-{number}-{start}"}

        self.workers = [WorkerProcess(folder, number, settings(number)) for number in range(given.workers)]

    def _started(self, program: Program) -> bool:
        self.stack.callback(program.end)
        program.start()
        self.programs.append(program)
        return True

    def run(self) -> int:
        given = self.given
        use_quick_compilation()
        names = self._register()
        commands = self._commands(names)
        for worker in self.workers:
            self._started(worker)
        stop = threading.Event()
        threads = [threading.Thread(target=work, args=(stop,)) for work in (self._kill_some, self._restart_workers)]
        for thread in threads:
            thread.start()
        started = time.monotonic()
        end = started + given.most_seconds
        self._submit(commands, end)
        killing = True
        while (done := self._over()) < len(commands) and time.monotonic() < end:
            if killing and done >= 0.9 * len(commands):
                stop.set()  # the last ones come to their end in peace
                killing = False
            time.sleep(0.2)
        stop.set()
        for thread in threads:
            thread.join()
        took = time.monotonic() - started
        for worker in self.workers:
            worker.end()
        self._examine(commands)
        kills = {program.name: program.kills for program in self.programs}
        print(f"seed {given.seed}: {len(commands)} commands on {given.database}, {given.queue}, {given.sink} in {took:.0f} s")
        print(f"kills from outside: {sum(kills.values())} ({', '.join(f'{name} {many}' for name, many in kills.items())})")
        print(f"starts of workers: {sum(worker.starts for worker in self.workers)}, so {self._own_kills()} killed themselves at a point")
        for problem in self.problems[:20]:
            print(f"WRONG: {problem}")
        print("all of it as it should be" if not self.problems else f"{len(self.problems)} problems")
        return 1 if self.problems else 0

    def _own_kills(self) -> int:
        return sum(worker.starts - 1 - worker.kills for worker in self.workers)

    # ---- what goes on

    def _register(self) -> list[str]:
        for content in (PURE, TOOLS):
            assert OWN_EXECUTION[0] in content
            self.catalog.register(content.replace(*OWN_EXECUTION).replace("tests/{{ n }}", "kills/{{ execution_id }}"))
        return ["pure", "tools"]

    def _commands(self, names: list[str]) -> list[Command]:
        made = []
        for number in range(self.given.commands):
            kind = self.dice.choices(["pure", "tools", "idempotent"], [5, 3, 2])[0]
            inputs: dict[str, Json] = {"n": number}
            if kind != "pure":
                inputs |= {"url": self.server.url, "idempotent": kind == "idempotent"}
            path = "pure" if kind == "pure" else "tools"
            made.append(Command(f"{kind}-{self.given.seed}-{number}", str(1_000_000 + number), path, input=inputs))
        return made

    def _submit(self, commands: list[Command], end: float) -> None:
        """Submits in batches, each again until it was taken, as any client would."""
        queue: Any = None
        for start in range(0, len(commands), BATCH):
            while time.monotonic() < end:
                try:
                    queue = queue or open_queue(self.queue, "shared", Journal(self.catalog.database, "submit"))
                    queue.put(commands[start : start + BATCH])
                    break
                except NoetlcError:
                    time.sleep(0.1)
            time.sleep(0.05)
        if queue is not None:
            queue.close()

    def _kill_some(self, stop: threading.Event) -> None:
        while not stop.wait(self.dice.expovariate(1 / self.given.every)):
            program = self.dice.choice(self.programs)
            try:
                with program.lock:
                    program.kill()
                    program.start()
            except Exception as error:
                self.problems.append(f"{program.name}: {error}")
                return

    def _restart_workers(self, stop: threading.Event) -> None:
        """Starts those again that killed themselves, and at the end such that do not."""
        while True:
            ended = stop.wait(0.2)
            for worker in self.workers:
                with worker.lock:
                    if worker.process is not None and worker.process.poll() is not None:
                        self.chance = 0.0 if ended else self.given.chance
                        worker.start()
            if ended:
                for worker in self.workers:
                    with worker.lock:
                        self.chance = 0.0
                        worker.kill()
                        worker.start()
                return

    def _over(self) -> int:
        try:
            with self.catalog.database.reading() as connection:
                over = COMMAND.c.state.in_(("done", "dead"))
                return int(connection.execute(select(func.count()).select_from(COMMAND).where(over)).scalar_one())
        except CatalogError:
            return 0

    # ---- what is left

    def _examine(self, commands: list[Command]) -> None:
        with self.catalog.database.reading() as connection:
            rows = {row.id: row for row in connection.execute(select(COMMAND))}
            keys = Counter(key.rpartition("/")[0] for key in connection.execute(select(EFFECT.c.key)).scalars())
            events = Counter(str(one) for one in connection.execute(select(EVENT.c.execution_id)).scalars())
            results = Counter(connection.execute(select(RESULT.c.execution_id)).scalars())
            objects = Counter(key.split("/")[1].removesuffix(".json") for key in connection.execute(select(OBJECT.c.object_key)).scalars())
            log = connection.execute(select(func.count()).select_from(CALL)).scalar_one()
        outcomes: Counter[str] = Counter()
        calls: Counter[str] = Counter()
        for command in commands:
            row, kind, n = rows.get(command.id), command.id.partition("-")[0], command.input["n"]
            if row is None or row.state != "done":
                self.problems.append(f"{command.id} is {'lost' if row is None else row.state}")
                continue
            doubt = row.status == "failed" and row.error_kind == "in doubt"
            outcomes["in doubt" if doubt else row.status] += 1
            if row.status != "completed" and not (doubt and kind == "tools"):
                self.problems.append(f"{command.id} failed: {row.error_kind} {row.outcome[:300]}")
            took = (keys[command.id], events[command.execution_id], results[command.execution_id], objects[command.execution_id])
            if took != ((0, 0, 0, 0) if row.status != "completed" else (3, 1, 1, 1)):
                self.problems.append(f"{command.id} ({row.status}) has {took} keys, events, results, objects")
            if kind == "pure":
                continue
            made = [self.server.calls[f"{name}?n={n}"] for name in ("first", "second")]
            calls[kind] += sum(made)
            calls[f"{kind}, repeated"] += sum(max(0, one - 1) for one in made)
            if kind == "tools" and max(made) > 1:
                self.problems.append(f"{command.id} made its calls {made} times")
            if row.status == "completed" and min(made) < 1:
                self.problems.append(f"{command.id} completed with calls {made}")
        if set(rows) != {command.id for command in commands}:
            self.problems.append(f"{len(rows)} rows of {len(commands)} commands")
        if log:
            self.problems.append(f"{log} calls are still in the log")
        self._examine_catalog()
        attempts = Counter(row.attempts for row in rows.values())
        print(f"outcomes: {dict(outcomes)}; attempts: {dict(sorted(attempts.items()))}")
        print(f"tool calls: {dict(calls)}; effects: {sum(events.values())} events, {sum(results.values())} results, {sum(objects.values())} objects")

    def _examine_catalog(self) -> None:
        for path in ("pure", "tools"):
            versions = self.catalog.history(path)
            if [one.version for one in versions] != list(range(1, len(versions) + 1)):
                self.problems.append(f"versions of {path}: {[one.version for one in versions]}")
            for one in versions:
                if one.module is not None:
                    self.catalog.module(one.module.path, one.module.version, one.module.digest)


if __name__ == "__main__":
    sys.exit(main())
