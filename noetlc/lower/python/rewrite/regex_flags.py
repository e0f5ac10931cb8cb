"""`re.I`, `re.M` and their kind as members of `re.RegexFlag`, in bodies that show some: elsewhere they are the numbers that they equal.

Example: a body with `print(re.I | re.M)` gets a class `RegexFlag(IntFlag)` in front, and the flags that are no arguments of a function
of `re` become its members.
"""

from __future__ import annotations

import ast
import re

from noetlc.frontend import syntax
from noetlc.lower.python.rewrite.import_first import import_first
from noetlc.lower.python.rewrite.module_objects import OBJECT_CLASS

_CLASS, _BASE = "1re_RegexFlag", "1IntFlag"  # no body can spell these
_SOURCE = '''
class RegexFlag(IntFlag):
    NOFLAG = 0
    ASCII = A = 256
    IGNORECASE = I = 2
    LOCALE = L = 4
    UNICODE = U = 32
    MULTILINE = M = 8
    DOTALL = S = 16
    VERBOSE = X = 64
    TEMPLATE = T = 1
    DEBUG = 128

    def __repr__(self):
        names = ["re." + flag.name for flag in RegexFlag if flag.value & self.value]
        more = self.value & ~511
        if more:
            names.append(hex(more) if names else f"re.RegexFlag({more})")
        return "|".join(names) or "re.NOFLAG"

    __str__ = __repr__

    def __format__(self, spec):
        return format(self.value, spec) if spec else str(self)
'''
_FLAGS = frozenset(name for name in dir(re) if isinstance(getattr(re, name), re.RegexFlag))
_FLAG_CLASS = "RegexFlag"
_SHOWING = frozenset("print str repr ascii format type isinstance list sorted".split())


def name_flags(tree: ast.Module) -> None:
    """Rewrites a body in place."""
    nodes = list(syntax.walk(tree))
    flags = _Flags(nodes)
    if flags.modules | flags.names.keys() and flags.are_shown(tree):
        _Naming(flags).visit(tree)
        _define(tree)


def _define(tree: ast.Module) -> None:
    made = ast.parse(_SOURCE)
    for node in syntax.walk(made):
        if isinstance(node, ast.Name) and node.id in (_FLAG_CLASS, "IntFlag"):
            node.id = _CLASS if node.id == _FLAG_CLASS else _BASE
        if isinstance(node, ast.ClassDef):
            node.name = _CLASS
        for name in ("lineno", "end_lineno"):
            if hasattr(node, name):
                setattr(node, name, 1)
    future = sum(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in tree.body)
    tree.body[future:future] = made.body
    import_first(tree, "enum", {"IntFlag": _BASE})


class _Flags:
    """How a body names flags: the modules, and the names that it imports from `re`."""

    def __init__(self, nodes: list[ast.AST]) -> None:
        stored = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        stored |= {n.arg for n in nodes if isinstance(n, ast.arg)}
        self.modules: set[str] = set()
        self.names: dict[str, str] = {}
        self.functions: set[str] = set()
        for node in nodes:
            if isinstance(node, ast.Import):
                self.modules |= {a.asname or a.name for a in node.names if a.name == "re"}
            elif isinstance(node, ast.ImportFrom) and node.module == "re" and not node.level:
                self.names |= {a.asname or a.name: a.name for a in node.names if a.name in _FLAGS or a.name == _FLAG_CLASS}
                self.functions |= {a.asname or a.name for a in node.names}
        self.modules -= stored
        self.names = {name: flag for name, flag in self.names.items() if name not in stored}

    def named(self, node: ast.AST) -> str:
        """The flag, or the class, that an expression names."""
        match node:
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in self.modules and (name in _FLAGS or name == _FLAG_CLASS):
                return name
            case ast.Name(id=name, ctx=ast.Load()):
                return self.names.get(name, "")
        return ""

    def is_flags(self, node: ast.AST) -> bool:
        """Whether an expression is flags and nothing else."""
        if isinstance(node, ast.BinOp):
            return self.is_flags(node.left) and self.is_flags(node.right)
        return self.named(node) not in ("", _FLAG_CLASS)

    def is_call(self, node: ast.Call) -> bool:
        """Whether a function of `re` is called, or a method of a pattern may be."""
        match node.func:
            case ast.Attribute(value=ast.Name(id=module)):
                return module in self.modules
            case ast.Name(id=name):
                return name in self.functions
        return False

    def are_shown(self, tree: ast.Module) -> bool:
        """Whether the text, the class or an attribute of a flag may be asked for, here or of the variable that it is assigned to."""
        if any(self.named(n) == _FLAG_CLASS for n in syntax.walk(tree)):
            return True
        assigned = {
            n.targets[0].id
            for n in syntax.walk(tree)
            if isinstance(n, ast.Assign) and self.is_flags(n.value) and isinstance(n.targets[0], ast.Name)
        }
        return any(self._shows(node, assigned) for node in syntax.walk(tree))

    def _shows(self, node: ast.AST, variables: set[str]) -> bool:
        def asked(part: ast.AST) -> bool:
            if isinstance(part, ast.BinOp) and not isinstance(part.op, ast.Mod):
                return asked(part.left) or asked(part.right)
            return self.is_flags(part) or (isinstance(part, ast.Name) and part.id in variables)

        match node:
            case ast.Attribute(value=value, attr="value" | "name" | "__class__"):
                return asked(value)
            case ast.FormattedValue(value=value):
                return asked(value)
            case ast.Call(func=ast.Name(id=made), args=[_, ast.Dict(values=parts), _]) if made == OBJECT_CLASS:
                return any(map(self.is_flags, parts))  # nobody sees what reads them
            case ast.BinOp(op=ast.Mod(), right=ast.Tuple(elts=parts)):
                return any(map(asked, parts))
            case ast.BinOp(op=ast.Mod(), right=part):
                return asked(part)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=parts) if name in _SHOWING:
                return any(map(asked, [p for part in parts for p in (part.elts if isinstance(part, ast.List | ast.Tuple) else [part])]))
            case ast.For(iter=part) | ast.comprehension(iter=part):
                return asked(part)
        return False


class _Naming(ast.NodeTransformer):
    """Makes members of flags, but for those that functions of `re` get, which need numbers that are known."""

    def __init__(self, flags: _Flags) -> None:
        self.flags = flags

    def visit_Call(self, node: ast.Call) -> ast.Call:
        given = self.flags.is_call(node)
        node.func = self.visit(node.func)
        node.args = [a if given and self.flags.is_flags(a) else self.visit(a) for a in node.args]
        for keyword in node.keywords:
            if not (given and self.flags.is_flags(keyword.value)):
                keyword.value = self.visit(keyword.value)
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt:
        if node.module == "re":
            node.names = [a for a in node.names if a.name != _FLAG_CLASS]
        return node if node.names else ast.copy_location(ast.Pass(), node)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._member(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if self.flags.named(node):
            return self._member(node)
        node.value = self.visit(node.value)
        return node

    def _member(self, node: ast.Name | ast.Attribute) -> ast.expr:
        flag = self.flags.named(node)
        if not flag:
            return node
        cls = ast.copy_location(ast.Name(_CLASS, ast.Load()), node)
        return cls if flag == _FLAG_CLASS else ast.copy_location(ast.Attribute(cls, flag, ast.Load()), node)
