"""On a newer Python the tests compare with 3.11's functions, which the interpreter gives to bodies (docs/python-versions.md)."""

from __future__ import annotations

import hypothesis.strategies  # noqa: F401  (before the patches: these are written for the Python they run on)
import openapi_spec_validator  # noqa: F401
import starlette.applications  # noqa: F401
import uvicorn  # noqa: F401

from noetlc.interp.pybody import versions

versions.install()
