"""Hosts in brackets."""

from __future__ import annotations

from noetlc.kernel.lang import i32, load8, noinline, val
from noetlc.layout.objects import STR_BYTES
from noetlc.runtime.python.numbers.int import digit_value


@noinline
def url_is_ipv6(v: val, at: i32) -> i32:
    """Whether groups of hexadecimal digits up to a `]` are an IPv6 address; forms that mix in IPv4 or zones count as none."""
    groups: i32 = 0
    gap: i32 = 0
    p: i32 = v + STR_BYTES + at
    if load8(p) == 58:
        gap = 1
        p += 1
        if load8(p) != 58:
            return 0
        p += 1
    while load8(p) != 93:
        digits: i32 = 0
        while digits < 5 and digit_value(load8(p)) < 16:
            digits += 1
            p += 1
        if digits == 0 or digits > 4:
            return 0
        groups += 1
        if load8(p) == 93:
            break
        if load8(p) != 58 or load8(p, 1) == 93:
            return 0
        p += 1
        if load8(p) == 58:
            if gap:
                return 0
            gap = 1
            p += 1
    return groups < 8 if gap else groups == 8
