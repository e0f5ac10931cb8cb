"""Generated pages are current, and links between pages lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import docs_python
import generate_docs
import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@pytest.mark.parametrize("name", generate_docs.PAGES)
def test_page_is_current(name: str) -> None:
    page = generate_docs.PAGES[name](ROOT)
    assert (ROOT / name).read_text("utf-8") == page, "run python tools/generate_docs.py"


def test_no_page_of_python_is_left_over() -> None:
    assert {f"docs/python/{path.name}" for path in (ROOT / "docs" / "python").iterdir()} == set(docs_python.pages())


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    prose = _CODE.sub("", page.read_text("utf-8"))
    for link in _LINK.findall(prose):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in {_anchor(h) for h in _HEADING.findall(target.read_text("utf-8"))}, link


def _anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
