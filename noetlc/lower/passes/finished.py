"""Functions that passes are done with, kept on disk between the builds of different processes, as `ir/kept.py` keeps them in one.

The file lies where the runtime library does and is a cache as that is (`kernel/runtime.py`): reading it makes IR and can do nothing else.
Its name is a digest of all that decides what the passes make, and a function is found by a digest of all that it consisted of before.
The content of the file is the length of a JSON header (4 bytes, little-endian), the header, and the words of the IR.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import threading
from pathlib import Path

from noetlc.cache_files import CacheFolder
from noetlc.ir.kept import Content
from noetlc.ir.nodes import Function, walk_exprs
from noetlc.ir.words import MalformedWords, Words, from_json, to_json
from noetlc.kernel.runtime import SUFFIX, runtime, texts

MOST = 500_000
"""Words of all functions together, 4 bytes each. Where there are more, only those are written that this process used, and as many of those
that it made as there is room for."""

_LENGTH = 4
_WORDS = 6  # of an expression
_DIGITS = 32
Place = tuple[int, int]


def digest(before: Content) -> str:
    """What a function is found by."""
    return hashlib.sha256(repr(before).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


class Finished:
    """The file of one digest of sources, read at the first question. Threads may share it."""

    def __init__(self, folders: list[CacheFolder], name: str, most: int = MOST) -> None:
        """`folders` are the places where file `name` may be, best first."""
        self._folders = folders
        self._name = name
        self._most = most
        self._places: dict[str, Place] = {}
        self._words = Words()
        self._used: set[str] = set()
        self._added: dict[str, Function] = {}  # in this process; their words are made when they are written
        self._size = 0  # of these, about
        self._changed = False
        self._lock = threading.Lock()
        for folder in folders:
            found = folder.read(name)
            if found is not None and self._parse(found):
                break

    def get(self, key: str) -> Function | None:
        """What the function of this digest became."""
        with self._lock:
            added = self._added.get(key)
            if added is not None:
                return added
            place = self._places.get(key)
            if place is None:
                return None
            try:
                found: Function = self._words.get(place, Function)
            except MalformedWords:
                del self._places[key]
                return None
            self._used.add(key)
            return found

    def put(self, key: str, function: Function) -> None:
        """Keeps what a function became, for later processes if it can be written. Nobody may change it from here on."""
        with self._lock:
            if key in self._places or key in self._added or self._size > 2 * self._most:
                return
            self._added[key] = function
            self._size += _WORDS * sum(1 for _ in walk_exprs(function.body))
            self._changed = True

    def save(self) -> None:
        """Writes what this process added, if anything; a read-only place is no error."""
        with self._lock:
            if not self._changed:
                return
            self._changed = False
            if len(self._words.words) + self._size > self._most:
                used = sum(self._places[key][1] for key in self._used)
                if used > self._most - self._most // 8:
                    return  # there is no room for much that is new
                self._drop_unused()
            for key, function in self._added.items():
                if len(self._words.words) < self._most:
                    self._add(key, function)
            self._added.clear()
            self._size = 0
            rendered = self._render()
        if not any(folder.write(self._name, rendered) for folder in self._folders):
            self._folders = []

    def _add(self, key: str, function: Function) -> None:
        """Adds the words of a function, if what it consists of can be said in words and comes back from JSON the same."""
        size = len(self._words.words), len(self._words.constants)
        try:
            place = self._words.add(function)
            constants = [from_json(to_json(value)) for value in self._words.constants[size[1] :]]
            same = repr(constants) == repr(self._words.constants[size[1] :])
        except (TypeError, OverflowError, KeyError, ValueError):
            same = False
        if same:
            self._places[key] = place
            self._used.add(key)
        else:
            self._words.cut(*size)

    def _drop_unused(self) -> None:
        words, kept = Words(), {}
        for key, place in self._places.items():
            if key in self._used:
                kept[key] = words.add(self._words.get(place, Function))
        self._words, self._places = words, kept

    def _render(self) -> bytes:
        constants, words = self._words.render()
        text = json.dumps([constants, *zip(*((key, *place) for key, place in self._places.items()), strict=True)]).encode()
        return len(text).to_bytes(_LENGTH, "little") + text + words

    def _parse(self, data: memoryview) -> bool:
        start = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
        try:
            constants, keys, starts, sizes = json.loads(bytes(data[_LENGTH:start]))
            words = Words.parse(constants, data[start:])
            places = dict(zip(keys, zip(starts, sizes, strict=True), strict=True))
        except (ValueError, TypeError):
            return False
        self._words, self._places = words, places
        return True


_opened: dict[str, Finished] = {}  # by the name of the runtime library's file
_lock = threading.Lock()


def finished() -> Finished | None:
    """The functions on disk; None where the runtime library is not kept on disk either."""
    library = runtime()
    with _lock:
        found = _opened.get(library.name)
        if found is None:
            if not library.folders:
                return None
            found = _opened[library.name] = Finished(library.folders, f"finished-{_sources(library.name)}{SUFFIX}")
            atexit.register(found.save)
        return found


def _sources(library: str) -> str:
    """A digest of what decides what the passes make: the runtime library's, and that of the passes."""
    sources = hashlib.sha256(library.encode())
    for text in texts(os.fspath(Path(__file__).parent)):
        sources.update(text)
    return sources.hexdigest()[:20]
