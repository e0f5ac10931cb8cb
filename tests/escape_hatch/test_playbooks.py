"""The shipped plug-ins and those of the templates in playbooks, as steps and in bodies: both engines, and what they give."""

from __future__ import annotations

import base64
import functools
import io
import json
from pathlib import Path
from typing import Any

import pytest
import rules
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plugin_guest import Modules
from table_strategies import tables

import noetlc
from noetlc.plugins.building import build_plugin
from noetlc.plugins.new import SUFFIXES, template_files
from noetlc.plugins.toolchain import SUFFIXES as COMPILED
from noetlc.plugins.toolchain import compilers, missing

EID = 333298747507216384
ROWS = [{"id": EID, "x": 1.5, "ok": True, "name": "ä", "o": {"b": 1, "a": [None]}}, {"id": EID + 1, "x": 2, "name": None}]


def book(tool: dict[str, Any], result: str, **workload: Any) -> str:
    head = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "m"}, "workload": workload}
    steps = [{"step": "start", "tool": tool, "next": ["end"]}, {"step": "end", "tool": {"kind": "noop", "result": result}}]
    return json.dumps({**head, "workflow": steps})


def both(text: str, folders: list[Path] | None = None, lowered: str = "plugin") -> Any:
    """The envelope of a verified build."""
    built = noetlc.build(text, plugin_path=folders or [], examples=5)
    assert built.verification is not None
    assert built.verification.divergences == 0
    assert built.verification.compared > 0
    assert built.steps[0].lowered == lowered
    envelope = noetlc.run(built.wasm, {})
    assert envelope["status"] == "completed", envelope
    return envelope


def test_feather_as_a_step() -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow reads what feather writes")
    tool = {"kind": "wasm", "plugin": {"path": "feather"}, "input": {"rows": "{{ rows }}"}}
    envelope = both(book(tool, "{{ start.output_b64 }}", rows=ROWS))
    assert envelope["steps"]["start"]["flush"] == {"results_stored": 0, "objects_stored": 0, "events_published": 0, "errors": []}
    with pa.ipc.open_stream(io.BytesIO(base64.b64decode(envelope["result"]))) as reader:
        table = reader.read_all()
    found = [(f.name, str(f.type), table.column(i).to_pylist()) for i, f in enumerate(table.schema)]
    assert found == rules.columns({"rows": ROWS})


def test_an_entry_that_is_a_function() -> None:
    tool = {"kind": "wasm", "plugin": {"path": "feather", "entry": "encode"}, "input": {"rows": "{{ [] }}"}}
    assert both(book(tool, "{{ start.output_b64 }}"))["result"] == ""


BODY = """
from noetl.plugins import feather, fnv
from noetl.plugins import locator as loc

def outcome(call, *args):
    try:
        return call(*args)
    except TypeError as error:
        return str(error)

parts = loc.parse(uri)
key = loc.key(uri, {"env": env}, "feather")
table = feather.encode({"columns": ["id", "x", "o"], "rows": [row for row in rows]})
result = {
    "parts": parts, "none": loc.parse("x"), "key": key, "back": loc.uri(key), "empty": loc.uri(""),
    "prefix": loc.prefix(parts["tenant"], parts["project"], parts["execution_id"], None),
    "table": table.hex(), "no table": len(feather.encode([1])), "swapped": table == feather.encode({"rows": [dict(reversed(row.items())) for row in rows], "columns": ["id", "x", "o"]}),
    "hash": fnv.fnv1a64(b"foobar"), "shards": [fnv.shard("t_acme", "p_gen", 325, 256), fnv.shard("t_acme", "p_gen", None, 256)],
    "errors": [outcome(fnv.shard, 1, "p", None, 256), outcome(fnv.fnv1a64, "text"), outcome(feather.encode, {1, 2}), outcome(loc.parse)],
}
"""


def test_bodies() -> None:
    """What bodies import: compiled together with them, and in the interpreter modules of their own."""
    pa = pytest.importorskip("pyarrow", reason="pyarrow reads what feather writes")
    uri = f"noetl://default/default/results/{EID}/load/x/0/0/1"
    given = {name: f"{{{{ {name} }}}}" for name in ("uri", "env", "rows")}
    envelope = both(book({"kind": "python", "input": given, "code": BODY}, "{{ start }}", uri=uri, env="prod", rows=ROWS), lowered="native")
    found = envelope["steps"]["start"]
    assert found["parts"] == rules.parse(uri)
    assert found["none"] is None
    assert found["key"] == rules.key(uri, {"env": "prod"}, "feather")
    assert found["back"] == uri
    assert found["empty"] == ""
    assert found["prefix"] == rules.prefix("default", "default", EID, None)
    table = pa.ipc.open_stream(io.BytesIO(bytes.fromhex(found["table"]))).read_all()
    columns = [(f.name, str(f.type), table.column(i).to_pylist()) for i, f in enumerate(table.schema)]
    assert columns == rules.columns({"columns": ["id", "x", "o"], "rows": ROWS})
    assert found["no table"] == 0
    assert found["swapped"] is True
    assert found["hash"] == "85944171f73967e8"
    assert found["shards"] == [235, 244]
    assert found["errors"] == [
        "shard() argument 1 must be str, not int",
        "fnv1a64() argument 1 must be bytes, not str",
        "encode() argument 1 must be JSON data, not set",
        "parse() takes 1 argument (0 given)",
    ]


SHARED = """
from noetl.plugins import feather
result = [feather.encode(one).hex() for one in payloads]
"""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(payloads=st.lists(tables(), min_size=1, max_size=4))
def test_compiled_together_or_alone(modules: Modules, payloads: Any) -> None:
    envelope = noetlc.run(shared(), {"payloads": payloads})
    assert [bytes.fromhex(one) for one in envelope["result"]] == [modules("feather.encode", one) for one in payloads]


@functools.cache
def shared() -> bytes:
    return noetlc.build(book({"kind": "python", "input": {"payloads": "{{ payloads }}"}, "code": SHARED}, "{{ start }}"), verify=False).wasm


@pytest.mark.parametrize("language", ["kernel", "wat", *(pytest.param(one, marks=pytest.mark.slow) for one in COMPILED.values())])
def test_templates_as_steps(tmp_path: Path, language: str) -> None:
    for name, text in template_files("system/fold", language).items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    source = tmp_path / ("system/fold" + SUFFIXES[language])
    if source.suffix in COMPILED:
        if not compilers(language):
            pytest.skip(f"no compiler for {language}: {missing(language).hint}")
        source.with_suffix(".wasm").write_bytes(build_plugin(source).wasm)
    tool = {"kind": "wasm", "plugin": {"path": "system/fold"}, "input": {"text": "{{ text }}"}}
    envelope = both(book(tool, "{{ start.output_b64 | b64decode | fromjson }}", text="hi"), [tmp_path])
    assert envelope["result"] == {"TEXT": "HI"}
    assert envelope["steps"]["start"]["flush"]["objects_stored"] == 1
