"""The instructions of the binary format as data, a fast scan over function bodies, and the encoding of single instructions.

A scan does not list instructions. It cuts the code where an immediate is an index that may change when modules are merged: at calls,
globals, memory accesses and the like. One regular expression, made from the table below, does this, so that a module of 200 KB takes a
few milliseconds; what it does not know, such as numbers that are longer than they need to be, is read one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from noetlc.link.errors import LinkError, malformed, refused
from noetlc.wat_emit.binary import signed, unsigned

FUNC, TABLE, MEMORY, GLOBAL, TYPE, ELEMENT, DATA = range(7)
"""The index spaces; the first four are also the kinds of imports and exports."""

_SPACES: Final = {"func": FUNC, "table": TABLE, "memory": MEMORY, "global": GLOBAL, "type": TYPE, "elem": ELEMENT, "data": DATA}

# Opcodes and the kinds of their immediates. What is not here is not in wasmtime 27 by default, or not deterministic.
_TABLE: Final = """
00-01
02-04 block
05
0b
0c-0d u32
0e labels
0f
10 func
11 type table
12 func
13 type table
1a-1b
1c types
20-22 u32
23-24 global
25-26 table
28-3e memarg
3f-40 memory
41 s32
42 s64
43 4
44 8
45-c4
d0 heap
d1
d2 func
fc00-fc07
fc08 data memory
fc09 data
fc0a memory memory
fc0b memory
fc0c elem table
fc0d elem
fc0e table table
fc0f-fc11 table
fd00-fd0b memarg
fd0c-fd0d 16
fd0e-fd14
fd15-fd22 1
fd23-fd53
fd54-fd5b memarg 1
fd5c-fd5d memarg
fd5e-fdff
"""

VALUE_TYPES: Final = b"\x7f\x7e\x7d\x7c\x7b\x70\x6f"  # i32 i64 f32 f64 v128 funcref externref
REFERENCE_TYPES: Final = b"\x70\x6f"
PREFIXES: Final = b"\xfc\xfd"
END: Final = 0x0B
CALL: Final = 0x10
GLOBAL_GET: Final = 0x23
I32_CONST: Final = 0x41
REF_FUNC: Final = 0xD2

Value = int | bytes
Key = tuple[Value, ...]
"""An opcode (a prefix is its upper byte) and its immediates: ints, and bytes where they mean nothing here. A memory access has
alignment, memory, offset and perhaps a lane; a block has the index of its type, or its one byte."""


def _parsed() -> dict[int, tuple[str, ...]]:
    table: dict[int, tuple[str, ...]] = {}
    for line in _TABLE.split("\n"):
        if line:
            opcodes, *kinds = line.split()
            first, _, last = opcodes.partition("-")
            for opcode in range(int(first, 16), int(last or first, 16) + 1):
                table[opcode] = tuple(kinds)
    return table


IMMEDIATES: Final = _parsed()

# What an instruction refers to: pairs of place in its key and space.
_PLACES: Final = {
    opcode: tuple((place, _SPACES[kind]) for place, kind in enumerate(kinds, 1) if kind in _SPACES) for opcode, kinds in IMMEDIATES.items()
}
_PLACES.update({opcode: ((2, MEMORY),) for opcode, kinds in IMMEDIATES.items() if kinds[:1] == ("memarg",)})
_PLACES.update({opcode: ((1, TYPE),) for opcode, kinds in IMMEDIATES.items() if kinds == ("block",)})

_REFUSED: Final = (
    (range(0x06, 0x0B), "exception handling"),
    (range(0x18, 0x1A), "exception handling"),
    (range(0x1F, 0x20), "exception handling"),
    (range(0x14, 0x16), "a call through a typed function reference"),
    (range(0xD3, 0xD7), "an instruction of garbage collection or typed function references"),
    (range(0xFB, 0xFC), "garbage collection"),
    (range(0xFE, 0xFF), "threads with atomic operations"),
)

# -- the regular expression over code

_U32: Final = rb"[\x80-\xff]{0,4}[\x00-\x7f]"
_FRAGMENTS: Final = {
    "u32": _U32,
    "s32": _U32,
    "s64": rb"[\x80-\xff]{0,9}[\x00-\x7f]",
    "block": rb"[\x40\x6f\x70\x7b-\x7f]",
    "types": rb"\x01[\x6f\x70\x7b-\x7f]",
    "heap": rb"[\x6f\x70]",
    "labels": b"(?:" + b"|".join(re.escape(bytes((n,))) + b"(?:" + _U32 + b"){%d}" % (n + 1) for n in range(128)) + b")",
    "memarg": b"(?:" + rb"[\x00-\x3f]" + _U32 + b"|" + rb"[\x40-\x7f]" + _U32 + _U32 + b")",  # alignment, perhaps memory, offset
    "1": rb".",
    "4": rb".{4}",
    "8": rb".{8}",
    "16": rb".{16}",
}


def _opcodes(opcodes: list[int]) -> list[bytes]:
    """Patterns for these opcodes in their shortest form. Each begins with a set of bytes, which lets alternatives be passed over fast."""

    def chars(wanted: Callable[[int], bool]) -> bytes:
        return b"".join(re.escape(bytes((opcode & 0xFF,))) for opcode in opcodes if wanted(opcode))

    single = chars(lambda opcode: opcode < 0x100)
    found = [b"[" + single + b"]"] if single else []
    for prefix in PREFIXES:
        low = chars(lambda opcode, prefix=prefix: opcode >> 8 == prefix and opcode & 0xFF < 0x80)  # type: ignore[misc]
        high = chars(lambda opcode, prefix=prefix: opcode >> 8 == prefix and opcode & 0xFF >= 0x80)  # type: ignore[misc]
        if low:
            found.append(re.escape(bytes((prefix,))) + b"[" + low + b"]")
        if high:
            found.append(re.escape(bytes((prefix,))) + b"[" + high + rb"]\x01")
    return found


def _pattern() -> re.Pattern[bytes]:
    """Groups: code without indexes; an instruction with an index; or one byte of what matches nothing of this, which ends the matches."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for opcode, kinds in IMMEDIATES.items():
        groups.setdefault(kinds, []).append(opcode)
    none = _opcodes(groups[()])[0]
    number = _opcodes(groups["u32",] + groups["s32",])[0]
    # The most frequent ones first, in runs: a local or a small number, and what has no immediates.
    plain: list[bytes] = [number + rb"[\x00-\x7f]" + none + b"*+", none + b"++"]
    indexed: list[bytes] = []
    frequent: list[tuple[str, ...]] = [("u32",), ("s32",), ("memarg",), ("func",), ("global",)]
    for kinds in [*frequent, *(kinds for kinds in groups if kinds not in frequent)]:
        rest = b"".join(_FRAGMENTS.get(kind, _U32) for kind in kinds)
        changing = "memarg" in kinds or any(kind in _SPACES for kind in kinds)
        (indexed if changing else plain).extend(opcode + rest for opcode in _opcodes(groups[kinds]))
    indexed += [opcode + rb"[\x80-\xff]{0,4}[\x00-\x3f]" for opcode in _opcodes(groups["block",])]  # with the index of its type
    return re.compile(b"((?:" + b"|".join(plain) + b")*+)(?:(" + b"|".join(indexed) + rb")|\Z|(.).*)", re.DOTALL)


