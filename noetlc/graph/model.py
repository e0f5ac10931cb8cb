"""The graph of a playbook: a node for each step, a link for each arc."""

from __future__ import annotations

from dataclasses import dataclass

from noetlc.frontend.nodes import Scalar
from noetlc.frontend.playbook import Condition, Playbook, Step

LONGEST = 48
"""Characters of a condition that a picture shows."""


@dataclass(frozen=True, slots=True)
class Node:
    """A step. `kinds` are those of its tools in order; `loop` and `guard` are what stands in the playbook, empty without one."""

    index: int
    name: str
    kinds: tuple[str, ...]
    loop: str
    guard: str
    is_entry: bool
    is_final: bool

    @property
    def lines(self) -> tuple[str, ...]:
        """What a picture writes on the node: the name, and what the step does."""
        more = (self.loop and f"for {self.loop}", self.guard and f"when {self.guard}")
        return (self.name, " → ".join(self.kinds), *filter(None, more))


@dataclass(frozen=True, slots=True)
class Link:
    """An arc. `label` is its condition, with its number where only the first arc that matches is taken; `is_back` if it closes a cycle."""

    source: int
    target: int
    label: str
    is_back: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """Steps in the order of the file, and arcs in the order of steps."""

    name: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


def graph_of(playbook: Playbook) -> Graph:
    """The graph of a checked playbook."""
    back = _back_arcs(playbook)
    nodes = tuple(_node(playbook, step) for step in playbook.steps)
    links: list[Link] = []
    for step in playbook.steps:
        for number, arc in enumerate(step.arcs):
            label = _short(arc.when)
            if step.exclusive and len(step.arcs) > 1:
                label = f"{number + 1}: {label or 'else'}"
            links.append(Link(step.index, arc.target, label, (step.index, number) in back))
    return Graph(playbook.name, nodes, tuple(links))


def _node(playbook: Playbook, step: Step) -> Node:
    loop = ""
    if step.loop is not None:
        where = step.loop.collection
        loop = step.loop.iterator + (" in " + _cut(where.text) if where is not None else " of a cursor")
    kinds = tuple(task.kind for task in step.tasks)
    return Node(step.index, step.name, kinds, loop, _short(step.when), step.index == playbook.entry, step.index == playbook.final)


def _short(condition: Condition | None) -> str:
    if condition is None:
        return ""
    return _cut(condition.value.text) if isinstance(condition.value, Scalar) else str(condition.value).lower()


def _cut(text: str) -> str:
    """The expression of a template in one line."""
    line = " ".join(text.split())
    if line.startswith("{{") and line.endswith("}}") and line.count("{{") == 1:
        line = line[2:-2].strip()
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _back_arcs(playbook: Playbook) -> set[tuple[int, int]]:
    """Arcs, by step and number, to a step still on the path of a depth-first search from the entry (language.md, routing)."""
    back: set[tuple[int, int]] = set()
    seen: set[int] = set()
    path: set[int] = set()
    for root in (playbook.entry, *range(len(playbook.steps))):
        if root in seen:
            continue
        seen.add(root)
        path.add(root)
        todo = [(root, 0)]
        while todo:
            at, number = todo.pop()
            arcs = playbook.steps[at].arcs
            if number == len(arcs):
                path.discard(at)
                continue
            todo.append((at, number + 1))
            target = arcs[number].target
            if target in path:
                back.add((at, number))
            elif target not in seen:
                seen.add(target)
                path.add(target)
                todo.append((target, 0))
    return back
