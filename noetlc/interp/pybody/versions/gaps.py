"""Differences that a newer CPython shows and that cannot be taken back: bodies with them are not compared there."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from noetlc.interp.pybody.versions.reference import is_reference
from noetlc.interp.pybody.versions.source import stays_inline

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp)


@dataclass(frozen=True, slots=True)
class Gap:
    """`found` tells whether a tree shows the difference; `reason` is a phrase for the user, `example` a body that shows it."""

    reason: str
    source: str
    example: str
    found: Callable[[ast.Module], bool]


def unsupported_here(code: str) -> str | None:
    """Why this Python does not give a body what 3.11 gives it; None if it does. A body that does not parse is none of ours."""
    if is_reference():
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return next((gap.reason for gap in GAPS if gap.found(tree)), None)


def _imports(tree: ast.Module, module: str) -> bool:
    return any(
        (isinstance(node, ast.Import) and any(alias.name == module for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == module)
        for node in ast.walk(tree)
    )


def _calls(tree: ast.Module, name: str) -> list[ast.Call]:
    """Calls of a name, or of an attribute of that name."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [c for c in found if (c.func.attr if isinstance(c.func, ast.Attribute) else getattr(c.func, "id", None)) == name]


def _keyword(name: str, keyword: str, positional: int | None = None) -> Callable[[ast.Module], bool]:
    def found(tree: ast.Module) -> bool:
        return any(
            any(k.arg == keyword for k in call.keywords) and positional in (None, len(call.args)) for call in _calls(tree, name)
        )

    return found


_NEWER_NAMES = {
    "calendar": frozenset(
        "Day Month JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER".split()
    ),
    "enum": frozenset(("EnumDict",)),
    "typing": frozenset(("NoDefault", "ReadOnly", "TypeAliasType", "TypeIs", "get_protocol_members", "is_protocol")),
}
_OLDER_NAMES = {"re": frozenset(("T", "TEMPLATE", "template")), "locale": frozenset(("format", "resetlocale"))}


def _reversed_by_others(tree: ast.Module) -> bool:
    """Whether something is sorted with a `reverse` that is not seen to be an int."""
    given = [k.value for name in ("sort", "sorted") for call in _calls(tree, name) for k in call.keywords if k.arg == "reverse"]
    return any(
        not (isinstance(value, ast.Constant) and isinstance(value.value, int))
        and not isinstance(value, ast.Compare)
        and not (isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not))
        for value in given
    )


def _names(table: dict[str, frozenset[str]]) -> Callable[[ast.Module], bool]:
    """Whether one of the names of a module is imported or read."""

    def found(tree: ast.Module) -> bool:
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and any(alias.name in table.get(node.module or "", ()) for alias in node.names):
                return True
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in table.get(node.value.id, ()):
                return True
        return False

    return found


def _csv_characters(tree: ast.Module) -> bool:
    """Whether a dialect of csv has line ends of its own, or a line end or space as one of its characters."""
    if not _imports(tree, "csv"):
        return False
    if _constants(tree, "unix") or _names({"csv": frozenset(("unix_dialect",))})(tree):
        return True
    given = [k for node in ast.walk(tree) if isinstance(node, ast.Call) for k in node.keywords]
    given += [ast.keyword(part.targets[0].id, part.value) for part in ast.walk(tree)
              if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name)]  # fmt: skip
    characters = ("delimiter", "quotechar", "escapechar")
    return any(
        k.arg == "lineterminator" or (k.arg in characters and isinstance(k.value, ast.Constant) and k.value.value in ("\n", "\r", " "))
        for k in given
    )


def _csv_numbers(tree: ast.Module) -> bool:
    """Whether csv may be told to read what has no quotes as numbers, and has an escape character."""
    keywords = [k for node in ast.walk(tree) if isinstance(node, ast.Call) for k in node.keywords]
    escapes = _constants(tree, "escapechar") or any(k.arg == "escapechar" for k in keywords)
    if not _imports(tree, "csv") or not escapes:
        return False
    given = [k.value for k in keywords if k.arg == "quoting"]
    other = any(not isinstance(value, ast.Constant) or value.value == 2 for value in given)
    return other or _constants(tree, "quoting", "QUOTE_NONNUMERIC") or _names({"csv": frozenset(("QUOTE_NONNUMERIC",))})(tree)


