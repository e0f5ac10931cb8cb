"""The instructions of the binary format as data, a fast scan over function bodies, and the encoding of single instructions.

A scan does not list instructions. It lists *sites*: those whose immediates are indexes that may change when modules are merged. All
others are passed over by one regular expression, made from the same table, so that a module of 200 KB takes a few milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
REF_FUNC: Final = 0xD2

Value = int | bytes
Key = tuple[Value, ...]
"""An opcode (a prefix is its upper byte) and its immediates: ints, and bytes where they mean nothing here. A memory access has
alignment, memory, offset and perhaps a lane; a block has the index of its type, or its one byte."""

Site = tuple[int, int, Key | None]
"""Begin and end of an instruction in the code, and what it is; None if it stays as it is whatever the indexes are."""


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
_REFERENCES: Final = {
    opcode: tuple((place, _SPACES[kind]) for place, kind in enumerate(kinds, 1) if kind in _SPACES)
    for opcode, kinds in IMMEDIATES.items()
    if kinds and kinds[0] != "memarg"
}

_REFUSED: Final = (
    (range(0x06, 0x0B), "exception handling"),
    (range(0x18, 0x1A), "exception handling"),
    (range(0x1F, 0x20), "exception handling"),
    (range(0x14, 0x16), "a call through a typed function reference"),
    (range(0xD3, 0xD7), "an instruction of garbage collection or typed function references"),
    (range(0xFB, 0xFC), "garbage collection"),
    (range(0xFE, 0xFF), "threads with atomic operations"),
)

# -- the regular expression over instructions without indexes

_U32: Final = rb"[\x80-\xff]{0,4}[\x00-\x7f]"
_FRAGMENTS: Final = {
    "u32": _U32,
    "s32": _U32,
    "s64": rb"[\x80-\xff]{0,9}[\x00-\x7f]",
    "block": rb"[\x40\x6f\x70\x7b-\x7f]",
    "types": rb"\x01[\x6f\x70\x7b-\x7f]",
    "heap": rb"[\x6f\x70]",
    "1": rb".",
    "4": rb".{4}",
    "8": rb".{8}",
    "16": rb".{16}",
}
_FLAGS: Final = rb"[\x00-\x3f]"  # alignment of an access to memory 0


def _opcodes(opcodes: list[int]) -> bytes:
    """A pattern for these opcodes in their shortest form."""
    single = b"".join(re.escape(bytes((o,))) for o in opcodes if o < 0x100)
    choices = [b"[" + single + b"]"] if single else []
    for prefix in PREFIXES:
        low = b"".join(re.escape(bytes((o & 0xFF,))) for o in opcodes if o >> 8 == prefix and o & 0xFF < 0x80)
        high = b"".join(re.escape(bytes((o & 0xFF,))) for o in opcodes if o >> 8 == prefix and o & 0xFF >= 0x80)
        if low:
            choices.append(re.escape(bytes((prefix,))) + b"[" + low + b"]")
        if high:
            choices.append(re.escape(bytes((prefix,))) + b"[" + high + rb"]\x01")
    return b"(?:" + b"|".join(choices) + b")"


def _choices(*, accesses: bool) -> list[bytes]:
    groups: dict[tuple[str, ...], list[int]] = {}
    for opcode, kinds in IMMEDIATES.items():
        if (kinds[:1] == ("memarg",)) == accesses and (accesses or all(kind in _FRAGMENTS for kind in kinds)):
            groups.setdefault(kinds, []).append(opcode)
    common = sorted(groups, key=lambda kinds: ("u32",) != kinds)  # accesses of locals first, for speed
    if accesses:
        return [_opcodes(groups[k]) + b"(" + _FLAGS + b")" + _U32 + b"".join(_FRAGMENTS[x] for x in k[1:]) for k in common]
    return [_opcodes(groups[k]) + b"".join(_FRAGMENTS[x] for x in k) for k in common]


# Alternatives begin with different bytes and take their whole instruction, so nothing is ever tried twice.
_WITHOUT: Final = b"(?:" + b"|".join(_choices(accesses=False)) + b")"
_ACCESS: Final = b"(?:" + b"|".join(_choices(accesses=True)) + b")"
_PLAIN: Final = re.compile(b"(?:" + _WITHOUT + b"|" + _ACCESS + b")*+", re.DOTALL)
_TO_ACCESS: Final = re.compile(b"(?:" + _WITHOUT + b")*+(?:" + _ACCESS + rb"|\Z)", re.DOTALL)


@dataclass(slots=True)
class Body:
    """The code of one function: `source[start:code]` declares its locals, `source[code:end]` are its instructions. `keys` are the
    different ones among the sites, in order. `implicit`: some of what lies between the sites accesses memory 0."""

    source: bytes
    start: int
    code: int
    end: int
    sites: list[Site]
    keys: tuple[Key, ...]
    implicit: bool


def scan(source: bytes, start: int, code: int, end: int) -> Body:
    """Finds the sites of a function body. Raises LinkError P01, P04."""
    sites: list[Site] = []
    implicit = False
    pos = code
    plain = _PLAIN.match
    while True:
        skipped = plain(source, pos, end)
        assert skipped is not None
        if skipped.lastindex is not None:
            implicit = True
        pos = skipped.end()
        if pos >= end:
            break
        opcode = source[pos]
        # The two most frequent ones by hand.
        if (opcode == CALL or opcode - GLOBAL_GET in (0, 1)) and pos + 1 < end and source[pos + 1] < 0x80:
            sites.append((pos, pos + 2, (opcode, source[pos + 1])))
            pos += 2
            continue
        key, after = read_instruction(source, pos, end)
        sites.append((pos, after, key if _indexed(key) else None))
        pos = after
    keys = dict.fromkeys([key for _, _, key in sites])
    return Body(source, start, code, end, sites, tuple([key for key in keys if key is not None]), implicit)


def _indexed(key: Key) -> bool:
    return next(references(key), None) is not None


def moved(source: bytes, begin: int, end: int, memory: int) -> Iterator[bytes]:
    """The code between two sites, with its accesses to memory 0 made accesses to `memory`."""
    index = unsigned(memory)
    last = begin
    for found in _TO_ACCESS.finditer(source, begin, end):
        group = found.lastindex
        if group is None:
            break
        at = found.start(group)
        yield source[last:at]
        yield bytes((source[at] | 0x40,)) + index
        last = at + 1
    yield source[last:end]


# -- one instruction


def references(key: Key) -> Iterator[tuple[int, int]]:
    """Spaces and indexes that an instruction refers to."""
    for place, space in _places(key):
        value = key[place]
        assert isinstance(value, int)
        yield space, value


def _places(key: Key) -> tuple[tuple[int, int], ...]:
    opcode = key[0]
    assert isinstance(opcode, int)
    places = _REFERENCES.get(opcode)
    if places is None:
        return ((2, MEMORY),) if IMMEDIATES[opcode] else ()
    if 2 <= opcode <= 4 and isinstance(key[1], int):
        return ((1, TYPE),)
    return places


def renumbered(key: Key, number: dict[tuple[int, int], int]) -> Key:
    """The instruction with its indexes replaced; `number` maps space and index."""
    out = list(key)
    for place, space in _places(key):
        value = key[place]
        assert isinstance(value, int)
        out[place] = number[space, value]
    return tuple(out)


def encode(key: Key) -> bytes:
    """The shortest form of an instruction."""
    opcode = key[0]
    assert isinstance(opcode, int)
    out = bytes((opcode,)) if opcode < 0x100 else bytes((opcode >> 8,)) + unsigned(opcode & 0xFF)
    kinds = IMMEDIATES[opcode]
    if kinds[:1] == ("memarg",):
        align, memory, offset, *lane = key[1:]
        assert isinstance(align, int) and isinstance(memory, int) and isinstance(offset, int)
        flags = unsigned(align) if memory == 0 else unsigned(align | 0x40) + unsigned(memory)
        return out + flags + unsigned(offset) + b"".join(one for one in lane if isinstance(one, bytes))
    signs = ("s32", "s64", "block")
    for kind, value in zip(kinds, key[1:], strict=True):
        out += value if isinstance(value, bytes) else signed(value) if kind in signs else unsigned(value)
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
    key: list[Value] = [opcode]
    for kind in kinds:
        if kind in ("s32", "s64"):
            value, pos = read_signed(source, pos, end, 32 if kind == "s32" else 64)
            key.append(value)
        elif kind == "memarg":
            pos = _access(source, pos, end, key)
        elif kind == "block":
            pos = _block(source, pos, end, key)
        elif kind == "labels":
            first = pos
            count, pos = read_unsigned(source, pos, end)
            for _ in range(count + 1):
                _, pos = read_unsigned(source, pos, end)
            key.append(source[first:pos])
        elif kind == "heap" or kind == "types":
            wanted = 1 if kind == "heap" else 2
            chunk = source[pos : min(pos + wanted, end)]
            if not re.fullmatch(_FRAGMENTS[kind], chunk):
                raise refused(f"the type in the instruction at byte {at}")
            key.append(chunk)
            pos += wanted
        elif kind.isdigit():
            if int(kind) > end - pos:
                raise malformed(f"code ends at byte {end} in the middle")
            key.append(source[pos : pos + int(kind)])
            pos += int(kind)
        else:
            value, pos = read_unsigned(source, pos, end)
            key.append(value)
    return tuple(key), pos


def _access(source: bytes, pos: int, end: int, key: list[Value]) -> int:
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


def _block(source: bytes, pos: int, end: int, key: list[Value]) -> int:
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
