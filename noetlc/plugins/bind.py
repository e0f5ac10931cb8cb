"""Binding at build time: which plug-ins the tasks of a playbook get, from what a finder has.

What is found is part of the build: its bytes are linked into the module, and the interpreter calls the same bytes. What is not
found stays a call of the host.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from noetlc.diagnostics import Diagnostic, Span
from noetlc.frontend.nodes import Node, Scalar, Sequence
from noetlc.frontend.playbook import Playbook, Task
from noetlc.frontend.plugins import PluginUse, is_intent, plugin_span, plugin_use, wasm_tasks
from noetlc.host.sections import MalformedModule, read_module
from noetlc.late import late
from noetlc.plugins.bodies import body_uses, unknown_names
from noetlc.plugins.finder import PluginFinder
from noetlc.plugins.model import Plugin, PluginError

if TYPE_CHECKING:
    from noetlc import link
else:
    link = late("noetlc.link")  # most playbooks have no plug-ins

Mode = Literal["linked", "shared"]

MAX_PLUGINS = 12
MAX_MEMORIES = 15  # of all plug-ins: a host takes 16, one is the playbook's
EACH_MB = 64
"""What one memory of a plug-in may grow to, and all of them together to as much as the playbook's own."""

PREFIX = "plugin:"
"""What the names of plug-ins' functions in a module begin with."""

_ODD = re.compile(r"[^0-9A-Za-z_/@-]")

DEFAULT_MB = 256
PAGES_PER_MB = 16


@dataclass(frozen=True, slots=True)
class BoundPlugin:
    """A plug-in of a build. `alias` is its name in the module, `uses` the paths and versions it was found under, `entries` what is called
    of it, sorted; `max_pages` is what each of its memories may grow to."""

    plugin: Plugin
    alias: str
    uses: tuple[tuple[str, str | None], ...]
    entries: tuple[str, ...]
    max_pages: int
    mode: Mode = "linked"


@dataclass(frozen=True, slots=True)
class Bound:
    """The plug-ins of one playbook, in order of first use."""

    plugins: tuple[BoundPlugin, ...] = ()
    _known: dict[tuple[str, str | None], BoundPlugin] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._known.update({key: one for one in self.plugins for key in one.uses})

    def find(self, path: str, version: str | None) -> BoundPlugin | None:
        """The plug-in that a path and version stand for."""
        return self._known.get((path, version))

    def get(self, use: PluginUse) -> BoundPlugin | None:
        """The plug-in of a task, if its entry is bound, too."""
        found = self.find(use.path, use.version)
        return found if found is not None and use.entry in found.entries else None

    def entries(self) -> Iterator[tuple[str, str | None, str]]:
        """Path, version and entry of everything that a task may call."""
        return ((path, version, entry) for one in self.plugins for path, version in one.uses for entry in one.entries)

    def declared(self) -> dict[str, str]:
        """By path, the section of what a plug-in declares that was found without a version: bodies import those."""
        return {path: one.plugin.manifest.encode().decode() for one in self.plugins for path, version in one.uses if version is None}

    @property
    def foreign(self) -> bool:
        """Whether a module with these plug-ins holds code that this compiler did not make."""
        return any(one.mode == "linked" for one in self.plugins)

    def manifest(self) -> list[dict[str, object]]:
        """The key `plugins` of the manifest: sorted by path and version."""
        rows = [(path, version, one) for one in self.plugins for path, version in one.uses]
        rows.sort(key=lambda row: (row[0], row[1] or ""))
        return [
            {"path": path, "version": _number(version), "digest": one.plugin.digest, "mode": one.mode} for path, version, one in rows
        ]


@dataclass(slots=True)
class _Wanted:
    """A plug-in with what the playbook wants of it."""

    plugin: Plugin
    uses: dict[tuple[str, str | None], None] = field(default_factory=dict)
    entries: dict[str, None] = field(default_factory=dict)


