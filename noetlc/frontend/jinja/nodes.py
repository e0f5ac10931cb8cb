"""The syntax tree of the template language (language.md 6). `pos` is an offset in the template's text."""

from __future__ import annotations

from dataclasses import dataclass

# ---- expressions


@dataclass(frozen=True, slots=True)
class Const:
    """none, true, false, an int of any size, a float or a string (adjacent literals joined)."""

    value: bool | int | float | str | None
    pos: int


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    pos: int


@dataclass(frozen=True, slots=True)
class ListExpr:
    """`[a, b]` and `(a, b)`."""

    items: tuple[Expr, ...]
    pos: int


@dataclass(frozen=True, slots=True)
class MapExpr:
    items: tuple[tuple[Expr, Expr], ...]
    pos: int


@dataclass(frozen=True, slots=True)
class Getattr:
    """`a.b`, and `a.0` with the name `"0"`."""

    obj: Expr
    name: str
    pos: int


@dataclass(frozen=True, slots=True)
class Getitem:
    obj: Expr
    index: Expr
    pos: int


@dataclass(frozen=True, slots=True)
class SliceExpr:
    """`a[start:stop:step]`."""

    obj: Expr
    start: Expr | None
    stop: Expr | None
    step: Expr | None
    pos: int


@dataclass(frozen=True, slots=True)
class Call:
    func: Expr
    args: tuple[Expr, ...]
    kwargs: tuple[tuple[str, Expr], ...]
    pos: int


@dataclass(frozen=True, slots=True)
class Filter:
    """`obj | name(args)`; `obj` is None only inside a `filter` block or block `set`."""

    obj: Expr | None
    name: str
    args: tuple[Expr, ...]
    kwargs: tuple[tuple[str, Expr], ...]
    pos: int


@dataclass(frozen=True, slots=True)
class Test:
    obj: Expr
    name: str
    args: tuple[Expr, ...]
    kwargs: tuple[tuple[str, Expr], ...]
    negated: bool
    pos: int


@dataclass(frozen=True, slots=True)
class Unary:
    """`op` is `-`, `+` or `not`."""

    op: str
    operand: Expr
    pos: int


@dataclass(frozen=True, slots=True)
class Binary:
    """`op` is one of `+ - * / // % ** ~ and or`."""

    op: str
    left: Expr
    right: Expr
    pos: int


@dataclass(frozen=True, slots=True)
class Compare:
    """`first op1 e1 op2 e2 …`; ops `== != < <= > >= in`, and `not in`."""

    first: Expr
    rest: tuple[tuple[str, Expr], ...]
    pos: int


@dataclass(frozen=True, slots=True)
class Cond:
    """`then if test else other`; `other` None gives undefined."""

    test: Expr
    then: Expr
    other: Expr | None
    pos: int


Expr = Const | Name | ListExpr | MapExpr | Getattr | Getitem | SliceExpr | Call | Filter | Test | Unary | Binary | Compare | Cond

# ---- statements


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    pos: int


@dataclass(frozen=True, slots=True)
class Output:
    expr: Expr
    pos: int


@dataclass(frozen=True, slots=True)
class If:
    """`branches` are (test, body) of `if` and each `elif`."""

    branches: tuple[tuple[Expr, tuple[Stmt, ...]], ...]
    orelse: tuple[Stmt, ...]
    pos: int


@dataclass(frozen=True, slots=True)
class For:
    """`targets` has one name, or several to unpack."""

    targets: tuple[str, ...]
    iter: Expr
    test: Expr | None
    recursive: bool
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    pos: int


@dataclass(frozen=True, slots=True)
class Set:
    """`set a, b = value`; `attr` names the field in `set ns.attr = value` (then one target)."""

    targets: tuple[str, ...]
    attr: str | None
    value: Expr
    pos: int


@dataclass(frozen=True, slots=True)
class SetBlock:
    """`{% set target | filters %}body{% endset %}`; `filter` has the block's text as innermost None object."""

    target: str
    attr: str | None
    filter: Filter | None
    body: tuple[Stmt, ...]
    pos: int


@dataclass(frozen=True, slots=True)
class With:
    targets: tuple[tuple[str, Expr], ...]
    body: tuple[Stmt, ...]
    pos: int


@dataclass(frozen=True, slots=True)
class FilterBlock:
    filter: Filter
    body: tuple[Stmt, ...]
    pos: int


@dataclass(frozen=True, slots=True)
class Macro:
    """`params` are (name, default or None)."""

    name: str
    params: tuple[tuple[str, Expr | None], ...]
    body: tuple[Stmt, ...]
    pos: int


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A statement that raises when evaluated (`include`, `break`, `call` blocks, …)."""

    keyword: str
    pos: int


Stmt = Text | Output | If | For | Set | SetBlock | With | FilterBlock | Macro | Unsupported


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template. `lone` is the expression if the trimmed text is exactly one `{{ expr }}` (language.md 6.2 rule 2)."""

    body: tuple[Stmt, ...]
    lone: Expr | None
