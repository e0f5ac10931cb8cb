"""`functools.partial` as a class, for bodies that do more with it than call it; methods with their names of `total_ordering`."""

from functools import total_ordering as make


class partial:
    __module__ = "functools"
    _type_name = "functools.partial"
    __doc__ = "partial(func, *args, **keywords) - new function with partial application\n    of the given arguments and keywords.\n"

    def __new__(cls, /, *args, **keywords):
        if not args:
            raise TypeError("type 'partial' takes at least one argument")
        func, *given = args
        if not callable(func):
            raise TypeError("the first argument must be callable")
        if isinstance(func, partial) and len(func.__dict__) == 3:
            given = [*func.args, *given]
            keywords = {**func.keywords, **keywords}
            func = func.func
        self = object.__new__(cls)
        self.func, self.args, self.keywords = func, tuple(given), keywords
        return self

    def __call__(self, /, *more, **named):
        return self.func(*self.args, *more, **{**self.keywords, **named})

    def __repr__(self):
        name = "functools.partial" if type(self) is partial else type(self).__name__
        parts = [repr(self.func), *[repr(value) for value in self.args], *[f"{name}={value!r}" for name, value in self.keywords.items()]]
        return f"{name}({', '.join(parts)})"


conversions = {
    "__lt__": {"__gt__": "(not a < b) and (a != b)", "__le__": "(a < b) or (a == b)", "__ge__": "(not a < b)"},
    "__le__": {"__ge__": "(not a <= b) or (a == b)", "__lt__": "(a <= b) and (a != b)", "__gt__": "(not a <= b)"},
    "__gt__": {"__lt__": "(not a > b) and (a != b)", "__ge__": "(a > b) or (a == b)", "__le__": "(not a > b)"},
    "__ge__": {"__le__": "(not a >= b) or (a == b)", "__gt__": "(a >= b) and (a != b)", "__lt__": "(not a >= b)"},
}
signs = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}


def total_ordering(cls):
    """That of `functools`, whose methods get names and texts."""
    from sys import _defines

    roots = [name for name in conversions if _defines(cls, name)]
    make(cls)
    for name, said in conversions[roots[0]].items() if roots else ():
        operation = getattr(cls, name)
        if name not in roots and operation.__name__ == "operation":  # those of built-in classes are there
            operation.__name__ = name
            operation.__qualname__ = f"_{name[2:4]}_from_{roots[0][2:4]}"
            operation.__doc__ = f"Return a {signs[name]} b.  Computed by @total_ordering from {said}."
    return cls
