"""What an OSError is made of: its number and text, and the names of files."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, lit_class, live, loadv, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import EXC_FILE, EXC_SINGLE, NONE, TUPLE_ITEMS, Exc, Tuple
from noetlc.runtime.python.exceptions.errors import is_subclass
from noetlc.runtime.python.protocol import put_repr, put_str
from noetlc.runtime.values.buffer import buf_str
from noetlc.runtime.values.dict import dict_get_str
from noetlc.runtime.values.list import tuple_get


def os_error_argument(e: val, index: i32) -> val:
    """Argument number `index` of an OSError that has at least two; 0 if it is none of what the class keeps."""
    args: val = Exc(e).args
    if args == 0 or Exc(e).flags & EXC_SINGLE or index >= Tuple(args).length:
        return 0
    if live(Feature.FILE_ERRORS) and index >= 2 and (Exc(e).flags & EXC_FILE == 0 or tuple_get(args, index) == NONE):
        return 0
    return tuple_get(args, index)


def os_error_kept(e: val, name: val, index: i32) -> val:
    """The same, or what a body has set."""
    own: val = dict_get_str(Exc(e).extra, name)
    return own if own != 0 else os_error_argument(e, index)


def exc_has_written(e: val, _name: val) -> i32:
    """Whether an exception is a BlockingIOError that tells how many characters were written."""
    args: val = Exc(e).args
    if Exc(e).cls != lit_class("BlockingIOError") or args == 0 or Exc(e).flags & (EXC_SINGLE | EXC_FILE):
        return 0
    return Tuple(args).length > 2 and Tuple(args).length < 6 and tuple_get(args, 2) & 1


@noinline
def put_os_error(e: val) -> i32:
    """Appends the text of an OSError whose attributes a body may have set; 0 if it has none of them."""
    if Exc(e).extra == 0 or not is_subclass(Exc(e).cls, lit_class("OSError")):
        return 0
    number: val = os_error_kept(e, lit("errno"), 0)
    text: val = os_error_kept(e, lit("strerror"), 1)
    name: val = os_error_kept(e, lit("filename"), 2)
    if name == 0 and (number == 0 or text == 0):
        return 0
    buf_str(lit("[Errno "))
    put_str(number if number else NONE)
    buf_str(lit("] "))
    put_str(text if text else NONE)
    if name:
        second: val = os_error_kept(e, lit("filename2"), 4)
        buf_str(lit(": "))
        put_repr(name)
        if second:
            buf_str(lit(" -> "))
            put_repr(second)
    return 1


def put_files(args: val) -> None:
    """Appends the names of files that an OSError has among its arguments."""
    buf_str(lit(": "))
    put_repr(loadv(args + TUPLE_ITEMS + 8))
    if Tuple(args).length == 5 and loadv(args + TUPLE_ITEMS + 16) != NONE:
        buf_str(lit(" -> "))
        put_repr(loadv(args + TUPLE_ITEMS + 16))
