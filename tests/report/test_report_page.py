"""`noetl report`: the page says what the build says, holds nothing from elsewhere, and is readable in a browser, wide and narrow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import Elements, browse, pixels
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


class Page(Elements):
    """A page of `noetl report`."""

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
    assert re.search(rf"module {said[1]} bytes, sha256 [0-9a-f]{{64}}", page.spaced)
    assert "start python native" in page.spaced
    assert "hosted python interpreted the builtin memoryview" in page.spaced
    assert "capabilities tool_python" in page.spaced
    assert re.search(r"2 examples: 2 compared", page.spaced)
    assert "steps 2 of 3" in page.spaced
    assert "arc start -> hosted" in page.spaced
    assert "warning L03" in page.spaced
    assert "noetl explain L03" in page.spaced
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
    assert HOSTILE.replace("\u202e", "\\u202e") in page.spaced
    assert page.spaced.count("7 * 7") >= 3, "names are no templates"
    assert "Not verified." in page.spaced
    assert "default-src 'none'" in text


def test_a_rejected_playbook_has_a_page_too(file: Path) -> None:
    file.write_text(TEXT.replace("next: end", "next: edn").replace("result = n + 1", "result = n +"))
    out = file.with_name("other.html")
    result = noetl(file, "-o", out)
    assert (result.exit_code, result.stderr.endswith("other.html: Rejected: 2 errors\n")) == (1, True)
    page = Page(out.read_text())
    page.check()
    assert "did you mean end?" in page.spaced
    assert "error V26" in page.spaced
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
    assert "pictures have up to 1" in page.spaced


def test_usage(file: Path) -> None:
    assert noetl(file, "-o", file).exit_code == 2
    assert noetl(file.with_name("missing.yaml")).exit_code == 2


# ---- in a browser


@pytest.mark.slow
def test_in_a_browser(file: Path, tmp_path: Path) -> None:
    assert noetl(file, "--examples", 3).exit_code == 0
    page = file.with_suffix(".html")
    narrow = page.with_name("narrow.html")  # Chromium's own window is never that narrow
    narrow.write_text('<body style="margin:0;background:#123456"><iframe src="flow.html" style="border:0;width:400px;height:900px"></iframe>')
    light = pixels(browse(tmp_path, page.as_uri(), "--window-size=1280,900", picture=True))
    dark = pixels(browse(tmp_path, page.as_uri(), "--window-size=1280,900", "--force-dark-mode", "--blink-settings=preferredColorScheme=0", picture=True))
    small = [row[:400] for row in pixels(browse(tmp_path, narrow.as_uri(), "--window-size=500,900", picture=True))]
    for rows in (light, dark, small):
        assert {row[-1] for row in rows[:890]} == {rows[0][0]}, "nothing runs out of the page to the right"
        assert len({one for row in rows for one in row}) > 20, "there is something on it"
    assert min(light[0][0]) > 200
    assert max(dark[0][0]) < 60
    assert small[0][0] == light[0][0]
