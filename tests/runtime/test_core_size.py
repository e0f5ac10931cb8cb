"""Module size is a requirement: the JSON core of every module stays within 10 KiB of code and data."""

from __future__ import annotations

from harness import link

from noetlc.lower.passes.pipeline import run
from noetlc.wat_emit import emit

CORE = ("start_memory", "host_alloc", "json_parse", "json_dump")


def test_json_core() -> None:
    module = link(CORE)
    for name in CORE:
        module.functions[name].export = name
    run(module)
    sizes = emit(module, strip=True).sizes()
    assert sum(sizes.values()) <= 10 * 1024, sorted(sizes.items(), key=lambda item: -item[1])[:20]


def test_string_keys_link_no_python_semantics() -> None:
    module = link(["json_parse", "json_dump", "dict_get", "dict_set", "dict_delete"])
    assert not [name for name in module.functions if name.startswith("py_")]
