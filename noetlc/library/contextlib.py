"""`contextlib`: managers made of generators, and the small ones."""


class _GeneratorContextManager:
    entered = False  # then CPython has forgotten what it was made of

    def __init__(self, generator):
        self.generator = generator

    def __enter__(self):
        if self.entered:
            raise AttributeError("'_GeneratorContextManager' object has no attribute 'args'")
        self.entered = True
        try:
            return next(self.generator)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, kind, error, trace):
        if kind is None:
            try:
                next(self.generator)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        try:
            self.generator.throw(error)
        except StopIteration as stop:
            return stop is not error
        except BaseException as other:
            # A StopIteration of the block comes out of the generator wrapped in a RuntimeError, but leaves the block as itself.
            if other is not error and (not isinstance(error, StopIteration) or other.__cause__ is not error):
                raise
            error.with_traceback(trace)
            return False
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(function):
    def helper(*args, **kwargs):
        return _GeneratorContextManager(function(*args, **kwargs))

    return helper


class _GeneratorContextManager_by(_GeneratorContextManager):
    """A manager that is a decorator too: each call has a new one."""

    def __init__(self, function, args, kwargs):
        self.generator = function(*args, **kwargs)
        self.made = function, args, kwargs

    def __call__(self, func):
        function, args, kwargs = self.made

        def inner(*more, **named):
            with _GeneratorContextManager_by(function, args, kwargs):
                return func(*more, **named)

        for name in ("__name__", "__qualname__", "__doc__"):
            setattr(inner, name, getattr(func, name))
        inner.__wrapped__ = func
        return inner


def decorating_contextmanager(function):
    def helper(*args, **kwargs):
        return _GeneratorContextManager_by(function, args, kwargs)

    return helper


def named_contextmanager(function):
    """For bodies that ask functions for their names: what the manager is made of gives them."""
    helper = decorating_contextmanager(function)
    for name in ("__name__", "__qualname__", "__doc__"):
        setattr(helper, name, getattr(function, name))
    helper.__wrapped__ = function
    return helper


class ContextDecorator:
    def _recreate_cm(self):
        return self

    def __call__(self, func):
        def inner(*args, **kwds):
            with self._recreate_cm():
                return func(*args, **kwds)

        for name in ("__name__", "__qualname__", "__doc__"):
            setattr(inner, name, getattr(func, name))
        inner.__wrapped__ = func
        return inner


class AbstractContextManager:
    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        return None


class suppress:
    def __init__(self, *exceptions):
        self.exceptions = exceptions

    def __enter__(self):
        pass

    def __exit__(self, kind, error, trace):
        return kind is not None and issubclass(kind, self.exceptions)


class nullcontext:
    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, *error):
        pass


class closing:
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *error):
        self.thing.close()


class _BaseExitStack:
    def __init__(self):
        self.callbacks = []

    def refuse_missing(self, cls, enter, exit, kind):
        if not hasattr(cls, enter) or not hasattr(cls, exit):
            raise TypeError(f"'{cls.__module__}.{cls.__qualname__}' object does not support the {kind} protocol")

    def enter_context(self, cm):
        self.refuse_missing(type(cm), "__enter__", "__exit__", "context manager")
        entered = cm.__enter__()
        self.callbacks.append(cm.__exit__)
        return entered

    def push(self, exit):
        self.callbacks.append(exit.__exit__ if hasattr(type(exit), "__exit__") else exit)
        return exit

    def callback(self, callback, /, *args, **kwds):
        def call(kind, error, trace):
            callback(*args, **kwds)

        self.callbacks.append(call)
        return callback

    def pop_all(self):
        other = type(self)()
        other.callbacks = self.callbacks
        self.callbacks = []
        return other


class ExitStack(_BaseExitStack):
    def __enter__(self):
        return self

    def __exit__(self, *details):
        received = details[0] is not None
        suppressed = pending = False
        while self.callbacks:
            callback = self.callbacks.pop()
            try:
                if callback(*details):
                    suppressed = True
                    pending = False
                    details = (None, None, None)
            except BaseException as error:
                pending = True
                details = (type(error), error, details[2])
        if pending:
            raise details[1]
        return received and suppressed

    def close(self):
        self.__exit__(None, None, None)


class Redirection:
    def __init__(self, new_target):
        self._new_target = new_target
        self._old_targets = []

    def __enter__(self):
        from sys import _redirect

        self._old_targets.append(_redirect(self._new_target, self._number))
        return self._new_target

    def __exit__(self, *details):
        from sys import _redirect

        _redirect(self._old_targets.pop(), self._number)


class redirect_stdout(Redirection):
    _number = 0


class redirect_stderr(Redirection):
    _number = 1
