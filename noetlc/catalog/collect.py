"""Garbage collection: modules that were compiled for versions nobody can run any more, and what was kept of them.

A compiled module goes when no version links to it but deleted ones, and those were deleted before the grace time. Pushed modules are
never collected: playbooks name them in their text. A version that loses its module stays, as an interpreted one that says why, so a
restore works; registering its content again compiles it.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, exists, select

from noetlc.catalog.database import Database, lock_alone, stamp
from noetlc.catalog.model import Collected, ModuleRef
from noetlc.catalog.schema import BLOB, BUILD, MODULE, VERSION
from noetlc.catalog.writes import COMPILED, Blobs, identity

GRACE_SECONDS = 86_400.0

GONE = "its module was collected; register it again to compile it"


class _DryRun(Exception):
    """Takes back what a transaction did."""


def collect(database: Database, blobs: Blobs, *, dry_run: bool = True, grace_seconds: float = GRACE_SECONDS) -> Collected:
    """Removes what nothing needs while nobody else writes; with `dry_run` only says what. Raises CatalogError.

    Rows go in one transaction, objects after it: an object whose row is still there is never removed.
    """
    before = stamp(datetime.now(UTC) - timedelta(seconds=grace_seconds))
    found: Collected | None = None
    with contextlib.suppress(_DryRun), database.writing() as connection:
        lock_alone(connection)
        found = _collect(connection, blobs, before, dry_run)
        if dry_run:
            raise _DryRun
    assert found is not None
    if not dry_run and blobs.objects is not None:
        with database.writing() as connection:
            lock_alone(connection)  # whoever writes an object holds the other side of this lock until its row is there
            orphans = _orphans(connection, blobs)
            for one in orphans:
                blobs.objects.delete(one)
        found = replace(found, objects=orphans)
    return found


def _collect(connection: Connection, blobs: Blobs, before: str, dry_run: bool) -> Collected:
    needed = exists().where(
        VERSION.c.path == MODULE.c.path,
        VERSION.c.module_version == MODULE.c.version,
        VERSION.c.module_digest == MODULE.c.digest,
        VERSION.c.deleted_at.is_(None) | (VERSION.c.deleted_at > before),
    )
    orphans = connection.execute(select(MODULE).where(MODULE.c.origin == COMPILED, ~needed)).all()
    for row in orphans:
        connection.execute(MODULE.delete().where(MODULE.c.path == row.path, MODULE.c.version == row.version))
    _unlink(connection)
    builds = _forget_builds(connection)
    gone = connection.execute(select(BLOB.c.digest, BLOB.c.bytes, BLOB.c.location).where(~_used())).all()
    for row in gone:
        connection.execute(BLOB.delete().where(BLOB.c.digest == row.digest))
    objects = _orphans(connection, blobs) if dry_run else ()
    modules = sorted((ModuleRef(row.path, row.version, row.digest) for row in orphans), key=lambda one: (one.path, one.version))
    return Collected(dry_run, tuple(modules), builds, len(gone), sum(row.bytes for row in gone), objects)


def _unlink(connection: Connection) -> None:
    """Deleted versions whose module has gone say so, and no longer hold on to their build."""
    here = exists().where(MODULE.c.path == VERSION.c.path, MODULE.c.version == VERSION.c.module_version)
    lost = VERSION.update().where(VERSION.c.module_version.is_not(None), VERSION.c.deleted_at.is_not(None), ~here)
    connection.execute(lost.values(state="interpreted", reason=GONE, build=None, module_version=None, module_digest=None))


def _forget_builds(connection: Connection) -> int:
    """Removes remembered compilations whose module has gone and that no version names; how many."""
    kept = exists().where(MODULE.c.digest == BUILD.c.digest)
    named = exists().where(VERSION.c.build == BUILD.c.key)
    return connection.execute(BUILD.delete().where(BUILD.c.digest.is_not(None), ~kept, ~named)).rowcount


def _used() -> ColumnElement[bool]:
    return exists().where(MODULE.c.digest == BLOB.c.digest) | exists().where(BUILD.c.digest == BLOB.c.digest)


def _orphans(connection: Connection, blobs: Blobs) -> tuple[str, ...]:
    """Objects of this catalog that no row names: of rows that went, and of writers that crashed."""
    if blobs.objects is None:
        return ()
    named = set(connection.execute(select(BLOB.c.location).where(BLOB.c.location.is_not(None))).scalars())
    return tuple(one for one in blobs.objects.locations(identity(connection)) if one not in named)
