"""Namespaces of a tree: it sees no file, no network, no process and no user but its own."""

from __future__ import annotations

import os
from pathlib import Path

from noetlc.confine import linux

_MOUNT, _UTS, _IPC, _USER, _PID, _NET = 0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REMOUNT, _MS_REC, _MS_PRIVATE = 1, 2, 4, 8, 32, 0x4000, 0x40000
_INSIDE = 65534
_SCRATCH = (b"/tmp", b"/var", b"/usr", b"/etc")


def enter() -> None:
    """Puts this process into namespaces of its own; the next child it forks is the first process of the new PID namespace.

    Raises OSError where the kernel refuses.
    """
    outside = os.geteuid(), os.getegid()
    linux.unshare(_USER | _MOUNT | _PID | _NET | _IPC | _UTS)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_INSIDE} {outside[0]} 1")
    Path("/proc/self/gid_map").write_text(f"{_INSIDE} {outside[1]} 1")


def empty_root() -> None:
    """Replaces the root by an empty directory that cannot be written, with nothing mounted below it. Raises OSError."""
    linux.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE)
    scratch = next(path for path in _SCRATCH if os.path.isdir(path))
    flags = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    linux.mount(b"tmpfs", scratch, b"tmpfs", flags, b"size=4k,mode=0555")
    os.chdir(scratch)
    # Both arguments may be the same folder: the old root is then stacked on the new one, and taken off it.
    linux.call("pivot_root", b".", b".")
    linux.detach(b".")
    os.chdir("/")
    linux.mount(b"none", b"/", None, flags | _MS_REMOUNT | _MS_RDONLY)
