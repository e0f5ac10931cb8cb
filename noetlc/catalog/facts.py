"""What checking a document found that registering it needs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from noetlc.catalog.keys import PluginDigest
from noetlc.catalog.model import diagnostic_of, diagnostic_row
from noetlc.diagnostics import Diagnostic

Json = Any


@dataclass(frozen=True, slots=True)
class Facts:
    """Of a valid playbook. `runtime` and `target` are what `executor` says, `capabilities` what it declares; `plugins` the plug-ins that
    it names, with the digests of what was found."""

    path: str
    kind: str
    runtime: str
    target: str | None
    capabilities: tuple[str, ...]
    plugins: tuple[PluginDigest, ...]
    diagnostics: tuple[Diagnostic, ...]

    def encode(self) -> str:
        """As JSON text."""
        return json.dumps(
            {
                "path": self.path,
                "kind": self.kind,
                "runtime": self.runtime,
                "target": self.target,
                "capabilities": list(self.capabilities),
                "plugins": [list(one) for one in self.plugins],
                "diagnostics": [diagnostic_row(one) for one in self.diagnostics],
            }
        )


def decode(text: str, file: str) -> Facts:
    """The facts of a JSON text; diagnostics are shown with this file name. Raises ValueError."""
    value: Json = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("facts are an object")
    path, kind, runtime, target = (value.get(name) for name in ("path", "kind", "runtime", "target"))
    plugins, capabilities = value.get("plugins"), value.get("capabilities")
    if not (isinstance(path, str) and isinstance(kind, str) and runtime in ("wasm", "interpreted") and isinstance(target, str | None)):
        raise ValueError("malformed facts")
    if not isinstance(capabilities, list) or not all(isinstance(one, str) for one in capabilities):
        raise ValueError("malformed capabilities")
    if not isinstance(plugins, list) or not all(_is_plugin(one) for one in plugins):
        raise ValueError("malformed plug-ins")
    found = value.get("diagnostics")
    if not isinstance(found, list):
        raise ValueError("malformed diagnostics")
    diagnostics = tuple(diagnostic_of(row, file) for row in found)
    return Facts(path, kind, runtime, target, tuple(capabilities), tuple((a, b, c) for a, b, c in plugins), diagnostics)


def _is_plugin(one: Json) -> bool:
    return isinstance(one, list) and len(one) == 3 and isinstance(one[0], str) and all(isinstance(part, str | None) for part in one[1:])
