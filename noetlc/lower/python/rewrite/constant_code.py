"""`eval` and `exec` of a constant text: the code that it is, in place of the call, before a body is judged and lowered.

Example

    ns = {}
    exec("def double(x): return 2 * x", ns)
    print(eval("ns['double'](n) + 1"))

becomes

    def 1exec_0(1names):
        def double(x): return 2 * x
        1names['double'] = double
    ns = {}
    1exec_0(ns)
    print(ns['double'](n) + 1)

A text without a dict of names stands in place of its call where its names mean there what they mean to CPython: in the outermost
level of a body all of them, in a function those that it surely has or that nothing between it and that level has. Every other call
stays as it is, and is then refused.
"""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from noetlc.frontend import syntax
from noetlc.frontend.body_plugins import is_plugin_module
from noetlc.frontend.python_body import BodyError, TooDeep, has_toplevel_return, parse_body
from noetlc.lower.python.facts.scope import WRITTEN_OUT, Scope, Scopes
from noetlc.lower.python.rewrite.code_in_names import INVALID, MISSING, CodeInNames, Kept, raising

_CALLS = frozenset(("eval", "exec"))
_OF_A_PLACE = frozenset((*_CALLS, "globals", "locals", "vars", "dir", "super", "__class__"))
_TRACES = frozenset(("traceback", "exc_info", "__traceback__", "__code__", "format_exc", "print_exc"))
_READING = frozenset(("get", "keys", "setdefault", "update", "pop"))
_USING_UP = frozenset(("len", "sorted", "list", "set", "iter"))
_LONG = 10_000  # characters of a text whose errors may be those of a version of CPython
_NESTED = ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


_MEANT = frozenset((*_CALLS, "compile", "globals", "locals", "print"))  # names that must be the builtins


def write_out_code(tree: ast.Module, inputs: Iterable[str] = ()) -> None:
    """Replaces the calls by the code they run, in place; none if one of the body's inputs has the name of what it looks for."""
    if not _MEANT.isdisjoint(inputs) or not any(isinstance(n, ast.Name) and n.id in _CALLS for n in syntax.walk(tree)):
        return
    facts = _Facts(tree)
    if not facts.may_write:
        return
    writer = _Writer(tree, facts)
    tree.body = [new for stmt in tree.body for new in writer.statement(stmt)]
    future = sum(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in tree.body)
    tree.body[future:future] = [*writer.raising.values(), *writer.functions]
    _forget(tree, facts.texts.keys() & facts.used)


