"""Checks, compiles and verifies a playbook in a process of its own (`child.py`), which is ended at its deadline.

Whatever that process meets, its end is one of the results below. What runs of the playbook itself stands behind the wall of verification,
further down; this process is there for the time and memory that a document may cost, and for defects.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from noetlc.catalog.facts import Facts, decode
from noetlc.catalog.keys import compiler_name
from noetlc.catalog.model import BuildSettings, CompileLimits, diagnostic_of
from noetlc.confine.frames import ChannelClosed
from noetlc.confine.trees import ForkedTree, Overdue
from noetlc.confine.wall import Wall
from noetlc.diagnostics import Diagnostic
from noetlc.plugins.finder import PluginFinder

Json = Any

BOOT = "import json, sys; sys.path[:0] = json.loads(sys.argv[1]); from noetlc.catalog.child import serve; serve(sys.argv[2])"

_KEPT = ("HOME", "XDG_CACHE_HOME", "PATH", "TMPDIR", "LANG", "LC_ALL", "NOETL_TRACEBACK")
"""What the process sees of the environment: where caches and programs are. No secrets, and no leave to do without the wall."""

_SLOTS = threading.BoundedSemaphore(max(1, os.cpu_count() or 1))
"""As many compile at a time as there are processors; the limits begin to count when one's turn comes."""


class NotChecked(Exception):
    """Checking ended at a limit, or died; the text says how."""


@dataclass(frozen=True, slots=True)
class Invalid:
    """The document is no valid playbook."""

    diagnostics: list[Diagnostic]


@dataclass(frozen=True, slots=True)
class NotCompiled:
    """There is no module, for this reason. `final`: compiling the same again would end the same way."""

    reason: str
    final: bool
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class CompiledModule:
    """A module with what is known of it. `ours`: it holds no code but this compiler's."""

    wasm: bytes = field(repr=False)
    digest: str
    manifest: dict[str, Json] = field(repr=False)
    verification: dict[str, Json] = field(repr=False)
    confinement: str
    abi: int
    diagnostics: tuple[Diagnostic, ...]
    ours: bool
    compiler: str = field(default_factory=compiler_name)


