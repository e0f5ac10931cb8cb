"""The worker: claims in batches, runs on threads, outcomes in batches, leases renewed meanwhile, and an orderly end.

claim (main thread) ──▶ run (threads) ──▶ write outcomes (one thread) ──▶ tell the queue
"""

from __future__ import annotations

import logging
import os
import random
import secrets
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from noetlc.catalog.model import CatalogError
from noetlc.process_limits import widened
from noetlc.worker.dispatch import Dispatcher
from noetlc.worker.journal import Journal
from noetlc.worker.metrics import Metrics, NoMetrics
from noetlc.worker.model import Abandoned, Claim, Fenced, Finished, Hook, failure, unnoticed
from noetlc.worker.patience import LONGEST_PAUSE, patiently
from noetlc.worker.queue import Delivery, Queue, QueueError
from noetlc.worker.sinks import FlushFailed, Sink, decode_ready, encode_ready

AHEAD_SECONDS = 0.25
"""A worker claims about as much as it runs in this time, and never less than it has threads."""

WAIT_SECONDS = 0.5
BATCH = 64
LONGEST_DELAY = 60.0

_log = logging.getLogger(__name__)

_END = None
Work = tuple[Delivery, Finished]


def owner_name() -> str:
    """A name that no other worker has: machine, process, chance."""
    return f"{socket.gethostname()[:60]}-{os.getpid()}-{secrets.token_hex(4)}"


