"""Timeouts and groups of tasks."""

BaseExceptionGroup = BaseExceptionGroup


class Timeout:
    __module__ = "asyncio.timeouts"

    def __init__(self, when):
        self._state = "created"
        self._handle = None
        self._when = when
        self._task = None

    def when(self):
        return self._when

    def reschedule(self, when):
        if self._state != "active":
            raise RuntimeError(f"Cannot change state of {self._state} Timeout")
        self._when = when
        if self._handle is not None:
            self._handle.cancel()
        if when is None:
            self._handle = None
        else:
            loop = get_running_loop()
            if when <= loop.time():
                self._handle = loop.call_soon(self._late)
            else:
                self._handle = loop.call_at(when, self._late)

    def expired(self):
        return self._state in ("expiring", "expired")

    async def __aenter__(self):
        self._state = "active"
        self._task = current_task()
        self._cancelling = self._task.cancelling()
        if self._task is None:
            raise RuntimeError("Timeout should be used inside a task")
        self.reschedule(self._when)
        return self

    async def __aexit__(self, kind, value, trace):
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        if self._state == "expiring":
            self._state = "expired"
            if self._task.uncancel() <= self._cancelling and kind is CancelledError:
                raise TimeoutError from value
        elif self._state == "active":
            self._state = "exited"
        return

    def _late(self):
        self._task.cancel()
        self._state = "expiring"
        self._handle = None


def timeout(delay):
    return Timeout(None if delay is None else get_running_loop().time() + delay)


def timeout_at(when):
    return Timeout(when)


class TaskGroup:
    __module__ = "asyncio.taskgroups"

    def __init__(self):
        self._entered = False
        self._exiting = False
        self._aborting = False
        self._loop = None
        self._parent = None
        self._parent_asked = False
        self._group = []
        self._errors = []
        self._base_error = None
        self._completed = None

    async def __aenter__(self):
        if self._entered:
            raise RuntimeError(f"TaskGroup {self!r} has been already entered")
        self._entered = True
        self._loop = get_running_loop()
        self._parent = current_task(self._loop)
        return self

    async def __aexit__(self, kind, value, trace):
        self._exiting = True
        if value is not None and self._is_base(value) and self._base_error is None:
            self._base_error = value
        cancelled = value if kind is CancelledError else None
        if self._parent_asked and self._parent.uncancel() == 0:
            cancelled = None
        if kind is not None and not self._aborting:
            self._abort()
        while self._group:
            if self._completed is None:
                self._completed = self._loop.create_future()
            try:
                await self._completed
            except CancelledError as error:
                if not self._aborting:
                    cancelled = error
                    self._abort()
            self._completed = None
        if self._base_error is not None:
            raise self._base_error
        if cancelled and not self._errors:
            raise cancelled
        if kind is not None and kind is not CancelledError:
            self._errors.append(value)
        if self._errors:
            raise BaseExceptionGroup("unhandled errors in a TaskGroup", self._errors) from None

    def create_task(self, coro, *, name=None, context=None):
        if not self._entered:
            raise RuntimeError(f"TaskGroup {self!r} has not been entered")
        if self._exiting and not self._group:
            raise RuntimeError(f"TaskGroup {self!r} is finished")
        if self._aborting:
            raise RuntimeError(f"TaskGroup {self!r} is shutting down")
        task = self._loop.create_task(coro, name=name)
        if task.done():
            self._ended(task)
        else:
            self._group.append(task)
            task.add_done_callback(self._ended)
        return task

    def _is_base(self, error):
        return isinstance(error, (SystemExit, KeyboardInterrupt))

    def _abort(self):
        self._aborting = True
        for task in self._group:
            if not task.done():
                task.cancel()

    def _ended(self, task):
        if task in self._group:
            self._group.remove(task)
        if self._completed is not None and not self._group and not self._completed.done():
            self._completed.set_result(True)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        self._errors.append(error)
        if self._is_base(error) and self._base_error is None:
            self._base_error = error
        if self._parent.done():
            return
        if not self._aborting and not self._parent_asked:
            self._abort()
            self._parent_asked = True
            self._parent.cancel()
