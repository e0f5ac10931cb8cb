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
T_ENUMERATING = 238  # enumerate() is called
T_ZIPPING = 237  # zip() is called
T_BACKWARD = 236  # reversed() is called

# ---- library types, counting up from T_FIRST_LIBRARY (32)


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
