"""Files below a folder: no link leads out, not even one that is put there while the file is opened."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def inside(path: Path, folder: Path) -> Path | None:
    """The file that a path names, links followed; None unless it is a regular file below the folder."""
    top = folder.resolve()
    try:
        real = path.resolve()
        return real if real.is_relative_to(top) and real.is_file() else None
    except (OSError, RuntimeError):  # a loop of links, a name that is too long
        return None


def read_below(path: Path, folder: Path, most: int) -> bytes | None:
    """At most `most` + 1 bytes of a file below the folder; None where `inside` is None. Raises OSError."""
    top, real = folder.resolve(), inside(path, folder)
    if real is None:
        return None
    if not hasattr(os, "O_NOFOLLOW") or os.open not in os.supports_dir_fd:
        with real.open("rb") as file:
            return file.read(most + 1)
    # Name by name, so that a folder that became a link meanwhile is not followed.
    at = os.open(top, os.O_RDONLY | os.O_DIRECTORY)
    try:
        *folders, name = real.relative_to(top).parts
        for part in folders:
            below = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
            os.close(at)
            at = below
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
    finally:
        os.close(at)
    with os.fdopen(handle, "rb") as file:
        return file.read(most + 1) if stat.S_ISREG(os.fstat(handle).st_mode) else None
