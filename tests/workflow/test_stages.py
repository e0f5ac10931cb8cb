"""The list of stages: it is what the compiler does, in its order, and names files that are there."""

from __future__ import annotations

from pathlib import Path

import pytest

import noetlc
from noetlc import building
from noetlc.compiler import CompileOptions, compile_playbook
from noetlc.frontend import load
from noetlc.lower.passes.pipeline import PASSES
from noetlc.stages import STAGES, Watch

TEXT = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: stages}
workload: {n: 3}
workflow:
  - step: start
    tool:
      kind: python
      input: {n: "{{ n }}"}
      code: |
        def squares(k):
            for i in range(k):
                yield i * i
        result = sum(squares(n))
"""
NAMES = [stage.name for stage in STAGES]


def test_the_compiler_passes_the_stages_in_order() -> None:
    playbook, _ = load(TEXT)
    assert playbook is not None
    watch = Watch()
    compile_playbook(playbook, CompileOptions(), None, watch)
    assert watch.passed == NAMES


def test_files_are_there_and_passes_are_those_of_the_pipeline() -> None:
    assert all((Path(noetlc.__file__).parent / stage.file).is_file() for stage in STAGES)
    first = NAMES.index(PASSES[0][0])
    assert NAMES[first : first + len(PASSES)] == [name for name, _ in PASSES]


MARKS = {
    "checked": "step 0 'start' at 6:5",
    "rewritten": "# step start\ndef squares(k):",
    "lowered": "%i: dyn",
    "inferred": "%i: int",
    "selected": "yield(",
    "resumable": "func @body.1.1.squares.resume(",
    "rooted": "$stack_ptr",
    "linked": "func @entry_run(",
    "wat": "(module",
    "manifest": '"abi"',
}


@pytest.mark.parametrize("name", NAMES)
def test_every_stage_can_be_looked_at(name: str) -> None:
    text, diagnostics = building.after_stage(TEXT, name)
    assert not [d for d in diagnostics if d.severity == "error"]
    assert MARKS.get(name, "func @entry_run(") in text


def test_final_stages_are_what_a_build_gives() -> None:
    built = noetlc.build(TEXT, verify=False)
    assert building.after_stage(TEXT, "ir")[0] == built.ir_text()
    assert building.after_stage(TEXT, "wat")[0] == built.wat_text()


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown stage 'parsed'; known are checked, rewritten"):
        building.after_stage(TEXT, "parsed")