_PATTERN: Final = _pattern()

STRIDE: Final = 3
INDEXED: Final = 1


@dataclass(slots=True)
class Body:
    """The code of one function. `head` declares the locals. `pieces` is the rest in groups of `STRIDE`: code without indexes, an
    instruction with indexes (or nothing), nothing. `indexed` are the different ones of these instructions, in order.
    """

    head: bytes
    pieces: list[bytes]
    indexed: tuple[bytes, ...]


def scan(source: bytes, start: int, code: int, end: int, known: dict[bytes, Key]) -> Body:
    """The function whose locals are declared at `start` and whose code begins at `code`. Raises LinkError P01, P04.

    `known` has what instructions mean that occurred before, and gets those of this function.
    """
    pieces: list[bytes] = []
    pos = code
    while True:
        found = list(chain.from_iterable(_PATTERN.findall(source, pos, end)))
        # What matches nothing is the last match before the empty one at the end.
        strange = -1 if found[-1] else -1 - STRIDE if len(found) > STRIDE and found[-1 - STRIDE] else None
        if strange is None:
            pieces += found
            break
        # Read it, go on behind it.
        pieces += found[:strange]
        at = pos + sum(map(len, found[:strange]))
        key, pos = read_instruction(source, at, end)
        pieces[-1] = source[at:pos]
        pieces.append(b"")
        known[source[at:pos]] = key
    indexed = dict.fromkeys(pieces[INDEXED::STRIDE])
    indexed.pop(b"", None)
    for raw in [raw for raw in indexed if raw not in known]:
        known[raw] = read_instruction(raw, 0, len(raw))[0]
    return Body(source[start:code], pieces, tuple(indexed))


