"""Errors and results of bodies that are alone in their module: what else a module has decides how their text is made."""

from __future__ import annotations

from pathlib import Path

import pytest

import noetlc

FOLDER = Path(__file__).parent / "edges" / "alone"
PROGRAMS = [p for file in sorted(FOLDER.glob("*.txt")) for p in file.read_text(encoding="utf-8").split("# ---\n")]
HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: case, path: case}\nworkflow:\n- step: start\n  tool:\n    kind: python\n"


@pytest.mark.parametrize("program", PROGRAMS)
def test_alone(program: str) -> None:
    """The module answers as the interpreter does."""
    text = f"{HEAD}    code: |2\n" + "".join(f"      {line}\n" for line in program.split("\n"))
    compiled = noetlc.run(noetlc.build(text, verify=False).wasm, {})
    interpreted = noetlc.interpret(text, {})
    assert compiled["errors"] == interpreted["errors"]
    assert compiled["result"] == interpreted["result"]
