"""The host object that runs tools: decodes a request, fills in secrets, runs the kind, and takes secrets out of the answer."""

from __future__ import annotations

import importlib
import json
import logging
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any

from noetlc.host.capability import AmbientHost, CapabilityHost, Pending
from noetlc.host.errors import HostError
from noetlc.host.tools.base import Request, ToolError, ToolFunction, Unavailable
from noetlc.host.tools.facts import RunFacts
from noetlc.host.tools.grants import RIGHTS
from noetlc.host.tools.keychain import is_private
from noetlc.host.tools.session import Session
from noetlc.interp.values import clean_text
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.host.tools import resolve
else:
    resolve = late("noetlc.host.tools.resolve")  # Jinja, for calls alone

Json = Any

# Kind to the module of this package that has its function `run`.
KINDS: dict[str, str] = {
    "artifact": "artifact",
    "container": "unavailable",
    "duckdb": "duckdb",
    "ducklake": "ducklake",
    "gcs": "unavailable",
    "http": "http",
    "nats": "nats",
    "playbook": "playbook",
    "postgres": "postgres",
    "script": "unavailable",
    "secrets": "secrets",
    "shell": "shell",
    "snowflake": "unavailable",
    "snowflake_transfer": "unavailable",
    "subscription": "subscription",
    "transfer": "transfer",
    "wasm": "wasm",
}


MAX_OVERLAP = 16


class ToolHost:
    """Runs the tools of one run; ambient capabilities and kinds that are not in `KINDS` go to `inner`.

    Put it behind a GrantedHost. `missing` collects `(tool, step, message)` of calls this host could not serve.
    """

    def __init__(self, inner: CapabilityHost | None = None, *, facts: RunFacts | None = None, session: Session | None = None) -> None:
        self.inner: CapabilityHost = inner or AmbientHost()
        self.session = session or Session(self.inner)
        self.missing: list[tuple[str, str, str]] = []
        self._lock = threading.Lock()
        self._workers: ThreadPoolExecutor | None = None
        self._facts = facts or RunFacts()

    @cached_property
    def _resolver(self) -> resolve.Resolver:
        return resolve.Resolver(self._facts, self.session)

    def call(self, name: str, request: bytes) -> bytes:
        """The answer of a tool. Never raises for what a request or a service does."""
        kind = name.removeprefix("tool_")
        module = KINDS.get(kind)
        if module is None:
            return self.inner.call(name, request)
        step = ""
        try:
            value = _decoded(request)
            step = str(value.get("step") or "")
            if self.session.stopped:
                raise ToolError("timeout", f"{kind}: the run was stopped")
            data = self._run(kind, module, value)
            return self._answer(kind, data)
        except Unavailable as error:
            self.missing.append((name, step, error.message))
            return self._failure(error)
        except ToolError as error:
            return self._failure(error)
        except HostError:
            raise
        except Exception as error:
            # A library failed in a way its tool does not know: an outcome for the playbook, and a line for whoever runs it.
            message = f"{kind}: {type(error).__name__}: {error}"
            self.log(logging.ERROR, f"tool_{kind} of step {step}: unexpected {type(error).__name__}: {error}")
            return self._failure(ToolError("unknown", message))

    def submit(self, name: str, request: bytes) -> Pending:
        """Begins a call; up to `MAX_OVERLAP` of them run side by side."""
        with self._lock:
            if self._workers is None:
                self._workers = ThreadPoolExecutor(MAX_OVERLAP, thread_name_prefix="tool")
        return self._workers.submit(self.call, name, request).result

    def _run(self, kind: str, module: str, value: dict[str, Json]) -> Json:
        config, inputs, auth = self._resolver.resolve(kind, value)
        index, attempt = value.get("index"), value.get("attempt")
        request = Request(
            kind,
            str(value.get("step") or ""),
            value.get("task"),
            index if isinstance(index, int) else None,
            attempt if isinstance(attempt, int) else 1,
            config,
            inputs,
            auth,
        )
        run: ToolFunction = importlib.import_module(f"noetlc.host.tools.{module}").run
        return run(request, self.session)

    def _answer(self, kind: str, data: Json) -> bytes:
        try:
            return _encoded({"status": "ok", "data": self.session.redactor.clean(data), "error": None})
        except (ValueError, RecursionError) as error:
            return self._failure(ToolError("value", f"{kind}: the result is not data: {error}"))

    def _failure(self, error: ToolError) -> bytes:
        redactor = self.session.redactor
        details = {"kind": error.kind, "message": redactor.message(error.message), "retryable": error.retryable}
        try:
            return _encoded({"status": "error", "data": redactor.clean(error.data), "error": details})
        except (ValueError, RecursionError):
            return _encoded({"status": "error", "data": None, "error": details})

    def close(self) -> None:
        """Ends what still runs and closes the connections of the run."""
        if self._workers is not None:
            self._workers.shutdown(wait=True, cancel_futures=True)
        self.session.close()

    def now(self) -> int:
        return self.inner.now()

    def monotonic(self) -> int:
        return self.inner.monotonic()

    def random(self, size: int) -> bytes:
        return self.inner.random(size)

    def sleep(self, nanoseconds: int) -> None:
        self.inner.sleep(nanoseconds)

    def env(self, name: str) -> str | None:
        """An environment variable; those that hold credentials are not seen by playbooks."""
        return None if is_private(name) else self.inner.env(name)

    def log(self, level: int, line: str) -> None:
        self.inner.log(level, self.session.redactor.message(line))


def unknown(names: Iterable[str]) -> list[str]:
    """Of grants, those for a tool or a right that no host of this package has, sorted."""
    return [name for name in sorted(names) if not _known(*name.partition(":"))]


def _known(tool: str, colon: str, right: str) -> bool:
    if colon:
        return right in RIGHTS.get(tool, ())
    return tool == "tool_python" or tool.removeprefix("tool_") in KINDS


def _decoded(request: bytes) -> dict[str, Json]:
    try:
        value = json.loads(request)
    except (ValueError, RecursionError) as error:
        raise ToolError("value", "the request is not JSON") from error
    if not isinstance(value, dict):
        raise ToolError("value", "the request is not an object")
    # An escape may spell half a character, which no library can send.
    return _whole(value) if b"\\ud" in request.lower() else value


def _whole(value: Json) -> Json:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {clean_text(key): _whole(item) for key, item in value.items()}
    return value


def _encoded(value: Json) -> bytes:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


__all__ = ["KINDS", "ToolHost", "unknown"]
