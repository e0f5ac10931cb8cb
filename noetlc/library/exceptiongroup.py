"""`ExceptionGroup`, `BaseExceptionGroup`, which are builtins, and what becomes of a group in `except*`."""

_CONDITION = "expected a function, exception type or tuple of exception types"
_CATCHING = "catching ExceptionGroup with except* is not allowed. Use except instead."


class BaseExceptionGroup(BaseException):
    __module__ = "builtins"

    def __new__(cls, *arguments, **named):
        if len(arguments) != 2:
            raise TypeError(f"BaseExceptionGroup.__new__() takes exactly 2 arguments ({len(arguments)} given)")
        message, exceptions = arguments
        if not isinstance(message, str):
            kind = "None" if message is None else type(message).__name__
            raise TypeError(f"BaseExceptionGroup.__new__() argument 1 must be str, not {kind}")
        if not isinstance(exceptions, (list, tuple)):
            raise TypeError("second argument (exceptions) must be a sequence")
        if not exceptions:
            raise ValueError("second argument (exceptions) must be a non-empty sequence")
        for number, item in enumerate(exceptions):
            if not isinstance(item, BaseException):
                raise ValueError(f"Item {number} of second argument (exceptions) is not an exception")
        plain = all([isinstance(item, Exception) for item in exceptions])
        if issubclass(cls, Exception) and not plain:
            name = cls.__name__
            raise TypeError(f"Cannot nest BaseExceptions in {'an ExceptionGroup' if cls is ExceptionGroup else repr(name)}")
        made = BaseException.__new__(ExceptionGroup if plain and cls is BaseExceptionGroup else cls, *arguments)
        made.message = message
        made.exceptions = tuple(exceptions)
        return made

    def __init__(self, *arguments, **named):
        if named:
            raise TypeError(f"{type(self).__name__}() takes no keyword arguments")
        self.args = arguments

    def __str__(self):
        count = len(self.exceptions)
        return f"{self.message} ({count} sub-exception{'s' if count != 1 else ''})"

    def derive(self, excs, /):
        if all([isinstance(item, Exception) for item in excs]):
            return ExceptionGroup(self.message, excs)
        return BaseExceptionGroup(self.message, excs)

    def subgroup(self, condition, /):
        return parted(self, matcher(condition))[0]

    def split(self, condition, /):
        return parted(self, matcher(condition))


class ExceptionGroup(BaseExceptionGroup, Exception):
    __module__ = "builtins"


def matcher(condition):
    """A function that tells whether an exception meets a condition."""
    if isinstance(condition, type):
        if issubclass(condition, BaseException):
            return lambda e: isinstance(e, condition)
    elif isinstance(condition, tuple):
        if all([isinstance(kind, type) and issubclass(kind, BaseException) for kind in condition]):
            return lambda e: isinstance(e, condition)
    elif callable(condition):
        return condition
    raise TypeError(_CONDITION)


def parted(e, matches):
    """The part of an exception that meets a condition and the rest, None for nothing."""
    if matches(e):
        return e, None
    if not isinstance(e, BaseExceptionGroup):
        return None, e
    met, others = [], []
    for item in e.exceptions:
        part, rest = parted(item, matches)
        if part is not None:
            met.append(part)
        if rest is not None:
            others.append(rest)
    return derived(e, met), derived(e, others)


def derived(e, items):
    if not items:
        return None
    made = e.derive(items)
    if not isinstance(made, BaseExceptionGroup):
        raise TypeError("derive must return an instance of BaseExceptionGroup")
    made.__context__ = e.__context__
    made.__cause__ = e.__cause__
    for note in getattr(e, "__notes__", ()):
        made.add_note(note)
    return made


def leaves(e):
    """The exceptions in a group, and in groups in it."""
    if not isinstance(e, BaseExceptionGroup):
        return [e]
    return [leaf for item in e.exceptions for leaf in leaves(item)]


class Handling:
    """An exception on its way through the handlers of a `try` with `except*`."""

    def __init__(self, caught):
        self.caught = self.rest = caught
        self.part = None
        self.again = False
        self.raised = []
        self.kept = []

    def take(self, kinds):
        """The part of what is left that a handler takes, as a group; None if it takes nothing."""
        for kind in kinds if isinstance(kinds, tuple) else (kinds,):
            if not isinstance(kind, type) or not issubclass(kind, BaseException):
                raise TypeError("catching classes that do not inherit from BaseException is not allowed")
            if issubclass(kind, BaseExceptionGroup):
                raise TypeError(_CATCHING)
        self.part = None
        if self.rest is not None:
            if isinstance(self.rest, BaseExceptionGroup):
                self.part, self.rest = parted(self.rest, lambda e: isinstance(e, kinds))
            elif isinstance(self.rest, kinds):
                kind = ExceptionGroup if isinstance(self.rest, Exception) else BaseExceptionGroup
                self.part, self.rest = kind("", (self.rest,)), None
        return self.part

    def once_more(self):
        """What a bare `raise` in a handler raises."""
        self.again = True
        return self.part

    def failed(self, e):
        """Notes what a handler raised."""
        if self.again and e is self.part:
            self.kept.append(e)
        else:
            self.raised.append(e)
        self.again = False

    def left(self):
        """What is raised in the end, None for nothing."""
        if not isinstance(self.caught, BaseExceptionGroup):
            return self.raised[0] if self.raised else self.kept[0] if self.kept else self.rest
        kept = [id(leaf) for e in [*self.kept, *([self.rest] if self.rest is not None else [])] for leaf in leaves(e)]
        again = parted(self.caught, lambda e: not isinstance(e, BaseExceptionGroup) and id(e) in kept)[0]
        if not self.raised:
            return again
        found = [*self.raised, *([again] if again is not None else [])]
        if len(found) == 1:
            return found[0]
        plain = all([isinstance(e, Exception) for e in found])
        return (ExceptionGroup if plain else BaseExceptionGroup)("", found)
