"""`@dataclass`: `__init__`, `__repr__`, `__eq__` and ordering written out as source, then compiled like any method.

Example: `@dataclass class P: x: int; y: int = 0` gets `def __init__(self, x, y=y): self.x = x; self.y = y`, whose default is the
class attribute `y`. A factory that is no builtin becomes a class attribute too, of a name that bodies do not use by accident. The
few functions that this needs at run time stand in `library/dataclasses.py`.
"""

from __future__ import annotations

import ast
import builtins
import copy
from dataclasses import replace
from itertools import dropwhile

from noetlc.frontend import syntax
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.rewrite.annotations import postpones
from noetlc.lower.python.rewrite.class_annotations import names_annotations
from noetlc.lower.python.rewrite.dataclass_fields import Field
from noetlc.lower.python.rewrite.dataclass_replace import Replacements
from noetlc.lower.python.rewrite.hidden_forms import HIDDEN_MAKER
from noetlc.lower.python.rewrite.typed_values import value_of, with_value

# what generated source calls, by the members of the library module; bodies can spell `_1…` by accident only, and `1…` not at all
_HELPERS = {"_1frozen": "FrozenInstanceError", "_1field": "Field", "_1checked": "_checked", "_1missing": "MISSING", "_1busy": "_marked"}
_HELPERS |= {"_1factory": "_HAS_DEFAULT_FACTORY", "_1described": "_described"}
_ACYCLIC = frozenset("bool bytes complex date datetime float int str time timedelta Decimal Fraction None".split())
_TYPE = "_1type_"
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
_HIDDEN = f"{HIDDEN_MAKER}dataclass"  # what the decorator is called beside variables of its name


def is_dataclass(node: ast.expr) -> bool:
    """True for the decorator `dataclass`, with or without arguments."""
    target = node.func if isinstance(node, ast.Call) else node
    return isinstance(target, ast.Name | ast.Attribute) and is_called(target, "dataclass")


def is_called(node: ast.expr, name: str) -> bool:
    """Whether the last part of a dotted name is this one."""
    return ast.unparse(node).rpartition(".")[2] == name


def expand(tree: ast.Module) -> None:
    """Adds the methods of dataclasses to their bodies, in place. Bases that are dataclasses of the same body give fields first."""
    classes = {n.name: n for n in syntax.walk(tree) if isinstance(n, ast.ClassDef)}
    if any(isinstance(n, ast.ImportFrom | ast.Import) and "dataclass" in ast.unparse(n) for n in syntax.walk(tree)):
        _Called(classes).visit(tree)
        _refuse_values(tree)
    expander = _Expander(tree, classes)
    dataclasses = [n for n in syntax.walk(tree) if isinstance(n, ast.ClassDef) and any(is_dataclass(d) for d in n.decorator_list)]
    replacements = Replacements(tree, dataclasses)
    for node in dataclasses:
        expander.expand(node)
    replacements.write(expander.fields)
    aliases = [ast.alias(member, helper[1:]) for helper, member in _HELPERS.items() if helper in expander.used]
    if aliases:
        names = ast.ImportFrom("dataclasses", aliases, 0)
        tree.body.insert(0, ast.fix_missing_locations(ast.copy_location(names, tree.body[0])))


class _Called(ast.NodeTransformer):
    """Writes `dataclass(A)` as a decorator of the class `A` of the body."""

    def __init__(self, classes: dict[str, ast.ClassDef]) -> None:
        self.classes = classes

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        called = node.func.func if isinstance(node.func, ast.Call) else node.func
        if not is_dataclass(called) or isinstance(called, ast.Call) or len(node.args) != 1 or not isinstance(node.args[0], ast.Name):
            return node
        cls = self.classes.get(node.args[0].id)
        if cls is None or any(is_dataclass(d) for d in cls.decorator_list):
            return node
        decorator = node.func if isinstance(node.func, ast.Call) else ast.Call(node.func, [], node.keywords)
        cls.decorator_list.append(ast.copy_location(decorator, cls))
        return node.args[0]


