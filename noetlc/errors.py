"""The base of every error this package raises on purpose."""

from __future__ import annotations


class NoetlcError(Exception):
    """Base of `BuildError`, `Divergence`, `HostError` (`Aborted`), `InvalidPlaybook`, `RecordingError` and `KeychainError`."""
