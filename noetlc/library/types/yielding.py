"""Asynchronous generators: generators whose coroutines tell what is yielded from what is awaited."""


class Given:
    """What an asynchronous generator yields."""

    def __init__(self, value):
        self.value = value


def given(value):
    return Given(value)


def asynchronous(function):
    """The function that makes asynchronous generators, of one that makes generators."""

    def made(*args, **kwargs):
        return async_generator(function(*args, **kwargs), function.__qualname__)

    for name in ("__name__", "__qualname__", "__doc__", "__module__"):
        setattr(made, name, getattr(function, name))
    return made


def asynchronous_coded(function):
    """The same in bodies that look at the code of functions."""
    made = asynchronous(function)
    made.__defaults__ = function.__defaults__  # which are shown: what is given comes as it is
    made.__kwdefaults__ = function.__kwdefaults__
    made.__annotations__ = function.__annotations__
    setattr(made, "1code", function.__code__)
    return made


class async_generator:
    __module__ = "builtins"

    def __init__(self, steps, name):
        self._steps = steps
        self._name = name
        self._begun = False
        self._running = False

    def __repr__(self):
        return f"<async_generator object {self._name} at {hex(id(self))}>"

    def __aiter__(self):
        return self

    def __anext__(self):
        return async_generator_asend(self, None, "anext")

    def asend(self, value):
        return async_generator_asend(self, value, "asend")

    def athrow(self, error, value=None, trace=None):
        return async_generator_athrow(self, error if value is None else value)

    def aclose(self):
        return async_generator_aclose(self)

    def _resumed(self, call, argument):
        """What `send` or `throw` of the generator gives."""
        self._begun = True
        try:
            return call(argument)
        except StopIteration:
            pass
        except StopAsyncIteration as error:
            raise RuntimeError("async generator raised StopAsyncIteration") from error
        raise StopAsyncIteration


class Step:
    """What is awaited to come to the next `yield`."""

    def __init__(self, of, value, name):
        self._of = of
        self._value = value
        self._name = name
        self._own = None

    def send(self, value):
        return self._steps().send(value)

    def throw(self, error):
        return self._steps().throw(error)

    def close(self):
        self._steps().close()

    def _steps(self):
        if self._own is None:
            self._own = self.__await__()
        return self._own

    def __await__(self):
        of = self._of
        if of._running:
            raise RuntimeError(f"{self._name}(): asynchronous generator is already running")
        of._running = True
        try:
            item = self._first()
            while type(item) is not Given:
                try:
                    sent = yield item
                except BaseException as error:
                    item = of._resumed(of._steps.throw, error)
                else:
                    item = of._resumed(of._steps.send, sent)
            return self._ended(item)
        finally:
            of._running = False

    def _ended(self, item):
        return item.value


class async_generator_asend(Step):
    def _first(self):
        of = self._of
        if self._value is not None and not of._begun:
            raise TypeError("can't send non-None value to a just-started async generator")
        return of._resumed(of._steps.send, self._value)


class async_generator_athrow(Step):
    def __init__(self, of, error):
        Step.__init__(self, of, error, "athrow")

    def _first(self):
        return self._of._resumed(self._of._steps.throw, self._value)


class async_generator_aclose(Step):
    def __init__(self, of):
        Step.__init__(self, of, None, "aclose")

    def __await__(self):
        try:
            yield from Step.__await__(self)
        except (StopAsyncIteration, GeneratorExit):
            return None

    def _first(self):
        return self._of._resumed(self._of._steps.throw, GeneratorExit())

    def _ended(self, item):
        raise RuntimeError("async generator ignored GeneratorExit")


class anext_awaitable:
    def __init__(self, waited, default):
        self._waited = waited
        self._default = default

    def __await__(self):
        try:
            return (yield from awaited(self._waited))
        except StopAsyncIteration:
            return self._default


def anext(iterator, *default):
    if not hasattr(iterator, "__anext__"):
        raise TypeError(f"'{type(iterator).__name__}' object is not an async iterator")
    return anext_awaitable(iterator.__anext__(), default[0]) if default else iterator.__anext__()


def aiter(iterable, /):
    if not hasattr(iterable, "__aiter__"):
        raise TypeError(f"'{type(iterable).__name__}' object is not an async iterable")
    return iterable.__aiter__()
