"""`abc`: what is abstract in a class is found when the class is made (`class_abstract`)."""


class ABCMeta(type):
    _abstract_base_ = True


class ABC(metaclass=ABCMeta):
    pass


def abstractmethod(function):
    function.__isabstractmethod__ = True
    return function


def abstractproperty(fget=None, fset=None, fdel=None, doc=None):
    if fget is None:
        return property(None, fset, fdel, doc)

    def get(self):  # the function itself is not abstract
        return fget(self)

    get.__doc__ = fget.__doc__
    get.__isabstractmethod__ = True
    return property(get, fset, fdel, doc)


def abstractclassmethod(callable):
    callable.__isabstractmethod__ = True
    return classmethod(callable)


def abstractstaticmethod(callable):
    callable.__isabstractmethod__ = True
    return staticmethod(callable)


answers = {}


class Hooked(ABCMeta):
    """What makes abstract classes with `__subclasshook__`, whose answers are kept."""

    def __instancecheck__(cls, instance):
        return cls.__subclasscheck__(type(instance))

    def __subclasscheck__(cls, subclass):
        known = answers.get((cls, subclass))
        if known is not None:
            return known
        said = cls.__subclasshook__(subclass)
        answers[cls, subclass] = found = cls in subclass.__mro__ if said is NotImplemented else said
        return found

    def __subclasshook__(cls, subclass):
        """What a class has that says nothing, as from `object`."""
        return NotImplemented


class Family(Hooked):
    """The same of one from which such classes derive, which are asked, too."""

    def __subclasscheck__(cls, subclass):
        known = answers.get((cls, subclass))
        if known is not None:
            return known
        found = cls.__subclasshook__(subclass)
        if found is NotImplemented:
            found = cls in subclass.__mro__ or any(issubclass(subclass, derived) for derived in getattr(cls, "1subclasses"))
        answers[cls, subclass] = found
        return found


class _ProtocolMeta(ABCMeta):
    """What makes protocols: `_protocol_` has the name of the class, whether it can be tested for, and the names of its members."""

    __module__ = "typing"

    def __call__(cls, *args, **named):
        if cls.__name__ == cls._protocol_[0] and not cls.__abstractmethods__:  # else those are said
            raise TypeError("Protocols cannot be instantiated")
        return super().__call__(*args, **named)

    def __instancecheck__(cls, instance):
        if cls.__name__ != cls._protocol_[0]:
            return cls in type(instance).__mro__
        for name in members(cls):
            if getattr(instance, name, None) is None and (callable(getattr(cls, name, None)) or not hasattr(instance, name)):
                return type(instance).__module__ == "__main__" and cls.__subclasscheck__(type(instance), False)
        return True

    def __subclasscheck__(cls, subclass, strict=True):
        if cls.__name__ != cls._protocol_[0] or cls in subclass.__mro__:
            return cls in subclass.__mro__
        if any([not callable(getattr(cls, name, None)) for name in members(cls)]):
            if strict:
                raise TypeError("Protocols with non-method members don't support issubclass()")
            return False
        return all([getattr(subclass, name, None) is not None for name in members(cls)])


def members(cls):
    _, checked, *names = cls._protocol_
    if not checked:
        raise TypeError("Instance and class checks can only be used with @runtime_checkable protocols")
    return names
