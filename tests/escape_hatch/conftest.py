from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from plugin_guest import Kernel


@pytest.fixture(scope="session")
def guest() -> Kernel:
    return Kernel()
