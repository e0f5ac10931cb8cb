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
    "locator": ["key(str, json, str) -> str", "parse(str) -> json", "prefix(str, str, int, json) -> str", "uri(str) -> str"],
}
KILOBYTES = {"feather": 22, "fnv": 18, "locator": 22}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_a_plugin_is(modules: Modules, name: str) -> None:
    plugin = modules.plugin(name)
    info = read_module(plugin.wasm)
    assert info.imports == ()
    assert len(plugin.wasm) < KILOBYTES[name] << 10
    assert plugin.manifest.reentrant
    assert [str(function) for function in plugin.manifest.functions.values()] == FUNCTIONS[name]
    assert all(function.doc for function in plugin.manifest.functions.values())


def test_every_shipped_file_is_tested() -> None:
    files = [file.stem for folder in shipped_folders() for file in Path(folder).glob("*.py")]
    assert sorted(name for name in files if name[0] != "_") == sorted(FUNCTIONS)