def _refuse_values(tree: ast.Module) -> None:
    """Refuses `dataclass` otherwise than above a class: what it makes of a class is written out."""
    decorators = [d for n in syntax.walk(tree) if isinstance(n, ast.ClassDef) for d in n.decorator_list if is_dataclass(d)]
    known = {id(d.func if isinstance(d, ast.Call) else d) for d in decorators}
    hidden = any(isinstance(n, ast.alias) and n.asname == _HIDDEN for n in syntax.walk(tree))
    for node in syntax.walk(tree):
        named = isinstance(node, ast.Name) and node.id == (_HIDDEN if hidden else "dataclass") and isinstance(node.ctx, ast.Load)
        if (named or (isinstance(node, ast.Attribute) and ast.unparse(node) == "dataclasses.dataclass")) and id(node) not in known:
            raise Refused(node, "dataclass of a class that the text does not name", "Write it above the class.")


_ORDER = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}


class _Types(ast.NodeTransformer):
    """Puts what evaluates annotations in place of names."""

    def __init__(self, types: dict[str, ast.expr]) -> None:
        self.types = types

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self.types.get(node.id)
        return node if value is None else with_value(copy.deepcopy(value), value)


class _Expander:
    def __init__(self, tree: ast.Module, classes: dict[str, ast.ClassDef]) -> None:
        self.classes = classes
        self.fields: dict[str, list[Field]] = {}  # of the dataclasses so far
        self.frozen: dict[str, bool] = {}
        self.used: set[str] = set()
        self.types: dict[str, ast.expr] = {}  # what evaluates annotations, by the names in generated source
        self.partial: set[str] = set()  # those of which `replace` must know which fields it passes on
        nodes = list(syntax.walk(tree))
        attributes = {n.attr for n in nodes if isinstance(n, ast.Attribute)}
        asked = attributes | {n.name for n in nodes if isinstance(n, ast.alias)} | {n.value for n in nodes if isinstance(n, ast.Constant)}
        self.shows_fields = bool(asked & {"fields", "__dataclass_fields__", "pprint", "pp", "pformat"})
        self.replaces = "replace" in asked
        self.shows_types = self.shows_fields and "type" in attributes
        stored = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        defined = {n.name for n in nodes if isinstance(n, _FUNCTIONS | ast.ClassDef)}
        self.hidden = stored | defined | {n.arg for n in nodes if isinstance(n, ast.arg)}  # names that may not mean a builtin
        self.as_text = postpones(tree)
        self.shows_init = any(map(names_annotations, nodes))

    def expand(self, node: ast.ClassDef) -> None:
        options = _options(node)
        bases = [b.id for b in node.bases if isinstance(b, ast.Name) and b.id in self.fields]
        self.frozen[node.name] = options.get("frozen", False)
        if any(self.frozen[b] != self.frozen[node.name] for b in bases):
            if not all(self.frozen[b] != self.frozen[node.name] for b in bases):
                raise Refused(node, "a dataclass with a base that is frozen and one that is not", "Freeze both or none.")
            this, other = ("frozen", "a non-frozen") if self.frozen[node.name] else ("non-frozen", "a frozen")
            self.add(node, f"raise TypeError('cannot inherit {this} dataclass from {other} one')")
        above = {f.name: f for b in reversed(bases) for f in self.fields[b]}
        own = self.own_fields(node, options)
        fields = list((above | {f.name: f for f in own}).values())
        self.refuse_described(node, fields)
        slots = options.get("slots", False)
        kept = [f for f in own if f.default and not slots]  # by class attributes, which derived classes find at the class
        self.fields[node.name] = [replace(f, default=f"{node.name}.{f.name}") if f in kept else f for f in fields]
        derived = any(isinstance(b, ast.Name) and b.id == node.name for c in self.classes.values() for b in c.bases)
        sources = [*_methods(node, [f for f in fields if not f.passed_on], options, derived), self.fields_source(bases, own)]
        if options.get("init", True) and not _defines(node, "__init__"):
            noted = {f.name: self.noted(f) for f in fields if f.init} if self.shows_init else None
            sources.insert(0, _init(fields, options, self.inherits(node, "__post_init__"), noted))
        if options.get("match_args", True):
            sources.append(f"__match_args__ = {tuple(f.name for f in fields if f.init and not f.keyword)!r}")
        if slots and not _defines(node, "__slots__"):
            sources.append(f"__slots__ = {tuple(f.name for f in own if not f.passed_on)!r}")
        told = options.get("match_args", True) and not _defines(node, "__match_args__")
        told = told and all(f.init and not f.keyword and not f.passed_on for f in fields)
        if self.replaces and (set(bases) & self.partial or not told):
            self.partial.add(node.name)
            kinds = [(f.name, "late" if not f.init else "needed" if f.passed_on and not f.default else "") for f in fields]
            sources.append(f"_1replaced = {tuple(kinds)!r}")
        for source in [*sources, *_overwriting(node, options)]:
            self.add(node, source)
        node.decorator_list = [d for d in node.decorator_list if not is_dataclass(d)]

    def refuse_described(self, node: ast.ClassDef, fields: list[Field]) -> None:
        """Refuses what needs to know, when the class is made, what descriptors say."""
        behind = dropwhile(lambda f: not f.described, (f for f in fields if f.init and not f.keyword))
        if any(f.required for f in behind) or (any(f.described for f in fields) and (self.shows_fields or self.shows_init)):
            raise Refused(node, "a descriptor as the default of a field that is asked for its default", "Give the other fields defaults.")

    def add(self, node: ast.ClassDef, source: str) -> None:
        """Adds statements to the body of a class."""
        for parsed in ast.parse(source).body:
            stmt: ast.stmt = _Types(self.types).visit(parsed)
            for sub in syntax.walk(stmt):
                ast.copy_location(sub, node)
                if isinstance(stmt, ast.FunctionDef) and isinstance(sub, ast.stmt | ast.expr):
                    sub.lineno = 0  # no place of the body, as in CPython
                self.link(sub)
            node.body.append(stmt)

    def link(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name) and node.id in (*_HELPERS, "_1replaced"):
            self.used.add(node.id)
            node.id = node.id[1:]

    def inherits(self, node: ast.ClassDef, name: str) -> bool:
        """Whether a class of the body or one above it defines a method."""
        bases = [self.classes[b.id] for b in node.bases if isinstance(b, ast.Name) and b.id in self.classes]
        return _defines(node, name) or any(b is not node and self.inherits(b, name) for b in bases)

    # ---- fields

    def own_fields(self, node: ast.ClassDef, options: dict[str, bool]) -> list[Field]:
        """The fields that the statements of a class define; the statements keep the defaults, as class attributes."""
        found: list[Field] = []
        kept: list[ast.stmt] = []
        keyword = options.get("kw_only", False)
        for stmt in node.body:
            kind = ast.unparse(stmt.annotation) if isinstance(stmt, ast.AnnAssign) else ""
            if not isinstance(stmt, ast.AnnAssign) or not isinstance(stmt.target, ast.Name) or "ClassVar" in kind:
                kept.append(stmt)
            elif kind.rpartition(".")[2] == "KW_ONLY":
                keyword = True
            else:
                field, default, factory = _field(stmt.target.id, stmt, keyword, "InitVar" in kind)
                if default is not None and factory is not None:
                    refused = ast.parse("raise ValueError('cannot specify both default and default_factory')").body[0]
                    kept.append(ast.copy_location(refused, stmt))
                if factory is not None and not self.is_builtin(factory):
                    made = f"_1make_{field.name}"
                    field = replace(field, factory=f"self.__class__.{made}")
                    kept.append(ast.copy_location(ast.Assign([ast.Name(made, ast.Store())], factory), stmt))
                if default is not None and default is stmt.value and not options.get("slots") and self.describes(default):
                    field = replace(field, default="", described=True)
                    kept.append(ast.copy_location(ast.Assign([ast.Name(field.name, ast.Store())], default), stmt))
                elif default is not None and not options.get("slots"):
                    field = replace(field, default=field.name)
                    kept.append(ast.copy_location(ast.Assign([ast.Name(field.name, ast.Store())], self.checked(field.name, default)), stmt))
                found.append(field)
                kept.append(ast.copy_location(ast.AnnAssign(stmt.target, stmt.annotation, None, 1), stmt))
        node.body = kept
        for stmt in kept:
            ast.fix_missing_locations(stmt)
        return found

    def describes(self, default: ast.expr) -> bool:
        """Whether a default is an instance of a class of the body with a `__get__`."""
        made = isinstance(default, ast.Call) and isinstance(default.func, ast.Name) and default.func.id in self.classes
        return made and self.inherits(self.classes[ast.unparse(default.func)], "__get__") if isinstance(default, ast.Call) else False

    def is_builtin(self, factory: ast.expr) -> bool:
        """Whether a factory is `list` or its kind, which `__init__` can call by its name."""
        return isinstance(factory, ast.Name) and hasattr(builtins, factory.id) and factory.id not in self.hidden

    def checked(self, name: str, default: ast.expr) -> ast.expr:
        """A default, which must not be a list or anything else that changes."""
        if isinstance(default, ast.Constant):
            return default
        self.used.add("_1checked")
        return ast.Call(ast.Name("1checked", ast.Load()), [ast.Constant(name), default], [])

    def fields_source(self, bases: list[str], own: list[Field]) -> str:
        """`__dataclass_fields__`: the objects where the body asks for them, else only the names."""
        if not self.shows_fields:
            inherited = [f.name for b in reversed(bases) for f in self.fields[b] if not f.passed_on]
            return f"__dataclass_fields__ = {tuple(dict.fromkeys([*inherited, *(f.name for f in own if not f.passed_on)]))!r}"
        parts = [f"**{b}.__dataclass_fields__" for b in reversed(bases)]
        for f in own:
            if not f.passed_on:
                flags = f"{f.init}, {f.shown}, {f.compared}, {f.keyword}"
                factory = f.factory.removeprefix("self.__class__.") or "_1missing"
                values = f"{f.default or '_1missing'}, {factory}, {f.metadata}"
                parts.append(f"{f.name!r}: _1field({f.name!r}, {self.type_of(f)}, {values}, {flags})")
        return "__dataclass_fields__ = {" + ", ".join(parts) + "}"

    def noted(self, field: Field) -> str:
        """The name of an annotation in generated source."""
        plain = isinstance(field.annotation, ast.Name | ast.Constant)
        value = ast.Constant(ast.unparse(field.annotation)) if self.as_text else value_of(field.annotation)
        if value is None and plain:
            value = field.annotation
        if value is None:
            raise Refused(field.annotation, f"the annotation {ast.unparse(field.annotation)} as a value", "Name a class.")
        self.types[f"{_TYPE}{len(self.types)}"] = value
        return f"{_TYPE}{len(self.types) - 1}"

    def type_of(self, field: Field) -> str:
        """The source of the `type` of a field object."""
        annotation = field.annotation
        if self.as_text:
            return repr(ast.unparse(annotation))
        name = annotation.id if isinstance(annotation, ast.Name) else ""
        if isinstance(annotation, ast.Constant) or name in self.classes or isinstance(getattr(builtins, name, None), type):
            return ast.unparse(annotation)
        if self.shows_types and (noted := value_of(annotation)) is not None:
            self.types[f"{_TYPE}{len(self.types)}"] = noted
            return f"{_TYPE}{len(self.types) - 1}"
        if self.shows_types:
            raise Refused(annotation, "the type of a field that is no plain class", "Leave the step interpreted.")
        return "None"


