"""Steps whose plug-in is written in kernel Python: compiled together with the playbook, with the results of the linked module."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import kernel_sources as sources
from plugin_support import book, call, data_of, step

import noetlc
from noetlc.host.errors import Aborted
from noetlc.plugins.kernel import build_kernel


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same plug-in by mode."""
    found = {mode: tmp_path_factory.mktemp(mode) for mode in ("shared", "linked")}
    file = sources.write(found["shared"], "kinds", sources.KINDS)
    (found["linked"] / "kinds.wasm").write_bytes(build_kernel(file))
    return found


def runs(folders: dict[str, Path], *tools: dict[str, Any], **options: Any) -> noetlc.Envelope:
    """The envelope of both modes and of the interpreter, which must be one."""
    text = book(*(step(f"s{i}", tool, next={"arcs": [{"step": f"s{i + 1}"}]}) for i, tool in enumerate(tools)), step(f"s{len(tools)}", {"kind": "noop"}))
    text = json.dumps({**json.loads(text), "executor": {"spec": {"entry_step": "s0"}}}, ensure_ascii=False)
    envelopes = []
    for mode, folder in folders.items():
        built = noetlc.build(text, plugin_path=[folder], examples=0, **options)  # verified, intents included
        assert [row["mode"] for row in built.manifest["plugins"]] == [mode]
        assert built.verification is not None
        assert built.verification.compared == built.verification.examples
        envelopes.append(noetlc.run(built.wasm))
    assert envelopes[0] == envelopes[1] == noetlc.interpret(text, plugin_path=[folders["shared"]])
    return envelopes[0]


def test_what_an_entry_gets_and_gives(folders: dict[str, Path]) -> None:
    inputs = {"z": 1, "a": {"y": [1.5, None, "ä"], "b": {}}}
    data = runs(
        folders,
        call("kinds", inputs, entry="echo"),
        call("kinds", inputs, entry="raw"),
        call("kinds", None, entry="echo"),
        call("kinds", {}, entry="raw"),
        call("kinds", {}, entry="count"),
        call("kinds", None, entry="count"),
    )["steps"]
    text = '{"a":{"b":{},"y":[1.5,null,"ä"]},"z":1}'.encode()
    assert [data[f"s{i}"] for i in range(6)] == [data_of(one) for one in (text, text, b"{}", b"", b"1", b"1")]


def test_keys_come_sorted_and_intents_are_counted(folders: dict[str, Path]) -> None:
    inputs = {"times": 3, "key": "k/ä", "b": 1, "a": {"d": 1, "c": 2}}
    none = {**inputs, "times": 0}
    data = runs(folders, call("kinds", inputs, entry="store"), call("kinds", none, entry="store"), call("kinds", inputs, entry="store"))["steps"]
    keys = json.dumps(sorted(inputs), separators=(",", ":")).encode()
    assert data["s0"] == data["s2"] == data_of(keys, objects=3, events=3)
    assert data["s1"] == data_of(keys)


def test_large_inputs_are_safe_while_they_are_read(folders: dict[str, Path]) -> None:
    """The input lies in the buffer that the entry builds its texts in."""
    rows = [{"id": i, "name": f"name {i}", "tags": [str(i)] * 3, "deep": {"x": [[i], {"y": i}]}} for i in range(400)]
    data = runs(folders, call("kinds", {"rows": rows, "times": 1, "key": "x"}, entry="echo"))["steps"]["s0"]
    assert json.loads(base64.b64decode(data["output_b64"])) == {"rows": rows, "times": 1, "key": "x"}


@pytest.mark.parametrize(("entry", "inputs"), [("text", {"a": 1}), ("times", {"a": 1})])
def test_input_of_another_form_ends_the_run(entry: str, inputs: dict[str, Any], folders: dict[str, Path]) -> None:
    text = book(step("start", call("kinds", inputs, entry=entry)))
    for folder in folders.values():
        built = noetlc.build(text, plugin_path=[folder], verify=False)
        for run in (lambda built=built: noetlc.run(built.wasm), lambda folder=folder: noetlc.interpret(text, plugin_path=[folder])):
            with pytest.raises(Aborted) as caught:
                run()
            assert caught.value.kind == "trap"


def test_an_input_nested_too_deep_for_json_ends_the_run(folders: dict[str, Path]) -> None:
    deep: Any = 1
    for _ in range(127):
        deep = [deep]
    fits = book(step("start", call("kinds", {"x": "{{ deep }}"}, entry="echo")), workload={"deep": 0})
    beyond = book(step("start", call("kinds", {"x": {"y": "{{ deep }}"}}, entry="echo")), workload={"deep": 0})
    for folder in folders.values():
        wasm = noetlc.build(fits, plugin_path=[folder], verify=False).wasm
        found = noetlc.run(wasm, {"deep": deep})
        assert found == noetlc.interpret(fits, {"deep": deep}, plugin_path=[folder])
        assert json.loads(base64.b64decode(found["result"]["output_b64"])) == {"x": deep}
        wasm = noetlc.build(beyond, plugin_path=[folder], verify=False).wasm
        with pytest.raises(Aborted):
            noetlc.run(wasm, {"deep": deep})
        with pytest.raises(Aborted):
            noetlc.interpret(beyond, {"deep": deep}, plugin_path=[folder])


def test_a_looping_plugin_ends_at_the_deadline(folders: dict[str, Path]) -> None:
    """The module is known as ours: it runs without epochs and looks at its stop word."""
    text = book(step("start", {"kind": "python", "code": "from noetl.plugins import kinds\nresult = kinds.rounds(-1)"}))
    built = noetlc.build(text, plugin_path=[folders["shared"]], verify=False)
    with pytest.raises(Aborted) as caught:
        noetlc.run(built.wasm, timeout=0.3)
    assert caught.value.kind == "timeout"
    with pytest.raises(Aborted) as caught:
        noetlc.interpret(text, plugin_path=[folders["shared"]], limits=noetlc.RunLimits(timeout=0.3))
    assert caught.value.kind == "timeout"


def test_a_step_and_a_body_share_one_plugin(folders: dict[str, Path]) -> None:
    code = "from noetl.plugins import kinds\nresult = [kinds.count(), kinds.total(b'ab')]"
    data = runs(folders, call("kinds", None, entry="count"), {"kind": "python", "code": code}, call("kinds", None, entry="count"))["steps"]
    assert [data["s0"], data["s1"]] == [data_of(b"1"), [1, 195]]


def test_a_plugin_that_keeps_something_is_linked(tmp_path: Path) -> None:
    source = (
        sources.HEAD
        + "REENTRANT = False\nKEPT = static_bytes(b'\\0')\n\n\n"
        + '@function(result="int")\ndef count() -> i64:\n    store8(KEPT, load8(KEPT) + 1)\n    return i64(load8(KEPT))\n'
    )
    sources.write(tmp_path, "keeps", source)
    code = "from noetl.plugins import keeps\nresult = [keeps.count(), keeps.count()]"
    text = book(step("start", {"kind": "python", "code": code}))
    built = noetlc.build(text, plugin_path=[tmp_path], examples=0)
    assert [row["mode"] for row in built.manifest["plugins"]] == ["linked"]
    assert noetlc.run(built.wasm)["result"] == [1, 1]  # made anew for each call
