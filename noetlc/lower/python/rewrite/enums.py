"""Enums: their class bodies note the members in order, and `made` of `library/enum/classes.py` makes them.

Example

    class Color(Enum):
        RED = auto()

becomes

    @1made
    class Color(Enum):
        _enum_members_ = 1members(Enum)
        RED = _enum_members_.add('RED', auto())

An enum with a built-in type as first base, `class Color(str, Enum)` or `class Code(IntEnum)`, derives from that type and from
`Mixed`, `IntEnum` or `StrEnum` of the library; so does one with a class of the body that derives from such a type. Classes of the body
that only have methods stay bases. `Enum("Color", names)` of computed names is a call of `by_call`.
"""

from __future__ import annotations

import ast
import builtins

from noetlc.frontend import syntax
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.rewrite.ancestors import with_ancestors
from noetlc.lower.python.rewrite.enum_constants import DECORATORS, Values, constant_members, looks_inside, write_members
from noetlc.lower.python.rewrite.unbound_values import MEMBER

KINDS = frozenset(("Enum", "Flag"))
NATIVE = {"IntEnum": "int", "StrEnum": "str", "IntFlag": "int"}
OTHERS = frozenset(("ReprEnum",))
DATA_TYPES = frozenset(("str", "int", "float", "tuple", "bytes"))
TEMPORAL = frozenset(("date", "datetime", "time", "timedelta"))
MADE, MEMBERS, MIXED, BY_CALL, ASKING = "1made", "1members", "1mixed", "1by_call", "1asking"  # names no body can spell
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
    inside = looks_inside(tree)
    autos = frozenset(name for name, member in bases.items() if member == "auto")
    uniques = frozenset(name for name, member in bases.items() if member == "unique")
    makers: set[str] = set()
    for node in syntax.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        kinds = [ast.unparse(b) for b in node.bases]
        others = [bases[k] for k in kinds if bases.get(k) in OTHERS]
        if others:
            raise Refused(node, f"a subclass of enum.{others[0]}", _HINT)
        if not any(k in known for k in kinds):
            continue
        data_type = _temporal(tree, node) or _data_type(tree, node, kinds, bases)
        found = True
        known.add(node.name)
        members = None if inside else constant_members(node, kinds[:-1], bases.get(kinds[-1], ""), data_type, autos)
        if members is not None and _are_unique(node, members, uniques):
            makers.add(_hand_over(node, members, data_type))
        else:
            _rewrite(node, data_type)
    called = _link_calls(tree, known, bases)
    if found or called:
        names = ast.ImportFrom("enum", [ast.alias("made", MADE), ast.alias("Members", MEMBERS), ast.alias("Mixed", MIXED)], 0)
        names.names += [ast.alias("Asking", ASKING)] if any(isinstance(n, ast.Name) and n.id == ASKING for n in syntax.walk(tree)) else []
        names.names += [ast.alias("by_call", BY_CALL)] if called else []
        names.names += [ast.alias(maker, f"1{maker}") for maker in sorted(makers)]
        first = next((i for i, s in enumerate(tree.body) if not isinstance(s, ast.ImportFrom) or s.module != "__future__"), 0)
        tree.body.insert(first, ast.fix_missing_locations(ast.copy_location(names, tree.body[first])))


def _imported(tree: ast.Module) -> dict[str, str]:
    """How the body spells members of the module, and which they are."""
    found: dict[str, str] = {}
    for node in syntax.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "enum":
            found |= {a.asname or a.name: a.name for a in node.names}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "enum":
                    found |= {f"{alias.asname or 'enum'}.{name}": name for name in (*KINDS, *NATIVE, *OTHERS, "auto", "unique")}
    return found


def _temporal(tree: ast.Module, node: ast.ClassDef) -> str:
    """The class of `datetime` that an enum has as first of two bases, "" for none; its members ask their value for what a date has. Not
    in bodies that test for the class."""
    if len(node.bases) != 2 or ast.unparse(node.bases[1]) not in ("Enum", "enum.Enum"):
        return ""
    name = ast.unparse(node.bases[0])
    known = {a.asname or a.name for n in syntax.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "datetime" for a in n.names}
    if name.rpartition(".")[2] not in TEMPORAL or not (name in known or name.startswith("datetime.")):
        return ""
    calls = [n for n in syntax.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func) in ("isinstance", "issubclass")]
    if any(ast.unparse(part) in (name, node.name) for call in calls for arg in call.args[1:] for part in syntax.walk(arg)):
        return ""
    node.bases[0] = ast.copy_location(ast.Name(ASKING, ast.Load()), node)
    return name


