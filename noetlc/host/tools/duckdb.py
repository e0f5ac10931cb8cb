"""`duckdb`: SQL with the duckdb package, in memory or in a file; the data has the shape of `postgres`."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noetlc.host.tools.base import Json, NotGranted, Request, ToolError, missing_extra
from noetlc.host.tools.session import Session
from noetlc.host.tools.sqltext import error_data, numbered, parameters, statement
from noetlc.host.tools.values import rows_data
from noetlc.late import late, load

if TYPE_CHECKING:
    import duckdb

    from noetlc.host.tools import postgres
else:
    duckdb = late("duckdb")
    postgres = late("noetlc.host.tools.postgres")

MAX_ROWS = 1_000_000

CLOSED = {
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
    "python_enable_replacements": "false",
    "temp_directory": "",
}
"""No code that nobody asked for, nothing left behind, no variable of this process as a table; SQL cannot change it."""


def run(request: Request, session: Session) -> Json:
    """Runs the statements. Raises ToolError."""
    sql, params = statement(request), parameters(request)
    as_objects = request.flag(True, "as_objects")
    with connected(request.first("db_path", "database", "connection"), session, "duckdb") as connection:
        if isinstance(request.auth, Mapping):
            attach_credentials(connection, request.auth, session)
        return execute(connection, sql, params, as_objects, "duckdb", session.may("tool_duckdb:extensions"))


@contextmanager
def connected(path: Json, session: Session, kind: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """The kept database of this run, for one tool at a time: a file, or memory that all steps share. Raises ToolError."""
    try:
        load(duckdb)
    except ImportError as error:
        raise missing_extra(kind, "duckdb", "duckdb") from error
    if path is not None and not isinstance(path, str):
        raise ToolError("config", f"{kind}: db_path must be a string")
    name = (path or "").strip() or ":memory:"
    external = session.may(f"tool_{'ducklake' if kind == 'ducklake' else 'duckdb'}:files")
    if not name.startswith(":memory:") and not external:
        raise NotGranted("tool_ducklake:files" if kind == "ducklake" else "tool_duckdb:files", "a database in a file")
    target = name if name.startswith(":memory:") else str(Path(name).expanduser().absolute())

    def open_connection() -> tuple[tuple[duckdb.DuckDBPyConnection, threading.RLock], Any]:
        connection = duckdb.connect(target, config={**CLOSED, "enable_external_access": external})
        return (connection, threading.RLock()), connection.close

    try:
        connection, lock = session.resource(("duckdb", target, external), open_connection)
    except duckdb.Error as error:
        raise database_error(error, kind) from error
    with lock:
        yield connection


def execute(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    params: list[Json] | Mapping[str, Json] | None,
    as_objects: bool,
    kind: str,
    extensions: bool = False,
) -> Json:
    """Runs all statements; rows of the last one if it is a query, else the rows that all of them changed. Raises ToolError.

    Only with `extensions` may SQL load them; none is ever fetched.
    """
    values: list[Json] | None = None
    try:
        if params is not None:
            sql, values = numbered(sql, params, kind)
        statements = connection.extract_statements(sql)
        if not statements:
            raise ToolError("config", f"{kind}: the query is empty")
        for one in statements:
            _check_extension(one, kind, extensions)
        affected = 0
        for one in statements:
            result = connection.execute(one, _used(values, one.named_parameters) if values else None)
            changes = duckdb.ExpectedResultType.CHANGED_ROWS in one.expected_result_type and one.type != duckdb.StatementType.SELECT
            queried = duckdb.ExpectedResultType.QUERY_RESULT in one.expected_result_type and not _counted(result, changes)
            if not queried:
                affected += _count(result)
        if not queried:
            return {"affected_rows": affected}
        rows = result.fetchmany(MAX_ROWS + 1)
        if len(rows) > MAX_ROWS:
            raise ToolError("limit", f"{kind}: the query gives more than {MAX_ROWS} rows")
        return rows_data([column[0] for column in result.description], rows, as_objects)
    except duckdb.Error as error:
        _rollback(connection)
        raise database_error(error, kind) from error


def _check_extension(one: duckdb.Statement, kind: str, allowed: bool) -> None:
    """Refuses `LOAD` and `INSTALL`, which are one type of statement. Raises ToolError."""
    if one.type != duckdb.StatementType.LOAD:
        return
    if not re.match(r"\s*LOAD\b", one.query, re.IGNORECASE):
        raise ToolError("config", f"{kind}: extensions are not fetched; install them on this host")
    if not allowed:
        raise NotGranted("tool_duckdb:extensions", "an extension")


def _used(values: list[Json], names: set[str]) -> list[Json]:
    """The leading values that a statement has parameters for."""
    highest = max((int(name) for name in names if name.isdigit()), default=0)
    return values[:highest] if highest else values[: len(names)]


def _counted(result: duckdb.DuckDBPyConnection, changes: bool) -> bool:
    """True if the result of a changing statement is only the number of changed rows."""
    description = result.description
    return changes and (not description or [column[0] for column in description] == ["Count"])


def _count(result: duckdb.DuckDBPyConnection) -> int:
    row = result.fetchone() if result.description else None
    return row[0] if row and isinstance(row[0], int) else 0


def _rollback(connection: duckdb.DuckDBPyConnection) -> None:
    """Ends a transaction that the failed statements left open."""
    with contextlib.suppress(duckdb.Error):
        connection.rollback()


def attach_credentials(connection: duckdb.DuckDBPyConnection, auth: Mapping[str, Json], session: Session) -> None:
    """Attaches the databases that an `auth` map of aliases names. Raises ToolError."""
    for alias, part in auth.items():
        if isinstance(part, Mapping) and str(part.get("tool") or part.get("type") or "").lower() in ("postgres", "postgresql"):
            session.need("tool_postgres", "a database of PostgreSQL")
            session.need("tool_duckdb:extensions", "a database of PostgreSQL")
            load_extension(connection, "postgres", "duckdb")
            attach(connection, postgres.conninfo({}, part, "duckdb"), alias, "(TYPE postgres)", "duckdb")


def attach(connection: duckdb.DuckDBPyConnection, location: str, alias: str, options: str, kind: str) -> None:
    """`ATTACH` unless the alias is attached already. Raises ToolError."""
    try:
        present = connection.execute("SELECT 1 FROM duckdb_databases() WHERE database_name = ?", [alias]).fetchone()
        if present is None:
            connection.execute(f"ATTACH {quoted(location, chr(39))} AS {quoted(alias)} {options}")
    except duckdb.Error as error:
        raise ToolError("db_connection", f"{kind}: cannot attach {alias}: {error_data(str(error))}") from error


def load_extension(connection: duckdb.DuckDBPyConnection, name: str, kind: str) -> None:
    """Loads an installed extension; none is downloaded. Raises ToolError `config`."""
    try:
        connection.execute(f"LOAD {name}")
    except duckdb.Error as error:
        raise ToolError("config", f"{kind}: the DuckDB extension {name} is not installed on this host (INSTALL {name})") from error


def quoted(text: str, quote: str = '"') -> str:
    """A name (or, with `'`, a text) quoted for SQL."""
    return quote + text.replace(quote, quote * 2) + quote


def database_error(error: duckdb.Error, kind: str) -> ToolError:
    """The outcome of a failed statement."""
    message = f"{kind}: {error_data(str(error))}"
    if isinstance(error, duckdb.ConstraintException):
        return ToolError("db_constraint", message)
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        return ToolError("schema", message)
    if isinstance(error, duckdb.ParserException | duckdb.SyntaxException):
        return ToolError("parse", message)
    if isinstance(error, duckdb.TransactionException):
        return ToolError("db_deadlock", message, retryable=True)
    if isinstance(error, duckdb.IOException | duckdb.ConnectionException):
        return ToolError("db_connection", message)
    if isinstance(error, duckdb.ConversionException | duckdb.OutOfRangeException | duckdb.InvalidInputException | duckdb.DataError):
        return ToolError("client_error", message)
    return ToolError("unknown", message)
