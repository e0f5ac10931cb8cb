"""Methods, builtins and functions of modules give values: their runtime functions return something, None included."""

from __future__ import annotations

from noetlc.kernel.runtime import runtime
from noetlc.primitives.modules import FUNCTIONS
from noetlc.primitives.python_builtins import BUILTINS
from noetlc.primitives.python_methods import METHODS


def test_rows_give_values() -> None:
    signatures = runtime()
    methods = [row for rows in METHODS.values() for row in rows.values()]
    rows = [*BUILTINS.values(), *FUNCTIONS.values(), *methods]
    assert {row.runtime for row in rows if "void" in (row.result, signatures.signature(row.runtime)[1])} == set()
