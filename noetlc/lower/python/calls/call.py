"""Calls: body functions, builtins, methods, module functions, and anything callable."""

from __future__ import annotations

import ast
from collections.abc import Callable

from noetlc.ir.nodes import Expr
from noetlc.ir.payload import Class
from noetlc.lower.python.arguments.binding import bind_primitive
from noetlc.lower.python.arguments.matching import Misfit, match
from noetlc.lower.python.arguments.packing import dynamic_call, made_exception, packed_arguments
from noetlc.lower.python.calls import attributes, builtins, reflection
from noetlc.lower.python.calls.body_methods import constructed
from noetlc.lower.python.calls.library_counts import miscounted
from noetlc.lower.python.calls.methods import attribute_call
from noetlc.lower.python.calls.module_functions import module_call
from noetlc.lower.python.classes.definition import class_of_parts
from noetlc.lower.python.classes.inherited import is_inherited, native_member, super_without_method
from noetlc.lower.python.facts.refused import RefusedCall
from noetlc.lower.python.facts.scope import starred
from noetlc.lower.python.frame.builtin_values import NOT_LOWERED
from noetlc.lower.python.frame.context import NO_VALUE, Frame, const
from noetlc.lower.python.frame.evaluation import expression
from noetlc.lower.python.functions.calls import bound_call, direct_call, direct_target, value_call
from noetlc.lower.python.functions.definitions import compiled
from noetlc.lower.python.modules.imports import imported_function, module_class
from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.model import VARIADIC, Primitive
from noetlc.primitives.python_builtins import BUILTINS, CLASSES, OBJECT_BUILTINS, VALUE_FORMS

Form = Callable[[Frame, ast.Call], Expr | None]

# builtins that are more than a runtime call; None falls back to the table of primitives
FORMS: dict[str, Form] = {
    "OSError": builtins.os_error,
    **dict.fromkeys(("SyntaxError", "IndentationError", "TabError"), builtins.syntax_error),
    "UnicodeDecodeError": builtins.unicode_error,
    "UnicodeEncodeError": builtins.unicode_error,
    "UnicodeTranslateError": builtins.unicode_error,
    "all": builtins.all_,
    "any": builtins.any_,
    "bytearray": builtins.encoded,
    "bytes": builtins.encoded,
    "dict": builtins.dict_,
    "float": builtins.float_,
    "frozenset": builtins.frozenset_,
    "getattr": attributes.getattr_,
    "globals": reflection.globals_,
    "hasattr": attributes.hasattr_,
    "isinstance": builtins.isinstance_,
    "issubclass": builtins.issubclass_,
    "list": builtins.list_,
    "locals": reflection.locals_,
    "map": builtins.map_,
    "max": builtins.max_,
    "min": builtins.min_,
    "next": builtins.next_,
    "ord": builtins.ord_,
    "print": builtins.print_,
    "set": builtins.set_,
    "sorted": builtins.sorted_,
    "round": builtins.round_,
    "str": builtins.str_,
    "sum": builtins.sum_,
    "type": class_of_parts,
    "vars": reflection.vars_,
}
STARRED = frozenset(("dict", "max", "min", "print"))  # the forms that take * and ** arguments


def call(frame: Frame, node: ast.Call) -> Expr:
    if isinstance(node.func, ast.Name) and (found := _named(frame, node, node.func.id)) is not None:
        return found
    if isinstance(node.func, ast.Attribute) and node.func.attr != "__class__":
        func = native_member(frame, node.func)
        if not starred(node) or is_inherited(frame, node, func):
            return attribute_call(frame, node, func)
    if isinstance(node.func, ast.Name) and not starred(node) and (made := constructed(frame, node)) is not None:
        return made
    return dynamic_call(frame, lambda: expression(frame, node.func), node)


def _named(frame: Frame, node: ast.Call, name: str) -> Expr | None:
    """A call of what a name is known to be; None where it is called like any value."""
    if (wrong := miscounted(frame, node, name)) is not None:
        return wrong
    target = direct_target(frame, name)
    if target is not None:
        return direct_call(frame, target, node) or bound_call(frame, compiled(frame, target), node)
    if (found := value_call(frame, node, name)) is not None:
        return found
    if not frame.means_builtin(name):
        return None if starred(node) else _imported(frame, node, name)
    return _starred_builtin(frame, node, name) if starred(node) else _builtin(frame, node, name)


def _imported(frame: Frame, node: ast.Call, name: str) -> Expr | None:
    """A call of a variable that is a function or class of a module."""
    imported = imported_function(frame, name)
    if imported is not None:
        return module_call(frame, imported[0], imported[1], node)
    cls = module_class(frame, node.func)
    if cls is not None:
        module, _, member = cls.rpartition(".")
        return module_call(frame, module, member, node)
    return None


def _builtin(frame: Frame, node: ast.Call, name: str) -> Expr | None:
    """A call of a builtin by its own name, or of nothing that Python knows."""
    if name in FORMS and (found := FORMS[name](frame, node)) is not None:
        return found
    if name in OBJECT_BUILTINS:
        return bind_primitive(frame, OBJECT_BUILTINS[name], node, name)
    if name in BUILTINS:
        return bind_primitive(frame, _primitive_for(node, name), node, name)
    if name == "super" and (message := super_without_method(frame, node)):
        frame.effect(frame.rt("raise_error", const(Class("RuntimeError")), const(message), node=node))
        return const(None)
    if name in NOT_LOWERED:
        raise RefusedCall(node, f"the builtin {name}", NOT_LOWERED[name])
    if name in EXCEPTIONS and not node.keywords:
        return made_exception(frame, node, name)
    if name in CLASSES or name in ("Ellipsis", "NotImplemented"):
        return None
    frame.effect(frame.rt("raise_name_error", const(name), node=node.func))
    return const(None)


def _primitive_for(node: ast.Call, name: str) -> Primitive:
    """The row of a builtin for a call; where that does not fit, the one whose complaints count what is lowered otherwise."""
    plain = BUILTINS[name]
    names = tuple(str(k.arg) for k in node.keywords)
    misfit = (names and not node.args) or isinstance(match(plain, len(node.args), names), Misfit)
    return VALUE_FORMS[name] if misfit else plain


def _starred_builtin(frame: Frame, node: ast.Call, name: str) -> Expr | None:
    """`print(*xs, sep=", ")`: a builtin whose positional arguments are variadic; others are called as values."""
    if name in STARRED:
        return FORMS[name](frame, node)
    if name == "type":
        raise RefusedCall(node, "* arguments of type", "Pass the arguments one by one.")
    primitive = BUILTINS.get(name)
    if primitive is None or any(k.arg is None for k in node.keywords):
        return None
    if not node.keywords:
        return None
    if not primitive.params or primitive.params[0].default is not VARIADIC:
        raise RefusedCall(node, f"* arguments of {name} beside named ones", "Pass the arguments one by one.")
    args, _ = packed_arguments(frame, ast.copy_location(ast.Call(node.func, node.args, []), node), const(name + "()"))
    given = {str(k.arg): frame.keep(expression(frame, k.value)) for k in node.keywords}
    values = [args]
    for param in primitive.params[1:]:
        values.append(given.pop(param.name, NO_VALUE))
    if given:
        raise RefusedCall(node, f"the argument {next(iter(given))} of {name}")
    return frame.rt(primitive.runtime, *values, node=node, type_=primitive.result)
