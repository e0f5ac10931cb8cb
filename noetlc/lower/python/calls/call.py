"""Calls: body functions, builtins, methods, module functions, and anything callable."""

from __future__ import annotations

import ast
import codecs
from collections.abc import Callable, Sequence
from types import EllipsisType

from noetlc.ir.build import op
from noetlc.ir.nodes import Assign, Effect, Expr, If, Stmt, Try
from noetlc.ir.payload import Class
from noetlc.lower.python.arguments.binding import bind_primitive, match
from noetlc.lower.python.dispatch.methods import HAS_ATTRIBUTE
from noetlc.lower.python.expressions.operators import expression, kept_expressions, lowers, tuple_of
from noetlc.lower.python.facts.scope import parameter_names
from noetlc.lower.python.frame.context import Frame, Refused, RefusedCall, const, local
from noetlc.lower.python.functions.definitions import (
    NO_VALUE,
    Compiled,
    compiled,
    direct_call,
    direct_callee,
    direct_target,
    signature_of,
    user_call,
)
from noetlc.lower.python.loops.iteration import raise_
from noetlc.lower.python.modules import imports as modules
from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.model import VARIADIC
from noetlc.primitives.python_builtins import BUILTINS, CLASSES, NAMED_CLASSES, OBJECT_BUILTINS, VALUE_FORMS
from noetlc.primitives.python_methods import METHODS, RECEIVERS

Special = Callable[[Frame, ast.Call], Expr | None]
SPECIAL: dict[str, Special] = {}
STARRED: dict[str, Special] = {}  # builtins called with * or ** arguments


def special(name: str) -> Callable[[Special], Special]:
    """Registers the lowering of a builtin that is more than a runtime call; None falls back to the table."""

    def register(handler: Special) -> Special:
        SPECIAL[name] = handler
        return handler

    return register


@lowers(ast.Call)
def _call(frame: Frame, node: ast.expr) -> Expr:
    assert isinstance(node, ast.Call)
    starred = any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords)
    if isinstance(node.func, ast.Name):
        found = _named(frame, node, node.func.id, starred)
        if found is not None:
            return found
    if isinstance(node.func, ast.Attribute) and node.func.attr != "__class__":
        from noetlc.lower.python.classes.definition import is_inherited, native_member

        func = native_member(frame, node.func)
        if not starred or is_inherited(frame, node, func):
            return _attribute(frame, node, func)
    return dynamic_call(frame, lambda: expression(frame, node.func), node)


def _named(frame: Frame, node: ast.Call, name: str, starred: bool) -> Expr | None:
    target = direct_target(frame, name)
    if target is not None:
        assert not starred
        return direct_call(frame, target, node) or _bound_call(frame, compiled(frame, target), node)
    if frame.body.scopes.resolve(frame.scope, name).scope is not None:
        imported = modules.imported_function(frame, name)
        if imported is not None and not starred:
            return modules.call(frame, imported[0], imported[1], node)
        library = modules.library_class(frame, node.func)
        if library is not None and not starred:
            module, _, member = library.rpartition(".")
            return modules.call(frame, module, member, node)
        return None
    if starred:
        return _starred_builtin(frame, node, name)
    if name in SPECIAL:
        found = SPECIAL[name](frame, node)
        if found is not None:
            return found
    if name in ("getattr", "hasattr"):
        found = modules.named_attribute(frame, node, name)
        if found is not None:
            return found
    if name in OBJECT_BUILTINS:
        return bind_primitive(frame, OBJECT_BUILTINS[name], node, name)
    if name in ("str", "bytes", "bytearray"):
        refuse_encoding(node, 1)
    if name == "OSError" and len(node.args) > 1 and not node.keywords:
        if len(node.args) > 2:
            raise Refused(node, "an OSError with the name of a file", "Raise it with a number and a text.")
        args, _ = packed_arguments(frame, node, NO_VALUE)
        return frame.rt("os_error_new", args)
    if name in BUILTINS:
        primitive, count = BUILTINS[name], len(node.args)
        if (node.keywords and not node.args) or isinstance(match(primitive, count, tuple(str(k.arg) for k in node.keywords)), str):
            primitive = VALUE_FORMS[name]  # whose complaints count what is lowered otherwise
        return bind_primitive(frame, primitive, node, name)
    if name in modules.NOT_LOWERED:
        raise RefusedCall(node, f"the builtin {name}", modules.NOT_LOWERED[name])
    if name in EXCEPTIONS and not node.keywords:
        args, _ = packed_arguments(frame, node, NO_VALUE)
        return frame.rt("exc_new", const(Class(name)), args)
    if name in CLASSES:
        return None
    if name in ("Ellipsis", "NotImplemented"):
        return None
    frame.effect(frame.rt("raise_name_error", const(name), node=node.func))
    return const(None)


