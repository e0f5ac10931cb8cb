"""Real templates with their names: every fifth of the shared corpus equals the reference interpreter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from template_guest import TemplateGuest, compile_templates
from template_oracle import interpreted, same

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "template_cases.json"


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")
def test_corpus() -> None:
    cases = json.loads(CORPUS.read_text())[::5]
    guest = TemplateGuest(compile_templates([c["template"] for c in cases]))
    wrong = []
    for case, entry in zip(cases, guest.compiled.entries, strict=True):
        names = case.get("ctx", {})
        guest.call("guest_set_env", guest.to_val(names))
        want, got = interpreted(case["template"], names), guest.result(entry)
        if not same(want, got):
            wrong.append((case["template"], want, got))
    assert wrong == []
