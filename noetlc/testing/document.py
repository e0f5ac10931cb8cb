"""Test files: read, checked, and taken apart into cases (docs/testing.md has the format).

playbook: scoring.yaml            # by default the file of the same name without `.test`
defaults: {seed: 7}               # keys of every case
cases:
  - name: adds up
    payload: {name: Ada}
    tools: {fetch: {data: {rows: []}}}
    expect: {result: {total: 6.5}}
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from noetlc.diagnostics import Diagnostic, Span
from noetlc.errors import NoetlcError
from noetlc.frontend.checks.nearest import did_you_mean
from noetlc.frontend.limits import DOCUMENT
from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence, plain
from noetlc.frontend.text_source import TextError, TextSource, decode
from noetlc.frontend.yaml_reader import read
from noetlc.paths import TEST_SUFFIX

Json = Any

DEFAULT_NOW = 1_704_067_200_000_000_000  # ns: 2024-01-01T00:00:00Z


class SuiteError(NoetlcError):
    """A test file that cannot be used; `diagnostics` say why."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics
        first = diagnostics[0]
        super().__init__(f"{first.file}:{first.line}:{first.column}: {first.code} {first.message}")


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `tools` are the answers by `step` or `step.task`: one for all calls, or a list for the calls in order.

    `now` is in nanoseconds; `expect` has the keys of `EXPECT` that were given. `line` and `column` are those of the case,
    `own` the node of the case or of its row.
    """

    name: str
    line: int
    column: int
    payload: dict[str, Json] = field(default_factory=dict)
    options: dict[str, Json] = field(default_factory=dict)
    tools: dict[str, Json] = field(default_factory=dict)
    recording: str | None = None
    env: dict[str, str] = field(default_factory=dict)
    now: int = DEFAULT_NOW
    seed: int = 0
    execution_id: str = "0"
    expect: dict[str, Json] = field(default_factory=dict)
    own: Mapping | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Suite:
    """A test file: its path, the playbook's path, the cases in order."""

    path: Path
    playbook: Path
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class _Wrong(Exception):
    """What is wrong with a value."""

    node: Node
    message: str
    hint: str


Check = Callable[[Node], Json]


def _map(node: Node) -> Json:
    if not isinstance(node, Mapping):
        raise _Wrong(node, "must be a map", "write key: value pairs")
    return plain(node)


def _text(node: Node) -> Json:
    if not isinstance(node, Scalar) or not isinstance(node.value, str) or not node.value.strip():
        raise _Wrong(node, "must be text", "write a name or a sentence, in quotes where it looks like something else")
    return node.value


def _whole(node: Node) -> Json:
    if not isinstance(node, Scalar) or type(node.value) is not int:
        raise _Wrong(node, "must be an int", "write a whole number")
    return node.value


def _id(node: Node) -> Json:
    if not isinstance(node, Scalar) or type(node.value) not in (int, str):
        raise _Wrong(node, "must be text or an int", "write the id in quotes")
    return str(node.value)


def _instant(node: Node) -> Json:
    """Nanoseconds of a time in ISO 8601; an int is nanoseconds already."""
    if isinstance(node, Scalar) and type(node.value) is int:
        return node.value
    try:
        moment = datetime.datetime.fromisoformat(str(_text(node)))
    except ValueError:
        raise _Wrong(node, "is no time", "write ISO 8601, such as 2024-01-31T12:00:00Z, or nanoseconds as an int") from None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=datetime.UTC)
    since = moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000_000 + since.microseconds * 1000


def _texts(node: Node) -> Json:
    found = _map(node)
    for key, value in node.entries if isinstance(node, Mapping) else ():
        if not isinstance(value, Scalar) or not isinstance(value.value, str):
            raise _Wrong(value, f"the variable {key.text} must be text", "write the value in quotes")
    return found


def _one_of(*values: Json) -> Check:
    def check(node: Node) -> Json:
        if not isinstance(node, Scalar) or node.value not in values:
            raise _Wrong(node, f"must be {' or '.join(map(str, values))}", "write one of them")
        return node.value

    return check


def _keys(known: dict[str, Check], what: str) -> Check:
    def check(node: Node) -> Json:
        if not isinstance(node, Mapping):
            raise _Wrong(node, f"{what} must be a map", f"known keys: {', '.join(known)}")
        found: dict[str, Json] = {}
        for key, value in node.entries:
            if key.text not in known:
                hint = did_you_mean(key.text, known, f"known keys: {', '.join(known)}")
                raise _Wrong(key, f"{what} has no key {key.text}", hint)
            try:
                found[key.text] = known[key.text](value)
            except _Wrong as wrong:
                named = wrong.message.startswith(("must ", "is "))
                raise _Wrong(wrong.node, f"{key.text} {wrong.message}" if named else wrong.message, wrong.hint) from None
        return found

    return check


def _answer(node: Node) -> Json:
    if isinstance(node, Sequence):
        return [_outcome(item) for item in node.items]
    return _outcome(node)


_outcome = _keys(
    {
        "data": plain,
        "error": _keys({"kind": _text, "message": _text, "retryable": _one_of(True, False)}, "an error"),
    },
    "an outcome",
)


def _answers(node: Node) -> Json:
    if not isinstance(node, Mapping):
        raise _Wrong(node, "must be a map", "write outcomes by step: fetch: {data: {rows: []}}")
    return {key.text: _answer(value) for key, value in node.entries}


