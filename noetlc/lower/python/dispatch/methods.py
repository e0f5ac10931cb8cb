"""Method calls: one function per method name and argument shape, which looks at the receiver's kind.

Example: `x.get(k)` with an unknown `x` calls `@method.get.1`, which tries the kinds that have a `get` (only those that can
occur in the module are linked), then attributes of instances, and raises AttributeError for the rest. Where an argument is known
to be a string and a kind has a faster way for those, as in `x.get("k")`, the dispatcher is one of its own: `@method.get.1.str0`.
"""

from __future__ import annotations

from dataclasses import dataclass

from noetlc.ir.build import op
from noetlc.ir.nodes import Assign, Effect, Expr, Function, If, Return, Stmt
from noetlc.ir.payload import Class, ClassFunction, Method
from noetlc.layout.features import Feature
from noetlc.layout.objects import COUNTER_DICT, DEFAULT_DICT, ORDERED_DICT
from noetlc.layout.static import INSTANCE_TAGS
from noetlc.layout.tags import (
    T_BOOL,
    T_CLASS,
    T_DICT,
    T_EXCEPTION,
    T_FLOAT,
    T_GENERATOR,
    T_INSTANCE,
    T_INT,
    T_LIST,
    T_METHOD_KIND,
    T_NONE,
    T_STR,
    T_TUPLE,
    T_URL,
)
from noetlc.lower.passes.infer import TAG_OF_TYPE
from noetlc.lower.python.arguments.argument_errors import method_error
from noetlc.lower.python.arguments.matching import Given, Keywords, Misfit, Variadic, match
from noetlc.lower.python.dispatch.direct import TYPES, BodyMethods, Construction, ValueCall, direct_calls, receiving, shape, tuple_in
from noetlc.lower.python.frame.context import const, local
from noetlc.primitives.model import ABSENT, Primitive
from noetlc.primitives.modules import CLASS_METHODS, LIBRARY_ATTRIBUTES, TAGS
from noetlc.primitives.overloads import OVERLOADS
from noetlc.primitives.python_builtins import COUNTED_OF_DICTS, OF_ORDERED_DICTS, SORT_VALUE
from noetlc.primitives.python_methods import METHODS, RECEIVERS
from noetlc.primitives.special_methods import OF_OBJECT, is_none, special_of

ALWAYS_LIVE = frozenset((T_NONE, T_BOOL, T_INT, T_FLOAT, T_STR, T_LIST, T_DICT))
_DICT_FEATURES = {
    "collections.Counter": (COUNTER_DICT, Feature.COUNTERS),
    "collections.OrderedDict": (ORDERED_DICT, Feature.ORDERED_DICTS),
    "collections.defaultdict": (DEFAULT_DICT, Feature.DEFAULT_DICTS),
}
TYPE_NAMES = {tag: name for name, tag in {**TAGS, **INSTANCE_TAGS, "property": T_METHOD_KIND}.items()}

TAG_TYPES = {tag: type_ for type_, tag in TAG_OF_TYPE.items() if type_ != "long"}

_WITH_OPERATORS = frozenset(METHODS["__eq__"]) - {T_INSTANCE, T_EXCEPTION}  # kinds whose operators are all rows
_OF_CLASSES = frozenset(key.rpartition(".")[2] for key in CLASS_METHODS)

# methods of built-in types that ask what the class of a body shows, as `__str__` asks its `__repr__`
_OF_WHAT_IS_SHOWN = ("__format__", "__str__")

# what only some values of a kind have, with what tells them: whoever asks for it by name must not meet the AttributeError of the others
OF_SOME = {
    **dict.fromkeys(((T_EXCEPTION, name) for name in ("errno", "strerror", "filename", "filename2")), "exc_has_part"),
    (T_EXCEPTION, "characters_written"): "exc_has_written",
    (T_DICT, "default_factory"): "is_default_dict",
    (T_DICT, "move_to_end"): "is_ordered_dict",
    **dict.fromkeys(((T_DICT, name) for name in ("elements", "most_common", "subtract", "total")), "is_counter"),
    **dict.fromkeys(((T_TUPLE, name) for name in ("_asdict", "_make", "_replace")), "is_named_tuple"),
    (T_URL, "params"): "url_has_params",
    **dict.fromkeys(((T_GENERATOR, name) for name in ("__iter__", "__next__")), "is_iterator"),  # which a coroutine is not
}


