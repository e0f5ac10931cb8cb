"""Makes `benchmarks` importable, also where pytest is not started as `python -m pytest` in the root; a folder for what is built."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).parents[2])
if ROOT not in sys.path:
    sys.path.append(ROOT)

from . import worker  # noqa: E402 - it needs the path


@pytest.fixture(scope="session", autouse=True)
def modules(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> None:
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "system-modules"
    folder.mkdir(exist_ok=True)
    worker.SHARED[:] = [folder]
