"""The schema of a playbook agrees with the checks: on the corpus, the examples, the documents of tests, and on spoilt documents."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from test_checks import ERRORS, WARNINGS

from noetlc.cli.group import group
from noetlc.diagnostics.examples import EXAMPLES
from noetlc.frontend import check
from noetlc.frontend.checks.words import KEYS, TOOL_KINDS
from noetlc.frontend.nodes import plain
from noetlc.frontend.schema import playbook_schema
from noetlc.frontend.text_source import TextSource
from noetlc.frontend.yaml_reader import read

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "playbooks"
SCHEMA = playbook_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

BEYOND = {"V01", "V02", "V09", "V15", "V19", "V21", "V23", "V24", "V25", "V26", "W15"}
"""Errors that a schema cannot see: names that refer to each other, what YAML itself forbids, templates and Python."""

RICH = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: rich, path: a/b, description: d, version: 1, labels: {a: b}}
workload: {n: 4}
workbook: [{name: w, tool: {kind: noop}}, {name: v, tool: [{kind: noop}]}]
executor: {spec: {entry_step: start, final_step: end}, runtime: wasm, wasm: {target: noetlc, capabilities: [tool_http], limits: {memory_mb: 4, steps: 9, other: 0}}}
keychain: [{name: k}]
workflow:
- step: start
  desc: d
  spec: {next_mode: inclusive, policy: {admit: {rules: [{when: "{{ true }}", then: {allow: true}}, {else: {then: {allow: false}}}]}}}
  input: {a: 1}
  set: {ctx.b: 1}
  loop: {iterator: i, in: "{{ [1] }}", spec: {mode: parallel, max_in_flight: 2}}
  tool:
  - {name: t, kind: python, code: result = 1, libs: {m: math}, input: {c: 2}, eval: [{do: fail, else: {do: retry}}]}
  - label: {kind: http, url: u, method: GET}
  - {kind: noop, set: {iter.x: 1}, spec: {policy: {rules: [{when: x, then: {do: retry, attempts: 2, backoff: linear, delay: 1, message: m}}, {else: {then: {do: jump, to: t, set: {x: 1}}}}]}}}
  next: {spec: {mode: exclusive}, arcs: [{step: middle, when: "{{ true }}", set: {a: 1}, args: {b: 2}}]}
- step: middle
  when: "{{ true }}"
  loop: {iterator: i, spec: {mode: cursor}, cursor: {kind: postgres, claim: q}}
  tool: {kind: task_sequence, tasks: [{kind: noop}], input: {d: 3}}
  next: [{step: box}, {step: end, when: true}]
- {step: box, tool: {kind: container, image: i, args: [a], command: [ls]}, next: [shell, end]}
- {step: shell, tool: {kind: shell, command: ls, args: {x: 1}}, next: end}
- {step: book, tool: {kind: workbook, name: w}}
- {step: end, tool: {kind: noop}}
"""

VALUES: list[Any] = [None, "", " ", "x", "{ x }", "{{ n }}", 5, 0, -1, True, [], {}, ["x"], [None], [{}], {"a": 1}, {"a": {"kind": "noop"}}, [{"kind": "noop"}], {"then": {"allow": 1}}]


def data(text: str) -> Any:
    root, _ = read(TextSource("p", text))
    return None if root is None else plain(root)


def errors(text: str) -> set[str]:
    return {d.code for d in check(text) if d.severity == "error"}


def accepts(value: Any) -> bool:
    return bool(VALIDATOR.is_valid(value))


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    value = copy.copy(value)
    value[path[0]] = put(value[path[0]], path[1:], new)
    return value


def without(value: Any, path: tuple[Any, ...]) -> Any:
    value = copy.copy(value)
    if len(path) == 1:
        del value[path[0]]
    else:
        value[path[0]] = without(value[path[0]], path[1:])
    return value


def agree(value: Any, what: object) -> None:
    found = errors(json.dumps(value))
    if not found:
        assert accepts(value), (what, [e.message for e in VALIDATOR.iter_errors(value)][:3])
    elif found - BEYOND:
        assert not accepts(value), (what, found)


def test_the_schema_is_one_and_printed() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(CliRunner().invoke(group, ["schema"]).stdout) == SCHEMA


def test_every_key_of_the_language_is_in_the_schema() -> None:
    assert KEYS - {"policy", "frame", "max_in_flight"} <= {key for key in _keys(SCHEMA)}
    assert SCHEMA["$defs"]["tool"]["properties"]["kind"]["enum"] == sorted(TOOL_KINDS)


def _keys(schema: Any) -> Iterator[str]:
    """Every property that a schema names."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _keys(inner)


def test_the_rich_playbook_is_accepted() -> None:
    assert errors(RICH) == set()
    agree(data(RICH), "rich")


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_agreement_where_a_value_is_another(value: Any) -> None:
    base = data(RICH)
    for path in places(base):
        agree(put(base, path, value), path)


def test_agreement_where_a_key_or_item_is_missing() -> None:
    base = data(RICH)
    for path in places(base):
        if path:
            agree(without(base, path), path)


@pytest.mark.parametrize("text", [text for text, _ in (*ERRORS, *WARNINGS)])
def test_agreement_on_the_documents_of_tests(text: str) -> None:
    found = errors(text)
    if not found:
        assert accepts(data(text))
    elif found - BEYOND:
        assert not accepts(data(text))


@pytest.mark.parametrize("code", [code for code, one in EXAMPLES.items() if one.way == "check"])
def test_agreement_on_the_examples_of_codes(code: str) -> None:
    one = EXAMPLES[code]
    assert accepts(data(one.mended))
    if code[0] == "V" and code not in BEYOND and not one.times:  # a schema does not know the limits of sizes
        assert not accepts(data(one.wrong))


def test_accepts_the_playbooks_of_the_repository() -> None:
    files = [file for folder in ("examples", "playbooks") for file in sorted((ROOT / folder).rglob("*.yaml")) if not file.name.endswith(".test.yaml")]
    checked = [file for file in files if not {d.code for d in check(file) if d.severity == "error"}]
    assert len(checked) > 10
    for file in checked:
        assert accepts(data(file.read_text("utf-8"))), file


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="no reference corpus next to the repository")
def test_agrees_with_the_checks_on_the_corpus() -> None:
    accepted = 0
    for file in sorted(CORPUS.glob("*.yaml")):
        text = file.read_text("utf-8")
        found = errors(text)
        if not found:
            assert accepts(data(text)), file.name
            accepted += 1
        elif found - BEYOND:
            assert not accepts(data(text)), (file.name, found)
    assert accepted > 100