@dataclass(frozen=True, slots=True)
class MethodCall:
    """A call of a method: how many positional arguments, the names of the others, and which are known to be strings where that matters."""

    name: str
    count: int
    keywords: tuple[str, ...] = ()
    texts: tuple[int, ...] = ()

    @property
    def function(self) -> str:
        return f"method.{self.name}.{shape(self.count, self.keywords)}" + "".join(f".str{i}" for i in self.texts)

    def made(self, methods: BodyMethods) -> Function:
        return _method(self, methods)


@dataclass(frozen=True, slots=True)
class AttributeRead:
    """An attribute is read; one that is `optional` is 0, with nothing pending, where it is missing; one that is `described` may be a
    property of a class of a body."""

    name: str
    optional: bool = False
    described: bool = False

    @property
    def function(self) -> str:
        return f"{'optional' if self.optional else 'described' if self.described else 'attribute'}.{self.name}"

    def made(self, methods: BodyMethods) -> Function:
        return _attribute_reader(self, methods)


@dataclass(frozen=True, slots=True)
class AttributeTest:
    """An attribute is asked for; if it is `called`, for what a call of a method finds."""

    name: str
    called: bool = False

    @property
    def function(self) -> str:
        return f"{'hasmethod' if self.called else 'hasattr'}.{self.name}"

    def made(self, _: BodyMethods) -> Function:
        return _attribute_test(self)


Dispatch = MethodCall | AttributeRead | AttributeTest | Construction | ValueCall
"""What a dispatcher is for: the name of its `function`, and the dynamic IR that is `made` of it."""


def text_arguments(name: str, types: list[str]) -> tuple[int, ...]:
    """The arguments known to be strings, if the method has a faster way for some kind of receiver."""
    matters = any(primitive.runtime in OVERLOADS for primitive in METHODS.get(name, {}).values())
    return tuple(i for i, type_ in enumerate(types) if type_ == "str") if matters else ()


def primitive_for(type_: str, name: str) -> Primitive | None:
    """The method of a receiver whose type inference knows, None if it is not known or has no such method."""
    tag = TAG_OF_TYPE.get(type_)
    return None if tag is None else METHODS.get(name, {}).get(tag)


def _method(wanted: MethodCall, methods: BodyMethods) -> Function:
    name, count, keywords, texts = wanted.name, wanted.count, wanted.keywords, wanted.texts
    params = receiving(count + len(keywords))
    body = direct_calls(methods, name, [local(p, "val") for p in params[1:]], keywords)
    types = {**dict.fromkeys(params, "val"), "args": "val", "names": "val", "asked": "val", **(TYPES if body else {})}
    receiver = local("self", "val")
    if name in METHODS or name in LIBRARY_ATTRIBUTES:
        body.append(_if_member(name, _attribute_call(receiver, name, params, keywords)))
    if name in METHODS:
        body.append(Assign("asked", receiver))
        classed = Expr("live", (), Feature.BUILTIN_SUBCLASSES, "i32")
        if name in _OF_WHAT_IS_SHOWN:  # but of a str, which is its text
            classed = Expr("and", (classed, op_tag(receiver, T_STR)), None, "bool")
        body.append(If(classed, [Assign("self", Expr("dyn", (receiver,), "plain", "val"))], []))
    for tag, primitive in sorted(METHODS.get(name, {}).items(), key=lambda row: (row[0] not in ALWAYS_LIVE, row[0])):
        known = local("self", TAG_TYPES.get(tag, "val") if texts else "val")
        args = [local(p, "str" if i in texts else "val") for i, p in enumerate(params[1:])]
        then = call_primitive(primitive, known, args, count, keywords, TYPE_NAMES.get(tag, ""))
        body.append(If(_has_method(tag, name), then, []))
    for tag, runtime in LIBRARY_ATTRIBUTES.get(name, {}).items():
        if tag not in METHODS.get(name, {}):  # `x.name` is a value, which is called
            read = Expr("dyn", (receiver,), runtime, "val")
            body.append(If(_has_attribute(tag, name), _call_with(params, keywords, "call_found", read), []))
    body += _leave_class(name)
    asked = local("asked" if name in METHODS else "self", "val")
    body.append(If(_may_have_own(), _attribute_call(asked, name, params, keywords), []))
    body.append(Return(Expr("dyn.unchecked", (asked, const(name)), "raise_no_attribute", "val")))
    return Function(wanted.function, params, "val", types, body, inline="no", collects=True)


