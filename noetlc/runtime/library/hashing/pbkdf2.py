"""`hashlib.pbkdf2_hmac`: a key out of a password by many rounds of a keyed hash (RFC 8018)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, lit_class, load8, memory_copy, noinline, reason, store8, val
from noetlc.layout.objects import BYTES_DATA, NONE, Bytes, Str
from noetlc.layout.tags import T_STR
from noetlc.runtime.library.hashing.hmac import hmac_keyed
from noetlc.runtime.library.hashing.objects import (
    HASH_SIZE,
    hash_add,
    hash_any_kind,
    hash_copy,
    hash_finish,
    hash_kind_named,
    hash_size,
)
from noetlc.runtime.python.strings.bytes_data import mod_buffer
from noetlc.runtime.values.bytes import bytes_new, bytes_seen
from noetlc.runtime.values.memory import has_tag, leave, raised

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import raise_type, raise_value_error, raise_with
    from noetlc.runtime.python.numbers.number import py_index

MOST = 0x7FFFFFFF


def hash_pbkdf2(name: val, password: val, salt: val, rounds: val, length: val) -> val:
    """`hashlib.pbkdf2_hmac(name, password, salt, rounds, length)`; length None = that of a digest."""
    hash_any_kind()
    if not has_tag(name, T_STR):
        return raise_type(lit("pbkdf2_hmac() argument 'hash_name' must be str, not $"), name)
    if mod_buffer(password) == 0 or mod_buffer(salt) == 0:
        return 0
    count: i64 = py_index(rounds)
    if raised != 0:
        return 0
    kind: i32 = hash_kind_named(name)
    if kind < 0 or Str(name).nbytes > 8:
        leave(reason("kind of a hash"))
    if count < 1:
        return raise_value_error(lit("iteration value must be greater than 0."))
    if count > MOST:
        return raise_with(lit_class("OverflowError"), lit("iteration value is too great."), 0, 0)
    inner: val = hmac_keyed(kind, bytes_seen(password), 0x36)
    outer: val = hmac_keyed(kind, bytes_seen(password), 0x5C)
    wanted: i64 = i64(hash_size(inner))
    if length != NONE:
        wanted = py_index(length)
        if raised != 0:
            return 0
        if wanted < 1:
            return raise_value_error(lit("key length must be greater than 0."))
        if wanted > MOST:
            return raise_with(lit_class("OverflowError"), lit("key length is too great."), 0, 0)
    return pbkdf2_key(inner, outer, bytes_seen(salt), i32(count), i32(wanted))


def pbkdf2_key(inner: val, outer: val, salt: val, count: i32, wanted: i32) -> val:
    size: i32 = hash_size(inner)
    made: val = bytes_new(wanted)
    last: val = bytes_new(size)  # what the last round gave
    work: val = hash_copy(inner)
    block: i32 = 1
    at: i32 = 0
    while at < wanted:
        keep: i32 = wanted - at if wanted - at < size else size
        memory_copy(i32(work), i32(inner), HASH_SIZE)
        hash_add(work, salt + BYTES_DATA, Bytes(salt).nbytes)
        store8(last + BYTES_DATA, block >> 24)
        store8(last + BYTES_DATA, block >> 16, 1)
        store8(last + BYTES_DATA, block >> 8, 2)
        store8(last + BYTES_DATA, block, 3)
        pbkdf2_round(work, outer, last, 4, size)
        memory_copy(made + BYTES_DATA + at, last + BYTES_DATA, keep)
        n: i32 = 1
        while n < count:
            memory_copy(i32(work), i32(inner), HASH_SIZE)
            pbkdf2_round(work, outer, last, size, size)
            i: i32 = 0
            while i < keep:
                p: i32 = made + BYTES_DATA + at + i
                store8(p, load8(p) ^ load8(last + BYTES_DATA + i))
                i += 1
            n += 1
        at += size
        block += 1
    return made


@noinline
def pbkdf2_round(work: val, outer: val, last: val, n: i32, size: i32) -> None:
    """The keyed hash of what `work` has taken and the first n bytes of `last`, written into `last`."""
    hash_add(work, last + BYTES_DATA, n)
    digest: i32 = hash_finish(work)
    memory_copy(i32(work), i32(outer), HASH_SIZE)
    hash_add(work, digest, size)
    memory_copy(last + BYTES_DATA, hash_finish(work), size)
