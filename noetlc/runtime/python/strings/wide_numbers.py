"""Numbers of many digits in specifications of formats: no text is that wide."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, load8, noinline, val
from noetlc.runtime.python.exceptions.errors import raise_value_error
from noetlc.runtime.python.exceptions.sizes import refuse_memory


@noinline
def too_wide(p: i32, end: i32, n: i64, message: val) -> i32:
    """ValueError if the number whose digits end at `end`, of which n was read before p, is none of 64 bits, MemoryError if it is; -1."""
    n = wide_number(p, end, n, message)
    if n >= 0:
        refuse_memory(n)
    return -1


def wide_number(p: i32, end: i32, n: i64, message: val) -> i64:
    """The number whose digits end at `end`, of which n was read before p; -1, with ValueError pending, if it is none of 64 bits."""
    while p < end:
        if n > 922337203685477580 or (n == 922337203685477580 and load8(p) > 55):
            raise_value_error(message)
            return i64(-1)
        n = n * 10 + i64(load8(p) - 48)
        p += 1
    return n
