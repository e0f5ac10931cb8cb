"""Pages as tests see them: their elements and text, and what Chromium makes of them."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import struct
import subprocess
import time
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

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


def _chromium() -> str:
    binary = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if binary is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    return binary


def browse(folder: Path, address: str, *more: str, picture: bool = False) -> bytes:
    """The DOM as Chromium understood a page, or a picture (PNG). Nothing may be said on its console. Its files go into a folder."""
    file = folder / "picture.png"
    what = f"--screenshot={file}" if picture else "--dump-dom"
    command = [_chromium(), *QUIET, f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr", *more, what, address]
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


_HEARD = ("Runtime", "Log", "Network")


class Browser:
    """A headless Chromium with one page, driven by its DevTools protocol over pipes. `said` is all that stood on the consoles of the page
    and its workers, `asked` are the addresses that they asked for."""

    def __init__(self, folder: Path) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self._number = 0
        self._rest = b""
        asks, self._write = os.pipe()
        self._read, tells = os.pipe()
        command = [_chromium(), *QUIET, f"--user-data-dir={folder / 'profile'}", "--remote-debugging-pipe", "about:blank"]

        def place() -> None:
            """Chromium reads from descriptor 3 and writes to 4."""
            for pipe, number in [(fcntl.fcntl(pipe, fcntl.F_DUPFD, 10), number) for pipe, number in ((asks, 3), (tells, 4))]:
                os.dup2(pipe, number)

        self._process = subprocess.Popen(command, pass_fds=(3, 4), preexec_fn=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(asks)
        os.close(tells)
        self._session = ""
        target = next(one for one in self.ask("Target.getTargets")["targetInfos"] if one["type"] == "page")
        self._session = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for part in ("Page", *_HEARD):
            self.ask(f"{part}.enable")
        self.ask("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=False, flatten=True)

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)
        os.close(self._write)
        os.close(self._read)

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a command."""
        number = self._order(method, self._session, params)
        while (answer := self._next()).get("id") != number:
            pass
        assert "error" not in answer, answer
        return dict(answer["result"])

    def _order(self, method: str, session: str, params: dict[str, Any]) -> int:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params, **({"sessionId": session} if session else {})}
        os.write(self._write, json.dumps(message).encode() + b"\0")
        return self._number

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            if not select.select([self._read], [], [], 60)[0]:
                raise TimeoutError("Chromium says nothing")
            part = os.read(self._read, 1 << 20)
            assert part, "Chromium has ended"
            self._rest += part
        one, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(one)
        if message.get("method") in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
            self.said.append(json.dumps(message["params"])[:500])
        elif message.get("method") == "Network.requestWillBeSent":
            self.asked.append(message["params"]["request"]["url"])
        elif message.get("method") == "Target.attachedToTarget" and message["params"]["targetInfo"]["type"] == "worker":
            for part in _HEARD:
                self._order(f"{part}.enable", message["params"]["sessionId"], {})
        self._loaded = self._loaded or message.get("method") == "Page.loadEventFired"
        return message

    _loaded = False

    def open(self, address: str, width: int, height: int = 900) -> None:
        """Loads a page in a window of this size."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)
        self._loaded = False
        self.ask("Page.navigate", url=address)
        while not self._loaded:
            self._next()

    def value(self, expression: str) -> Any:
        """What an expression of JavaScript gives on the page."""
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def wait(self, condition: str, seconds: float = 120) -> None:
        """Until an expression of JavaScript is true."""
        deadline = time.monotonic() + seconds
        while not self.value(f"Boolean({condition})"):
            assert time.monotonic() < deadline, (condition, self.said[-5:], self.value("document.body.innerText")[-1500:])
            time.sleep(0.05)

    def look(self, width: int, height: int = 900, *, dark: bool = False) -> None:
        """The size of the window, and whether its user wants dark colours."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def write(self, text: str) -> None:
        """Text where the caret is."""
        self.ask("Input.insertText", text=text)

    def press(self, key: str, shift: bool = False, ctrl: bool = False) -> None:
        """A key on the keyboard: Tab, Enter, ArrowDown, …"""
        codes = {"Tab": 9, "Enter": 13, " ": 32, "ArrowLeft": 37, "ArrowRight": 39, "ArrowDown": 40, "End": 35}
        text = None if ctrl else {"Enter": "\r", " ": " "}.get(key)
        given = {"key": key, "code": {" ": "Space"}.get(key, key), "windowsVirtualKeyCode": codes[key], "modifiers": 8 * shift + 2 * ctrl}
        self.ask("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **given, **({"text": text} if text else {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", **given)

    def picture(self) -> bytes:
        """The window as PNG."""
        return base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"])
