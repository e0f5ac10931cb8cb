"""Interpreted runs of a worker: the interpreter in confined processes, which a run that takes too long is killed with.

The host's answers come from this process, so tools, secrets and the log of calls stay outside the wall. A process serves one playbook.
"""

from __future__ import annotations

import base64
import contextlib
import pickle
import threading
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from noetlc.confine.frames import ChannelClosed, FrameTooLarge
from noetlc.confine.processes import Unconfined, ZygoteLost, plant
from noetlc.confine.trees import Overdue, Tree
from noetlc.frontend.playbook import Playbook
from noetlc.host.errors import Aborted
from noetlc.host.limits import RunLimits
from noetlc.host.wire import encode, long_int
from noetlc.interp.host import Host
from noetlc.interp.pybody.runner import BodyLimits
from noetlc.plugins.calling import PluginRunner
from noetlc.verify.answers import Interpreted, reported
from noetlc.verify.asking import QUESTION, encode_abort, encode_answer, read_question
from noetlc.verify.asking_host import ASKED, answer_asked
from noetlc.verify.differential import LimitReached

if TYPE_CHECKING:
    from noetlc.plugins.bind import Bound

Json = Any

KEPT = 4
"""How many processes wait for another run of their playbook."""

MEMORY_MB = 1024
"""Of the interpreter alone; each body has its own limit."""


@dataclass(frozen=True, slots=True)
class Program:
    """A playbook that can be interpreted, with its plug-ins. `key` is a digest of what both depend on."""

    key: str
    playbook: Playbook
    bound: Bound | None = None


class NotInterpreted(Exception):
    """A run that was ended from outside. `kind` is that of the failed command."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)


class InterpreterPool:
    """Processes that interpret; threads may share it."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._idle: list[tuple[str, Tree]] = []
        self._lock = threading.Lock()

    def run(self, program: Program, payload: dict[str, Json], execution_id: str, host: Host, limits: RunLimits) -> Interpreted:
        """One run. Raises NotInterpreted, and whatever `host` raises; its process ends with either."""
        seconds = limits.timeout if limits.timeout is not None else 86_400.0
        deadline = time.monotonic() + seconds
        try:
            tree = self._take(program, seconds)
        except Unconfined as error:
            message = f"this machine gives no wall to interpret behind (missing: {error}); NOETLC_UNCONFINED=1 allows it"
            raise NotInterpreted("unsupported", message) from None
        except ZygoteLost as error:
            raise NotInterpreted("limit", str(error)) from None
        kept = False
        try:
            tree.send(encode({"payload": payload, "execution_id": execution_id, "plain": False, "coverage": False}))
            done = _converse(tree, program.bound, host, limits, deadline)
            kept = done.abort is None
        except Overdue:
            raise NotInterpreted("timeout", f"the run took longer than {seconds:g} s") from None
        except FrameTooLarge:
            raise NotInterpreted("limit", "what the interpreter is given takes more than 16 MiB") from None
        except LimitReached as error:
            raise NotInterpreted("limit", f"the run was ended by {error.reason}") from None
        except ChannelClosed:
            status = tree.end(kill=True)
            cause = f"signal {-status}" if status < 0 else f"exit code {status}"
            raise NotInterpreted("limit", f"the interpreter's process ended with {cause}") from None
        finally:
            if kept:
                self._give(program.key, tree)
            else:
                tree.end(kill=True)
        return done

    def _take(self, program: Program, seconds: float) -> Tree:
        while True:
            with self._lock:
                found = next((index for index, (key, _) in enumerate(self._idle) if key == program.key), None)
                if found is None:
                    break
                _, tree = self._idle.pop(found)
            if tree.is_quiet():
                return tree
            tree.end(kill=True)
        body = asdict(BodyLimits(timeout_s=seconds))
        tree = plant("interpreter", {"memory": MEMORY_MB << 20, "body": body, "hash_seed": 0})
        with contextlib.suppress(ChannelClosed, Overdue):  # the first order finds out
            tree.send(encode(_hello(program)))
        return tree

    def _give(self, key: str, tree: Tree) -> None:
        with self._lock:
            self._idle.append((key, tree))
            old = [self._idle.pop(0)[1] for _ in range(len(self._idle) - self._kept)]
        for leaving in old:
            leaving.end(kill=True)

    def close(self) -> None:
        """Ends those that wait."""
        with self._lock:
            old, self._idle = self._idle, []
        for _, tree in old:
            tree.end(kill=True)


def _hello(program: Program) -> dict[str, Json]:
    """The first frame of a process."""
    source, bound = program.playbook.source, program.bound
    return {
        "text": source.text,
        "name": source.name,
        "asks": True,
        "seed": 0,
        "facts": base64.b64encode(pickle.dumps(None)).decode("ascii"),  # goes to a confined process, never comes back
        "plugins": [] if bound is None else [list(use) for use in bound.entries()],
        "declared": {} if bound is None else bound.declared(),
    }


def _converse(tree: Tree, bound: Bound | None, host: Host, limits: RunLimits, deadline: float) -> Interpreted:
    """Answers what the interpreter asks until it reports; all of that within the deadline."""
    plugins = None if bound is None else PluginRunner(bound, limits)
    abort: Aborted | None = None
    while True:
        frame = tree.receive(max(0.0, deadline - time.monotonic()))
        if frame[:1] == ASKED:
            tree.send(answer_asked(frame[1:], host))
            continue
        if frame[:1] != QUESTION:
            break
        use, data, used = read_question(frame[1:])
        if plugins is None or abort is not None or not plugins.binds(use):
            raise ChannelClosed
        try:
            answer = encode_answer(plugins.call(use, data, used))
        except Aborted as error:
            if error.kind != "trap":
                raise Overdue from None
            abort, answer = error, encode_abort(error)
        tree.send(answer)
    done = reported(frame, long_int)
    return done if abort is None or done.abort is None else Interpreted(None, (), (), abort=abort)
