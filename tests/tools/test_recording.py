"""Recordings: the file, and replaying it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from noetlc.host.capability import AmbientHost, CapabilityCall
from noetlc.host.recording import Header, Recorder, RecordingError, Replay, ReplayDifference, call_line, read_recording

Json = Any
HEADER = Header({"path": "a/b", "name": "b"}, "00ff", {"a": [1, "ü"]}, "7", {"strict": True})


class Fixed(AmbientHost):
    """A host with known answers."""

    def call(self, name: str, request: bytes) -> bytes:
        return request.replace(b"ask", b"answer")

    def now(self) -> int:
        return 1_700_000_000_000_000_001

    def monotonic(self) -> int:
        return 5

    def random(self, size: int) -> bytes:
        return bytes(range(size))

    def env(self, name: str) -> str | None:
        return "wert" if name == "HAVE" else None


def _use(host: Any) -> list[Json]:
    return [
        host.call("tool_a", b'{"ask":1}'),
        host.now(),
        host.call("tool_b", b'{"ask":  2}'),
        host.random(3),
        host.monotonic(),
        host.env("HAVE"),
        host.env("NOT"),
        host.sleep(1500),
        host.log(20, "lineü"),
        host.call("tool_a", b"\xffask"),
        host.call("tool_a", b"not json ask"),
        host.call("tool_a", '{"ask":"\U0001f600\u2028","f":1e+16,"big":123456789012345678901234567890}'.encode()),
        host.call("tool_a", b'{"base64":"ask"}'),
    ]


def _recorded(tmp_path: Path) -> tuple[Path, list[Json]]:
    path = tmp_path / "r.jsonl"
    with path.open("w", encoding="utf-8", newline="\n") as sink:
        return path, _use(Recorder(Fixed(), sink, HEADER))


def test_the_file(tmp_path: Path) -> None:
    path, _ = _recorded(tmp_path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    assert lines[0] == {
        "recording": 1, "playbook": {"path": "a/b", "name": "b"}, "source_digest": "00ff", "payload": {"a": [1, "ü"]},
        "execution_id": "7", "options": {"strict": True},
    }  # fmt: skip
    assert lines[1] == {"n": 1, "import": "tool_a", "request": {"ask": 1}, "answer": {"answer": 1}}
    assert lines[2] == {"n": 2, "import": "now", "request": None, "answer": 1_700_000_000_000_000_001}
    assert lines[3]["request"] == '{"ask":  2}'
    assert lines[4] == {"n": 4, "import": "random", "request": 3, "answer": "AAEC"}
    assert [line["n"] for line in lines[1:]] == list(range(1, 14))
    assert lines[8]["request"] == 1500


def test_replay_gives_the_same_answers(tmp_path: Path) -> None:
    path, answers = _recorded(tmp_path)
    recording = read_recording(path)
    assert recording.header == HEADER
    replay = Replay(recording.calls)
    assert _use(replay) == answers
    replay.finish()
    again = tmp_path / "again.jsonl"
    with again.open("w", encoding="utf-8", newline="\n") as sink:
        _use(Recorder(Replay(recording.calls), sink, HEADER))
    assert again.read_bytes() == path.read_bytes()


def _calls(*requests: str) -> tuple[CapabilityCall, ...]:
    return tuple(CapabilityCall("tool_a", request.encode(), b"{}") for request in requests)


def test_the_first_difference_stops_and_shows_both_sides() -> None:
    replay = Replay(_calls('{"n":1}', '{"n":2}', '{"n":3}'))
    replay.call("tool_a", b'{"n":1}')
    with pytest.raises(ReplayDifference) as caught:
        replay.call("tool_a", b'{"n":9}')
    text = str(caught.value)
    assert 'recorded call 2\n  recorded: tool_a {"n":2}\n  now:      tool_a {"n":9}' in text
    with pytest.raises(ReplayDifference, match="recorded call 2"):
        replay.call("tool_a", b'{"n":2}')
    with pytest.raises(ReplayDifference, match="recorded call 2"):
        replay.finish()


def test_other_differences() -> None:
    with pytest.raises(ReplayDifference, match=r"recorded: tool_a .*\n  now:      tool_b"):
        Replay(_calls("{}")).call("tool_b", b"{}")
    with pytest.raises(ReplayDifference, match="no further call"):
        Replay(()).call("tool_a", b"{}")
    with pytest.raises(ReplayDifference, match="no further call"):
        Replay(()).now()
    with pytest.raises(ReplayDifference, match="the run has ended"):
        Replay(_calls("{}")).finish()
    with pytest.raises(ReplayDifference, match="recorded: sleep 5\n  now:      sleep 6"):
        Replay((CapabilityCall("sleep", b"5", None),)).sleep(6)


def test_long_requests_are_cut_around_the_difference() -> None:
    long = json.dumps({"text": "x" * 5000})
    with pytest.raises(ReplayDifference) as caught:
        Replay(_calls(long)).call("tool_a", long[:3000].encode() + b"Y" + long[3001:].encode())
    text = str(caught.value)
    assert len(text) < 1000
    assert "Y" in text
    assert text.count("…") == 4


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("nonsense", ":1: not JSON"),
        ("{}", "not a recording"),
        ('{"recording": 2}', "not a recording"),
        ('{"recording": 1}', "lacks"),
        (HEADER.line() + "\n[1]", ":2: not a JSON object"),
        (HEADER.line() + "\n{}", ":2: not a recorded call"),
        (HEADER.line() + '\n{"n":1,"import":"fly","request":null,"answer":null}', ":2: not a recorded call"),
        (HEADER.line() + '\n{"n":1,"import":"tool_a","request":1,"answer":{}}', ":2: not a recorded call"),
        (HEADER.line() + '\n{"n":1,"import":"random","request":1,"answer":"?"}', ":2: not a recorded call"),
    ],
)
def test_files_that_are_no_recordings(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "r"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RecordingError, match=message):
        read_recording(path)


def test_surrogates_can_be_written() -> None:
    sink = io.StringIO()
    Recorder(Fixed(), sink, Header({}, "", {"a": "\ud800"}))
    assert "\\ud800" in sink.getvalue()
    assert json.loads(call_line(1, CapabilityCall("env", b"A", "\udc80")))["answer"] == "\udc80"