def _may_have_own() -> Expr:
    """Whether some value may have a method that no built-in type has."""
    return Expr("or", tuple(Expr("live", (), f, "i32") for f in (Feature.CLASSES, Feature.NAMED_TUPLES)), None, "bool")


def _attribute_call(receiver: Expr, name: str, params: tuple[str, ...], keywords: tuple[str, ...]) -> list[Stmt]:
    """A call through an attribute, for receivers whose class a body defines."""
    return _call_with(params, keywords, "call_attribute", receiver, const(name))


def _call_with(params: tuple[str, ...], keywords: tuple[str, ...], runtime: str, *found: Expr) -> list[Stmt]:
    """A call by a function of the runtime, which gets the arguments as a tuple and the names of the last ones."""
    stmts = tuple_in("args", [local(param, "val") for param in params[1:]])
    names: Expr = Expr("i32.const", (), 0, "val")
    if keywords:
        names = local("names", "val")
        stmts.append(Assign("names", Expr("dyn", (Expr("i32.const", (), len(keywords), "i32"),), "list_new", "list")))
        stmts += [_effect("list_push", names, const(k)) for k in keywords]
    return [*stmts, Return(Expr("dyn.unchecked", (*found, local("args", "val"), names), runtime, "val"))]


def _attribute_reader(wanted: AttributeRead, methods: BodyMethods) -> Function:
    """Reads an attribute: of built-in objects by their kind, methods among them, of others as ever."""
    name = wanted.name
    receiver = local("self", "val")
    found = Return(Expr("dyn.unchecked", (receiver, const(name)), "optional_attribute" if wanted.optional else "py_getattr", "val"))
    body = direct_calls(methods, name, (), (), ("property",)) if wanted.described else []
    types = {"self": "val", "base": "val", **(TYPES if body else {})}
    body += [_if_member(name, [found])] if name in METHODS or name in LIBRARY_ATTRIBUTES else []
    for tag, runtime in LIBRARY_ATTRIBUTES.get(name, {}).items():
        body.append(If(_has_attribute(tag, name), [Return(Expr("dyn", (receiver,), runtime, "val"))], []))
    for tag in sorted(METHODS.get(name, {})):
        bound = Expr("dyn", (Expr("function", (), Method(name), "val"), local("self", "val")), "bound_new", "val")
        body.append(If(_has_attribute(tag, name), [Return(bound)], []))
    if name in OF_OBJECT:
        own = Expr("function", (), ClassFunction(name, "object"), "val")
        of_object = Return(Expr("dyn", (own, receiver), "bound_new", "val"))
        hooked = If(Expr("dyn", (receiver, const("__getattribute__")), "exc_keeps", "bool"), [], [found])
        asked = Expr("and", (Expr("live", (), Feature.ATTRIBUTE_HOOKS, "i32"), op_tag(receiver, T_INSTANCE)), None, "bool")
        body += [If(asked, [hooked], []), If(_has_method(T_INSTANCE, name), [of_object], [])] if name not in METHODS else []
    body += [*_of_class(name), *_leave_class(name), found]
    return Function(wanted.function, ("self",), "val", types, body, inline="no", collects=wanted.described)


def _of_class(name: str) -> list[Stmt]:
    """The method that a class has from a built-in one, where no class of the body defines it."""
    shown: dict[str, Expr] = {}
    for cls in ("object", "bool", *RECEIVERS):
        if is_none(cls, name):
            shown[cls] = const(None)
        elif owner := special_of(cls, name):
            shown[cls] = Expr("function", (), ClassFunction(name, owner), "val")
        elif not name.startswith("_") and RECEIVERS.get("int" if cls == "bool" else cls) in METHODS.get(name, {}):
            shown[cls] = Expr("function", (), ClassFunction(name, "int" if cls == "bool" else cls), "val")
    if not shown:
        return []
    receiver, base = local("self", "val"), local("base", "val")
    stmts: list[Stmt] = [Assign("base", Expr("dyn.unchecked", (receiver,), "native_base", "val"))]
    for cls, value in shown.items():
        same = op("i32.eqz", base) if cls == "object" else op("i32.eq", base, Expr("const", (), Class(cls), "i32"))
        known = [] if RECEIVERS.get(cls, T_INT) in ALWAYS_LIVE or is_none(cls, name) else [Expr("live", (), RECEIVERS[cls], "i32")]
        if special_of(cls, name) == "object":
            known = []
        stmts.append(If(Expr("and", (*known, same), None, "bool") if known else same, [Return(value)], []))
    if special_of("BaseException", name) == "object":
        is_exception = Expr("dyn", (base, const(Class("BaseException"))), "is_subclass", "bool")
        some = Expr("and", (Expr("live", (), T_EXCEPTION, "i32"), is_exception), None, "bool")
        stmts.append(If(some, [Return(Expr("function", (), ClassFunction(name, "object"), "val"))], []))
    inherited = op("i32.eqz", Expr("dyn.unchecked", (receiver, const(name)), "class_find", "val"))
    return [If(op_tag(receiver, T_CLASS), [If(inherited, stmts, [])], [])]


