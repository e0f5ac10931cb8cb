"""Look-ups of constant string keys that note where in a dict the key was: dicts at one place of a body mostly have the same keys.

`place` is the address of a word that belongs to one place of the code: the offset of the entry from the first one. It is no more than
a guess, whatever happened to the dict since.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, live, load32, loadv, lt_u, noinline, store32, storev, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import ENTRY, NONE, Dict
from noetlc.layout.tags import T_DICT
from noetlc.runtime.python.objects.by_text import has_text, item_by_text, put_by_text
from noetlc.runtime.values.blocks import str_hash
from noetlc.runtime.values.classed import is_classed
from noetlc.runtime.values.dict import dict_append, value_in
from noetlc.runtime.values.given import note_item
from noetlc.runtime.values.lookups import KEY, VALUE, dict_entries, dict_find, entry_matches
from noetlc.runtime.values.memory import has_tag


@inline
def entry_there(d: val, key: val, place: i32) -> i32:
    """The address of the entry where a constant key was, 0 if this object is not its key now."""
    at: i32 = load32(place)
    e: i32 = dict_entries(d) + at
    return e if lt_u(at, Dict(d).fill * ENTRY) and loadv(e, KEY) == key else 0


@inline
def noted_entry(d: val, key: val, place: i32) -> i32:
    """The address of the entry of a constant key, 0 if absent."""
    e: i32 = entry_there(d, key, place)
    return e if e else entry_to_note(d, key, place)


@noinline
def entry_to_note(d: val, key: val, place: i32) -> i32:
    """The same for a key that is not where it was, or is as another object."""
    h: i32 = str_hash(key)
    at: i32 = load32(place)
    e: i32 = dict_entries(d) + at
    if lt_u(at, Dict(d).fill * ENTRY) and load32(e) == h and entry_matches(e, key):
        return e
    e = dict_find(d, key, h)
    if e:
        store32(place, e - dict_entries(d))
    return e


@inline
def is_plain_dict(o: val) -> i32:
    """Whether a value is a dict whose class defines no look-ups."""
    return has_tag(o, T_DICT) and not (live(Feature.BUILTIN_SUBCLASSES) and is_classed(o))


@noinline
def noted_item(o: val, key: val, place: i32) -> val:
    """`o[key]` of anything."""
    if is_plain_dict(o):
        e: i32 = noted_entry(o, key, place)
        if e:
            return value_in(e)
    return item_by_text(o, key)


@inline
def noted_item_near(o: val, key: val, place: i32) -> val:
    """The same, with what a dict gives at hand; so are those below."""
    if is_plain_dict(o):
        e: i32 = entry_there(o, key, place)
        if e:
            return value_in(e)
    return noted_item(o, key, place)


@noinline
def noted_get(d: val, key: val, default: val, place: i32) -> val:
    """`d.get(key, default)` of a dict; default 0 = absent: None."""
    e: i32 = noted_entry(d, key, place)
    if e:
        return value_in(e)
    return default if default else NONE


@inline
def noted_get_near(d: val, key: val, default: val, place: i32) -> val:
    e: i32 = entry_there(d, key, place)
    return value_in(e) if e else noted_get(d, key, default, place)


@noinline
def noted_in(o: val, key: val, place: i32) -> i32:
    """`key in o` of anything; -1 when raised."""
    return noted_entry(o, key, place) != 0 if is_plain_dict(o) else has_text(o, key)


@inline
def noted_in_near(o: val, key: val, place: i32) -> i32:
    return 1 if is_plain_dict(o) and entry_there(o, key, place) else noted_in(o, key, place)


@noinline
def noted_put(o: val, key: val, v: val, place: i32) -> i32:
    """`o[key] = v` of anything; 0 when raised."""
    if not is_plain_dict(o):
        return put_by_text(o, key, v)
    e: i32 = noted_entry(o, key, place)
    if e:
        note_item(o, v)
        storev(e, v, VALUE)
    else:
        dict_append(o, key, str_hash(key), v)
    return 1


@inline
def noted_put_near(o: val, key: val, v: val, place: i32) -> i32:
    if is_plain_dict(o):
        e: i32 = entry_there(o, key, place)
        if e:
            note_item(o, v)
            storev(e, v, VALUE)
            return 1
    return noted_put(o, key, v, place)


@inline
def noted_put_in_dict(d: val, key: val, v: val, place: i32) -> val:
    """`d[key] = v` of a dict; None."""
    noted_put(d, key, v, place)
    return NONE


@inline
def noted_put_in_dict_near(d: val, key: val, v: val, place: i32) -> val:
    noted_put_near(d, key, v, place)
    return NONE
