"""The shipped plug-ins as modules: what they declare, import and weigh."""

from __future__ import annotations

from pathlib import Path

import pytest
from plugin_guest import Modules

from noetlc.host.sections import read_module
from noetlc.plugins.finder import shipped_folders

FUNCTIONS = {
    "feather": ["encode(json) -> bytes", "run(json) -> bytes"],
    "fnv": ["fnv1a64(bytes) -> str", "shard(str, str, json, int) -> int"],
    "noetl/event_publish": ["run(json) -> json"],
    "noetl/object_put": ["run(json) -> json"],
    "noetl/result_put": ["run(json) -> json"],
    "locator": ["key(str, json, str) -> str", "parse(str) -> json", "prefix(str, str, int, json) -> str", "uri(str) -> str"],
}
KILOBYTES = {"feather": 22, "fnv": 18, "locator": 22}  # others: 18


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_a_plugin_is(modules: Modules, name: str) -> None:
    plugin = modules.plugin(name)
    info = read_module(plugin.wasm)
    assert [(i.module, i.name) for i in info.imports] == ([("noetl", name[6:])] if name.startswith("noetl/") else [])
    assert len(plugin.wasm) < KILOBYTES.get(name, 18) << 10
    assert plugin.manifest.reentrant
    assert [str(function) for function in plugin.manifest.functions.values()] == FUNCTIONS[name]
    assert all(function.doc for function in plugin.manifest.functions.values())


def test_every_shipped_file_is_tested() -> None:
    found = [file.relative_to(folder) for folder in shipped_folders() for file in Path(folder).rglob("*.py")]
    assert sorted(str(file.with_suffix("")) for file in found if file.name[0] != "_") == sorted(FUNCTIONS)
