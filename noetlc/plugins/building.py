"""From a source in any language to a plug-in module that can be linked.

What kernel Python declares stands in its source. For others it is what `NAME.plugin.json` beside the source says, else what the module
already declares: `{"reentrant": …, "functions": {…}}` as in `model.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from noetlc.host.errors import HostError
from noetlc.host.sections import MalformedModule, read_module, replace_custom
from noetlc.late import late
from noetlc.plugins.assembled import assembled
from noetlc.plugins.finder import manifest_of
from noetlc.plugins.model import MAX_SECTION, SECTION, VERSION, PluginError, PluginManifest, parse_manifest
from noetlc.plugins.toolchain import SUFFIXES, Compiler, compile_source, compilers, missing

if TYPE_CHECKING:
    from noetlc import link
    from noetlc.plugins import kernel
else:
    kernel = late("noetlc.plugins.kernel")
    link = late("noetlc.link")

MAX_SOURCE = 4 << 20
MAX_MODULE = 2_000_000  # bytes; hosts refuse more
STEP_ENTRY = "run"
KNOWN = (".py", ".wat", ".wasm", *SUFFIXES)


@dataclass(frozen=True)
class Built:
    """A module with what made it: a compiler's name, or the kind of its source."""

    wasm: bytes = field(repr=False)
    manifest: PluginManifest
    made_with: str

    def entries(self) -> tuple[str, ...]:
        """What steps and bodies call: declared functions, and `run`. Raises PluginError P01."""
        try:
            exports = read_module(self.wasm).exports
        except MalformedModule as error:
            raise PluginError("P01", f"this is no wasm module: {error}") from error
        step = [STEP_ENTRY] if STEP_ENTRY in exports and STEP_ENTRY not in self.manifest.functions else []
        return (*self.manifest.functions, *step)

    def check(self) -> None:
        """Raises PluginError P01 to P04 and P07 if it cannot be linked."""
        if len(self.wasm) >= MAX_MODULE:
            raise PluginError("P07", f"the module has {len(self.wasm)} bytes, hosts take less than {MAX_MODULE}", "build it for size")
        entries = self.entries()
        link.check_plugin(self.wasm, entries)
        if not entries:
            raise PluginError("P03", f"it has no entry: neither {STEP_ENTRY}, for steps, nor a declared function", "export one")


def build_plugin(source: Path, compiler: Compiler | None = None, *, as_it_is: bool = False) -> Built:
    """The module of a source or module file, by its suffix; with `as_it_is` a module is not changed. `check` is still to be called.

    Raises PluginError P01, P02, P05, P06, P10, and OSError if a file cannot be read.
    """
    suffix = source.suffix
    if suffix == ".py":
        source.stat()
        wasm = kernel.build_kernel(source)
        return Built(wasm, manifest_of(wasm), "kernel Python")
    if suffix in SUFFIXES:
        source.stat()
        language = SUFFIXES[suffix]
        used = compiler or next(iter(compilers(language)), None)
        if used is None:
            raise missing(language)
        wasm, made_with = compile_source(source, used), used.name
    else:
        with source.open("rb") as file:
            content = file.read(MAX_SOURCE + 1)
        wasm, made_with = _assembled(content, source), "WAT" if suffix == ".wat" else "a module"
    declared = None if as_it_is and suffix == ".wasm" else _declared(source)
    if declared is not None:
        try:
            wasm = replace_custom(wasm, SECTION, declared.encode())
        except MalformedModule as error:
            raise PluginError("P01", f"{source.name} is no wasm module: {error}") from error
    return Built(wasm, manifest_of(wasm), made_with)


def _assembled(content: bytes, source: Path) -> bytes:
    if len(content) > MAX_SOURCE:
        raise PluginError("P07", f"{source.name} has more than {MAX_SOURCE} bytes")
    try:
        return assembled(content)
    except HostError as error:
        raise PluginError("P01", f"{source.name} is no wasm module: {error.detail}") from error


def _declared(source: Path) -> PluginManifest | None:
    """What the file beside a source declares. Raises PluginError P06."""
    file = source.with_name(source.stem + ".plugin.json")
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_SECTION + 1)
    except FileNotFoundError:
        return None
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PluginError("P06", f"{file.name} is no JSON: {error}") from error
    if not isinstance(value, dict):
        raise PluginError("P06", f"{file.name} is no object")
    try:
        return parse_manifest(json.dumps({"plugin": VERSION, **value}).encode())
    except PluginError as error:
        raise PluginError("P06", f"{file.name}: {error.args[0].partition(': ')[2] or error}") from error
