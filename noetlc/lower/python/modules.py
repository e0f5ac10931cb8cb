"""Imports: which names are modules or functions of modules, and the calls through them."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Expr
from noetlc.lower.python.binding import bind_primitive
from noetlc.lower.python.context import Frame, Refused, const
from noetlc.lower.python.expressions import lowers as lowers_expr
from noetlc.lower.python.statements import lowers
from noetlc.primitives.python_modules import CLASS_METHODS, FUNCTIONS, MODULES

# builtins outside the compiled language, and what to do instead
NOT_LOWERED = {
    "open": "Read files with a tool step.",
    "eval": "Use json.loads or ast.literal_eval.",
    "exec": "Write the statements out.",
    "compile": "",
    "__import__": "Use an import statement.",
    "input": "Pass values as inputs.",
    "breakpoint": "",
    "globals": "Use ordinary variables.",
    "locals": "Use ordinary variables.",
    "vars": "Use ordinary variables.",
    "dir": "",
    "memoryview": "",
    "help": "",
    "bytearray": "Use bytes.",
    "complex": "",
    "IOError": "Write OSError.",
    "EnvironmentError": "Write OSError.",
    **dict.fromkeys(("Ellipsis", "NotImplemented", "aiter", "anext", "classmethod", "property", "staticmethod", "super"), ""),
    **dict.fromkeys(("__build_class__", "__debug__", "__doc__", "__loader__", "__package__", "__spec__"), ""),
}


@lowers(ast.Import)
def _import(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Import)
    for alias in node.names:
        if alias.name not in MODULES:
            raise Refused(node, f"the module {alias.name}", "Use a tool step, or leave the step interpreted.")
        _declare(frame, (alias.asname or alias.name).split(".")[0], node)


@lowers(ast.ImportFrom)
def _import_from(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.ImportFrom)
    module = node.module or ""
    if module == "__future__" or module == "typing":
        for alias in node.names:
            _declare(frame, alias.asname or alias.name, node)
        return
    if module not in MODULES or node.level:
        raise Refused(node, f"the module {module or '.'}", "Use a tool step, or leave the step interpreted.")
    for alias in node.names:
        if f"{module}.{alias.name}" not in FUNCTIONS and f"{module}.{alias.name}" not in MODULES:
            raise Refused(node, f"{module}.{alias.name}")
        _declare(frame, alias.asname or alias.name, node)


def _declare(frame: Frame, name: str, node: ast.stmt) -> None:
    """An import binds a name that is always the same thing, so nothing happens at run time."""
    scope = frame.scope.owner
    places = scope.defs.get(name, [])
    if any(not isinstance(p, ast.Import | ast.ImportFrom) for p in places):
        raise Refused(node, f"the imported name {name} is assigned elsewhere", "Use another name.")
    frame.bind(scope.local(name))


def _imports(frame: Frame, name: str) -> ast.Import | ast.ImportFrom | None:
    """The import statement that binds a name, if only imports do."""
    binding = frame.body.scopes.resolve(frame.scope, name)
    if binding.scope is None:
        return None
    places = binding.scope.defs.get(name, [])
    found = [p for p in places if isinstance(p, ast.Import | ast.ImportFrom)]
    if found and len(found) == len(places):
        return found[0]
    return None


def module_of(frame: Frame, node: ast.expr) -> str | None:
    """The module an expression names: `json`, `os.path`, `dt` after `import datetime as dt`."""
    if isinstance(node, ast.Attribute):
        outer = module_of(frame, node.value)
        return f"{outer}.{node.attr}" if outer is not None and f"{outer}.{node.attr}" in MODULES else None
    if not isinstance(node, ast.Name):
        return None
    if node.id in ("json", "sys") and node.id in frame.body.predefined_modules:
        return node.id
    place = _imports(frame, node.id)
    if isinstance(place, ast.Import):
        for alias in place.names:
            if (alias.asname or alias.name.split(".")[0]) == node.id:
                return alias.name if alias.asname else alias.name.split(".")[0]
    if isinstance(place, ast.ImportFrom):
        for alias in place.names:
            full = f"{place.module}.{alias.name}"
            if (alias.asname or alias.name) == node.id and full in MODULES:
                return full
    return None


def imported_function(frame: Frame, name: str) -> tuple[str, str] | None:
    """(module, function) behind a name bound by `from module import function`."""
    place = _imports(frame, name)
    if isinstance(place, ast.ImportFrom):
        for alias in place.names:
            if (alias.asname or alias.name) == name:
                return str(place.module), alias.name
    return None


def call(frame: Frame, module: str, name: str, node: ast.Call) -> Expr:
    """The call of a module function."""
    primitive = FUNCTIONS.get(f"{module}.{name}")
    if primitive is None:
        raise Refused(node, f"{module}.{name}", "Use a tool step, or leave the step interpreted.")
    return bind_primitive(frame, primitive, node, name)


def class_call(frame: Frame, cls: str, name: str, node: ast.Call) -> Expr | None:
    """`dict.fromkeys(…)`, `str.join(sep, xs)`: a class method, or a method with its receiver as first argument."""
    primitive = CLASS_METHODS.get(f"{cls}.{name}")
    return None if primitive is None else bind_primitive(frame, primitive, node, name)


@lowers_expr(ast.Attribute)
def _attribute(frame: Frame, node: ast.expr) -> Expr:
    """`module.constant`, or an attribute of a value."""
    assert isinstance(node, ast.Attribute)
    from noetlc.lower.python.expressions import expression
    from noetlc.primitives.python_modules import CONSTANTS

    module = module_of(frame, node.value)
    if module is not None:
        if f"{module}.{node.attr}" in CONSTANTS:
            return const(CONSTANTS[f"{module}.{node.attr}"])
        raise Refused(node, f"{module}.{node.attr} as a value")
    return frame.rt("py_getattr", expression(frame, node.value), const(node.attr), node=node)