def _complex_powers(tree: ast.Module) -> bool:
    """Whether a body raises to powers and knows complex numbers."""
    powers = bool(_calls(tree, "pow")) or any(isinstance(node, ast.Pow) for node in ast.walk(tree))
    return powers and any(
        (isinstance(node, ast.Name) and node.id == "complex")
        or (isinstance(node, ast.Constant) and isinstance(node.value, complex))
        or (isinstance(node, ast.Import | ast.ImportFrom) and _imports(tree, "cmath"))
        for node in ast.walk(tree)
    )


def _ordered_dicts_printed(tree: ast.Module) -> bool:
    """Whether a body knows `pprint` and `OrderedDict`."""
    return _imports(tree, "pprint") and any(
        (node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")) == "OrderedDict" for node in ast.walk(tree)
    )


def _class_namespaces(tree: ast.Module) -> bool:
    """Whether a metaclass, or a function for one, does more with the namespace it is given than look up, change and hand on."""
    if not any(_is_name(node, "type") or (isinstance(node, ast.keyword) and node.arg == "metaclass") for node in ast.walk(tree)):
        return False
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        params = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
        if len(params) in (3, 4) and any(_goes_through(node, params[-1]) for node in ast.walk(function)):
            return True
    return False


_ALL_OF = frozenset("list sorted len dict print repr str tuple set enumerate iter max min any all".split())


def _goes_through(node: ast.AST, name: str) -> bool:
    """Whether a node is a loop over a dict of that name, or a call that looks at all of it."""
    if isinstance(node, ast.For | ast.comprehension):
        return _is_name(node.iter, name)
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute):
        return node.func.attr in ("items", "keys", "values", "copy") and _is_name(node.func.value, name)
    return getattr(node.func, "id", "") in _ALL_OF and any(_is_name(arg, name) for arg in node.args)


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _huge_format(tree: ast.Module) -> bool:
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return _imports(tree, "decimal") and any(re.fullmatch(r"\.?\d{19,}[A-Za-z%]?", text) for text in texts)


def _constants(tree: ast.Module, *texts: str) -> bool:
    """Whether one of the texts stands in a string of the body."""
    return any(text in n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) for text in texts)


def _computed_step(tree: ast.Module) -> bool:
    """Whether a slice is assigned to whose step is neither a constant nor a name, or one that is made by `slice`."""
    stored = [n.slice for n in ast.walk(tree) if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store)]
    steps = [part.step for part in stored if isinstance(part, ast.Slice)]
    made = bool(_calls(tree, "slice")) and len(steps) < len(stored)
    return made or any(not isinstance(step, ast.Constant | ast.Name | ast.UnaryOp | None) for step in steps)


def _colon_zone(tree: ast.Module) -> bool:
    return _constants(tree, "%:z")


def _iso_directives(tree: ast.Module) -> bool:
    return bool(_calls(tree, "strptime")) and _constants(tree, "%G", "%V")


def _odd_directives(tree: ast.Module) -> bool:
    """Whether `strptime` is called with such a format, or with one that is not written there while some string would be one."""
    formats = [call.args[1] if len(call.args) > 1 else call for call in _calls(tree, "strptime")]
    return any(_ODD_DIRECTIVE.search(n.value) for f in formats for n in ast.walk(f if isinstance(f, ast.Constant) else tree)
               if isinstance(n, ast.Constant) and isinstance(n.value, str))  # fmt: skip


# what no directive begins with: spaces, signs that regular expressions know, and `O` and `E`
_ODD_DIRECTIVE = re.compile(r"(?<!%)(?:%%)*%(?:[^\w%]|[OE])")


