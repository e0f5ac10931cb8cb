"""Functions and constants of the modules that bodies can import and that are compiled natively."""

from __future__ import annotations

import math
import string

from noetlc.primitives.model import Primitive
from noetlc.primitives.signatures import parse_rows

# importable modules; `typing` and `__future__` are no-ops
MODULES = frozenset({"json", "sys", "typing", "__future__", "math", "string"})

FUNCTIONS: dict[str, Primitive] = parse_rows("""
json.dumps(obj, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, indent=None, separators=None, default=None, sort_keys=False) -> str: json_py_dumps
json.loads(s) -> val: json_py_loads
""")  # noqa: E501 - a row is a line

# smaller runtime functions, for calls that pass no more than these parameters
SHORT_FORMS: dict[str, Primitive] = parse_rows("""
json.dumps(obj) -> str: json_py_dumps_plain
""")

# keywords of these functions that are outside the compiled language
REFUSED_KEYWORDS: dict[str, frozenset[str]] = {
    "json.dumps": frozenset({"cls"}),
    "json.loads": frozenset({"cls", "object_hook", "object_pairs_hook", "parse_float", "parse_int", "parse_constant"}),
}

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
