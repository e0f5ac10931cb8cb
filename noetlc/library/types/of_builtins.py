"""`property` and its kind as classes, and `id` and its kind as functions, for bodies that derive from them or pass them on."""


class property:
    """The builtin, where a body derives from it or passes it on."""

    __module__ = "builtins"

    def __init__(self, fget=None, fset=None, fdel=None, doc=None):
        self.fget = fget
        self.fset = fset
        self.fdel = fdel
        self.__doc__ = getattr(fget, "__doc__", None) if doc is None else doc
        self._attribute = None
        if getattr(fget, "__isabstractmethod__", False):
            self.__isabstractmethod__ = True

    def __set_name__(self, owner, name):
        self._attribute = name

    def __get__(self, obj, objtype=None):
        if obj is None:
            return self
        if self.fget is None:
            raise AttributeError(property_lacks(self, obj, "getter"))
        return self.fget(obj)

    def __set__(self, obj, value):
        if self.fset is None:
            raise AttributeError(property_lacks(self, obj, "setter"))
        self.fset(obj, value)

    def __delete__(self, obj):
        if self.fdel is None:
            raise AttributeError(property_lacks(self, obj, "deleter"))
        self.fdel(obj)

    def getter(self, fget):
        return property_again(self, fget, self.fset, self.fdel)

    def setter(self, fset):
        return property_again(self, self.fget, fset, self.fdel)

    def deleter(self, fdel):
        return property_again(self, self.fget, self.fset, fdel)


def property_lacks(p, obj, what):
    named = "" if p._attribute is None else f" {p._attribute!r}"
    return f"property{named} of {type(obj).__qualname__!r} object has no {what}"


def property_again(p, fget, fset, fdel):
    made = type(p)(fget, fset, fdel)
    made._attribute = p._attribute
    return made


def wrap_function(self, function):
    self.__func__ = function
    self.__wrapped__ = function
    for name in ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__", "__isabstractmethod__"):
        try:
            value = getattr(function, name)
        except AttributeError:
            continue
        setattr(self, name, value)


class classmethod:
    """The builtin, where a body derives from it or passes it on."""

    __module__ = "builtins"

    def __init__(self, function):
        wrap_function(self, function)

    def __repr__(self):
        return f"<{type(self).__name__}({self.__func__!r})>"

    def __get__(self, obj, objtype=None):
        cls = type(obj) if objtype is None else objtype
        return bound_method(self.__func__, cls)


class staticmethod:
    """The builtin, where a body derives from it or passes it on."""

    __module__ = "builtins"

    def __init__(self, function):
        wrap_function(self, function)

    def __repr__(self):
        return f"<{type(self).__name__}({self.__func__!r})>"

    def __get__(self, obj, objtype=None):
        return self.__func__

    def __call__(self, *args, **kwds):
        return self.__func__(*args, **kwds)


def shown_as_builtin(function, name):
    from sys import _shown

    function.__name__ = function.__qualname__ = name
    return _shown(function, lambda: f"<built-in function {name}>")


def builtin_arguments(name, least, most, args, named):
    """The arguments of a builtin that takes no keywords; with what it says of others."""
    if named:
        raise TypeError(f"{name}() takes no keyword arguments")
    count = len(args)
    if not least <= count <= most:
        expected = str(least) if least == most else f"at least {least}" if count < least else f"at most {most}"
        raise TypeError(f"{name} expected {expected} argument{'s' * (expected[-1] != '1')}, got {count}")
    return args


def id_of(*args, **named):
    if not named and len(args) != 1:
        raise TypeError(f"id() takes exactly one argument ({len(args)} given)")
    (obj,) = builtin_arguments("id", 1, 1, args, named)
    return id(obj)


def getattr_of(*args, **named):
    obj, name, *default = builtin_arguments("getattr", 2, 3, args, named)
    return getattr(obj, name, default[0]) if default else getattr(obj, name)


def hasattr_of(*args, **named):
    obj, name = builtin_arguments("hasattr", 2, 2, args, named)
    return hasattr(obj, name)


def setattr_of(*args, **named):
    obj, name, value = builtin_arguments("setattr", 3, 3, args, named)
    setattr(obj, name, value)


def delattr_of(*args, **named):
    obj, name = builtin_arguments("delattr", 2, 2, args, named)
    delattr(obj, name)


builtin_id = shown_as_builtin(id_of, "id")
builtin_getattr = shown_as_builtin(getattr_of, "getattr")
builtin_hasattr = shown_as_builtin(hasattr_of, "hasattr")
builtin_setattr = shown_as_builtin(setattr_of, "setattr")
builtin_delattr = shown_as_builtin(delattr_of, "delattr")


def getattr_of_class(v, name, default=awaited):
    """`getattr` by a name that may be one of those in the dict of each class."""
    if name == "__dict__" and isinstance(v, type):
        return dict_of(v)
    if name == "__weakref__" and isinstance(v, type) and name in getattr(v, "1members"):
        return getset_descriptor(name, v)
    return getattr(v, name) if default is awaited else getattr(v, name, default)
