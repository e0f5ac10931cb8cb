"""What a pattern consists of, read by CPython's own parser: runs of text, sets of characters, marks of groups, repetitions, choices.

Example: `(\\d+)-(a|bc)` is

    Mark(1, False), Repeat(Chars(0-9), 1, FOREVER, GREEDY), Mark(1, True), Text(b"-"), Mark(2, False), Choice(…, …), Mark(2, True)
"""

from __future__ import annotations

import functools
import importlib
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

FOREVER = 0x7FFFFFFF
GREEDY, LAZY, POSSESSIVE = 0, 1, 2
NONE, ALL, ASK = 0, 1, 2  # which characters beyond ASCII a set has
AT_START, AT_LINE_START, AT_END, AT_LINE_END, AT_STRING_END, AT_BOUNDARY, AT_NO_BOUNDARY = range(7)  # as the runtime's matcher knows them

KNOWN_FLAGS = re.I | re.M | re.S | re.X | re.A | re.U
MOST_GROUPS = 60
MOST_DEPTH = 30

_SET, _SET_FOLDED, _SET_ASCII, _NEGATED = 5, 2, 4, 1  # of the runtime's matcher
_CATEGORIES = {f"CATEGORY_{name}": number for number, name in enumerate("DIGIT NOT_DIGIT SPACE NOT_SPACE WORD NOT_WORD".split(), 1)}
_PLACES = {
    "AT_BEGINNING": AT_START, "AT_BEGINNING_STRING": AT_START, "AT_END": AT_END, "AT_END_STRING": AT_STRING_END,
    "AT_BOUNDARY": AT_BOUNDARY, "AT_NON_BOUNDARY": AT_NO_BOUNDARY,
}  # fmt: skip
_ASCII_TEXT = "".join(map(chr, range(128)))


class Uncovered(Exception):
    """The pattern is one for the runtime's matcher."""


@dataclass(frozen=True, slots=True)
class Text:
    """Characters that stand for themselves, as UTF-8."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Chars:
    """One character: `mask` has the ASCII ones. Where `high` is ASK, the runtime is asked with `words`, the set as its matcher has it."""

    mask: int
    high: int
    words: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeat:
    """One character several times."""

    item: Chars
    least: int
    most: int
    how: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a group begins or ends."""

    group: int
    end: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The first of some ways that fits."""

    ways: tuple[Items, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    body: Items
    least: int
    most: int
    lazy: bool


@dataclass(frozen=True, slots=True)
class At:
    kind: int
    ascii: bool


@dataclass(frozen=True, slots=True)
class Look:
    """`back`: characters to go back first, 0 for none."""

    body: Items
    negative: bool
    back: int


@dataclass(frozen=True, slots=True)
class Again:
    """What a group matched, once more."""

    group: int
    folds: bool
    ascii: bool


@dataclass(frozen=True, slots=True)
class Atomic:
    body: Items


Item = Text | Chars | Repeat | Mark | Choice | Loop | At | Look | Again | Atomic
Items = tuple[Item, ...]


@dataclass(frozen=True)
class Shape:
    """A whole pattern; `flags` are those that its object has."""

    items: Items
    flags: int
    groups: int
    names: tuple[tuple[str, int], ...]


@functools.lru_cache(512)
def shape_of(source: str, flags: int) -> Shape | None:
    """A pattern that has no error; None for one that has, or that is left to the runtime's matcher."""
    try:
        parser, compiler = importlib.import_module("re._parser"), importlib.import_module("re._compiler")
        if flags & ~KNOWN_FLAGS:
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(source, flags)
            parsed = parser.parse(source, flags)
        if parsed.state.groups - 1 > MOST_GROUPS:
            return None
        items = _Reader(parser, compiler).items(parsed, parsed.state.flags, 0)
    except (ImportError, AttributeError, re.error, ValueError, OverflowError, RecursionError, Uncovered):
        return None
    names = tuple((name, number) for name, number in parsed.state.groupdict.items())
    return Shape(items, int(parsed.state.flags), parsed.state.groups - 1, names)


