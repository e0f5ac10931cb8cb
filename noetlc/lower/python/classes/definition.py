"""`class` statements: the body runs into a dict, which becomes the members of the class."""

from __future__ import annotations

import ast
import builtins
import collections
from collections.abc import Callable

from noetlc.ir.build import op
from noetlc.ir.nodes import Assign, Expr, If
from noetlc.ir.payload import Class
from noetlc.lower.python.calls.call import call_value, packed_arguments, special
from noetlc.lower.python.expressions.operators import expression, kept_expressions, tuple_of
from noetlc.lower.python.facts.scope import Scope
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.context import Frame, Refused, const, local
from noetlc.lower.python.frame.tracing import enter_inner, inner_frame
from noetlc.lower.python.functions.definitions import NO_VALUE, own_cell, qualified_name
from noetlc.lower.python.modules import imports as modules
from noetlc.lower.python.rewrite.dataclass import is_dataclass
from noetlc.lower.python.rewrite.library_source import full_name, library_of, shown_name
from noetlc.lower.python.statements.simple import block, lowers
from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.python_classes import CLASS_METHODS
from noetlc.primitives.python_methods import METHODS, RECEIVERS

DECORATORS = {"property": "property_new", "classmethod": "classmethod_new", "staticmethod": "staticmethod_new"}
_CLOSED = frozenset((full_name("string", "Template"),))  # library classes that are changed by class attributes not looked at here
_PLAIN_BASES = frozenset({"object", "ABC", "Generic", "Protocol"})


@lowers(ast.ClassDef)
def _class(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.ClassDef)
    if _is_typed_dict(node):
        names.store(frame, node.name, Expr("class", (), "dict", "val"), node)
        return
    _refuse_finalizer(node)
    _refuse_methods(frame, node)
    _refuse_hidden(frame, node)
    decorators = [d for d in node.decorator_list if not is_dataclass(d)]
    made = kept_expressions(frame, decorators)
    bases = [frame.keep(_base(frame, b, node)) for b in _bases(frame, node)]
    named = NO_VALUE
    if node.keywords and _passes_keywords(frame, node):
        _, named = packed_arguments(frame, ast.copy_location(ast.Call(ast.Name(node.name), [], node.keywords), node), const(node.name))
    members = frame.keep(Expr("dyn", (), "dict_new", "dict"))
    if node in frame.body.scopes.class_cells:
        own_cell(frame, frame.body.scopes.class_cells[node], NO_VALUE)  # one for each run of the statement, as in a loop
    scope = frame.body.scopes.by_node[node]
    outer = frame.scope
    frame.namespaces[scope] = members
    frame.scope = scope
    if frame.body.reads_docs:
        frame.effect(frame.rt("dict_set", members, const("__doc__"), const(ast.get_docstring(node, clean=False))))
    with inner_frame(frame, node, shown_name(node.name)):
        enter_inner(frame)
        block(frame, node.body)
    frame.scope = outer
    if "__new__" in _defined(node):
        frame.effect(frame.rt("static_new", members))
    name, prefix = const(shown_name(node.name)), const(_prefix(scope))
    if len(bases) > 1:
        value = frame.keep(frame.rt("class_of_bases", name, prefix, tuple_of(frame, bases), members, node=node))
    else:
        base = bases[0] if bases else const(Class("object"))
        value = frame.keep(frame.rt("class_new", name, prefix, base, members, node=node))
    if node in frame.body.scopes.class_cells:
        names.store(frame, frame.body.scopes.class_cells[node], value, node)
    if frame.body.has_abstract:
        frame.effect(frame.rt("class_abstract", value, const(_is_abstract_base(node)), node=node))
    if frame.body.has_class_hooks:
        frame.effect(frame.rt("class_hooks", value, named, node=node))
    for decorator in reversed(made):
        value = call_value(frame, decorator, tuple_of(frame, [value]), NO_VALUE, node)
    names.store(frame, node.name, value, node)


@special("type")
def _type(frame: Frame, node: ast.Call) -> Expr | None:
    """`type(name, bases, members)` makes a class."""
    if len(node.args) != 3:
        return None
    if node.keywords:
        raise Refused(node, "named arguments of a class made by type()", "Write a class statement.")
    value = frame.keep(frame.rt("class_of_parts", *kept_expressions(frame, node.args), node=node))
    if frame.body.has_class_hooks:
        frame.effect(frame.rt("class_hooks", value, NO_VALUE, node=node))
    return value


