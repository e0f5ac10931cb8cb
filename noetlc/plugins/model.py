"""What a plug-in module says of itself, in its custom section `noetlc.plugin`.

    {"plugin": 1, "reentrant": true, "functions": {"encode": {"params": ["json"], "result": "bytes", "doc": "…"}}}

A function is an entry of the module, `(ptr, len) -> i64` like `run`. Its input is the JSON of its only argument, or the argument's
bytes themselves where the parameter is `bytes`; with no or several parameters it is a JSON array, `bytes` in it as base64 text. Its
output is JSON, or the bytes themselves where the result is `bytes`.
"""

from __future__ import annotations

import json
import keyword
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

from noetlc.errors import NoetlcError
from noetlc.json_text import read_json

SECTION = "noetlc.plugin"
VERSION = 1
MAX_SECTION = 64 << 10
MAX_FUNCTIONS = 100
MAX_PARAMETERS = 20

Type = Literal["json", "bytes", "str", "int", "float", "bool"]
TYPES: tuple[Type, ...] = get_args(Type)


class PluginError(NoetlcError):
    """A plug-in that was found cannot be used. `code` is that of a diagnostic, `hint` what to do."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


@dataclass(frozen=True, slots=True)
class PluginFunction:
    """A function that Python bodies may import: types of its parameters and of its result."""

    name: str
    params: tuple[Type, ...]
    result: Type
    doc: str = ""

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.params)}) -> {self.result}"


@dataclass(frozen=True, slots=True)
class PluginManifest:
    """`reentrant`: the module may be called again without being made as new; it keeps nothing that a caller could see."""

    reentrant: bool = False
    functions: dict[str, PluginFunction] = field(default_factory=dict)

    def encode(self) -> bytes:
        """The section's content; keys sorted."""
        functions = {
            one.name: {"params": list(one.params), "result": one.result, **({"doc": one.doc} if one.doc else {})}
            for one in self.functions.values()
        }
        content = {"plugin": VERSION, "reentrant": self.reentrant, "functions": functions}
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plug-in module that was found. `digest` is the SHA-256 of `wasm` in hex; `kernel` the source it was built from, if
    it is written in kernel Python: a build may then compile it together with the playbook instead of linking `wasm`."""

    path: str
    version: str | None
    digest: str
    wasm: bytes = field(repr=False)
    manifest: PluginManifest
    kernel: Path | None = None


def parse_manifest(content: bytes) -> PluginManifest:
    """The manifest of a section that may hold anything. Raises PluginError P06."""
    if len(content) > MAX_SECTION:
        raise _malformed(f"it has {len(content)} bytes, more than {MAX_SECTION}")
    try:
        value = read_json(content)
    except ValueError as error:
        raise _malformed("it is no JSON") from error
    if not isinstance(value, dict) or value.get("plugin") != VERSION or isinstance(value.get("plugin"), bool):
        raise _malformed(f'it is no object with "plugin": {VERSION}')
    reentrant, functions = value.get("reentrant", False), value.get("functions", {})
    if not isinstance(reentrant, bool):
        raise _malformed("reentrant must be true or false")
    if not isinstance(functions, dict) or len(functions) > MAX_FUNCTIONS:
        raise _malformed(f"functions must be an object with at most {MAX_FUNCTIONS} entries")
    return PluginManifest(reentrant, {name: _function(name, entry) for name, entry in functions.items()})


def _function(name: str, value: object) -> PluginFunction:
    if not name.isidentifier() or not name.isascii() or keyword.iskeyword(name):
        raise _malformed(f"{name[:80]!r} is no name of a function")
    entry = value if isinstance(value, dict) else {}
    params, result, doc = entry.get("params"), entry.get("result"), entry.get("doc", "")
    if not isinstance(params, list) or len(params) > MAX_PARAMETERS or any(one not in TYPES for one in params) or result not in TYPES:
        raise _malformed(f"{name} needs params, a list, and result, with types among {', '.join(TYPES)}")
    if not isinstance(doc, str):
        raise _malformed(f"the doc of {name} must be text")
    return PluginFunction(name, tuple(cast(list[Type], params)), cast(Type, result), doc)


def _malformed(why: str) -> PluginError:
    return PluginError("P06", f"the section {SECTION} is malformed: {why}", "`noetl plugin inspect` shows what a module declares")
