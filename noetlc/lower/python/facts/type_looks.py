"""Whether a body looks at types as values: at what annotations are, or at `list[int]` and the forms of `typing` outside of them.

Others get texts and plain classes in place of forms, which costs nothing.
"""

from __future__ import annotations

import ast
import collections.abc

from noetlc.frontend import syntax

ASKING = frozenset(
    """__annotations__ __args__ __bound__ __constraints__ __metadata__ __optional_keys__ __orig_bases__ __orig_class__ __origin__
    __parameters__ __required_keys__ __total__
    __supertype__ GenericAlias get_annotations get_args get_origin get_type_hints getfullargspec inspect is_typeddict signature""".split()
)
"""Names that nothing but types as values have."""

GENERIC = frozenset("BaseExceptionGroup ExceptionGroup dict frozenset list set tuple type".split())
OF_MODULES = {
    "collections": frozenset("ChainMap Counter OrderedDict defaultdict deque".split()),
    "collections.abc": frozenset(collections.abc.__all__),
}
"""Classes of other modules that take parameters."""

_SAYING_NOTHING = frozenset("NamedTuple NewType ParamSpec TypeVar TypeVarTuple TypedDict cast overload".split())
"""What is called with forms that nothing sees."""
CHECKS = frozenset(("assert_never", "assert_type"))
"""What is called with a value, and a form that nothing sees."""
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


