from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from plugin_guest import Kernel, Modules


@pytest.fixture(scope="session", params=[pytest.param(Kernel, marks=pytest.mark.slow), Modules])
def guest(request: pytest.FixtureRequest) -> Kernel | Modules:
    made: Kernel | Modules = request.param()
    return made


@pytest.fixture(scope="session")
def modules() -> Modules:
    return Modules()
