"""A defect of the compiler: the bodies stay with the host, and a diagnostic says so."""

from __future__ import annotations

import pytest

import noetlc
from noetlc.lower.python.dispatch import finish

TEXT = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: case, path: case}
workflow:
- step: start
  tool:
    kind: python
    code: |
      result = 1 + 1
"""


def test_bodies_stay_with_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(finish, "infer", fail)
    built = noetlc.build(TEXT, verify=False)
    assert [(s.lowered, s.reason) for s in built.steps] == [("interpreted", "the compiler failed: KeyError: 'x'")]
    (found,) = [d for d in built.diagnostics if d.code == "L08"]
    assert (found.line, found.severity) == (8, "warning")
    with pytest.raises(noetlc.BuildError, match="the compiler failed"):
        noetlc.build(TEXT, verify=False, target="noetl-worker")


def test_other_defects_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("noetlc.compiler.pack_strings", fail)
    with pytest.raises(KeyError):
        noetlc.build(TEXT, verify=False)


def test_defects_in_lowering(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("noetlc.lower.python.functions.root.block", fail)
    built = noetlc.build(TEXT, verify=False)
    assert [s.reason for s in built.steps] == ["the compiler failed: AssertionError: "]
