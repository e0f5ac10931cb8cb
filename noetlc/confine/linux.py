"""The system calls that Python has no functions for. All raise OSError; on other systems than Linux they do not exist."""

from __future__ import annotations

import ctypes
import os
import platform
import sys

LINUX = sys.platform.startswith("linux")

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 24, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4

# Numbers of the calls made by number here; those above 423 are the same on every architecture.
_NUMBERS = {
    "x86_64": {"pivot_root": 155, "capset": 126},
    "aarch64": {"pivot_root": 41, "capset": 91},
}
_COMMON = {"mount_setattr": 442, "landlock_create_ruleset": 444, "landlock_restrict_self": 446}

_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None


def _raise() -> None:
    number = ctypes.get_errno()
    raise OSError(number, os.strerror(number))


def prctl(option: int, *arguments: int) -> None:
    """`prctl(2)`."""
    assert _libc is not None
    padded = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    if _libc.prctl(option, *padded) < 0:
        _raise()


def unshare(flags: int) -> None:
    """`unshare(2)`."""
    assert _libc is not None
    if _libc.unshare(flags) < 0:
        _raise()


def mount(source: bytes, target: bytes, kind: bytes | None, flags: int, data: bytes | None = None) -> None:
    """`mount(2)`."""
    assert _libc is not None
    if _libc.mount(source, target, kind, ctypes.c_ulong(flags), data) < 0:
        _raise()


def detach(target: bytes) -> None:
    """`umount2(2)` with `MNT_DETACH`."""
    assert _libc is not None
    if _libc.umount2(target, 2) < 0:
        _raise()


def call(name: str, *arguments: object) -> int:
    """A system call by name. Raises OSError, also where the number is not known."""
    number = _COMMON.get(name) or _NUMBERS.get(platform.machine(), {}).get(name)
    if number is None:
        raise OSError(38, f"{name} is not known on {platform.machine()}")
    assert _libc is not None
    result: int = _libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        _raise()
    return result
