"""Built-in functions and classes used as values: `map(str, xs)`, `defaultdict(list)`, `f = len`.

A builtin used as a value becomes a static function object whose entry counts arguments and calls the runtime; classes share one
function, `construct_builtin`, which knows only those the module uses that way.
"""

from __future__ import annotations

import collections
from dataclasses import dataclass

from noetlc.ir.build import op
from noetlc.ir.nodes import Effect, Expr, Function, If, Return, Stmt
from noetlc.ir.payload import Class, ClassFunction, List, Method, NativeFunction
from noetlc.layout.features import Feature
from noetlc.layout.objects import COUNTER_DICT, DEFAULT_DICT, ORDERED_DICT, TUPLE_ITEMS, Tuple
from noetlc.layout.tags import T_BOOL, T_CLASS, T_DICT, T_FUNCTION, T_INT, T_LIST
from noetlc.lower.python.arguments.argument_errors import PARSED, counted_at_most, method_error, too_few, too_many, unexpected
from noetlc.lower.python.dispatch.methods import TYPE_NAMES, op_tag
from noetlc.lower.python.frame.context import const, local
from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.model import KEYWORDS, VARIADIC, Marker, Param, Primitive
from noetlc.primitives.modules import CLASS_METHODS, CONSTRUCTORS, FUNCTIONS, TAGS
from noetlc.primitives.python_builtins import NONE_TYPE, SORT_VALUE, VALUE_FORMS
from noetlc.primitives.python_methods import METHODS, RECEIVERS
from noetlc.primitives.special_methods import KNOWN_BY_NAME, OF_SUPER, SPECIAL, is_slot, is_slot_of_all

LENGTH = Tuple.FIELDS["length"][1]
DICT_KINDS = {"collections.Counter": COUNTER_DICT, "collections.OrderedDict": ORDERED_DICT, "collections.defaultdict": DEFAULT_DICT}
ANY_NUMBER = 1 << 30  # more arguments than there are


def construct_builtin(names: list[str]) -> Function:
    """`construct_builtin(cls, args, kwargs)` for the classes a module uses as values."""
    body: list[Stmt] = []
    constructors = {**VALUE_FORMS, **CONSTRUCTORS, NONE_TYPE.name: NONE_TYPE}
    for name in sorted(n for n in names if n in constructors and n not in EXCEPTIONS):
        same = op("i32.eq", local("cls", "i32"), Expr("const", (), Class(name), "i32"))
        body.append(If(same, call_packed(constructors[name]), []))
    body.append(Return(Expr("dyn", (local("cls", "val"),), "raise_not_callable", "val")))
    types = dict.fromkeys(("cls", "args", "kwargs"), "val")
    provides = frozenset((Feature.CLASS_CALLS, T_CLASS)) if names else frozenset()
    return Function("construct_builtin", ("cls", "args", "kwargs"), "val", types, body, provides=provides)


def native_entry(function: NativeFunction) -> Function:
    """The entry `(self, args, kwargs)` of a function used as a value, which is none of a plug-in."""
    types = dict.fromkeys(("self", "args", "kwargs"), "val")
    provides = frozenset((T_FUNCTION,))
    if isinstance(function, Method):
        body = _method_of_any(function.name)
        provides |= {Feature.SLOT_METHODS} if is_slot_of_all(function.name) else frozenset()
    elif not isinstance(function, ClassFunction):
        body = call_packed(VALUE_FORMS.get(function.name) or FUNCTIONS[function.name])
    elif function.cls == OF_SUPER:
        body = _method_of_super(function.name)
    elif function.described() in CLASS_METHODS:
        body = call_packed(CLASS_METHODS[function.described()], function.cls.rpartition(".")[2])
    else:
        body = _method_of(function.cls, function.name)
        provides |= {Feature.UNBOUND_METHODS, *((Feature.SLOT_METHODS,) if is_slot(function.cls, function.name) else ())}
    return Function(function.entry, ("self", "args", "kwargs"), "val", types, body, provides=provides)


