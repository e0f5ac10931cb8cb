"""`class` statements: the body runs into a dict, which becomes the members of the class."""

from __future__ import annotations

import ast

from noetlc.ir.build import op
from noetlc.ir.nodes import Assign, Expr, If
from noetlc.lower.python import names
from noetlc.lower.python.calls import call_value, packed_arguments
from noetlc.lower.python.context import Frame, Refused, const, local
from noetlc.lower.python.dataclass import is_dataclass
from noetlc.lower.python.expressions import expression, kept_expressions, tuple_of
from noetlc.lower.python.functions import NO_VALUE, qualified_name
from noetlc.lower.python.library import library_of, shown_name
from noetlc.lower.python.scope import Scope
from noetlc.lower.python.statements import block, lowers
from noetlc.primitives.exceptions import EXCEPTIONS

DECORATORS = {"property": "property_new", "classmethod": "classmethod_new", "staticmethod": "staticmethod_new"}
_PLAIN_BASES = frozenset({"object", "ABC", "Generic", "Protocol"})


@lowers(ast.ClassDef)
def _class(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.ClassDef)
    if _is_typed_dict(node):
        names.store(frame, node.name, Expr("class", (), "dict", "val"), node)
        return
    _refuse_methods(frame, node)
    decorators = [d for d in node.decorator_list if not is_dataclass(d)]
    made = kept_expressions(frame, decorators)
    bases = [frame.keep(_base(frame, b, node)) for b in _bases(node)]
    members = frame.keep(Expr("dyn", (), "dict_new", "dict"))
    scope = frame.body.scopes.by_node[node]
    outer = frame.scope
    frame.namespaces[scope] = members
    frame.scope = scope
    if frame.body.reads_docs:
        frame.effect(frame.rt("dict_set", members, const("__doc__"), const(ast.get_docstring(node, clean=False))))
    block(frame, node.body)
    frame.scope = outer
    name, prefix = const(shown_name(node.name)), const(_prefix(scope))
    if len(bases) > 1:
        value = frame.keep(frame.rt("class_of_bases", name, prefix, tuple_of(frame, bases), members, node=node))
    else:
        base = bases[0] if bases else Expr("data", (), "cls:object", "val")
        value = frame.keep(frame.rt("class_new", name, prefix, base, members, node=node))
    if frame.body.has_abstract:
        frame.effect(frame.rt("class_abstract", value, const(_is_abstract_base(node)), node=node))
    if frame.body.has_class_hooks:
        frame.effect(frame.rt("class_hooks", value, node=node))
    for decorator in reversed(made):
        value = call_value(frame, decorator, tuple_of(frame, [value]), NO_VALUE, node)
    names.store(frame, node.name, value, node)


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


def _is_exception(frame: Frame, node: ast.ClassDef) -> bool:
    """Whether a class surely derives from a built-in exception."""
    for base in node.bases:
        if not isinstance(base, ast.Name):
            continue
        scope = frame.body.scopes.resolve(frame.scope, base.id).scope
        found = None if scope is None else frame.body.scopes.only_binding(scope, base.id)
        if scope is None and base.id in EXCEPTIONS and base.id != "object":
            return True
        if isinstance(found, ast.ClassDef) and found is not node and _is_exception(frame, found):
            return True
    return False


def _prefix(scope: Scope) -> str:
    """What stands before the name of a class in its `repr`: module, functions and classes around it."""
    node = scope.node
    assert isinstance(node, ast.ClassDef)
    return ".".join([library_of(node.name) or "__main__", *qualified_name(scope).split(".")[:-1]])


def _is_typed_dict(node: ast.ClassDef) -> bool:
    return any(_base_name(b) == "TypedDict" for b in node.bases)


def _has_abc_meta(node: ast.ClassDef) -> bool:
    """`class A(metaclass=ABCMeta)`."""
    return [k.arg for k in node.keywords] == ["metaclass"] and _base_name(node.keywords[0].value).endswith("ABCMeta")


def _is_abstract_base(node: ast.ClassDef) -> bool:
    return _has_abc_meta(node) or any(_base_name(b).endswith("ABC") for b in node.bases)


