"""What `contextlib` has for `async with`."""


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