def function_of_class(cls: str, name: str) -> bool:
    """Whether a class method, or a method that takes its receiver as first argument, can be a value."""
    return f"{cls}.{name}" in CLASS_METHODS or (cls, name) in SPECIAL or _tag_of(cls) in METHODS.get(name, {})


def _tag_of(cls: str) -> int:
    """The tag of the instances of a class that has methods, else -1; `cls` is the key or name of the class."""
    if cls in DICT_KINDS:
        return T_DICT
    return TAGS.get(cls.rpartition(".")[2], -1) if "." in cls else RECEIVERS.get(cls, -1)


def defining_class(cls: str, name: str) -> str:
    """The class that a kind of dict has a method from: itself or `dict`; "" where it has none of that name. Others are themselves."""
    if cls not in DICT_KINDS:
        return cls
    line = getattr(collections, cls.rpartition(".")[2]).__mro__
    found = next((above for above in line if name in vars(above)), object)
    return cls if found is line[0] else "dict" if found is dict else ""


def _method_of_any(name: str) -> list[Stmt]:
    """A method taken from a receiver, whatever kinds have it: the first argument. Only `super()` takes it from one that has none."""
    message = const(f"'super' object has no attribute '{name}'")
    missing = Return(Expr("dyn", (const(Class("AttributeError")), message), "raise_error", "val"))
    kinds: list[Stmt] = [If(op_tag(_item(0), tag), _call_method(name, tag), []) for tag in sorted(METHODS[name])]
    of_super = If(Expr("live", (), Feature.BUILTIN_SUBCLASSES, "i32"), [missing], [])
    return [*kinds, of_super, Effect(op("unreachable"))]


def _method_of_super(name: str) -> list[Stmt]:
    """A special method that `super()` finds in a built-in class: the first argument is the receiver."""
    rest = Expr("dyn", (local("args", "val"),), "tuple_rest", "val")
    if name in KNOWN_BY_NAME or name not in METHODS:
        return [Return(Expr("dyn", (_item(0), const(name), rest, local("kwargs", "val")), "builtin_method", "val"))]
    method = Expr("function", (), Method(name), "val")
    return [Return(Expr("dyn", (_item(0), const(name), method, rest, local("kwargs", "val")), "native_by", "val"))]


def _method_of(cls: str, name: str) -> list[Stmt]:
    """A method taken from a class: the first argument must be one of its instances."""
    tag = _tag_of(cls)
    lacking = f"unbound method {cls.rpartition('.')[2]}.{name}() needs an argument"
    strange = f"descriptor '{name}' for '{cls}' objects doesn't apply to a '$' object"
    if is_slot(cls, name):
        lacking = f"descriptor '{name}' of '{cls}' object needs an argument"
        strange = f"descriptor '{name}' requires a '{cls}' object but received a '$'"
    if DICT_KINDS.get(cls) == COUNTER_DICT:
        lacking = f"Counter.{name}() missing 1 required positional argument: 'self'"
    missing = Expr("dyn", (const(lacking),), "raise_type_error", "val")
    checks: list[Stmt] = [If(op("i32.eqz", _count()), [Return(missing)], [])]
    if cls != "object":
        fits = op_tag(_item(0), tag)
        if tag == T_INT:
            fits = Expr("or", (fits, op_tag(_item(0), T_BOOL)), None, "bool")
        elif DICT_KINDS.get(cls, COUNTER_DICT) != COUNTER_DICT:  # whose methods are functions, which take any dict
            fits = Expr("and", (fits, Expr("dyn", (_item(0), _number(DICT_KINDS[cls])), "is_dict_of", "bool")), None, "bool")
        elif cls in EXCEPTIONS:
            fits = Expr("dyn", (_item(0), const(Class(cls))), "is_exception_of", "bool")
        checks.append(If(fits, [], [Return(Expr("dyn", (const(strange), _item(0)), "raise_type", "val"))]))
    if tag >= 0 and name.startswith("__") and name != "__init__":  # of a class of the body, which is not asked again
        derived = Expr("dyn.unchecked", (_item(0),), "is_classed", "i32")
        some = Expr("and", (Expr("live", (), Feature.BUILTIN_SUBCLASSES, "i32"), derived), None, "bool")
        checks.append(If(some, _method_of_super(name), []))
    special = SPECIAL.get((cls, name))
    if name == "__init__" and tag >= 0:
        checks.append(Effect(Expr("class", (), cls, "val")))  # which it makes its content of
    return [*checks, *(_call_method(name, tag) if special is None else call_packed(special, receiver=True))]


