"""Every parameter that takes a function, given every kind of callable: the module and CPython do the same.

The parameters are read from the primitive tables and the library's sources, so that a new one without a case fails.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from bodies import outcomes

import noetlc.library
from noetlc.lower.python.rewrite.library_members import exported
from noetlc.primitives.model import Primitive
from noetlc.primitives.modules import FUNCTIONS, LIBRARY_METHODS, TAGS
from noetlc.primitives.python_builtins import SORT_VALUE, VALUE_FORMS

PRELUDE = """
import collections, contextlib, contextvars, dataclasses, difflib, functools, heapq, itertools, json, operator, re, io, threading, types, warnings
import weakref
class Box:
    def __init__(self, *a):
        self.a = a
    def __call__(self, *a):
        return f"called{a}"
    def method(self, *a):
        return f"method{a}"
    def __repr__(self):
        return f"Box{self.a}"
def named(*a):
    return f"named{a}"
def closure(text):
    def inner(*a):
        return f"{text}{a}"
    return inner
def field_of(made):
    @dataclasses.dataclass
    class Data:
        x: object = dataclasses.field(default_factory=made)
    return Data().x
def held(f):
    with contextlib.ExitStack() as stack:
        stack.callback(f, 1)
    return 0
def waited(f):
    with threading.Condition() as condition:
        return condition.wait_for(f, 0)
class Cached:
    def __init__(self, f):
        self.f = f
box = Box()
kinds = [lambda *a: repr(a), named, closure("inner"), repr, len, str, list, Box, box, box.method, "{}".format, functools.partial(named, 0),
         functools.partial(max, 1), None, 5]
def each(call):
    found = []
    for f in kinds:
        try:
            found.append(repr(call(f)))
        except Exception as e:
            found.append(type(e).__name__ + ": " + str(e))
    return found
"""

# the same callables written in the call itself, where the compiler may see what they are
WRITTEN = (
    "lambda *a: repr(a)",
    "lambda v: v",
    "named",
    "closure('c')",
    "repr",
    "str",
    "Box",
    "box",
    "box.method",
    "functools.partial(named, 0)",
)

TEXTS = "['bb', 'a', 'ccc']"

# parameter -> an expression that passes it the function F; those of methods stand under the name of their class
CASES = {
    "filter.function": f"list(filter(F, {TEXTS}))",
    "map.function": f"list(map(F, {TEXTS})), list(map(F, {TEXTS}, 'xyz'))",
    "max.key": f"max({TEXTS}, key=F), max('b', 'a', key=F), max([], key=F, default=0)",
    "min.key": f"min({TEXTS}, key=F), min(*{TEXTS}, key=F)",
    "sorted.key": f"sorted({TEXTS}, key=F), sorted({TEXTS}, key=F, reverse=True)",
    "list.sort.key": f"(x := {TEXTS}, x.sort(key=F), x)",
    "re.sub.repl": "re.sub('a|b', F, 'xaybz'), re.sub('a', F, 'aaa', 2), re.sub(pattern='a', repl=F, string='bab'), re.sub('q', F, 'b')",
    "re.subn.repl": "re.subn('a|b', F, 'xaybz'), re.subn('a', F, 'aaa', count=2)",
    "Pattern.sub.repl": "re.compile('a|b').sub(F, 'xaybz'), re.compile('a').sub(F, 'aaa', 1)",
    "Pattern.subn.repl": "re.compile('a|b').subn(F, 'xaybz')",
    "json.dumps.default": "json.dumps([{1}, 'x'], default=F), json.dumps({'k': {1}}, **{'default': F, 'indent': 1})",
    "heapq.nsmallest.key": f"heapq.nsmallest(2, {TEXTS}, key=F), heapq.nsmallest(2, {TEXTS}, F)",
    "heapq.nlargest.key": f"heapq.nlargest(2, {TEXTS}, key=F)",
    "heapq.merge.key": "list(heapq.merge(['a', 'c'], ['b'], key=F))",
    "functools.reduce.function": f"functools.reduce(F, {TEXTS}), functools.reduce(F, {TEXTS}, 'z')",
    "functools.partial.func": "functools.partial(F, 1)(), functools.partial(F)(2)",
    "functools.cmp_to_key.function": f"sorted({TEXTS}, key=functools.cmp_to_key(F))",
    "functools.cached_property.__init__.func": "functools.cached_property(F).attrname",
    "functools.singledispatch.func": "functools.singledispatch(F)(1)",
    "functools.cache.user_function": "functools.cache(F)(1), functools.lru_cache(F)(1), functools.lru_cache(maxsize=2)(F)(1)",
    "itertools.accumulate.func": f"list(itertools.accumulate({TEXTS}, F)), list(itertools.accumulate({TEXTS}, func=F, initial='i'))",
    "itertools.dropwhile.predicate": f"list(itertools.dropwhile(F, {TEXTS}))",
    "itertools.takewhile.predicate": f"list(itertools.takewhile(F, {TEXTS}))",
    "itertools.filterfalse.predicate": f"list(itertools.filterfalse(F, {TEXTS}))",
    "itertools.groupby.key": f"[(k, list(g)) for k, g in itertools.groupby({TEXTS}, F)]",
    "itertools.starmap.function": "list(itertools.starmap(F, [(1,), (2,)]))",
    "contextlib.contextmanager.function": "contextlib.contextmanager(F)(1) is None",
    "contextlib.asynccontextmanager.func": "contextlib.asynccontextmanager(F)(1) is None",
    "contextlib._BaseExitStack.callback.callback": "held(F)",
    "contextlib.AsyncExitStack.callback.callback": "contextlib.AsyncExitStack().callback(F, 1) is None",
    "contextlib.AsyncExitStack.push_async_callback.callback": "contextlib.AsyncExitStack().push_async_callback(F, 1) is None",
    "dataclasses.field.default_factory": "field_of(F)",
    "collections.defaultdict.default_factory": "(d := collections.defaultdict(F), d['x'], list(d.items()))[1:]",
    "json.load.object_hook": 'json.load(io.StringIO(\'{"a": {"b": 1}}\'), object_hook=F)',
    "json.loads.object_hook": 'json.loads(\'[{"a": {"b": 1}}]\', object_hook=F)',
    "json.JSONEncoder.default": "json.JSONEncoder(default=F).encode([{1}])",
    "operator.call.obj": "operator.call(F, 1), operator.call(F)",
    "difflib.diff_bytes.dfunc": "list(difflib.diff_bytes(F, [b'a'], [b'b'], b'x', b'y'))",
    "types.coroutine.func": "types.coroutine(F)(1)",
    "types.new_class.exec_body": "types.new_class('Made', (), None, F).__name__",
    "contextvars.Context.run.callable": "contextvars.Context().run(F, 1), contextvars.copy_context().run(F)",
    "threading.Condition.wait_for.predicate": "waited(F)",
    "warnings.warn.category": "warnings.warn('x', F)",
    "weakref.proxy.callback": "weakref.proxy(box, F) is None",
    "weakref.finalize.func": "weakref.finalize(box, F).detach() is None",
    "iter.object": "list(itertools.islice(iter(F, 'never'), 2))",
}

# parameters of these names take functions; `default` does in `json.dumps` alone, `key` not where it is looked up
NAMES = frozenset("function func key repl predicate callback factory default_factory object_hook user_function".split())


def of_primitive(name: str, primitive: Primitive) -> Iterator[str]:
    for param in primitive.params:
        if (param.name in NAMES and not name.startswith(("hashlib.", "hmac.", "os.", "sys."))) or (name, param.name) == ("json.dumps", "default"):
            yield f"{name}.{param.name}"


def of_source(module: str, tree: ast.AST) -> Iterator[str]:
    """The public definitions of a library module whose parameters are called, or have such names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from of_source(f"{module}.{node.name}", node)
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            called = {c.func.id for c in ast.walk(node) if isinstance(c, ast.Call) and isinstance(c.func, ast.Name)}
            every = {a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)} - {"cls", "self"}
            yield from (f"{module}.{node.name}.{name}" for name in sorted(every & (called | NAMES - {"key"})))