class CompileProcess:
    """The process of one content: `check` first, then perhaps `build`. Use it in a `with` block, in one thread."""

    def __init__(self, content: bytes, settings: BuildSettings, plugins: PluginFinder, limits: CompileLimits, name: str) -> None:
        """Of `plugins` only the folders count: the process looks itself. `name` is the file name that diagnostics show."""
        self._content = content
        self._settings = settings
        self._plugins = plugins
        self._limits = limits
        self._name = name
        self._deadline = 0.0
        self._process: subprocess.Popen[bytes] | None = None
        self._tree: ForkedTree | None = None

    def __enter__(self) -> CompileProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def pid(self) -> int | None:
        """The process, None before it was started."""
        return None if self._process is None else self._process.pid

    def check(self) -> Facts | Invalid:
        """What checking finds. Raises NotChecked."""
        try:
            self._start()
            self._send(
                {
                    "memory": self._limits.memory_mb << 20,
                    "cpu": int(self._limits.seconds * (os.cpu_count() or 1)) + 10,
                    "lenient": self._settings.lenient,
                    "allow": sorted(set(self._settings.allow)),
                    "plugin_path": [str(folder.absolute()) for folder in self._plugins.trusted],
                    "beside": None if self._plugins.untrusted is None else str(self._plugins.untrusted.absolute().parent),
                }
            )
            self._tree_here().send(self._content)
            answer = self._receive(min(self._deadline, time.monotonic() + self._limits.check_seconds))
            if "invalid" in answer:
                return Invalid([diagnostic_of(row, self._name) for row in answer["invalid"]])
            if "exceeded" in answer:
                raise NotChecked(f"it takes more memory than {self._limits.memory_mb} MiB")
            return decode(json.dumps(answer["facts"]), self._name)
        except Overdue:
            raise NotChecked(f"it takes longer than {min(self._limits.check_seconds, self._limits.seconds):g} s") from None
        except ChannelClosed:
            raise NotChecked(self._how_it_ended()) from None
        except OSError as error:
            raise NotChecked(f"no process can be started: {error.strerror or error}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise NotChecked("the process gave an answer that is none") from error

    def build(self, target: str, output: str) -> CompiledModule | NotCompiled:
        """The module, or why there is none; `check` must have given facts."""
        try:
            self._send({"target": target, "output": output, "examples": self._settings.examples, "seed": self._settings.seed})
            answer = self._receive(self._deadline)
            if "exceeded" in answer:
                return NotCompiled(f"compiling takes more memory than {self._limits.memory_mb} MiB", False)
            found = tuple(diagnostic_of(row, self._name) for row in answer["diagnostics"])
            if "refused" in answer:
                return NotCompiled(str(answer["refused"]), answer["final"] is True, found)
            wasm = self._tree_here().receive(self._deadline - time.monotonic())
            return self._module(answer, wasm, found)
        except Overdue:
            return NotCompiled(f"compiling takes longer than {self._limits.seconds:g} s", False)
        except ChannelClosed:
            return NotCompiled(f"compiling failed: {self._how_it_ended()}", False)
        except (ValueError, KeyError, TypeError):
            return NotCompiled("compiling failed: the process gave an answer that is none", False)

    def _module(self, answer: Json, wasm: bytes, found: tuple[Diagnostic, ...]) -> CompiledModule | NotCompiled:
        manifest, verification, confinement = answer["manifest"], answer["verification"], answer["confinement"]
        if not isinstance(manifest, dict) or not isinstance(verification, dict):
            raise ValueError("malformed report")
        abi = manifest["abi"]
        digest = hashlib.sha256(wasm).hexdigest()
        if digest != answer["digest"] or not isinstance(abi, int):
            raise ValueError("malformed report")
        if confinement not in ("full", "contained"):
            return NotCompiled("verification was not confined (noetl doctor says what is missing)", False, found)
        return CompiledModule(wasm, digest, manifest, verification, confinement, abi, found, answer["ours"] is True)

    def _start(self) -> None:
        _SLOTS.acquire()
        self._deadline = time.monotonic() + self._limits.seconds
        paths = [path for path in sys.path if path and os.path.isabs(path)]
        root = str(Path(__file__).resolve().parents[2])
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-S", "-s", "-P", "-B", "-X", "utf8", "-c", BOOT, json.dumps([root, *paths]), str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=None if os.environ.get("NOETL_TRACEBACK") else subprocess.DEVNULL,
                    env={name: os.environ[name] for name in _KEPT if name in os.environ},
                    pass_fds=[theirs.fileno()],
                    cwd="/",
                    start_new_session=True,
                )
        except BaseException:
            ours.close()
            _SLOTS.release()
            raise
        self._tree = ForkedTree(ours, self._process.pid, Wall(), self._reap)
        self._tree.frame_limit = self._limits.answer_bytes

    def _tree_here(self) -> ForkedTree:
        if self._tree is None:
            raise ChannelClosed
        return self._tree

    def _send(self, order: Json) -> None:
        self._tree_here().send(json.dumps(order).encode())

    def _receive(self, deadline: float) -> dict[str, Json]:
        answer: Json = json.loads(self._tree_here().receive(deadline - time.monotonic()))
        if not isinstance(answer, dict):
            raise ValueError("no object")
        return answer

    def _how_it_ended(self) -> str:
        """Why the channel closed: its process ended, or said more than it may."""
        assert self._process is not None
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._end()
            return f"its process answered with more than {self._limits.answer_bytes} bytes"
        status = self._end()
        return f"its process ended with signal {-status}" if status < 0 else f"its process ended with exit code {status}"

    def _reap(self, kill: bool) -> int:
        assert self._process is not None
        if kill:
            self._process.kill()
        return self._process.wait()

    def _end(self) -> int:
        """Ends the process, and with it what it started; its exit status."""
        tree, self._tree = self._tree, None
        if tree is None:
            return 0
        try:
            return tree.end(kill=True)  # one that has ended already keeps its own status
        finally:
            _SLOTS.release()
