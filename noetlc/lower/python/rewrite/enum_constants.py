"""Enums whose members are constants: what they are is known when they are compiled.

Example: of

    class Color(Enum):
        RED = auto()
        GREEN = 5
        LIME = 5

the members are `("RED", 1), ("GREEN", 5), ("LIME", 5)`, which `library/enum/constants.py` makes with less than other enums need.
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
Values = dict[str, tuple[object, ast.expr]]  # of the members by name, and how the body writes them


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


def constant_members(node: ast.ClassDef, before: list[str], kind: str, data_type: str, autos: frozenset[str]) -> Values | None:
    """The members in their order; None where some are no constants, or something else decides what they are. `before` are the bases before
    the kind of enum, `autos` is how the body writes `auto`."""
    if kind not in ("Enum", "IntEnum", "StrEnum") or data_type not in DECORATORS:
        return None
    if before != ([data_type] if data_type and kind == "Enum" else []):
        return None
    found: Values = {}
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
        known = _value(name, value, kind, [constant for constant, _ in found.values()], autos)
        if known is None or (data_type and type(known[0]).__name__ != data_type):
            return None
        found[name] = known
    return found


def _value(name: str, value: ast.expr, kind: str, before: list[object], autos: frozenset[str]) -> tuple[object, ast.expr] | None:
    """What a member's value is and how it is written, if that is known."""
    if isinstance(value, ast.Call) and not value.args and not value.keywords and ast.unparse(value.func) in autos:
        numbers = [n for n in before if type(n) is int]
        if kind != "StrEnum" and len(numbers) < len(before):
            return None
        made = name.lower() if kind == "StrEnum" else max(numbers, default=0) + 1
        return made, ast.copy_location(ast.Constant(made), value)
    try:
        constant = ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return (constant, value) if _is_key(constant) else None


def _is_key(constant: object) -> bool:
    return all(map(_is_key, constant)) if isinstance(constant, tuple) else type(constant) in _VALUES


def write_members(members: Values) -> ast.expr:
    """The pairs of name and value as an expression."""
    return ast.Tuple([ast.Tuple([ast.Constant(name), value], ast.Load()) for name, (_, value) in members.items()], ast.Load())
