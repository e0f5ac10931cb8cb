"""Compiles the tree of a body so that it behaves as in 3.11 (the body itself cannot tell, but for what is in `gaps.py`).

    except E as e: …        except E as e: mend(); …          texts of exceptions
    [f(x) for x in y]       (lambda it: [f(x) for x in it])(iter(y))    a frame of its own, `<listcomp>` (PEP 709 has none)
    class C: …              @bare class C: …                   no `__firstlineno__` and `__static_attributes__` (gh-118465, gh-115775)
    def f(): "doc"          its text as written                3.13 takes the indentation out (gh-81283)
    assert x                if not x: raise AssertionError     errors stand where they stood

The names that are called here stand in the module of built-ins, spelled as no program can spell them.
"""

from __future__ import annotations

import ast
import builtins
import itertools
from collections.abc import Iterator
from types import CodeType

from noetlc.interp.pybody.traces import FILE
from noetlc.interp.pybody.versions.mend import mend_current
from noetlc.interp.pybody.versions.reference import is_reference

_MEND, _ITER, _BARE, _ASSERTION = ".mend", ".iter", ".bare", ".AssertionError"
_FRAMES: dict[type[ast.expr], tuple[str, str]] = {
    ast.ListComp: (".0list", "<listcomp>"),
    ast.SetComp: (".0set", "<setcomp>"),
    ast.DictComp: (".0dict", "<dictcomp>"),
}
_FRAME_OF = dict(_FRAMES.values())
_NEW_ATTRIBUTES = ("__firstlineno__", "__static_attributes__")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_EXITS = ("__exit__", "__aexit__")


def compile_tree(tree: ast.Module) -> CodeType:
    """Compiles a body's tree, which it may change. Raises what `compile` does."""
    if is_reference():
        return compile(tree, FILE, "exec", dont_inherit=True)
    docs = _docs(tree)
    tree = ast.fix_missing_locations(_AsReference().visit(tree))
    return _renamed(compile(tree, FILE, "exec", dont_inherit=True), docs)


def provide_names() -> None:
    """Puts what `compile_tree` calls into the module of built-ins."""
    if is_reference():
        return
    for name, value in ((_MEND, mend_current), (_ITER, itertools.islice), (_BARE, _bare), (_ASSERTION, AssertionError)):
        setattr(builtins, name, value)


def _bare(made: object) -> object:
    """Takes the attributes away that 3.13 gives to every class."""
    if isinstance(made, type):
        for name in _NEW_ATTRIBUTES:
            if name in vars(made):
                type.__delattr__(made, name)
    return made


