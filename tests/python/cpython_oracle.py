"""CPython's own tests as an oracle: assertions extracted from the installed `test` package, run compiled.

`python -m tests.python.cpython_oracle` prints the pass rate of every file and what differs. Nothing of the package is copied: the
assertions are read when the tests run, and what an expression gives is asked of this interpreter.
"""

from __future__ import annotations

import ast
import builtins
import importlib.util
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bodies import outcomes

FILES = {
    "test_int": "", "test_float": "", "test_format": "", "test_unicode": "", "string_tests": "", "test_list": "", "list_tests": "",
    "seq_tests": "", "test_dict": "", "test_set": "", "test_slice": "", "test_tuple": "", "test_range": "", "test_bool": "",
    "test_bytes": "", "test_json": "import json", "test_re": "import re",
    "datetimetester": "from datetime import date, datetime, time, timedelta, timezone",
    "test_patma": "", "test_fstring": "", "test_generators": "", "test_scope": "", "test_builtin": "", "test_unpack_ex": "",
    "test_named_expressions": "", "test_math": "import math", "test_operator": "import operator",
    "test_itertools": "from itertools import *", "test_functools": "import functools", "test_deque": "from collections import deque",
    "test_ordered_dict": "from collections import OrderedDict", "test_collections": "from collections import namedtuple, Counter, OrderedDict",
    "test_heapq": "import heapq", "test_bisect": "import bisect", "test_copy": "import copy", "test_textwrap": "from textwrap import dedent, indent",
    "test_base64": "import base64", "test_hashlib": "import hashlib", "test_urlparse": "import urllib.parse", "test_random": "import random",
    "test_statistics": "import statistics", "test_dataclasses": "from dataclasses import dataclass, field", "test_string": "import string",
    "test_contextlib": "from contextlib import contextmanager, suppress", "test_augassign": "", "test_grammar": "", "test_decorators": "",
    "test_exceptions": "", "test_super": "", "test_descr": "", "test_with": "", "test_keywordonlyarg": "", "test_positional_only_arg": "",
    "test_extcall": "", "test_compare": "", "test_contains": "", "test_enumerate": "", "test_iter": "", "test_print": "", "test_pow": "",
    "test_long": "", "test_property": "", "test_raise": "", "test_richcmp": "", "test_sort": "", "test_strtod": "", "test_types": "",
    "test_setcomps": "", "test_listcomps": "", "test_genexps": "", "test_dictcomps": "", "test_dictviews": "", "test_opcodes": "",
    "test_funcattrs": "", "test_int_literal": "", "test_string_literals": "", "test_subclassinit": "", "test_binop": "", "test_userstring": "",
}  # fmt: skip

# names that no body has, or that are out of scope: what needs them is left out
OUT_OF_SCOPE = frozenset(
    """complex open eval exec compile globals locals vars dir __import__ id input super exit quit breakpoint help SystemExit
    KeyboardInterrupt""".split()
)
METHODS = {"loads": "json.loads", "dumps": "json.dumps", "json": "json"}
TYPE_TESTED = {"test_list": "list", "list_tests": "list", "seq_tests": "list", "test_tuple": "tuple", "test_bytes": "bytearray"}


# the order of a set of strings is unspecified
SHOWN = """
def shown(v):
    return ('set', sorted(map(repr, v))) if isinstance(v, (set, frozenset)) else v
"""


