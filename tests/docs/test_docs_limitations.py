"""Every row of docs/limitations.md: what its playbook gives at build and run."""

from __future__ import annotations

from pathlib import Path

import docs_claims
import pytest

import noetlc
from noetlc.verify.compare import envelopes as difference

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("item", docs_claims.limitations(ROOT), ids=lambda item: item.construct[:50])
def test_limitation(item: docs_claims.Limitation) -> None:
    source = docs_claims.document(item.workflow, **({"executor": item.executor} if item.executor else {}))
    expect = item.expect
    built = noetlc.build(source, verify=False, lenient=True)
    assert [d.code for d in built.diagnostics] == expect.get("diagnostics", [])
    if "lowered" in expect:
        assert built.steps[0].lowered == expect["lowered"]
    if "aborted" in expect:
        with pytest.raises(noetlc.Aborted) as caught:
            noetlc.run(built.wasm)
        assert caught.value.kind == expect["aborted"]
        if "result" not in expect:
            return
    envelope = noetlc.run(built.wasm, source=source)
    assert difference(envelope, noetlc.interpret(source)) is None
    assert [error["kind"] for error in envelope["errors"]] == expect.get("errors", [])
    if "result" in expect:
        assert envelope["result"] == expect["result"]