def _skipped_keys(tree: ast.Module) -> bool:
    return any({"skipkeys", "indent"} <= {k.arg for k in call.keywords} for call in _calls(tree, "dumps") + _calls(tree, "dump"))


def _wrapper_assignments(tree: ast.Module) -> bool:
    named = [getattr(node, "attr", None) or getattr(node, "id", None) for node in ast.walk(tree)]
    imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names]
    return "WRAPPER_ASSIGNMENTS" in named + imported


def _texts_for_readers(tree: ast.Module) -> bool:
    named = {getattr(node, "attr", None) or getattr(node, "id", None) for node in ast.walk(tree)}
    return "__doc__" in named and not named.isdisjoint(("complex", "Fraction", "partial"))


def _bases(tree: ast.Module) -> list[list[str]]:
    """The last words of the bases of each class."""
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return [[ast.unparse(base).rpartition(".")[2] for base in node.bases] for node in classes]


def _mixed_enums(tree: ast.Module) -> bool:
    return any(len(b) > 1 and b[-1] in ("Enum", "Flag") and b[0] not in ("int", "str", "float", "bytes", "tuple") for b in _bases(tree))


def _partial_subclasses(tree: ast.Module) -> bool:
    return any("partial" in bases for bases in _bases(tree))


def _called_properties(tree: ast.Module) -> bool:
    return any(call.args or call.keywords for call in _calls(tree, "property"))


def _queries_of_bytes(tree: ast.Module) -> bool:
    queries = _calls(tree, "parse_qs") + _calls(tree, "parse_qsl")
    return any(isinstance(node, ast.Constant) and not isinstance(node.value, str) for call in queries for node in ast.walk(call))


def _none_for_flag(tree: ast.Module) -> bool:
    given = [argument for call in _calls(tree, "splitlines") for argument in (*call.args, *(k.value for k in call.keywords))]
    return any(isinstance(argument, ast.Constant) and not isinstance(argument.value, int) for argument in given)


def _wrong_filters(tree: ast.Module) -> bool:
    """Whether a filter of warnings has an action that is none, or another constant than a text, a class or a line."""
    filters = _calls(tree, "simplefilter") + _calls(tree, "filterwarnings")
    actions = ("error", "ignore", "always", "default", "module", "once")
    known = all(call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value in actions for call in filters)
    given = (argument for call in filters for argument in (*call.args[1:], *(k.value for k in call.keywords)))
    return not known or any(isinstance(argument, ast.Constant) and type(argument.value) in (int, float) for argument in given)


def _stops_thrown(tree: ast.Module) -> bool:
    return bool(_calls(tree, "throw")) and any(_is_name(node, "StopIteration") for node in ast.walk(tree))


def _inline_frames(tree: ast.Module) -> bool:
    return _imports(tree, "traceback") and any(isinstance(n, _COMPREHENSIONS) and stays_inline(n) for n in ast.walk(tree))


def _chained_classmethod(tree: ast.Module) -> bool:
    decorated = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return any(
        [isinstance(d, ast.Name) and d.id for d in node.decorator_list][i : i + 2] == ["classmethod", "property"]
        for node in decorated
        for i in range(len(node.decorator_list))
    )


def _newer_characters(tree: ast.Module) -> bool:
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return any(is_newer_character(ord(c)) for text in texts for c in text)


def is_newer_character(point: int) -> bool:
    """Whether Unicode assigned a code point after version 14."""
    return any(first <= point <= last for first, last in UNICODE_15)


