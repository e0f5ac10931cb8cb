"""YAML text to nodes with positions: one document, YAML 1.2 core schema, everything bounded (language.md 2.1).

The event parser of PyYAML does the syntax (libyaml's where the wheel has it); tags, scalars, keys, anchors and limits are ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from noetlc.diagnostics import Span
from noetlc.frontend.limits import VALUES
from noetlc.frontend.locate import Locator
from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence
from noetlc.frontend.scalars import CORE, ScalarError, Value, resolve_plain, resolve_tagged
from noetlc.frontend.text_source import TextError, TextSource, check_characters
from noetlc.frontend.yaml_errors import Problem, explain

MAX_DEPTH = 130
"""Deepest nesting of lists and maps, aliases expanded. Data nests at most 128 deep: a workload value, two levels down, may just do so."""

MAX_ALIAS_NODES = 100_000
"""Most nodes that all aliases together may expand to."""

FLATTEN = "nest fewer lists and maps; data nests at most 128 deep everywhere"

LOADER: Any = getattr(yaml, "CLoader", yaml.Loader)


class _Fatal(Exception):
    """Reading cannot go on."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(slots=True)
class _Open:
    """A list or map being read. `size` counts nodes with aliases expanded, `height` levels below and including this one."""

    is_map: bool
    start: int
    anchor: str | None
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)
    key: Scalar | None = None
    expects_value: bool = False
    seen: set[str] = field(default_factory=set)
    size: int = 1
    height: int = 1


@dataclass(slots=True)
class _Done:
    """A finished node with what it costs when an alias repeats it."""

    node: Node
    size: int
    height: int


def read(source: TextSource) -> tuple[Node | None, list[Problem]]:
    """The root node (None for an empty or unreadable document) and all problems found."""
    reader = _Reader(source)
    try:
        check_characters(source.text)
    except TextError as error:
        offset = error.offset or 0
        hint = "remove the character, or write it as an escape in double quotes"
        return None, [Problem("V01", f"invalid YAML: {error}", source.span(offset, offset + 1), hint)]
    try:
        root = reader.document()
    except _Fatal as fatal:
        return None, [*reader.problems, fatal.problem]
    except yaml.YAMLError as error:
        return None, [*reader.problems, explain(error, source)]
    except (RecursionError, MemoryError, ValueError, OverflowError) as error:
        problem = Problem("V01", f"invalid YAML: {type(error).__name__} while reading", source.span(0, 0), "simplify the document")
        return None, [*reader.problems, problem]
    return root, reader.problems


