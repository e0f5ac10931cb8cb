"""Links hand-written wasm modules into one that the compiler made. See `docs/linking.md`.

The main module imports `noetlc.plugin` functions; every plug-in is a module as NoETL's host runs it. The result needs neither: each
plug-in keeps its memory beside the main one, and a generated adapter copies bytes between them and makes the plug-in as fresh as a new
instance before each call. Nothing here knows of playbooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from noetlc.host.sections import read_module
from noetlc.host.shape import TooLarge, check_shape
from noetlc.link.adapter import adapter_text, assemble, entry_export
from noetlc.link.check import checked, sound, validate
from noetlc.link.errors import LinkDefect, LinkError
from noetlc.link.fresh import make_fresh
from noetlc.link.instructions import FUNC
from noetlc.link.merge import merge
from noetlc.link.module import I32
from noetlc.link.parts import Part, Target
from noetlc.link.reader import decode
from noetlc.link.writer import write

__all__ = ["PLUGIN_MODULE", "LinkError", "Linked", "check_plugin", "link"]

PLUGIN_MODULE = "noetlc.plugin"
"""The module name of the main module's imports."""

FLUSHED = "flushed"
_FLUSHED_TYPE = (I32, I32)


@dataclass(frozen=True)
class Linked:
    """One plug-in to link. The main module imports `<alias>.<entry>` and `<alias>.flushed`.

    A plug-in that is `reentrant` keeps its state from call to call; others are made fresh. `max_pages` bounds each of its memories.
    """

    alias: str
    wasm: bytes = field(repr=False)
    entries: tuple[str, ...]
    reentrant: bool
    max_pages: int


def check_plugin(wasm: bytes, entries: Iterable[str]) -> None:
    """The checks of `link` for one plug-in. Raises LinkError P01 to P04 and P07."""
    checked(wasm, entries)


def link(main: bytes, plugins: Sequence[Linked]) -> bytes:
    """The main module with its plug-ins inside. The same input gives the same bytes.

    Raises LinkError: P01 to P04 and P07 for a plug-in that cannot be linked, P03 for what the main module imports and no plug-in has,
    P07 for a result that is too large to be loaded.
    """
    parts = [Part("", decode(main))]
    exported: dict[tuple[str, bool], tuple[int, str]] = {}
    for plugin in plugins:
        _add(parts, exported, plugin)
    _bind_main(parts[0], exported)
    wasm = write(merge(parts))
    try:
        check_shape(read_module(wasm))
    except TooLarge as error:
        raise LinkError("P07", f"with its plug-ins, {error}", "link fewer plug-ins into one playbook") from None
    try:
        validate(wasm)
    except LinkError as error:
        sound(main)  # whose mistake it is
        raise LinkDefect("P01", f"linking gave a module that is not valid ({error})", "please report this with the plug-in") from None
    return wasm


def _add(parts: list[Part], exported: dict[tuple[str, bool], tuple[int, str]], plugin: Linked) -> None:
    """Appends a plug-in and its adapter, and notes what the main module may import: names, and whether it is `flushed`."""
    module = checked(plugin.wasm, plugin.entries)
    memory, alloc = module.exports["memory"], module.exports["alloc"]
    entries = [module.exports[entry] for entry in plugin.entries]
    fresh = make_fresh(module, reentrant=plugin.reentrant, max_pages=plugin.max_pages)
    text = adapter_text(fresh, reentrant=plugin.reentrant, entries=entries, alloc=alloc, memory=memory)
    own, adapter = len(parts), len(parts) + 1
    names = [*((f"{plugin.alias}.{entry}", False, entry_export(place)) for place, entry in enumerate(plugin.entries))]
    for name, flushed, export in (*names, (f"{plugin.alias}.{FLUSHED}", True, FLUSHED)):
        if exported.setdefault((name, flushed), (adapter, export)) != (adapter, export):
            raise LinkError("P03", f"two plug-ins provide `{name}`", "give them different aliases")
    replaced = {key: target and Target(adapter, *target) for key, target in fresh.replaced.items()}
    ring = {place: (adapter, one.name) for place, one in enumerate(module.imports)}
    parts.append(Part(plugin.alias, module, ring, replaced))
    between = assemble(text)
    bound = {"main": 0, "plugin": own}
    bindings = {place: (bound[one.module], one.name) for place, one in enumerate(between.imports) if one.module in bound}
    parts.append(Part(f"{plugin.alias}.link", between, bindings, segments_of=own, elements=list(fresh.elements), data=list(fresh.data)))


def _bind_main(main: Part, exported: dict[tuple[str, bool], tuple[int, str]]) -> None:
    for place, one in enumerate(main.module.imports):
        if one.module != PLUGIN_MODULE:
            continue
        is_function = one.kind == FUNC and isinstance(one.description, int)
        type_ = main.module.types[one.description] if isinstance(one.description, int) and is_function else None
        found = exported.get((one.name, type_ == _FLUSHED_TYPE))
        if found is None:
            hint = "name it among the plug-in's entries"
            raise LinkError("P03", f"the main module imports `{one.name}`, which no plug-in provides", hint)
        main.bindings[place] = found
    for name in ("memory", "alloc") if exported else ():
        if name not in main.module.exports:
            raise LinkError("P03", f"the main module exports no `{name}`")
