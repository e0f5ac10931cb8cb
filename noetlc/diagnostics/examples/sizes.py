"""Examples of the codes of limits: documents that are too large, with what is repeated in them left out."""

# ruff: noqa: E501 - one row of the table per line
from __future__ import annotations

from noetlc.diagnostics.examples.documents import NOOP
from noetlc.diagnostics.examples.model import Example, body, flow


def _result(template: str) -> str:
    return flow(f'  - step: start\n    tool: {{kind: noop, result: "{template}"}}\n')


LINE = "    2026-01-01, 1, 2, 3, 4, 5, 6, 7, 8, 9\n"
DATA = "workload:\n  table: |\n" + LINE
LOADED = "  - step: start\n    tool: {kind: duckdb, query: \"select * from 'table.csv'\"}\n"
LOOPED = "  - step: start\n    loop: {in: '{{ range(6000) | list }}', iterator: n}\n    tool: {kind: noop, result: '{{ n }}'}\n"
SPLIT = body("result = [number + 1 for number in range(9)]")
TEXT = "workload: {text: a long text}\n"

EXAMPLES: dict[str, Example] = {
    "V30": Example(flow(NOOP, DATA + "…"), flow(LOADED), repeated=LINE, times=100_000),
    "V31": Example(flow("  - step: start\n    tool: {kind: noop, input: {numbers: [1…]}}\n"), flow(LOADED), repeated=", 1", times=260_000),
    "V32": Example(flow(NOOP + "…"), flow(LOOPED), repeated="  - {step: s{n}, tool: {kind: noop}}\n", times=5_000),
    "V33": Example(flow("  - step: start\n    tool:\n…"), flow(LOOPED), repeated="      - {kind: noop, name: t{n}}\n", times=10_001),
    "V34": Example(_result("{{ 1… }}"), _result("{{ ([1] * 300) | sum }}"), repeated=" + 1", times=300),
    "V35": Example(body("numbers = [1…]", "result = sum(numbers)"), SPLIT, repeated=", 1", times=90_000),
    "V36": Example(body("result = 1…"), body("result = sum([1] * 500)"), repeated=" + 1", times=500),
    "V37": Example(_result("{{ 1 }} a…"), flow("  - step: start\n    tool: {kind: noop, result: '{{ text }}'}\n", TEXT), repeated="a", times=262_144),
    "V38": Example(
        flow(NOOP + "…"),
        flow("  - step: start\n    tool: {kind: noop, result: '{{ text }}'}\n", TEXT),
        repeated="  - {step: s{n}, tool: {kind: noop, result: '{{ text }}" + " and more" * 20 + "'}}\n",
        times=2_900,
    ),
    "L09": Example(body("result = 0…"), body("result = 0", "for _ in range(9000):", "    result += 1"), repeated="\n        result += 1", times=9_000),
}  # fmt: skip
