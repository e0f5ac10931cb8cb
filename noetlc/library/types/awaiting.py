"""What coroutines that a body runs by hand await."""


def awaited(value):
    """What `yield from` takes where a coroutine awaits a value; coroutines are generators."""
    from sys import _is_coroutine

    if _is_coroutine(value) or type(value).__name__ == "generator":
        return value
    method = getattr(type(value), "__await__", None)
    if method is None:
        raise TypeError(f"object {type(value).__name__} can't be used in 'await' expression")
    steps = method(value)
    if not hasattr(steps, "__next__"):
        if _is_coroutine(steps):
            raise TypeError("__await__() returned a coroutine")
        raise TypeError(f"__await__() returned non-iterator of type '{type(steps).__name__}'")
    return steps


def awaited_alone(value):
    """The same where no generator is a coroutine."""
    from sys import _is_coroutine

    if _is_coroutine(value):
        return value
    if type(value).__name__ == "generator":
        raise TypeError("object generator can't be used in 'await' expression")
    return awaited(value)


def begun(value):
    """`value.__await__()`."""
    from sys import _is_coroutine

    return _stepped(value) if _is_coroutine(value) else value.__await__()


def _stepped(coroutine):
    return (yield from awaited(coroutine))


def managing(value):
    """What `async with` takes."""
    if not hasattr(value, "__aenter__"):
        raise TypeError(f"'{type(value).__name__}' object does not support the asynchronous context manager protocol")
    if not hasattr(value, "__aexit__"):
        message = "object does not support the asynchronous context manager protocol (missed __aexit__ method)"
        raise TypeError(f"'{type(value).__name__}' {message}")
    return value


def iterating(value):
    """The asynchronous iterator of what `async for` takes."""
    if not hasattr(value, "__aiter__"):
        raise TypeError(f"'async for' requires an object with __aiter__ method, got {type(value).__name__}")
    found = value.__aiter__()
    if not hasattr(found, "__anext__"):
        name = type(found).__name__
        raise TypeError(f"'async for' received an object from __aiter__ that does not implement __anext__: {name}")
    return found


def coming(value):
    """What `yield from` takes where `async for` awaits the next item."""
    try:
        return awaited(value)
    except TypeError as error:
        raise TypeError(f"'async for' received an invalid object from __anext__: {type(value).__name__}") from error
