"""The IR module a playbook becomes, while it is being built: functions, constants, tables, features in use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from noetlc.diagnostics import Diagnostic, Span
from noetlc.ir.nodes import Data, Expr, Function, Import, TableIndex, walk_exprs
from noetlc.ir.work import spend
from noetlc.layout.features import Feature
from noetlc.layout.sites import LONG, pack, unpack
from noetlc.lower.passes.container_facts import Said
from noetlc.lower.python.dispatch.direct import OwnNames
from noetlc.lower.workflow.constants import Constants
from noetlc.lower.workflow.records import Table
from noetlc.runtime.engine import state as rt
from noetlc.stages import Watch

if TYPE_CHECKING:
    from noetlc.kernel.extension import Extension
    from noetlc.lower.python.dispatch.direct import BodyMethod
    from noetlc.lower.python.facts.plugins import PluginFunctions

PLUGIN_MODULE = "noetlc.plugin"
"""The module of the imports that linking binds to the code of plug-ins."""


@dataclass(frozen=True, slots=True)
class StepReport:
    """How a step runs: `native`, `host`, `plugin` or `interpreted`, and why if not native."""

    step: str
    lowered: str
    reason: str | None = None


@dataclass
class Builder:
    """Collects the parts of the module. Implements the function sink of template and body lowering."""

    constants: Constants = field(default_factory=Constants)
    functions: dict[str, Function] = field(default_factory=dict)
    imports: dict[str, Import] = field(default_factory=dict)
    data: dict[str, Data] = field(default_factory=dict)
    bodies: list[tuple[str, Span, str]] = field(default_factory=list)  # step, place, entry function
    dynamic: list[str] = field(default_factory=list)  # functions of bodies
    methods: list[BodyMethod] = field(default_factory=list)  # those of the classes of bodies
    own_attributes: OwnNames = field(default_factory=OwnNames)
    last_shape: int = 0  # of the classes of bodies
    said: dict[str, Said] = field(default_factory=dict)  # by bodies, for what is in their containers
    templates: list[str] = field(default_factory=list)  # functions of templates
    sites: dict[int, tuple[int, int, str, int | None]] = field(default_factory=dict)
    step: str = ""  # the step being lowered
    has_bodies: bool = False  # whether the lowering of some Python body began
    compiled_nodes: int = 0  # syntax nodes of the Python bodies lowered so far
    too_much_work: bool = False  # whether Python bodies are left to the host because compiling them took too much work
    oversized: frozenset[Span] = frozenset()  # bodies left to the host because a function of theirs is larger than hosts take
    defect: str = ""  # why Python bodies are left to the host: the compiler failed on them
    first_line: int = 0  # of the template being lowered, 0 outside
    plugins: PluginFunctions | None = None  # those that bodies may import
    own: dict[str, Function] = field(default_factory=dict)  # functions that bodies call as they call those of the runtime
    extensions: dict[str, Extension] = field(default_factory=dict)  # plug-ins in kernel Python that share the module, by prefix
    features: set[int] = field(default_factory=set)
    watch: Watch = field(default_factory=Watch)
    fine: dict[object, None] | None = None  # bodies that were lowered before: where nothing is emitted they need not be again
    diagnostics: list[Diagnostic] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.steps = Table("wf_steps", rt.StepRecord)
        self.arcs = Table("wf_arcs", rt.ArcRecord)
        self.sets = Table("wf_sets", rt.SetRecord)
        self.tasks = Table("wf_tasks", rt.TaskRecord)
        self.rules = Table("wf_rules", rt.RuleRecord)
        self.admits = Table("wf_admits", rt.AdmitRecord)

    def site(self, span: Span) -> int:
        """The site of a span's start, remembered for the table of sites."""
        made = pack(span.line, span.column)
        self._remember(made, (span.line, span.column, self.step, span.inner_line))
        return made

    def _remember(self, site: int, place: tuple[int, int, str, int | None]) -> None:
        self.sites.setdefault(site, place)
        if site & LONG:
            self.use(Feature.LONG_LINES)

    def use(self, feature: int) -> None:
        """Keeps the engine code behind a feature."""
        self.features.add(feature)

    def fresh(self, stem: str) -> str:
        """A function name that is not used yet."""
        self._counts[stem] = self._counts.get(stem, 0) + 1
        return f"{stem}.{self._counts[stem]}"

    def add(self, function: Function) -> None:
        """Adds a function."""
        spend(sum(1 for _ in walk_exprs(function.body)))
        self.functions[function.name] = function

    def constant(self, value: object) -> Expr:
        """Constant data as an expression."""
        return self.constants.expr(value)

    def add_own(self, function: Function) -> None:
        """Adds a function that bodies call."""
        self.own[function.name] = function
        self.add(function)

    def add_dynamic(self, function: Function) -> None:
        """Adds a function of a Python body: passes turn its dynamic operations into machine ones."""
        self.dynamic.append(function.name)
        self.add(function)

    def add_methods(self, methods: Iterable[BodyMethod], own: OwnNames) -> None:
        """Adds the methods of the classes of a body, whose instances may have attributes of their own by these names."""
        self.methods.extend(methods)
        self.own_attributes |= own

    def add_template(self, function: Function) -> None:
        """Adds a function of a template: the same; the positions of what may raise in it are remembered."""
        self.templates.append(function.name)
        self.add(function)
        for expr in walk_exprs(function.body):
            if expr.site and expr.op != "safepoint":
                line, column = unpack(expr.site)
                self._remember(expr.site, (line, column, self.step, line - self.first_line + 1))

    def reference(self, name: str | None) -> int | TableIndex:
        """A function as a word of a record: its table index, 0 for none."""
        return 0 if name is None else TableIndex(name)
