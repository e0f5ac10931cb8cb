"""Functions of the runtime on their way through the passes, shared between the builds of a process.

Most of them come out of linking, folding and inlining the same in one playbook and the next. Such a function has a version, a number
for all that it consists of; the same change of the same version gives the same version, so each change is made once:

    version 7 of py_getitem  →  inlined(dict_get: 3, list_item: 4)  →  version 12 of py_getitem

Nobody may change a function that has a version; a copy has none. Only `often` is that of one module.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields, replace
from itertools import count
from typing import Any, TypeVar

from noetlc.ir.nodes import Function, walk_exprs
from noetlc.lower.passes.copying import copied

T = TypeVar("T")

MOST = 400_000
"""Expressions of all that is kept together."""

_FIELDS = tuple(field.name for field in fields(Function))


@dataclass(slots=True, eq=False)
class SharedFunction(Function):
    """A function with a version, never 0."""

    version: int = 0


def version_of(function: Function) -> int:
    """0 where a function has none."""
    return function.version if isinstance(function, SharedFunction) else 0


class Versions:
    """What changes made of versions, the least recently used ones dropped. Threads may share it, and may make one twice."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._size = 0
        self._builds = 0
        self._numbers = count(1)
        self._made: OrderedDict[Hashable, tuple[SharedFunction, Any, int]] = OrderedDict()
        self._facts: dict[int, dict[Any, Any]] = {}
        self._lock = threading.Lock()

    def again(self) -> bool:
        """Whether a build follows another one. One alone would copy what nobody uses again."""
        self._builds += 1
        return self._builds > 1

    def made(self, key: Hashable, make: Callable[[], Function]) -> SharedFunction:
        """The function that `make` gives, a fresh one, with the version of that key."""
        return self._kept(key, lambda: (make(), None))[0]

    def changed(self, function: Function, change: Hashable, make: Callable[[Function], T]) -> tuple[Function, T]:
        """What a change makes of a function, and what `make` gives, which makes it in place; of a version it is made on a copy.

        `change` says all that the outcome depends on besides the function; None where that has no name, so that it is made anew. Needs
        room to recurse.
        """
        version = version_of(function)
        if not version:
            return function, make(function)

        def fresh() -> tuple[Function, T]:
            mine = copied(function)
            return mine, make(mine)

        if change is None:
            return fresh()
        found, out = self._kept((version, change), fresh)
        return replace(found, often=function.often) if function.often else found, out

    def same(self, function: SharedFunction, change: Hashable) -> None:
        """Says that a change leaves a version as it is."""
        with self._lock:
            if (function.version, change) not in self._made:
                self._made[function.version, change] = function, None, 0

    def fact(self, function: Function, find: Callable[[Function], T]) -> T:
        """What `find` gives, never None; found once of a version that is kept."""
        facts = self._facts.get(version_of(function))
        if facts is None:
            return find(function)
        found: T | None = facts.get(find)
        if found is None:
            found = facts[find] = find(function)
        return found

    def noted(self, function: Function, what: Hashable) -> Any:
        """What was noted of a version under a name; None if nothing was, or that was dropped."""
        return self._facts.get(version_of(function), {}).get(what)

    def note(self, function: Function, what: Hashable, value: object) -> None:
        """Notes something of a version as long as that is kept."""
        facts = self._facts.get(version_of(function))
        if facts is not None:
            facts[what] = value

    def _kept(self, key: Hashable, make: Callable[[], tuple[Function, T]]) -> tuple[SharedFunction, T]:
        with self._lock:
            known = self._made.get(key)
            if known is not None:
                self._made.move_to_end(key)
                return known[0], known[1]
        function, out = make()
        size = sum(1 for _ in walk_exprs(function.body))
        with self._lock:
            known = self._made.get(key)
            if known is not None:  # another thread was faster
                return known[0], known[1]
            shared = _with_version(function, next(self._numbers))
            self._made[key] = shared, out, size
            self._facts[shared.version] = {}
            self._size += size
            while self._size > self._most:
                _, (dropped, _, parts) = self._made.popitem(last=False)
                self._size -= parts
                self._facts.pop(dropped.version, None)
        return shared, out


def _with_version(function: Function, version: int) -> SharedFunction:
    found = {name: getattr(function, name) for name in _FIELDS}
    return SharedFunction(**found | {"often": 0}, version=version)


VERSIONS = Versions()
