"""`shell`: outcomes and limits of the process."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
Json = Any


def test_outcomes(tools: Any) -> None:
    assert tools.ok("shell", {"command": "echo out; echo err >&2"}) == {"exit_code": 0, "stdout": "out\n", "stderr": "err\n"}
    answer = tools("shell", {"command": "echo so far; exit 3"})
    assert (answer["error"]["kind"], answer["data"]) == ("exit", {"exit_code": 3, "stdout": "so far\n", "stderr": ""})
    assert tools.ok("shell", {"cmds": ["echo a", "echo b"]})["stdout"] == "a\nb\n"
    assert tools("shell", {"cmds": ["echo a", "false", "echo b"]})["data"]["stdout"] == "a\n"
    assert tools.ok("shell", {"command": "echo x", "capture": False}) == {"exit_code": 0, "stdout": "", "stderr": ""}
    assert tools("shell", {"command": "kill -9 $$"})["data"]["exit_code"] == 137


def test_environment_and_folder(tools: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOP_SECRET", "hidden")
    config = {"command": 'echo "$A:$B:$TOP_SECRET:$HOME"; pwd; cat', "env": {"A": "x y", "B": 5}, "cwd": str(tmp_path)}
    assert tools.ok("shell", config)["stdout"] == f"x y:5::{tmp_path}\n{tmp_path}\n"


@pytest.mark.parametrize(
    "config", [{}, {"command": ""}, {"command": 5}, {"cmds": []}, {"command": "x", "shell": "python"}, {"command": "x", "cwd": "/no/where"},
               {"command": "echo \0"}, {"command": "x", "env": "A=1"}]
)  # fmt: skip
def test_configuration_errors(tools: Any, config: Json) -> None:
    assert tools.error("shell", config) == "config"


def test_time_is_limited_for_the_whole_group(tools: Any, tmp_path: Path) -> None:
    mark = tmp_path / "alive"
    began = time.monotonic()
    answer = tools("shell", {"command": f"(sleep 2; touch {mark}) & echo begun; sleep 30", "timeout_seconds": 0.3})
    assert (answer["error"]["kind"], answer["data"]["stdout"]) == ("timeout", "begun\n")
    assert time.monotonic() - began < 15
    time.sleep(2.2)
    assert not mark.exists()


def test_background_processes_end_with_the_command(tools: Any) -> None:
    began = time.monotonic()
    assert tools.ok("shell", {"command": "sleep 30 & echo done"})["stdout"] == "done\n"
    assert time.monotonic() - began < 15


def test_output_is_cut(tools: Any) -> None:
    text = tools.ok("shell", {"command": "head -c 3000000 /dev/zero | tr '\\0' x"})["stdout"]
    assert text.endswith("\n[1951424 bytes more]")
    assert len(text) < 1_048_700


def test_memory_is_limited(tools: Any) -> None:
    command = "python3 -c 'x = bytearray(4 * 1024**3)'"
    assert tools("shell", {"command": command, "timeout_seconds": 20})["error"]["kind"] == "exit"
