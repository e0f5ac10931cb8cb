"""`OSError(number, text)`: the number chooses a subclass."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit_class, val
from noetlc.layout.objects import Tuple
from noetlc.runtime.python.exceptions.errors import exc_new
from noetlc.runtime.python.numbers.number import NUM_INT, int_of, num_kind
from noetlc.runtime.values.list import tuple_get


def os_error_new(args: val) -> val:
    """An exception of OSError, or of the subclass for an error number of Linux."""
    n: i32 = Tuple(args).length
    if n < 2 or n > 5 or num_kind(tuple_get(args, 0)) != NUM_INT:
        return exc_new(lit_class("OSError"), args)
    return exc_new(os_error_class(int_of(tuple_get(args, 0))), args)


def os_error_class(number: i64) -> val:
    if number == 2:
        return lit_class("FileNotFoundError")
    if number == 1 or number == 13:
        return lit_class("PermissionError")
    if number == 3:
        return lit_class("ProcessLookupError")
    if number == 4:
        return lit_class("InterruptedError")
    if number == 10:
        return lit_class("ChildProcessError")
    if number == 11 or number == 114 or number == 115:
        return lit_class("BlockingIOError")
    if number == 17:
        return lit_class("FileExistsError")
    if number == 20:
        return lit_class("NotADirectoryError")
    if number == 21:
        return lit_class("IsADirectoryError")
    if number == 32 or number == 108:
        return lit_class("BrokenPipeError")
    if number == 103:
        return lit_class("ConnectionAbortedError")
    if number == 104:
        return lit_class("ConnectionResetError")
    if number == 110:
        return lit_class("TimeoutError")
    return lit_class("ConnectionRefusedError") if number == 111 else lit_class("OSError")
