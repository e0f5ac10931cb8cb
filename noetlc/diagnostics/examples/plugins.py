"""Examples of the P codes, whose fault is mostly in a file beside the playbook, and of the path that a catalog refuses."""

# ruff: noqa: E501 - one row of the table per line
from __future__ import annotations

from noetlc.diagnostics.examples.documents import NOOP
from noetlc.diagnostics.examples.model import Example, flow, spoilt

FINE = """\
(module
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "run") (param i32 i32) (result i64) (i64.const 0)))
"""
CALL = "  - step: start\n    tool:\n      kind: wasm\n      plugin: {path: scale}\n"
FLOW = flow(CALL)
WAT = "escape_hatch/scale.wat"
PYTHON = "escape_hatch/scale.py"
BODY = "  - step: start\n    tool:\n      kind: python\n      code: |\n        from noetl.plugins import fnv\n        result = fnv.fnv1a64(b'ab')\n"


def _plugin(right: str, wrong: str) -> Example:
    """The example whose plug-in has `wrong` instead of `right`."""
    if FINE.count(right) != 1:
        raise ValueError(f"{right!r} stands {FINE.count(right)} times in the plug-in")
    return Example(FLOW, FLOW, beside={WAT: FINE.replace(right, wrong)}, mended_beside={WAT: FINE})


EXAMPLES: dict[str, Example] = {
    "P01": _plugin("(i64.const 0)))", "(i64.const 0))"),
    "P02": _plugin("(module", '(module\n  (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))'),
    "P03": _plugin('"run"', '"scale"'),
    "P04": _plugin('(memory (export "memory") 1)', '(memory (export "memory") 1)\n  (tag $error)'),
    "P05": Example(
        FLOW, FLOW, beside={PYTHON: "def run(pointer: i32, size: i32) -> i64:\n    return 0\n"}, mended_beside={WAT: FINE}
    ),
    "P06": _plugin("(module", '(module\n  (@custom "noetlc.plugin" "{}")'),
    "P07": _plugin('(memory (export "memory") 1)', '(memory (export "memory") 2000)'),
    "P08": Example(flow(CALL.replace("scale", "scael")), FLOW, beside={WAT: FINE}, mended_beside={WAT: FINE}),
    "P09": Example(
        flow(CALL + "      input: {token: '{{ keychain.service.token }}'}\n"), flow(CALL + "      input: {rows: [1, 2]}\n"), beside={WAT: FINE}, mended_beside={WAT: FINE}
    ),
    "P11": Example(
        "cases: {name: nothing}\n", "cases:\n  - {name: nothing, output_text: \"\"}\n", "plugin test", beside={"scale.wat": FINE}, mended_beside={"scale.wat": FINE}
    ),
    "P12": spoilt(flow(BODY), "fnv.fnv1a64(b'ab')", "eval(str('fnv.fnv1a64'))(b'ab')"),
    "C01": spoilt(flow(NOOP).replace("name: example", "name: example, path: team/example"), "team/example", "team//example", "register"),
}  # fmt: skip
