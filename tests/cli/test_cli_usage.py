"""Usage errors, diagnostics and exit codes that need no compiler; run as real processes where that matters."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from wasmtime import wat2wasm

from noetlc.cli.group import VERBS, group

VALID = """apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: demo}
workflow:
- step: start
  tool: {kind: noop, result: 1}
"""
INVALID = VALID.replace("kind: noop", "kind: nope")


def noetl(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(group, [str(a) for a in arguments], input=stdin)


def process(*arguments: object, **kw: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "noetlc.cli", *(str(a) for a in arguments)]
    return subprocess.run(command, capture_output=True, timeout=60, check=False, **kw)  # type: ignore[call-overload, no-any-return]


def one_line(result: Result) -> str:
    text = result.stderr.strip()
    assert text, text
    assert "\n" not in text, text
    assert "Traceback" not in text, text
    return text


def test_help_lists_the_verbs_without_importing_them() -> None:
    code = "import sys; sys.argv=['noetl','--help']\nfrom noetlc.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
    code += "print([m for m in ('wasmtime','hypothesis','lark','jinja2','yaml','noetlc.api') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.rstrip().endswith("[]")
    assert all(verb in done.stdout for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str) -> None:
    result = noetl(verb, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


@pytest.mark.parametrize(
    "arguments", [["nope"], ["build"], ["check"], ["build", "x.yaml", "--target", "else"], ["run", "x", "--nope"]]
)
def test_wrong_arguments(arguments: list[str]) -> None:
    assert noetl(*arguments).exit_code == 2


@pytest.mark.parametrize("verb", ["build", "run", "check", "verify", "inspect", "golden"])
def test_missing_file(verb: str, tmp_path: Path) -> None:
    result = noetl(verb, tmp_path / "nothing.yaml")
    assert result.exit_code == 2
    one_line(result)


@pytest.mark.parametrize("verb", ["build", "run", "check", "verify", "inspect"])
def test_a_folder_instead_of_a_file(verb: str, tmp_path: Path) -> None:
    result = noetl(verb, tmp_path)
    assert result.exit_code == 2
    assert "folder" in one_line(result)


@pytest.mark.parametrize("text", ["", "{", "[1]", "7", '{"a": NaN}', '{"a": 1} x', "[" * 100_000, "\x00"])
@pytest.mark.parametrize("verb", ["build", "verify"])
def test_input_that_is_no_payload(verb: str, text: str, tmp_path: Path) -> None:
    playbook, payload = tmp_path / "p.yaml", tmp_path / "in.json"
    playbook.write_text(VALID)
    payload.write_text(text)
    result = noetl(verb, playbook, "--input", payload)
    assert result.exit_code == 2
    one_line(result)


def test_input_that_is_not_utf8_and_input_from_stdin(tmp_path: Path) -> None:
    playbook, payload = tmp_path / "p.yaml", tmp_path / "in.json"
    playbook.write_text(VALID)
    payload.write_bytes(b'{"a": "\xff"}')
    assert noetl("run", playbook, "--input", payload).exit_code == 2
    result = noetl("run", playbook, "--input", "-", stdin="{oops")
    assert result.exit_code == 2
    assert "standard input" in one_line(result)
    assert "line 1 column 2" in result.stderr


def test_check(tmp_path: Path) -> None:
    playbook = tmp_path / "p.yaml"
    playbook.write_text(VALID)
    assert noetl("check", playbook).exit_code == 0
    playbook.write_text(INVALID)
    result = noetl("check", playbook)
    assert result.exit_code == 1
    assert "V12" in result.stderr
    assert "^" in result.stderr
    assert not result.stdout
    report = json.loads(noetl("check", playbook, "--format", "json").stdout)
    assert report["diagnostics"][0]["code"] == "V12"
    assert report["diagnostics"][0]["line"] == 6
    expected = "code severity message file line column end_line end_column hint path page".split()
    assert list(report["diagnostics"][0]) == expected
    playbook.write_bytes(b"\xff\xfe\x00")
    assert noetl("check", playbook).exit_code == 1


@pytest.mark.parametrize("verb", ["build", "run", "verify"])
def test_a_rejected_playbook_is_diagnostics(verb: str, tmp_path: Path) -> None:
    playbook = tmp_path / "p.yaml"
    playbook.write_text(INVALID)
    result = noetl(verb, playbook)
    assert result.exit_code == 1
    assert "V12" in result.stderr
    assert "Traceback" not in result.output
    assert not (tmp_path / "p.wasm").exists()


def test_rejected_build_as_json(tmp_path: Path) -> None:
    playbook = tmp_path / "p.yaml"
    playbook.write_text(INVALID)
    result = noetl("build", playbook, "--format", "json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert report["module"] is None
    assert report["diagnostics"][0]["code"] == "V12"
    keys = "playbook module bytes digest target capabilities plugins steps verify timings_ms diagnostics"
    assert list(report) == keys.split()


ECHO = (
    '(module (memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const 1024))'
    ' (func $step.start (export "invoke") (param i32 i32) (result i64) {body}))'
)


def module(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "m.wasm"
    path.write_bytes(bytes(wat2wasm(ECHO.format(body=body))))
    return path


def test_running_modules(tmp_path: Path) -> None:
    trapping = module(tmp_path, "unreachable")
    result = noetl("run", trapping)
    assert result.exit_code == 5
    assert "aborted: trap" in one_line(result)
    echo = module(tmp_path, "(i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1)))")
    result = noetl("run", echo, "--input", "-", stdin='{"n": 9007199254740993}')
    assert json.loads(result.stdout)["payload"] == {"n": 9007199254740993}
    assert result.exit_code == 4  # no status "completed" in it
    assert noetl("run", echo, "--engine", "interpreted").exit_code == 2
    assert noetl("run", echo, "--allow", "everything").exit_code == 2
    broken = tmp_path / "b.wasm"
    broken.write_bytes(b"\0asm\x01\0\0\0\x01\xff")
    result = noetl("run", broken)
    assert result.exit_code == 1
    assert "wasm dispatch" in one_line(result)


def test_inspect(tmp_path: Path) -> None:
    path = module(tmp_path, "unreachable")
    result = noetl("inspect", path)
    assert result.exit_code == 0
    assert "size by cause" in result.stdout
    assert "step.start" in result.stdout
    report = json.loads(noetl("inspect", path, "--format", "json").stdout)
    assert sum(report["causes"].values()) == report["bytes"]
    assert report["causes"]["steps"] > 0
    assert report["manifest"] is None
    assert report["imports"] == []
    path.write_bytes(b"not wasm")
    assert noetl("inspect", path).exit_code == 1


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    path = module(tmp_path, "unreachable")
    command = f"{sys.executable} -m noetlc.cli inspect {path} | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60, check=False)
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def test_unwritable_module(tmp_path: Path, compiler: Callable[..., None]) -> None:
    compiler()
    playbook = tmp_path / "p.yaml"
    playbook.write_text(VALID)
    result = noetl("build", playbook, "-o", tmp_path / "no" / "folder.wasm", "--no-verify")
    assert result.exit_code == 2
    assert "cannot write" in one_line(result)


def test_internal_errors_are_one_line(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv=['noetl','inspect',sys.argv[1]]\nimport noetlc.cli.inspect as i\n"
        "def broken(*a): raise RuntimeError('boom\\nmore')\ni._report=broken\nfrom noetlc.cli import main\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(module(tmp_path, "unreachable"))], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("noetl: internal error: RuntimeError: boom")
    assert done.stderr.count("\n") == 1
