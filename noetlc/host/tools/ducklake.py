"""`ducklake`: a DuckLake catalog attached to DuckDB; queries and data are those of `duckdb`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from noetlc.host.tools import duckdb
from noetlc.host.tools.base import Json, Request, ToolError
from noetlc.host.tools.session import Session
from noetlc.host.tools.sqltext import error_data, parameters, statement
from noetlc.late import late

if TYPE_CHECKING:
    import duckdb as package

    from noetlc.host.tools import postgres
else:
    package = late("duckdb")
    postgres = late("noetlc.host.tools.postgres")


def run(request: Request, session: Session) -> Json:
    """Attaches the catalog and runs the statements in it. Raises ToolError, `config` where the extension is not installed."""
    sql, params = statement(request), parameters(request)
    as_objects = request.flag(True, "as_objects")
    name = request.optional_text("catalog_name", "catalog") or "lake"
    session.need("tool_ducklake:files", "a catalog")
    location, options = _catalog(request, session)
    # The cursor has its own current catalog, so `USE` does not reach other steps.
    with duckdb.connected(request.first("db_path"), session, "ducklake") as shared, shared.cursor() as connection:
        duckdb.load_extension(connection, "ducklake", "ducklake")
        duckdb.attach(connection, location, name, options, "ducklake")
        _use(connection, name, request.optional_text("schema"))
        return duckdb.execute(connection, sql, params, as_objects, "ducklake")


def _catalog(request: Request, session: Session) -> tuple[str, str]:
    """The `ATTACH` text and its options."""
    catalog = request.optional_text("catalog_connection", "connection")
    if catalog is None and isinstance(request.auth, Mapping):
        catalog = "postgres:" + postgres.conninfo({}, request.auth, "ducklake")
    if not catalog:
        raise ToolError("config", "ducklake: catalog_connection is required")
    location = catalog if catalog.startswith("ducklake:") else f"ducklake:{catalog}"
    if location.removeprefix("ducklake:").lower().startswith(("postgres:", "postgresql:")):
        session.need("tool_postgres", "a catalog in PostgreSQL")
    data_path = request.optional_text("data_path")
    return location, f"(DATA_PATH {duckdb.quoted(data_path, chr(39))})" if data_path else ""


def _use(connection: object, name: str, schema: str | None) -> None:
    assert isinstance(connection, package.DuckDBPyConnection)
    target = duckdb.quoted(name) + (f".{duckdb.quoted(schema)}" if schema else "")
    try:
        connection.execute(f"USE {target}")
    except package.Error as error:
        raise ToolError("schema", f"ducklake: {error_data(str(error))}") from error
