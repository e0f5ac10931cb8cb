"""Answers to an editor: completion, hover, go to step, rename step. Lines are 0-based, columns count code points from 0."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from noetlc.diagnostics import Span
from noetlc.editor.steps import Mention, Outline
from noetlc.frontend.checks.words import (
    ARC_KEYS,
    LOOP_KEYS,
    LOOP_MODES,
    NEXT_KEYS,
    RESERVED_NAMES,
    ROOT_KEYS,
    ROUTING_MODES,
    STEP_KEYS,
    TOOL_KINDS,
)
from noetlc.primitives.model import Primitive
from noetlc.primitives.template import FILTERS, FUNCTIONS, METHODS, TESTS

KEYS = {"": ROOT_KEYS, "workflow": STEP_KEYS - {"case"}, "loop": LOOP_KEYS, "next": NEXT_KEYS, "arcs": ARC_KEYS}
"""Keys of maps, by the key that the map is under."""

_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal: the word, what it is, and a line about it."""

    label: str
    kind: str  # step, name, filter, test, key, kind
    detail: str = ""


def completion(text: str, line: int, column: int, known: Outline | None) -> list[Item]:
    """What may stand at a place; the editor keeps what begins with the word before it."""
    before = _line(text, line)[:column]
    steps = [Item(name, "step", " → ".join(kinds)) for name, kinds in known.kinds.items()] if known else []
    if _in_template(before):
        if re.search(r"\|\s*\w*$", before):
            return [Item(name, "filter", signature(row)) for name, row in FILTERS.items()]
        if re.search(r"\bis(\s+not)?\s+\w*$", before):
            return [Item(name, "test", signature(row)) for name, row in TESTS.items()]
        if re.search(r"[\w\])'\"]\.\w*$", before):
            return [Item(name, "method", signature(row)) for name, row in METHODS.items()]
        values = [Item(name, "name", kind) for name, kind in known.workload.items()] if known else []
        values += [Item(name, "name", "of this step") for name in (known.bound(line) if known else ())]
        return [*steps, *values, *(Item(name, "name") for name in sorted(RESERVED_NAMES)), *(Item(name, "function") for name in FUNCTIONS)]
    above = owners(text, line)
    if "code" in above:
        is_word = re.search(r"(?<![\w.])\w*$", before) is not None
        return [Item(name, "name", "of this step") for name in (known.bound(line) if known else ())] if is_word else []
    if re.search(r"\b(next|entry_step|final_step):\s*(\[[\w, -]*)?[\w-]*$", before):
        return steps
    if re.search(r"\bstep:\s*[\w-]*$", before):
        return steps if (above and above[-1] != "workflow") or re.search(r"\bnext:|\barcs:", before) else []
    if re.search(r"\bkind:\s*\w*$", before):
        return [Item(kind, "kind") for kind in (sorted(TOOL_KINDS) if above else ["Playbook"])]
    if re.search(r"\bmode:\s*\w*$", before):
        return [Item(word, "kind") for word in (LOOP_MODES if "loop" in above else ROUTING_MODES)]
    if re.search(r"^\s*(?:- +)?\w*$", before):
        return [Item(key, "key") for key in sorted(KEYS.get(above[-1] if above else "", ()))]
    return []


def hover(text: str, line: int, column: int, known: Outline | None) -> str | None:
    """What is known of the word at a place, as Markdown."""
    source = _line(text, line)
    word = _word_at(source, column)
    return None if word is None else _of_word(source, word, line, known)


def _word_at(source: str, column: int) -> re.Match[str] | None:
    return next((found for found in _WORD.finditer(source) if found.start() <= column < found.end()), None)


def _of_word(source: str, word: re.Match[str], line: int, known: Outline | None) -> str | None:
    name, before = word.group(), source[: word.start()]
    in_template = _in_template(before)
    if in_template:
        for mark, what, table in ((r"\|\s*$", "filter", FILTERS), (r"\bis(\s+not)?\s+$", "test", TESTS), (r"\.$", "method", METHODS)):
            if re.search(mark, before):
                return f"{what} `{signature(table[name])}`: {table[name].doc}" if name in table else None
    if known is None:
        return None
    if any(mention.name == name and _holds(mention.span, line, word.start()) for mention in known.mentions):
        return f"step `{name}`: {' → '.join(known.kinds.get(name, ())) or 'not defined'}"
    if in_template and name in known.workload:
        return f"workload key `{name}`, {known.workload[name]}"
    return f"function `{signature(FUNCTIONS[name])}`" if in_template and name in FUNCTIONS else None


class TypedBody(Protocol):
    """A Python body with the types of its variables (`noetlc.body_types.BodyTypes`)."""

    @property
    def span(self) -> Span: ...

    @property
    def types(self) -> Mapping[str, str]: ...


