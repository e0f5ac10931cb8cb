"""`f.__code__`: a tuple of what is known of a function when it is compiled, in the order of `PARTS`.

`f.__code__.co_argcount` becomes `f.__code__[1]`. Bodies can do nothing else with it (language.md 7.5).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from noetlc.frontend import syntax
from noetlc.lower.python.facts.scope import ASYNCHRONOUS, FunctionNode, Scope, Scopes, is_coroutine, qualified_name, yields

CODE = "__code__"
PARTS = (
    *("co_name", "co_qualname", "co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_nlocals", "co_varnames", "co_flags"),
    *("co_freevars", "co_cellvars", "co_firstlineno"),
)
_OPTIMIZED, _VARIADIC, _KEYWORDS, _NESTED, _GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 3, 4, 8, 16, 32, 128, 512
_FUTURE_ANNOTATIONS = 0x1000000

Part = str | int | tuple[str, ...]


def code_parts(node: FunctionNode) -> tuple[Part, ...]:
    """The tuple of a function that `note_code` left, empty in bodies that do not ask for it."""
    return getattr(node, CODE, ())


def imports_inspect(node: ast.AST) -> bool:
    """Whether a node imports what looks at the parts of functions."""
    if isinstance(node, ast.Import):
        return any(a.name == "inspect" for a in node.names)
    return isinstance(node, ast.ImportFrom) and node.module == "inspect"


def asks_code(tree: ast.Module) -> bool:
    """Whether a body looks at the code of functions."""
    return any((isinstance(n, ast.Attribute) and n.attr == CODE) or imports_inspect(n) for n in syntax.walk(tree))


def code_names(tree: ast.Module) -> frozenset[str]:
    """The variables that only ever hold code of functions, and of which only parts are read: `code = f.__code__`."""
    stored: dict[str, list[bool]] = {}
    nodes = list(syntax.walk(tree))
    held = {id(n.targets[0]) for n in nodes if isinstance(n, ast.Assign) and _holds(n)}
    read = {id(n.value) for n in nodes if isinstance(n, ast.Attribute) and n.attr in PARTS and isinstance(n.ctx, ast.Load)}
    for node in nodes:
        if isinstance(node, ast.Name):
            stored.setdefault(node.id, []).append(id(node) in held or id(node) in read)
    named = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.ExceptHandler)}
    named |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    holding = {n.id for n in nodes if isinstance(n, ast.Name) and id(n) in held}
    return frozenset(name for name, uses in stored.items() if all(uses) and name in holding - named)


def harmless_code(tree: ast.Module) -> set[int]:
    """The `f.__code__` of which only parts are read."""
    names = code_names(tree)
    found: set[int] = set()
    for node in syntax.walk(tree):
        is_part = isinstance(node, ast.Attribute) and node.attr in PARTS and isinstance(node.ctx, ast.Load)
        if is_part or (isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in names and _holds(node)):
            found.add(id(node.value))  # type: ignore[attr-defined]
    return found


def _holds(node: ast.Assign) -> bool:
    """`name = x.__code__`."""
    return len(node.targets) == 1 and isinstance(node.value, ast.Attribute) and node.value.attr == CODE


def note_parts(scopes: Scopes, node: FunctionNode, postponed: bool) -> None:
    """Leaves the tuple of a function with its node; `postponed` with `from __future__ import annotations`."""
    args = node.args
    scope = scopes.by_node[node]
    around = scope.parent
    while around is not None and around.kind == "class":
        around = around.parent
    named = varnames(scopes, node)
    generator = yields(node)
    asynchronous = isinstance(node, ast.AsyncFunctionDef)
    flags = _OPTIMIZED | (_VARIADIC if args.vararg else 0) | (_KEYWORDS if args.kwarg else 0)
    flags |= _NESTED if around is not None and around.parent is not None else 0
    if is_coroutine(node):  # a generator only by what became of it
        flags |= _COROUTINE
    elif getattr(node, ASYNCHRONOUS, False):
        flags |= _ASYNC_GENERATOR
    else:
        flags |= (_ASYNC_GENERATOR if generator else _COROUTINE) if asynchronous else _GENERATOR if generator else 0
    flags |= _FUTURE_ANNOTATIONS if postponed else 0
    positional = len(args.posonlyargs) + len(args.args)
    whole = qualified_name(scope)
    first = node.decorator_list[0] if not isinstance(node, ast.Lambda) and node.decorator_list else node
    counts = (positional, len(args.posonlyargs), len(args.kwonlyargs), len(named))
    setattr(node, CODE, (whole.rpartition(".")[2], whole, *counts, named, flags, *_shared(scopes, scope), first.lineno))


def _shared(scopes: Scopes, scope: Scope) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The variables of functions around one that it or what it contains uses, and its own ones that what it contains uses."""
    around, free, cells = set(_outwards(scope.parent)), set(), set()
    classes = {name for node, name in scopes.class_cells.items() if scopes.by_node[node] in around}
    for inside in scopes.by_node.values():
        for name in inside.used | inside.nonlocals if scope in _outwards(inside) else ():
            where = scopes.resolve(inside, name).scope
            if name in scopes.class_cells.values():
                free |= {"__class__"} if name in classes else set()
            elif where is scope and inside is not scope:
                cells.add(name)
            elif where in around and where is not scopes.root:
                free.add(name)
    given = [name for name in scope.params if name in cells]
    return tuple(sorted(free)), (*given, *sorted(cells - set(given)))


