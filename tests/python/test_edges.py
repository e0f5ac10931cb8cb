"""Edge cases of the language, kept as text: `edges/programs` compared by what they print, `edges/expressions` by their repr."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bodies import expression_differences, program_differences

from noetlc.interp.pybody import versions

EDGES = Path(__file__).parent / "edges"


# Large ones whose features stand in quicker files too (`decimal_uses`, `classes`, `native_classes`, `library`, `bytearray`).
SLOW = frozenset(("decimal", "mixed", "classes_more", "native_classes_more", "library_more", "bytearray_more"))
# what newer Pythons say otherwise and the interpreter cannot mend: their own code counts other calls
OF_REFERENCE = frozenset(("where_recursion_ends",))
ELSEWHERE = pytest.mark.skipif(not versions.is_reference(), reason="this Python counts the depth of calls otherwise than 3.11")


def marks(name: str) -> list[pytest.MarkDecorator]:
    return [*([pytest.mark.slow] if name in SLOW else []), *([ELSEWHERE] if name in OF_REFERENCE else [])]


def texts(kind: str) -> list[object]:
    files = sorted((EDGES / kind).glob("*.txt"))
    assert files, f"no edge cases in {EDGES / kind}"
    return [pytest.param(f.read_text(encoding="utf-8"), id=f.stem, marks=marks(f.stem)) for f in files]


@pytest.mark.parametrize("text", texts("programs"))
def test_programs(text: str) -> None:
    """Programs stand below a line `# --- name`."""
    assert program_differences(text) == []


@pytest.mark.parametrize("text", texts("expressions"))
def test_expressions(text: str) -> None:
    """One expression a line."""
    assert expression_differences(line for line in text.split("\n") if line) == []
