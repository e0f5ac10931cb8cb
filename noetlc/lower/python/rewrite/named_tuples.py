"""Classes that `namedtuple(…)` makes and that the body changes afterwards: what it gives them stands where they are made.

`P.__new__.__defaults__ = (0,)` becomes the argument `defaults` of the call. Where operators are set later, as in `P.__add__ = …`,
`P = namedtuple("P", "x y")` becomes `class P(NamedTuple)`, whose instances look their operators up; those of other named tuples do not.
"""

from __future__ import annotations

import ast
import keyword

from noetlc.frontend import syntax

_FUNCTIONS = ("namedtuple", "collections.namedtuple")
_NO_OPERATORS = frozenset("__class__ __dict__ __doc__ __module__ __name__ __new__ __qualname__ __slots__".split())
MORE_IN_CLASSES = frozenset(("__annotations__", "get_type_hints", "get_annotations"))  # what tells a class statement from a call


def settle_named_tuples(tree: ast.Module) -> None:
    """Moves what is set on classes of named tuples to the place where they are made, in place."""
    said = (n for n in syntax.walk(tree) if isinstance(n, ast.Attribute | ast.Name))
    mentioned = {n.attr if isinstance(n, ast.Attribute) else n.id for n in said}
    if mentioned.isdisjoint(("namedtuple", "NamedTuple")):
        return
    if "__defaults__" in mentioned and "_field_defaults" not in mentioned:
        _move_defaults(tree)
    if not mentioned & MORE_IN_CLASSES:
        changed = _with_operators(tree)
        tree.body = [_as_class(s, changed) or s for s in tree.body]
    if "__doc__" in mentioned:
        _describe(tree)


