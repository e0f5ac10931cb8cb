"""From a checked playbook to a wasm module: lower, link with the runtime, optimise, emit, add the sections."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from noetlc import __version__
from noetlc.diagnostics import Diagnostic, Span
from noetlc.frontend.limits import WORK
from noetlc.frontend.playbook import Playbook
from noetlc.host.shape import MODULE_LIMITS
from noetlc.ir.collector import no_cyclic_collection
from noetlc.ir.nodes import Data, Module
from noetlc.ir.work import TooMuchWork, limited
from noetlc.kernel.link import Linker
from noetlc.kernel.runtime import Runtime, runtime
from noetlc.late import late
from noetlc.layout.features import Feature
from noetlc.layout.objects import ABORT_RECORD, STOP_WORD, UNDEFINED
from noetlc.layout.static import singletons
from noetlc.lower.passes import pipeline
from noetlc.lower.passes.fold import fold, fold_once
from noetlc.lower.passes.number_reasons import number_reasons
from noetlc.lower.passes.pack_strings import pack_strings, placeholder
from noetlc.lower.passes.versions import VERSIONS
from noetlc.lower.workflow import sections
from noetlc.lower.workflow.constants import make_data
from noetlc.lower.workflow.lower import WorkflowLowering, build_module
from noetlc.lower.workflow.module import PLUGIN_MODULE, Builder, StepReport
from noetlc.lower.workflow.target import refusals, silence
from noetlc.lower.workflow.templates import Templates
from noetlc.stages import BODY_STAGES, Stopped, Watch, describe
from noetlc.wat_emit import WasmModule, emit

if TYPE_CHECKING:
    from noetlc.ir import printer
    from noetlc.kernel import extension
    from noetlc.lower.python.dispatch import finish
    from noetlc.lower.python.dispatch.data import Pool
    from noetlc.lower.template import finish as finish_templates
    from noetlc.plugins import linking
    from noetlc.plugins.bind import Bound
else:
    printer = late("noetlc.ir.printer")
    extension = late("noetlc.kernel.extension")
    finish = late("noetlc.lower.python.dispatch.finish")
    finish_templates = late("noetlc.lower.template.finish")
    linking = late("noetlc.plugins.linking")

Target = Literal["noetlc", "noetl-worker"]
Output = Literal["envelope", "result"]

ROOTS = ["entry_run", "entry_invoke", "host_alloc"]
MAX_BYTES = 2_000_000
PAGES_PER_MB = 16
LEAST_BOUND_MB = 256  # data may begin beyond what a small `memory_mb` says, and memory is as large as the data then


@dataclass
class Compiled:
    """A compiled playbook. `wasm` is empty when a diagnostic is an error; with its plug-ins, which `emitted` and the texts are without."""

    playbook: Playbook
    module: Module
    emitted: WasmModule | None
    wasm: bytes
    manifest: dict[str, object]
    steps: tuple[StepReport, ...]
    diagnostics: tuple[Diagnostic, ...]
    timings_ms: dict[str, float] = field(default_factory=dict)
    large: dict[str, int] = field(default_factory=dict)  # functions of more code than hosts take, with their bytes

    def ir_text(self) -> str:
        """The IR after all passes."""
        return printer.print_module(self.module)

    def wat_text(self) -> str:
        """The module in the text format; plug-ins are imports of `noetlc.plugin` there."""
        return "" if self.emitted is None else self.emitted.text()


class _Clock:
    """Milliseconds per phase."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._last = time.perf_counter()

    def mark(self, phase: str) -> None:
        now = time.perf_counter()
        self.spent[phase] = round((now - self._last) * 1000, 2)
        self._last = now


@dataclass(frozen=True, slots=True, kw_only=True)
class CompileOptions:
    """How to compile. `output` is what `run` writes: the envelope, or the result (default for `noetl-worker`).

    `steps` is the step budget of a run, `memory_mb` the memory maximum. Without `bigint` ints that leave 64 bits end the run.
    """

    target: Target = "noetlc"
    output: Output | None = None
    sort_keys: bool = False
    strip: bool = False
    memory_mb: int = 256
    steps: int = 10**9
    verify_ir: bool = False
    bigint: bool = True