# special methods that instances of exception classes have
_EXCEPTION_METHODS = frozenset("__init__ __new__ __str__ __repr__ __init_subclass__ __set_name__ __class_getitem__ __reduce__".split())


def _refuse_methods(frame: Frame, node: ast.ClassDef) -> None:
    """Refuses operators of exception classes: exceptions are no instances like others."""
    if not _is_exception(frame, node):
        return
    for stmt in node.body:
        name = stmt.name if isinstance(stmt, ast.FunctionDef) else ""
        if name.startswith("__") and name.endswith("__") and name not in _EXCEPTION_METHODS:
            raise Refused(stmt, f"{name} of an exception class", "Use an ordinary method.")


def _refuse_hidden(frame: Frame, node: ast.ClassDef) -> None:
    """Refuses methods that a built-in base hides: instances find those of the body's classes first."""
    hiding: set[str] = set()
    for base in node.bases:
        name = base.id if isinstance(base, ast.Name) and _class_named(frame, base) is None else modules.library_class(frame, base) or ""
        if name in NATIVE_BASES:
            hiding |= vars(getattr(collections if "." in name else builtins, name.rpartition(".")[2])).keys()
        hidden = sorted(hiding & _all_defined(frame, base))
        if hidden:
            raise Refused(base, f"a base class with {hidden[0]} behind a built-in base", "Name the built-in base last.")


def _all_defined(frame: Frame, base: ast.expr) -> set[str]:
    """The names that a class of the body, given by its name, and those above it define."""
    found = _class_named(frame, base)
    if not isinstance(found, ast.ClassDef):
        return set()
    return set().union(*(_defined(c) for c in _ancestry(frame, found, lambda c: not library_of(c.name))))


MAX_ANCESTRY = 100
"""Most classes of a body above one, itself included."""


def _ancestry(frame: Frame, node: ast.ClassDef, among: Callable[[ast.ClassDef], bool] = lambda _: True) -> list[ast.ClassDef]:
    """A class and those of the body above it, each once; only what is `among` these, and only through them."""
    found: dict[ast.ClassDef, None] = {}
    pending = [node]
    while pending:
        here = pending.pop()
        if here in found or not among(here):
            continue
        found[here] = None
        if len(found) > MAX_ANCESTRY:
            raise Refused(node, f"a class with more than {MAX_ANCESTRY} classes above it", "Use fewer base classes.")
        pending += [above for b in here.bases if isinstance(above := _class_named(frame, b), ast.ClassDef)]
    return list(found)


def _refuse_finalizer(node: ast.ClassDef) -> None:
    """Refuses what runs when an object is given up, since nothing counts references, what runs for every attribute, and slots
    with private names."""
    for stmt in node.body:
        if isinstance(stmt, ast.FunctionDef) and stmt.name == "__getattribute__":
            raise Refused(stmt, "the method __getattribute__", "Define __getattr__.")
        if isinstance(stmt, ast.FunctionDef) and stmt.name == "__del__":
            raise Refused(stmt, "the method __del__", "Use with and a context manager.")
        if isinstance(stmt, ast.Assign) and ast.unparse(stmt.targets[0]) == "__slots__":
            texts = [c.value for c in ast.walk(stmt.value) if isinstance(c, ast.Constant) and isinstance(c.value, str)]
            if any(t.startswith("__") and not t.endswith("__") for t in texts):
                raise Refused(stmt, "a slot with a private name", "Give it one underscore.")


def _is_exception(frame: Frame, node: ast.ClassDef) -> bool:
    """Whether a class surely derives from a built-in exception."""
    names_ = [b.id for c in _ancestry(frame, node) for b in c.bases if isinstance(b, ast.Name)]
    resolve = frame.body.scopes.resolve
    return any(name in EXCEPTIONS and name != "object" and resolve(frame.scope, name).scope is None for name in names_)


def _prefix(scope: Scope) -> str:
    """What stands before the name of a class in its `repr`: module, functions and classes around it."""
    node = scope.node
    assert isinstance(node, ast.ClassDef)
    return ".".join([_module(node), *qualified_name(scope).split(".")[:-1]])


