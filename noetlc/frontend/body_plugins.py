"""Imports of plug-ins in Python bodies (language.md 10): `from noetl.plugins import feather`, `from noetl.plugins.system import fold`.

Below the package `noetl.plugins` stand the plug-ins that declare functions, plug-in `system/fold` as module `noetl.plugins.system.fold`.
Such imports are pure: what a plug-in may do is bounded by its contract.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from noetlc.diagnostics import Span
from noetlc.frontend import syntax
from noetlc.frontend.nodes import Mapping, Scalar, plain
from noetlc.frontend.playbook import Playbook, Task
from noetlc.frontend.python_body import BodyError, libs_prelude, parse_body

PACKAGE = "noetl.plugins"
PARENT = "noetl"

PluginImport = ast.Import | ast.ImportFrom


@dataclass(frozen=True, slots=True)
class PluginBody:
    """A Python body that imports from the package; `libs` are the imports that its key `libs` adds, a tree without places."""

    task: Task
    code: Scalar
    tree: ast.Module
    libs: ast.Module

    def span(self, node: ast.AST | None) -> Span:
        """Where a statement or expression of the body stands; for None, what `libs` names."""
        line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
        if not line:
            libs = self.task.key("libs")
            return self.code.span if libs is None else libs.span
        lines = self.code.text.split("\n")
        before = lines[line - 1].encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore") if line <= len(lines) else ""
        return self.code.locate(sum(len(one) + 1 for one in lines[: line - 1]) + len(before), 1)


def plugin_bodies(playbook: Playbook) -> Iterator[PluginBody]:
    """The bodies that import plug-ins, in document order; what templates write is not known before a run."""
    for step in playbook.steps:
        for task in step.tasks:
            found = with_plugins(task)
            if found is not None:
                yield found


def with_plugins(task: Task) -> PluginBody | None:
    """The body of a task, if it has one that imports plug-ins."""
    code = body_source(task) if task.kind == "python" else None
    if code is None or ("noetl" not in code.text and task.key("libs") is None):
        return None
    tree = parse_body(code.text)
    libs = imports_of_libs(task)
    if isinstance(tree, BodyError) or not (imports_plugins(tree) or imports_plugins(libs)):
        return None
    return PluginBody(task, code, tree, libs)


def body_source(task: Task) -> Scalar | None:
    """The code of a body that is no template."""
    code = task.key("code")
    if code is None:
        script = task.key("script")
        source = script.get("source") if isinstance(script, Mapping) else None
        code = source.get("code") if isinstance(source, Mapping) else None
    return code if isinstance(code, Scalar) and isinstance(code.value, str) and not code.has_marks else None


def imports_of_libs(task: Task) -> ast.Module:
    """The imports that `libs` adds; none if they are malformed, or written by a template."""
    libs = task.key("libs")
    value = plain(libs) if isinstance(libs, Mapping) else {}
    try:
        tree = ast.parse(libs_prelude(value if isinstance(value, dict) else {}))
    except (ValueError, SyntaxError):
        return ast.Module([], [])
    for node in syntax.walk(tree):
        if hasattr(node, "lineno"):
            node.lineno = 0
    return tree


def is_plugin_module(name: str) -> bool:
    """Whether a module is the package or stands below it."""
    return name == PACKAGE or name.startswith(PACKAGE + ".")


def module_name(path: str) -> str:
    """The module of the plug-in with that path."""
    return f"{PACKAGE}.{path.replace('/', '.')}"


def plugin_path(module: str) -> str:
    """The path of the plug-in behind a module below the package."""
    return module[len(PACKAGE) + 1 :].replace(".", "/")


def packages_of(paths: Iterable[str]) -> frozenset[str]:
    """The names of the packages above plug-ins, those of all bodies included."""
    found = {PARENT, PACKAGE}
    for path in paths:
        parts = path.split("/")[:-1]
        found.update(f"{PACKAGE}.{'.'.join(parts[: i + 1])}" for i in range(len(parts)))
    return frozenset(found)


def imported_paths(tree: ast.AST) -> Iterator[tuple[str, PluginImport]]:
    """The paths of plug-ins that the imports of a body may mean, in source order: what follows `import` may be a plug-in or a function,
    and the modules above are imported, too."""
    imports = [node for node in syntax.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    for node in sorted(imports, key=lambda node: (node.lineno, node.col_offset)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif node.level or not is_plugin_module(node.module or ""):
            continue
        else:
            modules = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names if alias.name != "*")]
        for path in dict.fromkeys(one for module in modules for one in _paths(module)):
            yield path, node


def _paths(module: str) -> Iterator[str]:
    """The path behind a module and those above it."""
    parts = plugin_path(module).split("/") if module.startswith(PACKAGE + ".") else []
    return ("/".join(parts[: i + 1]) for i in range(len(parts)))


def library_paths(module: str, name: str | None) -> Iterator[str]:
    """The same of one import that `libs` adds."""
    for one in (module, f"{module}.{name}" if name else ""):
        yield from _paths(one)


def imports_plugins(tree: ast.AST) -> PluginImport | None:
    """The first import from the package, None if there is none."""
    for node in syntax.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level and is_plugin_module(node.module or ""):
            return node
        if isinstance(node, ast.Import) and any(is_plugin_module(alias.name) for alias in node.names):
            return node
    return None
