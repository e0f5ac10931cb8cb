"""Templates: parsing, caching, and evaluation against a scope of names."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from jinja2 import TemplateSyntaxError, nodes
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.utils import concat, missing

from noetlc.interp import semantics as sem
from noetlc.interp.filters import call_filter, is_filter
from noetlc.interp.limits import widened
from noetlc.interp.methods import FUNCTIONS, call_method
from noetlc.interp.printing import MAX_TEXT, text
from noetlc.interp.template_branches import TemplateBranch, mark_branches
from noetlc.interp.template_code import Dialect, Generator, hidden, shown
from noetlc.interp.value_tests import call_test
from noetlc.interp.values import UNDEFINED, Namespace, TemplateError, Undefined

UNREADABLE = "the template cannot be parsed"  # validation says why (W06)
MAX_CALLS = 200  # nesting of macro and recursive loop calls
MISSING: Any = missing  # what `Names.find` answers for a name that is not bound


Hits = defaultdict[int, int]  # its keys are the branches that ran


class Names(Protocol):
    """Where a template's names come from."""

    def find(self, name: str) -> object:
        """The value of `name`, or `MISSING`."""


class _Scope(Context):
    """jinja2's context over our names."""

    names: Names
    hits: Hits | None

    def resolve_or_missing(self, key: str) -> Any:
        if key in self.vars:
            return self.vars[key]
        return self.names.find(shown(key))


