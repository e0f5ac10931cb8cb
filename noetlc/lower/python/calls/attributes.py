"""Attributes that are read or asked for."""

from __future__ import annotations

import ast
import builtins

from noetlc.frontend import syntax
from noetlc.frontend.body_plugins import is_plugin_module
from noetlc.ir.build import op
from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Block, Br, Expr, If
from noetlc.ir.payload import ClassFunction
from noetlc.layout.features import Feature
from noetlc.lower.python.classes.bases import all_defined, has_native_methods
from noetlc.lower.python.classes.inherited import is_super, native_member, only_of_bodies, super_attribute, super_found
from noetlc.lower.python.dispatch.constructors import defining_class, function_of_class
from noetlc.lower.python.facts.features import CLASS_PARTS, FUNCTION_PARTS
from noetlc.lower.python.facts.refused import Refused, RefusedCall
from noetlc.lower.python.frame.attributes import (
    has_own,
    may_be_own_beside,
    optional_attribute,
    own_attribute,
    own_described,
    read_attribute,
)
from noetlc.lower.python.frame.context import Frame, const, local
from noetlc.lower.python.frame.evaluation import expression, kept_expressions, tuple_of, value_or_exit
from noetlc.lower.python.frame.names import bound_by
from noetlc.lower.python.modules.always_left import refuse_member
from noetlc.lower.python.modules.imports import is_module, member_of, member_value, module_class, module_of
from noetlc.lower.python.modules.plugins import missing
from noetlc.primitives.modules import CLASS_ATTRIBUTES, LIBRARY_ATTRIBUTES
from noetlc.primitives.python_methods import METHODS, RECEIVERS
from noetlc.primitives.special_methods import OF_OBJECT, is_none, special_of


def attribute(frame: Frame, receiver: Expr, name: str, node: ast.AST) -> Expr:
    """An attribute that objects of modules have: what it reads is decided by the receiver's kind."""
    return Expr("attribute", (receiver,), name, "val", frame.body.site(node))


def getattr_(frame: Frame, node: ast.Call) -> Expr | None:
    return _named_attribute(frame, node, "getattr")


def hasattr_(frame: Frame, node: ast.Call) -> Expr | None:
    return _named_attribute(frame, node, "hasattr")


def _named_attribute(frame: Frame, node: ast.Call, builtin: str) -> Expr | None:
    """`hasattr(x, "name")` and `getattr(x, "name"[, default])` for a name that built-in kinds have; else None."""
    if not 2 <= len(node.args) <= (2 if builtin == "hasattr" else 3) or node.keywords:
        return None
    if not isinstance(node.args[1], ast.Constant):
        return _computed_attribute(frame, node, builtin)
    name = node.args[1].value
    if is_super(node.args[0]) and frame.body.facts.has_classes and isinstance(name, str):
        return _of_super(frame, node, builtin, name)
    if name in _OF_ANY and builtin == "hasattr" and len(node.args) == 2 and Feature.ATTRIBUTE_HOOKS not in frame.body.facts.features:
        frame.effect(expression(frame, node.args[0]))
        return const(True)
    if not isinstance(name, str):
        return None
    if (unbound := _of_known_class(frame, node, builtin, name)) is not None:
        return unbound
    if not (name in LIBRARY_ATTRIBUTES or name in METHODS or name in OF_OBJECT):
        return None
    if name in OF_OBJECT and isinstance(node.args[0], ast.Name) and node.args[0].id == "self":
        return None
    receiver = frame.keep(expression(frame, node.args[0]))
    default = [frame.keep(expression(frame, part)) for part in node.args[2:]]
    return _known_attribute(frame, node, builtin, receiver, name, *default)


