"""Programs out of modules: definitions with their doctests, test functions and methods with what they need, modules with a main part."""

from __future__ import annotations

import ast
import copy
import doctest
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.sample.modules import Closure, Module, Package, Uncuttable, bindings

LONGEST = 20_000  # characters of a program
SHOW = "def show_(value):\n    if value is not None:\n        print(repr(value))"
RAISES = """class Raises_:
    def __init__(self, *kinds):
        self.kinds = kinds
    def __enter__(self):
        return self
    def __exit__(self, kind, value, trace):
        if kind is None or not issubclass(kind, self.kinds):
            return False
        print(kind.__name__, value)
        self.exception = value
        return True"""


@dataclass(frozen=True)
class Program:
    """A body that prints something. `name` is `package/module:definition`."""

    name: str
    source: str


def programs(package_name: str, package: Package) -> Iterator[Program]:
    """Every program that can be cut out of a package, in the order of its files; what cannot be cut is left out."""
    for module in package.modules.values():
        for name, cut in _units(package, module):
            try:
                lines = cut()
                source = "\n".join(sorted(lines, key=lambda line: not line.startswith("from __future__")))
            except (Uncuttable, SyntaxError, ValueError, RecursionError):
                continue
            if _answers(source):
                continue
            if len(source) <= LONGEST and "pytest" not in source and "unittest" not in source:
                yield Program(f"{package_name}/{module.name}:{name}", source + "\n")


def _answers(source: str) -> bool:
    """True if the body would answer with something else than what it prints."""
    return any(name in ("result", "main", "output") for stmt in ast.parse(source).body for name in bindings(stmt))


def _units(package: Package, module: Module) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    for stmt in module.tree.body:
        if isinstance(stmt, ast.FunctionDef) and stmt.name.startswith("test"):
            yield stmt.name, lambda stmt=stmt: _function(package, module, stmt)
        elif isinstance(stmt, ast.FunctionDef | ast.ClassDef) and ">>>" in ast.unparse(stmt):
            yield stmt.name, lambda stmt=stmt: _doctests(package, module, stmt)
        if isinstance(stmt, ast.ClassDef) and _is_case(stmt):
            for part in stmt.body:
                if isinstance(part, ast.FunctionDef) and part.name.startswith("test"):
                    yield f"{stmt.name}.{part.name}", lambda stmt=stmt, part=part: _method(package, module, stmt, part)
    text = ast.get_docstring(module.tree) or ""
    if ">>>" in text:
        yield "__doc__", lambda: _examples(package, module, [text])
    if any(isinstance(s, ast.If) and "__main__" in ast.unparse(s.test) for s in module.tree.body):
        yield "__main__", lambda: _main(package, module)


def _main(package: Package, module: Module) -> list[str]:
    """The definitions that the main part needs, and the main part."""
    part = next(s for s in module.tree.body if isinstance(s, ast.If) and "__main__" in ast.unparse(s.test))
    closure = Closure(package)
    lines = []
    for stmt in part.body:
        closure.need(module, stmt, set(bindings(stmt)))
        lines.append(ast.unparse(stmt))
    return [*closure.source(), *lines]