def _names(node: Node) -> Json:
    if not isinstance(node, Sequence):
        raise _Wrong(node, "must be a list", "write the names of steps in brackets")
    return [_text(item) for item in node.items]


def _counts(node: Node) -> Json:
    """How often tools are called by step: a number, or a list of what the requests have."""
    if not isinstance(node, Mapping):
        raise _Wrong(node, "must be a map", "write calls by step: fetch: 2")
    return {key.text: plain(value) if isinstance(value, Sequence) else _whole(value) for key, value in node.entries}


ERROR: dict[str, Check] = {
    "step": _text,
    "task": _text,
    "kind": _text,
    "message": _text,
    "handled": _one_of(True, False),
    "line": _whole,
}
EXPECT: dict[str, Check] = {
    "status": _one_of("completed", "failed"),
    "result": plain,
    "envelope": _map,
    "error": _keys(
        {"step": _text, "task": _text, "kind": _text, "message": _text, "handled": _one_of(True, False), "line": _whole}, "error"
    ),
    "calls": _counts,
    "steps": _names,
    "stdout": plain,
}
OPTIONS: dict[str, Check] = {
    "strict": _one_of(False, True),
    "error_mode": _one_of("default", "spec"),
    "strict_strings": _one_of(False, True),
}
CASE: dict[str, Check] = {
    "name": _text,
    "payload": _map,
    "options": _keys(OPTIONS, "options"),
    "tools": _answers,
    "recording": _text,
    "env": _texts,
    "now": _instant,
    "seed": _whole,
    "execution_id": _id,
    "expect": _keys(EXPECT, "expect"),
}
ROW = {name: check for name, check in CASE.items() if name != "recording"}
DEFAULTS = {name: check for name, check in CASE.items() if name not in ("name", "recording")}
_case = _keys({**CASE, "table": lambda node: node}, "a case")
_document = _keys({"playbook": _text, "defaults": _keys(DEFAULTS, "defaults"), "cases": lambda node: node}, "a test file")


def load_suite(path: Path, data: bytes) -> Suite:
    """The suite of a test file. Raises SuiteError."""
    name = str(path)
    if len(data) > DOCUMENT.most:
        raise SuiteError([Diagnostic("E01", "error", DOCUMENT.message(len(data)), name, 1, 1, DOCUMENT.remedy)])
    try:
        source = TextSource(name, decode(data))
    except TextError as error:
        line, column = TextSource(name, error.before).place(len(error.before))
        raise SuiteError([Diagnostic("E01", "error", f"invalid YAML: {error}", name, line, column, error.hint)]) from None
    root, problems = read(source)
    if problems:
        raise SuiteError([_diagnostic(name, "E01", problem.message, problem.span, problem.hint) for problem in problems])
    try:
        found = _document(root if root is not None else Mapping((), source.span(0, 0)))
        cases = tuple(_cases(found, source.span(0, 0)))
    except _Wrong as wrong:
        raise SuiteError([_diagnostic(name, "E02", wrong.message, wrong.node.span, wrong.hint)]) from None
    playbook = path.parent / found.get("playbook", path.name.removesuffix(TEST_SUFFIX) + ".yaml")
    return Suite(path, Path(os.path.normpath(playbook)), cases)


def _diagnostic(name: str, code: str, message: str, span: Span, hint: str) -> Diagnostic:
    return Diagnostic(code, "error", message, name, span.line, span.column, hint, span)


def _cases(document: dict[str, Json], start: Span) -> Iterator[Case]:
    node = document.get("cases")
    if not isinstance(node, Sequence) or not node.items:
        where = node if node is not None else Mapping((), start)
        raise _Wrong(where, "cases must be a list with at least one case", "write cases: [{name: …, payload: …, expect: …}]")
    seen: set[str] = set()
    for number, item in enumerate(node.items, 1):
        given = _case(item)
        for case in _rows(document.get("defaults", {}), given, item, number):
            if case.name in seen:
                raise _Wrong(item, f"two cases have the name {case.name}", "give each a name of its own")
            seen.add(case.name)
            yield case


def _rows(defaults: dict[str, Json], given: dict[str, Json], item: Node, number: int) -> Iterator[Case]:
    """The case, or the cases of its table: rows are laid over it."""
    table = given.pop("table", None)
    name = given.pop("name", f"case {number}")
    if table is None:
        yield Case(name, item.span.line, item.span.column, **_over(defaults, given), own=_mapping(item))
        return
    if not isinstance(table, Sequence) or not table.items:
        raise _Wrong(table, "table must be a list of rows", "write table: [{payload: …, expect: …}]")
    for place, row in enumerate(table.items, 1):
        own = _keys(ROW, "a row")(row)
        label = own.pop("name", str(place))
        yield Case(f"{name} / {label}", row.span.line, row.span.column, **_over(_over(defaults, given), own), own=_mapping(row))


def _mapping(node: Node) -> Mapping:
    assert isinstance(node, Mapping)
    return node


def _over(below: dict[str, Json], above: dict[str, Json]) -> dict[str, Json]:
    """Keys of a case laid over others; maps are merged one level deep."""
    made = dict(below)
    for key, value in above.items():
        made[key] = {**made[key], **value} if isinstance(value, dict) and isinstance(made.get(key), dict) else value
    return made
