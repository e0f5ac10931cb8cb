"""`dataclasses`: what works on instances. The decorator itself is expanded in place."""


class FrozenInstanceError(AttributeError):
    pass


def is_dataclass(obj):
    return hasattr(obj, "__dataclass_fields__")


class _MISSING_TYPE:
    pass


MISSING = _MISSING_TYPE()


class _HAS_DEFAULT_FACTORY_CLASS:
    def __repr__(self):
        return "<factory>"


_HAS_DEFAULT_FACTORY = _HAS_DEFAULT_FACTORY_CLASS()


class Field:
    def __init__(self, name, type, default, default_factory, metadata, init, repr, compare, kw_only):
        self.name = name
        self.type = type
        self.default = default
        self.default_factory = default_factory
        self.metadata = metadata
        self.init = init
        self.repr = repr
        self.hash = None
        self.compare = compare
        self.kw_only = kw_only


def _checked(name, default):
    try:
        hash(default)
    except TypeError as error:
        if str(error) == f"unhashable type: '{type(default).__name__}'":  # not one of its items
            raise ValueError(f"mutable default {type(default)} for field {name} is not allowed: use default_factory") from None
    return default


def _described(value, name, keyword):
    """The default of a field whose class attribute is a descriptor: what that gives of the class."""
    try:
        return getattr(type(value), name)
    except AttributeError:
        kind = "keyword-only" if keyword else "positional"
        raise TypeError(f"{type(value).__qualname__}.__init__() missing 1 required {kind} argument: '{name}'") from None


def _marked(value, busy):
    """Marks an instance whose text is being made, or takes the mark away; whether it had it."""
    from sys import _busy

    return _busy(value, busy)


def fields(class_or_instance):
    if not hasattr(class_or_instance, "__dataclass_fields__"):
        raise TypeError("must be called with a dataclass type or instance")
    return tuple(class_or_instance.__dataclass_fields__.values())


def asdict(obj, *, dict_factory=dict):
    if isinstance(obj, type) or not hasattr(obj, "__dataclass_fields__"):
        raise TypeError("asdict() should be called on dataclass instances")
    return as_data(obj, dict_factory, dict)


def astuple(obj, *, tuple_factory=tuple):
    if isinstance(obj, type) or not hasattr(obj, "__dataclass_fields__"):
        raise TypeError("astuple() should be called on dataclass instances")
    return as_data(obj, tuple_factory, tuple)


def as_data(value, factory, kind):
    if hasattr(value, "__dataclass_fields__"):
        if kind is dict:
            return factory([(name, as_data(getattr(value, name), factory, kind)) for name in value.__dataclass_fields__])
        return factory([as_data(getattr(value, name), factory, kind) for name in value.__dataclass_fields__])
    if isinstance(value, (list, tuple)):
        items = [as_data(v, factory, kind) for v in value]
        if type(value) is list:
            return items
        if type(value) is tuple:
            return tuple(items)
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    if isinstance(value, dict):
        pairs = [(as_data(k, factory, kind), as_data(v, factory, kind)) for k, v in value.items()]
        return dict(pairs) if type(value) is dict else type(value)(pairs)
    from copy import deepcopy

    return deepcopy(value)


def replace(obj, /, **changes):
    if isinstance(obj, type) or not hasattr(obj, "__dataclass_fields__"):
        raise TypeError("replace() should be called on dataclass instances")
    for name, kind in getattr(type(obj), "1replaced", None) or [(name, "") for name in type(obj).__match_args__]:
        if kind == "late":
            if name in changes:
                raise ValueError(f"field {name} is declared with init=False, it cannot be specified with replace()")
        elif name not in changes:
            if kind == "needed":
                raise ValueError(f"InitVar {name!r} must be specified with replace()")
            changes[name] = getattr(obj, name)
    return type(obj)(**changes)


class InitVar:
    def __init__(self, type):
        self.type = type

    def __class_getitem__(cls, type):
        return InitVar(type)

    def __repr__(self):
        name = self.type.__name__ if isinstance(self.type, type) else repr(self.type)
        return f"dataclasses.InitVar[{name}]"


class KW_ONLY:
    pass


def dataclass(cls):
    return cls


def field(**options):
    if "default" in options and "default_factory" in options:
        raise ValueError("cannot specify both default and default_factory")
    return options
