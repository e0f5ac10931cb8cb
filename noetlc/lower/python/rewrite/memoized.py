"""Functions under `lru_cache` or `cache` that are only called: a dict beside them instead of a wrapper that is a value.

Example: `ways` under `@lru_cache(maxsize=None)` gets the name `1kept_ways`, and `ways` becomes what `_ALL` says, with `1memo_ways` for it.
Calls need neither tuples of arguments nor what binds them, and what the function takes can be known. All have to give all parameters by
place; `ways.cache_clear()` clears the dict. The library's `_lru` has the rest.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator

from noetlc.frontend import syntax
from noetlc.lower.python.facts.bindings import bindings, head
from noetlc.lower.python.facts.seeing import HIDING, TRACING, spelled

_DEFAULT = 128  # entries
_OWN_KEY = "2own_key"  # names that no body can spell
_NEEDED = frozenset(("len", "next", "iter"))
_ALL = """
_memo_ = {}
def _f_():
    _key_ = _own_
    _found_ = _memo_.get(_key_, _memo_)
    if _found_ is _memo_:
        _found_ = _kept_
        _memo_[_key_] = _found_
    return _found_
"""
_LATEST = """
_memo_ = {}
def _f_():
    _key_ = _own_
    _found_ = _memo_.get(_key_, _memo_)
    if _found_ is not _memo_:
        del _memo_[_key_]
        _memo_[_key_] = _found_
        return _found_
    _found_ = _kept_
    if _key_ not in _memo_:
        if len(_memo_) >= _most_:
            del _memo_[next(iter(_memo_))]
        _memo_[_key_] = _found_
    return _found_
