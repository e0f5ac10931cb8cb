"""The audit hook inside a process that runs bodies: it stops mistakes and plain attempts; the kernel is the wall."""

from __future__ import annotations

import os
import sys
import sysconfig
from typing import Any

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
