"""The function of a whole body: the names that have a value before its first line (language.md 7.2), its statements, its result (7.3)."""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.ir.nodes import Assign, Block, Br, Effect, Expr, Function, If, Return
from noetlc.lower.python.facts.full_names import full_name
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.facts.scope import Binding, Scopes, is_coroutine
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.context import Body, Frame, const, local
from noetlc.lower.python.frame.evaluation import block, expression
from noetlc.lower.python.frame.inputs import INPUTS, call_of_main

_RUN = full_name("asyncio", "run")

# the runtime functions that make names of language.md 7.2
MADE_BY = {
    "context": "body_full_context",
    "variables": "body_variables",
    "execution_id": "body_execution_id",
    "step": "body_step",
}


def root_function(body: Body, tree: ast.Module, owned: bool) -> Function:
    """The function of the body; `owned` if nobody else sees the values of its inputs."""
    facts = body.facts
    root = facts.scopes.root
    frame = Frame(body, root, body.prefix)
    frame.locals[INPUTS] = "val"
    frame.trace = "<module>" if facts.traced else None
    if not owned and facts.may_change_values:
        frame.emit(Assign(INPUTS, Expr("dyn", (local(INPUTS, "val"),), "deep_copy", "val")))
    says = not facts.may_change_values or facts.says_what_it_stores
    if says and facts.passes_on:
        frame.emit(Effect(frame.rt("body_passes_on", type_="void")))
    if not says:
        frame.emit(Effect(frame.rt("forget_given", type_="void")))
    if facts.scopes.globals:
        frame.effect(frame.rt("globals_new", const(names.globals_of(body)), type_="void"))
    names.create_cells(frame, root)
    context: Expr | None = None
    for name in sorted(facts.predefined):
        value = _predefined(name, name in facts.inputs)
        if name == "context" and name not in facts.inputs:
            context = value = frame.keep(value)
        elif name == "variables" and name not in facts.inputs and context is not None:  # the same object
            value = Expr("dyn", (context, const(name)), "input_get", "val")
        names.store(frame, name, value, tree)
    _body(frame, tree)
    return Function(frame.name, (INPUTS,), "val", {INPUTS: "val"} | frame.locals, frame.out, collects=True)


def may_have_result(scopes: Scopes) -> bool:
    return scopes.root.kind == "function" or not scopes.root.assigned.isdisjoint(("result", "main"))


def _predefined(name: str, is_input: bool) -> Expr:
    """The value of a name of language.md 7.2; an input beats everything else. Inputs that may be changed have been copied."""
    if is_input:
        return Expr("dyn", (local(INPUTS, "val"), const(name)), "input_get", "val")
    if name == "args":
        return local(INPUTS, "val")
    if name == "input_data":
        return Expr("dyn", (local(INPUTS, "val"),), "deep_copy", "val")
    return Expr("dyn", (local(INPUTS, "val"),), MADE_BY[name], "val")


def _body(frame: Frame, tree: ast.Module) -> None:
    """The statements, then the result: returned value, variable `result`, `main`."""
    returned = frame.temp("val")
    scope = frame.body.scopes.root
    _run(frame, tree, returned)
    if "result" in scope.assigned and ("result" not in scope.defs or _stores_value(scope.defs["result"])):
        with frame.into() as use:
            frame.emit(Assign(returned, _variable(frame, "result")))
        if scope.kind == "module":
            frame.out += use
        else:
            frame.emit(If(_is_none(returned), use, []))
    if "main" in scope.defs:
        with frame.into() as call:
            _call_main(frame, tree, returned)
        frame.emit(If(_is_none(returned), call, []))
    result = frame.rt("body_result", local(returned, "val"))
    if frame.body.scopes.globals:
        result = frame.keep(result)
        frame.effect(frame.rt("globals_forgotten", type_="void"))
    frame.emit(Return(result))


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


def _variable(frame: Frame, name: str) -> Expr:
    """A variable of the body, None while unassigned."""
    scope = frame.body.scopes.root
    if name in scope.captured:
        return frame.rt("value_or_none", names.held(frame, Binding("local", scope), name))
    if name not in frame.locals:
        return const(None)
    if frame.is_bound(name):
        return local(name)
    frame.locals[name] = "val"
    return frame.rt("value_or_none", local(name))


def _is_none(name: str) -> Expr:
    return Expr("dyn", (local(name, "val"), const(None)), "py_is", "bool")


def _call_main(frame: Frame, tree: ast.Module, returned: str) -> None:
    scopes = frame.body.scopes
    node = scopes.only_binding(scopes.root, "main")
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        raise Refused(scopes.root.defs["main"][0], "a main that is not one plain function", "Define main once with def.")
    call: ast.expr = call_of_main(node, frame.body.facts.inputs, frame.body.facts.changes_inputs)
    if _RUN in scopes.root.defs and is_coroutine(node) and not node.decorator_list:
        call = ast.fix_missing_locations(ast.copy_location(ast.Call(ast.Name(_RUN, ast.Load()), [call], []), node))
    frame.emit(Assign(returned, expression(frame, call)))
    if any(isinstance(n, ast.FunctionDef) and is_coroutine(n) for n in syntax.walk(tree)):
        frame.emit(Assign(returned, frame.rt("coroutine_finished", local(returned, "val"), node=node)))
