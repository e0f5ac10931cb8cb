"""Built-in classes that none may derive from."""

from __future__ import annotations

from noetlc.kernel.lang import i32, lit, noinline, val
from noetlc.layout.objects import Class
from noetlc.runtime.python.exceptions.errors import message_of, raise_type_error
from noetlc.runtime.text.strings import is_word, str_find


def is_final(cls: val) -> i32:
    """Whether a class is a built-in one that none may derive from."""
    finals: val = lit(
        " NoneType NotImplementedType bool builtin_function_or_method coroutine dict_items dict_keys dict_values ellipsis function"
        " generator mappingproxy memoryview method method-wrapper method_descriptor range re.Match re.Pattern slice wrapper_descriptor "
    )
    return Class(cls).members == 0 and (is_word(finals, Class(cls).name) or str_find(Class(cls).name, lit("iterator"), 0) > 0)


@noinline
def raise_final(cls: val) -> i32:
    """TypeError of a base that none may derive from."""
    raise_type_error(message_of(lit("type '$' is not an acceptable base type"), Class(cls).name, 0, 0))
    return 0
