"""What `typing` has for checkers of types, and does something when it runs."""


def assert_never(arg, /):
    value = repr(arg)
    if len(value) > 100:
        value = value[:100] + "..."
    raise AssertionError(f"Expected code to be unreachable, but got: {value}")


def miscounted(cls, given, wanted):
    """`Pair[int]` of a class with two type variables."""
    raise TypeError(f"Too {'many' if given > wanted else 'few'} arguments for {cls!r}; actual {given}, expected {wanted}")
