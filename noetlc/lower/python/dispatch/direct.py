"""Calls of methods of the body's classes without arguments in a tuple: by comparing the function that is found with those it may be.

Example: with `class P: def move(self, dx, dy=0): …`, `@method.move.1` begins with

    if has_tag(%self, T_INSTANCE) {
      %f = call instance_method(%self, "move")
      if %f {
        %code = i32.load(%f, code)
        if %code == &body.1.2.move.entry { … return call body.1.2.move(%f, %self, %a0, tuple_get(defaults, 0)) }
      }
    }

and a call of the class the same with its `__init__`, which gets a new instance. What does not fit takes the general way. Where the shape
of an instance (`facts/shapes.py`) says its method, and that needs no function object, nothing is looked up:

    if not %self & 1 {
      if load16(%self) == header { %code = &body.1.2.move.entry }
    }
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from noetlc.ir.build import i32, op
from noetlc.ir.nodes import Assign, Effect, Expr, Function, If, Return, Stmt, walk_exprs
from noetlc.layout.objects import KIND_CLASS, KIND_STATIC, SHAPE_STEP, Func
from noetlc.lower.python.facts.shapes import header, rows
from noetlc.lower.python.frame.context import const, local

MOST_CANDIDATES = 8  # functions that one method call is compared with
CODE = Func.FIELDS["code"][1]
DEFAULTS = Func.FIELDS["defaults"][1]
NAMED_DEFAULTS = Func.FIELDS["kwdefaults"][1]


@dataclass(frozen=True, slots=True)
class Passed:
    """What a direct form is called with: how tuples and dicts of arguments are `made`, and the values of all parameters."""

    made: list[Stmt]
    values: list[Expr]


@dataclass(frozen=True, slots=True)
class BodyMethod:
    """A function in the body of a class: its direct form and its entry, the names of its positional parameters, the last `defaults` of
    which have one, those of others and which of them have one, whether it takes more arguments (`star`) and names (`starstar`; None
    for no names if `all_named`), how many attributes a new instance most likely gets, and its `kind`: empty, `static`, `class` or
    `property`. A function outside of classes is of kind `value`, and has no name: it is called by whoever holds it. Instances of its
    `shapes` surely have it."""

    name: str
    direct: str
    entry: str
    params: tuple[str, ...]
    positional_only: int
    defaults: int
    attributes: int
    named: tuple[str, ...] = ()
    named_defaults: frozenset[str] = frozenset()
    star: bool = False
    starstar: bool = False
    all_named: bool = False
    kind: str = ""
    shapes: tuple[int, ...] = ()

    def arguments(self, given: Sequence[Expr], keywords: tuple[str, ...]) -> Passed | None:
        """The values of all parameters for arguments of which the last have names; None where they do not fit."""
        count = len(given) - len(keywords)
        values = dict(zip(self.params, given[:count], strict=False))
        rest = given[len(self.params) : count]
        named = dict(zip(keywords, given[count:], strict=True))
        taken = {*self.params[self.positional_only :], *self.named}
        more = {key: value for key, value in named.items() if key not in taken}
        fits = (self.star or not rest) and (self.starstar or not more) and taken.isdisjoint(values.keys() & named.keys())
        values |= {key: value for key, value in named.items() if key in taken}
        first = len(self.params) - self.defaults
        needed = {*self.params[:first], *self.named} - self.named_defaults
        if not fits or needed - values.keys():
            return None
        held = op("i32.load", local("f", "val"), imm=DEFAULTS)
        by_name = op("i32.load", local("f", "val"), imm=NAMED_DEFAULTS)
        made: list[Stmt] = []
        ordered = [
            values[p] if p in values else Expr("dyn", (held, i32(i - first)), "tuple_get", "val") for i, p in enumerate(self.params)
        ]
        for p in self.named:
            ordered.append(values[p] if p in values else Expr("dyn.unchecked", (by_name, const(p)), "dict_get_str", "val"))
        if self.star:
            made += tuple_in("rest", rest)
            ordered.append(local("rest", "val"))
        if self.all_named and not more:
            ordered.append(const(None))
        elif self.starstar:
            made.append(Assign("more", Expr("dyn", (), "dict_new", "dict")))
            made += [Effect(Expr("dyn", (local("more", "val"), const(key), value), "dict_set", "void")) for key, value in more.items()]
            ordered.append(local("more", "val"))
        return Passed(made, ordered)


def shape(count: int, keywords: tuple[str, ...]) -> str:
    """How many arguments, and the names of more, as the name of a dispatcher ends."""
    return ".".join((str(count), *keywords))


def receiving(count: int) -> tuple[str, ...]:
    """The parameters of a dispatcher for so many arguments."""
    return ("self", *(f"a{i}" for i in range(count)))


def tuple_in(name: str, items: Sequence[Expr]) -> list[Stmt]:
    """Puts a tuple of values into a local."""
    stmts: list[Stmt] = [Assign(name, Expr("dyn", (i32(len(items)),), "tuple_new", "tuple"))]
    for i, value in enumerate(items):
        stmts.append(Effect(Expr("dyn", (local(name, "val"), i32(i), value), "tuple_set", "void")))
    return stmts


NOTHING = Expr("i32.const", (), 0, "val")

def receivers(kind: str) -> list[Expr]:
    """What the function of a method of a kind is given before the arguments; new expressions, as passes change them in place."""
    if kind in ("static", "value", "unbound"):
        return []
    me = local("self", "val")
    return [Expr("dyn.unchecked", (me,), "class_reached", "val") if kind == "class" else me]


CALLED = ("", "static", "class")  # the kinds of methods
_KIND_NUMBERS = {"static": KIND_STATIC, "class": KIND_CLASS}


@dataclass(frozen=True, slots=True)
class OwnNames:
    """The names by which instances may have attributes of their own, None for any, and those by which they may have places."""

    stored: frozenset[str] | None = frozenset()
    placed: frozenset[str] = frozenset()

    def __or__(self, other: OwnNames) -> OwnNames:
        stored = None if self.stored is None or other.stored is None else self.stored | other.stored
        return OwnNames(stored, self.placed | other.placed)

    def may_be(self, name: str) -> bool:
        return self.stored is None or name in self.stored


NO_NAMES = OwnNames()


@dataclass(frozen=True, slots=True)
class BodyMethods:
    """The methods of all bodies of a module, the attributes of their instances, and which direct forms that calls may reach
    without a look-up use their function's object."""

    by_name: Mapping[str, tuple[BodyMethod, ...]] = field(default_factory=dict)
    own: OwnNames = NO_NAMES
    with_object: Set[str] = frozenset()

    @staticmethod
    def of(methods: Sequence[BodyMethod], own: OwnNames, with_object: Set[str]) -> BodyMethods:
        found: dict[str, tuple[BodyMethod, ...]] = {}
        for method in methods:
            found[method.name] = (*found.get(method.name, ()), method)
        return BodyMethods(found, own, with_object)

    def needs_no_object(self, method: BodyMethod, passed: Passed) -> bool:
        """Whether a call can do without the object of the function."""
        return method.direct not in self.with_object and not any(map(_uses_object, passed.values))

    def candidates(self, name: str, kind: str, given: int, keywords: tuple[str, ...]) -> list[BodyMethod]:
        """Those of a kind that a method call with so many arguments may reach."""
        tried = [*receivers(kind), *[NOTHING] * (given + len(keywords))]
        wanted = "" if kind == "unbound" else kind
        fitting = [m for m in self.by_name.get(name, ()) if m.kind == wanted and m.arguments(tried, keywords) is not None]
        return fitting if len(fitting) <= MOST_CANDIDATES else []

    def found(self, name: str, kind: str) -> Expr:
        """The function that a method call, or a read, surely reaches; 0 if that has to be found out."""
        may_be_own = self.own.may_be(name)
        asked = (local("self", "val"), const(name))
        if kind in ("value", "unbound"):
            return Expr("dyn.unchecked", asked[:1], "function_held", "val")
        if kind == "property":
            return Expr("dyn.unchecked", asked, "getter_reached", "val")
        if kind:
            return Expr("dyn.unchecked", (*asked, i32(_KIND_NUMBERS[kind]), i32(may_be_own)), "function_of_kind", "val")
        if not may_be_own:
            return Expr("dyn.unchecked", asked, "class_method", "val")
        return Expr("dyn.unchecked", asked, "instance_method" if name in self.own.placed else "method_without_place", "val")


