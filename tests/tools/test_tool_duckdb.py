"""`duckdb` and `ducklake`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("duckdb")
Json = Any


def test_memory_is_shared_by_the_steps_of_a_run(tools: Any) -> None:
    assert tools.ok("duckdb", {"query": "CREATE TABLE t (a INTEGER PRIMARY KEY, b DECIMAL(10,2))"}) == {"affected_rows": 0}
    assert tools.ok("duckdb", {"command": "INSERT INTO t VALUES (1, 1.5), (2, NULL)"}) == {"affected_rows": 2}
    rows = [{"a": 1, "b": "1.50"}, {"a": 2, "b": None}]
    assert tools.ok("duckdb", {"query": "SELECT * FROM t ORDER BY a"}) == {"columns": ["a", "b"], "rows": rows, "row_count": 2}
    assert tools.ok("duckdb", {"query": "SELECT a FROM t ORDER BY a", "as_objects": False})["rows"] == [[1], [2]]
    assert tools.ok("duckdb", {"query": "UPDATE t SET b = 0; DELETE FROM t WHERE a = 1"}) == {"affected_rows": 3}
    assert tools.ok("duckdb", {"query": "INSERT INTO t VALUES (9, 9) RETURNING a"})["rows"] == [{"a": 9}]


@pytest.mark.parametrize(
    ("query", "params"),
    [
        ("SELECT $1::INT + $2::INT AS n", [1, 2]),
        ("SELECT ?::INT + ?::INT AS n", [1, 2]),
        ("SELECT %s::INT + %s::INT AS n", [1, 2]),
        ("SELECT :a::INT + %(b)s::INT AS n", {"a": 1, "b": 2}),
    ],
)
def test_parameters(tools: Any, query: str, params: Json) -> None:
    assert tools.ok("duckdb", {"query": query, "params": params})["rows"] == [{"n": 3}]


def test_values_as_data(tools: Any) -> None:
    query = """SELECT 170141183460469231731687303715884105727::HUGEINT AS big, 'nan'::DOUBLE AS nan, DATE '2024-02-29' AS d,
      [1, NULL] AS l, {'a': 1} AS s, MAP {'k': 1} AS m, INTERVAL 90 MINUTE AS i, '\\xAA'::BLOB AS b,
      UUID '0a0b0c0d-0000-0000-0000-000000000001' AS u"""
    assert tools.ok("duckdb", {"query": query})["rows"][0] == {
        "big": 170141183460469231731687303715884105727, "nan": "NaN", "d": "2024-02-29", "l": [1, None], "s": {"a": 1}, "m": {"k": 1},
        "i": "P0DT1H30M0S", "b": "qg==", "u": "0a0b0c0d-0000-0000-0000-000000000001",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "kind"),
    [("SELEC", "parse"), ("SELECT * FROM nowhere", "schema"), ("SELECT 'x'::INT", "client_error"), ("", "config"), ("-- only", "config")],
)
def test_error_kinds(tools: Any, query: str, kind: str) -> None:
    assert tools.error("duckdb", {"query": query}) == kind


def test_constraints_and_open_transactions(tools: Any) -> None:
    tools.ok("duckdb", {"query": "CREATE TABLE t (a INTEGER PRIMARY KEY)"})
    assert tools.error("duckdb", {"query": "BEGIN; INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)"}) == "db_constraint"
    assert tools.ok("duckdb", {"query": "SELECT count(*) AS n FROM t"})["rows"] == [{"n": 0}]


def test_files(tools: Any, tmp_path: Path) -> None:
    path = str(tmp_path / "x.duckdb")
    tools.ok("duckdb", {"db_path": path, "query": "CREATE TABLE t AS SELECT 1 AS n"})
    assert tools.ok("duckdb", {"db_path": path, "query": "FROM t"})["rows"] == [{"n": 1}]
    assert tools.error("duckdb", {"db_path": str(tmp_path / "no" / "x.duckdb"), "query": "SELECT 1"}) == "db_connection"
    assert tools.error("duckdb", {"db_path": 5, "query": "SELECT 1"}) == "config"


def test_extensions_are_not_fetched(tools: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    answer = tools("ducklake", {"command": "SELECT 1", "catalog_connection": str(tmp_path / "c.ducklake"), "data_path": str(tmp_path)})
    assert answer["status"] == "ok" or answer["error"]["kind"] == "config"
    assert tools.error("ducklake", {"command": "SELECT 1"}) == "config"
