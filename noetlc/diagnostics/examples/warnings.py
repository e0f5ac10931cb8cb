"""Examples of the W codes: what is odd in a playbook, and what verification finds."""

# ruff: noqa: E501 - one row of the table per line
from __future__ import annotations

from noetlc.diagnostics.examples.documents import NOOP, ROUTED
from noetlc.diagnostics.examples.model import Example, body, flow, spoilt


def _rule(then: str) -> str:
    return flow(f"  - step: start\n    tool:\n      kind: noop\n      spec:\n        policy:\n          rules:\n            - then: {then}\n")


def _tasks(*tasks: str) -> str:
    return flow("  - step: start\n    tool:\n" + "".join(f"      - {task}\n" for task in tasks))


PARALLEL = (
    "  - step: start\n    loop:\n      in: '{{ [1, 2] }}'\n      iterator: item\n      spec: {mode: sequential}\n"
    "    tool:\n      - {kind: noop, set: {ctx.last: '{{ item }}'}}\n"
)

EXAMPLES: dict[str, Example] = {
    "W01": spoilt(flow(NOOP.replace("    tool", "    desc: begins\n    tool")), "desc", "description"),
    "W02": spoilt(_rule("{do: continue}"), "then: {do: continue}", "when: '{{ true }}'"),
    "W03": spoilt(_rule("{do: retry, attempts: 3}"), "retry", "again"),
    "W04": spoilt(_tasks("{name: load, kind: noop}", "{name: save, kind: noop}"), "save", "load"),
    "W05": spoilt(
        _tasks("{name: load, kind: noop}", "{name: save, kind: noop, spec: {policy: {rules: [{when: '{{ false }}', then: {do: jump, to: load}}]}}}"),
        "to: load",
        "to: fetch",
    ),
    "W06": spoilt(flow("  - step: start\n    tool: {kind: noop, result: \"{{ 'ff' | int(default=0) }}\"}\n"), "default=0", "fallback=0"),
    "W07": spoilt(flow(NOOP, "workload: {job_name: nightly}\n"), "job_name", "job"),
    "W08": spoilt(flow(NOOP), "    tool", "    when: '{{ true }}'\n    tool"),
    "W09": spoilt(flow(ROUTED), "    next: report\n", ""),
    "W10": spoilt(flow("  - step: start\n    tool: {kind: noop}\n"), "kind: noop", "kind: http, url: 'https://example.org'"),
    "W11": spoilt(flow(PARALLEL), "sequential", "parallel"),
    "W12": spoilt(flow(ROUTED.replace("    tool: {kind: noop}\n    next", "    spec: {next_mode: inclusive}\n    tool: {kind: noop}\n    next")), "inclusive", "all"),
    "W13": spoilt(body("result = sorted({'a', 'b', 'c', 'd'})"), "sorted(", "list(", "build"),
    "W15": spoilt(flow("  - step: start\n    tool: {kind: noop, result: '{{ limit }}'}\n", "workload: {limit: 3}\n"), "{{ limit }}", "{{ limt }}"),
    "W16": spoilt(body("result = 2 ** 60"), "60", "70", "build", "--no-bigint --examples 0"),
    "W17": spoilt(body("result = 2 ** 60"), "60", "70", "build", "--no-bigint --examples 0"),
    "W18": spoilt(body("result = {'a': 1}['a']"), "['a']", "['b']", "build", "--examples 0"),
}
