"""`postgres`: SQL with psycopg; `{columns, rows, row_count}` for statements that return rows, else `{affected_rows}`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from noetlc.host.tools.base import Json, Request, ToolError, missing_extra
from noetlc.host.tools.session import Session
from noetlc.host.tools.sqltext import error_data, numbered, parameters, statement
from noetlc.host.tools.values import rows_data
from noetlc.late import late, load

if TYPE_CHECKING:
    import psycopg
    import psycopg.conninfo
    import psycopg.types.json
else:
    psycopg = late("psycopg", "psycopg.conninfo", "psycopg.types.json")

CONNECT_SECONDS = 10
MAX_ROWS = 1_000_000

_KEYS = {
    "host": ("host", "hostname", "db_host"),
    "port": ("port", "db_port"),
    "dbname": ("database", "dbname", "db_name", "db"),
    "user": ("user", "username", "db_user"),
    "password": ("password", "db_password"),
    "sslmode": ("sslmode",),
}
_DSN = ("connection_string", "connection", "dsn", "conninfo", "url", "db_conn_string")


def run(request: Request, session: Session) -> Json:
    """Runs the statements. Raises ToolError with a `db_…` kind, `schema`, `parse`, `auth` or `config`."""
    sql, params = statement(request), parameters(request)
    schema = request.optional_text("schema")
    timeout = request.number(0, "timeout_seconds", "timeout")
    as_objects = request.flag(True, "as_objects")
    connection_info = conninfo(request.config, request.auth, "postgres")
    session.redactor.add(*_passwords(connection_info))

    with connected(connection_info, session) as connection:
        try:
            _prepare(connection, schema, timeout)
            return _execute(connection, sql, params, as_objects)
        except psycopg.Error as error:
            raise database_error(error) from error


def conninfo(config: Mapping[str, Json], auth: Json, kind: str) -> str:
    """The connection text of configuration keys over the fields of a credential. Raises ToolError `config`."""
    try:
        load(psycopg)
    except ImportError as error:
        raise missing_extra(kind, "psycopg", "postgres") from error
    layers: list[Mapping[str, Json]] = [config]
    dsn = ""
    if isinstance(auth, str):
        dsn = auth
    elif isinstance(auth, Mapping):
        # Drivers nest the fields of a credential under `data`, or have one map per alias.
        inner = auth.get("data")
        layers.append(inner if isinstance(inner, Mapping) else auth)
        if len(auth) == 1 and all(isinstance(value, Mapping) for value in auth.values()):
            layers.append(next(iter(auth.values())))
    fields: dict[str, Any] = {}
    for name, spellings in _KEYS.items():
        value = next((layer[key] for layer in layers for key in spellings if layer.get(key) not in (None, "")), None)
        if value is not None:
            fields[name] = str(value)
    dsn = next((str(layer[key]) for layer in layers for key in _DSN if isinstance(layer.get(key), str) and layer[key]), dsn)
    if not dsn and not fields:
        raise ToolError("config", f"{kind}: no connection: give auth, connection_string, or host, user and database")
    try:
        return psycopg.conninfo.make_conninfo(dsn, **{"connect_timeout": CONNECT_SECONDS, **fields})
    except psycopg.ProgrammingError as error:
        raise ToolError("config", f"{kind}: the connection text cannot be read") from error


def _passwords(connection_info: str) -> list[str]:
    password = psycopg.conninfo.conninfo_to_dict(connection_info).get("password")
    return [str(password)] if password else []


@contextmanager
def connected(connection_info: str, session: Session) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection of this run, in autocommit mode: a text of several statements is one transaction of the server.

    It is kept for later steps unless it broke or a transaction is left open. Raises ToolError.
    """
    def open_connection() -> tuple[psycopg.Connection[tuple[Any, ...]], Any]:
        try:
            connection = psycopg.connect(connection_info, autocommit=True, prepare_threshold=None)
        except psycopg.Error as error:
            raise _connect_error(error) from error
        return connection, connection.close

    def healthy(connection: psycopg.Connection[tuple[Any, ...]]) -> bool:
        return not connection.closed and connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE

    with session.leased(("postgres", connection_info), open_connection, healthy) as connection:
        yield connection


