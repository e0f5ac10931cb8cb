"""A playbook as building and running take it: checked, with the plug-ins that it names; and what is found on the way."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from noetlc.diagnostics import Diagnostic
from noetlc.errors import NoetlcError
from noetlc.frontend import load
from noetlc.frontend.body_plugins import plugin_bodies
from noetlc.frontend.plugins import wasm_tasks
from noetlc.host.tools.grants import expand
from noetlc.ir.collector import no_cyclic_collection
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.frontend.playbook import Playbook
    from noetlc.lower.workflow import not_lowered
    from noetlc.plugins import bind as plugin_binding
    from noetlc.plugins import finder as plugin_finder
    from noetlc.plugins.bind import Bound
else:
    not_lowered = late("noetlc.lower.workflow.not_lowered")
    plugin_binding = late("noetlc.plugins.bind")
    plugin_finder = late("noetlc.plugins.finder")

Source = str | bytes | Path
"""YAML text, or the Path of a file."""


class BuildError(NoetlcError):
    """A playbook that cannot be built; `diagnostics` holds all findings, at least one of them an error."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics
        errors = [d for d in diagnostics if d.severity == "error"]
        first = f"{errors[0].file}:{errors[0].line}:{errors[0].column}: {errors[0].code} {errors[0].message}" if errors else "no error"
        super().__init__(first + (f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""))


def check(
    source: Source,
    *,
    path: str | None = None,
    allow: str | Iterable[str] = (),
    lenient: bool = False,
    plugin_path: Iterable[str | Path] = (),
) -> list[Diagnostic]:
    """All diagnostics of a playbook, sorted by position: errors and warnings, and what is not compiled.

    `path`, `allow`, `lenient` and `plugin_path` are as for `build`. Never raises, whatever the bytes.
    """
    with no_cyclic_collection():
        playbook, found = load(source, name=path, lenient=lenient, granted=_names(allow))
    more: list[Diagnostic] = []
    if playbook is not None:
        bound, more = plugins_of(playbook, source, path, plugin_path)
        found, more = _needed(playbook, bound, found), more + not_lowered.not_lowered(playbook, bound)
    return sorted([*found, *more], key=lambda d: (d.line, d.column)) if more else found


def checked(
    source: Source,
    path: str | None,
    lenient: bool,
    allow: str | Iterable[str] = (),
    plugin_path: Iterable[str | Path] = (),
    *,
    check: bool = True,
) -> tuple[Playbook, list[Diagnostic], Bound | None]:
    """The checked playbook with what was found, and its plug-ins, whose code is looked at with `check`. Raises BuildError."""
    with no_cyclic_collection():
        playbook, diagnostics = load(source, name=path, lenient=lenient, granted=_names(allow))
    if playbook is None or any(d.severity == "error" for d in diagnostics):
        raise BuildError(diagnostics)
    bound, found = plugins_of(playbook, source, path, plugin_path, check)
    if any(d.severity == "error" for d in found):
        raise BuildError(sorted([*diagnostics, *found], key=lambda d: (d.line, d.column)))
    return playbook, found + _needed(playbook, bound, diagnostics), bound


def plugins_of(
    playbook: Playbook, source: Source, path: str | None, plugin_path: Iterable[str | Path], check: bool = True
) -> tuple[Bound | None, list[Diagnostic]]:
    """The plug-ins of a playbook, None if it cannot have any, and what is wrong with those that were found."""
    if not any(wasm_tasks(playbook)) and not any(plugin_bodies(playbook)):
        return None, []

    file = source if isinstance(source, Path) else None if path is None else Path(path)
    return plugin_binding.bind(playbook, plugin_finder.PluginFinder.beside(file, map(Path, plugin_path)), check=check)


def _needed(playbook: Playbook, bound: Bound | None, diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """What was found, without what binding has settled."""
    if bound is None:
        return list(diagnostics)

    return plugin_binding.without_needless(playbook, bound, diagnostics)


def _names(allow: str | Iterable[str]) -> frozenset[str]:
    return expand([allow] if isinstance(allow, str) else allow)
