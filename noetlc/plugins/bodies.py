"""Plug-ins that Python bodies import: which of them are found, and W15 for names that are not there."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from noetlc.diagnostics import Diagnostic, Span
from noetlc.frontend import syntax
from noetlc.frontend.body_plugins import (
    PACKAGE,
    PluginBody,
    PluginImport,
    imported_paths,
    is_plugin_module,
    packages_of,
    plugin_bodies,
    plugin_path,
)
from noetlc.frontend.checks.nearest import nearest
from noetlc.frontend.playbook import Playbook
from noetlc.plugins.model import Plugin, PluginError

Find = Callable[[str], Plugin | None]
Near = Callable[[str], str | None]

_CATCHES = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError", "Exception", "BaseException"})


@dataclass(frozen=True, slots=True)
class BodyUse:
    """A plug-in that a body imports, or what is wrong with the one that was found."""

    path: str
    plugin: Plugin | PluginError
    span: Span


def body_uses(playbook: Playbook, find: Find) -> Iterator[BodyUse]:
    """The plug-ins that bodies import, as far as they are found, with the place of the import."""
    for body in plugin_bodies(playbook):
        for path, node in _paths(body):
            try:
                found: Plugin | PluginError | None = find(path)
            except PluginError as error:
                found = error
            if found is not None:
                yield BodyUse(path, found, body.span(node))


def unknown_names(playbook: Playbook, find: Find, near: Near) -> list[Diagnostic]:
    """W15 for plug-ins that no folder has, and for functions that they do not declare; what a body catches is left alone."""
    found: list[Diagnostic] = []
    for body in plugin_bodies(playbook):
        known: dict[str, Plugin] = {}
        try:
            for path, _ in _paths(body):
                plugin = find(path)
                if plugin is not None:
                    known[path] = plugin
        except PluginError:
            continue  # which is an error of its own
        for node, message, hint in _unknown(body, known, near):
            span = body.span(node)
            found.append(Diagnostic("W15", "warning", message, playbook.source.name, span.line, span.column, hint, span))
    return found


def _paths(body: PluginBody) -> Iterator[tuple[str, PluginImport]]:
    yield from imported_paths(body.libs)
    yield from imported_paths(body.tree)


Found = tuple[ast.AST, str, str]  # node, message, hint


def _unknown(body: PluginBody, known: dict[str, Plugin], near: Near) -> Iterator[Found]:
    names = _Names(known, near, _caught(body.tree))
    for node in [*syntax.walk(body.libs), *syntax.walk(body.tree)]:
        if isinstance(node, ast.ImportFrom) and not node.level and is_plugin_module(node.module or ""):
            yield from names.from_import(node)
        elif isinstance(node, ast.Import):
            yield from names.plain_import(node)
    yield from names.uses(body.tree)


class _Names:
    """What the imports of a body name, as far as it was read."""

    def __init__(self, known: dict[str, Plugin], near: Near, caught: set[int]) -> None:
        self._known = known
        self._near = near
        self._caught = caught
        self._packages = packages_of(known)
        self._modules: dict[str, str] = {}  # names that are bound to a plug-in -> its path

    def from_import(self, node: ast.ImportFrom) -> Iterator[Found]:
        module = str(node.module)
        path = plugin_path(module) if module != PACKAGE else ""
        if path and path not in self._known and module not in self._packages:
            if id(node) not in self._caught:
                below = f"{path}/{node.names[0].name}"
                meant_below = self._near(path) is None and self._near(below) is not None
                yield node, *_no_plugin(below if meant_below else path, self._near)
            return
        for alias in node.names:
            below = f"{path}/{alias.name}" if path else alias.name
            if path in self._known and alias.name in self._known[path].manifest.functions:
                continue
            if below in self._known:
                self._modules[alias.asname or alias.name] = below
            elif id(node) not in self._caught and alias.name != "*" and f"{module}.{alias.name}" not in self._packages:
                absent = _no_function(self._known[path], path, alias.name) if path in self._known else _no_plugin(below, self._near)
                yield node, *absent

    def plain_import(self, node: ast.Import) -> Iterator[Found]:
        for alias in node.names:
            if not alias.name.startswith(PACKAGE + "."):
                continue
            path = plugin_path(alias.name)
            if path in self._known:
                self._modules.update({alias.asname: path} if alias.asname else {})
            elif alias.name not in self._packages and id(node) not in self._caught:
                yield node, *_no_plugin(path, self._near)

    def uses(self, tree: ast.Module) -> Iterator[Found]:
        """Functions that a plug-in does not have, by the names of modules that mean nothing else."""
        bound = {node.id for node in syntax.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
        bound |= {node.arg for node in syntax.walk(tree) if isinstance(node, ast.arg)}
        for node in syntax.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and id(node) not in self._caught:
                path = self._modules.get(node.value.id, "")
                if not path or node.value.id in bound or node.attr.startswith("__"):
                    continue
                if node.attr not in self._known[path].manifest.functions:
                    yield node, *_no_function(self._known[path], path, node.attr)


def _caught(tree: ast.Module) -> set[int]:
    """What stands in a `try` that handles its failure."""
    found: set[int] = set()
    for node in syntax.walk(tree):
        if isinstance(node, ast.Try) and any(_handles(handler) for handler in node.handlers):
            found.update(id(part) for statement in node.body for part in syntax.walk(statement))
    return found


def _handles(handler: ast.ExceptHandler) -> bool:
    names = {part.id for part in syntax.walk(handler.type) if isinstance(part, ast.Name)} if handler.type is not None else _CATCHES
    return not names.isdisjoint(_CATCHES)


def _no_plugin(path: str, near: Near) -> tuple[str, str]:
    meant = near(path)
    hint = f"did you mean {meant}?" if meant else "name a plug-in that is there, or give its folder with --plugin-path"
    return f"no plug-in folder has {path}: the import fails", hint


def _no_function(plugin: Plugin, path: str, name: str) -> tuple[str, str]:
    functions = plugin.manifest.functions
    meant = nearest(name, functions)
    listed = ", ".join(sorted(functions)) or "none"
    return f"plug-in {path} has no function {name}", f"did you mean {meant}?" if meant else f"its functions are: {listed}"
