"""Rows of primitives written as Python signatures.

    math.hypot(*coordinates) -> float: math_hypot
    json.dumps(obj, *, indent=None, default=...) -> str: json_py_dumps

A default of `...` means that the runtime function gets 0 when nothing is passed; `*name` that it gets a tuple, and `**name` a dict.
"""

from __future__ import annotations

import ast

from noetlc.primitives.model import ABSENT, KEYWORDS, REQUIRED, VARIADIC, Default, Param, Primitive


def parse_rows(text: str) -> dict[str, Primitive]:
    """The rows of a table, one a line, by the dotted name before the parameters. Raises SyntaxError."""
    rows: dict[str, Primitive] = {}
    for line in text.strip().splitlines():
        if line.strip():
            dotted, primitive = parse_row(line.strip())
            rows[dotted] = primitive
    return rows


def parse_row(line: str) -> tuple[str, Primitive]:
    """(dotted name, primitive) of one row."""
    head, _, runtime = line.rpartition(":")
    signature, _, result = head.rpartition("->")
    dotted, _, params = signature.strip().partition("(")
    parsed = ast.parse(f"def f({params}: ...").body[0]
    assert isinstance(parsed, ast.FunctionDef)
    module, _, name = dotted.rpartition(".")
    return dotted, Primitive(name, parameters(parsed.args), result.strip(), runtime.strip(), module=module)


def parameters(args: ast.arguments) -> tuple[Param, ...]:
    """The parameters of a signature in the order of the runtime function's."""
    positional = [*args.posonlyargs, *args.args]
    defaults: list[ast.expr | None] = [*[None] * (len(positional) - len(args.defaults)), *args.defaults]
    params = [
        Param(arg.arg, _default(default), positional_only=i < len(args.posonlyargs))
        for i, (arg, default) in enumerate(zip(positional, defaults, strict=True))
    ]
    if args.vararg is not None:
        params.append(Param(args.vararg.arg, VARIADIC))
    params += [Param(arg.arg, _default(default), keyword_only=True) for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True)]
    if args.kwarg is not None:
        params.append(Param(args.kwarg.arg, KEYWORDS))
    return tuple(params)


def _default(node: ast.expr | None) -> Default:
    if node is None:
        return REQUIRED
    value = ast.literal_eval(node)
    if value is ...:
        return ABSENT
    assert value is None or isinstance(value, bool | int | float | str)
    return value
