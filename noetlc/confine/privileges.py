"""What a confined process may not be any more: root, capable, traceable."""

from __future__ import annotations

import ctypes
import errno
import os
import signal

from noetlc.confine import linux

_FIRST_UID = 0x70000000
_LAST_CAPABILITY = 63
_CAPABILITY_VERSION_3 = 0x20080522


def another_user(number: int | None = None) -> None:
    """Gives up root for a user that owns nothing and runs nothing else, by the number of this process or another one that is unique.

    Raises OSError if this process is not root.
    """
    if os.geteuid() != 0:
        raise OSError(errno.EPERM, "not started as root")
    uid = _FIRST_UID | (os.getpid() if number is None else number)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    linux.prctl(linux.PR_SET_DUMPABLE, 1)  # a change of user cleared it; the maps of a user namespace are written next


def die_with_parent() -> None:
    """Ends this process when the one that forked it ends, where the kernel can; elsewhere it ends with its channel.

    A change of user or of namespaces takes this back.
    """
    if linux.LINUX:
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)


def not_traceable() -> None:
    """No other process of the same user may read or trace this one, where the kernel can see to it."""
    if linux.LINUX:
        linux.prctl(linux.PR_SET_DUMPABLE, 0)


def no_capabilities() -> None:
    """Drops all capabilities, for this process and all that it forks or executes. Raises OSError."""
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    for capability in range(_LAST_CAPABILITY + 1):
        try:
            linux.prctl(linux.PR_CAPBSET_DROP, capability)
        except OSError:  # beyond the last one of this kernel, or not ours to drop: it cannot be gained either
            break
    linux.prctl(linux.PR_CAP_AMBIENT, linux.PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    linux.call("capset", header, (ctypes.c_uint32 * 6)())
