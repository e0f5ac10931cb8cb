"""The real compiler behind the command line and the API: build, verify, run, and the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import noetlc
from noetlc.cli.group import group
from noetlc.host.sections import read_module

SCORER = """apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: scorer, path: tests/scorer}
workload: {n: 3, names: [ada, bob], limit: 2.5}
workflow:
- step: start
  tool:
    kind: python
    input: {n: "{{ n }}", names: "{{ names }}"}
    code: |
      total = 0
      for name in names:
          total = total + n
      result = {"total": total, "count": len(names)}
  next:
    spec: {mode: exclusive}
    arcs:
    - step: high
      when: "{{ start.total > limit }}"
    - step: end
- step: high
  tool: {kind: noop, result: {label: "high {{ start.total }}"}}
  next: end
- step: end
  tool: {kind: noop, result: {total: "{{ start.total }}", high: "{{ high is defined }}"}}
"""


@pytest.fixture(scope="module")
def built() -> noetlc.BuildResult:
    return noetlc.build(SCORER, examples=8)


def test_build_verifies_and_describes(built: noetlc.BuildResult) -> None:
    assert built.digest == hashlib.sha256(built.wasm).hexdigest()
    assert {s.lowered for s in built.steps} == {"native"}
    assert [s.step for s in built.steps] == ["start", "high", "end"]
    assert built.verification is not None
    assert built.verification.compared >= 5
    info = read_module(built.wasm)
    assert info.imports == ()
    assert set(info.exports) == {"memory", "alloc", "run", "invoke"}
    assert json.loads(info.custom("noetlc.manifest") or b"") == built.manifest
    assert built.manifest["verification"]["examples"] == 9
    assert built.ir_text()
    assert "(module" in built.wat_text()


@pytest.mark.parametrize("payload", [None, {"n": 0}, {"names": []}, {"limit": 100}, {"n": "x"}, {"names": None}, {"n": 2**63}])
def test_both_engines_agree(built: noetlc.BuildResult, payload: dict[str, object] | None) -> None:
    compiled = noetlc.run(built.wasm, payload, source=SCORER, execution_id="7")
    interpreted = noetlc.interpret(SCORER, payload, execution_id="7")
    for envelope in (compiled, interpreted):
        for error in envelope["errors"]:
            error.get("at", {}).pop("column", None)
    assert compiled == interpreted


def test_options_reach_the_module(built: noetlc.BuildResult) -> None:
    playbook = SCORER.replace("start.total > limit", "missing + 1 > 2")
    module = noetlc.build(playbook, verify=False).wasm
    lenient, strict = noetlc.run(module), noetlc.run(module, options=noetlc.RunOptions(strict=True))
    assert lenient["status"] == "completed"
    assert [w["field"] for w in lenient["warnings"]] == ["next.arcs[0].when"]
    assert strict["status"] == "failed"
    assert strict["errors"][-1]["kind"] == "template"


# What a body looks up among its variables stands in the module as a tuple of their names.
ASKING = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: asking}
workload: {name: total}
workflow:
  - step: start
    tool:
      kind: python
      input: {name: "{{ name }}"}
      code: |
        total = 3
        result = [globals()[name], "other" in globals()]
"""


@pytest.mark.parametrize("text", [SCORER, ASKING])
def test_same_bytes_whatever_the_hash_seed(tmp_path: Path, text: str) -> None:
    playbook = tmp_path / "p.yaml"
    playbook.write_text(text)
    digests = set()
    for seed in ("0", "1", "77"):
        out = tmp_path / f"{seed}.wasm"
        command = [sys.executable, "-m", "noetlc.cli", "build", str(playbook), "-o", str(out), "--no-verify"]
        subprocess.run(command, check=True, capture_output=True, timeout=60, env={**os.environ, "PYTHONHASHSEED": seed})
        digests.add(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.yaml").write_text(SCORER)
    Path("in.json").write_text('{"n": 1}')
    runner = CliRunner()
    result = runner.invoke(group, ["build", "p.yaml", "--input", "in.json", "--examples", "3"])
    assert result.exit_code == 0
    assert "3/3 steps native" in result.stdout
    result = runner.invoke(group, ["run", "p.wasm", "--input", "in.json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["result"] == {"total": 2, "high": False}
    result = runner.invoke(group, ["verify", "p.yaml", "p.wasm", "--examples", "2"])
    assert result.exit_code == 0
    assert not result.stderr
    result = runner.invoke(group, ["inspect", "p.wasm", "--format", "json"])
    causes = json.loads(result.stdout)["causes"]
    assert causes["runtime functions"] > 0
    assert causes["steps"] > 0


def test_output_result_and_sorted_keys_are_verified() -> None:
    built = noetlc.build(SCORER, target="noetl-worker", sort_keys=True, strip=True, examples=4)
    assert built.manifest["output"] == "result"
    assert built.manifest["target"] == "noetl-worker"
    assert not read_module(built.wasm).function_names
    assert read_module(built.wasm).custom("noetlc.sites") is None


def test_wide_ints_pass_exactly(tmp_path: Path) -> None:
    playbook = SCORER.replace('total: "{{ start.total }}"', 'n: "{{ n }}"').replace("total = total + n", "total = total + 1")
    module = noetlc.build(playbook, verify=False).wasm
    for digits in (30, 4200):
        wide = 7 * 10**digits + 1
        assert noetlc.run(module, {"n": wide})["result"]["n"] == wide
    path = tmp_path / "p.wasm"
    path.write_bytes(module)
    text = "7" + "0" * 4198 + "1"
    done = subprocess.run(
        [sys.executable, "-m", "noetlc.cli", "run", str(path), "--input", "-"],
        input=f'{{"n": {text}}}'.encode(),
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert f'"n": {text}'.encode() in done.stdout


def test_integers_that_are_too_wide_are_no_data(tmp_path: Path) -> None:
    """Integers of more than 4,300 digits are refused alike, whichever engine gets them."""
    playbook = SCORER.replace('total: "{{ start.total }}"', 'n: "{{ n }}"').replace("total = total + n", "total = total + 1")
    payload = {"n": 7 * 10**4300}
    compiled = noetlc.run(noetlc.build(playbook, verify=False).wasm, payload)
    assert compiled == noetlc.interpret(playbook, payload)
    assert compiled["errors"][0]["message"] == "payload must be a map"
