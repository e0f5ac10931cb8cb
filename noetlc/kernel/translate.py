"""One kernel Python function to IR.

Example

    def half(x: i32) -> i32:
        return x >> 1

becomes

    func @half(%x: i32) -> i32 { return i32.shr_s(%x, 1) }
"""

from __future__ import annotations

import ast
import functools
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from noetlc.ir.build import data, f64, get, global_get, global_set, i32, i64, op
from noetlc.ir.nodes import Assign, Block, Br, Effect, Expr, Function, If, Loop, Return, Stmt
from noetlc.ir.ops import OPS
from noetlc.kernel import types
from noetlc.kernel.intrinsics import FIELD_LOADS, FIELD_STORES, FIXED, INTEGER, LOADS, STORES
from noetlc.kernel.lang import Record, StaticData
from noetlc.primitives.reasons import REASONS

_CONSTANT_FOLDS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.LShift: operator.lshift, ast.BitOr: operator.or_,
}  # fmt: skip


class KernelError(Exception):
    """The function uses something outside kernel Python. The message names file, line and construct."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Parameter and result types of a callable kernel function (`i32 i64 f64 val void` or a record name)."""

    params: tuple[str, ...]
    result: str


class Scope:
    """What names mean inside one function: supplied by the library that owns the modules."""

    def __init__(self, constants: Mapping[str, Any], signature: Callable[[str], Signature | None], globals_: Mapping[str, str]) -> None:
        self.constants = constants  # module attributes: ints, floats, static data, record classes
        self.signature = signature
        self.globals = globals_  # mutable globals: name -> type


def translate(node: ast.FunctionDef, scope: Scope, file: str) -> Function:
    """The IR of one function. Raises KernelError."""
    return _Translator(node, scope, file).function()


def annotation(node: ast.expr | None) -> str:
    """An annotation as a type name."""
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return "void"
    if isinstance(node, ast.Name):
        return node.id
    return ast.unparse(node)


