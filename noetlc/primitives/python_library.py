"""What the library modules written in Python lack of CPython's: a body that uses the module and names one of these is not compiled."""

from __future__ import annotations

CLOSED = frozenset(("decimal", "fractions"))
"""Modules whose classes nothing but bodies and the modules themselves look into: methods that nothing leads to are left out, and
attributes that begin with `_` cannot be seen."""

LACKING: dict[str, frozenset[str]] = {
    "decimal": frozenset(
        "exp ln log10 logical_and logical_invert logical_or logical_xor next_minus next_plus next_toward rotate shift"
        " __complex__ __reduce__".split()
    ),
    "fractions": frozenset("_numerator _denominator __complex__ __reduce__".split()),
}

APART: dict[str, frozenset[str]] = {"decimal": frozenset({"statistics"}), "fractions": frozenset({"statistics"})}
"""Modules in kernel Python that do not know the numbers of a library module: a body that imports both is not compiled."""