def _module(node: ast.ClassDef) -> str:
    """`__module__` of a class: library code says it where it is not the name of the library module."""
    for stmt in node.body if library_of(node.name) else []:
        if isinstance(stmt, ast.Assign) and ast.unparse(stmt.targets[0]) == "__module__" and isinstance(stmt.value, ast.Constant):
            return str(stmt.value.value)
    return library_of(node.name) or "__main__"


def _is_typed_dict(node: ast.ClassDef) -> bool:
    return any(_base_name(b) == "TypedDict" for b in node.bases)


def _has_abc_meta(node: ast.ClassDef) -> bool:
    """`class A(metaclass=ABCMeta)`."""
    return [k.arg for k in node.keywords] == ["metaclass"] and _base_name(node.keywords[0].value).endswith("ABCMeta")


def _is_abstract_base(node: ast.ClassDef) -> bool:
    return _has_abc_meta(node) or any(_base_name(b).endswith("ABC") for b in node.bases)


def _passes_keywords(frame: Frame, node: ast.ClassDef) -> bool:
    """Whether the named arguments of a class statement go to `__init_subclass__`."""
    return frame.body.has_class_hooks and all(k.arg not in (None, "metaclass") for k in node.keywords)


def _bases(frame: Frame, node: ast.ClassDef) -> list[ast.expr]:
    """The base classes, without those that only annotate."""
    if node.keywords and not _is_typed_dict(node) and not _has_abc_meta(node) and not _passes_keywords(frame, node):
        raise Refused(node, "a class with keyword arguments", "Leave metaclasses out.")
    return [b for b in node.bases if _base_name(b) not in _PLAIN_BASES]


def _base(frame: Frame, base: ast.expr, node: ast.ClassDef) -> Expr:
    """A base class as a value."""
    if isinstance(base, ast.Name) and base.id in _CLOSED:
        raise Refused(base, f"a subclass of {library_of(base.id)}.{shown_name(base.id)}", "Use the class itself.")
    if _base_name(base) == "NamedTuple":
        return _named_tuple(frame, node)
    if isinstance(base, ast.Name) and frame.body.scopes.resolve(frame.scope, base.id).scope is None:
        if base.id in NATIVE_BASES:
            return frame.rt("native_class", Expr("class", (), base.id, "val"))
        if base.id not in EXCEPTIONS or base.id in modules.NOT_LOWERED:
            raise Refused(base, f"a subclass of {base.id}", "Keep the value in an attribute.")
        return const(Class(base.id))
    library = modules.library_class(frame, base) or modules.typing_name(frame, base)
    if library is not None and library not in NATIVE_BASES and library not in EXCEPTIONS:
        raise Refused(base, f"a subclass of {library}", "Keep the value in an attribute.")
    value = expression(frame, base)
    if not isinstance(_class_named(frame, base), ast.ClassDef) and not _is_namedtuple(frame, base):
        return frame.rt("native_class", value)
    return _with_operators(frame, value, node) if _derives_from_tuple(frame, base) else value


# built-in types that a class may derive from
NATIVE_BASES = frozenset(
    "bytes dict float frozenset int list set str tuple collections.Counter collections.OrderedDict collections.defaultdict".split()
)


def has_native_methods(frame: Frame, node: ast.AST) -> bool:
    """Whether the instances of a class could have methods of a built-in type."""
    if not isinstance(node, ast.ClassDef):
        return True
    for cls in _ancestry(frame, node):
        for base in _bases(frame, cls):
            found = _class_named(frame, base)
            plain = isinstance(base, ast.Name) and (base.id in EXCEPTIONS or base.id == "object") and found is None
            if not plain and (found is cls or not isinstance(found, ast.ClassDef)):
                return True
    return False


def _class_named(frame: Frame, base: ast.expr) -> ast.AST | None:
    """The one statement that binds the name of a base class."""
    scope = frame.body.scopes.resolve(frame.scope, base.id).scope if isinstance(base, ast.Name) else None
    return frame.body.scopes.only_binding(scope, base.id) if scope is not None and isinstance(base, ast.Name) else None


def _is_namedtuple(frame: Frame, base: ast.expr) -> bool:
    """`namedtuple(…)`, or a variable with its result."""
    if isinstance(base, ast.Name):
        scope = frame.body.scopes.resolve(frame.scope, base.id).scope
        base = (modules.only_value(frame, scope, base.id) if scope is not None else None) or base
    return isinstance(base, ast.Call) and _base_name(base.func) == "namedtuple"


