"""`contextvars`: variables whose values belong to the context that runs."""


class Missing:
    def __repr__(self):
        return "<Token.MISSING>"


missing = Missing()


class Context:
    __module__ = "_contextvars"
    _type_name = "_contextvars.Context"

    def __init__(self):
        self._values = {}
        self._entered = False

    def run(self, callable, /, *args, **kwargs):
        if self._entered:
            raise RuntimeError(f"cannot enter context: {self!r} is already entered")
        before = running.context
        self._entered = True
        running.context = self
        try:
            return callable(*args, **kwargs)
        finally:
            running.context = before
            self._entered = False

    def copy(self):
        made = Context()
        made._values = self._values.copy()
        return made

    def _of(self, var):
        if not isinstance(var, ContextVar):
            raise TypeError(f"a ContextVar key was expected, got {var!r}")
        return var

    def __getitem__(self, var):
        if self._of(var) not in self._values:
            raise KeyError(var)
        return self._values[var]

    def __contains__(self, var):
        return self._of(var) in self._values

    def get(self, var, default=None, /):
        return self._values.get(self._of(var), default)

    def _all(self):
        from sys import _leave

        _leave("variables of a context")  # those of other modules, too, in the order of addresses
        return self._values

    def __iter__(self):
        return iter(self._all())

    def __len__(self):
        return len(self._all())

    def keys(self):
        return iter(self._all().keys())

    def values(self):
        return iter(self._all().values())

    def items(self):
        return iter(self._all().items())

    def __eq__(self, other):
        return self._values == other._values if isinstance(other, Context) else NotImplemented

    __hash__ = None


class Running:
    def __init__(self):
        self.context = Context()
        self.context._entered = True


running = Running()


def copy_context():
    return running.context.copy()


class Token:
    __module__ = "_contextvars"
    _type_name = "_contextvars.Token"

    def __init__(self, *args):
        if len(args) != 4 or args[0] is not running:
            raise RuntimeError("Tokens can only be created by ContextVars")
        self._context, self.var, self.old_value = args[1:]
        self._used = False


class ContextVar:
    __module__ = "_contextvars"
    _type_name = "_contextvars.ContextVar"

    def __init__(self, name, /, *, default=Missing):
        if not isinstance(name, str):
            raise TypeError("context variable name must be a str")
        self.name = name
        self._default = default

    def get(self, default=Missing, /):
        values = running.context._values
        if self in values:
            return values[self]
        if default is not Missing:
            return default
        if self._default is not Missing:
            return self._default
        raise LookupError(self)

    def set(self, value, /):
        context = running.context
        token = Token(running, context, self, context._values.get(self, missing))
        context._values[self] = value
        return token

    def reset(self, token, /):
        if not isinstance(token, Token):
            raise TypeError(f"expected an instance of Token, got {token!r}")
        if token._used:
            raise RuntimeError(f"{token!r} has already been used once")
        if token.var is not self:
            raise ValueError(f"{token!r} was created by a different ContextVar")
        if token._context is not running.context:
            raise ValueError(f"{token!r} was created in a different Context")
        token._used = True
        if token.old_value is missing:
            running.context._values.pop(self, None)
        else:
            running.context._values[self] = token.old_value

    def __class_getitem__(cls, item):
        return cls
