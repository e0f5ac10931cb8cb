"""Collects diagnostics while a document is checked, and reads fields of maps with the type errors this brings."""

from __future__ import annotations

from typing import Any

from noetlc.diagnostics import Diagnostic, Severity, Span
from noetlc.frontend.checks.nearest import did_you_mean, nearest
from noetlc.frontend.checks.words import KEYS
from noetlc.frontend.limits import Limit
from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence
from noetlc.frontend.text_source import TextSource

Entries = tuple[tuple[Scalar, Node], ...]


class Report:
    """Diagnostics of one document, and the templates and Python bodies found on the way, each with its document path."""

    def __init__(self, source: TextSource, lenient: bool = False, granted: frozenset[str] = frozenset()) -> None:
        self.source = source
        self.lenient = lenient
        self.granted = granted
        self.found: list[Diagnostic] = []
        self.templates: list[tuple[Scalar, bool, str]] = []  # (scalar, whether bare text is an expression, path)
        self.trees: dict[tuple[str, bool], Any] = {}  # parsed templates, by text and whether it is a bare expression
        self.bodies: list[tuple[Scalar, str]] = []
        self.exceeded = False  # whether the document is beyond a limit: what costs by its size is not looked at then
        self.jump_places: dict[Span, Span] = {}  # of a rule, the place of its `to`

    # ---- diagnostics

    def error(self, code: str, message: str, span: Span, path: str = "", hint: str = "") -> None:
        self._add("error", code, message, span, path, hint)

    def beyond(self, limit: Limit, number: int | None, span: Span, path: str) -> None:
        """The document has more of something than `limit` allows; `number` None where counting stopped."""
        self.exceeded = True
        self.error(limit.code, limit.message(number), span, path, limit.remedy)

    def warn(self, code: str, message: str, span: Span, path: str = "", hint: str = "") -> None:
        self._add("warning", code, message, span, path, hint)

    def mistake(self, code: str, message: str, span: Span, path: str = "", hint: str = "") -> None:
        """What is wrong for certain, though NoETL takes it until a run gets there: an error, for a lenient check a warning."""
        self._add("warning" if self.lenient else "error", code, message, span, path, hint)

    def _add(self, severity: Severity, code: str, message: str, span: Span, path: str, hint: str) -> None:
        self.found.append(Diagnostic(code, severity, message, self.source.name, span.line, span.column, hint, span, path))

    @property
    def has_errors(self) -> bool:
        return any(d.severity == "error" for d in self.found)

    def sorted(self) -> list[Diagnostic]:
        """All findings by position, each once (an aliased node is met as often as it is used).

        That a key is ignored says nothing more where it is an error that another key is missing.
        """
        once: dict[tuple[str, str, int, int], Diagnostic] = {}
        errors = {(d.line, d.column) for d in self.found if d.severity == "error"}
        for diagnostic in self.found:
            if diagnostic.code == "W01" and (diagnostic.line, diagnostic.column) in errors:
                continue
            once.setdefault((diagnostic.code, diagnostic.message, diagnostic.line, diagnostic.column), diagnostic)
        return sorted(once.values(), key=lambda d: (d.line, d.column, d.code, d.message))

    # ---- fields

    def text(self, owner: Mapping, key: str, path: str, code: str = "V22") -> Scalar | None:
        """The scalar under `key`; None if absent, or (reported) if it is a list or map."""
        found = entry(owner, key)
        if found is None:
            return None
        if isinstance(found[1], Scalar):
            return found[1]
        self.error(code, f"{key} must be a string", found[0].span, join(path, key), "write a single value, not a list or map")
        return None

    def mapping(self, owner: Mapping, key: str, path: str) -> Mapping | None:
        """The map under `key`; None if absent or null, or (reported) if it is something else."""
        found = entry(owner, key)
        if found is None or is_null(found[1]):
            return None
        if isinstance(found[1], Mapping):
            return found[1]
        self.error("V22", f"{key} must be a map", found[0].span, join(path, key), f"write `{key}:` with indented `name: value` lines")
        return None

    def entries(self, owner: Mapping, key: str, path: str) -> Entries:
        """The entries of the map under `key`, empty if there is none."""
        found = self.mapping(owner, key, path)
        return () if found is None else found.entries

    def maps(self, owner: Mapping, key: str, path: str) -> tuple[Mapping, ...]:
        """The items of a list of maps under `key`; V22 if it is not such a list."""
        found = entry(owner, key)
        if found is None or is_null(found[1]):
            return ()
        value = found[1]
        if isinstance(value, Sequence) and all(isinstance(item, Mapping) for item in value.items):
            return tuple(item for item in value.items if isinstance(item, Mapping))
        self.error("V22", f"{key} must be a list of maps", found[0].span, join(path, key), f"write `{key}:` with `- …` items")
        return ()

    def unknown_keys(self, owner: Mapping, known: frozenset[str], path: str, what: str) -> None:
        """W01 for each key outside `known`; `<<` is reported where the document is walked as a whole."""
        missing: frozenset[str] | None = None
        for key, _ in owner.entries:
            if key.text not in known and key.text != "<<":
                if missing is None:
                    missing = known - {other.text for other, _ in owner.entries} - {"case"}
                hint = did_you_mean(key.text, missing, "remove it")
                self.warn("W01", f"{what} key {key.text} is ignored", key.span, join(path, key.text), hint)

    def missing(self, code: str, message: str, owner: Mapping, key: str, path: str, hint: str, at: Span | None = None) -> None:
        """The error that `key` is not there: at the key that was meant to be it, if one looks so, else at `at` or the map."""
        slip = misspelt(owner, key)
        if slip is None:
            self.error(code, message, owner.span if at is None else at, path, hint)
        else:
            self.error(code, f"{message}: {slip.text} is no such key", slip.span, path, f"did you mean {key}?")

    # ---- templates

    def rendered(self, node: Node, path: str) -> None:
        """Note every string of `node`, map keys included, as a value that is rendered."""
        if isinstance(node, Scalar):
            if node.is_template:
                self.templates.append((node, False, path))
        elif isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                self.rendered(item, f"{path}[{index}]")
        else:
            self.rendered_entries(node.entries, path)

    def rendered_entries(self, entries: Entries, path: str) -> None:
        for key, value in entries:
            if key.is_template:
                self.templates.append((key, False, path))
            self.rendered(value, join(path, key.text))


def entry(owner: Mapping, key: str) -> tuple[Scalar, Node] | None:
    """Key and value of an entry."""
    return next((pair for pair in owner.entries if pair[0].text == key), None)


def misspelt(owner: Mapping, key: str) -> Scalar | None:
    """The key of a map that looks like `key`, which the map does not have, and that is no other key of the language."""
    found = nearest(key, [name.text for name, _ in owner.entries if name.text not in KEYS])
    return None if found is None else next(name for name, _ in owner.entries if name.text == found)


def value_span(key: Scalar, value: Node) -> Span:
    """The place of a value that is wrong: its own where it is a word in the line of its key, else that of the key."""
    inside = isinstance(value, Scalar) and value.span.line == key.span.line and value.span != key.span and value.text.strip()
    return value.span if inside else key.span


def is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def is_blank(node: Node | None) -> bool:
    """True for nothing, and for a scalar of white space only."""
    return node is None or (isinstance(node, Scalar) and not node.text.strip())


def join(path: str, key: str) -> str:
    """The document path of a key: `a.b`, or `a["b c"]` for keys that are not words."""
    if key.replace("_", "a").replace("-", "a").isalnum():
        return f"{path}.{key}" if path else key
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'{path}["{escaped}"]'
