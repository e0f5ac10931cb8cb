"""What is known of constant texts and classes, and of locals of a kind, without looking at them: `fold.py` asks.

Example

    @str_eq(&"str:append", &"str:args"):i32        i32.load8_u(&"str:append")        i32.load[8](&"str:append")

becomes

    0                                              6                                 6

A function of the runtime that is asked about any name is made for one where the name is constant; these are its comparisons. One
that is asked about any value is inlined where inference knows the kind: `i32.load8_u(%s)` of a `%s: str` is 6, too.
"""

from __future__ import annotations

from noetlc.ir.nodes import Expr
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.layout.tags import T_CLASS, T_DICT, T_LIST, T_STR, T_TUPLE
from noetlc.primitives.exceptions import base_of

_TEXT = "str:"
_NBYTES = Str.FIELDS["nbytes"][1]
_CLASS = "cls:"
_COMPARES = frozenset(("str_eq", "is_word", "is_subclass"))
_TAGS = {"str": T_STR, "list": T_LIST, "dict": T_DICT, "tuple": T_TUPLE}  # of the types that say which kind of object a value is
_OBJECTS = (_TEXT, _CLASS)  # how the data starts whose address is even


def text_of(expr: Expr) -> bytes | None:
    """The bytes of a constant text."""
    name = expr.imm
    if expr.op != "data" or not isinstance(name, str) or not name.startswith(_TEXT):
        return None
    return name[len(_TEXT) :].encode("utf-8", "surrogatepass")


def is_object(expr: Expr) -> bool:
    """True for the address of a constant object: it is even, and other data has another one."""
    return expr.op == "data" and str(expr.imm).startswith(_OBJECTS)


def kind_of(expr: Expr) -> int | None:
    """The tag of the objects that a local refers to, if its type says so."""
    return _TAGS.get(expr.type) if expr.op == "local" else None


def known_call(expr: Expr) -> int | None:
    """What a call answers that compares two constant texts, or two constant classes."""
    if expr.imm not in _COMPARES or len(expr.args) != 2:  # a parameter that is always the same was dropped
        return None
    if expr.imm == "is_subclass":
        return _is_subclass(*expr.args)
    left, right = map(text_of, expr.args)
    if left is None or right is None:
        return None
    return int(left == right if expr.imm == "str_eq" else right != b"" and b" " + right + b" " in left)


def _is_subclass(cls: Expr, base: Expr) -> int | None:
    """Whether a built-in class is one of another: their bases never change."""
    if not (_is_class(cls) and _is_class(base)):
        return None
    name, wanted = str(cls.imm)[len(_CLASS) :], str(base.imm)[len(_CLASS) :]
    while name and name != wanted:
        name = base_of(name)
    return int(name == wanted)


def _is_class(expr: Expr) -> bool:
    return expr.op == "data" and str(expr.imm).startswith(_CLASS)


def known_load(expr: Expr) -> int | None:
    """What lies in a constant text that never changes: its tag, how many bytes it has, and these; of others the tag."""
    if expr.op == "i32.load8_u" and expr.imm == 0 and (kind := kind_of(expr.args[0])) is not None:
        return kind
    if _is_class(expr.args[0]):
        return T_CLASS if expr.op == "i32.load8_u" and expr.imm == 0 else None
    text = text_of(expr.args[0])
    if text is None or not isinstance(expr.imm, int):
        return None
    if expr.op == "i32.load8_u" and expr.imm == 0:
        return T_STR
    if expr.op == "i32.load8_u" and 0 <= expr.imm - STR_BYTES < len(text):
        return text[expr.imm - STR_BYTES]
    if expr.op == "i32.load" and expr.imm == _NBYTES:
        return len(text)
    return None


def known_scalar(expr: Expr) -> int | None:
    """What an operation on addresses of objects gives that are constant, or of a known kind: they are even."""
    first = expr.args[0]
    if not is_object(first) and kind_of(first) is None:
        return None
    if expr.op == "i32.and" and expr.args[1].op == "i32.const" and expr.args[1].imm == 1:
        return 0
    if not is_object(first):
        return None
    if expr.op in ("i32.eq", "i32.ne") and is_object(expr.args[1]):
        return int((first.imm == expr.args[1].imm) == (expr.op == "i32.eq"))
    return None
