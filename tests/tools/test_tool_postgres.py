"""`postgres` against a real server."""

from __future__ import annotations

from typing import Any

import pytest

Json = Any


@pytest.fixture
def sql(tools: Any, postgres: dict[str, Json]) -> Any:
    """Runs SQL and gives the answer."""

    def run(query: str, **more: Json) -> dict[str, Json]:
        answer: dict[str, Json] = tools("postgres", {**postgres, "query": query, **more})
        return answer

    return run


def data(answer: dict[str, Json]) -> Json:
    assert answer["status"] == "ok", answer
    return answer["data"]


def kind(answer: dict[str, Json]) -> Json:
    assert answer["status"] == "error", answer
    return answer["error"]["kind"]


def test_rows_and_changes(sql: Any) -> None:
    assert data(sql("CREATE TABLE rows_t (id bigint PRIMARY KEY, name text)")) == {"affected_rows": 0}
    assert data(sql("INSERT INTO rows_t VALUES (9007199254740993, 'ä'), (2, NULL)")) == {"affected_rows": 2}
    rows = [{"id": 2, "name": None}, {"id": 9007199254740993, "name": "ä"}]
    assert data(sql("SELECT * FROM rows_t ORDER BY id")) == {"columns": ["id", "name"], "rows": rows, "row_count": 2}
    assert data(sql("SELECT * FROM rows_t ORDER BY id", as_objects=False))["rows"] == [[2, None], [9007199254740993, "ä"]]
    assert data(sql("WITH d AS (DELETE FROM rows_t RETURNING id) SELECT count(*) AS n FROM d"))["rows"] == [{"n": 2}]
    assert data(sql("SELECT * FROM rows_t")) == {"columns": ["id", "name"], "rows": [], "row_count": 0}


def test_returning_gives_rows_and_changes(sql: Any) -> None:
    sql("CREATE TABLE ret_t (id serial, n int)")
    answer = data(sql("INSERT INTO ret_t (n) VALUES (5), (6) RETURNING n"))
    assert answer == {"columns": ["n"], "rows": [{"n": 5}, {"n": 6}], "row_count": 2, "affected_rows": 2}


def test_several_statements_are_one_transaction(sql: Any) -> None:
    sql("CREATE TABLE multi_t (n int)")
    text = "-- it's a note; with a semicolon\nINSERT INTO multi_t VALUES (1);\nINSERT INTO multi_t VALUES (2), (3);\n"
    text += "SELECT sum(n) AS s FROM multi_t;"
    assert data(sql(text))["rows"] == [{"s": 6}]
    assert data(sql("INSERT INTO multi_t VALUES (4); UPDATE multi_t SET n = n + 1")) == {"affected_rows": 5}
    assert kind(sql("DELETE FROM multi_t; SELECT 1/0")) == "client_error"
    assert data(sql("SELECT count(*) AS n FROM multi_t"))["rows"] == [{"n": 4}]


@pytest.mark.parametrize(
    ("query", "params"),
    [
        ("SELECT $1::int + $2::int AS n", [1, 2]),
        ("SELECT %s::int + %s::int AS n", [1, 2]),
        ("SELECT :a::int + :b::int AS n", {"a": 1, "b": 2}),
        ("SELECT %(a)s::int + %(b)s::int AS n", {"a": 1, "b": 2}),
        ("SELECT $1::int + $2::int AS n /* $3 and %s */ -- :a", [1, 2]),
    ],
)
def test_parameters(sql: Any, query: str, params: Json) -> None:
    assert data(sql(query, params=params))["rows"] == [{"n": 3}]


def test_parameter_values(sql: Any) -> None:
    values = ["x'; DROP TABLE t; --", {"a": [1, "ü"]}, [1, 2], None, True, 1.5]
    query = "SELECT $1::text AS t, $2::jsonb AS j, $3::int[] AS l, $4::text AS n, $5::bool AS b, $6::float8 AS f"
    row = data(sql(query, params=values))["rows"][0]
    assert list(row.values()) == values
    assert data(sql("SELECT 'a%' LIKE 'a%' AS p"))["rows"] == [{"p": True}]
    assert data(sql("SELECT '%%s' || $1::text AS p", params=["x"]))["rows"] == [{"p": "%%sx"}]
    assert kind(sql("SELECT %(a)s", params={"b": 1})) == "config"
    assert kind(sql("SELECT %s, %s", params=[1])) == "config"