def bind(playbook: Playbook, finder: PluginFinder, *, check: bool = True) -> tuple[Bound, list[Diagnostic]]:
    """The plug-ins of a playbook, and what is wrong with those that were found, at the place that names them.

    Without `check` the code of those that are to be linked is not looked at: linking does that, too.
    """
    diagnostics: list[Diagnostic] = []

    def report(error: PluginError, use: PluginUse, span: Span) -> None:
        message = f"plug-in {use}: {str(error).removeprefix('the plug-in ')}"
        diagnostics.append(Diagnostic(error.code, "error", message, playbook.source.name, span.line, span.column, error.hint, span))

    wanted: dict[str, _Wanted] = {}
    places: list[tuple[PluginUse, Span, _Wanted, list[str]]] = []
    for use, span in uses_of(playbook):
        try:
            plugin = finder.find(use.path, use.version)
        except PluginError as error:
            report(error, use, span)
            continue
        if plugin is None:
            diagnostics += _near(playbook, finder, use, span)
            continue
        one = wanted.setdefault(plugin.digest, _Wanted(plugin))
        one.uses[use.path, use.version] = None
        one.entries[use.entry] = None
        places.append((use, span, one, [use.entry]))
    for body in body_uses(playbook, lambda path: finder.find(path, None)):
        use = PluginUse(body.path, None, "")
        if isinstance(body.plugin, PluginError):
            report(body.plugin, use, body.span)
            continue
        one = wanted.setdefault(body.plugin.digest, _Wanted(body.plugin))
        one.uses[use.path, use.version] = None
        functions = list(body.plugin.manifest.functions)
        one.entries |= dict.fromkeys(functions)
        places.append((use, body.span, one, functions))
    pages = _pages(playbook, [one.plugin for one in wanted.values() if _mode(one.plugin) == "linked"])
    whole = _limit_mb(playbook) * PAGES_PER_MB
    linked_later = {digest for digest, one in wanted.items() if not check and _mode(one.plugin) == "linked"}
    sound = linked_later | {digest for digest, one in wanted.items() if digest not in linked_later and _is_sound(one.plugin, one.entries)}
    checked: dict[str, set[str]] = {}
    for use, span, one, entries in places:
        known = checked.get(one.plugin.digest)
        if known is not None and known.issuperset(entries):
            continue
        checked[one.plugin.digest] = {*(known or ()), *entries}
        try:
            if one.plugin.digest not in sound:
                link.check_plugin(one.plugin.wasm, entries)
            _check(one.plugin, entries, pages if _mode(one.plugin) == "linked" else whole)
        except PluginError as error:
            report(error, use, span)
    if places and not diagnostics:
        diagnostics += _too_many(playbook, [one for one in wanted.values() if _mode(one.plugin) == "linked"], places[-1][1])
    diagnostics += unknown_names(playbook, lambda path: finder.find(path, None), lambda path: finder.near(path, None))
    taken: set[str] = set()
    plugins = tuple(
        BoundPlugin(
            one.plugin,
            _alias(one.uses, taken),
            tuple(one.uses),
            tuple(sorted(one.entries)),
            pages if _mode(one.plugin) == "linked" else whole,
            _mode(one.plugin),
        )
        for one in wanted.values()
    )
    bound = Bound(plugins)
    return bound, diagnostics + _secrets(playbook, lambda use: bound.get(use) is not None)


def _is_sound(plugin: Plugin, entries: Iterable[str]) -> bool:
    """Whether a plug-in with all these entries can be linked: one look for all of them."""
    try:
        link.check_plugin(plugin.wasm, entries)
    except PluginError:
        return False
    return True


def _check(plugin: Plugin, entries: list[str], most_pages: int) -> None:
    """Raises PluginError for an entry or a memory that a sound plug-in may have and a linked one may not."""
    if link.FLUSHED in entries:
        raise PluginError("P03", f"exports `{link.FLUSHED}`, a name that linking needs for itself", "give the entry another name")
    least = 0
    with suppress(MalformedModule):  # who links it says so
        least = max((least for least, _ in read_module(plugin.wasm).memory_pages), default=0)
    if least > most_pages:
        message = f"a memory of it begins with {least} pages, and it may have {most_pages}"
        raise PluginError("P07", message, "begin with less memory and grow, or raise executor.wasm.limits.memory_mb")


def uses_of(playbook: Playbook) -> Iterator[tuple[PluginUse, Span]]:
    """The plug-ins that a playbook names where a build can bind them, with the place."""
    for task in wasm_tasks(playbook):
        use = plugin_use(task)
        if use is not None:
            yield use, plugin_span(task)