def _call_method(name: str, tag: int) -> list[Stmt]:
    primitive = SORT_VALUE if (name, tag) == ("sort", T_LIST) else METHODS[name][tag]
    plain = Effect(Expr("dyn", (local("args", "val"), _number(0), Expr("dyn", (_item(0),), "plain", "val")), "tuple_set", "void"))
    native = If(Expr("live", (), Feature.BUILTIN_SUBCLASSES, "i32"), [plain], [])
    return [native, *call_packed(primitive, TYPE_NAMES.get(tag, ""), receiver=True)]


def call_packed(primitive: Primitive, type_name: str = "", receiver: bool = False) -> list[Stmt]:
    """Calls a primitive with the locals `args`, a tuple, and `kwargs`, a dict or 0. A receiver of a type is the first argument."""
    call = _Packed(primitive, type_name, int(receiver))
    body = call.checks()
    made = Expr("dyn", tuple(call.values()), primitive.runtime, primitive.result)
    return [*body, Return(made)]


@dataclass(frozen=True, slots=True)
class _Packed:
    """A call with arguments packed in `args` and `kwargs`; the `first` ones are no parameters."""

    primitive: Primitive
    type_name: str
    first: int

    @property
    def shown(self) -> str:
        """The name in messages about named arguments."""
        return self.primitive.names_to or self.primitive.name

    def checks(self) -> list[Stmt]:
        """Refuses arguments that do not fit, in CPython's order: who takes names counts first, who takes none refuses names first."""
        if any(p.default is KEYWORDS for p in self.primitive.params):
            return self.check_count()
        named = [p for p in self.primitive.params if not p.positional_only and not p.collects]
        if self.primitive.is_python:
            return [self.check_python(), *self.check_count()]
        if not named:
            return [*self.refuse_names(), *self.check_count()]
        known = self.check_names(named)
        total = self.check_total(named)
        if self.primitive.names_to:
            first = [Effect(Expr("dyn", (_item(0),), "py_iter", "val"))] if self.primitive.takes_first else []
            return [*self.check_count(), *self.if_named(*first), *total, *self.if_named(known)]
        missing: list[Stmt] = [Effect(self.argument(i, p)) for i, p in enumerate(self.primitive.params) if p in named and p.required]
        return [*total, *self.check_count(), *self.if_named(*missing, known)]

    def refuse_names(self) -> list[Stmt]:
        """Refuses any named argument."""
        text = unexpected(self.primitive, "")
        if self.primitive.variadic or self.primitive.runtime in PARSED:
            text = text.replace("{name}", self.primitive.name)
        return self.if_named(Return(Expr("dyn", (self.text(text),), "raise_type_error", "val")))

    def check_python(self) -> Stmt:
        """Refuses what a function written in Python refuses, but for too many arguments."""
        slots, own = self.primitive.slots, [p.name for p in self.primitive.params if p.keyword_only]
        places = (_number(self.first), _number(len(slots)), _number(sum(p.required for p in slots)))
        names = const(List((*(p.name for p in slots), *own)))
        shown = const(self.primitive.prefix + self.primitive.name)
        return Effect(Expr("dyn", (shown, local("args", "val"), local("kwargs", "val"), names, *places), "check_python", "val"))

    def check_names(self, named: list[Param]) -> Stmt:
        """Refuses names that no parameter has, and those given by position too."""
        names = const(List(tuple(p.name for p in named)))
        start = sum(p.positional_only for p in self.primitive.slots)
        count = sum(not p.positional_only for p in self.primitive.slots)
        places = (_number(self.first), _number(start), _number(count))
        return Effect(Expr("dyn", (*self.packed(), names, *places), "check_named", "val"))

    def check_total(self, named: list[Param]) -> list[Stmt]:
        """Refuses more arguments, by position and name, than CPython counts at most."""
        most = counted_at_most(self.primitive)
        if most is None:
            return []
        uncounted = self.first + (len(self.primitive.slots) if self.primitive.names_to else 0)
        uncounted = ANY_NUMBER if self.primitive.variadic else uncounted
        limit = Effect(Expr("dyn", (*self.packed(), _number(uncounted), _number(most)), "check_total", "val"))
        always = any(p.keyword_only for p in named) and not self.primitive.names_to
        return [limit] if always else self.if_named(limit)

    def packed(self) -> tuple[Expr, ...]:
        return const(self.shown), local("args", "val"), local("kwargs", "val")

    def if_named(self, *stmts: Stmt) -> list[Stmt]:
        return [If(Expr("dyn", (local("kwargs", "val"),), "has_named", "bool"), list(stmts), [])]

    def check_count(self) -> list[Stmt]:
        """Refuses too few or too many positional arguments."""
        slots = self.primitive.slots
        least = self.primitive.least
        out: list[Stmt] = []
        if least:
            few = self.miscounted(too_few(self.primitive, least - 1, [p.name for p in slots[least - 1 :]]), least - 1)
            out.append(If(op("i32.lt_u", _count(), _number(self.first + least)), [few], []))
        if not self.primitive.variadic:
            given = len(slots) + 1
            many = self.miscounted(too_many(self.primitive, given, 0), given)
            out.append(If(op("i32.gt_u", _count(), _number(self.first + len(slots))), [many], []))
        return out

    def miscounted(self, text: str, given: int) -> Stmt:
        """Raises what is said of `given` arguments for as many as there are."""
        own = self.primitive.is_python and bool(self.primitive.prefix)  # whether the receiver counts
        for counted in ("({} given)", "got {}", "but {} were"):
            text = text.replace(counted.format(given + (own and "were" in counted)), counted.format("$"))
        first = _number(self.first - own)
        return Return(Expr("dyn", (self.text(text), local("args", "val"), first), "raise_argument_count", "val"))

    def text(self, template: str) -> Expr:
        return const(method_error(template, self.primitive.name, self.type_name))

    def values(self) -> list[Expr]:
        """What the runtime function gets: the receiver, then a value for each parameter."""
        return [_item(i) for i in range(self.first)] + [self.argument(i, p) for i, p in enumerate(self.primitive.params)]

    def argument(self, index: int, param: Param) -> Expr:
        """The value of a parameter: given by position or name, or its default."""
        index += self.first
        if param.default is VARIADIC:
            return Expr("dyn", (local("args", "val"), _number(self.first + len(self.primitive.slots))), "further_arguments", "val")
        if param.default is KEYWORDS:
            return local("kwargs", "val")
        if param.positional_only and param.required:
            return _item(index)
        where = _number(-1 if param.keyword_only else index)
        by_name = Expr("i32.const", (), 0, "val") if param.positional_only else local("kwargs", "val")
        taken = Expr("dyn.unchecked", (local("args", "val"), by_name, where, const(param.name)), "call_argument", "val")
        if param.required and not (self.primitive.is_python and not param.keyword_only):  # who is one has them by now
            return Expr("dyn", (taken, self.text(too_few(self.primitive, 0, [param.name]))), "required_argument", "val")
        return taken if isinstance(param.default, Marker) else Expr("dyn", (taken, const(param.default)), "or_default", "val")


def _number(value: int) -> Expr:
    return Expr("i32.const", (), value, "i32")


def _count() -> Expr:
    return op("i32.load", local("args", "i32"), imm=LENGTH)


def _item(index: int) -> Expr:
    return Expr("i32.load", (local("args", "i32"),), TUPLE_ITEMS + 4 * index, "val")
