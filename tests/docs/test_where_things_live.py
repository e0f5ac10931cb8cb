"""The table of ARCHITECTURE.md that says where five things live: every file has the name that stands before it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADING = "## Five things and where they live"
PLACE = re.compile(r"`(noetlc/[\w/]+\.py)`")
NAME = re.compile(r"`(\w+)`")


def rows() -> list[list[str]]:
    section = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition(HEADING)[2].partition("\n## ")[0]
    table = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table[1:]]


def test_every_place_has_what_the_table_says() -> None:
    found = rows()
    assert len(found) == 5
    for thing, *cells in found:
        places = 0
        for cell in cells:
            last = ""
            for part in re.split(r"(`[^`]*`)", cell):
                if place := PLACE.fullmatch(part):
                    assert last, (thing, part)
                    assert re.search(rf"\b{last}\b", (ROOT / place[1]).read_text(encoding="utf-8")), (thing, last, place[1])
                    places += 1
                elif name := NAME.fullmatch(part):
                    last = name[1]
        assert places >= 2, thing
