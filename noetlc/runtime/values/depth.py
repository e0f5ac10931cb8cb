"""How deep calls are nested."""

from __future__ import annotations

from noetlc.kernel.lang import i32

# Calls of body functions in one word, so that counting both costs one addition and one test: the low bits say how many are
# nested, from SHALLOW, and reach TOO_DEEP where CPython's limit is; the bits above count calls up to MANY.
MOST_CALLS = 1000
TOO_DEEP = 1 << 10
SHALLOW = TOO_DEEP - MOST_CALLS
ONE_CALL = TOO_DEEP << 1
CALLS = 4096
MANY = ONE_CALL * CALLS
calls: i32 = SHALLOW
