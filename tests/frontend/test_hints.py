"""Every diagnostic says where, what and what to do; limits and kinds of the wrong shape are refused, not met later."""

from __future__ import annotations

import pytest

import noetlc

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\n"
STEP = "workflow: [{step: a, tool: {kind: noop}}]\n"
UNREADABLE = [
    "", "- a", "a: [1, 2", "a: 'x", "\tb: 1", "a: *x", "a: &x [*x]", "a: !foo 1", "{}: 1", "? [a]\n: 1", "a: 1\na: 2", "%YAML 3.0\n---\na: 1", "a: \x01",
    b"\xff\xfe", b"a: \xff", "a: @x", "a: - b", "a: |\n b\n  c\n d\n e: f\n- g", "a: >5x\n b", "!!python/object:os.system x", "a: !!int foo",
    "a: !!bool 7", "a: .nan", "a: b: c", "---\n---\n", "a: " + "[" * 131, "a: {b: {c: d}", "a: 'b' c",
]  # fmt: skip
INVALID = [
    "workflow: []", "workflow: [1]", "workflow: [{}]", "workflow: [{step: a}]", "workflow: [{step: a, tool: 5}]", "workflow: [{step: a, tool: []}]",
    "workflow: [{step: a, tool: {kind: [x]}}]", "workflow: [{step: a, tool: {kind: noop, input: x}}]", "workflow: [{step: a, loop: 1, tool: {kind: noop}}]",
    "workflow: [{step: a, loop: {iterator: x, spec: {mode: cursor}, cursor: {claim: x, kind: [1]}}, tool: {kind: noop}}]",
    "workflow: [{step: a, tool: {kind: noop}, next: {arcs: [{}]}}]", "workflow: [{step: a, tool: {kind: noop}, next: b}]",
    STEP + "executor: {spec: {entry_step: x}}", STEP + "executor: {wasm: {limits: {memory_mb: x}}}", STEP + "executor: {wasm: {limits: {memory_mb: 0}}}",
    STEP + "executor: {wasm: {limits: {memory_mb: 4097}}}", STEP + "executor: {wasm: {limits: {steps: 9223372036854775808}}}",
    STEP + "executor: {wasm: {limits: {timeout_s: -1}}}", STEP + "executor: {wasm: {capabilities: x}}",
]  # fmt: skip


@pytest.mark.parametrize("source", [*UNREADABLE, *(HEAD + part for part in INVALID)])
def test_hints(source: str | bytes) -> None:
    found = noetlc.check(source)
    assert any(d.severity == "error" for d in found)
    for diagnostic in found:
        assert diagnostic.code, diagnostic
        assert diagnostic.message, diagnostic
        assert diagnostic.hint, diagnostic
        assert diagnostic.line > 0, diagnostic
        assert diagnostic.column > 0, diagnostic


@pytest.mark.parametrize("limits", ["memory_mb: 4096, steps: 9223372036854775807", "timeout_s: 1, steps: 100000"])
def test_limits_at_their_ends(limits: str) -> None:
    wasm = noetlc.build(HEAD + STEP + f"executor: {{wasm: {{limits: {{{limits}}}}}}}\n", verify=False).wasm
    assert noetlc.run(wasm)["status"] == "completed"
