"""The reference interpreter: an independent reading of the language on CPython and the `jinja2` package."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from noetlc.interp.host import Host, LocalHost
    from noetlc.interp.interpreter import InvalidPlaybook, interpret, interpret_run
    from noetlc.interp.options import RunOptions
    from noetlc.interp.pybody.runner import BodyLimits, BodyRunner

_HOMES = {
    "BodyLimits": "noetlc.interp.pybody.runner",
    "BodyRunner": "noetlc.interp.pybody.runner",
    "Host": "noetlc.interp.host",
    "InvalidPlaybook": "noetlc.interp.interpreter",
    "LocalHost": "noetlc.interp.host",
    "RunOptions": "noetlc.interp.options",
    "interpret": "noetlc.interp.interpreter",
    "interpret_run": "noetlc.interp.interpreter",
}

__all__ = ["BodyLimits", "BodyRunner", "Host", "InvalidPlaybook", "LocalHost", "RunOptions", "interpret", "interpret_run"]


def __getattr__(name: str) -> Any:
    """Loads parts when they are first used, so that options alone do not pay for jinja2."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    return getattr(import_module(home), name)
