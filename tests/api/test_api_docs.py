"""The examples of docs/api.md run, in order, in one program; its table names everything that is exported."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import noetlc

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_examples(address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL):
        exec(compile(block.replace("http://localhost:8000/", address), "docs/api.md", "exec"), names)
    shown = capsys.readouterr().out
    assert "Ada" in shown
    assert re.search(r"^V\d\d \d+ ", shown, re.MULTILINE)


def test_everything_exported_is_named() -> None:
    assert [name for name in noetlc.__all__ if not re.search(rf"\b{name}\b", TEXT)] == []