def _of_super(frame: Frame, node: ast.Call, builtin: str, name: str) -> Expr | None:
    """`hasattr(super(), "name")`, `getattr(super(), "name"[, default])`, where no built-in type may have it; else None."""
    if builtin == "getattr" and len(node.args) == 2:
        return super_attribute(frame, ast.copy_location(ast.Attribute(node.args[0], name, ast.Load()), node))
    if (name in OF_OBJECT or name in _OF_ANY) and builtin == "hasattr" and len(node.args) == 2:
        return const(True)
    if name in _OF_ANY and name not in OF_OBJECT and len(node.args) == 3:  # which has it, so that nobody asks for the default
        frame.effect(expression(frame, node.args[2]))
        return super_attribute(frame, ast.copy_location(ast.Attribute(node.args[0], name, ast.Load()), node))
    classes = [n for n in syntax.walk(frame.body.scopes.root.node) if isinstance(n, ast.ClassDef)]
    native = name in METHODS or name in LIBRARY_ATTRIBUTES
    if name in OF_OBJECT or not only_of_bodies(name) or (native and any(has_native_methods(frame, c) for c in classes)):
        return None
    found = super_found(frame, node.args[0], name, node)
    made = frame.temp("val")
    answer = const(False) if builtin == "hasattr" else frame.keep(expression(frame, node.args[2]))
    is_there = const(True) if builtin == "hasattr" else found
    frame.emit(If(op("i32.eqz", local(str(found.imm), "i32")), [Assign(made, answer)], [Assign(made, is_there)]))
    return local(made, "val")


def _of_known_class(frame: Frame, node: ast.Call, builtin: str, name: str) -> Expr | None:
    """`hasattr(bytes, "fromhex")`, `getattr(list, "append")` of a built-in class by name; None where it takes the general way."""
    cls = node.args[0]
    if not isinstance(cls, ast.Name) or cls.id not in RECEIVERS or not frame.means_builtin(cls.id):
        return None
    if not hasattr(getattr(builtins, cls.id), name):
        if builtin == "hasattr":
            return const(False)
        return expression(frame, node.args[2]) if len(node.args) == 3 else None
    if name.startswith("__") and not function_of_class(cls.id, name):
        return None
    if builtin == "hasattr":
        return const(True)
    return expression(frame, ast.copy_location(ast.Attribute(cls, name, ast.Load()), node))


def _known_attribute(frame: Frame, node: ast.Call, builtin: str, receiver: Expr, name: str, default: Expr | None = None) -> Expr:
    exists = Expr("attribute.exists", (receiver,), name, "val", frame.body.site(node))
    if builtin == "hasattr":
        return exists
    if default is None:
        return attribute(frame, receiver, name, node)
    made = frame.temp("val")
    if not name.startswith("__"):
        end = frame.label("attribute")
        frame.emit(Assign(made, default))
        with frame.into() as body:
            frame.emit(Assign(made, value_or_exit(frame, optional_attribute(frame, receiver, name, node), end)))
        frame.emit(Block(end, body))
        return local(made, "val")
    with frame.into() as present:
        frame.emit(Assign(made, attribute(frame, receiver, name, node)))
    frame.emit(If(frame.rt("py_truth", exists, type_="bool"), present, [Assign(made, default)]))
    return local(made, "val")


# special attributes that every value has from `object`
_OF_ANY = frozenset(
    """__class__ __delattr__ __dir__ __doc__ __eq__ __format__ __ge__ __getattribute__ __getstate__ __gt__ __hash__ __init__
    __init_subclass__ __le__ __lt__ __ne__ __new__ __reduce__ __reduce_ex__ __repr__ __setattr__ __sizeof__ __str__
    __subclasshook__""".split()
)

# special attributes that some value has in a body without classes
_SPECIAL = frozenset(
    """__cause__ __class__ __context__ __dict__ __doc__ __module__ __name__ __notes__ __qualname__ __self__ __suppress_context__
    __traceback__ __wrapped__""".split()
)

_FIELDS = frozenset(
    """args characters_written code denominator encoding end end_lineno end_offset errno exceptions fdel fget filename filename2 fset imag
    lineno message msg name numerator obj object offset path print_file_and_line real reason start step stop strerror text value""".split()
)
"""What instances of built-in classes keep; of the class it is a descriptor."""

_BUILT_IN = (object, int, float, str, bytes, list, tuple, dict, set, range, type(None), BaseException)