"""
_HASHING = frozenset(("__hash__", "__eq__"))  # of the body's own, which would see that keys are hashed again


def keep_results(tree: ast.Module) -> None:
    """Rewrites the functions of a body, in place."""
    if not _imported(tree):
        return
    nodes = list(syntax.walk(tree))
    bound = Counter(bindings(tree))
    seeing = TRACING | HIDING | {"inspect"}
    if not (_NEEDED | _HASHING).isdisjoint(bound) or any(spelled(n) in seeing for n in nodes):
        return
    once = {name for name, count in bound.items() if count == 1}
    decorators = {written: name for written, name in _imported(tree).items() if written.partition(".")[0] in once}
    made = 0
    for block in [*_blocks(tree)]:
        for at in reversed(range(len(block))):
            function = block[at]
            if isinstance(function, ast.FunctionDef) and function.name in once:
                most = _bound_of(function, decorators)
                if most is not None and _only_called(function, nodes):
                    block[at : at + 1] = _written(function, most, nodes)
                    made += 1
    if made:
        own_key = ast.ImportFrom("sys", [ast.alias("_lru_own_key", _OWN_KEY)], 0)
        future = sum(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in tree.body)
        tree.body.insert(future, ast.copy_location(own_key, tree.body[0]))


def _imported(tree: ast.Module) -> dict[str, str]:
    """How imports at the head of a body let `lru_cache` and `cache` be written."""
    names: dict[str, str] = {}
    for stmt in head(tree):
        if isinstance(stmt, ast.ImportFrom) and stmt.module == "functools" and not stmt.level:
            names |= {alias.asname or alias.name: alias.name for alias in stmt.names if alias.name in ("lru_cache", "cache")}
        elif isinstance(stmt, ast.Import):
            modules = [alias.asname or alias.name for alias in stmt.names if alias.name == "functools"]
            names |= {f"{module}.{name}": name for module in modules for name in ("lru_cache", "cache")}
    return names


def _bound_of(function: ast.FunctionDef, decorators: dict[str, str]) -> int | None:
    """How many results are kept, 0 for all; None if that is not what the only decorator says, or parameters are no plain ones."""
    given = function.args
    if len(function.decorator_list) != 1 or given.vararg or given.kwarg or given.kwonlyargs or given.defaults:
        return None
    decorator = function.decorator_list[0]
    call = decorator if isinstance(decorator, ast.Call) else None
    kind = decorators.get(ast.unparse(decorator if call is None else call.func))
    if kind is None or any(isinstance(n, ast.Yield | ast.YieldFrom) for s in function.body for n in syntax.walk(s)):
        return None
    if call is None:
        return 0 if kind == "cache" else _DEFAULT
    if kind == "cache" or len(call.args) + len(call.keywords) > 1 or any(k.arg != "maxsize" for k in call.keywords):
        return None
    most = [*call.args, *(k.value for k in call.keywords)]
    if not most:
        return _DEFAULT
    value = most[0].value if isinstance(most[0], ast.Constant) else ""
    return 0 if value is None else value if type(value) is int and value > 0 else None


def _blocks(holder: ast.AST, in_class: bool = False) -> Iterator[list[ast.stmt]]:
    """The statement lists below a node in which functions are variables, not members of a class."""
    in_class = isinstance(holder, ast.ClassDef) or (in_class and not isinstance(holder, ast.FunctionDef | ast.AsyncFunctionDef))
    if not in_class:
        yield from (block for field in ("body", "orelse", "finalbody") if isinstance(block := getattr(holder, field, None), list))
    for child in syntax.children(holder):
        if not isinstance(child, ast.expr):
            yield from _blocks(child, in_class)


def _only_called(function: ast.FunctionDef, nodes: list[ast.AST]) -> bool:
    """Whether everything that names a function calls it with as many arguments as it has parameters, or clears what is kept."""
    count = len(_parameters(function))
    calls = [n for n in nodes if isinstance(n, ast.Call) and not n.keywords]
    right = {id(c.func) for c in calls if len(c.args) == count and not any(isinstance(a, ast.Starred) for a in c.args)}
    right |= {id(c.func.value) for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr == "cache_clear" and not c.args}
    return all(id(n) in right for n in nodes if isinstance(n, ast.Name) and n.id == function.name)


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [a.arg for a in (*function.args.posonlyargs, *function.args.args)]


def _written(function: ast.FunctionDef, most: int, nodes: list[ast.AST]) -> list[ast.stmt]:
    name, kept = function.name, f"1kept_{function.name}"
    given: list[ast.expr] = [ast.Name(p, ast.Load()) for p in _parameters(function)]
    key = ast.Call(ast.Name(_OWN_KEY, ast.Load()), given, []) if len(given) == 1 else ast.Tuple(given, ast.Load())
    parts: dict[str, ast.expr] = {"_own_": key, "_most_": ast.Constant(most), "_kept_": ast.Call(ast.Name(kept, ast.Load()), given, [])}
    made = _Parts(name, parts).visit(ast.parse(_LATEST if most else _ALL))
    for node in syntax.walk(made):
        ast.copy_location(node, function)
        if hasattr(node, "lineno"):
            node.lineno = 0  # what raises here keeps the line of the call
    memo, wrapper = made.body
    wrapper.lineno, wrapper.name = function.lineno, name
    wrapper.args = copy.deepcopy(function.args)
    for arg in (*wrapper.args.posonlyargs, *wrapper.args.args):
        arg.annotation = None
    function.name, function.decorator_list = kept, []
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name() as owner, attr="cache_clear") as method) if owner.id == name:
                owner.id, method.attr = _hidden("_memo_", name), "clear"
    return [memo, function, wrapper]


class _Parts(ast.NodeTransformer):
    """Puts the names of one function, and what depends on it, into the form."""

    def __init__(self, name: str, parts: dict[str, ast.expr]) -> None:
        self.name = name
        self.parts = parts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.parts:
            return copy.deepcopy(self.parts[node.id])
        if node.id not in _NEEDED:
            node.id = _hidden(node.id, self.name)
        return node


def _hidden(part: str, name: str) -> str:
    return f"1{part[1:]}{name}"
