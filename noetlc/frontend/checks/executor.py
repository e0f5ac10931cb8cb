"""The `executor` block (language.md 2.2)."""

from __future__ import annotations

from typing import Literal

from noetlc.frontend.checks.report import Report, entry, is_null, join, value_span
from noetlc.frontend.nodes import Mapping, Scalar, Sequence
from noetlc.frontend.playbook import Executor

Runtime = Literal["interpreted", "wasm"]

MOST = (1 << 63) - 1
LIMITS = {"memory_mb": (1, 4096), "steps": (1, MOST), "timeout_s": (1, MOST)}
"""What the limits of a module may be."""


def read_executor(report: Report, root: Mapping) -> tuple[Executor, Scalar | None, Scalar | None]:
    """The block, and the names under `spec.entry_step` and `spec.final_step`."""
    block = report.mapping(root, "executor", "")
    if block is None:
        return Executor("interpreted", None, None, ()), None, None
    spec = report.mapping(block, "spec", "executor")
    names = [_name(report, spec, key) for key in ("entry_step", "final_step")]
    wasm = report.mapping(block, "wasm", "executor")
    target = report.text(wasm, "target", "executor.wasm") if wasm else None
    executor = Executor(
        _runtime(report, block),
        _capabilities(report, wasm),
        None if target is None or is_null(target) else target.text,
        _limits(report, wasm),
    )
    return executor, names[0], names[1]


def _name(report: Report, spec: Mapping | None, key: str) -> Scalar | None:
    found = report.text(spec, key, "executor.spec") if spec else None
    return None if found is None or is_null(found) else found


def _runtime(report: Report, block: Mapping) -> Runtime:
    found = entry(block, "runtime")
    word = report.text(block, "runtime", "executor")
    if found is None or word is None or is_null(word) or word.text == "interpreted":
        return "interpreted"
    if word.text == "wasm":
        return "wasm"
    hint = "known are interpreted and wasm"
    report.warn("W01", f"executor.runtime {word.text} is ignored", value_span(*found), "executor.runtime", hint)
    return "interpreted"


def _capabilities(report: Report, wasm: Mapping | None) -> tuple[str, ...] | None:
    found = entry(wasm, "capabilities") if wasm else None
    if found is None or is_null(found[1]):
        return None
    key, value = found
    if isinstance(value, Sequence) and all(isinstance(item, Scalar) for item in value.items):
        return tuple(item.text for item in value.items if isinstance(item, Scalar))
    hint = "write capabilities: [tool_http]"
    report.error("V22", "capabilities must be a list of names", key.span, "executor.wasm.capabilities", hint)
    return None


def _limits(report: Report, wasm: Mapping | None) -> tuple[tuple[str, int], ...]:
    limits = report.mapping(wasm, "limits", "executor.wasm") if wasm else None
    out: list[tuple[str, int]] = []
    for key, value in limits.entries if limits else ():
        number = value.value if isinstance(value, Scalar) else None
        least, most = LIMITS.get(key.text, (0, MOST))
        if isinstance(number, int) and not isinstance(number, bool) and least <= number <= most:
            out.append((key.text, number))
        else:
            message = f"{key.text} must be an integer from {least} to {most}"
            report.error("V22", message, key.span, join("executor.wasm.limits", key.text), "write a number in this range")
    return tuple(out)
