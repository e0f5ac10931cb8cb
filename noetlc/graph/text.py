"""The graph as text for other programs: Mermaid and DOT."""

from __future__ import annotations

import re

from noetlc.diagnostics.terminal import shown
from noetlc.graph.model import Graph, Link, Node

_PLAIN = re.compile(r"[^\w .,:/()+*=…→-]")


def mermaid(graph: Graph) -> str:
    """A Mermaid flowchart: the entry step is round, loops have a double border, final steps are hexagons; arcs back are dotted."""
    lines = ["flowchart TD"]
    for node in graph.nodes:
        left, right = _shape(node)
        lines.append(f'    s{node.index}{left}"{"<br/>".join(map(_entities, node.lines))}"{right}')
    for link in graph.links:
        arrow = "-.->" if link.is_back else "-->"
        label = f'|"{_entities(link.label)}"|' if link.label else ""
        lines.append(f"    s{link.source} {arrow}{label} s{link.target}")
    return "\n".join(lines) + "\n"


def _shape(node: Node) -> tuple[str, str]:
    if node.loop:
        return "[[", "]]"
    if node.is_entry:
        return "([", "])"
    return ("{{", "}}") if node.is_final else ("[", "]")


def _entities(text: str) -> str:
    """The text with every mark that Mermaid could read as its own as an entity."""
    return _PLAIN.sub(lambda match: f"#{ord(match.group())};", shown(text))


def dot(graph: Graph) -> str:
    """A directed graph in the language of Graphviz."""
    lines = [f"digraph {_quoted(graph.name)} {{", '    node [shape=box, style=rounded, fontname="sans-serif"];']
    lines.append('    edge [fontname="sans-serif"];')
    for node in graph.nodes:
        more = ", peripheries=2" if node.loop else ""
        more += ", penwidth=2" if node.is_entry else ""
        more += ", shape=hexagon" if node.is_final else ""
        label = "\\n".join(_quoted(line)[1:-1] for line in node.lines)
        lines.append(f'    s{node.index} [label="{label}"{more}];')
    lines += [f"    s{link.source} -> s{link.target}{_attributes(link)};" for link in graph.links]
    return "\n".join([*lines, "}"]) + "\n"


def _attributes(link: Link) -> str:
    found = [f"label={_quoted(link.label)}"] if link.label else []
    found += ["style=dashed", "constraint=false"] if link.is_back else []
    return f" [{', '.join(found)}]" if found else ""


def _quoted(text: str) -> str:
    return '"' + shown(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
