"""Files of caches on disk: read only what nobody else could have written, written whole or not at all.

A cache file is `MAGIC`, the SHA-256 of its name and content, the content. The digest finds damage. It does not stop an attacker,
for whoever can write the file can write the digest: what stops one is that file and folder belong to this user or root and that
nobody else may write them. Everything is checked on descriptors that stay open, so nothing can be exchanged after its check.
A cache is never needed: what cannot be used is as if it did not exist, and no function here raises OSError.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"noetlc cache 1\n"
HEADER = len(MAGIC) + hashlib.sha256().digest_size
FOLDER_MODE, FILE_MODE = 0o700, 0o600
MAX_FILE = 256 << 20  # bytes of one file
SUFFIXES = (".built", ".cwasm", ".ir", ".plugin", ".tmp")  # what `clear` removes

# Without these flags and calls (outside POSIX) nobody can tell whose a file is, so there are no caches on disk.
POSIX = hasattr(os, "geteuid") and hasattr(os, "O_NOFOLLOW") and os.open in os.supports_dir_fd


def root() -> Path | None:
    """`noetlc` in the user's cache directory; None where there is no home. A relative XDG_CACHE_HOME counts as unset."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(base):
        return Path(base) / "noetlc"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ".cache" / "noetlc" if home.is_absolute() else None


def fault(found: os.stat_result) -> str | None:
    """Why a file or folder is not trusted; None if it is."""
    if found.st_uid not in (0, os.geteuid()):
        return f"it belongs to user {found.st_uid}"
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return f"others can write it (mode {stat.S_IMODE(found.st_mode):03o})"
    return None


def folder_fault(folder: Path) -> str | None:
    """Why a folder is not used; None if it is, or does not exist yet."""
    if not POSIX:
        return "this system does not tell whose a file is"
    try:
        found = os.lstat(folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        return error.strerror or str(error)
    return fault(found) if stat.S_ISDIR(found.st_mode) else "it is not a folder"


@dataclass(frozen=True, slots=True)
class CacheFolder:
    """A folder of cache files of one kind, all with the same suffix, together at most `max_bytes` after each write."""

    path: Path
    suffix: str
    max_bytes: int

    def read(self, name: str) -> memoryview | None:
        """The content stored under a name; None if there is none, or none that may be used."""
        with self._open(create=False) as folder:
            data = None if folder is None else _read(folder, name)
        if data is None or data[: len(MAGIC)] != MAGIC:
            return None
        content = memoryview(data)[HEADER:]
        return content if data[len(MAGIC) : HEADER] == _digest(name, content) else None

    def write(self, name: str, content: bytes) -> bool:
        """Stores content under a name, replacing what is there in one step. False if this folder cannot be used."""
        if HEADER + len(content) > MAX_FILE:
            return False
        with self._open(create=True) as folder:
            if folder is None:
                return False
            scratch = f"{secrets.token_hex(8)}.tmp"
            try:
                _write(folder, scratch, MAGIC + _digest(name, content) + content)
                os.replace(scratch, name, src_dir_fd=folder, dst_dir_fd=folder)
            except OSError:
                _unlink(folder, scratch)
                return False
            self._prune(folder, name)
            return True

    def _prune(self, folder: int, newest: str) -> None:
        """Removes the oldest files until the rest fits; `newest` stays, and so do files of other kinds."""
        files = [(found.st_mtime, name, found.st_size) for name, found in _files(folder) if name.endswith((self.suffix, ".tmp"))]
        total = sum(size for _, _, size in files)
        for _, name, size in sorted(files):
            if total > self.max_bytes and name != newest:
                _unlink(folder, name)
                total -= size

    @contextmanager
    def _open(self, *, create: bool) -> Iterator[int | None]:
        """A descriptor of the folder, None where it cannot be used."""
        descriptor = _folder(self.path, create) if POSIX else None
        try:
            yield descriptor
        finally:
            if descriptor is not None:
                os.close(descriptor)


def _digest(name: str, content: bytes | memoryview) -> bytes:
    digest = hashlib.sha256(name.encode() + b"\0")
    digest.update(content)
    return digest.digest()


def _folder(path: Path, create: bool) -> int | None:
    try:
        if create:
            path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            path.mkdir(mode=FOLDER_MODE, exist_ok=True)
        return _checked(os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC), stat.S_ISDIR)
    except OSError:
        return None


def _checked(descriptor: int, kind: Callable[[int], bool]) -> int | None:
    """The descriptor of something trusted of that kind; closed otherwise."""
    found = os.fstat(descriptor)
    if kind(found.st_mode) and fault(found) is None:
        return descriptor
    os.close(descriptor)
    return None


def _read(folder: int, name: str) -> bytes | None:
    try:
        # Not blocking: opening a pipe would wait for a writer.
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
        descriptor = _checked(opened, stat.S_ISREG)
        if descriptor is None:
            return None
        with os.fdopen(descriptor, "rb") as file:
            return file.read() if os.fstat(descriptor).st_size <= MAX_FILE else None
    except OSError:
        return None


def _write(folder: int, name: str, data: bytes) -> None:
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE, dir_fd=folder)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def _unlink(folder: int, name: str) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except OSError:
        return


def _files(folder: int) -> Iterator[tuple[str, os.stat_result]]:
    """The regular files of a folder with what is known of them."""
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        try:
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except OSError:
            continue  # another process was faster
        if stat.S_ISREG(found.st_mode):
            yield name, found


def contents(path: Path) -> list[tuple[str, int]]:
    """The names of the cache files in a folder and their sizes in bytes; nothing of a folder that is not used."""
    descriptor = _folder(path, create=False) if POSIX else None
    if descriptor is None:
        return []
    try:
        return sorted((name, found.st_size) for name, found in _files(descriptor) if name.endswith(SUFFIXES))
    finally:
        os.close(descriptor)


def clear(path: Path) -> int:
    """Removes the cache files in a folder; how many could not be removed."""
    descriptor = _folder(path, create=False) if POSIX else None
    if descriptor is None:
        return 0
    try:
        for name, _ in list(_files(descriptor)):
            if name.endswith(SUFFIXES):
                _unlink(descriptor, name)
    finally:
        os.close(descriptor)
    return len(contents(path))
