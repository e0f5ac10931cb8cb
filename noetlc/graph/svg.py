"""The graph as an SVG picture. Steps are placed by the layered layout of grandalf, which sees the arcs that lead forward."""

from __future__ import annotations

import importlib.util
from collections.abc import Collection
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from noetlc.diagnostics.counts import counted
from noetlc.diagnostics.render import char_width
from noetlc.diagnostics.terminal import shown
from noetlc.graph.model import Graph, Link, Node
from noetlc.late import late

if TYPE_CHECKING:
    from grandalf import graphs, layouts, routing
else:  # an extra, asked for where it is needed
    graphs, layouts, routing = late("grandalf.graphs"), late("grandalf.layouts"), late("grandalf.routing")

FONT, LINE, CHAR, SMALL = 13, 18, 7.9, 6.7
"""Height of the font, of a line, and width of a character in steps and in labels, in pixels."""

SHIFT = 16
"""How far beside an arc the arc back to its start is, in pixels."""

GAP_X, GAP_Y, EDGE = 28, 64, 16
"""Room between steps beside and below each other, and around the picture."""

MOST = 200
"""Steps, and twice as many arcs, that are laid out: more are no picture that anyone reads, and take long."""

STYLE = """\
svg.graph { --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --box: #f6f8fa; --line: #8c959f; --strong: #0969da; }
@media (prefers-color-scheme: dark) {
  svg.graph { --ink: #e6edf3; --soft: #9da7b1; --paper: #0d1117; --box: #161b22; --line: #6e7681; --strong: #58a6ff; }
}
svg.graph { font: 13px ui-monospace, monospace; background: var(--paper); }
svg.graph rect { fill: var(--box); stroke: var(--line); }
svg.graph .entry rect.box { stroke: var(--strong); stroke-width: 2; }
svg.graph .final rect.box { stroke-dasharray: none; stroke: var(--ink); stroke-width: 2; }
svg.graph text { fill: var(--ink); text-anchor: middle; }
svg.graph .step text.name { font-weight: 600; }
svg.graph .step text.more { fill: var(--soft); }
svg.graph path { fill: none; stroke: var(--line); }
svg.graph path.back { stroke-dasharray: 5 4; }
svg.graph path.taken { stroke: var(--strong); stroke-width: 2.5; }
svg.graph marker path { fill: var(--line); stroke: none; }
svg.graph .label { fill: var(--soft); font-size: 11px; paint-order: stroke; stroke: var(--paper); stroke-width: 4; }
"""


class NoLayout(Exception):
    """The picture cannot be made: says why, and what to do."""


@dataclass(slots=True)
class _Box:
    """Centre and size of a step."""

    x: float
    y: float
    width: float
    height: float


Points = list[tuple[float, float]]


def svg(graph: Graph, classes: dict[int, str] | None = None, taken: Collection[tuple[int, int]] = ()) -> str:
    """The picture. `classes` are more classes of steps, by index; `taken` are arcs that are shown as taken. Raises NoLayout."""
    if len(graph.nodes) > MOST or len(graph.links) > 2 * MOST:
        what = f"{counted(len(graph.nodes), 'step')} and {counted(len(graph.links), 'arc')}"
        raise NoLayout(f"the playbook has {what}, pictures have up to {MOST} and {2 * MOST}: use --format dot")
    boxes = {node.index: _size(node) for node in graph.nodes}
    routes = _place(graph, boxes)
    paths: list[tuple[Link, Points]] = []
    forward = {(link.source, link.target) for link in graph.links if not link.is_back}
    for link in graph.links:
        if link.source == link.target:
            paths.append((link, _around(boxes[link.source])))
        elif not link.is_back:
            paths.append((link, routes[link.source, link.target]))
        else:
            shift = SHIFT if (link.target, link.source) in forward else 0
            paths.append((link, [(x + shift, y) for x, y in reversed(routes[link.target, link.source])]))
    return _document(graph, boxes, paths, classes or {}, taken)


# ---- layout


def _size(node: Node) -> _Box:
    columns = max(sum(map(char_width, line)) for line in node.lines)
    return _Box(0, 0, max(columns * CHAR + 24, 80), len(node.lines) * LINE + 14)


def _place(graph: Graph, boxes: dict[int, _Box]) -> dict[tuple[int, int], Points]:
    """Puts the boxes to their places, parts that do not hang together beside each other; the ways from one to another, downwards."""
    if not importlib.util.find_spec("grandalf"):
        raise NoLayout("SVG needs the layout of grandalf: pip install 'noetlc[graph]', or use --format mermaid or dot")
    vertices = {index: graphs.Vertex(index) for index in boxes}
    pairs = dict.fromkeys((link.target, link.source) if link.is_back else (link.source, link.target) for link in graph.links)
    edges = {pair: graphs.Edge(vertices[pair[0]], vertices[pair[1]]) for pair in pairs if pair[0] != pair[1]}
    for index, box in boxes.items():
        labels = [sum(map(char_width, link.label)) * SMALL for link in graph.links if link.target == index]
        vertices[index].view = layouts.VertexViewer(w=max([box.width, *labels]), h=box.height)
    for edge in edges.values():
        edge.view = routing.EdgeViewer()
    layers = graphs.Graph(list(vertices.values()), list(edges.values()))
    left = 0.0
    for part in sorted(layers.C, key=lambda part: min(vertex.data for vertex in part.sV)):
        layout = layouts.SugiyamaLayout(part)
        layout.xspace, layout.yspace, layout.route_edge = GAP_X, GAP_Y, routing.route_with_lines
        layout.init_all(roots=[vertex for vertex in part.sV if not vertex.e_in()])
        layout.draw(3)
        points = [point for edge in part.sE for point in edge.view._pts]
        least = min([vertex.view.xy[0] - vertex.view.w / 2 for vertex in part.sV] + [x for x, _ in points])
        top = min(vertex.view.xy[1] - vertex.view.h / 2 for vertex in part.sV)
        for vertex in part.sV:
            boxes[vertex.data].x, boxes[vertex.data].y = vertex.view.xy[0] - least + left, vertex.view.xy[1] - top
        for edge in part.sE:
            edge.view._pts = [(x - least + left, y - top) for x, y in edge.view._pts]
        right = max([vertex.view.xy[0] + vertex.view.w / 2 for vertex in part.sV] + [x for x, _ in points])
        left += right - least + GAP_X
    return {pair: _clipped(edge.view._pts, boxes[pair[0]], boxes[pair[1]]) for pair, edge in edges.items()}


