"""`types`: the namespace of attributes."""


class SimpleNamespace:
    def __init__(self, **kwargs):
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __repr__(self):
        shown = ", ".join([f"{name}={value!r}" for name, value in vars(self).items()])
        name = type(self).__name__
        return f"{'namespace' if name == 'SimpleNamespace' else name}({shown})"

    def __eq__(self, other):
        return vars(self) == vars(other) if isinstance(other, SimpleNamespace) else NotImplemented


class _Module:
    """A module as a value: what stands where an imported name is bound to something else, too."""

    def __init__(self, name):
        self.__name__ = name

    def __repr__(self):
        return f"<module {self.__name__!r}>"
