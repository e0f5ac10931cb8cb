"""`'{0.year}-{0.month:02}'.format(d)` as `'{}-{:02}'.format(d.year, d.month)`: look-ups that a format string spells become expressions.

So they find attributes of every kind of value. Left as they are: arguments that would be evaluated in another order, and strings whose
fields do not fit the call.
"""

from __future__ import annotations

import ast
import copy
import itertools
import string
from collections import Counter
from collections.abc import Iterable, Iterator

from noetlc.frontend import syntax


def expand_formats(tree: ast.Module) -> None:
    """Rewrites the calls of a body in place."""
    for node in syntax.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            _expand(node, node.func)


def _expand(call: ast.Call, func: ast.Attribute) -> None:
    text = func.value.value if isinstance(func.value, ast.Constant) else None
    named = {k.arg: k.value for k in call.keywords if k.arg is not None}
    if not isinstance(text, str) or len(named) < len(call.keywords) or any(isinstance(a, ast.Starred) for a in call.args):
        return
    names: list[str] = []
    try:
        shown = _without_names(text, names)
    except ValueError:
        return
    if not any("." in name or "[" in name for name in names):
        return
    values = _values(names, {str(i): a for i, a in enumerate(call.args)} | named, call)
    if values is not None:
        func.value = ast.copy_location(ast.Constant(shown), func.value)
        call.args, call.keywords = values, []


def _without_names(text: str, names: list[str]) -> str:
    """A format string whose fields take their values in turn; what the fields named goes to `names`. Raises ValueError."""
    shown = ""
    for literal, name, spec, conversion in string.Formatter().parse(text):
        shown += literal.replace("{", "{{").replace("}", "}}")
        if name is not None:
            names.append(name)
            shown += "{" + (f"!{conversion}" if conversion else "") + (":" + _without_names(spec, names) if spec else "") + "}"
    return shown


def _split(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The argument and the look-ups of each field; those without a name count by themselves."""
    count = itertools.count()
    for name in names:
        at = min((i for i in (name.find("."), name.find("[")) if i >= 0), default=len(name))
        yield name[:at] or str(next(count)), name[at:]


def _values(names: list[str], arguments: dict[str, ast.expr], call: ast.Call) -> list[ast.expr] | None:
    """The expressions that the fields mean; None if they are not ones of arguments that may stand in their places.

    Each argument but variables and constants is evaluated where it is first used, and that must be their order.
    """
    split = list(_split(names))
    uses = Counter(first for first, _ in split)
    made = {name: a for name, a in arguments.items() if not isinstance(a, ast.Name | ast.Constant)}
    if not uses.keys() <= arguments.keys() or [first for first in uses if first in made] != list(made):
        return None
    values = []
    for first, rest in split:
        value: ast.expr = copy.deepcopy(arguments[first])
        if first in made and uses[first] > 1:
            name = f"1{call.lineno}_{call.col_offset}_{first}"  # no body can spell it
            seen = arguments[first] is not made[first]
            value = value if seen else ast.NamedExpr(ast.Name(name, ast.Store()), value)
            arguments[first] = ast.Name(name, ast.Load())
        found = _looked_up(value, rest)
        if found is None:
            return None
        for node in syntax.walk(found):
            ast.copy_location(node, call)
        values.append(found)
    return values


def _looked_up(value: ast.expr, rest: str) -> ast.expr | None:
    """A value and the look-ups after it, `.a[0]`."""
    while rest:
        if rest[0] == ".":
            end = min(i for i in (rest.find(".", 1), rest.find("[", 1), len(rest)) if i >= 0)
            if not rest[1:end].isidentifier() or rest.startswith(".__"):
                return None
            value, rest = ast.Attribute(value, rest[1:end], ast.Load()), rest[end:]
            continue
        end = rest.find("]")
        key = rest[1:end]
        if rest[0] != "[" or end < 2:
            return None
        index = int(key) if key.isascii() and key.isdigit() else key
        value, rest = ast.Subscript(value, ast.Constant(index), ast.Load()), rest[end + 1 :]
    return value
