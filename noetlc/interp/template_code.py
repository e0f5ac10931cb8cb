"""The rewrite of jinja2's node tree: every operator, comparison, look-up, test, filter, call and output becomes a call into
our semantics, each with the offset of its place in the template's text.

jinja2 parses and scopes (`set`, `for`, `macro`, `with`); nothing it would compute by itself is left in the generated code.
Offsets travel as jinja2's line numbers: the lexer below numbers tokens by offset instead of by line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.lexer import Lexer, Token, TokenStream
from jinja2.parser import Parser
from jinja2.visitor import NodeTransformer

from noetlc.interp.template_branches import is_mark, start

# Names jinja2 treats specially and the language does not; `hidden` renames them, `shown` names them again.
_SPECIAL_NAMES = ("self", "caller", "varargs", "kwargs")
_PREFIX = "noetlc_"
_BLOCK_TEXT = "noetlc_block_text"
_CR_STAND_INS = "\x85\x1c\x1d\x1e\x1f\u2028\u2029\x0b\x0c"  # white space to jinja2, and no line end

_EQUIVALENT = {
    ("output", "status"): {"success": "ok", "completed": "ok"},
    ("event", "name"): {"call.done": "step.done", "step.exit": "step.done", "step.failed": "call.error"},
}
_UNSUPPORTED = (
    nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Block, nodes.CallBlock,
    nodes.Break, nodes.Continue, nodes.ExprStmt,
)  # fmt: skip
_KEYWORDS: dict[type[nodes.Node], str] = {nodes.ExprStmt: "do", nodes.CallBlock: "call", nodes.FromImport: "from"}


def hidden(name: str) -> str:
    """The name used inside generated code."""
    return _PREFIX + name if name in _SPECIAL_NAMES else name


def shown(name: str) -> str:
    """The user's name for a name used inside generated code."""
    return name[len(_PREFIX) :] if name.startswith(_PREFIX) and name[len(_PREFIX) :] in _SPECIAL_NAMES else name


