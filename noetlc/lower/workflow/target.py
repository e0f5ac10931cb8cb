"""What the target host cannot grant, and capabilities that a playbook needs but does not declare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from noetlc.diagnostics import Diagnostic, Span
from noetlc.frontend.playbook import Playbook, Task
from noetlc.frontend.plugins import is_intent
from noetlc.ir.nodes import Function, Module, Return, walk_exprs
from noetlc.lower.workflow.host_tools import MODULE
from noetlc.lower.workflow.module import StepReport

WORKER = "noetl-worker"
BUILT_IN = frozenset({"python", "noop", "workbook", "task_sequence"})
TOOL = "tool_"
SILENT = frozenset({"sleep", "log"})


def silence(module: Module) -> None:
    """Replaces the imports that a worker does not have and nobody misses by functions that do nothing."""
    for name, wanted in list(module.imports.items()):
        if wanted.module == MODULE and wanted.field in SILENT:
            del module.imports[name]
            params = tuple(f"p{i}" for i in range(len(wanted.params)))
            module.functions[name] = Function(name, params, "void", dict(zip(params, wanted.params, strict=True)), [Return(None)])


def refusals(
    playbook: Playbook,
    target: str,
    reports: Iterable[StepReport],
    module: Module,
    bodies: Iterable[tuple[str, Span, str]],
    bound: Callable[[Task], bool],
) -> list[Diagnostic]:
    """T01, T02 for target `noetl-worker`, T03 for any; in source order, step by step.

    `bodies` are the compiled Python bodies: step, place, entry function; `bound` says of a task whether it calls a plug-in that is part
    of the module.
    """
    needed = sorted({item.field for item in module.imports.values() if item.module == MODULE})
    found = list(_undeclared(playbook, needed))
    if target == WORKER:
        found += _refused_steps(playbook, {report.step: report for report in reports}, bound)
        found += _refused_imports(playbook, module, bodies)
    return found


def _undeclared(playbook: Playbook, needed: list[str]) -> Iterator[Diagnostic]:
    declared = playbook.executor.capabilities
    for name in needed:
        if declared is not None and name.startswith(TOOL) and name not in declared:
            message = f"executor.wasm.capabilities does not list {name}, which a step needs"
            yield _error(playbook, "T03", message, _span_of(playbook, name), f"add {name} to executor.wasm.capabilities")


def _refused_steps(playbook: Playbook, reports: dict[str, StepReport], bound: Callable[[Task], bool]) -> Iterator[Diagnostic]:
    for step in playbook.steps:
        for task in step.tasks:
            if task.kind not in BUILT_IN and not is_intent(task) and not bound(task):
                message = f"step {step.name}: {WORKER} grants no host tool of kind {task.kind}"
                yield _error(playbook, "T01", message, task.span, "build for target noetlc, or keep this playbook interpreted")
        if step.loop is not None and step.loop.mode == "cursor":
            message = f"step {step.name}: {WORKER} grants no cursor loops"
            yield _error(playbook, "T01", message, step.loop.span, "build for target noetlc, or keep this playbook interpreted")
        report = reports.get(step.name)
        if report is not None and report.lowered == "interpreted":
            message = f"step {step.name} cannot be compiled ({report.reason or 'no reason given'}), and {WORKER} has no host Python"
            yield _error(playbook, "T02", message, step.span, "change the body, build for target noetlc, or keep this playbook interpreted")


def _refused_imports(playbook: Playbook, module: Module, bodies: Iterable[tuple[str, Span, str]]) -> Iterator[Diagnostic]:
    """The clock, random bytes and the like that bodies reach."""
    other = (TOOL, "submit_", "await")
    wanted = {name: i.field for name, i in module.imports.items() if i.module == MODULE and not i.field.startswith(other)}
    if not wanted:
        return
    calls = {f.name: {str(e.imm) for e in walk_exprs(f.body) if e.op in ("call", "func")} for f in module.functions.values()}
    for step, span, entry in bodies:
        for name in sorted(_reached(entry, calls) & wanted.keys()):
            message = f"step {step}: {WORKER} does not grant {wanted[name]}, which the body needs"
            yield _error(playbook, "T01", message, span, "pass the value in the payload")


def _reached(entry: str, calls: Mapping[str, set[str]]) -> set[str]:
    """The functions called from a function, itself included."""
    seen = {entry}
    work = [entry]
    while work:
        for name in sorted(calls.get(work.pop(), ())):
            if name not in seen:
                seen.add(name)
                work.append(name)
    return seen


def _span_of(playbook: Playbook, capability: str) -> Span | None:
    """The first tool of the kind that needs the capability."""
    kind = capability.removeprefix(TOOL)
    return next((task.span for step in playbook.steps for task in step.tasks if task.kind == kind), None)


def _error(playbook: Playbook, code: str, message: str, span: Span | None, hint: str) -> Diagnostic:
    line, column = (span.line, span.column) if span else (1, 1)
    return Diagnostic(code, "error", message, playbook.source.name, line, column, hint=hint, span=span)
