"""Runs a Python module under a system call filter like the default one of container engines: no namespaces, no mounts.

`python -m tests.security.container MODULE ARGUMENT…`
"""

from __future__ import annotations

import ctypes
import errno
import runpy
import struct
import sys

REFUSED = {"unshare": 272, "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "ptrace": 101, "bpf": 321, "keyctl": 250}
REFUSED_AARCH64 = {"unshare": 97, "setns": 268, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "ptrace": 117, "bpf": 280, "keyctl": 219}


def contain(machine: str) -> None:
    """Installs the filter."""

    def instruction(code: int, operand: int, when: int = 0, otherwise: int = 0) -> bytes:
        return struct.pack("<HBBI", code, when, otherwise, operand)

    numbers = (REFUSED if machine == "x86_64" else REFUSED_AARCH64).values()
    refusals = [instruction(0x15, number, 0, 1) + instruction(0x06, 0x00050000 | errno.EPERM) for number in numbers]
    code = instruction(0x20, 0) + b"".join(refusals) + instruction(0x06, 0x7FFF0000)

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    libc = ctypes.CDLL(None, use_errno=True)
    program = Program(len(code) // 8, code)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "no filter")


if __name__ == "__main__":
    import platform

    contain(platform.machine())
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