OBJECT = "f"  # the local with the object of the function that is called
TYPES = {OBJECT: "val", "code": "i32", "answer": "val", "rest": "val", "more": "val"}


def direct_calls(
    methods: BodyMethods, name: str, given: Sequence[Expr], keywords: tuple[str, ...], kinds: Sequence[str] = CALLED
) -> list[Stmt]:
    """Returns what a method of the body gives, if `self` is an instance, or a class, whose method is one of some; `given` are locals."""
    code = local("code", "i32")
    stmts: list[Stmt] = []
    for kind in kinds:
        candidates = methods.candidates(name, kind, len(given) - len(keywords), keywords)
        tests: list[Stmt] = []
        by_shape: list[Stmt] = []
        for method in candidates:
            passed = method.arguments([*receivers(kind), *(local(str(each.imm), "val") for each in given)], keywords)
            assert passed is not None
            entry = Expr("func", (), method.entry, "i32")
            answered = [_noted_if_raised()] if kind == "property" else []
            tests.append(If(op("i32.eq", code, entry), [*counted_call(method, passed), *answered, Return(local("answer", "val"))], []))
            if methods.needs_no_object(method, passed):
                by_shape += [If(_has_shapes(row), [Assign("code", entry)], []) for row in rows(method.shapes)]
        if not candidates:
            continue
        loaded = Assign("code", op("i32.load", local(OBJECT, "val"), imm=CODE))
        found = Assign(OBJECT, methods.found(name, kind))
        if by_shape:
            odd = op("i32.and", local("self", "i32"), i32(1))
            looked_up: list[Stmt] = [found, If(op("i32.ne", local(OBJECT, "val"), i32(0)), [loaded], [])]
            stmts += [Assign("code", i32(0)), If(odd, [], by_shape), If(op("i32.eqz", code), looked_up, []), If(code, tests, [])]
        else:
            stmts += [found, If(op("i32.ne", local(OBJECT, "val"), i32(0)), [loaded, *tests], [])]
    return stmts


