"""The runtime library as builds see it: translated functions kept on disk between builds.

The file holds what builds need of the sources: signatures, globals, static data, and per function its IR, whether it may raise
and whether it allocates. The first build after a change of the sources writes it. It is a cache: without it builds are slower
and otherwise the same. It lies beside the package, or in the user's cache directory where that is not writable.
"""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from noetlc.ir.nodes import Data, Function, Global, Import

if TYPE_CHECKING:
    from noetlc.kernel.effects import Effects
    from noetlc.kernel.library import Library

Signature = tuple[tuple[str, ...], str]

PACKAGE = Path(__file__).resolve().parent.parent
SOURCES = ("runtime", "kernel", "ir", "primitives")


@dataclass(slots=True)
class Stored:
    """The contents of the cache file."""

    signatures: dict[str, Signature] = field(default_factory=dict)
    imports: dict[str, Import] = field(default_factory=dict)
    globals: dict[str, Global] = field(default_factory=dict)
    statics: dict[str, Data] = field(default_factory=dict)
    functions: dict[str, bytes] = field(default_factory=dict)
    raises: dict[str, bool] = field(default_factory=dict)
    allocates: dict[str, bool] = field(default_factory=dict)


class Runtime:
    """Looks functions of the runtime up by name. KeyError for an unknown one."""

    def __init__(self, path: Path | None, stored: Stored | None) -> None:
        self.path = path
        self.changed = self.fresh = stored is None
        self.analyses: dict[str, Effects] = {}
        self.stored = stored if stored is not None else self._describe()

    @functools.cached_property
    def library(self) -> Library:
        from noetlc.kernel.library import runtime_library

        return runtime_library()

    def _effects(self, written: str) -> Effects:
        from noetlc.kernel.effects import Effects

        if written not in self.analyses:
            self.analyses[written] = Effects(self.library, written)
        return self.analyses[written]

    def _describe(self) -> Stored:
        library = self.library
        signatures = {n: (d.signature.params, d.signature.result) for n, d in library.declared.items()}
        imports = {n: found for n in library.declared if (found := library.imported(n)) is not None}
        statics = {n: library.static(n) for n in library.statics}
        return Stored(signatures, imports, dict(library.globals), statics)

    def signature(self, name: str) -> Signature:
        return self.stored.signatures[name]

    def imported(self, name: str) -> Import | None:
        return self.stored.imports.get(name)

    def function(self, name: str) -> Function:
        """A fresh copy of a function's IR."""
        found = self.stored.functions.get(name)
        if found is None:
            found = pickle.dumps(self.library.function(name), protocol=5)
            self.stored.functions[name] = found
            self.changed = True
        made: Function = pickle.loads(found)
        return made

    def raises(self, name: str) -> bool:
        """Whether a call may leave an exception pending."""
        if name not in self.stored.raises:
            self.stored.raises[name] = self._effects("raised").reaches(name)
            self.changed = True
        return self.stored.raises[name]

    def allocates(self, name: str) -> bool:
        """Whether a call may allocate."""
        if name not in self.stored.allocates:
            self.stored.allocates[name] = name not in self.stored.signatures or self._effects("hp").reaches(name)
            self.changed = True
        return self.stored.allocates[name]

    def _complete(self) -> None:
        """Adds everything, so that no later build reads the sources. Costs about a second, once."""
        self.fresh = False
        for name in self.stored.signatures:
            if name not in self.stored.imports and not self.library.is_extern(name):
                self.function(name)
            self.raises(name)
            self.allocates(name)

    def save(self) -> None:
        """Writes what this process added, if anything; a read-only place is no error."""
        if not self.changed or self.path is None:
            return
        if self.fresh:
            self._complete()
        self.changed = False
        scratch = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            scratch.write_bytes(pickle.dumps(self.stored, protocol=5))
            scratch.replace(self.path)
            if PACKAGE in self.path.parents:  # other versions share the user's directory
                for old in self.path.parent.glob("runtime-*.pickle"):
                    if old != self.path:
                        old.unlink(missing_ok=True)
        except OSError:
            self.path = None


@functools.cache
def runtime() -> Runtime:
    """The runtime library of this process."""
    key = _key()
    for folder in (PACKAGE / "kernel" / "__pycache__", _user_cache()):
        path = folder / f"runtime-{key}.pickle"
        if os.access(folder if folder.exists() else folder.parent, os.W_OK) or _trusted(path):
            return Runtime(path, _read(path))
    return Runtime(None, None)


def _key() -> str:
    """A digest of everything the stored IR depends on."""
    digest = hashlib.sha256(repr(sys.version_info).encode())
    for folder in SOURCES:
        for file in sorted((PACKAGE / folder).glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:20]


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "noetlc"


def _trusted(path: Path) -> bool:
    """A file this user or the administrator wrote."""
    try:
        return path.stat().st_uid in (0, os.geteuid())
    except (OSError, AttributeError):
        return False


def _read(path: Path) -> Stored | None:
    """The stored library, None if there is none that can be read."""
    if not _trusted(path):
        return None
    try:
        found = pickle.loads(path.read_bytes())
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError):
        return None
    return found if isinstance(found, Stored) else None
