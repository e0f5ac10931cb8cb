"""Examples of the L, T, P and E codes: what is not compiled, what a target refuses, plug-ins, and test files."""

from __future__ import annotations

from noetlc.diagnostics.examples.documents import NOOP
from noetlc.diagnostics.examples.model import Example, body, flow, spoilt

HTTP = "  - step: start\n    tool: {kind: http, url: 'https://example.org'}\n"
CAPABLE = "executor: {wasm: {capabilities: [tool_http]}}\n"
WORKER = "--target noetl-worker"
SUITE = "playbook: flow.yaml\ncases:\n  - name: nothing given\n    payload: {}\n    expect: {status: completed}\n"

EXAMPLES: dict[str, Example] = {
    "L01": spoilt(body("class Log:", "    def close(self):", "        print('closed')", "log = Log()", "result = 1"), "close(", "__del__("),
    "L02": spoilt(body("import json", "result = json.dumps([1])"), "import json", "import simplejson as json"),
    "L03": spoilt(body("data = b'abc'", "result = len(data)"), "len(data)", "len(anext(data))"),
    "L04": spoilt(body("result = n + 1", more="      input: {n: 1}\n"), "n + 1", "eval(f'{n} + 1')"),
    "L07": spoilt(body("result = 'a,b'.split(',')"), "'a,b'", "open('table.csv').read()"),
    "T01": spoilt(flow(NOOP), "{kind: noop}", "{kind: http, url: 'https://example.org'}", "build", WORKER),
    "T02": spoilt(body("data = b'abc'", "result = len(data)"), "len(data)", "len(anext(data))", "build", WORKER),
    "T03": spoilt(flow(HTTP, CAPABLE), "[tool_http]", "[]", "build"),
    "E01": spoilt(SUITE, "payload: {}", "payload: {", "test"),
    "E02": spoilt(SUITE, "expect:", "expected:", "test"),
}
