"""The custom section of a plug-in module, put in place of the one it has."""

from __future__ import annotations

from noetlc.host.sections import MAGIC, MalformedModule, read_module
from noetlc.plugins.model import SECTION, PluginError, PluginManifest


def with_manifest(wasm: bytes, manifest: PluginManifest) -> bytes:
    """The module with this section at its end and no other of its name. Raises PluginError P01."""
    try:
        read_module(wasm)
    except MalformedModule as error:
        raise PluginError("P01", f"this is no wasm module: {error}") from error
    kept = [MAGIC]
    at = len(MAGIC)
    while at < len(wasm):
        start, kind = at, wasm[at]
        size, at = _number(wasm, at + 1)
        end = at + size
        length, name = _number(wasm, at) if kind == 0 else (0, 0)
        if kind != 0 or wasm[name : name + length] != SECTION.encode():
            kept.append(wasm[start:end])
        at = end
    content = _sized(SECTION.encode()) + manifest.encode()
    return b"".join((*kept, b"\0", _sized(content)))


def _sized(content: bytes) -> bytes:
    size, number = len(content), bytearray()
    while size > 0x7F:
        number.append(size & 0x7F | 0x80)
        size >>= 7
    number.append(size)
    return bytes(number) + content


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A LEB128 number and where it ends; the module is known to be whole."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at
