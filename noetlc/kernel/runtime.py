"""The runtime library as builds see it: translated functions kept on disk between builds.

The file holds what builds need of the sources. The first build after a change of the sources writes it. It is a cache: without
it builds are slower and otherwise the same. It lies beside the package where this user may write there, else in the user's cache
directory. Only data that nobody else could have written is read, and reading it executes nothing (`cache_files.py`).
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
import threading
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from noetlc import cache_files
from noetlc.cache_files import CacheFolder
from noetlc.ir.nodes import Function, Import
from noetlc.ir.words import MalformedWords, narrow, widen
from noetlc.kernel.references import References
from noetlc.kernel.stored import Signature, Stored, parse, words_start
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.kernel import effects
    from noetlc.kernel import library as translated
    from noetlc.kernel.effects import Effects
    from noetlc.kernel.library import Library
else:  # a build whose runtime is stored loads no translator
    effects = late("noetlc.kernel.effects")
    translated = late("noetlc.kernel.library")

PACKAGE = Path(__file__).resolve().parent.parent
SOURCES = ("runtime", "layout", "kernel", "ir", "primitives")
SUFFIX = ".ir"
MAX_BYTES = 16 << 20  # of a folder: several versions may share the user's

_lock = threading.RLock()  # threads that build at once share the translator and what it made
_provided: list[Runtime] = []


class Runtime:
    """Looks functions of the runtime up by name. KeyError for an unknown one."""

    def __init__(self, folders: list[CacheFolder], name: str, stored: Stored | None) -> None:
        """`folders` are the places where file `name` may be written, best first."""
        self.folders = folders
        self.name = name
        self.changed = self.fresh = stored is None
        self.analyses: dict[tuple[str, frozenset[str]], Effects] = {}
        self.references: dict[str, References] = {}  # of functions as `function` gives them, always the same; made by the linker
        self.stored = stored if stored is not None else self._describe()

    @functools.cached_property
    def library(self) -> Library:
        return translated.runtime_library()

    def _effects(self, written: str, harmless: frozenset[str] = frozenset()) -> Effects:
        if (written, harmless) not in self.analyses:
            self.analyses[written, harmless] = effects.Effects(self.library, written, harmless)
        return self.analyses[written, harmless]

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
        with _lock:
            found = self.stored.function(name)
            if found is None:
                self.stored.add(self.library.function(name))
                self.changed = True
                found = self.stored.function(name)
        if found is None:
            raise AssertionError(f"the IR of {name} cannot be kept")
        return found

    def kept(self, name: str) -> Hashable:
        """What stands for a function between builds; None if it is another one next time."""
        return self, name

    def raises(self, name: str) -> bool:
        """Whether a call may leave an exception pending."""
        if name not in self.stored.raises:
            with _lock:
                self.stored.raises[name] = self._effects(effects.RAISES).reaches(name)
                self.changed = True
        return self.stored.raises[name]

    def raises_on_data(self, name: str) -> bool:
        """The same where every key of a dict is a text, as in all that templates see: looking it up raises nothing."""
        if name not in self.stored.raises_on_data:
            with _lock:
                self.stored.raises_on_data[name] = self._effects(effects.RAISES, effects.OF_ANY_KEYS).reaches(name)
                self.changed = True
        return self.stored.raises_on_data[name]

    def allocates(self, name: str) -> bool:
        """Whether a call may allocate."""
        if name not in self.stored.allocates:
            with _lock:
                self.stored.allocates[name] = name not in self.stored.signatures or self._effects(effects.ALLOCATES).reaches(name)
                self.changed = True
        return self.stored.allocates[name]

    def _complete(self) -> None:
        """Adds everything, so that no later build reads the sources. Costs about two seconds, once."""
        self.fresh = False
        for name in self.stored.signatures:
            if name not in self.stored.imports and not self.library.is_extern(name) and name not in self.stored.places:
                self.stored.add(self.library.function(name))
            self.raises(name)
            self.raises_on_data(name)
            self.allocates(name)

    def _forget(self) -> None:
        """Drops the sources and what was found in them: all that anybody asks for is stored."""
        self.analyses.clear()
        self.__dict__.pop("library", None)
        translated.runtime_library.cache_clear()

    def save(self) -> None:
        """Writes what this process added, if anything; a read-only place is no error."""
        if not self.changed or not self.folders:
            return
        with _lock:
            if self.fresh:
                self._complete()
                self._forget()
            self.changed = False
            content = self.stored.render()
        if not any(folder.write(self.name, content) for folder in self.folders):
            self.folders = []


def runtime() -> Runtime:
    """The runtime library of this process."""
    with _lock:
        return _provided[-1] if _provided else _opened()


def provide(content: bytes) -> None:
    """Makes what `complete` gave the library of this process, without a look at sources or caches: for where there are none, as in a
    browser. Raises ValueError for anything else."""
    start = words_start(content)
    try:
        stored = parse(memoryview(content[:start] + widen(content[start:])))
    except MalformedWords:
        stored = None
    if stored is None:
        raise ValueError("this is no stored runtime library")
    with _lock:
        _provided[:] = [Runtime([], "", stored)]


def complete() -> bytes:
    """The whole library as `provide` takes it. The same sources give the same bytes."""
    with _lock:
        library = open_runtime([])
        library._complete()
        library.stored.renumber()
        content = library.stored.render()
    start = words_start(content)
    return content[:start] + narrow(content[start:])


@functools.cache
def _opened() -> Runtime:
    return open_runtime(folders())


def folders() -> list[CacheFolder]:
    """Where the library is kept, best place first."""
    shared = cache_files.root()
    places = [PACKAGE / "kernel" / "__pycache__", *([] if shared is None else [shared])]
    return [CacheFolder(place, SUFFIX, MAX_BYTES) for place in places]


def open_runtime(places: list[CacheFolder]) -> Runtime:
    """The runtime library, read from the first place that has it."""
    name = f"runtime-{_key()}{SUFFIX}"
    for place in places:
        content = place.read(name)
        stored = None if content is None else parse(content)
        if stored is not None:
            return Runtime(places, name, stored)
    return Runtime(places, name, None)


def _key() -> str:
    """A digest of everything the stored IR depends on."""
    digest = hashlib.sha256(repr(sys.version_info).encode())
    for folder in SOURCES:
        for text in texts(os.path.join(PACKAGE, folder)):
            digest.update(text)
    return digest.hexdigest()[:20]


def texts(folder: str) -> Iterator[bytes]:
    """The Python sources in a folder and below it, always in the same order. Builds read them: Path would take twice as long."""
    with os.scandir(folder) as entries:
        found = sorted((entry.name, entry.path, entry.is_dir()) for entry in entries)
    for name, path, below in found:
        if below and name != "__pycache__":
            yield from texts(path)
        elif name.endswith(".py"):
            with open(path, "rb", buffering=0) as file:
                yield file.read()
