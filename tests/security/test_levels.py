"""What happens where the wall is lower than it must be."""

from __future__ import annotations

from typing import Any

import pytest

import noetlc
from noetlc.confine import processes
from noetlc.confine.wall import MECHANISMS, NOT_IN_KERNEL, Wall
from noetlc.interp.host import LocalHost
from noetlc.interp.pybody.request import BodyRequest
from noetlc.interp.pybody.runner import BodyRunner
from noetlc.verify import process

PLAYBOOK = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: p}
workflow:
  - {step: start, tool: {kind: python, code: "result = 1 + 1"}}
"""


def wall(**missing: str) -> Wall:
    return Wall(dict.fromkeys(MECHANISMS) | {name.replace("_", " "): reason for name, reason in missing.items()})


def test_levels() -> None:
    assert wall().level == "full"
    assert wall(memory_cgroup="no").level == "full"
    assert wall(namespaces="no", empty_root="no").level == "contained"
    assert wall(namespaces="no", landlock=NOT_IN_KERNEL).level == "contained"
    assert wall(namespaces="no", landlock="not permitted").level == "none"
    assert wall(seccomp="no").level == "none"
    assert wall(no_capabilities="no").level == "none"
    assert Wall.decode(None).level == Wall.decode({"missing": {}}).level == Wall.decode({"missing": {"seccomp": None}}).level == "none"
    assert "seccomp (no)" in wall(seccomp="no").describe()


def test_a_body_is_not_run_without_a_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    request = BodyRequest("result = 1", (), {}, None, "s", "1")
    with BodyRunner(without=frozenset({"seccomp"})) as runner:
        done = runner.run(request, LocalHost())
        assert done.kind == "unsupported"
        assert "seccomp (left out)" in str(done.failure)
        monkeypatch.setenv("NOETLC_UNCONFINED", "1")
        assert runner.run(request, LocalHost()).data == 1


def test_a_build_asks_before_it_verifies_without_a_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    def lower(role: str, settings: dict[str, Any], hash_seed: int = 0, unconfined: bool = False) -> processes.Tree:
        return processes.plant(role, settings | {"without": ["seccomp"]}, hash_seed, unconfined)

    assert noetlc.build(PLAYBOOK, examples=0).manifest["verification"]["confinement"] in ("full", "contained")
    monkeypatch.setattr(process, "plant", lower)
    with pytest.raises(noetlc.BuildError, match=r"W19 .* no wall around it .*seccomp"):
        noetlc.build(PLAYBOOK, examples=0)
    built = noetlc.build(PLAYBOOK, examples=0, allow_unconfined=True)
    assert built.manifest["verification"]["confinement"] == "none"
    assert "W19" in {d.code for d in built.diagnostics}
    assert noetlc.build(PLAYBOOK, verify=False).verification is None
