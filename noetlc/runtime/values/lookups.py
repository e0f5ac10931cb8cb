"""How entries of dicts are found: one after the other where there are few, else by an index with open addressing.

An entry is (hash, key, value). What was looked up last is kept where it may be looked up again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, inline, live, load8, load32, loadv, lt_u, noinline, shr_u, store32, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ENTRIES_DATA, ENTRY, GROWN, ITEMS_DATA, STR_BYTES, TUPLE_ITEMS, Dict, Obj, Str, Tuple
from noetlc.layout.tags import T_STR, T_TUPLE
from noetlc.runtime.values.blocks import bytes_equal
from noetlc.runtime.values.memory import __heap_base, has_tag, letters, looked_up

if TYPE_CHECKING:
    from noetlc.runtime.values.classed import is_classed
    from noetlc.runtime.values.hooks import any_key_eq

KEY = 4  # offsets in an entry
VALUE = 8
PERTURB_SHIFT = 5  # as in CPython: keys that are near each other share a place once, not a long run of them


@inline
def dict_entries(d: val) -> i32:
    """The address of the first entry."""
    return Dict(d).entries + ENTRIES_DATA


@inline
def same_items(a: val, b: val) -> i32:
    """Whether a tuple and another object are the same word for word, as tuples are that have the very same items.

    Not two words at a time: a tuple that was just made was written one by one, which a wider read would have to wait for.
    """
    if load32(a) != load32(b) or Tuple(a).length != Tuple(b).length:
        return 0
    at: i32 = TUPLE_ITEMS
    end: i32 = TUPLE_ITEMS + (Tuple(a).length << 2)
    while at < end and load32(a + at) == load32(b + at):
        at += 4
    return at >= end


@noinline
def entry_matches(e: i32, key: val) -> i32:
    """1 if the key of an entry of equal hash, which is another object, equals a key.

    An equal string constant takes the place of the entry's, so that the next look-up with it sees that it is the same. (Others
    must not: the entry may belong to a constant, which the collector does not read.)
    """
    own: val = loadv(e, KEY)
    if live(Feature.TUPLE_KEYS) and live(T_TUPLE) and not live(Feature.BUILTIN_SUBCLASSES):
        if not (own & 1 or key & 1) and Obj(own).tag == T_TUPLE and same_items(own, key):
            return 1
    if live(Feature.ANY_KEYS):
        if not (has_tag(own, T_STR) and has_tag(key, T_STR)):
            return any_key_eq(own, key)
        if live(Feature.BUILTIN_SUBCLASSES) and (is_classed(own) or is_classed(key)):
            return any_key_eq(own, key)
    n: i32 = Str(own).nbytes
    same: i32 = Str(key).nbytes == n and bytes_equal(own + STR_BYTES, key + STR_BYTES, n)
    if same and lt_u(i32(key), __heap_base):
        storev(e, key, KEY)
    elif live(Feature.LETTERS) and same and n == 1 and letters != 0 and lt_u(i32(own), __heap_base):
        storev(letters + (load8(own, STR_BYTES) << 2), own, ITEMS_DATA)  # so that texts give the constant from now on
    return same


looked_up_hash: i32 = 0  # of the key `looked_up`,
looked_up_in: val = 0  # which was looked up in this dict
looked_up_version: i32 = 0  # when it had this version,
looked_up_entry: i32 = 0  # and had this entry, 0 for none


@inline
def keeps_keys() -> i32:
    """Whether the last look-up is kept: where keys may be looked up again, and equality runs no code of a body."""
    return live(Feature.REPEATED_KEYS) and not live(Feature.OWN_EQUALITIES) and not live(Feature.BUILTIN_SUBCLASSES)


@inline
def is_looked_up(d: val, key: val) -> i32:
    """Whether the last look-up was this one."""
    return keeps_keys() and key == looked_up and d == looked_up_in and Dict(d).version == looked_up_version


@noinline
def dict_find(d: val, key: val, h: i32) -> i32:
    """The address of the entry of a key with that hash, 0 if absent.

    `d[k] = d.get(k, 0) + 1` looks up a key twice: what a dict with an index answered last is kept, where equality runs no code of a
    body, and no key may change: a text that grows is none.
    """
    global looked_up, looked_up_hash, looked_up_in, looked_up_version, looked_up_entry
    e: i32 = dict_entries(d)
    index: i32 = Dict(d).index
    if index == 0:
        end: i32 = e + Dict(d).fill * ENTRY
        while lt_u(e, end):
            if load32(e) == h and (loadv(e, KEY) == key or entry_matches(e, key)):
                return e
            e += ENTRY
        return 0
    if is_looked_up(d, key):
        return looked_up_entry
    mask: i32 = Obj(index).size - 12
    slot: i32 = (h << 2) & mask
    perturb: i32 = h
    at: i32 = 0
    while 1:
        n: i32 = load32(index + slot, 8)
        if n == 0:
            at = 0
            break
        at = e + n * ENTRY - ENTRY
        if load32(at) == h and (loadv(at, KEY) == key or entry_matches(at, key)):
            break
        perturb = shr_u(perturb, PERTURB_SHIFT)
        slot = (slot * 5 + (perturb << 2) + 4) & mask
    if keeps_keys() and not key & 1 and not Obj(key).flags & GROWN:
        looked_up = key
        looked_up_hash = h
        looked_up_in = d
        looked_up_version = Dict(d).version
        looked_up_entry = at
    return at


@noinline
def index_add(index: i32, h: i32, number: i32) -> None:
    """Enters a 1-based entry number; `lower/workflow/constants.py` does the same for constants."""
    mask: i32 = Obj(index).size - 12
    slot: i32 = (h << 2) & mask
    perturb: i32 = h
    while load32(index + slot, 8) != 0:
        perturb = shr_u(perturb, PERTURB_SHIFT)
        slot = (slot * 5 + (perturb << 2) + 4) & mask
    store32(index + slot, number, 8)
