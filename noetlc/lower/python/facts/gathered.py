"""What the text of a body says, gathered once before anything of it is lowered."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping
from dataclasses import dataclass

from noetlc.frontend import syntax
from noetlc.layout.features import Feature
from noetlc.lower.passes.container_facts import Said
from noetlc.lower.python.facts.changed_inputs import changes_inputs
from noetlc.lower.python.facts.closed_names import said
from noetlc.lower.python.facts.comparisons import compares_to_values
from noetlc.lower.python.facts.features import features, may_change_values, says_what_it_stores
from noetlc.lower.python.facts.generator_names import names_generators, renames_generators
from noetlc.lower.python.facts.instances import Instances, instances
from noetlc.lower.python.facts.mentions import Mentions, mentions
from noetlc.lower.python.facts.native_bases import derives_from_built_ins
from noetlc.lower.python.facts.nodes import Nodes
from noetlc.lower.python.facts.passing_on import passes_on
from noetlc.lower.python.facts.plain_keys import plain_subscripts
from noetlc.lower.python.facts.plugins import BodyPlugins
from noetlc.lower.python.facts.scope import Scopes
from noetlc.lower.python.facts.shapes import Shapes, shapes
from noetlc.lower.python.facts.traces import asks, callers
from noetlc.lower.python.facts.wide_ints import wide_ranges

PREDEFINED_NAMES = ("args", "input_data", "context", "variables", "execution_id", "step")
"""Names of language.md 7.2 beside the inputs."""
PREDEFINED_MODULES = frozenset(("json", "sys"))
"""Modules that a body need not import."""

_BUILTINS = frozenset(vars(builtins))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a body, rewritten as it is lowered."""

    inputs: tuple[str, ...]
    scopes: Scopes
    mentions: Mentions
    plugins: BodyPlugins
    features: frozenset[int]  # and tags: what it makes live
    predefined: frozenset[str]  # variables that have a value before the first line
    predefined_modules: frozenset[str]
    callers: Mapping[ast.AST, ast.Call]  # in a body that asks for tracebacks
    traced: bool  # whether it asks for tracebacks
    asks_types: bool  # whether `type(v)` occurs, so that any class may be called
    compares_to_values: bool  # whether a comparison may give something else than a bool
    may_change_values: bool  # whether it may change its inputs in place
    changes_inputs: bool  # whether `args` may have other inputs at its end than it was given
    says_what_it_stores: bool  # whether it changes them only by ways that tell the runtime
    passes_on: bool  # whether its result is likely to have parts of its inputs in it that it does not look into
    instances: Instances
    shapes: Shapes
    derives_from_built_ins: bool  # whether classes may: then a dict, say, may have methods of its own
    names_generators: bool  # whether a text or name of a generator may be shown
    plain_subscripts: frozenset[ast.Subscript]  # those by a key that quotes are all the repr of
    said: Said  # for what is in its containers
    wide_ranges: frozenset[ast.Call]  # the calls of `range` that may leave 64 bits, as far as their text tells

    @property
    def has_classes(self) -> bool:
        return self.mentions.has_classes

    @property
    def has_abstract(self) -> bool:
        return self.mentions.has_abstract

    @property
    def has_metaclasses(self) -> bool:
        return Feature.METACLASSES in self.features

    @property
    def has_class_hooks(self) -> bool:
        return not self.mentions.definitions.isdisjoint(("__set_name__", "__init_subclass__"))

    @property
    def reads_context(self) -> bool:
        return "__context__" in self.mentions.attributes

    @property
    def reads_docs(self) -> bool:
        return "__doc__" in self.mentions.attributes | self.mentions.texts


def gather(
    tree: ast.Module,
    inputs: tuple[str, ...],
    as_function: bool,
    plugins: BodyPlugins,
    asks_types: bool,
    maps: frozenset[str],
    taken: int,
) -> Facts:
    """Reads a rewritten body. `as_function` if it is run as one, since it returns; `asks_types` is of the text before; `maps` are inputs
    that the playbook writes out, with plain keys; `taken` is the last shape of the bodies before."""
    nodes = Nodes(tree)
    found = mentions(nodes)
    names = frozenset((*inputs, *PREDEFINED_NAMES))
    traced = asks(nodes, found)
    told = features(nodes, found, traced)
    scopes = Scopes(tree, as_function, names & found.names | ({"result"} & frozenset(inputs)), Feature.METACLASSES in told)
    wide = wide_ranges(nodes)
    of_instances = instances(nodes, found)
    takes_any = bool(inputs or names & found.names) or "main" in found.definitions
    more = (
        (Feature.WIDE_RANGES, wide.calls or wide.others),
        (Feature.RENAMED_GENERATORS, renames_generators(nodes, found)),
    )
    return Facts(
        inputs=inputs,
        scopes=scopes,
        mentions=found,
        plugins=plugins,
        features=told | {feature for feature, holds in more if holds},
        predefined=frozenset(scopes.root.assigned) & names & (found.names | {"result"}),
        predefined_modules=PREDEFINED_MODULES - frozenset(inputs) - scopes.root.defs.keys(),
        callers=callers(nodes) if traced else {},
        traced=traced,
        asks_types=asks_types,
        changes_inputs=changes_inputs(nodes, found),
        compares_to_values=found.has_classes and compares_to_values(nodes),
        may_change_values=may_change_values(nodes, found),
        says_what_it_stores=says_what_it_stores(nodes, found),
        passes_on=takes_any and passes_on(nodes, found),
        instances=of_instances,
        shapes=shapes(of_instances, scopes, taken),
        derives_from_built_ins=derives_from_built_ins(nodes, found, scopes),
        names_generators=names_generators(nodes, found),
        plain_subscripts=plain_subscripts(nodes, found, maps, names | _BUILTINS),
        said=said(nodes, found, of_instances),
        wide_ranges=wide.calls,
    )


def asks_types(tree: ast.Module) -> bool:
    """Whether a body names `type` or `__class__`."""
    return any(getattr(n, "id", "") == "type" or getattr(n, "attr", "") == "__class__" for n in syntax.walk(tree))
