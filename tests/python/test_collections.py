"""Edge cases with a collection at every safepoint: what the collector does not know of, or what lies other than it takes it to, shows."""

from __future__ import annotations

import sys
from pathlib import Path
from zlib import crc32

import pytest

from noetlc.ir.build import global_get, op
from noetlc.ir.nodes import Expr
from noetlc.lower.passes import roots

sys.path.insert(0, str(Path(__file__).parent))

import bodies
from made_modules import made

PROGRAMS = Path(__file__).parent / "edges" / "programs"
QUICK = ("collected_subclasses", "class_tests", "generators", "instance_slots", "sorted_by_ranks")
OF_ALL = 4  # one file of so many runs as a slow test, beside the quick ones: by its name, so that new files change nothing for others
# They allocate so much, or hold so much meanwhile, that a collection at each point takes minutes.
LARGE = frozenset(("driven", "generators_consumed", "library_in_programs", "containers_kept", "costs", "decimals_of_few_digits"))


def files() -> list[object]:
    names = sorted(f.stem for f in PROGRAMS.glob("*.txt"))
    slow = [name for name in names if crc32(name.encode()) % OF_ALL == 0 and name not in QUICK and name not in LARGE]
    return [*QUICK, *(pytest.param(name, marks=pytest.mark.slow) for name in slow)]


def always_due() -> Expr:
    return op("i32.eqz", global_get("gc_held", "i32"))


@pytest.mark.parametrize("name", files())
def test_collections_at_every_safepoint(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roots, "is_due", always_due)
    monkeypatch.setattr(bodies, "made", lambda source, make: made("collecting " + source, make))
    assert bodies.program_differences((PROGRAMS / f"{name}.txt").read_text(encoding="utf-8")) == []
