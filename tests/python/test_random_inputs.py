"""Random inputs of the library give what CPython gives. The long run is `fuzz_inputs.py`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from fuzz_inputs import KINDS, differences

AT_ONCE = ("formats", "patterns", "urls", "strings")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", [kind if kind in AT_ONCE else pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS])
def test_random_inputs(kind: str) -> None:
    assert differences(kind, 5, 20) == []
