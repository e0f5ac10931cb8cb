"""Resource limits of one process."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

# Loaded here and not where it is used: a process behind the wall can load nothing. None where the system is not POSIX.
resource: Any = import_module("resource") if find_spec("resource") else None


def limit_resources(memory_bytes: int) -> bool:
    """Memory, no written files, no core, no further processes, few descriptors; False where the system has no such limits."""
    if resource is None:
        return False
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
    return True


def limit_cpu(seconds: float) -> None:
    """Allows this process `seconds` more of CPU time."""
    if resource is None:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(usage.ru_utime + usage.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard < 0 else min(wanted, hard), hard))
