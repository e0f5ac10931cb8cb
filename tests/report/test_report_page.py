"""`noetl report`: the page says what the build says, holds nothing from elsewhere, and is readable in a browser, wide and narrow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import Browser, Elements, browse, pixels
from click.testing import CliRunner, Result

from noetlc.cli.group import group
from noetlc.tracing.overlay import read_overlay
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
    tool: {{kind: python, code: "result = callable(aiter)"}}
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
    assert "hosted python interpreted the builtin aiter" in page.spaced
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


LIVE = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: live}
workload: {rows: [1, 2], limit: 3}
workflow:
  - step: start
    loop: {in: "{{ rows }}", iterator: row}
    tool:
      kind: python
      input: {row: "{{ row }}"}
      code: |
        total = 0
        for number in range(row):
            total += number
        result = total
    next:
      arcs:
        - {step: end, when: "{{ limit > 2 and start | length == 3 and 'a text that makes this line as long as no window of a telephone is' }}"}
        - {step: other}
  - step: other
    tool: {kind: noop}
  - step: end
    tool: {kind: noop, result: "{{ limt }}"}
    next:
      arcs:
        - {step: other, when: "{{ limit > 5 }}"}
"""


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of LIVE with a run laid over it."""
    folder = tmp_path_factory.mktemp("traced")
    file, trace = folder / "live.yaml", folder / "trace.json"
    file.write_text(LIVE)
    assert CliRunner().invoke(group, ["run", str(file), "--engine", "interpreted", "--trace-format", "json", "--trace-out", str(trace)]).exit_code == 0
    result = noetl(file, "--no-verify", "--trace", trace)
    assert (result.exit_code, result.stdout) == (0, "")
    return file.with_suffix(".html")


def lines(page: Path) -> dict[int, str]:
    """By number, the source lines of a page, as HTML."""
    text = page.read_text()
    return {int(number): line for number, line in re.findall(r'<li id="L(\d+)"(.*?)</li>(?=\n<li id="L|\n</ol>)', text, re.DOTALL)}


def test_words_say_what_they_are(traced: Path) -> None:
    Page(traced.read_text()).check()
    found = lines(traced)
    assert 'title="workload key rows, list" class="known "' in found[7]
    assert 'title="variable total: int"' in found[12]
    assert 'title="variable row: any"' in found[13]
    assert 'title="step start: python"' in found[18]
    assert 'title="filter length' in found[18]
    assert "workload key limit, int: 3" in Elements(found[18]).spaced
    assert '<span class="warning">limt</span>' in found[23]
    assert 'class="warning">warning W15: ' in found[23]
    assert "did you mean limit?" in found[23]
    assert "<details>" not in found[12].split("</summary>")[1]
    assert "<details>" not in found[2]


def test_a_run_lies_over_the_page(traced: Path) -> None:
    page, found = Page(traced.read_text()), lines(traced)
    assert "Traced run (trace.json): completed" in page.spaced
    assert re.search(r"start python native ran once, [\d.]+ ms end noop", page.spaced) is None, "in the order of the file"
    assert re.search(r"start python native ran once, [\d.]+ ms other noop native did not run: .* end noop native ran once", page.spaced)
    assert re.search(r'class="trace">when|class="trace">next.arcs\[0\].when .*: true \(limit = 3', found[18])
    assert "limit &gt; 5 }}: false (limit = 3)" in found[26]
    assert found[9].count('class="trace">python: ok') + found[8].count('class="trace">python: ok') == 2, "a note of each item"
    kinds = [attributes.get("class") for tag, attributes in page.elements if tag in ("g", "path")]
    assert kinds.count("taken") == 1
    assert "step native idle" in kinds
    assert "idle" not in traced.with_name("live.html").read_text().split('<g class="step entry')[1].split(">")[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it is empty"), ("{}\n", "does not begin as a trace"), ("[1", "line 1 is no event"), ('{"trace": 1}\n{"what": 1}\n', "line 2 is no event"),
        ('{"trace": 1}\n{"what": "run", "phase": "begin", "t_us": 1, "playbook": "another"}\n', "of a run of another, not of live"),
        ('{"trace": 1}\n{"what": "step", "phase": "end", "t_us": 1}\n', "line 2 is no event"), ("{}" * 9 + "\n", "line 1 is no event"),
    ],
)  # fmt: skip
def test_what_is_no_trace_of_the_playbook(tmp_path: Path, text: str, says: str) -> None:
    file, trace = tmp_path / "live.yaml", tmp_path / "trace.json"
    file.write_text(LIVE)
    trace.write_text(text)
    result = noetl(file, "--no-verify", "--trace", trace)
    assert result.exit_code == 2
    assert says in result.stderr
    assert not file.with_suffix(".html").exists()


def test_notes_of_a_line_are_few(tmp_path: Path) -> None:
    begin = '{"trace": 1}\n{"what": "run", "phase": "begin", "t_us": 0, "playbook": "live"}\n{"what": "step", "phase": "begin", "t_us": 0, "step": "start", "line": 6}\n'
    found = read_overlay((begin + '{"what": "print", "phase": "note", "t_us": 1, "line": "x"}\n' * 20).encode())
    assert found.notes == {6: ["print: x"] * 7 + ["… 13 more"]}
    assert found.status == "ended early"


@pytest.mark.slow
def test_by_keyboard(traced: Path, tmp_path: Path) -> None:
    assert traced.stat().st_size < 1_000_000
    with Browser(tmp_path) as browser:
        for width in (1280, 400):
            browser.open(traced.as_uri(), width)
            assert browser.value("document.documentElement.scrollWidth") == width
            order = []
            for _ in range(40):
                browser.press("Tab")
                order.append(browser.value("[document.activeElement.tagName, document.activeElement.textContent.trim().slice(0, 30)]"))
                if order[-1][0] == "SUMMARY" and "step: end, when" in order[-1][1]:
                    break
            else:
                raise AssertionError(order)
            assert order[0] == ["A", "Graph"]
            assert browser.value("document.activeElement.parentElement.open") is False
            browser.press("Enter")
            assert browser.value("document.activeElement.parentElement.open") is True
            notes = "document.activeElement.parentElement.querySelector('ul')"
            assert browser.value(f"{notes}.clientHeight > 20 && {notes}.getBoundingClientRect().right <= {width}")
            assert browser.value(f"{notes}.scrollWidth <= {notes}.clientWidth"), "what is said is to be read without scrolling"
            browser.press(" ")
            assert browser.value("document.activeElement.parentElement.open") is False
            name = "document.querySelector('#L18 [title^=\"workload key limit\"]')"
            browser.value(f"{name}.scrollIntoView({{block: 'center', inline: 'center'}})")
            at = f"{name}.getBoundingClientRect()"
            assert browser.value(f"document.elementFromPoint({at}.left + 2, {at}.top + 4) === {name}"), "it can be pointed at"
            browser.value("document.querySelector('[aria-label=\"Source of the playbook\"]').scrollLeft = 0; document.querySelector('[aria-label=\"Source of the playbook\"]').focus()")
            for _ in range(3):
                browser.press("ArrowRight")
            browser.value("new Promise(done => setTimeout(done, 500))")
            assert browser.value("document.activeElement.scrollLeft") > 0, "a long line can be read to its end"
            browser.value("document.querySelector('nav a[href=\"#diagnostics\"]').focus()")
            browser.press("Enter")
            assert browser.value("location.hash") == "#diagnostics"
        assert browser.said == []
