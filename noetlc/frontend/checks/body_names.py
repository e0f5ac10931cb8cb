"""W15 in Python bodies: names that no assignment, import, definition, input or builtin binds (language.md 7.2).

A name bound anywhere in the body counts as bound everywhere in it; a body that looks into its own names is left alone.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from noetlc.frontend import syntax
from noetlc.frontend.checks.bodies import offset_of, parsed_body
from noetlc.frontend.checks.certain import always_fails
from noetlc.frontend.checks.nearest import nearest
from noetlc.frontend.checks.report import Report, join
from noetlc.frontend.checks.scopes import Place, World
from noetlc.frontend.checks.shapes import Shape
from noetlc.frontend.nodes import Mapping, Scalar
from noetlc.frontend.playbook import Step, Task
from noetlc.frontend.python_body import BodyError, has_toplevel_return
from noetlc.primitives.modules import ATTRIBUTES, LIBRARY_METHODS, PURE_MODULES
from noetlc.primitives.python_methods import METHODS

PRESET = frozenset({"sys", "json", "args", "context", "variables", "execution_id", "step", "input_data"})
BUILTINS = frozenset(dir(builtins)) | {"exit", "quit", "help", "copyright", "credits", "license"}

ELSEWHERE = {
    "length": "len", "size": "len", "null": "None", "nil": "None", "undefined": "None", "println": "print", "printf": "print",
    "string": "str", "integer": "int", "boolean": "bool", "array": "list",
}  # fmt: skip
"""What other languages, and templates, call a builtin of Python."""

_REFLECTION = frozenset({"exec", "eval", "globals", "locals", "vars", "__import__", "__builtins__", "builtins", "__main__"})
_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
_WITHOUT_CLASSES = frozenset({"json", "math"})
"""Modules whose functions give values of built-in types."""

_UNBOUND = frozenset({"NameError", "UnboundLocalError"})


def check_body_names(report: Report, world: World, step: Step, task: Task, inputs: dict[str, Shape], place: Place, path: str) -> None:
    """Report the first use of each name that nothing binds. `place` is where the tool's inputs are rendered."""
    scalar, where = _source(task, path)
    tree = None if scalar is None else parsed_body(scalar.text)
    if scalar is None or tree is None or isinstance(tree, BodyError):
        return
    nodes = list(syntax.walk(tree))
    if _looks_into_itself(nodes):
        return
    libs = task.key("libs")
    known = _bound(nodes) | PRESET | inputs.keys() | {key.text for key, _ in (libs.entries if isinstance(libs, Mapping) else ())}
    loose = [node for node in _reads(tree, nodes) if node.id not in known and node.id not in BUILTINS and not node.id.startswith("__")]
    first: dict[str, ast.Name] = {}
    for node in sorted(loose, key=lambda node: (node.lineno, node.col_offset)):
        first.setdefault(node.id, node)
    certain = always_fails(tree, frozenset(first)) if first and step.index in world.certain_steps else None
    for name, node in first.items():
        span = scalar.locate(_offset(scalar.text, node.lineno, node.col_offset), len(name))
        meant = nearest(name, known | BUILTINS) or _in_python(name)
        hint = f"did you mean {meant}?" if meant else "assign or import it"
        if name in PURE_MODULES:
            hint = f"write import {name} at the top of the code"
        elif meant is None and name in place.names():
            hint = f'give it to the tool: input: {{{name}: "{{{{ {name} }}}}"}}'
        message = f"nothing in this body binds {name}"
        if name == certain:
            report.mistake("W15", f"{message}: every run fails here", span, where, hint)
        else:
            report.warn("W15", message, span, where, hint)
    for attribute, meant in _misspelt_methods(nodes):
        offset = _offset(scalar.text, attribute.end_lineno or attribute.lineno, attribute.end_col_offset or 0) - len(attribute.attr)
        message = f"no value of this body has a method {attribute.attr}"
        report.warn("W15", message, scalar.locate(offset, len(attribute.attr)), where, f"did you mean {meant}?")


