"""What may stand for a host."""

from __future__ import annotations

from noetlc.kernel.lang import i32, load8, noinline, static_bytes, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.python.numbers.int import digit_value
from noetlc.runtime.values.blocks import bytes_equal


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


COMPOSED = "\u2047\u2048\u2049\u2100\u2101\u2105\u2106\u2a74\ufe13\ufe16\ufe55\ufe56\ufe5f\ufe6b\uff03\uff0f\uff1a\uff1f\uff20"
"""The characters that stand for some with one of `/?#@:` (NFKC), as `\u2100` for `a/c`: a host of them would be taken for another."""

COMPOSED_BYTES = static_bytes(COMPOSED.encode())
COMPOSED_SIZE = len(COMPOSED.encode())


@noinline
def url_is_composed(netloc: val) -> i32:
    """Whether a text holds one of them."""
    p: i32 = netloc + STR_BYTES
    end: i32 = p + Str(netloc).nbytes
    while p < end:
        if load8(p) > 225:  # the first byte of each
            i: i32 = 0
            while i < COMPOSED_SIZE:
                if bytes_equal(p, COMPOSED_BYTES + i, 3):
                    return 1
                i += 3
        p += 1
    return 0
