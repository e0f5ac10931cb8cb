"""The step graph of language.md 4.2: back arcs, cycles, and the liveness counts that decide when a join may run."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence


class StepGraph:
    """What of the graph does not change during a run. `targets[s]` are the arc targets of step s in source order.

    `forward[s]` lists the targets of its FORWARD arcs (one entry per arc); steps a and b with `component[a] == component[b]`
    reach each other.
    """

    def __init__(self, targets: Sequence[Sequence[int]], entry: int) -> None:
        self.forward: list[list[int]] = [[] for _ in targets]
        self._classify(targets, entry)
        self.component = _components(targets)

    def _classify(self, targets: Sequence[Sequence[int]], entry: int) -> None:
        unseen, on_path, finished = 0, 1, 2
        state = [unseen] * len(targets)
        for root in [entry, *range(len(targets))]:
            if state[root] != unseen:
                continue
            state[root] = on_path
            stack = [(root, iter(targets[root]))]
            while stack:
                step, arcs = stack[-1]
                target = next(arcs, None)
                if target is None:
                    state[step] = finished
                    stack.pop()
                elif state[target] != on_path:
                    self.forward[step].append(target)
                    if state[target] == unseen:
                        state[target] = on_path
                        stack.append((target, iter(targets[target])))


def _components(targets: Sequence[Sequence[int]]) -> list[int]:
    """Strongly connected components (Kosaraju): a number per step, equal within a component."""
    count = len(targets)
    sources: list[list[int]] = [[] for _ in range(count)]
    for step, arcs_of in enumerate(targets):
        for target in arcs_of:
            sources[target].append(step)
    component = [-1] * count
    for root in reversed(_finished(targets)):
        if component[root] >= 0:
            continue
        component[root] = root
        todo = [root]
        while todo:
            for source in sources[todo.pop()]:
                if component[source] < 0:
                    component[source] = root
                    todo.append(source)
    return component


def _finished(targets: Sequence[Sequence[int]]) -> list[int]:
    """The steps in the order in which a walk in depth leaves them."""
    order: list[int] = []
    seen = [False] * len(targets)
    for root in range(len(targets)):
        if seen[root]:
            continue
        seen[root] = True
        stack = [(root, iter(targets[root]))]
        while stack:
            step, arcs = stack[-1]
            target = next(arcs, None)
            if target is None:
                order.append(step)
                stack.pop()
            elif not seen[target]:
                seen[target] = True
                stack.append((target, iter(targets[target])))
    return order


class Agenda:
    """The queue and the waiting list of a run.

    A step is live if it is queued, waiting or being routed (`held`), or if a FORWARD predecessor is live. `_live_sources`
    counts those predecessors, so that each change costs the arcs it touches and nothing is searched.
    """

    def __init__(self, graph: StepGraph) -> None:
        count = len(graph.forward)
        self._graph = graph
        self._queue: deque[int] = deque()
        self._held = [False] * count
        self._waiting: dict[int, int] = {}  # step -> its place in the order of waiting
        self._ready: list[tuple[int, int]] = []  # heap of (place, step) that may be released
        self._live_sources = [0] * count
        self._places = 0

    def start(self, step: int) -> None:
        """Queues a step without waiting."""
        self._hold(step)
        self._queue.append(step)

    def pop(self) -> int | None:
        """The next step, which stays live until `settle`; None at the end of the run."""
        return self._queue.popleft() if self._queue else None

    def present(self, step: int) -> bool:
        """True if the step is queued or waiting."""
        return step in self._waiting or (self._held[step] and step != self._current)

    _current = -1

    def routing(self, step: int) -> None:
        """Names the step whose arcs are followed now; it is neither queued nor waiting."""
        self._current = step

    def wait(self, step: int) -> None:
        """Adds a step to the waiting list."""
        self._places += 1
        self._waiting[step] = self._places
        if step != self._current:
            self._hold(step)
        if not self._live_sources[step]:
            heapq.heappush(self._ready, (self._places, step))

    def settle(self) -> None:
        """Ends the routing of the current step and moves every waiting step without live predecessor to the queue."""
        step, self._current = self._current, -1
        if step not in self._waiting:
            self._drop(step)
        while self._ready:
            place, step = heapq.heappop(self._ready)
            if self._waiting.get(step) == place and not self._live_sources[step]:
                del self._waiting[step]
                self._queue.append(step)

    def _hold(self, step: int) -> None:
        self._held[step] = True
        if not self._live_sources[step]:
            self._spread(step, 1)

    def _drop(self, step: int) -> None:
        self._held[step] = False
        if not self._live_sources[step]:
            self._spread(step, -1)

    def _spread(self, step: int, change: int) -> None:
        """`step` turned live (+1) or dead (-1): tells its successors, and theirs where that turns them too."""
        todo = [step]
        while todo:
            for target in self._graph.forward[todo.pop()]:
                before = self._live_sources[target]
                self._live_sources[target] = before + change
                turned = (before if change < 0 else before + 1) == 1
                if not turned:
                    continue
                if not self._held[target]:
                    todo.append(target)
                elif change < 0 and target in self._waiting:
                    heapq.heappush(self._ready, (self._waiting[target], target))
