"""The step graph: which arcs go forward, and which steps lie on a common cycle (language.md 4.2). Linear in steps and arcs.

Example: `start -> w -> gate -> w` has the back arc `gate -> w`; `w` and `gate` share a component.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Graph:
    """`forward[s][k]` tells whether arc k of step s goes forward; `component[s]` numbers the cycles."""

    forward: tuple[tuple[bool, ...], ...]
    component: tuple[int, ...]


def analyse(targets: Sequence[Sequence[int]], entry: int) -> Graph:
    """The graph of steps whose arcs lead to `targets[s]`, searched from `entry`, then from the others in order."""
    return Graph(_forward(targets, entry), _components(targets))


def _forward(targets: Sequence[Sequence[int]], entry: int) -> tuple[tuple[bool, ...], ...]:
    """Depth-first search; an arc to a step on the search path goes back."""
    count = len(targets)
    forward = [[True] * len(arcs) for arcs in targets]
    state = [0] * count  # 0 not seen, 1 on the path, 2 done
    for root in (entry, *range(count)):
        if state[root]:
            continue
        state[root] = 1
        path = [(root, 0)]
        while path:
            step, arc = path.pop()
            if arc == len(targets[step]):
                state[step] = 2
                continue
            path.append((step, arc + 1))
            target = targets[step][arc]
            if state[target] == 1:
                forward[step][arc] = False
            elif state[target] == 0:
                state[target] = 1
                path.append((target, 0))
    return tuple(tuple(arcs) for arcs in forward)


def _components(targets: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Strongly connected components (Tarjan, without recursion)."""
    count = len(targets)
    number = [-1] * count
    low = [0] * count
    component = [-1] * count
    stack: list[int] = []
    seen = found = 0
    for root in range(count):
        if number[root] >= 0:
            continue
        path = [(root, 0)]
        while path:
            step, arc = path.pop()
            if arc == 0:
                number[step] = low[step] = seen
                seen += 1
                stack.append(step)
            else:
                child = targets[step][arc - 1]
                if component[child] < 0:
                    low[step] = min(low[step], low[child])
            descended = False
            while arc < len(targets[step]):
                target = targets[step][arc]
                arc += 1
                if number[target] < 0:
                    path.append((step, arc))
                    path.append((target, 0))
                    descended = True
                    break
                if component[target] < 0:
                    low[step] = min(low[step], number[target])
            if descended or low[step] != number[step]:
                continue
            while True:
                member = stack.pop()
                component[member] = found
                if member == step:
                    break
            found += 1
    return tuple(component)
