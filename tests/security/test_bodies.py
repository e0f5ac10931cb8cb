"""Bodies that attack, against the kernel's wall alone: as root and as an ordinary user, with namespaces and without."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jinja2
import pytest

from tests.security.body_attacks import BODIES, POISON

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = Path(jinja2.__file__).resolve().parents[1]
ORDINARY = 54321

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has the wall")


def attack(*arguments: str, prefix: tuple[str, ...] = (), python: str = sys.executable) -> list[str]:
    """What the attacks got in a process started this way."""
    command = [*prefix, python, "-m", *arguments]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{PACKAGES}", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[str] = json.loads(done.stdout)
    return found


def ordinary_python() -> str | None:
    """A Python that an ordinary user may run, with this repository readable to it."""
    code = f"import subprocess, sys; open({str(ROOT / 'README.md')!r}); subprocess.run([sys.executable, '-c', ''], check=True)"
    for candidate in (sys.executable, shutil.which("python3.11", path="/usr/bin"), shutil.which("python3", path="/usr/bin")):
        if candidate is None:
            continue
        check = ["setpriv", f"--reuid={ORDINARY}", f"--regid={ORDINARY}", "--clear-groups", candidate, "-c", code]
        if subprocess.run(check, cwd="/", capture_output=True).returncode == 0:
            return candidate
    return None


def test_there_are_enough_of_them() -> None:
    assert len(BODIES) + len(POISON) >= 60


ATTACKS = pytest.mark.parametrize("attacks", ["tests.security.body_attacks", "tests.security.escape_attacks"], ids=["body", "escaped"])


@ATTACKS
@pytest.mark.parametrize("without", [(), ("namespaces",)], ids=["full", "contained"])
def test_nothing_is_got_as_this_user(attacks: str, without: tuple[str, ...]) -> None:
    assert attack(attacks, *without) == []


@ATTACKS
def test_nothing_is_got_in_a_container(attacks: str) -> None:
    assert attack("tests.security.container", attacks) == []


@ATTACKS
@pytest.mark.parametrize("without", [(), ("namespaces",)], ids=["full", "contained"])
def test_nothing_is_got_as_an_ordinary_user(attacks: str, without: tuple[str, ...]) -> None:
    if os.geteuid() != 0:
        pytest.skip("this is an ordinary user already")
    python = ordinary_python()
    if python is None:
        pytest.skip("no Python that an ordinary user may run and that sees this folder")
    prefix = ("setpriv", f"--reuid={ORDINARY}", f"--regid={ORDINARY}", "--clear-groups")
    assert attack(attacks, *without, prefix=prefix, python=python) == []
