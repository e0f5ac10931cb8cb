"""The library modules written in Python, and what of them a body needs.

Example: a body that names `decimal.Decimal` and `.quantize` gets the class with `quantize` and with the operators, without the
methods that nothing names, and the functions and variables that these use. The copies have line 0 and full names.
"""

from __future__ import annotations

import abc
import ast
import builtins
import copy
import functools
import importlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import noetlc.library
from noetlc.frontend import syntax
from noetlc.lower.python.facts.full_names import ABSTRACT_KIND, OTHER_PARTS, TYPE_NAME, full_name, hidden, library_of, shown_name
from noetlc.lower.python.facts.mentions import ABSTRACT_META, HOOKED_METAS
from noetlc.lower.python.rewrite.coroutines import write_coroutines_of_library
from noetlc.lower.python.rewrite.library_names import OF_MODULES
from noetlc.primitives.modules import CLOSED, HIDING, ROWS, SELDOM

FOLDER = Path(str(noetlc.library.__file__)).parent
_WORD = re.compile(r"\w+")

# special methods that are left out unless an operator, a builtin or a function leads to them
_ON_DEMAND: dict[str, tuple[str, ...]] = {
    "__abs__": ("abs",),
    "__ceil__": ("ceil",),
    "__divmod__": ("divmod",),
    "__enter__": ("With",),
    "__exit__": ("With",),
    "__floor__": ("floor",),
    "__floordiv__": ("FloorDiv", "floordiv", "ifloordiv"),
    "__format__": ("FormatSpec", "format", "format_map"),
    "__mod__": ("Mod", "mod", "imod"),
    "__mul__": ("Mult", "mul", "imul", "prod"),
    "__neg__": ("USub", "neg"),
    "__pos__": ("UAdd", "pos"),
    "__pow__": ("Pow", "pow", "ipow"),
    "__rdivmod__": ("divmod",),
    "__rfloordiv__": ("FloorDiv", "floordiv", "ifloordiv"),
    "__rmod__": ("Mod", "mod", "imod"),
    "__rmul__": ("Mult", "mul", "imul", "prod"),
    "__round__": ("round",),
    "__rpow__": ("Pow", "pow", "ipow"),
    "__rsub__": ("Sub", "sub", "isub", "subtract"),
    "__rtruediv__": ("Div", "truediv", "itruediv"),
    "__sub__": ("Sub", "sub", "isub", "subtract"),
    "__truediv__": ("Div", "truediv", "itruediv"),
    "__trunc__": ("trunc",),
}
BY_TEXT = frozenset(("getattr", "hasattr", "methodcaller", "attrgetter"))
"""What finds an attribute by its name as text."""
_ANY_NAME = "<computed>"
_GROUP = ("exceptiongroup", "BaseExceptionGroup")


Key = tuple[str, str]  # module and definition


@dataclass(slots=True)
class Source:
    """The definitions of a library module in their order, those that are variables last; values of constants stand in place of them.

    `imported` are the names that it has from other such modules, with what they mean, `builtins` those that are builtins of that name.
    """

    definitions: dict[str, ast.stmt] = field(default_factory=dict)
    constants: dict[str, ast.Constant] = field(default_factory=dict)
    imported: dict[str, Key] = field(default_factory=dict)
    builtins: set[str] = field(default_factory=set)

    @property
    def names(self) -> frozenset[str]:
        return frozenset((*self.definitions, *self.constants, *self.builtins))


@functools.cache
def modules() -> frozenset[str]:
    """The library modules written in Python: files, or folders of files that make one module together."""
    return frozenset(p.name.removesuffix(".py") for p in FOLDER.iterdir() if not p.name.startswith("__"))


@functools.cache
def source(module: str) -> Source:
    found = Source()
    variables: dict[str, ast.stmt] = {}
    for path in sorted((FOLDER / module).glob("*.py")) or [FOLDER / f"{module}.py"]:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        if "async def" in text:
            found.imported |= {name: ("types", member) for name, member in write_coroutines_of_library(tree).items()}
        for stmt in tree.body:
            if isinstance(stmt, ast.FunctionDef | ast.ClassDef):
                found.definitions[stmt.name] = stmt
            elif isinstance(stmt, ast.ImportFrom) and stmt.module in modules():
                found.imported |= {a.asname or a.name: (stmt.module, a.name) for a in stmt.names}
            elif isinstance(stmt, ast.Assign) and isinstance(stmt.targets[0], ast.Name):
                if isinstance(stmt.value, ast.Constant):
                    found.constants[stmt.targets[0].id] = stmt.value
                elif isinstance(stmt.value, ast.Name) and stmt.value.id == stmt.targets[0].id:  # a builtin
                    if stmt.value.id == _GROUP[1]:
                        found.imported[stmt.value.id] = _GROUP
                    else:
                        found.builtins.add(stmt.value.id)
                else:
                    variables[stmt.targets[0].id] = stmt
    found.definitions |= variables
    return found