class _Reader:
    def __init__(self, source: TextSource) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.anchors: dict[str, _Done | None] = {}  # None: still open, an alias to it would be circular
        self.alias_nodes = 0
        self.stack: list[_Open] = []
        self.root: Node | None = None

    def document(self) -> Node | None:
        documents = 0
        for count, event in enumerate(self.events()):
            if count > 2 * VALUES.most:  # a list or map is two events; what aliases add is bounded by itself
                raise _Fatal(Problem(VALUES.code, VALUES.message(), self.span(event.start_mark, event.start_mark), VALUES.remedy))
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.second_document(event)
            elif isinstance(event, yaml.ScalarEvent):
                self.scalar(event)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self.open(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.close(event)
            elif isinstance(event, yaml.AliasEvent):
                self.alias(event)
        return self.root

    def events(self) -> Iterator[Any]:
        loader = LOADER(self.source.text)
        try:
            while loader.check_event():
                yield loader.get_event()
        finally:
            loader.dispose()

    # ---- positions and problems

    def span(self, start: Any, end: Any) -> Span:
        if self.source.has_odd_breaks:
            return self.source.span(start.index, end.index)
        return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def problem(self, code: str, message: str, span: Span, hint: str = "") -> None:
        self.problems.append(Problem(code, message, span, hint))

    def fatal(self, message: str, offset: int, hint: str = "") -> None:
        raise _Fatal(Problem("V01", f"invalid YAML: {message}", self.source.span(offset, offset + 1), hint))

    def second_document(self, event: Any) -> None:
        self.fatal("more than one document", event.start_mark.index, "keep one playbook per file")

    # ---- events

    def scalar(self, event: Any) -> None:
        text: str = event.value
        span = self.span(event.start_mark, event.end_mark)
        is_plain = not event.style
        is_key = self.at_key()
        value: Value = text
        try:
            if event.tag is not None and not (event.tag == "!" and is_plain):
                value = resolve_tagged(event.tag, text)
            elif is_plain and not is_key and event.tag is None:
                value = resolve_plain(text)
        except ScalarError as error:
            if error.non_finite:
                self.problem("V23", "non-finite number", span, "NaN and infinity are not data; quote the value if text is meant")
            else:
                self.problem("V01", f"invalid YAML: {error}", span, "remove the tag, or quote the value")
            value = None
        if is_key:
            value = text
        locate = Locator(self.source, event.start_mark.index, event.end_mark.index, event.style or "", text)
        node = Scalar(value, text, is_plain, span, locate)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Done(self.as_value(node, event) if is_key else node, 1, 0)
        self.add(node, 1, 0)

    def as_value(self, key: Scalar, event: Any) -> Scalar:
        """The node an alias to an anchored key stands for: the same scalar, read as a value."""
        if event.style or event.tag is not None:
            return key
        try:
            value = resolve_plain(key.text)
        except ScalarError:
            return key
        return Scalar(value, key.text, key.plain, key.span, key.locate)

    def open(self, event: Any) -> None:
        is_map = isinstance(event, yaml.MappingStartEvent)
        start = event.start_mark.index
        if event.tag not in (None, "!", CORE + ("map" if is_map else "seq")):
            shown = event.tag.replace(CORE, "!!", 1)
            self.problem("V01", f"invalid YAML: unknown tag {shown}", self.span(event.start_mark, event.start_mark), "remove the tag")
        if len(self.stack) >= MAX_DEPTH:
            self.fatal(f"nested more than {MAX_DEPTH} deep", start, FLATTEN)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        self.stack.append(_Open(is_map, start, event.anchor))

    def close(self, event: Any) -> None:
        top = self.stack.pop()
        if top.start == event.end_mark.index or self.source.has_odd_breaks:
            span = self.source.span(top.start, event.end_mark.index)
        else:
            line, column = self.source.place(top.start)
            span = Span(line, column, event.end_mark.line + 1, event.end_mark.column + 1)
        node: Node = Mapping(tuple(top.entries), span) if top.is_map else Sequence(tuple(top.items), span)
        if top.anchor is not None:
            self.anchors[top.anchor] = _Done(node, top.size, top.height)
        self.add(node, top.size, top.height)

    def alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            hint = "define the anchor above the alias, or quote a text that begins with *"
            self.fatal(f"undefined alias *{event.anchor}", event.start_mark.index, hint)
        done = self.anchors[event.anchor]
        if done is None:
            self.fatal(f"anchor &{event.anchor} contains itself", event.start_mark.index, "write the value out instead of the alias")
            return
        self.alias_nodes += done.size
        if self.alias_nodes > MAX_ALIAS_NODES:
            self.fatal(f"aliases expand to more than {MAX_ALIAS_NODES} nodes", event.start_mark.index, "use fewer aliases of large values")
        if len(self.stack) + done.height > MAX_DEPTH:
            self.fatal(f"nested more than {MAX_DEPTH} deep", event.start_mark.index, FLATTEN)
        node = done.node
        if self.at_key() and isinstance(node, Scalar):
            node = Scalar(node.text, node.text, node.plain, self.span(event.start_mark, event.end_mark), node.locate)
        self.add(node, done.size, done.height)

    # ---- building

    def at_key(self) -> bool:
        """True if the next node is a key of the innermost map."""
        return bool(self.stack) and self.stack[-1].is_map and not self.stack[-1].expects_value

    def add(self, node: Node, size: int, height: int) -> None:
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        top.size += size
        top.height = max(top.height, height + 1)
        if not top.is_map:
            top.items.append(node)
        elif not top.expects_value:
            top.key = self.key(node, top)
            top.expects_value = True
        else:
            if top.key is not None:
                top.entries.append((top.key, node))
            top.expects_value = False

    def key(self, node: Node, top: _Open) -> Scalar | None:
        """The key to store the next value under; None drops the value, a problem has been reported then."""
        if not isinstance(node, Scalar):
            template = isinstance(node, Mapping)
            hint = 'quote a template that starts a value: "{{ … }}"' if template else "write a single word or a quoted text as key"
            self.problem("V01", "invalid YAML: a list or map cannot be a key", node.span, hint)
            return None
        if node.text in top.seen:
            self.problem("V02", f"duplicate key {node.text}", node.span, "remove or rename one of the two entries")
            return None
        top.seen.add(node.text)
        return node