@dataclass
class Worker:
    """One process that works on one queue. `concurrency` are its threads, `batch` the most commands it claims or finishes at once."""

    queue: Queue
    journal: Journal
    dispatcher: Dispatcher
    sink: Sink
    metrics: Metrics = field(default_factory=NoMetrics)
    concurrency: int = 1
    batch: int = BATCH
    hook: Hook = unnoticed
    _flight: dict[tuple[str, int], Delivery] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)
    _pace: float = 0.0
    _fault: BaseException | None = None

    def __post_init__(self) -> None:
        self.dispatcher.on_abort = self.metrics.aborted

    # ---- one command after the other

    def turn(self, most: int | None = None, wait: float = 0.0) -> int:
        """Claims, runs and finishes up to `most` commands on this thread; how many were claimed."""
        taken = self._claim(most or self.batch, wait)
        done = [(delivery, found) for delivery in taken if (found := self._work(delivery)) is not None]
        if done:
            self._write(done)
        return len(taken)

    def _claim(self, most: int, wait: float) -> Sequence[Delivery]:
        taken = self.queue.claim(most, wait)
        if taken:
            with self._lock:
                self._flight |= {(one.claim.id, one.claim.fence): one for one in taken}
            self.metrics.claimed(len(taken), sum(one.claim.attempts > 1 for one in taken))
            self.hook("claimed")
        return taken

    def _work(self, delivery: Delivery) -> Finished | None:
        """Runs a command and, where its intents go elsewhere, flushes them; None when that is not, or not now, this worker's to do."""
        claim = delivery.claim
        try:
            claim.check()
            if claim.exhausted:
                return _given_up(claim)
            if claim.state == "ready":
                done = decode_ready(claim)
            else:
                done = self.dispatcher.run(claim)
                self.hook("ran")
            if not self.sink.outside or not done.intents:
                return done
            if claim.state != "ready":
                patiently(lambda: self.journal.mark_ready(claim, encode_ready(done)))
                self.hook("ready")
            return self._flush(claim, done)
        except Fenced:
            self._leave(delivery, "fenced")
        except Abandoned as error:
            self._give_back(delivery, str(error))
        except Exception as error:
            # Whatever it is, it is not an outcome. It is tried again some times, maybe elsewhere, and then given up.
            _log.exception("command %s", claim.id)
            self._give_back(delivery, f"{type(error).__name__}: {error}")
        return None

    def _flush(self, claim: Claim, done: Finished) -> Finished:
        started = time.perf_counter()
        failed = False
        try:
            self.sink.flush(claim, done.intents)
        except FlushFailed as error:
            failed = True
            return done.failed("flush", str(error))
        else:
            return done
        finally:
            self.metrics.flushed(time.perf_counter() - started, failed)

    def _write(self, work: Sequence[Work]) -> None:
        """Writes outcomes, and tells the queue of those that count."""
        started = time.perf_counter()
        counted = self._written([done for _, done in work])
        if not self.sink.outside:
            self.metrics.flushed(time.perf_counter() - started, False)
        self.hook("finished")
        by_id = {done.claim.id: done for done in counted}
        for delivery, _ in work:
            done = by_id.get(delivery.claim.id)
            if done is None:
                self._leave(delivery, "fenced")
                continue
            if done.state == "dead":
                delivery.dead(str(done.outcome["error"]["message"]))
            else:
                delivery.ack()
            self.metrics.finished(done, delivery.claim.pool)
            self._leave(delivery, None)
        self.hook("acked")

    def _written(self, finished: list[Finished]) -> list[Finished]:
        try:
            return patiently(lambda: self.journal.finish(finished, self.sink.store))
        except Abandoned as error:
            _log.error("%d outcomes cannot be written: %s", len(finished), error)
            return []
        except Exception as error:
            _log.exception("an outcome cannot be written")
            if len(finished) > 1:
                return [one for single in finished for one in self._written([single])]
            if "error" in finished[0].outcome:
                return []
            return self._written([finished[0].failed("outcome", f"it cannot be stored: {type(error).__name__}: {error}")])

    # ---- without an outcome

    def _leave(self, delivery: Delivery, reason: str | None) -> None:
        with self._lock:
            self._flight.pop((delivery.claim.id, delivery.claim.fence), None)
        if reason is not None:
            self.metrics.given_back(reason)

    def _give_back(self, delivery: Delivery, why: str) -> None:
        claim = delivery.claim
        delay = min(LONGEST_DELAY, 0.5 * 2 ** min(claim.attempts, 10)) * random.uniform(0.5, 1.0)
        _log.warning("command %s is tried again in %.1f s: %s", claim.id, delay, why)
        self._release([delivery], delay)
        self._leave(delivery, "abandoned")

    def _release(self, deliveries: Sequence[Delivery], delay: float = 0.0, *, untried: bool = False) -> None:
        try:
            self.journal.release([one.claim for one in deliveries], delay, untried=untried)
        except CatalogError as error:
            _log.warning("%d commands wait until their leases end: %s", len(deliveries), error)
        for one in deliveries:
            one.nak(delay)

    # ---- many at a time

    def stop(self) -> None:
        """Claims no more; `run` returns when what it runs is over. May be called from signal handlers and other threads."""
        self._stop.set()
        self.queue.wake()

    def in_flight(self) -> int:
        """How many commands this worker holds."""
        with self._lock:
            return len(self._flight)

    def run(self, *, once: bool = False) -> None:
        """Works until `stop`, or with `once` until nothing is due. A queue or database that is away is waited for; with `once`, QueueError
        and CatalogError are raised."""
        with widened(frames=1, digits=0):
            todo: SimpleQueue[Delivery | None] = SimpleQueue()
            done: SimpleQueue[Work | None] = SimpleQueue()
            ended = threading.Event()
            runners = [self._thread(f"run-{number}", lambda: self._runner(todo, done)) for number in range(self.concurrency)]
            writer = self._thread("write", lambda: self._writer(done))
            heart = self._thread("lease", lambda: self._heart(ended))
            try:
                self._feed(todo, once)
            finally:
                self._give_rest_back(todo)
                for _ in runners:
                    todo.put(_END)
                for thread in runners:
                    thread.join()
                done.put(_END)
                writer.join()
                ended.set()
                heart.join()
        if self._fault is not None:
            raise self._fault

    def _thread(self, name: str, work: Callable[[], None]) -> threading.Thread:
        def guarded() -> None:
            try:
                work()
            except BaseException as error:  # nothing of this worker may go on without it
                self._fault = error
                self.stop()

        thread = threading.Thread(target=guarded, name=f"noetlc-{name}", daemon=True)
        thread.start()
        return thread

    def _feed(self, todo: SimpleQueue[Delivery | None], once: bool) -> None:
        pause = 0.1
        while not self._stop.is_set():
            room = self._room()
            if room <= 0:
                self._stop.wait(0.002)
                continue
            try:
                taken = self._claim(room, 0.0 if once else WAIT_SECONDS)
                pause = 0.1
            except (CatalogError, QueueError) as error:
                if once:
                    raise
                _log.warning("%s", error)
                self._stop.wait(pause * random.uniform(0.5, 1.0))
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            for delivery in taken:
                todo.put(delivery)
            if once and not taken:
                if not self.in_flight():
                    return
                self._stop.wait(0.01)

    def _room(self) -> int:
        """How many commands to claim now: enough to go on with, but few claims with little in them."""
        ahead = self.concurrency if self._pace <= 0 else int(self.concurrency * AHEAD_SECONDS / self._pace)
        most = max(self.concurrency + 1, min(self.batch, ahead))
        held = self.in_flight()
        return 0 if held > most // 2 else most

    def _runner(self, todo: SimpleQueue[Delivery | None], done: SimpleQueue[Work | None]) -> None:
        while (delivery := todo.get()) is not _END:
            started = time.monotonic()
            found = self._work(delivery)
            took = time.monotonic() - started
            self._pace = took if self._pace <= 0 else 0.9 * self._pace + 0.1 * took
            if found is not None:
                done.put((delivery, found))

    def _writer(self, done: SimpleQueue[Work | None]) -> None:
        ending = False
        while not ending:
            work = [first] if (first := done.get()) is not _END else []
            ending = not work
            while len(work) < self.batch and not ending:
                try:
                    more = done.get_nowait()
                except Empty:
                    break
                ending = more is _END
                work += [] if more is _END else [more]
            if work:
                self._write(work)

    def _heart(self, ended: threading.Event) -> None:
        """Renews leases; a worker that cannot loses them, and finds out by the fence."""
        while not ended.wait(min(1.0, self.journal.lease / 10)):
            with self._lock:
                due = [one for one in self._flight.values() if one.claim.renew_at <= time.monotonic()]
            if due:
                try:
                    self.journal.renew([one.claim for one in due])
                except CatalogError as error:
                    _log.warning("%d leases are not renewed: %s", len(due), error)
                for one in due:
                    one.in_progress()

    def _give_rest_back(self, todo: SimpleQueue[Delivery | None]) -> None:
        """What was claimed and not begun goes to others."""
        rest: list[Delivery] = []
        while True:
            try:
                delivery = todo.get_nowait()
            except Empty:
                break
            rest += [] if delivery is _END else [delivery]
        if rest:
            self._release(rest, untried=True)
            for one in rest:
                self._leave(one, "drained")


def _given_up(claim: Claim) -> Finished:
    """A command that workers died of, or could not end, too often."""
    kind = "flush" if claim.state == "ready" else "dead"
    done = failure(claim, kind, f"given up after {claim.attempts - 1} attempts")
    done.state = "dead"
    return done
