"""The corpus report: counts per class, failures in the exit code, nothing to do without a corpus."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "corpus_report.py"
HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\n"


@pytest.fixture(scope="module")
def tool() -> Any:
    spec = importlib.util.spec_from_file_location("corpus_report", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)

    sys.modules["corpus_report"] = module  # its dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_absent_corpus(tool: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main([str(tmp_path)]) == 0
    assert "nothing checked" in capsys.readouterr().out


def test_counts(tool: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "playbooks"
    folder.mkdir()
    (folder / "good.yaml").write_text(HEAD + "workflow: [{step: s, tool: {kind: noop, result: '{{ 1 + 1 }}'}}]\n")
    (folder / "host.yaml").write_text(HEAD + "workflow: [{step: s, tool: {kind: shell, command: ls}}]\n")
    (folder / "bad.yaml").write_text(HEAD + "workflow: []\n")
    entries = [{"file": "good.yaml", "cls": "a"}, {"file": "host.yaml", "cls": "c"}, {"file": "bad.yaml", "cls": "a"}]
    (tmp_path / "manifest.json").write_text(json.dumps(entries))
    assert tool.main([str(tmp_path), "--examples", "2", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:5] == ["a", "2", "1", "1", "1"]
    assert lines[2].split()[:5] == ["c", "1", "0", "1", "1"]
    assert "a: refused because of V07: 1" in lines
    assert "c: steps not native host: tool_shell: 1" in lines
