"""Calls that overlap: the host object, recordings of them, and parallel loops."""

from __future__ import annotations

import io
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from noetlc import api
from noetlc.host.capability import AmbientHost, GrantedHost, RecordingHost, submit_call
from noetlc.host.recording import Header, Recorder, Replay, read_recording
from noetlc.host.tools.setup import granted_tools
from noetlc.host.tools.toolbox import ToolHost

Json = Any

LOOP = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: t, path: t}
workload: {url: ""}
workflow:
  - step: start
    loop: {in: "{{ [4, 3, 2, 1, 0] }}", iterator: n, spec: {mode: parallel, max_in_flight: 5}}
    tool: {kind: http, url: "{{ url }}/slow", params: {n: "{{ iter.n }}", seconds: "{{ iter.n / 20 + 0.1 }}"}}
    next: [{step: end}]
  - step: end
    tool: {kind: noop, result: "{{ start.results | map(attribute='data.n') | list }}"}
"""


class Reversed(AmbientHost):
    """Answers submitted calls in reverse order: a call ends when the next one has ended."""

    def __init__(self, count: int) -> None:
        self.ended = [threading.Event() for _ in range(count + 1)]
        self.ended[count].set()
        self.begun = 0

    def submit(self, name: str, request: bytes) -> Any:
        place, self.begun = self.begun, self.begun + 1
        answer: list[bytes] = []

        def work() -> None:
            self.ended[place + 1].wait(5)
            answer.append(b'{"n":%d}' % place)
            self.ended[place].set()

        thread = threading.Thread(target=work)
        thread.start()

        def wait() -> bytes:
            thread.join()
            return answer[0]

        return wait


def test_hosts_without_overlap_call_at_once() -> None:
    assert b"unsupported" in submit_call(AmbientHost(), "tool_x", b"{}")()
    host = GrantedHost(AmbientHost(), frozenset())
    assert b"unsupported" in submit_call(host, "tool_x", b'{"step":"s"}')()
    assert host.refused == [("tool_x", "s")]


def test_recordings_keep_the_order_of_submission() -> None:
    sink = io.StringIO()
    recorder = Recorder(RecordingHost(GrantedHost(Reversed(3), frozenset({"tool_x"}))), sink, Header({}, ""))
    waiting = [submit_call(recorder, "tool_x", b'{"i":%d}' % i) for i in range(3)]
    recorder.sleep(5)
    assert len(sink.getvalue().splitlines()) == 1
    assert [waiting[i]() for i in (2, 0, 1)] == [b'{"n":2}', b'{"n":0}', b'{"n":1}']
    assert waiting[0]() == b'{"n":0}'
    lines = [json.loads(line) for line in sink.getvalue().splitlines()[1:]]
    assert [(line["n"], line["import"], line["request"], line["answer"]) for line in lines] == [
        (1, "tool_x", {"i": 0}, {"n": 0}), (2, "tool_x", {"i": 1}, {"n": 1}), (3, "tool_x", {"i": 2}, {"n": 2}), (4, "sleep", 5, None),
    ]  # fmt: skip


def test_calls_nobody_awaited_are_kept() -> None:
    sink = io.StringIO()
    log = RecordingHost(Reversed(2))
    recorder = Recorder(log, sink, Header({}, ""))
    for i in range(2):
        submit_call(recorder, "tool_x", b'{"i":%d}' % i)
    recorder.finish()
    assert len(sink.getvalue().splitlines()) == 3
    assert [call.answer for call in log.settled()] == [b'{"n":0}', b'{"n":1}']


def test_tools_run_side_by_side(service: Any) -> None:
    pytest.importorskip("httpx")
    host = ToolHost()
    requests = [{"step": "s", "attempt": 1, "config": {"url": f"{service.url}/slow", "params": {"n": n, "seconds": 0.4}}} for n in range(6)]
    waiting = [host.submit("tool_http", json.dumps(request).encode()) for request in requests]
    answers = [json.loads(wait())["data"]["data"]["n"] for wait in waiting]
    host.close()
    assert answers == [[str(n)] for n in range(6)]
    assert service.most_active > 1


@pytest.mark.parametrize("engine", ["interpreted", "wasm"])
def test_parallel_loops(service: Any, tmp_path: Path, engine: Any) -> None:
    pytest.importorskip("httpx")
    file = tmp_path / "r.jsonl"
    payload = {"url": service.url}
    wasm = api.build(LOOP, verify=False).wasm if engine == "wasm" else b""
    with granted_tools(frozenset({"tool_http"}), engine=engine) as (host, _), file.open("w", encoding="utf-8", newline="\n") as sink:
        recorder = Recorder(host, sink, Header({}, "", payload))
        envelope = api.run(wasm, payload, host=recorder) if wasm else api.interpret(LOOP, payload, host=recorder)
    assert envelope["result"] == [["4"], ["3"], ["2"], ["1"], ["0"]], envelope
    assert service.most_active > 1 if wasm else service.most_active == 1
    recording = read_recording(file)
    for other in ("interpreted", "wasm"):
        replay = Replay(recording.calls)
        if other == "wasm":
            again = api.run(api.build(LOOP, verify=False).wasm, payload, host=replay)
        else:
            again = api.interpret(LOOP, payload, host=replay)
        replay.finish()
        assert again == envelope
