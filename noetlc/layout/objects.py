"""Object layouts and fixed addresses: the one place that knows them.

A value (`val`) is an i32. Odd: a small int, `value >> 1`. Even: the address of an object; 0 is no value: a raised
exception is pending. Objects are 8-aligned and start with an 8-byte header.
"""

from __future__ import annotations

from noetlc.kernel.lang import Record, f64, i32, i64, u8, u16, val

# ---- fixed addresses (the first KiB of memory)
UNDEFINED = 16
NONE = 24
FALSE = 32
TRUE = 40
SMALL = 48  # no object: a byte that reads as the tag of a small int
ABORT_RECORD = 64  # "NOEA", kind, site, reason
STOP_WORD = ABORT_RECORD + 16  # not 0: the host wants the run to end
SCRATCH = 128  # 384 bytes for number formatting
RESERVED = 1024  # data segments start here

# flags of a string
ASCII = 1
GROWN = 2  # one variable of one function refers to it and nothing else: it may grow in place (`text/growing.py`)


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


class Big(Obj):
    """An int beyond 64 bits where the module computes with them (Feature.BIGINT; a `Wide` elsewhere, under the same tag): its magnitude
    in limbs of 32 bits from BIG_LIMBS, the lowest first and the last not 0. `flags & NEGATIVE` if it is below 0."""

    count: i32


BIG_LIMBS = WIDE_TEXT
NEGATIVE = 1


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


class Unread(Obj):
    """What stands in an entry of a dict for a map or list of the input that was not looked at (`runtime/json/unread.py`): `nbytes` at
    `source`, and from ITEMS_DATA of the T_RAW storage `text` as they are written; once somebody asked, `value`."""

    nbytes: i32
    source: i32
    value: val
    text: i32


UNREAD_MOVED = 1  # flag of one whose text has its keys in another order than the source


class Set(Obj):
    """CPython's set table, so that iteration order is CPython's for values with CPython's hash. `table` is T_TABLE, `marks` raw or 0."""

    used: i32
    fill: i32
    mask: i32
    finger: i32
    table: i32
    marks: i32


class Range(Obj):
    start: i64
    stop: i64
    step: i64


class WideRange(Obj):
    """A range with `flags & WIDE_RANGE`: parts that counting in 64 bits has no room for. All are ints."""

    start: val
    stop: val
    step: val
    length: val


WIDE_RANGE = 1


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
EXC_MADE = 4  # flag of an exception that the body made itself, so that what it does not say of its origin is None
EXC_FILE = 16  # flag of an OSError: its arguments but the first two name files, and `args` does not show them
BUSY = 0x80  # flag of a container while it is being printed
DICT_KINDS = 3  # flag bits of a dict that is no plain one: its kind, see `runtime/python/containers/dict_kinds.py`
DEFAULT_DICT = 1
COUNTER_DICT = 2
ORDERED_DICT = 3
CLASSED = 8  # flag of a value whose class is a subclass of a built-in type; see `runtime/python/classes/builtin_subclass.py`


class Class(Obj):
    """A class. `instance` is the tag of the instances of a built-in type (0 for `object`, NO_INSTANCE for others)."""

    instance: i32
    name: val
    base: val  # 0 for object
    members: val  # dict of what a body's class defines, or 0


ORDERED = 2  # flag of a class object that has its search order
CLASS_PLACES = 24  # where another class of a body has the names of the places in its instances, or 0


class Ordered(Class):
    """A class whose search order is not its chain of bases; `order` is a tuple that starts with the class itself."""

    order: val