def _bases(node: ast.ClassDef) -> list[ast.expr]:
    """The base classes, without those that only annotate."""
    if node.keywords and not _is_typed_dict(node) and not _has_abc_meta(node):
        raise Refused(node, "a class with keyword arguments", "Leave metaclasses out.")
    return [b for b in node.bases if _base_name(b) not in _PLAIN_BASES]


def _base(frame: Frame, base: ast.expr, node: ast.ClassDef) -> Expr:
    """A base class as a value."""
    if _base_name(base) == "NamedTuple":
        return _named_tuple(frame, node)
    if isinstance(base, ast.Name) and frame.body.scopes.resolve(frame.scope, base.id).scope is None:
        if base.id not in EXCEPTIONS:
            raise Refused(base, f"a subclass of {base.id}", "Keep the value in an attribute.")
        return Expr("data", (), "cls:" + base.id, "val")
    return expression(frame, base)


def _named_tuple(frame: Frame, node: ast.ClassDef) -> Expr:
    """The class behind `class P(NamedTuple): x: int; y: int = 0`; the body of the class adds its methods."""
    fields = [s for s in node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)]
    names_ = frame.keep(tuple_of(frame, [const(s.target.id) for s in fields if isinstance(s.target, ast.Name)]))
    given = [s.value for s in fields if s.value is not None]
    values = tuple_of(frame, kept_expressions(frame, given))
    return frame.rt("namedtuple_new", const(node.name), names_, const(False), values, const(None), node=node)


def _base_name(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def method_decorator(frame: Frame, node: ast.expr) -> str | None:
    """The runtime function behind `@property` and its kind; None for an ordinary decorator."""
    if isinstance(node, ast.Name) and node.id in DECORATORS and frame.body.scopes.resolve(frame.scope, node.id).scope is None:
        return DECORATORS[node.id]
    return None


def super_call(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr | None:
    """`super().name(…)` inside a method, and `Base.__init__(self, …)` of a built-in base."""
    name = const(func.attr)
    if is_super(func.value):
        cls, receiver = _super_parts(frame, func.value)
        found = frame.keep(_above(frame, cls, receiver, func.attr, node))
        args, kwargs = packed_arguments(frame, node, found)
        result = frame.temp("val")
        with frame.into() as builtin:
            frame.emit(Assign(result, frame.rt("builtin_method", receiver, name, args, kwargs, node=node)))
        with frame.into() as own:
            frame.emit(Assign(result, call_value(frame, found, args, kwargs, node)))
        frame.emit(If(op("i32.eqz", local(str(found.imm), "i32")), builtin, own))
        return local(result, "val")
    if func.attr.startswith("__") and node.args and _is_builtin_base(frame, func.value):
        receiver, *rest = kept_expressions(frame, node.args)
        return frame.rt("builtin_method", receiver, name, tuple_of(frame, rest), NO_VALUE, node=node)
    return None


def is_super(node: ast.expr) -> bool:
    """`super()` or `super(Class, self)`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super" and not node.keywords


def super_attribute(frame: Frame, node: ast.Attribute) -> Expr:
    """`super().name` as a value."""
    cls, receiver = _super_parts(frame, node.value)
    found = frame.keep(_above(frame, cls, receiver, node.attr, node))
    with frame.into() as missing:
        message = const(f"'super' object has no attribute '{node.attr}'")
        frame.effect(frame.rt("raise_error", Expr("data", (), "cls:AttributeError", "val"), message, node=node))
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
    names_ = (parent.node.name, positional[0].arg)
    cls, receiver = (frame.keep(expression(frame, ast.copy_location(ast.Name(n, ast.Load()), node))) for n in names_)
    return cls, receiver


def _is_builtin_base(frame: Frame, node: ast.expr) -> bool:
    """`Exception` or `object` by name."""
    if not isinstance(node, ast.Name) or (node.id not in EXCEPTIONS and node.id != "object"):
        return False
    return frame.body.scopes.resolve(frame.scope, node.id).scope is None
