"""Which names can exist at each place of a playbook (language.md 5), with what is known of their values.

Example: a playbook with `workload: {n: 1}` and a step `a` that sets `ctx.total` has the flat names n, a, total, path, version
and catalog_id everywhere; in a loop over `i` its tool also sees i, _index, _total and loop_index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from noetlc.frontend.checks.shapes import ABSENT, Map, Shape, known_keys, literal, step_data, task_data
from noetlc.frontend.checks.words import SCOPES
from noetlc.frontend.nodes import Mapping, Scalar
from noetlc.frontend.playbook import Entries, Step

BASE = ("path", "version", "catalog_id", "keychain")
PIPELINE = ("results", "_prev", "_task", "_attempt")
ITERATION = ("_index", "_total", "loop_index")
ENVELOPE = ("status", "data", "ref", "error", "http")

_JOB = Map(dict.fromkeys(("uuid", "execution_id", "id")))
_EVENT = Map(dict.fromkeys(("name", "step")))
_LOOP = Map(dict.fromkeys(("index", "first", "length", "done")))
_AFTER_LOOP = Map(dict.fromkeys(("length", "done")))
_ITER = ("_index", "index", "_total", "_first", "_last")


def written_name(key: str) -> str:
    """The variable a `set` key writes: a first scope segment is dropped (language.md 4.3)."""
    scope, dot, rest = key.partition(".")
    return rest if dot and scope in SCOPES else key


@dataclass(frozen=True, slots=True)
class Place:
    """The names at one place: layers of flat names, and the reserved names that are bound. `is_open`: others may exist."""

    layers: tuple[dict[str, Shape], ...]
    reserved: dict[str, Shape]
    is_open: bool = False

    def find(self, name: str, all_reserved: frozenset[str]) -> Shape | str:
        """What is known of a name, ABSENT if nothing can bind it. A name that two layers may bind can be anything."""
        if name in all_reserved:
            return self.reserved.get(name, ABSENT)
        found = [layer[name] for layer in self.layers if name in layer]
        if not found:
            return None if self.is_open else ABSENT
        return found[0] if len(found) == 1 else None

    def names(self) -> Iterator[str]:
        """All names that can exist here."""
        yield from self.reserved
        for layer in self.layers:
            yield from layer

    def having(self, names: dict[str, Shape], is_open: bool = False) -> Place:
        """The same place with more flat names."""
        return replace(self, layers=(names, *self.layers), is_open=self.is_open or is_open)


@dataclass(slots=True)
class World:
    """What of a playbook decides about names everywhere.

    `certain_steps` are those that every run executes and whose error nothing handles, `guards` the names that guards see, `data` the
    shapes of what steps produce.
    """

    steps: list[Step]
    workload: Mapping | None
    secrets: tuple[str, ...]
    certain_steps: frozenset[int]
    guards: Place = field(init=False)
    data: dict[str, Shape] = field(init=False)

    def __post_init__(self) -> None:
        keys = {key.text: literal(value) for key, value in self.workload.entries} if self.workload else {}
        self.data = data = {step.name: step_data(step) for step in self.steps}
        written, dynamic = _ctx_writes(self.steps)
        ctx: dict[str, Shape] = dict.fromkeys(written)
        base: dict[str, Shape] = dict.fromkeys((*BASE, *self.secrets))
        layers = (ctx, data, keys, base)
        flat = Place(layers[:3], {}, dynamic)
        infos = {name: Map({"status": None, "data": shape, "error": None}) for name, shape in data.items()}
        reserved: dict[str, Shape] = {
            "workload": Map(keys),
            "ctx": None if dynamic else Map({name: _known(flat, name) for name in (*ctx, *data, *keys)}),
            "steps": Map(dict(infos)),
            "execution_id": None,
            "job": _JOB,
        }
        self.guards = Place(layers, reserved, dynamic)

    def after(self, step: Step) -> Place:
        """Step `set`, arc `when`, `args` and `set`."""
        more: dict[str, Shape] = {"output": _envelope(self.data[step.name]), "event": _EVENT}
        if step.loop is not None:
            more["loop"] = _AFTER_LOOP
        return replace(self.guards, reserved=self.guards.reserved | more)

    def tool(self, step: Step, item: Shape) -> Place:
        """Tool input, and what a pipeline evaluates for its tasks; `item` is the shape of the loop's items."""
        place = self.guards
        more: dict[str, Shape] = {}
        iter_names: dict[str, Shape] = {}
        local: dict[str, Shape] = {}
        if step.shape != "single":
            local = {task.label: _with_aliases(task_data(step, task)) for task in step.tasks} | dict.fromkeys(PIPELINE)
            more["output"] = None
            for task in step.tasks:
                local |= dict.fromkeys(written_name(key.text) for key, _ in task.set if not key.text.startswith(("ctx.", "iter.")))
                for key, _ in (*task.set, *(pair for rule in task.rules for pair in rule.set)):
                    if key.text.startswith("iter."):
                        iter_names[key.text.removeprefix("iter.")] = None
        if step.loop is not None:
            iterator = step.loop.iterator
            local |= {iterator: item} | dict.fromkeys(ITERATION)
            iter_names |= {iterator: item} | dict.fromkeys(_ITER)
            more["loop"] = _LOOP
        if iter_names or step.shape != "single":
            more["iter"] = Map(iter_names)
        return replace(place, layers=(local, *place.layers), reserved=place.reserved | more)


def input_names(step: Step, own: Entries) -> tuple[dict[str, Shape], bool]:
    """The names of a tool's inputs (language.md 3.2), and whether others may exist."""
    keys = [key for key, _ in (*own, *step.input)]
    names: dict[str, Shape] = dict.fromkeys(key.text for key in keys)
    if step.loop is not None and step.shape != "pipeline":
        names |= dict.fromkeys((step.loop.iterator, "_index", "_total"))
    return names, any(key.is_template for key in keys)


def _ctx_writes(steps: list[Step]) -> tuple[set[str], bool]:
    """The durable variables, and whether a name of one is made by a template."""
    keys: list[Scalar] = []
    for step in steps:
        keys += [key for key, _ in step.set]
        for arc in step.arcs:
            keys += [key for key, _ in (*arc.args, *arc.set)]
        for task in step.tasks:
            keys += [key for key, _ in task.set if key.text.startswith("ctx.")]
            keys += [key for rule in task.rules for key, _ in rule.set if not key.text.startswith("iter.")]
    return {written_name(key.text) for key in keys}, any(key.is_template for key in keys)


def _known(place: Place, name: str) -> Shape:
    found = place.find(name, frozenset())
    return None if isinstance(found, str) else found


def _envelope(data: Shape) -> Shape:
    """`output`: other keys than its own go to the data."""
    if not isinstance(data, Map):
        return None
    return Map(dict.fromkeys((*known_keys(data), *ENVELOPE)) | {"data": data}, more=data.more | data.aliases)


def _with_aliases(data: Shape) -> Shape:
    return Map(data.keys, frozenset({"data", "result"}), data.more) if isinstance(data, Map) else data
