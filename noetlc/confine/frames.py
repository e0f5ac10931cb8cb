"""Length-prefixed frames between a process and the one it has confined."""

from __future__ import annotations

from typing import BinaryIO

MAX_FRAME = 16 << 20
"""Bytes of one frame. A larger one ends the channel: the other side is not believed."""


class ChannelClosed(Exception):
    """The other side is gone, or said something that no frame is."""


class FrameTooLarge(ValueError):
    """What is to be sent is longer than a frame may be."""


def write_frame(stream: BinaryIO, data: bytes) -> None:
    """Sends one frame. Raises ChannelClosed, and FrameTooLarge before anything is sent."""
    if len(data) > MAX_FRAME:
        raise FrameTooLarge(f"{len(data)} bytes are more than the {MAX_FRAME} of a frame")
    try:
        stream.write(len(data).to_bytes(8, "little") + data)
        stream.flush()
    except (BrokenPipeError, ConnectionError) as error:
        raise ChannelClosed from error


def read_frame(stream: BinaryIO) -> bytes:
    """Receives one frame. Raises ChannelClosed."""
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
