"""Classes that `typing` makes by calls, as the class statements that say the same.

`P = NamedTuple("P", [("x", int)])` has annotations, which a call of `namedtuple` does not give it: a body that asks for them gets
`class P(NamedTuple)`. `T = TypedDict("T", {"a": int})` is `class T(TypedDict)` in every body.
"""

from __future__ import annotations

import ast
import keyword

from noetlc.frontend import syntax
from noetlc.lower.python.rewrite.named_tuples import MORE_IN_CLASSES


def write_called(tree: ast.Module) -> None:
    """Rewrites the calls of a body in place, in whatever block they stand."""
    said = {n.attr if isinstance(n, ast.Attribute) else n.id for n in syntax.walk(tree) if isinstance(n, ast.Attribute | ast.Name)}
    forms = said & {"TypedDict"} | (said & {"NamedTuple"} if said & MORE_IN_CLASSES else set())
    if not forms or any(isinstance(n, ast.ImportFrom) and n.module == "__future__" for n in tree.body):
        return
    for node in list(syntax.walk(tree)):
        for name in ("body", "orelse", "finalbody"):
            if isinstance(block := getattr(node, name, None), list):
                block[:] = [_as_class(stmt, forms, node is tree) or stmt for stmt in block]


def _as_class(stmt: ast.stmt, forms: set[str], outermost: bool) -> ast.ClassDef | None:
    if not isinstance(stmt, ast.Assign) or len(stmt.targets) > 1 or not isinstance(stmt.value, ast.Call) or len(stmt.value.args) != 2:
        return None
    call, target = stmt.value, stmt.targets[0]
    form = ast.unparse(call.func).removeprefix("typing.")
    name, given = call.args
    if form not in forms or not isinstance(target, ast.Name) or not isinstance(name, ast.Constant) or name.value != target.id:
        return None
    fields = _of_pairs(given) if form == "NamedTuple" else _of_dict(given)
    if call.keywords and (form == "NamedTuple" or [k.arg for k in call.keywords] != ["total"]):
        return None
    if fields is not None:
        body: list[ast.stmt] = [ast.AnnAssign(ast.Name(field, ast.Store()), kind, None, 1) for field, kind in fields] or [ast.Pass()]
    elif form == "TypedDict":  # keys that are no names
        body = [ast.Assign([ast.Name("__annotations__", ast.Store())], given)]
    else:
        return None
    if not outermost:  # a call says nothing of where it stands
        body.insert(0, ast.Assign([ast.Name("__qualname__", ast.Store())], ast.Constant(target.id)))
    made = ast.copy_location(ast.ClassDef(target.id, [call.func], call.keywords, body, []), stmt)
    for part in body:
        ast.copy_location(part, stmt)
    return ast.fix_missing_locations(made)


def _of_pairs(given: ast.expr) -> list[tuple[str, ast.expr]] | None:
    """The fields of `[("x", int)]` with their types; None of another expression."""
    if not isinstance(given, ast.List | ast.Tuple) or not all(isinstance(e, ast.Tuple) and len(e.elts) == 2 for e in given.elts):
        return None
    pairs = [(e.elts[0], e.elts[1]) for e in given.elts if isinstance(e, ast.Tuple)]
    return _named(pairs)


def _of_dict(given: ast.expr) -> list[tuple[str, ast.expr]] | None:
    """The fields of `{"x": int}`."""
    if not isinstance(given, ast.Dict) or None in given.keys:
        return None
    return _named([(k, v) for k, v in zip(given.keys, given.values, strict=True) if k is not None])


def _named(pairs: list[tuple[ast.expr, ast.expr]]) -> list[tuple[str, ast.expr]] | None:
    names = [key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else "" for key, _ in pairs]
    plain = all(n.isidentifier() and not keyword.iskeyword(n) and not n.startswith("_") for n in names)
    return list(zip(names, [kind for _, kind in pairs], strict=True)) if plain and len(set(names)) == len(names) else None