def _attribute_test(wanted: AttributeTest) -> Function:
    """Whether an object has an attribute or method of a name known when compiled."""
    name = wanted.name
    if name in OF_OBJECT:  # which every value has
        return Function(wanted.function, ("self",), "val", {"self": "val"}, [Return(const(True))], inline="no")
    receiver = local("self", "val")
    tags = {*METHODS.get(name, {}), *LIBRARY_ATTRIBUTES.get(name, {})}
    body: list[Stmt] = [If(_has_attribute(tag, name), [Return(const(True))], []) for tag in sorted(tags)]
    found = Return(Expr("dyn", (receiver, const(name)), "py_hasattr", "bool"))
    if name in METHODS and name.startswith("__"):  # of other special names only the interpreter knows who has them
        lacking = _WITH_OPERATORS - tags | {tag for tag in tags if (tag, name) in OF_SOME}
        body += [_if_member(hook, [found]) for hook in ("__getattr__", "__getattribute__")]
        body += [If(op_tag(receiver, tag), [Return(const(False))], []) for tag in sorted(lacking)]
    body += [*_leave_class(name), *([If(_may_have_own(), [found], []), Return(const(False))] if wanted.called else [found])]
    return Function(wanted.function, ("self",), "val", {"self": "val"}, body, inline="no")


def _leave_class(name: str) -> list[Stmt]:
    """Where the receiver is a built-in class as a value, whose methods only the interpreter knows, the run is left to it."""
    if name not in METHODS and name not in _OF_CLASSES:
        return []
    leave = Expr("dyn", (local("self", "val"), const(name)), "leave_built_in", "val")
    return [If(op_tag(local("self", "val"), T_CLASS), [Effect(leave)], [])]


def _if_member(name: str, then: list[Stmt]) -> Stmt:
    """Statements for a receiver with a subclass of a built-in type as class, which has a member of a name."""
    defined = Expr("dyn", (local("self", "val"), const(name)), "has_member", "bool")
    return If(Expr("and", (Expr("live", (), Feature.BUILTIN_SUBCLASSES, "i32"), defined), None, "bool"), then, [])


def _has_method(tag: int, name: str) -> Expr:
    """Whether `self` has the method of a kind; classes of a body may define another, and a field of a named tuple may hide it."""
    test = op_tag(local("self", "val"), tag)
    if tag == T_TUPLE and not name.startswith("_"):
        field = Expr("dyn", (local("self", "val"), const(name)), "is_field", "bool")
        hidden = Expr("and", (Expr("live", (), Feature.NAMED_TUPLES, "i32"), field), None, "bool")
        return Expr("and", (test, Expr("not", (hidden,), None, "bool")), None, "bool")
    if tag == T_METHOD_KIND:
        return Expr("and", (test, Expr("dyn", (local("self", "val"),), "is_property", "bool")), None, "bool")
    if tag not in (T_EXCEPTION, T_INSTANCE):
        return test
    return Expr("and", (test, Expr("dyn", (local("self", "val"), const(name)), "exc_keeps", "bool")), None, "bool")


def _has_attribute(tag: int, name: str) -> Expr:
    """Whether `self` has what a kind has under a name: a method, or an attribute that some of the kind may lack or say otherwise."""
    if (tag, name) not in OF_SOME:
        return _has_method(tag, name) if name in METHODS else op_tag(local("self", "val"), tag)
    args = (local("self", "val"), const(name)) if tag == T_EXCEPTION else (local("self", "val"),)
    return Expr("and", (op_tag(local("self", "val"), tag), Expr("dyn", args, OF_SOME[tag, name], "bool")), None, "bool")


