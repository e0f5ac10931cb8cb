"""`noetl bench`: what it compares before it times, what it says instead of numbers, and the form of its reports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import noetlc
from noetlc.bench.compiling import Spent
from noetlc.bench.contestants import Stubs
from noetlc.bench.first import FirstCall, FirstCallFailed, Kitchen, Order
from noetlc.bench.measure import Plan
from noetlc.bench.report import Report
from noetlc.bench.session import Given, Subject, session
from noetlc.cli.group import group
from noetlc.frontend import load
from noetlc.plugins.bind import Bound
from noetlc.verify.harvest import harvest

TOTALS = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: totals}
workload: {rows: [{n: 1}, {n: 2}, {n: 3}]}
workflow:
- step: start
  tool:
    kind: python
    input: {rows: "{{ rows }}"}
    code: |
      result = sum(row["n"] for row in rows)
"""
FETCHING = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: fetching}
workload: {rows: [1, 2]}
workflow:
- step: start
  tool: {kind: http, url: "https://example.org/{{ rows | length }}"}
  next: end
- step: end
  tool: {kind: noop, result: "{{ start.status_code }}"}
"""
FAST = ("--repeat", "1", "--first", "0")


def noetl(*arguments: object) -> Result:
    return CliRunner().invoke(group, [str(a) for a in arguments])


def report(*arguments: object) -> dict[str, Any]:
    result = noetl("bench", *arguments, "--json")
    assert result.exit_code == 0, result.output
    value: dict[str, Any] = json.loads(result.stdout)
    return value


@pytest.fixture
def totals(tmp_path: Path) -> Path:
    path = tmp_path / "totals.yaml"
    path.write_text(TOTALS)
    return path


def written(path: Path, value: object) -> Path:
    path.write_text(json.dumps(value))
    return path


@pytest.fixture(scope="module")
def built() -> bytes:
    return noetlc.build(TOTALS, verify=False).wasm


@pytest.fixture
def module(built: bytes, tmp_path: Path) -> Path:
    """A module of the playbook `totals`: most tests need no build of their own."""
    path = tmp_path / "totals.wasm"
    path.write_bytes(built)
    return path


@pytest.fixture(scope="module")
def whole(built: bytes) -> Report:
    """A report with everything in it, of the playbook's own workload under a long name; first calls are made up."""
    playbook, _ = load(TOTALS, name="x" * 120 + ".yaml")
    assert playbook is not None
    subject = Subject(playbook, Bound(), built, Spent(0.5, 0.25))
    found = session(subject, [Given.workload(playbook, None)], Plan(repeat=2, seconds=1e9, first=0, seed=5), 60.0)
    for number, name in enumerate(("compiled", "cached", "interpreted"), 1):
        found.payloads[0][1].first[name] = FirstCall(0.1 * number, 0.05 * number, 0.5 * number, number << 20, 0)
    return found


def test_report_of_the_own_workload(whole: Report) -> None:
    found = whole.json()
    assert found["seed"] == 5
    assert found["machine"]["python"]
    assert found["module"]["bytes"] > 1000
    assert found["module"]["steps"] == {"native": 1}
    assert found["module"]["build_ms"] == {"wall": 500.0, "processor": 250.0}
    assert found["module"]["wasmtime_ms"]["cold"]["wall"] > 0
    (payload,) = found["payloads"]
    assert payload["input"] is None
    assert payload["problem"] is None
    assert payload["items"] == {"path": "rows", "count": 3}
    for engine in ("compiled", "interpreted"):
        assert payload[engine]["warm_ms"]["rounds"] == 2
        assert payload[engine]["warm_ms"]["processor"] > 0
        assert payload[engine]["items_per_second"] > 0
    assert payload["compiled"]["memory"]["guest_bytes"] % 65536 == 0
    assert payload["compiled"]["memory"]["guest_bytes"] > 0
    assert payload["compiled"]["first_ms"] == {"wall": 100.0, "processor": 50.0}
    assert payload["compiled"]["process_ms"] == 500.0
    assert payload["compiled"]["first_cached_ms"]["wall"] == 200.0
    assert payload["interpreted"]["first_ms"]["wall"] == 300.0
    assert payload["interpreted"]["memory"] == {"process_bytes": 3 << 20, "worker_bytes": 0}
    assert payload["times_faster"] > 0
    assert [point["items"] for point in payload["batches"]] == [1, 3]
    assert set(payload["break_even"]) == {"items", "calls_to_repay"}
    json.dumps(found)


