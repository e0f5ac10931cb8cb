"""Coroutines that a body runs by hand, with `send`, `throw` or an `__await__` of its own, or keeps before it awaits them, as generators.

    async def f(x):                      def f(x):
        v = await g(x)                       v = yield from awaited(g(x))
        async with x as y: …                 y = yield from awaited(x.__aenter__()), and so on
        async for y in x: …                  y = yield from awaited(x.__aiter__().__anext__()), and so on

What yields, too, is told by `asynchronous`, and `yield v` in it is `yield given(v)`.

In other bodies a call of a coroutine is a plain call, and `await` does nothing.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.frontend.python_body import imports_tasks
from noetlc.lower.python.facts.code_parts import asks_code
from noetlc.lower.python.facts.coroutine_calls import runs_late
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.facts.scope import ASYNCHRONOUS, COROUTINE
from noetlc.lower.python.rewrite.awaiting_comprehensions import awaits, is_asynchronous, write_comprehensions
from noetlc.lower.python.rewrite.import_first import import_first
from noetlc.lower.python.rewrite.library_names import MANAGERS

_AWAITED = "1awaited"  # no body can spell these
_NOTHING = "1nothing"
_RUNNING = "1running"  # what runs `main`; it is linked because it is named
_KIND = "CoroutineType"
_MANAGER, _ERROR, _LEFT, _ITERATOR, _MORE = "1manager", "1error", "1left", "1iterator", "1more"
_CLEANING = ast.Try | ast.With | ast.AsyncWith
_MANAGERS = frozenset(("AbstractAsyncContextManager", "AsyncExitStack", "aclosing", "asynccontextmanager"))
_BUILTINS = frozenset(("aiter", "anext"))
_DRIVING = frozenset(("__await__", "cr_frame", "cr_running", _KIND))


def name_managers(tree: ast.Module, names: frozenset[str]) -> None:
    """Lets what `contextlib` has for `async with` be of a part of the library of its own, in place."""
    imports = [n for n in syntax.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    modules = {a.asname or a.name for n in imports if isinstance(n, ast.Import) for a in n.names if a.name == "contextlib"}
    if not modules and all(getattr(n, "module", "") != "contextlib" for n in imports):
        return
    naming = _Naming(modules, names)
    naming.visit(tree)
    if naming.made:
        import_first(tree, MANAGERS, naming.made)


class _Naming(ast.NodeTransformer):
    def __init__(self, modules: set[str], names: frozenset[str]) -> None:
        self.modules = modules  # what the body calls `contextlib`
        self.names = names
        self.made: dict[str, str] = {}

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt]:
        own = [a for a in node.names if node.module == "contextlib" and a.name in self.names]
        node.names = [a for a in node.names if a not in own]
        made = ast.copy_location(ast.ImportFrom(MANAGERS, own, 0), node)
        return [*([node] if node.names else []), *([made] if own else [])]

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if node.attr not in self.names or not isinstance(node.value, ast.Name) or node.value.id not in self.modules:
            return node
        self.made[node.attr] = "1" + node.attr
        return ast.copy_location(ast.Name(self.made[node.attr], ast.Load()), node)


def write_coroutines(tree: ast.Module) -> None:
    """Rewrites the coroutines of a body in place if it can tell them from plain calls. Raises Refused if one of them is something else."""
    functions = [n for n in syntax.walk(tree) if isinstance(n, ast.AsyncFunctionDef)]
    name_managers(tree, _MANAGERS | ({"nullcontext"} if functions else set()))
    if not functions:
        return
    tasks = imports_tasks(tree)
    if not (tasks or any(map(_generates, functions)) or _drives(tree) or runs_late(tree, functions)):
        return
    write_comprehensions([tree, *(n for n in syntax.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))])
    for node in syntax.walk(tree):
        if isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp) and is_asynchronous(node):
            raise Refused(node, "a comprehension that awaits", "Collect the items in a list, by a loop.")
    _refuse_left(tree, functions)
    writer = _Writer(_called_kind(tree), _BUILTINS - _bound(tree), asks_code(tree))
    writer.visit(tree)
    if writer.asks:  # for the class, which a coroutine that never starts tells
        future = sum(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in tree.body)
        tree.body.insert(future, writer.visit(_placed(ast.parse(f"async def {_KIND}(): pass").body[0])))
    by_decorator = any("coroutine" in (getattr(n, "attr", ""), n.name if isinstance(n, ast.alias) else "") for n in syntax.walk(tree))
    if tasks and any(f.name == "main" for f in functions):
        import_first(tree, "asyncio", {"run": _RUNNING})
        tree.body.append(ast.fix_missing_locations(ast.copy_location(ast.Expr(ast.Name(_RUNNING, ast.Load())), tree.body[-1])))
    import_first(tree, "types", {"awaited" if by_decorator else "awaited_alone": _AWAITED} | writer.used)


def write_coroutines_of_library(tree: ast.Module) -> dict[str, str]:
    """The same of a module of the library, in place; gives the names that stand for members of `types` from then on."""
    writer = _Writer(set(), frozenset())
    writer.visit(tree)
    return {_AWAITED: "awaited"} | {name: member for member, name in writer.used.items()}


def _bound(tree: ast.Module) -> set[str]:
    """The names that a body binds as variables, functions or parameters."""
    stored = {n.id for n in syntax.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return stored | {getattr(n, "name", "") for n in syntax.walk(tree)} | {n.arg for n in syntax.walk(tree) if isinstance(n, ast.arg)}


def _placed(stmt: ast.stmt) -> ast.stmt:
    assert isinstance(stmt, ast.AsyncFunctionDef)
    stmt.name = _NOTHING
    return stmt


def _called_kind(tree: ast.Module) -> set[str]:
    """What a body calls `types.CoroutineType`."""
    imports = [n for n in syntax.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    modules = {a.asname or a.name for n in imports if isinstance(n, ast.Import) for a in n.names if a.name == "types"}
    of_types = [n for n in imports if isinstance(n, ast.ImportFrom) and n.module == "types"]
    return {f"{m}.{_KIND}" for m in modules} | {a.asname or a.name for n in of_types for a in n.names if a.name == _KIND}


def _drives(tree: ast.Module) -> bool:
    for node in syntax.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _DRIVING:
            return True
        if isinstance(node, ast.FunctionDef) and node.name == "__await__":
            return True
        if isinstance(node, ast.ImportFrom) and node.module == "types" and any(a.name == _KIND for a in node.names):
            return True
    return False


def _refuse_left(tree: ast.Module, functions: list[ast.AsyncFunctionDef]) -> None:
    """Refuses loops that may leave an asynchronous generator which has something to do at its end: CPython's loop ends it later."""
    if not any(_yields(f) and not _is_manager(f) and any(isinstance(n, _CLEANING) for n in _own_nodes(f)) for f in functions):
        return
    for node in syntax.walk(tree):
        if isinstance(node, ast.AsyncFor) and any(isinstance(n, ast.Break | ast.Return | ast.Raise) for n in syntax.walk(node)):
            raise Refused(node, "a loop that leaves an asynchronous generator with a try", "Let the generator end by itself.")


