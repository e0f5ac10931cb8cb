"""The host of the command line: this machine's clock, entropy and environment, waits that wait, log lines on stderr."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from noetlc.diagnostics.terminal import LONGEST, shown
from noetlc.host.box.start import NO_RIGHTS, Rights
from noetlc.host.capability import AmbientHost, GrantedHost
from noetlc.host.python_tool import TOOL
from noetlc.host.tools.grants import expand
from noetlc.host.tools.keychain import is_private
from noetlc.interp.host import PRINTED
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.host import python_process
else:
    python_process = late("noetlc.host.python_process")

LONGEST_WAIT = 86_400.0 * 365  # seconds; the clock of Python takes no more than some centuries


class LocalHost(AmbientHost):
    """Ambient capabilities of this machine, and `tool_python`; other tools answer `unsupported`.

    Put it behind a GrantedHost: it runs whatever it is asked to.
    """

    def __init__(
        self, execution_id: str = "0", *, quiet: bool = False, environment: Iterable[str] = (), rights: Rights = NO_RIGHTS
    ) -> None:
        """`environment` are the names of variables that may be seen, `rights` those of granted bodies that are not pure.

        With `quiet`, what bodies print is not shown.
        """
        super().__init__(environment)
        self.execution_id = execution_id
        self.quiet = quiet
        self.rights = rights

    def call(self, name: str, request: bytes) -> bytes:
        if name != TOOL:
            return super().call(name, request)
        variables = {name: value for name in sorted(self.environment) if not is_private(name) and (value := self.env(name)) is not None}
        return python_process.run_granted(request, self.execution_id, rights=self.rights, variables=variables, log=self.log)

    def sleep(self, nanoseconds: int) -> None:
        if nanoseconds > 0:
            time.sleep(min(nanoseconds / 1e9, LONGEST_WAIT))

    def log(self, level: int, line: str) -> None:
        if level != PRINTED:
            line = f"{logging.getLevelName(level)}: {line}"
        elif self.quiet:
            return
        print(shown(line, longest=LONGEST), file=sys.stderr)


def local_host(grants: frozenset[str], execution_id: str = "0", environment: Iterable[str] = ()) -> GrantedHost:
    """A host of this machine that lets the granted tools through."""
    grants = expand(grants)
    rights = Rights(f"{TOOL}:files" in grants, f"{TOOL}:network" in grants)
    return GrantedHost(LocalHost(execution_id, environment=environment, rights=rights), grants)
