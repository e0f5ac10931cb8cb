"""Examples of the V codes: documents that are rejected."""

# ruff: noqa: E501 - one row of the table per line
from __future__ import annotations

from noetlc.diagnostics.examples.model import HEAD, Example, body, flow, spoilt

NOOP = "  - step: start\n    tool: {kind: noop}\n"
ROUTED = NOOP + "    next: report\n  - step: report\n    tool: {kind: noop}\n"
LOOP = "  - step: start\n    loop: {in: '{{ [1, 2] }}', iterator: item}\n    tool: {kind: noop, result: '{{ item }}'}\n"
GUARDED = NOOP + "    next: report\n  - step: report\n    when: '{{ true }}'\n    tool: {kind: noop}\n"
WHEN = NOOP + "    next:\n      arcs:\n        - step: report\n          when: '{{ true }}'\n  - step: report\n    tool: {kind: noop}\n"
WORKBOOK = "workbook:\n  - name: fetch\n    tool: {kind: noop}\n"

EXAMPLES: dict[str, Example] = {
    "V01": spoilt(flow("  - step: start\n    tool:\n      kind: noop\n      result: 1\n"), "      result", "     result"),
    "V02": spoilt(flow(NOOP, "workload: {limit: 2}\n"), "limit: 2", "limit: 1, limit: 2"),
    "V03": Example("- step: start\n  tool: {kind: noop}\n", flow(NOOP)),
    "V04": spoilt(flow(NOOP), "noetl.io/v2", "v2"),
    "V05": spoilt(flow(NOOP), "Playbook", "Workflow"),
    "V06": spoilt(flow(NOOP), "name: example", "title: example"),
    "V07": Example(f"{HEAD}workflow: []\n", flow(NOOP)),
    "V08": spoilt(flow(NOOP), "step: start\n    tool: {kind: noop}", "tool: {kind: noop}"),
    "V09": spoilt(flow(ROUTED), "- step: report", "- step: start"),
    "V10": spoilt(flow(ROUTED), "start\n    tool: {kind: noop}", "start"),
    "V11": spoilt(flow(WHEN), "next:\n      arcs:\n        - step: report\n          when: '{{ true }}'", "case:\n      - when: '{{ true }}'\n        then: report"),
    "V12": spoilt(flow("  - step: start\n    tool: {kind: python, code: result = 1}\n"), "python", "pyton"),
    "V13": spoilt(
        flow("  - step: start\n    tool:\n      kind: noop\n      input: {a: 1, b: 2}\n"), "input: {a: 1, b: 2}", "input: {a: 1}\n      args: {b: 2}"
    ),
    "V14": spoilt(flow("  - step: start\n    tool:\n      - fetch: {kind: noop}\n"), "fetch: {kind: noop}", "fetch"),
    "V15": spoilt(flow("  - step: start\n    tool: {kind: workbook, name: fetch}\n", WORKBOOK), "workbook, name: fetch", "workbook, name: fetsh"),
    "V16": spoilt(flow(LOOP), ", iterator: item", ""),
    "V17": spoilt(flow(GUARDED), "'{{ true }}'", "''"),
    "V18": spoilt(flow(ROUTED), "next: report", "next: {step: report}"),
    "V19": spoilt(flow(ROUTED), "next: report", "next: reprot"),
    "V20": spoilt(
        flow("  - step: start\n    tool: {kind: noop, spec: {policy: {rules: [{else: {then: {do: continue}}}]}}}\n"),
        "spec: {policy: {rules: [{else: {then: {do: continue}}}]}}",
        "eval: [{do: stop}]",
    ),
    "V21": spoilt(flow(ROUTED, "executor: {spec: {entry_step: start}}\n"), "entry_step: start", "entry_step: begin"),
    "V22": spoilt(flow("  - step: start\n    tool: {kind: noop, input: {numbers: [1, 2]}}\n"), "{numbers: [1, 2]}", "[1, 2]"),
    "V23": spoilt(flow("  - step: start\n    tool: {kind: noop, result: 'nan'}\n"), "'nan'", ".nan"),
    "V24": spoilt(flow("  - step: start\n    tool: {kind: noop, result: '{{ 1 + 1 }}'}\n"), "1 + 1 ", "1 + "),
    "V25": spoilt(flow("  - step: start\n    tool: {kind: noop, result: \"{{ 'ada' | upper }}\"}\n"), "upper", "uper"),
    "V26": spoilt(body("total = 0", "for number in [1, 2]:", "    total += number", "result = total"), "[1, 2]:", "[1, 2]"),
}
