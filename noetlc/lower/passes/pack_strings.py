"""String constants without their headers: objects become reserved memory, their bytes one packed item.

Example

    data "str:name" = object of 24 bytes       data "str:total" = object of 25 bytes

becomes

    data "str:name" = 24 zeros     data "str:total" = 25 zeros
    data "packed.strings" = address of the first, 2, 4 "name", 5 "total"

The runtime's `unpack_strings` makes the objects. Reserved memory costs nothing in the module.
"""

from __future__ import annotations

import struct

from noetlc.ir.nodes import Data, Module
from noetlc.runtime.layout import STR_BYTES

PACKED = "packed.strings"
ROOM = "packed.room"  # strings are copied 16 bytes at a time: the last one may write beyond its end


def placeholder() -> Data:
    """What stands for the packed strings until all constants are known."""
    return Data(PACKED, bytes(8), 4)


def pack_strings(module: Module) -> None:
    """Packs the `str:` items of a module that has the packed item; runs last."""
    if PACKED not in module.data:
        return
    names = [n for n in module.data if n.startswith("str:")]
    packed = bytearray(struct.pack("<II", 0, len(names)))
    reserved: dict[str, Data] = {}
    for name in names:
        text = name[4:].encode("utf-8", "surrogatepass")
        packed += _leb(len(text)) + text
        reserved[name] = Data(name, bytes(STR_BYTES + len(text)), 2)
    first = ((0, names[0]),) if names else ()
    rest = {n: d for n, d in module.data.items() if n not in reserved and n != PACKED}
    module.data = {**rest, PACKED: Data(PACKED, bytes(packed), 4, first), **reserved, ROOM: Data(ROOM, bytes(16), 1)}


def _leb(value: int) -> bytes:
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
