"""Where a playbook mentions its steps: their definitions, arcs that lead to them, and templates that read their data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from noetlc.diagnostics import Span
from noetlc.frontend.checks.templates import local_names, walk
from noetlc.frontend.jinja import TemplateError, parse_expression, parse_template
from noetlc.frontend.jinja import nodes as n
from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence
from noetlc.frontend.text_source import TextSource
from noetlc.frontend.yaml_reader import read


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names a step. `kind`: `definition`, `arc` (executor too), or `template`."""

    name: str
    span: Span
    kind: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What an editor knows of a playbook that can be read: its mentions of steps, their tools, and the keys of its workload.

    `scopes` are the places of steps with the names that are bound there: iterators, inputs, and what is set.
    """

    mentions: tuple[Mention, ...]
    kinds: dict[str, tuple[str, ...]]
    workload: dict[str, str]
    scopes: tuple[tuple[Span, tuple[str, ...]], ...] = ()

    def bound(self, line: int) -> tuple[str, ...]:
        """The names that are bound in the step at a line, which counts from 0; between two steps in the one before."""
        return next((names for span, names in reversed(self.scopes) if span.line <= line + 1), ())

    @property
    def names(self) -> list[str]:
        """The steps, in the order of the file."""
        return list(self.kinds)


def outline(text: str) -> Outline | None:
    """The outline of a document, None if it is no YAML map."""
    root, _ = read(TextSource("", text))
    if not isinstance(root, Mapping):
        return None
    steps = [step for step in _items(root.get("workflow")) if isinstance(step, Mapping)]
    mentions: list[Mention] = []
    kinds: dict[str, tuple[str, ...]] = {}
    for step in steps:
        name = step.get("step")
        if isinstance(name, Scalar) and name.text.strip():
            kinds.setdefault(name.text, tuple(_kinds(step.get("tool"))))
            mentions.append(_mention(name, "definition"))
        mentions += [_mention(target, "arc") for target in _targets(step.get("next"))]
    executor = root.get("executor")
    spec = executor.get("spec") if isinstance(executor, Mapping) else None
    ends = [spec.get(key) for key in ("entry_step", "final_step")] if isinstance(spec, Mapping) else []
    mentions += [_mention(name, "arc") for name in ends if isinstance(name, Scalar) and name.text]
    workload = root.get("workload")
    values = {key.text: _type(value) for key, value in workload.entries} if isinstance(workload, Mapping) else {}
    hidden = values.keys() | {name for step in steps for name in _bound(step)}
    for step in steps:
        mentions += _in_templates(step, kinds.keys() - hidden, kinds.keys())
    scopes = tuple((step.span, tuple(dict.fromkeys(_bound(step)))) for step in steps)
    return Outline(tuple(mentions), kinds, values, scopes)


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()


def _mention(scalar: Scalar, kind: str) -> Mention:
    return Mention(scalar.text, scalar.locate(0, len(scalar.text)), kind)


def _kinds(tool: Node | None) -> Iterator[str]:
    if isinstance(tool, Mapping):
        kind = tool.get("kind")
        if isinstance(kind, Scalar):
            yield kind.text
        elif len(tool.entries) == 1:
            yield from _kinds(tool.entries[0][1])
    for item in _items(tool):
        yield from _kinds(item)


def _targets(node: Node | None) -> Iterator[Scalar]:
    """The names of a `next` in any of its shapes."""
    if isinstance(node, Scalar):
        if node.text and node.value is not None:
            yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            target = item.get("step") if isinstance(item, Mapping) else item
            if isinstance(target, Scalar) and target.text:
                yield target
    elif isinstance(node, Mapping):
        yield from _targets(node.get("arcs"))


def _bound(step: Mapping) -> Iterator[str]:
    """Names that hide a step in templates of this step: its iterator and its inputs."""
    loop = step.get("loop")
    iterator = loop.get("iterator") if isinstance(loop, Mapping) else None
    if isinstance(iterator, Scalar):
        yield iterator.text
    tool = step.get("tool")
    for owner in (step, tool, *_items(tool)):
        for key in ("input", "args", "set"):
            given = owner.get(key) if isinstance(owner, Mapping) else None
            yield from (name.text.removeprefix("ctx.") for name, _ in (given.entries if isinstance(given, Mapping) else ()))


def _in_templates(root: Node, flat: Any, every: Any) -> Iterator[Mention]:
    """The steps that templates below a node read: by flat name, or as `steps.NAME`."""
    todo: list[tuple[Node, bool]] = [(root, False)]
    while todo:
        node, is_condition = todo.pop()
        if isinstance(node, Mapping):
            todo += [(value, key.text == "when") for key, value in node.entries]
        elif isinstance(node, Sequence):
            todo += [(item, False) for item in node.items]
        elif isinstance(node.value, str) and (node.has_marks or is_condition):
            yield from _in_template(node, not node.has_marks, flat, every)


def _in_template(scalar: Scalar, bare: bool, flat: Any, every: Any) -> Iterator[Mention]:
    try:
        tree = parse_expression(scalar.text) if bare else parse_template(scalar.text).body
    except TemplateError:
        return
    nodes = list(walk(tree))
    local = local_names(nodes)
    for node in nodes:
        if isinstance(node, n.Name) and node.name in flat and node.name not in local:
            yield Mention(node.name, scalar.locate(node.pos, len(node.name)), "template")
        elif isinstance(node, n.Getattr) and node.name in every and isinstance(node.obj, n.Name) and node.obj.name == "steps":
            at = scalar.text.find(node.name, node.obj.pos + len("steps"))
            yield Mention(node.name, scalar.locate(at, len(node.name)), "template")


def _type(node: Node) -> str:
    if isinstance(node, Mapping):
        return "map with " + ", ".join(key.text for key, _ in node.entries) if node.entries else "map"
    if isinstance(node, Sequence):
        return "list"
    return {type(None): "null", str: "string"}.get(type(node.value), type(node.value).__name__) + f": {node.text[:60]}"
