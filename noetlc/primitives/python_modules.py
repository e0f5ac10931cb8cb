"""Functions and constants of the modules that bodies can import and that are compiled natively."""

from __future__ import annotations

import math
import string

from noetlc.primitives.model import Primitive

# importable modules; `typing` and `__future__` are no-ops
MODULES = frozenset({"json", "sys", "typing", "__future__", "math", "string"})

FUNCTIONS: dict[str, Primitive] = {}

CLASS_METHODS: dict[str, Primitive] = {}

CONSTANTS: dict[str, bool | int | float | str] = {
    "math.pi": math.pi,
    "math.e": math.e,
    "math.tau": math.tau,
    "math.inf": math.inf,
    "math.nan": math.nan,
    "string.ascii_letters": string.ascii_letters,
    "string.ascii_lowercase": string.ascii_lowercase,
    "string.ascii_uppercase": string.ascii_uppercase,
    "string.digits": string.digits,
    "string.punctuation": string.punctuation,
    "string.hexdigits": string.hexdigits,
    "string.octdigits": string.octdigits,
    "string.whitespace": string.whitespace,
    "string.printable": string.printable,
    "sys.maxsize": (1 << 63) - 1,
}
