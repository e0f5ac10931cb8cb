"""Tools to records and functions: inputs, configuration, and what the kind does (language.md 3.2, 7, 10)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from noetlc.diagnostics import Diagnostic
from noetlc.frontend.body_plugins import with_plugins
from noetlc.frontend.nodes import Mapping, Node, Scalar
from noetlc.frontend.playbook import Entries, Playbook, Step, Task
from noetlc.frontend.plugins import plugin_use
from noetlc.ir.build import dyn, get, i32
from noetlc.ir.nodes import Assign, Data, Effect, Expr
from noetlc.late import late
from noetlc.layout.features import Feature
from noetlc.lower.workflow.body_names import sees_context
from noetlc.lower.workflow.constants import Word
from noetlc.lower.workflow.host_tools import trampoline
from noetlc.lower.workflow.module import Builder
from noetlc.lower.workflow.names import Names, Place, World, root, tool_place
from noetlc.lower.workflow.owned import owns_inputs
from noetlc.lower.workflow.pipeline import rules
from noetlc.lower.workflow.positions import BodyPositions
from noetlc.lower.workflow.python_tool import Compiled, Fixed, Given, Hosted, Plan, find_source, plan_body, without_code
from noetlc.lower.workflow.render import NodeCode, Pieces, Skip, TemplateCode, constant
from noetlc.lower.workflow.writes import task_writes
from noetlc.lower.workflow.written_out import plain_maps
from noetlc.runtime.engine import state as rt

if TYPE_CHECKING:
    from noetlc.lower.workflow import plugins, unread
    from noetlc.plugins.bind import Bound
else:
    plugins = late("noetlc.lower.workflow.plugins")
    unread = late("noetlc.lower.workflow.unread")

INTENTS = {"noetl/event_publish": 0, "noetl/result_put": 1, "noetl/object_put": 2}


@dataclass(frozen=True, slots=True)
class TaskReport:
    """How a task runs: native, host, plugin or interpreted, and why."""

    lowered: str
    reason: str | None = None


class TaskLowering:
    """Lowers the tasks of one playbook."""

    def __init__(self, playbook: Playbook, world: World, builder: Builder, templates: TemplateCode, bound: Bound | None = None) -> None:
        self.playbook = playbook
        self.bound = bound
        self.world = world
        self.builder = builder
        self.templates = templates
        self.secrets = ("keychain", *playbook.keychain)

    def step(self, step: Step) -> tuple[int, int, list[TaskReport]]:
        """The tasks of a step: first record, count, reports."""
        prepared = [self._task(step, index) for index in range(len(step.tasks))]
        first = len(self.builder.tasks)
        slots = {label: first + index for index, label in reversed([(i, t.label) for i, t in enumerate(step.tasks)])}
        for (fields, _), task in zip(prepared, step.tasks, strict=True):
            label: Word = 0 if step.shape == "single" else "str:" + task.label
            self.builder.tasks.add(label=label, slot=slots[task.label], **fields)
        return first, len(prepared), [report for _, report in prepared]

    def _task(self, step: Step, index: int) -> tuple[dict[str, Word], TaskReport]:
        task = step.tasks[index]
        hosted = task.kind not in ("python", "noop")
        skip: Skip | None = self._mentions_secret if hosted else None
        place = tool_place(step)
        outer = Names(self.world, place)
        inputs, names, dynamic = self._inputs(step, task, outer, skip)
        inner = Names(self.world, _with_inputs(place, names, dynamic))
        fields: dict[str, Word] = {"input": inputs}
        if task.kind == "python":
            more, report = self._python(step, task, inner, None if dynamic else names)
        elif task.kind == "noop":
            more, report = self._noop(task, inner), TaskReport("native")
        elif self.is_bound(task):
            more, report = self._plugin(step, task, inner, skip)
        else:
            more, report = self._host(task, inner, skip)
        fields |= more
        if fields.get("input") or fields.get("config"):
            self.builder.use(Feature.DYNAMIC)
            self.builder.use(Feature.ERRORS)
        if step.shape != "single":
            first, count = task_writes(task.set, False, self.builder, self.templates, outer)
            if count:
                self.builder.use(Feature.TASK_SET)
            rule, rule_count = rules(step, index, self.builder, self.templates, outer)
            fields |= {"set": first, "sets": count, "rule": rule, "rules": rule_count}
        return fields, report

    def _mentions_secret(self, text: str) -> bool:
        return any(word in text for word in self.secrets)

    # ---- inputs

    def _inputs(self, step: Step, task: Task, names: Names, skip: Skip | None) -> tuple[Word, tuple[str, ...], bool]:
        """The function of the input map (0: no inputs), the static input names in order, and whether others may exist."""
        code = NodeCode(self.templates, self.builder, names, skip)
        looped = step.shape != "pipeline" and step.loop is not None
        if not task.input and not step.input and not looped:
            return 0, (), False
        dynamic = any(code.is_template(k.text) for k, _ in (*task.input, *step.input))
        known = [k.text for k, _ in task.input]
        if dynamic:
            built = self._dynamic_inputs(code, task.input, step.input)
        else:
            entries = [(k, v, False) for k, v in (*task.input, *(e for e in step.input if e[0].text not in known))]
            built = code.map(entries) if entries else dyn("dict_new", "val")
            for key, node in step.input:
                if key.text in known and not code.is_constant(node):
                    code.body.append(Effect(code.value(node)))
            known += [k.text for k, _ in step.input if k.text not in known]
        if looped and step.loop is not None:
            built, known = self._loop_inputs(code, built, known, step.loop.iterator, dynamic)
        return code.reference("input", built), tuple(dict.fromkeys(known)), dynamic

    def _dynamic_inputs(self, code: NodeCode, own: Entries, outer: Entries) -> Expr:
        first = code.map([(k, v, False) for k, v in own]) if own else dyn("dict_new", "val")
        merged = code.local("i")
        code.body.append(Assign(merged, dyn("dict_copy", "val", first)))
        if outer:
            second = code.map([(k, v, False) for k, v in outer])
            code.body.append(Effect(dyn("wf_merge_inputs", "val", get(merged, "val"), second)))
        return get(merged, "val")

    def _loop_inputs(self, code: NodeCode, built: Expr, known: list[str], iterator: str, dynamic: bool) -> tuple[Expr, list[str]]:
        """Adds the iteration's names where they are not inputs already."""
        merged = code.local("i")
        start = built if built.op != "data" else dyn("dict_copy", "val", built)
        code.body.append(Assign(merged, start))
        values = {iterator: root(rt.R_ITEM)}
        values |= {"_index": dyn("wf_loop_index", "val"), "_total": dyn("wf_loop_length", "val")}
        if dynamic:
            more = code.local("i")
            code.body.append(Assign(more, dyn("dict_sized", "val", i32(3))))
            for name, value in values.items():
                code.effect("dict_set", get(more, "val"), self.builder.constants.expr(name), value)
            code.body.append(Effect(dyn("wf_merge_inputs", "val", get(merged, "val"), get(more, "val"))))
            return get(merged, "val"), known
        for name, value in values.items():
            if name not in known:
                code.effect("dict_set", get(merged, "val"), self.builder.constants.expr(name), value)
                known.append(name)
        return get(merged, "val"), known

    # ---- kinds

    def _noop(self, task: Task, names: Names) -> dict[str, Word]:
        code = NodeCode(self.templates, self.builder, names)
        message = task.key("message")
        if all(not code.is_template(k.text) and code.is_constant(v) for k, v in task.config):
            result = task.key("result")
            data = constant(result) if result is not None else None
            return {"kind": rt.K_CONST, "body": self.builder.constants.word(_noop_default(message) if data is None else data)}
        self.builder.use(Feature.NOOP)
        changing = [k.text for k, v in task.config if code.is_template(k.text) or not code.is_constant(v)]
        if changing == ["result"]:
            result = task.key("result")
            assert result is not None
            built = code.value(result)
        else:
            built = dyn("wf_noop_data", "val", code.config(task.config))
        config = code.reference("config", built)
        default = self.builder.constants.word(_noop_default(message if message is None or code.is_constant(message) else None))
        return {"kind": rt.K_NOOP, "config": config, "body": default}

    def _python(self, step: Step, task: Task, names: Names, inputs: tuple[str, ...] | None) -> tuple[dict[str, Word], TaskReport]:
        builder = self.builder
        builder.use(Feature.ERRORS)
        given = Given(owns_inputs(self.playbook, task), plain_maps(step, task))
        plan = plan_body(task, inputs, builder, self._constant_code(task), given)
        code = NodeCode(self.templates, builder, names)
        if isinstance(plan, Hosted):
            return self._hosted_python(task, plan, code)
        fields: dict[str, Word] = {"config": self._effects(code, without_code(task))}
        if isinstance(plan, Fixed):
            kind = rt.K_CONFIG if plan.kind == "config" else rt.K_SYNTAX
            builder.use(Feature.CONFIG if plan.kind == "config" else Feature.SYNTAX)
            return fields | {"kind": kind, "body": "str:" + plan.message, "site": plan.site}, TaskReport("native")
        builder.use(Feature.PYTHON_STEPS)
        return fields | {"kind": rt.K_PYTHON, "body": builder.reference(plan.entry)}, TaskReport("native")

    def _constant_code(self, task: Task) -> Pieces | None:
        """The code as pieces (text, offset in the scalar, exact), None if it depends on the run."""
        source, _ = find_source(task)
        if source is None:
            return []
        if not _has_marks(source):
            return [(source.text, 0, True)]
        return self.templates.constant_pieces(source)

    def _effects(self, code: NodeCode, entries: Entries) -> Word:
        """A function that renders what can raise and drops it; 0 if nothing can."""
        changing = [(k, v) for k, v in entries if code.is_template(k.text) or not code.is_constant(v)]
        if not changing:
            return 0
        return code.reference("config", code.config(tuple(changing)))

    def _hosted_python(self, task: Task, plan: Hosted, code: NodeCode) -> tuple[dict[str, Word], TaskReport]:
        """A body for `tool_python`: the request's config carries the code and `libs`; the rest is rendered for its errors."""
        builder = self.builder
        self._diagnose(plan, task)
        wanted = ("libs",) if plan.code is not None else ("script", "libs")
        rest = without_code(task)
        built = code.local("c")
        for key, node in rest:
            if key.text not in wanted and (code.is_template(key.text) or not code.is_constant(node)):
                code.body.append(Effect(code.value(node)))
        kept = [(k, v) for k, v in rest if k.text in wanted]
        size = i32(len(kept) + 1)
        code.body.append(Assign(built, dyn("dict_sized", "val", size)))
        values: list[tuple[str, Expr]] = []
        for key, node in kept:
            value = code.value(node)
            name = code.local("v")
            code.body.append(Assign(name, value))
            values.append((key.text, get(name, "val")))
        if plan.code is not None:
            text = self.templates.text(plan.code, code.names) if _has_marks(plan.code) else None
            code.effect("dict_set", get(built, "val"), builder.constants.expr("code"), text or builder.constants.expr(plan.code.text))
        for name_text, value in sorted(values, key=lambda entry: wanted.index(entry[0])):
            code.effect("wf_set_unless_null", get(built, "val"), builder.constants.expr(name_text), value)
        if plan.code is not None and self._sends_context(plan.code):
            code.effect("dict_set", get(built, "val"), builder.constants.expr("context"), dyn("body_context", "val"))
        config = code.reference("config", get(built, "val"))
        body = trampoline("python", builder)
        fields: dict[str, Word] = {"kind": rt.K_HOST, "config": config, "body": builder.reference(body)}
        if plan.code is not None:
            fields["site"] = self._body_lines(plan.code, self._constant_code(task))
        return fields, TaskReport("interpreted", plan.causes[0].reason)

    def _sends_context(self, source: Scalar) -> bool:
        """Whether the request for a body carries `context`: code that only the run knows may name it."""
        return _has_marks(source) or sees_context(source.text)

    def _body_lines(self, code: Scalar, pieces: Pieces | None) -> Word:
        """The item that says where the lines of a body are that the host runs."""
        builder = self.builder
        builder.use(Feature.HOST_PYTHON)
        positions = BodyPositions(code, pieces or [(code.text, 0, True)])
        sites = [builder.site(span) for span in positions.lines_of()]
        words = (len(sites), int(pieces is None), builder.site(code.locate(0)), *sites)
        name = builder.fresh("lines")
        builder.data[name] = Data(name, struct.pack(f"<{len(words)}i", *words), 4)
        return name

    def _checked_tool(self, task: Task) -> dict[str, Word]:
        """An artifact or wasm tool that looks at its rendered configuration before it calls the host."""
        builder = self.builder
        node = task.key("action" if task.kind == "artifact" else "plugin")
        builder.use(Feature.ARTIFACT if task.kind == "artifact" else Feature.PLUGIN_STEPS)
        if task.kind == "wasm":
            for which in _possible_intents(task):
                self._use_intent(which)
        return {
            "kind": rt.K_ARTIFACT if task.kind == "artifact" else rt.K_PLUGIN,
            "body": builder.reference(trampoline(task.kind, builder)),
            "site": builder.site(node.span if node is not None else task.span),
        }

    def _use_intent(self, which: int) -> None:
        """Keeps the code of an intent, and its import."""
        self.builder.use(Feature.INTENTS)
        self.builder.use((Feature.INTENT_EVENT, Feature.INTENT_RESULT, Feature.INTENT_OBJECT)[which])

    def is_bound(self, task: Task) -> bool:
        """Whether a task calls a plug-in that is part of the module."""
        use = plugin_use(task)
        return use is not None and self.bound is not None and self.bound.get(use) is not None

    @cached_property
    def _unread(self) -> frozenset[str]:
        """The steps whose output nobody looks at as base64 text."""
        return unread.unread_outputs(self.playbook)

    def _plugin(self, step: Step, task: Task, names: Names, skip: Skip | None) -> tuple[dict[str, Word], TaskReport]:
        """A call of a plug-in's entry; the configuration is rendered for its errors."""
        use = plugin_use(task)
        plugin = self.bound.get(use) if use is not None and self.bound is not None else None
        assert use is not None
        assert plugin is not None
        builder = self.builder
        lazy = Feature.RESULT in builder.features and step.name in self._unread  # an envelope shows the output anyway
        if lazy or unread.decodes(self.playbook):
            builder.use(Feature.REMEMBERED_BYTES)
        if lazy:
            builder.use(Feature.LAZY)
        code = NodeCode(self.templates, builder, names, skip)
        config = self._effects(code, tuple((k, v) for k, v in task.config if k.text != "auth"))
        body = builder.reference(plugins.reach(plugin, use.entry, builder))
        return {"kind": rt.K_LAZY if lazy else rt.K_LINKED, "config": config, "body": body}, TaskReport("plugin", str(use))

    def _diagnose(self, plan: Hosted, task: Task) -> None:
        if with_plugins(task):
            cause = plan.causes[0]
            message = f"Python body imports plug-ins and cannot be compiled: {cause.reason}"
            where = (self.playbook.source.name, cause.span.line, cause.span.column)
            hint = cause.hint or "call plug-ins in a step whose body is compiled"
            self.builder.diagnostics.append(Diagnostic("P12", "error", message, *where, hint, cause.span))
            return
        for cause in plan.causes:
            message = f"Python body runs on the host: {cause.reason}"
            where = (self.playbook.source.name, cause.span.line, cause.span.column)
            self.builder.diagnostics.append(Diagnostic(cause.code, "warning", message, *where, cause.hint, cause.span))

    def _host(self, task: Task, names: Names, skip: Skip | None) -> tuple[dict[str, Word], TaskReport]:
        builder = self.builder
        builder.use(Feature.ERRORS)
        code = NodeCode(self.templates, builder, names, skip)
        fields: dict[str, Word] = {}
        if task.config:
            fields["config"] = code.reference("config", code.config(task.config, raw=("auth",)))
        if _decided_by_run(task, code):
            return fields | self._checked_tool(task), TaskReport("host", f"tool_{task.kind}")
        problem = _unusable(task)
        if problem is not None:
            builder.use(Feature.CONFIG)
            key, message = problem
            node = task.key(key)
            place = builder.site(node.span if node is not None else task.span)
            return fields | {"kind": rt.K_CONFIG, "body": "str:" + message, "site": place}, TaskReport("native")
        intent = _intent(task)
        if intent is not None:
            self._use_intent(intent)
            node = task.key("plugin")
            place = builder.site(node.span if node is not None else task.span)
            return fields | {"kind": rt.K_INTENT, "body": intent, "site": place}, TaskReport("native")
        if task.kind == "http":
            builder.use(Feature.HTTP)
        fields |= {"kind": rt.K_HTTP if task.kind == "http" else rt.K_HOST, "body": builder.reference(trampoline(task.kind, builder))}
        return fields, TaskReport("host", f"tool_{task.kind}")


