"""Reads the claims of the documentation: short programs that the pages show and the tests run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = "docs/claims"


@dataclass(frozen=True)
class Construct:
    """A construct of Python bodies and a body that uses it."""

    group: str
    construct: str
    code: str


@dataclass(frozen=True)
class Refusal:
    """A construct that is not compiled, a body that uses it, and the way out."""

    construct: str
    code: str
    instead: str


@dataclass(frozen=True)
class Limitation:
    """A limit of the compiler: `playbook` shows it, `expect` is what a build and a run of it give (see the tests)."""

    area: str
    construct: str
    effect: str
    playbook: str
    expect: dict[str, object]


def constructs(root: Path) -> list[Construct]:
    """docs/claims/python_language.yaml."""
    return [Construct(group["group"], **item) for group in _read(root, "python_language") for item in group["items"]]


def refusals(root: Path) -> list[Refusal]:
    """docs/claims/python_refused.yaml."""
    return [Refusal(**item) for item in _read(root, "python_refused")]


def calls(root: Path) -> dict[str, dict[str, str]]:
    """docs/claims/python_calls.yaml: section -> name -> expression."""
    found: dict[str, dict[str, str]] = _read(root, "python_calls")
    return found


def limitations(root: Path) -> list[Limitation]:
    """docs/claims/limitations.yaml."""
    return [Limitation(group["area"], **item) for group in _read(root, "limitations") for item in group["items"]]


def _read(root: Path, name: str) -> object:
    return yaml.safe_load((root / FOLDER / f"{name}.yaml").read_text("utf-8"))