def _starred_builtin(frame: Frame, node: ast.Call, name: str) -> Expr | None:
    """`print(*xs, sep=", ")`: a builtin whose positional arguments are variadic; others are called as values."""
    if name in STARRED:
        return STARRED[name](frame, node)
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


def _bound_call(frame: Frame, made: Compiled, node: ast.Call) -> Expr:
    """A direct function whose arguments do not simply match: bound at run time, with CPython's errors."""
    args, kwargs = packed_arguments(frame, node, NO_VALUE)
    signature = const(signature_of(made))
    bound = frame.keep(frame.rt("bind_arguments", NO_VALUE, args, kwargs, signature, node=node))
    params = parameter_names(made.node.args)
    defaults = _constant_defaults(made)
    values: list[Expr] = []
    for i, param in enumerate(params):
        value = frame.keep(frame.rt("list_get", bound, Expr("i32.const", (), i, "i32")), "val")
        if param in defaults:
            default = const(defaults[param])
            value = frame.keep(Expr("cond", (op("i32.eqz", local(str(value.imm), "i32")), default, value), None, "val"))
        values.append(value)
    return user_call(frame, made.name, NO_VALUE, values, node)


def _constant_defaults(made: Compiled) -> dict[str, bool | int | float | str | None]:
    args = made.node.args
    positional = [*args.posonlyargs, *args.args]
    pairs = list(zip(positional[len(positional) - len(args.defaults) :], args.defaults, strict=True))
    pairs += [(a, d) for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is not None]
    return {a.arg: d.value for a, d in pairs if isinstance(d, ast.Constant) and not isinstance(d.value, bytes | complex | EllipsisType)}


def packed_arguments(frame: Frame, node: ast.Call, callee: Expr) -> tuple[Expr, Expr]:
    """All arguments as a tuple, and keyword arguments as a dict or 0. Messages about them name `callee`."""
    only_star = node.args[0] if len(node.args) == 1 else None
    if isinstance(only_star, ast.Starred):  # its items are taken once everything is evaluated
        items = frame.keep(expression(frame, only_star.value))
        kwargs = packed_keywords(frame, node, callee)
        return frame.keep(frame.rt("star_arguments", callee, items, node=node)), kwargs
    if any(isinstance(a, ast.Starred) for a in node.args):
        made = frame.keep(Expr("dyn", (Expr("i32.const", (), 0, "i32"),), "list_new", "list"))
        for arg in node.args:
            if isinstance(arg, ast.Starred):
                frame.effect(frame.rt("list_extend_star", made, expression(frame, arg.value), node=node))
            else:
                frame.effect(frame.rt("list_push", made, expression(frame, arg)))
        args = frame.keep(frame.rt("list_to_tuple", made, type_="tuple"))
    else:
        args = tuple_of(frame, kept_expressions(frame, node.args))
    return args, packed_keywords(frame, node, callee)


def packed_keywords(frame: Frame, node: ast.Call, callee: Expr) -> Expr:
    if not node.keywords:
        return NO_VALUE
    kwargs = frame.keep(Expr("dyn", (), "dict_new", "dict"))
    merged = any(k.arg is None for k in node.keywords)
    for keyword in node.keywords:
        if keyword.arg is None:
            frame.effect(frame.rt("kwargs_update", callee, kwargs, expression(frame, keyword.value), node=node))
        elif merged:  # the name may have come with an earlier `**`
            frame.effect(frame.rt("kwargs_set", callee, kwargs, const(keyword.arg), expression(frame, keyword.value), node=node))
        else:
            frame.effect(frame.rt("dict_set", kwargs, const(keyword.arg), expression(frame, keyword.value)))
    return kwargs


def dynamic_call(frame: Frame, function: Callable[[], Expr], node: ast.Call) -> Expr:
    """A call of a value, through `py_call`; it may run body code, so it stands as a statement."""
    callee = frame.keep(function())
    if frame.body.asks_types:  # the callee may be the class of any value: all are made callable, once
        frame.body.asks_types = False
        for name in (*RECEIVERS, "bool"):
            if name in NAMED_CLASSES and name not in frame.body.mentions.names:
                continue
            frame.effect(Expr("class", (), name, "val"))
    args, kwargs = packed_arguments(frame, node, callee)
    return call_value(frame, callee, args, kwargs, node)


