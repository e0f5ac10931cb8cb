"""Compression of string constants and other data, decoded as the runtime's `unpack_code` does; and the spread of string hashes."""

from __future__ import annotations

import struct

import pytest

from noetlc.ir.nodes import Data, Module
from noetlc.layout.objects import STR_BYTES
from noetlc.layout.packing import PACKED, PAIRS, compress, is_packable
from noetlc.layout.static import str_hash
from noetlc.lower.passes.pack_strings import pack_strings, placeholder
from noetlc.wat_emit.layout import lay_out


def decoded(text: bytes, pairs: bytes) -> list[bytes]:
    """The parts that compressed text stands for."""

    def code(byte: int) -> bytes:
        if byte < 128:
            return bytes((byte,))
        first, second = pairs[2 * (byte - 128)], pairs[2 * (byte - 128) + 1]
        if first == 0:
            return bytes(second)
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
        ["\0" * 700, "a" + "\0" * 255 + "b" + "\0" * 255 + "c" + "\0" * 256 + "d" + "\0" * 3],
    ],
)
def test_compressed_texts_decode(texts: list[str]) -> None:
    encoded = [t.encode() for t in texts]
    text, pairs = compress(encoded)
    assert decoded(text, pairs) == encoded
    assert len(pairs) <= 256


def test_zeros_of_all_lengths_leave_room_for_bytes() -> None:
    parts = [bytes(range(128, 250)), b"".join(b"x" + bytes(n) for n in (*range(1, 90), *range(1, 90)))]
    text, pairs = compress(parts)
    assert decoded(text, pairs) == parts
    assert len(pairs) == 256


def test_repetition_shrinks() -> None:
    message = b"unsupported operand type(s) for $: '$' and '$'" * 20
    text, pairs = compress([message])
    assert len(text) + len(pairs) < len(message) // 4


def unpacked(module: Module) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What lies at the items of a module: as it is stored, and once its packed data is written, headers of texts aside."""
    items = {name: item.bytes for name, item in module.data.items()}
    packing = pack_strings(module)
    layout = lay_out(module.data.values(), [], 1024, lambda _: 7, packing)
    memory = bytearray(layout.end)
    for segment in layout.segments:
        memory[segment.address : segment.address + len(segment.bytes)] = segment.bytes
    stored = bytes(memory)
    at = layout.addresses[PACKED]
    first, count = struct.unpack_from("<II", memory, at)
    pairs = bytes(memory[layout.addresses[PAIRS] : at])
    parts = decoded(b"\0".join(stored[at + 8 :].split(b"\0")[:count]) + b"\0", pairs)
    for part in parts:
        first += STR_BYTES
        memory[first : first + len(part)] = part
        first = (first + len(part) + 1) & -2
    place = layout.addresses
    both = [{name: image[place[name] : place[name] + len(b)] for name, b in items.items()} for image in (stored, bytes(memory))]
    return both[0], both[1]


def with_packed(*items: Data) -> Module:
    both = [item for item in map(placeholder, (PAIRS, PACKED)) if item is not None]
    return Module(data={item.name: item for item in (*items, *both)})


def test_items_with_zeros_are_packed_around_the_texts() -> None:
    small, large = bytes((1, 0, 0, 200)), b"\1\0\0\0\2\0\0\0" * 40
    noise = bytes(range(1, 200))
    texts = [Data(f"str:{text}", bytes(STR_BYTES + len(text)), 2) for text in ("one", "three")]
    module = with_packed(Data("small", small), Data("large", large, 8), Data("noise", noise), Data("state", bytes(64)), *texts)
    stored, written = unpacked(module)
    assert not any(stored["small"])
    assert not any(stored["large"])
    assert (stored["noise"], written["small"], written["large"], written["state"]) == (noise, small, large, bytes(64))
    assert written["str:three"][STR_BYTES:] == b"three"


def test_items_of_too_many_bytes_stay_as_they_are() -> None:
    items = [Data(f"item{n}", bytes((n, 0, 0, 0))) for n in range(128, 220)]
    stored, written = unpacked(with_packed(*items, Data("str:x", bytes(STR_BYTES + 1), 2)))
    assert all(stored[item.name] == item.bytes for item in items)
    assert written["str:x"][STR_BYTES:] == b"x"


def test_addresses_are_packed_as_they_will_be() -> None:
    item = Data("item", bytes(12), 4, ((4, "str:x"),))
    module = with_packed(item, Data("str:x", bytes(STR_BYTES + 1), 2))
    _, written = unpacked(module)
    assert written["item"][:4] == bytes(4)
    assert any(written["item"][4:8])


def test_what_is_packed() -> None:
    assert is_packable(b"\1\2\3")
    assert is_packable(b"\1\0\0\0" * 100)
    assert not is_packable(bytes(range(1, 100)))
    assert not is_packable(bytes(1024) + b"\1")


@pytest.mark.parametrize("pattern", ["{}", "user-{}", "a-long-prefix-{}", "{}-with-a-suffix"])
def test_similar_keys_spread(pattern: str) -> None:
    slots = {str_hash(pattern.format(i).encode()) & 255 for i in range(100)}
    assert len(slots) > 60
