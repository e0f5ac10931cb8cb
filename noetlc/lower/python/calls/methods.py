"""Calls of methods."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from noetlc.frontend import syntax
from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Br, Effect, Expr, If, Stmt, Try
from noetlc.ir.types import DYN
from noetlc.lower.python.arguments.encodings import refuse_encoding
from noetlc.lower.python.arguments.packing import dynamic_call
from noetlc.lower.python.calls.attributes import refuse_special
from noetlc.lower.python.calls.module_functions import class_call, module_call
from noetlc.lower.python.calls.patterns import known_method
from noetlc.lower.python.classes.bases import all_defined
from noetlc.lower.python.classes.inherited import is_inherited, names_dict_kind, of_built_in, super_call
from noetlc.lower.python.dispatch.constructors import DICT_KINDS, defining_class, function_of_class
from noetlc.lower.python.facts.refused import RefusedCall
from noetlc.lower.python.frame.calling import call_value
from noetlc.lower.python.frame.context import NO_VALUE, Frame, const, local
from noetlc.lower.python.frame.evaluation import expression, kept_expressions, tuple_of
from noetlc.lower.python.frame.names import bound_by, may_be_unassigned
from noetlc.lower.python.frame.raising import pending_exception, reraise
from noetlc.lower.python.functions.calls import key_and_options, reverse_option
from noetlc.lower.python.loops.comprehensions import joined_items
from noetlc.lower.python.loops.mapping import mapped
from noetlc.lower.python.modules.imports import module_class, module_of
from noetlc.primitives.python_builtins import CLASSES
from noetlc.primitives.python_methods import METHODS, RECEIVERS
from noetlc.primitives.special_methods import OF_OBJECT, SPECIAL, special_of


def attribute_call(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr:
    """`obj.name(…)`: a function of a module, a class method, or a method of a value."""
    module = module_of(frame, func.value)
    if module is not None:
        return module_call(frame, module, func.attr, node)
    cls = module_class(frame, func.value)
    if cls is not None:
        found = class_call(frame, cls, func.attr, node)
        if found is None and names_dict_kind(frame, node, func):
            found = super_call(frame, node, func)
        if found is not None:
            return found
        owner = defining_class(cls, func.attr)
        if cls in DICT_KINDS and frame.body.facts.has_classes and owner and function_of_class(owner, func.attr):
            return dynamic_call(frame, lambda: expression(frame, func), node)  # a class of the body may define another
        if node.args:  # a method with its receiver as first argument
            unbound = ast.copy_location(ast.Attribute(node.args[0], func.attr, ast.Load()), func)
            return method_call(frame, ast.copy_location(ast.Call(unbound, node.args[1:], node.keywords), node), unbound)
        raise RefusedCall(node, f"{cls}.{func.attr}")
    if isinstance(func.value, ast.Name) and func.value.id in CLASSES and frame.means_builtin(func.value.id):
        found = _call_of_class(frame, node, func, func.value.id)
        if found is not None:
            return found
    return method_call(frame, node, func)


def _call_of_class(frame: Frame, node: ast.Call, func: ast.Attribute, cls: str) -> Expr | None:
    """`dict.fromkeys(keys)`, `str.upper(text)`; None for what such a class does not have."""
    found = class_call(frame, cls, func.attr, node)
    if found is not None:
        return found
    if (special_of(cls, func.attr), func.attr) in SPECIAL and not is_inherited(frame, node, func):
        return dynamic_call(frame, lambda: expression(frame, func), node)
    if cls == "dict" and (func.attr, len(node.args)) in _OF_PLAIN_DICTS and _names_dict_kinds(frame, node):
        return _of_plain_dict(frame, node, func)
    if RECEIVERS.get(cls) not in METHODS.get(func.attr, {}) or (node.keywords and func.attr.startswith("__")):
        return None
    plain = node.args and not any(isinstance(a, ast.Starred) for a in node.args)
    if plain and frame.body.facts.has_classes and func.attr.startswith("__"):
        return _special_of_base(frame, node, func)
    return dynamic_call(frame, lambda: expression(frame, func), node)


# methods of `dict` that other kinds of dicts have otherwise, by their counts of arguments
_OF_PLAIN_DICTS = {
    ("__repr__", 1): "dict_repr",
    ("__eq__", 2): "dict_eq_plain",
    ("__ne__", 2): "dict_ne_plain",
    ("copy", 1): "dict_copy_plain",
    ("update", 2): "dict_update_plain",
}


def _names_dict_kinds(frame: Frame, node: ast.Call) -> bool:
    """Whether some dict may be of another kind, in a call whose arguments are known by their places."""
    found = frame.body.facts.mentions
    if node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
        return False
    return not {"Counter", "OrderedDict", "defaultdict"}.isdisjoint(found.names | found.attributes)


def _of_plain_dict(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr:
    """`dict.__repr__(d)`, where d may be of a kind whose own method is another."""
    given = kept_expressions(frame, node.args)
    result = frame.temp("val")
    with frame.into() as of_kind:
        frame.emit(Assign(result, frame.rt(_OF_PLAIN_DICTS[func.attr, len(given)], *given, node=node)))
    with frame.into() as other:
        _of_base(frame, node, func, given, result)
    frame.emit(If(Expr("dyn.unchecked", (given[0],), "is_other_dict", "i32"), of_kind, other))
    return local(result, "val")


def _special_of_base(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr:
    """`list.__getitem__(self, i)`, which does not ask the class of `self` again."""
    given = kept_expressions(frame, node.args)
    result = frame.temp("val")
    _of_base(frame, node, func, given, result)
    return local(result, "val")


def _of_base(frame: Frame, node: ast.Call, func: ast.Attribute, given: list[Expr], result: str) -> None:
    """Puts into a variable what a method of a built-in class gives for a receiver and arguments."""
    with frame.into() as built_in:
        frame.emit(Assign(result, call_value(frame, expression(frame, func), tuple_of(frame, given), NO_VALUE, node)))
    if not (func.attr.startswith("__") and frame.body.facts.has_classes):
        for stmt in built_in:
            frame.emit(stmt)
        return
    with frame.into() as derived:
        rest = tuple_of(frame, given[1:])
        frame.emit(Assign(result, of_built_in(frame, func.attr, given[0], rest, NO_VALUE, node)))
    frame.emit(If(Expr("dyn.unchecked", (given[0],), "is_classed", "i32"), derived, built_in))


def method_call(frame: Frame, node: ast.Call, func: ast.Attribute) -> Expr:
    """A method call: which function runs is decided by the receiver's kind, at compile time where inference knows it."""
    inherited = super_call(frame, node, func)
    if inherited is not None:
        return inherited
    if _is_special_of_class(frame, func):
        return dynamic_call(frame, lambda: expression(frame, func), node)
    refuse_special(frame, func)
    if func.attr in ("encode", "decode"):
        refuse_encoding(node, 0)
    given = [*node.args, *(k.value for k in node.keywords)]
    if any(may_raise(frame, a) for a in given) and _look_up_is_seen(frame, func.attr):
        return dynamic_call(frame, lambda: expression(frame, func), node)
    receiver = frame.keep(expression(frame, func.value))
    if func.attr == "sort" and not node.args and {"key"} <= {k.arg for k in node.keywords} <= {"key", "reverse"}:
        own = frame.body.facts.has_classes and _may_define(frame, "sort")
        return _sort_or_call(frame, receiver, node) if own else _sort_by(frame, receiver, node)
    argument = joined_items if func.attr == "join" and isinstance(func.value, ast.Constant) else expression
    makers = [(lambda a=a: argument(frame, a)) for a in given]
    values = _after_look_up(frame, receiver, func, makers) if any(may_raise(frame, a) for a in given) else frame.operands(makers)
    if len(node.keywords) > 1:  # which need not stand in the order of the parameters
        values = [frame.keep(value) for value in values]
    keywords = tuple(str(k.arg) for k in node.keywords)
    known = known_method(frame, node, func)
    if known is not None:
        return known(receiver, values)
    site = frame.body.site(node)
    call = Expr("method", (receiver, *values), (func.attr, keywords), "val", site)
    return may_run_body_code(frame, call) if frame.body.facts.has_classes else call


