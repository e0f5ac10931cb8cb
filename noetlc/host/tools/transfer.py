"""`transfer`: rows from postgres, duckdb, http, csv or json lines into postgres, duckdb, csv or json lines, in chunks."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from noetlc.host.tools import duckdb, http, postgres
from noetlc.host.tools.base import Json, Request, ToolError, Unavailable, scalar_text
from noetlc.host.tools.session import Session
from noetlc.json_text import read_json
from noetlc.late import late

if TYPE_CHECKING:
    import duckdb as package
    import psycopg
else:
    package = late("duckdb")
    psycopg = late("psycopg")

MODES = ("append", "replace", "upsert")
MAX_CHUNK = 100_000

Rows = Iterator[dict[str, Json]]


def run(request: Request, session: Session) -> Json:
    """Copies the rows. Raises ToolError; rows of chunks that were written stay written."""
    source, target = _end(request, "source", session), _end(request, "target", session)
    mode = str(request.first("mode") or "append").lower()
    if mode not in MODES:
        raise ToolError("config", f"transfer: mode must be one of {', '.join(MODES)}")
    chunk_size = request.count(1000, MAX_CHUNK, "chunk_size")
    kinds = _kind(source), _kind(target)
    _check_available(kinds[0], SOURCES, "source")
    _check_available(kinds[1], TARGETS, "target")
    for kind, end in zip(kinds, ("source", "target"), strict=True):
        session.need(GRANTS[kind], f"a {end} of type {kind}")
    rows = _mapped(SOURCES[kinds[0]](source, session), target.config.get("mapping"))
    first = next(rows, None)
    columns = list(first) if first is not None else []
    transferred = chunks = 0
    stream: Rows = chain([first], rows) if first is not None else rows
    with ExitStack() as stack:
        write = TARGETS[kinds[1]](target, session, mode, columns, stack)
        while chunk := list(islice(stream, chunk_size)):
            write([[row.get(column) for column in columns] for row in chunk])
            transferred += len(chunk)
            chunks += 1
    result: dict[str, Json] = {
        "direction": f"{kinds[0]}_to_{kinds[1]}",
        "source_type": kinds[0],
        "target_type": kinds[1],
        "mode": mode,
        "rows_transferred": transferred,
        "chunks_processed": chunks,
    }
    if isinstance(target.config.get("table"), str):
        result["target_table"] = target.config["table"]
    return result | {"columns": columns}


def _end(request: Request, side: str, session: Session) -> Request:
    """One end of the transfer as a request of its own, with its credential."""
    config = request.config.get(side)
    if not isinstance(config, Mapping):
        raise ToolError("config", f"transfer: {side} must be a map")
    name = config.get("auth") or config.get("credential")
    auth = session.credential(name) if isinstance(name, str) else name if isinstance(name, Mapping) else request.auth
    return replace(request, kind="transfer", config={key: value for key, value in config.items() if key != "auth"}, auth=auth)


def _kind(end: Request) -> str:
    kind = end.text("type", "kind", "tool").lower()
    return {"postgresql": "postgres"}.get(kind, kind)


def _check_available(kind: str, table: Mapping[str, object], side: str) -> None:
    if kind == "snowflake":
        raise Unavailable("tool transfer: snowflake needs an account and a package this host does not have")
    if kind not in table:
        raise ToolError("config", f"transfer: a {side} of type {kind} is not known; known are {', '.join(table)}")


def _mapped(rows: Rows, mapping: Json) -> Rows:
    """Rows with the target's columns: `mapping` is target column to source column."""
    if mapping is None or mapping == {}:
        yield from rows
        return
    if not isinstance(mapping, Mapping):
        raise ToolError("config", "transfer: target.mapping must be a map")
    for row in rows:
        yield {str(column): row.get(str(source)) for column, source in mapping.items()}


# ---- sources


def _from_postgres(source: Request, session: Session) -> Rows:
    data = postgres.run(_query_request(source), session)
    yield from data.get("rows", [])


def _from_duckdb(source: Request, session: Session) -> Rows:
    data = duckdb.run(_query_request(source), session)
    yield from data.get("rows", [])


def _query_request(source: Request) -> Request:
    config = dict(source.config) | {"as_objects": True}
    if source.first("query", "command") is None:
        config["query"] = f"SELECT * FROM {_table_name(source)}"
    return replace(source, config=config)


def _from_http(source: Request, session: Session) -> Rows:
    data: Json = http.run(source, session)["data"]
    path = source.optional_text("data_path") or ""
    for part in filter(None, path.removeprefix("$").split(".")):
        data = data.get(part) if isinstance(data, Mapping) else None
    if isinstance(data, Mapping):
        data = [data]
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise ToolError("parse", f"transfer: the response has no list of maps at {path or 'its top'}")
    yield from data


def _from_csv(source: Request, _session: Session) -> Rows:
    path = _file(source)
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            yield from csv.DictReader(file, delimiter=source.optional_text("delimiter") or ",", restkey="_rest")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ToolError("parse", f"transfer: cannot read {path.name}: {error}") from error


def _from_jsonl(source: Request, _session: Session) -> Rows:
    path = _file(source)
    try:
        with path.open(encoding="utf-8") as file:
            for line in filter(str.strip, file):
                row = read_json(line)
                if not isinstance(row, dict):
                    raise ToolError("parse", "transfer: a line is not a JSON object")
                yield row
    except (OSError, ValueError) as error:
        raise ToolError("parse", f"transfer: cannot read {path.name}: {error}") from error