# Assigned by Unicode 15.0 and 15.1 (DerivedAge.txt), as ranges.
UNICODE_15 = (
    (0x0CF3, 0x0CF3), (0x0ECE, 0x0ECE), (0x2FFC, 0x2FFF), (0x31EF, 0x31EF), (0x10EFD, 0x10EFF), (0x1123F, 0x11241), (0x11B00, 0x11B09),
    (0x11F00, 0x11F10), (0x11F12, 0x11F3A), (0x11F3E, 0x11F59), (0x1342F, 0x1342F), (0x13439, 0x13455), (0x1B132, 0x1B132),
    (0x1B155, 0x1B155), (0x1D2C0, 0x1D2D3), (0x1DF25, 0x1DF2A), (0x1E030, 0x1E06D), (0x1E08F, 0x1E08F), (0x1E4D0, 0x1E4F9),
    (0x1F6DC, 0x1F6DC), (0x1F774, 0x1F776), (0x1F77B, 0x1F77F), (0x1F7D9, 0x1F7D9), (0x1FA75, 0x1FA77), (0x1FA87, 0x1FA88),
    (0x1FAAD, 0x1FAAF), (0x1FABB, 0x1FABD), (0x1FABF, 0x1FABF), (0x1FACE, 0x1FACF), (0x1FADA, 0x1FADB), (0x1FAE8, 0x1FAE8),
    (0x1FAF7, 0x1FAF8), (0x2B739, 0x2B739), (0x2EBF0, 0x2EE5D), (0x31350, 0x323AF),
)  # fmt: skip


_ASKED_OF_ITEMS = frozenset(("__next__", "__iter__", "__getitem__", "__hash__", "__eq__"))


def _subsets_by_items(tree: ast.Module) -> bool:
    """Whether something is asked for `issubset` in a body in which code, or an error, may show which items it takes."""
    nodes = list(ast.walk(tree))
    if not any(isinstance(node, ast.Attribute) and node.attr == "issubset" for node in nodes):
        return False
    shows = ast.GeneratorExp | ast.Yield | ast.YieldFrom
    defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    lazy = any(_calls(tree, name) for name in ("map", "filter", "iter"))
    displays = [item for node in nodes if isinstance(node, ast.List | ast.Tuple) for item in node.elts]
    unhashable = any(isinstance(item, ast.List | ast.Dict | ast.Set) for item in displays)
    return lazy or unhashable or not defined.isdisjoint(_ASKED_OF_ITEMS) or any(isinstance(node, shows) for node in nodes)


def _sets_with_items(tree: ast.Module) -> bool:
    """Whether some class below a set says what its items are."""
    sets = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and any(ast.unparse(b) in ("set", "frozenset") for b in n.bases)]
    return any(isinstance(s, ast.FunctionDef) and s.name == "__iter__" for n in sets for s in n.body)


def _html_parser(tree: ast.Module) -> bool:
    return _imports(tree, "html.parser")


_EFFECTS = (ast.AugAssign, ast.Expr, ast.Global, ast.Nonlocal, ast.Raise)


def _comparisons_seen(tree: ast.Module) -> bool:
    """Whether a function by which a sort compares does more than compare."""
    keys = {arg.id for call in _calls(tree, "cmp_to_key") for arg in call.args if isinstance(arg, ast.Name)}
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name in {"__lt__", *keys}]
    return any(isinstance(n, _EFFECTS) for function in functions for n in ast.walk(function)) and any(
        bool(_calls(tree, name)) for name in ("sort", "sorted", "nlargest", "nsmallest")
    )


def _calls_of_enums(tree: ast.Module) -> bool:
    """Calls of an enum of the body with several values."""
    classes = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    enums = {c.name for c in classes if any(ast.unparse(b).endswith(("Enum", "Flag")) for b in c.bases)}
    return any(len(call.args) > 1 for name in enums for call in _calls(tree, name))


_COUNTED = frozenset("__eq__ __ne__ __lt__ __le__ __gt__ __ge__ __str__ __repr__".split())


def _ends_of_recursion(tree: ast.Module) -> bool:
    nodes = list(ast.walk(tree))
    named = any(isinstance(node, ast.Name) and node.id == "RecursionError" for node in nodes)
    return named and any(isinstance(node, ast.FunctionDef) and node.name in _COUNTED for node in nodes)