def _has_templates(task: Task) -> bool:
    """True if a key or the value that decides what an artifact or wasm tool does may be a template."""
    todo: list[Node] = [node for key, node in task.config if key.text in ("action", "plugin")]
    texts = [key.text for key, _ in task.config]
    while todo:
        node = todo.pop()
        if isinstance(node, Scalar):
            texts.append(node.text)
        elif isinstance(node, Mapping):
            texts += [key.text for key, _ in node.entries]
            todo += [value for _, value in node.entries]
        else:
            todo += node.items
    return any("{{" in text or "{%" in text for text in texts)


def _decided_by_run(task: Task, code: NodeCode) -> bool:
    """True if only the rendered configuration says whether an artifact or wasm tool can run, and as what."""
    decisive = {"artifact": "action", "wasm": "plugin"}.get(task.kind)
    return any(code.is_template(k.text) or (k.text == decisive and not code.is_constant(v)) for k, v in task.config if decisive)


def _possible_intents(task: Task) -> list[int]:
    """Those whose reserved path begins with the text that the plug-in's path begins with."""
    plugin = task.key("plugin")
    path = plugin.get("path") if isinstance(plugin, Mapping) else None
    start = path.text.split("{")[0].lstrip() if isinstance(path, Scalar) else ""
    return [which for name, which in INTENTS.items() if name.startswith(start)]


