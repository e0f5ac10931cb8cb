"""What `contextlib` has for `async with`."""

from contextlib import _BaseExitStack as BaseExitStack
from contextlib import nullcontext as PlainContext


class _AsyncGeneratorContextManager:
    def __init__(self, generator):
        self.gen = generator

    async def __aenter__(self):
        try:
            return await self.gen.__anext__()
        except StopAsyncIteration:
            raise RuntimeError("generator didn't yield") from None

    async def __aexit__(self, kind, error, trace):
        if kind is None:
            try:
                await self.gen.__anext__()
            except StopAsyncIteration:
                return False
            raise RuntimeError("generator didn't stop")
        try:
            await self.gen.athrow(error)
        except StopAsyncIteration as stop:
            return stop is not error
        except BaseException as other:
            # What would end the generator comes out of it wrapped in a RuntimeError, but leaves the block as itself.
            wrapped = isinstance(error, (StopIteration, StopAsyncIteration)) and other.__cause__ is error
            if other is not error and not wrapped:
                raise
            return False
        raise RuntimeError("generator didn't stop after athrow()")


def asynccontextmanager(func):
    def helper(*args, **kwds):
        return _AsyncGeneratorContextManager(func(*args, **kwds))

    for name in ("__name__", "__qualname__", "__doc__"):
        if hasattr(func, name):  # objects that are called may lack some
            setattr(helper, name, getattr(func, name))
    return helper


class aclosing:
    def __init__(self, thing):
        self.thing = thing

    async def __aenter__(self):
        return self.thing

    async def __aexit__(self, *exc_info):
        await self.thing.aclose()


class AbstractAsyncContextManager:
    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, exc_value, traceback):
        return None


class AsyncExitStack(BaseExitStack):
    async def enter_async_context(self, cm):
        self.refuse_missing(type(cm), "__aenter__", "__aexit__", "asynchronous context manager")
        entered = await cm.__aenter__()
        self.callbacks.append(_Awaited(cm.__aexit__))
        return entered

    def push_async_exit(self, exit):
        self.callbacks.append(_Awaited(exit.__aexit__ if hasattr(type(exit), "__aexit__") else exit))
        return exit

    def push_async_callback(self, callback, /, *args, **kwds):
        async def call(kind, error, trace):
            await callback(*args, **kwds)

        self.callbacks.append(_Awaited(call))
        return callback

    async def aclose(self):
        await self.__aexit__(None, None, None)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *details):
        received = details[0] is not None
        suppressed = pending = False
        while self.callbacks:
            callback = self.callbacks.pop()
            try:
                found = await callback.exit(*details) if isinstance(callback, _Awaited) else callback(*details)
                if found:
                    suppressed = True
                    pending = False
                    details = (None, None, None)
            except BaseException as error:
                pending = True
                details = (type(error), error, details[2])
        if pending:
            raise details[1]
        return received and suppressed


class _Awaited:
    """What is called at the end and gives something to wait for."""

    def __init__(self, exit):
        self.exit = exit


class nullcontext(PlainContext):
    """The same for both kinds of `with`, in bodies that have coroutines."""

    async def __aenter__(self):
        return self.enter_result

    async def __aexit__(self, *error):
        pass
