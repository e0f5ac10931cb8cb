"""Enums: their class bodies note the members in order, and `made` of `library/enum.py` makes them.

Example

    class Color(Enum):
        RED = auto()

becomes

    @1made
    class Color(Enum):
        _enum_members_ = 1members(Enum)
        RED = _enum_members_.add('RED', auto())

An enum with a built-in type as first base, `class Color(str, Enum)` or `class Code(IntEnum)`, derives from that type and from
`Mixed`, `IntEnum` or `StrEnum` of the library.
"""

from __future__ import annotations

import ast

from noetlc.lower.python.facts.refused import Refused

KINDS = frozenset(("Enum", "Flag"))
NATIVE = {"IntEnum": "int", "StrEnum": "str", "IntFlag": "int"}
OTHERS = frozenset(("ReprEnum",))
DATA_TYPES = frozenset(("str", "int", "float"))
MADE, MEMBERS, MIXED = "1made", "1members", "1mixed"  # names no body can spell
_COLLECTED = "_enum_members_"
_HINT = "Use Enum, and .value where the value is needed."
_STATEMENTS = ast.Assign | ast.AnnAssign | ast.FunctionDef | ast.AsyncFunctionDef | ast.Pass | ast.Expr


def expand_enums(tree: ast.Module) -> None:
    """Rewrites the enums of a body in place. Raises Refused."""
    bases = _imported(tree)
    if not bases:
        return
    _expand_calls(tree, bases)
    known = {name for name, kind in bases.items() if kind in KINDS | NATIVE.keys()}
    found = False
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        kinds = [ast.unparse(b) for b in node.bases]
        others = [bases[k] for k in kinds if bases.get(k) in OTHERS]
        if others:
            raise Refused(node, f"a subclass of enum.{others[0]}", _HINT)
        if not any(k in known for k in kinds):
            continue
        data_type = _data_type(node, kinds, bases)
        found = True
        known.add(node.name)
        _rewrite(node, data_type)
    _refuse_calls(tree, {name for name, kind in bases.items() if kind in KINDS | NATIVE.keys() | OTHERS})
    if found:
        names = ast.ImportFrom("enum", [ast.alias("made", MADE), ast.alias("Members", MEMBERS), ast.alias("Mixed", MIXED)], 0)
        first = next((i for i, s in enumerate(tree.body) if not isinstance(s, ast.ImportFrom) or s.module != "__future__"), 0)
        tree.body.insert(first, ast.fix_missing_locations(ast.copy_location(names, tree.body[first])))


def _imported(tree: ast.Module) -> dict[str, str]:
    """How the body spells members of the module, and which they are."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "enum":
            found |= {a.asname or a.name: a.name for a in node.names}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "enum":
                    found |= {f"{alias.asname or 'enum'}.{name}": name for name in (*KINDS, *NATIVE, *OTHERS)}
    return found


def _data_type(node: ast.ClassDef, kinds: list[str], bases: dict[str, str]) -> str:
    """The built-in type that the members derive from, "" for none or that of the base; makes it the first base."""
    kind = bases.get(kinds[-1], "")
    if len(kinds) == 1:
        if kind in NATIVE:
            node.bases.insert(0, ast.copy_location(ast.Name(NATIVE[kind], ast.Load()), node))
        return NATIVE.get(kind, "")
    if len(kinds) > 2 or kinds[0] not in DATA_TYPES or kind != "Enum":
        raise Refused(node, "an enum with this second base class", _HINT)
    node.bases[1] = ast.copy_location(ast.Name(MIXED, ast.Load()), node)
    return kinds[0]


def _expand_calls(tree: ast.Module, bases: dict[str, str]) -> None:
    """`Color = Enum("Color", "RED GREEN", start=5)` as a class statement, in place, where the members stand there as constants."""
    kinds = {name for name, kind in bases.items() if kind in KINDS | NATIVE.keys()}
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                block[:] = [_as_class(stmt, kinds, bases) if isinstance(stmt, ast.Assign) else stmt for stmt in block]


def _as_class(stmt: ast.Assign, kinds: set[str], bases: dict[str, str]) -> ast.stmt:
    call, target = stmt.value, stmt.targets[0]
    if not isinstance(call, ast.Call) or ast.unparse(call.func) not in kinds or len(stmt.targets) > 1 or not isinstance(target, ast.Name):
        return stmt
    options = {k.arg: k.value for k in call.keywords if k.arg != "module"}
    if len(call.args) != 2 or not options.keys() <= {"start"}:
        return stmt
    try:
        name, names, start = (ast.literal_eval(part) for part in (*call.args, options.get("start", ast.Constant(1))))
    except ValueError:
        return stmt
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    if name != target.id or not isinstance(start, int) or not isinstance(names, list | tuple | dict):
        return stmt
    kind = bases[ast.unparse(call.func)]
    members: list[ast.stmt] = []
    for i, item in enumerate(names.items() if isinstance(names, dict) else names):
        if isinstance(item, str):
            following = start << i if kind in ("Flag", "IntFlag") else item.lower() if kind == "StrEnum" else start + i
            item = item, following
        if not isinstance(item, list | tuple) or len(item) != 2 or not isinstance(item[0], str) or not item[0].isidentifier():
            return stmt
        members.append(ast.Assign([ast.Name(item[0], ast.Store())], ast.parse(repr(item[1]), mode="eval").body))
    made = ast.ClassDef(name, [call.func], [], members or [ast.Pass()], [])
    return ast.fix_missing_locations(ast.copy_location(made, stmt))


def _refuse_calls(tree: ast.Module, names: set[str]) -> None:
    """`Enum("Color", "RED GREEN")` makes a class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
            raise Refused(node, "an enum made by a call", "Write a class statement.")