def op_tag(value: Expr, tag: int) -> Expr:
    """Whether a value has a tag, 0 without looking where no object of that kind can exist."""
    test = Expr("dyn", (value, Expr("i32.const", (), tag, "i32")), "tag_is", "bool")
    return test if tag in ALWAYS_LIVE else Expr("and", (Expr("live", (), tag, "i32"), test), None, "bool")


def _effect(name: str, *args: Expr) -> Stmt:
    return Effect(Expr("dyn", args, name, "void"))


def call_primitive(
    primitive: Primitive, receiver: Expr, args: list[Expr], count: int, keywords: tuple[str, ...], type_name: str
) -> list[Stmt]:
    """Returns the result of a method as a value, or raises the TypeError of wrong arguments."""
    matched = match(primitive, count, keywords)
    if isinstance(matched, Misfit) and primitive.runtime == "py_sort":
        primitive = SORT_VALUE  # which knows of keys
        matched = match(primitive, count, keywords)
    if isinstance(matched, Misfit):
        text = const(method_error(matched.text, primitive.name, type_name))
        error = Return(Expr("dyn", (text,), "raise_type_error", "val"))
        ordered = OF_ORDERED_DICTS.get(primitive.name)
        if type_name != "dict" or primitive is ordered:
            return [error]
        if ordered is None:
            return [*_counted_by_kind(receiver, primitive.name, count, keywords), error]
        kind = Expr("dyn", (receiver,), "is_ordered_dict", "bool")
        is_ordered = Expr("and", (Expr("live", (), Feature.ORDERED_DICTS, "i32"), kind), None, "bool")
        return [If(is_ordered, call_primitive(ordered, receiver, args, count, keywords, type_name), []), error]
    stmts: list[Stmt] = []
    values: list[Expr] = []
    for at in matched.places:
        if isinstance(at, Given):
            values.append(args[at.index])
        elif isinstance(at, Variadic):
            stmts.append(Assign("args", Expr("dyn", (Expr("i32.const", (), len(at.indexes), "i32"),), "tuple_new", "tuple")))
            for i, index in enumerate(at.indexes):
                stmts.append(_effect("tuple_set", local("args", "val"), Expr("i32.const", (), i, "i32"), args[index]))
            values.append(local("args", "val"))
        elif isinstance(at, Keywords):
            stmts.append(Assign("names", Expr("dyn", (), "dict_new", "dict")))
            stmts += [_effect("dict_set", local("names", "val"), const(key), args[i]) for key, i in at.named]
            values.append(local("names", "val"))
        elif at is ABSENT:
            values.append(Expr("i32.const", (), 0, "val"))
        else:
            assert at is None or isinstance(at, bool | int | float | str)
            values.append(const(at))
    # what raised returns 0 as this function does, so that a value needs no check
    call = Expr("dyn.unchecked" if primitive.result == "val" else "dyn", (receiver, *values), primitive.runtime, primitive.result)
    return [*stmts, Return(call)]


def _counted_by_kind(receiver: Expr, name: str, count: int, keywords: tuple[str, ...]) -> list[Stmt]:
    """Raises the TypeError of a Counter and its kind for arguments that do not fit."""
    stmts: list[Stmt] = []
    for cls, (kind, feature) in _DICT_FEATURES.items():
        row = COUNTED_OF_DICTS[cls].get(name)
        found = None if row is None else match(row, count, keywords)
        if row is not None and isinstance(found, Misfit):
            text = const(method_error(found.text.replace(f"{row.prefix}{{name}}", f"{row.prefix}{name}"), name, ""))
            of_kind = Expr("dyn", (receiver, Expr("i32.const", (), kind, "i32")), "is_dict_of", "bool")
            asked = Expr("and", (Expr("live", (), feature, "i32"), of_kind), None, "bool")
            stmts.append(If(asked, [Return(Expr("dyn", (text,), "raise_type_error", "val"))], []))
    return stmts


def known_call(primitive: Primitive, receiver: Expr, args: list[Expr], count: int, keywords: tuple[str, ...], site: int) -> Expr | None:
    """The direct call of a method of a known kind; None if the arguments do not fit or are variadic."""
    matched = match(primitive, count, keywords)
    if isinstance(matched, Misfit) or matched.collects:
        return None
    values = [
        args[at.index] if isinstance(at, Given) else Expr("i32.const", (), 0, "val") if at is ABSENT else const(at)  # type: ignore[arg-type]
        for at in matched.places
    ]
    return Expr("dyn", (receiver, *values), primitive.runtime, primitive.result, site)
