"""Rendering of YAML nodes against a scope (language.md 6.1, 6.2) and evaluation of conditions (language.md 6.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from noetlc.diagnostics import Span
from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence
from noetlc.frontend.playbook import Condition, Entries
from noetlc.interp.mentioned import Values, extent
from noetlc.interp.mentioned import values as mentioned
from noetlc.interp.outcome import Failure
from noetlc.interp.printing import text
from noetlc.interp.templates import Hits, Names, Template, parse
from noetlc.interp.trace import Teller
from noetlc.interp.typing_rules import condition_truth, rule_truth, type_text
from noetlc.interp.values import MAX_DEPTH, DataError, TemplateError, nests_deeper, to_data

if TYPE_CHECKING:
    from noetlc.interp.coverage import Coverage

TEXT_KEYS = frozenset(("url", "method", "query", "command", "path", "message"))
Skip = Callable[[str], bool]
T = TypeVar("T")


class RenderError(Exception):
    """A template raised (kind `template`) or gave no data (kind `value`); `at` is its place in the playbook file."""

    def __init__(self, message: str, at: Span, kind: str = "template", values: Values = ()) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.kind = kind
        self.values = values

    def failure(self) -> Failure:
        """The failure of the tool, loop or condition this template belongs to."""
        return Failure(self.kind, self.message, at=self.at, values=self.values)


def _place(scalar: Scalar, offset: int) -> Span:
    """The expression at an offset of the scalar's text."""
    start = max(0, min(offset, len(scalar.text)))
    return scalar.locate(start, extent(scalar.text, start))


def has_marks(source: str) -> bool:
    """True for text that is a template (language.md 6.1)."""
    return "{{" in source or "{%" in source


class Renderer:
    """Renders nodes; `strict_strings` keeps mixed text a string."""

    def __init__(self, strict_strings: bool, coverage: Coverage | None = None, teller: Teller | None = None) -> None:
        self._strict_strings = strict_strings
        self._coverage = coverage
        self._teller = teller or Teller()

    def hits(self, scalar: Scalar) -> Hits | None:
        """Where the branches of a scalar's template are noted."""
        return None if self._coverage is None else self._coverage.template(scalar)

    def value(self, node: Node, names: Names, skip: Skip | None = None) -> object:
        """The data of a node. `skip` names template texts that stay as they are. Raises RenderError."""
        if isinstance(node, Scalar):
            return self._scalar(node, names, skip)
        value = self._container(node, names, skip)
        if nests_deeper(value, MAX_DEPTH):
            raise RenderError(f"data nests more than {MAX_DEPTH} levels deep", node.span, "value")
        return value

    def _container(self, node: Sequence | Mapping, names: Names, skip: Skip | None) -> object:
        if isinstance(node, Sequence):
            return [self._part(item, names, skip) for item in node.items]
        return {self.key(key, names, skip): self._part(item, names, skip) for key, item in node.entries}

    def _part(self, node: Node, names: Names, skip: Skip | None) -> object:
        return self._scalar(node, names, skip) if isinstance(node, Scalar) else self._container(node, names, skip)

    def key(self, key: Scalar, names: Names, skip: Skip | None = None) -> str:
        """A map key: a text position."""
        if not has_marks(key.text) or (skip is not None and skip(key.text)):
            return key.text
        return self._guard(key, names, lambda: parse(key.text).text(names, self.hits(key)))

    def config(self, entries: Entries, names: Names, raw: Iterable[str] = (), skip: Skip | None = None) -> dict[str, object]:
        """The tool's own keys (language.md 3.2); string values of `TEXT_KEYS` are text positions, keys in `raw` stay unrendered."""
        result: dict[str, object] = {}
        for key, node in entries:
            name = self.key(key, names, skip)
            if name in raw:
                result[name] = raw_value(node)
            elif name in TEXT_KEYS and isinstance(node, Scalar) and isinstance(node.value, str):
                result[name] = self.text(node, names, skip)
            else:
                result[name] = self.value(node, names, skip)
        return result

    def entries(self, entries: Entries, names: Names, skip: Skip | None = None) -> dict[str, object]:
        """An `input` map."""
        return {self.key(key, names, skip): self.value(node, names, skip) for key, node in entries}

    def text(self, scalar: Scalar, names: Names, skip: Skip | None = None) -> str:
        """A text position: the text of the template, untyped."""
        if not has_marks(scalar.text) or (skip is not None and skip(scalar.text)):
            return scalar.text
        return self._guard(scalar, names, lambda: _text(parse(scalar.text), names, self.hits(scalar)))

    def _scalar(self, scalar: Scalar, names: Names, skip: Skip | None) -> object:
        source = scalar.value
        if not isinstance(source, str) or not has_marks(source) or (skip is not None and skip(source)):
            return source
        template = parse(source)
        if template.lone:
            return self._guard(scalar, names, lambda: to_data(template.value(names, self.hits(scalar))))
        rendered = self._guard(scalar, names, lambda: template.text(names, self.hits(scalar)))
        return rendered if self._strict_strings else type_text(rendered)

    def holds(self, condition: Condition, names: Names, rule: bool = False) -> tuple[bool, object]:
        """Truth of a `when`, of a policy `rule` or another, and the value that decided it. Raises RenderError."""
        scalar = condition.value
        if isinstance(scalar, bool):
            return scalar, scalar
        source, shift = condition_source(scalar)
        template, hits = parse(source), self.hits(scalar)

        def evaluate() -> tuple[bool, object]:
            if rule or not template.lone:
                value: object = _text(template, names, hits)
            else:
                value = template.value(names, hits)
            return (rule_truth if rule else condition_truth)(value), value

        return self._guard(scalar, names, evaluate, (source, shift))

    def _guard(self, scalar: Scalar, names: Names, evaluate: Callable[[], T], written: tuple[str, int] | None = None) -> T:
        source, shift = written or (scalar.text, 0)
        try:
            if not self._teller.detailed:
                return evaluate()
            with self._teller.span("template", line=scalar.span.line, column=scalar.span.column, text=scalar.text):
                return evaluate()
        except TemplateError as error:
            offset = error.offset or 0
            raise RenderError(error.message, _place(scalar, offset - shift), values=self.mentioned(source, names, offset)) from error
        except DataError as error:
            raise RenderError(str(error), _place(scalar, 0), "value", self.mentioned(source, names, 0)) from error

    def mentioned(self, source: str, names: Names, offset: int | None = None) -> Values:
        """The names of a template with their values, if somebody looks at the run."""
        return () if self._teller.tracer is None else mentioned(source, names, offset)


def _text(template: Template, names: Names, hits: Hits | None) -> str:
    return text(template.value(names, hits)) if template.lone else template.text(names, hits)


def raw_value(node: Node) -> object:
    """The data of a node as written."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [raw_value(item) for item in node.items]
    return {key.text: raw_value(item) for key, item in node.entries}


def condition_source(scalar: Scalar) -> tuple[str, int]:
    """The template of a condition's text, and how far it is shifted: a bare expression gets its braces."""
    return (scalar.text, 0) if has_marks(scalar.text) else ("{{ " + scalar.text + " }}", 3)
