"""What docs/python.md says about Python bodies: constructs are compiled and equal CPython, the rest is refused."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

import docs_claims
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))

from made_modules import made

import noetlc

ROOT = Path(__file__).parents[2]
CONSTRUCTS = docs_claims.constructs(ROOT)


@pytest.mark.parametrize("item", CONSTRUCTS, ids=lambda item: item.construct[:40])
def test_construct_is_compiled(item: docs_claims.Construct) -> None:
    source = docs_claims.document(docs_claims.body_workflow(item.code))
    wasm, reasons = made("claim " + source, lambda: _built(source))
    assert reasons == []
    compiled = noetlc.run(wasm)
    assert compiled == noetlc.interpret(source)
    assert compiled["status"] == "completed", compiled["errors"]


def _built(source: str) -> tuple[bytes, list[str | None]]:
    """The module, and why steps are not in it."""
    built = noetlc.build(source, verify=False, lenient=True)
    return bytes(built.wasm), [step.reason for step in built.steps if step.lowered != "native"]


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
