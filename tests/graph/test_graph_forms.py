"""The graph of a playbook and its forms: every step and arc is there, nothing of a text can break out, pictures hold what they show."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from noetlc.cli.group import group
from noetlc.frontend import load
from noetlc.graph import svg as picture
from noetlc.graph.model import Graph, graph_of
from noetlc.graph.svg import NoLayout, svg
from noetlc.graph.text import dot, mermaid

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: 'sync \"<&>\" 1'}\n"
TEXT = HEAD + """\
workload: {items: [1], retries: 0}
executor: {spec: {final_step: end}}
workflow:
  - step: start
    tool: {kind: http, url: x}
    next:
      arcs:
        - {step: each, when: "{{ start.ok and workload.retries < 3 }}"}
        - {step: wait, when: "{{ not start.ok }}"}
        - {step: failed}
  - step: wait
    tool: {kind: python, code: "result = 1"}
    next: start
  - step: each
    loop: {in: "{{ items }}", iterator: item}
    tool:
      - {name: a, kind: python, code: result = item}
      - {name: b, kind: postgres, query: "select 1"}
    next: [audit, each]
  - step: audit
    when: "{{ each | length > 0 }}"
    tool: {kind: noop}
    next: end
  - step: failed
    tool: {kind: noop}
  - step: end
    tool: {kind: noop}
  - step: alone
    tool: {kind: noop}
"""
MERMAID = """\
flowchart TD
    s0(["start<br/>http"])
    s1["wait<br/>python"]
    s2[["each<br/>python → postgres<br/>for item in items"]]
    s3["audit<br/>noop<br/>when each #124; length #62; 0"]
    s4["failed<br/>noop"]
    s5{{"end<br/>noop"}}
    s6["alone<br/>noop"]
    s0 -->|"1: start.ok and workload.retries #60; 3"| s2
    s0 -->|"2: not start.ok"| s1
    s0 -->|"3: else"| s4
    s1 -.-> s0
    s2 --> s3
    s2 -.-> s2
    s3 --> s5