class TypingNames:
    """The names of a body that mean forms: imported, and bound by nothing else."""

    def __init__(self, tree: ast.Module) -> None:
        nodes = list(syntax.walk(tree))
        bound = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        bound |= {n.arg for n in nodes if isinstance(n, ast.arg)}
        bound |= {n.name for n in nodes if isinstance(n, _FUNCTIONS | ast.ClassDef)}
        self.bound = bound
        self.names: dict[str, str] = {}
        self.classes: set[str] = set(GENERIC - bound)
        modules: dict[str, str] = {}
        for node in nodes:
            if isinstance(node, ast.ImportFrom):
                aliases = [(a.name, a.asname or a.name) for a in node.names if (a.asname or a.name) not in bound]
                if node.module == "typing":
                    self.names |= {called: name for name, called in aliases}
                self.classes |= {called for name, called in aliases if name in OF_MODULES.get(node.module or "", ())}
            elif isinstance(node, ast.Import):
                modules |= {a.asname or a.name: a.name for a in node.names}
        self.modules = {called for called, name in modules.items() if name == "typing"} - bound
        self.others = {called: OF_MODULES[name] for called, name in modules.items() if name in OF_MODULES and called not in bound}
        self._add_derived(nodes)

    def _add_derived(self, nodes: list[ast.AST]) -> None:
        """Adds the classes of the body that take parameters as the class does which they derive from."""
        made = [n for n in nodes if isinstance(n, ast.ClassDef)]
        others = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        others |= {n.name for n in nodes if isinstance(n, _FUNCTIONS)} | {n.arg for n in nodes if isinstance(n, ast.arg)}
        names = [n.name for n in made]
        if any(isinstance(n, ast.Attribute) and n.attr == "__class_getitem__" for n in nodes):
            return
        for node in made:
            inside = list(ast.walk(node))
            own = any(isinstance(s, _FUNCTIONS) and s.name == "__class_getitem__" for s in inside)
            own |= any(isinstance(s, ast.Name) and s.id == "__class_getitem__" for s in inside)
            if own or node.keywords or node.name in others or names.count(node.name) > 1:
                continue
            if node.bases and all(self.is_class(b) and ast.unparse(b) != "type" for b in node.bases):  # no enum, say
                self.classes.add(node.name)

    def form(self, node: ast.expr) -> str | None:
        """The member of `typing` that an expression names."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in self.modules:
            return node.attr
        return None

    def is_class(self, node: ast.expr) -> bool:
        """Whether an expression names a class that takes parameters, other than by `Generic`."""
        if isinstance(node, ast.Name):
            return node.id in self.classes
        return isinstance(node, ast.Attribute) and node.attr in self.others.get(ast.unparse(node.value), ())


def looks_at_types(tree: ast.Module) -> bool:
    """Whether forms have to be values."""
    nodes = list(syntax.walk(tree))
    said = {n.attr for n in nodes if isinstance(n, ast.Attribute)} | {n.id for n in nodes if isinstance(n, ast.Name)}
    said |= {a.name for n in nodes if isinstance(n, ast.ImportFrom | ast.Import) for a in n.names}
    said |= {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value.startswith("__")}
    if not said.isdisjoint(ASKING) or {"fields", "type"} <= said or {"__dataclass_fields__", "type"} <= said:
        return True
    if any(n.arg == "metaclass" and not ast.unparse(n.value).endswith("ABCMeta") for n in nodes if isinstance(n, ast.keyword)):
        return True  # it is given what the body of the class binds
    names = TypingNames(tree)
    if shown_typed_dicts(nodes, names):
        return True
    if not names.names and not names.modules and not any(isinstance(n, ast.Subscript) and names.is_class(n.value) for n in nodes):
        return False
    looking = _Looking(names, tree)
    return looking.found or (looking.makes_own and not said.isdisjoint(("__dict__", "vars")))


def shown_typed_dicts(nodes: list[ast.AST], names: TypingNames) -> set[str]:
    """The classes below `TypedDict` that something asks for more than to be called: for an attribute, or as an argument."""
    typed: set[str] = set()
    for node in nodes:  # bases stand before what derives from them
        match node:
            case ast.ClassDef(name=name, bases=bases):
                if any(names.form(b) == "TypedDict" or (isinstance(b, ast.Name) and b.id in typed) for b in bases):
                    typed.add(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=func)) if names.form(func) == "TypedDict":
                typed.add(name)
            case _:
                pass
    shown: set[str] = set()
    for node in nodes if typed else ():
        match node:
            case ast.Attribute(value=ast.Name(id=name)) | ast.FormattedValue(value=ast.Name(id=name)):
                shown.add(name)
            case ast.Call() if names.form(node.func) is None:
                shown.update(a.id for a in node.args if isinstance(a, ast.Name))
            case _:
                pass
    return typed if not typed.isdisjoint(shown) else set()


class _Looking(ast.NodeVisitor):
    """Finds forms where something may look at them. Variables that hold one are followed, as long as only annotations name them."""

    def __init__(self, names: TypingNames, tree: ast.Module) -> None:
        self.names = names
        self.found = False
        self.own: set[str] = set()  # classes of the body that derive from `Generic[T]`, as far as they stand above
        self.makes_own = False  # by `Stack[int]()`, which is noted with the object
        self.aliases: set[str] = set()
        self.read: set[str] = set()
        self.visit(tree)
        self.found |= not self.aliases.isdisjoint(self.read)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.read.add(node.id)
            self.look(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if self.names.form(node) is None:
            inner = node.value
            self.visit(inner.value if isinstance(inner, ast.Subscript) and self.is_own(inner) else inner)  # `Stack[int].empty()`
        self.look(node)

    def look(self, node: ast.expr) -> None:
        self.found |= self.names.form(node) not in (None, "TYPE_CHECKING", *_SAYING_NOTHING)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if isinstance(node.ctx, ast.Load) and (self.names.is_class(node.value) or self.names.form(node.value) is not None):
            self.found = True
        else:
            self.found |= self.is_own(node)
            self.generic_visit(node)

    def is_own(self, node: ast.expr) -> bool:
        """`Stack[int]` of a class of the body."""
        return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in self.own

    def is_form(self, node: ast.expr | None) -> bool:
        """Whether an expression is a form, so that a variable which is given it is an alias."""
        if isinstance(node, ast.Subscript):
            return self.names.is_class(node.value) or self.names.form(node.value) is not None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self.is_form(node.left) or self.is_form(node.right)
        if isinstance(node, ast.Call):
            return self.names.form(node.func) in ("TypeVar", "ParamSpec", "TypeVarTuple")
        return node is not None and self.names.form(node) is not None

    def visit_Assign(self, node: ast.Assign) -> None:
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name) and self.is_form(node.value):
            self.aliases.add(node.targets[0].id)
        else:
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if isinstance(node.target, ast.Name) and self.is_form(node.value):
            self.aliases.add(node.target.id)
            return
        self.visit(node.target)
        if node.value is not None:
            self.visit(node.value)

    def visit_arg(self, node: ast.arg) -> None:
        pass

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for decorator in node.decorator_list:
            self.decorator(decorator)
        self.visit(node.args)
        for stmt in node.body:
            self.visit(stmt)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def decorator(self, node: ast.expr) -> None:
        if self.names.form(node) is None:
            self.visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for decorator in node.decorator_list:
            self.decorator(decorator)
        for keyword in node.keywords:
            self.visit(keyword)
        forms = [self.names.form(b.value) for b in node.bases if isinstance(b, ast.Subscript)]
        if not {"Generic", "Protocol"}.isdisjoint(forms) or any(self.is_own(b) for b in node.bases):
            self.own.add(node.name)
        for stmt in node.body:
            self.visit(stmt)

    def visit_Call(self, node: ast.Call) -> None:
        form = self.names.form(node.func)
        if form == "cast":
            for argument in node.args[1:]:
                self.visit(argument)
            return
        if form in _SAYING_NOTHING:
            return
        if form in CHECKS:
            for argument in node.args[:1]:
                self.visit(argument)
            return
        func = node.func.value if isinstance(node.func, ast.Subscript) else node.func  # `list[int]()`
        self.makes_own |= self.is_own(node.func)
        if not self.names.is_class(func):
            self.visit(func)
        name = getattr(func, "id", getattr(func, "attr", ""))
        tests = name in ("isinstance", "issubclass") and len(node.args) == 2
        for argument in node.args[:1] if tests else [] if name == "register" else node.args:
            self.visit(argument)
        for part in self.tested(node.args[1]) if tests else ():
            self.visit(part)
        for keyword in node.keywords:
            self.visit(keyword)

    def tested(self, node: ast.expr) -> list[ast.expr]:
        """What `isinstance` compares with, without what it takes by its syntax."""
        if isinstance(node, ast.Tuple):
            return [part for n in node.elts for part in self.tested(n)]
        if isinstance(node, ast.BinOp):
            return [*self.tested(node.left), *self.tested(node.right)]
        return [] if self.names.form(node) is not None else [node]
