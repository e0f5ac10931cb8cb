"""Dynamic functions of bodies to machine level: inference, selection, and the dispatchers that selection asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from noetlc.frontend.body_plugins import plugin_path
from noetlc.ir.dynamic import Dialect
from noetlc.ir.nodes import Function, walk_exprs
from noetlc.ir.payload import NativeFunction, PluginFunction
from noetlc.ir.work import spend
from noetlc.kernel.runtime import runtime
from noetlc.lower.passes.container_facts import Said
from noetlc.lower.passes.generators import is_generator, make_resumable
from noetlc.lower.passes.growing import grow_texts
from noetlc.lower.passes.infer import infer
from noetlc.lower.passes.objects_kept import keep_objects
from noetlc.lower.passes.ranges import MOST_MEMORY, narrow_ints
from noetlc.lower.passes.recursion import add_safepoints
from noetlc.lower.passes.roots import root_values
from noetlc.lower.passes.settled_methods import settle_methods
from noetlc.lower.passes.signatures import infer_signatures
from noetlc.lower.passes.steps import After
from noetlc.lower.python.dispatch.built_in_names import built_in_name
from noetlc.lower.python.dispatch.constructors import construct_builtin, native_entry
from noetlc.lower.python.dispatch.data import Pool
from noetlc.lower.python.dispatch.direct import NO_NAMES, BodyMethod, BodyMethods, OwnNames
from noetlc.lower.python.dispatch.heat import bodies_often
from noetlc.lower.python.dispatch.methods import Dispatch
from noetlc.lower.python.dispatch.patterns import Matchers
from noetlc.lower.python.dispatch.plugin_entry import value_entry
from noetlc.lower.python.dispatch.selection import Runtime, select
from noetlc.lower.python.facts.plugins import PluginFunctions
from noetlc.stages import Watch

PER_METHOD = 128
"""Units of work of a method before any node of it is looked at: a direct form, a share of dispatchers, a row in the table of its class."""


class Finisher:
    """Turns dynamic functions into machine ones; each dispatcher is made once per module.

    `own` are functions of the module beside those of the runtime: they stand for functions of plug-ins, and may raise and allocate.
    With `verify` every function is checked after every stage; IRError then names the stage. `watch` is shown what a stage makes. The
    module has at most `most_memory` bytes.
    """

    def __init__(
        self,
        own: Mapping[str, Function] | None = None,
        plugins: PluginFunctions | None = None,
        verify: bool = False,
        watch: Watch | None = None,
        most_memory: int = MOST_MEMORY,
    ) -> None:
        self.own = own or {}
        self.most_memory = most_memory
        self.plugins = plugins or PluginFunctions()
        self.known: dict[str, Function] = {}  # functions of bodies, and dispatchers
        self.signatures: dict[str, tuple[tuple[str, ...], str]] = {}  # of functions of bodies: what they take and give
        self.wanted: list[Function] = []  # dispatchers that are still dynamic
        self.classes: dict[str, None] = {}
        self.native: dict[NativeFunction, None] = {}  # those used as values
        self.dialect = Dialect(self._signature, self._raises)
        self.after = After(self.dialect, verify, Watch() if watch is None else watch)
        self.pool = Pool()
        self.matchers = Matchers(self.pool.words)
        self.methods = BodyMethods()
        self.runtime = Runtime(
            self.dialect, self.pool.word, self.pool.place, self._dispatcher, self._typed, self._class_value, self._function_value,
        )

    def _signature(self, name: str) -> tuple[tuple[str, ...], str]:
        found = self.own.get(name)
        return runtime().signature(name) if found is None else (found.param_types, found.result)

    def _raises(self, name: str) -> bool:
        return name in self.own or runtime().raises(name)

    def _allocates(self, name: str) -> bool:
        return name in self.own or runtime().allocates(name)

    def _collects(self, name: str) -> bool:
        found = self.known.get(name)
        if found is not None:
            return found.collects
        operation = self.dialect.primitive(name)
        return operation is not None and operation.collects

    def _uses_object(self, name: str) -> bool:
        """Whether a function of a body looks at its object, which its caller gives it first."""
        function = self.known[name]
        return any(e.op == "local" and e.imm == function.params[0] for e in walk_exprs(function.body))

    def _entry(self, function: NativeFunction) -> Function:
        if not isinstance(function, PluginFunction):
            return native_entry(function)
        path = plugin_path(function.module)
        functions = self.plugins.functions(path)
        assert functions is not None
        return value_entry(function.entry, functions[function.name], self.plugins.target(path, function.name))

    def _dispatcher(self, wanted: Dispatch) -> str:
        name = wanted.function
        if name not in self.known:
            self.known[name] = wanted.made(self.methods)
            self.wanted.append(self.known[name])
        return name

    def _typed(self, name: str) -> tuple[tuple[str, ...], str] | None:
        return self.signatures.get(name)

    def _class_value(self, name: str) -> None:
        self.classes.setdefault(name)

    def _function_value(self, function: NativeFunction) -> None:
        self.native.setdefault(function)

    def finish(
        self,
        functions: list[Function],
        methods: Sequence[BodyMethod] = (),
        own: OwnNames = NO_NAMES,
        said: Mapping[str, Said] | None = None,
    ) -> list[Function]:
        """The machine forms of the functions, then the dispatchers they need beside those made before. `methods` are those of the
        classes that bodies define, `own` the attributes of their instances, `said` what bodies say besides, by their names."""
        out: list[Function] = []
        spend(PER_METHOD * len(methods))
        self.known.update((function.name, function) for function in functions)
        reached = (m.direct for m in methods if m.shapes or m.name == "__init__")  # perhaps without a look-up
        self.methods = BodyMethods.of(methods, own, {name for name in reached if self._uses_object(name)})
        for function in functions:
            self.after("lowering", "dynamic", function)
        inferred = infer_signatures(functions, frozenset(m.direct for m in methods), said)
        for function in functions:
            infer(function)
            settle_methods(function)
        keep_objects(functions, inferred.typed)
        narrow_ints(functions, self.most_memory, inferred.items)
        self.signatures.update((f.name, (f.param_types, f.result)) for f in functions)  # those of generators change
        often = bodies_often(functions, methods)
        for function in functions:
            out += self._selected(function, function.name in often)
        of_text = len(out)
        entries: set[NativeFunction] = set()
        while self.wanted or len(entries) < len(self.native):
            wanted, self.wanted = self.wanted, []
            for function in wanted:
                out += self._lower(function)
            for native in [n for n in self.native if n not in entries]:
                entries.add(native)
                out += self._lower(self._entry(native))
        if functions:
            out += self._lower(construct_builtin(list(self.classes)))
            out += self._lower(built_in_name())
        add_safepoints(out)
        for function in out:
            root_values(function, self._collects, self._allocates)
            self.after("roots", "rooted", function)
        spend(sum(1 for function in out[:of_text] for _ in walk_exprs(function.body)))
        return [*out, *self.matchers.more(self.pool.patterns)]

    def _lower(self, function: Function) -> list[Function]:
        """The machine form, but for roots, of a function that no other one calls by its name."""
        self.after("lowering", "dynamic", function)
        infer(function)
        return self._selected(function)

    def _selected(self, function: Function, often: bool = False) -> list[Function]:
        """The machine form, but for roots, of a function whose types are inferred; a generator function becomes two. `often`: it is run
        often."""
        grow_texts(function)
        self.after("inference", "inferred", function)
        select(function, self.runtime, often)
        self.after("selection", "selected", function)
        made = [make_resumable(function)] if is_generator(function) else []
        self.after("generators", "resumable", *made, function)
        return [*made, function]
