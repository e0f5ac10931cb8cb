"""`globals()`, `locals()` and `vars()`: a new dict of the variables that have a value. Writing to it changes no variable.

The dict of all variables of the body holds neither names that are there from the start nor imports, and has an order of its own. So
it is only made where that cannot be seen: `'name' in globals()`, `globals()['name']`, `globals().get('name')`, and for names that
begin with a constant text: `globals()[f'handle_{kind}']`. Of a name that is only known when it is asked for, `globals()[name]`, a run is
left where that is none of the body's own.

Those of a function are in CPython's order. CPython has one dict for all `locals()` of a call, which each of them brings up to date: so
a function with several has them where the dict is used up at once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from noetlc.frontend import syntax
from noetlc.ir.build import op
from noetlc.ir.nodes import Expr, If
from noetlc.lower.python.facts.code_parts import varnames
from noetlc.lower.python.facts.full_names import BEGINNING, library_of
from noetlc.lower.python.facts.gathered import PREDEFINED_NAMES
from noetlc.lower.python.facts.refused import RefusedCall
from noetlc.lower.python.facts.scope import Binding, FunctionNode, Scope, Scopes
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.context import Frame, const, local
from noetlc.lower.python.frame.evaluation import expression, tuple_of

HINT = "Ask for one variable that the body assigns, by its name in quotes."
ALWAYS = ("json", "sys")  # modules whose names have a value before the body gives them one


def globals_(frame: Frame, node: ast.Call) -> Expr | None:
    if node.keywords and node.keywords[0].arg == BEGINNING:
        return _that_begin(frame, str(_text(node.keywords[0].value)), node)
    return _variables(frame, frame.body.scopes.root, node) if not node.args and not node.keywords else None


def locals_(frame: Frame, node: ast.Call) -> Expr | None:
    if node.args or node.keywords or frame.scope.kind not in ("module", "function"):
        raise RefusedCall(node, "locals() here", "Name the variables.")
    root = frame.body.scopes.root
    return _variables(frame, frame.scope, node) if frame.scope is root else _function_variables(frame, frame.scope, node)


def vars_(frame: Frame, node: ast.Call) -> Expr | None:
    """`vars(obj)` is `obj.__dict__`."""
    if not node.args:
        return locals_(frame, node)
    if len(node.args) > 1 or node.keywords:
        raise RefusedCall(node, "vars with these arguments")
    return frame.rt("py_vars_of", expression(frame, node.args[0]), node=node)


def _key(call: ast.AST, tree: ast.AST) -> ast.expr | None:
    """The name that is looked up in the result of a call, None for any other use."""
    for node in syntax.walk(tree):
        if isinstance(node, ast.Compare) and node.comparators[0] is call and isinstance(node.ops[0], ast.In | ast.NotIn):
            return node.left if len(node.ops) == 1 else None
        if isinstance(node, ast.Subscript) and node.value is call:
            return node.slice if isinstance(node.ctx, ast.Load) else None
        if isinstance(node, ast.Call) and _called(node, "get") is call and node.args:
            return node.args[0]
    return None


def _beginning(node: ast.expr) -> str:
    """The constant text that a computed name begins with, "" if there is none, or if computing it may change variables."""
    parts = list(syntax.walk(node))
    if any(isinstance(p, ast.Call | ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom) for p in parts):
        return ""
    first = node
    while isinstance(first, ast.BinOp) and isinstance(first.op, ast.Add):
        first = first.left
    if isinstance(first, ast.JoinedStr) and first.values:
        first = first.values[0]
    return _text(first) or ""


_READING = frozenset("dict sorted len list set str repr print".split())


def _used_up(call: ast.Call, tree: ast.AST) -> bool:
    """Whether the result of a call goes into an operation that does not keep it."""
    for node in syntax.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr="get" | "keys" | "values" | "items" | "copy")) if value is call:
                return True
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if first is call and name in _READING:
                return True
            case ast.Call(func=ast.Attribute(attr="format_map"), args=[first]) if first is call:
                return True
            case ast.keyword(arg=None, value=value) | ast.Subscript(value=value) | ast.For(iter=value) | ast.comprehension(iter=value):
                if value is call:
                    return True
            case ast.BinOp(op=ast.Mod(), right=right) | ast.Compare(comparators=[right]):
                if right is call:
                    return True
            case ast.Dict(keys=keys, values=values):
                if any(key is None and value is call for key, value in zip(keys, values, strict=True)):
                    return True
    return False


def _called(node: ast.AST, method: str) -> ast.AST | None:
    """The receiver if the node calls that method."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
        return node.func.value
    return None


