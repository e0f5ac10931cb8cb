"""Playbooks, servers and worlds to test workers in."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import func, select, update

import noetlc
from noetlc.catalog import Catalog, child, hook
from noetlc.catalog.compile import CompiledModule, CompileProcess, Invalid, NotCompiled
from noetlc.catalog.facts import Facts, decode
from noetlc.catalog.model import diagnostic_of
from noetlc.runs.commands import Command, Commands
from noetlc.runs.effects import EffectConflict, EffectRefused, Effects
from noetlc.runs.schema import CALL, COMMAND, EFFECT, EVENT, OBJECT, RESULT
from noetlc.worker.dispatch import Rights
from noetlc.worker.loop import Worker
from noetlc.worker.model import Hook, unnoticed
from noetlc.worker.start import WorkerSettings, opened_worker

Json = Any

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: %s}\nexecutor: {runtime: wasm}\n"

INTENTS = """
  - step: publish
    tool:
      kind: wasm
      plugin: {path: noetl/event_publish}
      input:
        event:
          execution_id: 325
          event_type: tested
          step: publish
          status: COMPLETED
          created_at: "2026-07-08T17:30:13Z"
          context: {n: "{{ n }}"}
    next: {arcs: [{step: put}]}
  - step: put
    tool: {kind: wasm, plugin: {path: noetl/result_put}, input: {key: sum, data: "{{ [n, last] }}"}}
    next: {arcs: [{step: object}]}
  - step: object
    tool: {kind: wasm, plugin: {path: noetl/object_put}, input: {key: "tests/{{ n }}.json", data: "{{ n }}"}}
    next: {arcs: [{step: end}]}
  - step: end
    tool: {kind: noop, result: "{{ last }}"}
"""

PURE = (
    HEAD % "pure"
    + """workload: {n: 3, last: 0}
workflow:
  - step: start
    tool:
      kind: python
      input: {n: "{{ n }}"}
      code: result = sum(range(n))
    set: {last: "{{ start }}"}
    next: {arcs: [{step: publish}]}
"""
    + INTENTS.replace("last }}", "ctx.last }}").replace(", last]", ", ctx.last]")
)

TOOLS = (
    HEAD % "tools"
    + """workload: {n: 3, url: "", idempotent: false}
workflow:
  - step: start
    tool: {kind: http, method: POST, url: "{{ url }}/call/first?n={{ n }}", idempotent: "{{ idempotent }}"}
    next: {arcs: [{step: second}]}
  - step: second
    tool: {kind: http, method: POST, url: "{{ url }}/call/second?n={{ n }}", idempotent: "{{ idempotent }}"}
    set: {last: "{{ second.data.count }}"}
    next: {arcs: [{step: publish}]}
