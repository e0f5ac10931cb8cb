"""On a newer Python the tests compare with 3.11's functions, which the interpreter gives to bodies (docs/python-versions.md)."""

from __future__ import annotations

import hypothesis.strategies  # noqa: F401  (before the patches: it is written for the Python it runs on)

from noetlc.interp.pybody import versions

versions.install()
