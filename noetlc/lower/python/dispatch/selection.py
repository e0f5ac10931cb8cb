"""Selection in Python bodies: what operands of known types, methods, classes and constants become.

Example

    %t = dyn py_add(%a, const 1):int !4:9      # %a: int
    %u = method[(get, ())](%d, %t):val !5:9    # %d: dict

becomes

    %t = call int_add(%a, i64.const 1)
    %u = check raise.exit (marked !5:9 (call py_dict_get(%d, call from_int(%t), None)))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, ClassVar

from noetlc.ir.build import i32, op
from noetlc.ir.dynamic import Dialect, call_of
from noetlc.ir.nodes import Assign, Block, BlockExpr, Effect, Expr, Function, If, Leave, Loop, Stmt, Try
from noetlc.ir.ops import OPS
from noetlc.ir.payload import Class, Constant, Global, NativeFunction, Payload, Tuple
from noetlc.ir.types import UNBOXED
from noetlc.layout.static import INSTANCE_TAGS
from noetlc.layout.tags import T_INT
from noetlc.lower.passes.container_facts import ITEM, SMALL_ITEM
from noetlc.lower.passes.infer import COUNTING, counts, is_small, plain_operators
from noetlc.lower.passes.select import BOXES, CORE, WORDS, Selection, zero
from noetlc.lower.passes.words import MOST_WORD
from noetlc.lower.python.dispatch.direct import Construction, ValueCall
from noetlc.lower.python.dispatch.float_chains import FloatChain, is_chain
from noetlc.lower.python.dispatch.methods import (
    AttributeRead,
    AttributeTest,
    Dispatch,
    MethodCall,
    known_call,
    primitive_for,
    text_arguments,
)
from noetlc.lower.python.dispatch.noted import named, noted
from noetlc.lower.python.dispatch.short_texts import short_text
from noetlc.lower.python.dispatch.word_chains import WordChain, is_word_chain
from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.overloads import FUSED, FUSED_LAST, Call, Machine, Operand, Overload, select_overload

_UNBOXED = {"i64": "int", "f64": "float", "i32": "bool"}  # what a machine operand holds
UNPACKED = {"int": "int_inside", "long": "long_inside", "float": "float_inside"}  # what gives the number of an object of a kind
MOST_CLASSES = 4  # of exceptions in an `except` that are compared with one by one
TESTED_BY_TAG = {name: INSTANCE_TAGS[name] for name in ("bool", "int", "float", "str", "list", "dict")}
TYPES_BY_TAG = {name: tag for name, tag in TESTED_BY_TAG.items() if name != "dict"}  # of which there are several kinds
_JUST = ("is_just", "is_just_int")


@dataclass(frozen=True, slots=True)
class Runtime:
    """What selection asks: the declarations of operations, a constant as a word or the name of its data item, a word of memory for one
    place of the code, the function that dispatches a method call, what a function of the body takes and gives; and whom it tells of
    classes and native functions that are used as values."""

    dialect: Dialect
    word: Callable[[Constant], int | str]
    place: Callable[[], str]
    dispatcher: Callable[[Dispatch], str]
    signature: Callable[[str], tuple[tuple[str, ...], str] | None]
    constructed: Callable[[str], None]
    used: Callable[[NativeFunction], None]


def select(function: Function, runtime: Runtime, often: bool = False) -> None:
    """Lowers a dynamic function in place, under the types that inference wrote into it. `often`: it is called in loops, or by itself."""
    PythonSelection(function, runtime, often).run()


class PythonSelection(Selection):
    """Lowers one function of a body, or one that is made for bodies."""

    handlers: ClassVar[Mapping[str, Callable[[Any, Expr], Expr]]]

    def __init__(self, function: Function, runtime: Runtime, often: bool) -> None:
        super().__init__(function, runtime.dialect)
        self.runtime = runtime
        self.often = often
        self.mixed = plain_operators(function)
        self.loops = 0  # around the statement

    @property
    def heat(self) -> int:
        """How often code here is run: loops around it, two more in a function that is run often."""
        return self.loops + 2 * self.often

    # ---- statements

    def labelled(self, stmt: Loop | Block) -> list[Stmt]:
        self.loops += isinstance(stmt, Loop)
        made = super().labelled(stmt)
        self.loops -= isinstance(stmt, Loop)
        return made

    def assign(self, stmt: Assign) -> list[Stmt]:
        if self.function.locals[stmt.name] == "int" and stmt.value.type == "long" and counts(stmt.value, stmt.name):
            stmt.value = self.counted(stmt.value)
            return [stmt]
        return super().assign(stmt)

    def counted(self, expr: Expr) -> Expr:
        """A sum or difference of ints that stays an int."""
        return Expr(COUNTING[str(expr.imm)], tuple(self.coerced(arg, "int") for arg in expr.args), None, "int")

    def if_(self, stmt: If) -> list[Stmt]:
        if (known := self.guard(stmt.then)) is not None:
            if known:
                return []
            stmt.then = stmt.then[1:]
        return super().if_(stmt)

    def try_(self, stmt: Try) -> list[Stmt]:
        if (known := self.guard(stmt.handler)) is not None:
            if known:
                return self.block(stmt.body)
            stmt.handler = stmt.handler[1:]
        return super().try_(stmt)

    def guard(self, body: list[Stmt]) -> bool | None:
        """Whether the method that a list of statements begins with a guard for is known to exist; None if it begins with none."""
        first = body[0] if body else None
        if not isinstance(first, Effect) or first.value.op != "receiver":
            return None
        return primitive_for(first.value.args[0].type, str(first.value.imm)) is not None

    def receiver(self, expr: Expr) -> Expr:
        raise AssertionError(f"{expr.op} stands at the start of a list of statements")

    # ---- constants and places

    def constant(self, expr: Expr, want: str) -> Expr:
        value = expr.imm
        if want == "long" and isinstance(value, int) and abs(value) > MOST_WORD:
            return Expr("call", (self.word(value),), WORDS["val"], "long")
        if want in ("int", "i64", "long") and isinstance(value, int):
            return Expr("i64.const", (), int(value), "i64")
        if want in ("float", "f64") and isinstance(value, int | float):
            return Expr("f64.const", (), float(value), "f64")
        if want in ("bool", "i32") and isinstance(value, int):
            return Expr("i32.const", (), int(value), "i32")
        assert not isinstance(value, tuple)
        if isinstance(value, Global):
            return op("i32.add", self.word(value.words), i32(4 * value.index))
        return self.word(value, expr.type if isinstance(value, Payload) else "val")

    def word(self, constant: Constant, type_: str = "val") -> Expr:
        """A constant as a value."""
        word = self.runtime.word(constant)
        return Expr("data" if isinstance(word, str) else "i32.const", (), word, type_)

    def const(self, expr: Expr) -> Expr:
        return self.constant(expr, expr.type)

    def function_value(self, expr: Expr) -> Expr:
        assert isinstance(expr.imm, NativeFunction)
        self.runtime.used(expr.imm)
        return self.word(expr.imm)

    def class_(self, expr: Expr) -> Expr:
        self.runtime.constructed(str(expr.imm))
        return self.word(Class(str(expr.imm)))

    def store(self, expr: Expr) -> Expr:
        place, value = expr.args
        return Expr("i32.store", (self.expr(place), self.coerced(value, "val")), expr.imm, "void")

    def yield_(self, expr: Expr) -> Expr:
        value = self.coerced(expr.args[0], "val")
        self.line = 0
        return Expr("yield", (value,), expr.imm, "val")

    # ---- what is in containers

    def item(self, expr: Expr) -> Expr:
        """What is read from a container, as what it is known to be."""
        return self.unpacked(self.coerced(expr.args[0], "val"), expr.type)

    def small_item(self, expr: Expr) -> Expr:
        return Expr("call", (self.coerced(expr.args[0], "val"),), "small_inside", expr.type)

    def unpacked(self, value: Expr, type_: str) -> Expr:
        if type_ == "bool":
            return op("i32.eq", value, self.word(True))
        if type_ in UNPACKED:
            return Expr("call", (value,), UNPACKED[type_], type_)
        value.type = type_
        return value

    def coerced(self, expr: Expr, want: str) -> Expr:
        if expr.op in (ITEM, SMALL_ITEM) and want == "val":
            return self.coerced(expr.args[0], want)  # it is an object already
        return super().coerced(expr, want)

    # ---- calls of functions of the body

    def own_unchecked(self, expr: Expr) -> Expr:
        signature = self.runtime.signature(str(expr.imm))
        if signature is None:  # of values
            return super().own_unchecked(expr)
        takes, gives = signature
        args = tuple(self.coerced(a, t) for a, t in zip(expr.args, takes, strict=True))
        call = self.marked(Expr("call", args, expr.imm, gives), expr.site)
        self.line = 0
        return call

    def failed(self, expr: Expr) -> Expr:
        """Whether the call that gave a value raised: then it is 0, if it has a 0 that is no value."""
        (result,) = expr.args
        return Expr("global.get", (), "raised", "i32") if result.type in UNBOXED else op("i32.eqz", self.expr(result))

    # ---- methods and attributes

    def method(self, expr: Expr) -> Expr:
        """A method call: the runtime function if the receiver's kind is known, else a dispatcher."""
        name, keywords = call_of(expr)
        count = len(expr.args) - 1 - len(keywords)
        primitive = primitive_for(expr.args[0].type, name)
        if primitive is not None:
            known = known_call(primitive, expr.args[0], list(expr.args[1:]), count, keywords, expr.site)
            if known is not None:
                return self.checked(known)
        call = Expr("check", (self.dispatched(expr),), self.raise_to(), "val")
        if primitive is not None and primitive.result in BOXES:  # arguments that do not fit: it raises
            self.count += 1
            label = f"never.{self.count}"
            return BlockExpr("block", (), None, primitive.result, 0, label, [Effect(call), Leave(label, zero(primitive.result))])
        return call

    def dispatched(self, expr: Expr) -> Expr:
        """A method call through the dispatcher of its name and argument shape."""
        name, keywords = call_of(expr)
        texts = text_arguments(name, [a.type for a in expr.args[1:]])
        args = tuple(self.coerced(a, "val") for a in expr.args)
        call = MethodCall(name, len(expr.args) - 1 - len(keywords), keywords, texts)
        return self.marked(Expr("call", args, self.runtime.dispatcher(call), "val"), expr.site)

    def construct(self, expr: Expr) -> Expr:
        """A call of a class through the function for its `__init__` and its argument shape."""
        init, keywords = call_of(expr)
        args = tuple(self.coerced(a, "val") for a in expr.args)
        wanted = Construction(init, len(expr.args) - 1 - len(keywords), keywords, expr.op == "construct.known")
        return self.marked(Expr("call", args, self.runtime.dispatcher(wanted), "val"), expr.site)

    def called_value(self, expr: Expr) -> Expr:
        """A call of a value through the function for its argument shape."""
        method, keywords = call_of(expr)
        args = tuple(self.coerced(a, "val") for a in expr.args)
        wanted = ValueCall(len(expr.args) - 1 - len(keywords), keywords, method)
        return self.marked(Expr("call", args, self.runtime.dispatcher(wanted), "val"), expr.site)

    def attribute(self, expr: Expr) -> Expr:
        """An attribute that objects of modules have, through the function that knows their kinds."""
        return self.looked_up(expr, AttributeRead(str(expr.imm)))

    def attribute_unchecked(self, expr: Expr) -> Expr:
        """An attribute that may be a property, 0 if something was raised."""
        call = self.runtime.dispatcher(AttributeRead(str(expr.imm), described=True))
        return self.marked(Expr("call", (self.coerced(expr.args[0], "val"),), call, "val"), expr.site)

    def attribute_optional(self, expr: Expr) -> Expr:
        """An attribute like that, 0 if it is missing or something else was raised."""
        call = self.runtime.dispatcher(AttributeRead(str(expr.imm), optional=True))
        return self.marked(Expr("call", (self.coerced(expr.args[0], "val"),), call, "val"), expr.site)

    def attribute_exists(self, expr: Expr) -> Expr:
        return self.looked_up(expr, AttributeTest(str(expr.imm)))

    def method_exists(self, expr: Expr) -> Expr:
        return self.looked_up(expr, AttributeTest(str(expr.imm), called=True))

    def looked_up(self, expr: Expr, wanted: Dispatch) -> Expr:
        call = self.marked(Expr("call", (self.coerced(expr.args[0], "val"),), self.runtime.dispatcher(wanted), "val"), expr.site)
        return Expr("check", (call,), self.raise_to(), "val")

    # ---- primitives

    def primitive(self, expr: Expr, checked: bool) -> Expr:
        known = _CLASS_TESTS.get(str(expr.imm))
        if known is not None and (test := known(self, expr)) is not None:
            return test
        if self.loops and checked and is_chain(expr):
            return FloatChain(self, lambda link: self.selected(link, checked)).whole(expr)
        if checked and is_word_chain(expr):
            return WordChain(self, lambda link: self.selected(link, checked)).whole(expr)
        return self.selected(expr, checked)

    def selected(self, expr: Expr, checked: bool) -> Expr:
        """What an operation by itself becomes."""
        overload = select_overload(str(expr.imm), tuple(a.type for a in expr.args), self.mixed)
        if overload is None:
            return super().primitive(expr, checked)
        target = overload.target
        if overload.result == "long" and is_small(expr):
            return self.counted(expr)
        if isinstance(target, Operand):
            return self.coerced(expr.args[target.index], overload.result)
        if isinstance(target, Machine):
            wants = ["long" if target.words else _UNBOXED[t] for t in OPS[target.op].args]
            return Expr(target.op, tuple(self.coerced(a, w) for a, w in zip(expr.args, wants, strict=True)), None, overload.result)
        return self.called(expr, overload, target, checked)

    def called(self, expr: Expr, overload: Overload, target: Call, checked: bool) -> Expr:
        """The function that an overload stands for."""
        short = short_text(target.function, expr.args[-1]) if self.heat else None
        if short is not None:
            call = Expr("call", (self.coerced(expr.args[0], "val"), *short), "eq_short", overload.result)
            return Expr("not", (call,), None, "bool") if target.negated else call
        operation = self.declared(target.function)
        wants = {**_UNBOXED, "i64": "long"} if target.words else _UNBOXED
        args = tuple(self.coerced(a, wants.get(p, "val")) for a, p in zip(expr.args, operation.operands, strict=True))
        last = args[-1]
        by_positive = target.by_positive is not None and last.op == "i64.const" and isinstance(last.imm, int) and last.imm > 0
        name = target.by_positive if by_positive else (self.heat and target.in_loops) or target.function
        fused = FUSED.get((str(name), str(args[0].imm))) if args[0].op == "call" else None
        if fused is not None:
            name, args = fused, (*args[0].args, *args[1:])
        fused = FUSED_LAST.get((str(name), str(args[-1].imm))) if args[-1].op == "call" else None
        if fused is not None:
            name, args = fused, (*args[:-1], *args[-1].args)
        noting = noted(target.function, expr.args, self.heat)
        if noting is not None:
            name, args = noting, (*args, Expr("data", (), self.runtime.place(), "i32"))
        elif (by_name := named(str(name), expr.args)) is not None:
            name = by_name
        call = Expr("call", args, name, overload.result)
        nonzero = last.op in ("i64.const", "f64.const") and last.imm != 0
        if overload.raises and not (target.divides and nonzero):
            call = self.marked(call, expr.site)
            if checked:
                call = self.check(call, operation.result)
        return Expr("not", (call,), None, "bool") if target.negated else call

    def is_instance(self, expr: Expr) -> Expr | None:
        """`isinstance` with one of the classes that a tag tells, which cannot raise; None for other classes."""
        value, cls = expr.args
        tag = TESTED_BY_TAG.get(cls.imm.name) if isinstance(cls.imm, Class) else None
        if tag is None:
            return None
        test = "is_integer" if tag == T_INT else "is_kind"
        kind = () if tag == T_INT else (Expr("i32.const", (), tag, "i32"),)
        return Expr("call", (self.coerced(value, "val"), *kind, self.expr(cls)), test, "bool")

    def is_itself(self, expr: Expr) -> Expr | None:
        """`x is x` of what lives unboxed, one object to Python, and `type(x) is int`, which a tag tells; None for anything else."""
        left, right = expr.args
        if left.imm == "py_type" and right.op == "class" and (tag := TYPES_BY_TAG.get(str(right.imm))) is not None:
            value = self.coerced(left.args[0], "val")
            return Expr("call", (value, *(() if tag == T_INT else (Expr("i32.const", (), tag, "i32"),))), _JUST[tag == T_INT], "bool")
        same = left.op == right.op == "local" and left.imm == right.imm and left.type in UNBOXED
        return Expr("i32.const", (), 1, "bool") if same else None

    def matches(self, expr: Expr) -> Expr | None:
        """An exception with one of the built-in classes, or a few of them, which cannot raise; None for other classes."""
        value, cls = expr.args
        among = cls.imm.items if isinstance(cls.imm, Tuple) else (cls.imm,)
        names = [one.name for one in among if isinstance(one, Class) and one.name in EXCEPTIONS]
        if len(names) != len(among) or not 1 <= len(names) <= MOST_CLASSES or (len(names) > 1 and value.op != "local"):
            return None
        classes = [self.expr(Expr("const", (), Class(name), "val")) for name in names]
        tests = [Expr("call", (self.coerced(value, "val"), one), "exc_is", "bool") for one in classes]
        return reduce(lambda left, right: Expr("or", (left, right), None, "bool"), tests)


_CLASS_TESTS = {
    "py_isinstance": PythonSelection.is_instance,
    "exc_matches": PythonSelection.matches,
    "py_is": PythonSelection.is_itself,
}

PythonSelection.handlers = {
    **CORE,
    "const": PythonSelection.const,
    "store.val": PythonSelection.store,
    "method": PythonSelection.method,
    "method.unchecked": PythonSelection.dispatched,
    "construct": PythonSelection.construct,
    "construct.known": PythonSelection.construct,
    "call_value": PythonSelection.called_value,
    "attribute": PythonSelection.attribute,
    "attribute.unchecked": PythonSelection.attribute_unchecked,
    "attribute.optional": PythonSelection.attribute_optional,
    "attribute.exists": PythonSelection.attribute_exists,
    "method.exists": PythonSelection.method_exists,
    "call_user": PythonSelection.own_unchecked,
    "failed": PythonSelection.failed,
    "item": PythonSelection.item,
    "item.small": PythonSelection.small_item,
    "receiver": PythonSelection.receiver,
    "function": PythonSelection.function_value,
    "class": PythonSelection.class_,
    "yield": PythonSelection.yield_,
}