def _has_shapes(row: range) -> Expr:
    """Whether `self`, which is no small int, is an instance of one of the shapes in a row."""
    first = op("i32.load16_u", local("self", "val"))
    if len(row) == 1:
        return op("i32.eq", first, i32(header(row[0])))
    return op("i32.lt_u", op("i32.rotr", op("i32.sub", first, i32(header(row[0]))), i32(SHAPE_STEP)), i32(len(row)))


def _uses_object(value: Expr) -> bool:
    return any(part.op == "local" and part.imm == OBJECT for part in walk_exprs([Effect(value)]))


def _noted_if_raised() -> Stmt:
    return If(op("i32.eqz", local("answer", "val")), [Effect(Expr("dyn", (), "note_asked", "void"))], [])


def counted_call(method: BodyMethod, passed: Passed) -> list[Stmt]:
    """Calls a direct form, counting depth: its `answer`, 0 when raised."""
    return [
        *passed.made,
        Effect(Expr("dyn", (), "enter_call", "val")),
        Assign("answer", Expr("call_user", (local("f", "val"), *passed.values), method.direct, "val")),
        Effect(Expr("dyn", (), "leave_call", "void")),
    ]


@dataclass(frozen=True, slots=True)
class Construction:
    """A call of a class whose `__init__` most likely is a certain one, known by its direct form; if it is `known`, surely, of a class whose
    statement gave its instances places and has nothing else to do with making them."""

    init: str
    count: int
    keywords: tuple[str, ...] = ()
    known: bool = False

    @property
    def function(self) -> str:
        return f"{'made' if self.known else 'new'}.{self.init}.{shape(self.count, self.keywords)}"

    def made(self, methods: BodyMethods) -> Function:
        """A class that is made of its `__init__` alone gets there directly; what was expected and is not is called as any value."""
        params = receiving(self.count + len(self.keywords))
        given = [local(p, "val") for p in params[1:]]
        cls = local("self", "val")
        body: list[Stmt] = []
        found = next((m for m in methods.by_name.get("__init__", ()) if m.direct == self.init), None)
        passed = None if found is None else found.arguments([local("made", "val"), *given], self.keywords)
        if found is not None and passed is not None:
            known = self.known and methods.needs_no_object(found, passed)
            sized = Expr("dyn.unchecked", (cls, i32(found.attributes)), "instance_sized", "val")
            made = [
                Assign("made", Expr("dyn.unchecked", (cls,), "shaped_new", "val") if known else sized),
                *counted_call(found, passed),
                Return(Expr("dyn.unchecked", (local("made", "val"), local("answer", "val")), "initialized", "val")),
            ]
            if known:
                return Function(self.function, params, "val", self.types(), made, inline="no", collects=True)
            code = op("i32.load", local("f", "val"), imm=CODE)
            same = op("i32.eq", code, Expr("func", (), found.entry, "i32"))
            body = [
                Assign("f", Expr("dyn.unchecked", (cls,), "plain_init", "val")),
                If(op("i32.ne", local("f", "val"), i32(0)), [If(same, made, [])], []),
            ]
        body += called_generally(cls, given, self.keywords)
        return Function(self.function, params, "val", self.types(), body, inline="no", collects=True)

    def types(self) -> dict[str, str]:
        params = receiving(self.count + len(self.keywords))
        return {**dict.fromkeys(params, "val"), **TYPES, "made": "val", "args": "val", "names": "val"}


