"""The host of the command line: this machine's clock, entropy and environment, waits that wait, log lines on stderr."""

from __future__ import annotations

import logging
import os
import sys
import time

from noetlc.host.capability import AmbientHost, GrantedHost


class LocalHost(AmbientHost):
    """Ambient capabilities of this machine; tools answer `unsupported`."""

    def sleep(self, nanoseconds: int) -> None:
        if nanoseconds > 0:
            time.sleep(nanoseconds / 1e9)

    def env(self, name: str) -> str | None:
        return os.environ.get(name) if name and "\0" not in name and "=" not in name else None

    def log(self, level: int, line: str) -> None:
        print(f"{logging.getLevelName(level)}: {line}", file=sys.stderr)


def local_host(grants: frozenset[str]) -> GrantedHost:
    """A host of this machine that lets the granted tools through."""
    return GrantedHost(LocalHost(), grants)
