"""Real playbooks and templates, where the reference material lies next to the repository."""

import json
from pathlib import Path

import pytest
from test_template_parser import our_outputs, their_outputs

from noetlc.frontend import load

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="no reference corpus next to the repository")

STRICTER = {"V09", "V10", "V11", "V12", "V15", "V19"}
"""Rules that the schema behind the corpus' own verdict does not have."""


def test_accepted_and_rejected_as_the_schema_says() -> None:
    accepted = 0
    for row in json.loads((CORPUS / "manifest.json").read_text()):
        playbook, diagnostics = load(CORPUS / "playbooks" / row["file"], lenient=True)
        codes = {d.code for d in diagnostics if d.severity == "error"}
        assert (playbook is None) == bool(codes)
        accepted += playbook is not None
        if row["full"] and row["schema_valid"]:
            assert codes <= STRICTER, (row["file"], codes)
        if not row["full"]:
            assert playbook is None
    assert accepted == 159


def test_templates_parse_as_in_jinja2() -> None:
    for text in sorted({row["template"] for row in json.loads((CORPUS / "template_cases.json").read_text())}):
        assert our_outputs(text) == their_outputs(text)
