"""Length-prefixed frames between the interpreter and the process that runs a body."""

from __future__ import annotations

from typing import BinaryIO

MAX_FRAME = 1 << 30


class ChannelClosed(Exception):
    """The other side is gone."""


def write_frame(stream: BinaryIO, data: bytes) -> None:
    """Sends one frame."""
    try:
        stream.write(len(data).to_bytes(8, "little") + data)
        stream.flush()
    except (BrokenPipeError, ConnectionError) as error:
        raise ChannelClosed from error


def read_frame(stream: BinaryIO) -> bytes:
    """Receives one frame."""
    size = int.from_bytes(_read(stream, 8), "little")
    if size > MAX_FRAME:
        raise ChannelClosed
    return _read(stream, size)


def _read(stream: BinaryIO, size: int) -> bytes:
    try:
        data = stream.read(size)
    except ConnectionError as error:
        raise ChannelClosed from error
    if data is None or len(data) < size:
        raise ChannelClosed
    return data
