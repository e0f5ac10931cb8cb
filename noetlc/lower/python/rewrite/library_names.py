"""Members of library modules under other names: what stands for native functions in some calls, and for members of other modules."""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.primitives.modules import RECORDS, ZONES

COPYING = "copy.protocol"  # `copy` with the methods that tell how objects are copied
TYPED = "typing.values"  # forms of `typing` for bodies that look at them
CHECKED = "typing.checks"  # what of `typing` does something when it runs
RESUMED = "itertools.classes"  # iterators that are asked again after they stopped
MODULE_VALUES = "types.values"  # the class of modules that are values
MANAGERS = "contextlib.managers"  # what `contextlib` has for `async with`
OF_MODULES = {
    **{COPYING: "copy", MANAGERS: "contextlib", RECORDS: "logging", ZONES: "datetime"},
    **{TYPED: "typing", CHECKED: "typing", MODULE_VALUES: "types"},
}
CALLED = {("operator", "abs"): "absolute", ("operator", "__abs__"): "absolute"}
"""Members that the library has under another name, since they use the builtin of theirs."""

RENAMED = {"itertools.chain.from_iterable": "itertools.chain_from_iterable"}

ENCODED = {"quote": 2, "quote_plus": 2, "unquote": 1, "unquote_plus": 1}  # functions of `urllib.parse`, and what stands before an encoding

# native functions that a library function stands in for when they are called with a keyword
WITH_KEYWORD = {
    ("json", "dumps"): {"cls": "dumps_by"},
    ("json", "loads"): {"cls": "loads_with", "strict": "loads_with"}
    | dict.fromkeys(("object_hook", "object_pairs_hook", "parse_float", "parse_int", "parse_constant"), "loads_by"),
    ("json", "load"): {"cls": "load_with", "strict": "load_with"},
    ("textwrap", "indent"): {"predicate": "indent_by"},
    ("statistics", "fmean"): {"weights": "fmean_by"},
    ("shlex", "split"): {"posix": "split_by"},
    ("urllib.parse", "urlencode"): {"quote_via": "urlencode_by"},
    ("urllib.parse", "parse_qsl"): dict.fromkeys(("max_num_fields", "encoding", "errors"), "parse_qsl_by"),
    ("urllib.parse", "parse_qs"): dict.fromkeys(("max_num_fields", "encoding", "errors"), "parse_qs_by"),
    **{("urllib.parse", name): dict.fromkeys(("encoding", "errors"), f"{name}_by") for name in ENCODED},
    ("functools", "update_wrapper"): dict.fromkeys(("assigned", "updated"), "update_wrapper_by"),
    ("functools", "wraps"): dict.fromkeys(("assigned", "updated"), "wraps_by"),
    ("functools", "lru_cache"): {"typed": "lru_cache_typed"},
    ("bisect", "bisect"): {"key": "bisect_right_by"},
    ("bisect", "bisect_right"): {"key": "bisect_right_by"},
    ("bisect", "bisect_left"): {"key": "bisect_left_by"},
    ("bisect", "insort"): {"key": "insort_right_by"},
    ("bisect", "insort_right"): {"key": "insort_right_by"},
    ("bisect", "insort_left"): {"key": "insort_left_by"},
}
"""The library's function for a native one that is called with a keyword."""

WITH_MORE = {
    ("textwrap", "indent"): (2, "indent_by"),
    ("statistics", "fmean"): (1, "fmean_by"),
    ("shlex", "split"): (2, "split_by"),
    ("functools", "update_wrapper"): (2, "update_wrapper_by"),
    ("functools", "wraps"): (1, "wraps_by"),
    ("functools", "lru_cache"): (1, "lru_cache_typed"),
    ("types", "MethodType"): (0, "bound_method"),
    ("json", "JSONDecodeError"): (-1, "decode_error"),
    ("re", "error"): (-1, "error_made"),
    **{("urllib.parse", name): (most, f"{name}_by") for name, most in ENCODED.items()},
}
"""The same for one that is called with more than so many positional arguments."""

EXACT = {name: f"{name}_exact" for name in ("mean", "variance", "pvariance", "stdev", "pstdev")}
"""Functions of `statistics` for data of any numbers: the native ones know ints and floats."""
WITH_KEYWORD |= {("statistics", name): {"mu" if name[0] == "p" else "xbar": larger} for name, larger in EXACT.items() if name != "mean"}
WITH_MORE |= {("statistics", name): (1, larger) for name, larger in EXACT.items() if name != "mean"}

AS_VALUE = {("statistics", "fmean"): "fmean_by"} | {
    key: larger
    for key, (most, larger) in WITH_MORE.items()
    if most > 0 and key[0] not in ("statistics", "urllib.parse") and larger != "lru_cache_typed"
}
"""Those that stand in for the native ones where what these are given is not seen: as values, and called with `*args`."""

GENERATOR_MANAGER = "_GeneratorContextManager"
"""The class of the managers that `contextmanager` makes; bodies that name it see the one that is made of a function."""

AS_VALUE_OF_LIBRARY = {("functools", "lru_cache"): "lru_cache_typed"}
"""Those that stand in for functions of the library there."""

_WITH_KEYWORD = frozenset(name for _, name in WITH_KEYWORD)


def keywords_of_values(tree: ast.AST) -> frozenset[str]:
    """The keywords that a function of `WITH_KEYWORD` may be given where it is a value, not called by its name."""
    nodes = list(syntax.walk(tree))
    imports = [a for n in nodes if isinstance(n, ast.Import | ast.ImportFrom) for a in n.names]
    meant = {a.asname or a.name: a.name for a in imports}

    def is_named(func: ast.expr) -> bool:
        owner = getattr(func, "value", None)
        if isinstance(owner, ast.Name | ast.Attribute):
            return ast.unparse(owner) in meant and getattr(func, "attr", "") in _WITH_KEYWORD
        return isinstance(func, ast.Name) and meant.get(func.id, "") in _WITH_KEYWORD

    found = {k.arg for n in nodes if isinstance(n, ast.Call) and not is_named(n.func) for k in n.keywords}
    texts = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)} if None in found else set[str]()
    return frozenset(k for k in found if k is not None) | texts  # a dict has any
