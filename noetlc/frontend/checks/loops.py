"""`loop` of a step (language.md 9)."""

from __future__ import annotations

from typing import Literal, cast

from noetlc.frontend.checks.conditions import has_single_braces
from noetlc.frontend.checks.nearest import did_you_mean
from noetlc.frontend.checks.report import Report, entry, is_blank, is_null, join, value_span
from noetlc.frontend.checks.words import LOOP_KEYS, LOOP_MODES, LOOP_SPEC_KEYS, RESERVED_NAMES
from noetlc.frontend.nodes import Mapping, Scalar
from noetlc.frontend.playbook import Cursor, Loop

Mode = Literal["sequential", "parallel", "cursor"]


def read_loop(report: Report, step: Mapping, path: str) -> Loop | None:
    """The loop of a step; `path` is that of the step."""
    found = entry(step, "loop")
    if found is None or is_null(found[1]):
        return None
    key, loop = found
    path = join(path, "loop")
    if not isinstance(loop, Mapping):
        report.error("V16", "invalid loop: it must be a map", key.span, path, "write loop: {in: …, iterator: …}")
        return None
    report.unknown_keys(loop, LOOP_KEYS, path, "loop")
    iterator = _iterator(report, loop, path)
    spec = report.mapping(loop, "spec", path)
    if spec is not None:
        report.unknown_keys(spec, LOOP_SPEC_KEYS, join(path, "spec"), "loop.spec")
    mode = _mode(report, spec, path)
    in_flight = spec.get("max_in_flight") if spec else None
    if in_flight is not None:
        report.rendered(in_flight, f"{path}.spec.max_in_flight")
    collection = _collection(report, loop, path, required=mode in ("sequential", "parallel"))
    cursor = _cursor(report, loop, path) if mode == "cursor" else None
    return Loop(None if mode == "cursor" else collection, iterator, mode or "sequential", in_flight, cursor, loop.span)


def _iterator(report: Report, loop: Mapping, path: str) -> str:
    found = entry(loop, "iterator")
    where = join(path, "iterator")
    hint = "name the variable that holds the item: iterator: item"
    if found is None:
        report.missing("V16", "invalid loop: iterator is required", loop, "iterator", where, hint)
        return ""
    name = report.text(loop, "iterator", path)
    if name is not None and is_blank(name):
        report.error("V16", "invalid loop: iterator is empty", found[0].span, where, hint)
    if name is not None and name.text in RESERVED_NAMES:
        report.warn("W07", f"iterator {name.text} has a reserved name", found[0].span, where, "read it as iter." + name.text)
    return "" if name is None else name.text


def _mode(report: Report, spec: Mapping | None, path: str) -> Mode | None:
    """The mode; None (reported) if it is not a known word."""
    found = entry(spec, "mode") if spec else None
    if found is None or is_null(found[1]):
        return "sequential"
    key, word = found
    if isinstance(word, Scalar) and word.text in LOOP_MODES:
        return cast(Mode, word.text)
    shown = word.text if isinstance(word, Scalar) else "that is not a word"
    hint = did_you_mean(shown, LOOP_MODES, "known are " + ", ".join(LOOP_MODES))
    report.error("V16", f"invalid loop: unknown mode {shown}", value_span(key, word), f"{path}.spec.mode", hint)
    return None


def _collection(report: Report, loop: Mapping, path: str, required: bool) -> Scalar | None:
    found = entry(loop, "in")
    where = join(path, "in")
    if found is None:
        if required:
            report.missing("V16", "invalid loop: in is required", loop, "in", where, 'write in: "{{ … }}"')
        return None
    key, value = found
    if not isinstance(value, Scalar):
        hint = 'put the list into workload, or write it as a template: "{{ [1, 2] }}"'
        report.error("V16", "invalid loop: in must be a template or text", key.span, where, hint)
        return None
    if is_blank(value):
        report.error("V17", "malformed expression: loop.in is empty", key.span, where, 'write in: "{{ … }}"')
        return None
    if has_single_braces(value.text):
        report.error("V17", "malformed expression: loop.in has braces but no template", key.span, where, "write {{ … }}")
        return None
    report.rendered(value, where)
    return value


def _cursor(report: Report, loop: Mapping, path: str) -> Cursor | None:
    found = entry(loop, "cursor")
    hint = "write cursor: {kind: postgres, auth: …, claim: …}"
    if found is None or is_null(found[1]):
        report.error("V16", "invalid loop: cursor.claim is required", loop.span if found is None else found[0].span, path, hint)
        return None
    key, cursor = found
    if not isinstance(cursor, Mapping):
        report.error("V16", "invalid loop: cursor must be a map", key.span, join(path, "cursor"), hint)
        return None
    claim = entry(cursor, "claim")
    if claim is None or is_blank(claim[1]):
        span = cursor.span if claim is None else claim[0].span
        report.error("V16", "invalid loop: cursor.claim is required", span, f"{path}.cursor.claim", hint)
    report.text(cursor, "kind", join(path, "cursor"))
    report.rendered(cursor, join(path, "cursor"))
    return Cursor(cursor)
