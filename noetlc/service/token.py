"""The token: made at the first start, read by whoever may read the data folder, sent to a server on the same machine only."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import ipaddress
import os
import secrets
import stat
from pathlib import Path
from urllib.parse import urlsplit

from noetlc.catalog.model import CatalogError

NAME = "token"
MOST = 4096


def made(folder: Path) -> str:
    """The token of a data folder; made, mode 0600, if there is none. Raises CatalogError."""
    path = folder / NAME
    scratch = folder / f".token-{secrets.token_hex(8)}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(32) + "\n")
                file.flush()
                os.fsync(file.fileno())
            # Whoever comes second finds the whole token of the first.
            with contextlib.suppress(FileExistsError):
                os.link(scratch, path)
    except OSError as error:
        raise CatalogError(f"cannot make the token {path}: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):
            scratch.unlink()
    return own(folder)


def own(folder: Path) -> str:
    """The token of a data folder. Raises CatalogError, also if others may read it."""
    path = folder / NAME
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise CatalogError(f"there is no token {path}: {error.strerror or error}") from error
    if stat.S_IMODE(mode) & 0o077:
        raise CatalogError(f"others may read the token {path}: chmod 600 it, or remove it and start the service anew")
    return read(path)


def read(path: Path) -> str:
    """The token in a file: its first line. Raises CatalogError."""
    try:
        with path.open("rb") as file:
            lines = file.read(MOST + 1).split()
    except OSError as error:
        raise CatalogError(f"cannot read the token {path}: {error.strerror or error}") from error
    token = lines[0].decode("ascii", "replace") if len(lines) == 1 else ""
    if not usable(token) or len(token) > MOST:
        raise CatalogError(f"{path} holds no token: one line of at least 16 visible ASCII characters")
    return token


def usable(token: str) -> bool:
    """Whether a text can be a token."""
    return len(token) >= 16 and token.isascii() and token.isprintable() and " " not in token


def equal(given: str, token: str) -> bool:
    """Compares in a time that does not depend on what is equal."""
    left, right = (hashlib.sha256(one.encode("utf-8", "surrogatepass")).digest() for one in (given, token))
    return hmac.compare_digest(left, right)


def for_server(url: str, given: str | None, folder: Path) -> str | None:
    """The token to send: what was given, else $NOETL_TOKEN, else for a server on this machine that of the data folder, if it has one."""
    chosen = given or os.environ.get("NOETL_TOKEN")
    if chosen or not _is_here(url):
        return chosen or None
    return own(folder) if (folder / NAME).exists() else None


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
