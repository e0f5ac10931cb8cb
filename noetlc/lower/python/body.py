"""One Python step body to IR functions: `lower_body` is the way in.

The body becomes `@body(%inputs) -> val`: the data of the result, UNDEFINED if the body gave none, 0 if it raised (the
exception is then pending). What the names before the first line mean is dsl 6.2; the result is dsl 6.3.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import takewhile

from noetlc.ir.nodes import Assign, Block, Br, Expr, Function, If, Return, walk_exprs
from noetlc.lower.python.facts.features import compares_to_values, features, may_change_values
from noetlc.lower.python.facts.mentions import mentions
from noetlc.lower.python.facts.plugins import BodyPlugins, PluginFunctions
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.facts.scope import Scopes
from noetlc.lower.python.facts.traces import asks, callers
from noetlc.lower.python.forms import FORMS
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.context import Body, Frame, const, local
from noetlc.lower.python.frame.evaluation import block, expression
from noetlc.lower.python.frame.inputs import InputName
from noetlc.lower.python.frame.names import create_cells
from noetlc.lower.python.rewrite.aliases import replace_aliases
from noetlc.lower.python.rewrite.annotations import imported_names, keep_names
from noetlc.lower.python.rewrite.dataclass import expand
from noetlc.lower.python.rewrite.enums import expand_enums
from noetlc.lower.python.rewrite.library import link_library
from noetlc.lower.python.rewrite.places import set_places
from noetlc.lower.python.rewrite.private import mangle
from noetlc.lower.python.rewrite.star_import import expand_stars
from noetlc.lower.python.rewrite.typing_forms import erase
from noetlc.lower.python.rewrite.version import fold_version

# names of dsl 6.2 beside the inputs, and the runtime function that makes each
PREDEFINED = {
    "args": None,
    "input_data": None,
    "context": "body_full_context",
    "variables": "body_variables",
    "execution_id": "body_execution_id",
    "step": "body_step",
}
PRINTING = frozenset(("print", "py_print", "print_one", "print_text", "print_buffered", "stream_write"))
PREDEFINED_MODULES = ("json", "sys")


@dataclass(frozen=True, slots=True)
class Lowered:
    """The IR functions of a body; `entry` is the one to call with the map of inputs.

    `prints` is set where the body may print and have a result too.
    """

    entry: str
    functions: tuple[Function, ...]
    prints: bool


def lower_body(
    tree: ast.Module,
    inputs: tuple[str, ...],
    prefix: str,
    toplevel_return: bool,
    site: Callable[[ast.AST], int],
    plugins: PluginFunctions | None = None,
    owned: bool = False,
    rewritten: Callable[[ast.Module], None] | None = None,
) -> Lowered:
    """Lowers a parsed body. `site` maps a node to its packed position; `plugins` are those of the build; `owned` if nobody else sees the
    values of its inputs; `rewritten` is shown the body as it is lowered. Raises Refused."""
    imported_plugins = BodyPlugins.of(tree, plugins) if plugins is not None else BodyPlugins()
    set_places(tree, toplevel_return)
    asks_types = any(getattr(n, "id", "") == "type" or getattr(n, "attr", "") == "__class__" for n in ast.walk(tree))
    replace_aliases(tree)
    expand_stars(tree)
    fold_version(tree)
    erase(tree)
    mangle(tree)
    expand(tree)
    expand_enums(tree)
    imported = imported_names(tree)
    link_library(tree, toplevel_return, frozenset(PREDEFINED_MODULES) - set(inputs))
    keep_names(tree, imported)
    if rewritten is not None:
        rewritten(tree)
    predefined = frozenset((*inputs, *PREDEFINED))
    found = mentions(tree)
    used = found.names
    scopes = Scopes(tree, toplevel_return, predefined & used | ({"result"} & frozenset(inputs)))
    body = Body(prefix, scopes, lambda node: place(node) if getattr(node, "lineno", 1) else 0, found, imported_plugins, FORMS)
    body.traced = asks(tree, found)

    def place(node: ast.AST) -> int:
        packed = site(node)
        if body.traced and not body.lines.note(packed, getattr(node, "lineno", 0)):
            raise Refused(node, "a traceback in a body whose lines are not apart in the file", "Write the code as a block scalar.")
        return packed

    body.callers = callers(tree) if body.traced else {}
    body.asks_types = asks_types
    body.compares_to_values = found.has_classes and compares_to_values(tree)
    body.predefined_modules = frozenset(m for m in PREDEFINED_MODULES if m not in inputs and m not in scopes.root.defs)
    frame = Frame(body, scopes.root, prefix)
    frame.locals["b.inputs"] = "val"
    frame.trace = "<module>" if body.traced else None
    if not owned and may_change_values(tree, found):
        frame.emit(Assign("b.inputs", Expr("dyn", (local("b.inputs", "val"),), "deep_copy", "val")))
    create_cells(frame, scopes.root)
    for name in sorted(scopes.root.assigned):
        if name in predefined and (name in used or name == "result"):
            names.store(frame, name, _predefined(name, name in inputs), tree)
    _body(frame, tree, inputs)
    entry = Function(prefix, ("b.inputs",), "val", {"b.inputs": "val"} | frame.locals, frame.out, collects=True)
    while body.pending:
        body.pending.pop(0)()
    body.lines.close()
    provides = features(tree, found)
    for function in (entry, *body.functions):
        function.provides |= provides
    functions = (entry, *body.functions)
    return Lowered(prefix, functions, _may_have_result(scopes, toplevel_return) and _prints(functions))


def _may_have_result(scopes: Scopes, toplevel_return: bool) -> bool:
    return toplevel_return or not scopes.root.assigned.isdisjoint(("result", "main"))


def _prints(functions: Iterable[Function]) -> bool:
    return any(e.imm in PRINTING for f in functions for e in walk_exprs(f.body) if e.op in ("dyn", "builtin"))


def _predefined(name: str, is_input: bool) -> Expr:
    """The value of a name of dsl 6.2; an input beats everything else. Inputs that may be changed have been copied."""
    if is_input:
        return Expr("dyn", (local("b.inputs", "val"), const(name)), "input_get", "val")
    if name == "args":
        return local("b.inputs", "val")
    if name == "input_data":
        return Expr("dyn", (local("b.inputs", "val"),), "deep_copy", "val")
    return Expr("call", (local("b.inputs", "val"),), PREDEFINED[name], "val")


def _body(frame: Frame, tree: ast.Module, inputs: tuple[str, ...]) -> None:
    """The statements, then the result: returned value, variable `result`, `main`."""
    returned = frame.temp("val")
    scope = frame.body.scopes.root
    _run(frame, tree, returned)
    if "result" in scope.assigned and ("result" not in scope.defs or _stores_value(scope.defs["result"])):
        with frame.into() as use:
            frame.emit(Assign(returned, _variable(frame, "result", tree)))
        if scope.kind == "module":
            frame.out += use
        else:
            frame.emit(If(_is_none(returned), use, []))
    if "main" in scope.defs:
        with frame.into() as call:
            _call_main(frame, returned, inputs, tree)
        frame.emit(If(_is_none(returned), call, []))
    frame.emit(Return(frame.rt("body_result", local(returned, "val"))))


def _run(frame: Frame, tree: ast.Module, returned: str) -> None:
    """The statements; what a top-level `return` gives is left in `returned`."""
    if frame.body.scopes.root.kind == "module":
        block(frame, tree.body)
        frame.bound = frame.bound or set()
        frame.emit(Assign(returned, const(None)))
        return
    end = frame.label("end")

    def finish(value: Expr) -> None:
        frame.emit(Assign(returned, value))
        frame.emit(Br(end))

    frame.finish = finish
    frame.emit(Assign(returned, const(None)))
    with frame.into() as inside:
        block(frame, tree.body)
    frame.emit(Block(end, inside))
    frame.bound = frame.bound or set()
    frame.finish = None


def _stores_value(places: list[ast.AST]) -> bool:
    return any(not isinstance(p, ast.Import | ast.ImportFrom) for p in places)


def _variable(frame: Frame, name: str, tree: ast.Module) -> Expr:
    """A variable of the body, None while unassigned."""
    scope = frame.body.scopes.root
    if name in scope.captured:
        stored = Expr("i32.load", (local("cell." + name, "val"),), names.CELL_VALUE, "val")
        return frame.rt("value_or_none", stored)
    if name not in frame.locals:
        return const(None)
    if frame.is_bound(name):
        return local(name)
    frame.locals[name] = "val"
    return frame.rt("value_or_none", local(name))


def _is_none(name: str) -> Expr:
    return Expr("dyn", (local(name, "val"), const(None)), "py_is", "bool")


def _call_main(frame: Frame, returned: str, inputs: tuple[str, ...], tree: ast.Module) -> None:
    """`main(…)` with the inputs whose names are its parameters, all inputs if it takes `**kwargs`.

    Positional-only parameters get theirs up to the first that has none.
    """
    scopes = frame.body.scopes
    node = scopes.only_binding(scopes.root, "main")
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        raise Refused(scopes.root.defs["main"][0], "a main that is not one plain function", "Define main once with def.")
    first = [a.arg for a in node.args.posonlyargs]
    params = {a.arg for a in [*node.args.args, *node.args.kwonlyargs]}
    positional: list[ast.expr] = [InputName(n) for n in takewhile(inputs.__contains__, first)]
    passed = [n for n in inputs if n in params or (node.args.kwarg is not None and n not in first)]
    call = ast.Call(ast.Name("main", ast.Load()), positional, [ast.keyword(n, InputName(n)) for n in passed])
    for sub in ast.walk(call):
        ast.copy_location(sub, node)
    frame.emit(Assign(returned, expression(frame, call)))
