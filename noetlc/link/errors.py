"""The one error of linking."""

from __future__ import annotations

from noetlc.plugins.model import PluginError


class LinkError(PluginError):
    """A module cannot be linked. `code` is one of

    P01 not a wasm module, P02 an import that no plug-in may have, P03 an export that is missing or of another type,
    P04 a feature that wasmtime 27 does not have or that is not deterministic, P07 beyond a limit.
    """


class LinkDefect(LinkError):
    """Linking sound modules gave one that is not: a mistake of this package."""


def malformed(why: str) -> LinkError:
    """P01 for bytes that are no valid module."""
    return LinkError("P01", f"this is no valid wasm module: {why}", "build it again; `wasm-tools validate` shows more")


def refused(what: str) -> LinkError:
    """P04 for what is outside the contract."""
    return LinkError(
        "P04",
        f"{what} is not part of what modules may use",
        "compile for wasm32 with multi-value, bulk memory, SIMD and tail calls at most; without threads, exceptions, GC, relaxed SIMD",
    )
