"""IR as arrays of 32-bit words: the form in which caches keep it. Decoding makes IR and can do nothing else.

A node is the index of its class in `CLASSES`, then its fields in order. Nodes stand in place, sequences begin with their length,
positions are words, and every other value is an index into a table of constants that all nodes share.

    return i64.add(%x, 1)   →   [Return] 1 [Expr] c0 2 [Expr] c1 0 c2 c3 0 [Expr] c4 0 c5 c3 0 c6 c3 0
    constants               →   c0 "i64.add"  c1 "local.get"  c2 "x"  c3 "i64"  c4 "i64.const"  c5 1  c6 null
"""

from __future__ import annotations

import base64
import dataclasses
import struct
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from noetlc.ir import nodes

CLASSES: tuple[type[Any], ...] = (
    nodes.Expr,
    nodes.BlockExpr,
    nodes.Assign,
    nodes.Effect,
    nodes.If,
    nodes.Loop,
    nodes.Block,
    nodes.Br,
    nodes.Leave,
    nodes.Switch,
    nodes.Return,
    nodes.Try,
    nodes.Function,
    nodes.Import,
    nodes.Global,
    nodes.Data,
)

# how a field is kept, by its annotation
KINDS = {
    "str": "constant",
    "Imm": "constant",
    "str | None": "constant",
    "int | float": "constant",
    "bytes": "constant",
    "tuple[tuple[int, str | TableIndex], ...]": "constant",
    "int": "word",
    "bool": "flag",
    "Expr": "node",
    "Expr | None": "optional",
    "list[Stmt]": "nodes",
    "tuple[Expr, ...]": "operands",
    "tuple[str, ...]": "names",
    "dict[str, str]": "pairs",
    "frozenset[int]": "words",
}
FIELDS = {cls: [(f.name, KINDS[str(f.type)]) for f in dataclasses.fields(cls)] for cls in CLASSES}
NUMBERS = {cls: number for number, cls in enumerate(CLASSES)}

Json = Any


class MalformedWords(ValueError):
    """Words that are no IR."""


def to_json(value: object) -> Json:
    """A constant as JSON that `from_json` turns back into exactly this value. TypeError for what is none."""
    if isinstance(value, float):
        return ["f", struct.pack(">d", value).hex()]
    if isinstance(value, bytes):
        return ["b", base64.b64encode(value).decode()]
    if isinstance(value, tuple):
        return ["t", *map(to_json, value)]
    if isinstance(value, nodes.TableIndex):
        return ["i", value.function]
    if value is None or isinstance(value, int | str):
        return value
    raise TypeError(f"no constant of the IR: {value!r}")


def from_json(value: Json) -> object:
    """The constant; MalformedWords if it is none."""
    if not isinstance(value, list):
        if value is None or isinstance(value, int | str):
            return value
        raise MalformedWords(f"constant {value!r}")
    match value:
        case ["f", str(text)]:
            found: float = struct.unpack(">d", bytes.fromhex(text))[0]
            return found
        case ["b", str(text)]:
            return base64.b64decode(text, validate=True)
        case ["i", str(function)]:
            return nodes.TableIndex(function)
        case ["t", *items]:
            return tuple(map(from_json, items))
    raise MalformedWords(f"constant {value!r}")


class Words:
    """An array of nodes and their constants. `add` gives the place of a node, `get` makes a fresh copy of the node there."""

    def __init__(self, constants: list[object] | None = None, words: array[int] | None = None) -> None:
        self.constants = [] if constants is None else constants
        self.words = array("I") if words is None else words
        self._numbers: dict[object, int] | None = None
        self._read = _reader(self.constants)

    @classmethod
    def parse(cls, constants: Json, data: memoryview) -> Words:
        """From JSON and little-endian words; ValueError if they are none."""
        if not isinstance(constants, list):
            raise MalformedWords("constants are no list")
        words = array("I")
        words.frombytes(data)
        return cls([v if type(v) is str else from_json(v) for v in constants], _little_endian(words))

    def render(self) -> tuple[Json, bytes]:
        """The constants as JSON and the words as little-endian bytes."""
        return list(map(to_json, self.constants)), _little_endian(array("I", self.words)).tobytes()

    def constant(self, value: object) -> int:
        """The number of a constant."""
        if self._numbers is None:
            self._numbers = {_key(v): number for number, v in enumerate(self.constants)}
        number = self._numbers.setdefault(_key(value), len(self.constants))
        if number == len(self.constants):
            self.constants.append(value)
        return number

    def add(self, node: object) -> tuple[int, int]:
        """Adds a node; its place is where it starts and how many words it takes."""
        start = len(self.words)
        self._write(node)
        return start, len(self.words) - start

    def cut(self, words: int, constants: int) -> None:
        """Back to an earlier size: what was added since is gone."""
        del self.words[words:]
        del self.constants[constants:]
        self._numbers = None

    def get(self, place: tuple[int, int], cls: type[Any]) -> Any:
        """The node at a place, an instance of `cls`; MalformedWords if there is none."""
        start, count = place
        try:
            made = self._read(self.words[start : start + count])
        except (ValueError, TypeError, IndexError, StopIteration, RecursionError) as error:
            raise MalformedWords(f"no {cls.__name__} at {place}") from error
        if type(made) is not cls:
            raise MalformedWords(f"no {cls.__name__} at {place}")
        return made

    def _write(self, node: object) -> None:
        cls = type(node)
        self.words.append(NUMBERS[cls])
        for name, kind in FIELDS[cls]:
            self._write_field(kind, getattr(node, name))

    def _write_field(self, kind: str, value: Any) -> None:
        words = self.words
        if kind == "constant":
            words.append(self.constant(value))
        elif kind in ("word", "flag"):
            words.append(value)
        elif kind == "node":
            self._write(value)
        elif kind == "optional":
            words.append(value is not None)
            if value is not None:
                self._write(value)
        elif kind == "pairs":
            words.append(len(value))
            words.extend(self.constant(item) for pair in value.items() for item in pair)
        else:
            words.append(len(value))
            if kind == "names":
                words.extend(map(self.constant, value))
            elif kind == "words":
                words.extend(sorted(value))
            else:
                for item in value:
                    self._write(item)


