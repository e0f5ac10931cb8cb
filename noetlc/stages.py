"""Every stage from checked playbook to module, in order, and stopping after one of them.

    noetl build flow.yaml --emit inferred      the functions of Python bodies, with the types that inference found

`STAGES` is the order; the compiler tells a `Watch` what each stage made. A stage of Python bodies makes nothing where a playbook has
none; the types of templates are known when they are lowered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.diagnostics import Span
    from noetlc.frontend.playbook import Playbook
    from noetlc.ir import printer
    from noetlc.ir.nodes import Function, Module
else:
    printer = late("noetlc.ir.printer")


@dataclass(frozen=True, slots=True)
class Stage:
    """`file` is where it is, below `noetlc/`; `does` says what it leaves."""

    name: str
    file: str
    does: str


_BODIES = "of the functions of Python bodies: "
_BOTH = "of the functions of Python bodies and templates: "

STAGES = (
    Stage("checked", "frontend/loading.py", "the playbook, every rule applied"),
    Stage("rewritten", "lower/python/rewrite/passes.py", "the Python of bodies, with what has a simpler form in that form"),
    Stage("lowered", "lower/workflow/lower.py", "functions of steps, templates (`lower/template`) and bodies (`lower/python`), and tables"),
    Stage("inferred", "lower/passes/infer.py", _BODIES + "types of variables, and (`passes/signatures.py`) of functions"),
    Stage("selected", "lower/passes/select.py", _BOTH + "machine operations and calls instead of dynamic operations, raises explicit"),
    Stage("resumable", "lower/passes/generators.py", _BODIES + "generators that can be left and entered again"),
    Stage("rooted", "lower/passes/roots.py", _BOTH + "safepoints, and values on the shadow stack around them"),
    Stage("linked", "kernel/link.py", "one module with the functions of the runtime that it reaches"),
    Stage("fold", "lower/passes/fold.py", "constants computed, what is decided dropped"),
    Stage("prune", "lower/passes/dce.py", "what nothing reaches dropped"),
    Stage("globals", "lower/passes/globals.py", "globals that are never set as constants, none set that is never read"),
    Stage("often", "lower/passes/often.py", "what loops of bodies call in the runtime marked: time counts more than bytes there"),
    Stage("inline", "lower/passes/inline.py", "small functions and those called once in place of calls"),
    Stage("prune-inlined", "lower/passes/dce.py", "what nothing reaches any more dropped"),
    Stage("inline-once", "lower/passes/inline.py", "of the runtime, functions with one call left in place of it"),
    Stage("fold-inlined", "lower/passes/fold.py", "what arguments decide"),
    Stage("prune-folded", "lower/passes/dce.py", "calls that are no longer reached dropped, so that they say nothing of parameters"),
    Stage("parameters", "lower/passes/parameters.py", "parameters that are always the same, or never read, dropped"),
    Stage("copy-propagation", "lower/passes/copy_propagation.py", "copies and values used once moved to their use"),
    Stage("fold-propagated", "lower/passes/fold.py", "what that decides"),
    Stage("tags", "lower/passes/tags.py", "tags read without asking first whether the value is a small int"),
    Stage("sharing", "lower/passes/sharing.py", "what was computed before kept in a local, where that is shorter"),
    Stage("comparing", "lower/passes/comparing.py", "comparisons of one local joined where they ask for a range"),
    Stage("sinking", "lower/passes/sinking.py", "values read more than once kept in their local where they are read first"),
    Stage("nesting", "lower/passes/nesting.py", "what follows an early leave in the `else` of its condition, where that is shorter"),
    Stage("outlining", "lower/passes/outlining.py", "tags read by a call, where that costs little time"),
    Stage("dce", "lower/passes/dce.py", "dead values, functions, globals and data dropped"),
    Stage("numbered", "lower/passes/number_reasons.py", "reasons to leave a run numbered"),
    Stage("ir", "lower/passes/pack_strings.py", "texts packed: the final intermediate form"),
    Stage("manifest", "lower/workflow/sections.py", "what the module says of itself"),
    Stage("wat", "wat_emit/module.py", "the module, here as text"),
)

BODY_STAGES = ("inferred", "selected", "resumable", "rooted")  # what one function after the other goes through
RESULTS = ("ir", "wat", "manifest")  # stages whose text every build can give
OTHERS = tuple(stage.name for stage in STAGES if stage.name not in RESULTS)


class Stopped(Exception):
    """The stage that was asked for is done; `text` is what it made."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Watch:
    """Keeps what the stage of a name makes, as text, and stops after it. `passed` are the stages so far."""

    def __init__(self, stage: str | None = None) -> None:
        self.stage = stage
        self.passed: list[str] = []
        self.texts: list[str] = []

    def restart(self) -> None:
        """Forgets what was made: the compiler begins again."""
        self.passed.clear()
        self.texts.clear()

    def made(self, stage: str, text: Callable[[], str]) -> None:
        """A part of what a stage makes; the text is asked for only where it is wanted."""
        if stage == self.stage:
            self.texts.append(text())

    def functions(self, stage: str, functions: Iterable[Function]) -> None:
        if stage == self.stage:
            self.texts += map(printer.print_function, functions)

    def body(self, entry: str, span: Span) -> None:
        """The Python body at a place is the function `entry`."""

    def module(self, stage: str, module: Module) -> None:
        """A stage that makes a whole module."""
        if stage == self.stage:
            self.texts.append(printer.print_module(module))
        self.done(stage)

    def done(self, stage: str) -> None:
        """Raises Stopped after the stage that was asked for."""
        self.passed.append(stage)
        if stage == self.stage:
            raise Stopped("\n".join(self.texts))


def describe(playbook: Playbook) -> str:
    """A checked playbook in short: names resolved to step indexes, every part with its place."""
    lines = [f"entry {playbook.entry}, workload keys {[key.text for key, _ in playbook.workload.entries] if playbook.workload else []}"]
    for step in playbook.steps:
        lines.append(f"step {step.index} {step.name!r} at {step.span.line}:{step.span.column}, {step.shape}")
        for task in step.tasks:
            keys = ", ".join(f"{key.text} at {value.span.line}:{value.span.column}" for key, value in task.config)
            inputs = ", ".join(f"{key.text} at {value.span.line}:{value.span.column}" for key, value in task.input)
            lines.append(f"  tool {task.kind}: input [{inputs}], config [{keys}]")
        for arc in step.arcs:
            when = f" when at {arc.when.span.line}:{arc.when.span.column}" if arc.when else ""
            lines.append(f"  arc {arc.field} to step {arc.target}{when}")
    return "\n".join(lines)