def _is_special_of_class(frame: Frame, func: ast.Attribute) -> bool:
    """Whether a call is of a special method that a class may have from a built-in one: `C.__hash__(x)`, `type(x).__eq__(x, y)`."""
    name = func.attr
    if not name.startswith("__") or (name not in OF_OBJECT and name not in METHODS) or not frame.body.facts.has_classes:
        return False
    if name not in METHODS and name not in frame.body.facts.mentions.definitions:
        return True
    if isinstance(func.value, ast.Name):
        cls = bound_by(frame, func.value)
        if isinstance(cls, ast.ClassDef):
            return name not in all_defined(frame, func.value)
        return func.value.id in ("cls", "klass") or (func.value.id in CLASSES and frame.means_builtin(func.value.id))
    made = isinstance(func.value, ast.Call) and isinstance(func.value.func, ast.Name) and func.value.func.id == "type"
    return made or (isinstance(func.value, ast.Attribute) and func.value.attr == "__class__")


_ANSWERS = ("__getattr__", "__getattribute__")


def _look_up_is_seen(frame: Frame, name: str) -> bool:
    """Whether looking a method up may run code of the body, or find nothing: then it comes before the arguments, as in Python."""
    facts = frame.body.facts
    if not facts.has_classes or name in facts.instances.described:
        return facts.has_classes
    defined = facts.mentions.definitions
    if name in facts.instances.members:
        return "__getattribute__" in defined
    return not defined.isdisjoint(_ANSWERS) or not (name in METHODS or facts.instances.may_be_own(name))