"""
DOT = """\
digraph "sync \\"<&>\\" 1" {
    node [shape=box, style=rounded, fontname="sans-serif"];
    edge [fontname="sans-serif"];
    s0 [label="start\\nhttp", penwidth=2];
    s1 [label="wait\\npython"];
    s2 [label="each\\npython → postgres\\nfor item in items", peripheries=2];
    s3 [label="audit\\nnoop\\nwhen each | length > 0"];
    s4 [label="failed\\nnoop"];
    s5 [label="end\\nnoop", shape=hexagon];
    s6 [label="alone\\nnoop"];
    s0 -> s2 [label="1: start.ok and workload.retries < 3"];
    s0 -> s1 [label="2: not start.ok"];
    s0 -> s4 [label="3: else"];
    s1 -> s0 [style=dashed, constraint=false];
    s2 -> s3;
    s2 -> s2 [style=dashed, constraint=false];
    s3 -> s5;
}
"""
HOSTILE = "\"];--> <b>#{}`|&quot;\\n'\u202e\x1b"


def graph(text: str) -> Graph:
    playbook, found = load(text, lenient=True)
    assert playbook is not None, found
    return graph_of(playbook)


def flow(*arcs: str) -> str:
    """A playbook of steps a, b, …, each with these steps next."""
    names = "abcdefghijklmnop"[: len(arcs)]
    return HEAD + "workflow:\n" + "".join(f"- {{step: {name}, tool: {{kind: noop}}, next: [{', '.join(to)}]}}\n" for name, to in zip(names, arcs, strict=True))


def test_mermaid_and_dot() -> None:
    assert mermaid(graph(TEXT)) == MERMAID
    assert dot(graph(TEXT)) == DOT


@pytest.mark.parametrize(
    ("arcs", "back"),
    [
        (("b", "c", ""), []), (("b", "a"), [(1, 0)]), (("a",), [(0, 0)]), (("bc", "d", "d", ""), []), (("b", "c", "b"), [(2, 1)]),
        (("bc", "c", "a"), [(2, 0)]), (("", "c", "b"), [(2, 1)]), (("bc", "", "b"), []),
    ],
)  # fmt: skip
def test_arcs_back(arcs: tuple[str, ...], back: list[tuple[int, int]]) -> None:
    assert [(link.source, link.target) for link in graph(flow(*arcs)).links if link.is_back] == back


def test_long_and_hostile_texts_stay_texts() -> None:
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"').replace("\x1b", "\\e")
    one = graph(HEAD + f'workflow:\n- step: "{quoted}"\n  tool: {{kind: noop}}\n  next: [{{step: "{quoted}", when: "{quoted * 9}"}}]\n')
    body = mermaid(one).splitlines()[1:]
    assert len(body) == 2
    for line in body:  # only marks of our own outside of entities
        assert re.fullmatch(r' +s0(\(\["|( -\.->\|"))(\w|[ .,:/()+*=…→-]|#\d+;|<br/>)*("\]\)|"\| s0)', line), line
    assert len(dot(one).splitlines()) == 6
    assert all(link.label == link.label[:47] + "…" for link in one.links)
    root = ElementTree.fromstring(svg(one))
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {"svg", "style", "defs", "marker", "path", "g", "title", "rect", "text"}


def boxes(root: ElementTree.Element) -> list[tuple[float, ...]]:
    found = [rect for rect in root.iter("{http://www.w3.org/2000/svg}rect") if rect.get("class") == "box"]
    return [tuple(float(rect.get(key) or 0) for key in ("x", "y", "width", "height")) for rect in found]


@pytest.mark.parametrize(
    "text", [TEXT, flow("bc", "d", "d", "ae", ""), flow("bcdefg", "h", "h", "h", "h", "h", "h", ""), flow("b", "a"), flow("a"), flow("", "", ""), flow("bb", "a")]
)
def test_pictures_hold_what_they_show(text: str) -> None:
    one = graph(text)
    root = ElementTree.fromstring(svg(one))
    left, top, width, height = (float(part) for part in (root.get("viewBox") or "").split())
    found = boxes(root)
    assert len(found) == len(one.nodes)
    for index, (x, y, w, h) in enumerate(found):
        assert left <= x
        assert x + w <= left + width
        assert top <= y
        assert y + h <= top + height
        for x2, y2, w2, h2 in found[:index]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y, "steps do not cover each other"
    paths = [element for element in root.iter("{http://www.w3.org/2000/svg}path") if element.get("marker-end")]
    assert len(paths) == len(one.links)
    for path, link in zip(paths, one.links, strict=True):
        points = [(float(a), float(b)) for a, b in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d") or "")]
        assert all(left <= x <= left + width and top <= y <= top + height for x, y in points)
        for point, step in ((points[0], link.source), (points[-1], link.target)):
            x, y, w, h = found[step]
            assert x - 17 <= point[0] <= x + w + 17, "an arc begins and ends at its steps"
            assert y - 1 <= point[1] <= y + h + 1, "an arc begins and ends at its steps"
    texts = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert texts >= {line for node in one.nodes for line in node.lines} | {link.label for link in one.links if link.label}


def test_pictures_are_the_same_each_time(tmp_path: Path) -> None:
    file = tmp_path / "flow.yaml"
    file.write_text(TEXT)
    command = [sys.executable, "-m", "noetlc.cli", "graph", str(file), "--format", "svg"]
    every = {subprocess.run(command, capture_output=True, check=True, env={"PYTHONHASHSEED": str(seed)}).stdout for seed in (1, 2, 3)}
    assert every == {svg(graph(TEXT)).encode()}


def test_too_large_for_a_picture() -> None:
    steps = "".join(f"- {{step: s{index}, tool: {{kind: noop}}}}\n" for index in range(picture.MOST + 1))
    with pytest.raises(NoLayout, match="201 steps and 0 arcs, pictures have up to 200 and 400"):
        svg(graph(HEAD + "workflow:\n" + steps))


def noetl(*arguments: object) -> Result:
    return CliRunner().invoke(group, ["graph", *map(str, arguments)])


def test_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, out = tmp_path / "flow.yaml", tmp_path / "flow.svg"
    file.write_text(TEXT)
    assert noetl(file).stdout == MERMAID
    assert noetl(file, "--format", "dot").stdout == DOT
    assert noetl(file, "--format", "svg", "-o", out).exit_code == 0
    assert out.read_text() == svg(graph(TEXT))
    assert noetl(file, "-o", file).exit_code == 2
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    wanted = noetl(file, "--format", "svg")
    assert (wanted.exit_code, wanted.stderr) == (2, "noetl: SVG needs the layout of grandalf: pip install 'noetlc[graph]', or use --format mermaid or dot\n")
    file.write_text(TEXT.replace("next: start", "next: strat"))
    rejected = noetl(file)
    assert (rejected.exit_code, rejected.stdout) == (1, "")
    assert "did you mean start?" in rejected.stderr
