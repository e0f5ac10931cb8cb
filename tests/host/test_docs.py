"""docs/abi.md says what the host does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from noetlc.host.binding import AMBIENT, RING
from noetlc.host.errors import RECORDED_KINDS, Category
from noetlc.host.limits import DEFAULT_LIMITS, MIB
from noetlc.host.shape import MODULE_LIMITS

TEXT = (Path(__file__).parents[2] / "docs" / "abi.md").read_text(encoding="utf-8")


def test_abort_kinds_and_their_numbers() -> None:
    rows = re.findall(r"^\| (\d) \| `(\w+)` \|", TEXT, re.MULTILINE)
    assert rows == [(str(number), kind) for number, kind in enumerate(RECORDED_KINDS, 1)]


def test_imports_categories_and_limits() -> None:
    for name in (*RING, *AMBIENT, *get_args(Category)):
        assert f"`{name}`" in TEXT, name
    assert f"| memory | {DEFAULT_LIMITS.memory // MIB} MiB |" in TEXT
    assert f"| table elements | {DEFAULT_LIMITS.table_elements:,} |" in TEXT
    assert f"| kept | {DEFAULT_LIMITS.kept // MIB} MiB: " in TEXT
    for number in (MODULE_LIMITS.functions, MODULE_LIMITS.locals, MODULE_LIMITS.types, MODULE_LIMITS.imports, MODULE_LIMITS.globals):
        assert f"{number:,}" in TEXT
    assert f"{MODULE_LIMITS.size // MIB} MiB" in TEXT
    assert f"{MODULE_LIMITS.code >> 10} KiB of code" in TEXT
    assert f"| input, output | {DEFAULT_LIMITS.input // MIB} MiB each |" in TEXT
    assert f"| intents | {DEFAULT_LIMITS.intents:,} per call, {DEFAULT_LIMITS.intent_bytes // MIB} MiB" in TEXT
