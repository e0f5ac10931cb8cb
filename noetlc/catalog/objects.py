"""Bytes of modules outside of the database: files of a folder, or objects behind a URL that fsspec knows.

The key of an object is made of the catalog's identity and the SHA-256: one that is there has the right bytes or is damaged, and writing it
again repairs it. So catalogs may share a place, and none collects what is another's. Reads are checked against the digest by the caller.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from noetlc.catalog.model import CatalogError
from noetlc.files import write_whole
from noetlc.late import late, load

if TYPE_CHECKING:
    import fsspec.core
else:
    fsspec = late("fsspec", "fsspec.core")

PREFIX = "modules/"


def location_of(catalog: str, digest: str) -> str:
    """The key of the object that holds these bytes for a catalog."""
    return f"{PREFIX}{catalog}/{digest[:2]}/{digest}.wasm"


class ObjectStore:
    """Objects below one URL, such as `s3://bucket/noetl` or `file:///var/lib/noetl`; a plain path is a folder. Needs fsspec."""

    def __init__(self, url: str) -> None:
        """Raises CatalogError for a URL of no known kind, or where a package is missing."""
        try:
            load(fsspec)
        except ImportError as error:
            raise CatalogError("an object store needs the package fsspec: pip install 'noetlc[catalog]'") from error
        try:
            self._files, self._root = fsspec.core.url_to_fs(url if "://" in url else str(Path(url).absolute()))
        except (ValueError, ImportError) as error:
            raise CatalogError(f"the object store cannot be used: {_line(error)}") from error
        self._local = "file" in (self._files.protocol if isinstance(self._files.protocol, tuple) else (self._files.protocol,))

    def _path(self, location: str) -> str:
        if not location.startswith(PREFIX) or ".." in location.split("/"):
            raise CatalogError(f"{location[:100]!r} is not the place of a module")
        return f"{self._root.rstrip('/')}/{location}"

    def put(self, location: str, data: bytes) -> None:
        """Writes an object; a reader sees all of it or what was there before. Raises CatalogError."""
        path = self._path(location)
        try:
            if self._local:
                Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_whole(Path(path), data, new_mode=0o600)
            else:
                self._files.pipe_file(path, data)  # one request: object stores put an object whole
        except Exception as error:
            raise CatalogError(f"cannot write to the object store: {_line(error)}") from error

    def get(self, location: str) -> bytes | None:
        """The bytes of an object, None if there is none. Raises CatalogError."""
        path = self._path(location)
        try:
            found: Any = self._files.cat_file(path)
        except FileNotFoundError:
            return None
        except Exception as error:
            raise CatalogError(f"cannot read from the object store: {_line(error)}") from error
        return bytes(found)

    def delete(self, location: str) -> None:
        """Removes an object, if it is there. Raises CatalogError."""
        try:
            self._files.rm_file(self._path(location))
        except FileNotFoundError:
            return
        except Exception as error:
            raise CatalogError(f"cannot remove from the object store: {_line(error)}") from error

    def locations(self, catalog: str) -> list[str]:
        """The keys of all objects of a catalog, sorted. Raises CatalogError."""
        root = self._root.rstrip("/") + "/"
        try:
            self._files.invalidate_cache()
            found = self._files.find(f"{root}{PREFIX}{catalog}")
        except FileNotFoundError:
            return []
        except Exception as error:
            raise CatalogError(f"cannot list the object store: {_line(error)}") from error
        return sorted(name[len(root) :] for name in map(str, found) if name.startswith(root) and name.endswith(".wasm"))


def _line(error: BaseException) -> str:
    """What an error of some library says, in one line."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:300]}" if lines else type(error).__name__