def compile_playbook(
    playbook: Playbook, options: CompileOptions = CompileOptions(), bound: Bound | None = None, watch: Watch | None = None
) -> Compiled:
    """Compiles a playbook. Problems are diagnostics, never exceptions; bodies on which the compiler itself fails are left to the host.

    `bound` are the plug-ins that become part of the module. `watch` is told what every stage makes; Stopped is raised after its stage.
    """
    watch = Watch() if watch is None else watch
    builder = Builder(watch=watch)
    try:
        compiled = _limited(playbook, options, builder, bound)
        while large := _large_bodies(compiled, builder):
            watch.restart()
            builder = Builder(watch=watch, oversized=builder.oversized | large)
            compiled = _limited(playbook, options, builder, bound)
    except Stopped:
        raise
    except TooMuchWork:
        watch.restart()
        return _with_bodies_left(playbook, options, watch, bound) if builder.has_bodies else _beyond(playbook)
    except Exception as error:
        if options.verify_ir or not builder.has_bodies:  # who checks the compiler wants to see it
            raise
        watch.restart()
        why = f"the compiler failed: {type(error).__name__}: {error}"
        return _limited(playbook, options, Builder(defect=why, watch=watch), bound)
    return compiled


def _limited(playbook: Playbook, options: CompileOptions, builder: Builder, bound: Bound | None) -> Compiled:
    """Raises TooMuchWork."""
    with limited(WORK.most), no_cyclic_collection():
        return _compile(playbook, options, builder, bound)


def _large_bodies(compiled: Compiled, builder: Builder) -> frozenset[Span]:
    """The places of the bodies with a function of more code than hosts take, with what was inlined into it."""
    return frozenset(span for _, span, entry in builder.bodies if any(f"{name}.".startswith(f"{entry}.") for name in compiled.large))


def _large_functions(emitted: WasmModule, wasm: bytes) -> dict[str, int]:
    """Functions of more code than hosts take, with their bytes."""
    if len(wasm) <= MODULE_LIMITS.code:
        return {}
    return {name[1:]: size for name, size in emitted.sizes().items() if name.startswith("@") and size > MODULE_LIMITS.code}


def _with_bodies_left(playbook: Playbook, options: CompileOptions, watch: Watch, bound: Bound | None) -> Compiled:
    """The playbook with its Python bodies left to the host; V39 if even that is too much work."""
    try:
        return _limited(playbook, options, Builder(too_much_work=True, watch=watch), bound)
    except TooMuchWork:
        return _beyond(playbook)


def _beyond(playbook: Playbook) -> Compiled:
    beyond = Diagnostic(WORK.code, "error", WORK.message(), playbook.source.name, 1, 1, WORK.remedy)
    return Compiled(playbook, Module(), None, b"", {}, (), (beyond,))