def test_values_as_data(sql: Any) -> None:
    query = """SELECT 12345678901234567890.10::numeric AS num, 'NaN'::float8 AS nan, '-Infinity'::float8 AS inf, 1.5::float8 AS f,
      date '2024-02-29' AS d, timestamptz '2024-01-02 03:04:05.5+00' AT TIME ZONE 'UTC' AS ts, interval '1 day 2:03:04.5' AS iv,
      '\\x00ff'::bytea AS raw, '{"a": [1, null]}'::jsonb AS js, ARRAY[1,2]::bigint[] AS arr,
      '0a0b0c0d-0000-0000-0000-000000000001'::uuid AS id, '10.0.0.1'::inet AS ip, true AS yes, NULL AS nothing"""
    row = data(sql(query))["rows"][0]
    assert row == {
        "num": "12345678901234567890.10",
        "nan": "NaN",
        "inf": "-Infinity",
        "f": 1.5,
        "d": "2024-02-29",
        "ts": "2024-01-02T03:04:05.500000",
        "iv": "P1DT2H3M4.5S",
        "raw": "AP8=",
        "js": {"a": [1, None]},
        "arr": [1, 2],
        "id": "0a0b0c0d-0000-0000-0000-000000000001",
        "ip": "10.0.0.1",
        "yes": True,
        "nothing": None,
    }


def test_schema_and_a_clean_session(sql: Any) -> None:
    sql('CREATE SCHEMA "Odd name"; CREATE TABLE "Odd name".here (n int); INSERT INTO "Odd name".here VALUES (7)')
    assert data(sql("SELECT n FROM here", schema="Odd name"))["rows"] == [{"n": 7}]
    assert kind(sql("SELECT n FROM here")) == "schema"
    data(sql("CREATE TEMP TABLE tmp_t (n int); SET search_path = nowhere"))
    assert kind(sql("SELECT * FROM tmp_t")) == "schema"
    data(sql("BEGIN; CREATE TABLE open_t (n int)"))
    assert kind(sql("SELECT * FROM open_t")) == "schema"


@pytest.mark.parametrize(
    ("query", "expected", "retryable"),
    [
        ("SELEC 1", "parse", False),
        ("SELECT * FROM nowhere", "schema", False),
        ("SELECT 'x'::int", "client_error", False),
        ("CREATE TABLE c_t (n int CHECK (n > 0)); INSERT INTO c_t VALUES (0)", "db_constraint", False),
        ("SELECT pg_sleep(5)", "db_timeout", True),
        ("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40P01'; END $$", "db_deadlock", True),
        ("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$", "db_deadlock", True),
        ("SELECT pg_terminate_backend(pg_backend_pid())", "db_connection", True),
    ],
)
def test_error_kinds(sql: Any, query: str, expected: str, retryable: bool) -> None:
    answer = sql(query, timeout_seconds=0.3)
    assert (kind(answer), answer["error"]["retryable"], answer["data"]) == (expected, retryable, None)
    assert data(sql("SELECT 1 AS n"))["rows"] == [{"n": 1}]


def test_connections(tools: Any, postgres: dict[str, Json]) -> None:
    query = {"command": "SELECT current_user::text AS u"}
    url = "postgresql://noetl:s3cret-pg@{host}:{port}/postgres".format(**postgres)
    assert tools.ok("postgres", {**query, "connection_string": url})["rows"] == [{"u": "noetl"}]
    assert tools.error("postgres", {**query, **postgres, "password": "wrong"}) == "auth"
    assert tools.error("postgres", {**query, **postgres, "database": "nowhere"}) == "not_found"
    assert tools.error("postgres", {**query, **postgres, "port": 1}) == "db_connection"
    assert tools.error("postgres", query) == "config"
    assert tools.error("postgres", {**postgres}) == "config"


def test_credentials_by_name(tools: Any, postgres: dict[str, Json]) -> None:
    tools.host.session.keychain._entries["pg"] = postgres
    answer = tools.ok("postgres", {"auth": "pg", "query": "SELECT 's3cret-pg' AS p, 'is s3cret-pg inside' AS q"})
    assert answer["rows"] == [{"p": "[redacted]", "q": "is [redacted] inside"}]
    assert tools.error("postgres", {"auth": "absent", "query": "SELECT 1"}) == "auth"


def test_claims_of_cursor_loops(sql: Any, tools: Any, postgres: dict[str, Json]) -> None:
    sql("CREATE TABLE queue_t (id int, taken bool DEFAULT false); INSERT INTO queue_t (id) VALUES (1), (2)")
    claim = "UPDATE queue_t SET taken = true WHERE id = (SELECT min(id) FROM queue_t WHERE NOT taken) RETURNING id"
    rows = [tools.ok("postgres", {**postgres, "claim": claim})["rows"] for _ in range(3)]
    assert rows == [[{"id": 1}], [{"id": 2}], []]
