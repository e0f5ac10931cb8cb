"""The pages: what they show, names that are HTML, and what a browser makes of them."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from catalog_support import Quick, playbook
from service_support import Running

from noetlc.catalog.database import now
from noetlc.runs.commands import Command
from noetlc.runs.schema import COMMAND

Json = Any

HOSTILE = ("<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'+alert(1)+'", "{{ 7 * 7 }}", "a&lt;b&amp;c", "</style><b>", "‮evil", "javascript:alert(1)")


class Page(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def check(self) -> None:
        """Nothing but what the templates have, nothing from elsewhere."""
        known = set(
            "html head meta title link style body header h1 h2 p main ul li b form input button div table thead tbody tr th td a span meter code dl dt dd nav footer".split()
        )
        assert {tag for tag, _ in self.elements} <= known
        for tag, attributes in self.elements:
            assert not any(name.startswith("on") for name in attributes), attributes
            for name in ("href", "src", "action"):
                value = attributes.get(name)
                assert value is None or (value.startswith(("/", "data:,")) and not value.startswith("//")), (tag, value)


@pytest.fixture
def hostile(service: Running) -> Running:
    """A service whose playbooks have such names, with versions, reasons and runs."""
    fill(service)
    return service


def fill(service: Running) -> None:
    for name in HOSTILE:
        service.catalog.register(playbook(f'"{name}"' if "'" in name else f"'{name}'" if '"' not in name else "'" + name + "'"))
    service.catalog.register(playbook("plain/flow", runtime="interpreted"))
    ids = [f"c{number}" for number in range(len(HOSTILE))]
    service.app.state.service.commands.submit([Command(id, name, "plain/flow", step=name) for id, name in zip(ids, HOSTILE, strict=True)])
    with service.catalog.database.writing() as connection:
        ran = {"state": "done", "version": 1, "engine": "interpreted", "status": "failed", "duration_us": 1500, "done_at": now()}
        connection.execute(COMMAND.update().where(COMMAND.c.id == "c0").values(fallback=HOSTILE[0], error_kind=HOSTILE[1], **ran))


def test_names_are_text(hostile: Running) -> None:
    text = hostile.anyone.get("/").text
    page = Page(text)
    page.check()
    for name in HOSTILE:
        assert name.replace("‮", "\\u202e") in page.text, name
    links = [attributes["href"] for tag, attributes in page.elements if tag == "a" and str(attributes["href"]).startswith("/playbooks/")]
    assert len(set(links)) == len(HOSTILE) + 1
    for link in links:
        one = hostile.anyone.get(str(link))
        assert one.status_code == 200, link
        Page(one.text).check()
    assert "7 * 7" in page.text, "names are no templates"
    assert "49" not in page.text, "names are no templates"
    found = Page(hostile.anyone.get("/playbooks/plain/flow").text)
    found.check()
    assert f"1 × {HOSTILE[0]}" in found.text
    assert HOSTILE[1] in found.text
    assert "1.5 ms" in found.text
    assert "executor.runtime is not wasm" in found.text
    assert Page(hostile.anyone.get("/", params={"prefix": HOSTILE[1]}).text).check() is None
    assert HOSTILE[0] in Page(hostile.anyone.get("/", params={"prefix": "<script>alert(1)</script>"}).text).text


def test_what_pages_show(service: Running, quick: type[Quick]) -> None:
    assert "Nothing is registered yet." in service.anyone.get("/").text
    for body in ("one", "two"):
        service.catalog.register(playbook("some/flow", body=body))
    service.catalog.delete("some/flow", 2)
    service.catalog.register(playbook("some/other", runtime="interpreted"))
    page = Page(service.anyone.get("/").text).text
    words = re.sub(r"\s+", " ", page)
    assert "2playbooks 1compiled 1interpreted" in words.replace("2 playbooks", "2playbooks")
    assert re.search(r"some/flow 1 compiled 100 %1/1 1 example \(full\) \d+\.\d kB", words), words
    assert "some/other 1 interpretedexecutor.runtime is not wasm" in words
    assert "Nothing was run yet." in words
    one = re.sub(r"\s+", " ", Page(service.anyone.get("/playbooks/some/flow").text).text)
    digest = service.catalog.playbook("some/flow").module
    assert "Version 1 " in one
    assert re.search(r"2 compiled deleted 100 %1/1", one)
    assert digest is not None
    assert digest.digest in one
    assert service.anyone.get("/playbooks/some").json() == {"error": "there is no playbook some"}
    assert service.anyone.get("/playbooks/../token").status_code == 404
    assert "There are no more." in service.anyone.get("/", params={"page": 2}).text
    policy = service.anyone.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy


def test_many_playbooks_are_shown_in_pages(lite: Running) -> None:
    for number in range(101):
        lite.catalog.register(playbook(f"p/{number:03}", runtime="interpreted"))
    first, second = (lite.anyone.get("/", params={"prefix": "p/", "page": page}).text for page in (1, 2))
    assert "p/099" in first
    assert "p/100" not in first
    assert "1 of 2" in first
    assert 'rel="next"' in first
    assert "p/100" in second
    assert "p/099" not in second
    assert 'rel="prev"' in second
    assert "101" in Page(second).text


# ---- in a browser


def pixels(png: bytes) -> list[list[bytes]]:
    """The rows of an image of eight-bit colours."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert depth == 8
    assert kind in (2, 6)
    size, at, packed = 3 if kind == 2 else 4, 8, b""
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += length + 12
    data, before, rows = zlib.decompress(packed), bytearray(width * size), []
    for line in range(height):
        begin = line * (width * size + 1)
        how, row = data[begin], bytearray(data[begin + 1 : begin + 1 + width * size])
        for n in range(len(row)):
            left, up, corner = row[n - size] if n >= size else 0, before[n], before[n - size] if n >= size else 0
            guess = left + up - corner
            near = min((left, up, corner), key=lambda one: abs(guess - one))
            row[n] = (row[n] + (0, left, up, (left + up) // 2, near)[how]) & 255
        rows.append([bytes(row[n : n + 3]) for n in range(0, len(row), size)])
        before = row
    return rows


@pytest.fixture
def browser(tmp_path: Path) -> Callable[..., bytes]:
    """Runs Chromium on an address: the DOM as it understood it, or a picture."""
    binary = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if binary is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    quiet = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split()

    def run(address: str, *more: str, picture: bool = False) -> bytes:
        file = tmp_path / "picture.png"
        what = f"--screenshot={file}" if picture else "--dump-dom"
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        done = subprocess.run([binary, *quiet, profile, "--hide-scrollbars", *more, what, address], capture_output=True, timeout=120)
        assert done.returncode == 0, done.stderr.decode(errors="replace")[-500:]
        return file.read_bytes() if picture else done.stdout

    return run


@pytest.mark.slow
def test_in_a_browser(lite: Running, browser: Callable[..., bytes]) -> None:
    fill(lite)
    page = Page(browser(lite.url + "/").decode())
    page.check()
    assert all(name.replace("‮", "\\u202e") in page.text for name in HOSTILE)
    grounds: list[bytes] = []
    for width, scheme in ((1280, ()), (1280, ("--force-dark-mode", "--blink-settings=preferredColorScheme=0")), (500, ())):
        for path in ("/", "/playbooks/plain/flow"):
            rows = pixels(browser(lite.url + path, f"--window-size={width},700", *scheme, picture=True))
            assert {row[-1] for row in rows} == {rows[0][0]}, "nothing runs out of the page to the right"
            assert len({one for row in rows for one in row}) > 20, "there is something on it"
        grounds.append(rows[0][0])
    assert min(grounds[0]) > 200, "light and dark"
    assert max(grounds[1]) < 60, "light and dark"
    assert grounds[2] == grounds[0], "light and dark"
