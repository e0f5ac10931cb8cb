"""Constant patterns as objects in memory, and their functions."""

from __future__ import annotations

import struct
from collections.abc import Callable

from noetlc.ir.nodes import Data, Function, TableIndex
from noetlc.ir.payload import Pattern, Tuple, symbol_of
from noetlc.layout.tags import T_PATTERN
from noetlc.lower.patterns.code import Coder
from noetlc.lower.patterns.scans import Shelf
from noetlc.lower.patterns.shape import Shape, shape_of
from noetlc.lower.workflow.constants import word_of
from noetlc.runtime.library.re.state import PATTERN_REFS

_SIZE = 40


def covered(source: str, flags: int) -> bool:
    """Whether a function can be made of a pattern."""
    return _function(Pattern(source, flags), Shelf(lambda content: content.hex())) is not None


def _function(pattern: Pattern, shelf: Shelf) -> Function | None:
    shape = shape_of(pattern.source, pattern.flags)
    return None if shape is None else Coder(pattern.entry, shape, shelf).function_or_none()


class Matchers:
    """The functions of the patterns of a module; `words` keeps data and gives its name."""

    def __init__(self, words: Callable[[bytes], str]) -> None:
        self.shelf = Shelf(words)
        self.made = 0
        self.scans = 0

    def more(self, patterns: list[Pattern]) -> list[Function]:
        """Those of patterns that were not there before, all of which are covered."""
        found = [_function(pattern, self.shelf) for pattern in patterns[self.made :]]
        scans = list(self.shelf.scans.values())[self.scans :]
        self.made += len(found)
        self.scans += len(scans)
        return [*(function for function in found if function is not None), *scans]


def _shape(pattern: Pattern) -> Shape:
    shape = shape_of(pattern.source, pattern.flags)
    assert shape is not None
    return shape


def names_of(pattern: Pattern) -> Tuple:
    """The names of groups, each followed by its number."""
    return Tuple(tuple(part for pair in _shape(pattern).names for part in pair))


def pattern_data(name: str, pattern: Pattern) -> Data:
    """The object: as the runtime makes one, but with a function instead of a program."""
    shape = _shape(pattern)
    head = struct.pack("<BBHIiii", T_PATTERN, 0, PATTERN_REFS, _SIZE, shape.flags, shape.groups, 0)
    refs: list[tuple[int, str | TableIndex]] = [(20, TableIndex(pattern.entry)), (24, symbol_of(pattern.source))]
    names = word_of(names_of(pattern))
    assert isinstance(names, str)
    return Data(name, head.ljust(_SIZE, b"\0"), 8, (*refs, (32, names)))
