"""Natural numbers as texts of decimal digits: their sums, differences, products and quotients."""

from __future__ import annotations

from noetlc.kernel.lang import i32, val
from noetlc.layout.objects import STR_BYTES, Str
from noetlc.runtime.library.numbers.decimal_digits import limb_count, put_difference, put_product, put_quotient, put_sum
from noetlc.runtime.library.numbers.decimal_products import KARATSUBA
from noetlc.runtime.text.strings import str_from
from noetlc.runtime.values.memory import reserve

LIMB_ROOM = 32  # between digits and limbs, in which writing in larger steps may end


def room_for(n: i32) -> i32:
    """Where n bytes may stand, until a string that is made of them takes what is in front."""
    return reserve((n << 1) + 256) + n + 128


def product_room(n: i32) -> i32:
    """The bytes that `put_product` needs for factors of n digits together."""
    count: i32 = limb_count(n) + 2
    return (count << 5) + (0 if count < KARATSUBA + KARATSUBA else (count << 5) + 4096)


def sum_of_digits(a: val, b: val) -> val:
    """The sum of two natural numbers in decimal digits."""
    o: i32 = room_for(Str(a).nbytes + Str(b).nbytes + 8)
    return str_from(o, put_sum(o, a + STR_BYTES, Str(a).nbytes, 0, b + STR_BYTES, Str(b).nbytes, 0))


def difference_of_digits(a: val, b: val) -> val:
    """The first number less the second, which is not greater."""
    o: i32 = room_for(Str(a).nbytes + 8)
    return str_from(o, put_difference(o, a + STR_BYTES, Str(a).nbytes, 0, b + STR_BYTES, Str(b).nbytes, 0))


def product_of_digits(a: val, b: val) -> val:
    n: i32 = Str(a).nbytes + Str(b).nbytes
    o: i32 = room_for(n + LIMB_ROOM + product_room(n))
    return str_from(o, put_product(o, a + STR_BYTES, Str(a).nbytes, b + STR_BYTES, Str(b).nbytes, o + n + LIMB_ROOM))


def quotient_of_digits(a: val, b: val) -> val:
    """The whole quotient by a number that is not 0."""
    n: i32 = Str(a).nbytes + Str(b).nbytes
    o: i32 = room_for(n + LIMB_ROOM + (limb_count(n) + 4 << 5))
    size: i32 = put_quotient(o, a + STR_BYTES, Str(a).nbytes, b + STR_BYTES, Str(b).nbytes, o + n + LIMB_ROOM)
    return str_from(o, size if size > 0 else -size)
