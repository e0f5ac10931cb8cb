"""A place in a playbook as one number, a site: what code carries to say where it came from.

Up to column 4,095 it is `line << 12 | column`; further to the right, as in code that is one long quoted line, it is
`LONG | line << 18 | column`, which has room for 4,095 lines. What has no room in either is cut.
"""

from __future__ import annotations

COLUMN_BITS = 12
LONG_COLUMN_BITS = 18
LONG = 1 << 30
_MAX_LINE = (LONG >> COLUMN_BITS) - 1
_MAX_COLUMN = (1 << COLUMN_BITS) - 1
_MAX_LONG_LINE = (LONG >> LONG_COLUMN_BITS) - 1
_MAX_LONG_COLUMN = (1 << LONG_COLUMN_BITS) - 1


def pack(line: int, column: int) -> int:
    """The site of a line and column, both from 1."""
    if column > _MAX_COLUMN and line <= _MAX_LONG_LINE:
        return LONG | line << LONG_COLUMN_BITS | min(column, _MAX_LONG_COLUMN)
    return min(line, _MAX_LINE) << COLUMN_BITS | min(column, _MAX_COLUMN)


def unpack(site: int) -> tuple[int, int]:
    """The line and column of a site."""
    bits = LONG_COLUMN_BITS if site & LONG else COLUMN_BITS
    return (site & LONG - 1) >> bits, site & (1 << bits) - 1