def _compile(playbook: Playbook, options: CompileOptions, builder: Builder, bound: Bound | None = None) -> Compiled:
    clock = _Clock()
    watch = builder.watch
    watch.made("checked", lambda: describe(playbook))
    watch.done("checked")
    target = options.target
    written: Output = options.output or ("result" if target == "noetl-worker" else "envelope")
    if written == "result":
        builder.use(Feature.RESULT)
    lowering = WorkflowLowering(playbook, builder, Templates(builder), options.steps, bound)
    lowering.run()
    watch.done("rewritten")
    watch.functions("lowered", builder.functions.values())
    watch.done("lowered")
    if builder.templates:
        templates = (builder.functions[name] for name in builder.templates)
        finish_templates.finish(templates, options.verify_ir, watch)
    constants = _finish_bodies(builder, options.verify_ir, max(LEAST_BOUND_MB, options.memory_mb) << 20) if builder.dynamic else None
    for stage in BODY_STAGES:
        watch.done(stage)
    if target == "noetl-worker":
        builder.features.discard(Feature.PRINTS)  # it has no log
    if options.sort_keys:
        builder.features |= {Feature.SORTED_OUTPUT, Feature.SORTED_KEYS}
    clock.mark("lower")
    library = _library(builder)
    off = frozenset() if options.bigint else frozenset((Feature.BIGINT, Feature.WIDE_RANGES))
    module = _link(builder, library, constants, off, options.verify_ir or watch.stage is not None)
    library.save()
    if target == "noetl-worker":
        silence(module)
    clock.mark("link")
    refused = refusals(playbook, target, lowering.reports, module, builder.bodies, lowering.tasks.is_bound)
    watch.module("linked", module)
    if options.verify_ir:
        fold(module)  # what pruned kinds of objects leave behind is no valid module yet
    pipeline.run(module, options.verify_ir, watch=watch)
    reasons = number_reasons(module)
    watch.module("numbered", module)
    packing = pack_strings(module)
    watch.module("ir", module)
    clock.mark("passes")
    pages = max(1, options.memory_mb * PAGES_PER_MB)
    manifest = sections.manifest(
        playbook,
        compiler=f"noetlc {__version__}",
        target=target,
        output=written,
        capabilities=_capabilities(module),
        memory_pages=pages,
        steps_limit=options.steps,
        abort_record=ABORT_RECORD,
        reasons=reasons,
        stop_word=STOP_WORD,
        steps=lowering.reports,
        plugins=[] if bound is None else bound.manifest(),
    )
    watch.made("manifest", lambda: json.dumps(manifest, indent=1))
    watch.done("manifest")
    custom = [("noetlc.manifest", sections.encode(manifest))]
    if not options.strip:
        custom.append(("noetlc.sites", sections.sites(builder.sites)))
    emitted = emit(
        module, memory_pages=(1, pages), custom=custom, fixed_data=[(UNDEFINED, singletons())], strip=options.strip, packing=packing
    )
    watch.made("wat", emitted.text)
    watch.done("wat")
    wasm = emitted.binary()
    clock.mark("emit")
    diagnostics = [*builder.diagnostics, *refused]
    if bound is not None and bound.plugins:
        wasm, manifest, failed = linking.link_plugins(playbook, wasm, manifest, module, bound, options.strip)
        diagnostics += failed
        clock.mark("plugins")
    large = _large_functions(emitted, wasm)
    diagnostics += _too_large(playbook, wasm, large)
    return Compiled(playbook, module, emitted, wasm, manifest, tuple(lowering.reports), tuple(diagnostics), clock.spent, large)


def _finish_bodies(builder: Builder, verify: bool, most_memory: int) -> Pool:
    """Brings the functions of Python bodies to machine level; gives their constants. Playbooks without bodies start faster."""
    finisher = finish.Finisher(builder.own, builder.plugins, verify, builder.watch, most_memory)
    functions = [builder.functions[name] for name in builder.dynamic]
    for function in finisher.finish(functions, builder.methods, builder.own_attributes, builder.said):
        builder.add(function)
    return finisher.pool


def _library(builder: Builder) -> Runtime:
    """The runtime, and with it the plug-ins that share the module."""
    if not builder.extensions:
        return runtime()

    return extension.Extended(runtime(), builder.extensions.values())


def _link(builder: Builder, library: Runtime, constants: Pool | None, off: frozenset[int], each: bool) -> Module:
    """The module closed over the runtime; `constants` are those of bodies, `off` features it does without. Where somebody looks at what
    `each` pass makes, no function is one that other builds have brought further."""
    module = build_module(builder)

    def data(name: str) -> Data | None:
        known = placeholder(name) or builder.data.get(name) or builder.constants.items.get(name) or make_data(name)
        return known if known is not None or constants is None else constants.data(name)

    share = fold_once if VERSIONS.again() and not each else None
    Linker(module, library, data, off, share).link(ROOTS)
    return module


def _capabilities(module: Module) -> Iterable[str]:
    return [item.field for item in module.imports.values() if item.module != PLUGIN_MODULE]


def _too_large(playbook: Playbook, wasm: bytes, large: dict[str, int]) -> list[Diagnostic]:
    if len(wasm) >= MAX_BYTES:
        message = f"the module has {len(wasm)} bytes, hosts take less than {MAX_BYTES}"
    elif large:
        message = f"the module has {max(large.values())} bytes of code in one function, hosts take at most {MODULE_LIMITS.code}"
    else:
        return []
    return [Diagnostic("T04", "error", message, playbook.source.name, 1, 1, "split the playbook")]