def _options(node: ast.ClassDef) -> dict[str, bool]:
    options: dict[str, bool] = {}
    for decorator in node.decorator_list:
        if is_dataclass(decorator) and isinstance(decorator, ast.Call):
            for keyword in decorator.keywords:
                if not isinstance(keyword.value, ast.Constant):
                    raise Refused(decorator, "a dataclass option that is not a constant")
                options[str(keyword.arg)] = bool(keyword.value.value)
    return options


def _defines(node: ast.ClassDef, name: str) -> bool:
    targets = [t for s in node.body if isinstance(s, ast.Assign) for t in s.targets]
    return any(isinstance(s, _FUNCTIONS) and s.name == name for s in node.body) or any(getattr(t, "id", "") == name for t in targets)


def _field(name: str, stmt: ast.AnnAssign, keyword: bool, passed_on: bool) -> tuple[Field, ast.expr | None, ast.expr | None]:
    """The field, its default, and its factory."""
    value = stmt.value
    plain = Field(name, stmt.annotation, keyword=keyword, passed_on=passed_on)
    if value is None:
        return plain, None, None
    if not (isinstance(value, ast.Call) and is_called(value.func, "field")):
        return replace(plain, default=ast.unparse(value)), value, None
    given = {str(k.arg): k.value for k in value.keywords}
    if value.args or not given.keys() <= {"default", "default_factory", "init", "repr", "compare", "hash", "metadata", "kw_only"}:
        raise Refused(value, "this use of field()", "Pass the options by their names.")

    def text(key: str, absent: str) -> str:
        return ast.unparse(given[key]) if key in given else absent

    def flag(key: str, absent: bool = True) -> bool:
        option = given.get(key)
        if option is not None and not isinstance(option, ast.Constant):
            raise Refused(option, "an option of field() that is not a constant")
        return absent if option is None else bool(option.value)

    field = replace(
        plain,
        default=text("default", ""),
        factory=text("default_factory", ""),
        metadata=text("metadata", "{}"),
        init=flag("init"),
        shown=flag("repr"),
        compared=flag("compare"),
        hashed=flag("compare") if text("hash", "None") == "None" else flag("hash"),
        keyword=flag("kw_only", keyword),
    )
    return field, given.get("default"), given.get("default_factory")


