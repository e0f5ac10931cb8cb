"""Back arcs and components against a plain reading of the definition."""

from __future__ import annotations

import random

from noetlc.lower.workflow.graph import analyse


def _reaches(targets: list[list[int]], a: int, b: int) -> bool:
    seen = {a}
    work = [a]
    while work:
        for t in targets[work.pop()]:
            if t == b:
                return True
            if t not in seen:
                seen.add(t)
                work.append(t)
    return False


def _forward(targets: list[list[int]], entry: int) -> list[list[bool]]:
    forward = [[True] * len(t) for t in targets]
    done: set[int] = set()

    def visit(step: int, path: tuple[int, ...]) -> None:
        done.add(step)
        for k, t in enumerate(targets[step]):
            if t in (*path, step):
                forward[step][k] = False
            elif t not in done:
                visit(t, (*path, step))

    for root in (entry, *range(len(targets))):
        if root not in done:
            visit(root, ())
    return forward


def test_against_the_definition() -> None:
    source = random.Random(3)
    for _ in range(300):
        count = source.randint(1, 7)
        targets = [[source.randrange(count) for _ in range(source.randint(0, 3))] for _ in range(count)]
        entry = source.randrange(count)
        graph = analyse(targets, entry)
        assert [list(f) for f in graph.forward] == _forward(targets, entry)
        for a in range(count):
            for b in range(count):
                same = a == b or (_reaches(targets, a, b) and _reaches(targets, b, a))
                assert (graph.component[a] == graph.component[b]) == same


def test_long_chain_is_not_recursive() -> None:
    count = 20_000
    graph = analyse([[i + 1] if i + 1 < count else [0] for i in range(count)], 0)
    assert len(set(graph.component)) == 1
    assert [s for s in range(count) if not all(graph.forward[s])] == [count - 1]
