"""What a plug-in written in kernel Python imports to declare its functions.

    from noetlc.kernel.lang import val
    from noetlc.plugins.sdk import function

    @function("json", result="bytes")
    def encode(table: val) -> val:
        \"\"\"The first line is the doc of the function.\"\"\"

In the signature `json`, `bytes` and `str` are `val`, `int` is `i64`, `float` is `f64` and `bool` is `i32` (0 or 1). The language is
that of the runtime (`noetlc/kernel/lang.py`), whose functions may be called by name. `REENTRANT = False` at the top says that the
module changes static data, so that it has to be made anew for each call; its globals start anew in any case.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from noetlc.plugins.model import TYPES, Type

__all__ = ["KERNEL_TYPES", "MARK", "function"]

F = TypeVar("F", bound=Callable[..., Any])

MARK = "__plugin_function__"
KERNEL_TYPES: dict[Type, str] = {"json": "val", "bytes": "val", "str": "val", "int": "i64", "float": "f64", "bool": "i32"}


def function(*params: Type, result: Type) -> Callable[[F], F]:
    """Declares a kernel function as one of the plug-in, with the types of its parameters and of its result."""
    wrong = [one for one in (*params, result) if one not in TYPES]
    if wrong:
        raise ValueError(f"{wrong[0]!r} is no type of a plug-in function; the types are {', '.join(TYPES)}")

    def mark(marked: F) -> F:
        setattr(marked, MARK, (params, result))
        return marked

    return mark
