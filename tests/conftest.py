"""On a newer Python the tests compare with 3.11's functions, which the interpreter gives to bodies (docs/python-versions.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import hypothesis.strategies  # noqa: F401  (before the patches: these are written for the Python they run on)
import openapi_spec_validator  # noqa: F401
import packaging.version  # noqa: F401
import pytest
import starlette.applications  # noqa: F401
import uvicorn  # noqa: F401

from noetlc.interp.pybody import versions

versions.install()

from noetlc.lower.python.dispatch.finish import Finisher  # noqa: E402  (after the patches)


@pytest.fixture(autouse=True, scope="session")
def bodies_are_verified() -> Iterator[None]:
    """Python bodies that are compiled in this process are checked after every stage."""
    made = Finisher.__init__

    def verifying(self: Finisher, own: Any = None, plugins: Any = None, verify: bool = True, watch: Any = None, *rest: Any) -> None:
        made(self, own, plugins, True, watch, *rest)

    Finisher.__init__ = verifying  # type: ignore[method-assign]
    yield
    Finisher.__init__ = made  # type: ignore[method-assign]