def _doctests(package: Package, module: Module, stmt: ast.FunctionDef | ast.ClassDef) -> list[str]:
    """A definition and the examples in its docstrings; in each method's on their own, as doctest runs them."""
    nodes = [n for n in ast.walk(stmt) if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    texts = [text for node in nodes if ">>>" in (text := ast.get_docstring(node) or "")]
    return _examples(package, module, texts, stmt.name)


def _examples(package: Package, module: Module, texts: list[str], *roots: str) -> list[str]:
    closure = Closure(package)
    for root in roots:
        closure.name(module, root)
    assigned: set[str] = set()
    lines: list[str] = []
    for text in texts:
        for example in doctest.DocTestParser().get_examples(text):
            if example.options.get(doctest.SKIP):
                continue
            for stmt in ast.parse(example.source).body:
                lines += _example(closure, module, stmt, assigned, example.exc_msg is not None)
    return [SHOW, *closure.source(), *lines]


def _example(closure: Closure, module: Module, stmt: ast.stmt, assigned: set[str], raises: bool) -> list[str]:
    """One statement of a doctest. Imports of the package itself become the definitions."""
    if isinstance(stmt, ast.ImportFrom) and closure.package.target(module, stmt) in closure.package.modules:
        for alias in stmt.names:
            if alias.asname or alias.name == "*":
                raise Uncuttable("renames what it imports")
            closure.name(closure.package.modules[closure.package.target(module, stmt)], alias.name)
            assigned.add(alias.name)
        return []
    closure.need(module, stmt, assigned)
    assigned.update(bindings(stmt))
    text = ast.unparse(stmt)
    if isinstance(stmt, ast.Expr) and not text.startswith("print("):
        text = f"show_({text})"
    if raises:
        indented = text.replace("\n", "\n    ")
        text = f"try:\n    {indented}\nexcept Exception as error_:\n    print(type(error_).__name__, error_)"
    return [text]


def _function(package: Package, module: Module, function: ast.FunctionDef) -> list[str]:
    """A test function as pytest calls it: once, or once for each row of a literal `parametrize`."""
    function = copy.deepcopy(function)
    call = f"{function.name}()"
    rows: ast.expr | None = None
    for decorator in function.decorator_list:
        if rows is not None or not (isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("mark.parametrize")):
            raise Uncuttable("a decorated test")
        names, rows = decorator.args[:2]
        if "pytest" in ast.unparse(rows):
            raise Uncuttable("rows of pytest's own")
        several = not isinstance(names, ast.Constant) or "," in str(names.value)
        call = f"for row_ in {ast.unparse(rows)}:\n    {function.name}({'*' if several else ''}row_)"
    if rows is None and (function.args.args or function.args.kwonlyargs):
        raise Uncuttable("fixtures")
    function.decorator_list = []
    asserted = _asserting(function)
    closure = Closure(package)
    closure.need(module, asserted, {function.name, "Raises_"})
    if rows is not None:
        closure.need(module, rows)
    return [RAISES, *closure.source(), ast.unparse(asserted), call, f"print('{function.name} passed')"]


def _is_case(stmt: ast.ClassDef) -> bool:
    return [ast.unparse(b) for b in stmt.bases] in (["unittest.TestCase"], ["TestCase"])


def _method(package: Package, module: Module, case: ast.ClassDef, test: ast.FunctionDef) -> list[str]:
    """A test method in a class with what it needs of its case: helpers, class variables, `setUp`."""
    members: dict[str, ast.stmt] = {name: s for s in case.body if not isinstance(s, ast.Import | ast.ImportFrom) for name in bindings(s)}
    wanted: dict[str, ast.stmt] = {}
    todo = [test.name, *(n for n in ("setUp",) if n in members)]
    while todo:
        name = todo.pop()
        if name in wanted:
            continue
        if name not in members:
            raise Uncuttable(f"needs self.{name}")
        member = copy.deepcopy(members[name])
        if isinstance(member, ast.FunctionDef):
            member.decorator_list = [d for d in member.decorator_list if ast.unparse(d) not in ("support.cpython_only", "cpython_only")]
            member = _asserting(member)
        wanted[name] = member
        stored = {n.attr for m in members.values() for n in ast.walk(m) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)}
        for node in ast.walk(member):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self" and (node.attr in members or node.attr not in stored):
                todo.append(node.attr)
            elif isinstance(node, ast.Name) and not isinstance(member, ast.FunctionDef) and node.id in members and node.id != name:
                todo.append(node.id)
    body = sorted(wanted.values(), key=lambda s: s.lineno)
    made = ast.ClassDef(case.name, [], [], body, [])
    closure = Closure(package)
    closure.need(module, made, {case.name, "Raises_"})
    before = ["case_.setUp()"] if "setUp" in wanted else []
    text = ast.unparse(ast.fix_missing_locations(made))
    return [RAISES, *closure.source(), text, f"case_ = {case.name}()", *before, f"case_.{test.name}()", f"print('{test.name} passed')"]


