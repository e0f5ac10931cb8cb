"""A page in headless Chromium that a test clicks and types in: the DevTools protocol on a pipe."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Any

import pytest

from tests.browsing import QUIET

Json = Any


class Browser:
    """One page. `said` is what its console and workers said, `asked` are the addresses it asked for."""

    def __init__(self, orders: int, events: int) -> None:
        self._orders, self._events = orders, events
        self._left = b""
        self._number = 0
        self.said: list[str] = []
        self.asked: list[str] = []
        target = self._send("Target.createTarget", {"url": "about:blank"})["targetId"]
        self.session = self._send("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")
        follow = {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": True}
        self.send("Target.setAutoAttach", follow)

    def send(self, method: str, params: dict[str, Json] | None = None, seconds: float = 60) -> Json:
        """The answer of the page's session to a command. Fails the test for an error."""
        return self._send(method, params or {}, self.session, seconds)

    def _send(self, method: str, params: dict[str, Json], session: str | None = None, seconds: float = 60) -> Json:
        number = self._order(method, params, session)
        deadline = time.monotonic() + seconds
        while True:
            message = self._receive(deadline)
            assert message is not None, f"no answer to {method}"
            if message.get("id") == number:
                assert "error" not in message, (method, message["error"])
                return message["result"]
            self._note(message)

    def _order(self, method: str, params: dict[str, Json], session: str | None) -> int:
        self._number += 1
        order = {"id": self._number, "method": method, "params": params, **({"sessionId": session} if session else {})}
        os.write(self._orders, json.dumps(order).encode() + b"\0")
        return self._number

    def _receive(self, deadline: float) -> Json:
        while b"\0" not in self._left:
            ready, _, _ = select([self._events], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                return None
            more = os.read(self._events, 1 << 20)
            assert more, "Chromium has ended"
            self._left += more
        line, _, self._left = self._left.partition(b"\0")
        return json.loads(line)

    def _note(self, message: Json) -> None:
        method, params = message.get("method"), message.get("params", {})
        if method == "Runtime.consoleAPICalled":
            self.said.append(f"{params['type']}: {[arg.get('value', arg.get('description')) for arg in params['args']]}")
        elif method == "Runtime.exceptionThrown":
            self.said.append(f"exception: {params['exceptionDetails'].get('exception', {}).get('description')}")
        elif method == "Log.entryAdded":
            self.said.append(f"{params['entry']['level']}: {params['entry']['text']} {params['entry'].get('url', '')}")
        elif method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])
        elif method == "Target.attachedToTarget" and params["targetInfo"]["type"] == "worker":
            for domain in ("Runtime", "Log", "Network"):  # it has a console of its own
                self._order(f"{domain}.enable", {}, params["sessionId"])

    def visit(self, address: str) -> None:
        self.send("Page.navigate", {"url": address})

    def value(self, expression: str, seconds: float = 60) -> Json:
        """What an expression gives in the page; promises are waited for."""
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        done = self.send("Runtime.evaluate", asked, seconds)
        assert "exceptionDetails" not in done, done["exceptionDetails"].get("exception", {}).get("description")
        return done["result"].get("value")

    def wait(self, condition: str, seconds: float = 120) -> None:
        """Until an expression is true."""
        deadline = time.monotonic() + seconds
        while not self.value(f"Boolean({condition})"):
            assert time.monotonic() < deadline, (
                f"not within {seconds} s: {condition}",
                self.said[-5:],
                self.value("document.body.innerText")[-1500:],
            )
            time.sleep(0.05)

    def press(self, key: str, modifiers: int = 0) -> None:
        """A key by name; modifiers are the sum of 1 Alt, 2 Ctrl, 4 Meta, 8 Shift."""
        code = {"Enter": 13, "Tab": 9, "ArrowRight": 39, "ArrowLeft": 37, "Home": 36, "End": 35, " ": 32}.get(key, 0)
        text = {"text": "\r"} if key == "Enter" and not modifiers else {"text": " "} if key == " " else {}
        for kind in ("keyDown", "keyUp"):
            self.send(
                "Input.dispatchKeyEvent",
                {"type": kind, "key": key, "windowsVirtualKeyCode": code, "modifiers": modifiers, **(text if kind == "keyDown" else {})},
            )

    def write(self, text: str) -> None:
        """Text where the caret is."""
        self.send("Input.insertText", {"text": text})

    def look(self, width: int, height: int = 900, *, dark: bool = False) -> None:
        """The size of the window and its colours."""
        self.send("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        self.send("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})

    def picture(self) -> bytes:
        """The whole page as PNG."""
        return base64.b64decode(self.send("Page.captureScreenshot", {"captureBeyondViewport": True})["data"])


_PIPES = """\
import os, sys
from fcntl import F_DUPFD, fcntl
orders, events = (fcntl(int(number), F_DUPFD, 10) for number in sys.argv[1:3])
os.dup2(orders, 3), os.dup2(events, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""  # Chromium reads descriptor 3 and writes to 4


@contextmanager
def browser(folder: Path, *more: str) -> Iterator[Browser]:
    """A browser with its files in a folder. Skips where there is none."""
    binary = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if binary is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    orders_in, orders_out = os.pipe()
    events_in, events_out = os.pipe()

    command = [sys.executable, "-c", _PIPES, str(orders_in), str(events_out), binary, *QUIET]
    command += ["--remote-debugging-pipe", f"--user-data-dir={folder / 'profile'}", *more, "about:blank"]
    with subprocess.Popen(
        command, pass_fds=(orders_in, events_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        os.close(orders_in)
        os.close(events_out)
        try:
            yield Browser(orders_out, events_in)
        finally:
            process.terminate()
            process.wait(30)
            os.close(orders_out)
            os.close(events_in)
