"""Sequences repeated: `[0] * n` and its kind."""

from __future__ import annotations

from noetlc.kernel.lang import i32, i64, lit, live, noinline, shr_u, store32, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, ITEMS_DATA, STR_BYTES, TUPLE_ITEMS, Bytearray, Bytes, List, Str, Tuple
from noetlc.layout.tags import T_BYTEARRAY, T_BYTES, T_LIST, T_STR, T_TUPLE
from noetlc.runtime.python.classes.named_tuple import unnamed
from noetlc.runtime.python.exceptions.errors import raise_memory, raise_overflow
from noetlc.runtime.python.exceptions.sizes import refuse_memory
from noetlc.runtime.text.strings import str_new
from noetlc.runtime.values.blocks import copy_over
from noetlc.runtime.values.bytes import bytearray_taking, bytes_new
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.list import list_new, tuple_new
from noetlc.runtime.values.memory import tag_of


@noinline
def too_often(v: val, n: i64) -> val:
    """What is raised where CPython would not have the memory either; aborts otherwise."""
    tag: i32 = tag_of(v)
    if tag == T_STR or (live(T_BYTES) and tag == T_BYTES):
        length: i64 = i64(Str(v).length if tag == T_STR else Bytes(v).nbytes)
        if length * (n >> i64(32)) + (length * (n & i64(0xFFFFFFFF)) >> i64(32)) > i64(0x7FFFFFFF):
            return raise_overflow(lit("repeated string is too long") if tag == T_STR else lit("repeated bytes are too long"))
    return refuse_memory(n * i64(least_size(v, tag)) if live(Feature.LARGE_SIZES) and n >> i64(32) < i64(64) else n)


def least_size(v: val, tag: i32) -> i32:
    """The bytes of the items of a sequence in CPython, at least."""
    if tag == T_LIST:
        return List(v).length << 3
    if live(T_TUPLE) and tag == T_TUPLE:
        return Tuple(v).length << 3
    return Str(v).length if tag == T_STR else Bytes(v).nbytes


def repeat_held(held: val, times: i64) -> val:
    """The bytes of a bytearray repeated; 0 when raised."""
    if times >> i64(32) >= i64(64) and Bytes(held).nbytes != 0:
        return raise_memory()  # also where repeated bytes are an OverflowError
    return repeat(held, times)


def repeat(v: val, times: i64) -> val:
    """A str, list, tuple, bytes or bytearray repeated; 0 when raised; aborts where only the module has not the memory."""
    tag: i32 = tag_of(v)
    if live(T_BYTEARRAY) and tag == T_BYTEARRAY:
        held: val = repeat_held(Bytearray(v).held, times)
        return bytearray_taking(held) if held != 0 else 0
    if times == 1 and (tag == T_STR or (live(T_TUPLE) and tag == T_TUPLE)) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(v)):
        return unnamed(v) if live(T_TUPLE) and tag == T_TUPLE else v
    header: i32 = STR_BYTES
    size: i32 = Str(v).nbytes
    if live(T_TUPLE) and tag == T_TUPLE:
        header = TUPLE_ITEMS
        size = Tuple(v).length << 2
    if live(T_BYTES) and tag == T_BYTES:
        header = BYTES_DATA
    if tag == T_LIST:
        size = List(v).length << 2
    n: i64 = i64(0) if times < 0 else times
    if size == 0:
        n = i64(0)
    if n > 0x7FFFFFF0 or i64(size) * n > 0x7FF00000:
        return too_often(v, n)
    total: i32 = size * i32(n)
    made: val = 0
    p: i32 = 0
    source: i32 = v + header
    if tag == T_LIST:
        made = list_new(shr_u(total, 2))
        List(made).length = shr_u(total, 2)
        p = List(made).items + ITEMS_DATA
        source = List(v).items + ITEMS_DATA
    elif live(T_TUPLE) and tag == T_TUPLE:
        made = tuple_new(shr_u(total, 2))
        p = made + TUPLE_ITEMS
    elif live(T_BYTES) and tag == T_BYTES:
        made = bytes_new(total)
        p = made + BYTES_DATA
    else:
        made = str_new(total, Str(v).length * i32(n))
        p = made + STR_BYTES
    done: i32 = 0
    while done < total:  # what is there already is copied behind itself
        part: i32 = size if done == 0 else done if done < total - done else total - done
        copy_over(p + done, source, part)
        source = p
        done += part
    store32(p + total, 0)  # padding, if any
    return made
