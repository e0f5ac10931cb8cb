"""Imports: which names are modules or functions of modules, and the calls through them."""

from __future__ import annotations

import ast

from noetlc.frontend import syntax
from noetlc.frontend.body_plugins import is_plugin_module
from noetlc.ir.nodes import Expr
from noetlc.ir.payload import Builtin
from noetlc.lower.python.facts.refused import Refused, RefusedCall, RefusedModule
from noetlc.lower.python.facts.scope import Scope
from noetlc.lower.python.frame.context import Frame, const
from noetlc.lower.python.modules.plugins import binds, import_module, import_names, plugin_value, same_target
from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.modules import CLASS_ATTRIBUTES, CONSTANTS, FUNCTIONS, LIBRARY_CLASSES, MODULES, OBJECTS


def import_(frame: Frame, node: ast.Import) -> None:
    for alias in node.names:
        if is_plugin_module(alias.name):
            if not import_module(frame, alias.name, node):
                return
        elif alias.name not in MODULES:
            raise RefusedModule(node, f"the module {alias.name}", "Use a tool step, or leave the step interpreted.")
        _declare(frame, (alias.asname or alias.name).split(".")[0], node)


def import_from(frame: Frame, node: ast.ImportFrom) -> None:
    module = node.module or ""
    if module == "__future__" or module == "typing":
        for alias in node.names:
            _declare(frame, alias.asname or alias.name, node)
        return
    if is_plugin_module(module) and not node.level:
        for name in import_names(frame, node):
            _declare(frame, name, node)
        return
    if module not in MODULES or node.level:
        raise RefusedModule(node, f"the module {module or '.'}", "Use a tool step, or leave the step interpreted.")
    for alias in node.names:
        if not _is_known(f"{module}.{alias.name}"):
            raise RefusedCall(node, f"{module}.{alias.name}")
        _declare(frame, alias.asname or alias.name, node)


def _is_known(full: str) -> bool:
    """Whether a body can name this member of a module."""
    return full in FUNCTIONS or full in MODULES or full in CONSTANTS or full in CLASS_ATTRIBUTES or full in OBJECTS or is_class_member(full)


def is_class_member(full: str) -> bool:
    return full in LIBRARY_CLASSES or ("." in full and full in EXCEPTIONS)


def _declare(frame: Frame, name: str, node: ast.stmt) -> None:
    """An import binds a name that is always the same thing, so nothing happens at run time."""
    scope = frame.scope.owner
    if name in scope.nonlocals:
        raise Refused(node, f"an import of {name}, which is nonlocal", "Import it in the function that has it.")
    if name in scope.globals:
        scope = frame.body.facts.scopes.root
    if (scope, name) not in frame.body.declared:  # all imports of a name are looked at with the first
        places = scope.defs.get(name, [])
        if any(not isinstance(p, ast.Import | ast.ImportFrom) for p in places):
            raise Refused(node, f"the imported name {name} is assigned elsewhere", "Use another name.")
        same_target([p for p in places if isinstance(p, ast.stmt) and binds(frame, p, name)], name, node)
        frame.body.declared.add((scope, name))
    frame.bind(scope.local(name))


def _imports(frame: Frame, name: str) -> ast.Import | ast.ImportFrom | None:
    """The import statement that binds a name, if only imports do."""
    binding = frame.body.scopes.resolve(frame.scope, name)
    if binding.scope is None:
        return None
    places = binding.scope.defs.get(name, [])
    imports = [p for p in places if isinstance(p, ast.Import | ast.ImportFrom)]
    if len(imports) < len(places):
        return None
    return next((p for p in imports if binds(frame, p, name)), None)


def module_of(frame: Frame, node: ast.expr) -> str | None:
    """The module an expression names: `json`, `os.path`, `dt` after `import datetime as dt`."""
    if isinstance(node, ast.Attribute):
        outer = module_of(frame, node.value)
        return f"{outer}.{node.attr}" if outer is not None and is_module(frame, f"{outer}.{node.attr}") else None
    if not isinstance(node, ast.Name):
        return None
    if node.id in frame.body.facts.predefined_modules and frame.body.scopes.resolve(frame.scope, node.id).scope is None:
        return node.id
    place = _imports(frame, node.id)
    if isinstance(place, ast.Import):
        for alias in place.names:
            if (alias.asname or alias.name.split(".")[0]) == node.id:
                return alias.name if alias.asname else alias.name.split(".")[0]
    if isinstance(place, ast.ImportFrom):
        for alias in place.names:
            full = f"{place.module}.{alias.name}"
            if (alias.asname or alias.name) == node.id and is_module(frame, full):
                return full
    return None


def is_module(frame: Frame, full: str) -> bool:
    if full in MODULES:
        return True
    known = frame.body.facts.plugins
    return known.is_module(full) and known.function(full) is None


def imported_function(frame: Frame, name: str) -> tuple[str, str] | None:
    """(module, function) behind a name bound by `from module import function`."""
    place = _imports(frame, name)
    if isinstance(place, ast.ImportFrom):
        for alias in place.names:
            if (alias.asname or alias.name) == name:
                return str(place.module), alias.name
    return None


def member_of(frame: Frame, node: ast.expr) -> str | None:
    """The member of a module that an expression names, as `module.member`, None if it names none."""
    if isinstance(node, ast.Attribute):
        module = module_of(frame, node.value)
        full = None if module is None else f"{module}.{node.attr}"
    elif isinstance(node, ast.Name):
        imported = imported_function(frame, node.id)
        full = None if imported is None else ".".join(imported)
    else:
        return None
    if full is not None and frame.body.facts.plugins.function(full) is not None:
        return full
    return full if full is not None and _is_known(full) and full not in MODULES else None


def module_class(frame: Frame, node: ast.expr) -> str | None:
    """The key of the class of a module that an expression names, also by a variable that is only assigned the class."""
    full = member_of(frame, node)
    if full is None and isinstance(node, ast.Name):
        binding = frame.body.scopes.resolve(frame.scope, node.id)
        value = None if binding.scope is None else only_value(frame, binding.scope, node.id)
        full = None if value is None else member_of(frame, value)
    return full if full is not None and is_class_member(full) else None


def typing_name(frame: Frame, node: ast.expr) -> str | None:
    """`typing.Sequence`, if an expression names that or its kind."""
    place = _imports(frame, node.id) if isinstance(node, ast.Name) else None
    if isinstance(node, ast.Name) and isinstance(place, ast.ImportFrom) and place.module == "typing":
        return f"typing.{node.id}"
    return f"typing.{node.attr}" if isinstance(node, ast.Attribute) and module_of(frame, node.value) == "typing" else None


def only_value(frame: Frame, scope: Scope, name: str) -> ast.expr | None:
    """What the one statement that binds a variable assigns to it."""
    target = frame.body.scopes.only_binding(scope, name)
    if not isinstance(target, ast.Name):
        return None
    for node in syntax.walk(scope.node):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and node.targets[0] is target:
            return node.value
    return None


def member_value(frame: Frame, full: str, node: ast.expr) -> Expr:
    """A member of a module as a value."""
    if is_plugin_module(full):
        return plugin_value(frame, full)
    if full in CONSTANTS:
        return const(CONSTANTS[full])
    if full in CLASS_ATTRIBUTES:
        return frame.rt(CLASS_ATTRIBUTES[full], node=node)
    if full in OBJECTS:
        return frame.rt(OBJECTS[full], node=node)
    if is_class_member(full):
        return Expr("class", (), full, "val")
    return Expr("function", (), Builtin(full), "val")
