"""The seeding folder: what is written, what is left out, and that the way back gives the same modules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from catalog_support import CALLS, PURE, PUTS, Quick, playbook
from wasmtime import wat2wasm

import noetlc
from noetlc.catalog import Catalog, CatalogError
from noetlc.catalog.export import export_modules, seed
from noetlc.host.plugins import PluginHost


@pytest.fixture
def there(tmp_path: Path) -> Catalog:
    return Catalog.open(str(tmp_path / "c"))


def test_writes_what_a_server_can_seed(there: Catalog, quick: type[Quick], tmp_path: Path) -> None:
    there.register(playbook("system/old"))
    newest = there.register(playbook("system/old", body="x"))
    there.register(playbook("system/plain"))
    there.register(playbook("system/plain", runtime="interpreted"))
    there.register(playbook("flow"))
    there.register(playbook("system/gone"))
    there.delete("system/gone")
    there.put_module("system/puts", 4, bytes(wat2wasm(PUTS)))
    there.put_module("system/puts", 7, PUTS.encode(), "text/wat")
    there.put_module("system/calls", 1, bytes(wat2wasm(CALLS)))
    there.put_module("system/broken", 1, b"\0asm")
    there.put_module("system/deep/er", 1, bytes(wat2wasm(PURE)))
    folder = tmp_path / "out" / "plugins"
    done = export_modules(there, folder)
    assert [file.name for file in done.written] == ["gone.wasm", "old.wasm", "puts.wasm"]
    assert sorted(file.name for file in folder.iterdir()) == ["gone.wasm", "old.wasm", "puts.wasm"]
    assert sorted(done.skipped) == ["flow", "system/broken", "system/calls", "system/deep/er", "system/plain"]
    assert "noetl_x1.tool_http" in done.skipped["system/calls"]
    assert "interpreted" in done.skipped["system/plain"]
    assert newest.module is not None
    assert (folder / "old.wasm").read_bytes() == there.module("system/old", newest.module.version).data
    assert (folder / "puts.wasm").read_bytes() == bytes(wat2wasm(PUTS)), "always a binary"
    (folder / "mine.txt").write_text("stays")
    assert there.export(folder) == done.written
    assert (folder / "mine.txt").exists()


def test_the_way_back(there: Catalog, tmp_path: Path, reopened: Callable[..., Catalog]) -> None:
    text = playbook("system/double", body='"{{ n * 2 }}"', extra="workload: {n: 1}\n")
    built = noetlc.build(text, target="noetl-worker", verify=False)
    there.put_module("system/double", 1, built.wasm)
    there.export(tmp_path / "seeds")
    (tmp_path / "seeds" / "folder.wasm").mkdir()
    (tmp_path / "seeds" / "note.txt").write_text("no module")
    (tmp_path / "seeds" / ".wasm").write_bytes(b"")
    other = reopened()
    for _ in range(2):  # a server does it at every start
        stored, failed = seed(other, tmp_path / "seeds")
        assert [(one.path, one.version, one.digest) for one in stored] == [("system/double", 1, built.digest)]
        assert failed == {}
    module = other.module("system/double", 1, built.digest)
    plugins = PluginHost()
    plugin = plugins.load("system/double", 1, module.data, module.digest)
    assert plugins.call(plugin, b'{"n": 21}').output == b"42"
    assert seed(other, tmp_path / "nothing")[1]


def test_a_folder_that_cannot_be_written(there: Catalog, tmp_path: Path) -> None:
    there.put_module("system/pure", 1, bytes(wat2wasm(PURE)))
    (tmp_path / "file").write_text("x")
    with pytest.raises(CatalogError, match="cannot write"):
        there.export(tmp_path / "file")
