"""Python source that means the same in fewer bytes: without comments, doc strings, assertions and types, with short names for variables of
functions, without imports that only types need, indented by one space.

Example: `def size(text: str) -> int:`, `length = len(text)`, `return length` becomes `def size(text):`, `a = len(text)`, `return a`.
"""

from __future__ import annotations

import ast
import builtins
import itertools
import keyword
import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeVar

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_READING_NAMES = frozenset(("locals", "vars", "eval", "exec", "dir", "globals"))

Function = TypeVar("Function", ast.FunctionDef, ast.AsyncFunctionDef)
Scope = TypeVar("Scope", ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def bare(source: bytes, stored: bool = False, rows: bool = False) -> bytes:
    """Source without comments, doc strings, assertions and the types of functions.
    Of functions that are `stored`, whose types the compiler reads, those keep their code that run when the module is imported. Texts
    of `rows` lose what they say to readers of the documentation: the lines that are set in."""
    tree = ast.parse(source)
    kept = _run_on_import(tree) if stored else frozenset()
    if not stored:
        tree = _Untyped().visit(tree)
    for node in ast.walk(tree):
        if rows and isinstance(node, ast.Constant) and isinstance(node.value, str) and " -> " in node.value:
            node.value = "\n".join(line for line in node.value.split("\n") if not line.startswith("    "))
        if isinstance(node, ast.FunctionDef) and stored and node.name not in kept:
            node.body = [ast.Expr(ast.Constant(...))]
        elif isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return _written(tree)


def without(source: bytes, word: str) -> bytes:
    """Source without the statements that name something with a word in it, in small letters or large ones."""
    tree = ast.parse(source)
    tree.body = [stmt for stmt in tree.body if word not in ast.unparse(stmt).lower()]
    return _written(tree)


def shorter(files: Mapping[str, bytes], kept: tuple[str, ...]) -> dict[str, bytes]:
    """Modules with short names for the variables of their functions and for what is private to them, and without the imports,
    functions and classes that nothing asks for, by path. What one module has stays where another may ask it for that name; modules
    whose path begins as one of `kept` have their functions, with their names."""
    trees = {name: ast.parse(content) for name, content in files.items()}
    _drop_unnamed(trees, kept)
    nodes = [node for tree in trees.values() for node in ast.walk(tree)]
    own = _modules(files)
    inner = [node for node in nodes if isinstance(node, ast.ImportFrom) and (node.level or node.module in own)]
    asked = {alias.name for node in inner for alias in node.names}
    asked |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    asked |= {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    made = {}
    for name, tree in trees.items():
        tree = _WithoutTypes().visit(tree)
        if not name.endswith("__init__.py"):
            used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | asked_of(tree, asked)
            tree = _Imports(used).visit(tree)
        _rename(tree)
        if not name.startswith(kept):
            _rename_private(tree, asked)
        made[name] = _written(ast.fix_missing_locations(tree))
    return made


def _drop_unnamed(trees: Mapping[str, ast.Module], kept: tuple[str, ...]) -> None:
    """Takes out functions and classes, without decorators, whose names stand nowhere but in their definitions, in place."""
    found = True
    while found:
        nodes = [node for tree in trees.values() for node in ast.walk(tree)]
        named = {word for node in nodes for word in _words(node)}
        found = False
        for name, tree in trees.items():
            unnamed = [
                s for s in tree.body if isinstance(s, ast.FunctionDef | ast.ClassDef) and s.name not in named and not s.decorator_list
            ]
            if unnamed and not name.startswith(kept):
                found = True
                tree.body = [s for s in tree.body if s not in unnamed] or [ast.Pass()]


def _words(node: ast.AST) -> list[str]:
    """The names that a node says, those in texts too."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.name.rpartition(".")[2] for alias in node.names]
    text = node.value if isinstance(node, ast.Constant) else getattr(node, "id", getattr(node, "attr", ""))
    return re.findall(r"\w+", text) if isinstance(text, str) else []


def asked_of(tree: ast.Module, asked: set[str]) -> set[str]:
    """The names that a module imports and others may ask for."""
    return asked & {alias.asname or alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}


def _modules(files: Mapping[str, bytes]) -> set[str]:
    return {name.removesuffix(".py").replace("/", ".").removesuffix(".__init__") for name in files}


def _written(tree: ast.AST) -> bytes:
    lines = ast.unparse(tree).split("\n")  # texts have no line ends of their own there
    return "\n".join(" " * ((len(line) - len(line.lstrip(" "))) // 4) + line.lstrip(" ") for line in lines).encode()


def _run_on_import(tree: ast.Module) -> frozenset[str]:
    """The functions that statements of a module name, and what these name."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    todo: list[ast.AST] = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ImportFrom)]
    found: set[str] = set()
    while todo:
        named = {node.id for node in ast.walk(todo.pop()) if isinstance(node, ast.Name)} & functions.keys() - found
        found |= named
        todo += [functions[name] for name in named]
    return frozenset(found)


class _Untyped(ast.NodeTransformer):
    """Takes the types from parameters, results and variables. What a class says of its fields stays."""

    def __init__(self) -> None:
        self.fields = False  # whether a statement stands in a class itself

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        return self._inside(node, fields=True)

    def visit_Assert(self, _node: ast.Assert) -> ast.Pass:
        return ast.Pass()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        return self._untyped(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        return self._untyped(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        if self.fields:
            return node
        return ast.Pass() if node.value is None else ast.copy_location(ast.Assign([node.target], node.value), node)

    def _untyped(self, node: Function) -> Function:
        node.returns = None
        for part in ast.walk(node.args):
            if isinstance(part, ast.arg):
                part.annotation = None
        return self._inside(node, fields=False)

    def _inside(self, node: Scope, fields: bool) -> Scope:
        outside, self.fields = self.fields, fields
        self.generic_visit(node)
        self.fields = outside
        return node


class _WithoutTypes(ast.NodeTransformer):
    """Takes out what only type checkers see."""

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        return (node.orelse or ast.Pass()) if "TYPE_CHECKING" in ast.unparse(node.test) else node


class _Imports(ast.NodeTransformer):
    """Takes out names that are imported and not used; the modules are imported as before."""

    def __init__(self, used: set[str]) -> None:
        self.used = used

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt:
        if node.module is None or node.level or node.module == "__future__" or any(alias.name == "*" for alias in node.names):
            return node
        node.names = [alias for alias in node.names if (alias.asname or alias.name) in self.used]
        return node if node.names else ast.Import([ast.alias(node.module)])


# ---- short names


def _rename(tree: ast.Module) -> None:
    """Gives the variables of functions short names, in place. Parameters keep theirs, as do names that mean something elsewhere."""
    apart = [n for s in tree.body if not isinstance(s, _DEFINITIONS) for n in ast.walk(s)]
    outside = set(vars(builtins)) | {n.id for n in apart if isinstance(n, ast.Name)}
    outside |= {s.name for s in tree.body if isinstance(s, _DEFINITIONS)}
    outside |= {(a.asname or a.name).split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom) for a in n.names}
    for function in _functions(tree.body):
        nodes = list(ast.walk(function))
        if not any(isinstance(n, ast.ClassDef | ast.Global | ast.Nonlocal) for n in nodes):
            _rename_in(nodes, outside)


def _rename_private(tree: ast.Module, asked: set[str]) -> None:
    """Gives functions and variables of a module whose names begin with `_` short ones, where only names in the module mean them."""
    nodes = list(ast.walk(tree))
    fixed = asked | {n.arg for n in nodes if isinstance(n, ast.arg)} | {n.arg or "" for n in nodes if isinstance(n, ast.keyword)}
    fixed |= {name for n in nodes if isinstance(n, ast.Global | ast.Nonlocal) for name in n.names}
    fixed |= {(a.asname or a.name).split(".")[0] for n in nodes if isinstance(n, ast.Import | ast.ImportFrom) for a in n.names}
    fixed |= {n.name for n in nodes if isinstance(n, ast.ClassDef)} | {name for n in nodes if (name := _bound_beside(n))}
    functions = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
    own = [f.name for f in functions]
    own += [t.id for s in tree.body if isinstance(s, ast.Assign) for t in s.targets if isinstance(t, ast.Name)]
    inner = [n for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n not in functions]
    fixed |= {n.name for n in inner}
    used = {n.id for n in nodes if isinstance(n, ast.Name)} | fixed | set(own)
    free = (name for name in map("_".__add__, _short()) if name not in used)
    new = {name: next(free) for name in own if name[:1] == "_" and name[:2] != "__" and name not in fixed and len(name) > 2}
    for node in nodes:
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
    for function in functions:
        function.name = new.get(function.name, function.name)


def _functions(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for stmt in body:
        if isinstance(stmt, ast.FunctionDef | ast.AsyncFunctionDef):
            yield stmt
        elif isinstance(stmt, ast.ClassDef):
            yield from _functions(stmt.body)


def _rename_in(nodes: list[ast.AST], outside: set[str]) -> None:
    names = [n for n in nodes if isinstance(n, ast.Name)]
    used = {n.id for n in names}
    if used & _READING_NAMES:
        return
    fixed = {n.arg for n in nodes if isinstance(n, ast.arg)} | {n.name for n in nodes if isinstance(n, _DEFINITIONS)} | outside
    bound = [n.id for n in names if isinstance(n.ctx, ast.Store)] + [name for n in nodes if (name := _bound_beside(n))]
    counts = Counter(n.id for n in names)
    free = (name for name in _short() if name not in used | fixed and not keyword.iskeyword(name))
    new = {name: next(free) for name in sorted(set(bound) - fixed, key=lambda name: (-counts[name], name))}
    for node in nodes:
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        elif isinstance(node, ast.MatchAs | ast.MatchStar | ast.ExceptHandler) and node.name:
            node.name = new.get(node.name, node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            node.rest = new.get(node.rest, node.rest)


def _bound_beside(node: ast.AST) -> str | None:
    """The name that a node binds which is none of a variable by itself."""
    if isinstance(node, ast.MatchAs | ast.MatchStar | ast.ExceptHandler):
        return node.name
    return node.rest if isinstance(node, ast.MatchMapping) else None


def _short() -> Iterator[str]:
    for size in itertools.count(1):
        yield from map("".join, itertools.product(string.ascii_letters, repeat=size))
