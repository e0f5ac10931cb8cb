"""The host of the command line: this machine's clock, entropy and environment, waits that wait, log lines on stderr."""

from __future__ import annotations

import logging
import os
import sys
import time

from noetlc.host.capability import AmbientHost, GrantedHost
from noetlc.host.python_tool import TOOL
from noetlc.interp.host import PRINTED


class LocalHost(AmbientHost):
    """Ambient capabilities of this machine, and `tool_python`; other tools answer `unsupported`.

    Put it behind a GrantedHost: it runs whatever it is asked to.
    """

    def __init__(self, execution_id: str = "0", quiet: bool = False) -> None:
        self.execution_id = execution_id
        self.quiet = quiet  # whether what bodies print is not shown

    def call(self, name: str, request: bytes) -> bytes:
        if name != TOOL:
            return super().call(name, request)
        from noetlc.host.python_process import run_granted

        return run_granted(request, self.execution_id, log=self.log)

    def sleep(self, nanoseconds: int) -> None:
        if nanoseconds > 0:
            time.sleep(nanoseconds / 1e9)

    def env(self, name: str) -> str | None:
        return os.environ.get(name) if name and "\0" not in name and "=" not in name else None

    def log(self, level: int, line: str) -> None:
        if level != PRINTED:
            line = f"{logging.getLevelName(level)}: {line}"
        elif self.quiet:
            return
        print(line, file=sys.stderr)


def local_host(grants: frozenset[str], execution_id: str = "0") -> GrantedHost:
    """A host of this machine that lets the granted tools through."""
    return GrantedHost(LocalHost(execution_id), grants)
