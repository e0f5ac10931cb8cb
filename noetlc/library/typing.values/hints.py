"""What forms are made of, and what annotations mean: `get_origin`, `get_args`, `get_type_hints`."""

from types import NoneType


def subscripted(cls, items):
    """`Stack[int]` of a class of the body that derives from `Generic`."""
    return _GenericAlias(cls, all_checked(items))


def members_of(kinds, test):
    """The classes that `isinstance` or `issubclass` compares with where it is given a form."""
    if isinstance(kinds, tuple):
        return tuple([members_of(kind, test) for kind in kinds])
    if isinstance(kinds, AnyUnion):
        return members_of(kinds.__args__, test)
    if not isinstance(kinds, Form):
        return kinds
    if isinstance(kinds, Alias):
        of_typing = "Subscripted generics cannot be used with class and instance checks"
        raise TypeError(of_typing if kinds._typing else f"{test}() argument 2 cannot be a parameterized generic")
    if not kinds._tells:
        kind = "class, a tuple of classes" if test == "issubclass" else "type, a tuple of types"
        raise TypeError(f"{test}() arg 2 must be a {kind}, or a union")
    if test == "issubclass" and repr(kinds) == "typing.Any":  # which is a class
        return ()
    if not hasattr(kinds, "__origin__"):
        raise TypeError(f"{kinds!r} cannot be used with {test}()")
    return kinds.__origin__


def get_origin(tp):
    if not isinstance(tp, Form):
        return None
    if isinstance(tp, UnionType):
        return UnionType
    return tp._form if hasattr(tp, "__metadata__") else getattr(tp, "__origin__", None)


def get_args(tp):
    args = getattr(tp, "__args__", ()) if isinstance(tp, Form) else ()
    if args and hasattr(tp, "__metadata__"):
        return (tp.__origin__, *tp.__metadata__)
    if args and isinstance(tp, Alias) and tp._lists and not (len(args) == 2 and (args[0] is ... or hasattr(args[0], "kwargs"))):
        return (list(args[:-1]), args[-1])
    return args


def changed(kind, change):
    """A form whose parameters are changed."""
    args = getattr(kind, "__args__", ()) if isinstance(kind, Form) else ()
    if not args or (isinstance(kind, Alias) and kind._fixed):
        return kind
    found = tuple([change(arg) for arg in args])
    return kind if found == args else kind._with(found)


def meaning(text, named):
    from sys import _leave

    if text not in named:
        _leave("annotation as a text")
    return named[text]()


def evaluated(kind, named):
    """A form with what the names in it mean: `named` knows those of the body's annotations."""
    if isinstance(kind, (str, ForwardRef)):
        text = kind if isinstance(kind, str) else kind.__forward_arg__
        return evaluated(checked(meaning(text, named), "Forward references must evaluate to types"), named)
    return changed(kind, lambda arg: evaluated(arg, named))


def plain(kind):
    """A form without what `Annotated` and `Required` add."""
    if isinstance(kind, Alias) and hasattr(kind, "__metadata__"):
        return plain(kind.__origin__)
    if isinstance(kind, Alias) and kind.__name__ in ("Required", "NotRequired"):
        return plain(kind.__args__[0])
    return changed(kind, plain)


def type_hints(named, builtin, obj, globalns=None, localns=None, include_extras=False):
    """`get_type_hints`: texts mean what `named` says for functions, and for classes what `builtin` says, since a class knows no globals."""
    from sys import _leave

    if globalns is not None or localns is not None:
        _leave("annotation as a text")
    hints = {}
    if isinstance(obj, type):
        for base in reversed(obj.__mro__):
            for name, value in noted(base).items():
                hints[name] = NoneType if value is None else evaluated(value, builtin)
    else:
        found = getattr(obj, "__annotations__", None)
        if found is None:
            if callable(obj):
                return {}
            raise TypeError(f"{obj!r} is not a module, class, method, or function.")
        for name, value in found.items():
            hints[name] = NoneType if value is None else evaluated(value, named)
    return hints if include_extras else {name: plain(kind) for name, kind in hints.items()}


def noted(cls):
    """The annotations of a class without those above it."""
    found = getattr(cls, "__annotations__", None)
    for above in cls.__mro__[1:]:
        if found is not None and getattr(above, "__annotations__", None) is found:
            return {}
    return {} if found is None else found


def is_typeddict(tp):
    return isinstance(tp, _TypedDictMeta)