@dataclass(frozen=True, slots=True)
class ValueCall:
    """A call of a value that most likely is a function of the body, outside of classes or found as a `method`, which gets the instance
    as its first argument."""

    count: int
    keywords: tuple[str, ...] = ()
    method: str = ""

    @property
    def function(self) -> str:
        return f"value.{self.method}{shape(self.count, self.keywords)}"

    def made(self, methods: BodyMethods) -> Function:
        params = receiving(self.count + len(self.keywords))
        given = [local(p, "val") for p in params[1:]]
        body = direct_calls(methods, self.method, given, self.keywords, ("unbound" if self.method else "value",))
        inline = "no" if body else "auto"
        body += called_generally(local("self", "val"), given, self.keywords)
        types = {**dict.fromkeys(params, "val"), **TYPES, "args": "val", "names": "val"}
        return Function(self.function, params, "val", types, body, inline=inline, collects=True)


def called_generally(callee: Expr, given: Sequence[Expr], keywords: tuple[str, ...]) -> list[Stmt]:
    """The call as that of any value, with the arguments in a tuple and a dict."""
    names: Expr = NOTHING
    count = len(given) - len(keywords)
    stmts = tuple_in("args", given[:count])
    if keywords:
        names = local("names", "val")
        stmts.append(Assign("names", Expr("dyn", (), "dict_new", "dict")))
        for keyword, value in zip(keywords, given[count:], strict=True):
            stmts.append(Effect(Expr("dyn", (names, const(keyword), value), "dict_set", "void")))
    stmts.append(Assign("answer", Expr("dyn.unchecked", (callee, local("args", "val"), names), "py_call", "val")))
    return [*stmts, Return(local("answer", "val"))]