def taken() -> Iterator[str]:
    """The parameters that the tables and the library have."""
    for name, primitive in {**VALUE_FORMS, **FUNCTIONS, "list.sort": SORT_VALUE}.items():
        yield from of_primitive(name, primitive)
    for name, by_tag in LIBRARY_METHODS.items():
        for tag, primitive in by_tag.items():
            owner = next(cls for cls, known in TAGS.items() if known == tag)
            if owner not in ("dict", "environ") and not name.startswith("__"):  # whose keys are looked up
                yield from of_primitive(f"{owner}.{name}", primitive)
    folder = Path(str(noetlc.library.__file__)).parent
    for file in sorted(folder.glob("[a-z]*.py")):
        if file.stem == "abc":  # which marks functions and calls none
            continue
        tree = ast.parse(file.read_text())
        public = [n for n in tree.body if getattr(n, "name", "") in exported(file.stem)]
        yield from of_source(file.stem.removesuffix(".managers"), ast.Module(public, []))


def test_every_parameter_has_a_case() -> None:
    missing = {name for name in taken() if name not in CASES}
    assert missing == set()


# Cases that may be left: wrappers take attributes from what they wrap, and not every callable has them in compiled form;
# what asks when an object dies, or another thread, always is
ASKING = frozenset({"weakref.proxy.callback", "weakref.finalize.func", "threading.Condition.wait_for.predicate"})
WRAPPERS = ASKING | frozenset({"functools.singledispatch.func", "functools.cache.user_function", "contextlib.contextmanager.function"}) | {"contextlib.asynccontextmanager.func"}


def test_callables() -> None:
    cases = {f"each(lambda f: ({case.replace('F', 'f')}))": name for name, case in CASES.items()}
    cases |= {case.replace("F", f"({written})"): name for name, case in CASES.items() for written in WRITTEN}
    wrong = [
        f"{snippet}: {kind}: {detail}"
        for snippet, kind, detail in outcomes(list(cases), PRELUDE)
        if kind != "equal" and not (kind == "overflow" and cases[snippet] in WRAPPERS)
    ]
    assert wrong == []
