"""What a call costs, and what one routing step costs inside the module."""

from __future__ import annotations

from collections.abc import Iterator

import noetlc
from benchmarks.common import Row, invoke, median_seconds, playbook

STEPS = 1000


def rows(quick: bool) -> Iterator[Row]:
    """Calls of a module that does nothing; then steps that evaluate two conditions and render a configuration."""
    wasm = noetlc.build(playbook([{"step": "start", "tool": {"kind": "noop"}}]), verify=False).wasm
    invoke(wasm)
    calls = 100 if quick else 1000
    spent = median_seconds(lambda: [invoke(wasm) for _ in range(calls)])
    yield Row("call of a module that does nothing, with the host", spent / calls * 1e6, "µs", target="≤ 500")
    chain = noetlc.build(playbook(routing_chain(STEPS), workload={"region": "eu", "amount": 120.5}), verify=False).wasm
    short = noetlc.build(playbook(routing_chain(1), workload={"region": "eu", "amount": 120.5}), verify=False).wasm
    invoke(chain), invoke(short)
    cost = median_seconds(lambda: invoke(chain)) - median_seconds(lambda: invoke(short))
    yield Row("routing step: two conditions, configuration of three values", cost / (STEPS - 1) * 1e6, "µs", target="≤ 20")


def routing_chain(length: int) -> list[object]:
    steps: list[object] = []
    for i in range(length):
        before = f"s{i - 1}" if i else "workload"
        result = {"total": f"{{{{ ({before}.total | default(0)) + 1 }}}}", "label": f"{{{{ region }}}}-{i}", "big": "{{ amount > 100 }}"}
        step: dict[str, object] = {"step": f"s{i}", "tool": {"kind": "noop", "result": result}}
        if i + 1 < length:
            conditions = [f"{{{{ s{i}.total > 100000 }}}}", f"{{{{ region == 'eu' and s{i}.big }}}}"]
            step["next"] = {"arcs": [{"step": f"s{i + 1}", "when": text} for text in conditions]}
        steps.append(step)
    return steps
