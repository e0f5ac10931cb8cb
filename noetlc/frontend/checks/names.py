"""W15 in templates and conditions: names and keys that nothing can bind where they are read (language.md 5, 6.6).

A name that the playbook itself takes to be optional somewhere (`x is defined`, `x | default(…)`, `x or …`, `x if x else …`) is
left alone everywhere: a payload may bring it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from noetlc.frontend.checks.body_names import check_body_names
from noetlc.frontend.checks.nearest import nearest
from noetlc.frontend.checks.report import Report, join
from noetlc.frontend.checks.scopes import Place, World, input_names
from noetlc.frontend.checks.shapes import List, Map, Shape, known_keys, look_up
from noetlc.frontend.checks.templates import local_names, parsed, place_of, walk
from noetlc.frontend.checks.words import HOST_KINDS, RESERVED_NAMES
from noetlc.frontend.jinja import TemplateError
from noetlc.frontend.jinja import nodes as n
from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence
from noetlc.frontend.playbook import Condition, Entries, Step, Task

_SAME = ("workload", "ctx")
"""`workload.x` and `ctx.x` are about the name x, too."""


@dataclass(frozen=True, slots=True)
class Use:
    """A read of `path`, a name and constant keys, each with its place in the template; `optional` where it may be missing."""

    path: tuple[tuple[str | int, int, int], ...]
    optional: bool

    def about(self, end: int) -> tuple[str | int, ...]:
        """What the first `end` parts of the path are about, however it is spelled."""
        keys = tuple(key for key, _, _ in self.path[:end])
        return keys[1:] if keys[0] in _SAME and end > 1 else keys


@dataclass(frozen=True, slots=True)
class Site:
    """The uses of one template, and what it sees."""

    scalar: Scalar
    uses: list[Use]
    place: Place
    path: str


def check_names(report: Report, world: World, entry: int, paths: list[str]) -> None:
    """Check all steps; `paths` are their document paths, `entry` is the step whose guards are not evaluated."""
    finder = _Finder(report, world)
    for step, path in zip(world.steps, paths, strict=True):
        finder.step(step, path, step.index == entry)
    finder.judge()


class _Finder:
    """Collects the sites of a playbook, then says which of their uses nothing can bind."""

    def __init__(self, report: Report, world: World) -> None:
        self.report = report
        self.world = world
        self.sites: list[Site] = []
        self.uses: dict[tuple[str, bool], list[Use]] = {}
        self.told: set[str] = set()

    # ---- places

    def step(self, step: Step, path: str, is_entry: bool) -> None:
        if not is_entry:
            self.condition(step.when, self.world.guards, join(path, "when"))
            for rule in step.admit:
                self.condition(rule.when, self.world.guards, f"{path}.{rule.field}")
        item: Shape = None
        if step.loop is not None and step.loop.collection is not None:
            self.value(step.loop.collection, self.world.guards, f"{path}.loop.in")
            item = self.item(step.loop.collection)
        place = self.world.tool(step, item)
        for task in step.tasks:
            self.task(step, task, place, join(path, "tool"))
        after = self.world.after(step)
        self.entries(step.set, after, join(path, "set"))
        for arc in step.arcs:
            field = f"{path}.{arc.field}"
            self.condition(arc.when, after, f"{field}.when")
            self.entries(arc.args, after, f"{field}.args")
            self.entries(arc.set, after, f"{field}.set")

    def task(self, step: Step, task: Task, place: Place, path: str) -> None:
        hosted = task.kind in HOST_KINDS
        self.entries(task.input, place, f"{path}.input", hosted)
        self.entries(step.input, place, f"{path}.input", hosted)
        names, is_open = input_names(step, task.input)
        inner = place.having(names, is_open)
        config = tuple((key, value) for key, value in task.config if not (hosted and key.text == "auth"))
        self.entries(config, inner, path, hosted)
        if task.kind == "python" and not is_open:
            check_body_names(self.report, self.world, step, task, names, place, path)
        self.entries(task.set, place, f"{path}.set")
        for rule in task.rules:
            self.condition(rule.when, place, f"{path}.spec.policy.rules[{rule.index}].when")
            self.entries(rule.set, place, f"{path}.spec.policy.rules[{rule.index}].then.set")
            if rule.message is not None:
                self.value(rule.message, place, f"{path}.spec.policy.rules[{rule.index}].then.message")

    def condition(self, condition: Condition | None, place: Place, path: str) -> None:
        if condition is not None and isinstance(condition.value, Scalar):
            self.site(condition.value, not condition.value.has_marks, place, path)

    def entries(self, entries: Entries, place: Place, path: str, hosted: bool = False) -> None:
        for key, value in entries:
            self.value(key, place, path, hosted)
            self.value(value, place, join(path, key.text), hosted)

    def value(self, node: Node, place: Place, path: str, hosted: bool = False) -> None:
        """Every template of a value. Hosts get strings that mention a secret as they are."""
        if isinstance(node, Scalar):
            if node.is_template and not (hosted and any(word in node.text for word in ("keychain", *self.world.secrets))):
                self.site(node, False, place, path)
        elif isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                self.value(item, place, f"{path}[{index}]", hosted)
        elif isinstance(node, Mapping):
            self.entries(node.entries, place, path, hosted)

    def site(self, scalar: Scalar, bare: bool, place: Place, path: str) -> None:
        key = (scalar.text, bare)
        if key not in self.uses:
            tree = parsed(self.report, *key)
            self.uses[key] = [] if isinstance(tree, TemplateError) else list(uses(scalar.text, tree))
        self.sites.append(Site(scalar, self.uses[key], place, path))

    def item(self, collection: Scalar) -> Shape:
        """The shape of the items of a loop, known where `in` only names a value."""
        tree = parsed(self.report, collection.text, False) if collection.is_template else None
        outputs = [part for part in tree if not (isinstance(part, n.Text) and part.text.isspace())] if isinstance(tree, tuple) else []
        if len(outputs) != 1 or not isinstance(outputs[0], n.Output):
            return None
        keys = chain(collection.text, outputs[0].expr)
        shape = None if keys is None else self.world.guards.find(str(keys[0][0]), RESERVED_NAMES)
        for key, _, _ in keys[1:] if keys else ():
            shape = None if isinstance(shape, str) else look_up(shape, key)
        return shape.item if isinstance(shape, List) else Map(dict.fromkeys(("key", "value"))) if isinstance(shape, Map) else None

    # ---- verdicts

    def judge(self) -> None:
        guarded = {use for found in self.uses.values() for use in found if use.optional}
        optional = {use.about(end) for use in guarded for end in range(1, len(use.path) + 1)}
        for site in self.sites:
            for use in site.uses:
                if not use.optional:
                    self.use(site, use, optional)

    def use(self, site: Site, use: Use, optional: set[tuple[str | int, ...]]) -> None:
        shape: Shape = None
        known: Iterable[str] = site.place.names()
        for position, (key, _, _) in enumerate(use.path):
            found = look_up(shape, key) if position else site.place.find(str(key), RESERVED_NAMES)
            if isinstance(found, str):
                if use.about(position + 1) not in optional:
                    self.unbound(site, use, position, known)
                return
            shape, known = found, known_keys(found)

    def unbound(self, site: Site, use: Use, position: int, known: Iterable[str]) -> None:
        key, pos, length = use.path[position]
        shown = ".".join(str(part) for part, _, _ in use.path[: position + 1])
        message, otherwise = f"nothing in this playbook defines {shown}", "declare it in workload if a payload brings it"
        if position == 0 and key in RESERVED_NAMES:
            message, otherwise = f"{shown} is not defined here", "it exists only at other places: docs/language.md lists them"
        elif position > 0 and use.path[0][0] != "workload":
            otherwise = "correct the key, or add it where the value is made"
        meant = nearest(str(key), known)
        if meant is None and message in self.told:
            return  # of a name that is missing everywhere the first place is enough
        self.told.add(message)
        hint = f"did you mean {meant}?" if meant else otherwise
        self.report.warn("W15", message, site.scalar.locate(pos, length), site.path, hint)


# ---- templates


def uses(text: str, tree: Any) -> Iterator[Use]:
    """The names a template reads, with the constant keys that follow them; not those it binds itself."""
    local = local_names(list(walk(tree))) | {"caller", "varargs", "kwargs"}
    if any(isinstance(node, n.For) for node in walk(tree)):
        local.add("loop")
    todo: list[tuple[Any, bool]] = [(tree, False)]
    while todo:
        node, optional = todo.pop()
        if isinstance(node, tuple):
            todo.extend((item, optional) for item in reversed(node))
        elif isinstance(node, n.Name | n.Getattr | n.Getitem):
            keys = chain(text, node)
            if keys is None:
                todo.append((getattr(node, "obj", ()), optional))
                todo.append((node.index if isinstance(node, n.Getitem) else (), False))
            elif keys[0][0] not in local:
                yield Use(keys, optional)
        elif hasattr(node, "pos"):
            todo.extend(reversed(list(_children(node, optional))))


def _children(node: Any, optional: bool) -> Iterator[tuple[Any, bool]]:
    """The parts of a node that are evaluated, each with whether it may be missing."""
    if isinstance(node, n.Call):
        func = node.func
        if isinstance(func, n.Getattr | n.Getitem):
            yield func.obj, optional
        elif not isinstance(func, n.Name):
            yield func, optional
        yield node.args, False
        yield tuple(value for _, value in node.kwargs), False
    elif isinstance(node, n.Filter):
        yield node.obj, optional or node.name in ("default", "d")
        yield node.args, False
        yield tuple(value for _, value in node.kwargs), False
    elif isinstance(node, n.Test):
        yield node.obj, optional or node.name in ("defined", "undefined", "none")
        yield node.args, False
    elif isinstance(node, n.Binary) and node.op in ("or", "and"):
        yield node.left, optional or node.op == "or"
        yield node.right, optional
    elif isinstance(node, n.Cond):
        yield node.test, True
        yield node.then, optional
        yield node.other, optional
    else:
        yield from ((getattr(node, name), optional and isinstance(node, n.Unary)) for name in node.__slots__)


def chain(text: str, node: Any) -> tuple[tuple[str | int, int, int], ...] | None:
    """A name and the constant keys looked up in it, each with offset and length; None for other expressions."""
    keys: list[tuple[str | int, int, int]] = []
    while not isinstance(node, n.Name):
        if isinstance(node, n.Getattr):
            keys.append((node.name, *place_of(text, node.name, node.pos)))
        elif isinstance(node, n.Getitem) and isinstance(node.index, n.Const) and isinstance(node.index.value, str | int):
            value = node.index.value
            keys.append((value, *place_of(text, str(value), node.index.pos)))
        else:
            return None
        node = node.obj
    keys.append((node.name, node.pos, len(node.name)))
    return tuple(reversed(keys))
