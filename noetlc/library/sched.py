"""`sched`: events in the order of their times, run as a clock says."""


def event_class():
    from collections import namedtuple

    if not made:
        made.append(namedtuple("Event", "time, priority, sequence, action, argument, kwargs"))
    return made[0]


made = []


class scheduler:
    def __init__(self, timefunc=None, delayfunc=None):
        from time import monotonic, sleep

        self._queue = []
        self.timefunc = timefunc or monotonic
        self.delayfunc = delayfunc or sleep
        self._entered = 0

    def enterabs(self, time, priority, action, argument=(), kwargs=None):
        from heapq import heappush

        event = event_class()(time, priority, self._entered, action, argument, {} if kwargs is None else kwargs)
        self._entered += 1
        heappush(self._queue, event)
        return event

    def enter(self, delay, priority, action, argument=(), kwargs=None):
        return self.enterabs(self.timefunc() + delay, priority, action, argument, kwargs)

    def cancel(self, event):
        from heapq import heapify

        self._queue.remove(event)
        heapify(self._queue)

    def empty(self):
        return not self._queue

    def run(self, blocking=True):
        from heapq import heappop

        waiting, delay, clock = self._queue, self.delayfunc, self.timefunc
        while waiting:
            time, _, _, action, argument, kwargs = waiting[0]
            now = clock()
            if time > now:
                if not blocking:
                    return time - now
                delay(time - now)
            else:
                heappop(waiting)
                action(*argument, **kwargs)
                delay(0)
        return None

    @property
    def queue(self):
        return sorted(self._queue)
