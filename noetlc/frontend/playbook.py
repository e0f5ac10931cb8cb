"""The checked playbook: a document that passed every V rule of the language, in the shape both engines read.

Aliases are already resolved here (`args` for `input`, the four shapes of `next`, workbook references, pipeline item
forms); what an expression or a Python body means is not decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from noetlc.diagnostics import Diagnostic, SourceFile, Span
from noetlc.frontend.nodes import Mapping, Node, Scalar

Entries = tuple[tuple[Scalar, Node], ...]  # (key, value) in order; keys may be templates where the language says so

Action = Literal["continue", "retry", "break", "jump", "fail"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A `when`: a literal bool, or the scalar holding template or bare expression text."""

    value: bool | Scalar
    span: Span


@dataclass(frozen=True, slots=True)
class AdmitRule:
    """One admit rule; `when` None always matches; `field` is the warning path inside the step."""

    when: Condition | None
    allow: bool
    field: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy rule of a task (language.md 8.3). `effective` is False for a rule without `then`: it matches and does nothing."""

    when: Condition | None
    effective: bool
    action: Action
    attempts: Scalar | None
    backoff: str
    delay: Scalar | None
    to: str | None
    message: Node | None
    set: Entries
    index: int
    span: Span


@dataclass(frozen=True, slots=True)
class Task:
    """A tool: a single one, or an item of a pipeline.

    `config` holds the keys that are rendered (language.md 3.2: without kind, name, set, spec, eval, input and its alias `args`);
    `input` the tool's own input; `label` the task label (`task_N`, `<step>_task` for a single tool with rules or set).
    Workbook references are already replaced by the entry's tool (language.md 3.4).
    """

    label: str
    kind: str
    input: Entries
    config: Entries
    set: Entries
    rules: tuple[Rule, ...]
    span: Span

    def key(self, name: str) -> Node | None:
        """The config value under the literal key `name`, or None."""
        return next((v for k, v in self.config if k.text == name), None)


@dataclass(frozen=True, slots=True)
class Arc:
    """One arc. Its writes are `args` then `set`; `field` is `next.arcs[0]` or `next[0]` for warning paths."""

    target: int
    when: Condition | None
    args: Entries
    set: Entries
    field: str
    span: Span


@dataclass(frozen=True, slots=True)
class Cursor:
    """The claim of a cursor loop."""

    config: Mapping


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop (language.md 9). `collection` is None only in mode `cursor`."""

    collection: Scalar | None
    iterator: str
    mode: Literal["sequential", "parallel", "cursor"]
    max_in_flight: Node | None
    cursor: Cursor | None
    span: Span


@dataclass(frozen=True, slots=True)
class Step:
    """A workflow step. `pipeline` is None for a plain single tool, whose one task is `tasks[0]`.

    `shape`: `single` plain tool; `ruled` single tool with rules or set (one task, data not labelled); `pipeline`.
    """

    index: int
    name: str
    when: Condition | None
    admit: tuple[AdmitRule, ...]
    input: Entries  # step `input` over step `args`, per name
    set: Entries
    loop: Loop | None
    shape: Literal["single", "ruled", "pipeline"]
    tasks: tuple[Task, ...]
    arcs: tuple[Arc, ...]
    exclusive: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Executor:
    """The `executor` block: opt-in and declared limits; none of it changes what a run means."""

    runtime: Literal["interpreted", "wasm"]
    capabilities: tuple[str, ...] | None
    target: str | None
    limits: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Playbook:
    """A document without errors. `entry` and `final` are step indexes; `warnings` the W diagnostics found."""

    source: SourceFile
    name: str
    path: str | None
    version: str | None
    workload: Mapping | None
    steps: tuple[Step, ...]
    entry: int
    final: int | None
    executor: Executor
    keychain: tuple[str, ...]  # declared keychain names
    warnings: tuple[Diagnostic, ...]
