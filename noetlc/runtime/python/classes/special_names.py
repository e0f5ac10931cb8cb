"""Special attributes (`__add__`, `__init__`) of built-in types, which compiled code does not have as values."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, live, load8, noinline, reason, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.layout.tags import T_FUNCTION
from noetlc.runtime.python.classes.special import is_instance
from noetlc.runtime.text.strings import str_concat, str_eq, str_find
from noetlc.runtime.values.memory import has_tag, leave

UNDERSCORE = 95


def is_special(name: val) -> i32:
    """Whether a name begins and ends with two underscores."""
    p: i32 = name + STR_BYTES
    n: i32 = Str(name).nbytes
    if n < 5 or load8(p) != UNDERSCORE or load8(p + 1) != UNDERSCORE:
        return 0
    return load8(p + n - 1) == UNDERSCORE and load8(p + n - 2) == UNDERSCORE


@noinline
def leave_special(v: val, name: val) -> None:
    """Leaves the run to the interpreter if a value that lacks a special attribute may have it from a built-in type."""
    if is_instance(v):  # which has what `object` has
        inherited: val = lit(
            " __delattr__ __dir__ __eq__ __format__ __ge__ __getattribute__ __getstate__ __gt__ __hash__ __init__ __init_subclass__ __le__"
            " __lt__ __ne__ __new__ __reduce__ __reduce_ex__ __repr__ __setattr__ __sizeof__ __str__ __subclasshook__ "
        )
        if is_word(inherited, name):
            leave(reason("special method of a built-in type"))
        return
    known: val = lit(
        " __await__ __call__ __cause__ __contains__ __context__ __dataclass_fields__ __delitem__ __dict__ __enter__ __exit__"
        " __func__ __getitem__ __html__ __iter__ __len__ __match_args__ __module__ __name__ __next__ __notes__ __qualname__"
        " __self__ __setitem__ __slots__ __suppress_context__ __traceback__ __wrapped__"
        " __array__ __array_interface__ __attrs_attrs__ __cmp__ __fspath__ __getattr__ __json__ __metaclass__ __nonzero__ __post_init__"
        " __to_json__ __unicode__ "  # which no built-in value has
    )
    if live(Feature.FUNCTION_PARTS) and is_word(lit(" __defaults__ __kwdefaults__ __annotations__ __code__ "), name):
        return  # what has them was asked
    if has_tag(v, T_FUNCTION) and str_eq(name, lit("__isabstractmethod__")):  # which `abstractmethod` gives it
        return
    if not is_word(known, name):
        leave(reason("special method of a built-in type"))


def is_word(words: val, name: val) -> i32:
    """Whether a text with spaces around its words has a word."""
    return str_find(words, str_concat(str_concat(lit(" "), name), lit(" ")), 0) >= 0
