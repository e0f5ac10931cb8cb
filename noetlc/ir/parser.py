"""Reads the text form that `printer.py` writes. `#` starts a comment that ends with the line."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from typing import TypeVar

from noetlc.ir.depth import deep_recursion
from noetlc.ir.nodes import (
    Assign,
    Block,
    BlockExpr,
    Br,
    Data,
    Effect,
    Expr,
    Function,
    Global,
    If,
    Imm,
    Import,
    Leave,
    Loop,
    Module,
    Return,
    Stmt,
    Switch,
    TableIndex,
    Try,
)
from noetlc.ir.payload import KINDS
from noetlc.ir.spelling import constant_op, default_imm, default_type, provided
from noetlc.ir.types import ALL, DYN
from noetlc.layout.sites import pack

_TOKEN = re.compile(
    r"""
    (?P<newline>(?:[ \t\r]*(?:\#[^\n]*)?\n)+)
  | [ \t\r]+ | \#[^\n]*
  | (?P<number>-?(?:0x[0-9a-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)|-inf\b)
  | (?P<name>[A-Za-z_][A-Za-z0-9_.]*)
  | (?P<string>"(?:[^"\\\n]|\\.)*")
  | (?P<arrow>->)
  | (?P<mark>[%@$&(){}\[\],:=!])
    """,
    re.VERBOSE,
)
_TYPES = ALL | {DYN}
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})")
T = TypeVar("T")


class ParseError(Exception):
    """Text that is not IR; the message starts with the line number."""


def parse_module(text: str) -> Module:
    """The module of a text. Raises ParseError."""
    with deep_recursion():
        return _Parser(text).module()


def parse_function(text: str, globals_: dict[str, str] | None = None) -> Function:
    """One function; `globals_` maps globals to types, as for `print_function`. Raises ParseError."""
    with deep_recursion():
        parser = _Parser(text)
        parser.globals = globals_ or {}
        parser.newlines()
        parser.expect("func")
        return parser.function()


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str, int]] = []  # kind, text, line
        self.at = 0
        self.locals: dict[str, str] = {}
        self.globals: dict[str, str] = {}
        self.scan(text)

    def scan(self, text: str) -> None:
        position, line = 0, 1
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                raise ParseError(f"line {line}: unexpected {text[position]!r}")
            if match.lastgroup is not None:
                self.tokens.append((match.lastgroup, match.group(), line))
            line += match.group().count("\n")
            position = match.end()
        self.tokens += [("newline", "\n", line), ("end", "end of text", line)]

    # ---- tokens

    def peek(self) -> str:
        """The text of the next token, None-like for a string so that it never looks like a mark."""
        kind, text, _ = self.tokens[self.at]
        return text if kind != "string" else ""

    def kind(self) -> str:
        return self.tokens[self.at][0]

    def fail(self, wanted: str) -> ParseError:
        _, text, line = self.tokens[self.at]
        return ParseError(f"line {line}: {wanted} expected, not {text!r}")

    def accept(self, text: str) -> bool:
        if self.peek() != text:
            return False
        self.at += 1
        return True

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise self.fail(repr(text))

    def take(self, kind: str) -> str:
        if self.kind() != kind:
            raise self.fail(kind)
        self.at += 1
        return self.tokens[self.at - 1][1]

    def newlines(self) -> None:
        while self.kind() == "newline":
            self.at += 1

    def name(self) -> str:
        if self.kind() == "string":
            return str(json.loads(self.take("string")))
        return self.take("name")

    def provided(self) -> int:
        """A feature by its name, or the number of a tag."""
        if self.kind() == "number":
            return self.integer()
        try:
            found = provided(self.peek())
        except KeyError:
            raise self.fail("a feature or a tag") from None
        self.take("name")
        return found

    def integer(self) -> int:
        text = self.take("number")
        try:
            return int(text, 0)
        except ValueError as error:
            raise self.fail("integer") from error

    def type(self) -> str:
        if self.peek() not in _TYPES:
            raise self.fail("type")
        return self.take("name")

    def listed(self, item: Callable[[], T], end: str) -> list[T]:
        """Comma-separated items up to the mark `end`, which is consumed."""
        items: list[T] = []
        while not self.accept(end):
            items.append(item())
            if not self.accept(","):
                self.expect(end)
                break
        return items

    # ---- module

    def module(self) -> Module:
        module = Module()
        self.newlines()
        while self.kind() != "end":
            word = self.take("name")
            if word == "import":
                imported = self.import_()
                module.imports[imported.name] = imported
            elif word == "global":
                item = self.global_()
                module.globals[item.name] = item
                self.globals[item.name] = item.type
            elif word == "data":
                data = self.data()
                module.data[data.name] = data
            elif word == "table":
                self.table(module.table)
            elif word == "func":
                function = self.function()
                module.functions[function.name] = function
            else:
                self.at -= 1
                raise self.fail("import, global, data, table or func")
            self.take("newline")
            self.newlines()
        return module

    def import_(self) -> Import:
        self.expect("@")
        name = self.name()
        self.expect("=")
        module, field = self.name(), self.name()
        self.expect("(")
        params = tuple(self.listed(self.type, ")"))
        self.expect("->")
        return Import(name, module, field, params, self.type())

    def global_(self) -> Global:
        self.expect("$")
        name = self.name()
        self.expect(":")
        type_ = self.type()
        self.expect("=")
        value = self.immediate()
        if not isinstance(value, int | float):
            raise self.fail("number")
        return Global(name, type_, value)

    def data(self) -> Data:
        self.expect("&")
        name = self.name()
        self.expect("align")
        align = self.integer()
        self.expect("=")
        quoted = self.take("string")[1:-1]
        content = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), quoted).encode("latin-1")
        if self.accept("zeros"):
            content += bytes(self.integer())
        refs: list[tuple[int, str | TableIndex]] = []
        if self.accept("refs"):
            refs.append(self.reference())
            while self.accept(","):
                refs.append(self.reference())
        return Data(name, content, align, tuple(refs))

    def reference(self) -> tuple[int, str | TableIndex]:
        offset = self.integer()
        if self.accept("@"):
            return offset, TableIndex(self.name())
        self.expect("&")
        return offset, self.name()

    def table(self, names: list[str]) -> None:
        while True:
            self.expect("@")
            names.append(self.name())
            if not self.accept(","):
                return

    def local(self) -> tuple[str, str]:
        self.expect("%")
        name = self.name()
        self.expect(":")
        return name, self.type()

    def function(self) -> Function:
        """A function after the word `func`."""
        self.expect("@")
        name = self.name()
        self.expect("(")
        params = self.listed(self.local, ")")
        self.expect("->")
        function = Function(name, tuple(p for p, _ in params), self.type(), dict(params), [])
        if self.accept("export"):
            function.export = self.name()
        if self.accept("inline"):
            function.inline = self.take("name")
        if self.accept("provides"):
            found = [self.provided()]
            while self.accept(","):
                found.append(self.provided())
            function.provides = frozenset(found)
        function.collects = self.accept("collects")
        if self.accept("often"):
            function.often = self.integer()
        self.locals = function.locals
        self.expect("{")
        self.take("newline")
        if self.tokens[self.at + 1][:2] == ("mark", "%") and self.accept("local"):
            while True:
                local, type_ = self.local()
                function.locals[local] = type_
                if not self.accept(","):
                    break
            self.take("newline")
        function.body = self.stmts()
        return function

    # ---- statements

    def braced(self) -> list[Stmt]:
        self.expect("{")
        self.newlines()
        return self.stmts()

    def stmts(self) -> list[Stmt]:
        """Statements up to the closing brace, which is consumed."""
        body: list[Stmt] = []
        self.newlines()
        while not self.accept("}"):
            body.append(self.stmt())
            if self.peek() != "}":
                self.take("newline")
                self.newlines()
        return body

    def stmt(self) -> Stmt:
        if self.kind() == "name":
            handler = _STATEMENTS.get(self.peek())
            if handler is not None:
                self.at += 1
                return handler(self)
        if self.peek() in ("%", "$") and self.tokens[self.at + 2][1] == "=" and self.tokens[self.at + 2][0] == "mark":
            is_local = self.accept("%") or not self.accept("$")
            name = self.name()
            self.expect("=")
            value = self.expr()
            return Assign(name, value) if is_local else Effect(Expr("global.set", (value,), name, "void"))
        return Effect(self.expr())

    def if_(self) -> Stmt:
        first = current = If(self.expr(), self.braced(), [])
        while self.accept("else"):
            if not self.accept("if"):
                current.orelse = self.braced()
                break
            nested = If(self.expr(), self.braced(), [])
            current.orelse = [nested]
            current = nested
        return first

    def loop(self) -> Stmt:
        return Loop(self.name(), self.braced())

    def block(self) -> Stmt:
        return Block(self.name(), self.braced())

    def br(self) -> Stmt:
        label = self.name()
        return Br(label, self.expr() if self.accept("if") else None)

    def optional_expr(self) -> Expr | None:
        return None if self.kind() == "newline" or self.peek() == "}" else self.expr()

    def leave(self) -> Stmt:
        return Leave(self.name(), self.optional_expr())

    def return_(self) -> Stmt:
        return Return(self.optional_expr())

    def switch(self) -> Stmt:
        value = self.expr()
        self.expect("to")
        self.expect("[")
        labels = tuple(self.listed(self.name, "]"))
        self.expect("else")
        return Switch(value, labels, self.name())

    def try_(self) -> Stmt:
        body = self.braced()
        self.expect("except")
        return Try(body, self.braced())

    # ---- expressions

    def expr(self) -> Expr:
        if self.kind() == "number" or (self.kind() == "name" and self.peek() in ("nan", "inf")):
            value = self.immediate()
            is_float = isinstance(value, float)
            type_ = self.type() if self.accept(":") else ("f64" if is_float else "i32")
            return Expr(constant_op(type_, is_float), (), value, type_, self.site())
        if self.peek() == "do" and self.kind() == "name" and self.tokens[self.at + 1][0] in ("name", "string"):
            self.at += 1
            label = self.name()
            self.expect(":")
            type_ = self.type()
            site = self.site()
            return BlockExpr("block", (), None, type_, site, label, self.braced())
        op, imm, args = self.head()
        type_ = self.type() if self.accept(":") else default_type(op, imm, args, self.locals, self.globals)
        return Expr(op, args, imm, type_, self.site())

    def head(self) -> tuple[str, Imm, tuple[Expr, ...]]:
        for mark, op in (("%", "local"), ("$", "global.get"), ("&", "data")):
            if self.accept(mark):
                return op, self.name(), ()
        if self.accept("@"):
            name = self.name()
            self.expect("(")
            return "call", name, tuple(self.listed(self.expr, ")"))
        op = self.name()
        imm = default_imm(op)
        if self.accept("["):
            imm = self.provided() if op == "live" else self.immediate()
            self.expect("]")
            if self.peek() != "(":
                return op, imm, ()
        self.expect("(")
        return op, imm, tuple(self.listed(self.expr, ")"))

    def site(self) -> int:
        if not self.accept("!"):
            return 0
        line = self.integer()
        self.expect(":")
        return pack(line, self.integer())

    def immediate(self) -> Imm:
        if self.kind() == "number":
            text = self.take("number")
            return int(text, 0) if re.fullmatch(r"-?(0x[0-9a-f]+|\d+)", text) else float(text)
        if self.kind() == "name" and self.peek() in ("none", "nan", "inf"):
            word = self.take("name")
            if word == "nan" and self.accept("("):
                bits = self.integer()
                self.expect(")")
                unpacked: float = struct.unpack("<d", struct.pack("<Q", bits))[0]
                return unpacked
            return None if word == "none" else float(word)
        if self.accept("("):
            return tuple(self.listed(self.immediate, ")"))
        if self.kind() == "name" and self.peek() in KINDS and self.tokens[self.at + 1][1] == "(":
            cls = KINDS[self.take("name")]
            self.expect("(")
            return cls.of(*self.listed(self.part, ")"))
        return self.name()

    def part(self) -> object:
        """A part of an object: an immediate, `true`, `false` or a bracketed tuple of parts."""
        if self.accept("["):
            return tuple(self.listed(self.part, "]"))
        if self.kind() == "name" and self.peek() in ("true", "false"):
            return self.take("name") == "true"
        return self.immediate()


_STATEMENTS: dict[str, Callable[[_Parser], Stmt]] = {
    "if": _Parser.if_,
    "loop": _Parser.loop,
    "block": _Parser.block,
    "br": _Parser.br,
    "leave": _Parser.leave,
    "return": _Parser.return_,
    "switch": _Parser.switch,
    "try": _Parser.try_,
}
