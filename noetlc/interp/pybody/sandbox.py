"""Confinement of the process that runs bodies: namespaces, resource limits, and an audit hook (docs/confinement.md)."""

from __future__ import annotations

import ctypes
import os
import sys
import sysconfig
from typing import Any

_CLONE_NEWIPC, _CLONE_NEWUSER, _CLONE_NEWNET = 0x08000000, 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS = 38
_REFUSED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile", "os.kill",
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.chflags", "os.link", "os.symlink",
    "os.truncate", "os.utime", "os.chdir", "os.fwalk", "os.walk", "os.putenv", "os.unsetenv", "os.setxattr", "os.removexattr",
    "os.getxattr", "os.listxattr", "os.lockf", "os.add_dll_directory", "shutil.", "ctypes.", "pty.", "fcntl.", "mmap.",
    "resource.", "signal.", "sqlite3.", "tempfile.", "glob.", "pathlib.", "ftplib.", "smtplib.", "poplib.", "imaplib.",
    "nntplib.", "telnetlib.", "urllib.", "http.client.", "webbrowser.", "winreg.", "msvcrt.", "_winapi.", "syslog.",
    "sys.addaudithook", "sys.settrace", "sys.setprofile", "gc.",
)  # fmt: skip
_DIRECTORY = ("os.listdir", "os.scandir")


def enter_namespaces() -> bool:
    """Puts this process into user, network and IPC namespaces of its own; False where the kernel does not allow it."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return int(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC)) == 0


def limit_resources(memory_bytes: int) -> None:
    """Limits of one body process; the CPU limit is set per body by `limit_cpu`."""
    try:
        import resource
    except ImportError:  # not a POSIX system
        return
    for name, value in (
        ("RLIMIT_AS", memory_bytes),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", 32),
    ):
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):  # a lower hard limit is already in force, or the system knows no such limit
            continue


def limit_cpu(seconds: float) -> None:
    """Allows this process `seconds` more of CPU time."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(usage.ru_utime + usage.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard < 0 else min(wanted, hard), hard))


class Guard:
    """The audit hook. It cannot be removed; `closed` switches it on for the time a body runs."""

    def __init__(self) -> None:
        self.closed = False
        paths = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
        self._library = tuple(os.path.realpath(path) + os.sep for path in paths if path)

    def install(self) -> None:
        """Adds the hook to this process."""
        sys.addaudithook(self._audit)

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.closed:
            return
        if event == "open":
            self._check_open(args)
        elif event in _DIRECTORY:
            self._check_path(args[0])
        elif event.startswith(_REFUSED):
            raise PermissionError(f"{event} is not allowed in a confined step")

    def _check_open(self, args: tuple[Any, ...]) -> None:
        path, mode, flags = args[0], args[1], args[2] if len(args) > 2 else 0
        writes = isinstance(mode, str) and any(mark in mode for mark in "wax+")
        writes = writes or (isinstance(flags, int) and mode is None and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) != 0)
        if writes:
            raise PermissionError("writing files is not allowed in a confined step")
        self._check_path(path)

    def _check_path(self, path: object) -> None:
        """Only the standard library may be read: modules load parts of themselves late."""
        text = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else ""
        if not (text + os.sep).startswith(self._library) or ".." in text:
            raise PermissionError("reading files is not allowed in a confined step")
