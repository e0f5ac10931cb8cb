"""The Python API: build, run, interpret and check playbooks. Re-exported by `noetlc`."""

from __future__ import annotations

from noetlc.building import BuildResult, build
from noetlc.diagnostics import Diagnostic
from noetlc.envelope import Envelope, ErrorEntry, WarningEntry
from noetlc.errors import NoetlcError
from noetlc.granting import tools
from noetlc.host.errors import Aborted, HostError
from noetlc.host.limits import Limits, RunLimits
from noetlc.interp.options import RunOptions
from noetlc.loading import BuildError, check
from noetlc.running import interpret, run
from noetlc.verify.differential import Divergence

__all__ = [
    "Aborted",
    "BuildError",
    "BuildResult",
    "Diagnostic",
    "Divergence",
    "Envelope",
    "ErrorEntry",
    "HostError",
    "Limits",
    "NoetlcError",
    "RunLimits",
    "RunOptions",
    "WarningEntry",
    "build",
    "check",
    "interpret",
    "run",
    "tools",
]
