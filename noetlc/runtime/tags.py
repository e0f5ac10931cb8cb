"""Tags of kinds beyond `layout.py`: library types from T_FIRST_LIBRARY up, and pseudo tags no object ever has.

A pseudo tag stands for a capability that some linked code introduces. `allow_any_keys` shows the idiom: a `new_object` that is
never executed makes the tag live.
"""

from __future__ import annotations

from noetlc.kernel.lang import inline
from noetlc.runtime.memory import new_object

# ---- pseudo tags, counting down from 239
T_ANYKEY = 239  # some dict may hold a key that is not a string
T_SORTED = 238  # JSON is written with sorted keys
T_JSON_LAX = 237  # JSON is read as Python reads it
T_ENUMERATING = 236  # enumerate() is called
T_ZIPPING = 235  # zip() is called
T_BACKWARD = 234  # reversed() is called

T_CONSTRUCT = 233  # some class is used as a value that may be called
T_OBJECTS = 232  # a body defines classes
T_JSON_OPTIONS = 199  # json.dumps is called with options

# ---- library types, counting up from T_FIRST_LIBRARY (32)
T_GENERATOR = 32
T_METHOD_KIND = 33  # property, classmethod, staticmethod


@inline
def allow_any_keys() -> None:
    """Makes T_ANYKEY live; called by whatever can put a key other than a string into a dict."""
    if 0:
        new_object(T_ANYKEY, 8, 0)


@inline
def allow_enumerating() -> None:
    if 0:
        new_object(T_ENUMERATING, 8, 0)


@inline
def allow_zipping() -> None:
    if 0:
        new_object(T_ZIPPING, 8, 0)


@inline
def allow_backward() -> None:
    if 0:
        new_object(T_BACKWARD, 8, 0)
