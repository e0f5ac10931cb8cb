"""One session of measuring: a playbook, its module, and the payloads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

from noetlc.bench.compiling import TIMES, Spent, ready
from noetlc.bench.contestants import Pair, Stubs
from noetlc.bench.first import Kitchen, Order
from noetlc.bench.items import Items, items_at
from noetlc.bench.measure import Measured, Plan, found_items, measure
from noetlc.bench.report import ModuleFacts, Report
from noetlc.frontend.playbook import Playbook
from noetlc.host.errors import HostError
from noetlc.host.module import LoadedModule, to_binary
from noetlc.host.ours import is_ours
from noetlc.host.runner import MODULES
from noetlc.host.wire import encode
from noetlc.plugins.bind import Bound, other_plugins
from noetlc.verify.engines import workload_of
from noetlc.verify.harvest import harvest

Json = Any
Payload = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured: the checked playbook, its plug-ins, a module of it, and what building that took (None: it was given)."""

    playbook: Playbook
    bound: Bound
    wasm: bytes
    build: Spent | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A payload with the name of its file; None for the playbook's own workload."""

    name: str | None
    payload: Payload
    items: Items | None

    @classmethod
    def file(cls, name: str, payload: Payload, path: str | None) -> Given:
        """A payload of a file; `path` names the list whose items count. Raises NoItems."""
        return cls(name, payload, found_items(payload) if path is None else items_at(payload, path))

    @classmethod
    def workload(cls, playbook: Playbook, path: str | None) -> Given:
        """The playbook's own workload, given as a payload so that its batches can be made smaller. Raises NoItems."""
        payload = workload_of(playbook)
        try:
            encode(payload)
        except ValueError:  # YAML has numbers that JSON has not
            payload = {}
        return cls(None, payload, found_items(payload) if path is None else items_at(payload, path))


def session(subject: Subject, given: Sequence[Given], plan: Plan, timeout: float | None) -> Report:
    """Measures every payload. `timeout` in seconds is for one call.

    Raises HostError, also if the module has other plug-ins, Unstable, FirstCallFailed.
    """
    playbook, bound = subject.playbook, subject.bound
    wasm = to_binary(subject.wasm)
    module = MODULES.get(wasm, deadline=timeout is not None)
    if others := other_plugins(module.manifest.get("plugins"), bound):
        raise HostError("Source", others[0])
    facts = ModuleFacts(len(wasm), module.digest, subject.build, ready(module, min(TIMES, plan.repeat)), _lowered(module))
    stubs = Stubs(plan.seed, harvest(playbook))
    found: list[tuple[str | None, Measured]] = []
    with ExitStack() as stack:
        pair = stack.enter_context(closing(Pair.of(playbook, bound, module, stubs, timeout)))
        kitchen = None
        if plan.first:
            order = Order(playbook.source.name, pair.interpreted.output, is_ours(module.digest), timeout)
            kitchen = stack.enter_context(Kitchen(playbook.source.text, wasm, stubs, bound, order))
        for one in given:
            found.append((one.name, measure(pair, one.payload, one.items, kitchen, plan)))
    return Report(playbook.source.name, plan.seed, facts, found)


def _lowered(module: LoadedModule) -> dict[str, int]:
    """How many steps were lowered how, by the manifest, which may hold anything."""
    steps = module.manifest.get("steps")
    names = [step.get("lowered") for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []
    return dict(sorted(Counter(name for name in names if isinstance(name, str)).items()))
