"""What docs/python.md says about Python bodies: constructs and calls are compiled and equal CPython, the rest is refused."""

from __future__ import annotations

import contextlib
import io
from itertools import groupby
from pathlib import Path

import docs_claims
import pytest

import noetlc
from noetlc.primitives.python_modules import MODULES

ROOT = Path(__file__).parents[2]
CONSTRUCTS = docs_claims.constructs(ROOT)
CALLS = docs_claims.calls(ROOT)
CHUNK = 12


def batches() -> list[tuple[str, list[str], list[str]]]:
    """(name, modules, expressions): expressions of a section, some to a body; those of modules by module."""
    found = []
    for section, rows in CALLS.items():
        for group, items in groupby(sorted(rows.items()), key=lambda row: row[0].partition(".")[0] if section == "modules" else ""):
            expressions = [expression for _, expression in items]
            for i in range(0, len(expressions), CHUNK):
                found.append((f"{group or section}-{i // CHUNK}", [group] if group else [], expressions[i : i + CHUNK]))
    return found


@pytest.mark.parametrize("item", CONSTRUCTS, ids=lambda item: item.construct[:40])
def test_construct_is_compiled(item: docs_claims.Construct) -> None:
    source = docs_claims.document(docs_claims.body_workflow(item.code))
    built = noetlc.build(source, verify=False, lenient=True)
    assert [step.reason for step in built.steps if step.lowered != "native"] == []
    compiled = noetlc.run(built.wasm)
    assert compiled == noetlc.interpret(source)
    assert compiled["status"] == "completed", compiled["errors"]


@pytest.mark.parametrize(("modules", "expressions"), [pytest.param(m, e, id=name) for name, m, e in batches()])
def test_calls_equal_cpython(modules: list[str], expressions: list[str]) -> None:
    for module in modules:
        if module not in MODULES:
            pytest.skip(f"{module} is not compiled")
    code = "".join(f"import {module}\n" for module in modules)
    code += "".join(f"x{i} = repr({expression})\n" for i, expression in enumerate(expressions))
    code += f"result = [{', '.join(f'x{i}' for i in range(len(expressions)))}]"
    built = noetlc.build(docs_claims.document(docs_claims.body_workflow(code)), verify=False)
    assert [step.reason for step in built.steps if step.lowered != "native"] == []
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, names)
    envelope = noetlc.run(built.wasm)
    assert envelope["errors"] == []
    assert envelope["result"] == names["result"]


@pytest.mark.parametrize("item", docs_claims.refusals(ROOT), ids=lambda item: item.construct)
def test_refusal_is_reported(item: docs_claims.Refusal) -> None:
    source = docs_claims.document(docs_claims.body_workflow(item.code))
    built = noetlc.build(source, verify=False, lenient=True)
    assert [step.lowered for step in built.steps] == ["interpreted"]
    assert [d.line for d in built.diagnostics if d.code.startswith("L")] != []
    with pytest.raises(noetlc.BuildError):
        noetlc.build(source, verify=False, lenient=True, target="noetl-worker")


def test_constructs_are_grouped() -> None:
    groups = [name for name, _ in groupby(CONSTRUCTS, key=lambda item: item.group)]
    assert len(groups) == len(set(groups))
