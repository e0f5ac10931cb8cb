"""Whether a body may show the name of a generator: in a text of it, as an attribute, by its class.

Example: in `g = rows(); first = next(g); for row in g: …` nothing but iteration sees the generator, in `print(g)` its name is shown.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.features import GENERATOR_STATES, harmless_places
from noetlc.lower.python.facts.full_names import full_name, library_of, shown_name
from noetlc.lower.python.facts.mentions import Mentions
from noetlc.lower.python.facts.nodes import Nodes
from noetlc.lower.python.facts.scope import Scope, is_coroutine, qualified_name, yields

ITERATORS = "itertools"  # the library module whose generators are objects of other classes in CPython
CLASSES = {
    "_accumulated": "accumulate",
    "_chained": "chain",
    "_compressed": "compress",
    "_counted": "count",
    "_counting": "count",
    "_cycled": "cycle",
    "_cubes": "product",
    "_dropped": "dropwhile",
    "_endless": "repeat",
    "_first": "islice",
    "_folded": "accumulate",
    "_group": "_grouper",
    "_grouped": "groupby",
    "_islice": "islice",
    "_leading": "islice",
    "_led": "islice",
    "_longest": "zip_longest",
    "_longest_of_two": "zip_longest",
    "_ordered_pairs": "permutations",
    "_orders": "permutations",
    "_paired": "pairwise",
    "_pairs": "combinations",
    "_products_of_three": "product",
    "_products_of_two": "product",
    "_refused": "filterfalse",
    "_sliced": "islice",
    "_squares": "product",
    "_starred": "starmap",
    "_summed": "accumulate",
    "_taken": "takewhile",
    "_times": "repeat",
    "_triples": "combinations",
    "combined": "combinations",
    "permuted": "permutations",
    "products": "product",
    "repeated": "combinations_with_replacement",
}
"""Their functions that are named otherwise than the class."""

_NAMES = frozenset(("__name__", "__qualname__"))
_SHOWING = _NAMES | GENERATOR_STATES | {"__class__"}
_NAMING = frozenset(full_name("functools", name) for name in ("wraps", "update_wrapper"))
_DRIVING = frozenset("send throw close __next__".split())
_TAKING = frozenset(
    """next deque Counter OrderedDict fsum prod fmean mean median reduce union intersection difference symmetric_difference writerows
    writelines fromkeys run""".split()
)  # what else only iterates its arguments


def shown_by(scope: Scope) -> str:
    """What a generator says of itself: its qualified name, or with `cls:` before it the class that CPython has instead of a generator."""
    name = getattr(scope.node, "name", "")
    if library_of(name) == ITERATORS:
        plain = shown_name(name)
        return f"cls:{ITERATORS}.{CLASSES.get(plain, plain)}"
    return "str:" + qualified_name(scope)


def names_generators(nodes: Nodes, found: Mentions) -> bool:
    """Whether generators of a body keep their names. Where functions get other names they do not: reading one is left then."""
    return not renames_generators(nodes, found) and _shows_generators(nodes, found)


def _shows_generators(nodes: Nodes, found: Mentions) -> bool:
    functions = nodes.functions()
    makers = {n.name for n in functions if yields(n) or library_of(n.name) == ITERATORS}
    if not makers and not nodes.of(ast.GeneratorExp):
        return False
    if any(n.name == "main" and yields(n) and not is_coroutine(n) for n in functions):  # whose generator is the result
        return True
    if "type" in found.names or not _SHOWING.isdisjoint(found.attributes | found.texts):
        return True
    return _escape(nodes, makers)


def renames_generators(nodes: Nodes, found: Mentions) -> bool:
    """Whether a generator function may get another name."""
    if any(n.attr in _NAMES and isinstance(n.ctx, ast.Store) for n in nodes.of(ast.Attribute)):
        return True
    if not _NAMES.isdisjoint(found.texts) and "setattr" in found.names:
        return True
    decorated = [n for n in nodes.functions() if n.decorator_list and yields(n)]
    return not _NAMING.isdisjoint(found.names) and bool(decorated)


def _escape(nodes: Nodes, makers: set[str]) -> bool:
    """Whether some generator is more than iterated where it is made, or in the variable that it is assigned to."""
    harmless = harmless_places(nodes) | {id(n.value) for n in nodes.of(ast.YieldFrom)} | {id(n.value) for n in nodes.of(ast.Await)}
    harmless |= {id(n.value) for n in nodes.of(ast.Attribute) if n.attr in _DRIVING}
    for call in nodes.of(ast.Call):
        name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if library_of(name) == ITERATORS or shown_name(name) in _TAKING:
            harmless.update(map(id, call.args))
        if name in ("len", "reversed"):  # whose messages name the class of their argument
            harmless.difference_update(map(id, call.args))
    spliced = {id(n) for f in nodes.functions() if library_of(f.name) for n in syntax.walk(f)}
    loads = [n for n in nodes.of(ast.Name) if isinstance(n.ctx, ast.Load)]
    shown = {n.id for n in loads if id(n) not in harmless}
    if not _groups_are_iterated(nodes, shown):
        return True
    kept = {id(n.value): n.targets[0].id for n in nodes.of(ast.Assign) if len(n.targets) == 1 and isinstance(n.targets[0], ast.Name)}
    fine = harmless | spliced | {place for place, name in kept.items() if name not in shown}
    called = {id(n.func) for n in nodes.of(ast.Call) if id(n) in fine}
    asked = [n for n in loads if n.id in makers] + [n for n in nodes.of(ast.Attribute) if n.attr in makers]
    return any(id(n) not in called | spliced for n in asked) or any(id(n) not in fine for n in nodes.of(ast.GeneratorExp))


def _groups_are_iterated(nodes: Nodes, shown: set[str]) -> bool:
    """Whether every `groupby` stands where its groups get a name that is only iterated."""
    targets = {id(n.iter): n.target for n in nodes.of(ast.For)} | {id(n.iter): n.target for n in nodes.of(ast.comprehension)}
    for call in nodes.of(ast.Call):
        if isinstance(call.func, ast.Name) and call.func.id == full_name(ITERATORS, "groupby"):
            match targets.get(id(call)):
                case ast.Tuple(elts=[_, ast.Name(id=name)]) if name not in shown:
                    pass
                case _:
                    return False
    return True
