"""The zygotes of this process, and the trees that are planted from them."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from noetlc.confine.forking import Forker, ServerLost
from noetlc.confine.trees import ForkedTree, SpawnedTree, Tree

CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")

ROLES = {"bodies": "noetlc.interp.pybody.server", "interpreter": "noetlc.verify.interpreter"}

_ROOT = Path(__file__).resolve().parents[2]
_BOOT = """
import json, sys
library = list(sys.path)
sys.path[:0] = json.loads(sys.argv[1])
from noetlc.confine.zygote import {entry}
{entry}(library, *sys.argv[2:])
"""


class ZygoteLost(RuntimeError):
    """A zygote ended and could not be started again."""


def _command(entry: str, *arguments: str) -> list[str]:
    """Python without site packages and user settings; what the roles need is found where this process finds it, compiled if it may be."""
    paths = json.dumps([str(_ROOT), *(entry for entry in sys.path if entry and os.path.isdir(entry))])
    code = _BOOT.replace("{entry}", entry)
    compiled = ["-B"] if sys.dont_write_bytecode else []
    if sys.pycache_prefix is not None:
        compiled += ["-X", f"pycache_prefix={sys.pycache_prefix}"]
    return [sys.executable, "-S", "-s", "-P", *compiled, "-X", "utf8", "-c", code, paths, *arguments]


def _environment(hash_seed: int) -> dict[str, str]:
    """All that a confined process sees of the environment."""
    kept = {"PYTHONHASHSEED": str(hash_seed)}
    if os.name == "nt" and "SYSTEMROOT" in os.environ:
        kept["SYSTEMROOT"] = os.environ["SYSTEMROOT"]  # without it the Windows C library does not start
    return kept


def _stderr() -> int | None:
    """Nothing that a confined process writes reaches this process's streams, unless its developer asks."""
    return None if os.environ.get("NOETL_TRACEBACK") else subprocess.DEVNULL


class Zygote:
    """The zygote process of one hash seed; started at once, awaited at the first order, started again when it is gone."""

    def __init__(self, hash_seed: int) -> None:
        self.hash_seed = hash_seed
        self._lock = threading.Lock()
        self._start()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                _command("main", str(theirs.fileno()), json.dumps(ROLES)),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=_stderr(),
                pass_fds=[theirs.fileno()],
                env=_environment(self.hash_seed),
                cwd="/",
                start_new_session=True,  # Ctrl-C of a terminal is for us alone; we end it
            )
        self._forker = Forker(ours)

    def plant(self, role: str, settings: dict[str, object]) -> ForkedTree:
        """A new tree whose root runs the role. Raises ZygoteLost."""
        with self._lock:
            try:
                return self._forker.fork(role=role, settings=settings)
            except ServerLost:
                self._close()
                self._start()
            try:
                return self._forker.fork(role=role, settings=settings)
            except ServerLost:
                raise ZygoteLost("the process that runs what is not trusted cannot be started") from None

    def _close(self) -> None:
        self._forker.close()
        self._process.wait()

    def close(self) -> None:
        """Ends the zygote and its trees."""
        with self._lock:
            self._close()


_zygotes: dict[tuple[int, int], Zygote] = {}
_lock = threading.Lock()


def zygote(hash_seed: int = 0) -> Zygote:
    """The zygote of this process for a hash seed, ended with the process. The first call only starts it."""
    with _lock:
        key = (os.getpid(), hash_seed)  # a forked process must not talk on its parent's channels
        found = _zygotes.get(key)
        if found is None:
            found = _zygotes[key] = Zygote(hash_seed)
            atexit.register(found.close)
        return found


class Unconfined(Exception):
    """This machine gives no wall, and nobody allowed to do without. The text says what is missing."""


def plant(role: str, settings: dict[str, object], hash_seed: int = 0, unconfined: bool = False) -> Tree:
    """A new tree whose root runs the role. Raises Unconfined if it has no wall, unless that is allowed here or by NOETLC_UNCONFINED=1."""
    tree = zygote(hash_seed).plant(role, settings) if CAN_FORK else _spawn(role, settings, hash_seed)
    allowed = unconfined or os.environ.get("NOETLC_UNCONFINED") == "1"
    if tree.wall.level == "none" and not allowed:
        tree.end(kill=True)
        raise Unconfined(tree.wall.describe())
    return tree


def _spawn(role: str, settings: dict[str, object], hash_seed: int) -> SpawnedTree:
    process = subprocess.Popen(
        _command("alone", json.dumps({role: ROLES[role]}), json.dumps(settings)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=_stderr(),
        env=_environment(hash_seed),
        start_new_session=True,
    )
    return SpawnedTree(process)
