"""The package as other programs use it."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import tomllib
import typing
from importlib.resources import files
from pathlib import Path

import pytest

import noetlc
from noetlc.host.recording import RecordingError
from noetlc.host.tools.keychain import KeychainError
from noetlc.interp.interpreter import InvalidPlaybook

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
FETCH = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: fetch}
workload: {url: ""}
workflow:
  - step: start
    tool: {kind: http, method: GET, endpoint: "{{ url }}"}
"""


def test_python_m_and_version() -> None:
    told = subprocess.run([sys.executable, "-m", "noetlc", "--version"], capture_output=True, text=True, check=True)
    assert told.stdout == f"noetl, version {noetlc.__version__}\n"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "noetlc/__init__.py"
    manifest = noetlc.build(EXAMPLES / "smallest.yaml", verify=False).manifest
    assert manifest["compiler"] == f"noetlc {noetlc.__version__}"


def test_types_are_part_of_the_package() -> None:
    assert files("noetlc").joinpath("py.typed").is_file()
    for name in noetlc.__all__:
        assert getattr(noetlc, name) is not None
    assert inspect.signature(noetlc.run).return_annotation == "Envelope"


def test_errors_have_one_base() -> None:
    for error in (noetlc.BuildError, noetlc.Divergence, noetlc.HostError, noetlc.Aborted, InvalidPlaybook, RecordingError, KeychainError):
        assert issubclass(error, noetlc.NoetlcError)
    assert issubclass(InvalidPlaybook, ValueError)
    with pytest.raises(noetlc.NoetlcError):
        noetlc.build("kind: Playbook\nworkflow: 3\n")
    with pytest.raises(noetlc.NoetlcError):
        noetlc.run(b"no module")


@pytest.mark.parametrize("engine", ["wasm", "interpreted"])
def test_envelopes_are_as_typed(engine: str) -> None:
    source = EXAMPLES / "error_arcs.yaml"
    envelope = noetlc.run(noetlc.build(source, verify=False).wasm) if engine == "wasm" else noetlc.interpret(source)
    assert list(envelope) == list(typing.get_type_hints(noetlc.Envelope))
    assert envelope["errors"], "the example has errors"
    for entry in envelope["errors"]:
        assert noetlc.ErrorEntry.__required_keys__ <= set(entry) <= set(noetlc.ErrorEntry.__annotations__)
    for warning in envelope["warnings"]:
        assert set(warning) == set(noetlc.WarningEntry.__annotations__)


def test_tools_are_granted_by_name(address: str) -> None:
    wasm = noetlc.build(FETCH, verify=False).wasm
    payload = {"url": address}
    refused = noetlc.run(wasm, payload)
    assert refused["status"] == "failed"
    assert refused["errors"][0]["kind"] == "unsupported"
    for envelope in (
        noetlc.run(wasm, payload, allow=["tool_http"]),
        noetlc.run(wasm, payload, allow="tool_http", source=FETCH),
        noetlc.interpret(FETCH, payload, allow=["tool_http"]),
    ):
        assert envelope["status"] == "completed"
        assert "hello" in json.dumps(envelope["result"])
    with noetlc.tools(["tool_http"], keychain={"key": "secret"}, source=FETCH, payload=payload) as host:
        assert noetlc.run(wasm, payload, host=host)["status"] == "completed"
        with pytest.raises(ValueError, match="either host or allow"):
            noetlc.run(wasm, payload, host=host, allow=["tool_http"])


@pytest.mark.parametrize("allow", ["http", ["tool_nothing"], ["tool_http", ""]])
def test_what_is_no_tool_cannot_be_granted(allow: str | list[str]) -> None:
    with pytest.raises(ValueError, match=r"no tool .*; known are .*tool_http"):
        noetlc.run(b"", allow=allow)


@pytest.mark.parametrize("text", ["flow.yaml", " dir/flow.yml\n", str(EXAMPLES / "hello.yaml"), str(ROOT / "LICENSE")])
def test_a_file_name_given_as_text(text: str) -> None:
    (found,) = noetlc.check(text)
    assert found.code == "V00"
    assert "name of a file" in found.message
    assert found.hint == f"did you mean Path({text.strip()!r})?"
    with pytest.raises(noetlc.BuildError, match="name of a file") as caught:
        noetlc.build(text)
    assert isinstance(caught.value.diagnostics[0], noetlc.Diagnostic)


@pytest.mark.parametrize("text", ["a: b.yaml\nc: 1", "{a: x.yaml}", "", "nothing", "x" * 5000, "nul\0"])
def test_other_texts_are_playbooks(text: str) -> None:
    assert all("name of a file" not in found.message for found in noetlc.check(text))


def test_a_module_given_as_text() -> None:
    with pytest.raises(TypeError, match=r"did you mean Path\('flow.wasm'\)"):
        noetlc.run("flow.wasm")  # type: ignore[arg-type]  # the mistake under test


def test_limits_bound_a_run() -> None:
    wasm = noetlc.build(EXAMPLES / "smallest.yaml", verify=False).wasm
    with pytest.raises(noetlc.HostError):
        noetlc.run(wasm, {"text": "x" * 1000}, limits=noetlc.Limits(input=100))
