"""Calls of module functions that are more than a runtime call: those given functions of the body, and those with short forms."""

from __future__ import annotations

import ast
from dataclasses import replace

from noetlc.ir.build import op
from noetlc.ir.nodes import Assign, Block, Br, Expr, Loop
from noetlc.lower.python.arguments.binding import place
from noetlc.lower.python.arguments.matching import Misfit, Place, match
from noetlc.lower.python.facts.refused import RefusedCall
from noetlc.lower.python.facts.scope import starred
from noetlc.lower.python.frame.calling import call_value
from noetlc.lower.python.frame.context import NO_VALUE, Frame, local
from noetlc.lower.python.frame.evaluation import kept_expressions, tuple_of
from noetlc.lower.python.functions.calls import direct_target
from noetlc.lower.python.loops.mapping import mapped
from noetlc.primitives.model import Primitive
from noetlc.primitives.modules import CONSTRUCTORS, FUNCTIONS, SHORT_FORMS

DUMPS_WITHOUT_FUNCTION = replace(FUNCTIONS["json.dumps"], runtime="json_py_dumps_with")


def refuse_arguments(full: str, node: ast.Call) -> None:
    """Refuses arguments outside the compiled language. Raises Refused."""
    row = FUNCTIONS.get(full) or CONSTRUCTORS.get(full)
    if row is None:
        return
    for keyword in node.keywords:
        if keyword.arg in row.refused:
            raise RefusedCall(node, f"{keyword.arg}= of {full}")
    if row.refused_at is not None and len(node.args) > row.refused_at:
        raise RefusedCall(node, f"{len(node.args)} positional arguments of {full}")


def short_form(frame: Frame, full: str, node: ast.Call) -> Primitive | None:
    """A smaller runtime function that serves this call."""
    short = SHORT_FORMS.get(full)
    if short is None or starred(node):
        return None
    if not isinstance(match(short, len(node.args), _names(node)), Misfit):
        return short
    default = _function_argument(full, node)
    if full == "json.dumps" and (default is None or isinstance(default, ast.Constant) or _is_builtin_str(frame, default)):
        return DUMPS_WITHOUT_FUNCTION
    return None


def expanded(frame: Frame, full: str, node: ast.Call, row: Primitive | None) -> Expr | None:
    """The call written out with the calls of a function that is seen, None if it is an ordinary one."""
    if full not in EXPANSIONS or row is None or starred(node):
        return None
    function = _function_argument(full, node)
    if function is None or not _is_function(frame, function):
        return None
    matched = match(row, len(node.args), _names(node))
    if isinstance(matched, Misfit):
        return None
    by_name = dict(zip((p.name for p in row.params), matched.places, strict=True))
    return EXPANSIONS[full](frame, by_name, [*node.args, *(k.value for k in node.keywords)], node)


def _names(node: ast.Call) -> tuple[str, ...]:
    return tuple(str(k.arg) for k in node.keywords)


def _function_argument(full: str, node: ast.Call) -> ast.expr | None:
    """What a call passes as `default` or `repl`."""
    if full == "re.sub" and len(node.args) > 1:
        return node.args[1]
    name = "default" if full == "json.dumps" else "repl"
    return next((k.value for k in node.keywords if k.arg == name), None)


def _is_builtin_str(frame: Frame, node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "str" and frame.means_builtin("str")


def _is_function(frame: Frame, node: ast.expr) -> bool:
    """Whether an expression surely is a function of the body."""
    return isinstance(node, ast.Lambda) or (isinstance(node, ast.Name) and direct_target(frame, node.id) is not None)


def _dumps_with_default(frame: Frame, by_name: dict[str, Place], arguments: list[ast.expr], node: ast.Call) -> Expr:
    """`json.dumps(obj, default=function)`: the function makes its replacements first, then the text is written."""
    values = kept_expressions(frame, arguments)
    given = {name: place(frame, values, at) for name, at in by_name.items()}
    state = frame.keep(frame.rt("json_py_begin", given["obj"], given["sort_keys"], node=node))
    end, top = frame.label("default.end"), frame.label("default")
    with frame.into() as body:
        unknown = frame.temp("val")
        frame.emit(Assign(unknown, frame.rt("json_py_next", state)))
        frame.emit(Br(end, op("i32.eqz", local(unknown, "i32"))))
        made = call_value(frame, given["default"], tuple_of(frame, [local(unknown, "val")]), NO_VALUE, node)
        frame.effect(frame.rt("json_py_put", state, made, node=node))
        frame.emit(Br(top))
    frame.emit(Block(end, [Loop(top, body)]))
    given["default"] = state
    return frame.rt("json_py_dumps_with", *given.values(), node=node, type_="str")


def _sub_by_function(frame: Frame, by_name: dict[str, Place], arguments: list[ast.expr], node: ast.Call) -> Expr:
    """`re.sub(pattern, function, string)`: all matches, their replacements, the string."""
    values = kept_expressions(frame, arguments)
    given = {name: place(frame, values, at) for name, at in by_name.items()}
    operands = [given[name] for name in ("pattern", "string", "count", "flags") if name in given]
    found = "re_sub_matches" if "flags" in given else "re_known_sub_matches"
    matches = frame.keep(frame.rt(found, *operands, node=node))
    pieces = mapped(frame, given["repl"], matches, node)
    return frame.rt("re_sub_join", given["string"], matches, pieces, node=node, type_="str")


EXPANSIONS = {"json.dumps": _dumps_with_default, "re.sub": _sub_by_function}
