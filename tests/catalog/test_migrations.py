"""Tables from every older step forward, and what cannot be opened. On both databases."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from catalog_support import Quick, one_module, playbook
from sqlalchemy import inspect

from noetlc.catalog import Catalog, CatalogError, keys
from noetlc.catalog.database import Database, default_url, parse_url
from noetlc.catalog.migrations import MIGRATIONS, Step, migrate
from noetlc.runs.schema import METADATA


def test_the_tables_are_those_of_the_schema(catalog: Catalog) -> None:
    with catalog.database.reading() as connection:
        found = inspect(connection)
        assert sorted(name for name in found.get_table_names() if name.startswith("noetlc_")) == sorted(METADATA.tables)
        for name, table in METADATA.tables.items():
            columns = {column["name"]: column for column in found.get_columns(name)}
            assert set(columns) == set(table.columns.keys()), name
            for key, column in table.columns.items():
                there = columns[key]
                assert there["nullable"] == column.nullable, (name, key)
                assert type(there["type"]).__name__ == str(column.type.compile(connection.dialect)), (name, key)
            assert found.get_pk_constraint(name)["constrained_columns"] == [column.name for column in table.primary_key]
            links = {(one["constrained_columns"][0], one["referred_table"]) for one in found.get_foreign_keys(name)}
            assert links == {(key.parent.name, key.column.table.name) for key in table.foreign_keys}, name
            indexes = {str(one["name"]): one["column_names"] for one in found.get_indexes(name) if not one.get("unique")}
            assert indexes == {str(one.name): [column.name for column in one.columns] for one in table.indexes}, name
        assert [one["column_names"] for one in found.get_unique_constraints("noetlc_version")] == [["path", "version"]]


def old_rows(database: Database) -> tuple[str, str]:
    """A playbook with a module, as the first version of the tables held them; the digests of content and module."""
    content, wasm = playbook().encode(), one_module().wasm
    source, digest = hashlib.sha256(content).hexdigest(), hashlib.sha256(wasm).hexdigest()
    stamp = "2026-01-01T00:00:00.000000Z"
    rows: list[tuple[str, tuple[object, ...]]] = [
        ("source", (source, content)),
        ("blob (digest, bytes, data)", (digest, len(wasm), wasm)),
        ("module", ("flow", 1, digest, "application/wasm", "compiled", stamp)),
        ("build", ("key", "compiled", None, digest, '{"steps":[],"abi":2}', '{"compared":3}', "[]", "noetlc 0.0", 2, "full", stamp)),
        ("playbook", ("flow", 1, 1)),
        (
            "version (path, version, kind, state, source, diagnostics, build, module_version, module_digest, created_at)",
            ("flow", 1, "playbook", "compiled", source, "[]", "key", 1, digest, stamp),
        ),
    ]
    with database.writing() as connection:
        for table, values in rows:
            marks = ", ".join(["%s" if database.dialect == "postgresql" else "?"] * len(values))
            connection.exec_driver_sql(f"INSERT INTO noetlc_{table} VALUES ({marks})", values)
    return source, digest


@pytest.mark.parametrize("known", range(1, len(MIGRATIONS)))
def test_a_catalog_of_an_older_version_is_brought_up_to_date(url: str, known: int, quick: type[Quick]) -> None:
    database = Database(url)
    assert migrate(database, MIGRATIONS[:known]) == known
    source, digest = old_rows(database)
    database.close()
    with Catalog.open(url) as catalog:
        found = catalog.playbook("flow")
        assert (found.source_digest, found.compiler, found.abi, found.state) == (source, "noetlc 0.0", 2, "compiled")
        assert found.verification == {"compared": 3}
        assert catalog.module("flow", 1, digest).digest == digest
        again = catalog.register(playbook())
        assert (again.version, again.reused) == (2, False)
        assert again.module is not None
        assert again.module.version == 2
        catalog.delete("flow", 1)
        assert [one.version for one in catalog.gc(grace_seconds=0).modules] == [1]
        assert migrate(catalog.database) == 0


def test_a_step_that_fails_leaves_what_was_there(url: str) -> None:
    database = Database(url)
    migrate(database, MIGRATIONS[:1])
    broken = Step(2, "broken", ("CREATE TABLE noetlc_more (a TEXT)", "ALTER TABLE noetlc_nothing ADD COLUMN b TEXT"))
    with pytest.raises(CatalogError):
        migrate(database, (*MIGRATIONS[:1], broken))
    with database.reading() as connection:
        assert not inspect(connection).has_table("noetlc_more")
    database.close()
    with Catalog.open(url) as catalog:
        assert catalog.playbooks() == []


def test_a_newer_catalog_is_refused(catalog: Catalog, url: str) -> None:
    with catalog.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO noetlc_schema VALUES (999, 'later', '')")
    with pytest.raises(CatalogError, match="a newer noetlc wrote this catalog"):
        Catalog.open(url)


# ---- where a catalog is


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with Catalog.open(str(tmp_path / "new" / "folder" / "c.sqlite")) as catalog:
            catalog.put_module("m", 1, b"x")
            files = sorted((tmp_path / "new" / "folder").iterdir())
            assert len(files) == 3, "with its log"
            assert {file.stat().st_mode & 0o777 for file in files} == {0o600}, "with its log"
    finally:
        os.umask(before)
    assert (tmp_path / "new" / "folder").stat().st_mode & 0o777 == 0o700


def test_the_default_is_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOETL_CATALOG", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_url() == str(tmp_path / "noetlc" / "catalog.sqlite")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_url() == str(tmp_path / ".local" / "share" / "noetlc" / "catalog.sqlite")
    monkeypatch.setenv("NOETL_CATALOG", "postgresql://h/d")
    assert default_url() == "postgresql://h/d"


def test_urls(tmp_path: Path) -> None:
    assert parse_url("sqlite:////a/b").database == parse_url("/a/b").database == "/a/b"
    assert parse_url("postgresql://u:p@h:5/d").drivername == parse_url("postgresql+psycopg://u:p@h/d").drivername == "postgresql+psycopg"
    for wrong in ("", "mysql://h/d", "sqlite://", "sqlite:///:memory:", "nosuch://", "://", "a\0b"):
        with pytest.raises(CatalogError):
            parse_url(wrong)


def test_what_cannot_be_opened_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("this is no database, " * 100)
    (tmp_path / "folder").mkdir()
    secret = "postgresql://user:s3cret@127.0.0.1:1/db"
    for url in (str(tmp_path / "text"), str(tmp_path / "folder"), str(tmp_path / "text" / "below"), secret):
        with pytest.raises(CatalogError) as failed:
            Catalog.open(url)
        assert "\n" not in str(failed.value)
        assert "s3cret" not in str(failed.value)
        assert len(str(failed.value)) < 400


def test_a_change_of_the_compiler_changes_its_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("compiler.py", "a"), ("frontend/x.lark", "b"), ("cli/x.py", "c"), ("lower/deep/x.py", "d")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(keys, "_PACKAGE", tmp_path)

    def digest() -> str:
        keys.compiler_digest.cache_clear()
        return keys.compiler_digest()

    try:
        first = digest()
        assert digest() == first
        (tmp_path / "cli/x.py").write_text("no matter")
        assert digest() == first
        seen = {first}
        for name in ("compiler.py", "frontend/x.lark", "lower/deep/x.py"):
            (tmp_path / name).write_text("changed")
            seen.add(digest())
        assert len(seen) == 4
    finally:
        keys.compiler_digest.cache_clear()
