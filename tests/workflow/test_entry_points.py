"""Entry points, outputs, aborts, intents, sections and targets of compiled playbooks."""

from __future__ import annotations

import json
from typing import Any

import pytest
import wasmtime
from wasm_run import Instance, compiled, playbook_text, run

NOOP = {"kind": "noop"}
ABORTS = {"budget": 2, "intent": 4, "failed": 5}


def step(name: str, tool: object = None, **keys: object) -> dict[str, object]:
    return {"step": name, "tool": tool or NOOP, **keys}


def noop(result: object) -> dict[str, object]:
    return {"kind": "noop", "result": result}


def book(*steps: dict[str, object], **parts: object) -> str:
    return playbook_text(workflow=list(steps), **parts)


def call(text: str, entry: str, data: bytes, **options: Any) -> Any:
    return json.loads(Instance(compiled(text, **options).wasm).call(entry, data))


# ---- input


def test_run_takes_the_payload_itself() -> None:
    text = book(step("start", noop({"n": "{{ n }}", "e": "{{ execution_id }}"})), workload={"n": 1})
    assert call(text, "run", b'{"n": 5, "execution_id": "x7"}')["result"] == {"n": 5, "e": "x7"}
    assert call(text, "run", b'{"execution_id": 12}')["result"] == {"n": 1, "e": "12"}
    assert call(text, "run", b"")["result"] == {"n": 1, "e": "0"}


@pytest.mark.parametrize("data", [b"[]", b"5", b"{", b'"x"', b"\xff", b"null", b'{"a":1}x'])
@pytest.mark.parametrize("entry", ["run", "invoke"])
def test_input_that_is_no_object(entry: str, data: bytes) -> None:
    found = call(book(step("start")), entry, data)
    error = found["errors"][0]
    assert found["status"] == "failed"
    assert found["steps"] == {}
    assert found["result"] is None
    assert list(error.items())[:2] == [("step", None), ("kind", "config")]
    assert error["handled"] is False


def test_payload_of_invoke_must_be_a_map() -> None:
    found = call(book(step("start")), "invoke", b'{"payload": [1]}')
    assert [e["kind"] for e in found["errors"]] == ["config"]
    assert found["steps"] == {}


def test_one_instance_runs_many_times() -> None:
    instance = Instance(compiled(book(step("start", noop("{{ n }}"), set={"k": "{{ n }}"}))).wasm)
    first = instance.call("invoke", b'{"payload":{"n":"a"}}')
    instance.call("invoke", b'{"payload":{"n":"' + b"b" * 200_000 + b'"}}')
    assert instance.call("invoke", b'{"payload":{"n":"a"}}') == first


# ---- output


def test_envelope_is_canonical() -> None:
    data = Instance(compiled(book(step("start", noop({"b": 1.5, "a": "é"})))).wasm).call("invoke", b"{}")
    expected = '{"status":"completed","result":{"b":1.5,"a":"é"},"steps":{"start":{"b":1.5,"a":"é"}},"ctx":{},"errors":[],"warnings":[]}'
    assert data.decode() == expected


def test_sorted_keys() -> None:
    data = Instance(compiled(book(step("start", noop({"b": {"z": 1, "y": 2}, "a": 2}))), sort_keys=True).wasm).call("run", b"")
    assert b'"result":{"a":2,"b":{"y":2,"z":1}}' in data
    assert data.startswith(b'{"ctx":')


def test_result_output() -> None:
    text = book(step("start", noop({"v": "{{ n }}"}), next="end"), step("end", noop("{{ start.v + 1 }}")))
    assert call(text, "run", b'{"n": 1}', output="result") == 2
    assert call(text, "invoke", b'{"payload":{"n": 1}}', output="result")["result"] == 2
    failed = call(text, "run", b"{}", output="result")
    assert list(failed) == ["error"]
    assert list(failed["error"]) == ["step", "kind", "message"]
    assert failed["error"]["step"] == "end"
    assert failed["error"]["kind"] == "template"


# ---- aborts


def aborts(text: str, data: bytes, tools: dict[str, Any] | None = None, **options: Any) -> int:
    module = compiled(text, **options)
    instance = Instance(module.wasm, tools)
    with pytest.raises(wasmtime.Trap):
        instance.call("run", data)
    address = module.manifest["abort_record"]
    assert isinstance(address, int)
    record = instance.abort_record(address)
    assert record is not None
    return record[0]


def test_endless_cycle_ends_with_the_budget() -> None:
    assert aborts(book(step("start", next="start")), b"", steps=10_000) == ABORTS["budget"]


def test_endless_pipeline_reaches_its_limit() -> None:
    again = {"policy": {"rules": [{"then": {"do": "jump", "to": "t"}}]}}
    text = book(step("start", [{"name": "t", "kind": "noop", "spec": again}]))
    assert [(e["kind"], e["task"]) for e in run(text)["errors"]] == [("limit", "t")]


