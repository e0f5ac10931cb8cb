"""The loop that runs tasks, and what starts it."""


class Handle:
    def __init__(self, callback, args):
        self._callback = callback
        self._args = args
        self._cancelled = False

    def cancel(self):
        self._cancelled = True

    def cancelled(self):
        return self._cancelled


class TimerHandle(Handle):
    def __init__(self, when, callback, args):
        Handle.__init__(self, callback, args)
        self._when = when

    def when(self):
        return self._when


class Loop:
    """Where nothing can go on before a time, it sleeps until then, in whole milliseconds as CPython's does. A host may skip that: the clock
    of the loop has moved on all the same."""

    def __init__(self):
        from collections import deque

        self._ready = deque()
        self._timers = []
        self._counted = 0
        self._ahead = 0.0
        self._stopping = False
        self._closed = False
        self._task = None

    def time(self):
        from time import monotonic

        return monotonic() + self._ahead

    def call_soon(self, callback, *args, context=None):
        self._check()
        handle = Handle(callback, args)
        self._ready.append(handle)
        return handle

    def call_soon_threadsafe(self, callback, *args, context=None):
        return self.call_soon(callback, *args)

    def call_later(self, delay, callback, *args, context=None):
        if delay is None:
            raise TypeError("delay must not be None")
        return self.call_at(self.time() + delay, callback, *args)

    def call_at(self, when, callback, *args, context=None):
        from heapq import heappush

        if when is None:
            raise TypeError("when cannot be None")
        self._check()
        handle = TimerHandle(when, callback, args)
        self._counted += 1
        heappush(self._timers, (when, self._counted, handle))
        return handle

    def create_future(self):
        return Future(loop=self)

    def create_task(self, coro, *, name=None, context=None):
        self._check()
        return Task(coro, loop=self, name=name)

    def is_running(self):
        return shared.running is self

    def is_closed(self):
        return self._closed

    def get_debug(self):
        return False

    def set_debug(self, enabled):
        pass

    def stop(self):
        self._stopping = True

    def close(self):
        if self.is_running():
            raise RuntimeError("Cannot close a running event loop")
        self._closed = True
        self._ready.clear()
        self._timers.clear()

    async def shutdown_asyncgens(self):
        pass

    async def shutdown_default_executor(self):
        pass

    def _check(self):
        if self._closed:
            raise RuntimeError("Event loop is closed")

    def _check_running(self):
        if self.is_running():
            raise RuntimeError("This event loop is already running")
        if shared.running is not None:
            raise RuntimeError("Cannot run the event loop while another loop is running")

    def run_forever(self):
        self._check()
        self._check_running()
        shared.running = self
        try:
            while True:
                self._run_once()
                if self._stopping:
                    break
        finally:
            self._stopping = False
            shared.running = None

    def run_until_complete(self, future):
        self._check()
        self._check_running()
        future = ensure_future(future, loop=self)
        future.add_done_callback(stop_its_loop)
        try:
            self.run_forever()
        finally:
            future.remove_done_callback(stop_its_loop)
        if not future.done():
            raise RuntimeError("Event loop stopped before Future completed.")
        return future.result()

    def _run_once(self):
        from heapq import heappop

        ready, timers = self._ready, self._timers
        while timers and timers[0][2]._cancelled:
            heappop(timers)
        if not ready and not self._stopping:
            self._sleep()
        if timers:
            now = self.time() + 1e-9
            while timers and timers[0][0] < now:
                ready.append(heappop(timers)[2])
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle._cancelled:
                try:
                    handle._callback(*handle._args)
                except (KeyboardInterrupt, SystemExit):
                    raise
                except BaseException:
                    pass  # is logged, which nobody sees

    def _sleep(self):
        from math import ceil
        from time import sleep

        if not self._timers:
            never()
        before = self.time()
        seconds = ceil((self._timers[0][0] - before) * 1000) / 1000
        if seconds > 0:
            sleep(seconds)
            passed = self.time() - before
            if passed < seconds:
                self._ahead += seconds - passed


def never():
    """CPython would wait for ever."""
    try:
        from sys import _leave

        _leave("wait without an end")
    except ImportError:  # in the interpreter
        raise RuntimeError("the event loop waits, and nothing can end that") from None


def stop_its_loop(future):
    future._loop.stop()


def get_running_loop():
    if shared.running is None:
        raise RuntimeError("no running event loop")
    return shared.running


def get_event_loop():
    if shared.running is not None:
        return shared.running
    if shared.loop is None:
        shared.loop = Loop()
    return shared.loop


def set_event_loop(loop):
    shared.loop = loop


def new_event_loop():
    return Loop()


class Runner:
    __module__ = "asyncio.runners"

    def __init__(self, *, debug=None, loop_factory=None):
        self._factory = loop_factory
        self._loop = None
        self._closed = False

    def __enter__(self):
        self.get_loop()
        return self

    def __exit__(self, kind, value, trace):
        self.close()

    def get_loop(self):
        if self._closed:
            raise RuntimeError("Runner is closed")
        if self._loop is None:
            self._loop = Loop() if self._factory is None else self._factory()
        return self._loop

    def run(self, coro, *, context=None):
        if not iscoroutine(coro):
            raise ValueError(f"a coroutine was expected, got {coro!r}")
        if shared.running is not None:
            raise RuntimeError("Runner.run() cannot be called from a running event loop")
        loop = self.get_loop()
        return loop.run_until_complete(loop.create_task(coro))

    def close(self):
        loop = self._loop
        self._closed = True
        if loop is None or loop.is_closed():
            return
        try:
            left = [task for task in shared.tasks if task._loop is loop]
            for task in left:
                task.cancel()
            if left:
                loop.run_until_complete(gather(*left, return_exceptions=True))
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.run_until_complete(loop.shutdown_default_executor())
        finally:
            loop.close()
            self._loop = None


def run(main, *, debug=None):
    if shared.running is not None:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    with Runner(debug=debug) as runner:
        return runner.run(main)
