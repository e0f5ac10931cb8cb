"""`artifact`, the object store, `transfer`, and kinds that this host does not run."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from noetlc.host.tools.base import ToolError
from noetlc.host.tools.store import FolderStore, RemoteStore

Json = Any


def test_artifacts(tools: Any, tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "store")
    store.put("execution/7/result/big/1", json.dumps({"rows": [1]}).encode())
    store.put("raw", b"\xff")
    store.put("text", "grüße".encode())
    reference = "noetl://execution/7/result/big/1"
    for given in (reference, {"_ref": reference}, {"uri": reference}, {"reference": {"ref": reference}}, json.dumps({"ref": reference})):
        assert tools.ok("artifact", {"action": "get"}, {"result_ref": given}) == {"rows": [1]}
    assert tools.ok("artifact", {"result_ref": "raw"}) == {"_bytes_b64": "/w=="}
    assert tools.ok("artifact", {"result_ref": "text"}) == "grüße"
    assert tools.error("artifact", {"result_ref": "noetl://absent"}) == "not_found"
    for wrong in ("file:///etc/passwd", "noetl://../x", "a//b", "/etc/passwd"):
        assert tools.error("artifact", {"result_ref": wrong}) == "config"
    assert tools.error("artifact", {}) == "config"
    assert tools.error("artifact", {"action": "put"}) == "config"


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_links_do_not_lead_out_of_the_store(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "store" / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(ToolError):
        FolderStore(tmp_path / "store").get("link")


def test_other_schemes_through_fsspec(tools: Any) -> None:
    pytest.importorskip("fsspec")
    RemoteStore("memory").put("memory://bucket/x.json", b"[1]")
    assert tools.ok("artifact", {"result_ref": "memory://bucket/x.json"}) == [1]
    assert tools.error("artifact", {"result_ref": "memory://bucket/absent"}) == "not_found"
    assert tools.error("artifact", {"result_ref": "nosuch://x"}) == "config"


@pytest.mark.parametrize("kind", ["container", "gcs", "script", "snowflake", "snowflake_transfer"])
def test_kinds_that_need_services(tools: Any, kind: str) -> None:
    answer = tools(kind, {"image": "x"})
    assert answer["error"]["kind"] == "unsupported"
    assert f"tool {kind} " in answer["error"]["message"]
    assert tools.host.missing[0][:2] == (f"tool_{kind}", "s")


def test_unknown_kinds_and_malformed_requests(tools: Any) -> None:
    assert tools("rhai", {})["error"] == {"kind": "unsupported", "message": "tool rhai is not available", "retryable": False}
    for request in (b"", b"[1]", b"\xff"):
        assert json.loads(tools.host.call("tool_http", request))["error"]["kind"] == "value"


@pytest.mark.parametrize(
    ("kind", "package", "extra"),
    [("http", "httpx", "http"), ("nats", "nats.errors", "nats"), ("duckdb", "duckdb", "duckdb"), ("postgres", "psycopg", "postgres")],
)
def test_missing_packages_name_their_extra(tools: Any, monkeypatch: pytest.MonkeyPatch, kind: str, package: str, extra: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    config = {"url": "x", "query": "SELECT 1", "operation": "publish", "subject": "x", "host": "h"}
    answer = tools(kind, config)
    assert answer["error"]["kind"] == "unsupported"
    assert f"pip install 'noetlc[{extra}]'" in answer["error"]["message"]


# ---- transfer


def test_csv_to_duckdb_and_back(tools: Any, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    (tmp_path / "in.csv").write_text("id,name\n1,ä\n2,b\n3,\n", encoding="utf-8")
    database = str(tmp_path / "x.duckdb")
    tools.ok("duckdb", {"db_path": database, "query": "CREATE TABLE t (id INT PRIMARY KEY, label TEXT)"})
    mapping = {"id": "id", "label": "name"}
    copy = {
        "source": {"type": "csv", "path": str(tmp_path / "in.csv")},
        "target": {"type": "duckdb", "connection": database, "table": "t", "mapping": mapping},
        "chunk_size": 2,
    }
    assert tools.ok("transfer", copy) == {
        "direction": "csv_to_duckdb", "source_type": "csv", "target_type": "duckdb", "mode": "append", "rows_transferred": 3,
        "chunks_processed": 2, "target_table": "t", "columns": ["id", "label"],
    }  # fmt: skip
    assert tools.error("transfer", copy) == "db_constraint"
    assert tools.ok("transfer", {**copy, "mode": "replace"})["rows_transferred"] == 3
    upsert = {**copy, "mode": "upsert", "target": {**copy["target"], "key": "id"}}
    assert tools.ok("transfer", upsert)["rows_transferred"] == 3
    source = {"type": "duckdb", "connection": database, "query": "FROM t ORDER BY id"}
    out = {"source": source, "target": {"type": "csv", "path": str(tmp_path / "out.csv")}}
    assert tools.ok("transfer", out)["rows_transferred"] == 3
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines() == ["id,label", "1,ä", "2,b", "3,"]
    lines = {**out, "target": {"type": "jsonl", "path": str(tmp_path / "out.jsonl")}}
    tools.ok("transfer", lines)
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[0] == '{"id": 1, "label": "ä"}'


def test_http_to_postgres_and_between_databases(tools: Any, service: Any, postgres: dict[str, Json]) -> None:
    pytest.importorskip("httpx")
    made = 'CREATE TABLE copy_t (verb text, "who %s" jsonb); CREATE TABLE copy_u (verb text)'
    tools.ok("postgres", {**postgres, "query": "DROP TABLE IF EXISTS copy_t, copy_u; " + made})
    tools.host.session.keychain._entries["pg"] = postgres
    copy = {
        "source": {"type": "http", "url": service.url + "/x", "params": {"q": "1"}},
        "target": {"type": "postgres", "auth": "pg", "table": "public.copy_t", "mapping": {"verb": "method", "who %s": "query"}},
    }
    assert tools.ok("transfer", copy)["rows_transferred"] == 1
    assert tools.ok("postgres", {**postgres, "query": "SELECT * FROM copy_t"})["rows"] == [{"verb": "GET", "who %s": {"q": ["1"]}}]
    between = {
        "source": {"type": "postgres", "auth": "pg", "query": "SELECT 'n' || n AS verb FROM generate_series(1, 25) n"},
        "target": {"type": "postgres", "auth": "pg", "table": "copy_u"},
        "chunk_size": 10,
        "mode": "replace",
    }
    for _ in range(2):
        result = tools.ok("transfer", between)
        assert (result["rows_transferred"], result["chunks_processed"], result["direction"]) == (25, 3, "postgres_to_postgres")
    assert tools.ok("postgres", {**postgres, "query": "SELECT count(*) AS n FROM copy_u"})["rows"] == [{"n": 25}]
    empty = {**between, "source": {"type": "postgres", "auth": "pg", "query": "SELECT 1 AS verb WHERE false"}}
    assert tools.ok("transfer", empty)["rows_transferred"] == 0
    assert tools.ok("postgres", {**postgres, "query": "SELECT count(*) AS n FROM copy_u"})["rows"] == [{"n": 0}]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"source": None}, "config"),
        ({"source": {"type": "fax"}}, "config"),
        ({"source": {"type": "snowflake"}}, "unsupported"),
        ({"target": {"type": "http"}}, "config"),
        ({"mode": "merge"}, "config"),
        ({"chunk_size": 0}, "config"),
        ({"source": {"type": "csv", "path": "/no/where.csv"}}, "parse"),
    ],
)
def test_transfer_errors(tools: Any, tmp_path: Path, change: Json, kind: str) -> None:
    pytest.importorskip("duckdb")
    (tmp_path / "in.csv").write_text("a\n1\n")
    base = {"source": {"type": "csv", "path": str(tmp_path / "in.csv")}, "target": {"type": "jsonl", "path": str(tmp_path / "o")}}
    assert tools.error("transfer", {**base, **change}) == kind
