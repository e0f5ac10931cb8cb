"""The plug-ins that a body imports."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from noetlc.frontend.body_plugins import imported_paths, module_name, packages_of
from noetlc.plugins.model import PluginFunction

RESULTS = {"json": "val", "bytes": "val", "str": "str", "int": "long", "float": "float", "bool": "bool"}

Functions = Mapping[str, PluginFunction]


class PluginFunctions:
    """The plug-ins of a build, for bodies. This one has none."""

    def functions(self, path: str) -> Functions | None:  # noqa: ARG002 - builds with plug-ins look there
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