class _Translator:
    def __init__(self, node: ast.FunctionDef, scope: Scope, file: str) -> None:
        self.node = node
        self.scope = scope
        self.file = file
        self.kinds: dict[str, str] = {}  # local -> kernel type, record names kept
        self.provides: set[int] = set()
        self.loops: list[str] = []
        self.labels = 0
        self.vectors = 0

    def fail(self, node: ast.AST, message: str) -> KernelError:
        return KernelError(f"{self.file}:{getattr(node, 'lineno', self.node.lineno)}: {self.node.name}: {message}")

    def function(self) -> Function:
        for arg in self.node.args.args:
            self.kinds[arg.arg] = annotation(arg.annotation)
        self.result = annotation(self.node.returns)
        body = self.block(self.node.body)
        if self.result != "void" and not _terminates(body):
            body.append(Effect(Expr("unreachable", (), None, "never")))
        return Function(
            self.node.name,
            tuple(a.arg for a in self.node.args.args),
            self.machine(self.result) if self.result != "val" else "val",
            {n: ("val" if k == "val" else self.machine(k)) for n, k in self.kinds.items()},
            body,
            provides=frozenset(self.provides),
        )

    def machine(self, kind: str) -> str:
        """Kernel type to IR type: records and values are addresses."""
        if kind in ("i64", "f64", "i32", "void", "v128"):
            return kind
        if kind == "val":
            return "i32"
        if self.record(kind):
            return "i32"
        raise self.fail(self.node, f"unknown type {kind}")

    def record(self, name: str) -> type[Record] | None:
        found = self.scope.constants.get(name)
        return found if isinstance(found, type) and issubclass(found, Record) else None

    def label(self, stem: str) -> str:
        self.labels += 1
        return f"{stem}{self.labels}"

    # ---- statements

    def block(self, stmts: list[ast.stmt]) -> list[Stmt]:
        out: list[Stmt] = []
        for stmt in stmts:
            self.stmt(stmt, out)
        return out

    def stmt(self, node: ast.stmt, out: list[Stmt]) -> None:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                kind = annotation(node.annotation)
                if self.kinds.setdefault(name, kind) != kind:
                    raise self.fail(node, f"{name} is {self.kinds[name]} already")
                out.append(Assign(name, self.expr(value, kind)[0]))
            case ast.Assign(targets=[target], value=value):
                self.assign(target, value, out)
            case ast.AugAssign():
                self.assign(node.target, ast.copy_location(ast.BinOp(node.target, node.op, node.value), node), out)
            case ast.Expr(value=ast.Call(func=ast.Name(id="enable")) as called):
                self.enable(called)
            case ast.Expr(value=ast.Constant()) | ast.Pass() | ast.Global():
                pass
            case ast.Expr(value=value):
                out.append(Effect(self.expr(value, None)[0]))
            case ast.Return():
                self.leave(node, out)
            case ast.If():
                out.append(If(self.condition(node.test), self.block(node.body), self.block(node.orelse)))
            case ast.While():
                self.loop(node, out)
            case ast.Break() | ast.Continue():
                out.append(Br(("b" if isinstance(node, ast.Break) else "c") + self.loops[-1]))
            case _:
                raise self.fail(node, f"{type(node).__name__} is not kernel Python")

    def leave(self, node: ast.Return, out: list[Stmt]) -> None:
        if (node.value is None) != (self.result == "void"):
            raise self.fail(node, f"the result is {self.result}")
        out.append(Return(None if node.value is None else self.expr(node.value, self.result)[0]))

    def enable(self, node: ast.Call) -> None:
        tag = self.constant(node.args[0]) if len(node.args) == 1 else None
        if not isinstance(tag, int):
            raise self.fail(node, "enable takes a feature or a tag")
        self.provides.add(tag)

    def loop(self, node: ast.While, out: list[Stmt]) -> None:
        name = self.label("")
        self.loops.append(name)
        body: list[Stmt] = []
        if not (isinstance(node.test, ast.Constant) and node.test.value):
            body.append(Br("b" + name, Expr("not", (self.condition(node.test),), None, "i32")))
        body += self.block(node.body)
        if not _terminates(body):
            body.append(Br("c" + name))
        self.loops.pop()
        out.append(Block("b" + name, [Loop("c" + name, body)]))

    def assign(self, target: ast.expr, value: ast.expr, out: list[Stmt]) -> None:
        if isinstance(target, ast.Attribute):
            base, kind = self.expr(target.value, None)
            type_, offset = self.field(target, kind)
            stored = self.expr(value, "i32" if type_ in ("u8", "u16") else type_)[0]
            out.append(Effect(op(FIELD_STORES[type_], base, stored, imm=offset)))
            return
        if not isinstance(target, ast.Name):
            raise self.fail(target, "only names and record fields are assigned")
        name = target.id
        if name in self.scope.globals and name not in self.kinds:
            out.append(Effect(global_set(name, self.expr(value, self.scope.globals[name])[0])))
            return
        if name not in self.kinds and self.constant(value) is not None:
            raise self.fail(target, f"{name} needs its type: `{name}: i32 = …`")
        expr, kind = self.expr(value, self.kinds.get(name))
        self.kinds.setdefault(name, kind)
        out.append(Assign(name, expr))

    def field(self, node: ast.Attribute, kind: str) -> tuple[str, int]:
        record = self.record(kind)
        if record is None or node.attr not in record.FIELDS:
            raise self.fail(node, f"{kind} has no field {node.attr}")
        return record.FIELDS[node.attr]

    # ---- expressions: each returns (IR, kernel type)

    def condition(self, node: ast.expr) -> Expr:
        if isinstance(node, ast.BoolOp):
            return self.all_or_any(node, [self.condition(operand) for operand in node.values])
        expr, kind = self.expr(node, None)
        if kind not in types.CONDITIONS:
            raise self.fail(node, f"a condition must be i32, not {kind}")
        return expr

    def all_or_any(self, node: ast.BoolOp, operands: list[Expr]) -> Expr:
        name = "and" if isinstance(node.op, ast.And) else "or"
        return functools.reduce(lambda left, right: Expr(name, (left, right), None, "i32"), operands)

    def constant(self, node: ast.expr) -> int | float | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float):
            return int(node.value) if isinstance(node.value, bool) else node.value
        if isinstance(node, ast.Name) and node.id not in self.kinds and node.id not in self.scope.globals:
            found = self.scope.constants.get(node.id)
            return found if isinstance(found, int | float) and not isinstance(found, bool) else None
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            inner = self.constant(node.operand)
            return None if inner is None else -inner
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr == "SIZE":
            record = self.record(node.value.id)
            return record.SIZE if record else None
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = self.scope.constants.get(node.value.id)
            member = owner.__members__.get(node.attr) if isinstance(owner, type) and issubclass(owner, IntEnum) else None
            return None if member is None else int(member)
        if isinstance(node, ast.BinOp):
            left, right = self.constant(node.left), self.constant(node.right)
            fold = _CONSTANT_FOLDS.get(type(node.op))
            if isinstance(left, int) and isinstance(right, int) and fold is not None:
                return fold(left, right)
        return None

    def literal(self, node: ast.expr, value: int | float, want: str | None) -> tuple[Expr, str]:
        """A constant as the type that is wanted, which without one is i32 or f64."""
        kind = want if want is not None and want != "void" else "f64" if isinstance(value, float) else "i32"
        if kind == "f64":
            return f64(float(value)), kind
        if isinstance(value, float) or self.record(kind):
            raise self.fail(node, f"{ast.unparse(node)} is no {kind}")
        return (i64(_signed(value, 64)) if kind == "i64" else i32(_signed(value, 32))), kind

    def expr(self, node: ast.expr, want: str | None) -> tuple[Expr, str]:
        value = self.constant(node)
        if value is not None:
            return self.literal(node, value, want)
        found, kind = self.compound(node, want)
        if want is not None and not self.fits(kind, want):
            raise self.fail(node, f"{ast.unparse(node)} is {kind}, {want} is needed")
        return found, kind

    def fits(self, kind: str, want: str) -> bool:
        have, wanted = self.record(kind), self.record(want)
        return kind == want or (have is not None and wanted is not None and issubclass(have, wanted))

    def one_of(self, node: ast.expr, kinds: tuple[str, ...]) -> tuple[Expr, str]:
        """An expression of one of these types; a constant is the first."""
        found, kind = self.expr(node, kinds[0] if len(kinds) == 1 or self.constant(node) is not None else None)
        if kind not in kinds:
            raise self.fail(node, f"{ast.unparse(node)} is {kind}, {' or '.join(kinds)} is needed")
        return found, kind

    def compound(self, node: ast.expr, want: str | None) -> tuple[Expr, str]:
        if isinstance(node, ast.Name):
            return self.name(node)
        if isinstance(node, ast.Attribute):
            base, kind = self.expr(node.value, None)
            type_, offset = self.field(node, kind)
            return op(FIELD_LOADS[type_], base, imm=offset), "i32" if type_ in ("u8", "u16") else type_
        if isinstance(node, ast.BinOp):
            return self.binary(node, want)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            left, right, kind = self.pair(node.left, node.comparators[0], None)
            name = types.COMPARE.get(type(node.ops[0]), "")
            if not types.is_compared(kind, name):
                raise self.fail(node, f"{ast.unparse(node)}: {kind} has no such comparison")
            machine = self.machine(kind)
            if machine != "f64" and name in ("lt", "le", "gt", "ge"):
                name += "_s"
            return op(f"{machine}.{name}", left, right), "i32"
        if isinstance(node, ast.BoolOp):
            return self.all_or_any(node, [self.expr(operand, "i32")[0] for operand in node.values]), "i32"
        if isinstance(node, ast.UnaryOp):
            return self.unary(node, want)
        if isinstance(node, ast.IfExp):
            test = self.condition(node.test)
            left, right, kind = self.pair(node.body, node.orelse, want)
            return Expr("cond", (test, left, right), None, self.machine(kind)), kind
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self.call(node, node.func.id, want)
        raise self.fail(node, f"{ast.unparse(node)} is not kernel Python")

    def name(self, node: ast.Name) -> tuple[Expr, str]:
        if node.id in self.kinds:
            kind = self.kinds[node.id]
            return get(node.id, "val" if kind == "val" else self.machine(kind)), kind
        if node.id in self.scope.globals:
            kind = self.scope.globals[node.id]
            return global_get(node.id, self.machine(kind)), kind
        if isinstance(self.scope.constants.get(node.id), StaticData):
            return data(node.id), "i32"
        raise self.fail(node, f"unknown name {node.id}")

    def pair(self, a: ast.expr, b: ast.expr, want: str | None) -> tuple[Expr, Expr, str]:
        """Two operands of one type; a literal takes the type of the other."""
        if self.constant(a) is not None:
            right, kind = self.expr(b, want)
            return self.expr(a, kind)[0], right, kind
        left, kind = self.expr(a, want)
        return left, self.expr(b, kind)[0], kind

    def binary(self, node: ast.BinOp, want: str | None) -> tuple[Expr, str]:
        """The left operand decides the type, or the right one of a constant, which is no value then."""
        name = types.BINARY.get(type(node.op), "")
        inner = want if want in ("i64", "f64") else None
        if self.constant(node.left) is not None:
            right, kind = self.expr(node.right, inner)
            left = self.expr(node.left, kind)[0]
        else:
            left, kind = self.expr(node.left, inner)
            right = self.one_of(node.right, types.right_operands(kind, name))[0]
        if not types.has_operator(kind, name) or (kind == "val" and self.constant(node.left) is not None):
            raise self.fail(node, f"{type(node.op).__name__} on {kind} is not kernel Python")
        machine = self.machine(kind)
        return op(f"{machine}.{name}", left, right), machine

    def unary(self, node: ast.UnaryOp, want: str | None) -> tuple[Expr, str]:
        if isinstance(node.op, ast.Not):
            return Expr("not", (self.condition(node.operand),), None, "i32"), "i32"
        operand, kind = self.expr(node.operand, want)
        if type(node.op) not in types.UNARY.get(kind, ()):
            raise self.fail(node, f"{type(node.op).__name__} on {kind} is not kernel Python")
        if isinstance(node.op, ast.Invert):
            return op(f"{kind}.xor", operand, self.literal(node, -1, kind)[0]), kind
        return (op("f64.neg", operand) if kind == "f64" else op(f"{kind}.sub", self.literal(node, 0, kind)[0], operand)), kind

    # ---- calls

    def call(self, node: ast.Call, name: str, want: str | None) -> tuple[Expr, str]:
        if name in types.CONVERSIONS:
            return self.convert(node, name, "i64" if name == "u64" else name)
        if self.record(name):
            return self.convert(node, "record", "i32")[0], name
        if name in LOADS:
            operation = LOADS[name]
            address = self.one_of(node.args[0], types.ADDRESSES)[0]
            return op(operation, address, imm=self.offset(node, 1)), "val" if name == "loadv" else OPS[operation].result
        if name in STORES:
            operation = STORES[name]
            address = self.one_of(node.args[0], types.ADDRESSES)[0]
            stored = self.expr(node.args[1], "val" if name == "storev" else OPS[operation].args[1])[0]
            return op(operation, address, stored, imm=self.offset(node, 2)), "void"
        if name in FIXED:
            operation = FIXED[name]
            args = [self.expr(a, t)[0] for a, t in zip(node.args, OPS[operation].args, strict=True)]
            result = OPS[operation].result
            return op(operation, *args), "void" if result == "never" else result
        if name in INTEGER:
            return self.integer(node, name, want)
        special = getattr(self, f"call_{name}", None)
        if special is not None:
            found: tuple[Expr, str] = special(node)
            return found
        return self.plain_call(node, name)

    def offset(self, node: ast.Call, index: int) -> int:
        if len(node.args) <= index:
            return 0
        value = self.constant(node.args[index])
        if not isinstance(value, int):
            raise self.fail(node, "an offset must be constant")
        return value

    def integer(self, node: ast.Call, name: str, want: str | None) -> tuple[Expr, str]:
        if len(node.args) == 1:
            operand, kind = self.expr(node.args[0], want if name != "f64_u" else None)
            operands = [operand]
        else:
            left, right, kind = self.pair(node.args[0], node.args[1], None if name[:2] in ("lt", "gt", "le", "ge") else want)
            operands = [left, right]
        if kind not in types.INTEGERS:
            raise self.fail(node, f"{name} on {kind} is not kernel Python")
        built = op(INTEGER[name].format(t=self.machine(kind)), *operands)
        return built, built.type

    def convert(self, node: ast.Call, name: str, result: str) -> tuple[Expr, str]:
        """A conversion by name; one of a constant gives it its type."""
        argument = node.args[0]
        operand, kind = self.expr(argument, None if self.constant(argument) is None else result)
        have = "record" if self.record(kind) else kind
        if have not in types.CONVERSIONS[name]:
            raise self.fail(node, f"no conversion from {kind} to {ast.unparse(node.func)}")
        operation = types.CONVERSIONS[name][have]
        return (operand if operation is None else op(operation, operand)), result

    def plain_call(self, node: ast.Call, name: str) -> tuple[Expr, str]:
        signature = self.scope.signature(name)
        if signature is None:
            raise self.fail(node, f"unknown function {name}")
        if len(node.args) != len(signature.params) or node.keywords:
            raise self.fail(node, f"{name} takes {len(signature.params)} arguments")
        args = tuple(self.expr(a, t)[0] for a, t in zip(node.args, signature.params, strict=True))
        if name in ("new_object", "new_number"):
            tag = self.constant(node.args[0])
            if isinstance(tag, int):
                self.provides.add(tag)
        result = "val" if signature.result == "val" else self.machine(signature.result)
        return Expr("call", args, name, result), signature.result

    def call_lit(self, node: ast.Call) -> tuple[Expr, str]:
        argument = node.args[0]
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            raise self.fail(node, "lit takes a string constant")
        return data("str:" + argument.value, "val"), "val"

    def call_reason(self, node: ast.Call) -> tuple[Expr, str]:
        argument = node.args[0]
        if not isinstance(argument, ast.Constant) or argument.value not in REASONS:
            raise self.fail(node, "reason takes a text of the table of reasons")
        return i32(REASONS.index(argument.value)), "i32"

    def call_lit_class(self, node: ast.Call) -> tuple[Expr, str]:
        argument = node.args[0]
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            raise self.fail(node, "lit_class takes a string constant")
        return data("cls:" + argument.value, "val"), "val"

    def call_data_address(self, node: ast.Call) -> tuple[Expr, str]:
        argument = node.args[0]
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            raise self.fail(node, "data_address takes a string constant")
        return data(argument.value), "i32"

    def call_live(self, node: ast.Call) -> tuple[Expr, str]:
        tag = self.constant(node.args[0])
        if not isinstance(tag, int):
            raise self.fail(node, "live takes a feature or a tag")
        return Expr("live", (), tag, "i32"), "i32"

    def call_func(self, node: ast.Call) -> tuple[Expr, str]:
        if not isinstance(node.args[0], ast.Name):
            raise self.fail(node, "func takes a function name")
        return Expr("func", (), node.args[0].id, "i32"), "i32"

    def call_indirect(self, node: ast.Call) -> tuple[Expr, str]:
        return self.through_table(node, "val", "val"), "val"

    def call_indirect_i32(self, node: ast.Call) -> tuple[Expr, str]:
        return self.through_table(node, "i32", "i32"), "i32"

    def call_indirect_void(self, node: ast.Call) -> tuple[Expr, str]:
        return self.through_table(node, "val", "void"), "void"

    def through_table(self, node: ast.Call, param: str, result: str) -> Expr:
        index = self.expr(node.args[0], "i32")[0]
        args = tuple(self.expr(a, param)[0] for a in node.args[1:])
        return Expr("call_indirect", (*args, index), (("i32",) * len(args), result), result)

    def vector(self) -> str:
        self.vectors += 1
        name = f"v{self.vectors}"
        self.kinds[name] = "v128"
        return name

    def call_quote_mask16(self, node: ast.Call) -> tuple[Expr, str]:
        name = self.vector()
        vector, first = get(name, "v128"), Expr("tee", (op("v128.load", self.expr(node.args[0], "i32")[0]),), name, "v128")
        quote, slash = op("i8x16.eq", first, op("i8x16.splat", i32(ord('"')))), op("i8x16.eq", vector, op("i8x16.splat", i32(ord("\\"))))
        control = op("i8x16.le_u", vector, op("i8x16.splat", i32(ord(" ") - 1)))
        return op("i8x16.bitmask", op("v128.or", op("v128.or", quote, slash), control)), "i32"

    def call_high_mask16(self, node: ast.Call) -> tuple[Expr, str]:
        return op("i8x16.bitmask", op("v128.load", self.expr(node.args[0], "i32")[0])), "i32"

    def call_copy16(self, node: ast.Call) -> tuple[Expr, str]:
        destination = self.expr(node.args[0], "i32")[0]
        return op("v128.store", destination, op("v128.load", self.expr(node.args[1], "i32")[0])), "void"


def _signed(value: int, width: int) -> int:
    value &= (1 << width) - 1
    return value - (1 << width) if value >> (width - 1) else value


def _terminates(body: list[Stmt]) -> bool:
    """True if control cannot reach the end of the list."""
    if not body:
        return False
    last = body[-1]
    if isinstance(last, Return) or (isinstance(last, Br) and last.test is None):
        return True
    if isinstance(last, Effect) and last.value.op == "unreachable":
        return True
    return isinstance(last, If) and _terminates(last.then) and _terminates(last.orelse)
