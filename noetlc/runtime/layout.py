"""Object layouts, type tags and fixed addresses: the one place that knows them.

A value (`val`) is an i32. Odd: a small int, `value >> 1`. Even: the address of an object; 0 is no value: a raised
exception is pending. Objects are 8-aligned and start with an 8-byte header.
"""

from __future__ import annotations

import struct

from noetlc.kernel.lang import Record, f64, i32, i64, u8, u16, val
from noetlc.primitives.exceptions import base_of, display_name, module_of

# ---- type tags. Order matters: tags up to T_STR never hold references.
T_UNDEFINED = 0
T_NONE = 1
T_BOOL = 2
T_INT = 3
T_WIDE = 4  # an integer beyond 64 bits kept as decimal text
T_FLOAT = 5
T_STR = 6
T_BYTES = 7
T_LIST = 8
T_TUPLE = 9
T_DICT = 10
T_SET = 11
T_FROZENSET = 12
T_RANGE = 13
T_EXCEPTION = 14
T_CLASS = 15  # a class or built-in type as a value
T_FUNCTION = 16
T_BOUND = 17  # a method bound to its receiver
T_MODULE = 18
T_ITERATOR = 19  # see `iterate.py`
T_VIEW = 20  # dict keys, values, items
T_CELL = 21
T_INSTANCE = 22  # instance of a class the body defines
T_SLICE = 23
T_NAMESPACE = 24  # a template's namespace()
T_BYTEARRAY = 28
T_FIRST_LIBRARY = 32  # tags from here belong to library types (deque, datetime, …), declared beside their code
T_PLUGIN = 172  # a pseudo tag (see `tags`): functions of a plug-in written in kernel Python are linked

# ---- storage that is not a value
T_ITEMS = 250  # value words
T_ENTRIES = 251  # dict entries: (hash, key, value) words
T_RAW = 252  # no references
T_TABLE = 253  # set table: (hash i64, key, pad) slots

# ---- fixed addresses (the first KiB of memory)
UNDEFINED = 16
NONE = 24
FALSE = 32
TRUE = 40
ABORT_RECORD = 64  # "NOEA", kind, site, reason
STOP_WORD = ABORT_RECORD + 16  # not 0: the host wants the run to end
SCRATCH = 128  # 384 bytes for number formatting
RESERVED = 1024  # data segments start here

# flags of a string
ASCII = 1


class Obj(Record):
    """Header. `size` is the whole object in bytes, a multiple of 8.

    `refs` is the offset of the first reference, 0 for none: everything from there to the end is values or addresses of
    storage, 0 allowed. Raw fields come before. Only T_ENTRIES and T_TABLE storage differ.
    """

    tag: u8
    flags: u8
    refs: u16
    size: i32


class Int(Obj):
    value: i64


class Float(Obj):
    value: f64


class Str(Obj):
    """UTF-8 (WTF-8 inside a body). `hash` 0 = not computed. The bytes start at STR_BYTES; `flags & ASCII` if all < 128."""

    nbytes: i32
    length: i32  # code points
    hash: i32


STR_BYTES = 20


class Wide(Obj):
    """Decimal text with optional `-`, no leading zeros; the characters start at WIDE_TEXT."""

    nbytes: i32


WIDE_TEXT = 12


class Bytes(Obj):
    nbytes: i32


BYTES_DATA = 12


class Bytearray(Obj):
    """`held` is a T_BYTES object of its own, no value elsewhere: its `nbytes` is the length, what is left of its size room to grow."""

    held: val


class List(Obj):
    """`items` is a T_ITEMS storage of capacity words, whose words start at ITEMS_DATA; 0 while the list is empty."""

    length: i32
    capacity: i32
    items: i32


ITEMS_DATA = 8


class Tuple(Obj):
    """Items follow inline from TUPLE_ITEMS."""

    length: i32


TUPLE_ITEMS = 12


class Dict(Obj):
    """Insertion-ordered. `entries` is a T_ENTRIES storage of `fill` used triples (12 bytes each from ENTRIES_DATA; key 0 =
    deleted); `index` a T_RAW open-addressing table of 1-based entry numbers, 0 while fill <= 8. `version` counts key changes."""

    used: i32
    fill: i32
    capacity: i32
    version: i32
    entries: i32
    index: i32


ENTRIES_DATA = 8
ENTRY = 12


class Set(Obj):
    """CPython's set table, so that iteration order is CPython's for values with CPython's hash. `table` is T_TABLE."""

    used: i32
    fill: i32
    mask: i32
    finger: i32
    table: i32


class Range(Obj):
    start: i64
    stop: i64
    step: i64


class Exc(Obj):
    """`cls` a T_CLASS value, `args` a tuple, `site` where it was raised, then what `raise … from` and context need."""

    site: i32
    cls: val
    args: val
    cause: val
    context: val
    extra: val  # attributes set by a body, or 0
    trace: val  # the traceback; there only in bodies that ask for it


class Cell(Obj):
    value: val