def in_body(line: int, bodies: Sequence[TypedBody]) -> TypedBody | None:
    """The Python body that a line is in."""
    return next((body for body in bodies if body.span.line <= line + 1 <= body.span.end_line - (body.span.end_column == 1)), None)


def variable(text: str, line: int, column: int, bodies: Sequence[TypedBody]) -> str | None:
    """The type of the variable of a Python body at a place, as Markdown."""
    source = _line(text, line)
    word = _word_at(source, column)
    return None if word is None else _of_variable(source, word, line, in_body(line, bodies))


def _of_variable(source: str, word: re.Match[str], line: int, body: TypedBody | None) -> str | None:
    if body is None or source[: word.start()].rstrip().endswith("."):
        return None
    if line + 1 == body.span.line and word.start() < body.span.column - 1:
        return None  # before the body on its first line
    around = source[word.start() - 1 : word.start()] + source[word.end() : word.end() + 1]
    if around in ("''", '""'):
        return None  # a text
    type_ = body.types.get(word.group())
    return None if type_ is None else f"variable `{word.group()}`: {type_}"


def tips(text: str, known: Outline | None, bodies: Sequence[TypedBody]) -> dict[int, list[tuple[int, int, str]]]:
    """All that is known of the words of a document: by line from 0, columns (from, to) and what `hover` or `variable` says."""
    mentions: dict[int, list[Mention]] = {}
    for one in known.mentions if known is not None else ():
        mentions.setdefault(one.span.line, []).append(one)
    made: dict[int, list[tuple[int, int, str]]] = {}
    for number, line in enumerate(text.split("\n")):
        here = None if known is None else replace(known, mentions=tuple(mentions.get(number + 1, ())))
        body = in_body(number, bodies)
        for word in _WORD.finditer(line):
            found = _of_word(line, word, number, here) or _of_variable(line, word, number, body)
            if found:
                made.setdefault(number, []).append((word.start(), word.end(), found))
    return made


def signature(row: Primitive) -> str:
    """How a filter, test, function or method is called: `round(precision=…, method=…)`."""
    return row.name + (f"({', '.join(param.name + ('' if param.required else '=…') for param in row.params)})" if row.params else "")


def definition(known: Outline, line: int, column: int) -> Mention | None:
    """The definition of the step that is named at a place."""
    here = named_at(known, line, column)
    return None if here is None else next((one for one in known.mentions if one.kind == "definition" and one.name == here.name), None)


def named_at(known: Outline, line: int, column: int) -> Mention | None:
    """The mention of a step at a place, its end included."""
    return next((mention for mention in known.mentions if _holds(mention.span, line, column)), None)


def references(known: Outline, name: str) -> list[Mention]:
    """Every place that names a step."""
    return [mention for mention in known.mentions if mention.name == name]


def rename_fault(known: Outline, old: str, new: str) -> str | None:
    """Why a step cannot be renamed so, None if it can."""
    if old not in known.kinds:
        return f"there is no step {old}"
    if new in known.kinds:
        return f"there is a step {new} already"
    in_templates = any(mention.kind == "template" for mention in references(known, old))
    if not re.fullmatch(r"[^\W\d]\w*" if in_templates else r"[^\W\d][\w-]*", new):
        return f"{new!r} is no name that {'templates' if in_templates else 'arcs'} can use: letters, digits and _"
    if in_templates and (new in RESERVED_NAMES or new in known.workload):
        return f"templates read something else as {new}"
    return None


def owners(text: str, line: int) -> list[str]:
    """The keys whose maps or lists a line is in, by indentation, the outermost first."""
    lines = text.split("\n")[: line + 1]
    current = lines[-1] if lines else ""
    depth = len(current) - len(current.lstrip(" "))
    if current.lstrip(" ").startswith("- "):
        depth += 1  # an item may stand at the column of the key of its list
    found: list[str] = []
    for source in reversed(lines[:-1]):
        rest = source.lstrip(" ")
        width = len(source) - len(rest)
        if not rest or rest.startswith("#") or width >= depth:
            continue
        item = re.match(r"((?:- +)*)([\w-]+):\s*(?:[|>][-+\d]*\s*)?$", rest)
        inner = width + (len(item[1]) if item else 0)
        if item and inner < depth:
            found.append(item[2])
        depth = width + (1 if rest.startswith("- ") else 0)
        if width == 0 and not rest.startswith("- "):
            break
    return found[::-1]


def _line(text: str, line: int) -> str:
    lines = text.split("\n")
    return lines[line].rstrip("\r") if 0 <= line < len(lines) else ""


def _in_template(before: str) -> bool:
    return max(before.rfind("{{"), before.rfind("{%")) > max(before.rfind("}}"), before.rfind("%}"))


def _holds(span: Span, line: int, column: int) -> bool:
    return span.line == line + 1 and span.column - 1 <= column <= span.end_column - 1
