"""Members of the classes above: `super()`, and methods of built-in bases."""

from __future__ import annotations

import ast
import builtins

from noetlc.ir.build import op
from noetlc.ir.nodes import Assign, Expr, If
from noetlc.ir.payload import Class, ClassFunction, Method
from noetlc.layout.features import Feature
from noetlc.layout.tags import T_EXCEPTION, T_INSTANCE
from noetlc.lower.python.arguments.packing import packed_arguments
from noetlc.lower.python.classes.bases import (
    NATIVE_BASES,
    ancestry,
    base_name,
    class_named,
    defined_in,
)
from noetlc.lower.python.facts.refused import Refused, RefusedCall
from noetlc.lower.python.frame.attributes import set_by_object
from noetlc.lower.python.frame.calling import call_method, call_value, call_with
from noetlc.lower.python.frame.context import NO_VALUE, Frame, const, local
from noetlc.lower.python.frame.evaluation import expression, kept_expressions, tuple_of
from noetlc.lower.python.modules.imports import module_class
from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.modules import CLASS_METHODS, LIBRARY_ATTRIBUTES
from noetlc.primitives.python_methods import METHODS, RECEIVERS
from noetlc.primitives.special_methods import KNOWN_BY_NAME, OF_OBJECT, OF_SUPER, owner_of

_OF_INSTANCES = (KNOWN_BY_NAME | {n for n in METHODS if n.startswith("__")}) - {"__new__", "__init_subclass__", "__class_getitem__"}


def is_inherited(frame: Frame, node: ast.Call, func: ast.Attribute) -> bool:
    """Whether `super_call` is for a call."""
    if is_super(func.value) or func.attr == "__new__" or _names_base(frame, node, func):
        return True
    return names_dict_kind(frame, node, func) or _names_derived(frame, node, func)


_MADE_BY_CALL = frozenset("str int float tuple bytes frozenset".split())


def names_dict_kind(frame: Frame, node: ast.Call, func: ast.Attribute) -> bool:
    """`Counter.update(self, …)` in a method of a subclass."""
    method = frame.scope.owner
    inside = method.parent is not None and method.parent.kind == "class" and bool(method.params) and bool(node.args)
    if not inside or not isinstance(node.args[0], ast.Name) or node.args[0].id != method.params[0]:
        return False
    return module_class(frame, func.value) in NATIVE_BASES and f"{module_class(frame, func.value)}.{func.attr}" not in CLASS_METHODS


def _names_base(frame: Frame, node: ast.Call, func: ast.Attribute) -> bool:
    """`Base.__init__(self, …)` of a built-in base."""
    by_class = func.attr.startswith("__") and node.args and not isinstance(node.args[0], ast.Starred)
    return bool(by_class) and _is_builtin_base(frame, func.value)


def _names_derived(frame: Frame, node: ast.Call, func: ast.Attribute) -> bool:
    """`Error.__init__(self, …)` of a class of the body that has the method from a built-in type, as far as its statement tells."""
    if func.attr not in _OF_INSTANCES or not node.args or isinstance(node.args[0], ast.Starred):
        return False
    found = class_named(frame, func.value)
    return isinstance(found, ast.ClassDef) and not any(func.attr in defined_in(cls) for cls in ancestry(frame, found))