def _asserting(function: ast.FunctionDef) -> ast.FunctionDef:
    made: ast.FunctionDef = _Asserts().visit(copy.deepcopy(function))
    return ast.fix_missing_locations(made)


_COMPARED = {
    "assertEqual": ast.Eq, "assertEquals": ast.Eq, "assertNotEqual": ast.NotEq, "assertIs": ast.Is, "assertIsNot": ast.IsNot,
    "assertIn": ast.In,
    "assertNotIn": ast.NotIn, "assertLess": ast.Lt, "assertLessEqual": ast.LtE, "assertGreater": ast.Gt, "assertGreaterEqual": ast.GtE,
    "assertListEqual": ast.Eq, "assertDictEqual": ast.Eq, "assertTupleEqual": ast.Eq, "assertSetEqual": ast.Eq,
    "assertSequenceEqual": ast.Eq, "assertMultiLineEqual": ast.Eq,
}  # fmt: skip


class _Asserts(ast.NodeTransformer):
    """unittest's and pytest's assertions as plain statements; raises Uncuttable for others."""

    def visit_Expr(self, node: ast.Expr) -> ast.stmt | list[ast.stmt]:
        call = node.value
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            return node
        name, args = call.func.attr, call.args
        if not name.startswith(("assert", "fail")) or ast.unparse(call.func.value) != "self":
            return node
        if name in _COMPARED and len(args) >= 2:
            return ast.Assert(ast.Compare(args[0], [_COMPARED[name]()], [args[1]]), None)
        if name in ("assertTrue", "assert_", "assertFalse"):
            return ast.Assert(ast.UnaryOp(ast.Not(), args[0]) if name == "assertFalse" else args[0], None)
        if name in ("assertIsNone", "assertIsNotNone"):
            return ast.Assert(ast.Compare(args[0], [ast.Is() if name == "assertIsNone" else ast.IsNot()], [ast.Constant(None)]), None)
        if name in ("assertIsInstance", "assertNotIsInstance"):
            test = ast.Call(ast.Name("isinstance", ast.Load()), args[:2], [])
            return ast.Assert(ast.UnaryOp(ast.Not(), test) if "Not" in name else test, None)
        if name == "assertAlmostEqual" and len(args) == 2 and not call.keywords:
            one, other = map(ast.unparse, args)
            return ast.parse(f"assert {one} == {other} or abs({one} - {other}) < 5e-8").body[0]
        if name in ("assertRaises", "assertRaisesRegex") and len(args) > (name != "assertRaises") + 1:
            kind, *rest = args if name == "assertRaises" else [args[0], *args[2:]]
            return self._raising(kind, [ast.Expr(ast.Call(rest[0], rest[1:], call.keywords))], None)
        raise Uncuttable(f"asserts by {name}")

    def visit_With(self, node: ast.With) -> ast.stmt:
        self.generic_visit(node)
        item = node.items[0]
        call = item.context_expr
        if len(node.items) != 1 or not isinstance(call, ast.Call):
            return node
        what = ast.unparse(call.func)
        if what == "self.subTest":
            return ast.If(ast.Constant(True), node.body, [])
        if what in ("self.assertRaises", "self.assertRaisesRegex", "pytest.raises", "raises"):
            if not call.args or (what.startswith("pytest") and item.optional_vars is not None):
                raise Uncuttable("a check of an exception")
            return self._raising(call.args[0], node.body, item.optional_vars)
        return node

    def _raising(self, kind: ast.expr, body: list[ast.stmt], name: ast.expr | None) -> ast.stmt:
        kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
        return ast.With([ast.withitem(ast.Call(ast.Name("Raises_", ast.Load()), kinds, []), name)], body)
