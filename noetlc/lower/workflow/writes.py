"""`set` maps to records (language.md 4.3, 8.2)."""

from __future__ import annotations

from noetlc.frontend.playbook import Entries
from noetlc.layout.features import Feature
from noetlc.lower.workflow.constants import Word
from noetlc.lower.workflow.module import Builder
from noetlc.lower.workflow.names import Names, durable_key, task_write
from noetlc.lower.workflow.render import NodeCode, TemplateCode, constant
from noetlc.runtime.engine import state as rt


def step_writes(entries: Entries, builder: Builder, templates: TemplateCode, names: Names) -> tuple[int, int]:
    """The `set` of a step or arc: first record and count."""
    return _records([(rt.SCOPE_CTX, durable_key(k.text)) for k, _ in entries], entries, builder, templates, names)


def task_writes(entries: Entries, durable: bool, builder: Builder, templates: TemplateCode, names: Names) -> tuple[int, int]:
    """The `set` of a task, or of a rule (`durable`)."""
    return _records([task_write(k.text, durable) for k, _ in entries], entries, builder, templates, names)


def _records(places: list[tuple[int, str]], entries: Entries, builder: Builder, templates: TemplateCode, names: Names) -> tuple[int, int]:
    first = len(builder.sets)
    for (scope, key), (written, node) in zip(places, entries, strict=True):
        builder.use(Feature.SETS)
        code = NodeCode(templates, builder, names)
        render: Word = 0
        if not code.is_constant(node):
            builder.use(Feature.SET_TEMPLATE)
            render = code.reference("set", code.value(node))
        builder.sets.add(
            key="str:" + key, render=render, source=builder.constants.word(constant(node)), written="str:" + written.text, scope=scope
        )
    return first, len(entries)
