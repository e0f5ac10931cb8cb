"""Hypothesis without a trace in the process that builds.

By itself Hypothesis reads constants out of the modules of the user's project, so what it draws depends on what is imported, and keeps
them in a folder `.hypothesis` where the command was started. Verification draws the same values everywhere and stores nothing.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hypothesis.errors import HypothesisWarning

from noetlc.late import late, load

if TYPE_CHECKING:
    import hypothesis.internal.conjecture.providers
else:
    hypothesis = late("hypothesis", "hypothesis.internal.conjecture.providers")

_lock = threading.RLock()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hypothesis neither warns nor looks at the user's modules inside the `with` block; one thread at a time."""
    with _lock, warnings.catch_warnings():
        warnings.simplefilter("ignore", HypothesisWarning)
        try:
            load(hypothesis)
        except ImportError:  # a version that does not read modules
            yield
            return
        internals: dict[str, Any] = vars(hypothesis.internal.conjecture.providers)
        read, constants = internals.get("_get_local_constants"), internals.get("Constants")
        if read is None or constants is None:
            yield
            return
        internals["_get_local_constants"] = constants
        _forget(internals)
        try:
            yield
        finally:
            internals["_get_local_constants"] = read
            _forget(internals)


def _forget(internals: dict[str, Any]) -> None:
    """Empties the cache of constants that may be drawn."""
    found = getattr(internals.get("CONSTANTS_CACHE"), "cache", None)
    if found is not None:
        found.clear()