def _file(end: Request) -> Path:
    return Path(end.text("path", "file", "connection", "url").removeprefix("file://")).expanduser()


# ---- targets

Write = Callable[[list[list[Json]]], None]
Target = Callable[[Request, Session, str, list[str], ExitStack], Write]


def _table_name(end: Request) -> str:
    """The quoted table, with its schema if it is given as `schema.table`."""
    return ".".join(duckdb.quoted(part.strip().strip('"')) for part in end.text("table").split("."))


def _insert(end: Request, columns: list[str], mode: str, marks: list[str]) -> str:
    """The insert statement; `upsert` updates the other columns where the key columns are equal."""
    text = f"INSERT INTO {_table_name(end)} ({', '.join(map(duckdb.quoted, columns))}) VALUES ({', '.join(marks)})"
    if mode != "upsert":
        return text
    key = end.first("key", "keys", "conflict_columns")
    keys = [key] if isinstance(key, str) else key
    if not isinstance(keys, list) or not keys:
        raise ToolError("config", "transfer: mode upsert needs target.key, a column or a list of columns")
    rest = [column for column in columns if column not in keys]
    changes = ", ".join(f"{duckdb.quoted(column)} = excluded.{duckdb.quoted(column)}" for column in rest)
    action = f"UPDATE SET {changes}" if rest else "NOTHING"
    return f"{text} ON CONFLICT ({', '.join(duckdb.quoted(str(column)) for column in keys)}) DO {action}"


def _to_postgres(target: Request, session: Session, mode: str, columns: list[str], stack: ExitStack) -> Write:
    info = postgres.conninfo(target.config, target.auth, "transfer")
    connection = stack.enter_context(postgres.connected(info, session))
    table = _table_name(target)
    # A percent sign of a name is not a parameter.
    statement = _insert(target, columns, mode, ["\0"] * len(columns)).replace("%", "%%").replace("\0", "%s") if columns else ""
    first = [True] if mode == "replace" else []

    def write(rows: list[list[Json]]) -> None:
        values = [[json.dumps(value) if isinstance(value, list | dict) else value for value in row] for row in rows]
        try:
            with connection.transaction(), connection.cursor() as cursor:
                if first:
                    cursor.execute(f"DELETE FROM {table}".encode())
                cursor.executemany(statement.encode(), values)
        except psycopg.Error as error:
            raise postgres.database_error(error) from error
        first.clear()

    if not columns and mode == "replace":
        try:
            connection.execute(f"DELETE FROM {table}".encode())
        except psycopg.Error as error:
            raise postgres.database_error(error) from error
    return write


def _to_duckdb(target: Request, session: Session, mode: str, columns: list[str], stack: ExitStack) -> Write:
    path = target.first("connection", "db_path", "database")
    connection = stack.enter_context(duckdb.connected(path, session, "transfer"))
    table = _table_name(target)
    statement = _insert(target, columns, mode, ["?"] * len(columns)) if columns else ""
    if mode == "replace":
        duckdb.execute(connection, f"DELETE FROM {table}", None, False, "transfer")

    def write(rows: list[list[Json]]) -> None:
        values = [[json.dumps(value) if isinstance(value, list | dict) else value for value in row] for row in rows]
        try:
            connection.execute("BEGIN")
            connection.executemany(statement, values)
            connection.execute("COMMIT")
        except package.Error as error:
            connection.rollback()
            raise duckdb.database_error(error, "transfer") from error

    return write


def _file_target(form: str) -> Target:
    def prepare(target: Request, _session: Session, mode: str, columns: list[str], _stack: ExitStack) -> Write:
        path = _file(target)
        fresh = mode == "replace" or not path.exists() or path.stat().st_size == 0
        try:
            if mode == "replace" or not path.exists():
                path.write_text("", encoding="utf-8")
        except OSError as error:
            raise ToolError("config", f"transfer: cannot write {path.name}: {error.strerror}") from error
        headed = [not fresh]

        def write(rows: list[list[Json]]) -> None:
            with path.open("a", newline="", encoding="utf-8") as file:
                if form == "jsonl":
                    file.writelines(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n" for row in rows)
                    return
                writer = csv.writer(file, delimiter=target.optional_text("delimiter") or ",")
                if not headed[0]:
                    writer.writerow(columns)
                    headed[0] = True
                writer.writerows(["" if value is None else scalar_text(value) for value in row] for row in rows)

        return write

    return prepare


SOURCES: dict[str, Callable[[Request, Session], Rows]] = {
    "postgres": _from_postgres,
    "duckdb": _from_duckdb,
    "http": _from_http,
    "csv": _from_csv,
    "jsonl": _from_jsonl,
}
TARGETS: dict[str, Target] = {
    "postgres": _to_postgres,
    "duckdb": _to_duckdb,
    "csv": _file_target("csv"),
    "jsonl": _file_target("jsonl"),
}
GRANTS = {
    "postgres": "tool_postgres",
    "duckdb": "tool_duckdb",
    "http": "tool_http",
    "csv": "tool_transfer:files",
    "jsonl": "tool_transfer:files",
}
"""What an end of a transfer needs besides `tool_transfer`."""
