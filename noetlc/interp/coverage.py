"""Which points of a playbook a run reaches: steps, arcs, rules, branches of templates and of Python bodies.

>>> reached = Coverage(playbook)
>>> interpret_run(playbook, payload, coverage=reached)
>>> [point for number, point in enumerate(points(playbook)) if number not in reached.hit]
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from noetlc.diagnostics import Span
from noetlc.frontend.nodes import Mapping, Node, Scalar, plain
from noetlc.frontend.playbook import Condition, Entries, Playbook, Step, Task
from noetlc.frontend.python_body import BodyError, parse_body
from noetlc.interp.positions import CodeMap
from noetlc.interp.pybody.allowed import hidden
from noetlc.interp.pybody.branches import Branch, counted_lines, instrument
from noetlc.interp.pybody.purity import is_pure
from noetlc.interp.python_step import find_source, libraries_of
from noetlc.interp.render import condition_source, has_marks
from noetlc.interp.templates import Hits, parse

Kind = Literal["step", "arc", "rule", "template", "body"]
Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """Something a run can reach. `label` says what (`step fetch`, `arc start -> end`), line and column where in the playbook file."""

    kind: Kind
    label: str
    line: int
    column: int


def points(playbook: Playbook) -> tuple[Point, ...]:
    """All points of a playbook, step by step; a point's index is its id."""
    return tuple(point for _key, point in _keyed(playbook))


def body_lines(playbook: Playbook) -> set[int]:
    """The lines of the playbook on which a statement of a body begins that runs confined."""
    found: set[int] = set()
    for step in playbook.steps:
        for task in step.tasks:
            body = _confined(step, task) if task.kind == "python" else None
            if body is not None:
                scalar, tree = body
                places = CodeMap.plain(scalar)
                found |= {places.span(line, 1).line for line in counted_lines(tree)}
    return found


class Coverage:
    """Takes what runs of one playbook reach. One at a time: it is not safe to share between threads.

    `counted`: how often lines of bodies run is counted, too, by line of the playbook (`lines`).
    """

    def __init__(self, playbook: Playbook, counted: bool = False) -> None:
        self.counted = counted
        self.lines: dict[int, int] = {}
        self._playbook = playbook  # keeps the scalars alive whose identities are keys
        self._ids: dict[Key, int] = {}
        for number, (key, _point) in enumerate(_keyed(playbook)):
            self._ids.setdefault(key, number)
        self._hit: set[int] = set()
        branching = {int(key[1]) for key in self._ids if key[0] == "template"}
        self._templates: dict[int, Hits] = {scalar: defaultdict(int) for scalar in branching}

    def forget(self) -> None:
        """As if nothing had run yet; to find the points anew would take longer than most runs."""
        self._hit.clear()
        self.lines.clear()
        for hits in self._templates.values():
            hits.clear()

    @property
    def hit(self) -> set[int]:
        """The ids of the points reached so far."""
        noted = {self._ids["template", scalar, branch] for scalar, hits in self._templates.items() for branch in hits}
        return self._hit | noted

    def note(self, key: Key) -> None:
        """A step, arc or rule was reached."""
        self._hit.add(self._ids[key])

    def template(self, scalar: Scalar) -> Hits | None:
        """Where the branches of a scalar's template are noted; None if it has none."""
        return self._templates.get(id(scalar))

    def ran(self, lines: Iterable[tuple[int, int]]) -> None:
        """These lines of the playbook ran so often."""
        for line, count in lines:
            self.lines[line] = self.lines.get(line, 0) + count

    def body(self, scalar: Scalar, branches: tuple[int, ...]) -> None:
        """These branches of the body in `scalar` ran."""
        keys: Iterator[Key] = (("body", id(scalar), branch) for branch in branches)
        self._hit.update(self._ids[key] for key in keys if key in self._ids)


def _keyed(playbook: Playbook) -> Iterator[tuple[Key, Point]]:
    """Every point once, with the key a run notes it by; the template of a YAML alias counts where it is written."""
    seen: set[Key] = set()
    for step in playbook.steps:
        for key, point in _of_step(playbook, step):
            if key not in seen:
                seen.add(key)
                yield key, point


