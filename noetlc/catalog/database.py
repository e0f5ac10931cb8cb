"""Connections and transactions: one code for an SQLite file and for PostgreSQL.

Every write is one transaction. On SQLite it holds the file's write lock from its beginning (`BEGIN IMMEDIATE`), so it never fails half
way for a reader that wants to write too; on PostgreSQL rows are locked in a fixed order of tables (`writes.py`), so writers wait and never
deadlock.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError, TimeoutError

from noetlc.catalog.folder import data_folder
from noetlc.catalog.model import CatalogError, Unavailable

BUSY_SECONDS = 60.0
"""How long a writer of an SQLite file waits for others."""

LINE = {"connect_timeout": 10, "tcp_user_timeout": 30_000, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Of connections to PostgreSQL: one whose other end is gone without a word fails within a minute. Seconds, but `tcp_user_timeout` (ms)."""

_WRITE = "noetlc_write"


def now() -> str:
    """The time, RFC 3339 in UTC with microseconds: its order as text is its order."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """A moment as `now` spells it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def default_url() -> str:
    """$NOETL_CATALOG, else the file `catalog.sqlite` in the data folder."""
    return os.environ.get("NOETL_CATALOG") or str(data_folder() / "catalog.sqlite")


def parse_url(url: str) -> URL:
    """The URL of a path, or of `sqlite:///file` or `postgresql://…`. Raises CatalogError."""
    if "://" not in url:
        if not url.strip() or "\0" in url:
            raise CatalogError(f"{url!r} is no catalog: give a file or a URL")
        return URL.create("sqlite", database=os.path.abspath(url))
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError):
        raise CatalogError(f"a catalog is a file, sqlite:///FILE or postgresql://…, not {url.split('://', 1)[0]}://…") from None
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:" or parsed.database.startswith("file:"):
            raise CatalogError("an SQLite catalog is a file: sqlite:///FILE")
        return URL.create("sqlite", database=os.path.abspath(parsed.database))
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    raise CatalogError(f"a catalog is an SQLite file or a PostgreSQL database, not {backend}")


class Database:
    """The engine of one database. Threads may share it; a process that was forked from it gets connections of its own."""

    def __init__(self, url: str) -> None:
        """Makes the SQLite file if there is none, for its owner alone. Raises CatalogError."""
        self.url = parse_url(url)
        self.dialect = self.url.get_backend_name()
        if self.dialect == "sqlite":
            _make_file(Path(str(self.url.database)))
        self._owner = 0
        self._engine: Engine | None = None

    def __str__(self) -> str:
        """The URL, without its password; of SQLite the file."""
        return str(self.url.database) if self.dialect == "sqlite" else self.url.render_as_string(hide_password=True)

    def _engine_here(self) -> Engine:
        if self._engine is None or self._owner != os.getpid():
            if self._engine is not None:
                self._engine.dispose(close=False)  # the connections are the parent's
            self._engine = _engine(self.url, self.dialect)
            self._owner = os.getpid()
        return self._engine

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads: all of it sees one state on SQLite, each statement one on PostgreSQL. Raises CatalogError."""
        with self._named(), self._engine_here().begin() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes; what it wrote counts when the block ends without an exception. Raises CatalogError."""
        with self._named(), self._engine_here().execution_options(**{_WRITE: True}).begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        """Errors of the database as one line."""
        try:
            yield
        except SQLAlchemyError as error:
            cause: BaseException = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
            lines = str(cause).strip().splitlines() or [type(cause).__name__]
            away = isinstance(error, OperationalError | InterfaceError | TimeoutError)
            raise (Unavailable if away else CatalogError)(f"the catalog {self} cannot be used: {lines[0]}") from error
        except ModuleNotFoundError as error:
            raise CatalogError(f"catalogs in PostgreSQL need the package {error.name}: pip install 'noetlc[catalog]'") from error

    def ping(self) -> None:
        """Raises Unavailable, or another CatalogError, if the database does not answer."""
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Closes the connections that are not in use."""
        if self._engine is not None and self._owner == os.getpid():
            self._engine.dispose()
        self._engine = None


def _make_file(path: Path) -> None:
    if sqlite3.sqlite_version_info < (3, 35):
        raise CatalogError(f"catalogs need SQLite 3.35, this Python has {sqlite3.sqlite_version}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600))
    except OSError as error:
        raise CatalogError(f"cannot open the catalog {path}: {error.strerror or error}") from error


def _engine(url: URL, dialect: str) -> Engine:
    if dialect == "postgresql":
        return create_engine(url, pool_pre_ping=True, connect_args=LINE)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    """Settings of an SQLite connection. Transactions are begun by `_begin`, not by the driver."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    end = time.monotonic() + BUSY_SECONDS
    # Readers go on while somebody writes. The switch is refused at once, without waiting, while another connection is at it.
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def lock_shared(connection: Connection) -> None:
    """Keeps `gc` away until the transaction ends; on SQLite every writer is alone."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": _GC_LOCK})


def lock_alone(connection: Connection) -> None:
    """Waits for all writers, and keeps them away until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _GC_LOCK})


_GC_LOCK = 0x6E6F65746C64
