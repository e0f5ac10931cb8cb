"""What the input was parsed to is data, as long as nothing else was put into it: a body's result that has parts of the input in it need not
look into these again.

Who stores a value in a list or dict that may be of the input says so first (`note_item`). A body that could store without saying
begins with `forget_given`.
"""

from __future__ import annotations

from noetlc.kernel.lang import i32, inline, live, lt_u, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.tags import T_FLOAT, T_STR, T_UNREAD
from noetlc.runtime.values.memory import has_tag, tag_of

given_start: i32 = 0  # where the objects of the input begin
given_size: i32 = 0  # their bytes; 0 when one may hold anything else than data
given_levels: i32 = 0  # how deep they are nested


@inline
def is_leaf(v: val) -> i32:
    """1 for null, a bool, an integer or text: surely data."""
    tag: i32 = tag_of(v)
    return tag <= T_STR and tag != T_FLOAT


@inline
def is_given(v: val) -> i32:
    """1 for an object of the input that is as it was parsed, all the way down, but for data without containers."""
    return lt_u(i32(v) - given_start, given_size)


@inline
def note_item(container: val, v: val) -> None:
    """Before a value is put into a container."""
    if live(Feature.GIVEN):
        note_given(container, v)


@noinline
def note_given(container: val, v: val) -> None:
    global given_size
    if is_given(container) and not is_leaf(v) and not has_tag(v, T_UNREAD):
        given_size = 0


@inline
def note_key(container: val, key: val) -> None:
    """Before a dict gets a key."""
    if live(Feature.GIVEN) and live(Feature.ANY_KEYS) and is_given(container) and not has_tag(key, T_STR):
        forget_given()


@inline
def note_items(container: val) -> None:
    """Before a container gets any values."""
    if live(Feature.GIVEN) and is_given(container):
        forget_given()


def forget_given() -> None:
    """From now on the input may hold anything."""
    global given_size
    if live(Feature.GIVEN):
        given_size = 0