@dataclass(frozen=True)
class _Reader:
    parser: Any
    compiler: Any

    def items(self, parsed: Any, flags: int, depth: int) -> Items:
        """The items of a sequence; texts side by side are one."""
        if depth > MOST_DEPTH:
            raise Uncovered
        made: list[Item] = []
        for op, value in parsed:
            for item in self.item(repr(op), op, value, flags, depth):
                if isinstance(item, Text) and made and isinstance(made[-1], Text):
                    made[-1] = Text(made[-1].content + item.content)
                else:
                    made.append(item)
        return tuple(made)

    def item(self, name: str, op: Any, value: Any, flags: int, depth: int) -> Iterable[Item]:
        if name == "LITERAL" and not flags & re.I:
            return [Text(chr(value).encode("utf-8", "surrogatepass"))]
        if name in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
            return [self.chars(name, op, value, flags)]
        if name == "SUBPATTERN":
            return self.group(value, flags, depth)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return self.repeated(name, value, flags, depth)
        if name == "BRANCH":
            return [Choice(tuple(self.items(way, flags, depth + 1) for way in value[1]))]
        if name == "AT":
            kind = _PLACES[repr(value)]
            several = flags & re.M and repr(value) in ("AT_BEGINNING", "AT_END")
            return [At(kind + bool(several), bool(flags & re.A))]
        if name in ("ASSERT", "ASSERT_NOT"):
            width = value[1].getwidth()
            return [Look(self.items(value[1], flags, depth + 1), name == "ASSERT_NOT", width[0] if value[0] < 0 else 0)]
        if name == "GROUPREF":
            return [Again(value, bool(flags & re.I), bool(flags & re.A))]
        if name == "ATOMIC_GROUP":
            return [Atomic(self.items(value, flags, depth + 1))]
        raise Uncovered

    def group(self, value: Any, flags: int, depth: int) -> Iterable[Item]:
        number, added, dropped, parsed = value
        if added & (re.A | re.U | re.L):
            flags &= ~(re.A | re.U | re.L)
        inner = self.items(parsed, (flags | added) & ~dropped, depth + 1)
        return inner if number is None else (Mark(number, False), *inner, Mark(number, True))

    def repeated(self, name: str, value: Any, flags: int, depth: int) -> Iterable[Item]:
        least, most, parsed = value
        least, most = int(least), FOREVER if most is self.parser.MAXREPEAT or int(most) >= FOREVER else int(most)
        body = self.items(parsed, flags, depth + 1)
        if least >= FOREVER:
            raise Uncovered
        if len(body) == 1 and (chars := self.single(body[0])) is not None:
            how = {"MAX_REPEAT": GREEDY, "MIN_REPEAT": LAZY}.get(name, POSSESSIVE)
            return [Repeat(chars, least, most, how)]
        loop = Loop(body, least, most, name == "MIN_REPEAT")
        return [Atomic((loop,))] if name == "POSSESSIVE_REPEAT" else [loop]

    def single(self, item: Item) -> Chars | None:
        """A text of one character is a set, too."""
        if isinstance(item, Text) and len(item.content) == 1:
            return Chars(1 << item.content[0], NONE)
        if isinstance(item, Text) and len(text := item.content.decode("utf-8", "surrogatepass")) == 1:
            return Chars(0, ASK, _words(((ord(text), ord(text)),), 0))
        return item if isinstance(item, Chars) else None

    def chars(self, name: str, op: Any, value: Any, flags: int) -> Chars:
        """A set. Its ASCII characters are those that CPython finds."""
        state = self.parser.State()
        state.flags = flags
        found = self.compiler.compile(self.parser.SubPattern(state, [(op, value)]), 0).findall(_ASCII_TEXT)
        mask = sum(1 << ord(c) for c in found)
        if name == "ANY":
            return Chars(mask, ALL)
        members = value if name == "IN" else [(self.parser.LITERAL, value)]
        negated = name == "NOT_LITERAL"
        items: list[tuple[int, int]] = []
        plain = True
        for kind, member in members:
            if repr(kind) == "NEGATE":
                negated = True
            elif repr(kind) == "LITERAL":
                items.append((member, member))
            elif repr(kind) == "RANGE":
                items.append((member[0], member[1]))
            elif repr(kind) == "CATEGORY":
                number = _CATEGORIES[repr(member)]
                items.append((-number, int(bool(flags & re.A))))
                plain = plain and bool(flags & re.A) and number % 2 == 1
            else:
                raise Uncovered
        folds = bool(flags & re.I)
        plain = plain and all(low < 0 or high < 128 for low, high in items)
        plain = plain and not (folds and not flags & re.A and _has_twin(mask, negated))
        if plain:
            return Chars(mask, ALL if negated else NONE)
        return Chars(mask, ASK, _words(items, negated * _NEGATED | folds * _SET_FOLDED | bool(flags & re.A) * _SET_ASCII))


def _has_twin(mask: int, negated: bool) -> bool:
    """Whether a set that knows no case has, or lacks, a letter that is one beyond ASCII, too."""
    asked = mask ^ (1 << 128) - 1 if negated else mask
    return any(asked >> ord(c) & 1 for c in "iks")


def _words(items: Iterable[tuple[int, int]], flags: int) -> tuple[int, ...]:
    listed = [word for item in items for word in item]
    return (_SET, 7 + len(listed), flags, 0, 0, 0, 0, *listed)
