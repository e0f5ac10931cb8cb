"""A memory cgroup for a whole tree, where this process may make one: limits count the processes of a tree together."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")


def _own() -> tuple[Path, str] | None:
    """The folder of this process's memory cgroup and the name of its limit, by the version in use."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _number, controllers, path = line.split(":", 2)
            if controllers == "memory" or "memory" in controllers.split(","):
                return _ROOT / "memory" / path.lstrip("/"), "memory.limit_in_bytes"
            if not controllers and (_ROOT / "cgroup.controllers").exists():
                return _ROOT / path.lstrip("/"), "memory.max"
    return None


def enter(name: str, memory: int) -> None:
    """Moves this process, and with it all that it forks, into a new cgroup that holds at most `memory` bytes. Raises OSError."""
    found = _own()
    if found is None:
        raise OSError(errno.EOPNOTSUPP, "no memory cgroups here")
    parent, limit = found
    folder = parent / name
    folder.mkdir(exist_ok=True)
    (folder / limit).write_text(str(memory))
    (folder / "cgroup.procs").write_text(str(os.getpid()))


def remove(name: str) -> None:
    """Removes a cgroup whose processes have ended, if there is one."""
    found = _own()
    if found is not None:
        with contextlib.suppress(OSError):
            (found[0] / name).rmdir()
