"""The root of a playbook: its keys, the workflow as a whole, and the checked playbook (language.md 2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from noetlc.diagnostics import Diagnostic, Span
from noetlc.frontend.checks.executor import read_executor
from noetlc.frontend.checks.nearest import did_you_mean, nearest
from noetlc.frontend.checks.pipelines import ToolReader, overlay
from noetlc.frontend.checks.report import Report, entry, is_blank, is_null, join, misspelt, value_span
from noetlc.frontend.checks.routing import reachable, texts
from noetlc.frontend.checks.sizes import check_sizes
from noetlc.frontend.checks.steps import StepDraft, read_step
from noetlc.frontend.checks.words import API_VERSIONS, RESERVED_NAMES, ROOT_KEYS
from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence
from noetlc.frontend.playbook import Arc, Playbook, Step
from noetlc.frontend.text_source import TextSource
from noetlc.frontend.yaml_errors import Problem
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.frontend.checks import deferred
else:
    deferred = late("noetlc.frontend.checks.deferred")

BESIDE_NAMES = frozenset({"V04", "V05", "V06", "V12", "V17", "V19", "V20", "V21"})
"""Errors in spite of which it is known which names the playbook binds."""

_TOP = Span(1, 1, 1, 1)


def check_document(
    source: TextSource,
    root: Node | None,
    problems: list[Problem],
    lenient: bool = False,
    granted: frozenset[str] = frozenset(),
    again: bool = False,
) -> tuple[Playbook | None, list[Diagnostic]]:
    """The playbook (None if there is any error) and all diagnostics, sorted by position; see `noetlc.frontend.load`.

    `root` is None for an empty document, or for one that could not be read, which `problems` then says. `granted`
    are names such as `tool_http`. With `again` neither templates nor bodies are looked at.
    """
    report = Report(source, lenient, granted)
    for problem in problems:
        report.error(problem.code, problem.message, problem.span, "", problem.hint)
    if root is None and any(problem.code in ("V01", "V31") for problem in problems):
        return None, report.sorted()
    if not isinstance(root, Mapping):
        hint = "start with apiVersion, kind, metadata and workflow"
        report.error("V03", "playbook must be a map", _TOP if root is None else root.span, "", hint)
        return None, report.sorted()
    return _Document(report, root, again).check()


class _Document:
    def __init__(self, report: Report, root: Mapping, again: bool) -> None:
        self.report = report
        self.root = root
        self.again = again
        self.tools = ToolReader(report)

    def check(self) -> tuple[Playbook | None, list[Diagnostic]]:
        report, root = self.report, self.root
        report.unknown_keys(root, ROOT_KEYS, "", "root")
        _merge_keys(report, root)
        self._word("apiVersion", "V04", API_VERSIONS, "apiVersion must be noetl.io/v2 or noetl.io/v10")
        self._word("kind", "V05", ("Playbook",), "kind must be Playbook")
        name, path, version = self._metadata()
        workload = self._workload()
        workbook = entry(root, "workbook")
        if workbook is not None:
            self.tools.read_workbook(workbook[1], workbook[0])
        steps = self._workflow()
        names = self._names(steps)
        executor, entry_name, final_name = read_executor(report, root)
        first = self._entry(entry_name, names)
        final = None if final_name is None else self._named(final_name, "final_step", names)
        linked = [self._link(step, index, names) for index, step in enumerate(steps)]
        self._graph_warnings(steps, linked, first, final)
        if linked:
            check_sizes(report, linked, self._workflow_span())
        if not report.exceeded and not self.again:
            self._deferred(linked, [step.path for step in steps], first, final, workload)
        found = report.sorted()
        if report.has_errors:
            return None, found
        playbook = Playbook(
            report.source.file, name, path, version, workload, tuple(linked), first, final, executor, self._keychain(), tuple(found)
        )
        return playbook, found

    # ---- root keys

    def _word(self, key: str, code: str, allowed: tuple[str, ...], message: str) -> None:
        found = entry(self.root, key)
        hint = f"write {key}: {allowed[0]}"
        if found is None:
            self.report.missing(code, message, self.root, key, key, hint, _TOP)
        elif not isinstance(found[1], Scalar) or found[1].text not in allowed:
            self.report.error(code, message, value_span(*found), key, hint)

    def _metadata(self) -> tuple[str, str | None, str | None]:
        """Name, path and version."""
        report = self.report
        found = entry(self.root, "metadata")
        hint = "write metadata: {name: …}"
        if found is None:
            report.missing("V06", "metadata.name is required", self.root, "metadata", "metadata", hint, _TOP)
            return "", None, None
        if not isinstance(found[1], Mapping):
            report.error("V06", "metadata.name is required", found[0].span, "metadata", hint)
            return "", None, None
        metadata = found[1]
        name_entry = entry(metadata, "name")
        name = report.text(metadata, "name", "metadata")
        if name_entry is None:
            report.missing("V06", "metadata.name is required", metadata, "name", "metadata.name", hint)
        elif name is not None and is_blank(name):
            report.error("V06", "metadata.name is required", name_entry[0].span, "metadata.name", hint)
        report.text(metadata, "description", "metadata")
        report.mapping(metadata, "labels", "metadata")
        path = report.text(metadata, "path", "metadata")
        version = report.text(metadata, "version", "metadata")
        return "" if name is None else name.text, _given(path), _given(version)

    def _workload(self) -> Mapping | None:
        workload = self.report.mapping(self.root, "workload", "")
        if workload is not None:
            for key, _ in workload.entries:
                if key.text in RESERVED_NAMES:
                    hint = f"read it as workload.{key.text}"
                    self.report.warn("W07", f"workload key {key.text} has a reserved name", key.span, f"workload.{key.text}", hint)
        return workload

    def _keychain(self) -> tuple[str, ...]:
        """The declared names: of maps with `name`, of plain names, or the keys of a map."""
        node = self.root.get("keychain")
        if isinstance(node, Mapping):
            return tuple(key.text for key, _ in node.entries)
        names: list[str] = []
        for item in node.items if isinstance(node, Sequence) else ():
            named = item.get("name") if isinstance(item, Mapping) else item
            if isinstance(named, Scalar) and not is_blank(named):
                names.append(named.text)
        return tuple(names)

    # ---- workflow

    def _workflow(self) -> list[StepDraft]:
        found = entry(self.root, "workflow")
        message = "workflow must be a non-empty list"
        hint = "write workflow: with - step: … items"
        if found is None:
            self.report.missing("V07", message, self.root, "workflow", "workflow", hint, _TOP)
            return []
        if not isinstance(found[1], Sequence) or not found[1].items:
            self.report.error("V07", message, found[0].span, "workflow", hint)
            return []
        drafts = (read_step(self.report, self.tools, node, index) for index, node in enumerate(found[1].items))
        return [draft for draft in drafts if draft is not None]

    def _workflow_span(self) -> Span:
        found = entry(self.root, "workflow")
        return _TOP if found is None else found[0].span

    def _names(self, steps: list[StepDraft]) -> dict[str, int]:
        """Step index by name; duplicates are V09."""
        names: dict[str, int] = {}
        for index, step in enumerate(steps):
            if not step.name:
                continue
            if step.name in names:
                first = steps[names[step.name]].at.line
                self.report.error("V09", f"duplicate step {step.name}", step.at, step.path, f"the other one is in line {first}")
            else:
                names[step.name] = index
        return names

    def _entry(self, name: Scalar | None, names: dict[str, int]) -> int:
        if name is not None:
            return self._named(name, "entry_step", names) or 0
        return names.get("start", 0)

    def _named(self, name: Scalar, key: str, names: dict[str, int]) -> int | None:
        if name.text in names:
            return names[name.text]
        found = self.root.get("executor")
        spec = found.get("spec") if isinstance(found, Mapping) else None
        at = entry(spec, key) if isinstance(spec, Mapping) else None
        span = name.span if at is None else value_span(*at)
        if not names:
            return None  # that there are no steps has been reported
        hint = did_you_mean(name.text, names, "steps of this playbook: " + ", ".join(names))
        self.report.error("V21", f"executor.spec.{key}: no such step", span, f"executor.spec.{key}", hint)
        meant = nearest(name.text, names)
        return None if meant is None else names[meant]

    def _link(self, step: StepDraft, index: int, names: dict[str, int]) -> Step:
        """The step with its arcs' targets looked up; an unknown target is V19, its arc is dropped."""
        arcs: list[Arc] = []
        for arc in step.arcs:
            target = names.get(arc.target)
            if target is None:
                message = f"step {step.name}: next target {arc.target} does not exist"
                hint = did_you_mean(arc.target, names, "add the step, or remove the arc")
                self.report.error("V19", message, arc.at, arc.path, hint)
                continue
            arcs.append(Arc(target, arc.when, arc.args, arc.set, arc.field, arc.span))
        tool = step.tool
        given = step.input if tool is None else _under(tool.input, step.input)
        shape = "single" if tool is None else tool.shape
        tasks = () if tool is None else tool.tasks
        return Step(
            index, step.name, step.when, step.admit, given, step.set, step.loop, shape, tasks, tuple(arcs), step.exclusive, step.node.span
        )

    # ---- warnings about the whole

    def _graph_warnings(self, steps: list[StepDraft], linked: list[Step], first: int, final: int | None) -> None:
        if not steps:
            return
        guard = steps[first]
        for keys in (("when",), ("spec", "policy", "admit")):
            found = _nested(guard.node, keys)
            if found is not None and (keys == ("when",) or guard.admit):
                message = f"{keys[-1]} of the entry step is not evaluated"
                where = f"{guard.path}.{'.'.join(keys)}"
                self.report.warn("W08", message, found.span, where, "put the condition on the arcs instead")
        names = {step.name: index for index, step in reversed(list(enumerate(steps))) if step.name}
        if any(arc.target not in names for step in steps for arc in step.arcs):
            return  # what such an arc was to lead to is not known
        roots = [first, *([] if final is None else [final]), *_meant(steps, linked)]
        seen = reachable([[arc.target for arc in step.arcs] for step in linked], roots)
        for index, step in enumerate(steps):
            if index not in seen and names.get(step.name) == index:
                self.report.warn("W09", f"step {step.name} is not reachable from the entry step", step.at, step.path, "add an arc to it")

    def _deferred(self, steps: list[Step], paths: list[str], first: int, final: int | None, workload: Mapping | None) -> None:
        """The checks that need the template parser or Python: imported only where there is something to check."""
        if self.report.templates or self.report.bodies:
            known = all(d.severity == "warning" or d.code in BESIDE_NAMES for d in self.report.found)
            deferred.check_deferred(self.report, steps, paths, first, final, workload, self._keychain(), known)


