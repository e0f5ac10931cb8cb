"""Iterators of `itertools` that are read where they are made: `for x in takewhile(test, xs)` as a loop over the generator inside.

`takewhile` itself asks for the iterator of `xs` and then makes a generator, so that an error comes where it is called. Where the first
item is asked for at once the generator may do both, and a loop over it needs no object.
"""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.lower.python.facts.full_names import full_name
from noetlc.lower.python.facts.scope import starred
from noetlc.lower.python.rewrite.library_source import source

_MODULE = "itertools"
_INSIDE = {
    "chain_from_iterable": ("_chained", 1),
    "compress": ("_compressed", 2),
    "cycle": ("_cycled", 1),
    "dropwhile": ("_dropped", 2),
    "filterfalse": ("_refused", 2),
    "pairwise": ("_paired", 1),
    "starmap": ("_starred", 2),
    "takewhile": ("_taken", 2),
}
"""The generators, and how many arguments they have, of which the last is iterated."""
_READING = frozenset("all any dict enumerate frozenset list max min set sorted sum tuple".split())
_TAKING = _READING - {"dict", "enumerate"}
_MOST = 1 << 32  # of the bounds of a slice
_ITEM = "1item"  # no body can spell it
_MAKING = ("accumulate", "combinations", "permutations", "product")
_OTHERS = {full_name(_MODULE, name): name for name in (*_MAKING, "count", "islice", "repeat", "zip_longest")}
_PRODUCTS = {(1, 2): "_squares", (1, 3): "_cubes", (2, 1): "_products_of_two", (3, 1): "_products_of_three"}
_COMBINATIONS = {2: "_pairs", 3: "_triples"}
_FUNCTIONS = {full_name(_MODULE, name): inside for name, inside in _INSIDE.items()}


def read_at_once(tree: ast.Module, needed: dict[tuple[str, str], None]) -> None:
    """Renames what calls of a body lead to, in place; notes what is needed now, and no more what is not."""
    if not any(module == _MODULE for module, _ in needed):
        return
    nodes = list(syntax.walk(tree))
    bound = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)} | {n.arg for n in nodes if isinstance(n, ast.arg)}
    bound |= {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    for node in nodes:
        if isinstance(node, ast.For):
            _read(_counted(node.iter, bound), needed)
        elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp):
            _read(_counted(node.generators[0].iter, bound), needed)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _READING - bound and _reads(node):
            _read(_gone_through(node), needed, node.func.id != "enumerate")
            if node.func.id in _TAKING and isinstance(node.args[0], ast.Call):
                node.args[0] = _item_by_item(node.args[0])
    left = {n.id for n in syntax.walk(tree) if isinstance(n, ast.Name)}
    for name in [*_INSIDE, *_MAKING, "count", "islice", "repeat", "zip_longest"]:
        if (_MODULE, name) in needed and full_name(_MODULE, name) not in left:
            del needed[_MODULE, name]


def _reads(node: ast.Call) -> bool:
    """Whether a call has one argument, and named ones that do nothing before that is iterated."""
    return len(node.args) == 1 and all(isinstance(k.value, ast.Constant | ast.Name | ast.Lambda) for k in node.keywords)


def _item_by_item(given: ast.Call) -> ast.expr:
    """`sum(chain(xs, ys))` as `sum(x for x in chain(xs, ys))`: a loop in place, which what is called may take the place of."""
    known = source(_MODULE).definitions
    function = known.get(given.func.id.removeprefix(full_name(_MODULE, ""))) if isinstance(given.func, ast.Name) else None
    if function is None or not any(isinstance(n, ast.Yield) for n in syntax.walk(function)):
        return given
    part = ast.comprehension(ast.Name(_ITEM, ast.Store()), given, [], 0)
    return ast.fix_missing_locations(ast.copy_location(ast.GeneratorExp(ast.Name(_ITEM, ast.Load()), [part]), given))


def _gone_through(node: ast.Call) -> ast.expr:
    """What a call that goes through its argument goes through first."""
    given = node.args[0]
    made = isinstance(given, ast.GeneratorExp) and isinstance(node.func, ast.Name) and node.func.id != "enumerate"
    return given.generators[0].iter if made and isinstance(given, ast.GeneratorExp) else given


def _counted(node: ast.expr, bound: set[str]) -> ast.expr:
    """What an `enumerate` goes through that is iterated at once."""
    known = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "enumerate" and node.func.id not in bound
    return node.args[0] if known and isinstance(node, ast.Call) and _reads(node) else node


