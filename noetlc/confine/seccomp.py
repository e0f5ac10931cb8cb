"""Seccomp: the system calls that are left. A filter is a BPF program; it holds for all descendants and can only be narrowed.

Assembled here and not with libseccomp, which a fresh machine may lack: two dozen instructions, and a wall must not depend on what
happens to be installed.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from dataclasses import dataclass

from noetlc.confine import linux

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_KILL, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_X32 = 0x40000000
_MODE_FILTER = 2

_PROT_EXEC = 4
_NEW_NAMESPACES = 0x7E020080 | 0x02000000  # every CLONE_NEW* bit
_ARCHES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# name: number on x86_64, number on aarch64; None where the architecture has no such call
_CALLS: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "fstat": (5, 80), "poll": (7, None), "lseek": (8, 62), "mmap": (9, 222),
    "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "select": (23, None), "sched_yield": (24, 124), "mremap": (25, 216), "madvise": (28, 233),
    "getpid": (39, 172), "sendto": (44, 206), "recvfrom": (45, 207), "sendmsg": (46, 211), "recvmsg": (47, 212),
    "getsockname": (51, 204), "socketpair": (53, 199), "getsockopt": (55, 209), "clone": (56, 220), "fork": (57, None),
    "exit": (60, 93), "wait4": (61, 260), "kill": (62, 129), "fcntl": (72, 25), "getrusage": (98, 165), "setsid": (112, 157),
    "sigaltstack": (131, 132), "prctl": (157, 167), "gettid": (186, 178), "futex": (202, 98), "sched_getaffinity": (204, 123),
    "set_tid_address": (218, 96), "clock_gettime": (228, 113), "clock_getres": (229, 114), "exit_group": (231, 94),
    "pselect6": (270, 72), "ppoll": (271, 73), "set_robust_list": (273, 99), "prlimit64": (302, 261), "seccomp": (317, 277),
    "getrandom": (318, 278), "rseq": (334, 293), "clone3": (435, 435), "ioctl": (16, 29), "pipe2": (293, 59),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Unless:
    """Refuses a call when an argument has one of these bits."""

    argument: int
    bits: int


@dataclass(frozen=True, slots=True)
class _Only:
    """Allows a call for these values of an argument alone."""

    argument: int
    values: tuple[int, ...]


Rule = _Unless | _Only | None

_COMMON: dict[str, Rule] = dict.fromkeys(
    (
        "read", "write", "close", "fstat", "lseek", "munmap", "brk", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_yield",
        "mremap", "madvise", "getpid", "sendto", "recvfrom", "recvmsg", "getsockname", "getsockopt", "exit", "getrusage", "sigaltstack",
        "gettid", "futex", "sched_getaffinity", "clock_gettime", "clock_getres", "exit_group", "getrandom", "poll", "ppoll",
        "select", "pselect6",
    )
)  # fmt: skip
_COMMON |= {"mmap": _Unless(2, _PROT_EXEC), "mprotect": _Unless(2, _PROT_EXEC), "prlimit64": _Only(0, (0,))}

WORKER = _COMMON
"""What runs a body: its channel, its memory, its end."""

INTERPRETER: dict[str, Rule] = _COMMON | {
    "sendmsg": None,
    "socketpair": _Only(1, (1, 1 | 0x80000)),  # streams, close-on-exec: a datagram could be sent to an address
    "ioctl": _Only(1, (0x5421,)),  # FIONBIO: whether a socket waits
}
"""What interprets a playbook: the same, and channels to workers that another process forks for it."""

TREE: dict[str, Rule] = _COMMON | {
    **dict.fromkeys(("socketpair", "pipe2", "sendmsg", "fork", "wait4", "kill", "setsid", "seccomp")),
    **dict.fromkeys(("set_tid_address", "set_robust_list", "rseq")),
    "clone": _Unless(0, _NEW_NAMESPACES),
    "prctl": _Only(0, (linux.PR_SET_PDEATHSIG, linux.PR_SET_DUMPABLE, linux.PR_SET_SECCOMP, linux.PR_SET_NO_NEW_PRIVS)),
    "fcntl": _Only(1, (1, 2, 3, 4)),  # get and set descriptor and status flags
    "ioctl": _Only(1, (0x5421,)),  # FIONBIO: whether a socket waits
}
"""What forks workers, or interprets a playbook."""

_NO_SUCH_CALL = ("clone3",)  # its flags lie in memory that a filter cannot see; libraries fall back to clone


def _instruction(code: int, operand: int, when: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("<HBBI", code, when, otherwise, operand & 0xFFFFFFFF)


def _return(action: int) -> bytes:
    return _instruction(_RETURN, action)


def program(calls: dict[str, Rule]) -> bytes:
    """The BPF program that allows these calls and answers EPERM to all others; another architecture ends the process.

    Raises OSError for a machine whose numbers are not known.
    """
    machine = platform.machine()
    if machine not in _ARCHES:
        raise OSError(errno.ENOSYS, f"no table of system calls for {machine}")
    column = 0 if machine == "x86_64" else 1
    refuse = _return(_ERRNO | errno.EPERM)
    parts = [_instruction(_LOAD, _ARCH), _instruction(_EQUAL, _ARCHES[machine], 1), _return(_KILL), _instruction(_LOAD, _NUMBER)]
    if machine == "x86_64":
        parts += [_instruction(_AT_LEAST, _X32, 0, 1), _return(_KILL)]
    for name in _NO_SUCH_CALL:
        number = _CALLS[name][column]
        assert number is not None
        parts += [_instruction(_EQUAL, number, 0, 1), _return(_ERRNO | errno.ENOSYS)]
    for name, rule in calls.items():
        number = _CALLS[name][column]
        if number is None:
            continue
        body = _checks(rule, refuse)
        parts += [_instruction(_EQUAL, number, 0, len(body)), *body]
    return b"".join([*parts, refuse])


def _checks(rule: Rule, refuse: bytes) -> list[bytes]:
    """The instructions that decide once the number is known. Arguments are looked at in their lower half; the upper must be 0."""
    if rule is None:
        return [_return(_ALLOW)]
    low = _instruction(_LOAD, _ARGUMENTS + 8 * rule.argument)
    if isinstance(rule, _Unless):
        return [low, _instruction(_ANY_BIT, rule.bits, 0, 1), refuse, _return(_ALLOW)]
    high = [_instruction(_LOAD, _ARGUMENTS + 8 * rule.argument + 4), _instruction(_EQUAL, 0, 1), refuse]
    tests = [_instruction(_EQUAL, value, len(rule.values) - index) for index, value in enumerate(rule.values)]
    return [*high, low, *tests, refuse, _return(_ALLOW)]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def narrow(calls: dict[str, Rule]) -> None:
    """Leaves this process, and all that it forks, these calls. Needs `no_new_privs`. Raises OSError."""
    code = program(calls)
    holder = _Program(len(code) // 8, code)
    linux.prctl(linux.PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(holder))
