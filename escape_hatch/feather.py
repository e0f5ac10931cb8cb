"""Tables as Arrow IPC streams ("Feather" objects): one schema message, one record batch, the end marker.

A table is `{"columns": [...], "rows": [...]}`, rows being objects (cells by name) or arrays (cells by position). Without
`columns` they are the keys of the first row, sorted. What is not such a table gives no bytes at all.

    cells that are not null          column
    integers                         Int64; one beyond 64 bits signed is null
    integers and floats, floats      Float64; one that no double can hold is null
    booleans                         Boolean
    anything else, none              Utf8; cells that are no text are compact JSON with sorted keys

An integer beyond 64 bits unsigned, or below 64 bits signed, counts as a float. Equal tables give equal bytes.

Metadata are flatbuffers, written front to back: first a fixed head with the vtables and the message, then what depends on the
columns. All positions below are relative to the start of the metadata, 8 bytes into the message.
"""

from __future__ import annotations

import struct

from noetlc.kernel.lang import (
    Record,
    f64,
    i32,
    i64,
    lit,
    live,
    load8,
    load32,
    loadv,
    lt_u,
    memory_fill,
    static_bytes,
    store8,
    store16,
    store32,
    store64,
    storef,
    storev,
    trap,
    val,
)  # fmt: skip
from noetlc.layout.objects import ENTRY, TRUE, Dict, Float, Int, List, Str
from noetlc.layout.tags import T_BOOL, T_DICT, T_FLOAT, T_INT, T_LIST, T_NONE, T_STR, T_WIDE
from noetlc.plugins.sdk import function
from noetlc.runtime.json.dump import dict_sorted, json_dump_sorted
from noetlc.runtime.numbers.wide import wide_float, wide_is_u64
from noetlc.runtime.python.strings.bytes_data import mod_bytes_end
from noetlc.runtime.values.blocks import str_hash
from noetlc.runtime.values.buffer import buf_base, buf_begin, buf_byte, buf_bytes, buf_pos, buf_room, buf_str
from noetlc.runtime.values.bytes import bytes_new
from noetlc.runtime.values.dict import dict_get, dict_keys
from noetlc.runtime.values.list import list_get
from noetlc.runtime.values.lookups import KEY, VALUE, dict_entries, dict_find
from noetlc.runtime.values.memory import has_tag, new_raw, tag_of

# kinds of columns and of cells; 0 is null
INT = 1
FLOAT = 2
BOOL = 3
TEXT = 4

# of the Arrow format
SCHEMA = 1
BATCH = 3
VERSION_5 = 4
TYPE_INT = 2
TYPE_FLOAT = 3
TYPE_UTF8 = 5
TYPE_BOOL = 6
DOUBLE = 2

CONTINUED = -1  # starts every message; followed by the size of its metadata, 0 at the end of the stream


def _message(header: int, at: int) -> bytes:
    """Root, vtable and table of a message whose header, of that kind, is the table `at`: 36 bytes."""
    vtable = struct.pack("<6H", 12, 20, 16, 18, 4, 8)
    return struct.pack("<I", 16) + vtable + struct.pack("<iIqhBx", 12, at - 20, 0, VERSION_5, header)


BODY_LENGTH = 24  # where a message has the size of its body

# the head of a schema: the message, the schema, vtables of a field and of the types, then the vector of fields
SCHEMA_HEAD_BYTES = b"".join((
    _message(SCHEMA, 44),
    struct.pack("<4H", 8, 8, 0, 4),  # 36: vtable of the schema
    struct.pack("<iI", 8, 88 - 48),  # 44: the schema, its fields at 88
    struct.pack("<8H", 16, 20, 4, 16, 17, 8, 0, 12),  # 52: vtable of a field: name, nullable, type_type, type, -, children
    struct.pack("<4H", 8, 12, 4, 8),  # 68: of an Int: bitWidth, is_signed
    struct.pack("<3H", 6, 8, 4),  # 76: of a FloatingPoint: precision
    struct.pack("<2H2x", 4, 4),  # 82: of a type without properties
))  # fmt: skip
SCHEMA_HEAD = static_bytes(SCHEMA_HEAD_BYTES)
SCHEMA_HEAD_SIZE = 88
FIELD_VTABLE = 52
INT_VTABLE = 68
FLOAT_VTABLE = 76
EMPTY_VTABLE = 82
assert len(SCHEMA_HEAD_BYTES) == SCHEMA_HEAD_SIZE

