"""The shipped plug-ins and those of the templates as steps of playbooks: both engines, and what they give."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest
import rules

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
    assert built.verification is not None and built.verification.divergences == 0 and built.verification.compared > 0
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