def _is_manager(function: ast.AsyncFunctionDef) -> bool:
    """Whether a function is made into a manager, which ends its generator itself."""
    return any(ast.unparse(d).endswith("asynccontextmanager") for d in function.decorator_list)


def _yields(function: ast.AsyncFunctionDef) -> bool:
    return any(isinstance(n, ast.Yield | ast.YieldFrom) for n in _own_nodes(function))


def _generates(function: ast.AsyncFunctionDef) -> bool:
    """Whether a function is an asynchronous generator, or has one among its expressions."""
    return _yields(function) or any(map(awaits, (n for n in _own_nodes(function) if isinstance(n, ast.GeneratorExp))))


def _own_nodes(function: ast.AsyncFunctionDef) -> list[ast.AST]:
    """The nodes of a function without those of functions and classes inside it."""
    found: list[ast.AST] = []
    left: list[ast.AST] = list(function.body)
    while left:
        node = left.pop()
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            found.append(node)
            left.extend(syntax.children(node))
    return found


class _Writer(ast.NodeTransformer):
    def __init__(self, kinds: set[str], builtins: frozenset[str], coded: bool = False) -> None:
        self.builtins = builtins  # that are called by name
        self.number = 0  # of names, as statements stand inside each other
        self.generating = "asynchronous_coded" if coded else "asynchronous"
        self.kinds = kinds  # what stands for the class of coroutines
        self.asks = False
        self.given: set[int] = set()  # nodes of asynchronous generators
        self.used: dict[str, str] = {}  # further functions of the library, with the names they are called by

    def use(self, name: str) -> str:
        self.used[name] = "1" + name
        return self.used[name]

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in self.builtins:
            node.func = ast.copy_location(ast.Name(self.use(node.func.id), ast.Load()), node.func)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "__await__" and not node.args and not node.keywords:
            made = ast.Call(ast.Name(self.use("begun"), ast.Load()), [node.func.value], [])
            return ast.fix_missing_locations(ast.copy_location(made, node))
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt:
        rest = [a for a in node.names if node.module != "types" or a.name != _KIND]
        if not rest:
            return ast.copy_location(ast.Pass(), node)
        node.names = rest
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.kind(node) if node.id in self.kinds and isinstance(node.ctx, ast.Load) else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if node.attr == _KIND and ast.unparse(node) in self.kinds:
            return self.kind(node)
        self.generic_visit(node)
        return node

    def kind(self, node: ast.expr) -> ast.expr:
        self.asks = True
        made = ast.Call(ast.Name("type", ast.Load()), [ast.Call(ast.Name(_NOTHING, ast.Load()), [], [])], [])
        return ast.fix_missing_locations(ast.copy_location(made, node))

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.FunctionDef:
        generates = _yields(node)
        self.given |= {id(n) for n in _own_nodes(node)} if generates else set()
        self.generic_visit(node)
        made = ast.FunctionDef(node.name, node.args, node.body, node.decorator_list, node.returns, node.type_comment)
        if generates:
            made.decorator_list.append(ast.copy_location(ast.Name(self.use(self.generating), ast.Load()), node))
            setattr(made, ASYNCHRONOUS, True)
            return ast.copy_location(made, node)
        if not any(isinstance(n, ast.YieldFrom) for n in _own_nodes(node)):
            made.body = [*_statements("if False: yield", node, {}), *made.body]
            if ast.get_docstring(node, clean=False) is not None:
                made.body[:2] = made.body[1::-1]
        setattr(made, COROUTINE, True)
        return ast.copy_location(made, node)

    def visit_Yield(self, node: ast.Yield) -> ast.expr:
        generates = id(node) in self.given
        self.generic_visit(node)
        if generates:
            value = ast.Constant(None) if node.value is None else node.value
            node.value = ast.Call(ast.Name(self.use("given"), ast.Load()), [value], [])
            ast.fix_missing_locations(ast.copy_location(node.value, node))
        return node

    def visit_Await(self, node: ast.Await) -> ast.expr:
        self.generic_visit(node)
        return _wait(node.value, node)

    def visit_AsyncWith(self, node: ast.AsyncWith) -> list[ast.stmt]:
        self.generic_visit(node)
        body = node.body
        for item in reversed(node.items):
            body = self.with_item(item, body, node)
        return body

    def with_item(self, item: ast.withitem, body: list[ast.stmt], node: ast.AsyncWith) -> list[ast.stmt]:
        self.number += 1
        names = {name: f"{name}{self.number}" for name in (_MANAGER, _ERROR, _LEFT)}
        template = """
_manager = _managing(_context)
_target = _wait(_manager.__aenter__())
_left = True
try:
    try:
        _body
    except BaseException as _error:
        _left = False
        if not _wait(_manager.__aexit__(type(_error), _error, _error.__traceback__)):
            raise
finally:
    if _left:
        _wait(_manager.__aexit__(None, None, None))
"""
        target = item.optional_vars
        parts: dict[str, object] = {"_context": item.context_expr, "_target": target, "_body": body, "_managing": self.use("managing")}
        return _statements(template, node, parts | {f"_{k[1:]}": v for k, v in names.items()})

    def visit_AsyncFor(self, node: ast.AsyncFor) -> list[ast.stmt]:
        self.generic_visit(node)
        self.number += 1
        names = {name: f"{name}{self.number}" for name in (_ITERATOR, _MORE)}
        template = """
_iterator = _iterating(_items)
_more = True
while _more:
    try:
        _target = _wait(_iterator.__anext__(), _coming)
    except StopAsyncIteration:
        _more = False
    else:
        _body
else:
    _orelse
"""
        parts: dict[str, object] = {"_items": node.iter, "_target": node.target, "_body": node.body, "_orelse": node.orelse}
        parts |= {"_iterating": self.use("iterating"), "_coming": self.use("coming")}
        return _statements(template, node, parts | {f"_{k[1:]}": v for k, v in names.items()})


