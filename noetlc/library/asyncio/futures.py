"""Futures and tasks."""


class Future:
    __module__ = "_asyncio"

    def __init__(self, *, loop=None):
        self._state = "PENDING"
        self._value = None
        self._error = None
        self._loop = get_event_loop() if loop is None else loop
        self._callbacks = []
        self._cancel_message = None
        self._cancelled_by = None  # the error that ended the task, which is raised once

    def __repr__(self):
        said = [self._state.lower()]
        if self._state == "FINISHED":
            said.append(f"result={self._value!r}" if self._error is None else f"exception={self._error!r}")
        return f"<{type(self).__name__} {' '.join(said)}>"

    def get_loop(self):
        return self._loop

    def cancel(self, msg=None):
        if self._state != "PENDING":
            return False
        self._cancel_message = msg
        self._end("CANCELLED")
        return True

    def _end(self, state):
        self._state = state
        waiting = self._callbacks
        self._callbacks = []
        for callback in waiting:
            self._loop.call_soon(callback, self)

    def _cancelled_error(self):
        error = self._cancelled_by
        if error is not None:
            self._cancelled_by = None
            return error
        return CancelledError() if self._cancel_message is None else CancelledError(self._cancel_message)

    def cancelled(self):
        return self._state == "CANCELLED"

    def done(self):
        return self._state != "PENDING"

    def result(self):
        if self._state == "CANCELLED":
            raise self._cancelled_error()
        if self._state == "PENDING":
            raise InvalidStateError("Result is not set.")
        if self._error is not None:
            raise self._error
        return self._value

    def exception(self):
        if self._state == "CANCELLED":
            raise self._cancelled_error()
        if self._state == "PENDING":
            raise InvalidStateError("Exception is not set.")
        return self._error

    def add_done_callback(self, fn, /, *, context=None):
        if self._state == "PENDING":
            self._callbacks.append(fn)
        else:
            self._loop.call_soon(fn, self)

    def remove_done_callback(self, fn, /):
        left = [one for one in self._callbacks if one != fn]
        removed = len(self._callbacks) - len(left)
        self._callbacks = left
        return removed

    def set_result(self, result, /):
        if self._state != "PENDING":
            raise InvalidStateError("invalid state")
        self._value = result
        self._end("FINISHED")

    def set_exception(self, exception, /):
        if self._state != "PENDING":
            raise InvalidStateError("invalid state")
        error = exception() if isinstance(exception, type) else exception
        if not isinstance(error, BaseException):
            raise TypeError("invalid exception object")
        if type(error) is StopIteration:
            raise TypeError("StopIteration interacts badly with generators and cannot be raised into a Future")
        self._error = error
        self._end("FINISHED")

    def __await__(self):
        if self._state == "PENDING":
            yield self
        if self._state == "PENDING":
            raise RuntimeError("await wasn't used with future")
        return self.result()

    __iter__ = __await__


class Task(Future):
    __module__ = "_asyncio"

    def __init__(self, coro, *, loop=None, name=None, context=None):
        Future.__init__(self, loop=loop)
        if not iscoroutine(coro):
            raise TypeError(f"a coroutine was expected, got {coro!r}")
        if name is None:
            shared.named += 1
            name = f"Task-{shared.named}"
        self._name = str(name)
        self._coro = coro
        self._must_cancel = False
        self._waits_for = None
        self._cancels = 0
        self._loop.call_soon(self._step)
        shared.tasks.append(self)

    def __repr__(self):
        said = "cancelling" if self._must_cancel else self._state.lower()
        return f"<Task {said} name={self._name!r}>"

    def get_coro(self):
        return self._coro

    def get_name(self):
        return self._name

    def set_name(self, value):
        self._name = str(value)

    def set_result(self, result, /):
        raise RuntimeError("Task does not support set_result operation")

    def set_exception(self, exception, /):
        raise RuntimeError("Task does not support set_exception operation")

    def cancel(self, msg=None):
        if self.done():
            return False
        self._cancels += 1
        if self._waits_for is not None and self._waits_for.cancel(msg):
            return True
        self._must_cancel = True
        self._cancel_message = msg
        return True

    def cancelling(self):
        return self._cancels

    def uncancel(self):
        if self._cancels > 0:
            self._cancels -= 1
        return self._cancels

    def _end(self, state):
        shared.tasks.remove(self)
        Future._end(self, state)

    def _step(self, error=None):
        if self._must_cancel:
            if not isinstance(error, CancelledError):
                error = self._cancelled_error()
            self._must_cancel = False
        self._waits_for = None
        before = self._loop._task
        self._loop._task = self
        try:
            given = self._coro.send(None) if error is None else self._coro.throw(error)
        except StopIteration as ended:
            if self._must_cancel:
                self._must_cancel = False
                Future.cancel(self, self._cancel_message)
            else:
                self._value = ended.value
                self._end("FINISHED")
        except CancelledError as cancelled:
            self._cancelled_by = cancelled
            Future.cancel(self)
        except (KeyboardInterrupt, SystemExit) as left:
            self._error = left
            self._end("FINISHED")
            raise
        except BaseException as failed:
            self._error = failed
            self._end("FINISHED")
        else:
            self._wait(given)
        finally:
            self._loop._task = before

    def _wait(self, given):
        """Goes on when what the coroutine gave is done."""
        if isinstance(given, Future):
            if given._loop is not self._loop:
                self._loop.call_soon(self._step, RuntimeError(f"Task {self!r} got Future {given!r} attached to a different loop"))
            elif given is self:
                self._loop.call_soon(self._step, RuntimeError(f"Task cannot await on itself: {self!r}"))
            else:
                given.add_done_callback(self._wake)
                self._waits_for = given
                if self._must_cancel and given.cancel(self._cancel_message):
                    self._must_cancel = False
        elif given is None:
            self._loop.call_soon(self._step)
        else:
            self._loop.call_soon(self._step, RuntimeError(f"Task got bad yield: {given!r}"))

    def _wake(self, future):
        try:
            future.result()
        except BaseException as error:
            self._step(error)
        else:
            self._step()


class Shared:
    def __init__(self):
        self.running = None  # the loop
        self.loop = None  # that `get_event_loop` gives where none runs
        self.named = 0  # tasks
        self.tasks = []  # that are not done


shared = Shared()


def iscoroutine(obj):
    return type(obj).__name__ in ("coroutine", "generator")


def isfuture(obj):
    return isinstance(obj, Future)


def current_task(loop=None):
    return (get_running_loop() if loop is None else loop)._task


def all_tasks(loop=None):
    loop = get_running_loop() if loop is None else loop
    return {task for task in shared.tasks if task._loop is loop}


def create_task(coro, *, name=None, context=None):
    return get_running_loop().create_task(coro, name=name)


async def wrapped(awaitable):
    return await awaitable


def ensure_future(coro_or_future, *, loop=None):
    if isfuture(coro_or_future):
        if loop is not None and loop is not coro_or_future._loop:
            raise ValueError("The future belongs to a different loop than the one specified as the loop argument")
        return coro_or_future
    if not iscoroutine(coro_or_future):
        if not hasattr(coro_or_future, "__await__"):
            raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")
        coro_or_future = wrapped(coro_or_future)
    return (get_event_loop() if loop is None else loop).create_task(coro_or_future)
