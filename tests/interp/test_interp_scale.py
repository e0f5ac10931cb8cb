"""Long chains, wide fan-outs, long cycles and many waiting joins take time in proportion to their size."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest

from noetlc.interp.graph import Agenda, StepGraph

NOOP = {"kind": "noop"}


def chain(size: int) -> list[dict[str, Any]]:
    steps = [{"step": f"s{i}", "tool": NOOP, "next": f"s{i + 1}"} for i in range(size - 1)]
    return [*steps, {"step": f"s{size - 1}", "tool": NOOP}]


def fan(size: int) -> list[dict[str, Any]]:
    middle = [{"step": f"s{i}", "tool": NOOP, "next": "join"} for i in range(size)]
    return [{"step": "start", "tool": NOOP, "next": [f"s{i}" for i in range(size)]}, *middle, {"step": "join", "tool": NOOP}]


def cycle(size: int) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = chain(size)
    steps[0]["set"] = {"n": "{{ (n | default(0)) + 1 }}"}
    steps[-1]["next"] = {"arcs": [{"step": "s0", "when": "{{ n < 3 }}"}]}
    return steps


def joins(size: int) -> list[dict[str, Any]]:
    waiting = [f"j{i}" for i in range(size)]
    steps: list[dict[str, Any]] = chain(size)
    steps[-1]["next"] = waiting
    start = {"step": "start", "tool": NOOP, "next": [*waiting, "s0"]}
    return [start, *steps, *({"step": name, "tool": NOOP} for name in waiting)]


@pytest.mark.parametrize("shape", [chain, fan, cycle, joins])
def test_shapes_finish_in_time(run: Any, shape: Any) -> None:
    started = time.monotonic()
    env = run(shape(1500))
    assert env["status"] == "completed"
    assert len(env["steps"]) >= 1500
    assert time.monotonic() - started < 10  # a quadratic walk takes far longer


def test_loop_over_many_items(run: Any) -> None:
    env = run([{"step": "start", "loop": {"in": "{{ 5000 }}", "iterator": "x"}, "tool": {"kind": "noop", "result": "{{ x * 2 }}"}}])
    assert env["result"]["results"][-1] == 9998


def reference_run(targets: list[list[int]], entry: int, chosen: Any) -> list[int]:
    """The algorithm of the language as its text states it, with plain searches; `chosen(step)` gives the arcs that match."""
    graph = StepGraph(targets, entry)
    order: list[int] = []
    done: set[int] = set()
    queue, waiting = [entry], []

    def reach(sources: list[int]) -> set[int]:
        seen = set(sources)
        todo = list(sources)
        while todo:
            for target in graph.forward[todo.pop()]:
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return seen

    while queue:
        step = queue.pop(0)
        order.append(step)
        done.add(step)
        for target in chosen(step):
            if target in queue or target in waiting:
                continue
            if target not in done or graph.component[target] == graph.component[step]:
                waiting.append(target)
        moved = True
        while moved:
            moved = False
            live = reach(queue + waiting)
            for target in waiting:
                if not any(target in graph.forward[source] for source in live):
                    waiting.remove(target)
                    queue.append(target)
                    moved = True
                    break
    return order


def test_agenda_agrees_with_plain_searches() -> None:
    source = random.Random(7)
    for _ in range(400):
        count = source.randint(1, 9)
        targets = [[source.randrange(count) for _ in range(source.randint(0, 3))] for _ in range(count)]

        def choices(seed: int, targets: Any = targets) -> Any:
            left = [3] * len(targets)
            picks = random.Random(seed)

            def chosen(step: int) -> list[int]:
                left[step] -= 1
                return [target for target in targets[step] if left[step] > 0 and picks.random() < 0.8]

            return chosen

        seed = source.randrange(10**6)
        want = reference_run(targets, 0, choices(seed))
        assert agenda_run(targets, 0, choices(seed)) == want


def agenda_run(targets: list[list[int]], entry: int, chosen: Any) -> list[int]:
    graph = StepGraph(targets, entry)
    agenda = Agenda(graph)
    order: list[int] = []
    done: set[int] = set()
    agenda.start(entry)
    while (step := agenda.pop()) is not None:
        agenda.routing(step)
        order.append(step)
        done.add(step)
        for target in chosen(step):
            if not agenda.present(target) and (target not in done or graph.component[target] == graph.component[step]):
                agenda.wait(target)
        agenda.settle()
    return order
