"""`types.ModuleType` where modules that are imported are values."""

_BUILT_IN = ("errno", "itertools", "time")  # wherever CPython runs

_OF_OTHERS = (
    *("__await__", "__complex__", "__copy__", "__deepcopy__", "__fspath__", "__func__", "__get__", "__isabstractmethod__", "__self__"),
    *("__delete__", "__float__", "__set__", "__set_name__", "__wrapped__"),
)  # what no module has


class module:
    __module__ = "builtins"
    __slots__ = ("1_lacks", "1_members", "__dict__", "__name__")  # as the attributes below are called in a body

    def __init__(self, *args):
        from sys import _leave

        if len(args) != 3 or type(args[1]) is not dict:  # one that a body makes
            _leave("attribute of a module")
        object.__setattr__(self, "__name__", args[0])
        object.__setattr__(self, "1_members", args[1])
        object.__setattr__(self, "1_lacks", args[2])

    def __getattr__(self, name):
        from sys import _leave

        if name in self._members:
            return self._members[name]
        if name not in self._lacks and name not in _OF_OTHERS:
            _leave("attribute of a module")
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}", name=name, obj=self)

    @property
    def __doc__(self):
        from sys import _leave

        _leave("attribute of a module")

    def __setattr__(self, name, value):
        from sys import _leave

        _leave("attribute of a module")

    def __delattr__(self, name):
        from sys import _leave

        _leave("attribute of a module")

    def __dir__(self):
        from sys import _leave

        _leave("attribute of a module")

    def __repr__(self):
        from sys import _leave

        if self.__name__ not in _BUILT_IN:
            _leave("attribute of a module")  # CPython tells the path of its file
        return f"<module {self.__name__!r} (built-in)>"

    def __reduce_ex__(self, protocol):
        raise TypeError("cannot pickle 'module' object")
