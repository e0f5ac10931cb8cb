"""The run envelope as types: what `run` and `interpret` return (docs/language.md, output)."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

Json = Any


class ErrorPlace(TypedDict):
    """1-based line and column in the playbook file."""

    line: int
    column: int


class _ErrorEntry(TypedDict):
    step: str | None
    kind: str
    message: str
    handled: bool


class ErrorEntry(_ErrorEntry, total=False):
    """An error of a run. `step` is None where the run could not start; `handled` says whether an arc took it.

    `task` is the label in a pipeline, `iteration` the index in a loop, `at` the place inside a body or template.
    """

    task: str
    iteration: int
    at: ErrorPlace


class WarningEntry(TypedDict):
    """A condition or write that raised without failing the run; `field` is its path inside the step."""

    step: str
    field: str
    message: str


class Envelope(TypedDict):
    """What a run gives: `result` is the data of step `end`, else of the last step; `steps` the data of every step that ran."""

    status: Literal["completed", "failed"]
    result: Json
    steps: dict[str, Json]
    ctx: dict[str, Json]
    errors: list[ErrorEntry]
    warnings: list[WarningEntry]