# ---- intents


def intent(path: str, **inputs: object) -> dict[str, object]:
    return {"kind": "wasm", "plugin": {"path": path}, "input": inputs}


def test_intents_are_direct_calls() -> None:
    text = book(
        step("start", intent("noetl/event_publish", event={"a": "{{ n }}"}), next="put"),
        step("put", intent("noetl/result_put", key="k", data="text é"), next="obj"),
        step("obj", intent("noetl/object_put", key="o", data_b64="AAH/"), next="map"),
        step("map", intent("noetl/object_put", key="m", data=[1, None])),
    )
    instance = Instance(compiled(text).wasm)
    found = json.loads(instance.call("run", b'{"n":1}'))
    assert found["steps"] == {name: {"status": "ok"} for name in ("start", "put", "obj", "map")}
    assert instance.calls == [
        ("event_publish", [b'{"a":1}']),
        ("result_put", [b"k", "text é".encode()]),
        ("object_put", [b"o", b"\x00\x01\xff"]),
        ("object_put", [b"m", b"[1,null]"]),
    ]


@pytest.mark.parametrize(
    "inputs", [{}, {"key": 5, "data": 1}, {"key": "k"}, {"key": "k", "data_b64": "A"}, {"key": "k", "data_b64": "****"}]
)
def test_intents_with_wrong_input(inputs: dict[str, object]) -> None:
    found = run(book(step("start", intent("noetl/result_put", **inputs))))
    assert [e["kind"] for e in found["errors"]] == ["config"]
    assert "at" in found["errors"][0]


ALL = ["event_publish", "object_put", "result_put"]


@pytest.mark.parametrize(
    ("path", "which", "imports"),
    [
        ("noetl/object_put", "", ["object_put"]),
        ("noetl/{{ which }}", "object_put", [*ALL, "tool_wasm"]),
        ("noetl/o{{ which }}", "bject_put", ["object_put", "tool_wasm"]),
    ],
)
def test_only_intents_that_may_occur_are_imported(path: str, which: str, imports: list[str]) -> None:
    module = compiled(book(step("start", intent(path, key="k", data="d")), workload={"which": which}))
    assert sorted(i.name for i in wasmtime.Module(wasmtime.Engine(), module.wasm).imports) == imports
    instance = Instance(module.wasm)
    instance.call("run", b"")
    assert instance.calls == [("object_put", [b"k", b"d"])]


def test_refused_intent_aborts() -> None:
    text = book(step("start", intent("noetl/result_put", key="k", data="d")))
    assert aborts(text, b"", {"result_put": lambda _: 3}) == ABORTS["intent"]


def test_failed_result_with_intents_aborts() -> None:
    text = book(step("start", intent("noetl/result_put", key="k", data="d"), next="end"), step("end", noop("{{ 1 / 0 }}")))
    assert aborts(text, b"", output="result") == ABORTS["failed"]


# ---- sections, targets, determinism


def test_manifest() -> None:
    shell = {"kind": "shell", "command": "ls"}
    module = compiled(book(step("start", shell, next="end"), step("end")), steps=5000, memory_mb=16)
    manifest = module.manifest
    assert manifest["capabilities"] == ["tool_shell"]
    assert manifest["limits"] == {"memory_pages": 256, "steps": 5000}
    assert manifest["steps"] == [{"step": "start", "lowered": "host", "reason": "tool_shell"}, {"step": "end", "lowered": "native"}]
    assert [s.lowered for s in module.steps] == ["host", "native"]


def test_no_imports_without_need() -> None:
    module = wasmtime.Module(wasmtime.Engine(), compiled(book(step("start", noop("{{ n }}")))).wasm)
    assert list(module.imports) == []
    assert sorted(e.name for e in module.exports) == ["alloc", "invoke", "memory", "run"]


def test_worker_target_refuses_host_tools() -> None:
    text = book(
        step("start", {"kind": "shell", "command": "ls"}, next="p"), step("p", {"kind": "python", "code": "import os\nos.remove('x')"})
    )
    module = compiled(text, target="noetl-worker")
    errors = [d for d in module.diagnostics if d.severity == "error"]
    assert {d.code for d in errors} == {"T01", "T02"}
    assert all(d.line > 0 for d in errors)
    assert not [d for d in compiled(text).diagnostics if d.severity == "error"]