def _wait(value: ast.expr, node: ast.AST, by: str = _AWAITED) -> ast.expr:
    call = ast.copy_location(ast.Call(ast.copy_location(ast.Name(by, ast.Load()), node), [value], []), node)
    return ast.copy_location(ast.YieldFrom(call), node)


def _statements(template: str, node: ast.AST, parts: dict[str, object]) -> list[ast.stmt]:
    """The statements of a template with its parts in place, at the position of a node."""
    filled = _Filler(parts, node).visit(ast.parse(template))
    assert isinstance(filled, ast.Module)
    return filled.body


class _Filler(ast.NodeTransformer):
    """Names of a template become names or expressions; a name that stands as a statement becomes statements; `_wait(x)` waits,
    `_wait(x, f)` by the function f of the library."""

    def __init__(self, parts: dict[str, object], node: ast.AST) -> None:
        self.parts = parts
        self.node = node

    def visit(self, node: ast.AST) -> object:
        if isinstance(node, ast.expr | ast.stmt | ast.excepthandler):
            ast.copy_location(node, self.node)
        return super().visit(node)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        part = self.parts.get(node.id, node)
        if isinstance(part, str):
            return ast.copy_location(ast.Name(part, node.ctx), self.node)
        assert isinstance(part, ast.expr)
        return part

    def visit_Expr(self, node: ast.Expr) -> object:
        if isinstance(node.value, ast.Name) and isinstance(part := self.parts.get(node.value.id), list):
            return part or ast.copy_location(ast.Pass(), self.node)
        return self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> object:
        if node.name is not None:
            node.name = str(self.parts[node.name])
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> object:
        target = node.targets[0]
        if isinstance(target, ast.Name) and target.id in self.parts and self.parts[target.id] is None:
            value = self.visit(node.value)
            assert isinstance(value, ast.expr)
            return ast.copy_location(ast.Expr(value), self.node)  # nothing takes the value
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> object:
        self.generic_visit(node)
        if not isinstance(node.func, ast.Name) or node.func.id != "_wait":
            return node
        return _wait(node.args[0], self.node, *(n.id for n in node.args[1:] if isinstance(n, ast.Name)))
