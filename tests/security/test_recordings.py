"""Hostile recordings: each gives one error of one line, whatever it holds."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from noetlc.host import recording
from noetlc.host.capability import AmbientHost, LimitReached, RecordingHost
from noetlc.host.recording import Header, Recorder, RecordingError, Replay, ReplayDifference, read_recording

HEADER = {"recording": 1, "playbook": {"path": "p"}, "source_digest": "d", "payload": {}, "execution_id": "0", "options": {}}


def call(name: Any, request: Any, answer: Any) -> str:
    return json.dumps({"n": 1, "import": name, "request": request, "answer": answer})


LINES = [
    b"[" * 200_000, b'{"import":"tool_x","request":' + b"[" * 90_000 + b"]" * 90_000 + b',"answer":""}', b"\xff\xfe", b'{"n":', b"[1]", b"5", b'"x"', b"NaN", b"{}", b"null",
    b'{"import":"now","request":null,"answer":NaN}', b'{"import":"now","request":null,"answer":' + b"9" * 6_000 + b"}",
    *(call(*parts).encode() for parts in (
        ("now", None, 1 << 63), ("now", None, -(1 << 64)), ("now", None, 1.5), ("now", None, "1"), ("now", None, True), ("now", None, None), ("monotonic", None, []),
        ("random", 3, "YWI="), ("random", -1, ""), ("random", "3", "YWJj"), ("random", 1 << 70, ""), ("random", 3, "!!!!"), ("random", 3, None), ("random", True, "YQ=="),
        ("sleep", "x", None), ("sleep", 1e308, None), ("sleep", {}, None), ("sleep", 1 << 64, None), ("tool_x", 5, ""), ("tool_x", "", 5), ("tool_x", [], ""), ("tool_x", {"base64": 5}, ""),
        ("tool_x", {"base64": "!"}, ""), ("tool_x", "\ud800", ""), ("format", "", ""), ("\x1b[2Jx\n", "", ""), (5, "", ""), (None, "", ""), ([], "", ""), ({}, "", ""), ("x" * 100_000, "", ""),
    )),
]  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=lambda line: ascii(line[:40]))
def test_a_hostile_line_gives_one_error(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(json.dumps(HEADER).encode() + b"\n" + line + b"\n")
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    text = str(caught.value).removeprefix(str(path))
    assert text.startswith(":2: ")
    assert len(text) < 400
    assert text.isprintable()


@pytest.mark.parametrize(
    "change",
    [{"recording": 2}, {"recording": True, "playbook": 1}, {"playbook": []}, {"source_digest": 5}, {"options": []}, {"options": {"x": 1}}, {"options": {"strict": "yes"}}, {"options": {"error_mode": "x"}},
     {"options": {"strict": []}}, {"execution_id": {}}, {"execution_id": "9" * 10_000}, {"execution_id": None}],
)  # fmt: skip
def test_a_hostile_header_gives_one_error(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(json.dumps(HEADER | change))
    with pytest.raises(RecordingError):
        read_recording(path)


def test_size_lines_and_calls_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text("\n".join([json.dumps(HEADER), *[call("now", None, 1)] * 9]))
    assert len(read_recording(path).calls) == 9
    for name, value in (("MAX_LINE", 50), ("MAX_FILE", 300), ("MAX_CALLS", 8)):
        with monkeypatch.context() as patch:
            patch.setattr(recording, name, value)
            with pytest.raises(RecordingError, match="more than"):
                read_recording(path)


def test_what_is_kept_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    host = RecordingHost(AmbientHost(), limit=10_000)
    with pytest.raises(LimitReached):
        for _ in range(100):
            host.call("tool_x", b"x" * 100)
    assert len(host.calls) < 100
    monkeypatch.setattr(recording, "MAX_FILE", 10_000)
    recorder = Recorder(AmbientHost(), io.StringIO(), Header({}, ""))
    with pytest.raises(LimitReached):
        for _ in range(1_000):
            recorder.log(20, "x" * 100)


def test_a_difference_cannot_command_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text("\n".join([json.dumps(HEADER), call("tool_\x1b[2J", "\x1b]0;x\x07\u202e\n", "")]))
    replay = Replay(read_recording(path).calls)
    with pytest.raises(ReplayDifference) as caught:
        replay.call("tool_\x9b31m", b"\x1b[31m\n")
    assert all(line.isprintable() for line in str(caught.value).split("\n"))
    assert str(caught.value).count("\n") == 2
