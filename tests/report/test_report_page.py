"""`noetl report`: the page says what the build says, holds nothing from elsewhere, and is readable in a browser, wide and narrow."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from noetlc.cli.group import group
from noetlc.verify import differential
from noetlc.verify.compare import Difference
from noetlc.verify.outcome import Verification

HOSTILE = "</style><script>alert(1)</script>&lt;{{ 7 * 7 }}'\u202e"
TEXT = f"""\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {{name: "{HOSTILE}"}}
workload: {{n: 4}}
workflow:
  - step: start
    tool:
      kind: python
      input: {{n: "{{{{ n }}}}"}}
      code: |
        result = n + 1
        if n == 123456:
            result = 0
    next:
      arcs:
        - {{step: hosted, when: "{{{{ start > 1000000 }}}}"}}
        - {{step: end}}
  - step: hosted
    tool: {{kind: python, code: "result = memoryview(b'ab').tolist()"}}
    next: end
  - step: end
    tool: {{kind: noop, result: "{{{{ start }}}} {{# {HOSTILE[:20]} #}}"}}
"""


class Page(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def check(self) -> None:
        """No script, nothing from elsewhere, and every link leads somewhere on the page."""
        ids = [attributes["id"] for _, attributes in self.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        for tag, attributes in self.elements:
            assert tag not in ("script", "iframe", "object", "img", "form", "base"), tag
            assert not any(name.startswith("on") or name == "src" for name in attributes), attributes
            target = attributes.get("href")
            assert target is None or target == "data:," or target.removeprefix("#") in ids, target


def noetl(*arguments: object) -> Result:
    return CliRunner().invoke(group, ["report", *map(str, arguments), "--allow-unconfined"])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "flow.yaml"
    path.write_text(TEXT)
    return path


def test_the_page_says_what_the_build_says(file: Path) -> None:
    result = noetl(file, "--examples", 1)
    assert (result.exit_code, result.stdout) == (0, "")
    said = re.fullmatch(r".*flow\.html: ([\d,]+) bytes, 2 of 3 steps native\n", result.stderr)
    assert said is not None
    text = file.with_suffix(".html").read_text()
    assert len(text) < 1_000_000
    page = Page(text)
    page.check()
    assert re.search(rf"module {said[1]} bytes, sha256 [0-9a-f]{{64}}", page.text)
    assert "start python native" in page.text
    assert "hosted python interpreted the builtin memoryview" in page.text
    assert "capabilities tool_python" in page.text
    assert re.search(r"2 examples: 2 compared", page.text)
    assert "steps 2 of 3" in page.text
    assert "arc start -> hosted" in page.text
    assert "warning L03" in page.text
    assert "noetl explain L03" in page.text
    assert [attributes["id"] for tag, attributes in page.elements if tag == "li" and "id" in attributes] == [f"L{n + 1}" for n in range(len(TEXT.splitlines()))]
    classes = [attributes.get("class") for tag, attributes in page.elements if tag == "g"]
    assert classes == ["step entry native", "step interpreted", "step native"]
    sizes = [int(number.replace(",", "")) for number in re.findall(r'<td class="number">([\d,]+)</td>', text)]
    assert sum(sizes) == int(said[1].replace(",", ""))


def test_texts_stay_texts(file: Path) -> None:
    assert noetl(file, "--no-verify").exit_code == 0
    text = file.with_suffix(".html").read_text()
    page = Page(text)
    page.check()
    assert HOSTILE.replace("\u202e", "\\u202e") in page.text
    assert page.text.count("7 * 7") >= 3, "names are no templates"
    assert "Not verified." in page.text
    assert "default-src 'none'" in text


def test_a_rejected_playbook_has_a_page_too(file: Path) -> None:
    file.write_text(TEXT.replace("next: end", "next: edn").replace("result = n + 1", "result = n +"))
    out = file.with_name("other.html")
    result = noetl(file, "-o", out)
    assert (result.exit_code, result.stderr.endswith("other.html: Rejected: 2 errors\n")) == (1, True)
    page = Page(out.read_text())
    page.check()
    assert "did you mean end?" in page.text
    assert "error V26" in page.text
    assert not any(tag == "svg" for tag, _ in page.elements)


def test_a_divergence_is_on_the_page(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def differ(*_: object, **__: object) -> None:
        raise differential.Divergence({}, Difference("result", 1, 2), Verification())

    monkeypatch.setattr("noetlc.api.build", differ)
    result = noetl(file)
    assert result.exit_code == 3
    assert "The module and the interpreter differ" in Page(file.with_suffix(".html").read_text()).text


def test_without_the_layout_the_page_says_so(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noetlc.graph.svg.MOST", 1)
    assert noetl(file, "--no-verify").exit_code == 0
    page = Page(file.with_suffix(".html").read_text())
    page.check()
    assert "pictures have up to 1" in page.text


def test_usage(file: Path) -> None:
    assert noetl(file, "-o", file).exit_code == 2
    assert noetl(file.with_name("missing.yaml")).exit_code == 2


# ---- in a browser


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


@pytest.fixture
def browser(tmp_path: Path) -> Callable[..., bytes]:
    """Takes a picture of a page with Chromium; nothing may be said on its console."""
    binary = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if binary is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    quiet = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split()

    def run(page: Path, *more: str) -> bytes:
        picture = tmp_path / "picture.png"
        command = [binary, *quiet, f"--user-data-dir={tmp_path / 'profile'}", "--hide-scrollbars", "--enable-logging=stderr", f"--screenshot={picture}"]
        done = subprocess.run([*command, *more, page.as_uri()], capture_output=True, timeout=120)
        said = done.stderr.decode(errors="replace")
        assert done.returncode == 0, said[-500:]
        assert "CONSOLE" not in said, said[-1000:]
        return picture.read_bytes()

    return run


@pytest.mark.slow
def test_in_a_browser(file: Path, browser: Callable[..., bytes]) -> None:
    assert noetl(file, "--examples", 3).exit_code == 0
    page = file.with_suffix(".html")
    narrow = page.with_name("narrow.html")  # Chromium's own window is never that narrow
    narrow.write_text('<body style="margin:0;background:#123456"><iframe src="flow.html" style="border:0;width:400px;height:900px"></iframe>')
    light = pixels(browser(page, "--window-size=1280,900"))
    dark = pixels(browser(page, "--window-size=1280,900", "--force-dark-mode", "--blink-settings=preferredColorScheme=0"))
    small = [row[:400] for row in pixels(browser(narrow, "--window-size=500,900"))]
    for rows in (light, dark, small):
        assert {row[-1] for row in rows[:890]} == {rows[0][0]}, "nothing runs out of the page to the right"
        assert len({one for row in rows for one in row}) > 20, "there is something on it"
    assert min(light[0][0]) > 200
    assert max(dark[0][0]) < 60
    assert small[0][0] == light[0][0]
