"""Landlock: no file, no TCP port, no socket and no process outside may be reached, whatever the other measures are worth."""

from __future__ import annotations

import ctypes
import os

from noetlc.confine import linux

_GET_VERSION = 1

# How many kinds of file access, and which network and scope bits, each version of Landlock knows.
_FILE_ACCESSES = {1: 13, 2: 14, 3: 15, 4: 15}
_NEWEST_FILE_ACCESSES = 16
_NET_SINCE, _NET = 4, 0b11  # bind, connect
_SCOPES_SINCE, _SCOPES = 6, 0b11  # abstract sockets, signals


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


def version() -> int:
    """The kernel's version of Landlock. Raises OSError where it has none."""
    return linux.call("landlock_create_ruleset", None, ctypes.c_size_t(0), ctypes.c_uint32(_GET_VERSION))


def deny_all() -> None:
    """Handles everything this kernel can handle and allows nothing. Needs `no_new_privs`. Raises OSError."""
    known = version()
    files = (1 << _FILE_ACCESSES.get(known, _NEWEST_FILE_ACCESSES)) - 1
    rules = _Ruleset(files, _NET if known >= _NET_SINCE else 0, _SCOPES if known >= _SCOPES_SINCE else 0)
    size = 24 if known >= _SCOPES_SINCE else 16 if known >= _NET_SINCE else 8
    ruleset = linux.call("landlock_create_ruleset", ctypes.byref(rules), ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        linux.call("landlock_restrict_self", ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)