def _after_look_up(frame: Frame, receiver: Expr, func: ast.Attribute, makers: Sequence[Callable[[], Expr]]) -> list[Expr]:
    """The arguments of a method call. Python looks the method up first: its absence counts before anything they do.

    Looking up may run code of an instance, and takes long where it finds one of its class, so there the method is only asked for where
    the arguments raise.
    """

    def unless_it_exists(first: list[Stmt]) -> None:
        exists = Expr("method.exists", (receiver,), func.attr, "val", 0)
        with frame.into() as missing:
            frame.effect(frame.rt("raise_no_attribute", receiver, const(func.attr), node=func))
        frame.emit(If(frame.rt("py_is", exists, const(True), type_="bool"), first, missing))

    known: Stmt = Effect(Expr("receiver", (receiver,), func.attr, "void"))  # where that is so, nothing of this is needed
    facts = frame.body.facts
    if not facts.has_classes or (facts.mentions.definitions.isdisjoint(_ANSWERS) and func.attr not in facts.instances.members):
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
_SAFE_COMPARISONS = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)
_EMPTY_CALLS = frozenset(("dict", "list", "set", "tuple"))

# methods of a body that are run where an expression asks for a text, an equality or a truth
_OF_TEXTS = ("__str__", "__repr__", "__format__")
_OF_EQUALITIES = ("__eq__", "__ne__", "__bool__", "__len__")
_OF_TRUTHS = ("__bool__", "__len__")


def may_raise(frame: Frame, node: ast.expr) -> bool:
    """Whether an argument may well raise; names of other functions are taken to be assigned, and values to have a text where no class
    defines it."""
    if isinstance(node, ast.Name) and may_be_unassigned(frame, node.id):
        return True
    parts = _parts_of_harmless(node)
    if parts is None or any(may_raise(frame, part) for part in parts):
        return True
    return not frame.body.facts.mentions.definitions.isdisjoint(_methods_run(node))


def _methods_run(node: ast.expr) -> Sequence[str]:
    """The methods that making a harmless expression of its parts may run."""
    match node:
        case ast.BoolOp() | ast.UnaryOp(op=ast.Not()) | ast.IfExp() | ast.Call(func=ast.Name(id="bool")):
            return _OF_TRUTHS
        case ast.Compare():
            return _OF_EQUALITIES
        case ast.JoinedStr() | ast.Call(func=ast.Name(id="str" | "repr"), args=[_]):
            return _OF_TEXTS
    return ()


