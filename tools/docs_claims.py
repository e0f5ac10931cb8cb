"""Reads the claims of the documentation: short programs that the pages show and the tests run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    """A limit of the compiler. `workflow` shows it, `executor` is that of the document; `expect` is what a build and a run give:
    `diagnostics`, `lowered`, `result`, `errors`, `aborted`, each optional."""

    area: str
    construct: str
    effect: str
    workflow: list[object]
    executor: dict[str, object]
    expect: dict[str, object]


def constructs(root: Path) -> list[Construct]:
    """docs/claims/python_language.yaml."""
    return [Construct(group["group"], **item) for group in _read(root, "python_language") for item in group["items"]]


def refusals(root: Path) -> list[Refusal]:
    """docs/claims/python_refused.yaml."""
    return [Refusal(**item) for item in _read(root, "python_refused")]


def limitations(root: Path) -> list[Limitation]:
    """docs/claims/limitations.yaml."""
    return [_limitation(group["area"], item) for group in _read(root, "limitations") for item in group["items"]]


def document(workflow: list[object], **keys: object) -> str:
    """A playbook with this workflow, as YAML text."""
    head = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "claim"}}
    return yaml.safe_dump({**head, **keys, "workflow": workflow}, sort_keys=False, allow_unicode=True)


def body_workflow(code: str) -> list[object]:
    """A workflow of one step with this Python body."""
    return [{"step": "start", "tool": {"kind": "python", "code": code}}]


def _limitation(area: str, item: dict[str, Any]) -> Limitation:
    workflow = body_workflow(item["body"]) if "body" in item else item["workflow"]
    return Limitation(area, item["construct"], item["effect"], workflow, item.get("executor", {}), item["expect"])


def _read(root: Path, name: str) -> Any:
    return yaml.safe_load((root / FOLDER / f"{name}.yaml").read_text("utf-8"))
