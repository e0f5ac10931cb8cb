"""The catalog as Python programs use it. Calls block; threads may share one catalog, and processes its database."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Row, Select, Table, func, select

from noetlc.catalog.collect import GRACE_SECONDS, collect
from noetlc.catalog.database import Database, lock_shared, now
from noetlc.catalog.export import export_modules
from noetlc.catalog.hook import on_register
from noetlc.catalog.migrations import migrate
from noetlc.catalog.model import (
    MAX_VERSION,
    BuildSettings,
    CatalogError,
    Collected,
    CompileLimits,
    DigestMismatch,
    Head,
    ModuleRef,
    NotFound,
    PlaybookVersion,
    Registered,
    StoredModule,
    diagnostic_of,
)
from noetlc.catalog.objects import ObjectStore
from noetlc.catalog.schema import BLOB, BUILD, MODULE, SOURCE, VERSION
from noetlc.catalog.writes import COMPILED, PUSHED, Blobs, insert, lock_path
from noetlc.late import late
from noetlc.paths import path_fault

if TYPE_CHECKING:
    from noetlc.catalog import database
    from noetlc.plugins.finder import PluginFinder
else:
    database = late("noetlc.catalog.database")

Json = Any
Version = int | Literal["latest"]

INLINE_BYTES = 256 << 10
"""Modules above this size go to the object store, where there is one."""

MEDIA_TYPES = ("application/wasm", "text/wat")


class Catalog:
    """Playbook versions and modules in one database. `Catalog.open` makes one; it is a context manager, too."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        """For a database whose tables are there: use `open`."""
        self.database = database
        self._blobs = blobs

    @classmethod
    def open(cls, url: str, *, objects: str | None = None, inline_bytes: int = INLINE_BYTES) -> Catalog:
        """The catalog of an SQLite file (a path or `sqlite:///FILE`, made if it is not there, mode 0600) or of a PostgreSQL database
        (`postgresql://USER:PASSWORD@HOST/DATABASE`), with its tables brought up to date.

        `objects` is the folder or URL (fsspec) for modules of more than `inline_bytes` bytes. Raises CatalogError.
        """
        blobs = Blobs(None if not objects else ObjectStore(objects), inline_bytes)
        database = Database(url)
        migrate(database)
        return cls(database, blobs)

    def close(self) -> None:
        """Closes its connections."""
        self.database.close()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # ---- playbooks

    def register(
        self,
        content: str | bytes,
        *,
        wasm: bool | None = None,
        plugins: PluginFinder | None = None,
        limits: CompileLimits = CompileLimits(),
        settings: BuildSettings = BuildSettings(),
        name: str | None = None,
    ) -> Registered:
        """Stores content as the next version of its playbook, compiled if it asks for that or `wasm` is True: see `on_register`.

        Raises Refused for what is no valid playbook, CatalogError.
        """
        return on_register(
            content,
            database=self.database,
            blobs=self._blobs,
            wasm=wasm,
            plugins=plugins,
            limits=limits,
            settings=settings,
            name=name,
        )

    def playbook(self, path: str, version: Version = "latest", *, deleted: bool = False) -> PlaybookVersion:
        """A version, by default the newest that is not deleted; with `deleted` one that is, too. Raises NotFound."""
        wanted = _versions().where(VERSION.c.path == _text(path))
        if not deleted:
            wanted = wanted.where(VERSION.c.deleted_at.is_(None))
        if version != "latest":
            wanted = wanted.where(VERSION.c.version == _number(version))
        with self.database.reading() as connection:
            row = connection.execute(wanted.order_by(VERSION.c.version.desc()).limit(1)).first()
        if row is None:
            raise NotFound(f"there is no playbook {path}" + ("" if version == "latest" else f" version {version}"))
        return _version_of(row)

    def by_id(self, catalog_id: int) -> PlaybookVersion:
        """The version with this id, deleted or not. Raises NotFound."""
        with self.database.reading() as connection:
            row = connection.execute(_versions().where(VERSION.c.id == (catalog_id if 0 < catalog_id < 2**63 else 0))).first()
        if row is None:
            raise NotFound(f"there is no playbook with the id {catalog_id}")
        return _version_of(row)

    def by_ids(self, ids: Collection[int]) -> list[PlaybookVersion]:
        """The versions with these ids that are there, deleted or not; sorted by path and version."""
        with self.database.reading() as connection:
            rows = connection.execute(_versions().where(VERSION.c.id.in_(ids))).all()
        return sorted(map(_version_of, rows), key=lambda one: (one.path, one.version))

    def playbooks(self, prefix: str = "") -> list[PlaybookVersion]:
        """The newest version of each playbook that has one, of those whose path begins with `prefix`; sorted by path."""
        newest = _newest().subquery()
        wanted = _versions().join(newest, (VERSION.c.path == newest.c.path) & (VERSION.c.version == newest.c.version))
        with self.database.reading() as connection:
            rows = connection.execute(wanted.where(_begins(VERSION, prefix))).all()
        return sorted(map(_version_of, rows), key=lambda one: one.path)

    def heads(self, prefix: str = "") -> list[Head]:
        """As `playbooks`, without what is large: for lists, and for those who watch for new versions."""
        newest = _newest().subquery()
        wanted = select(VERSION).join(newest, (VERSION.c.path == newest.c.path) & (VERSION.c.version == newest.c.version))
        with self.database.reading() as connection:
            rows = connection.execute(wanted.where(_begins(VERSION, prefix))).all()
        return sorted((Head(row.path, row.version, row.id, row.state, _link(row)) for row in rows), key=lambda one: one.path)

    def history(self, path: str) -> list[PlaybookVersion]:
        """All versions of a playbook, deleted ones too, oldest first. Raises NotFound if there never was one."""
        with self.database.reading() as connection:
            rows = connection.execute(_versions().where(VERSION.c.path == _text(path)).order_by(VERSION.c.version)).all()
        if not rows:
            raise NotFound(f"there is no playbook {path}")
        return [_version_of(row) for row in rows]

    def deleted(self) -> list[PlaybookVersion]:
        """All deleted versions, sorted by path and version."""
        with self.database.reading() as connection:
            rows = connection.execute(_versions().where(VERSION.c.deleted_at.is_not(None))).all()
        return sorted(map(_version_of, rows), key=lambda one: (one.path, one.version))

    def delete(self, path: str, version: Version = "latest") -> int:
        """Deletes a version: it stays in the history, and `restore` brings it back. How many were deleted: 0 if it is absent or deleted."""
        return len(self.mark(path, version, deleted=True))

    def restore(self, path: str, version: int) -> int:
        """Takes a deletion back. How many were restored: 0 if the version is absent or not deleted."""
        return len(self.mark(path, version, deleted=False))

    def mark(self, path: str, version: Version | None, *, deleted: bool) -> list[tuple[int, int]]:
        """Deletes or restores a version, with None all of a path. Id and version of those that changed, oldest first."""
        with self.database.writing() as connection:
            lock_shared(connection)
            number = version
            if number == "latest":
                newest = select(func.max(VERSION.c.version)).where((VERSION.c.path == _text(path)) & VERSION.c.deleted_at.is_(None))
                number = connection.execute(newest).scalar() or 0
            state = VERSION.c.deleted_at.is_(None) if deleted else VERSION.c.deleted_at.is_not(None)
            change = VERSION.update().where((VERSION.c.path == _text(path)) & state)
            if number is not None:
                change = change.where(VERSION.c.version == _number(number))
            marked = change.values(deleted_at=now() if deleted else None).returning(VERSION.c.id, VERSION.c.version)
            rows = connection.execute(marked).all()
        return sorted(((row.id, row.version) for row in rows), key=lambda one: one[1])

    # ---- modules

    def module(self, path: str, version: int, digest: str | None = None) -> StoredModule:
        """A module with its bytes, checked against its digest. Raises NotFound; DigestMismatch if it is not the one with `digest`;
        CatalogError if its bytes are lost or damaged."""
        wanted = select(MODULE, BLOB.c.data, BLOB.c.location).join(BLOB, BLOB.c.digest == MODULE.c.digest)
        with self.database.reading() as connection:
            row = connection.execute(wanted.where((MODULE.c.path == _text(path)) & (MODULE.c.version == _number(version)))).first()
        if row is None:
            raise NotFound(f"there is no module {path} version {version}")
        if digest is not None and digest.lower() != row.digest:
            raise DigestMismatch(f"module {path} version {version} has digest {row.digest}, not {digest[:64]}")
        data = self._blobs.get(row.digest, row.data, row.location)
        return StoredModule(row.path, row.version, row.digest, row.media_type, row.origin, row.created_at, data)

    def module_ref(self, path: str, version: int) -> ModuleRef | None:
        """What lies under a path and version now, without its bytes; None if there is nothing."""
        wanted = select(MODULE.c.digest).where((MODULE.c.path == _text(path)) & (MODULE.c.version == _number(version)))
        with self.database.reading() as connection:
            digest = connection.execute(wanted).scalar()
        return None if digest is None else ModuleRef(path, version, digest)

    def put_module(self, path: str, version: int, data: bytes, media_type: str = "application/wasm") -> StoredModule:
        """Stores a module under a path and version; one that is there is replaced. Raises CatalogError."""
        fault = path_fault(path)
        if fault is not None:
            raise CatalogError(f"no module can lie under the path {path[:100]!r}: {fault}")
        if isinstance(version, bool) or not 1 <= version <= MAX_VERSION:
            raise CatalogError(f"a version is a number from 1 to {MAX_VERSION}")
        if media_type not in MEDIA_TYPES:
            raise CatalogError(f"the media type of a module is {' or '.join(MEDIA_TYPES)}, not {media_type[:100]!r}")
        digest = hashlib.sha256(data).hexdigest()
        key = (MODULE.c.path == path) & (MODULE.c.version == version)
        values = {"digest": digest, "media_type": media_type, "created_at": now()}
        with self.database.writing() as connection:
            lock_shared(connection)
            lock_path(connection, path)
            self._blobs.put(connection, data, digest)
            known = connection.execute(select(MODULE).where(key)).first()
            # The same bytes again change nothing, least of all what `gc` may do with them.
            origin = COMPILED if known is not None and known.origin == COMPILED and known.digest == digest else PUSHED
            put = insert(connection, MODULE).values(path=path, version=version, origin=origin, **values)
            connection.execute(put.on_conflict_do_update(index_elements=["path", "version"], set_={"origin": origin, **values}))
        return StoredModule(path, version, digest, media_type, origin, values["created_at"], data)

    def modules(self, prefix: str = "") -> list[ModuleRef]:
        """All modules whose path begins with `prefix`, sorted by path and version."""
        wanted = select(MODULE.c.path, MODULE.c.version, MODULE.c.digest).where(_begins(MODULE, prefix))
        with self.database.reading() as connection:
            rows = connection.execute(wanted).all()
        return sorted((ModuleRef(*row) for row in rows), key=lambda one: (one.path, one.version))

    # ---- care

    def gc(self, *, dry_run: bool = True, grace_seconds: float = GRACE_SECONDS) -> Collected:
        """Removes modules that no version needs: see `collect`. Raises CatalogError."""
        return collect(self.database, self._blobs, dry_run=dry_run, grace_seconds=grace_seconds)

    def export(self, folder: Path) -> list[Path]:
        """Writes the seeding folder of a NoETL server, and gives the files: see `export_modules`, which also says what was left out."""
        return export_modules(self, folder).written


def open_catalog(url: str | None = None, objects: str | None = None) -> Catalog:
    """The catalog of the command line: what is named, else $NOETL_CATALOG and $NOETL_CATALOG_OBJECTS, else a file in the data folder."""
    return Catalog.open(url or database.default_url(), objects=objects or os.environ.get("NOETL_CATALOG_OBJECTS"))


def _number(version: object) -> int:
    """A version as a query may ask for it; 0, which there never is, for what the column cannot hold."""
    return version if isinstance(version, int) and not isinstance(version, bool) and 1 <= version <= MAX_VERSION else 0


def _text(asked: str) -> str:
    """A path or prefix as a query may ask for it; one that no column can hold becomes a path that there never is."""
    return "//" if "\0" in asked or asked.encode("utf-8", "replace").decode() != asked else asked


def _versions() -> Select[Any]:
    return (
        select(
            VERSION,
            SOURCE.c.content,
            BUILD.c.manifest,
            BUILD.c.verification,
            BUILD.c.compiler,
            BUILD.c.abi,
            BUILD.c.confinement,
            BLOB.c.bytes,
        )
        .join(SOURCE, SOURCE.c.digest == VERSION.c.source)
        .outerjoin(BUILD, BUILD.c.key == VERSION.c.build)
        .outerjoin(BLOB, BLOB.c.digest == VERSION.c.module_digest)
    )


def _newest() -> Select[Any]:
    live = select(VERSION.c.path, func.max(VERSION.c.version).label("version")).where(VERSION.c.deleted_at.is_(None))
    return live.group_by(VERSION.c.path)


def _begins(table: Table, prefix: str) -> Any:
    return func.substr(table.c.path, 1, len(prefix)) == _text(prefix)


def _link(row: Row[Any]) -> ModuleRef | None:
    return None if row.module_version is None else ModuleRef(row.path, row.module_version, row.module_digest)


def _version_of(row: Row[Any]) -> PlaybookVersion:
    module = _link(row)
    linked = module is not None
    return PlaybookVersion(
        path=row.path,
        version=row.version,
        catalog_id=row.id,
        kind=row.kind,
        state=row.state,
        reason=row.reason,
        content=row.content.decode(),
        source_digest=row.source,
        diagnostics=tuple(diagnostic_of(found, row.path) for found in json.loads(row.diagnostics)),
        module=module,
        module_bytes=row.bytes if linked else None,
        manifest=json.loads(row.manifest) if linked and row.manifest else None,
        verification=json.loads(row.verification) if linked and row.verification else None,
        compiler=row.compiler if linked else None,
        abi=row.abi if linked else None,
        confinement=row.confinement if linked else None,
        created_at=row.created_at,
        deleted_at=row.deleted_at,
    )
