"""Which plug-in steps have output that nobody looks at as base64 text: their text is written when the run ends, if at all.

`{{ (fold.output_b64 | b64decode | fromjson).n }}` and `fold.output_b64 is defined` do not look at it, `{{ fold }}` does. What is not
understood looks at everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from noetlc.frontend.jinja import TemplateError, parse_expression, parse_template
from noetlc.frontend.jinja import nodes as t
from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence
from noetlc.frontend.playbook import Condition, Entries, Playbook, Step, Task
from noetlc.ir.depth import deep_recursion
from noetlc.lower.workflow.body_names import sees_context

EVERYTHING = "*"
OWN = "output"  # the step's own, in its writes, arcs and rules
ALIASES = ("data", "result")


def unread_outputs(playbook: Playbook) -> frozenset[str]:
    """The names of steps with one tool, outside of loops, whose output text no template or body looks at."""
    names = {step.name for step in playbook.steps if step.shape == "single" and step.loop is None}
    with deep_recursion():
        for step in playbook.steps:
            for read in _reads(step):
                if read == EVERYTHING:
                    return frozenset()
                names.discard(step.name if read == OWN else read)
    return frozenset(names)


def decodes(playbook: Playbook) -> bool:
    """Whether some template may decode base64."""
    return "b64decode" in playbook.source.text


def _reads(step: Step) -> Iterator[str]:
    """What the templates and bodies of a step look at: names of steps, OWN, or EVERYTHING."""
    for task in step.tasks:
        if task.kind == "python" and _sees_all(task):
            yield EVERYTHING
    for node in nodes_of(step):
        yield from _node_reads(node)
    for condition in conditions_of(step):
        if isinstance(condition.value, Scalar):
            yield from _text_reads(condition.value.text, bare=not condition.value.has_marks)


def _sees_all(task: Task) -> bool:
    """Whether a body may look at what other steps gave, other than through its input."""
    texts = [scalar for _, node in task.config for scalar in scalars_of(node)]
    return any(scalar.has_marks or sees_context(scalar.text) for scalar in texts)


def _entries(entries: Entries) -> Iterator[Node]:
    for key, node in entries:
        yield key
        yield node


def nodes_of(step: Step) -> Iterator[Node]:
    """Everything of a step that is rendered, conditions apart."""
    yield from _entries(step.input)
    yield from _entries(step.set)
    if step.loop is not None:
        parts = (step.loop.collection, step.loop.max_in_flight, None if step.loop.cursor is None else step.loop.cursor.config)
        yield from (part for part in parts if part is not None)
    for task in step.tasks:
        for entries in (task.input, task.config, task.set):
            yield from _entries(entries)
        for rule in task.rules:
            yield from _entries(rule.set)
            if rule.message is not None:
                yield rule.message
    for arc in step.arcs:
        yield from _entries(arc.args)
        yield from _entries(arc.set)


def conditions_of(step: Step) -> Iterator[Condition]:
    found = [step.when, *(rule.when for rule in step.admit), *(arc.when for arc in step.arcs)]
    found += [rule.when for task in step.tasks for rule in task.rules]
    return (condition for condition in found if condition is not None)


def scalars_of(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars_of(item)
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            yield key
            yield from scalars_of(value)


def _node_reads(node: Node) -> Iterator[str]:
    for scalar in scalars_of(node):
        if scalar.has_marks:
            yield from _text_reads(scalar.text, bare=False)


def _text_reads(text: str, bare: bool) -> Iterator[str]:
    try:
        yield from _looks(parse_expression(text) if bare else parse_template(text))
    except TemplateError:
        return  # it raises when it is evaluated


def _looks(node: object) -> Iterator[str]:
    """The steps whose output text a part of a template may look at."""
    if isinstance(node, tuple):
        for item in node:
            yield from _looks(item)
        return
    if not is_dataclass(node):
        return
    if isinstance(node, t.Filter) and node.name == "b64decode" and not node.args and not node.kwargs and _is_output(node.obj):
        return
    if isinstance(node, t.Test) and node.name in ("defined", "undefined") and _chain(node.obj) is not None:
        return
    chain = _chain(node)
    if chain is not None:
        yield from _chain_looks(*chain)
        return
    if isinstance(node, t.Getitem) and isinstance(node.obj, t.Name) and node.obj.name in ("ctx", "steps"):
        yield EVERYTHING
    for field in fields(node):
        yield from _looks(getattr(node, field.name))


def _chain(node: object) -> tuple[str, tuple[str, ...]] | None:
    """`a.b['c']` as `("a", ("b", "c"))`; None for anything but constant look-ups in a name."""
    keys: list[str] = []
    while isinstance(node, t.Getattr | t.Getitem):
        if isinstance(node, t.Getattr):
            keys.append(node.name)
        elif isinstance(node.index, t.Const) and isinstance(node.index.value, str):
            keys.append(node.index.value)
        else:
            return None
        node = node.obj
    return (node.name, tuple(reversed(keys))) if isinstance(node, t.Name) else None


def _plain(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys within the data, without the names that stand for the data itself."""
    while keys and keys[0] in ALIASES:
        keys = keys[1:]
    return keys


def _is_output(node: object) -> bool:
    chain = _chain(node)
    return chain is not None and chain[0] not in ("ctx", "steps") and _plain(chain[1]) == ("output_b64",)


def _chain_looks(name: str, keys: tuple[str, ...]) -> Iterator[str]:
    if name in ("ctx", "steps"):
        if keys:
            yield keys[0]
        elif name == "steps":
            yield EVERYTHING
        return
    rest = _plain(keys)
    if rest and (rest[0] == "flush" or (name == OWN and rest[0] in ("status", "error", "ref"))):
        return
    yield name