def _methods(node: ast.ClassDef, fields: list[Field], options: dict[str, bool], derived: bool) -> list[str]:
    """The sources of the methods but `__init__` that the options ask for and it does not define; `derived`: others derive from it."""
    sources: list[str] = []
    if options.get("repr", True) and not _defines(node, "__repr__"):
        shown = ", ".join(f"{f.name}={{self.{f.name}!r}}" for f in fields if f.shown)
        text = f"f'{{self.__class__.__qualname__}}({shown})'"
        if all(_is_acyclic(f.annotation) for f in fields if f.shown):
            sources.append(f"def __repr__(self):\n    return {text}")
        else:
            begin = "if _1busy(self, True):\n        return '...'"
            sources.append(f"def __repr__(self):\n    {begin}\n    try:\n        return {text}\n    finally:\n        _1busy(self, False)")
    if options.get("eq", True) and not _defines(node, "__eq__"):
        mine, other = (_tuple(fields, who) for who in ("self", "other"))
        sources.append(_comparison("__eq__", f"{mine} == {other}"))
    if options.get("order"):
        for name, op in _ORDER.items():
            sources.append(_comparison(name, f"{_tuple(fields, 'self')} {op} {_tuple(fields, 'other')}"))
    if (options.get("frozen") or options.get("unsafe_hash")) and not _defines(node, "__hash__"):
        hashed = "".join(f"self.{f.name}, " for f in fields if f.hashed)
        sources.append(f"def __hash__(self):\n    return hash(({hashed}))")
    if options.get("frozen"):
        for name, verb, more in (("__setattr__", "assign to", ", value"), ("__delattr__", "delete", "")):
            fails = f"raise _1frozen(f'cannot {verb} field {{name!r}}')"
            if options.get("slots"):  # the method knows the class that this one was made of, of which nothing is an instance
                other = "TypeError('super(type, obj): obj must be an instance or subtype of type')"
                fails = f"if name in {tuple(f.name for f in fields)!r}:\n        {fails}\n    raise {other}"
            elif derived:  # instances of classes below may have other attributes
                own = f"type(self) is {node.name} or name in {tuple(f.name for f in fields)!r}"
                fails = f"if {own}:\n        {fails}\n    super().{name}(name{more})"
            sources.append(f"def {name}(self, name{more}):\n    {fails}")
    return sources