def _fields(call: ast.expr) -> list[str] | None:
    """The fields of `namedtuple("P", "x y")`, where the call says them and they are names; None of another expression."""
    if not isinstance(call, ast.Call) or ast.unparse(call.func) not in _FUNCTIONS or len(call.args) != 2:
        return None
    given = call.args[1]
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        found = given.value.replace(",", " ").split()
    elif isinstance(given, ast.List | ast.Tuple):
        found = [str(e.value) if isinstance(e, ast.Constant) else "" for e in given.elts]
    else:
        return None
    plain = all(name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_") for name in found)
    return found if plain and len(set(found)) == len(found) else None


def _move_defaults(tree: ast.Module) -> None:
    """Takes `P.__new__.__defaults__ = …` to the call that makes `P`."""
    calls: dict[str, ast.Call] = {}
    for i, stmt in enumerate(tree.body):
        for name, call in _made(stmt):
            calls[name] = call
        owner = _defaults_of(stmt)
        made = calls.get(owner)
        fields = _fields(made) if made else None
        if made and fields and not made.keywords and isinstance(stmt, ast.Assign):
            values = _repeated(stmt.value, owner, len(fields))
            if values and len(values) <= len(fields):
                made.keywords.append(ast.keyword("defaults", ast.copy_location(ast.Tuple(values, ast.Load()), made)))
                tree.body[i] = ast.copy_location(ast.Pass(), stmt)


def _made(stmt: ast.stmt) -> list[tuple[str, ast.Call]]:
    """The class of named tuples that a statement makes, by its name."""
    if isinstance(stmt, ast.Assign) and isinstance(stmt.value, ast.Call):
        return [(t.id, stmt.value) for t in stmt.targets if isinstance(t, ast.Name)]
    if isinstance(stmt, ast.ClassDef) and len(stmt.bases) == 1 and isinstance(stmt.bases[0], ast.Call):
        own = any(isinstance(s, ast.FunctionDef) and s.name == "__new__" for s in stmt.body)
        return [] if own else [(stmt.name, stmt.bases[0])]
    return []


def _defaults_of(stmt: ast.stmt) -> str:
    """`P` of `P.__new__.__defaults__ = …`, else no name."""
    if not isinstance(stmt, ast.Assign) or len(stmt.targets) > 1:
        return ""
    name = ast.unparse(stmt.targets[0]).removesuffix(".__new__.__defaults__")
    return name if name.isidentifier() else ""


def _repeated(value: ast.expr, owner: str, length: int) -> list[ast.expr]:
    """The constants of `(None, 0)`, of `(None,) * 2` and of `(None,) * len(P._fields)`; none of another expression."""
    times = 1
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        count = value.right
        if ast.unparse(count) == f"len({owner}._fields)":
            times = length
        elif isinstance(count, ast.Constant) and isinstance(count.value, int):
            times = count.value
        else:
            return []
        value = value.left
    if not isinstance(value, ast.Tuple) or not all(isinstance(e, ast.Constant) for e in value.elts):
        return []
    return value.elts * times


def _with_operators(tree: ast.Module) -> set[str]:
    """The names of which special methods are set: `P.__add__ = …`, `setattr(P, …)`."""
    found = set()
    for node in syntax.walk(tree):
        owner = node.value if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _is_operator(node.attr) else None
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "setattr" and node.args:
            owner = node.args[0]
        if isinstance(owner, ast.Name):
            found.add(owner.id)
    return found


def _is_operator(name: str) -> bool:
    return name.startswith("__") and name.endswith("__") and name not in _NO_OPERATORS


def _as_class(stmt: ast.stmt, changed: set[str]) -> ast.ClassDef | None:
    """`P = namedtuple("P", "x y", defaults=(0,))` as a class statement."""
    if not isinstance(stmt, ast.Assign) or not isinstance(stmt.value, ast.Call):
        return None
    call, target, fields = stmt.value, stmt.targets[0], _fields(stmt.value)
    if fields is None or len(stmt.targets) > 1 or not isinstance(target, ast.Name) or target.id not in changed:
        return None
    name = call.args[0]
    if not isinstance(name, ast.Constant) or name.value != target.id or any(k.arg != "defaults" for k in call.keywords):
        return None
    given = call.keywords[0].value if call.keywords else ast.Tuple([], ast.Load())
    if not isinstance(given, ast.Tuple | ast.List) or len(given.elts) > len(fields):
        return None
    values = [None] * (len(fields) - len(given.elts)) + list(given.elts)
    body: list[ast.stmt] = [ast.Pass()]
    for field, value in zip(fields, values, strict=True):
        body.append(ast.AnnAssign(ast.Name(field, ast.Store()), ast.Name("object", ast.Load()), value, 1))
    made = ast.ClassDef(target.id, [ast.Name("NamedTuple", ast.Load())], [], body, [])
    for node in syntax.walk(made):
        ast.copy_location(node, stmt)
    return ast.fix_missing_locations(made)


def _describe(tree: ast.Module) -> None:
    """Says what the docstring of each class of named tuples is where it has none, `P(x, y)`, in place."""
    for node in syntax.walk(tree):
        if isinstance(node, ast.ClassDef) and [ast.unparse(b) for b in node.bases] == ["NamedTuple"]:
            fields = [s.target.id for s in node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)]
            if ast.get_docstring(node, clean=False) is None:
                node.body.insert(0, _placed(ast.Expr(_text(node.name, fields)), node))
        if isinstance(body := getattr(node, "body", None), list):
            body[:] = [part for stmt in body for part in (stmt, *_described(stmt))]


def _described(stmt: ast.stmt) -> list[ast.stmt]:
    """`P.__doc__ = "P(x, y)"`, if a statement is `P = namedtuple("P", "x y")`."""
    found = _fields(stmt.value) if isinstance(stmt, ast.Assign) else None
    if found is None or not isinstance(stmt, ast.Assign) or not isinstance(stmt.value, ast.Call):
        return []
    target, name = stmt.targets[0], stmt.value.args[0]
    if not isinstance(target, ast.Name) or not isinstance(name, ast.Constant):
        return []
    attribute = ast.Attribute(ast.Name(target.id, ast.Load()), "__doc__", ast.Store())
    return [_placed(ast.Assign([attribute], _text(str(name.value), found)), stmt)]


def _text(name: str, fields: list[str]) -> ast.Constant:
    return ast.Constant(f"{name}({', '.join(fields)}{',' if len(fields) == 1 else ''})")


def _placed(made: ast.stmt, node: ast.stmt) -> ast.stmt:
    return ast.fix_missing_locations(ast.copy_location(made, node))
