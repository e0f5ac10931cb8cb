"""The wall around a tree: every mechanism that this machine gives, and what that amounts to.

A mechanism counts as given when it was put up and, where that can be tried, when trying to get past it failed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from noetlc.confine import cgroups, landlock, linux, namespaces, privileges, seccomp

Level = Literal["full", "contained", "none"]

MECHANISMS = ("another user", "namespaces", "empty root", "no capabilities", "landlock", "seccomp", "memory cgroup")
"""In the order in which they are put up. Resource limits come on top, process by process."""

_CONTAINED = frozenset({"no capabilities", "seccomp"})
_FULL = _CONTAINED | {"namespaces", "empty root"}


@dataclass(slots=True)
class Wall:
    """What a tree was given: by mechanism None, or why it is missing."""

    missing: dict[str, str | None] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """`full`: namespaces and system call filter. `contained`: the filter without namespaces, as in an ordinary container."""
        given = {name for name, reason in self.missing.items() if reason is None}
        if given >= _FULL:
            return "full"
        landlocked = self.missing.get("landlock") is None or self.missing.get("landlock") == NOT_IN_KERNEL
        return "contained" if given >= _CONTAINED and landlocked else "none"

    def describe(self) -> str:
        """What is missing, in one line."""
        absent = [f"{name} ({reason})" for name, reason in self.missing.items() if reason is not None]
        return ", ".join(absent) or "nothing"

    def encode(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def decode(cls, value: Any) -> Wall:
        """The inverse of `encode`; anything else is a tree without a wall."""
        missing = value.get("missing") if isinstance(value, dict) else None
        if not isinstance(missing, dict):
            return cls(dict.fromkeys(MECHANISMS, "the process did not say that it has it"))
        return cls({name: None if missing.get(name, "") is None else str(missing.get(name, "not reported"))[:200] for name in MECHANISMS})


NOT_IN_KERNEL = "this kernel has none"


class Builder:
    """Puts the wall up, around the process that calls it. `without` names mechanisms to leave out: a wall can only be made lower."""

    def __init__(self, without: frozenset[str] = frozenset()) -> None:
        self.without = without
        self.wall = Wall()

    def _put(self, name: str, build: Callable[[], None], *tried: Callable[[], bool]) -> None:
        """Puts one mechanism up and tries to get past it; it is missing if it is left out, raises OSError, or does not hold."""
        if name in self.without:
            self.wall.missing[name] = "left out"
        elif not linux.LINUX:
            self.wall.missing[name] = "only Linux has it"
        else:
            try:
                build()
                self.wall.missing[name] = None if all(holds() for holds in tried) else "it does not hold"
            except OSError as error:
                unknown = error.errno in (errno.ENOSYS, errno.EOPNOTSUPP)
                self.wall.missing[name] = NOT_IN_KERNEL if unknown else error.strerror or str(error)

    def outer(self, cgroup: str, memory: int | None) -> None:
        """What is done before the tree's root is forked off: user, namespaces, and a cgroup if the tree's `memory` has a limit."""
        if memory is None:
            self.wall.missing["memory cgroup"] = "not asked for"
        else:
            self._put("memory cgroup", lambda: cgroups.enter(cgroup, memory))
        if linux.LINUX:
            linux.prctl(linux.PR_SET_DUMPABLE, 1)
        self._put("another user", privileges.another_user)
        self._put("namespaces", namespaces.enter)
        privileges.die_with_parent()

    def inner(self) -> Wall:
        """The rest, in the tree's root."""
        privileges.die_with_parent()
        if self.wall.missing["namespaces"] is None:
            self._put("empty root", namespaces.empty_root, _no_file)
        else:
            self.wall.missing["empty root"] = "needs namespaces"
        self._put("no capabilities", privileges.no_capabilities)
        self._put("landlock", landlock.deny_all, _no_file)
        privileges.not_traceable()
        self._put("seccomp", lambda: seccomp.narrow(seccomp.TREE), _no_file, _no_socket)
        return self.wall


def seal(wall: Wall, calls: dict[str, seccomp.Rule]) -> None:
    """The narrower filter of a process that reads a playbook: `seccomp.WORKER` for what runs a body, `seccomp.INTERPRETER`.

    Raises OSError where the tree has a filter and this process cannot have it.
    """
    if wall.missing.get("seccomp", "absent") is None:
        seccomp.narrow(calls)
        if not (_no_fork() and _no_signal()):
            raise OSError("the narrower filter does not hold")


def _no_file() -> bool:
    """Whether no folder or file of the machine can be opened."""
    for path in ("/etc/passwd", "/etc", "/proc/self/status", "/dev/null"):
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_RDONLY))
            return False
    return True


def _no_socket() -> bool:
    with contextlib.suppress(OSError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()
        return False
    return True


def _no_fork() -> bool:
    try:
        child = os.fork()
    except OSError:
        return True
    if child == 0:
        os._exit(0)
    return False


def _no_signal() -> bool:
    with contextlib.suppress(OSError):
        os.kill(os.getpid(), signal.SIG_DFL)
        return False
    return True