class OffsetLexer(Lexer):
    """Numbers tokens by their offset in the source and notes whether there are comments."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.kinds: list[tuple[str, str]] = []
        self.stand_in: str | None = None

    def tokeniter(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> Iterator[tuple[int, str, str]]:
        position = 0
        tokens = super().tokeniter(source, name, filename, state)
        while True:
            try:
                item = next(tokens, None)
            except TemplateSyntaxError as error:
                while position < len(source) and source[position].isspace():
                    position += 1
                raise TemplateSyntaxError(error.message or "syntax error", position) from error
            if item is None:
                if self.kinds and self.kinds[-1][0] in ("comment_begin", "raw_begin"):  # jinja2 lets them pass at the very end
                    raise TemplateSyntaxError("comment or raw text is not closed", max(position - 2, 0))
                return
            _line, kind, value = item
            while not source.startswith(value, position):  # only white space that a `-` removed lies between
                position += 1
            self.kinds.append((kind, value))
            yield position, kind, value
            position += len(value)

    def wrap(
        self, stream: Any, name: str | None = None, filename: str | None = None
    ) -> Iterator[Token]:
        for token in super().wrap(stream, name, filename):
            if self.stand_in and token.type in ("data", "string"):
                yield Token(token.lineno, token.type, token.value.replace(self.stand_in, "\r"))
            else:
                yield token


class DottedParser(Parser):
    """Keeps `a.0` apart from `a[0]`: the first becomes an attribute look-up of the digits."""

    def parse_subscript(self, node: nodes.Expr) -> nodes.Getattr | nodes.Getitem:
        stream = self.stream
        if stream.current.type == "dot":
            following = stream.look()
            if following.type == "integer":
                dot = next(stream)
                token = next(stream)
                return nodes.Getattr(node, str(token.value), "load", lineno=dot.lineno)
        return super().parse_subscript(node)


class _Prepare(NodeTransformer):
    """Replaces statements the language does not have and hides special names."""

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
        if isinstance(node, _UNSUPPORTED):
            keyword = _KEYWORDS.get(type(node)) or type(node).__name__.lower()
            return nodes.ExprStmt(nodes.Const(keyword, lineno=node.lineno), lineno=node.lineno)
        if isinstance(node, (nodes.Name, nodes.NSRef, nodes.Macro)):
            node.name = hidden(node.name)
        elif isinstance(node, nodes.Tuple) and node.ctx == "store" and any(isinstance(item, nodes.Tuple) for item in node.items):
            raise TemplateSyntaxError("targets do not nest", node.lineno)
        return super().generic_visit(node, *args, **kwargs)

    def visit_AssignBlock(self, node: nodes.AssignBlock, *args: Any, **kwargs: Any) -> nodes.Node | list[nodes.Node]:
        """A filtered block becomes a block and an assignment: jinja2 does not find the names that such a filter uses."""
        self.generic_visit(node, *args, **kwargs)
        if node.filter is None:
            return node
        innermost: Any = node.filter
        while innermost.node is not None:
            innermost = innermost.node
        innermost.node = nodes.Name(_BLOCK_TEXT, "load", lineno=node.lineno)
        block = nodes.AssignBlock(nodes.Name(_BLOCK_TEXT, "store", lineno=node.lineno), None, node.body, lineno=node.lineno)
        return [block, nodes.Assign(node.target, node.filter, lineno=node.lineno)]


def _unreadable(node: nodes.Node) -> str:
    """Code that raises what a template gives that cannot be parsed."""
    return f"rt.fail({node.lineno}, 'the template cannot be parsed')"


class Generator(CodeGenerator):
    """Writes the Python code of a template; `native` makes the one output yield its value instead of its text."""

    native = False

    # ---- statements

    def pull_dependencies(self, nodes: Any) -> None:
        """Filters and tests are found when they are used."""

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                if self.native:
                    continue
                value, opening, closing = repr(child.data), "", ""
            else:
                value, opening, closing = "", ("" if self.native else f"rt.text({start(child)}, "), ("" if self.native else ")")
            self.writeline("yield " if frame.buffer is None else f"{frame.buffer}.append(", child)
            self.write(value + opening)
            if not value:
                self.visit(child, frame)
            self.write(closing)
            if frame.buffer is not None:
                self.write(")")

    def visit_For(self, node: nodes.For, frame: Frame) -> None:
        node.iter = nodes.Filter(node.iter, "\0iterate", [], [], None, None, lineno=start(node.iter))
        super().visit_For(node, frame)

    def visit_FilterBlock(self, node: nodes.FilterBlock, frame: Frame) -> None:
        filter_frame = frame.inner()
        filter_frame.symbols.analyze_node(node)
        self.enter_frame(filter_frame)
        self.buffer(filter_frame)
        self.blockvisit(node.body, filter_frame)
        self.start_write(frame, node)
        self.write(f"rt.text({node.lineno}, ")
        outside = frame.copy()  # what the block sets is not seen by its filter
        outside.buffer = filter_frame.buffer
        self.visit_Filter(node.filter, outside)
        self.write(")")
        self.end_write(frame)
        self.leave_frame(filter_frame)

    def visit_ExprStmt(self, node: nodes.ExprStmt, _frame: Frame) -> None:
        if is_mark(node.node):
            self.writeline(f"context.hits[{node.node.name}]")
            return
        keyword = node.node.value if isinstance(node.node, nodes.Const) else "statement"
        self.writeline(f"rt.fail({node.lineno}, {f'the statement {keyword} is not supported'!r})", node)

    def visit_ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier, frame: Frame) -> None:
        self.blockvisit(node.body, frame)  # autoescape has no effect

    def visit_NSRef(self, node: nodes.NSRef, frame: Frame) -> None:
        self.write(f"{frame.symbols.ref(node.name)}[{node.attr!r}]")

    # ---- expressions

    def visit_Const(self, node: nodes.Const, _frame: Frame) -> None:
        if isinstance(node.value, float) and not math.isfinite(node.value):
            self.write(_unreadable(node))
        elif isinstance(node.value, int) and not isinstance(node.value, bool) and node.value.bit_length() > 4096:
            self.write(hex(node.value))  # decimal text of that length is refused by CPython
        else:
            self.write(repr(node.value))

    def visit_TemplateData(self, node: nodes.TemplateData, _frame: Frame) -> None:
        self.write(repr(node.data))

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:
        if node.ctx == "load":
            self._items("[", node.items, "]", frame)
        else:
            super().visit_Tuple(node, frame)

    def visit_List(self, node: nodes.List, frame: Frame) -> None:
        self._items("[", node.items, "]", frame)

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:
        self.write(f"rt.map({node.lineno}, [")
        for pair in node.items:
            self._items("(", [pair.key, pair.value], "), ", frame)
        self.write("])")

    def _items(self, opening: str, items: list[Any], closing: str, frame: Frame) -> None:
        self.write(opening)
        for item in items:
            self.visit(item, frame)
            self.write(", ")
        self.write(closing)

    def _binary(self, node: nodes.BinExpr, frame: Frame) -> None:
        """A left-leaning chain `a + b - c` is written flat, so that its length is not bounded by nesting."""
        chain: list[nodes.BinExpr] = []
        left: nodes.Expr = node
        while isinstance(left, nodes.BinExpr) and not isinstance(left, (nodes.And, nodes.Or)):
            chain.append(left)
            left = left.left
        place = start(node)
        temp = self.temporary_identifier()
        self.write(f"({temp} := ")
        self.visit(left, frame)
        for part in reversed(chain):
            self.write(f", {temp} := rt.op({place}, sem.{_BINARY[type(part)]}, {temp}, ")
            self.visit(part.right, frame)
            self.write(")")
        self.write(")[-1]")

    visit_Add = visit_Sub = visit_Mul = visit_Div = visit_FloorDiv = visit_Mod = visit_Pow = _binary

    def _logical(self, node: nodes.BinExpr, frame: Frame) -> None:
        """`and` and `or` return an operand; Python's truth is the language's on this value model."""
        operands: list[nodes.Expr] = []
        left: nodes.Expr = node
        while type(left) is type(node) and isinstance(left, nodes.BinExpr):
            operands.append(left.right)
            left = left.left
        operands.append(left)
        self.write("(")
        for index, operand in enumerate(reversed(operands)):
            self.write(f" {node.operator} " if index else "")
            self.visit(operand, frame)
        self.write(")")

    visit_And = visit_Or = _logical

    def visit_Not(self, node: nodes.UnaryExpr, frame: Frame) -> None:
        self.write("(not ")
        self.visit(node.node, frame)
        self.write(")")

    def visit_Neg(self, node: nodes.UnaryExpr, frame: Frame) -> None:
        self._unary("neg", node, frame)

    def visit_Pos(self, node: nodes.UnaryExpr, frame: Frame) -> None:
        self._unary("pos", node, frame)

    def _unary(self, name: str, node: nodes.UnaryExpr, frame: Frame) -> None:
        self.write(f"rt.op({node.lineno}, sem.{name}, ")
        self.visit(node.node, frame)
        self.write(")")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self._items(f"rt.op({start(node)}, sem.concat, ", node.nodes, ")", frame)

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:
        place = start(node)
        operands = _replace_words([node.expr, *(op.expr for op in node.ops)])
        temps = [self.temporary_identifier() for _ in operands]
        self.write("(")
        for index, op in enumerate(node.ops):
            if index:
                self.write(" and ")
            self.write(f"rt.op({place}, cmp[{op.op!r}], ")
            if index:
                self.write(temps[index])
            else:
                self.visit(operands[0], frame)
            self.write(f", {temps[index + 1]} := ")
            self.visit(operands[index + 1], frame)
            self.write(")")
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        dotted = node.attr.isascii() and node.attr.isdigit()
        self.write("rt.look_dotted(" if dotted else "rt.look(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        if not isinstance(node.arg, nodes.Slice):
            self.write("rt.look(")
            self.visit(node.node, frame)
            self.write(", ")
            self.visit(node.arg, frame)
            self.write(")")
            return
        self.write(f"rt.op({start(node)}, sem.slice_of, ")
        self.visit(node.node, frame)
        for bound in (node.arg.start, node.arg.stop, node.arg.step):
            self.write(", ")
            if bound is None:
                self.write("None")
            else:
                self.visit(bound, frame)
        self.write(")")

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        if is_mark(node):
            self.write(f"(context.hits[{node.name}], ")
            self.write("UNDEFINED") if node.node is None else self.visit(node.node, frame)
            self.write(")[1]")
            return
        if node.name == "\0iterate":
            self.write(f"rt.op({node.lineno}, sem.iterate, ")
            self.visit(node.node, frame)  # type: ignore[arg-type]
            self.write(")")
            return
        self.write(f"rt.filter({node.lineno}, {node.name!r}, ")
        if node.node is not None:
            self.visit(node.node, frame)
        else:
            self.write(f"concat({frame.buffer})")
        self._arguments(node, frame)

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        self.write(f"rt.test({start(node)}, {node.name!r}, ")
        self.visit(node.node, frame)
        self._arguments(node, frame)

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:
        self.write("(")
        self.visit(node.expr1, frame)
        self.write(" if ")
        self.visit(node.test, frame)
        self.write(" else ")
        if node.expr2 is None:
            self.write("UNDEFINED")
        else:
            self.visit(node.expr2, frame)
        self.write(")")

    def visit_Call(self, node: nodes.Call, frame: Frame, *_args: object, **_kwargs: object) -> None:
        callee = node.node
        place = start(node)
        if isinstance(callee, nodes.Name):
            self.write(f"rt.call_name({place}, {shown(callee.name)!r}, ")
            self.visit(callee, frame)
        elif isinstance(callee, nodes.Getattr):
            self.write(f"rt.call_method({place}, {callee.attr!r}, ")
            self.visit(callee.node, frame)
        elif isinstance(callee, nodes.Getitem) and isinstance(callee.arg, nodes.Const) and isinstance(callee.arg.value, str):
            self.write(f"rt.call_method({place}, {callee.arg.value!r}, ")
            self.visit(callee.node, frame)
        else:
            self.write(f"rt.call({place}, ")
            self.visit(callee, frame)
        self._arguments(node, frame)

    def _arguments(self, node: nodes.Call | nodes.Filter | nodes.Test, frame: Frame) -> None:
        self._items(", (", node.args or [], "), {", frame)
        for keyword in node.kwargs or []:
            self.write(f"{keyword.key!r}: ")
            self.visit(keyword.value, frame)
            self.write(", ")
        self.write("})" if node.dyn_args is None and node.dyn_kwargs is None else f"}}, {_unreadable(node)})")


_BINARY: dict[type[nodes.BinExpr], str] = {
    nodes.Add: "add", nodes.Sub: "sub", nodes.Mul: "mul", nodes.Div: "div",
    nodes.FloorDiv: "floordiv", nodes.Mod: "mod", nodes.Pow: "power",
}  # fmt: skip


def _path(node: nodes.Expr) -> tuple[str, str] | None:
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return node.node.name, node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.node, nodes.Name) and isinstance(node.arg, nodes.Const):
        return node.node.name, str(node.arg.value)
    return None


def _replace_words(operands: list[nodes.Expr]) -> list[nodes.Expr]:
    """Word equivalence (language.md 5): string literals beside `output.status` and `event.name`, alone or in a list literal."""
    result = list(operands)
    for index, operand in enumerate(operands):
        words = _EQUIVALENT.get(_path(operand) or ("", ""))
        for neighbour in (index - 1, index + 1):
            if words and 0 <= neighbour < len(operands):
                result[neighbour] = _with_words(result[neighbour], words)
    return result


def _with_words(node: nodes.Expr, words: dict[str, str]) -> nodes.Expr:
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and node.value in words:
        return nodes.Const(words[node.value], lineno=node.lineno)
    if isinstance(node, nodes.List):
        return nodes.List([_with_words(item, words) for item in node.items], lineno=node.lineno)
    if isinstance(node, nodes.Tuple):
        return nodes.Tuple([_with_words(item, words) for item in node.items], "load", lineno=node.lineno)
    return node


class Dialect(Environment):
    """The jinja2 environment of one parse: its lexer counts offsets, its code generator calls our semantics."""

    code_generator_class = Generator

    def __init__(self) -> None:
        super().__init__(optimized=False, cache_size=0, extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
        self.globals = {}
        self.filters = {}
        self.tests = {}

    def read(self, source: str) -> tuple[nodes.Template, list[tuple[str, str]]]:
        """The prepared tree of a template and its (kind, text) tokens. Raises TemplateSyntaxError with an offset as line."""
        lexer = OffsetLexer(self)
        if "\r" in source:
            lexer.stand_in = next((mark for mark in _CR_STAND_INS if mark not in source), "\n")
            source = source.replace("\r", lexer.stand_in)
        stream = TokenStream(lexer.wrap(lexer.tokeniter(source, None), None, None), None, None)
        parser = DottedParser.__new__(DottedParser)
        Parser.__init__(parser, self, "", None, None)
        parser.stream = stream
        tree = parser.parse()
        prepared = _Prepare().visit(tree)
        assert isinstance(prepared, nodes.Template)
        return prepared, lexer.kinds