# the head of a record batch: the message, the batch (rows at 56, where its buffers are at 64), the size of the vector of nodes at 68
BATCH_HEAD_BYTES = b"".join((
    _message(BATCH, 48),
    struct.pack("<5H2x", 10, 20, 8, 4, 16),  # 36: vtable of the batch: length, nodes, buffers
    struct.pack("<iIqII", 12, 68 - 52, 0, 0, 0),  # 48: the batch
))  # fmt: skip
BATCH_HEAD = static_bytes(BATCH_HEAD_BYTES)
BATCH_HEAD_SIZE = 72
ROWS = 56
BUFFERS = 64
NODES_COUNT = 68
NODE = 16  # rows, nulls
BUFFER = 16  # offset in the body, size
assert len(BATCH_HEAD_BYTES) == BATCH_HEAD_SIZE



class Column(Record):
    """`cells` are the values of `rows` rows, 0 for null."""

    kind: i32
    nulls: i32
    name: val
    cells: i32
    rows: i32


@function("json", result="bytes")
def encode(payload: val) -> val:
    """The Arrow IPC stream of a table {"columns"?: [...], "rows": [...]}; empty if it is none."""
    return fea_encode(payload)


@function("json", result="bytes")
def run(payload: val) -> val:
    """The same as an entry for steps."""
    return fea_encode(payload)


def fea_encode(payload: val) -> val:
    rows: val = 0
    if has_tag(payload, T_DICT):
        rows = dict_get(payload, lit("rows"))
    names: val = 0
    if rows != 0 and fea_are_rows(rows):
        names = fea_names(payload, list_get(rows, 0))
    if names == 0 or List(names).length == 0:
        return bytes_new(0)
    count: i32 = List(names).length
    columns: i32 = new_raw(count * Column.SIZE) + 8
    i: i32 = 0
    while i < count:
        name: val = list_get(names, i)
        fea_column(Column(columns + i * Column.SIZE), name if has_tag(name, T_STR) else lit(""), i, rows)
        i += 1
    mark: i32 = buf_begin()
    fea_schema(columns, count)
    fea_batch(columns, count, List(rows).length)
    buf_room(8)
    fea_int32(CONTINUED)
    fea_int32(0)
    return mod_bytes_end(mark)


# ---- the table


def fea_are_rows(rows: val) -> i32:
    """1 for a list of dicts and lists that is not empty."""
    if not has_tag(rows, T_LIST) or List(rows).length == 0:
        return 0
    i: i32 = 0
    while i < List(rows).length:
        row: val = list_get(rows, i)
        if not (has_tag(row, T_DICT) or has_tag(row, T_LIST)):
            return 0
        i += 1
    return 1


def fea_names(payload: val, first: val) -> val:
    """The list of columns, 0 if there is none. Some may be other values than strings."""
    columns: val = dict_get(payload, lit("columns"))
    if columns != 0 and has_tag(columns, T_LIST):
        return columns
    if has_tag(first, T_DICT):
        return dict_keys(dict_sorted(first))
    return 0


def fea_column(column: Column, name: val, at: i32, rows: val) -> None:
    """Collects the cells of a column and finds its kind."""
    count: i32 = List(rows).length
    cells: i32 = new_raw(count << 2) + 8
    column.name = name
    column.cells = cells
    column.rows = count
    kind: i32 = 0
    hint: i32 = 0  # where the row before had the cell: mostly the next has it there, and the same key
    i: i32 = 0
    while i < count:
        row: val = list_get(rows, i)
        cell: val = 0
        if has_tag(row, T_LIST):
            if at < List(row).length:
                cell = list_get(row, at)
        else:
            e: i32 = dict_entries(row) + hint
            if not (lt_u(hint, Dict(row).fill * ENTRY) and loadv(e, KEY) == name):
                e = dict_find(row, name, str_hash(name))
                hint = e - dict_entries(row) if e != 0 else 0
            if e != 0:
                cell = loadv(e, VALUE)
        own: i32 = 0
        if cell != 0:
            own = fea_kind(cell)
        if own == 0:
            cell = 0
        elif kind == 0:
            kind = own
        elif kind != own:
            kind = FLOAT if kind <= FLOAT and own <= FLOAT else TEXT
        storev(cells + (i << 2), cell)
        i += 1
    column.kind = TEXT if kind == 0 else kind
    column.nulls = fea_nulls(column)