def _clipped(points: Points, source: _Box, target: _Box) -> Points:
    """The way from the border of one box to that of another: the layout may have given them more room than is drawn."""
    inner = points[1:-1]
    first, last = (inner[0], inner[-1]) if inner else ((target.x, target.y), (source.x, source.y))
    return [_border(source, first), *inner, _border(target, last)]


def _border(box: _Box, towards: tuple[float, float]) -> tuple[float, float]:
    """Where a line from the middle of a box leaves it."""
    x, y = towards[0] - box.x, towards[1] - box.y
    scale = min(box.width / 2 / abs(x) if x else 1, box.height / 2 / abs(y) if y else 1, 1)
    return box.x + x * scale, box.y + y * scale


def _around(box: _Box) -> Points:
    """The way of an arc from a step to itself, at its right."""
    right, shift = box.x + box.width / 2, box.height / 4
    return [(right, box.y + shift), (right + 24, box.y + shift), (right + 24, box.y - shift), (right, box.y - shift)]


# ---- drawing


def _document(
    graph: Graph, boxes: dict[int, _Box], paths: list[tuple[Link, Points]], classes: dict[int, str], run: Collection[tuple[int, int]]
) -> str:
    drawn: list[str] = []
    labels: list[str] = []
    right = max((box.x + box.width / 2 for box in boxes.values()), default=0)
    left = min((box.x - box.width / 2 for box in boxes.values()), default=0)
    taken: dict[tuple[int, int], int] = {}
    for index, (link, points) in enumerate(paths):
        kinds = " ".join(["back"] * link.is_back + ["taken"] * ((link.source, link.target) in run))
        kind = f' class="{kinds}"' if kinds else ""
        drawn.append(f'<path{kind} d="{_path(points)}" marker-end="url(#arrow)"/>')
        right = max([right, *(x for x, _ in points)])
        left = min([left, *(x for x, _ in points)])
        number = taken.get((link.source, link.target), 0)
        taken[link.source, link.target] = number + 1
        if link.label:
            x, y = _label_place(points, sum(other.source == link.source for other, _ in paths[:index]))
            half = sum(map(char_width, link.label)) * SMALL / 2
            right, left = max(right, x + half), min(left, x - half)
            labels.append(f'<text class="label" x="{x:.1f}" y="{y + number * 14:.1f}">{_text(link.label)}</text>')
    width, height = right - left + 2 * EDGE, max((box.y + box.height / 2 for box in boxes.values()), default=0) + 2 * EDGE
    steps = [_step(node, boxes[node.index], classes.get(node.index, "")) for node in graph.nodes]
    marker = 'id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"'
    arrow = f'<marker {marker}><path d="M0 0 8 4 0 8z"/></marker>'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="graph" role="img" aria-label="{_text("Graph of " + graph.name)}" '
            f'width="{width:.0f}" height="{height:.0f}" viewBox="{left - EDGE:.1f} {-EDGE} {width:.1f} {height:.1f}">',
            f"<style>{STYLE}</style>",
            f"<defs>{arrow}</defs>",
            *drawn,
            *steps,
            *labels,
            "</svg>",
        ]
    ) + "\n"


def _path(points: Points) -> str:
    """A line through the points, its corners rounded off."""
    (x, y), *rest = points
    parts = [f"M{x:.1f} {y:.1f}"]
    for (x, y), (after_x, after_y) in pairwise(rest):
        parts.append(f"Q{x:.1f} {y:.1f} {(x + after_x) / 2:.1f} {(y + after_y) / 2:.1f}")
    x, y = rest[-1]
    return " ".join([*parts, f"L{x:.1f} {y:.1f}"])


def _label_place(points: Points, number: int) -> tuple[float, float]:
    """Where the label of the arc with this number of its step stands: towards the end of its last part, lower and higher in turn."""
    (x, y), (end_x, end_y) = points[-2:]
    return x + (end_x - x) * 0.92, y + (end_y - y) * (0.78 if number % 2 else 0.48) + 4


def _step(node: Node, box: _Box, more: str) -> str:
    names = " ".join(filter(None, ("step", "entry" if node.is_entry else "", "final" if node.is_final else "", more)))
    x, y = box.x - box.width / 2, box.y - box.height / 2
    parts = [f'<g class="{names}"><title>{_text(" · ".join(node.lines))}</title>']
    if node.loop:  # a second sheet behind the first
        parts.append(f'<rect x="{x + 4:.1f}" y="{y + 4:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="6"/>')
    parts.append(f'<rect class="box" x="{x:.1f}" y="{y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="6"/>')
    for number, line in enumerate(node.lines):
        kind = "more" if number else "name"
        parts.append(f'<text class="{kind}" x="{box.x:.1f}" y="{y + 7 + number * LINE + FONT:.1f}">{_text(line)}</text>')
    return "".join([*parts, "</g>"])


def _text(text: str) -> str:
    return escape(shown(text))