def without_needless(playbook: Playbook, bound: Bound, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics without those (W10) that ask for a host tool where a plug-in is bound, or an intent is meant."""
    settled = [task.span for task in wasm_tasks(playbook) if is_intent(task) or _is_bound(task, bound)]
    return [d for d in diagnostics if d.code != "W10" or not any(_inside(d, span) for span in settled)]


def _is_bound(task: Task, bound: Bound) -> bool:
    use = plugin_use(task)
    return use is not None and bound.get(use) is not None


def _inside(diagnostic: Diagnostic, span: Span) -> bool:
    return (span.line, span.column) <= (diagnostic.line, diagnostic.column) < (span.end_line, span.end_column)


def other_plugins(listed: object, bound: Bound | None) -> list[str]:
    """How the plug-ins at hand differ from those that a module's manifest lists, which may hold anything."""
    have = {(row["path"], row["version"]): row["digest"] for row in (bound or Bound()).manifest()}
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    wrong: list[str] = []
    for row in rows:
        path, version = row.get("path"), row.get("version")
        if not isinstance(path, str) or not isinstance(version, str | int | None):
            continue
        name = path if version is None else f"{path}@{version}"
        digest = have.pop((path, version), None)
        if digest is None:
            wrong.append(f"plug-in {name} of the module is not in a plug-in folder")
        elif digest != row.get("digest"):
            wrong.append(f"plug-in {name} is not the one that the module was built with")
    return wrong + [f"plug-in {path if version is None else f'{path}@{version}'} is not part of the module" for path, version in have]


def _alias(uses: Iterable[tuple[str, str | None]], taken: set[str]) -> str:
    """The name of a plug-in in the module: its path and version in letters that every tool takes, and no dot, which ends it."""
    path, version = next(iter(uses))
    base = alias = PREFIX + _ODD.sub("_", path if version is None else f"{path}@{version}")
    count = 1
    while alias in taken:
        count += 1
        alias = f"{base}~{count}"
    taken.add(alias)
    return alias


def _number(version: str | None) -> int | str | None:
    """A version as the manifest has it: a number where it is one."""
    if version is None or not version.isdecimal():
        return version
    return int(version) if str(int(version)) == version else version


def _mode(plugin: Plugin) -> Mode:
    """What is written in kernel Python and keeps nothing is compiled together with the playbook."""
    return "shared" if plugin.kernel is not None and plugin.manifest.reentrant else "linked"


def _limit_mb(playbook: Playbook) -> int:
    return dict(playbook.executor.limits).get("memory_mb", DEFAULT_MB)


def _pages(playbook: Playbook, plugins: list[Plugin]) -> int:
    """What each memory of a plug-in may grow to."""
    return min(EACH_MB * PAGES_PER_MB, _limit_mb(playbook) * PAGES_PER_MB // max(1, _memories(plugins)))


def _memories(plugins: Iterable[Plugin]) -> int:
    try:
        return sum(len(read_module(one.wasm).memory_pages) for one in plugins)
    except ValueError:
        return 1  # of what is no module: the check of each says so


def _too_many(playbook: Playbook, wanted: Iterable[_Wanted], span: Span) -> list[Diagnostic]:
    plugins = [one.plugin for one in wanted]
    memories = _memories(plugins)
    if len(plugins) <= MAX_PLUGINS and memories <= MAX_MEMORIES:
        return []
    message = f"the playbook has {len(plugins)} plug-ins with {memories} memories, more than {MAX_PLUGINS} and {MAX_MEMORIES}"
    hint = "split the playbook, or make one plug-in of several"
    return [Diagnostic("P07", "error", message, playbook.source.name, span.line, span.column, hint, span)]


def _secrets(playbook: Playbook, bound: Callable[[PluginUse], bool]) -> list[Diagnostic]:
    """P09 for an input that mentions a credential: no host puts it in, and the plug-in must not see it."""
    words = ("keychain", *playbook.keychain)
    found: list[Diagnostic] = []
    for step in playbook.steps:
        for task in step.tasks:
            use = plugin_use(task)
            if use is None or not bound(use):
                continue
            for scalar in (one for _, node in (*task.input, *step.input) for one in _scalars(node)):
                if scalar.is_template and any(word in scalar.text for word in words):
                    message = f"plug-in {use}: its input mentions the keychain, which only host tools can be given"
                    at = scalar.span
                    hint = "call what needs a credential as a host tool, and give the plug-in its result"
                    found.append(Diagnostic("P09", "error", message, playbook.source.name, at.line, at.column, hint, at))
    return found


def _scalars(node: Node) -> Iterator[Scalar]:
    todo = [node]
    while todo:
        item = todo.pop()
        if isinstance(item, Scalar):
            yield item
        elif isinstance(item, Sequence):
            todo.extend(reversed(item.items))
        else:
            todo.extend(value for _, value in reversed(item.entries))


def _near(playbook: Playbook, finder: PluginFinder, use: PluginUse, span: Span) -> list[Diagnostic]:
    """P08 for a plug-in that is not there while one with nearly its name is."""
    near = finder.near(use.path, use.version)
    if near is None:
        return []
    message = f"plug-in {use} is not in a plug-in folder, so the step calls the host tool wasm; did you mean {near}?"
    hint = "name a plug-in that is there, or give its folder with --plugin-path"
    return [Diagnostic("P08", "warning", message, playbook.source.name, span.line, span.column, hint, span)]