def _prepare(connection: psycopg.Connection[tuple[Any, ...]], schema: str | None, timeout: float) -> None:
    """A session as if it were new: settings and temporary tables of an earlier step are gone."""
    connection.execute("DISCARD ALL")
    if schema:
        path = ", ".join('"' + part.strip().strip('"').replace('"', '""') + '"' for part in schema.split(",") if part.strip())
        connection.execute("SELECT set_config('search_path', %s, false)", (path,))
    if timeout:
        connection.execute("SELECT set_config('statement_timeout', %s, false)", (str(max(1, int(timeout * 1000))),))


def _execute(
    connection: psycopg.Connection[tuple[Any, ...]], sql: str, params: list[Json] | Mapping[str, Json] | None, as_objects: bool
) -> Json:
    if params is None:
        cursor: psycopg.Cursor[tuple[Any, ...]] = connection.cursor()
        cursor.execute(sql.encode("utf-8", "replace"))
    else:
        text, values = numbered(sql, params, "postgres")
        cursor = psycopg.RawCursor(connection)
        cursor.execute(text.encode("utf-8", "replace"), [_adapted(value) for value in values])
    with cursor:
        return _outcome(cursor, as_objects)


def _outcome(cursor: psycopg.Cursor[tuple[Any, ...]], as_objects: bool) -> Json:
    """The rows of the last statement if it returns any, else the rows that all statements changed."""
    affected = 0
    while True:
        returns_rows = cursor.description is not None
        changed = not (cursor.statusmessage or "").startswith(("SELECT", "SHOW", "FETCH", "EXPLAIN", "VALUES"))
        if changed and cursor.rowcount > 0:
            affected += cursor.rowcount
        if not returns_rows or cursor.rowcount <= MAX_ROWS:
            rows = cursor.fetchall() if returns_rows else []
        else:
            raise ToolError("limit", f"postgres: the query gives more than {MAX_ROWS} rows")
        columns = [column.name for column in cursor.description or ()]
        if not cursor.nextset():
            break
    if not returns_rows:
        return {"affected_rows": affected}
    data = rows_data(columns, rows, as_objects)
    return {**data, "affected_rows": affected} if changed else data


def _adapted(value: Json) -> object:
    """A parameter: maps, and lists with maps or lists in them, are JSON; other lists are arrays."""
    if isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value)):
        return psycopg.types.json.Jsonb(value)
    return value


_CLASSES = {
    "08": ("db_connection", True),
    "23": ("db_constraint", False),
    "28": ("auth", False),
    "3D": ("not_found", False),
    "3F": ("schema", False),
    "53": ("db_connection", True),
    "57": ("db_connection", True),
    "22": ("client_error", False),
}
_STATES = {
    "40P01": ("db_deadlock", True),
    "40001": ("db_deadlock", True),
    "55P03": ("db_timeout", True),
    "57014": ("db_timeout", True),
    "25P03": ("db_timeout", True),
    "42601": ("parse", False),
    "42501": ("auth", False),
}


def database_error(error: psycopg.Error) -> ToolError:
    """The outcome of a failed statement: the server's message without the parts that quote the query."""
    state = error.sqlstate
    message = error.diag.message_primary or error_data(str(error)) or type(error).__name__
    if state is None:
        broken = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        return ToolError("db_connection" if broken else "client_error", f"postgres: {message}", retryable=broken)
    kind, retryable = _STATES.get(state) or _CLASSES.get(state[:2]) or (("schema", False) if state[:2] == "42" else ("unknown", False))
    return ToolError(kind, f"postgres: {message} ({state})", retryable=retryable)


def _connect_error(error: psycopg.Error) -> ToolError:
    text = str(error)
    message = f"postgres: cannot connect: {error_data(text)}"
    if "authentication failed" in text or "no password supplied" in text or error.sqlstate in ("28P01", "28000"):
        return ToolError("auth", message)
    if "does not exist" in text:
        return ToolError("not_found", message)
    if "timeout" in text.lower():
        return ToolError("db_timeout", message, retryable=True)
    return ToolError("db_connection", message, retryable=True)
