"""`next` of a step: its four shapes and their arcs (language.md 3.3), and reachability."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as Steps
from dataclasses import dataclass

from noetlc.diagnostics import Span
from noetlc.frontend.checks.conditions import condition
from noetlc.frontend.checks.nearest import did_you_mean
from noetlc.frontend.checks.report import Entries, Report, entry, is_blank, is_null, join, value_span
from noetlc.frontend.checks.words import ARC_KEYS, NEXT_KEYS, ROUTING_MODES
from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence
from noetlc.frontend.playbook import Condition


@dataclass(frozen=True, slots=True)
class NamedArc:
    """An arc before its target is looked up; `at` is where to report a target that does not exist."""

    target: str
    at: Span
    path: str
    when: Condition | None
    args: Entries
    set: Entries
    field: str
    span: Span


_SHAPES = "write a step name, a list of names, a list of {step, when?, set?} or a map {spec?, arcs: […]}"


def read_next(report: Report, step: Mapping, spec: Mapping | None, path: str) -> tuple[tuple[NamedArc, ...], bool]:
    """The arcs of a step and whether routing is exclusive; `spec` is the step's, `path` the step's."""
    default = _mode(report, spec, "next_mode", join(path, "spec")) or "exclusive"
    found = entry(step, "next")
    if found is None or (is_null(found[1])):
        return (), default != "inclusive"
    key, node = found
    path = join(path, "next")
    if isinstance(node, Scalar):
        if is_blank(node):
            report.error("V18", "invalid next: the name is empty", key.span, path, _SHAPES)
            return (), True
        return (_plain_arc(node.text, value_span(key, node), path, "next", node.span),), True
    if isinstance(node, Mapping):
        return _router(report, key, node, default, path)
    if all(isinstance(item, Scalar) and not is_null(item) for item in node.items):
        return tuple(_named_item(item, index, path) for index, item in enumerate(node.items)), False
    if all(isinstance(item, Mapping) for item in node.items):
        return _arcs(report, node.items, path, "next"), default != "inclusive"
    report.error("V18", "invalid next: the items must all be names or all be maps", key.span, path, _SHAPES)
    return (), True


def _router(report: Report, key: Scalar, node: Mapping, default: str, path: str) -> tuple[tuple[NamedArc, ...], bool]:
    report.unknown_keys(node, NEXT_KEYS, path, "next")
    inner = report.mapping(node, "spec", path)
    mode = _mode(report, inner, "mode", join(path, "spec")) or default
    arcs = entry(node, "arcs")
    if arcs is None:
        report.missing("V18", "invalid next: a map needs arcs", node, "arcs", path, _SHAPES, key.span)
        return (), True
    if not isinstance(arcs[1], Sequence):
        report.error("V18", "invalid next: arcs must be a list", arcs[0].span, join(path, "arcs"), _SHAPES)
        return (), True
    return _arcs(report, arcs[1].items, join(path, "arcs"), "next.arcs"), mode != "inclusive"


def _mode(report: Report, spec: Mapping | None, key: str, path: str) -> str | None:
    """A routing mode word; None if absent. An unknown one is W12 and means exclusive."""
    found = entry(spec, key) if spec else None
    if spec is None or found is None or is_null(found[1]):
        return None
    word = report.text(spec, key, path)
    if word is None:
        return None
    if word.text not in ROUTING_MODES:
        hint = did_you_mean(word.text, ROUTING_MODES, "known are exclusive and inclusive")
        report.warn("W12", f"unknown routing mode {word.text}: treated as exclusive", value_span(*found), join(path, key), hint)
        return "exclusive"
    return word.text


def _plain_arc(name: str, at: Span, path: str, field: str, span: Span) -> NamedArc:
    return NamedArc(name, at, path, None, (), (), field, span)


def _named_item(item: Node, index: int, path: str) -> NamedArc:
    name = item.text if isinstance(item, Scalar) else ""
    return _plain_arc(name, item.span, f"{path}[{index}]", f"next[{index}]", item.span)


def _arcs(report: Report, items: tuple[Node, ...], path: str, field: str) -> tuple[NamedArc, ...]:
    out: list[NamedArc] = []
    for index, item in enumerate(items):
        where = f"{path}[{index}]"
        hint = "write {step: NAME, when: …}"
        if not isinstance(item, Mapping):
            report.error("V18", "invalid next: an arc must be a map", item.span, where, hint)
            continue
        report.unknown_keys(item, ARC_KEYS, where, "arc")
        found = entry(item, "step")
        name = report.text(item, "step", where)
        if found is None:
            report.missing("V18", "invalid next: an arc needs step", item, "step", where, hint)
        elif name is not None and is_blank(name):
            report.error("V18", "invalid next: the step of an arc is empty", found[0].span, join(where, "step"), hint)
        when = condition(report, item, where)
        args = report.entries(item, "args", where)
        writes = report.entries(item, "set", where)
        report.rendered_entries(args, join(where, "args"))
        report.rendered_entries(writes, join(where, "set"))
        if found is not None and name is not None and not is_blank(name):
            out.append(NamedArc(name.text, name.span, join(where, "step"), when, args, writes, f"{field}[{index}]", item.span))
    return tuple(out)


def texts(node: Node | None) -> Iterator[str]:
    """Every scalar of what stands in place of a `next`, but for map keys and conditions."""
    todo = [] if node is None else [node]
    while todo:
        item = todo.pop()
        if isinstance(item, Scalar):
            yield item.text
        elif isinstance(item, Sequence):
            todo.extend(item.items)
        else:
            todo.extend(value for key, value in item.entries if key.text not in ("when", "set", "args", "spec"))


def reachable(arcs: Steps[Steps[int]], roots: Steps[int]) -> set[int]:
    """The step indexes that can be reached from `roots` over arcs, roots included."""
    seen = set(roots)
    todo = list(seen)
    while todo:
        for target in arcs[todo.pop()]:
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen
