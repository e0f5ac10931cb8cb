"""What waits for other futures."""


class Pause:
    def __await__(self):
        yield


async def sleep(delay, result=None):
    if delay <= 0:
        await Pause()
        return result
    loop = get_running_loop()
    future = loop.create_future()
    handle = loop.call_later(delay, give, future, result)
    try:
        return await future
    finally:
        handle.cancel()


def give(future, result):
    if not future.cancelled():
        future.set_result(result)


def release(waiter, *others):
    if not waiter.done():
        waiter.set_result(None)


class _GatheringFuture(Future):
    __module__ = "asyncio.tasks"

    def __init__(self, children, *, loop):
        Future.__init__(self, loop=loop)
        self._children = children
        self._asked = False

    def cancel(self, msg=None):
        if self.done():
            return False
        found = False
        for child in self._children:
            if child.cancel(msg):
                found = True
        if found:
            self._asked = True
        return found


class Gathering:
    """What `gather` does as its futures end."""

    def __init__(self, return_exceptions):
        self.return_exceptions = return_exceptions
        self.outer = None
        self.children = []
        self.count = 0
        self.finished = 0

    def ended(self, future):
        self.finished += 1
        outer = self.outer
        if outer is None or outer.done():
            return
        if not self.return_exceptions:
            error = future._cancelled_error() if future.cancelled() else future.exception()
            if error is not None:
                outer.set_exception(error)
                return
        if self.finished == self.count:
            if outer._asked:
                outer.set_exception(future._cancelled_error())
            else:
                outer.set_result([outcome(child) for child in self.children])


def outcome(future):
    if future.cancelled():
        return CancelledError("" if future._cancel_message is None else future._cancel_message)
    error = future.exception()
    return future.result() if error is None else error


def gather(*coros_or_futures, return_exceptions=False):
    if not coros_or_futures:
        outer = get_event_loop().create_future()
        outer.set_result([])
        return outer
    work = Gathering(return_exceptions)
    known = {}
    loop = None
    for one in coros_or_futures:
        future = known.get(one)
        if future is None:
            future = known[one] = ensure_future(one, loop=loop)
            loop = future._loop
            work.count += 1
            future.add_done_callback(work.ended)
        work.children.append(future)
    work.outer = _GatheringFuture(work.children, loop=loop)
    return work.outer


def shield(arg):
    inner = ensure_future(arg)
    if inner.done():
        return inner
    outer = inner._loop.create_future()

    def inner_ended(inner):
        if outer.cancelled():
            return
        if inner.cancelled():
            outer.cancel()
        elif inner.exception() is not None:
            outer.set_exception(inner.exception())
        else:
            outer.set_result(inner.result())

    def outer_ended(outer):
        if not inner.done():
            inner.remove_done_callback(inner_ended)

    inner.add_done_callback(inner_ended)
    outer.add_done_callback(outer_ended)
    return outer


async def cancelled_fully(future):
    """Cancels a future and waits until it is."""
    waiter = get_running_loop().create_future()

    def free(future):
        release(waiter)

    future.add_done_callback(free)
    try:
        future.cancel()
        await waiter
    finally:
        future.remove_done_callback(free)


async def wait_for(fut, timeout):
    loop = get_running_loop()
    if timeout is None:
        return await fut
    if timeout <= 0:
        fut = ensure_future(fut, loop=loop)
        if fut.done():
            return fut.result()
        await cancelled_fully(fut)
        try:
            return fut.result()
        except CancelledError as error:
            raise TimeoutError() from error
    waiter = loop.create_future()
    handle = loop.call_later(timeout, release, waiter)

    def free(future):
        release(waiter)

    fut = ensure_future(fut, loop=loop)
    fut.add_done_callback(free)
    try:
        try:
            await waiter
        except CancelledError:
            if fut.done():
                return fut.result()
            fut.remove_done_callback(free)
            await cancelled_fully(fut)
            raise
        if fut.done():
            return fut.result()
        fut.remove_done_callback(free)
        await cancelled_fully(fut)
        try:
            return fut.result()
        except CancelledError as error:
            raise TimeoutError() from error
    finally:
        handle.cancel()


async def wait(fs, *, timeout=None, return_when=ALL_COMPLETED):
    if isfuture(fs) or iscoroutine(fs):
        raise TypeError(f"expect a list of futures, not {type(fs).__name__}")
    if not fs:
        raise ValueError("Set of Tasks/Futures is empty.")
    if return_when not in (FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED):
        raise ValueError(f"Invalid return_when value: {return_when}")
    futures = list(dict.fromkeys(fs))
    if any([iscoroutine(one) for one in futures]):
        raise TypeError("Passing coroutines is forbidden, use tasks explicitly.")
    loop = get_running_loop()
    waiter = loop.create_future()
    handle = None if timeout is None else loop.call_later(timeout, release, waiter)
    left = len(futures)

    def ended(future):
        nonlocal left
        left -= 1
        failed = return_when == FIRST_EXCEPTION and not future.cancelled() and future.exception() is not None
        if left <= 0 or return_when == FIRST_COMPLETED or failed:
            if handle is not None:
                handle.cancel()
            release(waiter)

    for one in futures:
        one.add_done_callback(ended)
    try:
        await waiter
    finally:
        if handle is not None:
            handle.cancel()
        for one in futures:
            one.remove_done_callback(ended)
    return {one for one in futures if one.done()}, {one for one in futures if not one.done()}


def as_completed(fs, *, timeout=None):
    if isfuture(fs) or iscoroutine(fs):
        raise TypeError(f"expect an iterable of futures, not {type(fs).__name__}")
    done = Queue()
    loop = get_event_loop()
    todo = [ensure_future(one, loop=loop) for one in dict.fromkeys(fs)]
    handle = None

    def late():
        for one in todo:
            one.remove_done_callback(completed)
            done.put_nowait(None)
        todo.clear()

    def completed(future):
        if not todo:
            return
        todo.remove(future)
        done.put_nowait(future)
        if not todo and handle is not None:
            handle.cancel()

    async def next_one():
        future = await done.get()
        if future is None:
            raise TimeoutError
        return future.result()

    for one in todo:
        one.add_done_callback(completed)
    if todo and timeout is not None:
        handle = loop.call_later(timeout, late)
    for _ in range(len(todo)):
        yield next_one()
