"""`dataclasses`: what works on instances. The decorator itself is expanded in place."""


class FrozenInstanceError(AttributeError):
    pass


def is_dataclass(obj):
    return hasattr(obj, "__dataclass_fields__")


class Field:
    def __init__(self, name):
        self.name = name


def fields(class_or_instance):
    if not hasattr(class_or_instance, "__dataclass_fields__"):
        raise TypeError("must be called with a dataclass type or instance")
    return tuple([Field(name) for name in class_or_instance.__dataclass_fields__])


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
    if isinstance(value, list):
        return [as_data(v, factory, kind) for v in value]
    if isinstance(value, tuple):
        return tuple([as_data(v, factory, kind) for v in value])
    if isinstance(value, dict):
        return {as_data(k, factory, kind): as_data(v, factory, kind) for k, v in value.items()}
    return value


def replace(obj, /, **changes):
    if isinstance(obj, type) or not hasattr(obj, "__dataclass_fields__"):
        raise TypeError("replace() should be called on dataclass instances")
    for name in type(obj).__match_args__:
        if name not in changes:
            changes[name] = getattr(obj, name)
    return type(obj)(**changes)


def dataclass(cls):
    return cls


def field(**options):
    return options