class _AsReference(ast.NodeTransformer):
    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.ExceptHandler:
        self.generic_visit(node)
        node.body.insert(0, _call(_MEND, node.body[0]))
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.If:
        """Without a text the error stands where the statement does; since 3.12 where the condition does."""
        self.generic_visit(node)
        kind: ast.expr = ast.Name(_ASSERTION, ast.Load())
        error = kind if node.msg is None else ast.Call(kind, [node.msg], [])
        place = node if node.msg is None else node.test
        raising = ast.copy_location(ast.Raise(ast.copy_location(error, place)), place)
        return ast.copy_location(ast.If(ast.copy_location(ast.UnaryOp(ast.Not(), node.test), node.test), [raising], []), node)

    def visit_For(self, node: ast.For) -> ast.For:
        """So do errors of iterating."""
        self.generic_visit(node)
        node.iter = _at(node.iter, node)
        return node

    def visit_With(self, node: ast.With) -> ast.With:
        """And errors of entering."""
        self.generic_visit(node)
        for item in node.items:
            item.context_expr = _at(item.context_expr, node)
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.UnaryOp:
        """The other way round: since 3.12 a comparison in `not` stands where that does."""
        self.generic_visit(node)
        if isinstance(node.op, ast.Not) and isinstance(node.operand, ast.Compare):
            node.operand = _at(node.operand, node.operand)
        return node

    def visit_Try(self, node: ast.Try) -> ast.Try:
        self.generic_visit(node)
        if node.finalbody:
            node.finalbody.insert(0, _call(_MEND, node.finalbody[0]))
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
        self.generic_visit(node)
        if node.name in _EXITS:
            place = 1 if ast.get_docstring(node, clean=False) is not None else 0
            node.body.insert(place, _call(_MEND, node.body[0]))
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        self.generic_visit(node)
        _assign_doc(node)
        node.decorator_list.append(ast.copy_location(ast.Name(_BARE, ast.Load()), node))
        return node

    def visit_Module(self, node: ast.Module) -> ast.Module:
        self.generic_visit(node)
        if not any(isinstance(part, ast.ImportFrom) and part.module == "__future__" for part in node.body):
            _assign_doc(node)
        return node

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.DictComp) -> ast.expr:
        inline = stays_inline(node)
        self.generic_visit(node)
        _place_loops(node, node.generators[1:])
        if inline:
            return node
        parameter = _FRAMES[type(node)][0]
        first = node.generators[0]
        iterator = ast.Call(ast.Name(_ITER, ast.Load()), [first.iter, ast.Constant(None)], [])
        first.iter = ast.copy_location(ast.Name(parameter, ast.Load()), first.iter)
        signature = ast.arguments([], [ast.arg(parameter)], None, [], [], None, [])
        call = ast.Call(ast.Lambda(signature, node), [iterator], [])
        for part in (iterator, iterator.func, call.func, call):
            ast.copy_location(part, node)
        return ast.copy_location(call, node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.expr:
        self.generic_visit(node)
        _place_loops(node, node.generators)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        """Errors of formatting stand where the string begins; since 3.12 where the braces are."""
        self.generic_visit(node)
        for part in _format_parts(node):
            ast.copy_location(part, node)
        return node

    visit_SetComp = visit_ListComp
    visit_DictComp = visit_ListComp


def _place_loops(node: ast.expr, loops: list[ast.comprehension]) -> None:
    """Errors of iterating in a comprehension stand where it begins."""
    for loop in loops:
        loop.iter = _at(loop.iter, node)


def _format_parts(node: ast.JoinedStr) -> Iterator[ast.expr]:
    for value in node.values:
        if isinstance(value, ast.FormattedValue):
            yield value
            if isinstance(value.format_spec, ast.JoinedStr):
                yield value.format_spec
                yield from _format_parts(value.format_spec)


def stays_inline(node: ast.expr) -> bool:
    """Whether a comprehension cannot become a call: it assigns to names around it, or awaits."""
    return any(isinstance(part, ast.NamedExpr | ast.Await) or getattr(part, "is_async", 0) for part in _same_scope(node))


def _same_scope(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.Lambda):
            yield from _same_scope(child)


def _at(value: ast.expr, place: ast.AST) -> ast.expr:
    """The same value, but what is done with it stands at `place`; costs nothing, as the condition is a constant."""
    return ast.copy_location(ast.IfExp(ast.Constant(True), value, ast.Constant(None)), place)


def _call(name: str, place: ast.AST) -> ast.Expr:
    return ast.copy_location(ast.Expr(ast.Call(ast.Name(name, ast.Load()), [], [])), place)


# ---- doc strings


def _assign_doc(node: ast.ClassDef | ast.Module) -> None:
    """A doc string becomes an assignment, which keeps the text as it is written."""
    text = ast.get_docstring(node, clean=False)
    if text is not None:
        statement = node.body[0]
        assert isinstance(statement, ast.Expr)
        target = ast.Name("__doc__", ast.Store())
        node.body[0] = ast.copy_location(ast.Assign([ast.copy_location(target, statement)], statement.value), statement)


def _docs(tree: ast.Module) -> dict[tuple[int, str], str]:
    """The doc strings of functions that lose their indentation, by the function's first line and the text that is left."""
    found = {}
    for node in ast.walk(tree):
        text = ast.get_docstring(node, clean=False) if isinstance(node, _FUNCTIONS) else None
        if text is not None and isinstance(node, _FUNCTIONS):
            line = node.decorator_list[0].lineno if node.decorator_list else node.lineno
            left = _left(text)
            if left != text:
                found[line, left] = text
    return found


def _left(text: str) -> str:
    """What this Python's compiler makes of a doc string."""
    function = compile(f"def f(): {text!r}", FILE, "exec").co_consts[0]
    return str(function.co_consts[0])


def _renamed(code: CodeType, docs: dict[tuple[int, str], str], prefix: tuple[str, str] = ("", "")) -> CodeType:
    """The code with 3.11's names of the frames of comprehensions and its doc strings.

    `prefix` is how the qualified names of the code around it began, and how they begin now.
    """
    qualified = prefix[1] + code.co_qualname.removeprefix(prefix[0])
    variables = code.co_varnames
    frame = _FRAME_OF.get(variables[0]) if variables else None
    if frame is not None:
        variables = (".0", *variables[1:])
        qualified = qualified.removesuffix(code.co_name) + frame
    inner = ("", "") if code.co_name == "<module>" else (code.co_qualname, qualified)
    consts = [_renamed(value, docs, inner) if isinstance(value, CodeType) else value for value in code.co_consts]
    if consts and isinstance(consts[0], str):
        consts[0] = docs.get((code.co_firstlineno, consts[0]), consts[0])
    return code.replace(co_consts=tuple(consts), co_varnames=variables, co_name=frame or code.co_name, co_qualname=qualified)
