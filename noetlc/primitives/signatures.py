"""Rows of primitives as text: a Python signature with what it gives and its runtime function, below it a line for the documentation.

    json.loads(s, *, cls=REFUSED) -> val: json_py_loads
        JSON text as values >>> json.loads('[1, 2.5]')
    batch(n: linecount, fill: fill_with = None) -> lists!: t_batch
        lists of n items >>> [1, 2, 3] | batch(2)

A default of `...` means that the runtime function gets none when nothing is passed (0; in templates undefined), `REFUSED` that calls with
this argument are not compiled; `*name` gets a tuple, `**name` a dict. An annotation is another keyword for the parameter. `!` behind the
result: it may raise. Names separated by `|` are the same thing, and so are methods of classes separated by `|`: there `self` in an example
stands for a value of the class, `self(x)` for x as one. Behind `>>>` stands an example. An attribute has no parentheses. What else a row
says of itself follows its runtime function: `names_to=sort`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from textwrap import dedent

from noetlc.primitives.model import ABSENT, KEYWORDS, REQUIRED, VARIADIC, Default, Param, Primitive


def parse_rows(text: str) -> dict[str, Primitive]:
    """The rows of a table by the dotted name before the parameters, one entry for each of its names. Raises SyntaxError."""
    return {name: row for head, doc in _rows(text) for name, row in parse_row(head, doc)}


def _rows(text: str) -> Iterator[tuple[str, str]]:
    """(line of the row, line of its documentation)."""
    lines = [line for line in dedent(text).splitlines() if line.strip()]
    for index, line in enumerate(lines):
        if not line.startswith(" "):
            following = lines[index + 1] if index + 1 < len(lines) else ""
            yield line, following.strip() if following.startswith(" ") else ""


def parse_row(head: str, below: str = "") -> Iterator[tuple[str, Primitive]]:
    """(dotted name, primitive) for each name of one row."""
    signature, _, rest = head.partition(" -> ")
    result, _, target = rest.partition(":")
    runtime, *options = target.split() or [""]
    names, _, params = signature.partition("(")
    doc, _, example = below.partition(">>>")
    taken, refused, within = _signature(params or ")")
    module, _, first = names.rpartition(".")
    for name in first.split("|"):
        row = Primitive(
            name,
            taken,
            result.strip("! "),
            runtime,
            doc.strip(),
            module=module,
            example=example.strip(),
            raises=result.endswith("!"),
            refused=refused,
            refused_at=within,
            **{key: ast.literal_eval(value) for key, _, value in (option.partition("=") for option in options)},
        )
        yield f"{module}.{name}" if module else name, row


@cache
def _signature(params: str) -> tuple[tuple[Param, ...], frozenset[str], int | None]:
    """`_parameters` of what stands behind `(`: many rows have the same."""
    parsed = ast.parse(f"def f({params}: ...").body[0]
    assert isinstance(parsed, ast.FunctionDef)
    return _parameters(parsed.args)


def by_class(text: str, values: Mapping[str, str], groups: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, Primitive]]:
    """(class, row) of methods and attributes, with one row for each class; `values` are examples of classes, `groups` names for several."""
    for row in parse_rows(text).values():
        classes = [name for group in row.module.split("|") for name in groups.get(group, (group,))]
        for name in classes:
            example = row.example
            if "self" in example:
                literal = rf"{name}(\1)" if name != classes[0] else r"(\1)" if name == "int" else r"\1"
                example = re.sub(r"\bself\(([^()]*)\)", literal, example)
                example = re.sub(r"\bself\b", values.get(name, "self"), example)
            yield name, replace(row, module="", example=example)


def _parameters(args: ast.arguments) -> tuple[tuple[Param, ...], frozenset[str], int | None]:
    """The parameters of a signature in the order of the runtime function's, the names of refused ones, the position of the first of them.

    What stands behind a refused one can be given by name only.
    """
    positional = [*args.posonlyargs, *args.args]
    defaults: list[ast.expr | None] = [*[None] * (len(positional) - len(args.defaults)), *args.defaults]
    within = next((i for i, default in enumerate(defaults) if _refused(default)), None)
    params = [
        Param(arg.arg, _default(default), i < len(args.posonlyargs), keyword_only=within is not None and i > within, alias=_alias(arg))
        for i, (arg, default) in enumerate(zip(positional, defaults, strict=True))
        if not _refused(default)
    ]
    if args.vararg is not None:
        params.append(Param(args.vararg.arg, VARIADIC))
    named = list(zip(args.kwonlyargs, args.kw_defaults, strict=True))
    params += [Param(arg.arg, _default(default), keyword_only=True) for arg, default in named if not _refused(default)]
    if args.kwarg is not None:
        params.append(Param(args.kwarg.arg, KEYWORDS))
    every = [*zip(positional, defaults, strict=True), *named]
    return tuple(params), frozenset(arg.arg for arg, default in every if _refused(default)), within


def _alias(arg: ast.arg) -> str:
    return "" if arg.annotation is None else ast.unparse(arg.annotation)


def _refused(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Name) and node.id == "REFUSED"


def _default(node: ast.expr | None) -> Default:
    if node is None:
        return REQUIRED
    value = ast.literal_eval(node)
    if value is ...:
        return ABSENT
    assert value is None or isinstance(value, bool | int | float | str)
    return value
