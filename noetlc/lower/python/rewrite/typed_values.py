"""Type forms that are looked at: `Optional[int]`, `list[int]` and `int | None` as objects of the library (`typing.values`).

What an annotation is at run time is noted with its node; `write_annotations` and dataclasses put that where it can be asked for.
"""

from __future__ import annotations

import ast
import builtins
import copy
from collections import Counter

from noetlc.frontend import syntax
from noetlc.lower.python.facts.refused import Refused, RefusedCall
from noetlc.lower.python.facts.type_looks import CHECKS, TypingNames, shown_typed_dicts
from noetlc.lower.python.rewrite.annotations import postpones
from noetlc.lower.python.rewrite.class_parts import ABOVE
from noetlc.lower.python.rewrite.import_first import import_first
from noetlc.lower.python.rewrite.library_names import CHECKED, TYPED
from noetlc.lower.python.rewrite.library_source import source
from noetlc.lower.python.rewrite.typing_forms import COLLECTIONS, Eraser, test_name
from noetlc.lower.python.rewrite.unions import BUILT_IN, TESTS

_NOTED = "noted_value"
_TEXTS, _OF_BUILTINS = "1typed_texts", "1typed_of_builtins"  # names no body can spell


def with_value(node: ast.expr, value: ast.expr) -> ast.expr:
    """An annotation that means a value."""
    setattr(node, _NOTED, value)
    return node


_ALIAS = "GenericAlias"
_OF_TYPED_DICTS = frozenset("__annotations__ __required_keys__ __optional_keys__ __total__ get_type_hints is_typeddict".split())


def value_of(annotation: ast.expr) -> ast.expr | None:
    """What evaluates an annotation, in bodies that look at types."""
    found = getattr(annotation, _NOTED, None)
    return copy.deepcopy(found) if isinstance(found, ast.expr) else None


