"""Differential verification of a module against the interpreter."""

from noetlc.verify.differential import Divergence, Engines, LimitReached, Run, Verification, verify

__all__ = ["Divergence", "Engines", "LimitReached", "Run", "Verification", "verify"]