def fea_kind(v: val) -> i32:
    """The kind of a cell, 0 for null."""
    tag: i32 = tag_of(v)
    if tag == T_STR:
        return TEXT
    if tag == T_INT:
        return INT
    if tag <= T_NONE:
        return 0
    if tag == T_FLOAT:
        return FLOAT
    if tag == T_BOOL:
        return BOOL
    if live(T_WIDE) and tag == T_WIDE:
        return INT if wide_is_u64(v) else FLOAT
    return TEXT


def fea_nulls(column: Column) -> i32:
    """Makes cells that a number column cannot hold null; the number of nulls."""
    nulls: i32 = 0
    p: i32 = column.cells
    end: i32 = p + (column.rows << 2)
    while p < end:
        cell: val = loadv(p)
        if live(T_WIDE) and cell != 0 and has_tag(cell, T_WIDE):
            if column.kind == INT or (column.kind == FLOAT and fea_float(cell) - fea_float(cell) != 0.0):
                cell = 0
                store32(p, 0)
        nulls += cell == 0
        p += 4
    return nulls


def fea_float(v: val) -> f64:
    """A number as the nearest double, infinite if it is too large."""
    if v & 1:
        return f64(v >> 1)
    if live(T_WIDE) and has_tag(v, T_WIDE):
        return wide_float(v)
    return Float(v).value if has_tag(v, T_FLOAT) else f64(Int(v).value)


# ---- writing


def fea_int32(x: i32) -> None:
    """Appends 4 bytes for which there is room."""
    global buf_pos
    store32(buf_pos, x)
    buf_pos += 4


def fea_zeros(n: i32) -> None:
    """Appends n zero bytes."""
    global buf_pos
    buf_room(n)
    memory_fill(buf_pos, 0, n)
    buf_pos += n


def fea_align(start: i32, to: i32) -> None:
    """Appends zeros until the distance from an offset in the buffer is a multiple of `to`, a power of two."""
    fea_zeros((0 - (buf_pos - buf_base - start)) & (to - 1))


def fea_patch(at: i32, x: i32) -> None:
    """Overwrites 4 bytes at an offset in the buffer."""
    store32(buf_base + at, x)


def fea_open(head: i32, size: i32) -> i32:
    """Starts a message with the head of its metadata; where in the buffer they start."""
    buf_room(8)
    fea_int32(CONTINUED)
    fea_int32(0)
    start: i32 = buf_pos - buf_base
    buf_bytes(head, size)
    return start


def fea_close(start: i32) -> None:
    """Ends the metadata of a message."""
    fea_align(start, 8)
    fea_patch(start - 4, buf_pos - buf_base - start)


def fea_schema(columns: i32, count: i32) -> None:
    """Appends the schema message."""
    start: i32 = fea_open(SCHEMA_HEAD, SCHEMA_HEAD_SIZE)
    buf_room(4)
    fea_int32(count)
    fields: i32 = buf_pos - buf_base
    fea_zeros(count << 2)
    i: i32 = 0
    while i < count:
        entry: i32 = fields + (i << 2)
        fea_patch(entry, buf_pos - buf_base - entry)
        fea_field(start, Column(columns + i * Column.SIZE))
        i += 1
    fea_close(start)


def fea_field(start: i32, column: Column) -> None:
    """Appends a field: table, no children, type, name."""
    kind: i32 = column.kind
    fea_zeros(36)
    at: i32 = buf_pos - buf_base - 36
    p: i32 = buf_base + at
    store32(p, at - start - FIELD_VTABLE)
    store32(p, 32, 4)  # to the name
    store32(p, 16, 8)  # to the type
    store32(p, 8, 12)  # to the children
    store8(p, 1, 16)  # nullable
    store8(p, TYPE_INT if kind == INT else (TYPE_FLOAT if kind == FLOAT else (TYPE_BOOL if kind == BOOL else TYPE_UTF8)), 17)
    at = at - start + 24
    if kind == INT:
        store32(p, at - INT_VTABLE, 24)
        store32(p, 64, 28)
        store8(p, 1, 32)
    elif kind == FLOAT:
        store32(p, at - FLOAT_VTABLE, 24)
        store16(p, DOUBLE, 28)
    else:
        store32(p, at - EMPTY_VTABLE, 24)
    buf_room(4)
    fea_int32(Str(column.name).nbytes)
    buf_str(column.name)
    buf_byte(0)
    fea_align(start, 4)


