"""Text is built where the input lay: whatever comes after the input was read, no value is lost and no result changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from wasm_run import Instance, compiled, playbook_text


def step(name: str, tool: object, **keys: object) -> dict[str, object]:
    return {"step": name, "tool": tool, **keys}


def noop(result: object) -> dict[str, object]:
    return {"kind": "noop", "result": result}


def book(*steps: dict[str, object], **parts: object) -> str:
    return playbook_text(workflow=list(steps), **parts)


GARBAGE = "n = 0\nfor i in range(rounds):\n    n += len(str(i) + '-' * 200)\nresult = {'n': n, 'xs': xs}"
COLLECTING = book(
    step("start", {"kind": "python", "input": {"xs": "{{ xs }}", "rounds": "{{ rounds }}"}, "code": GARBAGE}, next="end"),
    step("end", noop({"xs": "{{ start.xs }}", "n": "{{ start.n }}", "text": "{% for x in xs %}<{{ x }}>{% endfor %}!"})),
    workload={"xs": [], "rounds": 0},
)
PLAIN = book(step("start", noop({"xs": "{{ xs }}", "text": "{{ xs | join('+') }}!"})), workload={"xs": [], "rounds": 0})
PAYLOADS: dict[str, dict[str, Any]] = {
    "nothing": {},
    **{f"{n} bytes more": {"xs": ["é" * n]} for n in (1, 7, 8, 30, 64, 65, 300)},
    "more out than in": {"xs": ["\n" * 300] * 40},
    "much": {"xs": [f"entry {i} of many, \"quoted\"" for i in range(9000)]},
    "much, with collections": {"xs": [f"entry {i}" for i in range(3000)], "rounds": 20_000},
    "little, with collections": {"xs": ["a", "b"], "rounds": 20_000},
}


def envelope(instance: Instance, payload: dict[str, Any]) -> Any:
    return json.loads(instance.call("invoke", json.dumps({"payload": payload}).encode()))


@pytest.mark.parametrize("text", [COLLECTING, PLAIN], ids=["collecting", "plain"])
def test_an_instance_called_again_and_again(text: str) -> None:
    wasm = compiled(text).wasm
    instance = Instance(wasm)
    for _ in range(2):
        for name, payload in PAYLOADS.items():
            found = envelope(instance, payload)
            assert found == envelope(Instance(wasm), payload), name
            xs = payload.get("xs", [])
            expected: dict[str, Any] = {"xs": xs}
            if text == PLAIN:
                expected["text"] = "+".join(xs) + "!"
            else:
                expected["n"] = sum(len(str(i)) + 200 for i in range(payload.get("rounds", 0)))
                expected["text"] = "".join(f"<{x}>" for x in xs) + "!"
            assert found["status"] == "completed", name
            assert found["result"] == expected, name
