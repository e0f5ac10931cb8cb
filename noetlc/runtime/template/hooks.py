"""What filters ask the engine."""

from __future__ import annotations

from noetlc.kernel.lang import hook, val


@hook
def wf_remembered(text: val) -> val:
    """The text that this very string is the base64 of, 0 if that is not known."""