def _meant(steps: list[StepDraft], linked: list[Step]) -> Iterator[int]:
    """Steps that a misspelt arc or key was to lead to: that they are not reachable is no news."""
    names = {step.name: index for index, step in enumerate(steps) if step.name}
    for draft, step in zip(steps, linked, strict=True):
        found: list[str | None] = []
        slip = None if draft.node.get("next") is not None else misspelt(draft.node, "next")
        router = draft.node.get(slip.text) if slip is not None else draft.node.get("next")
        if slip is not None or not step.arcs:
            found += [text if text in names else nearest(text, names) for text in texts(router)]
        yield from (names[name] for name in found if name is not None)


def _nested(owner: Mapping, keys: tuple[str, ...]) -> Scalar | None:
    """The last key of a chain of keys, None where the chain ends early."""
    node: Node | None = owner
    key: Scalar | None = None
    for name in keys:
        found = entry(node, name) if isinstance(node, Mapping) else None
        if found is None:
            return None
        key, node = found
    return key


def _given(field: Scalar | None) -> str | None:
    return None if field is None or is_null(field) else field.text


def _under(tool_input: tuple[tuple[Scalar, Node], ...], step_input: tuple[tuple[Scalar, Node], ...]) -> tuple[tuple[Scalar, Node], ...]:
    """Input that every task gets: the shared tool input first, then names only the step has."""
    names = {key.text for key, _ in tool_input}
    return overlay(tool_input, ()) + tuple(pair for pair in step_input if pair[0].text not in names)


def _merge_keys(report: Report, root: Mapping) -> None:
    """W01 for every `<<`, wherever it is: it is an ordinary key, which is hardly what was meant."""
    todo: list[tuple[Node, str]] = [(root, "")]
    seen: set[int] = set()
    while todo:
        node, path = todo.pop()
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Sequence):
            todo.extend((item, f"{path}[{index}]") for index, item in enumerate(node.items))
            continue
        for key, value in node.entries:
            where = join(path, key.text)
            if key.text == "<<":
                report.warn("W01", "<< is an ordinary key here, not a merge", key.span, where, "write the entries out")
            todo.append((value, where))
