"""Plug-ins in bodies: what an import of one means, and the calls of its functions.

Example: `from noetl.plugins import feather` and `feather.encode(rows)` become

    %t = dyn function.feather.encode(%rows) !4:9

a call of a function of the module, which checks the argument, takes it to the plug-in and brings the result back. An import that
finds nothing raises where it stands.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from noetlc.frontend.body_plugins import PACKAGE, imported_paths, is_plugin_module, module_name, packages_of
from noetlc.ir.build import op
from noetlc.ir.nodes import Expr, Function, If, Return, Stmt
from noetlc.ir.payload import Class
from noetlc.layout.objects import TUPLE_ITEMS, Tuple
from noetlc.layout.tags import T_FUNCTION
from noetlc.lower.python.frame.context import Frame, Refused, RefusedCall, const, local
from noetlc.plugins.model import PluginFunction

LENGTH = Tuple.FIELDS["length"][1]
RESULTS = {"json": "val", "bytes": "val", "str": "str", "int": "int", "float": "float", "bool": "bool"}

Functions = Mapping[str, PluginFunction]


class PluginFunctions:
    """The plug-ins of a build, for bodies. This one has none."""

    def functions(self, path: str) -> Functions | None:
        """What a plug-in declares; None if the build has none with that path."""
        return None

    def target(self, path: str, name: str) -> str:
        """The function of the module that stands for one of a plug-in: it takes and gives what bodies have."""
        raise LookupError(path, name)


@dataclass(frozen=True, slots=True)
class BodyPlugins:
    """The plug-ins that one body imports, by the modules that they are there."""

    build: PluginFunctions = field(default_factory=PluginFunctions)
    paths: Mapping[str, str] = field(default_factory=dict)  # module -> path of the plug-in
    packages: frozenset[str] = frozenset()

    @classmethod
    def of(cls, tree: ast.AST, build: PluginFunctions) -> BodyPlugins:
        found = {module_name(path): path for path, _ in imported_paths(tree) if build.functions(path) is not None}
        return cls(build, found, packages_of(list(found.values())))

    def is_module(self, name: str) -> bool:
        return name in self.paths or name in self.packages

    def function(self, full: str) -> PluginFunction | None:
        """The function behind `noetl.plugins.feather.encode`."""
        module, _, name = full.rpartition(".")
        path = self.paths.get(module)
        return None if path is None else (self.build.functions(path) or {}).get(name)

    def is_known(self, full: str) -> bool:
        return self.is_module(full) or self.function(full) is not None

    def target(self, full: str) -> str:
        module, _, name = full.rpartition(".")
        return self.build.target(self.paths[module], name)


def binds(frame: Frame, place: ast.stmt, name: str) -> bool:
    """Whether an import that binds a name finds it; those of other modules do, or are refused."""
    plugins = frame.body.plugins
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
        if not frame.body.plugins.is_known(f"{module}.{alias.name}"):
            message = f"cannot import name '{alias.name}' from '{module}' (unknown location)"
            frame.effect(frame.rt("raise_error", const(Class("ImportError")), const(message), node=node))
            return found
        found.append(alias.asname or alias.name)
    return found


def import_module(frame: Frame, module: str, node: ast.stmt) -> bool:
    """Whether a module below the package is there; if not, it raises here."""
    plugins = frame.body.plugins
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


def same_target(frame: Frame, places: list[ast.AST], name: str, node: ast.AST) -> None:
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


def call(frame: Frame, full: str, node: ast.Call) -> Expr:
    """The call of a function of a plug-in, by its module and name; or of what is none."""
    from noetlc.lower.python.calls.call import dynamic_call
    from noetlc.lower.python.expressions.operators import expression

    plugins = frame.body.plugins
    function = plugins.function(full)
    if function is None and not plugins.is_module(full):
        if full.rpartition(".")[2].startswith("__"):
            raise RefusedCall(node.func, f"{full.rpartition('.')[2]} of a plug-in", "Use its functions.")
        return missing(frame, full, node.func)
    starred = any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords)
    if starred and function is not None:
        return dynamic_call(frame, lambda: value(frame, full), node)
    if starred:
        raise Refused(node, f"the module {full} as a value", "Use its functions.")
    makers = [(lambda a=a: expression(frame, a)) for a in [*node.args, *(k.value for k in node.keywords)]]
    values = frame.operands(makers)
    why = "'module' object is not callable" if function is None else _misfit(function, len(node.args), bool(node.keywords))
    if function is None or why:
        for one in values:
            frame.keep(one)
        frame.effect(frame.rt("raise_type_error", const(why), node=node))
        return const(None)
    return frame.rt(plugins.target(full), *values, node=node, type_=RESULTS[function.result])


def _misfit(function: PluginFunction, given: int, named: bool) -> str:
    """The text of the TypeError for these arguments, empty if there is none."""
    if named:
        return f"{function.name}() takes no keyword arguments"
    return "" if given == len(function.params) else _miscounted(function, str(given))


def _miscounted(function: PluginFunction, given: str) -> str:
    count = len(function.params)
    return f"{function.name}() takes {count} argument{'' if count == 1 else 's'} ({given} given)"


def missing(frame: Frame, full: str, node: ast.AST) -> Expr:
    """A member that a module does not have: it raises here."""
    module, _, name = full.rpartition(".")
    message = f"module '{module}' has no attribute '{name}'"
    frame.effect(frame.rt("raise_error", const(Class("AttributeError")), const(message), node=node))
    return const(None)


def value(frame: Frame, full: str) -> Expr:
    """A function of a plug-in as a value."""
    frame.body.plugins.target(full)
    return Expr("builtin", (), full, "val")


def value_entry(full: str, function: PluginFunction, target: str) -> Function:
    """The entry `(self, args, kwargs)` of a function of a plug-in that is used as a value."""
    types = dict.fromkeys(("self", "args", "kwargs"), "val")
    named = Expr("dyn", (const(_misfit(function, 0, True)),), "raise_type_error", "val")
    count = op("i32.load", local("args", "i32"), imm=LENGTH)
    first = Expr("i32.const", (), 0, "i32")
    counted = Expr("dyn", (const(_miscounted(function, "$")), local("args", "val"), first), "raise_argument_count", "val")
    items = tuple(Expr("i32.load", (local("args", "i32"),), TUPLE_ITEMS + 4 * i, "val") for i in range(len(function.params)))
    body: list[Stmt] = [
        If(Expr("dyn", (local("kwargs", "val"),), "has_named", "bool"), [Return(named)], []),
        If(op("i32.ne", count, Expr("i32.const", (), len(items), "i32")), [Return(counted)], []),
        Return(Expr("dyn", items, target, RESULTS[function.result])),
    ]
    return Function(f"builtin.{full}", ("self", "args", "kwargs"), "val", types, body, provides=frozenset((T_FUNCTION,)))