def _derived_call(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr:
    """The call where `_names_derived` holds: a class may have got the method since."""
    cls, receiver = kept_expressions(frame, [func.value, node.args[0]])
    rest = ast.copy_location(ast.Call(func, node.args[1:], node.keywords), node)
    args, kwargs = packed_arguments(frame, rest, receiver)
    found = frame.keep(Expr("dyn.unchecked", (cls, const(func.attr)), "class_find", "val"), "val")
    result = frame.temp("val")
    with frame.into() as builtin:
        frame.emit(Assign(result, of_built_in(frame, func.attr, receiver, args, kwargs, node)))
    with frame.into() as own:
        method = frame.keep(frame.rt("py_getattr", cls, const(func.attr), node=node))
        frame.emit(Assign(result, call_value(frame, method, frame.rt("with_first", receiver, args), kwargs, node)))
    frame.emit(If(op("i32.eqz", local(str(found.imm), "i32")), builtin, own))
    return local(result, "val")


def super_call(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr | None:
    """`super().name(…)` inside a method, and `Base.__init__(self, …)` of a built-in base."""
    if is_super(func.value):
        if _is_direct(node, func):
            return _direct_super_call(frame, node, func)
        cls, receiver = _super_parts(frame, func.value)
        found = frame.keep(_above(frame, cls, receiver, func.attr, node), "val")
        args, kwargs = packed_arguments(frame, node, found)
        result = frame.temp("val")
        with frame.into() as builtin:
            frame.emit(Assign(result, of_built_in(frame, func.attr, receiver, args, kwargs, node)))
        with frame.into() as own:
            frame.emit(Assign(result, call_value(frame, found, args, kwargs, node)))
        frame.emit(If(op("i32.eqz", local(str(found.imm), "i32")), builtin, own))
        return local(result, "val")
    if _names_base(frame, node, func):
        if func.attr == "__new__" and (made := _made_of_builtin(frame, node, func)) is not None:
            return made
        receiver = frame.keep(expression(frame, node.args[0]))
        if base_name(func.value) == "object" and (done := _by_object(frame, receiver, node, func.attr)) is not None:
            return done
        if func.attr == "__new__":
            return _made_by_base(frame, node, func, receiver)
        rest = ast.copy_location(ast.Call(func, node.args[1:], node.keywords), node)
        args, kwargs = packed_arguments(frame, rest, receiver)
        if func.attr == "__str__" and owner_of(base_name(func.value), "__str__") == "BaseException" and len(node.args) == 1:
            return frame.rt("exc_plain_text", receiver, node=node)
        return of_built_in(frame, func.attr, receiver, args, kwargs, node)
    if func.attr == "__new__":
        return _new(frame, node, func)
    if names_dict_kind(frame, node, func):
        receiver = frame.keep(expression(frame, node.args[0]))
        rest = ast.copy_location(ast.Call(func, node.args[1:], node.keywords), node)
        args, kwargs = packed_arguments(frame, rest, receiver)
        return of_built_in(frame, func.attr, receiver, args, kwargs, node)
    if _names_derived(frame, node, func):
        return _derived_call(frame, node, func)
    if func.attr == "__prepare__" and frame.body.facts.has_metaclasses:
        return _prepare(frame, node, func)
    return None


def _is_direct(node: ast.Call, func: ast.Attribute) -> bool:
    """Whether a call of `super()` most likely reaches a function of the body, with arguments that need no tuple."""
    by_name = func.attr == "__init__" or not func.attr.startswith("__")
    return by_name and not node.keywords and not any(isinstance(a, ast.Starred) for a in node.args)


def _direct_super_call(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr:
    """`super().name(…)`: a function of the body gets the instance and the arguments as they are."""
    cls, receiver = _super_parts(frame, func.value)
    asked = (cls, receiver, const(func.attr))
    function = frame.keep(Expr("dyn.unchecked", asked, "super_function", "val"), "val")
    found, result = frame.temp("val"), frame.temp("val")
    is_other = op("i32.eqz", local(str(function.imm), "i32"))
    read = Assign(found, Expr("dyn.unchecked", asked, "super_other", "val", frame.body.site(node)))
    frame.emit(Assign(found, NO_VALUE))
    frame.emit(If(is_other, [read], []))
    values = kept_expressions(frame, node.args)
    with frame.into() as direct:
        frame.emit(Assign(result, call_method(frame, func.attr, function, [receiver, *values], node)))
    with frame.into() as builtin:
        frame.emit(Assign(result, of_built_in(frame, func.attr, receiver, tuple_of(frame, values), NO_VALUE, node)))
    with frame.into() as own:
        frame.emit(Assign(result, call_with(frame, local(found, "val"), values, (), node)))
    frame.emit(If(is_other, [If(op("i32.eqz", local(found, "i32")), builtin, own)], direct))
    return local(result, "val")


def _made_by_base(frame: Frame, node: ast.Call, func: ast.Attribute, cls: Expr) -> Expr:
    """`Base.__new__(cls, …)` of a built-in class, `object` among them."""
    base = base_name(func.value)
    if base != "object" and not frame.scope.spliced:
        cls = frame.keep(frame.rt("check_made", expression(frame, func.value), cls, node=node))
    rest = ast.copy_location(ast.Call(func, node.args[1:], node.keywords), node)
    args, kwargs = packed_arguments(frame, rest, cls)
    if base == "object":
        return frame.rt("object_new", cls, args, kwargs, node=node)
    if base == "tuple":
        args = frame.keep(frame.rt("fields_from", cls, args, node=node))
    args = frame.keep(frame.rt("with_first", cls, args))
    return of_built_in(frame, func.attr, cls, args, kwargs, node)


def _has_plain(node: ast.Call, count: int) -> bool:
    """Whether a call has so many arguments, each written on its own."""
    return len(node.args) == count and not node.keywords and not any(isinstance(a, ast.Starred) for a in node.args)


def _made_of_builtin(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr | None:
    """`str.__new__(str, x)` of built-in classes that stand there by their names: a call of the class, or its TypeError; else None."""
    first = node.args[0]
    if not isinstance(func.value, ast.Name) or not isinstance(first, ast.Name) or not frame.means_builtin(first.id):
        return None
    base, made = getattr(builtins, func.value.id, None), getattr(builtins, first.id, None)
    if not isinstance(base, type) or not isinstance(made, type) or base is object or issubclass(made, BaseException):
        return None
    if made is base and func.value.id in _MADE_BY_CALL:
        return expression(frame, ast.copy_location(ast.Call(first, node.args[1:], node.keywords), node))
    if issubclass(made, base):
        return None
    text = f"{base.__name__}.__new__({first.id}): {first.id} is not a subtype of {base.__name__}"
    frame.effect(frame.rt("raise_type_error", const(text), node=node))
    return const(None)


def _by_object(frame: Frame, receiver: Expr, node: ast.Call, name: str) -> Expr | None:
    """`object.__setattr__(receiver, "name", value)`, where nothing but the instance decides what that is, and `object.__ne__`, which
    any value has; else None."""
    if name == "__ne__" and _has_plain(node, 2):
        return frame.rt("object_ne", receiver, expression(frame, node.args[1]), node=node)
    if name != "__setattr__" or len(node.args) != 3 or node.keywords:
        return None
    named, given = node.args[1:]
    if not isinstance(named, ast.Constant) or not isinstance(named.value, str) or isinstance(given, ast.Starred):
        return None
    if not frame.body.facts.instances.reads_plainly(named.value):
        return None
    value = expression(frame, given)
    return set_by_object(frame, receiver, value, named.value, node)


def _prepare(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr:
    """`M.__prepare__(…)`, where `M` or a class above it may define the method, else `type` has it."""
    cls = frame.keep(expression(frame, func.value))
    args, kwargs = packed_arguments(frame, node, cls)
    found = frame.keep(Expr("dyn.unchecked", (cls, const(func.attr)), "class_find", "val"), "val")
    result = frame.temp("val")
    with frame.into() as builtin:
        frame.emit(Assign(result, frame.rt("builtin_method", cls, const(func.attr), args, kwargs, node=node)))
    with frame.into() as own:
        method = frame.keep(frame.rt("py_getattr", cls, const(func.attr), node=node))
        frame.emit(Assign(result, call_value(frame, method, args, kwargs, node)))
    frame.emit(If(op("i32.eqz", local(str(found.imm), "i32")), builtin, own))
    return local(result, "val")


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


def of_built_in(frame: Frame, name: str, receiver: Expr, args: Expr, kwargs: Expr, node: ast.AST) -> Expr:
    """`super().name(…)` where no class of the body defines the method."""
    if name not in METHODS or name in KNOWN_BY_NAME:
        return frame.rt("builtin_method", receiver, const(name), args, kwargs, node=node)
    method = Expr("function", (), Method(name), "val")
    if name.startswith("__"):
        return frame.rt("native_by", receiver, const(name), method, args, kwargs, node=node)
    return call_value(frame, method, frame.rt("with_first", receiver, args), kwargs, node)


def native_member(frame: Frame, node: ast.Attribute) -> ast.Attribute:
    """`C.method` where the class `C` has the method from a built-in type: as read from the type. Raises Refused for a class method."""
    base = node.value
    while isinstance(found := class_named(frame, base), ast.ClassDef):
        if len(found.bases) != 1 or node.attr in defined_in(found):
            return node
        base = found.bases[0]
    if base is node.value or not isinstance(base, ast.Name) or base.id not in NATIVE_BASES:
        return node
    if f"{base.id}.{node.attr}" in CLASS_METHODS:
        raise Refused(node, f"{node.attr} of a subclass of {base.id}", "Call the class with the values.")
    if RECEIVERS.get(base.id) not in METHODS.get(node.attr, {}):
        return node
    return ast.copy_location(ast.Attribute(base, node.attr, node.ctx), node)


def is_super(node: ast.expr) -> bool:
    """`super()` or `super(Class, self)`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super" and not node.keywords


def super_attribute(frame: Frame, node: ast.Attribute) -> Expr:
    """`super().name` as a value."""
    if node.attr in _OF_SUPER_ITSELF:
        raise RefusedCall(node, f"{node.attr} of super()", "Ask the class or the instance.")
    cls, receiver = _super_parts(frame, node.value)
    found = frame.keep(_above(frame, cls, receiver, node.attr, node), "val")
    name = str(found.imm)
    with frame.into() as missing:
        message = const(f"'super' object has no attribute '{node.attr}'")
        with frame.into() as lacking:
            if node.attr.startswith("__") and hasattr(object, node.attr):
                frame.effect(Expr("dyn", (receiver, const(node.attr)), "leave_special", "void"))
            frame.effect(frame.rt("raise_error", const(Class("AttributeError")), message, node=node))
        if node.attr in LIBRARY_ATTRIBUTES:  # no instance of a class of the body alone has one
            with frame.into() as native:
                plain = frame.temp("val")
                frame.emit(Assign(plain, receiver))
                dropped = Assign(plain, Expr("dyn", (receiver,), "plain", "val"))
                frame.emit(If(Expr("live", (), Feature.BUILTIN_SUBCLASSES, "i32"), [dropped], []))
                frame.emit(Assign(name, Expr("attribute", (local(plain, "val"),), node.attr, "val", frame.body.site(node))))
            is_own = Expr("dyn", (receiver, Expr("i32.const", (), T_INSTANCE, "i32")), "tag_is", "bool")
            frame.emit(If(is_own, lacking, native))
        elif (method := _method_of_native(node.attr)) is not None:
            frame.emit(Assign(name, Expr("dyn", (method, receiver), "bound_new", "val")))
        else:
            if node.attr in _OF_EXCEPTIONS:
                is_exception = Expr("dyn", (receiver, Expr("i32.const", (), T_EXCEPTION, "i32")), "tag_is", "bool")
                read = Assign(name, Expr("dyn.unchecked", (receiver, const(node.attr)), "exception_attribute", "val"))
                frame.emit(If(Expr("and", (Expr("live", (), T_EXCEPTION, "i32"), is_exception), None, "bool"), [read], []))
            frame.emit(If(op("i32.eqz", local(name, "i32")), lacking, []))
    frame.emit(If(op("i32.eqz", local(name, "i32")), missing, []))
    return found


_OF_SUPER_ITSELF = frozenset("__class__ __dict__ __self__ __self_class__ __thisclass__".split())
_OF_EXCEPTIONS = frozenset("args code value __cause__ __context__ __suppress_context__ __traceback__".split())


def only_of_bodies(name: str) -> bool:
    """Whether neither `super()` itself nor exceptions have an attribute of a name."""
    return name not in _OF_SUPER_ITSELF and name not in _OF_EXCEPTIONS


def super_found(frame: Frame, node: ast.expr, name: str, site: ast.AST) -> Expr:
    """What a class of the body above has under a name, 0 if none."""
    cls, receiver = _super_parts(frame, node)
    return frame.keep(_above(frame, cls, receiver, name, site), "val")


def _method_of_native(name: str) -> Expr | None:
    """The method of a name that some built-in class has, None if none has it."""
    if name == "__missing__" or (name.startswith("__") and (name in METHODS or name in OF_OBJECT)):
        return Expr("function", (), ClassFunction(name, OF_SUPER), "val")
    if name in METHODS:
        return Expr("function", (), Method(name), "val")
    return None


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


def super_without_method(frame: Frame, node: ast.Call) -> str:
    """What `super()` raises that stands in no class, or in a method without a receiver; "" for others."""
    owner, around = frame.scope.owner, frame.scope.owner.parent
    if node.args or node.keywords:
        return ""
    if not isinstance(owner.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return "super(): no arguments"
    args = owner.node.args
    if not args.posonlyargs and not args.args and args.vararg is None:
        return "super(): no arguments"
    while around is not None:
        if around.kind == "class":
            return ""
        around = around.parent
    return "super(): __class__ cell not found" if not owner.defs.get(args.args[0].arg if args.args else "") else ""


def _is_builtin_base(frame: Frame, node: ast.expr) -> bool:
    """`Exception`, `object` or another built-in type by name."""
    if not isinstance(node, ast.Name) or node.id not in {*EXCEPTIONS, *NATIVE_BASES, "object"}:
        return False
    return frame.means_builtin(node.id)
