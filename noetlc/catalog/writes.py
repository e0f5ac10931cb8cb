"""Writes inside a transaction. The order of tables is the same in every transaction, so that writers on PostgreSQL wait and never deadlock:
the lock against `gc`, source, facts, playbook (which is the lock of a path), blob, build, module, version.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

from noetlc.catalog.database import now
from noetlc.catalog.model import MAX_VERSION, BytesLost, CatalogError, ModuleRef
from noetlc.catalog.objects import ObjectStore, location_of
from noetlc.catalog.schema import BLOB, BUILD, MODULE, PLAYBOOK, SETTING, SOURCE

Json = Any

COMPILED, PUSHED = "compiled", "pushed"


def insert(connection: Connection, table: Table) -> Any:
    """An insert that knows `on_conflict_…`, which both databases have, but not the common core."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def insert_once(connection: Connection, table: Table, **values: Json) -> None:
    """Inserts a row unless one with its key is there."""
    connection.execute(insert(connection, table).values(**values).on_conflict_do_nothing())


def identity(connection: Connection) -> str:
    """The name that tells this catalog's objects from those of others in the same place; drawn when it is needed first."""
    wanted = select(SETTING.c.value).where(SETTING.c.name == "identity")
    known = connection.execute(wanted).scalar()
    if known is None:
        insert_once(connection, SETTING, name="identity", value=secrets.token_hex(8))
        known = connection.execute(wanted).scalar_one()
    return str(known)


def put_source(connection: Connection, digest: str, content: bytes) -> None:
    """Content by its digest."""
    insert_once(connection, SOURCE, digest=digest, content=content)


def next_version(connection: Connection, path: str) -> int:
    """The next version of a playbook, whose path is locked from here on. Raises CatalogError when none is left."""
    statement = insert(connection, PLAYBOOK).values(path=path, last_version=1, last_module=0)
    raised = statement.on_conflict_do_update(index_elements=["path"], set_={"last_version": PLAYBOOK.c.last_version + 1})
    version: int = connection.execute(raised.returning(PLAYBOOK.c.last_version)).scalar_one()
    if version > MAX_VERSION:
        raise CatalogError(f"{path} has no version left")
    return version


def lock_path(connection: Connection, path: str) -> None:
    """Locks a path, as `next_version` does, without giving a number away."""
    statement = insert(connection, PLAYBOOK).values(path=path, last_version=0, last_module=0)
    connection.execute(statement.on_conflict_do_update(index_elements=["path"], set_={"last_version": PLAYBOOK.c.last_version}))


@dataclass(frozen=True, slots=True)
class Blobs:
    """Where bytes of modules go: above `inline_bytes` to the object store, if there is one."""

    objects: ObjectStore | None
    inline_bytes: int

    def put(self, connection: Connection, data: bytes, digest: str) -> None:
        """Stores bytes under their SHA-256; a row that is there stays, and its object is written again."""
        known = connection.execute(select(BLOB.c.location).where(BLOB.c.digest == digest)).first()
        if known is not None:
            if known.location is not None and self.objects is not None:
                self.objects.put(known.location, data)
            return
        if self.objects is None or len(data) <= self.inline_bytes:
            insert_once(connection, BLOB, digest=digest, bytes=len(data), data=data, location=None)
            return
        # The object comes first: a row never names one that is not there. Without its row an object is an orphan, which `gc` finds.
        location = location_of(identity(connection), digest)
        self.objects.put(location, data)
        insert_once(connection, BLOB, digest=digest, bytes=len(data), data=None, location=location)

    def get(self, digest: str, data: bytes | None, location: str | None) -> bytes:
        """The bytes of a row, checked against the digest. Raises BytesLost, CatalogError."""
        if location is not None:
            if self.objects is None:
                raise BytesLost("the module lies in an object store: name it with --objects or NOETL_CATALOG_OBJECTS")
            data = self.objects.get(location)
        if data is None:
            raise BytesLost(f"the bytes of module {digest[:12]} are gone from the {'object store' if location else 'catalog'}")
        if hashlib.sha256(data).hexdigest() != digest:
            raise BytesLost(f"the bytes of module {digest[:12]} are damaged: their digest differs")
        return bytes(data)


def put_build(connection: Connection, key: str, values: dict[str, Json]) -> Any:
    """Remembers what compiling gave, unless another process was faster; the row that counts."""
    insert_once(connection, BUILD, key=key, created_at=now(), **values)
    return connection.execute(select(BUILD).where(BUILD.c.key == key)).one()


def compiled_module(connection: Connection, path: str, digest: str) -> ModuleRef:
    """The module of a path with this digest: one that was compiled before, or a new one under the next free number. The path is locked."""
    wanted = (MODULE.c.path == path) & (MODULE.c.digest == digest) & (MODULE.c.origin == COMPILED)
    known = connection.execute(select(func.min(MODULE.c.version)).where(wanted)).scalar()
    if known is not None:
        return ModuleRef(path, known, digest)
    version: int = connection.execute(select(PLAYBOOK.c.last_module).where(PLAYBOOK.c.path == path)).scalar_one() + 1
    while connection.execute(select(MODULE.c.digest).where((MODULE.c.path == path) & (MODULE.c.version == version))).first() is not None:
        version += 1  # somebody pushed a module under this number
    if version > MAX_VERSION:
        raise CatalogError(f"{path} has no version of a module left")
    connection.execute(PLAYBOOK.update().where(PLAYBOOK.c.path == path).values(last_module=version))
    row = {"path": path, "version": version, "digest": digest, "media_type": "application/wasm", "origin": COMPILED, "created_at": now()}
    connection.execute(MODULE.insert().values(**row))
    return ModuleRef(path, version, digest)
