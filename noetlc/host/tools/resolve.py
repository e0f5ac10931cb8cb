"""Fills secrets into a tool's configuration: `auth` and the strings that mention the keychain arrive unrendered.

Only a string that stands in the playbook, at that very place, is rendered: data that happens to look like a keychain template
is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from noetlc.frontend.nodes import Mapping as NodeMapping
from noetlc.frontend.nodes import Node, Scalar
from noetlc.frontend.nodes import Sequence as NodeSequence
from noetlc.frontend.playbook import Entries, Step, Task
from noetlc.host.tools.base import ToolError
from noetlc.host.tools.facts import RunFacts
from noetlc.host.tools.keychain import secret_values
from noetlc.host.tools.session import Session
from noetlc.interp.templates import MISSING, parse
from noetlc.interp.values import UNDEFINED, DataError, TemplateError, to_data

Json = Any


def has_marks(text: str) -> bool:
    """True for text that is a template."""
    return "{{" in text or "{%" in text


@dataclass(slots=True)
class _Names:
    """The names of a host-side template: the keychain, the workload and the inputs of the tool."""

    session: Session
    workload: Mapping[str, Json]
    inputs: Mapping[str, Json]
    declared: tuple[str, ...]

    def find(self, name: str) -> object:
        if name == "keychain":
            return _Chain(self)
        if name in self.declared:
            return self.credential(name)
        if name in self.inputs:
            return self.inputs[name]
        if name == "workload":
            return dict(self.workload)
        if name == "execution_id":
            return self.session.execution_id
        return self.workload.get(name, MISSING)

    def credential(self, name: str) -> Json:
        """A credential for use in a template. Raises ToolError `auth`."""
        return self.session.credential(name)


class _Chain(dict[str, object]):
    """`keychain`: looks credentials up when they are asked for."""

    def __init__(self, names: _Names) -> None:
        super().__init__()
        self._names = names

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._names.session.keychain.find(key) is not None

    def __getitem__(self, key: str) -> object:
        return self._names.credential(key)

    def get(self, key: str, default: object = None) -> object:
        return self[key] if key in self else default  # noqa: SIM401  (it is `get`)


@dataclass(frozen=True, slots=True)
class _Place:
    """The entries of one tool that mention a secret, by key."""

    config: dict[str, Node]
    inputs: dict[str, Node]


@dataclass(slots=True)
class Resolver:
    """Fills in the secrets of one run's requests."""

    facts: RunFacts
    session: Session
    _workload: dict[str, Json] | None = None
    _places: dict[tuple[str, str | None, str], tuple[_Place, ...]] = field(default_factory=dict)

    def resolve(self, kind: str, value: Mapping[str, Json]) -> tuple[Mapping[str, Json], Mapping[str, Json], Json]:
        """Configuration, inputs and resolved `auth` of a decoded request. Raises ToolError `auth` or `config`."""
        config = _map(value.get("config"))
        inputs = _map(value.get("input"))
        if self._workload is None:
            self._workload = self.facts.workload()
        names = _Names(self.session, self._workload, inputs, self._declared())
        for place in self._secret_places(kind, value.get("step"), value.get("task")):
            config = self._filled_map(place.config, config, names)
            inputs = self._filled_map(place.inputs, inputs, names)
        config, inputs = self.session.without_handles(config), self.session.without_handles(inputs)
        if config.get("auth") is not None:
            return config, inputs, self._auth(config["auth"], names)
        # Other spellings were rendered by the run: they are names, never templates.
        named = config.get("credential") if kind != "secrets" else None
        return config, inputs, None if named is None else self._chosen(named)

    def _declared(self) -> tuple[str, ...]:
        return self.facts.playbook.keychain if self.facts.playbook is not None else ()

    def _secret_places(self, kind: str, step_name: Json, label: Json) -> tuple[_Place, ...]:
        """The parts with secrets of the tools a request may come from."""
        key = (str(step_name), None if label is None else str(label), kind)
        found = self._places.get(key)
        if found is None:
            steps = self.facts.playbook.steps if self.facts.playbook is not None else ()
            step = next((step for step in steps if step.name == step_name), None)
            places = [] if step is None else [self._place(step, task) for task in step.tasks if label is None or task.label == label]
            found = self._places[key] = tuple(place for place in places if place.config or place.inputs)
        return found

    def _place(self, step: Step, task: Task) -> _Place:
        return _Place(self._secret_entries(task.config), self._secret_entries((*step.input, *task.input)))

    def _secret_entries(self, entries: Entries) -> dict[str, Node]:
        return {key.text: node for key, node in entries if key.text != "auth" and self._has_secret(node)}

    def _has_secret(self, node: Node) -> bool:
        if isinstance(node, Scalar):
            return isinstance(node.value, str) and self._mentions(node.value)
        if isinstance(node, NodeSequence):
            return any(map(self._has_secret, node.items))
        return any(self._has_secret(item) for _, item in node.entries)

    def _mentions(self, text: str) -> bool:
        return has_marks(text) and any(word in text for word in ("keychain", *self._declared()))

    def _filled_map(self, nodes: Mapping[str, Node], values: Mapping[str, Json], names: _Names) -> Mapping[str, Json]:
        if not nodes:
            return values
        return {key: self._filled(nodes[key], value, names) if key in nodes else value for key, value in values.items()}

    def _filled(self, node: Node, value: Json, names: _Names) -> Json:
        if isinstance(node, Scalar):
            if isinstance(value, str) and value == node.value and self._mentions(value):
                rendered = self.render(value, names)
                self.session.redactor.add(*secret_values(rendered))
                return rendered
            return value
        if isinstance(node, NodeSequence) and isinstance(value, list) and len(value) == len(node.items):
            return [self._filled(item, part, names) for item, part in zip(node.items, value, strict=True)]
        if isinstance(node, NodeMapping) and isinstance(value, Mapping):
            nodes = {key.text: item for key, item in node.entries}
            return {key: self._filled(nodes[key], part, names) if key in nodes else part for key, part in value.items()}
        return value

    def _auth(self, auth: Json, names: _Names) -> Json:
        """`auth` with its templates rendered; a text is the name of a credential, and so is a map's `credential`."""
        return self._chosen(self._rendered(auth, names))

    def _chosen(self, auth: Json) -> Json:
        if isinstance(auth, str):
            return self.session.credential(auth) if auth.strip() else None
        return self._named(auth) if isinstance(auth, Mapping) else auth

    def _named(self, settings: Mapping[str, Json]) -> Json:
        """An `auth` map with the credential it names in it; a map of maps has one per alias."""
        name = settings.get("credential")
        if name is None and ("provider" in settings or settings.get("source") == "credential"):
            name = settings.get("key")
        if isinstance(name, str):
            return _merged(self.session.credential(name), settings)
        self.session.redactor.add(*secret_values({k: v for k, v in settings.items() if not isinstance(v, Mapping)}))
        return {key: self._named(value) if isinstance(value, Mapping) else value for key, value in settings.items()}

    def _rendered(self, value: Json, names: _Names) -> Json:
        if isinstance(value, str):
            return self.render(value, names) if has_marks(value) else value
        if isinstance(value, list):
            return [self._rendered(item, names) for item in value]
        if isinstance(value, Mapping):
            return {key: self._rendered(item, names) for key, item in value.items()}
        return value

    def render(self, text: str, names: _Names) -> Json:
        """The value of a host-side template. A name that only the run knows is an error: an empty secret helps nobody."""
        template = parse(text)
        try:
            if not template.lone:
                return template.text(names)
            value = template.value(names)
            if value is UNDEFINED:
                raise ToolError("auth", f"{text} is not defined for the host: it sees the keychain, the workload and the tool's input")
            return to_data(value)
        except (TemplateError, DataError) as error:
            raise ToolError("auth", f"{text}: {error}") from error


def _merged(credential: Json, settings: Mapping[str, Json]) -> Json:
    """A credential with the settings beside its name; the settings win."""
    rest = {key: value for key, value in settings.items() if key not in ("credential", "key")}
    if isinstance(credential, Mapping):
        return {**credential, **rest}
    return {**rest, "value": credential}


def _map(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}
