"""`types`: modules that a body makes, and classes of what no body has as a value."""


class module:
    __module__ = "builtins"

    def __init__(self, name, doc=None):
        if not isinstance(name, str):
            raise TypeError(f"module() argument 'name' must be str, not {type(name).__name__}")
        self.__name__ = name
        self.__doc__ = doc
        self.__package__ = None
        self.__loader__ = None
        self.__spec__ = None

    def __getattr__(self, name):
        names = vars(self)
        if "__getattr__" in names:
            return names["__getattr__"](name)
        raise AttributeError(f"module {names['__name__']!r} has no attribute {name!r}")

    def __delattr__(self, name):
        if name not in vars(self):
            raise AttributeError(f"'module' object has no attribute '{name}'")
        del vars(self)[name]

    def __dir__(self):
        return list(vars(self))

    def __repr__(self):
        return f"<module {self.__name__!r}>"


class _Module(module):
    """One that is imported, where its name is bound to something else, too."""

    def __init__(self, name):
        self.__name__ = name

    def __getattr__(self, name):
        from sys import _leave

        _leave("dict of a class")


ModuleType = module


class code:
    __module__ = "builtins"

    def __init__(self, *args):
        from sys import _leave

        _leave("change of a function")


CodeType = code
