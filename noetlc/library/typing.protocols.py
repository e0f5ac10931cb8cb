"""What a protocol is that a body makes instances of or tests for: a class that asks values for its members.

The body says them, `1_members` of each such class, None without `typing.runtime_checkable`; a class that only derives from one has
none of its own.
"""

from abc import ABCMeta


class _ProtocolMeta(ABCMeta):
    __module__ = "typing"

    def __init__(cls, name, bases, namespace, **named):
        setattr(cls, "1_asks", "1_members" in namespace)

    def __call__(cls, *args, **named):
        if getattr(cls, "1_asks") and not cls.__abstractmethods__:  # else those are said
            raise TypeError("Protocols cannot be instantiated")
        return super().__call__(*args, **named)

    def __instancecheck__(cls, value):
        if getattr(cls, "1_asks") and all(answers(cls, value, name) for name in members(cls)):
            return True
        return super().__instancecheck__(value)

    def __subclasscheck__(cls, other):
        if getattr(cls, "1_asks"):
            if not isinstance(other, type):
                raise TypeError("issubclass() arg 1 must be a class")
            if not all(callable(getattr(cls, name, None)) for name in members(cls)):
                raise TypeError("Protocols with non-method members don't support issubclass()")
            if all(getattr(other, name, None) is not None for name in members(cls)):
                return True
        return super().__subclasscheck__(other)


def members(cls):
    found = getattr(cls, "1_members")
    if found is None:
        raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
    return found


def answers(cls, value, name):
    """Whether a value has a member; a method that is None is none."""
    if not hasattr(value, name):
        return False
    return not callable(getattr(cls, name, None)) or getattr(value, name) is not None