def test_worker_target_drops_waits() -> None:
    retry = {"policy": {"rules": [{"when": "{{ output.status == 'error' }}", "then": {"do": "retry", "backoff": "linear", "attempts": 3}}]}}
    text = book(step("start", {"kind": "noop", "result": "{{ 1 / 0 }}", "spec": retry}))
    module = compiled(text, target="noetl-worker")
    assert not [d for d in module.diagnostics if d.severity == "error"]
    assert list(wasmtime.Module(wasmtime.Engine(), module.wasm).imports) == []
    instance = Instance(compiled(text).wasm)
    json.loads(instance.call("run", b""))
    assert instance.calls == [("sleep", 1_000_000_000), ("sleep", 2_000_000_000)]


def test_undeclared_capability() -> None:
    text = book(step("start", {"kind": "shell", "command": "ls"}), executor={"wasm": {"capabilities": ["tool_http"]}})
    assert "T03" in [d.code for d in compiled(text).diagnostics]


def test_same_bytes_twice() -> None:
    text = book(step("start", noop({"a": "{{ n }}b"}), set={"x": 1, "y": "{{ n }}"}, next=["b", "c"]), step("b"), step("c"))
    assert compiled(text).wasm == compiled(text).wasm
    assert len(compiled(text, strip=True).wasm) < len(compiled(text).wasm)


# ---- scale


def test_long_chain_and_wide_fan() -> None:
    chain = [step(f"s{i}", next=f"s{i + 1}") for i in range(299)] + [step("s299")]
    assert len(run(book(*chain))["steps"]) == 300
    fan = [step("start", next=[f"s{i}" for i in range(300)]), *(step(f"s{i}", next="join") for i in range(300)), step("join")]
    assert list(run(book(*fan))["steps"])[-1] == "join"


def test_memory_stays_bounded_in_a_cycle() -> None:
    text = book(
        step("start", set={"n": 0}, next="w"),
        step(
            "w",
            noop(["{{ n }}", "some text {{ n }}"]),
            set={"n": "{{ n + 1 }}"},
            next={"arcs": [{"step": "w", "when": "{{ n < 200000 }}"}]},
        ),
    )
    instance = Instance(compiled(text).wasm)
    assert json.loads(instance.call("run", b""))["ctx"] == {"n": 200000}
    assert instance.exports["memory"].data_len(instance.store) < 16 << 20


# ---- parallel loops


def shell_loop(mode: str, flight: object, **tool: object) -> str:
    loop = {"in": "{{ xs }}", "iterator": "x", "spec": {"mode": mode, "max_in_flight": flight}}
    shell = {"kind": "shell", "command": "{{ 10 // x }}", "input": {"k": "{{ x }}"}, **tool}
    return book(step("start", shell, loop=loop, set={"n": "{{ loop.length }}"}), workload={"xs": [1, 2, 0, 5, 3, 4, 7]})


@pytest.mark.parametrize("flight", [1, 2, 3, 50, "{{ 2 }}", "{{ missing + 1 }}", "odd"])
@pytest.mark.parametrize(
    "rules", [[], [{"when": "{{ output.status == 'error' }}", "then": {"do": "continue", "set": {"ctx.e": "{{ x }}"}}}]]
)
def test_overlapping_calls_give_the_same_run(flight: object, rules: list[object]) -> None:
    def tool(request: dict[str, Any]) -> object:
        if request["input"]["k"] == 3:
            return {"status": "error", "data": None, "error": {"kind": "timeout", "message": "late", "retryable": True}}
        return {"status": "ok", "data": [request["input"]["k"], request["index"]]}

    spec = {"spec": {"policy": {"rules": rules}}, "set": {"ctx.last": "{{ output.data }}"}} if rules else {}
    outcomes = []
    for mode in ("parallel", "sequential"):
        instance = Instance(compiled(shell_loop(mode, flight, **spec)).wasm, {"tool_shell": tool})
        outcomes.append((json.loads(instance.call("run", b"")), instance.calls, bool(instance.open)))
    assert outcomes[0][:2] == outcomes[1][:2]
    assert outcomes[0][2] == (flight != 1)
    assert not outcomes[1][2]
    errors = outcomes[0][0]["errors"]
    assert [(e["kind"], e["iteration"]) for e in errors] == ([] if rules else [("template", 2)])


def test_collections_inside_a_loop_of_pipelines() -> None:
    tasks = [
        {"name": "t", "kind": "noop", "result": {"text": "P-{{ x }}-{{ 'abcdefgh' * 20 }}", "n": ["{{ x }}"]}},
        {"name": "u", "kind": "noop", "result": "{{ t.text | length }}", "set": {"ctx.sum": "{{ (ctx.sum | default(0)) + t.data.n[0] }}"}},
    ]
    found = run(book(step("start", tasks, loop={"in": "{{ 20000 }}", "iterator": "x"})))
    assert found["ctx"] == {"sum": sum(range(20_000))}
    assert [r["u"] for r in found["result"]["results"][::5000]] == [164, 167, 168, 168]