def test_table_is_at_most_100_columns(whole: Report) -> None:
    lines = whole.text().splitlines()
    assert max(map(len, lines)) == 100
    assert all(line == line.rstrip() for line in lines)
    for label in ("warm call, processor time", "first call, wall clock", "items per second", "memory of the module", "break-even"):
        assert any(label in line for line in lines), label


@pytest.fixture
def kitchen(built: bytes) -> Iterator[Kitchen]:
    playbook, _ = load(TOTALS, name="totals.yaml")
    assert playbook is not None
    with Kitchen(TOTALS, built, Stubs(0, harvest(playbook)), Bound(), Order("totals.yaml", "envelope", True, 60.0)) as made:
        made.lay(b'{"rows": [{"n": 5}]}')
        yield made


def envelope(result: int) -> bytes:
    value = {"status": "completed", "result": result, "steps": {"start": result}, "ctx": {}, "errors": [], "warnings": []}
    return json.dumps(value, separators=(",", ":")).encode()


def test_first_call_of_the_module(kitchen: Kitchen) -> None:
    first = kitchen.serve("compiled", envelope(5), cached=True)
    assert 0 < first.seconds < first.process
    assert first.processor > 0
    with pytest.raises(FirstCallFailed, match="another answer"):
        kitchen.serve("compiled", envelope(6))


@pytest.mark.slow
def test_first_call_of_the_interpreter(kitchen: Kitchen) -> None:
    first = kitchen.serve("interpreted", envelope(5))
    assert 0 < first.seconds < first.process
    assert first.workers != 0


@pytest.mark.slow
def test_first_calls_in_a_whole_report(totals: Path) -> None:
    (payload,) = report(totals, "--repeat", 1, "--first", 1)["payloads"]
    assert payload["compiled"]["first_ms"]["wall"] > 0
    assert payload["compiled"]["first_cached_ms"]["wall"] > 0
    assert payload["interpreted"]["first_ms"]["wall"] > 0


def test_every_input_is_measured(totals: Path, module: Path, tmp_path: Path) -> None:
    inputs = [written(tmp_path / f"{n}.json", {"rows": [{"n": n}] * n, "other": [0] * 20}) for n in (2, 4)]
    found = report(totals, "--wasm", module, *(word for path in inputs for word in ("--input", path)), "--items", "rows", *FAST)
    assert [p["items"] for p in found["payloads"]] == [{"path": "rows", "count": 2}, {"path": "rows", "count": 4}]
    assert [p["input"] for p in found["payloads"]] == [str(path) for path in inputs]


def test_one_engine(totals: Path, module: Path) -> None:
    (payload,) = report(totals, "--wasm", module, "--engine", "wasm", *FAST)["payloads"]
    assert payload["compiled"]["warm_ms"]["rounds"] == 1
    assert payload["interpreted"] is None
    assert payload["batches"] == []
    assert payload["break_even"] == {"items": None, "calls_to_repay": None}
    result = noetl("bench", totals, "--wasm", module, "--engine", "interpreted", *FAST)
    assert result.exit_code == 0
    assert "warm call" in result.stdout
    assert "memory of the module" not in result.stdout


def test_a_module_that_is_given(totals: Path, tmp_path: Path) -> None:
    module = tmp_path / "worker.wasm"
    module.write_bytes(noetlc.build(TOTALS, target="noetl-worker", sort_keys=True, verify=False).wasm)
    found = report(totals, "--wasm", module, *FAST)
    assert found["module"]["bytes"] == module.stat().st_size
    assert found["module"]["build_ms"] is None
    assert found["payloads"][0]["problem"] is None


def test_a_difference_is_said_instead_of_numbers(totals: Path, tmp_path: Path) -> None:
    module = tmp_path / "other.wasm"
    module.write_bytes(noetlc.build(TOTALS.replace('sum(row["n"]', 'sum(2 * row["n"]'), verify=False).wasm)
    result = noetl("bench", totals, "--wasm", module, *FAST)
    assert result.exit_code == 3
    assert "not measured: output of run: result: compiled 12, interpreted 6" in result.stdout
    assert "warm call" not in result.stdout
    result = noetl("bench", totals, "--wasm", module, *FAST, "--format", "json")
    (payload,) = json.loads(result.stdout)["payloads"]
    assert result.exit_code == 3
    assert payload["problem"]["kind"] == "differs"
    assert "compiled" not in payload