def _rewrite(node: ast.ClassDef, data_type: str) -> None:
    if node.keywords:
        raise Refused(node, "an enum with keyword arguments", "Leave them out.")
    methods = {s.name for s in node.body if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef)}
    body = node.body[:1] if ast.get_docstring(node) is not None else []
    body.append(_assigned(node, _COLLECTED, ast.Call(ast.Name(MEMBERS, ast.Load()), [node.bases[-1]], [])))
    rest = node.body[len(body) - 1 :]
    if data_type:
        body.append(_assigned(node, "_member_type_", ast.Name(data_type, ast.Load())))
    for stmt in rest:
        if not isinstance(stmt, _STATEMENTS):
            raise Refused(stmt, f"a {type(stmt).__name__} statement in an enum", "Assign the members one by one.")
        body.append(stmt)
        if isinstance(stmt, ast.FunctionDef) and stmt.name == "_generate_next_value_":
            if any(ast.unparse(d) != "staticmethod" for d in stmt.decorator_list):
                raise Refused(stmt, "a decorated _generate_next_value_", "Write it without decorators.")
            stmt.decorator_list = []
            held = ast.Attribute(ast.Name(_COLLECTED, ast.Load()), "generate", ast.Store())
            body.append(ast.fix_missing_locations(ast.copy_location(ast.Assign([held], ast.Name(stmt.name, ast.Load())), stmt)))
            wrapped = ast.Call(ast.Name("staticmethod", ast.Load()), [ast.Name(stmt.name, ast.Load())], [])
            body.append(_assigned(node, stmt.name, wrapped))
        if not isinstance(stmt, ast.Assign | ast.AnnAssign) or stmt.value is None:
            continue
        for target in stmt.targets if isinstance(stmt, ast.Assign) else [stmt.target]:
            if not isinstance(target, ast.Name):
                raise Refused(stmt, "members of an enum by unpacking", "Assign the members one by one.")
            _add(node, stmt, target.id, methods)
    node.body = body
    node.decorator_list.append(ast.copy_location(ast.Name(MADE, ast.Load()), node))


def _add(node: ast.ClassDef, stmt: ast.Assign | ast.AnnAssign, name: str, methods: set[str]) -> None:
    """Notes a member that a statement assigns; special and private names are none, nor are descriptors."""
    if name.startswith(f"_{node.name.lstrip('_')}__") or (name.startswith("__") and name.endswith("__")):
        return
    if isinstance(stmt.value, ast.Call) and ast.unparse(stmt.value.func) in ("property", "classmethod", "staticmethod"):
        return
    if (name.startswith("_") and name.endswith("_")) or name in ("name", "value", "mro") or name in methods:
        raise Refused(stmt, f"{name} in an enum", "Use another name.")
    assert stmt.value is not None
    call = ast.Call(ast.Attribute(ast.Name(_COLLECTED, ast.Load()), "add", ast.Load()), [ast.Constant(name), stmt.value], [])
    stmt.value = ast.fix_missing_locations(ast.copy_location(call, stmt.value))


def _assigned(place: ast.ClassDef, name: str, value: ast.expr) -> ast.stmt:
    stmt = ast.Assign([ast.Name(name, ast.Store())], value)
    return ast.fix_missing_locations(ast.copy_location(stmt, place))
