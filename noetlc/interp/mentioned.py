"""What a template mentions: the names it looks up with their values, and how far the expression at a place reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jinja2 import nodes

from noetlc.interp import semantics as sem
from noetlc.interp.excerpts import LONGEST, cut
from noetlc.interp.methods import FUNCTIONS
from noetlc.interp.printing import print_string, text
from noetlc.interp.template_code import shown
from noetlc.interp.templates import MISSING, Names, parse
from noetlc.interp.values import UNDEFINED, TemplateError

Path = tuple[str | int, ...]
Values = tuple[tuple[str, str], ...]
"""Names as they are written, with their values as text."""

_TOKEN = re.compile(
    r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|(?P<word>\b(?:and|or|if|else|is)\b)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<end>,|\||:|-?[%}]\})|.""",
    re.DOTALL | re.VERBOSE,
)


def excerpt(value: object) -> str:
    """A value in short: as templates print it inside a list, cut where it is long. Of a large value only the beginning is looked at."""
    return cut(_pieces(value))


def _pieces(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield "["
        for number, item in enumerate(value):
            yield ", " if number else ""
            yield from _pieces(item)
        yield "]"
    elif isinstance(value, dict):
        yield "{"
        for number, (key, item) in enumerate(value.items()):
            yield (", " if number else "") + print_string(key[: LONGEST + 1]) + ": "
            yield from _pieces(item)
        yield "}"
    elif isinstance(value, str):
        yield print_string(value[: LONGEST + 1])
    else:
        try:
            yield text([value])[1:-1]
        except TemplateError:  # a macro or a loop
            yield "…"


def values(source: str, names: Names, offset: int | None = None) -> Values:
    """The names that a template takes from its scope, in order, each once. With `offset`, only those on its line."""
    lines = None
    if offset is not None:
        start = source.rfind("\n", 0, offset) + 1
        lines = range(start, (source.find("\n", start) + 1 or len(source) + 1))
    found = {path: place for path, place in _paths(source) if lines is None or place in lines}
    return tuple((_written(path), excerpt(_look(path, names))) for path in found)


def extent(source: str, offset: int) -> int:
    """How many code points the expression takes that begins at `offset`: up to the next operator of a lower kind, filter or bracket."""
    depth, end = 0, offset
    for match in _TOKEN.finditer(source, offset):
        if match["open"]:
            depth += 1
        elif match["end"] and "}" in match["end"] and depth == 0:
            break
        elif match["close"]:
            depth -= 1
        if depth < 0 or (depth == 0 and match.start() > offset and (match["word"] or match["end"])):
            break
        end = match.end()
    return max(len(source[offset:end].rstrip()), 1)


@lru_cache(maxsize=1024)
def _paths(source: str) -> tuple[tuple[Path, int], ...]:
    tree = parse(source).tree()
    if tree is None:
        return ()
    bound = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    found: dict[Path, int] = {}
    for path, place in _chains(tree, called=False):
        if path[0] not in bound and not (len(path) == 1 and path[0] in FUNCTIONS):
            known = shown(str(path[0])), *path[1:]
            found[known] = min(place, found.get(known, place))
    return tuple(sorted(found.items(), key=lambda item: item[1]))


def _chains(node: nodes.Node, called: bool) -> Iterator[tuple[Path, int]]:
    """The longest look-ups below a node that begin with a name; of a method that is called, its object."""
    if isinstance(node, nodes.Call):
        yield from _chains(node.node, called=True)
        for part in (*node.args, *node.kwargs):
            yield from _chains(part, called=False)
        return
    if called and isinstance(node, nodes.Getattr):
        yield from _chains(node.node, called=False)
        return
    path = None if called else _path(node)
    if path is not None:
        yield path[0], path[1]
        return
    for part in node.iter_child_nodes():
        yield from _chains(part, called=False)


def _path(node: nodes.Node) -> tuple[Path, int] | None:
    """A look-up that begins with a name and whose keys are all known."""
    keys: list[str | int] = []
    while True:
        if isinstance(node, nodes.Getattr):
            keys.append(node.attr)
            node = node.node
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and type(node.arg.value) in (str, int):
            keys.append(node.arg.value)
            node = node.node
        elif isinstance(node, nodes.Name) and node.ctx == "load":
            return (node.name, *reversed(keys)), int(node.lineno)
        else:
            return None


def _look(path: Path, names: Names) -> object:
    value = names.find(str(path[0]))
    for key in path[1:]:
        value = UNDEFINED if value is MISSING else sem.look(value, key)
    return UNDEFINED if value is MISSING else value


def _written(path: Path) -> str:
    return str(path[0]) + "".join(f".{key}" if isinstance(key, str) and key.isidentifier() else f"[{key!r}]" for key in path[1:])