def _overwriting(node: ast.ClassDef, options: dict[str, bool]) -> list[str]:
    """What raises that a class defines itself what options ask for, if it does: only of some methods `dataclass` keeps that."""
    if options.get("order") and not options.get("eq", True):
        return ["raise ValueError('eq must be true if order is true')"]
    failing: list[str] = []
    if options.get("order"):
        more = ". Consider using functools.total_ordering"
        failing += [f"Cannot overwrite attribute {n} in class {node.name}{more}" for n in _ORDER if _defines(node, n)]
    wanted = ["__setattr__", "__delattr__"] if options.get("frozen") else []
    wanted += ["__hash__"] if options.get("unsafe_hash") else []
    failing += [f"Cannot overwrite attribute {n} in class {node.name}" for n in wanted if _defines(node, n)]
    if options.get("slots") and _defines(node, "__slots__"):
        failing.append(f"{node.name} already specifies __slots__")
    return [f"raise TypeError({text!r})" for text in failing[:1]]


def _is_acyclic(annotation: ast.expr) -> bool:
    """Whether the values of a field surely lead to no dataclass: numbers, texts and the like, and containers of these."""
    if isinstance(annotation, ast.Subscript):
        return _is_acyclic(annotation.slice)
    if isinstance(annotation, ast.Tuple | ast.BinOp):
        return all(map(_is_acyclic, annotation.elts if isinstance(annotation, ast.Tuple) else (annotation.left, annotation.right)))
    if isinstance(annotation, ast.Constant):
        return annotation.value in (None, Ellipsis)
    return ast.unparse(annotation).rpartition(".")[2] in _ACYCLIC


