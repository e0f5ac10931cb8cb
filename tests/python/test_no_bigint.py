"""A module that is built without ints beyond 64 bits carries nothing of them, whatever it computes, and aborts where it needs one."""

from __future__ import annotations

import re

import pytest

import noetlc
from noetlc.runtime.numbers import big, big_parts, limbs

WORD = re.compile(rb"[a-z_]{4,}")

USES = """\
import math, random, struct, uuid
total = n * n + n - n // 3 + n % 5
words = [f'{n:,}', f'{n:x}', '%d' % n, hex(n), str(n), repr(-n)]
found = [n << 2, n >> 1, n & 7, n | 8, n ^ 1, ~n, abs(n), pow(n, 3), pow(n, 3, 7), divmod(n, 4), n / 3, round(n, -1), hash(n), n < 2.5, int('7'), int(2.5)]
more = [math.gcd(n, 6), math.factorial(5), math.comb(6, 2), math.isqrt(n), math.log(n), math.floor(2.5), n.bit_count(), n.to_bytes(2, 'big'), int.from_bytes(b'ab', 'big')]
last = [random.Random(1).randint(1, 6), random.Random(1).getrandbits(5), struct.pack('Q', n), uuid.UUID(int=n), [1, 2, 3][:n], n in range(9)]
result = [total, len(words), len(found), len(more), len(last), {n: 1}[n]]
"""


def built(code: str, bigint: bool) -> bytes:
    lines = "".join(f"        {line}\n" for line in code.splitlines())
    text = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: a}\nworkload: {n: 7}\nworkflow:\n  - step: start\n    tool:\n      kind: python\n      input: {n: '{{ n }}'}\n      code: |\n"
    return noetlc.build(text + lines, verify=False, bigint=bigint).wasm


def test_nothing_of_big_integers_is_linked() -> None:
    theirs = {name.encode() for module in (big, big_parts, limbs) for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__}
    with_them, without = built(USES, True), built(USES, False)
    assert len(theirs & set(WORD.findall(with_them))) > 15
    assert theirs & set(WORD.findall(without)) == set()
    assert noetlc.run(without)["result"] == noetlc.run(with_them)["result"]


@pytest.mark.parametrize("code", ["n ** 40", "-(2 ** 62) * n", "n << 70", "n * 2 ** 61 / 3", "f'{n ** 40}'", "(n ** 40).bit_count()"])
def test_what_leaves_64_bits_aborts(code: str) -> None:
    with pytest.raises(noetlc.Aborted) as caught:
        noetlc.run(built(f"result = {code}", False))
    assert caught.value.kind == "int_overflow"
    assert noetlc.run(built(f"result = {code}", True))["status"] == "completed"
