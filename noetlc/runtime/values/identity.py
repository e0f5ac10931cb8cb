"""Numbers that stand for objects, which move: what `id` gives. The table forgets objects that a collection frees, never a number."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, load32, noinline, store32, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import Obj
from noetlc.runtime.values.memory import clear, new_raw

FIRST_ROOM = 16  # objects
DATA = 8  # where the bytes of storage begin

identities: i32 = 0  # storage of pairs of an address and a number, 0 before the first
identities_known: i32 = 0
identities_given: i32 = 0
identity_places: i32 = 0  # storage of places in it, from 1, by address; 0 when they are to be found anew


@noinline
def number_of(v: val) -> i32:
    """The number of an object on the heap."""
    global identities, identities_known, identities_given, identity_places
    enable(Feature.IDENTITIES)
    if identities == 0:
        identities = new_raw(FIRST_ROOM << 3)
        identity_places = 0
    room: i32 = (Obj(val(identities)).size >> 3) - 1
    if identities_known == room:
        larger: i32 = new_raw(room << 4)
        i: i32 = 0
        while i < room << 3:
            store32(larger + DATA + i, load32(identities + DATA + i))
            i += 4
        identities = larger
        identity_places = 0
    if identity_places == 0:
        place_identities()
    slot: i32 = slot_of(i32(v))
    place: i32 = load32(slot)
    if place == 0:
        identities_known += 1
        identities_given += 1
        place = identities_known
        store32(slot, place)
        store32(identities + (place << 3), i32(v))
        store32(identities + (place << 3), identities_given, 4)
    return load32(identities + (place << 3), 4)


def place_identities() -> None:
    """Finds the places by the addresses."""
    global identity_places
    size: i32 = 64
    while size < (Obj(val(identities)).size >> 3) << 1:
        size = size << 1
    identity_places = new_raw(size << 2)
    clear(identity_places + DATA, identity_places + DATA + (size << 2))
    i: i32 = 1
    while i <= identities_known:
        store32(slot_of(load32(identities + (i << 3))), i)
        i += 1


def slot_of(address: i32) -> i32:
    """Where the place of an address stands, or is to stand."""
    mask: i32 = ((Obj(val(identity_places)).size - DATA) >> 2) - 1
    slot: i32 = ((address >> 3) * -1640531527 >> 7) & mask
    while 1:
        p: i32 = identity_places + DATA + (slot << 2)
        place: i32 = load32(p)
        if place == 0 or load32(identities + (place << 3)) == address:
            return p
        slot = (slot + 1) & mask
    return 0


def forget_identities() -> None:
    """Before a run: no object has a number."""
    global identities, identities_known, identity_places
    identities = 0
    identities_known = 0
    identity_places = 0
