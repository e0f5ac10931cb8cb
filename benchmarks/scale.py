"""Build and run time against size: chains, fan-outs with a join, loops. Linear means that time per unit stays level."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import noetlc
from benchmarks.common import Row, invoke, median_seconds, playbook, seconds

Workflow = list[Any]


def rows(quick: bool) -> Iterator[Row]:
    """Per shape and size: build per step, run per step or item, in microseconds."""
    sizes = (100, 400) if quick else (125, 250, 500, 1000, 2000)
    for name, shape in (("chain", _chain), ("fan-out with join", _fan)):
        for n in sizes:
            yield from _shape(f"{name} of {n:,} steps", n, shape)
    wasm = noetlc.build(playbook(_loop(), workload={"n": 0}), verify=False).wasm
    for n in (1_000, 10_000) if quick else (12_500, 25_000, 50_000, 100_000):
        spent = median_seconds(lambda n=n: invoke(wasm, {"n": n}), 3)
        yield Row(f"loop over {n:,} items, run per item", spent / n * 1e6, "µs")


def _shape(name: str, n: int, shape: Callable[[int], Workflow]) -> Iterator[Row]:
    text = playbook(shape(n))
    built: list[bytes] = []
    spent = seconds(lambda: built.append(noetlc.build(text, verify=False).wasm))
    yield Row(f"{name}, build per step", spent / n * 1e6, "µs")
    invoke(built[0])
    yield Row(f"{name}, run per step", median_seconds(lambda: invoke(built[0]), 3) / n * 1e6, "µs")


def _chain(n: int) -> Workflow:
    def tool(i: int) -> dict[str, Any]:
        return {"kind": "noop", "result": f"{{{{ s{i - 1} + 1 }}}}" if i else 0}

    return [{"step": f"s{i}", "tool": tool(i), **({"next": f"s{i + 1}"} if i + 1 < n else {})} for i in range(n)]


def _fan(n: int) -> Workflow:
    branches = [{"step": f"b{i}", "tool": {"kind": "noop", "result": i}, "next": "join"} for i in range(n)]
    start = {"step": "start", "tool": {"kind": "noop"}, "next": [f"b{i}" for i in range(n)]}
    return [start, *branches, {"step": "join", "tool": {"kind": "noop", "result": f"{{{{ b{n - 1} }}}}"}}]


def _loop() -> Workflow:
    tool = {"kind": "python", "input": {"x": "{{ x }}"}, "code": "result = {'x': x, 'even': x % 2 == 0}"}
    count = {"kind": "noop", "result": "{{ start.stats.success }}"}
    return [{"step": "start", "loop": {"in": "{{ n }}", "iterator": "x"}, "tool": tool, "next": "end"}, {"step": "end", "tool": count}]