def _derives_from_tuple(frame: Frame, base: ast.expr) -> bool:
    """Whether a class is one of named tuples or derives from one."""
    found = _class_named(frame, base)
    bases = [b for c in _ancestry(frame, found) for b in c.bases] if isinstance(found, ast.ClassDef) else [base]
    is_class = [isinstance(_class_named(frame, b), ast.ClassDef) for b in bases]
    return any(_base_name(b) == "NamedTuple" or (not known and _is_namedtuple(frame, b)) for b, known in zip(bases, is_class, strict=True))


def _with_operators(frame: Frame, base: Expr, node: ast.ClassDef) -> Expr:
    """A class of named tuples as base: methods of its subclass for operators are looked up like those of other built-in types."""
    methods = [s.name for s in node.body if isinstance(s, ast.FunctionDef)]
    return frame.rt("native_class", base) if any(m.startswith("__") for m in methods) else base


def _named_tuple(frame: Frame, node: ast.ClassDef) -> Expr:
    """The class behind `class P(NamedTuple): x: int; y: int = 0`; the body of the class adds its methods."""
    fields = [s for s in node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)]
    names_ = frame.keep(tuple_of(frame, [const(s.target.id) for s in fields if isinstance(s.target, ast.Name)]))
    given = [s.value for s in fields if s.value is not None]
    values = tuple_of(frame, kept_expressions(frame, given))
    made = frame.rt("namedtuple_new", const(node.name), names_, const(False), values, const(None), node=node)
    return _with_operators(frame, made, node)


