"""What a register stores, what it refuses, and what it does not do twice. On both databases."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from catalog_support import Quick, playbook

from noetlc.catalog import BuildSettings, Catalog, CatalogError, CompileLimits, NotFound, Refused, keys
from noetlc.catalog.compile import CompileProcess
from noetlc.catalog.facts import Facts
from noetlc.plugins.finder import PluginFinder


def test_versions_with_what_belongs_to_them(catalog: Catalog, quick: type[Quick]) -> None:
    text = playbook(extra="# größer\n")
    first = catalog.register(text.encode())
    assert (first.path, first.version, first.kind, first.state, first.reason, first.reused) == ("flow", 1, "playbook", "compiled", None, False)
    assert first.module is not None
    assert (first.module.path, first.module.version) == ("flow", 1)
    stored = catalog.playbook("flow")
    assert stored.content == text
    assert stored.source_digest == hashlib.sha256(text.encode()).hexdigest()
    assert stored.module == first.module
    assert stored.catalog_id == first.catalog_id
    assert stored.manifest is not None
    assert stored.manifest["abi"] == stored.abi
    assert stored.compiler == keys.compiler_name()
    assert stored.verification == {"examples": 1, "compared": 1}
    assert stored.confinement == "full"
    module = catalog.module("flow", 1, first.module.digest)
    assert hashlib.sha256(module.data).hexdigest() == module.digest == first.module.digest
    assert stored.module_bytes == len(module.data)
    assert module.media_type == "application/wasm"
    assert module.origin == "compiled"
    second = catalog.register(playbook(body="bye"))
    assert second.version == 2
    assert second.module is not None
    assert second.module.version == 2
    assert [one.version for one in catalog.history("flow")] == [1, 2]
    assert catalog.by_id(first.catalog_id) == stored
    assert catalog.playbook("flow", 1) == stored
    other = catalog.register(playbook("a/b c", runtime="interpreted"))
    assert (other.path, other.version, other.state, other.reason) == ("a/b c", 1, "interpreted", "executor.runtime is not wasm")
    assert [one.path for one in catalog.playbooks()] == ["a/b c", "flow"] == [one.path for one in catalog.heads()]
    assert [one.version for one in catalog.playbooks("fl")] == [2]
    assert catalog.playbooks("l") == []
    assert catalog.playbooks("FL") == []


def test_the_path_is_that_of_the_metadata(catalog: Catalog, quick: type[Quick]) -> None:
    text = playbook().replace("{name: flow}", "{name: flow, path: tests/größe}")
    assert catalog.register(text).path == "tests/größe"
    assert catalog.playbook("tests/größe").version == 1


def test_who_decides_whether_to_compile(catalog: Catalog, quick: type[Quick]) -> None:
    assert catalog.register(playbook(runtime="interpreted"), wasm=True).state == "compiled"
    done = catalog.register(playbook(), wasm=False)
    assert (done.state, done.reason, done.module) == ("interpreted", "registered as interpreted", None)


def test_identical_content_is_a_version_and_no_compilation(catalog: Catalog, quick: type[Quick]) -> None:
    done = [catalog.register(playbook()) for _ in range(3)]
    assert [one.version for one in done] == [1, 2, 3]
    assert len({one.module for one in done}) == 1
    assert [one.reused for one in done] == [False, True, True]
    assert (quick.checks, quick.builds) == (1, 1)
    assert catalog.register(playbook(body="x")).version == 4
    assert quick.builds == 2
    again = catalog.register(playbook())
    assert again.module == done[0].module, "an older version's module serves again"
    assert quick.builds == 2, "an older version's module serves again"
    assert len({one.manifest is not None for one in catalog.history("flow")}) == 1


def test_what_a_compilation_depends_on(catalog: Catalog, quick: type[Quick], monkeypatch: pytest.MonkeyPatch) -> None:
    catalog.register(playbook())
    for number, settings in enumerate(
        (BuildSettings(output="result"), BuildSettings(target="noetl-worker"), BuildSettings(allow=("tool_http",)), BuildSettings(seed=1)), 2
    ):
        assert not catalog.register(playbook(), settings=settings).reused
        assert quick.builds == number
        assert catalog.register(playbook(), settings=settings).reused
    monkeypatch.setattr(keys, "compiler_digest", lambda: "another compiler")
    assert not catalog.register(playbook()).reused
    assert quick.builds == 6


def test_plugins_count_as_what_they_are_made_of(catalog: Catalog, quick: type[Quick], tmp_path: Path) -> None:
    extra = "# a plug-in\n"
    text = playbook(extra=extra).replace("{kind: noop, result: hello}", "{kind: wasm, plugin: {path: own/echo}}")
    file = tmp_path / "plugins" / "own" / "echo.wat"
    file.parent.mkdir(parents=True)
    wat = '(module (memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) i32.const {}) (func (export "run") (param i32 i32) (result i64) i64.const 0))'

    def register() -> bool:
        return catalog.register(text, plugins=PluginFinder([tmp_path / "plugins"])).reused

    assert not register()
    assert register()
    file.write_text(wat.format(64))
    assert not register()
    assert register()
    assert [row["path"] for row in (catalog.playbook("flow").manifest or {})["plugins"]] == ["own/echo"]
    file.write_text(wat.format(128))
    assert not register()
    assert register()
    assert quick.builds == 3
    assert len({one.module for one in catalog.history("flow")}) == 3


def test_plugins_that_bodies_import_count(tmp_path: Path) -> None:
    code = "      code: |\n        from noetl.plugins import fnv, own\n        result = fnv.fnv1a64(b'')\n"
    text = playbook().replace("    tool: {kind: noop, result: hello}\n", "    tool:\n      kind: python\n" + code)
    with CompileProcess(text.encode(), BuildSettings(), PluginFinder([tmp_path]), CompileLimits(), "f.yaml") as process:
        facts = process.check()
    assert isinstance(facts, Facts)
    shipped = PluginFinder().find("fnv")
    assert shipped is not None
    assert sorted(facts.plugins) == [("fnv", None, shipped.digest), ("own", None, None)]


def test_a_refusal_to_compile_does_not_refuse_the_playbook(catalog: Catalog, quick: type[Quick]) -> None:
    quick.refuse = "T02 step start: too dynamic"
    done = catalog.register(playbook())
    assert (done.version, done.state, done.reason, done.module) == (1, "interpreted", "T02 step start: too dynamic", None)
    again = catalog.register(playbook())
    assert again.reused
    assert again.reason == done.reason
    assert quick.builds == 1
    stored = catalog.playbook("flow")
    assert stored.reason == done.reason
    assert stored.manifest is None
    assert stored.compiler is None
    assert stored.module_bytes is None


def test_diagnostics_are_kept(catalog: Catalog, quick: type[Quick]) -> None:
    done = catalog.register(playbook(extra="odd: 1\n"), name="flow.yaml")
    assert [(one.code, one.file, one.line) for one in done.diagnostics] == [("W01", "flow.yaml", 5)]
    assert [(one.code, one.file) for one in catalog.playbook("flow").diagnostics] == [("W01", "flow")]
    again = catalog.register(playbook(extra="odd: 1\n"), name="other.yaml")
    assert [(one.code, one.file, one.span) for one in again.diagnostics] == [("W01", "other.yaml", done.diagnostics[0].span)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("kind: Playbook\n", "V07"),
        (b"\xff", "V01"),
        ("a: \ud800", "V01"),
        ("# " + "x" * (5 << 20), "V30"),
        (playbook('"a/../b"'), "C01"),
        (playbook('"/a"'), "C01"),
        (playbook('"a\\0b"'), "C01"),
        (playbook('"a\\\\b"'), "C01"),
        (playbook("x" * 501), "C01"),
        (playbook('" a"'), "C01"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 4 else "",
)
def test_invalid_documents_leave_nothing(catalog: Catalog, quick: type[Quick], content: str | bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        catalog.register(content, name="f.yaml")
    assert code in {one.code for one in refused.value.diagnostics if one.severity == "error"}
    assert str(refused.value).startswith("f.yaml:")
    assert catalog.playbooks() == []
    assert catalog.modules() == []
    with catalog.database.reading() as connection:
        for table in ("source", "facts", "playbook", "version", "build", "blob", "module"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM noetlc_{table}").scalar() == 0, table


def test_lenient_takes_what_noetl_takes(catalog: Catalog, quick: type[Quick]) -> None:
    text = playbook(body='"{{ x | nope }}"')
    with pytest.raises(Refused):
        catalog.register(text)
    assert catalog.register(text, wasm=False, settings=BuildSettings(lenient=True)).version == 1


def test_delete_and_restore(catalog: Catalog, quick: type[Quick]) -> None:
    for body in "abc":
        catalog.register(playbook(body=body))
    assert catalog.delete("flow", 3) == 1
    assert catalog.delete("flow", 3) == 0
    assert catalog.playbook("flow").version == 2
    assert [one.version for one in catalog.heads()] == [2]
    with pytest.raises(NotFound):
        catalog.playbook("flow", 3)
    assert catalog.playbook("flow", 3, deleted=True).deleted_at is not None
    assert catalog.delete("flow") == 1
    assert catalog.playbook("flow").version == 1
    assert catalog.delete("flow", 9) == catalog.delete("nope", 1) == catalog.delete("nope") == catalog.restore("nope", 1) == 0
    assert catalog.restore("flow", 3) == 1
    assert catalog.restore("flow", 3) == 0
    assert catalog.playbook("flow").version == 3
    assert catalog.playbook("flow").deleted_at is None
    assert catalog.delete("flow", 3) == 1, "numbers are not used again"
    assert catalog.register(playbook(body="d")).version == 4, "numbers are not used again"
    assert [one.version for one in catalog.history("flow") if one.deleted_at] == [2, 3]


@pytest.mark.parametrize("version", [0, -1, 2**31, 2**70, True])
def test_versions_that_cannot_be(catalog: Catalog, version: int) -> None:
    assert catalog.delete("flow", version) == 0
    with pytest.raises(NotFound):
        catalog.playbook("flow", version)
    with pytest.raises(NotFound):
        catalog.module("flow", version)
    with pytest.raises(CatalogError, match="a version is a number"):
        catalog.put_module("flow", version, b"")


@pytest.mark.parametrize("path", ["", "a\0b", "\ud800", "x" * 10_000, "' OR 1=1 --", "flow%", "FLOW"])
def test_paths_that_are_not_there(catalog: Catalog, quick: type[Quick], path: str) -> None:
    catalog.register(playbook())
    for ask in (lambda: catalog.playbook(path), lambda: catalog.history(path), lambda: catalog.module(path, 1)):
        with pytest.raises(NotFound):
            ask()
    assert catalog.delete(path, 1) == catalog.delete(path) == catalog.restore(path, 1) == 0
    assert path == "" or (catalog.playbooks(path), catalog.heads(path), catalog.modules(path)) == ([], [], [])
    with pytest.raises(NotFound):
        catalog.by_id(2**70)


def test_everything_is_there_after_reopening(catalog: Catalog, quick: type[Quick], reopened: Callable[..., Catalog]) -> None:
    done = catalog.register(playbook())
    catalog.close()
    again = reopened()
    assert again.playbook("flow").module == done.module
    assert done.module is not None
    assert again.module("flow", 1, done.module.digest).data
    assert again.register(playbook()).reused