def _misspelt_methods(nodes: list[ast.AST]) -> Iterator[tuple[ast.Attribute, str]]:
    """Methods that only look like one; looked for only where every value is of a type that Python has built in."""
    for node in nodes:
        names = {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
        if isinstance(node, ast.ClassDef | ast.ImportFrom) or not names <= _WITHOUT_CLASSES:
            return
    stored = {node.attr for node in nodes if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)}
    known = METHODS.keys() | ATTRIBUTES.keys() | LIBRARY_METHODS.keys() | stored
    for node in nodes:
        func = node.func if isinstance(node, ast.Call) else None
        if isinstance(func, ast.Attribute) and func.attr not in known and not func.attr.startswith("_"):
            of_module = isinstance(func.value, ast.Name) and func.value.id in _WITHOUT_CLASSES | PRESET
            meant = None if of_module else nearest(func.attr, METHODS)
            if meant is not None:
                yield func, meant


def _in_python(name: str) -> str | None:
    """The builtin for a word of another language, which may be misspelt, too."""
    return ELSEWHERE.get(name) or ELSEWHERE.get(nearest(name, ELSEWHERE) or "")


def _source(task: Task, path: str) -> tuple[Scalar | None, str]:
    """The text of a body that is no template, and its document path."""
    code, where = task.key("code"), join(path, "code")
    if code is None:
        script = task.key("script")
        inline = script.get("source") if isinstance(script, Mapping) else None
        code = inline.get("code") if isinstance(inline, Mapping) else None
        where = join(path, "script.source.code")
    return (code, where) if isinstance(code, Scalar) and not code.has_marks else (None, where)


def _looks_into_itself(nodes: list[ast.AST]) -> bool:
    """True if names may be bound or read in ways that the text does not show."""
    for node in nodes:
        if isinstance(node, ast.Name) and node.id in _REFLECTION:
            return True
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = {alias.name for alias in node.names} | {getattr(node, "module", None)}
            if "*" in modules or not _REFLECTION.isdisjoint(modules):
                return True
        if isinstance(node, ast.Attribute) and node.attr in ("_getframe", "modules", "f_globals", "f_locals", "__globals__"):
            return True
    return False


def _bound(nodes: list[ast.AST]) -> set[str]:
    """Every name that the body binds in some scope."""
    bound: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.add(node.id)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add(node.asname or node.name.partition(".")[0])
        elif isinstance(node, _NAMED) and node.name:
            bound.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            bound.add(node.rest)
    return bound


def _reads(tree: ast.Module, nodes: list[ast.AST]) -> Iterator[ast.Name]:
    """The names that are read when the body runs, but for those whose absence it handles."""
    left_out = _never_evaluated(tree, nodes)
    for node in nodes:
        if isinstance(node, ast.Try) and any(_catches_unbound(handler) for handler in node.handlers):
            left_out.update(id(part) for statement in node.body for part in syntax.walk(statement))
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in left_out:
            yield node


def _catches_unbound(handler: ast.ExceptHandler) -> bool:
    return handler.type is not None and any(isinstance(part, ast.Name) and part.id in _UNBOUND for part in syntax.walk(handler.type))


def _never_evaluated(tree: ast.Module, nodes: list[ast.AST]) -> set[int]:
    """The nodes of annotations of local variables; of all annotations under `from __future__ import annotations`."""
    functions: list[ast.AST] = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lazy = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
    whole: list[ast.AST] = [tree] if lazy or has_toplevel_return(tree) else functions
    found: list[ast.expr | None] = []
    for scope in whole:
        found += [node.annotation for node in syntax.walk(scope) if isinstance(node, ast.AnnAssign) or (lazy and isinstance(node, ast.arg))]
    if lazy:
        found += [node.returns for node in functions if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {id(part) for annotation in found if annotation is not None for part in syntax.walk(annotation)}


def _offset(text: str, number: int, column: int) -> int:
    """Where a line and column of CPython's, which counts columns in bytes, are in the text."""
    start = offset_of(text, number, 1)
    line = text[start:].partition("\n")[0]
    return start + len(line.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))
