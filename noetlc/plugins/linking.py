"""Puts the bound plug-ins into the module of a playbook, and says so in its manifest."""

from __future__ import annotations

from noetlc.diagnostics import Diagnostic
from noetlc.frontend.playbook import Playbook
from noetlc.frontend.plugins import plugin_span, wasm_tasks
from noetlc.host.sections import read_module, replace_custom, without_custom
from noetlc.ir.nodes import Module
from noetlc.link import Linked, LinkError, link
from noetlc.lower.workflow import sections
from noetlc.lower.workflow.module import PLUGIN_MODULE
from noetlc.plugins.bind import Bound

Manifest = dict[str, object]


def link_plugins(
    playbook: Playbook, wasm: bytes, manifest: Manifest, module: Module, bound: Bound, strip: bool
) -> tuple[bytes, Manifest, list[Diagnostic]]:
    """The linked module, its manifest, and errors (P codes), with which the module is as it was."""
    wanted = {item.field for item in module.imports.values() if item.module == PLUGIN_MODULE}
    plugins = [
        Linked(one.alias, one.plugin.wasm, entries, one.plugin.manifest.reentrant, one.max_pages)
        for one in bound.plugins
        if one.mode == "linked" and (entries := tuple(entry for entry in one.entries if f"{one.alias}.{entry}" in wanted))
    ]
    if not plugins:
        return wasm, manifest, []
    try:
        linked = link(wasm, plugins)
    except LinkError as error:
        return wasm, manifest, [_error(playbook, error.code, str(error), error.hint)]
    manifest = {**manifest, "capabilities": sorted({item.name for item in read_module(linked).imports})}
    linked = replace_custom(linked, "noetlc.manifest", sections.encode(manifest))
    return without_custom(linked, "name") if strip else linked, manifest, []


def _error(playbook: Playbook, code: str, message: str, hint: str) -> Diagnostic:
    span = next((plugin_span(task) for task in wasm_tasks(playbook)), None)
    line, column = (span.line, span.column) if span is not None else (1, 1)
    return Diagnostic(code, "error", message, playbook.source.name, line, column, hint, span)