class _Runtime:
    """What generated code calls. Every method that can raise takes the offset of its place first."""

    def __init__(self) -> None:
        self._local = threading.local()

    def op(self, place: int, function: Callable[..., object], *operands: object) -> object:
        try:
            return function(*operands)
        except TemplateError as error:
            error.offset = place if error.offset is None else error.offset
            raise

    def text(self, place: int, value: object) -> str:
        return value if isinstance(value, str) else str(self.op(place, text, value))

    def fail(self, place: int, message: str) -> object:
        raise TemplateError(message, place)

    def map(self, place: int, pairs: list[tuple[object, object]]) -> object:
        result: dict[str, object] = {}
        for key, value in pairs:
            if not isinstance(key, str):
                raise TemplateError("a map key must be a string", place)
            result[key] = value
        return result

    def look(self, obj: object, key: object) -> object:
        return _loop_field(obj, key) if isinstance(obj, LoopContext) else sem.look(obj, key)

    def look_dotted(self, obj: object, digits: str) -> object:
        return sem.look_dotted(obj, digits)

    def filter(self, place: int, name: str, value: object, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        return self.op(place, call_filter, name, value, args, kwargs)

    def test(self, place: int, name: str, value: object, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        return self.op(place, call_test, name, value, args, kwargs, is_filter)

    def call_name(self, place: int, name: str, bound: object, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        if isinstance(bound, Undefined) and name in FUNCTIONS:
            return self.op(place, FUNCTIONS[name], args, kwargs)
        if name in FUNCTIONS and not isinstance(bound, (Macro, LoopContext)):
            raise TemplateError(f"{name} is not a function here", place)
        if not isinstance(bound, (Macro, LoopContext)):
            raise TemplateError(f"unknown function {name}", place)
        return self.call(place, bound, args, kwargs)

    def call_method(self, place: int, name: object, obj: object, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        if isinstance(obj, LoopContext):
            return self.op(place, _call_loop_method, obj, name, args, kwargs)
        found = self.look(obj, name)
        if isinstance(found, (Macro, LoopContext)):
            return self.call(place, found, args, kwargs)
        return self.op(place, call_method, obj, name, args, kwargs, not isinstance(found, Undefined))

    def call(self, place: int, callee: object, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        if not isinstance(callee, (Macro, LoopContext)):
            raise TemplateError("this value cannot be called", place)
        depth = getattr(self._local, "depth", 0)
        if depth >= MAX_CALLS:
            raise TemplateError("calls are nested too deep", place)
        self._local.depth = depth + 1
        try:
            if isinstance(callee, Macro):
                return _call_macro(callee, place, args, kwargs)
            return self._call_loop(callee, place, args, kwargs)
        finally:
            self._local.depth = depth

    def _call_loop(self, loop: LoopContext, place: int, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        if kwargs or len(args) != 1 or loop._recurse is None:
            raise TemplateError("loop(…) takes one argument, in a recursive loop", place)
        return loop(self.op(place, sem.iterate, args[0]))  # type: ignore[arg-type]


def _call_macro(macro: Macro, place: int, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
    names = [hidden(key) for key in kwargs]
    if len(args) > len(macro.arguments) or any(name not in macro.arguments[len(args) :] for name in names):
        raise TemplateError(f"wrong arguments for the macro {shown(macro.name)}", place)
    return macro(*args, **dict(zip(names, kwargs.values(), strict=True)))


_LOOP_FIELDS = frozenset(
    ("index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0", "previtem", "nextitem")
)


def _loop_field(loop: LoopContext, key: object) -> object:
    if isinstance(key, str) and key in _LOOP_FIELDS:
        return _pair_as_list(getattr(loop, key))
    return UNDEFINED


def _pair_as_list(item: object) -> object:
    """The items of a loop with `if` that unpacks are tuples to jinja2, which the language does not have."""
    return [_pair_as_list(part) for part in item] if isinstance(item, tuple) else item


def _call_loop_method(loop: LoopContext, name: object, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
    if kwargs or name not in ("cycle", "changed") or (name == "cycle" and not args):
        raise TemplateError(f"loop has no method {name} for these arguments")
    if name == "cycle":
        return args[loop.index0 % len(args)]
    return loop.changed(*args)


_RUNTIME = _Runtime()
_DIALECT = Dialect()
_DIALECT.undefined = lambda *_args, **_kwargs: UNDEFINED  # type: ignore[assignment]


class _Code:
    """The compiled function of a template and the map from its lines to offsets."""

    def __init__(self, tree: nodes.Template, native: bool) -> None:
        generator = Generator(_DIALECT, None, None, optimized=False)
        generator.native = native
        generator.visit(tree)
        source: Any = generator.stream
        self._lines = [(int(code), int(offset)) for offset, code in generator.debug_info]
        module: dict[str, Any] = {"environment": _DIALECT}
        exec(compile(source.getvalue(), "<template>", "exec"), module)
        module.update(rt=_RUNTIME, sem=sem, cmp=sem.COMPARISONS, UNDEFINED=UNDEFINED, Namespace=Namespace)
        self._root = module["root"]

    def run(self, names: Names, hits: Hits | None = None) -> list[Any]:
        """The values the template yields. Raises `TemplateError` only."""
        scope = _Scope(_DIALECT, {}, None, {})
        scope.names, scope.hits = names, hits
        try:
            with widened():
                return list(self._root(scope))
        except TemplateError:
            raise
        except RecursionError as error:
            raise TemplateError("evaluation is nested too deep", 0) from error
        except MemoryError as error:
            raise TemplateError("out of memory", 0) from error
        except Exception as error:  # what generated code raises by itself: unpacking, writes to a non-namespace
            raise TemplateError(_own_message(error), self._place(error)) from error

    def _place(self, error: Exception) -> int:
        line, trace = 0, error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == "<template>":
                line = trace.tb_lineno
            trace = trace.tb_next
        return max((offset for code, offset in self._lines if code <= line), default=0)


def _own_message(error: Exception) -> str:
    """The words for what generated code raised by itself."""
    words = str(error)
    if isinstance(error, TypeError) and "non-iterable" in words and "NoneType" not in words and "Undefined" not in words:
        return "a number, bool or function is not iterable"
    if isinstance(error, (ValueError, TypeError)) and "unpack" in words:
        return "the number of values to unpack does not fit"
    if "non-namespace" in words:
        return "only the fields of a namespace can be set"
    return words or type(error).__name__


class Template:
    """A parsed template text. `lone` says that the trimmed text is exactly one `{{ expr }}` (language.md 6.2)."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lone = False
        self.constant = False
        self._failure: TemplateError | None = None
        self._tree: nodes.Template | None = None
        self._codes: dict[tuple[bool, bool], _Code] = {}
        try:
            with widened():
                self._tree, kinds = _DIALECT.read(source)
                self.constant = _is_constant(self._tree)
            self.lone = _is_lone(kinds)
        except TemplateSyntaxError as error:
            self._failure = TemplateError(UNREADABLE, min(error.lineno, len(source)))
        except (RecursionError, ValueError, MemoryError):
            self._failure = TemplateError(UNREADABLE, 0)

    def _code(self, native: bool, covered: bool = False) -> _Code:
        if self._failure is not None:
            raise TemplateError(self._failure.message, self._failure.offset)
        code = self._codes.get((native, covered))
        if code is None:
            try:
                with widened():
                    tree = self._tree if not self._codes else _DIALECT.read(self.source)[0]  # generation changes the tree
                    assert tree is not None
                    if covered:
                        mark_branches(tree)
                    code = self._codes[native, covered] = _Code(tree, native)
            except TemplateSyntaxError as error:
                self._failure = TemplateError(UNREADABLE, error.lineno)
                raise TemplateError(self._failure.message, self._failure.offset) from error
            except (RecursionError, MemoryError, SyntaxError) as error:
                self._failure = TemplateError(UNREADABLE, 0)
                raise TemplateError(self._failure.message, self._failure.offset) from error
        return code

    def branches(self) -> tuple[TemplateBranch, ...]:
        """The branches of the template, in the order of the keys of `Hits`; none for a template that cannot be parsed."""
        tree = self.tree()
        if tree is None:
            return ()
        with widened():
            return mark_branches(tree)

    def tree(self) -> nodes.Template | None:
        """The tree of the template, whose line numbers are offsets; None for a template that cannot be parsed."""
        if self._failure is not None:
            return None
        with widened():
            return _DIALECT.read(self.source)[0]

    def value(self, names: Names, hits: Hits | None = None) -> object:
        """The native value of a lone expression; `hits` takes the branches that ran."""
        values = self._code(True, hits is not None).run(names, hits)
        return values[-1]

    def text(self, names: Names, hits: Hits | None = None) -> str:
        """The text the template builds; `hits` takes the branches that ran."""
        pieces = self._code(False, hits is not None).run(names, hits)
        if sum(map(len, pieces)) > MAX_TEXT:
            raise TemplateError("text is too large", 0)
        return concat(pieces)


    def constant_pieces(self) -> list[tuple[str, int, bool]] | None:
        """The (text, offset, offset runs along with the text) parts of a constant template; None if it is not one."""
        if not self.constant or self._failure is not None:
            return None
        tree = _DIALECT.read(self.source)[0]
        children = [child for part in tree.body if isinstance(part, nodes.Output) for child in part.nodes]
        try:
            texts = self._code(False).run(_NoNames())
        except TemplateError:
            return None
        places = [(int(child.lineno), isinstance(child, nodes.TemplateData)) for child in children]
        return [(part, place, exact) for part, (place, exact) in zip(texts, places, strict=True)]


class _NoNames:
    def find(self, _name: str) -> object:
        return MISSING


def _is_lone(kinds: list[tuple[str, str]]) -> bool:
    outer = [(kind, value) for kind, value in kinds if kind != "data" or value.strip()]
    if not outer or outer[0][0] != "variable_begin" or outer[-1][0] != "variable_end":
        return False
    return sum(1 for kind, _ in outer if kind == "variable_begin") == 1


def _is_constant(tree: nodes.Template) -> bool:
    """Only text and expressions without names and calls: what the template gives is known without a run."""
    if not all(isinstance(part, nodes.Output) for part in tree.body):
        return False
    return tree.find(nodes.Name) is None and tree.find(nodes.Call) is None


@lru_cache(maxsize=4096)
def parse(source: str) -> Template:
    """The template of a text that has template marks, parsed once. Never raises: a bad template raises when evaluated."""
    return Template(source)
