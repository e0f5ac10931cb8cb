"""Length-prefixed frames between a process and the one it has confined."""

from __future__ import annotations

from typing import BinaryIO

MAX_FRAME = 16 << 20
"""Bytes of one frame where nothing else is said. A larger one ends the channel: the other side is not believed."""

HEAD = 8
"""Bytes before a frame: its length, little-endian."""


class ChannelClosed(Exception):
    """The other side is gone, or said something that no frame is."""


class FrameTooLarge(ValueError):
    """What is to be sent is longer than a frame may be."""


def framed(data: bytes, limit: int = MAX_FRAME) -> bytes:
    """A frame with its length. Raises FrameTooLarge."""
    if len(data) > limit:
        raise FrameTooLarge(f"{len(data)} bytes are more than the {limit} of a frame")
    return len(data).to_bytes(HEAD, "little") + data


def write_frame(stream: BinaryIO, data: bytes, limit: int = MAX_FRAME) -> None:
    """Sends one frame. Raises ChannelClosed, and FrameTooLarge before anything is sent."""
    frame = framed(data, limit)
    try:
        stream.write(frame)
        stream.flush()
    except (BrokenPipeError, ConnectionError) as error:
        raise ChannelClosed from error


def read_frame(stream: BinaryIO, limit: int = MAX_FRAME) -> bytes:
    """Receives one frame. Raises ChannelClosed."""
    size = int.from_bytes(_read(stream, HEAD), "little")
    if size > limit:
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
