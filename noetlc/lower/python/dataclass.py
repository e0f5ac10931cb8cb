"""`@dataclass`: `__init__`, `__repr__`, `__eq__` and ordering written out as source, then compiled like any method.

Example: `@dataclass class P: x: int; y: int = 0` gets `def __init__(self, x, y=…): self.x = x; self.y = y`.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from noetlc.lower.python.context import Refused

FROZEN_ERROR = "1frozen"  # a name no body can spell


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, the source of its default, or of the factory that makes it."""

    name: str
    default: ast.expr | None
    factory: ast.expr | None
    init: bool
    shown: bool
    compared: bool


def is_dataclass(node: ast.expr) -> bool:
    """True for the decorator `dataclass`, with or without arguments."""
    target = node.func if isinstance(node, ast.Call) else node
    return (isinstance(target, ast.Name) and target.id == "dataclass") or (isinstance(target, ast.Attribute) and target.attr == "dataclass")


def expand(tree: ast.Module) -> None:
    """Adds the methods of dataclasses to their bodies, in place. Bases that are dataclasses of the same body give fields first."""
    known: dict[str, list[Field]] = {}
    frozen = False
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(is_dataclass(d) for d in node.decorator_list):
            inherited = [f for b in node.bases if isinstance(b, ast.Name) for f in known.get(b.id, [])]
            fields = {f.name: f for f in inherited} | {f.name: f for f in _fields(node)}
            known[node.name] = list(fields.values())
            options = _options(node)
            frozen = frozen or options.get("frozen", False)
            _expand(node, list(fields.values()), options)
            node.decorator_list = [d for d in node.decorator_list if not is_dataclass(d)]
    if frozen:
        names = ast.ImportFrom("dataclasses", [ast.alias("FrozenInstanceError", FROZEN_ERROR)], 0)
        tree.body.insert(0, ast.fix_missing_locations(ast.copy_location(names, tree.body[0])))


def _options(node: ast.ClassDef) -> dict[str, bool]:
    options: dict[str, bool] = {}
    for decorator in node.decorator_list:
        if is_dataclass(decorator) and isinstance(decorator, ast.Call):
            for keyword in decorator.keywords:
                if not isinstance(keyword.value, ast.Constant):
                    raise Refused(decorator, "a dataclass option that is not a constant")
                options[str(keyword.arg)] = bool(keyword.value.value)
    return options


def _fields(node: ast.ClassDef) -> list[Field]:
    found: list[Field] = []
    kept: list[ast.stmt] = []
    for stmt in node.body:
        if not isinstance(stmt, ast.AnnAssign) or not isinstance(stmt.target, ast.Name) or "ClassVar" in ast.unparse(stmt.annotation):
            kept.append(stmt)
            continue
        field, default = _field(stmt.target.id, stmt.value)
        found.append(field)
        if default is not None:
            kept.append(ast.copy_location(ast.Assign([ast.Name(stmt.target.id, ast.Store())], default), stmt))
    node.body = kept
    for stmt in kept:
        ast.fix_missing_locations(stmt)
    return found


def _field(name: str, value: ast.expr | None) -> tuple[Field, ast.expr | None]:
    """The field, and the default kept as a class attribute."""
    is_call = isinstance(value, ast.Call) and isinstance(value.func, ast.Name | ast.Attribute)
    if not (is_call and ast.unparse(value.func).split(".")[-1] == "field"):  # type: ignore[union-attr]
        return Field(name, value, None, True, True, True), value
    assert isinstance(value, ast.Call)
    given = {str(k.arg): k.value for k in value.keywords}

    def flag(key: str) -> bool:
        option = given.get(key)
        return not isinstance(option, ast.Constant) or bool(option.value)

    default = given.get("default")
    return Field(name, default, given.get("default_factory"), flag("init"), flag("repr"), flag("compare")), default


def _expand(node: ast.ClassDef, fields: list[Field], options: dict[str, bool]) -> None:
    defined = {s.name for s in node.body if isinstance(s, ast.FunctionDef)}
    sources: list[str] = []
    if options.get("init", True) and "__init__" not in defined:
        sources.append(_init(fields, options, "__post_init__" in defined))
    if options.get("repr", True) and "__repr__" not in defined:
        shown = ", ".join(f"{f.name}={{self.{f.name}!r}}" for f in fields if f.shown)
        sources.append(f"def __repr__(self):\n    return f'{{self.__class__.__name__}}({shown})'")
    if options.get("eq", True) and "__eq__" not in defined:
        mine, other = (_tuple(fields, who) for who in ("self", "other"))
        sources.append(_comparison("__eq__", f"{mine} == {other}"))
    if options.get("order"):
        for name, op in (("__lt__", "<"), ("__le__", "<="), ("__gt__", ">"), ("__ge__", ">=")):
            sources.append(_comparison(name, f"{_tuple(fields, 'self')} {op} {_tuple(fields, 'other')}"))
    if (options.get("frozen") or options.get("unsafe_hash")) and "__hash__" not in defined:
        sources.append(f"def __hash__(self):\n    return hash({_tuple(fields, 'self')})")
    if options.get("frozen"):
        for name, verb, more in (("__setattr__", "assign to", ", value"), ("__delattr__", "delete", "")):
            sources.append(f"def {name}(self, name{more}):\n    raise FROZEN(f'cannot {verb} field {{name!r}}')")
    sources.append(f"__dataclass_fields__ = {tuple(f.name for f in fields)!r}")
    if options.get("match_args", True):
        sources.append(f"__match_args__ = {tuple(f.name for f in fields if f.init)!r}")
    for source in sources:
        for stmt in ast.parse(source).body:
            for sub in ast.walk(stmt):
                ast.copy_location(sub, node)
                if isinstance(stmt, ast.FunctionDef) and isinstance(sub, ast.stmt | ast.expr):
                    sub.lineno = 0  # no place of the body, as in CPython
                if isinstance(sub, ast.Name) and sub.id == "FROZEN":
                    sub.id = FROZEN_ERROR
            node.body.append(stmt)
    if not node.body:
        node.body.append(ast.copy_location(ast.Pass(), node))


def _comparison(name: str, value: str) -> str:
    return f"def {name}(self, other):\n    if other.__class__ is self.__class__:\n        return {value}\n    return NotImplemented"


def _tuple(fields: list[Field], who: str) -> str:
    return "(" + "".join(f"{who}.{f.name}, " for f in fields if f.compared) + ")"


def _init(fields: list[Field], options: dict[str, bool], post: bool) -> str:
    params = ["self"] + (["*"] if options.get("kw_only") and fields else [])
    body: list[str] = []
    for f in fields:
        if f.init:
            default = f"={ast.unparse(f.default)}" if f.default is not None else "=None" if f.factory is not None else ""
            params.append(f.name + default)
        if f.factory is not None:
            made = f"{ast.unparse(f.factory)}()"
            value = f"{made} if {f.name} is None else {f.name}" if f.init else made
        else:
            value = f.name if f.init else ast.unparse(f.default) if f.default is not None else ""
        if value:
            store = f"object.__setattr__(self, {f.name!r}, {value})" if options.get("frozen") else f"self.{f.name} = {value}"
            body.append(f"    {store}")
    body += ["    self.__post_init__()"] if post else []
    return f"def __init__({', '.join(params)}):\n" + ("\n".join(body) or "    pass")