def _comparison(name: str, value: str) -> str:
    return f"def {name}(self, other):\n    if other.__class__ is self.__class__:\n        return {value}\n    return NotImplemented"


def _tuple(fields: list[Field], who: str) -> str:
    return "(" + "".join(f"{who}.{f.name}, " for f in fields if f.compared) + ")"


def _init(fields: list[Field], options: dict[str, bool], post: bool, noted: dict[str, str] | None) -> str:
    """The source of `__init__`, or that of the TypeError for its parameters. A field left to its factory gets NotImplemented, or
    what shows that; `noted` are the annotations, if something asks for them."""
    absent = "NotImplemented" if noted is None else "_1factory"
    positional = [f for f in fields if f.init and not f.keyword]
    named = [f for f in fields if f.init and f.keyword]
    late = _without_default_after_one(positional)
    if late is not None:
        return f"raise TypeError({f'non-default argument {late.name!r} follows default argument'!r})"
    params = ["self", *(_parameter(f, absent, noted) for f in positional)]
    params += [*(["*"] if named else []), *(_parameter(f, absent, noted) for f in named)]
    store = "object.__setattr__(self, {name!r}, {value})" if options.get("frozen") else "self.{name} = {value}"
    values = ((f.name, _initial(f, options.get("slots", False), absent)) for f in fields if not f.passed_on)
    body = [store.format(name=name, value=value) for name, value in values if value]
    if post:
        body.append(f"self.__post_init__({', '.join(f.name for f in fields if f.passed_on)})")
    returns = "" if noted is None else " -> None"
    return f"def __init__({', '.join(params)}){returns}:\n    " + ("\n    ".join(body) or "pass")


def _without_default_after_one(fields: list[Field]) -> Field | None:
    """The first field without default behind one that has one."""
    return next((f for f in dropwhile(lambda f: f.required, fields) if f.required), None)


def _initial(field: Field, slots: bool, absent: str) -> str:
    """What `__init__` stores in a field; "" for nothing, since the class has it."""
    if field.factory:
        made = f"{field.factory}()"
        return f"{made} if {field.name} is {absent} else {field.name}" if field.init else made
    if field.described and field.init:
        return f"_1described(self, {field.name!r}, {field.keyword}) if {field.name} is {absent} else {field.name}"
    if field.init:
        return field.name
    return field.default if slots else ""


def _parameter(field: Field, absent: str, noted: dict[str, str] | None) -> str:
    default = field.default or ("" if field.required else absent)
    name = field.name if noted is None else f"{field.name}: {noted[field.name]}"
    return f"{name}={default}" if default else name
