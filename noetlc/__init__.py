"""noetlc compiles NoETL playbooks to small, verified WebAssembly modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noetlc.api import (
        Aborted,
        BuildError,
        BuildResult,
        Diagnostic,
        Divergence,
        Envelope,
        ErrorEntry,
        HostError,
        Limits,
        NoetlcError,
        RunLimits,
        RunOptions,
        WarningEntry,
        build,
        check,
        interpret,
        run,
        tools,
    )

__version__ = "0.1.0"

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
    "__version__",
    "build",
    "check",
    "interpret",
    "run",
    "tools",
]


def __getattr__(name: str) -> object:
    """Imports the API when it is first used, so that `import noetlc` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from noetlc import api

    value: object = getattr(api, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
