"""A sample of CPython's own assertions; all of them: `python -m tests.python.cpython_oracle`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cpython_oracle import run, sources

SAMPLE = 60


@pytest.mark.parametrize(("module", "least"), [("test_float", 0.9), ("test_list", 0.9), ("test_tuple", 0.9), ("test_bytes", 0.9), ("string_tests", 0.85)])
def test_assertions(module: str, least: float) -> None:
    if not sources(module):
        pytest.skip("CPython's test package is not installed")
    counts, texts = run(module, SAMPLE)
    ran = counts["equal"] + counts["differs"] + counts["refused"]
    assert counts["equal"] >= least * ran, texts