class Extractor:
    """Collects snippets of one test file: straight-line statements of a test, then an expression."""

    def __init__(self, module: str, names: set[str]) -> None:
        self.module = module
        self.names = names
        self.snippets: dict[str, None] = {}

    def file(self, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                theclass = next((s.value for s in node.body if isinstance(s, ast.Assign) and ast.unparse(s.targets[0]) == "theclass"), None)
                for part in node.body:
                    if isinstance(part, ast.FunctionDef) and part.name.startswith("test"):
                        self.test(part, theclass)

    def test(self, function: ast.FunctionDef, theclass: ast.expr | None) -> None:
        """Assertions of a test, each with the statements before it."""
        before: list[ast.stmt] = []
        for stmt in function.body:
            stmt = _Renamed(self.module, theclass).visit(stmt)
            if isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Call):
                found = list(self.assertion(stmt.value))
                for expression in found:
                    self.add(before, expression)
                if not found and self.allowed(stmt, before):
                    before.append(stmt)
            elif isinstance(stmt, ast.With) and "self." in ast.unparse(stmt.items[0]):
                for expression in self.raising(stmt):
                    self.add(before, expression)
            elif self.allowed(stmt, before):
                before.append(stmt)

    def add(self, before: list[ast.stmt], expression: ast.expr) -> None:
        if not self.allowed(expression, before) or any(isinstance(s, ast.Global) for s in before):  # snippets share a body
            return
        text = "\n".join([*(ast.unparse(s) for s in before), f"shown({ast.unparse(expression)})"])
        try:
            text.encode()
            compile(text, "snippet", "exec", dont_inherit=True)
        except (UnicodeEncodeError, SyntaxError):  # lone surrogates, or what only stands in a function
            return
        if len(text) < 2000 and '"""' not in text and all("self.assert" not in ast.unparse(s) for s in before):
            self.snippets[text] = None

    def allowed(self, node: ast.AST, before: list[ast.stmt]) -> bool:
        """True if a body could run it: every name is a builtin, of the module tested, or assigned before."""
        own = {name for s in before for name in stored_names(s)} | set(stored_names(node))
        own |= {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
                known = (hasattr(builtins, part.id) and part.id not in OUT_OF_SCOPE) or part.id in self.names or part.id in own
                if not known:
                    return False
            if isinstance(part, ast.Constant) and isinstance(part.value, complex):
                return False
            if isinstance(part, ast.Await | ast.AsyncFor | ast.AsyncFunctionDef | ast.Import | ast.ImportFrom):
                return False
        return True

    def assertion(self, call: ast.Call) -> Iterator[ast.expr]:
        """The expressions an assertion compares."""
        func = call.func
        name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
        plain = [a for a in call.args if not isinstance(a, ast.Starred)]
        if name in ("assertEqual", "assertNotEqual", "assertIs", "assertAlmostEqual", "assertEqualAndEqualType") and len(plain) >= 2:
            yield from plain[:2]
        elif name in ("assertTrue", "assertFalse", "assertIsNone") and plain:
            yield plain[0]
        elif name in ("assertIn", "assertNotIn") and len(plain) >= 2:
            yield ast.Compare(plain[0], [ast.In()], [plain[1]])
        elif name in ("assertLess", "assertGreater") and len(plain) >= 2:
            yield ast.Compare(plain[0], [ast.Lt()], [plain[1]])
        elif name == "assertRaises" and len(plain) >= 2:
            yield ast.Call(plain[1], plain[2:], call.keywords)
        elif name in ("checkequal", "checkequalnofix") and len(plain) >= 3 and isinstance(plain[2], ast.Constant):
            yield ast.Call(ast.Attribute(plain[1], str(plain[2].value), ast.Load()), plain[3:], call.keywords)
        elif name == "checkraises" and len(plain) >= 3 and isinstance(plain[2], ast.Constant):
            yield ast.Call(ast.Attribute(plain[1], str(plain[2].value), ast.Load()), plain[3:], [])
        elif name in ("testcommon", "testformat") and len(plain) >= 2:
            yield ast.BinOp(plain[0], ast.Mod(), plain[1])

    def raising(self, node: ast.With) -> Iterator[ast.expr]:
        """The expression inside `with self.assertRaises(…):`."""
        call = node.items[0].context_expr
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("self.assertRaises") and len(node.body) == 1:
            stmt = node.body[0]
            if isinstance(stmt, ast.Expr):
                yield stmt.value


LONGEST = 1 << 20  # of the texts that are compared


def beyond_64_bits(text: str, prelude: str) -> bool:
    """True if a snippet has or gives an int that no compiled body holds, or a text of many megabytes: those go to the interpreter."""
    tree = ast.parse(text)
    if any(isinstance(n, ast.Constant) and type(n.value) is int and n.value >= 1 << 63 for n in ast.walk(tree)):
        return True
    if re.search(r"' \* 2 \*\* (1[6-9]|[2-9]\d)", text):  # a text that grows to gigabytes
        return True
    *first, last = text.split("\n")
    names: dict[str, object] = {}
    try:
        exec(prelude, names)
        exec("\n".join(first), names)
        result = eval(last, names)
    except (Exception, GeneratorExit):  # an assertion may be that its snippet raises: there is no int then
        return False
    values = (result, *names.values())
    if any(isinstance(v, str | bytes) and len(v) > LONGEST for v in values):
        return True
    return any(type(v) is int and not -(1 << 63) <= v < 1 << 63 for v in values)


def stored_names(node: ast.AST) -> Iterator[str]:
    """The names that a statement binds, in functions and classes inside it too."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            yield part.id
        elif isinstance(part, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and part.name:
            yield part.name
        elif isinstance(part, ast.MatchMapping) and part.rest:
            yield part.rest


class _Renamed(ast.NodeTransformer):
    """Replaces what a test reaches through `self` by the thing tested."""

    def __init__(self, module: str, theclass: ast.expr | None) -> None:
        self.module = module
        self.theclass = theclass

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            if node.attr == "theclass" and self.theclass is not None:
                return self.theclass
            if node.attr == "type2test" and self.module in TYPE_TESTED:
                return ast.Name(TYPE_TESTED[self.module], ast.Load())
            if node.attr in METHODS and self.module == "test_json":
                return ast.parse(METHODS[node.attr], mode="eval").body
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """`self.fixtype(x)` is x."""
        self.generic_visit(node)
        if ast.unparse(node.func) == "self.fixtype" and len(node.args) == 1:
            return node.args[0]
        return node


def sources(module: str) -> list[Path]:
    """The files of a test module, none if the package is not installed."""
    spec = importlib.util.find_spec("test")
    if spec is None or not spec.submodule_search_locations:
        return []
    folder = Path(next(iter(spec.submodule_search_locations)))
    path = folder / module
    return sorted(path.glob("test_*.py")) if path.is_dir() else [f for f in (folder / f"{module}.py",) if f.exists()]


def known_names(prelude: str) -> set[str]:
    """The names that the import of a prelude binds."""
    found: dict[str, object] = {}
    exec(prelude, found)
    return {n for n in found if not n.startswith("__")}


def snippets(module: str) -> list[str]:
    """The snippets of a test module."""
    names = known_names(FILES[module])
    extractor = Extractor(module, names)
    for path in sources(module):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            extractor.file(ast.parse(path.read_text(encoding="utf-8")))
    return list(extractor.snippets)


def run(module: str, limit: int | None = None) -> tuple[Counter[str], list[str]]:
    """How many snippets of a module are equal, differ, are refused or overflow, and the texts of those that differ."""
    counts: Counter[str] = Counter()
    texts: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = snippets(module)
        inside = [s for s in found if not beyond_64_bits(s, FILES[module] + SHOWN)]
        counts["beyond 64 bits"] = len(found) - len(inside)
        for snippet, kind, detail in outcomes(inside[:limit], FILES[module] + SHOWN):
            counts[kind] += 1
            if kind in ("differs", "refused", "defect"):
                shown = snippet.replace("\n", "; ")
                texts.append(f"{kind}: {shown}: {detail}")
    return counts, texts


def main() -> int:
    for module in sys.argv[1:] or FILES:
        counts, texts = run(module)
        print(f"{module}: {sum(counts.values())} assertions, {dict(counts)}", flush=True)
        for text in texts:
            print("   ", text[:1500].encode("ascii", "backslashreplace").decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