"""
    + INTENTS.replace("last }}", "ctx.last }}").replace(", last]", ", ctx.last]")
)


def one_step(name: str, code: str, extra: str = "") -> str:
    """A playbook of one Python body, whose input is `n`."""
    body = "".join(f"        {line}\n" for line in code.splitlines())
    return f"{HEAD % name}{extra}workload: {{n: 3}}\nworkflow:\n  - step: start\n    tool:\n      kind: python\n      input: {{n: '{{{{ n }}}}'}}\n      code: |\n{body}"


OVERFLOW = one_step("overflow", "result = range(n ** 3, n ** 3 + 1)[0]")
FAILS = one_step("fails", "result = 1 / (n - n)")
ENDLESS = one_step("endless", "while n:\n    n += 1\n    n -= 1\nresult = 0")


class Compiled(CompileProcess):
    """Checks and compiles in this process, without verifying, each content once: the real process is tested with the catalog."""

    def check(self) -> Facts | Invalid:
        answer = child._check(
            self._content, {"lenient": self._settings.lenient, "allow": sorted(self._settings.allow), "plugin_path": [], "beside": None}
        )
        if "invalid" in answer:
            return Invalid([diagnostic_of(row, self._name) for row in answer["invalid"]])
        facts = decode(json.dumps(answer["facts"]), self._name)
        self._found = facts.diagnostics
        return facts

    def build(self, target: str, output: str) -> CompiledModule | NotCompiled:
        built = built_once(self._content.decode())
        digest = hashlib.sha256(built.wasm).hexdigest()
        return CompiledModule(built.wasm, digest, built.manifest, {}, "full", built.manifest["abi"], self._found, True)


@lru_cache(maxsize=64)
def built_once(content: str) -> noetlc.BuildResult:
    """The module of a content, once for all tests of a process."""
    return noetlc.build(content, verify=False, allow=["tool_http"])


def use_quick_compilation(setattr: Callable[[Any, str, Any], None] = setattr) -> None:
    """Registers compile with `Compiled`."""
    setattr(hook, "CompileProcess", Compiled)


# ---- servers


class CountingServer:
    """Answers `/call/NAME?n=N` with how often that was asked, and stands for the platform's routes of effects on a database.

    `before` is called with the path before a request is answered: it may wait. `refuse` are answers to give in turn instead; `lose` is how
    many answers are lost after their effect took place. `headers` is told the header X-Token.
    """

    def __init__(self, effects: Effects | None = None) -> None:
        self.calls: Counter[str] = Counter()
        self.keys: list[str] = []
        self.effects = effects
        self.before: Callable[[str], None] = lambda path: None
        self.headers: Callable[[str], None] = lambda value: None
        self.refuse: list[int] = []
        self.lose = 0
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                outer._answer(self)

            do_PUT = do_POST

            def log_message(self, *_: object) -> None:
                """Quiet."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """Clients may be gone: they are killed."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        parts = urlsplit(request.path)
        self.before(request.path)
        with self._lock:
            refused = self.refuse.pop(0) if self.refuse and parts.path.startswith("/api/") else None
        if refused is not None:
            self._send(request, refused, {"error": "refused"})
            return
        if parts.path.startswith("/call/"):
            if request.headers.get("X-Token"):
                self.headers(request.headers["X-Token"])
            name = parts.path.removeprefix("/call/") + "?" + parts.query
            with self._lock:
                self.calls[name] += 1
                count = self.calls[name]
            self._send(request, 200, {"count": count})
            return
        try:
            answer = self._effect(parts, request.headers.get("Idempotency-Key"), body)
        except EffectRefused as error:
            self._send(request, 422, {"error": str(error)})
            return
        except EffectConflict as error:
            self._send(request, 409, {"error": str(error)})
            return
        if self.lose > 0:
            self.lose -= 1
            request.close_connection = True
            request.connection.close()
            return
        self._send(request, 200, answer)

    def _effect(self, parts: Any, key: str | None, body: bytes) -> Json:
        assert self.effects is not None
        assert key is not None
        self.keys.append(key)
        with self.effects.database.writing() as connection:
            if parts.path == "/api/events":
                return self.effects.publish_event(connection, json.loads(body), key=key)
            if parts.path.startswith("/api/result/"):
                value = json.loads(body)
                execution = unquote(parts.path.removeprefix("/api/result/"))
                return self.effects.put_result(
                    connection, execution, value["name"], value["data"], scope=value["scope"], source_step=value["source_step"], key=key
                )
            object_key = unquote(parts.path.removeprefix("/api/internal/objects/"))
            return self.effects.put_object(connection, object_key, body, parse_qs(parts.query)["media_type"][0], key=key)

    @staticmethod
    def _send(request: BaseHTTPRequestHandler, status: int, value: Json) -> None:
        data = json.dumps(value).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


# ---- worlds


class Died(BaseException):
    """The worker ends here, and cleans nothing up."""


def dies_at(point: str, turn: int = 1) -> Hook:
    """A hook that ends the worker when it passes a point for the time with this number."""
    left = [turn]

    def hook(passed: str) -> None:
        if passed == point:
            left[0] -= 1
            if left[0] == 0:
                raise Died(point)

    return hook


