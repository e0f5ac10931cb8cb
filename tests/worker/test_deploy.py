"""The examples in `deploy/` are what they say: they parse, and the command lines in them are those of this version."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from noetlc.cli.group import VERBS, group

Json = Any
DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def check_command(words: list[str]) -> None:
    """Parses the arguments of a verb as the command line does, without running it."""
    verb = words[0]
    assert verb in VERBS
    command = group.get_command(click.Context(group), verb)
    assert command is not None
    command.make_context(verb, words[1:])


def test_compose() -> None:
    value = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert set(value["services"]) == {"postgres", "nats", "service", "worker"}
    for name in ("service", "worker"):
        service = value["services"][name]
        check_command(service["command"])
        assert service["environment"]["NOETL_CATALOG"].startswith("postgresql://")
        assert service["build"]["dockerfile"] == "deploy/Dockerfile"
    mounted = [volume.partition(":")[0] for service in value["services"].values() for volume in service.get("volumes", ())]
    assert {name for name in mounted if not name.startswith(".")} == set(value["volumes"])
    assert all((DEPLOY / name).exists() for name in mounted if name.startswith("."))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units(unit: Path) -> None:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(unit)
    assert parser.sections() == ["Unit", "Service", "Install"]
    words = shlex.split(parser["Service"]["ExecStart"].replace("%i", "1"))
    assert words[0] == "/opt/noetlc/bin/noetl"
    check_command(words[1:])
    if shutil.which("systemd-analyze"):
        checked = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
        wrong = [line for line in checked.stderr.splitlines() if unit.name in line and "is not executable" not in line]
        assert not wrong, wrong


def test_there_are_units() -> None:
    assert [unit.name for unit in UNITS] == ["noetl-worker@.service", "noetl.service"]


def test_nats_takes_its_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    binary = shutil.which("nats-server") or shutil.which("nats-server", path="/usr/sbin:/usr/local/sbin")
    if binary is None:
        pytest.skip("nats-server is not installed (apt-get install nats-server)")
    monkeypatch.setenv("NOETL_NATS_PASSWORD", "s3cret")
    checked = subprocess.run([binary, "-t", "-c", str(DEPLOY / "nats.conf")], capture_output=True, text=True, timeout=20)
    assert checked.returncode == 0, checked.stderr


def test_the_image_installs_what_the_programs_need() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    assert re.search(r"\[serve,worker\]", text)
    assert text.count("FROM") == 1