# -- one instruction


@lru_cache(maxsize=8192)
def references(key: Key) -> tuple[tuple[int, int], ...]:
    """Spaces and indexes that an instruction refers to."""
    return tuple([(space, value) for place, space in _PLACES[_opcode(key)] if isinstance(value := key[place], int)])


def renumbered(key: Key, number: dict[tuple[int, int], int]) -> Key:
    """The instruction with its indexes replaced; `number` maps space and index."""
    out = list(key)
    for place, space in _PLACES[_opcode(key)]:
        if isinstance(value := key[place], int):
            out[place] = number[space, value]
    return tuple(out)


def _opcode(key: Key) -> int:
    opcode = key[0]
    assert isinstance(opcode, int)
    return opcode


def encode(key: Key) -> bytes:
    """The shortest form of an instruction."""
    opcode = _opcode(key)
    out = bytes((opcode,)) if opcode < 0x100 else bytes((opcode >> 8,)) + unsigned(opcode & 0xFF)
    kinds = IMMEDIATES[opcode]
    if len(kinds) == 1 and isinstance(value := key[1], int) and kinds[0] in _SPACES:
        return out + unsigned(value)
    if kinds[:1] == ("memarg",):
        align, memory, offset, *lane = key[1:]
        assert isinstance(align, int)
        assert isinstance(memory, int)
        assert isinstance(offset, int)
        flags = unsigned(align) if memory == 0 else unsigned(align | 0x40) + unsigned(memory)
        return out + flags + unsigned(offset) + b"".join(one for one in lane if isinstance(one, bytes))
    signs = ("s32", "s64", "block")
    for kind, one in zip(kinds, key[1:], strict=True):
        out += one if isinstance(one, bytes) else signed(one) if kind in signs else unsigned(one)
    return out


def read_instruction(source: bytes, pos: int, end: int) -> tuple[Key, int]:
    """One instruction and where the next begins. Raises LinkError P01, P04."""
    if pos >= end:
        raise malformed(f"code ends at byte {pos} in the middle")
    at, opcode = pos, source[pos]
    pos += 1
    if opcode in PREFIXES:
        sub, pos = read_unsigned(source, pos, end)
        if sub > 0xFF:
            raise _unknown(opcode, sub, at)
        opcode = opcode << 8 | sub
    kinds = IMMEDIATES.get(opcode)
    if kinds is None:
        raise _unknown(opcode, None, at)
    if len(kinds) == 1 and kinds[0] in _SPACES:
        value, pos = read_unsigned(source, pos, end)
        return (opcode, value), pos
    key: list[Value] = [opcode]
    for kind in kinds:
        pos = _READERS.get(kind, _bytes if kind.isdigit() else _index)(source, pos, end, key, kind)
    return tuple(key), pos


def _index(source: bytes, pos: int, end: int, key: list[Value], _kind: str) -> int:
    value, pos = read_unsigned(source, pos, end)
    key.append(value)
    return pos


def _signed(source: bytes, pos: int, end: int, key: list[Value], kind: str) -> int:
    value, pos = read_signed(source, pos, end, 32 if kind == "s32" else 64)
    key.append(value)
    return pos


