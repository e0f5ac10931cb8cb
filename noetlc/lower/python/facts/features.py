"""What the text of a body says about values at run time: it decides which rare runtime code is linked."""

from __future__ import annotations

import ast

from noetlc.layout.features import Feature
from noetlc.layout.tags import T_CLASS
from noetlc.lower.python.facts.full_names import TYPE_NAME, library_of, shown_name
from noetlc.lower.python.facts.mentions import Mentions, makes_class

# modules whose values have no operators of their own
_PLAIN_MODULES = frozenset(
    """__future__ ast base64 binascii copy hashlib hmac html json math os random re string struct sys textwrap time typing
    urllib uuid""".split()
)

# calls that only iterate their arguments
_ITERATING = frozenset(
    "list sorted len tuple set dict enumerate zip any all min max sum map filter frozenset reversed join extend update".split()
)

_VIEWS = frozenset(("keys", "values", "items"))
_MAKING_ITERATORS = frozenset("iter enumerate zip map filter reversed".split())

# modules none of whose functions return an iterator
_WITHOUT_ITERATORS = frozenset("__future__ base64 datetime hashlib json math random time uuid".split())


def features(tree: ast.Module, found_names: Mentions) -> frozenset[int]:
    """The features that a body makes live, and tags."""
    found = _named_features(found_names)
    if any(makes_class(n) or (isinstance(n, ast.ClassDef) and len(n.bases) > 1) for n in ast.walk(tree)):
        found.add(Feature.SEVERAL_BASES)
    if any(isinstance(n, ast.ClassDef) and "__slots__" in assigned_in(n) for n in ast.walk(tree)):
        found.add(Feature.SLOTS)
    if any(name.split(".")[0] not in _PLAIN_MODULES for name in _imported(tree)):
        found.add(Feature.OPERATORS)
    if any(isinstance(n, ast.Constant) and n.value is ... for n in ast.walk(tree)):
        found.add(T_CLASS)  # which `...` is
    if _views_are_operands(tree):
        found.add(Feature.VIEW_OPERANDS)
    if _escaping_views(tree, _harmless(tree)):
        found.add(Feature.VIEW_VALUES)
    if _iterators_are_values(tree):
        found.add(Feature.ITERATOR_VALUES)
    return frozenset(found)


def _named_features(found: Mentions) -> set[int]:
    """The features that names tell."""
    told = (
        (found.has_classes, (Feature.CLASS_CALLS, Feature.CLASSES, Feature.OPERATORS)),
        (any(library_of(name) == "enum" for name in found.definitions), (Feature.ENUMS, Feature.LIBRARY_OBJECTS)),
        (found.has_abstract, (Feature.ABSTRACT,)),
        ("nan" in found.names | found.attributes, (Feature.NANS,)),
        (TYPE_NAME in found.names, (Feature.TYPE_NAMES,)),
        (any("." in library_of(name) and shown_name(name)[0].isupper() for name in found.definitions), (Feature.DOTTED_MODULES,)),
    )
    return {feature for holds, features_ in told for feature in features_ if holds}


def assigned_in(node: ast.ClassDef) -> set[str]:
    """The names that the statements of a class assign."""
    return {n.id for s in node.body if isinstance(s, ast.Assign | ast.AnnAssign) for n in ast.walk(s) if isinstance(n, ast.Name)}


def _imported(tree: ast.Module) -> set[str]:
    """The modules a body imports."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def _views_are_operands(tree: ast.Module) -> bool:
    """True if the result of some `.keys()` or `.items()` could reach an operator or comparison."""
    return bool({"keys", "items"} & _escaping_views(tree, _harmless(tree)))


def _harmless(tree: ast.Module) -> set[int]:
    """The expressions whose value is only iterated, or searched, where it is made."""
    harmless: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension):
            harmless.add(id(node.iter))
        elif isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if name in _ITERATING:
                harmless.update(id(a) for a in node.args)
        elif isinstance(node, ast.Compare) and all(isinstance(o, ast.In | ast.NotIn) for o in node.ops):
            harmless.update(id(c) for c in node.comparators)
        elif isinstance(node, ast.Starred):
            harmless.add(id(node.value))
    return harmless


def _escaping_views(tree: ast.Module, harmless: set[int]) -> set[str]:
    """Which of the methods that make views occur otherwise than called in a harmless place."""
    called = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call) and id(n) in harmless}
    arguments = [a for n in ast.walk(tree) if isinstance(n, ast.Call) for a in n.args if isinstance(a, ast.Constant)]
    by_name = {a.value for a in arguments if isinstance(a.value, str) and a.value in _VIEWS}
    return by_name | {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr in _VIEWS and id(n) not in called}


def _iterators_are_values(tree: ast.Module) -> bool:
    """True if some iterator could have a name, be printed or be an operand."""
    if not _imported(tree) <= _WITHOUT_ITERATORS:
        return True
    harmless = _harmless(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "next":
            harmless.update(id(a) for a in node.args[:1])
    called = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call) and id(n) in harmless}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in _MAKING_ITERATORS and id(node) not in called:
            return True
        if isinstance(node, ast.GeneratorExp) and id(node) not in harmless:
            return True
        if isinstance(node, ast.ClassDef | ast.Yield | ast.YieldFrom) or (isinstance(node, ast.Attribute) and node.attr == "__iter__"):
            return True
    return False


_COMPARISONS = frozenset(f"__{n}__" for n in "lt le gt ge eq ne".split())
_BOOLEAN_CALLS = frozenset("isinstance issubclass bool any all hasattr callable".split())


def compares_to_values(tree: ast.Module) -> bool:
    """True if a comparison method of a class may return something else than a bool."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in _COMPARISONS:
            returns = [n.value for n in ast.walk(node) if isinstance(n, ast.Return)]
            if any(value is None or not _boolean(value) for value in returns):
                return True
    return False


def _boolean(node: ast.expr) -> bool:
    """Whether an expression is surely a bool or NotImplemented."""
    if isinstance(node, ast.BoolOp):
        return all(_boolean(v) for v in node.values)
    if isinstance(node, ast.IfExp):
        return _boolean(node.body) and _boolean(node.orelse)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, bool)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in _BOOLEAN_CALLS
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not)
    return isinstance(node, ast.Compare) or (isinstance(node, ast.Name) and node.id == "NotImplemented")


# methods and functions that change a value in place
_CHANGING = frozenset(
    """append extend insert remove pop clear sort reverse update setdefault popitem add discard appendleft popleft extendleft rotate
    move_to_end subtract intersection_update difference_update symmetric_difference_update shuffle heappush heappop heapify
    heapreplace heappushpop insort insort_left insort_right setitem delitem iadd setattr __setitem__ __delitem__ __iadd__""".split()
)


# what finds a method by its name as text
_BY_TEXT = frozenset(("getattr", "methodcaller", "attrgetter"))


def may_change_values(tree: ast.Module, found: Mentions) -> bool:
    """True if some statement could change a value in place: then inputs, which are received by value, must be copied."""
    spelled = found.names | found.attributes
    if any(name.rpartition("_")[2] in _BY_TEXT for name in spelled):
        spelled |= found.texts
    if found.has_classes or spelled & _CHANGING:
        return True
    return any(
        isinstance(node, ast.AugAssign | ast.Delete)
        or (isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store))
        for node in ast.walk(tree)
    )
