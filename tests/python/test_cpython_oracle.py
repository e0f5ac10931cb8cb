"""A sample of CPython's own assertions; all of them: `python -m tests.python.cpython_oracle`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cpython_oracle import run, sources

SAMPLE = 60


SHARES = {"test_list": 0.9, "test_float": 0.9, "test_tuple": 0.9, "test_bytes": 0.9, "string_tests": 0.85}
CASES = [pytest.param(module, least, marks=[] if module == "test_list" else pytest.mark.slow) for module, least in SHARES.items()]


@pytest.mark.parametrize(("module", "least"), CASES)
def test_assertions(module: str, least: float) -> None:
    if not sources(module):
        pytest.skip("CPython's test package is not installed")
    counts, texts = run(module, SAMPLE)
    ran = counts["equal"] + counts["differs"] + counts["refused"]
    assert counts["equal"] >= least * ran, texts
