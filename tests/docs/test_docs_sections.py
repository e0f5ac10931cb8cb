"""What sources refer to is there: sections of docs/language.md, and no document that is not shipped."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = [path for folder in ("noetlc", "escape_hatch", "tools") for path in sorted((ROOT / folder).rglob("*.py"))]
REFERENCE = re.compile(r"language\.md (\d+(?:\.\d+)?(?:(?:, | to | and )\d+(?:\.\d+)?)*)")


def test_sections_of_the_language_are_there() -> None:
    headings = set(re.findall(r"^##+ (\d+(?:\.\d+)?) ", (ROOT / "docs" / "language.md").read_text("utf-8"), re.MULTILINE))
    named = {
        (str(path.relative_to(ROOT)), section)
        for path in SOURCES
        for numbers in REFERENCE.findall(path.read_text("utf-8"))
        for section in re.findall(r"\d+(?:\.\d+)?", numbers)
    }
    assert len(named) > 100
    assert {(path, section) for path, section in named if section not in headings} == set()


def test_no_document_is_named_that_is_not_shipped() -> None:
    assert [str(path.relative_to(ROOT)) for path in SOURCES if re.search(r"\bdsl \d", path.read_text("utf-8"))] == []
