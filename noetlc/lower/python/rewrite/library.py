"""Library modules written in Python: what a body uses of them is spliced into the body before lowering.

Example: `from itertools import chain as c` and a use of `c` add the definition of `itertools.chain` in front of the body under
the name `1itertools_chain`, which no body can spell, and the use refers to it. Names that library code uses come along. The
nodes have line 0: an error inside keeps the line of the body that led there, as with CPython's own modules.
"""

from __future__ import annotations

import ast
import builtins
import copy
import re
from collections.abc import Iterable

from noetlc.frontend import syntax
from noetlc.lower.python.facts.features import NUMBERS
from noetlc.lower.python.facts.full_names import full_name
from noetlc.lower.python.facts.refused import Refused
from noetlc.lower.python.facts.scope import Scopes
from noetlc.lower.python.rewrite.ancestors import base_texts, with_ancestors
from noetlc.lower.python.rewrite.bytes_patterns import has_bytes_pattern
from noetlc.lower.python.rewrite.callable_classes import seen_classes
from noetlc.lower.python.rewrite.character_names import named_character
from noetlc.lower.python.rewrite.class_annotations import names_annotations
from noetlc.lower.python.rewrite.lacking import leave_lacking, refuse_inner_parts, refuse_lacking
from noetlc.lower.python.rewrite.library_members import TESTS, abstract_classes, is_library_builtin, prints_to
from noetlc.lower.python.rewrite.library_names import COPYING, GENERATOR_MANAGER, MODULE_VALUES, TYPED
from noetlc.lower.python.rewrite.library_resumed import resume
from noetlc.lower.python.rewrite.library_source import has_other_order, linked, mark_abstract, modules, source, spelled
from noetlc.lower.python.rewrite.library_stops import carry_stops
from noetlc.lower.python.rewrite.library_uses import Uses
from noetlc.lower.python.rewrite.read_at_once import read_at_once
from noetlc.lower.python.rewrite.zones import choose_zones
from noetlc.primitives.modules import APART, RECORDS

_OF_ORIGIN = ("__name__", "__qualname__", "__doc__", "__wrapped__")


def link_library(tree: ast.Module, in_function: bool, predefined: frozenset[str]) -> None:
    """Splices the library definitions a body uses into it, in place; `in_function` if the body is run as a function, `predefined` are
    the modules it need not import."""
    _choose_copy(tree)
    _choose_logging(tree)
    choose_zones(tree)
    if not any(_names_library(n, predefined) for n in syntax.walk(tree)):
        return
    user = Uses(Scopes(tree, in_function, frozenset()), predefined)
    if _may_use_abstract(tree):
        trial = copy.deepcopy(tree)
        tried = Uses(Scopes(trial, in_function, frozenset()), predefined)
        tried.visit(trial)
        user.by_class = any(_is_abstract(module, name) for module, name in tried.needed)
        user.by_class |= _registers(user, tree)
    several = any(isinstance(n, ast.ClassDef) and len(n.bases) > 1 for n in syntax.walk(tree))
    user.by_order = user.by_class or several or any(_imports(n, NUMBERS) for n in syntax.walk(tree))
    user.exact = any(_imports(n, module) for n in syntax.walk(tree) for module in ("decimal", "fractions"))
    user.decorating = any(_imports(n, "contextlib") for n in syntax.walk(tree)) and _decorates(tree)
    user.named = any(map(_asks_name, syntax.walk(tree)))
    user.seen = seen_classes(tree)
    user.bytes_patterns = has_bytes_pattern(tree)
    user.visit(tree)
    read_at_once(tree, user.needed)
    _refuse_patterns(tree, user.needed)
    used = {module for module, _ in user.needed}
    _refuse_apart(tree, used)
    lacking = refuse_lacking(tree, used)
    refuse_inner_parts(tree, user.needed)
    rational = _FRACTION in user.needed and any(map(_asks_order, syntax.walk(tree)))
    if rational:
        user.needed = {_RATIONAL: None, **user.needed}
    _refuse_orders(tree, user.needed)
    if (RECORDS, "StreamHandler") in user.needed and ("contextlib", "redirect_stderr") in user.needed:
        raise Refused(tree.body[0], "handlers of logs in a body that redirects sys.stderr", "Give the handler a stream.")
    words = spelled(tree)
    definitions = linked(user.needed, words)
    leave_lacking(definitions, lacking)
    if rational:
        next(s for s in definitions if isinstance(s, ast.ClassDef) and s.name == full_name(*_FRACTION)).bases = [_name_of(_RATIONAL)]
    if ("unicodedata", "lookup") in user.needed:
        _name_characters(definitions, tree)
    definitions = resume(definitions, tree, user.needed, words)
    carry_stops(definitions, tree)
    if any(map(names_annotations, syntax.walk(tree))):
        _copy_annotations(definitions)
    if "type" in words.operators or "__class__" in words.attributes:
        mark_abstract(definitions)
    future = [s for s in tree.body if isinstance(s, ast.ImportFrom) and s.module == "__future__"]
    rest = [s for s in tree.body if s not in future]
    tree.body = [*future, *definitions, *rest]


