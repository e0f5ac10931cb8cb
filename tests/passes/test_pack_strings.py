"""Compression of string constants, decoded as the runtime's `unpack_code` does; and the spread of string hashes."""

from __future__ import annotations

import pytest

from noetlc.layout.static import str_hash
from noetlc.lower.passes.pack_strings import compress


def decoded(text: bytes, pairs: bytes) -> list[bytes]:
    """The texts that compressed text stands for."""

    def code(byte: int) -> bytes:
        if byte < 128:
            return bytes((byte,))
        first, second = pairs[2 * (byte - 128)], pairs[2 * (byte - 128) + 1]
        return code(first) + code(second) if second else bytes((first,))

    parts = text.split(b"\0")
    assert parts.pop() == b""
    return [b"".join(map(code, part)) for part in parts]


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["a", "", "aaaaaaaaaaaaaaaaaaaaa"],
        ["object has no attribute", "object is not iterable", "object is not subscriptable"] * 3,
        ["zéro → 0", "nul \0 inside", "\0", "日本語", "😀" * 9],
    ],
)
def test_compressed_texts_decode(texts: list[str]) -> None:
    encoded = [t.encode() for t in texts]
    text, pairs = compress(b"".join(encoded), [len(t) for t in encoded])
    assert decoded(text, pairs) == encoded
    assert len(pairs) <= 256


def test_repetition_shrinks() -> None:
    message = b"unsupported operand type(s) for $: '$' and '$'" * 20
    text, pairs = compress(message, [len(message)])
    assert len(text) + len(pairs) < len(message) // 4


@pytest.mark.parametrize("pattern", ["{}", "user-{}", "a-long-prefix-{}", "{}-with-a-suffix"])
def test_similar_keys_spread(pattern: str) -> None:
    slots = {str_hash(pattern.format(i).encode()) & 255 for i in range(100)}
    assert len(slots) > 60
