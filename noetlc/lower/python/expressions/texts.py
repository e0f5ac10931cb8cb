"""Format strings."""

from __future__ import annotations

import ast
import itertools
import re

from noetlc.ir.nodes import Assign, Expr
from noetlc.lower.python.frame.context import Frame, const, local
from noetlc.lower.python.frame.evaluation import expression

# specifications that `runtime/python/strings/format_simple.py` knows: a width up to 64, digits behind the point
_WIDTH = re.compile("(0?)([1-9]|[1-5][0-9]|6[0-4])d?", re.ASCII)
_FIXED = re.compile(r"\.([0-9]|1[0-9])f", re.ASCII)


def text(frame: Frame, node: ast.JoinedStr) -> Expr:
    return _joined(frame, node, node)


def _joined(frame: Frame, node: ast.JoinedStr, place: ast.expr) -> Expr:
    if len(node.values) == 2 and isinstance(node.values[0], ast.Constant) and isinstance(node.values[1], ast.FormattedValue):
        return frame.rt("py_add", const(str(node.values[0].value)), formatted(frame, node.values[1], place), type_="str")
    parts = joined_parts(frame, node, place)
    if not parts:
        return const("")
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        return frame.rt("str_concat", *parts, type_="str")
    return frame.keep(Expr("dyn", (buffered(frame, parts),), "buf_end", "str"))


def joined_parts(frame: Frame, node: ast.JoinedStr, place: ast.expr) -> list[Expr]:
    """What a format string consists of, evaluated: strings, and small ints where there is much of it; constants side by side become one."""
    parts: list[Expr] = []
    many = sum(1 for _ in itertools.groupby(node.values, lambda part: is_constant(part) or part)) > 2
    for part in node.values:
        if isinstance(part, ast.Constant):
            made = const(str(part.value))
        else:
            assert isinstance(part, ast.FormattedValue)
            made = frame.keep(formatted(frame, part, place, many))
        if parts and made.op == parts[-1].op == "const":
            made = const(f"{parts.pop().imm}{made.imm}")
        parts.append(made)
    return parts


def buffered(frame: Frame, parts: list[Expr]) -> Expr:
    """Writes strings to the text buffer, once all are there: evaluating one may use the buffer itself. The mark to end with."""
    mark = frame.temp("i32")
    frame.emit(Assign(mark, Expr("dyn", (), "buf_begin", "i32")))
    for value in parts:
        frame.effect(frame.rt("buf_str" if value.op == "const" else "buf_part", value))
    return local(mark, "i32")


def is_constant(part: ast.expr) -> bool:
    """Whether a part of a format string is known here."""
    if not isinstance(part, ast.FormattedValue):
        return True
    return part.format_spec is None and part.conversion == -1 and isinstance(part.value, ast.Constant) and isinstance(part.value.value, str)


def formatted(frame: Frame, node: ast.FormattedValue, place: ast.expr, part: bool = False) -> Expr:
    """One replacement field as a string, or as a `part` for `buf_part`; what fails in formatting stands at `place`, the whole string."""
    value = expression(frame, node.value)
    if node.conversion != -1:
        name = {"r": "py_repr", "s": "py_str", "a": "py_ascii"}[chr(node.conversion)]
        value = frame.rt(name, value, node=place, type_="str")
    if node.format_spec is None and value.op == "const" and isinstance(value.imm, str):
        return value
    if node.format_spec is None:
        if node.conversion != -1:
            return value
        return frame.rt("py_format_part", value, node=place) if part else frame.rt("py_format_plain", value, node=place, type_="str")
    spec = node.format_spec
    assert isinstance(spec, ast.JoinedStr)
    value = frame.keep(value)
    wanted = _joined(frame, spec, place)
    if wanted.op == "const" and (width := _WIDTH.fullmatch(str(wanted.imm))):
        numbers = (int(width[2]), ord(width[1] or " "))
        return frame.rt("py_format_width", value, wanted, *(Expr("i32.const", (), n, "i32") for n in numbers), node=place, type_="str")
    if wanted.op == "const" and (fixed := _FIXED.fullmatch(str(wanted.imm))):
        return frame.rt("py_format_fixed", value, wanted, Expr("i32.const", (), int(fixed[1]), "i32"), node=place, type_="str")
    return frame.rt("py_format", value, wanted, node=place, type_="str")