EXC_SINGLE = 1  # flag of an exception: `args` is its only argument, not a tuple of them (0: no arguments)
EXC_FROM = 2  # flag of an exception: raised with `from`
BUSY = 0x80  # flag of a container while it is being printed
DICT_KINDS = 3  # flag bits of a dict that is no plain one; see `module_collections.py`
CLASSED = 8  # flag of a value whose class is a subclass of a built-in type; see `python_classed.py`


class Class(Obj):
    """A class. `instance` is the tag of the instances of a built-in type (0 for `object`, NO_INSTANCE for others)."""

    instance: i32
    name: val
    base: val  # 0 for object
    members: val  # dict of what a body's class defines, or 0


ORDERED = 2  # flag of a class object that has its search order


class Ordered(Class):
    """A class whose search order is not its chain of bases; `order` is a tuple that starts with the class itself."""

    order: val


NO_INSTANCE = 255
CLASSED_KIND = 253  # `instance` of the subclasses of built-in types
SINGLETON = 254  # `instance` of the objects that stand for Ellipsis and NotImplemented
QUALIFIED = 1  # flag of a class that has at CLASS_MODULE what stands before its name: module, functions, classes
CLASS_MODULE = 28
BUILTIN = 1  # flag of a function object of a builtin: it does not bind to a receiver
BOUND_FUNCTION = 8  # where a bound method has its function
FUNCTION_NAME = 12  # where a function object has its name


class View(Obj):
    """`kind` of a dict view (VIEW_KEYS …) and its dict."""

    kind: i32
    source: val


VIEW_KEYS = 0
VIEW_VALUES = 1
VIEW_ITEMS = 2


class Slice(Obj):
    start: val
    stop: val
    step: val


class Iter(Obj):
    """An iterator. What the fields mean depends on `kind`; see `python_iterate.py`."""

    kind: i32
    index: i32
    count: i64
    total: i64
    source: val
    other: val


def str_hash(data: bytes) -> int:
    """The 32-bit hash of a string's bytes, never 0; `text.hash_bytes` computes the same."""
    h = 0x811C9DC5
    full = len(data) & ~7
    for i in range(0, full, 8):
        word = int.from_bytes(data[i : i + 8], "little")
        h = _mix(h, word)
    if len(data) > full:
        h = _mix(h, int.from_bytes(data[full:], "little"))
    h = (h ^ len(data)) & 0xFFFFFFFF
    return h or 1


def _mix(h: int, word: int) -> int:
    word ^= h
    product = ((word ^ word >> 32) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    return (product ^ (product >> 32)) & 0xFFFFFFFF


def static_str(text: str) -> bytes:
    """The object of a string constant, hash included. It needs an even address only and is not padded: nothing moves it."""
    data = text.encode("utf-8", "surrogatepass")
    size = -(-(STR_BYTES + len(data)) // 8) * 8
    h = str_hash(data)
    head = struct.pack("<BBHIIII", T_STR, ASCII if text.isascii() else 0, 0, size, len(data), len(text), h)
    return head + data


def static_int(value: int) -> bytes:
    """A boxed 64-bit int."""
    return struct.pack("<BBHIq", T_INT, 0, 0, 16, value)


def static_float(value: float) -> bytes:
    return struct.pack("<BBHId", T_FLOAT, 0, 0, 16, value)


def static_wide(value: int) -> bytes:
    data = str(value).encode()
    size = -(-(WIDE_TEXT + len(data)) // 8) * 8
    return (struct.pack("<BBHII", T_WIDE, 0, 0, size, len(data)) + data).ljust(size, b"\0")


INSTANCE_TAGS = {
    "object": 0, "NoneType": T_NONE, "bool": T_BOOL, "int": T_INT, "float": T_FLOAT, "str": T_STR, "bytes": T_BYTES, "list": T_LIST,
    "tuple": T_TUPLE, "dict": T_DICT, "set": T_SET, "frozenset": T_FROZENSET, "range": T_RANGE, "slice": T_SLICE, "type": T_CLASS,
    "bytearray": T_BYTEARRAY, "function": T_FUNCTION, "method": T_BOUND, "module": T_MODULE,
    "Ellipsis": SINGLETON, "NotImplemented": SINGLETON,
}  # fmt: skip


def static_class(name: str) -> tuple[bytes, tuple[tuple[int, str], ...]]:
    """The object of a built-in class and the (offset, data name) words to fill in. KeyError for an unknown name."""
    base = base_of(name)
    module = module_of(name)
    head = struct.pack("<BBHI", T_CLASS, QUALIFIED if module else 0, 12, 32 if module else 24)
    content = head + struct.pack("<IIII", INSTANCE_TAGS.get(name, NO_INSTANCE), 0, 0, 0) + bytes(8 if module else 0)
    refs = [(12, "str:" + display_name(name))]
    if module:
        refs.append((CLASS_MODULE, "str:" + module))
    if base:
        refs.append((16, "cls:" + base))
    return content, tuple(refs)


def singletons() -> bytes:
    """The objects at UNDEFINED, NONE, FALSE and TRUE: header only, told apart by address."""
    return b"".join(struct.pack("<BBHI", tag, 0, 0, 8) for tag in (T_UNDEFINED, T_NONE, T_BOOL, T_BOOL))