def _imports(node: ast.AST, module: str) -> bool:
    named = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module] if isinstance(node, ast.ImportFrom) else []
    return module in named


def _decorates(tree: ast.Module) -> bool:
    """Whether a decorator may be a call of a function that `contextmanager` made, or a body names the class of managers."""
    if any(GENERATOR_MANAGER in (getattr(n, "name", ""), getattr(n, "attr", "")) for n in syntax.walk(tree)):
        return True
    functions = [n for n in syntax.walk(tree) if isinstance(n, ast.FunctionDef)]
    made = {f.name for f in functions if any(ast.unparse(d).endswith("contextmanager") for d in f.decorator_list)}
    decorators = [d for f in functions for d in f.decorator_list if isinstance(d, ast.Call)]
    calls = [n.func for n in syntax.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Call)] if made else []
    return any(getattr(d.func, "id", getattr(d.func, "attr", "")) in made for d in [*decorators, *calls])


def _asks_name(node: ast.AST) -> bool:
    """Whether a function may be asked for its name, text or origin: not where it is a class that is asked."""
    if isinstance(node, ast.Attribute) and node.attr in _OF_ORIGIN:
        return ast.unparse(node.value) not in ("self", "cls") and not ast.unparse(node.value).endswith((")", ".__class__"))
    return isinstance(node, ast.Constant) and node.value in _OF_ORIGIN


def _choose_copy(tree: ast.Module) -> None:
    """Lets imports of `copy` mean `copy.protocol`, in place, where some class of the body, or a module that is a value, tells how it is
    copied."""
    methods = {n.name for n in syntax.walk(tree) if isinstance(n, ast.FunctionDef)}
    asked = not methods.isdisjoint(_COPIED_BY) or any(_imports(n, MODULE_VALUES) or _makes_itself(n) for n in syntax.walk(tree))
    for node in syntax.walk(tree) if asked else ():
        if isinstance(node, ast.ImportFrom) and node.module == "copy" and not node.level:
            node.module = COPYING
        for alias in node.names if isinstance(node, ast.Import) else ():
            if alias.name == "copy":
                alias.name, alias.asname = COPYING, alias.asname or "copy"


def _makes_itself(node: ast.AST) -> bool:
    """Whether a class that derives from no built-in one has a `__new__`, which copies ask."""
    if not isinstance(node, ast.ClassDef) or any(hasattr(builtins, b) and b != "object" for b in base_texts(node)):
        return False
    return any(isinstance(s, ast.FunctionDef) and s.name == "__new__" for s in node.body)


def _choose_logging(tree: ast.Module) -> None:
    """Lets imports of `logging` mean `logging.records`, in place, where a body names handlers, filters or formats."""
    imports = [n for n in syntax.walk(tree) if _imports(n, "logging")]
    if not imports or not any(_handles_records(n) for n in syntax.walk(tree)):
        return
    for node in imports:
        if isinstance(node, ast.ImportFrom) and not node.level:
            node.module = RECORDS
        for alias in node.names if isinstance(node, ast.Import) else ():
            if alias.name == "logging":
                alias.name, alias.asname = RECORDS, alias.asname or "logging"