def _of_step(playbook: Playbook, step: Step) -> Iterator[tuple[Key, Point]]:
    yield ("step", step.index), _point("step", f"step {step.name}", step.span)
    yield from _condition(step.when)
    for admit in step.admit:
        yield from _condition(admit.when)
    yield from _entries(step.input)
    if step.loop is not None:
        if step.loop.collection is not None:
            yield from _template(step.loop.collection)
        if step.loop.cursor is not None:
            yield from _entries(step.loop.cursor.config.entries)
    for index, task in enumerate(step.tasks):
        yield from _of_task(step, index, task)
    yield from _entries(step.set)
    for arc in step.arcs:
        label = f"arc {step.name} -> {playbook.steps[arc.target].name}"
        yield ("arc", step.index, arc.field), _point("arc", label, arc.span)
        yield from _condition(arc.when)
        yield from _entries(arc.args)
        yield from _entries(arc.set)


def _of_task(step: Step, index: int, task: Task) -> Iterator[tuple[Key, Point]]:
    yield from _entries(task.input)
    yield from _entries(task.config)
    if task.kind == "python":
        yield from _body(step, task)
    yield from _entries(task.set)
    for rule in task.rules:
        name = step.name if step.shape != "pipeline" else f"{step.name}.{task.label}"
        yield ("rule", step.index, index, rule.index), _point("rule", f"rule {rule.index + 1} of {name}", rule.span)
        yield from _condition(rule.when)
        if rule.message is not None:
            yield from _nodes(rule.message)
        yield from _entries(rule.set)


def _condition(condition: Condition | None) -> Iterator[tuple[Key, Point]]:
    if condition is not None and isinstance(condition.value, Scalar):
        yield from _branches(condition.value, *condition_source(condition.value))


def _entries(entries: Entries) -> Iterator[tuple[Key, Point]]:
    for key, node in entries:
        yield from _template(key)
        yield from _nodes(node)


def _nodes(node: Node) -> Iterator[tuple[Key, Point]]:
    if isinstance(node, Scalar):
        yield from _template(node)
    elif isinstance(node, Mapping):
        yield from _entries(node.entries)
    else:
        for item in node.items:
            yield from _nodes(item)


def _template(scalar: Scalar) -> Iterator[tuple[Key, Point]]:
    if has_marks(scalar.text):
        yield from _branches(scalar, scalar.text, 0)


def _branches(scalar: Scalar, source: str, shift: int) -> Iterator[tuple[Key, Point]]:
    for number, branch in enumerate(parse(source).branches()):
        at = scalar.locate(max(branch.offset - shift, 0))
        yield ("template", id(scalar), number), _point("template", f"{branch.label} in {_excerpt(scalar.text)}", at)


def _confined(step: Step, task: Task) -> tuple[Scalar, ast.Module] | None:
    """A body that runs confined; of code that a template gives nothing is known before."""
    scalar = find_source(task).scalar
    if scalar is None or has_marks(scalar.text):
        return None
    libs = task.key("libs")
    libraries = libraries_of(None if libs is None else plain(libs))
    tree = parse_body(scalar.text)
    inputs = {key.text for key, _ in (*task.input, *step.input)}
    if libraries is None or isinstance(tree, BodyError) or not is_pure(scalar.text, libraries, hidden(inputs)):
        return None
    return scalar, tree


def _body(step: Step, task: Task) -> Iterator[tuple[Key, Point]]:
    body = _confined(step, task)
    if body is None:
        return
    scalar, tree = body
    places = CodeMap.plain(scalar)
    lines = scalar.text.split("\n")
    for number, branch in enumerate(instrument(tree)):
        at = places.span(branch.line, _code_points(lines, branch))
        yield ("body", id(scalar), number), _point("body", branch.label, at)


def _code_points(lines: list[str], branch: Branch) -> int:
    """The column in code points."""
    line = lines[branch.line - 1] if branch.line <= len(lines) else ""
    return len(line.encode("utf-8", "surrogatepass")[: branch.column - 1].decode("utf-8", "replace")) + 1


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else words[:39] + "…"


def _point(kind: Kind, label: str, at: Span) -> Point:
    return Point(kind, label, at.line, at.column)
