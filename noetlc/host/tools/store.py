"""The object store of the host: a folder on this machine; other schemes through fsspec."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from noetlc.files import write_whole
from noetlc.host.tools.base import MAX_ANSWER, ToolError, Unavailable, missing_extra
from noetlc.host.tools.below import read_below
from noetlc.host.tools.grants import RIGHTS
from noetlc.host.tools.session import Session
from noetlc.late import late, load

if TYPE_CHECKING:
    import fsspec
else:
    fsspec = late("fsspec")


class Store(Protocol):
    """Bytes by key."""

    def get(self, key: str) -> bytes | None:
        """The bytes, None if there are none. Raises ToolError."""
        ...

    def put(self, key: str, data: bytes) -> None:
        """Stores bytes; a reader sees all of them or none. Raises ToolError."""
        ...


class FolderStore:
    """Keys are paths below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, key: str) -> Path:
        parts = key.split("/")
        if not key or any(part in ("", ".", "..") or "\0" in part for part in parts):
            raise ToolError("config", f"artifact: {key!r} is not a key")
        path = self._folder.joinpath(*parts)
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise ToolError("config", f"artifact: {key!r} is outside the store")
        return path

    def get(self, key: str) -> bytes | None:
        path = self._path(key)
        try:
            data = read_below(path, self._folder, MAX_ANSWER)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise ToolError("connection", f"artifact: cannot read {key}: {error.strerror}") from error
        if data is not None and len(data) > MAX_ANSWER:
            raise ToolError("limit", f"artifact: {key} is larger than {MAX_ANSWER // 2**20} MiB")
        return data

    def put(self, key: str, data: bytes) -> None:
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
        except OSError as error:
            raise ToolError("connection", f"artifact: cannot write {key}: {error.strerror}") from error


class RemoteStore:
    """Keys are URLs of one fsspec scheme."""

    def __init__(self, scheme: str) -> None:
        try:
            load(fsspec)
        except ImportError as error:
            raise missing_extra("artifact", "fsspec", "objects") from error
        try:
            self._files = fsspec.filesystem(scheme)
        except (ImportError, ValueError) as error:
            raise Unavailable(f"artifact: {scheme}:// needs another package: {error}") from error

    def get(self, key: str) -> bytes | None:
        try:
            if int(self._files.size(key) or 0) > MAX_ANSWER:
                raise ToolError("limit", f"artifact: {key} is larger than {MAX_ANSWER // 2**20} MiB")
            return bytes(self._files.cat_file(key))
        except (FileNotFoundError, IsADirectoryError):
            return None
        except OSError as error:
            raise ToolError("connection", f"artifact: cannot read {key}: {error}", retryable=True) from error

    def put(self, key: str, data: bytes) -> None:
        try:
            self._files.pipe_file(key, data)
        except OSError as error:
            raise ToolError("connection", f"artifact: cannot write {key}: {error}", retryable=True) from error


def open_store(session: Session, scheme: str = "noetl") -> Store:
    """The store of a scheme; `noetl` is the folder of this run, others need their grant. Raises ToolError."""
    if scheme != "noetl":
        if scheme not in RIGHTS["tool_artifact"]:
            raise ToolError("config", f"artifact: {scheme}:// is not an object store; name a key of the store")
        session.need(f"tool_artifact:{scheme}", f"{scheme}://")
        return RemoteStore(scheme)
    if session.store is None:
        raise ToolError("config", "artifact: this run has no object store (noetl run --store FOLDER)")
    return FolderStore(session.store)