def _handles_records(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "basicConfig":
        return any(k.arg in ("handlers", "stream") for k in node.keywords)
    if isinstance(node, ast.ImportFrom):
        return any(a.name in _OF_RECORDS for a in node.names)
    return isinstance(node, ast.Attribute) and node.attr in _OF_RECORDS


def _name_characters(definitions: list[ast.stmt], tree: ast.Module) -> None:
    """Fills the table of `unicodedata.lookup`, in place: names of characters that texts of the body spell, alone or between commas."""
    texts = {n.value for n in syntax.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    spelt = {part.strip().upper() for text in texts for part in re.split(r"[^A-Za-z0-9 -]+", text)}
    pairs = [(name, found) for name in sorted(spelt) if (found := named_character(name)) is not None]
    for stmt in definitions:
        if isinstance(stmt, ast.Assign) and ast.unparse(stmt.targets[0]) == full_name("unicodedata", "names"):
            stmt.value = ast.Dict([ast.Constant(name) for name, _ in pairs], [ast.Constant(found) for _, found in pairs])
            ast.fix_missing_locations(stmt)


def _copy_annotations(definitions: list[ast.stmt]) -> None:
    """Lets `functools.update_wrapper` copy annotations, too, in place."""
    for stmt in definitions:
        if isinstance(stmt, ast.FunctionDef) and stmt.name == full_name("functools", "update_wrapper"):
            copied = "if hasattr(wrapped, '__annotations__'):\n    wrapper.__annotations__ = wrapped.__annotations__"
            stmt.body = [*ast.parse(copied).body, *stmt.body]
            for node in syntax.walk(stmt):
                if hasattr(node, "lineno"):
                    node.lineno = 0


def _may_use_abstract(tree: ast.Module) -> bool:
    """Whether a body may use a class of `collections.abc` as a value, or register one with an abstract class."""
    names = {a.name for n in syntax.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {f"{n.module}.{a.name}" for n in syntax.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
    if "collections" in names and any(isinstance(n, ast.Attribute) and n.attr == "abc" for n in syntax.walk(tree)):
        return True
    return any(name == "abc" or name.startswith(("abc.", TESTS, TYPED)) or name == "collections.*" for name in names)


def _registers(user: Uses, tree: ast.Module) -> bool:
    """Gives abstract classes the method `register`, if the body names it, in place; returns whether there are such classes."""
    if not any(isinstance(n, ast.Attribute) and n.attr == "register" for n in syntax.walk(tree)):
        return False
    bases = ("ABC", "abc.ABC")
    classes = [n for n in syntax.walk(tree) if isinstance(n, ast.ClassDef)]
    by_name = {c.name: c for c in classes}
    metas = {c.name for c in classes if any(b.endswith("ABCMeta") for line in with_ancestors(c, by_name) for b in base_texts(line))}
    found = [
        n
        for n in classes
        if any(ast.unparse(b) in bases for b in n.bases)
        or any(k.arg == "metaclass" and (ast.unparse(k.value).endswith("ABCMeta") or ast.unparse(k.value) in metas) for k in n.keywords)
    ]
    for node in found:
        method = ast.Call(ast.Name("classmethod", ast.Load()), [user.spliced(TESTS, "registering", node)], [])
        made = ast.Assign([ast.Name("register", ast.Store())], method)
        node.body.append(ast.fix_missing_locations(ast.copy_location(made, node)))
        user.scopes.by_node[node].assigned.add("register")
    return bool(found)


def _is_abstract(module: str, name: str) -> bool:
    """Whether a member is a class of `collections.abc`, or a form of `typing` as a value that holds one."""
    if module != TYPED:
        return module == TESTS and name in abstract_classes()
    used = {n.id for n in syntax.walk(source(TYPED).definitions[name]) if isinstance(n, ast.Name)}
    return any(source(TYPED).imported.get(n, ("", ""))[0] == TESTS for n in used)


_OF_RECORDS = frozenset(
    """Filter Formatter Handler LogRecord LoggerAdapter NullHandler StreamHandler addFilter addHandler addLevelName callHandlers handlers
    hasHandlers makeLogRecord makeRecord propagate removeFilter removeHandler""".split()
)
_COPIED_BY = frozenset(("__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__getnewargs__", "__getnewargs_ex__"))
_MAPPINGS = frozenset(((TESTS, "Mapping"), (TESTS, "MutableMapping"), ("collections", "UserDict"), ("collections", "ChainMap")))
_SEQUENCES = frozenset(((TESTS, "Sequence"), (TESTS, "MutableSequence")))


def _refuse_patterns(tree: ast.Module, needed: Iterable[tuple[str, str]]) -> None:
    """Refuses patterns of mappings and sequences in bodies with classes of their own for these: they match only the built-in ones."""
    for node in syntax.walk(tree):
        if isinstance(node, ast.MatchMapping) and not _MAPPINGS.isdisjoint(needed):
            raise Refused(node, "a pattern of mappings beside other mappings than dicts", "Ask isinstance and look keys up.")
        if isinstance(node, ast.MatchSequence) and not _SEQUENCES.isdisjoint(needed):
            raise Refused(node, "a pattern of sequences beside classes of sequences", "Ask isinstance and look items up.")


_ORDERED = frozenset(("collections", "enum", "fractions", "io"))  # modules whose classes bodies derive from, or ask for their bases
_OF_ORDER = frozenset(("__mro__", "__bases__", "__base__", "1parts_mro_of"))
_FRACTION, _RATIONAL = ("fractions", "Fraction"), ("numbers", "Rational")  # the first derives from the second where bases are told


def _asks_order(node: ast.AST) -> bool:
    return getattr(node, "attr", getattr(node, "id", "")) in _OF_ORDER


def _name_of(key: tuple[str, str]) -> ast.Name:
    return ast.Name(full_name(*key), ast.Load(), lineno=0, col_offset=0, end_lineno=0, end_col_offset=0)


def _refuse_orders(tree: ast.Module, needed: Iterable[tuple[str, str]]) -> None:
    """Refuses to tell the bases of classes where one of the library has others in CPython."""
    asked = [n for n in syntax.walk(tree) if _asks_order(n)]
    told = [(module, name) for module, name in needed if module in _ORDERED and (module, name) != _FRACTION] if asked else []
    others = [(module, name) for module, name in told if has_other_order(module, name)]
    if not others:
        return
    alike = {full_name(module, name) for module, name in needed} - {full_name(module, name) for module, name in others}
    for node in asked:
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name) or node.value.id not in alike:
            raise Refused(node, f"the bases of classes beside {'.'.join(others[0])}", "Compare classes with issubclass.")


def _refuse_apart(tree: ast.Module, used: set[str]) -> None:
    """Refuses modules beside others that do not know their objects."""
    apart = frozenset[str]().union(*(APART.get(module, frozenset()) for module in used))
    for node in syntax.walk(tree) if apart else ():
        imported = (
            {a.name for a in node.names} if isinstance(node, ast.Import) else {node.module} if isinstance(node, ast.ImportFrom) else set()
        )
        if imported & apart:
            raise Refused(
                node, f"{', '.join(sorted(used & APART.keys()))} together with {', '.join(sorted(apart))}", "Compute in separate steps."
            )


def _names_library(node: ast.AST, predefined: frozenset[str]) -> bool:
    if (isinstance(node, ast.Call) and prints_to(node) is not None) or is_library_builtin(node):
        return True
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and node.value.id in predefined & modules()
    if isinstance(node, ast.Import):
        return any(a.name in modules() for a in node.names)
    return isinstance(node, ast.ImportFrom) and node.module in modules()
