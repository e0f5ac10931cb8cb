"""Plug-ins in bodies: what an import of one means, and the calls of its functions.

Example: `from noetl.plugins import feather` and `feather.encode(rows)` become

    %t = dyn function.feather.encode(%rows) !4:9

a plugin_call of a function of the module, which checks the argument, takes it to the plug-in and brings the result back. An import that
finds nothing raises where it stands.
"""

from __future__ import annotations

import ast

from noetlc.frontend.body_plugins import PACKAGE, is_plugin_module
from noetlc.ir.nodes import Expr
from noetlc.ir.payload import Class, PluginFunction
from noetlc.lower.python.facts.refused import Refused, RefusedCall
from noetlc.lower.python.frame.context import Frame, const


def binds(frame: Frame, place: ast.stmt, name: str) -> bool:
    """Whether an import that binds a name finds it; those of other modules do, or are refused."""
    plugins = frame.body.facts.plugins
    if isinstance(place, ast.ImportFrom) and is_plugin_module(place.module or ""):
        members = [alias.name for alias in place.names if (alias.asname or alias.name) == name]
        return plugins.is_module(str(place.module)) and all(plugins.is_known(f"{place.module}.{member}") for member in members)
    if isinstance(place, ast.Import):
        found = [alias.name for alias in place.names if (alias.asname or alias.name.partition(".")[0]) == name]
        return all(plugins.is_module(one) for one in found if is_plugin_module(one))
    return True


def import_names(frame: Frame, node: ast.ImportFrom) -> list[str]:
    """The names that `from noetl.plugins… import …` binds; what it does not find raises here."""
    module = str(node.module)
    found: list[str] = []
    if not import_module(frame, module, node):
        return found
    for alias in node.names:
        if alias.name == "*":
            raise RefusedCall(node, f"{module}.*", "Name the functions.")
        if not frame.body.facts.plugins.is_known(f"{module}.{alias.name}"):
            message = f"cannot import name '{alias.name}' from '{module}' (unknown location)"
            frame.effect(frame.rt("raise_error", const(Class("ImportError")), const(message), node=node))
            return found
        found.append(alias.asname or alias.name)
    return found


def import_module(frame: Frame, module: str, node: ast.stmt) -> bool:
    """Whether a module below the package is there; if not, it raises here."""
    plugins = frame.body.facts.plugins
    parts = module.split(".")
    for count in range(1, len(parts) + 1):
        name = ".".join(parts[:count])
        if plugins.is_module(name) or PACKAGE.startswith(name):
            continue
        parent = ".".join(parts[: count - 1])
        message = f"No module named '{name}'" + (f"; '{parent}' is not a package" if parent in plugins.paths else "")
        frame.effect(frame.rt("raise_error", const(Class("ModuleNotFoundError")), const(message), node=node))
        return False
    return True


def same_target(places: list[ast.AST], name: str, node: ast.AST) -> None:
    """Refuses a name that imports of plug-ins bind to different things."""
    targets: set[str] = set()
    ours = False
    for place in places:
        if isinstance(place, ast.ImportFrom):
            targets |= {f"{place.module}.{alias.name}" for alias in place.names if (alias.asname or alias.name) == name}
            ours = ours or is_plugin_module(place.module or "")
        elif isinstance(place, ast.Import):
            found = [alias for alias in place.names if (alias.asname or alias.name.partition(".")[0]) == name]
            targets |= {alias.name if alias.asname else name for alias in found}
            ours = ours or any(is_plugin_module(alias.name) for alias in found)
    if ours and len(targets) > 1:
        raise Refused(node, f"the imported name {name} has several meanings", "Use different names.")


def missing(frame: Frame, full: str, node: ast.AST) -> Expr:
    """A member that a module does not have: it raises here."""
    module, _, name = full.rpartition(".")
    message = f"module '{module}' has no attribute '{name}'"
    frame.effect(frame.rt("raise_error", const(Class("AttributeError")), const(message), node=node))
    return const(None)


def plugin_value(frame: Frame, full: str) -> Expr:
    """A function of a plug-in as a value."""
    frame.body.facts.plugins.target(full)
    module, _, name = full.rpartition(".")
    return Expr("function", (), PluginFunction(name, module), "val")