@dataclass(frozen=True, slots=True)
class Spelled:
    """What in some code could lead to a method: attributes and words of texts; operators and names."""

    attributes: frozenset[str] = frozenset()
    operators: frozenset[str] = frozenset()
    computes_names: bool = False  # then it may lead to anything

    def __or__(self, other: Spelled) -> Spelled:
        found = self.computes_names or other.computes_names
        return Spelled(self.attributes | other.attributes, self.operators | other.operators, found)

    def leads_to(self, method: str) -> bool:
        if method in self.attributes or self.computes_names:
            return True
        if not method.startswith("__"):
            return False
        return method not in _ON_DEMAND or not self.operators.isdisjoint(_ON_DEMAND[method])


def spelled(tree: ast.AST) -> Spelled:
    attributes: set[str] = set()
    operators: set[str] = set()
    for node in syntax.walk(tree):
        if isinstance(node, ast.Name):
            operators.add(node.id)
        elif isinstance(node, ast.Call) and _computes_name(node):
            operators.add(_ANY_NAME)
        elif isinstance(node, ast.Attribute):
            attributes.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            attributes.update(_WORD.findall(node.value))
        elif isinstance(node, ast.MatchClass):
            attributes.update(node.kwd_attrs)
        elif isinstance(node, ast.operator | ast.unaryop | ast.With):
            operators.add(type(node).__name__)
        elif isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases):
            attributes.update(s.name for s in node.body if isinstance(s, ast.FunctionDef))  # which are asked for by name
        elif isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            operators.add("FormatSpec")
        elif isinstance(node, ast.alias):
            operators.update(node.name.split("."))
        elif isinstance(node, ast.ImportFrom) and node.module:
            operators.update(node.module.split("."))
    return Spelled(frozenset(attributes), frozenset(attributes | operators), _ANY_NAME in operators)


def _computes_name(call: ast.Call) -> bool:
    """Whether a call finds attributes by a name that is no constant."""
    func = call.func
    name = func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
    if name not in BY_TEXT:
        return False
    names = call.args[1:2] if name in ("getattr", "hasattr") else call.args
    return any(not isinstance(n, ast.Constant) for n in names)


def linked(needed: Iterable[Key], words: Spelled) -> list[ast.stmt]:
    """The definitions and everything they use, in the order of their modules; of classes, the methods that `words` lead to."""
    found = dict.fromkeys(needed)
    before: tuple[int, Spelled] | None = None
    while before != (len(found), words):
        before = (len(found), words)
        for module, name in list(found):
            for part in _parts(module, source(module).definitions[name], words):
                used, said = _uses(module, name, part)
                found.update(dict.fromkeys(used))
                words |= said
    order: dict[str, list[str]] = {}
    for module, _ in found:
        for m in _ordered(module):
            order.setdefault(m, list(source(m).definitions))
    ordered = [(m, n) for m in order for n in order[m] if (m, n) in found]
    return [_renamed(module, name, words) for module, name in ordered]


@functools.cache
def _ordered(module: str) -> tuple[str, ...]:
    """A module behind those that it imports from."""
    return tuple(dict.fromkeys([*(m for owner, _ in source(module).imported.values() for m in _ordered(owner)), module]))


@functools.cache
def has_other_order(module: str, name: str) -> bool:
    """Whether CPython's class of a library definition derives from other classes than it does here."""
    found = source(module).definitions.get(name)
    real = getattr(importlib.import_module(OF_MODULES.get(module, module)), name, None) if isinstance(found, ast.ClassDef) else None
    return isinstance(real, type) and {cls.__name__ for cls in real.__mro__} != _above(module, name)


def mark_abstract(definitions: list[ast.stmt]) -> None:
    """Tells of the classes among the definitions which are of ABCMeta in CPython, in place: of that of the body, if it has one; and of
    what asks `__subclasshook__` that it is shown as ABCMeta."""
    definitions.sort(key=lambda stmt: getattr(stmt, "name", "") != ABSTRACT_META)
    known = bool(definitions) and getattr(definitions[0], "name", "") == ABSTRACT_META
    for stmt in definitions:
        module = library_of(stmt.name) if isinstance(stmt, ast.ClassDef) else ""
        if not isinstance(stmt, ast.ClassDef) or module not in ROWS:
            continue
        real = getattr(importlib.import_module(module), shown_name(stmt.name), None)
        if stmt.name in HOOKED_METAS or (isinstance(real, abc.ABCMeta) and not stmt.keywords):
            kind = ast.Name(ABSTRACT_META, ast.Load()) if known else ast.Constant(True)
            made = ast.Assign([ast.Name(ABSTRACT_KIND, ast.Store())], kind)
            stmt.body.insert(0, ast.fix_missing_locations(ast.copy_location(made, stmt)))