def call_value(frame: Frame, callee: Expr, args: Expr, kwargs: Expr, node: ast.AST) -> Expr:
    result = frame.temp("val")
    frame.emit(Assign(result, Expr("dyn.unchecked", (callee, args, kwargs), "py_call", "val", frame.body.site(node))))
    frame.emit(If(op("i32.eqz", local(result, "i32")), [raise_(frame)], []))
    return local(result, "val")


def _attribute(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr:
    """`obj.name(…)`: a function of a module, a class method, or a method of a value."""
    module = modules.module_of(frame, func.value)
    if module is not None:
        return modules.call(frame, module, func.attr, node)
    library = modules.library_class(frame, func.value)
    if library is not None:
        found = modules.class_call(frame, library, func.attr, node)
        if found is not None:
            return found
        if node.args:  # a method with its receiver as first argument
            unbound = ast.copy_location(ast.Attribute(node.args[0], func.attr, ast.Load()), func)
            return method_call(frame, ast.copy_location(ast.Call(unbound, node.args[1:], node.keywords), node), unbound)
        raise RefusedCall(node, f"{library}.{func.attr}")
    if isinstance(func.value, ast.Name) and func.value.id in CLASSES:
        if frame.body.scopes.resolve(frame.scope, func.value.id).scope is None:
            found = modules.class_call(frame, func.value.id, func.attr, node)
            if found is not None:
                return found
            if RECEIVERS.get(func.value.id) in METHODS.get(func.attr, {}) and not node.keywords:  # `str.upper(text)`
                plain = node.args and not any(isinstance(a, ast.Starred) for a in node.args)
                if plain and frame.body.has_classes and func.attr.startswith("__"):
                    return _special_of_base(frame, node, func)
                return dynamic_call(frame, lambda: expression(frame, func), node)
    return method_call(frame, node, func)


def refuse_encoding(node: ast.Call, position: int) -> None:
    """Refuses a constant encoding that Python knows and the runtime does not; any other text is an error when it runs."""
    named = [k.value for k in node.keywords if k.arg == "encoding"]
    for given in [*node.args[position : position + 1], *named]:
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            try:
                found = codecs.lookup(given.value).name
            except (LookupError, ValueError):
                continue
            if found not in ("utf-8", "ascii", "iso8859-1"):
                raise RefusedCall(node, f"the encoding {found}")


def _special_of_base(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr:
    """`list.__getitem__(self, i)`, which does not ask the class of `self` again."""
    given = kept_expressions(frame, node.args)
    result = frame.temp("val")
    with frame.into() as built_in:
        frame.emit(Assign(result, call_value(frame, expression(frame, func), tuple_of(frame, given), NO_VALUE, node)))
    with frame.into() as derived:
        rest = tuple_of(frame, given[1:])
        frame.emit(Assign(result, frame.rt("builtin_method", given[0], const(func.attr), rest, NO_VALUE, node=node)))
    frame.emit(If(Expr("dyn.unchecked", (given[0],), "is_classed", "i32"), derived, built_in))
    return local(result, "val")


def method_call(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr:
    """A method call: which function runs is decided by the receiver's kind, at compile time where inference knows it."""
    from noetlc.lower.python.classes.definition import super_call
    from noetlc.lower.python.loops.comprehensions import joined_items

    inherited = super_call(frame, node, func)
    if inherited is not None:
        return inherited
    modules.refuse_special(frame, func)
    if func.attr in ("encode", "decode"):
        refuse_encoding(node, 0)
    receiver = frame.keep(expression(frame, func.value))
    if func.attr == "sort" and not node.args and {"key"} <= {k.arg for k in node.keywords} <= {"key", "reverse"}:
        return _sort_by(frame, receiver, node)
    given = [*node.args, *(k.value for k in node.keywords)]
    argument = joined_items if func.attr == "join" and isinstance(func.value, ast.Constant) else expression
    makers = [(lambda a=a: argument(frame, a)) for a in given]
    values = _after_look_up(frame, receiver, func, makers) if any(may_raise(a) for a in given) else frame.operands(makers)
    keywords = tuple(str(k.arg) for k in node.keywords)
    site = frame.body.site(node)
    call = Expr("method", (receiver, *values), (func.attr, keywords), "val", site)
    return may_run_body_code(frame, call) if frame.body.has_classes else call


def _after_look_up(frame: Frame, receiver: Expr, func: ast.Attribute, makers: Sequence[Callable[[], Expr]]) -> list[Expr]:
    """The arguments of a method call. Python looks the method up first: its absence counts before anything they do.

    Looking up may run code of an instance, so there the method is only asked for where the arguments raise.
    """
    from noetlc.lower.python.statements.exceptions import pending_exception, reraise

    def unless_it_exists(first: list[Stmt]) -> None:
        exists = Expr("attribute", (receiver,), (func.attr, HAS_ATTRIBUTE), "val", 0)
        with frame.into() as missing:
            frame.effect(frame.rt("raise_no_attribute", receiver, const(func.attr), node=func))
        frame.emit(If(frame.rt("py_truth", exists, type_="bool"), first, missing))

    known: Stmt = Effect(Expr("receiver", (receiver,), func.attr, "void"))  # where that is so, nothing of this is needed
    if not frame.body.has_classes:
        unless_it_exists([known])
        return frame.operands(makers)
    with frame.into() as built_in:
        unless_it_exists([])
    frame.emit(If(Expr("dyn.unchecked", (receiver,), "is_instance", "i32"), [known], built_in))
    with frame.into() as protected:
        values = [frame.keep(v) for v in frame.operands(makers)]
    with frame.into() as failed:
        frame.emit(known)
        error = pending_exception(frame)
        unless_it_exists([])
        reraise(frame, error)
    frame.emit(Try(protected, failed))
    return values


_SAFE_CALLS = frozenset(("str", "repr", "bool"))
_EMPTY_CALLS = frozenset(("dict", "list", "set", "tuple"))


def may_raise(node: ast.expr) -> bool:
    """Whether an argument may well raise; names are taken to be assigned, and values to have a text."""
    if isinstance(node, ast.Constant | ast.Name | ast.Lambda):
        return False
    if isinstance(node, ast.Tuple | ast.List):
        return any(may_raise(e) for e in node.elts)
    if isinstance(node, ast.Dict):
        keys = all(isinstance(k, ast.Constant) for k in node.keys)
        return not keys or any(may_raise(v) for v in node.values)
    if isinstance(node, ast.JoinedStr):
        fields = [p for p in node.values if isinstance(p, ast.FormattedValue)]
        return any(f.format_spec is not None or may_raise(f.value) for f in fields)
    if isinstance(node, ast.UnaryOp):
        return (not isinstance(node.op, ast.Not) and not isinstance(node.operand, ast.Constant)) or may_raise(node.operand)
    if isinstance(node, ast.Compare):
        plain = all(isinstance(o, ast.Eq | ast.NotEq | ast.Is | ast.IsNot) for o in node.ops)
        return not plain or any(may_raise(p) for p in (node.left, *node.comparators))
    if isinstance(node, ast.BoolOp):
        return any(may_raise(v) for v in node.values)
    if isinstance(node, ast.IfExp):
        return any(may_raise(p) for p in (node.test, node.body, node.orelse))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) < 2 and not node.keywords:
        empty = not node.args and node.func.id in _EMPTY_CALLS
        return not empty and (node.func.id not in _SAFE_CALLS or any(may_raise(a) for a in node.args))
    return True


def may_run_body_code(frame: Frame, call: Expr) -> Expr:
    """A method call that may reach a method of the body: it may collect, so it stands as a statement."""
    result = frame.temp("val")
    frame.emit(Assign(result, Expr("method.unchecked", call.args, call.imm, "val", call.site)))
    frame.emit(If(op("i32.eqz", local(result, "i32")), [raise_(frame)], []))
    return local(result, "val")


def _sort_by(frame: Frame, receiver: Expr, node: ast.Call) -> Expr:
    """`xs.sort(key=f)`: the keys are computed first, since that runs body code."""
    from noetlc.lower.python.calls.builtins import mapped

    frame.effect(frame.rt("check_list", receiver, const("sort"), node=node))
    given: dict[str, Expr] = {}
    for k in node.keywords:
        given[str(k.arg)] = direct_callee(frame, k.value) if k.arg == "key" else frame.keep(expression(frame, k.value))
    keys = mapped(frame, given["key"], receiver, node, is_key=True)
    return frame.rt("list_sort_by", receiver, keys, given.get("reverse", const(False)), node=node)


def builtin_value(frame: Frame, node: ast.Name) -> Expr:
    """A builtin used as a value: a class, or a function object of the builtin."""
    if node.id in modules.NOT_LOWERED:
        raise RefusedCall(node, f"the builtin {node.id} as a value", modules.NOT_LOWERED[node.id])
    if node.id in CLASSES:
        return Expr("class", (), node.id, "val")
    if node.id in BUILTINS:
        return Expr("builtin", (), node.id, "val")
    if node.id in SPECIAL or node.id in OBJECT_BUILTINS:
        raise RefusedCall(node, f"the builtin {node.id} as a value")
    if node.id == "Ellipsis":
        return const(Class("Ellipsis"))
    if node.id == "NotImplemented":
        return const(Class("NotImplemented"))
    if node.id == "__name__":
        return const("__main__")
    return frame.rt("raise_name_error", const(node.id), node=node)