@dataclass
class World:
    """A catalog, a queue and a server; workers of one pool of its own."""

    catalog: Catalog
    queue: str
    server: CountingServer
    sink: str = "store"
    pool: str = field(default_factory=lambda: f"p{secrets.token_hex(6)}")
    lease: float = 0.6
    rights: Rights = field(default_factory=lambda: Rights(allow=frozenset({"tool_http"})))
    mark: str = field(default_factory=lambda: secrets.token_hex(6))
    known: set[str] = field(default_factory=set)

    def id(self, name: str) -> str:
        """The id of a command: a stream knows ids for some minutes, those of other tests too."""
        return f"{name}.{self.mark}"

    @property
    def commands(self) -> Commands:
        return Commands(self.catalog.database)

    def settings(self, **changes: Any) -> WorkerSettings:
        given = WorkerSettings(queue=self.queue, sink=self.sink, pool=self.pool, lease=self.lease, rights=self.rights, concurrency=2)
        return replace(given, **changes)

    def register(self, *contents: str) -> None:
        for content in contents:
            self.catalog.register(content)

    def submit(self, path: str, count: int = 1, **more: Any) -> list[str]:
        """Puts commands with the names `<path>-<n>` and the input n; the names."""
        given = {"execution_id": 325, "path": path, "pool": self.pool, **more}
        inputs = more.pop("input", {})
        rows = [Command.parse(given | {"id": self.id(f"{path}-{n}"), "input": {"n": n, **inputs}}) for n in range(count)]
        self.put(*rows)
        return [f"{path}-{n}" for n in range(count)]

    def put(self, *commands: Command) -> None:
        """Queues commands."""
        self.known |= {one.id for one in commands}
        with self.worker() as worker:
            worker.queue.put(commands)

    @contextmanager
    def worker(self, hook: Hook = unnoticed, **changes: Any) -> Iterator[Worker]:
        with opened_worker(self.catalog, self.settings(**changes), hook=hook) as worker:
            yield worker

    def dies(self, point: str, turn: int = 1, **changes: Any) -> bool:
        """Runs a worker that ends at a point; whether it got there. Its leases are over then."""
        hook = dies_at(point, turn)
        try:
            with self.worker(hook, **changes) as worker:
                self._turns(worker)
        except Died:
            self.expire()
            return True
        return False

    def works(self, **changes: Any) -> None:
        """Runs a worker until everything that was submitted is over."""
        with self.worker(**changes) as worker:
            self._turns(worker)

    def _turns(self, worker: Worker, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while self.open_commands():
            worker.turn(wait=0.3)
            assert time.monotonic() < end, self.commands.recent(3)

    def open_commands(self) -> int:
        """How many of those that were submitted are not over."""
        over = COMMAND.c.state.in_(("done", "dead")) & COMMAND.c.id.in_(sorted(self.known))
        with self.catalog.database.reading() as connection:
            return len(self.known) - connection.execute(select(func.count()).select_from(COMMAND).where(over)).scalar_one()

    def expire(self) -> None:
        """All leases are over."""
        with self.catalog.database.writing() as connection:
            connection.execute(update(COMMAND).where(COMMAND.c.lease_until.is_not(None)).values(lease_until=1, due_at=1))

    def status(self, id: str) -> dict[str, Json]:
        found = self.commands.status(self.id(id))
        assert found is not None
        return found

    def row(self, id: str) -> Any:
        with self.catalog.database.reading() as connection:
            return connection.execute(select(COMMAND).where(COMMAND.c.id == self.id(id))).one()

    def logged(self) -> list[tuple[Any, ...]]:
        with self.catalog.database.reading() as connection:
            return [tuple(row) for row in connection.execute(select(CALL.c.command, CALL.c.n, CALL.c.name, CALL.c.answer).order_by(CALL.c.n))]

    def effects(self) -> dict[str, int]:
        """How many rows of each kind of effect there are."""
        tables = {"events": EVENT, "results": RESULT, "objects": OBJECT, "keys": EFFECT}
        with self.catalog.database.reading() as connection:
            return {name: connection.execute(select(func.count()).select_from(table)).scalar_one() for name, table in tables.items()}


NO_EFFECTS = {"events": 0, "results": 0, "objects": 0, "keys": 0}


def effects_of(commands: int) -> dict[str, int]:
    """The effects of so many runs of PURE or TOOLS with different inputs."""
    return {"events": commands, "results": commands, "objects": commands, "keys": 3 * commands}


@contextmanager
def world_on(catalog: Catalog, queue: str) -> Iterator[World]:
    """A world, whose server is closed at the end."""
    with ExitStack() as stack:
        server = CountingServer(Effects(catalog.database))
        stack.callback(server.close)
        yield World(catalog, queue, server)
