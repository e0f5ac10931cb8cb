"""Tags of kinds beyond `layout.py`: library types from T_FIRST_LIBRARY up, and pseudo tags no object ever has.

A pseudo tag stands for a capability that some linked code introduces. `allow_any_keys` shows the idiom: a `new_object` that is
never executed makes the tag live.
"""

from __future__ import annotations

from noetlc.kernel.lang import inline
from noetlc.runtime.memory import new_object

# ---- pseudo tags, counting down from 239
T_ANYKEY = 239  # some dict may hold a key that is not a string

# ---- library types, counting up from T_FIRST_LIBRARY (32)


@inline
def allow_any_keys() -> None:
    """Makes T_ANYKEY live; called by whatever can put a key other than a string into a dict."""
    if 0:
        new_object(T_ANYKEY, 8, 0)