def _outwards(scope: Scope | None) -> Iterator[Scope]:
    """A scope and all around it."""
    while scope is not None:
        yield scope
        scope = scope.parent


def varnames(scopes: Scopes, node: FunctionNode) -> tuple[str, ...]:
    """Parameters, then the variables that no function inside uses, in the order in which CPython's compiler meets them."""
    scope = scopes.by_node[node]
    inside = [s for s in scopes.by_node.values() if s is not scope]
    params = scope.params
    found = dict.fromkeys(params)
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    for name in _met(body):
        if name in scope.assigned and not any(name in s.used and scopes.resolve(s, name).scope is scope for s in inside):
            found.setdefault(name)
    return tuple(found)


def _met(nodes: Iterable[ast.AST | None]) -> Iterator[str]:
    """The names of a function's variables in the order of its code."""
    for node in nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif node is not None:
            yield from _met(_ordered(node))
            yield from bound_beside(node)


def _ordered(node: ast.AST) -> list[ast.AST | None]:
    """The parts of a node that belong to the function around it, in the order of its code."""
    match node:
        case ast.AnnAssign(target=target, value=value):
            return [value, target] if value is not None else []
        case ast.For(target=target, iter=items) | ast.AsyncFor(target=target, iter=items):
            return [items, target, *node.body, *node.orelse]
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
            return [*body, *orelse, *handlers, *finalbody]
        case ast.Dict(keys=keys, values=values):
            return [part for pair in zip(keys, values, strict=True) for part in pair]
        case ast.FunctionDef(args=args, decorator_list=decorators) | ast.AsyncFunctionDef(args=args, decorator_list=decorators):
            return [*decorators, *args.defaults, *args.kw_defaults]
        case ast.Lambda(args=args):
            return [*args.defaults, *args.kw_defaults]
        case ast.ClassDef(decorator_list=decorators, bases=bases, keywords=keywords):
            return [*decorators, *bases, *keywords]
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            return [node.generators[0].iter]
        case ast.ExceptHandler(type=kind, name=str(name), body=body):
            return [kind, ast.Name(name), *body]
    parts: list[ast.AST | None] = [*syntax.children(node)]
    return parts[::-1] if isinstance(node, ast.NamedExpr) else [parts[-1], *parts[:-1]] if isinstance(node, ast.Assign) else parts


def bound_beside(node: ast.AST) -> Iterator[str]:
    """The names that a statement binds which are no nodes of their own."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            yield from ((a.asname or a.name.partition(".")[0]) for a in aliases)
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name