class _Facts:
    """What a whole body says about names."""

    def __init__(self, tree: ast.Module) -> None:
        nodes = list(syntax.walk(tree))
        self.names = {n.id for n in nodes if isinstance(n, ast.Name)}
        bound = Counter(n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load))
        bound.update(n.arg for n in nodes if isinstance(n, ast.arg))
        bound.update(n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef))
        bound.update(n.name for n in nodes if isinstance(n, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and n.name)
        aliases = [a for n in nodes if isinstance(n, ast.Import | ast.ImportFrom) for a in n.names]
        bound.update((a.asname or a.name).split(".")[0] for a in aliases)
        bound.update(name for n in nodes if isinstance(n, ast.Global | ast.Nonlocal) for name in n.names)
        said = self.names | {n.attr for n in nodes if isinstance(n, ast.Attribute)} | {a.name for a in aliases}
        stars = any(a.name == "*" for a in aliases)
        self.may_write = not stars and not said & _TRACES and not bound.keys() & _MEANT
        self.constants = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        self.texts: dict[str, ast.expr] = {}  # variables of the outermost level that are given one text, in the order of their statements
        self.order = {id(n): i for i, stmt in enumerate(tree.body) for n in syntax.walk(stmt)}
        self.given: dict[str, int] = {}
        for i, stmt in enumerate(tree.body):
            if isinstance(stmt, ast.Assign) and len(stmt.targets) == 1 and isinstance(stmt.targets[0], ast.Name):
                name = stmt.targets[0].id
                if bound[name] == 1 and _code(stmt.value) is not None:
                    self.texts[name], self.given[name] = stmt.value, i
        self.used: set[str] = set()
        self.times = bound
        made = [n.targets[0] for n in nodes if isinstance(n, ast.Assign) and _makes_dict(n)]
        self.dicts = Counter(target.id for target in made if isinstance(target, ast.Name))
        calls = [n for n in nodes if isinstance(n, ast.Call) and n.args and isinstance(n.func, ast.Name) and n.func.id in _CALLS]
        codes = [found[0] for n in calls if (found := self.written(n.args[0])) is not None]
        parsed = [code for text in codes if not isinstance(code := parse_body(text.strip(" \t")), BodyError)]
        self.bound = frozenset(bound).union(*(Scopes(code, False, frozenset()).root.assigned for code in parsed))
        nodes += [n for code in parsed for n in syntax.walk(code)]
        self.loads = [n for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
        self.parents = {id(child): (node, field) for node in nodes for field, child in _children(node)}

    def written(self, node: ast.expr) -> tuple[str, str] | None:
        """The text and kind (`eval`, `exec` or "" for any) that an expression surely is."""
        if isinstance(node, ast.Name) and self.given.get(node.id, len(self.order)) < self.order.get(id(node), 0):
            self.used.add(node.id)
            return _code(self.texts[node.id])
        return _code(node)

    def is_plain_dict(self, name: str) -> bool:
        """Whether a body makes a dict under this name alone, and only looks up, changes and counts what is in it: it does not see what else
        `exec` puts there."""
        return self.dicts[name] == self.times[name] and all(self._suits(n) for n in self.loads if n.id == name)

    def _suits(self, node: ast.Name) -> bool:
        outer, field = self.parents[id(node)]
        if isinstance(outer, ast.Subscript):
            return field == "value"
        if isinstance(outer, ast.Compare):
            return field == "comparators" and len(outer.ops) == 1 and isinstance(outer.ops[0], ast.In | ast.NotIn)
        if isinstance(outer, ast.For | ast.comprehension):
            return field == "iter"
        if isinstance(outer, ast.Call):
            return field == "args" and isinstance(outer.func, ast.Name) and outer.func.id in _CALLS | _USING_UP
        if isinstance(outer, ast.Attribute) and outer.attr == "items":
            call = self.parents[id(outer)][0]
            loop, field = self.parents[id(call)]
            return isinstance(loop, ast.comprehension) and field == "iter" and bool(loop.ifs)
        return isinstance(outer, ast.Attribute) and outer.attr in _READING


def _makes_dict(node: ast.Assign) -> bool:
    made = isinstance(node.value, ast.Dict) or (isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "dict")
    return made and len(node.targets) == 1


def _children(node: ast.AST) -> list[tuple[str, ast.AST]]:
    found = [(f, part) for f, value in ast.iter_fields(node) for part in (value if isinstance(value, list) else [value])]
    return [(f, part) for f, part in found if isinstance(part, ast.AST)]


def _code(node: ast.expr) -> tuple[str, str] | None:
    """The text of a constant, or of `compile(text, name, kind)`, and that kind."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value, ""
    match node:
        case ast.Call(func=ast.Name(id="compile"), args=[text, ast.Constant(), ast.Constant(value=("eval" | "exec") as kind)], keywords=[]):
            found = _code(text)
            return (found[0], kind) if found is not None and not found[1] else None
    return None


def _forget(tree: ast.Module, names: set[str]) -> None:
    """Takes `compile` out of assignments to variables whose every use is gone."""
    left = {n.id for n in syntax.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for stmt in tree.body:
        if isinstance(stmt, ast.Assign) and isinstance(stmt.targets[0], ast.Name) and stmt.targets[0].id in names - left:
            stmt.value = ast.copy_location(ast.Constant(None), stmt.value)


@dataclass(frozen=True, slots=True)
class _Call:
    """A call of `eval` or `exec` with a text that parses: the tree of an expression, or statements."""

    node: ast.Call
    code: ast.expr | list[ast.stmt] | None  # None for a text that is no Python
    names: list[ast.expr]  # the dicts it is given

    def module(self) -> ast.Module:
        return ast.Module(self.code if isinstance(self.code, list) else [ast.Expr(self.code)] if self.code is not None else [], [])


class _Writer(ast.NodeTransformer):
    """Goes through a body with the scope it is in."""

    def __init__(self, tree: ast.Module, facts: _Facts) -> None:
        self.facts = facts
        self.scopes = Scopes(tree, has_toplevel_return(tree), frozenset())
        self.scope = self.scopes.root
        self.functions: list[ast.stmt] = []
        self.before: set[str] = set()  # names that have surely been bound at this place
        self.raising: dict[str, ast.stmt] = {}  # functions that raise what codes do
        self.catches = False  # whether a SyntaxError goes to a handler that does not look at it

    # ---- calls

    def read(self, node: ast.AST) -> _Call | None:
        """A call that may be written out."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in _CALLS or node.keywords:
            return None
        if not 1 <= len(node.args) <= 3 or any(isinstance(a, ast.Starred) for a in node.args):
            return None
        found = self.facts.written(node.args[0])
        if found is None:
            return None
        text, kind = found
        one = (kind or node.func.id) == "eval"
        tree = parse_body(text.strip(" \t") if one else text)
        if isinstance(tree, BodyError) or has_toplevel_return(tree) or (one and not _is_expression(text)):
            return None if isinstance(tree, TooDeep) or "\0" in text or len(text) > _LONG else _Call(node, None, node.args[1:])
        if any(map(_changes_the_whole, syntax.walk(tree))):
            return None
        if any(isinstance(n, ast.Name) and n.id in _OF_A_PLACE for n in syntax.walk(tree)):
            return None
        if any(isinstance(n, ast.Await | ast.AsyncFor | ast.AsyncWith) for n in syntax.walk(tree)) or any(map(_yields, tree.body)):
            return None
        for part in syntax.walk(tree):
            if isinstance(part, ast.expr | ast.stmt | ast.arg | ast.keyword | ast.ExceptHandler | ast.pattern | ast.alias):
                ast.copy_location(part, node)
        if one:
            only = tree.body[0] if len(tree.body) == 1 else None
            return _Call(node, only.value, _dicts(node)) if isinstance(only, ast.Expr) else None
        return _Call(node, tree.body, _dicts(node))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        call = self.read(node)
        made = None if call is None else self.expression(call)
        if made is not None:
            return made
        self.generic_visit(node)
        return node

    def expression(self, call: _Call) -> ast.expr | None:
        """What stands in place of a call that is an expression."""
        if call.code is None:
            return self.invalid(call) if self.catches else None
        names = self.dicts(call)
        if names is None:
            return None
        if names:
            return self.function(call, names)
        if isinstance(call.code, list):
            return None
        return call.code if self.means_the_same(call) else None

    def dicts(self, call: _Call) -> list[ast.expr] | None:
        """The dicts in which names are looked up, none for those of the place; None where that is not known."""
        kinds = [_asked(n) for n in call.names]
        if kinds in (["globals"], ["globals", "globals"]):
            return [] if self.at_top() or not self.own_names(call) else None
        if kinds in (["globals", "locals"], ["locals"], ["locals", "locals"]):
            return []
        return None if any(kinds) else call.names

    def at_top(self) -> bool:
        return self.scope is self.scopes.root and self.scope.kind == "module"

    def own_names(self, call: _Call) -> set[str]:
        """The names of a code that the functions around it have, too."""
        found: set[str] = set()
        here: Scope | None = self.scope
        while here is not None and (here is not self.scopes.root or here.kind != "module"):
            found |= here.assigned
            here = here.parent
        inner = Scopes(call.module(), False, frozenset())
        return found & (set().union(*(s.used for s in inner.by_node.values())) | inner.root.assigned)

    def means_the_same(self, call: _Call) -> bool:
        """Whether the names of a code mean in place of its call what they mean to CPython."""
        if self.at_top():
            return True
        if self.scope.kind != "class" and Scopes(call.module(), False, frozenset()).root.assigned:
            return False
        own = self.own_names(call)
        nested = {n.id for p in syntax.walk(call.module()) if isinstance(p, _NESTED) for n in syntax.walk(p) if isinstance(n, ast.Name)}
        return own <= self.surely() and not own & nested

    def surely(self) -> set[str]:
        """The variables of the scope itself that have a value at this place."""
        if self.scope.kind == "comprehension":
            return set(self.scope.assigned)
        given = set(self.scope.params) | (self.before & self.scope.assigned)
        return given - self.scope.deleted - self.scope.globals - self.scope.nonlocals

    def function(self, call: _Call, names: list[ast.expr]) -> ast.expr | None:
        """A function that runs a code with its names in dicts, and the call of it."""
        if not all(isinstance(given, ast.Name | ast.Dict) for given in names):
            return None
        if isinstance(names[0], ast.Name) and not self.facts.is_plain_dict(names[0].id):
            return None
        assert call.code is not None
        code = CodeInNames(call.code, len(names), self.facts.bound, self.facts.constants)
        try:
            made = code.function(f"{WRITTEN_OUT}{len(self.functions)}")
        except Kept:
            return None
        if code.misses:
            self.raises(raising(MISSING, "name", "NameError(f'name {name!r} is not defined')"), call.node)
        self.functions.append(ast.fix_missing_locations(ast.copy_location(made, call.node)))
        arguments = [self.visit(n) for n in names]
        return ast.fix_missing_locations(ast.copy_location(ast.Call(ast.Name(made.name, ast.Load()), arguments, []), call.node))

    def raises(self, function: ast.FunctionDef, place: ast.AST) -> None:
        for part in syntax.walk(function):
            if isinstance(part, ast.expr | ast.stmt | ast.arg):
                ast.copy_location(part, place)
        self.raising.setdefault(function.name, function)

    def invalid(self, call: _Call) -> ast.expr | None:
        """A call of a function that raises SyntaxError."""
        if "SyntaxError" in self.facts.bound:
            return None
        self.raises(raising(INVALID, "", "SyntaxError('invalid syntax')"), call.node)
        return ast.fix_missing_locations(ast.copy_location(ast.Call(ast.Name(INVALID, ast.Load()), [], []), call.node))

    # ---- statements

    def statement(self, stmt: ast.stmt) -> list[ast.stmt]:
        if isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Name) and stmt.value.id in _CALLS:
            return [ast.copy_location(ast.Pass(), stmt)]  # whether there is such a builtin
        call = self.read(stmt.value) if isinstance(stmt, ast.Expr) else None
        if call is not None and isinstance(call.code, list):
            names = self.dicts(call)
            if names == [] and self.means_the_same(call):
                return call.code or [ast.copy_location(ast.Pass(), stmt)]
        self.block_of(stmt)
        if isinstance(stmt, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.FunctionDef) and getattr(stmt, "value", stmt) is not None:
            self.before |= {stmt.name} if isinstance(stmt, ast.FunctionDef) else _stored(stmt)
        return [stmt]

    def block_of(self, stmt: ast.stmt) -> None:
        """Visits a statement: its expressions, and the statements inside, after which nothing of them is sure."""
        if isinstance(stmt, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            self.definition(stmt)
            return
        outer = self.catches
        for field, value in ast.iter_fields(stmt):
            self.catches = _catches(stmt) if isinstance(stmt, ast.Try) and field == "body" else outer
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                given = _stored(stmt.target) if field == "body" and isinstance(stmt, ast.For) else set()
                setattr(stmt, field, self.block(value, given))
            elif isinstance(value, list):
                value[:] = [self.part(v) for v in value]
            elif isinstance(value, ast.AST):
                setattr(stmt, field, self.visit(value))
        self.catches = outer

    def part(self, value: object) -> object:
        if isinstance(value, ast.ExceptHandler | ast.match_case):
            value.body = self.block(value.body)
            return value
        return self.visit(value) if isinstance(value, ast.AST) else value

    def block(self, stmts: list[ast.stmt], given: Iterable[str] = ()) -> list[ast.stmt]:
        outer = set(self.before)
        self.before.update(given)
        made = [new for stmt in stmts for new in self.statement(stmt)]
        self.before = outer
        return made

    def definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        node.decorator_list = [self.visit(d) for d in node.decorator_list]
        if isinstance(node, ast.ClassDef):
            node.bases = [self.visit(b) for b in node.bases]
        else:
            node.args = self.visit(node.args)
        self.inside(node)

    def inside(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        outer = self.scope, self.before, self.catches
        self.scope, self.before, self.catches = self.scopes.by_node[node], set(), self.catches and isinstance(node, ast.ClassDef)
        node.body = self.block(node.body)
        self.scope, self.before, self.catches = outer

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        outer = self.scope, self.before, self.catches
        self.scope, self.before, self.catches = self.scopes.by_node[node], set(), False
        node.body = self.visit(node.body)
        self.scope, self.before, self.catches = outer
        return node

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> ast.expr:
        node.generators[0].iter = self.visit(node.generators[0].iter)
        if node not in self.scopes.by_node:  # a generator that is a function
            return node
        outer = self.scope
        self.scope = self.scopes.by_node[node]
        for field in ("key", "value") if isinstance(node, ast.DictComp) else ("elt",):
            setattr(node, field, self.visit(getattr(node, field)))
        self.scope = outer
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension


def _catches(stmt: ast.Try) -> bool:
    """Whether the first handler that takes a SyntaxError does not look at it."""
    for handler in stmt.handlers:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type] if handler.type is not None else []
        known = [vars(builtins).get(k.id) if isinstance(k, ast.Name) else None for k in kinds]
        if not all(isinstance(k, type) for k in known):
            return False
        if not kinds or any(isinstance(k, type) and issubclass(SyntaxError, k) for k in known):
            read = [n.id for s in handler.body for n in syntax.walk(s) if isinstance(n, ast.Name)]
            bare = any(isinstance(n, ast.Raise) for s in handler.body for n in syntax.walk(s))
            return handler.name not in read and not bare
    return False


def _is_expression(text: str) -> bool:
    try:
        ast.parse(text.strip(" \t"), mode="eval")
    except SyntaxError:
        return False
    return True


def _stored(node: ast.AST) -> set[str]:
    return {n.id for n in syntax.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _dicts(node: ast.Call) -> list[ast.expr]:
    """The dicts that a call is given: None at the end is as none."""
    given = node.args[1:]
    while given and isinstance(given[-1], ast.Constant) and given[-1].value is None:
        given = given[:-1]
    return given


def _asked(node: ast.expr) -> str:
    """`globals` or `locals` for a call of that, else ""."""
    match node:
        case ast.Call(func=ast.Name(id=("globals" | "locals") as name), args=[], keywords=[]):
            return name
    return ""


def _changes_the_whole(node: ast.AST) -> bool:
    """Whether an import says something of the whole body: a change of the language, or a plug-in."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__" or is_plugin_module(node.module or "")
    return isinstance(node, ast.Import) and any(is_plugin_module(a.name) for a in node.names)


def _yields(node: ast.AST) -> bool:
    """Whether a `yield` stands outside of functions."""
    if isinstance(node, ast.Yield | ast.YieldFrom):
        return True
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return False
    return any(map(_yields, syntax.children(node)))