def _key(value: object) -> object:
    """Equal for constants that are the same: 1, 1.0 and True, 0.0 and -0.0 are different ones."""
    return value if type(value) is str else (type(value), repr(value))


class _Uses(Words):
    """Words that count how often they name each constant."""

    def __init__(self) -> None:
        super().__init__()
        self.uses: Counter[int] = Counter()

    def constant(self, value: object) -> int:
        number = super().constant(value)
        self.uses[number] += 1
        return number


def most_used(nodes: Iterable[object]) -> list[object]:
    """The constants of nodes for which `narrow` has a byte, if no others come first: those that are used most, in order."""
    counted = _Uses()
    for node in nodes:
        counted.add(node)
    return [counted.constants[number] for number, _ in counted.uses.most_common(_WIDE)]


_WIDE = 255  # stands for a word of its size or more


def narrow(words: bytes) -> bytes:
    """Little-endian words in fewer bytes: how many there are, a byte for each, and as words those that none holds."""
    found = array("I")
    found.frombytes(words)
    found = _little_endian(found)
    wide = array("I", [word for word in found if word >= _WIDE])
    return len(found).to_bytes(4, "little") + bytes([min(word, _WIDE) for word in found]) + _little_endian(wide).tobytes()


def widen(content: bytes) -> bytes:
    """What `narrow` was given; MalformedWords for what it did not make."""
    count = int.from_bytes(content[:4], "little")
    narrowed = content[4 : 4 + count]
    wide = array("I")
    if len(narrowed) != count or len(content) != 4 + count + 4 * narrowed.count(_WIDE):
        raise MalformedWords("these are no narrowed words")
    wide.frombytes(content[4 + count :])
    words = array("I", list(narrowed))
    at = -1
    for word in _little_endian(wide):
        at = narrowed.index(_WIDE, at + 1)
        words[at] = word
    return _little_endian(words).tobytes()


def _little_endian(words: array[int]) -> array[int]:
    if words.itemsize != 4:
        raise MalformedWords("this machine has no 32-bit words")
    if sys.byteorder == "big":
        words.byteswap()
    return words


def _reader(constants: list[object]) -> Callable[[array[int]], object]:
    """Decodes one node. Closures over the next word, one per kind of field, since every build decodes thousands of nodes."""
    take = iter(array("I")).__next__
    expr: type[Any] = nodes.Expr
    expression = NUMBERS[expr]

    def constant() -> object:
        return constants[take()]

    def node() -> object:
        number = take()
        if number == expression:  # most nodes are: field by field
            op = constants[take()]
            count = take()
            args = tuple([node() for _ in range(count)]) if count else ()
            return expr(op, args, constants[take()], constants[take()], take())
        cls, fields = classes[number]
        return cls(*[read() for read in fields])

    def optional() -> object:
        return node() if take() else None

    def many() -> list[object]:
        return [node() for _ in range(take())]

    def operands() -> tuple[object, ...]:
        count = take()
        return tuple([node() for _ in range(count)]) if count else ()

    def names() -> tuple[object, ...]:
        return tuple([constants[take()] for _ in range(take())])

    def pairs() -> dict[object, object]:
        return {constants[take()]: constants[take()] for _ in range(take())}

    def words() -> frozenset[int]:
        return frozenset([take() for _ in range(take())])

    readers: dict[str, Callable[[], object]] = {
        "constant": constant,
        "word": lambda: take(),
        "flag": lambda: bool(take()),
        "node": node,
        "optional": optional,
        "nodes": many,
        "operands": operands,
        "names": names,
        "pairs": pairs,
        "words": words,
    }
    classes = [(cls, [readers[kind] for _, kind in FIELDS[cls]]) for cls in CLASSES]

    def read(source: array[int]) -> object:
        nonlocal take
        take = iter(source).__next__
        return node()

    return read
