"""Code whose names are in dicts: `exec(text, names)` as a function of those dicts."""

from __future__ import annotations

import ast
import builtins
from typing import TypeVar

from noetlc.frontend import syntax
from noetlc.lower.python.facts.scope import Scopes

GLOBALS, LOCALS, MISSING, INVALID = "1names", "1locals", "1exec_missing", "1exec_invalid"  # names no body can spell
_BUILTINS = "__builtins__"


Made = TypeVar("Made", bound=ast.AST)


class Kept(Exception):
    """The code stays as it is: a name in it means what is not known."""


class CodeInNames(ast.NodeTransformer):
    """One code: an expression, or statements. `dicts` are one of names, or one of names and one of the code's own variables; `bound` are
    the names of the body around, `constants` its texts."""

    def __init__(self, code: ast.expr | list[ast.stmt], dicts: int, bound: frozenset[str], constants: set[str]) -> None:
        self.code = code
        self.dicts = dicts
        self.bound = bound
        self.constants = constants
        self.tree = ast.Module(code if isinstance(code, list) else [ast.Expr(code)], [])
        self.scopes = Scopes(self.tree, False, frozenset())
        self.scope = self.scopes.root
        self.own = self.scopes.root.assigned
        self.misses = False  # whether a name that the body binds may be in no dict

    def function(self, name: str) -> ast.FunctionDef:
        """The function that runs the code. Raises Kept."""
        for node in syntax.walk(self.tree):
            if isinstance(node, _UNSURE) or (isinstance(node, ast.ExceptHandler | ast.MatchAs) and node.name):
                raise Kept
            if isinstance(node, ast.Name) and (isinstance(node.ctx, ast.Del) or node.id.startswith("__")):
                raise Kept
        if _BUILTINS in self.constants and any(n.id in vars(builtins) for n in syntax.walk(self.tree) if isinstance(n, ast.Name)):
            raise Kept
        body = [new for stmt in self.tree.body for new in self.statement(stmt)]
        if not isinstance(self.code, list):
            assert isinstance(body[0], ast.Expr)
            body = [ast.Return(body[0].value)]
        method = ast.Attribute(ast.Name(GLOBALS, ast.Load()), "setdefault", ast.Load())
        marks = ast.Expr(ast.Call(method, [ast.Constant(_BUILTINS), ast.Dict([], [])], []))
        arguments = [ast.arg(n) for n in (GLOBALS, LOCALS)[: self.dicts]]
        return ast.FunctionDef(name, ast.arguments([], arguments, None, [], [], None, []), [marks, *body], [], None)

    # ---- names

    def place(self, at_top: bool = True) -> ast.expr:
        return ast.Name(LOCALS if self.dicts > 1 and at_top else GLOBALS, ast.Load())

    def visit_Name(self, node: ast.Name) -> ast.expr:
        at_top = self.scope is self.scopes.root
        if not at_top and self.scopes.resolve(self.scope, node.id).scope not in (self.scopes.root, None):
            return node
        if isinstance(node.ctx, ast.Store):
            return _made(ast.Subscript(self.place(at_top), ast.Constant(node.id), ast.Store()), node)
        if not at_top and self.dicts > 1 and node.id in self.own:
            raise Kept  # a variable of the code, which its functions do not see
        is_builtin = hasattr(builtins, node.id)
        if is_builtin and (node.id in self.bound or node.id in _READING_NAMES):
            raise Kept
        if is_builtin and node.id not in self.own and node.id not in self.constants:
            return node
        otherwise: ast.expr = node if is_builtin else self.no_name(node)
        for held in [GLOBALS, LOCALS][: self.dicts if at_top else 1]:
            key, names = ast.Constant(node.id), ast.Name(held, ast.Load())
            test = ast.Compare(key, [ast.In()], [names])
            otherwise = ast.IfExp(test, ast.Subscript(names, key, ast.Load()), otherwise)
        return _made(otherwise, node)

    def no_name(self, node: ast.Name) -> ast.expr:
        """What raises CPython's NameError: a name that nothing binds."""
        if node.id not in self.bound:
            return node
        if "NameError" in self.bound:
            raise Kept
        self.misses = True
        return ast.Call(ast.Name(MISSING, ast.Load()), [ast.Constant(node.id)], [])

    # ---- statements

    def statement(self, stmt: ast.stmt) -> list[ast.stmt]:
        if isinstance(stmt, ast.Import | ast.ImportFrom):
            return self.imported(stmt)
        if isinstance(stmt, ast.AugAssign) and isinstance(stmt.target, ast.Name):
            first = ast.Expr(self.visit_Name(ast.copy_location(ast.Name(stmt.target.id, ast.Load()), stmt)))
            return [ast.copy_location(first, stmt), self.visit(stmt)]
        if isinstance(stmt, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return [self.definition(stmt), self.kept(stmt.name, stmt)]
        for field in ("body", "orelse", "finalbody"):
            block = getattr(stmt, field, None)
            if isinstance(block, list):
                setattr(stmt, field, [new for inner in block for new in self.statement(inner)])
        for handler in getattr(stmt, "handlers", ()):
            handler.body = [new for inner in handler.body for new in self.statement(inner)]
        for field, value in ast.iter_fields(stmt):
            if isinstance(value, ast.AST):
                setattr(stmt, field, self.visit(value))
            elif isinstance(value, list) and value and not isinstance(value[0], ast.stmt | ast.ExceptHandler):
                value[:] = [self.visit(v) if isinstance(v, ast.AST) else v for v in value]
        for handler in getattr(stmt, "handlers", ()):
            handler.type = self.visit(handler.type) if handler.type is not None else None
        return [stmt]

    def kept(self, name: str, place: ast.stmt) -> ast.stmt:
        target = ast.Subscript(self.place(), ast.Constant(name), ast.Store())
        return _made(ast.Assign([target], ast.Name(name, ast.Load())), place)

    def imported(self, stmt: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
        if self.scope is not self.scopes.root:
            return [stmt]
        if isinstance(stmt, ast.Import) or any(a.name == "*" for a in stmt.names):
            raise Kept  # modules are no values
        return [stmt, *(self.kept(a.asname or a.name, stmt) for a in stmt.names)]

    def definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> ast.stmt:
        node.decorator_list = [self.visit(d) for d in node.decorator_list]
        if isinstance(node, ast.ClassDef):
            node.bases = [self.visit(b) for b in node.bases]
            node.keywords = [self.visit(k) for k in node.keywords]
        else:
            self.signature(node.args)
            node.returns = self.visit(node.returns) if node.returns is not None else None
        self.inside(node, node.body)
        if isinstance(node, ast.ClassDef):
            if self.scopes.by_node[node].assigned & self.own:
                raise Kept  # a name of both, which may mean either
            node.body.insert(0, _made(ast.Assign([ast.Name("__module__", ast.Store())], ast.Constant("builtins")), node))
        return node

    def signature(self, args: ast.arguments) -> None:
        args.defaults = [self.visit(d) for d in args.defaults]
        args.kw_defaults = [d if d is None else self.visit(d) for d in args.kw_defaults]
        for arg in syntax.walk(args):
            if isinstance(arg, ast.arg) and arg.annotation is not None:
                arg.annotation = self.visit(arg.annotation)

    def inside(self, owner: ast.AST, body: list[ast.stmt]) -> None:
        outer, self.scope = self.scope, self.scopes.by_node[owner]
        body[:] = [self.visit(stmt) for stmt in body]
        self.scope = outer

    def visit_Global(self, node: ast.Global) -> ast.stmt:
        if self.dicts > 1:
            raise Kept
        return ast.copy_location(ast.Pass(), node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        return self.definition(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.stmt:
        return self.definition(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        return self.definition(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        self.signature(node.args)
        outer, self.scope = self.scope, self.scopes.by_node[node]
        node.body = self.visit(node.body)
        self.scope = outer
        return node

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> ast.expr:
        node.generators[0].iter = self.visit(node.generators[0].iter)
        owner = self.scopes.generators.get(node, node) if isinstance(node, ast.GeneratorExp) else node
        outer, self.scope = self.scope, self.scopes.by_node[owner]
        for i, generator in enumerate(node.generators):
            generator.target = self.visit(generator.target)
            generator.iter = self.visit(generator.iter) if i else generator.iter
            generator.ifs = [self.visit(test) for test in generator.ifs]
        for field in ("key", "value") if isinstance(node, ast.DictComp) else ("elt",):
            setattr(node, field, self.visit(getattr(node, field)))
        self.scope = outer
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension


_UNSURE = (ast.NamedExpr, ast.AnnAssign, ast.MatchStar, ast.MatchMapping, ast.Await)
_READING_NAMES = frozenset(("globals", "locals", "vars", "dir", "super", "open", "input", "compile", "eval", "exec"))


def _made(node: Made, place: ast.AST) -> Made:
    return ast.fix_missing_locations(ast.copy_location(node, place))


def raising(function: str, parameter: str, error: str) -> ast.FunctionDef:
    """A function that raises an exception."""
    found = ast.parse(f"def raising({parameter}):\n    raise {error}").body[0]
    assert isinstance(found, ast.FunctionDef)
    found.name = function
    return found
