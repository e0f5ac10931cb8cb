"""Where plug-ins are found: folders in order, the first that has one wins, those that come with this package last.

Plug-in `system/fold` of version 3 is `system/fold@3` or else `system/fold`, with the suffix `.py` (kernel Python, which is built; that
runs its top level), `.wat` (text) or `.wasm`: a source counts before the module that was once built from it. Without a version only the
second spelling is looked for.

The folder beside a playbook came with the playbook: nothing in it is run to be built, a module of the same name is taken instead.
Whoever trusts it names it.
"""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from noetlc.host.errors import HostError
from noetlc.host.sections import MalformedModule, read_module
from noetlc.host.tools.below import read_below
from noetlc.late import late
from noetlc.plugins.assembled import assembled
from noetlc.plugins.model import SECTION, Plugin, PluginError, PluginManifest, parse_manifest

if TYPE_CHECKING:
    from noetlc.plugins import kernel
else:
    kernel = late("noetlc.plugins.kernel")  # most plug-ins need no compiler

MAX_BYTES = 2 << 20
MAX_LISTED = 1000
SOURCE = ".py"
SUFFIXES = (SOURCE, ".wat", ".wasm")
MODULES_FIRST = (".wat", ".wasm", SOURCE)
FOLDER = "escape_hatch"


class PluginFinder:
    """Finds plug-ins below `folders`, each once; in `untrusted`, which comes after them, modules alone. Links that lead out of a
    folder are not followed."""

    def __init__(self, folders: Iterable[Path] = (), *, untrusted: Path | None = None, shipped: bool = True) -> None:
        self.folders = [*folders, *([] if untrusted is None else [untrusted]), *(shipped_folders() if shipped else ())]
        self._untrusted = untrusted
        self._found: dict[tuple[str, str | None], Plugin | None] = {}

    @classmethod
    def beside(cls, playbook: Path | None, folders: Iterable[Path] = ()) -> PluginFinder:
        """What a build of this file looks through: `folders`, then `escape_hatch` beside the playbook."""
        own = None if playbook is None else playbook.resolve().parent / FOLDER
        return cls(folders, untrusted=None if own in shipped_folders() else own)

    @property
    def trusted(self) -> list[Path]:
        """The folders whose sources may run, without those that come with this package."""
        own = shipped_folders()
        return [folder for folder in self.folders if folder is not self._untrusted and folder not in own]

    @property
    def untrusted(self) -> Path | None:
        """The folder of modules alone."""
        return self._untrusted

    def find(self, path: str, version: str | None = None) -> Plugin | None:
        """The plug-in, or None if no folder has it. Raises PluginError if what is found cannot be used."""
        key = path, version
        if key not in self._found:
            self._found[key] = self._find(path, version)
        return self._found[key]

    def _find(self, path: str, version: str | None) -> Plugin | None:
        parts = path.split("/")
        if any(part in ("", ".", "..") or "\0" in part or "\\" in part for part in parts):
            return None
        if version is not None and not version.isalnum():
            return None
        names = [parts[-1]] if version is None else [f"{parts[-1]}@{version}", parts[-1]]
        for folder in self.folders:
            for name in names:
                for suffix in MODULES_FIRST if folder is self._untrusted else SUFFIXES:
                    file = folder.joinpath(*parts[:-1], name + suffix)
                    content = read_below(file, folder, MAX_BYTES)
                    if content is None:
                        continue
                    if suffix == SOURCE and folder is self._untrusted:
                        hint = f"build it with `noetl plugin build`, or, if you trust it, name its folder: --plugin-path {FOLDER}"
                        raise PluginError("P05", "it is Python beside the playbook, which building it would run", hint)
                    return _load(path, version, content, file)
        return None

    def near(self, path: str, version: str | None) -> str | None:
        """The name of a plug-in that is there and nearly has this path, or this path and another version."""
        names = self._names()
        same = sorted(name for name in names if name.partition("@")[0] == path)
        if same:
            return same[-1]
        wanted = path if version is None else f"{path}@{version}"
        return next(iter(difflib.get_close_matches(wanted, names, 1, 0.8)), None)

    def _names(self) -> list[str]:
        """The plug-ins of all folders by name, as far as a look is cheap."""
        found: dict[str, None] = {}
        for folder in self.folders:
            for place, below, files in os.walk(folder):
                below.sort()
                for file in sorted(files):
                    name, dot, suffix = file.rpartition(".")
                    if dot + suffix in SUFFIXES and not name.startswith("_"):
                        found[Path(place, name).relative_to(folder).as_posix()] = None
                if len(found) > MAX_LISTED:
                    return list(found)
        return list(found)


def shipped_folders() -> tuple[Path, ...]:
    """The plug-ins of this package: beside it in a checkout, inside it when installed."""
    package = Path(__file__).resolve().parent.parent
    return tuple(folder for folder in (package.parent / FOLDER, package / FOLDER) if (folder / "__init__.py").is_file())[:1]


def _load(path: str, version: str | None, content: bytes, file: Path) -> Plugin:
    if file.suffix == SOURCE:
        wasm = kernel.build_kernel(file)
        return Plugin(path, version, hashlib.sha256(wasm).hexdigest(), wasm, manifest_of(wasm), file)
    try:
        wasm = assembled(content)
    except HostError as error:
        raise PluginError("P01", f"this is no wasm module: {error.detail.splitlines()[0]}", "build it again") from error
    return Plugin(path, version, hashlib.sha256(wasm).hexdigest(), wasm, manifest_of(wasm))


def manifest_of(wasm: bytes) -> PluginManifest:
    """What a module declares; nothing if it has no such section. Raises PluginError P01, P06."""
    try:
        section = read_module(wasm).custom(SECTION)
    except MalformedModule as error:
        raise PluginError("P01", f"this is no wasm module: {error}") from error
    return PluginManifest() if section is None else parse_manifest(section)
