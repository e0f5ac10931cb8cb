"""The types of the variables of Python bodies, as inference finds them: what an editor and a report show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from noetlc.building import compile_watched
from noetlc.diagnostics import Span
from noetlc.loading import Source
from noetlc.stages import Watch

if TYPE_CHECKING:
    from noetlc.ir.nodes import Function


@dataclass(frozen=True, slots=True)
class BodyTypes:
    """A compiled Python body, and the types of its variables as inference found them: `any` for what may be of several."""

    span: Span
    types: dict[str, str]


class _TypeWatch(Watch):
    """Keeps the types of the variables of bodies, and stops when they are known."""

    def __init__(self) -> None:
        super().__init__("inferred")
        self.spans: dict[str, Span] = {}
        self.found: list[BodyTypes] = []

    def restart(self) -> None:
        super().restart()
        self.spans.clear()
        self.found.clear()

    def body(self, entry: str, span: Span) -> None:
        self.spans[entry] = span

    def functions(self, stage: str, functions: Iterable[Function]) -> None:
        for function in functions if stage == self.stage else ():
            if function.name in self.spans:
                named = ((_VARIABLE.fullmatch(local), type_) for local, type_ in function.locals.items())
                types = {match[1]: _TYPES.get(type_, "any") for match, type_ in named if match}
                self.found.append(BodyTypes(self.spans[function.name], types))


_VARIABLE = re.compile(r"([^\W\d]\w*)(?:\.c\d+)?")  # what the compiler adds has a dot; comprehensions number their variables
_TYPES = {name: name for name in ("bool", "int", "float", "str", "list", "dict", "tuple")} | {"long": "int"}


def types_of_bodies(source: Source, path: str | None = None) -> list[BodyTypes]:
    """Of each Python body that is compiled the types of its variables, parameters of the step included. Raises BuildError."""
    watch = _TypeWatch()
    compile_watched(source, path, watch)
    return watch.found
