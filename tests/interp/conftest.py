"""Helpers of the interpreter's tests."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from workflow_texts import playbook

from noetlc.interp import RunOptions, interpret
from noetlc.interp.templates import MISSING, parse
from noetlc.interp.values import TemplateError

SHARED = Path(__file__).resolve().parents[3] / "shared"


class _Bound:
    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names

    def find(self, name: str) -> Any:
        return self.names.get(name, MISSING)


@pytest.fixture
def run() -> Callable[..., dict[str, Any]]:
    """Interprets a workflow; keywords beyond `payload`, `host`, `execution_id` and the options are top-level keys."""

    def go(
        workflow: list[dict[str, Any]], payload: Any = None, host: Any = None, execution_id: str = "0", bodies: Any = None, **keys: Any
    ) -> dict[str, Any]:
        names = ("strict", "error_mode", "strict_strings")
        options = RunOptions(**{name: keys.pop(name) for name in names if name in keys})
        text = playbook(workflow, **keys)
        return interpret(text, payload, host=host, execution_id=execution_id, options=options, bodies=bodies)

    return go


@pytest.fixture
def evaluate() -> Callable[..., Any]:
    """The native value of a lone template, the text of any other; the string "raises" if it raises."""

    def go(source: str, **names: Any) -> Any:
        template = parse(source)
        try:
            return template.value(_Bound(names)) if template.lone else template.text(_Bound(names))
        except TemplateError:
            return "raises"

    return go


@pytest.fixture
def shared() -> Path:
    """The folder with reference material; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("no reference material next to the repository")
    return SHARED
