"""The playground in headless Chromium, as somebody uses it: examples, mistakes, tools, links, keys, and what ends a run."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import noetlc
from noetlc.testing.document import Case
from noetlc.testing.host import CaseHost
from tests.browsing import Browser, pixels
from tools.playground import answers_of

pytestmark = [pytest.mark.slow, pytest.mark.once]

Json = Any
ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
READY = "document.getElementById('run') && !document.getElementById('run').disabled"
ENDED = "document.getElementById('stop').hidden && !document.getElementById('run').disabled"

ONE_STEP = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: one}
workflow:
  - step: start
    tool:
      kind: python
      code: |
"""


def body(*lines: str) -> str:
    return ONE_STEP + "".join(f"        {line}\n" for line in lines)


@pytest.fixture(scope="module")
def opened(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The page, ready; its console was silent and it asked no other host when the tests are done."""
    with Browser(tmp_path_factory.mktemp("browser")) as page:
        page.open(address, 1280)
        page.wait(READY)
        yield page
        assert page.said == []
        here = urlsplit(address).netloc
        assert {urlsplit(one).netloc for one in page.asked if not one.startswith(("blob:", "data:"))} == {here}


@pytest.fixture
def tab(opened: Browser) -> Browser:
    """The page with an example, an empty payload and no answers."""
    choose(opened, "hello")
    return opened


def text_of(tab: Browser, id: str) -> str:
    found: str = tab.value(f"document.getElementById({json.dumps(id)})?.textContent ?? ''")
    return found


def put(tab: Browser, id: str, text: str) -> None:
    """What typing it would do."""
    tab.value(
        f"(e => {{ e.value = {json.dumps(text)}; e.dispatchEvent(new Event('input', {{bubbles: true}})) }})(document.getElementById({json.dumps(id)}))"
    )


def choose(tab: Browser, name: str) -> None:
    tab.value(f"(e => {{ e.value = {json.dumps(name)}; e.dispatchEvent(new Event('change')) }})(document.getElementById('example'))")


def click(tab: Browser, id: str) -> None:
    tab.value(f"document.getElementById({json.dumps(id)}).click()")


def run(tab: Browser) -> None:
    click(tab, "run")
    tab.wait(ENDED)


def envelope(tab: Browser) -> Json:
    return json.loads(text_of(tab, "envelope"))


def verdict(tab: Browser) -> str:
    return text_of(tab, "verdict")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_examples_give_what_the_command_line_gives(tab: Browser, example: Path) -> None:
    choose(tab, example.stem)
    assert verdict(tab) == "not verified"
    run(tab)
    assert verdict(tab) == "compared in this browser, unconfined"
    rows = answers_of(example)
    if not rows:
        command = [sys.executable, "-m", "noetlc", "run", str(example), "--quiet"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        expected = json.loads(done.stdout)
    else:
        tools: dict[str, list[Json]] = {}
        for row in rows:
            tools.setdefault(row["step"], []).append({row["kind"]: json.loads(row["value"])})
        case = Case("same answers", 1, 1, tools={step: given if len(given) > 1 else given[0] for step, given in tools.items()})
        expected = noetlc.run(noetlc.build(example, verify=False).wasm, host=CaseHost(case))
    assert json.dumps(envelope(tab)) == json.dumps(expected)
    built = noetlc.build(example, verify=False)
    facts = text_of(tab, "module")
    assert built.digest in facts
    assert f"{len(built.wasm)} bytes" in facts
    native = sum(step["lowered"] == "native" for step in built.manifest["steps"])
    assert f"{native}/{len(built.manifest['steps'])} native" in facts


def test_the_version_of_python_is_shown(tab: Browser) -> None:
    assert "Python 3.11." in text_of(tab, "about")
    assert noetlc.__version__ in text_of(tab, "about")


def test_diagnostics_come_while_typing_and_lead_to_their_place(tab: Browser) -> None:
    choose(tab, "hello")
    put(tab, "text", (ROOT / "examples" / "hello.yaml").read_text().replace("next: end", "next: ende"))
    tab.wait("document.getElementById('tab-problems').textContent === 'Problems (1)'")
    assert "V19" in text_of(tab, "problems")
    assert "did you mean end?" in text_of(tab, "problems")
    tab.value("document.querySelector('.problem').click()")
    chosen = tab.value("(t => t.value.slice(t.selectionStart, t.selectionEnd))(document.getElementById('text'))")
    assert chosen == "ende"
    run(tab)
    assert tab.value("document.getElementById('tab-problems').getAttribute('aria-selected')") == "true"
    assert verdict(tab) == "not verified"


def test_the_wat_and_the_graph(tab: Browser) -> None:
    choose(tab, "hello")
    click(tab, "build")
    tab.wait(ENDED)
    tab.value("document.querySelector('#module details').open = true")
    tab.wait("document.getElementById('wat').textContent.startsWith('(module')")
    built = noetlc.build(ROOT / "examples" / "hello.yaml", verify=False)
    assert text_of(tab, "wat") == built.wat_text()
    command = [sys.executable, "-m", "noetlc", "graph", "--format", "svg", str(ROOT / "examples" / "hello.yaml")]
    drawn = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    here = tab.value("new XMLSerializer().serializeToString(document.querySelector('#graph svg'))")
    same = tab.value(
        f"new XMLSerializer().serializeToString(new DOMParser().parseFromString({json.dumps(drawn)}, 'image/svg+xml').documentElement)"
    )
    assert here == same


def test_tools_are_answered_from_the_table(tab: Browser) -> None:
    choose(tab, "orders_sync")
    tab.value("[...document.querySelectorAll('#answers tr button')].forEach(one => one.click())")
    run(tab)
    expected = noetlc.run(noetlc.build(ROOT / "examples" / "orders_sync.yaml", verify=False).wasm)
    assert envelope(tab) == json.loads(json.dumps(expected))  # as the command line without grants
    assert verdict(tab) == "compared in this browser, unconfined"
    assert "No answer for start, call 1 (tool_postgres)" in text_of(tab, "outcome")
    tab.value("document.querySelector('#outcome .warning button').click()")
    assert tab.value("document.querySelector('#answers input').value") == "start"
    tab.write('{"columns": [], "rows": [], "row_count": 0}')
    run(tab)
    assert envelope(tab)["steps"]["start"]["row_count"] == 0
    assert "No answer" not in text_of(tab, "outcome")
    tab.value(
        "(s => { s.value = 'error'; s.dispatchEvent(new Event('input', {bubbles: true})) })(document.querySelector('#answers select'))"
    )
    run(tab)
    assert "no error: write" not in text_of(tab, "status")
    assert verdict(tab).startswith("compared")


def test_ints_beyond_doubles_stay_exact(tab: Browser) -> None:
    put(tab, "text", body("result = n + 1").replace("      code:", "      input: {n: '{{ n }}'}\n      code:"))
    put(tab, "payload", '{"n": 9007199254740993}')
    run(tab)
    assert '"result": 9007199254740994' in text_of(tab, "envelope")
    put(tab, "payload", "{")
    run(tab)
    assert text_of(tab, "status").startswith("Failed: the payload is not JSON")


def test_a_change_takes_the_verdict_back(tab: Browser) -> None:
    put(tab, "text", body("print('heard')", "result = 1"))
    run(tab)
    assert verdict(tab).startswith("compared")
    assert "heard" in text_of(tab, "outcome")
    put(tab, "payload", '{"other": 1}')
    assert verdict(tab) == "not verified"


def test_an_abort_says_where(tab: Browser) -> None:
    put(tab, "text", body("while True:", "    pass").replace("workflow:", "executor: {spec: {limits: {steps: 1000}}}\nworkflow:"))
    click(tab, "run")
    tab.wait("document.getElementById('ended')")
    assert text_of(tab, "ended").startswith("Run aborted — aborted: budget at playbook.yaml:")
    click(tab, "stop")  # the interpreter would go on for ever
    tab.wait(ENDED)


def test_a_run_can_be_stopped_and_the_page_works_on(tab: Browser) -> None:
    put(tab, "text", body("n = 0", "while True:", "    n += 1"))
    click(tab, "run")
    tab.wait("document.getElementById('status').textContent === 'Running…'")
    time.sleep(0.5)
    click(tab, "stop")
    tab.wait(ENDED)
    assert text_of(tab, "status") == "Stopped."
    assert verdict(tab) == "not verified"
    choose(tab, "hello")
    run(tab)
    assert verdict(tab).startswith("compared")


def test_a_result_in_the_order_of_a_set_is_no_difference(tab: Browser) -> None:
    put(tab, "text", body("result = list({'a', 'b', 'c', 'd', 'e'})"))
    run(tab)
    assert verdict(tab) == "not verified: the result depends on the order of a set"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["import sys", "result = min(sys.maxsize, 5), sys.maxsize"], "compared in this browser, unconfined"),
        (["import datetime, random", "result = str(datetime.datetime.now()), random.random()"], "compared in this browser, unconfined"),
        (["def f(n):", "    return f(n + 1)", "result = f(0)"], "compared in this browser, unconfined"),
        (["from noetl.plugins import nothing", "result = 1"], "compared in this browser, unconfined"),
        (["result = hash(2**40)"], "not verified: hashes have 32 bits in the Python of this page"),
    ],
    ids=["maxsize", "clock", "recursion", "plugin", "hash"],
)
def test_python_of_the_page_means_what_bodies_mean(tab: Browser, lines: list[str], found: str) -> None:
    put(tab, "text", body(*lines))
    run(tab)
    assert verdict(tab) == found


def test_a_difference_is_shown(tab: Browser) -> None:
    """The module of one playbook with the interpretation of another."""
    order = {"text": body("result = 2"), "payload": "", "answers": [], "now": "0", "seed": 0}
    found = tab.value(
        f"""(async () => {{
        const {{ Engine }} = await import('./engine.js'), {{ showVerdict }} = await import('./view.js');
        const [compiler, runner] = [new Engine({{seed: 0, runs: false}}), new Engine({{seed: 0, runs: true}})];
        const {{ wasm }} = await compiler.ask('build', {{text: {json.dumps(body("result = 1"))}}});
        await runner.ask('run', {{order: {json.dumps(order)}, wasm}});
        const verdict = await runner.ask('verdict');
        showVerdict(verdict);
        compiler.end(), runner.end();
        return verdict;
    }})()"""
    )
    assert (found["kind"], found["compiled"], found["interpreted"]) == ("differs", "1", "2")
    assert verdict(tab) == "the engines differ"
    assert "result" in text_of(tab, "difference")


def test_a_body_that_is_not_compiled_is_not_called_verified(tab: Browser) -> None:
    put(tab, "text", body("import decimal", "result = [name for name in dir(decimal) if name == 'Decimal']"))
    run(tab)
    assert envelope(tab)["status"] == "completed"
    assert verdict(tab).startswith("not verified: ")


def test_a_run_that_the_module_leaves_has_the_interpreters_result(tab: Browser) -> None:
    put(tab, "text", body("import re", "p = getattr('a', 'encode')()", "result = [re.match(x, x) is not None for x in ['a', p]]"))
    run(tab)
    assert envelope(tab)["result"] == [True, True]
    assert verdict(tab).startswith(
        "not verified: the module left this run to the interpreter, whose result this is (aborted: left at playbook.yaml:"
    )
    assert text_of(tab, "status") == "The run completed."


def test_a_link_brings_everything_back_and_runs_nothing(tab: Browser, address: str) -> None:
    choose(tab, "orders_sync")
    put(tab, "payload", '{"batch": 3}')
    click(tab, "share")
    tab.wait("location.hash.length > 100")
    link = tab.value("location.href")
    held = tab.value("[document.getElementById('text').value, document.querySelectorAll('#answers tr').length]")
    tab.open(f"{address}?again#{link.partition('#')[2]}", 1280)
    tab.wait(READY)
    tab.wait("document.querySelectorAll('#answers tr').length")
    assert tab.value("[document.getElementById('text').value, document.querySelectorAll('#answers tr').length]") == held
    assert tab.value("document.getElementById('payload').value") == '{"batch": 3}'
    assert "Nothing has run yet" in text_of(tab, "outcome")
    tab.value("location.hash = '#1.broken'")
    tab.wait("document.getElementById('status').textContent.startsWith('The link cannot be opened')")
    tab.open(address, 1280)
    tab.wait(READY)


def test_everything_is_reached_by_keys(tab: Browser) -> None:
    choose(tab, "hello")
    tab.value("document.getElementById('text').focus()")
    tab.press("Enter", ctrl=True)
    tab.wait("document.getElementById('verdict').className === 'equal'")
    tab.value("document.getElementById('example').focus()")
    seen = []
    for _ in range(12):
        seen.append(tab.value("document.activeElement.id || document.activeElement.tagName"))
        tab.press("Tab")
    assert seen[:7] == ["example", "run", "build", "share", "text", "payload", "add"]
    assert "tab-result" in seen
    tab.value("document.getElementById('tab-result').focus()")
    for key, panel in (
        ("ArrowRight", "problems"),
        ("ArrowRight", "graph"),
        ("End", "module"),
        ("ArrowRight", "result"),
        ("ArrowLeft", "module"),
    ):
        tab.press(key)
        assert tab.value("[...document.querySelectorAll('[role=tabpanel]')].filter(one => !one.hidden).map(one => one.id)") == [panel]
    tab.value(
        "(t => { t.focus(); t.setSelectionRange(t.value.indexOf('name: hello'), t.value.indexOf('name: hello')) })(document.getElementById('text'))"
    )
    tab.press("Enter")
    assert "  \n  name: hello" in tab.value("document.getElementById('text').value")


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_fits_its_window_in_both_colours(tab: Browser, width: int, dark: bool) -> None:
    choose(tab, "orders_sync")
    tab.look(width, dark=dark)
    run(tab)
    assert tab.value("document.documentElement.scrollWidth") <= width
    rows = pixels(tab.picture())
    assert len(rows[0]) == width
    brightness = sum(rows[2][2])
    assert brightness < 150 if dark else brightness > 700
    tab.look(1280)


def test_what_comes_from_a_playbook_is_never_markup(tab: Browser) -> None:
    evil = "<img src=x onerror=document.title='hit'>"
    text = ONE_STEP.replace("name: one", f'name: "{evil}"').replace("- step: start", f'- step: "{evil}"')
    put(tab, "text", text + f"        result = {evil!r}\n")
    tab.wait("document.querySelector('#graph svg')")
    run(tab)
    assert tab.value("document.querySelectorAll('main img').length") == 0
    assert tab.value("document.title") == "noetlc playground"
