"""What a playbook looks at: follows names through its steps (language.md 5), the plain flows of data only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.frontend.jinja import TemplateError, parse_expression, parse_template
from noetlc.frontend.nodes import Mapping, Node, Scalar
from noetlc.frontend.playbook import Condition, Entries, Playbook, Step, Task
from noetlc.frontend.python_body import BodyError, parse_body
from noetlc.late import late
from noetlc.verify.harvest.bodies import read_body
from noetlc.verify.harvest.shapes import Facts, Shape, unify
from noetlc.verify.harvest.templates import TemplateReader

if TYPE_CHECKING:
    from noetlc.lower.workflow import purity
else:
    purity = late("noetlc.lower.workflow.purity")  # which the interpreter's processes, that know facts and never look for them, do without

# Names that are not payload keys, whatever a template does with them.
_RESERVED = frozenset(
    ("workload", "ctx", "iter", "steps", "output", "event", "execution_id", "loop", "job", "path", "version", "keychain", "range",
     "dict", "namespace", "cycler", "joiner", "lipsum", "results", "_prev", "_task", "_attempt", "_index", "_total", "loop_index")
)  # fmt: skip


def read_playbook(playbook: Playbook) -> Facts:
    """The facts of a playbook. Never fails: what cannot be parsed says nothing."""
    reader = _PlaybookReader(playbook)
    for step in playbook.steps:
        reader.step(step)
    return reader.facts


class _PlaybookReader:
    def __init__(self, playbook: Playbook) -> None:
        self.facts = Facts()
        self._playbook = playbook
        self._ctx = Shape()
        self._written = {_bare(key.text) for step in playbook.steps for key, _ in _writes(step)}
        self._data = {step.name: Shape() for step in playbook.steps}
        self._computed = {step.name for step in playbook.steps if all(task.kind in ("python", "noop") for task in step.tasks)}

    # ---- steps

    def step(self, step: Step) -> None:
        """Reads one step."""
        names = _Names(self, step)
        if step.when is not None:
            self._condition(step.when, names)
        for admit in step.admit:
            if admit.when is not None:
                self._condition(admit.when, names)
        if step.loop is not None:
            self._loop(step, names)
        for task in step.tasks:
            self._task(step, task, names)
        names.outcome = self._step_outcome(step)
        self._write(step.set, names)
        for arc in step.arcs:
            if arc.when is not None:
                self._condition(arc.when, names)
            self._write(arc.args, names)
            self._write(arc.set, names)

    def _loop(self, step: Step, names: _Names) -> None:
        loop = step.loop
        assert loop is not None
        item = Shape()
        if loop.collection is not None:
            collection = self._value(loop.collection, names)
            collection.add([])
            collection.note_rounds() if collection.items is None else None
            item = collection.item()
        if loop.cursor is not None:
            self._entries(loop.cursor.config.entries, names)
            claim = self.facts.outcome(step.name, step.tasks[0].label).field("data")
            item = claim.field("rows").item()
        names.local[loop.iterator] = item
        names.iteration.fields[loop.iterator] = item

    def _step_outcome(self, step: Step) -> Shape:
        """The outcome that arcs see; its data is the step's own."""
        data = self._data[step.name]
        last = self.facts.outcome(step.name, step.tasks[-1].label)
        if step.loop is not None:
            for name in ("results", "data"):
                unify(data.field(name).item(), last.field("data"))
        elif step.shape == "pipeline":
            for task in step.tasks:
                unify(data.field(task.label), self.facts.outcome(step.name, task.label).field("data"))
            for name, shape in list(last.field("data").fields.items()):
                unify(data.field(name), shape)
        else:
            unify(data, last.field("data"))
            return last
        outcome = Shape()
        outcome.fields["data"] = data
        return outcome

    # ---- tasks

    def _task(self, step: Step, task: Task, names: _Names) -> None:
        self.facts.hosted |= _is_hosted(task)
        outcome = self.facts.outcome(step.name, task.label)
        data = outcome.field("data")
        if step.shape != "pipeline" and step.loop is None:
            unify(self._data[step.name], data)
        unify(outcome.field("http").field("status"), data.field("status_code")) if task.kind == "http" else None
        inputs = {key.text: self._value(node, names) for key, node in (*step.input, *task.input)}
        names.inputs = inputs
        code = _code(task)
        for key, node in task.config:
            if node is not code and not (task.kind == "noop" and key.text == "result"):
                self._value(node, names)
            elif task.kind == "noop":
                unify(data, self._value(node, names))
        if code is not None:
            unify(data, self._body(code, inputs, names))
        names.inputs = {}
        names.outcome = outcome
        if step.shape == "pipeline":
            names.local[task.label] = data
        self._write(task.set, names)
        for rule in task.rules:
            if rule.when is not None:
                self._condition(rule.when, names)
            self._write(rule.set, names)

    def _body(self, code: Scalar, inputs: dict[str, Shape], names: _Names) -> Shape:
        if code.is_template:
            self._value(code, names)
            return Shape()
        tree = parse_body(code.text)
        if isinstance(tree, BodyError):
            return Shape()
        try:
            return read_body(tree, {**names.local, **inputs}, names.find, self.facts.pool)
        except RecursionError:
            return Shape()

    # ---- nodes

    def _write(self, entries: Entries, names: _Names) -> None:
        for key, node in entries:
            value = self._value(node, names)
            scope, _dot, rest = key.text.partition(".")
            if scope == "iter" and rest:
                unify(names.iteration.field(rest), value)
            else:
                unify(self._ctx.field(_bare(key.text)), value)

    def _entries(self, entries: Entries, names: _Names) -> None:
        for _key, node in entries:
            self._value(node, names)

    def _value(self, node: Node, names: _Names) -> Shape:
        if isinstance(node, Scalar):
            return self._template(node, names)
        shape = Shape()
        if isinstance(node, Mapping):
            for key, value in node.entries:
                unify(shape.field(key.text), self._value(value, names))
        else:
            for item in node.items:
                unify(shape.item(), self._value(item, names))
        return shape

    def _template(self, scalar: Scalar, names: _Names) -> Shape:
        if not scalar.is_template:
            return Shape()
        try:
            return TemplateReader(names.find, self.facts.pool).template(parse_template(scalar.text))
        except (TemplateError, RecursionError):
            return Shape()

    def _condition(self, condition: Condition, names: _Names) -> None:
        scalar = condition.value
        if isinstance(scalar, bool):
            return
        reader = TemplateReader(names.find, self.facts.pool)
        try:
            if "{{" not in scalar.text and "{%" not in scalar.text:
                reader.condition(parse_expression(scalar.text))
                return
            template = parse_template(scalar.text)
            if template.lone is not None:
                reader.condition(template.lone)
            else:
                reader.template(template)
        except (TemplateError, RecursionError):
            return

    # ---- names

    def flat(self, name: str) -> Shape:
        """A flat name outside a step: a written variable, a step's data, a payload key."""
        if name in self._written:
            return self._ctx.field(name)
        if name in self._data:
            return self.step_view(name)
        return Shape() if name in _RESERVED else self.facts.payload.field(name)

    def step_view(self, name: str) -> Shape:
        """A step's data; that of a computed step is also its `data` and `result`."""
        data = self._data[name]
        if name in self._computed:
            for alias in ("data", "result"):
                if alias not in data.fields:
                    data.fields[alias] = data
        return data

    def reserved(self, name: str) -> Shape | None:
        """`workload`, `ctx` and `steps`; None for any other name."""
        if name == "workload":
            return self.facts.payload
        if name == "ctx":
            view = Shape()
            for key in self._written | set(self._data):
                view.fields[key] = self.flat(key)
            return view
        if name == "steps":
            view = Shape()
            for step, data in self._data.items():
                view.field(step).fields["data"] = data
            return view
        return None