def _above(module: str, name: str) -> set[str]:
    """The names of the classes that a definition derives from, and its own."""
    owner = (module, name) if name in source(module).definitions else source(module).imported.get(name)
    stmt = source(owner[0]).definitions.get(owner[1]) if owner is not None else None
    if owner is None or not isinstance(stmt, ast.ClassDef):
        return {cls.__name__ for cls in getattr(builtins, name, object).__mro__}
    return {owner[1], "object"}.union(*(_above(owner[0], base.id) for base in stmt.bases if isinstance(base, ast.Name)))


def _parts(module: str, stmt: ast.stmt, words: Spelled) -> Iterator[ast.AST]:
    """A definition without the methods that are left out."""
    if not isinstance(stmt, ast.ClassDef) or (module not in CLOSED and module not in SELDOM):
        yield stmt
        return
    yield from stmt.bases
    yield from stmt.decorator_list
    yield from (part for part in stmt.body if not _left_out(module, part, words))


def _left_out(module: str, part: ast.stmt, words: Spelled) -> bool:
    assigned = ast.unparse(part.targets[0]) if isinstance(part, ast.Assign) else ""
    if module not in CLOSED and getattr(part, "name", assigned) not in SELDOM[module]:
        return False
    if assigned == "__doc__" or (assigned and module in SELDOM and assigned in SELDOM[module]):
        return assigned not in words.attributes and not words.computes_names
    return isinstance(part, ast.FunctionDef) and not words.leads_to(part.name)


@functools.cache
def _uses(module: str, name: str, part: ast.AST) -> tuple[frozenset[Key], Spelled]:
    """The definitions that a part of one names, and what it says. Operators of a module with such methods are for ints."""
    words = spelled(part)
    if _has_operators(module):
        words = Spelled(frozenset(n.attr for n in syntax.walk(part) if isinstance(n, ast.Attribute)))
    names = {n.id for n in syntax.walk(part) if isinstance(n, ast.Name)}
    found = source(module)
    names -= {name} | _bound(found.definitions[name])
    own = {(module, n) for n in names & found.definitions.keys()}
    return frozenset(own | {found.imported[n] for n in names & found.imported.keys()}), words


@functools.cache
def _has_operators(module: str) -> bool:
    """Whether some class of a module has methods that are left out."""
    classes = [c for c in source(module).definitions.values() if isinstance(c, ast.ClassDef)]
    return module in CLOSED and any(isinstance(p, ast.FunctionDef) and p.name in _ON_DEMAND for c in classes for p in c.body)


def _bound(stmt: ast.stmt) -> set[str]:
    """The names a definition binds itself: its parameters and variables, and what it imports."""
    if isinstance(stmt, ast.Assign):
        return set()
    names = {n.arg for n in syntax.walk(stmt) if isinstance(n, ast.arg)}
    names |= {n.asname or n.name for n in syntax.walk(stmt) if isinstance(n, ast.alias)}
    return names | {n.id for n in syntax.walk(stmt) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _is_hidden(target: ast.Name) -> bool:
    """Whether a class tells the name that messages show, or that its instances are made of other parts: both are hidden in every module."""
    return hidden(target.id) in (TYPE_NAME, OTHER_PARTS)


class _Renaming(ast.NodeTransformer):
    """Gives definitions of a module their full names, puts constants in place and hides attributes that begin with `_`."""

    def __init__(self, module: str, stmt: ast.stmt) -> None:
        self.module = module
        found = source(module)
        self.own = found.definitions.keys() - _bound(stmt)
        self.imported = found.imported
        self.constants = {n: v for n, v in found.constants.items() if n not in _bound(stmt)}

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.constants:
            return ast.copy_location(ast.Constant(self.constants[node.id].value), node)
        if node.id in self.own:
            node.id = full_name(self.module, node.id)
        elif node.id in self.imported:
            node.id = full_name(*self.imported[node.id])
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        node.attr = hidden(node.attr) if self.module in HIDING else node.attr
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        closed = self.module in HIDING
        for part in node.body:
            if isinstance(part, ast.FunctionDef) and closed:
                part.name = hidden(part.name)
            elif isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name) and (closed or _is_hidden(part.targets[0])):
                part.targets[0].id = hidden(part.targets[0].id)
        self.generic_visit(node)
        return node


def _renamed(module: str, name: str, words: Spelled) -> ast.stmt:
    """A copy of a definition under its full name."""
    stmt = copy.deepcopy(source(module).definitions[name])
    if isinstance(stmt, ast.ClassDef) and (module in CLOSED or module in SELDOM):
        stmt.body = [part for part in stmt.body if not _left_out(module, part, words)] or [ast.Pass()]
    _Renaming(module, stmt).visit(stmt)
    for node in syntax.walk(stmt):
        if hasattr(node, "lineno"):
            node.lineno = 0
    if isinstance(stmt, ast.FunctionDef | ast.ClassDef):
        stmt.name = full_name(module, name)
    return stmt