def _has_marks(source: Scalar) -> bool:
    return "{{" in source.text or "{%" in source.text


def _with_inputs(place: Place, names: tuple[str, ...], dynamic: bool) -> Place:
    return replace(place, inputs=frozenset(names), dynamic_inputs=dynamic)


def _noop_default(message: Node | None) -> dict[str, object]:
    """The data of a noop without result."""
    value = constant(message) if message is not None else None
    return {"status": "ok", "message": value or "noop"}


def _unusable(task: Task) -> tuple[str, str] | None:
    """The key at fault and the message, for a host tool that can never run."""
    action = task.key("action")
    if task.kind == "artifact" and isinstance(action, Scalar) and action.value == "put":
        return "action", "artifact: put is not supported"
    if task.kind == "wasm" and not _plugin_path(task):
        return "plugin", "wasm: plugin.path is required"
    return None


def is_host_tool(task: Task) -> bool:
    """True for a tool whose every run that gets that far is one call of the host, unless it is bound."""
    if task.kind in ("python", "noop") or _unusable(task) is not None or _intent(task) is not None:
        return False
    return task.kind not in ("artifact", "wasm") or not _has_templates(task)


def _plugin_path(task: Task) -> str:
    plugin = task.key("plugin")
    path = plugin.get("path") if isinstance(plugin, Mapping) else None
    return path.value if isinstance(path, Scalar) and isinstance(path.value, str) else ""


def _intent(task: Task) -> int | None:
    return INTENTS.get(_plugin_path(task)) if task.kind == "wasm" else None


__all__ = ["Compiled", "Plan", "TaskLowering", "TaskReport"]