NO_INSTANCE = 255
CLASSED_KIND = 253  # `instance` of the subclasses of built-in types
SINGLETON = 254  # `instance` of the objects that stand for Ellipsis and NotImplemented
QUALIFIED = 1  # flag of a class that has at CLASS_MODULE what stands before its name: module, functions, classes
CLASS_MODULE = 28
BUILTIN = 1  # flag of a function object of a builtin: it does not bind to a receiver
UNBOUND = 2  # flag beside it of a method taken from a built-in class, which does
SLOT = 4  # flag beside it of a method behind an operator or builtin
TAKES_ONE = 16  # flag of a function object that has a form which takes its only argument, or its two or three, as they are
TAKES_TWO = 32
TAKES_THREE = 64
OF_BUILTINS = 128  # flag beside BUILTIN of a function whose module is `builtins`
BOUND_FUNCTION = 8  # where a bound method has its function


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
    """An iterator. What the fields mean depends on `kind`; see `runtime/values/iterator.py`."""

    kind: i32
    index: i32
    count: i64
    total: i64
    source: val
    other: val


class Func(Obj):
    """`code` is the table index of the entry form, `plain` of that which takes arguments as they are; cells follow from FUNCTION_CELLS."""

    code: i32
    plain: i32
    name: val
    defaults: val  # values of the last positional parameters, a tuple, or 0
    kwdefaults: val  # dict of keyword-only defaults, or 0
    attributes: val


FUNCTION_CELLS = 32


class Bound(Obj):
    """A function bound to its receiver."""

    function: val
    receiver: val


ITEMS = 8  # where the words of storage of values start


class Instance(Obj):
    """An object of a class the body defines; `attributes` is a dict, or says the places; see `runtime/values/placed.py`. Laid out like an
    exception up to the class."""

    serial: i32  # stands for the identity in hashes, since objects move
    cls: val
    attributes: val


PLACES = 20  # where an instance has its places, behind the tuple of their names
PLACED = 1  # flag of an instance that has its attributes in places
UNFOLDED = 2  # flag of one that had
MOST_SHAPES = 15


def shape_flags(shape: int) -> int:
    """The flags of an instance that has places and a *shape*: the number of its class, as long as its attributes lie where the text of that
    class has them; 0 for none. CLASSED and BUSY lie between and above."""
    return PLACED | (shape & 7) << 4 | (shape >> 3) << 2


SHAPE_BITS = shape_flags(MOST_SHAPES) & ~PLACED
SHAPE_STEP = 12  # bits of an object's first half word below the number of a shape, of 1 to 7 and of 8 to 15


class SmallNumber(Instance):
    """A `Decimal` of up to 18 digits, see `runtime/library/numbers/small.py`: all its words look like small ints to the collector."""

    power: i32  # exponent << 2 | sign << 1 | 1
    halves: i64  # 31 bits of the digits in each word


class MethodKind(Obj):
    """`property`, `classmethod` or `staticmethod` around functions; `kind` is KIND_…"""

    kind: i32
    function: val
    setter: val
    deleter: val
    doc: val  # the text a property was given; only where the object is larger than METHOD_KIND_SIZE


METHOD_KIND_SIZE = 24
LATE = 2  # flag of a property that got into a class after that was made
KIND_PROPERTY = 1
KIND_CLASS = 2
KIND_STATIC = 3
KIND_ODD = 4  # of no attribute: a special method that is no function


class DictKind(Dict):
    """`factory` of a defaultdict, else 0."""

    factory: val
    unused: val


class Generator(Obj):
    """`code` is the table index of the resumable function, `state` the yield it stands at: 0 not started, negative while running or
    when ended. In the upper half of the state of a `yield from` stands where what it takes its items of is kept. Unboxed locals follow in
    8 bytes each from GENERATOR_SLOTS, then references: what the function returned, its values."""

    code: i32
    state: i32


GENERATOR_SLOTS = 16
COUNTED_IN_C = 1 << 30  # among the defaults by name of a signature: a method that CPython has in C
COROUTINE = 1  # flag of a generator that is a coroutine
NAMED_GENERATOR = 2  # of one whose last word is its qualified name, or the class that it stands for an object of
GENERATOR_ENDED = -1
GENERATOR_RUNNING = -2
GENERATOR_RETURNED = -4  # ended, and whoever delegated to it is about to ask what it returned
GENERATOR_UNSTARTED = -3  # as 0, in a body that uses tracebacks: what is thrown then is raised in the generator's frame
