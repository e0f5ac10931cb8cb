"""JSON in a warm instance against CPython's json module, from `json_speed.py`."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.common import Row
from benchmarks.json_speed import compare, event_array


def rows(quick: bool) -> Iterator[Row]:
    """Parse, dump and both for an array of event records of a megabyte."""
    for phase, (ours, theirs) in compare(event_array(200_000 if quick else 1_000_000)).items():
        yield Row(f"JSON {phase}, event records", ours * 1e3, "ms", theirs * 1e3, "≥ 5" if phase == "both" else "")
