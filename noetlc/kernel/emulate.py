"""Runs kernel functions under CPython on a bytearray, from their IR, so that they are tested without wasm.

    machine = Machine()
    machine.call("half", 10)   # 5

The IR of the translator maps to Python statement by statement (its loops are Python loops); every operation wraps.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any

from noetlc.ir.arithmetic import SCALAR, apply
from noetlc.ir.nodes import Assign, Block, Br, Effect, Expr, Function, If, Loop, Return, Stmt
from noetlc.kernel.library import Library, runtime_library
from noetlc.layout.encodings import ALL_PAGES, PAGES_DATA, page_tables
from noetlc.layout.objects import RESERVED, UNDEFINED
from noetlc.layout.static import singletons, static_class, static_str

PAGE = 65536


class Trap(Exception):
    """The kernel code executed `unreachable`."""


def _s32(x: int) -> int:
    return ((x & 0xFFFFFFFF) ^ 0x80000000) - 0x80000000


def _s64(x: int) -> int:
    return ((x & 0xFFFFFFFFFFFFFFFF) ^ 0x8000000000000000) - 0x8000000000000000


def _div(a: int, b: int) -> int:
    if b == 0:
        raise Trap("integer divide by zero")
    q = abs(a) // abs(b)
    return -q if (a < 0) != (b < 0) else q


def _trunc_sat(x: float, low: int, high: int) -> int:
    if math.isnan(x):
        return 0
    return low if x <= low else high if x >= high else int(x)


def _fdiv(a: float, b: float) -> float:
    if b != 0:
        return a / b
    if a == 0 or math.isnan(a):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def _fmul(a: float, b: float) -> float:
    return a * b


_INTEGER = {
    "add": "({0} + {1})", "sub": "({0} - {1})", "mul": "({0} * {1})", "and": "({0} & {1})", "or": "({0} | {1})",
    "xor": "({0} ^ {1})", "shl": "({0} << ({1} & {w1}))", "shr_s": "({0} >> ({1} & {w1}))",
    "shr_u": "(({0} & {m}) >> ({1} & {w1}))", "div_s": "_div({0}, {1})", "div_u": "_div({0} & {m}, {1} & {m})",
    "rem_s": "({0} - _div({0}, {1}) * {1})", "rem_u": "(lambda a, b: a - _div(a, b) * b)({0} & {m}, {1} & {m})",
    "rotl": "(lambda a, b: (a << b) | (a >> ({w} - b)))({0} & {m}, {1} & {w1})",
    "rotr": "(lambda a, b: (a >> b) | (a << ({w} - b)))({0} & {m}, {1} & {w1})",
    "clz": "({w} - ({0} & {m}).bit_length())", "popcnt": "({0} & {m}).bit_count()",
    "ctz": "(lambda a: ({w} if a == 0 else (a & -a).bit_length() - 1))({0} & {m})",
    "extend8_s": "((({0} & 255) ^ 128) - 128)", "extend16_s": "((({0} & 65535) ^ 32768) - 32768)",
    "extend32_s": "_s32({0})",
}  # fmt: skip
_COMPARE = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
_FLOAT = {
    "add": "({0} + {1})", "sub": "({0} - {1})", "mul": "_fmul({0}, {1})", "div": "_fdiv({0}, {1})",
    "abs": "abs({0})", "neg": "(-{0})", "ceil": "_round(math.ceil, {0})", "floor": "_round(math.floor, {0})",
    "trunc": "_round(math.trunc, {0})", "nearest": "_round(round, {0})", "sqrt": "(math.sqrt({0}) if {0} >= 0 else math.nan)",
    "copysign": "math.copysign({0}, {1})", "min": "min({0}, {1})", "max": "max({0}, {1})",
}  # fmt: skip
_CONVERT = {
    "i32.wrap_i64": "_s32({0})", "i64.extend_i32_s": "{0}", "i64.extend_i32_u": "({0} & 0xffffffff)",
    "i64.reinterpret_f64": "struct.unpack('<q', struct.pack('<d', {0}))[0]",
    "f64.reinterpret_i64": "struct.unpack('<d', struct.pack('<q', {0}))[0]",
    "f64.convert_i32_s": "float({0})", "f64.convert_i64_s": "float({0})", "f64.convert_i32_u": "float({0} & 0xffffffff)",
    "f64.convert_i64_u": "float({0} & 0xffffffffffffffff)",
    "i64.trunc_sat_f64_s": "_trunc_sat({0}, -(1 << 63), (1 << 63) - 1)",
    "i64.trunc_sat_f64_u": "_s64(_trunc_sat({0}, 0, (1 << 64) - 1))",
    "i32.trunc_sat_f64_s": "_trunc_sat({0}, -(1 << 31), (1 << 31) - 1)",
    "i32.trunc_sat_f64_u": "_s32(_trunc_sat({0}, 0, (1 << 32) - 1))",
}  # fmt: skip
# integer and float operations with a form of their own here, for speed; the others are computed by `ir/arithmetic.py`
_WRITTEN = {*_INTEGER, *_FLOAT, *_COMPARE, "eqz", *(f"{name}_{sign}" for name in ("lt", "gt", "le", "ge") for sign in "su")}
_OTHER = {
    "and": "int(bool({0} and {1}))", "or": "int(bool({0} or {1}))", "not": "int(not {0})", "cond": "({1} if {0} else {2})", "live": "1",
    "memory.size": "(len(M.memory) // 65536)", "memory.grow": "M.grow({0})", "memory.copy": "M.copy({0}, {1}, {2})",
    "memory.fill": "M.fill({0}, {1}, {2})", "unreachable": "(_ for _ in ()).throw(Trap('unreachable'))",
}  # fmt: skip
_FORMATS = {
    "i32.load": "i", "i32.load8_u": "B", "i32.load8_s": "b", "i32.load16_u": "H", "i32.load16_s": "h", "i64.load": "q", "f64.load": "d",
    "i32.store": "i", "i32.store8": "b", "i32.store16": "h", "i64.store": "q", "f64.store": "d",
}  # fmt: skip
_WIDTHS = {"b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "q": 8, "d": 8}


def _round(how: Callable[[float], int], x: float) -> float:
    if math.isinf(x) or math.isnan(x) or abs(x) >= 2.0**52:
        return x
    return math.copysign(float(how(x)), x)


class Machine:
    """Linear memory, globals and compiled kernel functions. `imports` answers host imports by kernel name."""

    def __init__(self, library: Library | None = None, pages: int = 16, imports: dict[str, Callable[..., Any]] | None = None) -> None:
        self.library = library or runtime_library()
        self.memory = bytearray(pages * PAGE)
        self.imports = imports or {}
        self.globals: dict[str, Any] = {n: g.init for n, g in self.library.globals.items()}
        self.data: dict[str, int] = {}
        self.table: list[str] = [""]
        self.next = RESERVED
        self.live = True
        fixed = singletons()
        self.memory[UNDEFINED : UNDEFINED + len(fixed)] = fixed
        self.names: dict[str, Any] = {
            "math": math, "struct": struct, "_s32": _s32, "_s64": _s64, "_div": _div, "_fdiv": _fdiv, "_fmul": _fmul, "_round": _round,
            "_trunc_sat": _trunc_sat, "apply": apply, "G": self.globals, "M": self, "Trap": Trap,
        }  # fmt: skip
        self.heap_placed = False

    def call(self, name: str, *args: int | float) -> Any:
        """Calls a kernel function; integers are signed. Raises Trap."""
        function = self.names.get("f_" + name) or self.compile(name)
        return function(*args)

    def string(self, text: str) -> int:
        """The address of a string object."""
        return self.address("str:" + text)

    def address(self, name: str) -> int:
        """The address of a data item, placed on first use below the heap."""
        if name not in self.data:
            refs: tuple[tuple[int, str], ...] = ()
            if name.startswith("cls:"):
                content, refs = static_class(name[4:])
            elif name == PAGES_DATA:
                content = page_tables(ALL_PAGES)
            else:
                content = static_str(name[4:]) if name.startswith("str:") else self.library.static(name).bytes
            start = -(-self.next // 16) * 16
            if start + len(content) > STATIC_LIMIT:
                raise MemoryError("static data of the emulator is full")
            self.memory[start : start + len(content)] = content
            self.data[name] = start
            self.next = start + len(content)
            for offset, target in refs:
                self.write("i", start + offset, self.address(target))
        return self.data[name]

    def compile(self, name: str) -> Any:
        if self.library.imported(name) is not None or self.library.is_extern(name):
            self.names["f_" + name] = self.imports[name]
            return self.imports[name]
        function = self.library.function(name)
        source = "\n".join(_Writer(self, function).source())
        exec(compile(source, f"<kernel {name}>", "exec"), self.names)
        return self.names["f_" + name]

    def function_index(self, name: str) -> int:
        if name not in self.table:
            self.table.append(name)
        return self.table.index(name)

    def indirect(self, index: int, *args: int) -> Any:
        return self.call(self.table[index], *args)

    def grow(self, pages: int) -> int:
        before = len(self.memory) // PAGE
        if before + pages > 4096:
            return -1
        self.memory.extend(bytes(pages * PAGE))
        return before

    def at(self, address: int, size: int) -> int:
        """The address as an index. Raises Trap unless `size` bytes lie there."""
        index = address & 0xFFFFFFFF
        if index + size > len(self.memory):
            raise Trap("out of bounds")
        return index

    def read(self, fmt: str, address: int) -> Any:
        return struct.unpack_from("<" + fmt, self.memory, self.at(address, _WIDTHS[fmt]))[0]

    def write(self, fmt: str, address: int, value: int | float) -> None:
        width = _WIDTHS[fmt]
        index = self.at(address, width)
        if fmt == "d":
            struct.pack_into("<d", self.memory, index, value)
        else:
            self.memory[index : index + width] = (int(value) & ((1 << (8 * width)) - 1)).to_bytes(width, "little")

    def copy(self, d: int, s: int, n: int) -> None:
        size = n & 0xFFFFFFFF
        to, start = self.at(d, size), self.at(s, size)
        self.memory[to : to + size] = self.memory[start : start + size]

    def fill(self, d: int, x: int, n: int) -> None:
        size = n & 0xFFFFFFFF
        to = self.at(d, size)
        self.memory[to : to + size] = bytes([x & 255]) * size

    def mask(self, p: int, test: Callable[[int], bool]) -> int:
        return sum(1 << i for i, b in enumerate(self.memory[self.at(p, 16) : self.at(p, 16) + 16]) if test(b))


STATIC_LIMIT = 512 * 1024


class _Writer:
    """Python source for one function."""

    def __init__(self, machine: Machine, function: Function) -> None:
        self.machine = machine
        self.function = function

    def source(self) -> list[str]:
        params = ", ".join("v_" + p for p in self.function.params)
        return [f"def f_{self.function.name}({params}):", *self.block(self.function.body, 1)]

    def block(self, stmts: list[Stmt], depth: int) -> list[str]:
        out = [line for stmt in stmts for line in self.stmt(stmt, depth)]
        return out or ["    " * depth + "pass"]

    def stmt(self, stmt: Stmt, depth: int) -> list[str]:
        pad = "    " * depth
        if isinstance(stmt, Assign):
            return [f"{pad}v_{stmt.name} = {self.expr(stmt.value)}"]
        if isinstance(stmt, Effect):
            return [pad + self.expr(stmt.value)]
        if isinstance(stmt, Return):
            return [f"{pad}return {self.expr(stmt.value)}" if stmt.value else f"{pad}return"]
        if isinstance(stmt, If):
            out = [f"{pad}if {self.expr(stmt.test)}:", *self.block(stmt.then, depth + 1)]
            return [*out, f"{pad}else:", *self.block(stmt.orelse, depth + 1)] if stmt.orelse else out
        if isinstance(stmt, Block) and isinstance(stmt.body[0], Loop):
            return [f"{pad}while True:", *self.block(stmt.body[0].body, depth + 1)]
        if isinstance(stmt, Br):
            word = "break" if stmt.label.startswith("b") else "continue"
            return [f"{pad}if {self.expr(stmt.test)}: {word}" if stmt.test else pad + word]
        raise TypeError(f"{type(stmt).__name__} does not come out of the kernel translator")

    def expr(self, expr: Expr) -> str:
        op = expr.op
        args = [self.expr(a) for a in expr.args]
        if op == "local":
            return f"v_{expr.imm}"
        if op.endswith(".const"):
            return f"float('{expr.imm}')" if isinstance(expr.imm, float) and not math.isfinite(expr.imm) else repr(expr.imm)
        if op in _CONVERT:
            return _CONVERT[op].format(*args)
        if op in SCALAR and op.partition(".")[2] not in _WRITTEN:
            return f"apply({op!r}, {', '.join(args)})"
        if op in _FORMATS:
            return self.memory_access(expr, args)
        group, _, name = op.partition(".")
        if group in ("i32", "i64"):
            return self.integer(group, name, args)
        if group == "f64":
            if name in _COMPARE:
                return f"int({args[0]} {_COMPARE[name]} {args[1]})"
            return _FLOAT[name].format(*args)
        return self.other(expr, args)

    def memory_access(self, expr: Expr, args: list[str]) -> str:
        address = f"{args[0]} + {expr.imm}" if expr.imm else args[0]
        fmt = _FORMATS[expr.op]
        return f"M.write({fmt!r}, {address}, {args[1]})" if len(args) == 2 else f"M.read({fmt!r}, {address})"

    def integer(self, group: str, name: str, args: list[str]) -> str:
        width = 32 if group == "i32" else 64
        mask = (1 << width) - 1
        if name == "eqz":
            return f"int({args[0]} == 0)"
        if name[:2] in _COMPARE and name != "le":
            unsigned = name.endswith("_u")
            left, right = (f"({a} & {mask})" if unsigned else a for a in args)
            return f"int({left} {_COMPARE[name[:2]]} {right})"
        return f"_s{width}(" + _INTEGER[name].format(*args, m=mask, w=width, w1=width - 1) + ")"

    def other(self, expr: Expr, args: list[str]) -> str:
        op, imm = expr.op, expr.imm
        if op == "call":
            if "f_" + str(imm) not in self.machine.names:
                return f"M.call({imm!r}{''.join(', ' + a for a in args)})"
            return f"f_{imm}({', '.join(args)})"
        if op in _OTHER:
            return _OTHER[op].format(*args)
        if op == "global.get":
            return f"G[{imm!r}]"
        if op == "global.set":
            return f"G.__setitem__({imm!r}, {args[0]})"
        if op == "data":
            return str(self.machine.address(str(imm)))
        if op == "func":
            return str(self.machine.function_index(str(imm)))
        if op == "call_indirect":
            return f"M.indirect({args[-1]}{''.join(', ' + a for a in args[:-1])})"
        return self.vector(expr, args)

    def vector(self, expr: Expr, args: list[str]) -> str:
        """The three vector intrinsics, recognised by their outermost operation."""
        if expr.op == "v128.store":
            source = expr.args[1].args[0]
            return f"M.copy({args[0]}, {self.expr(source)}, 16)"
        if expr.op == "i8x16.bitmask":
            inner = expr.args[0]
            if inner.op == "v128.load":
                return f"M.mask({self.expr(inner.args[0])}, lambda b: b >= 128)"
            tee = next(e for e in _leaves(inner) if e.op == "tee")
            return f"M.mask({self.expr(tee.args[0].args[0])}, lambda b: b < 32 or b in (34, 92))"
        if expr.op in ("v128.load", "v128.or", "i8x16.eq", "i8x16.le_u", "i8x16.splat", "tee"):
            return "None"
        raise TypeError(f"the emulator does not know {expr.op}")


def _leaves(expr: Expr) -> list[Expr]:
    return [expr, *(e for a in expr.args for e in _leaves(a))]