def _bytes(source: bytes, pos: int, end: int, key: list[Value], kind: str) -> int:
    """As many bytes as the kind says."""
    if int(kind) > end - pos:
        raise malformed(f"code ends at byte {end} in the middle")
    key.append(source[pos : pos + int(kind)])
    return pos + int(kind)


def _labels(source: bytes, pos: int, end: int, key: list[Value], _kind: str) -> int:
    first = pos
    count, pos = read_unsigned(source, pos, end)
    for _ in range(count + 1):
        _, pos = read_unsigned(source, pos, end)
    key.append(source[first:pos])
    return pos


def _type(source: bytes, pos: int, end: int, key: list[Value], kind: str) -> int:
    wanted = 1 if kind == "heap" else 2
    chunk = source[pos : min(pos + wanted, end)]
    if not re.fullmatch(_FRAGMENTS[kind], chunk):
        raise refused(f"the type in the instruction at byte {pos - 1}")  # whose opcode is one byte
    key.append(chunk)
    return pos + wanted


def _access(source: bytes, pos: int, end: int, key: list[Value], _kind: str) -> int:
    """Alignment, memory, offset."""
    flags, pos = read_unsigned(source, pos, end)
    if flags >= 0x80:
        raise malformed(f"the alignment before byte {pos} is too large")
    memory = 0
    if flags & 0x40:
        memory, pos = read_unsigned(source, pos, end)
    offset, pos = read_unsigned(source, pos, end)
    key += [flags & 0x3F, memory, offset]
    return pos


def _block(source: bytes, pos: int, end: int, key: list[Value], _kind: str) -> int:
    """The type of a block: one byte, or the index of a type."""
    if pos < end and source[pos] < 0x80 and source[pos] >= 0x40:
        if not re.fullmatch(_FRAGMENTS["block"], source[pos : pos + 1]):
            raise refused(f"the type of the block at byte {pos}")
        key.append(source[pos : pos + 1])
        return pos + 1
    index, pos = read_signed(source, pos, end, 33)
    if index < 0:
        raise refused(f"the type of the block before byte {pos}")
    key.append(index)
    return pos


_READERS = {"s32": _signed, "s64": _signed, "memarg": _access, "block": _block, "labels": _labels, "heap": _type, "types": _type}


def _unknown(opcode: int, sub: int | None, at: int) -> LinkError:
    if opcode == 0xFD and sub is not None:
        return refused(f"relaxed SIMD (instruction 0xfd {sub:#x} at byte {at})")
    if opcode >> 8 == 0xFC or sub is not None:
        return refused(f"instruction 0xfc {(sub if sub is not None else opcode & 0xFF):#x} at byte {at}")
    for codes, name in _REFUSED:
        if opcode in codes:
            return refused(f"{name} (instruction {opcode:#x} at byte {at})")
    return refused(f"instruction {opcode:#x} at byte {at}")


# -- numbers


def read_unsigned(source: bytes, pos: int, end: int) -> tuple[int, int]:
    """An unsigned LEB128 number of 32 bits and where it ends. Raises LinkError P01."""
    if pos < end and source[pos] < 0x80:
        return source[pos], pos + 1
    value = 0
    for shift in range(0, 35, 7):
        if pos >= end:
            raise malformed(f"a number is cut off at byte {pos}")
        byte = source[pos]
        pos += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            if value >> 32:
                break
            return value, pos
    raise malformed(f"a number before byte {pos} has more than 32 bits")


def read_signed(source: bytes, pos: int, end: int, bits: int) -> tuple[int, int]:
    """A signed LEB128 number of `bits` bits and where it ends. Raises LinkError P01."""
    value = 0
    for shift in range(0, bits, 7):
        if pos >= end:
            raise malformed(f"a number is cut off at byte {pos}")
        byte = source[pos]
        pos += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            if byte & 0x40:
                value -= 1 << (shift + 7)
            if not -(1 << (bits - 1)) <= value < 1 << (bits - 1):
                break
            return value, pos
    raise malformed(f"a number before byte {pos} has more than {bits} bits")