GAPS = (
    Gap("`functools.WRAPPER_ASSIGNMENTS` names `__type_params__` since Python 3.12", "PEP 695",
        "import functools\nresult = list(functools.WRAPPER_ASSIGNMENTS)", _wrapper_assignments),
    Gap("some library classes have other texts for readers since Python 3.12 and 3.13", "by comparison",
        "result = complex.__doc__", _texts_for_readers),
    Gap("enums with a data type of several fields show and look up their values otherwise since Python 3.12", "gh-93910",
        "from datetime import date\nfrom enum import Enum\nclass C(date, Enum):\n    A = 2013, 1, 1\nresult = repr(C.A)", _mixed_enums),
    Gap("the repr of a subclass of `partial` names its module since Python 3.13", "by comparison",
        "from functools import partial\nclass P(partial): pass\nresult = repr(P(int))", _partial_subclasses),
    Gap("a property that a call makes is named by its function since Python 3.13", "gh-101860",
        "class C:\n    x = property(lambda self: 1)\nC().x = 2", _called_properties),
    Gap("queries of URLs take more separators since Python 3.13", "by comparison",
        "from urllib.parse import parse_qs\nresult = parse_qs(b'a=b', separator=1)", _queries_of_bytes),
    Gap("`replace` of a string takes `count` by name since Python 3.13", "gh-106487",
        "result = 'aa'.replace('a', 'b', count=1)", _keyword("replace", "count", 2)),
    Gap("filters of warnings that cannot be are other errors since Python 3.13", "by comparison",
        "import warnings\nwarnings.simplefilter('what')", _wrong_filters),
    Gap("a StopIteration that is thrown into a generator that has not begun leaves it since Python 3.12", "by comparison",
        "def g():\n    yield 1\ng().throw(StopIteration(1))", _stops_thrown),
    Gap("sorting compares items that begin backward more often since Python 3.13", "gh-116938",
        "seen = []\nclass C:\n    def __init__(self, v): self.v = v\n    def __lt__(self, other):\n        seen.append(1)\n"
        "        return self.v < other.v\nsorted([C(3), C(1), C(2)])\nresult = len(seen)", _comparisons_seen),
    Gap("an enum with members that is called with several values looks for their tuple since Python 3.12", "by comparison",
        "from enum import Enum\nclass C(Enum):\n    A = 1\nC('b', 2)", _calls_of_enums),
    Gap("comparisons and texts of objects count no more beside the methods they call since Python 3.12", "by comparison",
        "class C:\n    def __eq__(self, other): return self == other\ntry:\n    C() == 1\nexcept RecursionError as e:\n    result = str(e)",
        _ends_of_recursion),
    Gap("`splitlines` takes any object since Python 3.12", "by comparison", "result = 'a'.splitlines(None)", _none_for_flag),
    Gap("`nextafter` takes `steps` since Python 3.12", "gh-94906", "import math\nresult = math.nextafter(1, 2, steps=2)",
        _keyword("nextafter", "steps")),
    Gap("an indented JSON object of which all keys are skipped is `{}` since Python 3.13", "by comparison",
        "import json\nresult = json.dumps({(): 1}, skipkeys=True, indent=2)", _skipped_keys),
    Gap("csv quotes line ends otherwise, and refuses more dialects, since Python 3.13", "by comparison; gh-113796",
        "import csv, io\nout = io.StringIO()\ncsv.writer(out, lineterminator='\\n').writerow(['a\\rb'])\nresult = out.getvalue()",
        _csv_characters),
    Gap("csv reads a field that begins with the escape character as a number, where it reads numbers, since Python 3.13", "by comparison",
        "import csv\nresult = list(csv.reader(['\\\\1,2'], quoting=csv.QUOTE_NONNUMERIC, escapechar='\\\\'))", _csv_numbers),
    Gap("powers of complex numbers are rounded otherwise since Python 3.13", "by comparison",
        "result = (3 + 4j) ** (1.5 - 2.25j)", _complex_powers),
    Gap("the error of assigning what is no iterable to a slice with a computed step has another text since Python 3.13", "by comparison",
        "x = [1]\nx[0:1:2 - 1] = 5", _computed_step),
    Gap("`html.parser` reads markup that is not finished, and declarations in brackets, otherwise since Python 3.13.4", "gh-135661",
        "from html.parser import HTMLParser\nseen = []\nclass P(HTMLParser):\n    unknown_decl = seen.append\nP().feed('<![if a]>')\n"
        "result = seen", _html_parser),
    Gap("`reverse` of a sort is anything with a truth since Python 3.13, an int before", "by comparison",
        "result = sorted([1, 2], reverse=None)", _reversed_by_others),
    Gap("`argparse` gives arguments to positionals otherwise since Python 3.13.1", "gh-59317, gh-72795",
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('name')\np.add_argument('-v', action='store_true')\n"
        "p.add_argument('rest', nargs='*')\nresult = str(p.parse_known_args('bob -v x'.split()))",
        lambda tree: _imports(tree, "argparse")),
    Gap("`ipaddress` shows addresses that stand for those of version 4, and tells which are private, otherwise since Python 3.13",
        "gh-87799, gh-113171", "import ipaddress\nresult = str(ipaddress.ip_address('::ffff:1.2.3.4'))",
        lambda tree: _imports(tree, "ipaddress")),
    Gap("`strftime` knows `%:z` since Python 3.12", "gh-95299",
        "import datetime\nresult = datetime.time(1, tzinfo=datetime.timezone.utc).strftime('%:z')", _colon_zone),
    Gap("`strptime` checks and computes ISO weeks otherwise since Python 3.13", "by comparison",
        "import datetime\nresult = datetime.datetime.strptime('2020 5', '%G %j')", _iso_directives),
    Gap("`strptime` refuses what is no directive with another text, and takes `%O` and `%E`, since Python 3.13", "by comparison",
        "import datetime\nresult = datetime.datetime.strptime('x', '%.')", _odd_directives),
    Gap("3.11 has no such name in the module", "What's New in 3.12 and 3.13",
        "import calendar\nresult = calendar.Month", _names(_NEWER_NAMES)),
    Gap("newer versions have no such name in the module", "What's New in 3.12 and 3.13", "import re\nresult = re.TEMPLATE",
        _names(_OLDER_NAMES)),
    Gap("a comprehension with `:=` has no frame of its own in tracebacks since Python 3.12", "PEP 709",
        "import traceback\nresult = [y := x for x in 'ab']", _inline_frames),
    Gap("the repr of a set of a class does not ask its `__iter__` since Python 3.13", "by comparison",
        "class S(set):\n    def __iter__(self): return iter('x')\nresult = repr(S([1]))", _sets_with_items),
    Gap("`issubset` takes no more items than it must since Python 3.12", "by comparison",
        "seen = []\nresult = [{1}.issubset(seen.append(x) or x for x in (1, 2)), seen]", _subsets_by_items),
    Gap("`pprint` shows an OrderedDict as a dict since Python 3.12", "by comparison",
        "import pprint\nfrom collections import OrderedDict\nresult = pprint.pformat(OrderedDict(a=1), width=1)", _ordered_dicts_printed),
    Gap("namespaces of classes hold `__firstlineno__` and `__static_attributes__` since Python 3.13", "What's New in 3.13",
        "class M(type):\n    def __new__(m, n, b, ns):\n        return type.__new__(m, n, b, dict(ns))", _class_namespaces),
    Gap("a width or precision beyond 64 bits in the format of a Decimal has another text since Python 3.13", "by comparison",
        "from decimal import Decimal\nresult = format(Decimal(1), '99999999999999999999')", _huge_format),
    Gap("a classmethod no longer makes a property of the class in Python 3.13", "gh-89519",
        "class C:\n    @classmethod\n    @property\n    def x(cls): return 1\nresult = C.x", _chained_classmethod),
    Gap("characters that Unicode assigned after version 14 have other properties since Python 3.12", "What's New in 3.12",
        "result = '\U0001fae8'.isprintable()", _newer_characters),
)  # fmt: skip