def _parts_of_harmless(node: ast.expr) -> Sequence[ast.expr] | None:
    """What an expression is made of, None where making it of its parts may raise."""
    match node:
        case ast.Constant() | ast.Name() | ast.Lambda():
            return ()
        case ast.UnaryOp(op=ast.UAdd() | ast.USub(), operand=ast.Constant(value=int() | float() | complex())):
            return ()
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.BoolOp(values=parts):
            return parts
        case ast.Dict(keys=keys, values=values) if all(isinstance(k, ast.Constant) for k in keys):
            return values
        case ast.JoinedStr(values=values):
            fields = [p for p in values if isinstance(p, ast.FormattedValue)]
            return None if any(f.format_spec is not None for f in fields) else [f.value for f in fields]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return [operand]
        case ast.Compare(left=left, ops=ops, comparators=others) if all(isinstance(o, _SAFE_COMPARISONS) for o in ops):
            return [left, *others]
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return [test, body, orelse]
        case ast.Call(func=ast.Name(id=name), args=[], keywords=[]) if name in _EMPTY_CALLS:
            return ()
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _SAFE_CALLS and len(args) < 2:
            return args
    return None


def may_run_body_code(frame: Frame, call: Expr) -> Expr:
    """A method call that may reach a method of the body: it may collect, so it stands as a statement.

    Where receivers of a built-in kind may be of a subclass, nothing may be known of them.
    """
    receiver, *rest = call.args
    if frame.body.facts.derives_from_built_ins and not (receiver.op == "local" and receiver.type == "val"):
        name = frame.temp("val")
        frame.emit(Assign(name, receiver))
        receiver = local(name, "val")
    result = frame.temp(DYN)
    frame.emit(Assign(result, Expr("method.unchecked", (receiver, *rest), call.imm, "val", call.site)))
    frame.emit(Br(RAISE, Expr("failed", (local(result),), None, "i32")))
    return local(result)


def _may_define(frame: Frame, name: str) -> bool:
    """Whether a class of the body may answer to a name itself."""
    facts = frame.body.facts
    answers = ("__getattr__", "__getattribute__", name)
    return not facts.mentions.definitions.isdisjoint(answers) or name in facts.instances.members or facts.instances.may_be_own(name)


def _sort_or_call(frame: Frame, receiver: Expr, node: ast.Call) -> Expr:
    """`xs.sort(key=f)` where `xs` may be of a class with a `sort` of its own."""
    result = frame.temp("val")
    with frame.into() as built_in:
        frame.emit(Assign(result, _sort_by(frame, receiver, node)))
    with frame.into() as own:
        frame.emit(Assign(result, dynamic_call(frame, lambda: Expr("attribute", (receiver,), "sort", "val", frame.body.site(node)), node)))
    frame.emit(If(Expr("dyn.unchecked", (receiver,), "is_no_plain_list", "i32"), own, built_in))
    return local(result, "val")


def _sort_by(frame: Frame, receiver: Expr, node: ast.Call) -> Expr:
    """`xs.sort(key=f)`: the keys are computed first, since that runs body code. A key that may look at the list finds it empty."""
    frame.effect(frame.rt("check_list", receiver, const("sort"), node=node))
    key, options = key_and_options(frame, node)
    reverse = reverse_option(frame, options, node)
    if any(k.arg == "key" and _looks_at_item(k.value) for k in node.keywords):
        keys = mapped(frame, key, receiver, node, is_key=True)
        return frame.rt("list_sort_by", receiver, keys, reverse, node=node)
    items = frame.keep(frame.rt("list_taken", receiver))
    with frame.into() as protected:
        frame.effect(frame.rt("list_sort_by", items, mapped(frame, key, items, node, is_key=True), reverse, node=node))
    with frame.into() as failed:
        error = pending_exception(frame)
        frame.effect(frame.rt("list_restored", receiver, items))
        reraise(frame, error)
    frame.emit(Try(protected, failed))
    return frame.rt("list_returned", receiver, items, node=node)


def _looks_at_item(key: ast.expr) -> bool:
    """Whether a key function sees nothing but the item: names no variable, and calls none but builtins."""
    if not isinstance(key, ast.Lambda):
        return isinstance(key, ast.Constant) or (isinstance(key, ast.Name) and key.id in _OF_ITEMS)
    own = {a.arg for a in (*key.args.posonlyargs, *key.args.args)}
    return all(n.id in own or n.id in _OF_ITEMS for n in syntax.walk(key) if isinstance(n, ast.Name))


_OF_ITEMS = frozenset(("abs", "bool", "float", "int", "len", "max", "min", "ord", "repr", "round", "sorted", "str", "sum", "tuple"))