class Valuer(Eraser):
    """Writes forms as calls of the library's functions."""

    def __init__(self, names: TypingNames, tree: ast.Module) -> None:
        super().__init__(names)
        nodes = list(syntax.walk(tree))
        self.asked = {n.attr for n in nodes if isinstance(n, ast.Attribute)}
        self.asked |= {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        self.asked |= {a.name for n in nodes if isinstance(n, ast.ImportFrom) for a in n.names}
        # Parameters say nothing else to a class that is called than what the object notes of them.
        shown = any(isinstance(n, ast.Name) and n.id == "vars" for n in nodes)
        self.noted = shown or not self.asked.isdisjoint(("__orig_class__", "__dict__"))
        self.imported = {(a.asname or a.name) for n in nodes if isinstance(n, ast.Import | ast.ImportFrom) for a in n.names}
        self.known = {n.name for n in nodes if isinstance(n, ast.ClassDef)}
        by_metaclass = _metaclasses_join([n for n in nodes if isinstance(n, ast.ClassDef)])
        self.joined = BUILT_IN - self.names.bound | (set() if by_metaclass else self.known)
        self.joining = "either_asked" if by_metaclass else "either"
        methods = {(n.name, s.name) for n in nodes if isinstance(n, ast.ClassDef) for s in n.body if isinstance(s, ast.FunctionDef)}
        self.subscripting = {cls for cls, method in methods if method == "__class_getitem__"}
        self.postponed = postpones(tree)
        self.needed: dict[str, str] = {}
        self.texts: dict[str, ast.expr] = {}  # what texts in annotations mean
        self.typed_dicts: set[str] = set()
        self.shown_dicts = shown_typed_dicts(nodes, names)
        self.own_aliases: dict[str, ast.expr] = {}
        self.aliases: set[str] = set()  # names of `types.GenericAlias`
        self.hints = False
        self.in_annotation = False

    # ---- names and calls of the library

    def named(self, member: str, place: ast.expr | ast.stmt) -> ast.expr:
        if member not in source(TYPED).names:
            raise RefusedCall(place, f"typing.{member} as a value", "Name another form.")
        self.needed[member] = called = f"1typed_{member}"
        return ast.copy_location(ast.Name(called, ast.Load()), place)

    def call(self, function: str, place: ast.expr, *args: ast.expr) -> ast.expr:
        made = ast.Call(self.named(function, place), list(args), [])
        return ast.fix_missing_locations(ast.copy_location(made, place))

    def text(self, node: ast.expr, place: ast.expr) -> ast.expr:
        form = self.form(node)
        if form is None:
            return node
        if form == "TYPE_CHECKING":
            return ast.copy_location(ast.Constant(False), place)
        if form == "get_type_hints":
            raise Refused(node, "get_type_hints otherwise than in a call")
        return self.named(form, place)

    # ---- forms

    def is_own(self, node: ast.expr) -> bool:
        """Whether an expression names a class of the body that takes parameters."""
        return isinstance(node, ast.Name) and node.id in self.own - self.subscripting

    def note_aliases(self, nodes: list[ast.AST]) -> None:
        """Notes variables like `Ints = Stack[int]`, which are bases of classes as the class is."""
        stored = [n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)]
        others = {n.name for n in nodes if isinstance(n, ast.ClassDef | ast.FunctionDef)} | {n.arg for n in nodes if isinstance(n, ast.arg)}
        for node in nodes:
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Subscript) or not self.is_own(node.value.value):
                continue
            name = ast.unparse(node.targets[0])
            if len(node.targets) == 1 and stored.count(name) == 1 and name not in others:
                self.own_aliases[name] = node.value.value

    def base(self, node: ast.expr) -> ast.expr:
        known = self.own_aliases.get(node.id) if isinstance(node, ast.Name) else None
        return super().base(node) if known is None else ast.copy_location(copy.deepcopy(known), node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if not isinstance(node.ctx, ast.Load):
            self.generic_visit(node)
            return node
        if (raising := self.miscounted(node)) is not None:
            return raising
        function = "subscripted" if self.is_own(node.value) else "GenericAlias" if self.names.is_class(node.value) else ""
        if function == "GenericAlias" and ast.unparse(node.value).endswith("Callable"):
            function = "callable_alias"
        if function:
            return self.call(function, node, node.value, self.visit(node.slice))
        self.generic_visit(node)
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt:
        """`types.GenericAlias` is the class of the forms here."""
        taken = [a for a in node.names if node.module == "types" and a.name == _ALIAS and (a.asname or a.name) not in self.names.bound]
        self.aliases |= {a.asname or a.name for a in taken}
        node.names = [a for a in node.names if a not in taken]
        return node if node.names else ast.copy_location(ast.Pass(), node)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.named(_ALIAS, node) if node.id in self.aliases else super().visit_Name(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if node.attr == _ALIAS and ast.unparse(node.value) == "types" and "types" in self.imported:
            return self.named(_ALIAS, node)
        if isinstance(node.value, ast.Subscript) and self.is_own(node.value.value) and not node.attr.startswith("__"):
            node.value = node.value.value  # `Stack[int].empty` is that of the class
        return super().visit_Attribute(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        asked = isinstance(node.op, ast.BitOr) and (self.in_annotation or self.may_be_type(node.left) or self.may_be_type(node.right))
        self.generic_visit(node)
        return self.call(self.joining, node, node.left, node.right) if asked else node

    def may_be_type(self, node: ast.expr) -> bool:
        """Whether an operand of `|` is a class, None or a form."""
        if isinstance(node, ast.BinOp):
            return isinstance(node.op, ast.BitOr) and (self.may_be_type(node.left) or self.may_be_type(node.right))
        if isinstance(node, ast.Subscript):
            return self.names.is_class(node.value) or self.is_own(node.value) or self.form(node.value) is not None
        if isinstance(node, ast.Name):
            return node.id in self.joined or self.form(node) is not None
        return (isinstance(node, ast.Constant) and node.value is None) or self.form(node) is not None

    # ---- calls

    def visit_Call(self, node: ast.Call) -> ast.expr:
        func = node.func
        form = self.form(func)
        if isinstance(func, ast.Name) and func.id in TESTS - self.names.bound and len(node.args) == 2 and not node.keywords:
            self.refuse_protocols(node.args[1], func.id == "issubclass")
            tested = self.tested(node.args[1])
            made = self.call("members_of", node.args[1], tested, ast.Constant(func.id)) if self.may_hold(tested) else tested
            node.args = [self.visit(node.args[0]), made]
            return node
        if isinstance(func, ast.Subscript) and not self.noted and (self.names.is_class(func.value) or self.is_own(func.value)):
            node.func = func.value
        if form == "get_type_hints":
            self.hints = True
            node.func = self.named("type_hints", func)
            self.arguments(node)
            node.args[:0] = [ast.copy_location(ast.Name(name, ast.Load()), node) for name in (_TEXTS, _OF_BUILTINS)]
            return node
        if form in CHECKS | {"cast", "NamedTuple"}:
            return super().visit_Call(node)
        node.func = self.visit(node.func)
        self.arguments(node)
        return node

    def arguments(self, node: ast.Call) -> None:
        node.args = [self.visit(a) for a in node.args]
        node.keywords = [self.visit(k) for k in node.keywords]

    def may_hold(self, node: ast.expr) -> bool:
        """Whether what `isinstance` compares with may be more than classes."""
        if isinstance(node, ast.Tuple):
            return any(map(self.may_hold, node.elts))
        if isinstance(node, ast.Name):
            return not (node.id in (BUILT_IN - self.names.bound) | self.known or node.id.startswith("1abc_") or node.id in self.imported)
        if isinstance(node, ast.Attribute):
            return not (isinstance(node.value, ast.Name) and node.value.id in self.imported) and "abc" not in ast.unparse(node)
        return not isinstance(node, ast.Constant)

    # ---- annotations

    def note(self, annotation: ast.expr | None) -> None:
        """Leaves with an annotation what evaluates it. Those that cannot be a value are refused where something asks for them."""
        if annotation is None:
            return
        if self.postponed:
            self.note_text(ast.unparse(annotation))
            return
        for part in syntax.walk(annotation):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                self.note_text(part.value)
        try:
            setattr(annotation, _NOTED, self.evaluated(annotation))
        except Refused:
            return

    def evaluated(self, annotation: ast.expr) -> ast.expr:
        outer, self.in_annotation = self.in_annotation, True
        try:
            found: ast.expr = self.visit(copy.deepcopy(annotation))
        finally:  # also of one that has no value
            self.in_annotation = outer
        return found

    def note_text(self, text: str) -> None:
        """Notes what a text means that stands for a type."""
        try:
            found = ast.parse(text.strip(), mode="eval").body
        except SyntaxError:
            return
        if text in self.texts:
            return
        self.texts[text] = found
        for part in syntax.walk(found):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                self.note_text(part.value)
        try:
            self.texts[text] = self.evaluated(found)
        except Refused:
            del self.texts[text]

    def visit_arg(self, node: ast.arg) -> ast.arg:
        self.note(node.annotation)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        self.note(node.annotation)
        node.target = self.visit(node.target)
        node.value = None if node.value is None else self.visit(node.value)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
        self.note(node.returns)
        return super().visit_FunctionDef(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        if self.is_typed_dict(node):
            self.typed_dicts.add(node.name)
            node.bases = [b for b in node.bases if self.form(b) is None]
            node.keywords.append(ast.keyword("metaclass", self.named("_TypedDictMeta", node)))
        bases = [self.evaluated(b) for b in node.bases] if any(isinstance(b, ast.Subscript) for b in node.bases) else []
        found = super().visit_ClassDef(node)
        shown: dict[str, ast.expr] = {"__orig_bases__": ast.Tuple(bases, ast.Load())}
        if "__parameters__" in self.asked and bases:
            shown["__parameters__"] = self.call("variables", node.bases[0], copy.deepcopy(shown["__orig_bases__"]))
        for name, value in shown.items() if bases else ():
            if name in self.asked:
                made = ast.Assign([ast.Name(name, ast.Store())], value)
                node.body.insert(ast.get_docstring(node) is not None, ast.fix_missing_locations(ast.copy_location(made, node)))
        return found

    def is_typed_dict(self, node: ast.ClassDef) -> bool:
        """Whether a class of dicts is asked what it is."""
        typed = any(self.form(b) == "TypedDict" or (isinstance(b, ast.Name) and b.id in self.typed_dicts) for b in node.bases)
        return typed and (node.name in self.shown_dicts or not self.asked.isdisjoint(_OF_TYPED_DICTS))

    # ---- what the body begins with

    def begin(self, tree: ast.Module, as_function: bool) -> None:
        """Adds the imports, and the tables of what texts mean if hints are asked for."""
        for stmt in self.tables(as_function) if self.hints else ():
            tree.body.insert(_behind_future(tree), ast.fix_missing_locations(stmt))
        if self.needed:
            import_first(tree, TYPED, self.needed)

    def tables(self, as_function: bool) -> list[ast.stmt]:
        of_builtins = {text: found for text, found in self.texts.items() if self.is_builtin(text)}
        tables = {_TEXTS: of_builtins if as_function else self.texts, _OF_BUILTINS: of_builtins}
        return [
            ast.Assign([ast.Name(name, ast.Store())], _table(found), lineno=1, col_offset=0)
            for name, found in tables.items()
        ]

    def is_builtin(self, text: str) -> bool:
        names = {n.id for n in syntax.walk(ast.parse(text.strip(), mode="eval")) if isinstance(n, ast.Name)}
        return all(hasattr(builtins, name) and name not in self.names.bound for name in names)


def _table(found: dict[str, ast.expr]) -> ast.expr:
    nothing = ast.arguments([], [], None, [], [], None, [])
    values: list[ast.expr] = [ast.Lambda(nothing, copy.deepcopy(value)) for value in found.values()]
    return ast.Dict([ast.Constant(text) for text in found], values)


def _behind_future(tree: ast.Module) -> int:
    return sum(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in tree.body)


def write_types(tree: ast.Module, as_function: bool, looks: bool) -> None:
    """Replaces type forms, in place; `looks` if the body looks at them. Names that are assigned elsewhere too are left alone."""
    names = TypingNames(tree)
    nodes = list(syntax.walk(tree))
    _refuse_bases(nodes, names)
    eraser = Valuer(names, tree) if looks else Eraser(names)
    for node in nodes:  # bases stand before the classes that derive from them
        if isinstance(node, ast.ClassDef) and any(isinstance(b, ast.Subscript) and eraser.is_generic(b.value) for b in node.bases):
            eraser.own.add(node.name)
    if eraser.own:
        eraser.note_counts(*_generic_classes(tree))
    if isinstance(eraser, Valuer):
        eraser.note_aliases(nodes)
    eraser.visit(tree)
    if isinstance(eraser, Valuer):
        eraser.begin(tree, as_function)
    if eraser.named_tuples:
        future = sum(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in tree.body)
        tree.body.insert(future, ast.Import([ast.alias("collections", COLLECTIONS, lineno=1, col_offset=0)], lineno=1, col_offset=0))
    if eraser.checks:
        import_first(tree, CHECKED, eraser.checks)
    if eraser.tests:
        import_first(tree, "collections.abc", {name: test_name(name) for name in eraser.tests})


def _refuse_bases(nodes: list[ast.AST], names: TypingNames) -> None:
    """`Generic` and `Protocol` are left out of the bases of classes; so nothing may ask what those are."""
    bases = [b.value if isinstance(b, ast.Subscript) else b for n in nodes if isinstance(n, ast.ClassDef) for b in n.bases]
    if any(names.form(b) in ("Generic", "Protocol") for b in bases):
        for node in nodes:
            if getattr(node, "attr", getattr(node, "value", None) if isinstance(node, ast.Constant) else None) in ABOVE:
                raise Refused(node, "the bases of classes beside Generic or Protocol", "Compare classes with issubclass.")


def _generic_classes(tree: ast.Module) -> tuple[list[ast.ClassDef], set[str]]:
    """The classes of a body whose names nothing else binds, and the variables that hold a `TypeVar` and nothing else."""
    nodes = list(syntax.walk(tree))
    bound = Counter(n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load))
    bound.update(n.name for n in nodes if isinstance(n, ast.ClassDef | ast.FunctionDef))
    bound.update(n.arg for n in nodes if isinstance(n, ast.arg))
    calls = [s for s in tree.body if isinstance(s, ast.Assign) and isinstance(s.value, ast.Call)]
    made = [s for s in calls if isinstance(s.value, ast.Call) and ast.unparse(s.value.func) in ("TypeVar", "typing.TypeVar")]
    variables = {t.id for s in made for t in s.targets if isinstance(t, ast.Name)}
    classes = [n for n in nodes if isinstance(n, ast.ClassDef) and bound[n.name] == 1]
    return classes, {name for name in variables if bound[name] == 1}


def _metaclasses_join(classes: list[ast.ClassDef]) -> bool:
    """Whether a class that may be a metaclass, or a base of one, defines `|`: what that is of classes has to be asked then."""
    bases = {c.name: {b.id if isinstance(b, ast.Name) else "type" for b in c.bases} for c in classes}
    known = {"type", "ABCMeta", "EnumMeta", "EnumType"}
    while more := {name for name, above in bases.items() if name not in known and above & known}:
        known |= more
    while more := {above for name in known & bases.keys() for above in bases[name]} - known:
        known |= more
    operators = {(c.name, s.name) for c in classes for s in c.body if isinstance(s, ast.FunctionDef)}
    return any(name in known and operator in ("__or__", "__ror__") for name, operator in operators)
