"""`tool_python` for pure bodies: they need no grant and run in the interpreter's confined process."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from noetlc.host.capability import CapabilityHost, Pending, submit_call
from noetlc.host.wire import encode
from noetlc.interp.pybody.allowed import hidden
from noetlc.interp.pybody.request import BodyRequest, Library
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.interp.host import Host
    from noetlc.interp.pybody import pool
    from noetlc.interp.pybody.request import BodyRequest, Library
    from noetlc.interp.pybody.result import BodyResult
    from noetlc.interp.pybody.runner import Bodies
else:
    pool = late("noetlc.interp.pybody.pool")

Json = Any

TOOL = "tool_python"


class ModuleBodies:
    """The bodies that one module asks for: a context manager around its run. Processes are found at the first body."""

    def __init__(self, wasm: bytes) -> None:
        self._wasm = wasm
        self._held = ExitStack()
        self._runner: Bodies | None = None

    def __enter__(self) -> ModuleBodies:
        return self

    def __exit__(self, *exc: object) -> None:
        self._runner = None
        self._held.close()

    def _found(self) -> Bodies:
        if self._runner is None:
            self._runner = self._held.enter_context(pool.bodies_of(self._wasm))
        return self._runner

    def is_pure(self, code: str, libraries: tuple[Library, ...], inputs: frozenset[str] = frozenset()) -> bool:
        return self._found().is_pure(code, libraries, inputs)

    def run(self, request: BodyRequest, host: Host) -> BodyResult:
        return self._found().run(request, host)


@dataclass(slots=True)
class PurePythonHost:
    """Runs pure bodies itself and passes everything else on to `inner`.

    A pure body has no effect, so its run is no capability call: only what it asks of the clock, entropy or environment is, and
    that goes to `inner`. `bodies` runs them. `ran` are the steps whose bodies ran here.
    """

    inner: CapabilityHost
    execution_id: str
    bodies: Bodies
    ran: list[str] = field(default_factory=list)

    def call(self, name: str, request: bytes) -> bytes:
        try:
            body = self._pure_body(request) if name == TOOL else None
            return self.inner.call(name, request) if body is None else self._run(body)
        except RecursionError:
            error = {"kind": "value", "message": "the request is nested too deep", "retryable": False}
            return json.dumps({"status": "error", "data": None, "error": error}).encode()

    def submit(self, name: str, request: bytes) -> Pending:
        if name != TOOL:
            return submit_call(self.inner, name, request)
        answer = self.call(name, request)
        return lambda: answer

    def _pure_body(self, request: bytes) -> BodyRequest | None:
        """The body of a well-formed request if it is pure."""
        try:
            value = json.loads(request)
        except (ValueError, RecursionError):
            return None
        config = value.get("config") if isinstance(value, dict) else None
        if not isinstance(config, dict) or not isinstance(config.get("code"), str):
            return None
        libraries = libraries_of(config.get("libs"))
        inputs, context, step = value.get("input"), config.get("context"), value.get("step")
        inputs = inputs if isinstance(inputs, dict) else {}
        if libraries is None or not self.bodies.is_pure(config["code"], libraries, hidden(inputs)):
            return None
        return BodyRequest(
            config["code"],
            libraries,
            inputs,
            context if isinstance(context, dict) else None,
            step if isinstance(step, str) else "",
            self.execution_id,
        )

    def _run(self, body: BodyRequest) -> bytes:
        """The answer; an exception carries line and column inside the body, for the guest to place in the playbook."""
        self.ran.append(body.step)
        result = self.bodies.run(body, self.inner)
        if result.failure is None:
            return encode({"status": "ok", "data": result.data, "error": None})
        error: dict[str, Json] = {"kind": result.kind, "message": result.failure, "retryable": False}
        if result.line is not None:
            error |= {"line": result.line, "column": result.column}
        return encode({"status": "error", "data": result.data, "error": error})

    def now(self) -> int:
        return self.inner.now()

    def monotonic(self) -> int:
        return self.inner.monotonic()

    def random(self, size: int) -> bytes:
        return self.inner.random(size)

    def sleep(self, nanoseconds: int) -> None:
        self.inner.sleep(nanoseconds)

    def env(self, name: str) -> str | None:
        return self.inner.env(name)

    def log(self, level: int, line: str) -> None:
        self.inner.log(level, line)


def libraries_of(libs: Json) -> tuple[Library, ...] | None:
    """The imports of a `libs` map: alias to module, or to `{from, import}`; None for another shape."""
    if libs is None:
        return ()
    if not isinstance(libs, dict):
        return None
    found = []
    for alias, entry in libs.items():
        if isinstance(entry, str):
            found.append(Library(alias, entry, None))
        elif isinstance(entry, dict) and isinstance(entry.get("from"), str) and isinstance(entry.get("import"), str):
            found.append(Library(alias, entry["from"], entry["import"]))
        else:
            return None
    return tuple(found)
