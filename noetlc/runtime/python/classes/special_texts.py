"""The texts of instances by their special methods. Answers as those of `special.py`."""

from __future__ import annotations

from noetlc.kernel.lang import lit, lit_class, noinline, val
from noetlc.layout.objects import UNDEFINED
from noetlc.layout.tags import T_STR
from noetlc.runtime.python.classes.lookup import dunder
from noetlc.runtime.python.classes.special import special_method
from noetlc.runtime.python.exceptions.errors import message_of, raise_error, raise_recursion
from noetlc.runtime.python.protocol import call_one, call_two, py_type_name
from noetlc.runtime.values.depth import TOO_DEEP, calls
from noetlc.runtime.values.memory import has_tag


@noinline
def special_text(v: val, name: val, shown: val) -> val:
    """What `__str__` or `__repr__` of an instance or exception returns; UNDEFINED if a body defines none. Complaints call it `shown`."""
    global calls
    method: val = dunder(v, name)
    if method == 0:
        return UNDEFINED
    if (calls + 1) & TOO_DEEP:
        where: val = lit("maximum recursion depth exceeded while getting the $ of an object")
        return raise_recursion(message_of(where, lit("str") if name == lit("__str__") else lit("repr"), 0, 0))
    calls = calls + 1  # CPython counts `repr` and `str` beside the methods they call
    text: val = call_one(method, v)
    calls = calls - 1
    if text == 0 or has_tag(text, T_STR):
        return text
    return raise_error(lit_class("TypeError"), message_of(lit("$ returned non-string (type $)"), shown, py_type_name(text), 0))


@noinline
def special_format(v: val, spec: val) -> val:
    """`format(v, spec)` of an instance; UNDEFINED if its class does not define it."""
    method: val = special_method(v, lit("__format__"))
    if method == 0:
        return UNDEFINED
    text: val = call_two(method, v, spec)
    if text == 0 or has_tag(text, T_STR):
        return text
    return raise_error(lit_class("TypeError"), message_of(lit("__format__ must return a str, not $"), py_type_name(text), 0, 0))
