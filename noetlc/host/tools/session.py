"""The state behind the tools of one run: open connections, secrets, and where files and playbooks are found."""

from __future__ import annotations

import contextlib
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from noetlc.host.tools.base import NotGranted
from noetlc.host.tools.keychain import Keychain, secret_values
from noetlc.host.tools.redaction import Redactor

if TYPE_CHECKING:
    from noetlc.host.capability import CapabilityHost

Json = Any
T = TypeVar("T")
_HANDLE = re.compile(r"secret:[0-9a-f]{32}")
Engine = Literal["wasm", "interpreted"]


@dataclass(slots=True)
class Session:
    """What the tools of one run share.

    `root`: the folder child playbooks are looked up in; `store`: the folder of the object store; `depth`: how many playbooks
    called this one; `engine` runs the children, whose plug-ins are in `plugin_path` or beside them. `ambient` and `grants` are what
    children get; `refused` collects `(tool, step)` of what they were not granted. A session that is `stopped` runs no more tools.
    """

    ambient: CapabilityHost
    grants: frozenset[str] = frozenset()
    keychain: Keychain = field(default_factory=Keychain)
    redactor: Redactor = field(default_factory=Redactor)
    execution_id: str = "0"
    root: Path | None = None
    store: Path | None = None
    engine: Engine = "wasm"
    plugin_path: tuple[Path, ...] = ()
    depth: int = 0
    children: dict[str, int] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    stopped: bool = False
    handles: dict[str, str] = field(default_factory=dict)
    _free: dict[tuple[Json, ...], list[tuple[Json, Callable[[], object]]]] = field(default_factory=dict)
    _resources: dict[tuple[Json, ...], tuple[Json, Callable[[], object]]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def may(self, grant: str) -> bool:
        """Whether a tool (`tool_postgres`) or a right of one (`tool_duckdb:files`) is granted."""
        return grant in self.grants

    def need(self, grant: str, what: str) -> None:
        """Raises NotGranted, which names the grant, unless there is it."""
        if grant not in self.grants:
            raise NotGranted(grant, what)

    def credential(self, name: str) -> Json:
        """A credential by name; its secret parts are removed from every later answer. Raises ToolError `auth`."""
        value = self.keychain.get(name)
        self.redactor.add(*secret_values(value))
        return value

    def handle(self, secret: str) -> str:
        """A text that stands for a secret in the configuration of later tools of this run, and for nothing outside it."""
        self.redactor.add(secret)
        known = next((handle for handle, value in self.handles.items() if value == secret), None)
        if known is None:
            known = f"secret:{secrets.token_hex(16)}"
            self.handles[known] = secret
        return known

    def without_handles(self, value: Json) -> Json:
        """A configuration with the secrets its handles stand for."""
        if not self.handles:
            return value
        if isinstance(value, str):
            return _HANDLE.sub(lambda match: self.handles.get(match.group(0), match.group(0)), value)
        if isinstance(value, list):
            return [self.without_handles(item) for item in value]
        if isinstance(value, dict):
            return {key: self.without_handles(item) for key, item in value.items()}
        return value

    def resource(self, key: tuple[Json, ...], open_it: Callable[[], tuple[T, Callable[[], object]]]) -> T:
        """The resource kept under `key`; opened, with the function that closes it, on first use."""
        with self._lock:
            if key not in self._resources:
                self._resources[key] = open_it()
            value: T = self._resources[key][0]
            return value

    @contextlib.contextmanager
    def leased(
        self, key: tuple[Json, ...], open_it: Callable[[], tuple[T, Callable[[], object]]], healthy: Callable[[T], bool]
    ) -> Iterator[T]:
        """A resource for one user at a time: a free one under `key` or a new one. It is free again after use while `healthy`."""
        with self._lock:
            free = self._free.setdefault(key, [])
            entry = free.pop() if free else None
        value, close = entry if entry is not None else open_it()
        try:
            yield value
        finally:
            if healthy(value):
                with self._lock:
                    free.append((value, close))
            else:
                _close(close)

    def ordinal(self, place: str) -> int:
        """How many children this place of the run has had, the new one included."""
        with self._lock:
            self.children[place] = self.children.get(place, 0) + 1
            return self.children[place]

    def drop(self, key: tuple[Json, ...]) -> None:
        """Closes a resource that is no longer usable."""
        with self._lock:
            found = self._resources.pop(key, None)
        if found is not None:
            _close(found[1])

    def close(self) -> None:
        """Closes everything that was opened."""
        for key in reversed(list(self._resources)):
            self.drop(key)
        for free in self._free.values():
            while free:
                _close(free.pop()[1])


def _close(close: Callable[[], object]) -> None:
    # A connection that broke may fail to close; it is gone either way.
    with contextlib.suppress(Exception):
        close()
