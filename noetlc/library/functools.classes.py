"""`functools.partial` as a class, for bodies that do more with it than call it."""


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
