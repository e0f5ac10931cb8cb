"""`class` statements: the body runs into a dict, which becomes the members of the class."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from noetlc.frontend import syntax
from noetlc.ir.nodes import Expr
from noetlc.ir.payload import Class, Places
from noetlc.layout.features import Feature
from noetlc.lower.python.arguments.packing import packed_arguments
from noetlc.lower.python.classes.bases import (
    NATIVE_BASES,
    ancestry,
    base_name,
    bases_of,
    class_named,
    defined_in,
    derives_from_tuple,
    final_base,
    is_abstract_base,
    is_exception,
    is_library_base,
    is_namedtuple,
    is_typed_dict,
    passes_keywords,
)
from noetlc.lower.python.classes.metaclass import Head
from noetlc.lower.python.classes.refusals import refuse_finalizer, refuse_hidden, refuse_lookup
from noetlc.lower.python.facts.full_names import library_of, shown_name
from noetlc.lower.python.facts.mentions import ABSTRACT_META
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.facts.scope import Scope, qualified_name
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.builtin_values import NOT_LOWERED
from noetlc.lower.python.frame.calling import call_value
from noetlc.lower.python.frame.context import NO_VALUE, Frame, const
from noetlc.lower.python.frame.evaluation import block, expression, kept_expressions, tuple_of
from noetlc.lower.python.frame.names import make_cell
from noetlc.lower.python.frame.tracing import enter_inner, inner_frame
from noetlc.lower.python.modules.imports import module_class, typing_name
from noetlc.lower.python.rewrite.dataclass import is_dataclass
from noetlc.lower.python.rewrite.unions import BUILT_IN
from noetlc.primitives.exceptions import EXCEPTIONS

_SLOTTED = frozenset(("abc", "collections.abc"))  # modules whose classes have slots, as named tuples have; where something asks
_SLOTS = {"MappingView": ("_mapping",)}  # theirs that are not empty
_ASKING_SLOTS = frozenset((Feature.SLOTS, Feature.CLASS_PARTS))


def class_(frame: Frame, node: ast.ClassDef) -> None:
    """What stands in the head is evaluated first, then the body runs, then the class is made, decorated and stored."""
    if is_typed_dict(node):
        names.store(frame, node.name, Expr("class", (), "dict", "val"), node)
        return
    refuse_finalizer(node)
    refuse_hidden(frame, node)
    refuse_lookup(frame, node)
    decorators = kept_expressions(frame, [d for d in node.decorator_list if not is_dataclass(d)])
    bases = [frame.keep(_base(frame, b, node)) for b in bases_of(frame, node)]
    if is_exception(frame, node) and _has_operators(frame, node):
        bases[0] = frame.keep(frame.rt("operated_class", bases[0]))
    if frame.body.facts.has_metaclasses:
        head = Head(frame, node, bases)
        value = frame.keep(head.made(frame, _run(frame, node, head.namespace(frame, _module(node)))))
        _as_of_builtins(frame, node, value)
    else:
        value = _plain_class(frame, node, bases)
    for decorator in reversed(decorators):
        value = call_value(frame, decorator, tuple_of(frame, [value]), NO_VALUE, node)
    names.store(frame, node.name, value, node)


def _plain_class(frame: Frame, node: ast.ClassDef, bases: list[Expr]) -> Expr:
    """Runs the body and makes the class, where no class has a metaclass."""
    named = _named_arguments(frame, node)
    value = _made(frame, node, bases, _members(frame, node))
    cell = frame.body.scopes.class_cells.get(node)
    if cell is not None:
        names.store(frame, cell, value, node)
    if frame.body.facts.has_abstract and not is_library_base(node):
        frame.effect(frame.rt("class_abstract", value, const(is_abstract_base(node)), node=node))
    if frame.body.facts.has_class_hooks:
        frame.effect(frame.rt("class_hooks", value, named, node=node))
    return value


def _named_arguments(frame: Frame, node: ast.ClassDef) -> Expr:
    """Those of the head, as a dict for `__init_subclass__`."""
    if not node.keywords or not passes_keywords(frame, node):
        return NO_VALUE
    head = ast.copy_location(ast.Call(ast.Name(node.name), [], node.keywords), node)
    _, named = packed_arguments(frame, head, const(node.name))
    return named


def _members(frame: Frame, node: ast.ClassDef) -> Expr:
    """Runs the body; the dict with what it binds."""
    members = frame.keep(Expr("dyn", (), "dict_new", "dict"))
    _run(frame, node, members)
    if "__new__" in defined_in(node):
        frame.effect(frame.rt("static_new", members))
    return members


def _run(frame: Frame, node: ast.ClassDef, members: Expr) -> Expr:
    """Runs the body with a dict for what it binds, which is returned."""
    cell = frame.body.scopes.class_cells.get(node)
    if cell is not None and not frame.body.scopes.is_global(frame.body.scopes.root, cell):
        make_cell(frame, cell, NO_VALUE)  # one for each run of the statement, as in a loop
    scope = frame.body.scopes.by_node[node]
    outer = frame.scope
    frame.namespaces[scope] = members
    frame.scope = scope
    if frame.body.facts.reads_docs and not frame.body.facts.has_metaclasses:
        frame.effect(frame.rt("dict_set", members, const("__doc__"), const(ast.get_docstring(node, clean=False))))
    slots = _SLOTS.get(shown_name(node.name), ()) if library_of(node.name) else ()
    bases = [base_name(b) for b in node.bases]
    slotted = (library_of(node.name) in _SLOTTED and ABSTRACT_META not in bases) or "NamedTuple" in bases
    if slotted and not _ASKING_SLOTS.isdisjoint(frame.body.facts.features):
        frame.effect(frame.rt("dict_set", members, const("__slots__"), tuple_of(frame, [const(s) for s in slots])))
    with inner_frame(frame, node, shown_name(node.name)):
        enter_inner(frame)
        block(frame, node.body)
        for default in _field_defaults(node):  # they are in the fields' class; here they would hide the fields
            names.delete(frame, default, node)
    frame.scope = outer
    return members


def _may_be_enum(frame: Frame, node: ast.ClassDef) -> bool:
    """Whether a base that the text does not name as one may be an enum: `class C(base)`. Other enums collect their members."""
    if Feature.ENUMS not in frame.body.facts.features or library_of(node.name):
        return False
    known = {n.name for n in frame.body.scopes.by_node if isinstance(n, ast.ClassDef)}
    named = all(isinstance(b, ast.Name) and (b.id in known or b.id in BUILT_IN) for b in node.bases)
    return not named and not any(isinstance(s, ast.Assign) and ast.unparse(s.targets[0]) == "_enum_members_" for s in node.body)


def _made(frame: Frame, node: ast.ClassDef, bases: list[Expr], members: Expr) -> Expr:
    name, prefix = const(shown_name(node.name)), const(_prefix(frame.body.scopes.by_node[node]))
    if final := final_base(frame, node):
        frame.effect(frame.rt("raise_type_error", const(f"type '{final}' is not an acceptable base type"), node=node))
    for base in bases if _may_be_enum(frame, node) else ():
        frame.effect(frame.rt("check_no_enum", name, base, node=node))
    if len(bases) > 1:
        value = frame.keep(frame.rt("class_of_bases", name, prefix, tuple_of(frame, bases), members, node=node))
    else:
        base = bases[0] if bases else const(Class("object"))
        value = frame.keep(frame.rt("class_new", name, prefix, base, members, node=node))
    _as_of_builtins(frame, node, value)
    if node in frame.body.facts.instances.placed:
        facts = frame.body.facts
        places = const(Places(tuple(facts.instances.of_class[node]), facts.shapes.of(node)))
        slotted = Feature.SLOTS in frame.body.facts.features
        frame.effect(frame.rt("slotted_places" if slotted else "class_places", value, places))
    return value


def _as_of_builtins(frame: Frame, node: ast.ClassDef, value: Expr) -> None:
    if _module(node) == "builtins":
        frame.effect(frame.rt("class_of_builtins", value))  # which is shown without its module


def class_of_parts(frame: Frame, node: ast.Call) -> Expr | None:
    """`type(name, bases, members)` makes a class."""
    if len(node.args) != 3:
        return None
    if frame.body.facts.has_metaclasses:
        return call_value(frame, const(Class("type")), *packed_arguments(frame, node, const("type")), node)
    value = frame.keep(frame.rt("class_of_parts", *kept_expressions(frame, node.args), node=node))
    if frame.body.facts.has_class_hooks:
        frame.effect(frame.rt("class_hooks", value, NO_VALUE, node=node))
    return value


def _prefix(scope: Scope) -> str:
    """What stands before the name of a class in its `repr`: module, functions and classes around it."""
    node = scope.node
    assert isinstance(node, ast.ClassDef)
    return ".".join([_module(node), *_qualified(scope, node).split(".")[:-1]])


def _qualified(scope: Scope, node: ast.ClassDef) -> str:
    """The qualified name of a class: `__qualname__` if its body says it, else by where it stands."""
    for value in (s.value for s in node.body if isinstance(s, ast.Assign) and ast.unparse(s.targets[0]) == "__qualname__"):
        said = value.value if isinstance(value, ast.Constant) else None
        if not isinstance(said, str) or said.split(".")[-1] != shown_name(node.name):
            raise Refused(value, "a class whose __qualname__ ends with another name", "Give the class that name.")
        return said
    return qualified_name(scope)


def _module(node: ast.ClassDef) -> str:
    """`__module__` of a class, as its body says it in one word, else that of the code it stands in."""
    given = [s.value for s in node.body if isinstance(s, ast.Assign) and ast.unparse(s.targets[0]) == "__module__"]
    for value in given:
        if isinstance(value, ast.Constant) and (library_of(node.name) or "." not in str(value.value)):
            return str(value.value)
    return library_of(node.name) or "__main__"


# special names that instances of exception classes are asked for in any case, and what is no method
_OF_EXCEPTIONS = frozenset(
    "__init__ __new__ __str__ __repr__ __init_subclass__ __set_name__ __class_getitem__ __reduce__ "
    "__doc__ __module__ __qualname__ __name__ __slots__ __match_args__ __annotations__ __class__ __dict__ "
    "__cause__ __context__ __suppress_context__ __traceback__ __notes__ __wrapped__".split()
)


def _has_operators(frame: Frame, node: ast.ClassDef) -> bool:
    """Whether a class of exceptions or one above it has methods for operators or builtins, or may be given some."""
    named = frame.body.facts.mentions.stored.union(*(defined_in(c) for c in ancestry(frame, node)))
    return any(n.startswith("__") and n.endswith("__") for n in named - _OF_EXCEPTIONS)


_NOT_OVERWRITTEN = frozenset(
    "__new__ __init__ __slots__ __getnewargs__ _fields _field_defaults _field_types _make _replace _asdict _source".split()
)


def _base(frame: Frame, base: ast.expr, node: ast.ClassDef) -> Expr:
    """A base class as a value."""
    if base_name(base) == "NamedTuple":
        return _named_tuple(frame, node)
    if isinstance(base, ast.Name) and frame.means_builtin(base.id):
        if base.id == "object" or (base.id == "type" and not frame.body.facts.has_metaclasses):  # of a library class as a mere name
            return const(Class("object"))
        if base.id in NATIVE_BASES:
            return frame.rt("native_class", Expr("class", (), base.id, "val"))
        if base.id not in EXCEPTIONS or base.id in NOT_LOWERED:
            raise Refused(base, f"a subclass of {base.id}", "Keep the value in an attribute.")
        return const(Class(base.id))
    cls = module_class(frame, base) or typing_name(frame, base)
    if cls is not None and cls not in NATIVE_BASES and cls not in EXCEPTIONS:
        raise Refused(base, f"a subclass of {cls}", "Keep the value in an attribute.")
    value = expression(frame, base)
    if not isinstance(class_named(frame, base), ast.ClassDef) and not is_namedtuple(frame, base):
        return frame.rt("native_class", value)
    return _with_operators(frame, value, node) if derives_from_tuple(frame, base) else value


def _with_operators(frame: Frame, base: Expr, node: ast.ClassDef) -> Expr:
    """A class of named tuples as base: methods of its subclass for operators are looked up like those of other built-in types, and its
    instances may have attributes."""
    special = any(isinstance(s, ast.FunctionDef) and s.name.startswith("__") for s in node.body)
    stores = any(isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) for n in syntax.walk(frame.body.scopes.root.node))
    changes = stores or "setattr" in frame.body.facts.mentions.names or len(node.bases) > 1
    return frame.rt("native_class", base) if special or changes else base


def _named_tuple(frame: Frame, node: ast.ClassDef) -> Expr:
    """The class behind `class P(NamedTuple): x: int; y: int = 0`; the body of the class adds its methods."""
    fields = [s for s in node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)]
    for kind, text in _mistakes(node, fields):
        frame.effect(frame.rt("raise_error", const(Class(kind)), const(text), node=node))
    names_ = frame.keep(tuple_of(frame, [const(s.target.id) for s in fields if isinstance(s.target, ast.Name)]))
    given = [s.value for s in fields if s.value is not None]
    values = tuple_of(frame, kept_expressions(frame, given))
    made = frame.keep(frame.rt("namedtuple_new", const(node.name), names_, const(False), values, const(None), node=node))
    if Feature.CLASS_PARTS in frame.body.facts.features:
        frame.effect(frame.rt("class_behind", made))
    return _with_operators(frame, made, node)


def _mistakes(node: ast.ClassDef, fields: list[ast.AnnAssign]) -> Iterator[tuple[str, str]]:
    """What makes a class of `NamedTuple` none: (kind of error, text)."""
    if len(node.bases) > 1 and any(base_name(b) not in ("NamedTuple", "Generic") for b in node.bases if not isinstance(b, ast.Subscript)):
        yield "TypeError", "can only inherit from a NamedTuple type and Generic"
    assigned = {t.id for s in node.body if isinstance(s, ast.Assign) for t in s.targets if isinstance(t, ast.Name)}
    bound = assigned | {s.name for s in node.body if isinstance(s, ast.FunctionDef)}
    defaults: list[str] = []
    for stmt in fields:
        name = ast.unparse(stmt.target)
        if stmt.value is not None or name in bound:
            defaults.append(name)
        elif defaults:
            plural = "s" if len(defaults) > 1 else ""
            yield "TypeError", f"Non-default namedtuple field {name} cannot follow default field{plural} {', '.join(defaults)}"
            return
    for name in sorted(bound & _NOT_OVERWRITTEN):
        yield "AttributeError", f"Cannot overwrite NamedTuple attribute {name}"


def _field_defaults(node: ast.ClassDef) -> list[str]:
    """The fields with defaults of `class P(NamedTuple)`."""
    if "NamedTuple" not in map(base_name, node.bases):
        return []
    fields = (s for s in node.body if isinstance(s, ast.AnnAssign) and s.value is not None)
    return list(dict.fromkeys(s.target.id for s in fields if isinstance(s.target, ast.Name)))