def _data_type(tree: ast.Module, node: ast.ClassDef, kinds: list[str], bases: dict[str, str]) -> str:
    """The type that the members derive from, "" for none or that of the base; puts it before the kind of enum."""
    kind = bases.get(kinds[-1], "")
    known: dict[str, str | None] = {}
    classes = [(_mixed_in(tree, name, known), name) for name in kinds[:-1]]
    typed = [(found, name) for found, name in classes if found]
    if kind in NATIVE and not typed and None not in dict(classes):
        node.bases.insert(len(kinds) - 1, ast.copy_location(ast.Name(NATIVE[kind], ast.Load()), node))
        return NATIVE[kind]
    if None in dict(classes) or len(typed) > 1 or (typed and kind != "Enum"):
        raise Refused(node, "an enum with this second base class", _HINT)
    if not typed:
        return ""
    if typed[0][0] != "object":
        node.bases[-1] = ast.copy_location(ast.Name(MIXED, ast.Load()), node)
    shown = _shown(tree, typed[0][1]) - {s.name for s in node.body if isinstance(s, ast.FunctionDef)}
    for name in sorted(shown):  # the members are shown as those of other enums are, their values as the type shows them
        node.body.append(_assigned(node, name, ast.Attribute(ast.parse(kinds[-1], mode="eval").body, name, ast.Load())))
    return typed[0][1]


_SHOWING = frozenset("__repr__ __str__ __format__".split())


def _mixed_in(tree: ast.Module, name: str, known: dict[str, str | None]) -> str | None:
    """The built-in type that a base of an enum is or derives from, `object` for a class of the body that is a type of data itself, "" for
    one that is none; None where more than that would decide what members are. `known` are those that were asked for."""
    if name not in known:
        known[name] = None  # of a class that derives from itself
        known[name] = _mixed_type(tree, name, known)
    return known[name]


def _mixed_type(tree: ast.Module, name: str, known: dict[str, str | None]) -> str | None:
    if name in DATA_TYPES:
        return name
    classes = [n for n in syntax.walk(tree) if isinstance(n, ast.ClassDef) and n.name == name]
    if not classes:
        return "tuple" if _is_namedtuple(tree, name) else None
    if len(classes) != 1 or classes[0].keywords or classes[0].decorator_list:
        return None
    found = ["tuple" if b == "NamedTuple" else _mixed_in(tree, b, known) for b in map(ast.unparse, classes[0].bases) if b != "object"]
    typed = [one for one in found if one]
    methods = {s.name for s in classes[0].body if isinstance(s, ast.FunctionDef)}
    if None in found or len(typed) > 1 or methods & {"__new__", "__reduce_ex__", "__init_subclass__"}:
        return None
    assigned = {t.id for s in classes[0].body if isinstance(s, ast.Assign) for t in s.targets if isinstance(t, ast.Name)}
    return typed[0] if typed else "object" if "__dataclass_fields__" in assigned else ""


def _is_namedtuple(tree: ast.Module, name: str) -> bool:
    values = [n.value for n in syntax.walk(tree) if isinstance(n, ast.Assign) and [ast.unparse(t) for t in n.targets] == [name]]
    calls = [ast.unparse(v.func) for v in values if isinstance(v, ast.Call)]
    return len(values) == 1 and calls in (["namedtuple"], ["collections.namedtuple"])


def _shown(tree: ast.Module, name: str) -> set[str]:
    """The methods that show a value of a class of the body, defined by it or those above it."""
    by_name = {n.name: n for n in syntax.walk(tree) if isinstance(n, ast.ClassDef)}
    line = with_ancestors(by_name[name], by_name) if name in by_name else []
    return {s.name for c in line for s in c.body if isinstance(s, ast.FunctionDef)} & _SHOWING


def _expand_calls(tree: ast.Module, bases: dict[str, str]) -> None:
    """`Color = Enum("Color", "RED GREEN", start=5)` as a class statement, in place, where the members stand there as constants."""
    kinds = {name for name, kind in bases.items() if kind in KINDS | NATIVE.keys()}
    for node in syntax.walk(tree):
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


_OPTIONS = frozenset(("module", "qualname", "type", "start"))


