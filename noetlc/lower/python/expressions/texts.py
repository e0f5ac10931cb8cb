"""Format strings."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Assign, Expr
from noetlc.lower.python.frame.context import Frame, const, local
from noetlc.lower.python.frame.evaluation import expression


def text(frame: Frame, node: ast.JoinedStr) -> Expr:
    return _joined(frame, node, node)


def _joined(frame: Frame, node: ast.JoinedStr, place: ast.expr) -> Expr:
    parts = joined_parts(frame, node, place)
    if not parts:
        return const("")
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        return frame.rt("str_concat", *parts, type_="str")
    return frame.keep(Expr("dyn", (buffered(frame, parts),), "buf_end", "str"))


def joined_parts(frame: Frame, node: ast.JoinedStr, place: ast.expr) -> list[Expr]:
    """The strings that a format string consists of, evaluated; constants side by side become one."""
    parts: list[Expr] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            made = const(str(part.value))
        else:
            assert isinstance(part, ast.FormattedValue)
            made = frame.keep(formatted(frame, part, place))
        if parts and made.op == parts[-1].op == "const":
            made = const(f"{parts.pop().imm}{made.imm}")
        parts.append(made)
    return parts


def buffered(frame: Frame, parts: list[Expr]) -> Expr:
    """Writes strings to the text buffer, once all are there: evaluating one may use the buffer itself. The mark to end with."""
    mark = frame.temp("i32")
    frame.emit(Assign(mark, Expr("dyn", (), "buf_begin", "i32")))
    for value in parts:
        frame.effect(frame.rt("buf_str", value))
    return local(mark, "i32")


def formatted(frame: Frame, node: ast.FormattedValue, place: ast.expr) -> Expr:
    """One replacement field as a string; what fails in formatting stands at `place`, the whole string."""
    value = expression(frame, node.value)
    if node.conversion != -1:
        name = {"r": "py_repr", "s": "py_str", "a": "py_ascii"}[chr(node.conversion)]
        value = frame.rt(name, value, node=place, type_="str")
    if node.format_spec is None and value.op == "const" and isinstance(value.imm, str):
        return value
    if node.format_spec is None:
        return value if node.conversion != -1 else frame.rt("py_format_plain", value, node=place, type_="str")
    spec = node.format_spec
    assert isinstance(spec, ast.JoinedStr)
    value = frame.keep(value)
    return frame.rt("py_format", value, _joined(frame, spec, place), node=place, type_="str")
