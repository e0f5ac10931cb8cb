"""The parent's side of an interpreter that runs in a process tree of its own, and is killed when it takes too long."""

from __future__ import annotations

import base64
import contextlib
import pickle
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from threading import Thread
from typing import TYPE_CHECKING, Any

from noetlc.confine.frames import ChannelClosed, FrameTooLarge
from noetlc.confine.processes import CAN_FORK, plant, zygote
from noetlc.confine.trees import Overdue, Tree
from noetlc.confine.wall import Wall
from noetlc.frontend.playbook import Playbook
from noetlc.host.errors import Aborted
from noetlc.host.limits import DEFAULT_LIMITS, RunLimits
from noetlc.host.wire import encode
from noetlc.interp.pybody.runner import BodyLimits
from noetlc.late import late
from noetlc.verify.answers import Interpreted, finished
from noetlc.verify.asking import QUESTION, encode_abort, encode_answer, read_question
from noetlc.verify.differential import LimitReached
from noetlc.verify.harvest import Facts

if TYPE_CHECKING:
    from noetlc.plugins import calling
    from noetlc.plugins.bind import Bound
else:
    calling = late("noetlc.plugins.calling")  # wasmtime

Json = Any


@dataclass(frozen=True, slots=True)
class InterpreterLimits:
    """Seconds and MiB of one example: of the whole interpreter, and of each Python body in it.

    `tree_mb` limits the interpreter and all its bodies together, where this process may make cgroups.
    """

    seconds: float = 2.0
    memory_mb: int = 384
    tree_mb: int | None = None
    body: BodyLimits = field(default_factory=lambda: BodyLimits(timeout_s=2.0, memory_mb=384))


class InterpreterProcess:
    """The interpreter of one playbook under one hash seed. It starts with `start` or the first run; one that died or was killed
    starts again with the next run. Nothing that it says is believed before its shape was checked."""

    def __init__(
        self,
        playbook: Playbook,
        seed: int,
        hash_seed: int = 0,
        limits: InterpreterLimits | None = None,
        unconfined: bool = False,
        facts: Facts | None = None,
        bound: Bound | None = None,
        plugin_limits: RunLimits = DEFAULT_LIMITS,
    ) -> None:
        """`facts` is what stub tools know of the playbook, `bound` are its plug-ins, whose calls in one run have `plugin_limits` together;
        `unconfined` allows it to run without a wall. `wall` is what the last tree was given."""
        self.wall: Wall | None = None
        self._unconfined = unconfined
        self._starting: Thread | None = None
        # What is pickled goes from here to a confined process, never back.
        known = base64.b64encode(pickle.dumps(facts)).decode("ascii")
        self._bound = bound
        self._plugin_limits = plugin_limits
        uses = [] if bound is None else [[path, version, entry] for path, version, entry in bound.entries()]
        text, name = playbook.source.text, playbook.source.name
        declared = {} if bound is None else bound.declared()
        self._hello = {"text": text, "name": name, "seed": seed, "facts": known, "plugins": uses, "declared": declared}
        self._limits = limits or InterpreterLimits()
        self._hash_seed = hash_seed
        self._tree: Tree | None = None

    def start_soon(self) -> None:
        """Starts it without waiting for that."""
        if CAN_FORK:
            zygote(self._hash_seed)

        def plant_quietly() -> None:
            with contextlib.suppress(Exception):  # `start` tries again, and says what is wrong
                self._plant()

        self._starting = Thread(target=plant_quietly, name="noetlc-start", daemon=True)
        self._starting.start()

    def start(self) -> Tree:
        """Begins to read the playbook, if that was not begun yet. Raises what the start raised."""
        if self._starting is not None:
            self._starting.join()
            self._starting = None
        if self._tree is None:
            self._plant()
        assert self._tree is not None
        return self._tree

    def _plant(self) -> None:
        limits = self._limits
        settings: dict[str, object] = {"memory": limits.memory_mb << 20, "body": asdict(limits.body), "hash_seed": self._hash_seed}
        if limits.tree_mb is not None:
            settings["tree_memory"] = limits.tree_mb << 20
        tree = plant("interpreter", settings, self._hash_seed, self._unconfined)
        with contextlib.suppress(ChannelClosed, Overdue, FrameTooLarge):  # the first order finds out
            tree.send(encode(self._hello))
        self._tree = tree
        self.wall = tree.wall

    def begin(
        self, payload: dict[str, Json], execution_id: str, *, plain: bool = False, coverage: bool = False
    ) -> Callable[[], Interpreted]:
        """Begins a run; what is returned waits for its end, and must be called before the next run begins.

        With `plain` every tool works. With `coverage` the run says what it reached, and its bodies are instrumented for that.
        Waiting raises LimitReached; so does beginning.
        """
        order = encode({"payload": payload, "execution_id": execution_id, "plain": plain, "coverage": coverage})
        try:
            tree = self.start()
            deadline = time.monotonic() + self._limits.seconds
            tree.send(order)
        except FrameTooLarge:
            raise LimitReached("the size of a payload") from None
        except ChannelClosed:
            raise self._lost() from None
        except Overdue:
            self.close()
            raise LimitReached("the time to read a payload") from None
        return lambda: self._finish(deadline)

    def _finish(self, deadline: float) -> Interpreted:
        try:
            if self._bound is None:
                return finished(self.start().receive(deadline - time.monotonic()))
            return self._converse(self._bound)
        except Overdue:
            self.close()
            raise LimitReached(f"the interpreter's {self._limits.seconds:g} s") from None
        except ChannelClosed:
            raise self._lost() from None

    def _converse(self, bound: Bound) -> Interpreted:
        """Answers what the interpreter asks until it reports. Its time is that in which it is waited for: before, it may have waited for
        an answer itself. Raises what receiving raises, and LimitReached for a plug-in that takes too long or answers too much."""
        plugins = calling.PluginRunner(bound, self._plugin_limits)
        left = self._limits.seconds
        abort: Aborted | None = None
        tree = self.start()
        while True:
            started = time.monotonic()
            frame = tree.receive(left)
            left -= time.monotonic() - started
            if frame[:1] != QUESTION:
                break
            use, data, used = read_question(frame[1:])
            if not plugins.binds(use) or abort is not None:
                raise ChannelClosed
            try:
                answer = encode_answer(plugins.call(use, data, used))
            except Aborted as error:
                if error.kind != "trap":
                    self.close()
                    raise LimitReached("the time of a plug-in") from error
                abort, answer = error, encode_abort(error)
            try:
                tree.send(answer)
            except FrameTooLarge:
                self.close()
                raise LimitReached("the size of a plug-in's output") from None
        done = finished(frame)
        trapped = done.abort is not None and done.abort.kind == "trap"
        if trapped != (abort is not None):
            raise ChannelClosed
        return replace(done, abort=abort) if trapped else done

    def _lost(self) -> LimitReached:
        status = self.close()
        cause = f"signal {-status}" if status < 0 else f"exit code {status}"
        return LimitReached(f"the interpreter's process ended with {cause}")

    def close(self) -> int:
        """Ends the process; its exit code, or minus the signal that ended it."""
        if self._starting is not None:
            self._starting.join()
            self._starting = None
        tree, self._tree = self._tree, None
        return tree.end(kill=True) if tree is not None else 0
