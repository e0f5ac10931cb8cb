"""The catalog: playbook versions with the modules that were compiled from them, in SQLite or PostgreSQL.

Needs the extra `catalog` (`pip install 'noetlc[catalog]'`). Knows nothing of HTTP servers, except `push.py`, which is a client.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.catalog import model
from noetlc.late import late, load

if TYPE_CHECKING:
    from noetlc.catalog import store
    from noetlc.catalog.model import (
        BuildSettings,
        CatalogError,
        CompileLimits,
        DigestMismatch,
        NotFound,
        PlaybookVersion,
        Refused,
        Registered,
        StoredModule,
    )
    from noetlc.catalog.store import Catalog
else:
    store = late("noetlc.catalog.store")

__all__ = [
    "BuildSettings",
    "Catalog",
    "CatalogError",
    "CompileLimits",
    "DigestMismatch",
    "NotFound",
    "PlaybookVersion",
    "Refused",
    "Registered",
    "StoredModule",
]


def __getattr__(name: str) -> object:
    """Imports what is used; the store needs SQLAlchemy, the rest does not."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "Catalog":
        check_installed()
        return store.Catalog
    return getattr(model, name)


def check_installed() -> None:
    """Raises CatalogError where the package that the store needs is missing."""
    try:
        load(store)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "sqlalchemy":
            raise
        raise model.CatalogError("the catalog needs the package sqlalchemy: pip install 'noetlc[catalog]'") from error
