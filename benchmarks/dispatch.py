"""What one call costs a worker: the module is loaded, the instance fresh; beside the interpreter with the same playbook already checked."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

import noetlc
from benchmarks.common import Row, playbook
from noetlc.frontend.playbook import Playbook
from noetlc.host import fast
from noetlc.host.plugins import PluginHost
from noetlc.host.wire import encode
from noetlc.interp.interpreter import checked, interpret_run

PAYLOAD = b'{"n": 1}'
PUT = {"kind": "wasm", "plugin": {"path": "noetl/result_put"}, "input": {"key": "total", "data": {"n": "{{ n }}"}}}
PLAYBOOKS = {
    "trivial module": playbook([{"step": "start", "tool": {"kind": "noop", "result": "{{ n }}"}}], workload={"n": 0}),
    "module with one result_put": playbook([{"step": "start", "tool": PUT}], workload={"n": 0}),
}


def rows(quick: bool) -> Iterator[Row]:
    """Medians of single calls, bytes in and bytes out, on the main thread, with a deadline."""
    calls = 300 if quick else 5_000
    for name, text in PLAYBOOKS.items():
        document = checked(text)
        host = PluginHost()
        plugin = host.load(name, 1, noetlc.build(text, verify=False).wasm)
        interpreted = median_call(partial(interpreted_call, document), calls // 10)
        try:
            for way, enabled, target in (("short way", True, "≤ 20 µs"), ("public classes", False, "≤ 120 µs")):
                fast.ENABLED = enabled
                value = median_call(partial(host.call, plugin, PAYLOAD), calls)
                yield Row(f"warm dispatch, {name}, {way}", value, "µs", interpreted, target if "trivial" in name else "")
        finally:
            fast.ENABLED = True


def interpreted_call(document: Playbook) -> bytes:
    return encode(interpret_run(document, json.loads(PAYLOAD)).envelope)


def median_call(work: Callable[[], object], calls: int) -> float:
    """The median time of one call in µs, after some that do not count."""
    for _ in range(50):
        work()
    clock, spent = time.perf_counter_ns, []
    for _ in range(calls):
        started = clock()
        work()
        spent.append(clock() - started)
    return statistics.median(spent) / 1000