def fea_batch(columns: i32, count: i32, rows: i32) -> None:
    """Appends the record batch."""
    start: i32 = fea_open(BATCH_HEAD, BATCH_HEAD_SIZE)
    fea_patch(start + ROWS, rows)
    fea_patch(start + NODES_COUNT, count)
    node: i32 = buf_pos - buf_base
    fea_zeros(count * NODE + 8)
    fea_patch(start + BUFFERS, node + count * NODE + 4 - start - BUFFERS)
    buffers: i32 = 0
    i: i32 = 0
    while i < count:
        column: Column = Column(columns + i * Column.SIZE)
        fea_patch(node, rows)
        fea_patch(node + 8, column.nulls)
        node += NODE
        buffers += 3 if column.kind == TEXT else 2
        i += 1
    fea_patch(node + 4, buffers)
    fea_zeros(buffers * BUFFER)
    fea_close(start)
    body: i32 = buf_pos - buf_base
    entry: i32 = node + 8
    i = 0
    while i < count:
        column = Column(columns + i * Column.SIZE)
        fea_validity(column, body, entry)
        entry += BUFFER
        if column.kind == TEXT:
            fea_texts(column, body, entry)
            entry += BUFFER
        elif column.kind == BOOL:
            fea_bits(column, body, entry)
        else:
            fea_numbers(column, body, entry)
        entry += BUFFER
        i += 1
    fea_patch(start + BODY_LENGTH, buf_pos - buf_base - body)


def fea_buffer(body: i32, entry: i32, from_: i32) -> None:
    """Ends the buffer that starts at an offset of the text buffer and enters it into the metadata."""
    fea_patch(entry, from_ - body)
    fea_patch(entry + 8, buf_pos - buf_base - from_)
    fea_align(body, 8)


def fea_validity(column: Column, body: i32, entry: i32) -> None:
    """Appends the bits of cells that are not null; nothing if all are."""
    from_: i32 = buf_pos - buf_base
    if column.nulls:
        n: i32 = column.rows
        fea_zeros((n + 7) >> 3)
        bits: i32 = buf_base + from_
        i: i32 = 0
        while i < n:
            if load32(column.cells + (i << 2)) != 0:
                store8(bits + (i >> 3), load8(bits + (i >> 3)) | 1 << (i & 7))
            i += 1
    fea_buffer(body, entry, from_)


def fea_bits(column: Column, body: i32, entry: i32) -> None:
    """Appends booleans, one bit each."""
    from_: i32 = buf_pos - buf_base
    n: i32 = column.rows
    fea_zeros((n + 7) >> 3)
    bits: i32 = buf_base + from_
    i: i32 = 0
    while i < n:
        if load32(column.cells + (i << 2)) == TRUE:
            store8(bits + (i >> 3), load8(bits + (i >> 3)) | 1 << (i & 7))
        i += 1
    fea_buffer(body, entry, from_)


def fea_numbers(column: Column, body: i32, entry: i32) -> None:
    """Appends integers or doubles, 8 bytes each; 0 for null."""
    global buf_pos
    from_: i32 = buf_pos - buf_base
    n: i32 = column.rows
    buf_room(n << 3)
    o: i32 = buf_pos
    p: i32 = column.cells
    end: i32 = p + (n << 2)
    floats: i32 = column.kind == FLOAT
    while p < end:
        cell: val = loadv(p)
        if cell == 0:
            store64(o, i64(0))
        elif floats:
            storef(o, fea_float(cell))
        else:
            store64(o, i64(cell >> 1) if cell & 1 else Int(cell).value)
        o += 8
        p += 4
    buf_pos = o
    fea_buffer(body, entry, from_)


def fea_texts(column: Column, body: i32, entry: i32) -> None:
    """Appends the offsets of the texts, then the texts: two buffers."""
    offsets: i32 = buf_pos - buf_base
    n: i32 = column.rows
    fea_zeros((n + 1) << 2)
    fea_buffer(body, entry, offsets)
    from_: i32 = buf_pos - buf_base
    i: i32 = 0
    while i < n:
        cell: val = loadv(column.cells + (i << 2))
        if cell != 0:
            if has_tag(cell, T_STR):
                buf_str(cell)
            elif json_dump_sorted(cell) < 0:
                trap()  # no JSON data after all
        i += 1
        fea_patch(offsets + (i << 2), buf_pos - buf_base - from_)
    fea_buffer(body, entry + BUFFER, from_)