def _link_calls(tree: ast.Module, known: set[str], bases: dict[str, str]) -> bool:
    """`Enum("Color", names)` as a call of the library's function, in place; whether there is one."""
    found = False
    for node in syntax.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        name = ast.unparse(node.func)
        if bases.get(name) in OTHERS or (name in bases and name in known and len(node.args) != 2):
            raise Refused(node, "an enum made by a call", "Write a class statement.")
        plain = not any(isinstance(a, ast.Starred) for a in node.args) and {k.arg for k in node.keywords} <= _OPTIONS
        if name not in known or len(node.args) != 2 or not plain:
            continue
        native = NATIVE.get(bases.get(name, ""), "")
        above: list[ast.expr] = [*([ast.Name(native, ast.Load())] if native else []), node.func]
        if native and any(k.arg == "type" for k in node.keywords):
            raise Refused(node, "an enum made by a call", "Write a class statement.")
        node.args.insert(0, ast.Tuple(above, ast.Load()))
        node.func = ast.Name(BY_CALL, ast.Load())
        ast.fix_missing_locations(node)
        found = True
    return found


def _rewrite(node: ast.ClassDef, data_type: str) -> None:
    if node.keywords:
        raise Refused(node, "an enum with keyword arguments", "Leave them out.")
    methods = {s.name for s in node.body if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef)}
    body = node.body[:1] if ast.get_docstring(node) is not None else []
    body.append(_assigned(node, _COLLECTED, ast.Call(ast.Name(MEMBERS, ast.Load()), [node.bases[-1]], [])))
    rest, ignored = _said_of_names(node.body[len(body) - 1 :])
    if data_type:
        body.append(_assigned(node, "_member_type_", ast.parse(data_type, mode="eval").body))
    for stmt in rest:
        if not isinstance(stmt, _STATEMENTS):
            raise Refused(stmt, f"a {type(stmt).__name__} statement in an enum", "Assign the members one by one.")
        body.append(stmt)
        if isinstance(stmt, ast.FunctionDef) and stmt.name == "_generate_next_value_":
            body += _generating(node, stmt)
        if not isinstance(stmt, ast.Assign | ast.AnnAssign) or stmt.value is None:
            continue
        for target in stmt.targets if isinstance(stmt, ast.Assign) else [stmt.target]:
            if isinstance(target, ast.Tuple | ast.List):
                body += _unpacked(node, stmt, target, methods)
                continue
            if not isinstance(target, ast.Name):
                raise Refused(stmt, "an item or attribute that an enum assigns", "Assign the members one by one.")
            if target.id not in ignored:
                _add(node, stmt, target.id, methods)
    given = {t.id for s in rest if isinstance(s, ast.Assign) for t in s.targets if isinstance(t, ast.Name)}
    if given & ignored:
        gone: list[ast.expr] = [ast.Name(name, ast.Del()) for name in sorted(given & ignored)]
        body.append(ast.fix_missing_locations(ast.copy_location(ast.Delete(gone), node)))
    node.body = body
    node.decorator_list.append(ast.copy_location(ast.Name(MADE, ast.Load()), node))


def _are_unique(node: ast.ClassDef, members: Values, uniques: frozenset[str]) -> bool:
    """Whether nothing else decorates an enum than what asks for different values, which it has."""
    if any(ast.unparse(d) not in uniques for d in node.decorator_list):
        return False
    return not node.decorator_list or len({constant for constant, _ in members.values()}) == len(members)


def _hand_over(node: ast.ClassDef, members: Values, data_type: str) -> str:
    """Leaves the members of an enum, which are constants, to what makes them; returns its name."""
    maker = DECORATORS[data_type]
    rest = [s for s in node.body if not isinstance(s, ast.Assign) and not (isinstance(s, ast.AnnAssign) and s.value is not None)]
    first = int(ast.get_docstring(node) is not None)
    told = [_assigned(node, _COLLECTED, write_members(members))]
    if data_type:
        told.append(_assigned(node, "_member_type_", ast.Name(data_type, ast.Load())))
    node.body = [*rest[:first], *told, *rest[first:]]
    node.decorator_list = [ast.copy_location(ast.Name(f"1{maker}", ast.Load()), node)]
    return maker


def _generating(node: ast.ClassDef, stmt: ast.FunctionDef) -> list[ast.stmt]:
    """What follows the definition of `_generate_next_value_`: `auto` uses it from now on."""
    if any(ast.unparse(d) != "staticmethod" for d in stmt.decorator_list):
        raise Refused(stmt, "a decorated _generate_next_value_", "Write it without decorators.")
    stmt.decorator_list = []
    held = ast.Attribute(ast.Name(_COLLECTED, ast.Load()), "generate", ast.Store())
    kept = ast.fix_missing_locations(ast.copy_location(ast.Assign([held], ast.Name(stmt.name, ast.Load())), stmt))
    wrapped = ast.Call(ast.Name("staticmethod", ast.Load()), [ast.Name(stmt.name, ast.Load())], [])
    return [kept, _assigned(node, stmt.name, wrapped)]