def _is_builtin(frame: Frame, node: ast.expr) -> bool:
    """Whether an expression is a builtin, or a method of a built-in class, by their names."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in RECEIVERS:
        node = node.value
    return isinstance(node, ast.Name) and hasattr(builtins, node.id) and frame.means_builtin(node.id)


def _builtin(frame: Frame, node: ast.expr) -> object:
    """The builtin that a name means, None for other expressions."""
    return getattr(builtins, node.id) if isinstance(node, ast.Name) and _is_builtin(frame, node) else None


def refuse_special(frame: Frame, node: ast.Attribute) -> None:
    """Refuses special attributes of built-in values that the runtime does not have. Raises Refused."""
    name = node.attr
    if name == "__doc__" and _is_builtin(frame, node.value):
        raise RefusedCall(node, "__doc__ of a built-in value", "Write the text out.")
    if name in _FIELDS and hasattr(_builtin(frame, node.value), name) and isinstance(node.ctx, ast.Load):
        raise RefusedCall(node, f"{name} of a built-in class", "Ask an instance for it.")
    if name in ("manager", "root") and module_class(frame, node.value) == "logging.Logger":
        raise RefusedCall(node, f"logging.Logger.{name}", "Name the loggers.")
    if frame.body.facts.has_classes:
        found = frame.body.facts.mentions
        if name in found.definitions or name in found.names or not any(hasattr(kind, name) for kind in _BUILT_IN):
            return
    if name in FUNCTION_PARTS:
        return
    if name in CLASS_PARTS and Feature.CLASS_PARTS in frame.body.facts.features:
        return
    if name.startswith("__") and name.endswith("__") and name not in METHODS and name not in _SPECIAL:
        raise RefusedCall(node, f"{name} of a built-in value", "Use the operator or builtin it stands for.")


def _computed_attribute(frame: Frame, node: ast.Call, builtin: str) -> Expr | None:
    """`getattr(x, name)` for a name only known when it runs. Built-in methods are found by the names that the text of the body has."""
    found = frame.body.facts.mentions
    hooked = "__getattr__" in found.definitions | found.names  # which is given attributes by name
    asked = found.texts | (found.attributes if hooked else frozenset())
    names = sorted(asked & (METHODS.keys() | LIBRARY_ATTRIBUTES.keys() | OF_OBJECT))
    if not names:
        return None
    receiver, name, *default = kept_expressions(frame, node.args)
    made, end = frame.temp("val"), frame.label("attribute")
    with frame.into() as body:
        for known in names:
            with frame.into() as same:
                value = _known_attribute(frame, node, builtin, receiver, known, *default)
                frame.emit(Assign(made, value))
                frame.emit(Br(end))
            frame.emit(If(frame.rt("py_eq", name, const(known), type_="bool"), same, []))
        args = tuple_of(frame, [receiver, name, *default])
        frame.emit(Assign(made, frame.rt("dynamic_attribute", args, const(builtin == "hasattr"), node=node)))
    frame.emit(Block(end, body))
    return local(made, "val")


def attribute_value(frame: Frame, node: ast.Attribute) -> Expr:
    """A member of a module or of a class of one, or an attribute of a value."""
    node = native_member(frame, node)
    full = member_of(frame, node)
    if full is not None:
        return member_value(frame, full, node)
    module = module_of(frame, node.value)
    if module is not None and is_plugin_module(f"{module}.{node.attr}"):
        if is_module(frame, f"{module}.{node.attr}"):
            raise Refused(node, f"the module {module}.{node.attr} as a value", "Use its functions.")
        if node.attr.startswith("__"):
            raise RefusedCall(node, f"{node.attr} of a plug-in", "Use its functions.")
        return missing(frame, f"{module}.{node.attr}", node)
    if module is not None:
        raise RefusedCall(node, f"{module}.{node.attr} as a value")
    cls = module_class(frame, node.value)
    if cls is not None and f"{cls}.{node.attr}" in CLASS_ATTRIBUTES:
        return frame.rt(CLASS_ATTRIBUTES[f"{cls}.{node.attr}"], node=node)
    unbound = _function_of_class(frame, node, cls)
    if unbound is None and node.attr in OF_OBJECT and not is_super(node.value) and not _defines(frame, node):
        return attribute(frame, expression(frame, node.value), node.attr, node)
    if unbound is not None:
        return unbound
    if is_super(node.value) and frame.body.facts.has_classes:
        return super_attribute(frame, node)
    refuse_special(frame, node)
    refuse_member(frame, node)
    if node.attr == "__class__" and Feature.ATTRIBUTE_HOOKS not in frame.body.facts.features:
        return frame.rt("py_type", expression(frame, node.value), node=node)
    return _of_value(frame, node)


def _of_value(frame: Frame, node: ast.Attribute) -> Expr:
    """An attribute of a value: of an instance, as its class describes it, or of a built-in object."""
    if node.attr in frame.body.facts.instances.properties:
        return _described(frame, node)
    if node.attr in LIBRARY_ATTRIBUTES or (node.attr in METHODS and not _is_receiver(frame, node.value)):
        return _own_or_native(frame, node)
    return read_attribute(frame, expression(frame, node.value), node)


def _described(frame: Frame, node: ast.Attribute) -> Expr:
    """An attribute that may be a property: reading it may run code of the body, and collect, so it stands as a statement."""
    receiver = expression(frame, node.value)
    result = frame.temp("val")
    if may_be_own_beside(frame, node):
        receiver = frame.keep(receiver)
        frame.emit(Assign(result, own_described(frame, receiver, node)))
        with frame.into() as read:
            _read_described(frame, result, receiver, node)
        frame.emit(If(op("i32.eqz", local(result, "i32")), read, []))
    else:
        _read_described(frame, result, receiver, node)
    return local(result, "val")


def _read_described(frame: Frame, result: str, receiver: Expr, node: ast.Attribute) -> None:
    frame.emit(Assign(result, Expr("attribute.unchecked", (receiver,), node.attr, "val", frame.body.site(node))))
    frame.emit(If(op("i32.eqz", local(result, "i32")), [Br(RAISE)], []))


def _own_or_native(frame: Frame, node: ast.Attribute) -> Expr:
    """An attribute that objects of modules have: first that of an instance, if those of the body have one by that name."""
    receiver = expression(frame, node.value)
    if not has_own(frame, node):
        return attribute(frame, receiver, node.attr, node)
    receiver = frame.keep(receiver)
    made = frame.temp("val")
    frame.emit(Assign(made, own_attribute(frame, receiver, node)))
    with frame.into() as native:
        frame.emit(Assign(made, attribute(frame, receiver, node.attr, node)))
    frame.emit(If(op("i32.eqz", local(made, "i32")), native, []))
    return local(made, "val")


def _function_of_class(frame: Frame, node: ast.Attribute, module_cls: str | None) -> Expr | None:
    """`str.lower`, `dict.fromkeys`, `datetime.fromisoformat` as values; `module_cls` is the key of a class of a module."""
    cls = module_cls
    if cls is None and isinstance(node.value, ast.Name) and frame.means_builtin(node.value.id):
        cls = node.value.id
    if module_cls is None and cls is not None and is_none(cls, node.attr):
        return const(None)
    if module_cls is None and cls is not None and (owner := special_of(cls, node.attr)):
        return Expr("function", (), ClassFunction(node.attr, owner), "val")
    if cls is not None and (owner := defining_class(cls, node.attr)) and function_of_class(owner, node.attr):
        return Expr("function", (), ClassFunction(node.attr, owner), "val")
    if module_cls is not None and (node.attr in METHODS or node.attr in LIBRARY_ATTRIBUTES):
        raise RefusedCall(node, f"{module_cls}.{node.attr} as a value", "Write a lambda that calls it.")
    return None


def _defines(frame: Frame, node: ast.Attribute) -> bool:
    """Whether what an attribute is read of surely has it from a class of the body."""
    if isinstance(bound_by(frame, node.value), ast.ClassDef):
        return node.attr in all_defined(frame, node.value)
    return node.attr in frame.body.facts.mentions.definitions and _is_receiver(frame, node.value)


def _is_receiver(frame: Frame, node: ast.expr) -> bool:
    """Whether an expression is the first parameter of the method around it, hence an instance of a class of the body."""
    method = frame.scope.owner
    if not isinstance(node, ast.Name) or method.parent is None or method.parent.kind != "class" or not method.params:
        return False
    if node.id != method.params[0] or method.defs.get(node.id):
        return False
    name = getattr(method.node, "name", "")
    if name in frame.body.facts.mentions.of_classes and not name.startswith("__"):  # `C.m([])`
        return False
    return not has_native_methods(frame, method.parent.node)