def _read(node: ast.expr, needed: dict[tuple[str, str], None], at_once: bool = True) -> None:
    """What is iterated, if it is one of these calls; where that is not `at_once`, those stay which copy what they are given."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or starred(node):
        return
    if node.func.id in _FUNCTIONS:
        inside, count = _FUNCTIONS[node.func.id]
        if len(node.args) == count and not node.keywords:
            _lead(node.func, inside, needed)
            _read(node.args[-1], needed, at_once)
        return
    match _OTHERS.get(node.func.id, ""):
        case "count" if len(node.args) + len(node.keywords) <= 2 and {k.arg for k in node.keywords} <= {"start", "step"}:
            given = {k.arg: k.value for k in node.keywords} | dict(zip(("start", "step"), node.args, strict=False))
            parts = [given.get("start", ast.Constant(0)), given.get("step", ast.Constant(1))]
            if len(given) < len(node.args) + len(node.keywords) or not all(map(_is_int, parts)):
                _lead(node.func, "_counting", needed)
                return
            _lead(node.func, "_counted", needed)
            node.args, node.keywords = [ast.fix_missing_locations(ast.copy_location(p, node)) for p in parts], []
        case "repeat" if len(node.args) == 1 and not node.keywords:
            _lead(node.func, "_endless", needed)
        case "repeat" if len(node.args) == 2 and not node.keywords and _is_int(node.args[1]):
            _lead(node.func, "_times", needed)
        case "islice" if 1 < len(node.args) <= 4 and not node.keywords:
            _read_slice(node, node.func, needed, at_once)
        case "zip_longest" if at_once and len(node.args) == 2 and [k.arg for k in node.keywords] in ([], ["fillvalue"]):
            _lead(node.func, "_longest_of_two", needed)
            node.args += [k.value for k in node.keywords] or [ast.copy_location(ast.Constant(None), node)]
            node.keywords = []
        case name:
            _read_made(node, node.func, name, needed, at_once)


def _read_slice(node: ast.Call, func: ast.Name, needed: dict[tuple[str, str], None], at_once: bool) -> None:
    """The same of a slice: constant bounds are known to be right, others are looked at by the generator, before it asks for an iterator."""
    known = all(map(_is_int, node.args[1:]))
    if at_once and len(node.args) == 2:
        _lead(func, "_first" if known and _int(node.args[1]) > 0 else "_led", needed)
    elif at_once:
        plain = known and _bounds_are_plain([*map(_int, node.args[1:]), 1])
        _lead(func, "_islice" if plain else "_sliced", needed)
        node.args += [ast.copy_location(ast.Constant(1), node)] * (4 - len(node.args))
    if known:
        _read(node.args[0], needed, at_once)


def _read_made(node: ast.Call, func: ast.Name, name: str, needed: dict[tuple[str, str], None], at_once: bool) -> None:
    """The same of sums and, where they are read at once, of products and combinations of constant sizes."""
    match name if at_once or name == "accumulate" else "":
        case "accumulate" if len(node.args) in (1, 2) and not node.keywords:
            _lead(func, "_summed" if len(node.args) == 1 else "_folded", needed)
            if len(node.args) == 1:
                _read(node.args[0], needed, at_once)
        case "combinations" if len(node.args) == 2 and not node.keywords and (inside := _COMBINATIONS.get(_int(node.args[1]))):
            _lead(func, inside, needed)
            del node.args[1]
        case "permutations" if len(node.args) == 1 and not node.keywords:
            _lead(func, "_orders", needed)
        case "permutations" if len(node.args) == 2 and not node.keywords and _int(node.args[1]) == 2:
            _lead(func, "_ordered_pairs", needed)
            del node.args[1]
        case "product" if (inside := _product(node)):
            _lead(func, inside, needed)
            node.keywords = []


def _product(node: ast.Call) -> str | None:
    """The generator of a product of so many."""
    if not node.keywords:
        return _PRODUCTS.get((len(node.args), 1))
    repeat = node.keywords[0]
    return _PRODUCTS.get((len(node.args), _int(repeat.value))) if len(node.keywords) == 1 and repeat.arg == "repeat" else None


def _lead(func: ast.Name, inside: str, needed: dict[tuple[str, str], None]) -> None:
    func.id = full_name(_MODULE, inside)
    needed[_MODULE, inside] = None


def _is_int(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def _bounds_are_plain(bounds: list[int]) -> bool:
    """Whether a start, a stop and a step are some that `islice` takes."""
    start, stop, step = bounds[:3]
    return 0 <= start <= stop < _MOST and 0 < step < _MOST


def _int(node: ast.expr) -> int:
    """The int that a constant is, else -1."""
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else -1
