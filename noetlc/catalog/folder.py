"""Where this user's catalog and token lie."""

from __future__ import annotations

import os
from pathlib import Path

from noetlc.catalog.model import CatalogError


def data_folder() -> Path:
    """Where this user's data lies: `noetlc` in $XDG_DATA_HOME, else in ~/.local/share. Raises CatalogError where there is no home."""
    base = os.environ.get("XDG_DATA_HOME", "")
    if os.path.isabs(base):
        return Path(base) / "noetlc"
    try:
        return Path.home() / ".local" / "share" / "noetlc"
    except RuntimeError:
        raise CatalogError("there is no home directory for the catalog: name one with --catalog or NOETL_CATALOG") from None
