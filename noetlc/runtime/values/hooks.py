"""What values ask the rooms above: keys of dicts may be more than strings."""

from __future__ import annotations

from noetlc.kernel.lang import hook, i32, val


@hook
def any_hash(key: val) -> i32:
    """The hash of any hashable key, never 0; for another value 0 with an exception pending."""


@hook
def view_content(v: val) -> val:
    """The bytes that a view of memory shows, as an object; 0 for any other value."""


@hook
def any_key_eq(a: val, b: val) -> i32:
    """1 if two different objects of equal hash, not both strings, are equal keys."""


@hook
def unread_at(p: i32, depth: i32) -> val:
    """The map or list that starts at an address of JSON text, left as text; 0 if it is to be parsed."""


@hook
def unread_value(v: val) -> val:
    """What text in an entry of a dict stands for."""