class _Names:
    """The names that are visible inside a step."""

    def __init__(self, reader: _PlaybookReader, step: Step) -> None:
        self._reader = reader
        self.step = step
        self.local: dict[str, Shape] = {}
        self.inputs: dict[str, Shape] = {}
        self.iteration = Shape()
        self.outcome = Shape()

    def find(self, name: str) -> Shape:
        """The shape of a name."""
        if name == "output":
            return self.outcome
        if name == "iter":
            return self.iteration
        reserved = self._reader.reserved(name)
        if reserved is not None:
            return reserved
        for layer in (self.inputs, self.local):
            if name in layer:
                return layer[name]
        return self._reader.flat(name)


def _writes(step: Step) -> Entries:
    """Everything a step may write to durable variables."""
    entries: Entries = step.set
    for task in step.tasks:
        entries += task.set
        for rule in task.rules:
            entries += rule.set
    for arc in step.arcs:
        entries += arc.args + arc.set
    return entries


def _bare(name: str) -> str:
    scope, dot, rest = name.partition(".")
    return rest if dot and scope in ("ctx", "iter", "step") else name


def _is_hosted(task: Task) -> bool:
    """Whether a task may ask the host."""
    if task.kind != "python":
        return task.kind != "noop"
    code = _code(task)
    if code is None or code.is_template:
        return True
    tree = parse_body(code.text)
    return not isinstance(tree, BodyError) and purity.purity(tree) is not None


def _code(task: Task) -> Scalar | None:
    """The code of a python task."""
    code = task.key("code") if task.kind == "python" else None
    return code if isinstance(code, Scalar) and isinstance(code.value, str) else None
