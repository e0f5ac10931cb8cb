"""Which modules this compiler made.

Such a module spends its step budget and looks at its stop word wherever it may go on for long, so it needs none of the checks that
foreign code is compiled with. A manifest proves nothing. What counts is the digest: of a module that this process built, or one for
which `noetl build` left a note in a folder that only its owner can write.
"""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

from noetlc import cache_files

MAX_NOTES = 4096

_lock = threading.Lock()
_built: set[str] = set()


def owned(found: os.stat_result) -> bool:
    """Whether a file or folder is ours and nobody else can write to it."""
    if not hasattr(os, "getuid"):
        return True
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def built(digest: str) -> None:
    """This process made the module with this SHA-256 (hex)."""
    with _lock:
        _built.add(digest)


def note(digest: str, folder: Path | None = None) -> None:
    """Leaves a note for later processes; a folder that cannot be written or trusted is not an error, runs are slower then."""
    place = _folder(folder, make=True)
    if place is None:
        return
    try:
        os.close(os.open(place / digest, os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
        names = sorted((entry.stat(follow_symlinks=False).st_mtime, entry.path) for entry in os.scandir(place))
        for _, path in names[: max(0, len(names) - MAX_NOTES)]:
            os.unlink(path)
    except OSError:
        return


def is_ours(digest: str, folder: Path | None = None) -> bool:
    """Whether the module with this SHA-256 (hex) is known to come from this compiler."""
    with _lock:
        if digest in _built:
            return True
    place = _folder(folder, make=False)
    if place is None:
        return False
    try:
        found = os.lstat(place / digest)
    except OSError:
        return False
    if not stat.S_ISREG(found.st_mode) or not owned(found):
        return False
    built(digest)
    return True


def _folder(folder: Path | None, *, make: bool) -> Path | None:
    """The folder of notes, if it can be trusted."""
    try:
        place = folder if folder is not None else _default()
        if make:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = os.lstat(place)
    except (OSError, RuntimeError):  # RuntimeError: no home folder
        return None
    return place if stat.S_ISDIR(found.st_mode) and owned(found) else None


def _default() -> Path:
    root = cache_files.root()
    if root is None:
        raise RuntimeError("no home folder")
    return root / "built"