def test_a_difference_in_a_smaller_batch_is_one(totals: Path, tmp_path: Path) -> None:
    module = tmp_path / "other.wasm"
    body = 'result = sum(row["n"] for row in rows) + (len(rows) == 1)'
    module.write_bytes(noetlc.build(TOTALS.replace('result = sum(row["n"] for row in rows)', body), verify=False).wasm)
    result = noetl("bench", totals, "--wasm", module, *FAST)
    assert result.exit_code == 3
    assert "not measured: on the first 1 items: output of run: result: compiled 2, interpreted 1" in result.stdout


def test_a_failed_run_has_no_numbers(totals: Path, module: Path, tmp_path: Path) -> None:
    payload = written(tmp_path / "bad.json", {"rows": [{"m": 1}]})
    result = noetl("bench", totals, "--wasm", module, "--input", payload, *FAST)
    assert result.exit_code == 4
    assert "not measured: the run failed on both engines: step start: KeyError: 'n'" in result.stdout


def test_smaller_batches_that_fail_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "second.yaml"
    path.write_text(TOTALS.replace('result = sum(row["n"] for row in rows)', 'result = rows[1]["n"]'))
    (payload,) = report(path, *FAST)["payloads"]
    assert [point["items"] for point in payload["batches"]] == [3]
    (left,) = payload["left_out"]
    assert left["items"] == 1
    assert left["kind"] == "failed"
    assert "IndexError" in left["message"]


def test_what_the_module_leaves_to_the_interpreter_has_no_numbers(totals: Path, tmp_path: Path) -> None:
    module = tmp_path / "narrow.wasm"
    module.write_bytes(noetlc.build(totals, verify=False, bigint=False).wasm)
    payload = written(tmp_path / "wide.json", {"rows": [{"n": 2**62}] * 3})
    result = noetl("bench", totals, "--wasm", module, "--input", payload, *FAST)
    assert result.exit_code == 5
    assert "not measured: compiled: " in result.stdout
    assert "int_overflow" in result.stdout


def test_tools_are_answered_by_stubs(tmp_path: Path) -> None:
    path = tmp_path / "fetching.yaml"
    path.write_text(FETCHING)
    result = noetl("bench", path, *FAST)
    assert result.exit_code == 0, result.output
    assert "1 tool call answered by stubs" in result.stdout
    assert "warm call" in result.stdout


WASM_STEP = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: table}
workload: {rows: [{n: 1}, {n: 2}, {n: 3}]}
workflow:
- step: start
  tool: {kind: wasm, plugin: {path: feather}, input: {rows: "{{ rows }}"}}
  next: end
- step: end
  tool: {kind: noop, result: "{{ start.output_b64 | length }}"}
"""


def test_plug_ins(tmp_path: Path) -> None:
    path = tmp_path / "table.yaml"
    path.write_text(WASM_STEP)
    (payload,) = report(path, *FAST)["payloads"]
    assert payload["problem"] is None
    assert [point["items"] for point in payload["batches"]] == [1, 3]
    module = tmp_path / "other.wasm"
    module.write_bytes(noetlc.build(TOTALS, verify=False).wasm)
    result = noetl("bench", path, "--wasm", module, *FAST)
    assert result.exit_code == 1
    assert "plug-in feather is not part of the module" in result.stderr


def test_wrong_use(totals: Path, tmp_path: Path) -> None:
    assert noetl("bench", tmp_path / "none.yaml").exit_code == 2
    result = noetl("bench", totals, "--items", "missing", *FAST)
    assert result.exit_code == 2
    assert "noetl: --items missing: the payload has no missing" in result.stderr
    broken = tmp_path / "broken.yaml"
    broken.write_text(TOTALS.replace("kind: python", "kind: pyhton"))
    result = noetl("bench", broken, *FAST)
    assert result.exit_code == 1
    assert "broken.yaml" in result.stderr
    foreign = tmp_path / "foreign.wasm"
    foreign.write_bytes(b"\0asm")
    result = noetl("bench", totals, "--wasm", foreign, *FAST)
    assert result.exit_code == 1
    assert "noetl: wasm dispatch" in result.stderr


def test_a_call_that_takes_too_long_ends_the_command(tmp_path: Path) -> None:
    path = tmp_path / "slow.yaml"
    path.write_text(TOTALS.replace('result = sum(row["n"] for row in rows)', "while True: pass"))
    result = noetl("bench", path, "--timeout", "0.2", *FAST)  # of either engine: they run one after the other
    assert result.exit_code in (4, 5)
    assert "not measured: " in result.stdout
    assert "longer than 0.2 s" in " ".join(result.stdout.split())
