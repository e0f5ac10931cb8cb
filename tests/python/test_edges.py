"""Edge cases of the language, kept as text: `edges/programs` compared by what they print, `edges/expressions` by their repr."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bodies import expression_differences, program_differences

EDGES = Path(__file__).parent / "edges"


# Large ones whose features stand in quicker files too (`decimal_uses`, `classes`, `native_classes`, `library`, `bytearray`).
SLOW = frozenset(("decimal", "mixed", "classes_more", "native_classes_more", "library_more", "bytearray_more"))


def texts(kind: str) -> list[object]:
    files = sorted((EDGES / kind).glob("*.txt"))
    assert files, f"no edge cases in {EDGES / kind}"
    return [pytest.param(f.read_text(encoding="utf-8"), id=f.stem, marks=[pytest.mark.slow] if f.stem in SLOW else []) for f in files]


@pytest.mark.parametrize("text", texts("programs"))
def test_programs(text: str) -> None:
    """Programs stand below a line `# --- name`."""
    assert program_differences(text) == []


@pytest.mark.parametrize("text", texts("expressions"))
def test_expressions(text: str) -> None:
    """One expression a line."""
    assert expression_differences(line for line in text.split("\n") if line) == []