def _text(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _variables(frame: Frame, scope: Scope, node: ast.AST) -> Expr:
    """The variables of the body of which one is looked up."""
    key = _key(node, frame.body.scopes.root.node)
    begin = "" if key is None else _beginning(key)
    name = _text(key)
    given = (*ALWAYS, *frame.body.facts.inputs, *PREDEFINED_NAMES)
    if key is not None and _is_variable(key):
        return _any_of(frame, scope, key, given, node)
    met = [n for n in (*given, *sorted(scope.assigned)) if n == name or (name is None and n.startswith(begin))]
    if not begin or begin.startswith("__") or not all(_is_own(scope, n) for n in met):
        raise RefusedCall(node, "all variables as a dict", HINT)
    return _dict_of(frame, [(scope, n) for n in met], node)


def _that_begin(frame: Frame, begin: str, node: ast.Call) -> Expr:
    """All variables with names that begin so, in the order of their first places."""
    root = frame.body.scopes.root
    met = [n for n in (*ALWAYS, *frame.body.facts.inputs, *PREDEFINED_NAMES, *sorted(root.assigned)) if n.startswith(begin)]
    lines = {n: min((getattr(p, "lineno", 0) for p in root.defs.get(n, [])), default=0) for n in met}
    if not begin or begin.startswith("__") or not all(_is_own(root, n) and lines[n] for n in met):
        raise RefusedCall(node, "all variables as a dict", HINT)
    return _dict_of(frame, [(root, n) for n in sorted(met, key=lines.__getitem__)], node)


SPECIAL = tuple(f"__{name}__" for name in "annotations builtins cached debug doc file loader name package spec".split())


def _is_variable(node: ast.expr) -> bool:
    """Whether reading an expression twice does no more than reading it once."""
    return isinstance(node, ast.Name) or (
        isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and isinstance(node.slice, ast.Name | ast.Constant)
    )


def _any_of(frame: Frame, scope: Scope, key: ast.expr, given: tuple[str, ...], node: ast.AST) -> Expr:
    """All variables of the body, where a run is left if the name that is asked for may be that of something else."""
    own = [n for n in sorted(scope.assigned) if _is_own(scope, n) and n not in given and n.isidentifier()]
    others = dict.fromkeys((*given, *SPECIAL, *(n for n in sorted(scope.assigned) if n.isidentifier() and n not in own)))
    name = frame.keep(expression(frame, key))
    strange = frame.rt("py_contains", tuple_of(frame, [const(n) for n in others]), name, node=node, type_="bool")
    with frame.into() as left:
        frame.effect(frame.leave("builtin as a variable", node))
    frame.emit(If(strange, left, []))
    return _dict_of(frame, [(scope, n) for n in own], node)


def _is_own(scope: Scope, name: str) -> bool:
    """Whether a name is only ever what the body assigns to it."""
    return name in scope.assigned and name not in ALWAYS and not name.startswith("__") and not scope.imports(name)


def _is_asked_again(node: ast.Call, own: list[ast.AST]) -> bool:
    """Whether a function may call `locals()` again after a call of it: another one, or the same in a loop. `return locals()` ends it."""
    asked = [n for n in own if isinstance(n, ast.Call) and _is_locals(n)]
    ends = [n.value for n in own if isinstance(n, ast.Return) and n.value is not None]
    if all(any(n is end for end in ends) for n in asked):
        return False
    loops = [n for n in own if isinstance(n, ast.For | ast.AsyncFor | ast.While)]
    return len(asked) > 1 or any(node is n for loop in loops for n in ast.walk(loop))


def _function_variables(frame: Frame, scope: Scope, node: ast.Call) -> Expr:
    """The variables of a function as CPython lists them: parameters and plain ones, those that functions inside use, those from around."""
    scopes = frame.body.scopes
    assert isinstance(scope.node, FunctionNode)
    plain = varnames(scopes, scope.node)
    inside = sorted(n for n in scope.assigned - set(plain) if n.isidentifier())
    around = sorted({(n, s) for s, n in _from_around(scopes, scope)}, key=lambda pair: pair[0])
    names_ = [*((scope, n) for n in (*plain, *inside) if n.isidentifier()), *((s, n) for n, s in around)]
    own = list(_own_nodes(scope.node))
    again = _is_asked_again(node, own)
    if any(s.imports(n) for s, n in names_) or any("." in n for n in scope.used):
        raise RefusedCall(node, "all variables as a dict", HINT)
    if again and not _used_up(node, scope.node):
        raise RefusedCall(node, "locals() several times as a dict that is kept", "Copy it: dict(locals()).")
    return _dict_of(frame, names_, node)


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions inside it."""
    for part in syntax.children(node):
        yield part
        if not isinstance(part, FunctionNode | ast.ClassDef):
            yield from _own_nodes(part)


def _is_locals(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id in ("locals", "vars") and not node.args


def _from_around(scopes: Scopes, scope: Scope) -> Iterator[tuple[Scope, str]]:
    """The variables of functions around a function that it, or a function inside, uses."""
    for other in scopes.by_node.values():
        here: Scope | None = other
        while here is not None and here is not scope:
            here = here.parent
        for name in other.used if here is scope else ():
            found = scopes.resolve(other, name).scope
            outer = scope.parent
            while outer is not None and outer is not found:
                outer = outer.parent
            if found is not None and outer is found and found.kind == "function" and found is not scopes.root and name.isidentifier():
                yield found, name


def _dict_of(frame: Frame, variables: list[tuple[Scope, str]], node: ast.AST) -> Expr:
    """A dict of those variables that have a value."""
    made = frame.keep(Expr("dyn", (), "dict_new", "dict"))
    for scope, name in variables:
        if library_of(name):
            continue
        if scope is frame.body.scopes.root and frame.body.scopes.resolve(frame.scope, name).scope is not scope:
            raise RefusedCall(node, f"all variables as a dict, in a function with a {name} of its own", HINT)
        value = frame.keep(_held(frame, scope, name), "val")
        with frame.into() as store:
            frame.effect(frame.rt("dict_set", made, const(name), value))
        frame.emit(If(op("i32.eqz", local(str(value.imm), "i32")), [], store))
    return made


def _held(frame: Frame, scope: Scope, name: str) -> Expr:
    """The value of a variable as it is, 0 if it has none."""
    own = scope.local(name)
    mine = scope.owner is frame.scope.owner
    if mine and name not in scope.captured:
        if own not in frame.locals:
            return Expr("i32.const", (), 0, "val")
        frame.locals[own] = "val"
        return Expr("local", (), own, "val")
    return names.held(frame, Binding("local" if mine else "free", scope), name)