def _base_name(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def method_decorator(frame: Frame, node: ast.expr) -> str | None:
    """The runtime function behind `@property` and its kind; None for an ordinary decorator."""
    if isinstance(node, ast.Name) and node.id in DECORATORS and frame.body.scopes.resolve(frame.scope, node.id).scope is None:
        return DECORATORS[node.id]
    return None


def is_inherited(frame: Frame, node: ast.Call, func: ast.Attribute) -> bool:
    """Whether `super_call` is for a call."""
    return is_super(func.value) or func.attr == "__new__" or _names_base(frame, node, func)


def _names_base(frame: Frame, node: ast.Call, func: ast.Attribute) -> bool:
    """`Base.__init__(self, …)` of a built-in base."""
    by_class = func.attr.startswith("__") and node.args and not isinstance(node.args[0], ast.Starred)
    return bool(by_class) and _is_builtin_base(frame, func.value)


def super_call(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr | None:
    """`super().name(…)` inside a method, and `Base.__init__(self, …)` of a built-in base."""
    name = const(func.attr)
    if is_super(func.value):
        cls, receiver = _super_parts(frame, func.value)
        found = frame.keep(_above(frame, cls, receiver, func.attr, node), "val")
        args, kwargs = packed_arguments(frame, node, found)
        result = frame.temp("val")
        with frame.into() as builtin:
            frame.emit(Assign(result, _of_built_in(frame, func.attr, receiver, args, kwargs, node)))
        with frame.into() as own:
            frame.emit(Assign(result, call_value(frame, found, args, kwargs, node)))
        frame.emit(If(op("i32.eqz", local(str(found.imm), "i32")), builtin, own))
        return local(result, "val")
    if _names_base(frame, node, func):
        receiver = frame.keep(expression(frame, node.args[0]))
        rest = ast.copy_location(ast.Call(func, node.args[1:], node.keywords), node)
        args, kwargs = packed_arguments(frame, rest, receiver)
        if func.attr == "__new__" and _base_name(func.value) == "object":
            return frame.rt("object_new", receiver, args, kwargs, node=node)
        if func.attr == "__new__":
            args = frame.keep(frame.rt("with_first", receiver, args))
        return frame.rt("builtin_method", receiver, name, args, kwargs, node=node)
    if func.attr == "__new__":
        return _new(frame, node, func)
    return None


def _new(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr:
    """`C.__new__(C, …)`, where `C` or a class above it may define the method."""
    cls = frame.keep(expression(frame, func.value))
    args, kwargs = packed_arguments(frame, node, cls)
    found = frame.keep(Expr("dyn.unchecked", (cls,), "class_maker", "val"), "val")
    result = frame.temp("val")
    with frame.into() as builtin:
        frame.emit(Assign(result, frame.rt("builtin_method", cls, const("__new__"), args, kwargs, node=node)))
    with frame.into() as own:
        frame.emit(Assign(result, call_value(frame, found, args, kwargs, node)))
    frame.emit(If(op("i32.eqz", local(str(found.imm), "i32")), builtin, own))
    return local(result, "val")


def _of_built_in(frame: Frame, name: str, receiver: Expr, args: Expr, kwargs: Expr, node: ast.AST) -> Expr:
    """`super().name(…)` where no class of the body defines the method."""
    if name.startswith("__") or name not in METHODS:
        return frame.rt("builtin_method", receiver, const(name), args, kwargs, node=node)
    method = Expr("builtin", (), "." + name, "val")
    return call_value(frame, method, frame.rt("with_first", receiver, args), kwargs, node)


def native_member(frame: Frame, node: ast.Attribute) -> ast.Attribute:
    """`C.method` where the class `C` has the method from a built-in type: as read from the type. Raises Refused for a class method."""
    base = node.value
    while isinstance(found := _class_named(frame, base), ast.ClassDef):
        if len(found.bases) != 1 or node.attr in _defined(found):
            return node
        base = found.bases[0]
    if base is node.value or not isinstance(base, ast.Name) or base.id not in NATIVE_BASES:
        return node
    if f"{base.id}.{node.attr}" in CLASS_METHODS:
        raise Refused(node, f"{node.attr} of a subclass of {base.id}", "Call the class with the values.")
    if RECEIVERS.get(base.id) not in METHODS.get(node.attr, {}):
        return node
    return ast.copy_location(ast.Attribute(base, node.attr, node.ctx), node)


def _defined(node: ast.ClassDef) -> set[str]:
    """The names that statements of a class body bind."""
    bound = {n.id for s in node.body for n in ast.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return bound | {s.name for s in node.body if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}


def is_super(node: ast.expr) -> bool:
    """`super()` or `super(Class, self)`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super" and not node.keywords


def super_attribute(frame: Frame, node: ast.Attribute) -> Expr:
    """`super().name` as a value."""
    cls, receiver = _super_parts(frame, node.value)
    found = frame.keep(_above(frame, cls, receiver, node.attr, node), "val")
    with frame.into() as missing:
        message = const(f"'super' object has no attribute '{node.attr}'")
        frame.effect(frame.rt("raise_error", const(Class("AttributeError")), message, node=node))
    frame.emit(If(op("i32.eqz", local(str(found.imm), "i32")), missing, []))
    return found


def _above(frame: Frame, cls: Expr, receiver: Expr, name: str, node: ast.AST) -> Expr:
    """What a class above defines under a name, 0 if none of the body does."""
    return Expr("dyn.unchecked", (cls, receiver, const(name)), "super_attribute", "val", frame.body.site(node))


def _super_parts(frame: Frame, node: ast.expr) -> tuple[Expr, Expr]:
    """The class a method belongs to, and its receiver."""
    assert isinstance(node, ast.Call)
    if len(node.args) == 2:
        cls, receiver = kept_expressions(frame, node.args)
        return cls, receiver
    method = frame.scope.owner
    parent = method.parent
    if parent is None or parent.kind != "class" or not isinstance(method.node, ast.FunctionDef | ast.AsyncFunctionDef):
        raise Refused(node, "super() outside of a method")
    assert isinstance(parent.node, ast.ClassDef)
    positional = [*method.node.args.posonlyargs, *method.node.args.args]
    if not positional:
        raise Refused(node, "super() in a method without a receiver")
    names_ = ("__class__", positional[0].arg)
    cls, receiver = (frame.keep(expression(frame, ast.copy_location(ast.Name(n, ast.Load()), node))) for n in names_)
    return cls, receiver


def _is_builtin_base(frame: Frame, node: ast.expr) -> bool:
    """`Exception`, `object` or another built-in type by name."""
    if not isinstance(node, ast.Name) or node.id not in {*EXCEPTIONS, *NATIVE_BASES, "object"}:
        return False
    return frame.body.scopes.resolve(frame.scope, node.id).scope is None
