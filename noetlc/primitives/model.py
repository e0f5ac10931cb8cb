"""The shape of a row in the tables of Python builtins, methods and module functions."""

from __future__ import annotations

from dataclasses import dataclass


class Marker:
    """A default that is not a Python constant."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


ABSENT = Marker("ABSENT")  # the runtime function gets 0: no value was passed
VARIADIC = Marker("VARIADIC")  # the runtime function gets a tuple of all further positional arguments
REQUIRED = Marker("REQUIRED")

Default = Marker | None | bool | int | float | str


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter; its default is a constant or a marker."""

    name: str
    default: Default = REQUIRED
    positional_only: bool = False
    keyword_only: bool = False

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


@dataclass(frozen=True, slots=True)
class Primitive:
    """A runtime function behind a Python name.

    `params` are those of the Python signature after the receiver; `result` is the IR type of what the runtime function
    returns (`val`, `str`, `list`, `dict`, `tuple`, `int`, `float`, `bool`, or `void` for None).
    """

    name: str
    params: tuple[Param, ...]
    result: str
    runtime: str
    doc: str = ""


def rows(text: str) -> tuple[Primitive, ...]:
    """Rows written as signatures, one a line: `name(params) -> type = runtime function  # doc`.

    In `params`: `/` and `*` as in Python, `x=None` a constant default, `x?` may be absent, `*xs` all further arguments.
    """
    return tuple(_row(line) for line in text.strip().splitlines() if line.strip() and not line.strip().startswith("#"))


def _row(line: str) -> Primitive:
    signature, _, doc = line.partition("  # ")
    head, _, runtime = signature.rpartition(" = ")
    call, _, result = head.rpartition(" -> ")
    name, _, inside = call.strip().partition("(")
    params: list[Param] = []
    keyword_only = False
    for part in (p.strip() for p in inside.rstrip().removesuffix(")").split(",") if p.strip()):
        if part == "/":
            params = [Param(p.name, p.default, positional_only=True) for p in params]
        elif part == "*":
            keyword_only = True
        elif part.startswith("*"):
            params.append(Param(part[1:], VARIADIC))
            keyword_only = True
        else:
            params.append(_param(part, keyword_only))
    return Primitive(name, tuple(params), result.strip(), runtime.strip(), doc.strip())


def _param(text: str, keyword_only: bool) -> Param:
    if text.endswith("?"):
        return Param(text[:-1], ABSENT, keyword_only=keyword_only)
    name, _, default = text.partition("=")
    return Param(name, _CONSTANTS[default] if default else REQUIRED, keyword_only=keyword_only)


_CONSTANTS: dict[str, Default] = {"None": None, "True": True, "False": False, "0": 0, "1": 1, "-1": -1, "8": 8, "' '": " ", "''": ""}
