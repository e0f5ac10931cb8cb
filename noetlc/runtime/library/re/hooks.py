"""What the parser of patterns asks the file that reads groups."""

from __future__ import annotations

from noetlc.kernel.lang import hook, i32


@hook
def re_group(start: i32, first: i32) -> i32:
    """The group whose parenthesis at `start` was taken: PLAIN, BARE for comments and flags, also BARE when raised."""
