"""The methods of Python values: METHODS[name][tag of the receiver]."""

from __future__ import annotations

from noetlc.primitives.model import Primitive

METHODS: dict[str, dict[int, Primitive]] = {}
