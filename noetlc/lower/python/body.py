"""One Python step body to IR functions: `lower_body` is the way in.

The body becomes `@body(%inputs) -> val`: the data of the result, UNDEFINED if the body gave none, 0 if it raised (the
exception is then pending).
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from noetlc.frontend import syntax
from noetlc.ir.nodes import Function, walk_exprs
from noetlc.ir.payload import Builtin
from noetlc.lower.passes.consumed import consume_generators
from noetlc.lower.passes.container_facts import NOTHING_SAID, Said
from noetlc.lower.python.calls.body_methods import body_methods, said_of_methods
from noetlc.lower.python.dispatch.direct import NO_NAMES, BodyMethod, OwnNames
from noetlc.lower.python.facts.gathered import PREDEFINED_MODULES, asks_types, gather
from noetlc.lower.python.facts.mentions import Mentions
from noetlc.lower.python.facts.plugins import BodyPlugins, PluginFunctions
from noetlc.lower.python.forms import FORMS
from noetlc.lower.python.frame.context import Body
from noetlc.lower.python.functions.root import may_have_result, root_function
from noetlc.lower.python.rewrite.passes import rewrite

_STOPPING = frozenset(("next", "StopIteration", "__next__", "send", "throw"))
PRINTING = frozenset((Builtin("print"), "print", "py_print", "print_one", "print_text", "print_buffered", "stream_write"))


@dataclass(frozen=True, slots=True)
class Lowered:
    """The IR functions of a body; `entry` is the one to call with the map of inputs.

    `prints` is set where the body may print and have a result too.
    """

    entry: str
    functions: tuple[Function, ...]
    prints: bool
    methods: tuple[BodyMethod, ...] = ()
    own: OwnNames = NO_NAMES  # attributes of instances
    last_shape: int = 0  # of this body and those before
    said: Said = NOTHING_SAID


def lower_body(
    tree: ast.Module,
    inputs: tuple[str, ...],
    prefix: str,
    toplevel_return: bool,
    site: Callable[[ast.AST], int],
    plugins: PluginFunctions | None = None,
    owned: bool = False,
    rewritten: Callable[[ast.Module], None] | None = None,
    maps: frozenset[str] = frozenset(),
    taken: int = 0,
) -> Lowered:
    """Lowers a parsed body. `site` maps a node to its packed position; `plugins` are those of the build; `owned` if nobody else sees the
    values of its inputs; `rewritten` is shown the body as it is lowered; `maps` are inputs that the playbook writes out, with plain
    keys; `taken` is the last shape of the bodies before. Raises Refused."""
    imported = BodyPlugins.of(tree, plugins) if plugins is not None else BodyPlugins()
    types = asks_types(tree)
    _bind_hiding(tree, inputs)
    rewrite(tree, toplevel_return, PREDEFINED_MODULES - frozenset(inputs))
    if rewritten is not None:
        rewritten(tree)
    body = Body(prefix, gather(tree, inputs, toplevel_return, imported, types, maps, taken), FORMS, site)
    entry = root_function(body, tree, owned)
    body.lower_pending()
    functions = (entry, *body.functions)
    if not _may_stop(body.facts.mentions):
        consume_generators(functions)
    for function in functions:
        function.provides |= body.facts.features
    prints = may_have_result(body.facts.scopes) and _prints(functions)
    instances = body.facts.instances
    own = OwnNames(instances.stored, instances.placed_names) if body.facts.has_classes else NO_NAMES
    methods = body_methods(body)
    last_shape = max(body.facts.shapes.numbers.values(), default=taken)
    return Lowered(prefix, functions, prints, methods, own, last_shape, said_of_methods(body, methods))


def _bind_hiding(tree: ast.Module, inputs: tuple[str, ...]) -> None:
    """Binds inputs called as builtins, by `id = id`: rewrites look for what a body binds, and take other names for the builtins."""
    read = {n.id for n in syntax.walk(tree) if isinstance(n, ast.Name)}
    at = sum(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in tree.body)
    for name in sorted(read.intersection(inputs) & vars(builtins).keys()):
        stmt = ast.Assign([ast.Name(name, ast.Store())], ast.Name(name, ast.Load()))
        tree.body.insert(at, ast.fix_missing_locations(ast.copy_location(stmt, ast.Pass(lineno=0, col_offset=0))))


def _may_stop(found: Mentions) -> bool:
    """Whether a StopIteration may leave a generator, which makes another exception of it."""
    return not _STOPPING.isdisjoint(found.names | found.attributes | found.definitions | found.texts)


def _prints(functions: Iterable[Function]) -> bool:
    return any(e.imm in PRINTING for f in functions for e in walk_exprs(f.body) if e.op in ("dyn", "function"))
