"""Which modules this compiler made.

Such a module spends its step budget and looks at its stop word wherever it may go on for long, so it needs none of the checks that
foreign code is compiled with. A manifest proves nothing. What counts is the digest: of a module that this process built, or one for
which `noetl build` left a note in a folder that only its owner can write.
"""

from __future__ import annotations

import threading
from pathlib import Path

from noetlc import cache_files
from noetlc.cache_files import CacheFolder

MAX_NOTES = 4096
SUFFIX = ".built"

_lock = threading.Lock()
_built: set[str] = set()


def built(digest: str) -> None:
    """This process made the module with this SHA-256 (hex)."""
    with _lock:
        _built.add(digest)


def note(digest: str, folder: Path | None = None) -> None:
    """Leaves a note for later processes; a folder that cannot be written or trusted is not an error, runs are slower then."""
    notes = _notes(folder)
    if notes is not None:
        notes.write(digest + SUFFIX, b"")


def is_ours(digest: str, folder: Path | None = None) -> bool:
    """Whether the module with this SHA-256 (hex) is known to come from this compiler."""
    with _lock:
        if digest in _built:
            return True
    notes = _notes(folder)
    if notes is None or notes.read(digest + SUFFIX) is None:
        return False
    built(digest)
    return True


def _notes(folder: Path | None) -> CacheFolder | None:
    """The notes, in the user's cache folder unless another is given; None without a home."""
    place = folder if folder is not None else cache_files.root()
    return None if place is None else CacheFolder(place, SUFFIX, MAX_NOTES * cache_files.HEADER)
