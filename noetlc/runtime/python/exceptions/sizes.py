"""Exceptions of sizes and indexes that are too large, and of what takes more memory than there is."""

from __future__ import annotations

from noetlc.kernel.lang import i64, lit, live, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.python.exceptions.errors import filled, raise_error, raise_memory
from noetlc.runtime.python.protocol import py_type_name
from noetlc.runtime.values.memory import ABORT_MEMORY, abort


@noinline
def refuse_memory(n: i64) -> val:
    """What becomes of a value of n bytes (of CPython) for which the module has not the memory.

    From 256 GiB on MemoryError: no ordinary machine has that, so that CPython's malloc refuses it at once. Below it is a question of the
    machine, and the run aborts.
    """
    if n < i64(1) << i64(38 if live(Feature.LARGE_SIZES) else 46):
        abort(ABORT_MEMORY)
    return raise_memory()


@noinline
def raise_size(cls: val, given: val) -> val:
    """The exception of an index or a size beyond 64 bits, which may be what `__index__` of an object gives."""
    if not live(T_INSTANCE) and not live(Feature.BUILTIN_SUBCLASSES):
        return raise_error(cls, lit("cannot fit 'int' into an index-sized integer"))
    return raise_error(cls, filled(lit("cannot fit '$' into an index-sized integer"), py_type_name(given), 0, 0))
