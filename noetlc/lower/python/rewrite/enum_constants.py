"""Enums whose members are constants: what they are is known when they are compiled.

Example: of

    class Color(Enum):
        RED = auto()
        GREEN = 5
        LIME = 5

the members are `(("RED", 1), ("GREEN", 5), ("LIME", 5))`, which `library/enum/constants.py` makes with less than other enums need.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax

DECORATORS = {"": "made_plainly", "int": "made_ints", "str": "made_texts"}
"""By the built-in type that the members derive from, the function that makes them."""
_MAKING = frozenset("__new__ __init__ _generate_next_value_ __init_subclass__ __set_name__ __setattr__ __getattribute__".split())
_LOOKING = frozenset("__members__ __dict__ dir vars inspect _enum_members_".split())  # what would show that members were not assigned
_OTHER_NAMES = frozenset(("name", "value", "mro"))  # which are refused
_VALUES = (int, float, str, bytes, bool, type(None))
Members = tuple[tuple[str, object], ...]


def looks_inside(tree: ast.Module) -> bool:
    """Whether a body may ask for all names of a class."""
    for node in syntax.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name) if name in _LOOKING:
                return True
            case ast.ImportFrom(module="inspect"):
                return True
            case ast.Constant(value=str(text)) if not _LOOKING.isdisjoint(text.split(".")):
                return True
    return False


def constant_members(node: ast.ClassDef, kind: str, data_type: str, autos: frozenset[str]) -> Members | None:
    """The members in their order; None where some are no constants, or something else decides what they are. `autos` is how the body
    writes `auto`."""
    if kind not in ("Enum", "IntEnum", "StrEnum") or data_type not in DECORATORS:
        return None
    found: dict[str, object] = {}
    methods = {s.name for s in node.body if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef)}
    if methods & _MAKING:
        return None
    for stmt in node.body:
        match stmt:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Pass() | ast.Expr() | ast.AnnAssign(value=None):
                continue
            case _:
                return None
        if name.startswith("_") or name in found or name in methods | _OTHER_NAMES:
            return None
        known, constant = _value(name, value, kind, list(found.values()), autos)
        if not known or (data_type and type(constant).__name__ != data_type):
            return None
        found[name] = constant
    return tuple(found.items())


def _value(name: str, value: ast.expr, kind: str, before: list[object], autos: frozenset[str]) -> tuple[bool, object]:
    """Whether a member's value is known, and it."""
    if isinstance(value, ast.Call) and not value.args and not value.keywords and ast.unparse(value.func) in autos:
        if kind == "StrEnum":
            return True, name.lower()
        numbers = [n for n in before if type(n) is int]
        return len(numbers) == len(before), max(numbers, default=0) + 1
    try:
        constant = ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False, None
    return _is_key(constant), constant


def _is_key(constant: object) -> bool:
    return all(map(_is_key, constant)) if isinstance(constant, tuple) else type(constant) in _VALUES


def write_members(members: Members) -> ast.expr:
    """The pairs as an expression."""
    return ast.parse(repr(members), mode="eval").body
