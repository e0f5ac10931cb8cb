"""build, run, verify and golden with a compiler stand-in: reports, divergences, aborts, fallback."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import noetlc
from noetlc.cli.group import group
from noetlc.diagnostics import Diagnostic
from noetlc.host.sections import read_module
from noetlc.verify import differential

PLAYBOOK = """apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: demo}
workload: {n: 1}
workflow:
- step: start
  tool: {kind: noop, result: "{{ n }}"}
"""

Install = Callable[..., None]


def noetl(*arguments: object) -> Result:
    return CliRunner().invoke(group, [str(a) for a in arguments])


@pytest.fixture
def playbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "demo.yaml"
    path.write_text(PLAYBOOK)
    return path


NOTHING_ELSE = {"host": 0, "host_steps": {}, "left": [], "aborted": {}, "not_compared": {}, "divergences": 0, "seed": 0, "notes": []}


def test_build_writes_a_module_and_one_line(playbook: Path, compiler: Install) -> None:
    compiler()
    result = noetl("build", playbook, "--examples", 0)
    assert result.exit_code == 0, result.output
    module = playbook.with_suffix(".wasm")
    (line,) = result.stdout.splitlines()
    assert line.startswith(f"{module}: {module.stat().st_size} bytes, 1/1 steps native, ")
    assert line.endswith("; 1 example: 1 compared; reached 1/1 steps")
    manifest = json.loads(read_module(module.read_bytes()).custom("noetlc.manifest") or b"")
    wanted = {"examples": 1, "compared": 1, "seed": 0, "engine": "wasmtime", "confinement": manifest["verification"]["confinement"]}
    counts = manifest["verification"].pop("coverage")
    assert manifest["verification"] == wanted
    assert counts["steps"] == [1, 1]


def test_build_report_as_json(playbook: Path, compiler: Install) -> None:
    compiler()
    report = json.loads(noetl("build", playbook, "-o", "x.wasm", "--examples", 0, "--format", "json", "--seed", 3).stdout)
    data = Path("x.wasm").read_bytes()
    assert (report["module"], report["bytes"], report["digest"]) == ("x.wasm", len(data), hashlib.sha256(data).hexdigest())
    assert report["verify"].pop("confinement") in ("full", "contained")
    assert report["verify"].pop("coverage")["not_reached"] == []
    assert report["verify"] == {**NOTHING_ELSE, "examples": 1, "compared": 1, "seed": 3}
    assert report["steps"] == [{"step": "start", "lowered": "native", "reason": None}]
    assert report["target"] == "noetlc"
    assert report["capabilities"] == ["noetl_x1.tool_http"]
    assert report["timings_ms"]


def test_no_verify_and_emit(playbook: Path, compiler: Install) -> None:
    compiler({"status": "nonsense"})
    assert "not verified" in noetl("build", playbook, "--no-verify").stdout
    playbook.with_suffix(".wasm").unlink()
    assert noetl("build", playbook, "--emit", "ir").stdout == "ir text\n"
    assert noetl("build", playbook, "--emit", "wat").stdout == "(module)\n"
    assert json.loads(noetl("build", playbook, "--emit", "manifest").stdout)["target"] == "noetlc"
    assert not playbook.with_suffix(".wasm").exists()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time for the smallest payload, however busy the machine is."""
    monkeypatch.setitem(differential.verify.__kwdefaults__, "shrink_seconds", 300.0)


@pytest.mark.usefixtures("patient")
def test_a_divergence_stops_the_build_and_can_be_repeated(playbook: Path, compiler: Install) -> None:
    compiler()  # always answers 1, which is right for the workload alone
    result = noetl("build", playbook)
    assert result.exit_code == 3
    assert not playbook.with_suffix(".wasm").exists()
    command = shlex.split(result.stderr.splitlines()[-1])
    assert command[:2] == ["noetl", "verify"]
    payload = json.loads(Path(command[command.index("--input") + 1]).read_text())
    assert payload == {"n": 0}
    again = noetl(*command[1:])
    assert again.exit_code == 3
    assert "differ" in again.stderr
    report = json.loads(noetl("build", playbook, "--format", "json").stdout)
    assert report["verify"]["divergences"] == 1
    assert report["module"] is None
    assert report["counterexample"]["compiled"] == "1"


@pytest.mark.usefixtures("patient")
def test_the_api_raises_divergence(playbook: Path, compiler: Install) -> None:
    compiler()
    with pytest.raises(noetlc.Divergence) as caught:
        noetlc.build(playbook)
    assert caught.value.payload == {"n": 0}
    assert caught.value.difference.path
    with pytest.raises(noetlc.Divergence):
        noetlc.build(PLAYBOOK, inputs=[{"n": 5}], examples=0)
    assert noetlc.build(PLAYBOOK.encode(), inputs=[{"n": 1}], examples=0).verification.examples == 2  # type: ignore[union-attr]


def test_compiler_diagnostics(playbook: Path, compiler: Install) -> None:
    warning = Diagnostic("L01", "warning", "construct not compiled", str(playbook), 7, 9, "rewrite it")
    compiler(diagnostics=(warning,))
    result = noetl("build", playbook, "--examples", 0)
    assert result.exit_code == 0
    assert "L01" in result.stderr
    assert "^" in result.stderr
    compiler(diagnostics=(Diagnostic("T01", "error", "not available there", str(playbook), 7, 9),))
    result = noetl("build", playbook)
    assert result.exit_code == 1
    assert "T01" in result.stderr
    with pytest.raises(noetlc.BuildError) as caught:
        noetlc.build(playbook)
    assert [d.code for d in caught.value.diagnostics] == ["T01"]
    assert "T01" in str(caught.value)