def _said_of_names(stmts: list[ast.stmt]) -> tuple[list[ast.stmt], set[str]]:
    """The statements without `_order_`, which only checks the order of the members, and `_ignore_`; and the names this says are none."""
    rest: list[ast.stmt] = []
    ignored: set[str] = set()
    orders: list[tuple[ast.stmt, list[str]]] = []
    for stmt in stmts:
        name = ast.unparse(stmt.targets[0]) if isinstance(stmt, ast.Assign) and len(stmt.targets) == 1 else ""
        if name not in ("_order_", "__order__", "_ignore_"):
            rest.append(stmt)
            continue
        assert isinstance(stmt, ast.Assign)
        try:
            names = ast.literal_eval(stmt.value)
        except ValueError:
            raise Refused(stmt, f"a computed {name} in an enum", "Write the names as a text.") from None
        names = names.replace(",", " ").split() if isinstance(names, str) else list(names)
        if name == "_ignore_":
            ignored = set(names)
        else:
            orders.append((stmt, names))
    targets = [t for s in rest if isinstance(s, ast.Assign) for t in s.targets]
    parts = [part for t in targets for part in (t.elts if isinstance(t, ast.Tuple | ast.List) else [t])]
    assigned = [part.id for part in parts if isinstance(part, ast.Name)]
    members = [n for n in assigned if not n.startswith("_") and n not in ignored]
    for stmt, names in orders:
        if names != members:
            raise Refused(stmt, "an _order_ of other members in an enum", "Leave it out.")
    return rest, ignored


def _unpacked(node: ast.ClassDef, stmt: ast.stmt, target: ast.Tuple | ast.List, methods: set[str]) -> list[ast.stmt]:
    """The members of `A, B = 1, 2`: noted one by one after they were assigned."""
    made: list[ast.stmt] = []
    for part in target.elts:
        if not isinstance(part, ast.Name):
            raise Refused(stmt, "members of an enum by nested unpacking", "Assign the members one by one.")
        one = ast.Assign([ast.Name(part.id, ast.Store())], ast.Name(part.id, ast.Load()))
        ast.fix_missing_locations(ast.copy_location(one, stmt))
        _add(node, one, part.id, methods)
        made.append(one)
    return made


def _add(node: ast.ClassDef, stmt: ast.Assign | ast.AnnAssign, name: str, methods: set[str]) -> None:
    """Notes a member that a statement assigns; special and private names are none, nor are descriptors."""
    if name.startswith(f"_{node.name.lstrip('_')}__") or (name.startswith("__") and name.endswith("__")):
        return
    if isinstance(stmt.value, ast.Call) and ast.unparse(stmt.value.func) in ("property", "classmethod", "staticmethod"):
        return
    if _is_method(stmt.value):
        return
    if (name.startswith("_") and name.endswith("_")) or name in ("name", "value", "mro") or name in methods:
        raise Refused(stmt, f"{name} in an enum", "Use another name.")
    assert stmt.value is not None
    noting: ast.expr = ast.Attribute(ast.Name(_COLLECTED, ast.Load()), "add", ast.Load())
    if getattr(stmt.value, MEMBER, False):  # a function here, which is none in CPython
        noting = ast.Attribute(ast.Attribute(ast.Name(_COLLECTED, ast.Load()), "values", ast.Load()), "setdefault", ast.Load())
    call = ast.Call(noting, [ast.Constant(name), stmt.value], [])
    stmt.value = ast.fix_missing_locations(ast.copy_location(call, stmt.value))


def _is_method(value: ast.expr | None) -> bool:
    """Whether a value is a method of a built-in class, as `str.upper`."""
    if not isinstance(value, ast.Attribute) or not isinstance(value.value, ast.Name):
        return False
    cls = getattr(builtins, value.value.id, None)
    return isinstance(cls, type) and hasattr(getattr(cls, value.attr, None), "__get__")


def _assigned(place: ast.ClassDef, name: str, value: ast.expr) -> ast.stmt:
    stmt = ast.Assign([ast.Name(name, ast.Store())], value)
    return ast.fix_missing_locations(ast.copy_location(stmt, place))
