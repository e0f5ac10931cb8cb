"""Pages as tests see them: their elements and text, and what Chromium makes of them."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from html.parser import HTMLParser
from pathlib import Path

import pytest


class Elements(HTMLParser):
    """The elements of a page with their attributes, its text as it stands there, and with one space between elements and words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[str] = []
        self.feed(text)
        self.text = "".join(self.pieces)
        self.spaced = " ".join(" ".join(self.pieces).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


QUIET = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars".split()


def browse(folder: Path, address: str, *more: str, picture: bool = False) -> bytes:
    """The DOM as Chromium understood a page, or a picture (PNG). Nothing may be said on its console. Its files go into a folder."""
    binary = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if binary is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    file = folder / "picture.png"
    what = f"--screenshot={file}" if picture else "--dump-dom"
    command = [binary, *QUIET, f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr", *more, what, address]
    done = subprocess.run(command, capture_output=True, timeout=120)
    said = done.stderr.decode(errors="replace")
    assert done.returncode == 0, said[-500:]
    assert "CONSOLE" not in said, said[-1000:]
    return file.read_bytes() if picture else done.stdout


def pixels(png: bytes) -> list[list[bytes]]:
    """The rows of an image of eight-bit colours."""
    width, _, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (depth, kind in (2, 6)) == (8, True)
    size, at, packed = 3 if kind == 2 else 4, 8, b""
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += length + 12
    data, before, rows = zlib.decompress(packed), bytearray(width * size), []
    for begin in range(0, len(data), width * size + 1):
        how, row = data[begin], bytearray(data[begin + 1 : begin + 1 + width * size])
        for n in range(len(row)):
            left, up, corner = row[n - size] if n >= size else 0, before[n], before[n - size] if n >= size else 0
            guess = left + up - corner
            near = min((left, up, corner), key=lambda one: abs(guess - one))
            row[n] = (row[n] + (0, left, up, (left + up) // 2, near)[how]) & 255
        rows.append([bytes(row[n : n + 3]) for n in range(0, len(row), size)])
        before = row
    return rows