@pytest.mark.parametrize("keyword", [{"target": "nope"}, {"output": "nope"}])
def test_api_arguments_are_checked(keyword: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        noetlc.build(PLAYBOOK, **keyword)


def test_overflow_falls_back_to_the_interpreter(playbook: Path, compiler: Install) -> None:
    compiler(abort=1)
    built = noetlc.build(playbook, examples=0)  # an overflow is no divergence
    with pytest.raises(noetlc.Aborted) as caught:
        noetlc.run(built.wasm, {"n": 2})
    assert caught.value.kind == "int_overflow"
    assert caught.value.at is not None
    assert caught.value.at.line == 6
    envelope = noetlc.run(built.wasm, {"n": 2**70}, source=playbook)
    assert envelope["result"] == 2**70
    assert envelope["status"] == "completed"
    result = noetl("run", playbook)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["result"] == 1


def test_other_aborts_do_not_fall_back(playbook: Path, compiler: Install) -> None:
    compiler(abort=2)
    built = noetlc.build(playbook, verify=False)
    with pytest.raises(noetlc.Aborted) as caught:
        noetlc.run(built.wasm, source=playbook)
    assert caught.value.kind == "budget"
    assert caught.value.site == 1
    result = noetl("run", playbook)
    assert result.exit_code == 5
    assert "budget" in result.stderr
    assert not result.stdout


def test_run_and_its_exit_codes(playbook: Path, compiler: Install) -> None:
    compiler()
    result = noetl("run", playbook)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["result"] == 1
    interpreted = noetl("run", playbook, "--engine", "interpreted")
    assert interpreted.exit_code == 0
    assert json.loads(interpreted.stdout) == json.loads(result.stdout)
    compiler({**json.loads(result.stdout), "status": "failed"})
    assert noetl("run", playbook).exit_code == 4
    built = noetlc.build(playbook, verify=False)
    module = playbook.with_suffix(".wasm")
    module.write_bytes(built.wasm)
    assert noetl("run", module).exit_code == 4
    assert noetlc.run(module)["status"] == "failed"


def test_verify_a_module(playbook: Path, compiler: Install) -> None:
    compiler()
    module = playbook.with_suffix(".wasm")
    module.write_bytes(noetlc.build(playbook, verify=False).wasm)
    result = noetl("verify", playbook, module, "--examples", 0)
    assert result.exit_code == 0
    assert "1 example: 1 compared" in result.stdout
    report = json.loads(noetl("verify", playbook, module, "--examples", 0, "--format", "json").stdout)
    assert report["verify"].pop("confinement") in ("full", "contained")
    assert report["verify"].pop("coverage")["not_reached"] == []
    assert report["verify"] == {**NOTHING_ELSE, "examples": 1, "compared": 1}
    assert noetl("verify", playbook, module).exit_code == 3
    module.write_bytes(b"junk")
    assert noetl("verify", playbook, module).exit_code == 1


def test_golden(playbook: Path) -> None:
    folder = playbook.parent
    broken = folder / "broken.yaml"
    broken.write_text(PLAYBOOK.replace("noop", "nope"))
    result = noetl("golden", folder)
    assert result.exit_code == 1
    assert "not there yet" in result.stdout
    assert noetl("golden", folder, "--update").exit_code == 0
    assert noetl("golden", folder).exit_code == 0
    names = {p.name for p in folder.iterdir()}
    assert {"demo.ir", "demo.wat", "demo.result.json", "demo.diagnostics.txt", "broken.diagnostics.txt"} <= names
    assert "broken.ir" not in names
    assert "V12" in (folder / "broken.diagnostics.txt").read_text()
    (folder / "demo.result.json").write_text("other\n")
    result = noetl("golden", folder)
    assert result.exit_code == 1
    assert "-other" in result.stdout
    assert '+  "result": 1,' in result.stdout


def test_golden_results_alone(playbook: Path) -> None:
    folder = playbook.parent
    assert noetl("golden", folder, "--results", "--update").exit_code == 0
    assert {p.name for p in folder.iterdir()} == {"demo.yaml", "demo.result.json", "demo.diagnostics.txt"}
    assert noetl("golden", folder, "--results").exit_code == 0
    assert noetl("golden", folder).exit_code == 1
    (folder / "demo.ir").write_text("old\n")
    assert noetl("golden", folder, "--results", "--update").exit_code == 0
    assert (folder / "demo.ir").read_text() == "old\n"
    (folder / "demo.result.json").write_text("other\n")
    assert noetl("golden", folder, "--results").exit_code == 1


UNORDERED = """apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: demo}
workflow:
- step: start
  tool: {kind: python, code: "result = list({'a', 'b', 'c', 'd', 'e', 'f', 'g'})"}
"""


def test_order_of_a_set_is_a_warning_and_not_compared(playbook: Path, compiler: Install) -> None:
    compiler()
    built = noetlc.build(UNORDERED, examples=0)
    assert built.verification is not None
    assert built.verification.compared == 0
    (warning,) = [d for d in built.diagnostics if d.code == "W13"]
    assert warning.severity == "warning"
    assert warning.line == 5
    assert "start" in warning.message
