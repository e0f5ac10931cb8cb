"""The builtins of Python bodies: name, parameters, runtime function."""

from __future__ import annotations

from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.model import Primitive

BUILTINS: dict[str, Primitive] = {}

# names that are classes when used as values
CLASSES: frozenset[str] = frozenset(EXCEPTIONS) | frozenset("int float bool str bytes list tuple dict set frozenset range object type".split())
