"""Files are written whole or not at all."""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_lock = threading.Lock()
_unfinished: dict[str, tuple[str, bool]] = {}  # temporary file -> file it is to become, and whether what it holds so far counts
_numbers = itertools.count(1)


def write_whole(path: Path, data: bytes, *, new_mode: int = 0o666) -> None:
    """Writes a file; when that fails (OSError) a file that was there before is as it was."""
    with replacing(path, new_mode=new_mode) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: Path, *, keep: bool = False, new_mode: int = 0o666) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when the block ends, and does not if it raises.

    A new file gets `new_mode` less what the umask takes, a replaced one keeps its own; through a link the file behind it is replaced. What
    is no regular file (a pipe, `/dev/stdout`) is written directly. With `keep`, what was written when the block raises, or the
    process is interrupted, counts: only an OSError, or leaving with SystemExit, keeps the old file.
    """
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode):
        with open(path, "wb") as direct:
            yield direct
        return
    target = os.path.realpath(path)
    scratch = os.path.join(os.path.dirname(target), f".noetl-{os.getpid()}-{next(_numbers)}.tmp")
    with _lock:
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), new_mode)
        _unfinished[scratch] = (target, keep)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if mode is not None:
                os.chmod(scratch, stat.S_IMODE(mode))
            try:
                yield file
            except (OSError, SystemExit):
                raise
            except BaseException:
                if keep:
                    _settle(file, scratch, target)
                raise
            _settle(file, scratch, target)
    finally:
        with _lock:
            if _unfinished.pop(scratch, None) is not None:
                with contextlib.suppress(OSError):
                    os.unlink(scratch)


def _mode(path: Path) -> int | None:
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None


def _settle(file: BinaryIO, scratch: str, target: str) -> None:
    file.flush()
    os.fsync(file.fileno())
    with _lock:
        os.replace(scratch, target)
        del _unfinished[scratch]


def end_unfinished() -> None:
    """For a process that ends at once: removes temporary files, or puts them in place. Nothing can be written afterwards."""
    _lock.acquire()
    for scratch, (target, keep) in _unfinished.items():
        with contextlib.suppress(OSError):
            if keep:
                os.replace(scratch, target)
            else:
                os.unlink(scratch)


def same_file(left: Path, right: Path) -> bool:
    """Whether two paths lead to one file, through links of either kind too."""
    try:
        return os.path.samefile(left, right)
    except OSError:
        return os.path.realpath(left) == os.path.realpath(right)
