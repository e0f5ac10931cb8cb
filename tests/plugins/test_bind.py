"""Which tasks get a plug-in, and what is wrong with those that are found."""

from __future__ import annotations

from pathlib import Path

import plugin_wats as wats
import pytest
from plugin_support import book, bound, call, folder, step

import noetlc
from noetlc.frontend import load
from noetlc.frontend.plugins import PluginUse, plugin_use, wasm_tasks


def use_of(tool: dict[str, object]) -> PluginUse | None:
    playbook, _ = load(book(step("start", tool)))
    assert playbook is not None
    return plugin_use(next(wasm_tasks(playbook)))


@pytest.mark.parametrize(
    ("tool", "use"),
    [
        (call("a/b"), PluginUse("a/b", None, "run")),
        (call("a/b", version=3), PluginUse("a/b", "3", "run")),
        (call("a/b", version="3", entry="go"), PluginUse("a/b", "3", "go")),
        (call("a/b", {"x": "{{ 1 }}"}, entry=""), PluginUse("a/b", None, "run")),
        (call("noetl/result_put"), None),
        (call("noetl/other"), None),
        (call("{{ path }}"), None),
        (call("a/b", version="{{ 3 }}"), None),
        (call("a/b", version=1.5), None),
        (call("a/b", version=True), None),
        (call("a/b", entry=5), None),
        (call("a/b", entry="{{ e }}"), None),
        (call("a/b") | {"{{ 'plugin' }}": {"path": "c"}}, None),
        ({"kind": "wasm", "plugin": "{{ p }}"}, None),
        ({"kind": "wasm", "plugin": {"path": 5}}, None),
        ({"kind": "wasm"}, None),
    ],
)
def test_what_a_task_names(tool: dict[str, object], use: PluginUse | None) -> None:
    assert use_of(tool) == use


def test_plug_ins_by_path_and_version(tmp_path: Path) -> None:
    folder(tmp_path, system__fold_3=wats.ECHO, system__fold=wats.EMPTY, other=wats.EMPTY)
    steps = [call("system/fold", version=3), call("system/fold"), call("system/fold", version=9), call("other"), call("absent")]
    text = book(*(step(f"s{i}", tool, next=[f"s{i + 1}"] if i < 4 else []) for i, tool in enumerate(steps)))
    _, found = bound(text, tmp_path)
    assert [(one.alias, one.uses) for one in found.plugins] == [
        ("plugin:system/fold@3", (("system/fold", "3"),)),
        ("plugin:system/fold", (("system/fold", None), ("system/fold", "9"), ("other", None))),  # the same bytes are one plug-in
    ]
    listed = [(row["path"], row["version"], row["mode"]) for row in found.manifest()]
    assert listed == [("other", None, "linked"), ("system/fold", None, "linked"), ("system/fold", 3, "linked"), ("system/fold", 9, "linked")]
    assert found.foreign
    assert found.find("absent", None) is None


def test_aliases_have_no_dots_and_differ(tmp_path: Path) -> None:
    folder(tmp_path, **{"a.b": wats.ECHO, "a b": wats.EMPTY})
    _, found = bound(book(step("start", call("a.b"), next="t"), step("t", call("a b"))), tmp_path)
    assert [one.alias for one in found.plugins] == ["plugin:a_b", "plugin:a_b~2"]


def test_the_memory_of_plug_ins_is_that_of_the_playbook(tmp_path: Path) -> None:
    text = book(step("start", call("a"), next="t"), step("t", call("b")))
    folder(tmp_path, a=wats.ECHO, b=wats.EMPTY)
    assert {one.max_pages for one in bound(text, tmp_path)[1].plugins} == {64 * 16}
    small = book(step("start", call("a"), next="t"), step("t", call("b")), executor={"wasm": {"limits": {"memory_mb": 8}}})
    assert {one.max_pages for one in bound(small, tmp_path)[1].plugins} == {4 * 16}


