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