WRONG = {
    "P01": [b"", b"\0asm", b"\0asm\1\0\0\0\7\1", b"(module", b"text"],
    "P02": [
        wats.plugin("(i64.const 0)", imports='(import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))'),
        wats.plugin("(i64.const 0)", imports='(import "noetl" "result_put" (func (param i32)))'),
        wats.plugin("(i64.const 0)", imports='(import "noetl_x1" "now" (func (result i64)))'),
        wats.plugin("(i64.const 0)", imports='(import "noetl" "emit" (memory 1))'),
    ],
    "P03": [
        b'(module (memory (export "memory") 1) (func (export "run") (param i32 i32) (result i64) (i64.const 0)))',
        wats.plugin("(i64.const 0)", entry="other"),
        b'(module (func (export "alloc") (param i32) (result i32) (local.get 0)) (func (export "run") (param i32 i32) (result i64) (i64.const 0)))',
        wats.ECHO.replace(b'(export "run") (param $p i32) (param $n i32) (result i64)', b'(export "run") (param $p i32) (param $n i32) (param i64) (result i64)'),
    ],
    "P04": [wats.plugin("(i64.const 0)", top="(memory $big i64 1)"), wats.plugin("(i64.const 0)", top="(tag $e)")],
    "P06": [wats.plugin("(i64.const 0)", top='(@custom "noetlc.plugin" "{}")')],
    "P07": [wats.plugin("(i64.const 0)", memory="1025"), wats.plugin("(i64.const 0)", top="(memory 1)" * 17)],
}


@pytest.mark.parametrize(("code", "content"), [(code, content) for code, contents in WRONG.items() for content in contents])
def test_what_is_wrong_with_a_plug_in(code: str, content: bytes, tmp_path: Path) -> None:
    folder(tmp_path, bad=content)
    text = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\nworkflow:\n- step: start\n  tool:\n    kind: wasm\n    plugin: {path: bad}\n"
    found = [d for d in noetlc.check(text, plugin_path=[tmp_path]) if d.code.startswith("P")]
    assert [(d.code, d.severity, d.line, d.column) for d in found] == [(code, "error", 8, 13)]
    assert found[0].message.startswith("plug-in bad: ")
    for action in (noetlc.build, noetlc.interpret):
        with pytest.raises(noetlc.BuildError) as caught:
            action(text, plugin_path=[tmp_path])  # type: ignore[operator]
        assert code in str(caught.value)


def test_a_missing_entry_of_a_shipped_plug_in() -> None:
    for action in (noetlc.build, noetlc.check):
        try:
            found = action(book(step("start", call("fnv", entry="missing"))))
        except noetlc.BuildError as error:
            found = error.diagnostics
        assert [d.code for d in found if d.severity == "error"] == ["P03"]  # type: ignore[union-attr]


def test_a_missing_entry_is_named_with_those_that_are_there(tmp_path: Path) -> None:
    folder(tmp_path, two=wats.TWO)
    for entry, words in (("missing", "it exports alloc, size, odd, run"), ("odd", "is needed"), ("memory", "is needed")):
        found = noetlc.check(book(step("start", call("two", entry=entry))), plugin_path=[tmp_path])
        assert [d.code for d in found] == ["P03"]
        assert words in found[0].hint


@pytest.mark.parametrize(("path", "version", "near"), [("system/fodl", None, "system/fold@3"), ("system/fold", 4, "system/fold@3"), ("other", 1, None)])
def test_a_near_name_is_suggested(path: str, version: int | None, near: str | None, tmp_path: Path) -> None:
    folder(tmp_path, system__fold_3=wats.ECHO)
    found = noetlc.check(book(step("start", call(path, version=version))), plugin_path=[tmp_path])
    assert {d.code for d in found} == ({"P08", "W10"} if near else {"W10"})
    assert near is None or any(f"did you mean {near}?" in d.message for d in found)


def test_bound_steps_and_intents_need_no_host_tool(tmp_path: Path) -> None:
    folder(tmp_path, a=wats.ECHO)
    text = book(
        step("start", call("a"), next="i"),
        step("i", call("noetl/event_publish", {"event": {}}), next="p"),
        step("p", [call("a", name="t"), {"name": "u", "kind": "wasm", "plugin": {"path": "absent"}}]),
    )
    assert [d.code for d in noetlc.check(text, plugin_path=[tmp_path])] == ["W10"]
    assert noetlc.check(text, plugin_path=[tmp_path], allow="tool_wasm") == []


def test_credentials_do_not_get_to_plug_ins(tmp_path: Path) -> None:
    folder(tmp_path, a=wats.ECHO)
    text = book(step("start", call("a", {"x": ["{{ keychain.token }}"]})))
    assert [d.code for d in noetlc.check(text, plugin_path=[tmp_path])] == ["P09"]
    assert [d.code for d in noetlc.check(text)] == ["W10"]


def test_beside_the_playbook(tmp_path: Path) -> None:
    folder(tmp_path / "escape_hatch", a=wats.ECHO)
    file = tmp_path / "flow.yaml"
    file.write_text(book(step("start", call("a", {"n": 1}))))
    assert noetlc.interpret(file)["steps"]["start"]["output_b64"] == "eyJuIjoxfQ=="
    assert noetlc.interpret(file.read_text(), path=str(file))["status"] == "completed"
    assert noetlc.interpret(file.read_text())["errors"][0]["kind"] == "unsupported"
