"""What builds say about the author's own inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import noetlc
from noetlc.frontend import load
from noetlc.verify.findings import made_up

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: f}\nworkload: {n: 4}\nworkflow:\n"


def step(name: str, code: str, then: str = "") -> str:
    body = "".join(f"        {line}\n" for line in code.splitlines())
    text = f'- step: {name}\n  tool:\n    kind: python\n    input: {{n: "{{{{ n }}}}"}}\n    code: |\n{body}'
    return text + (f"  next: {then}\n" if then else "")


def found(text: str, **options: Any) -> dict[str, Any]:
    return {d.code: d for d in noetlc.build(text, path="f.yaml", examples=options.pop("examples", 0), **options).diagnostics}


def test_a_workload_that_is_left_is_named_with_its_place() -> None:
    codes = found(HEAD + step("start", "x = 1\nresult = 2 ** 70 + n"), bigint=False)
    assert codes["W17"].message == "the playbook's own workload is left to the interpreter: an integer beyond 64 bits"
    assert (codes["W17"].line, codes["W17"].column) == (12, 18)
    assert "0 compared, 1 left to the interpreter" in codes["W16"].message


def test_a_workload_that_fails_is_named_with_its_place() -> None:
    codes = found(HEAD + step("start", "result = 1", "stop") + step("stop", "raise ValueError('no')"))
    assert codes["W18"].message == "a run of the playbook's own workload fails: step stop: exception: ValueError: no"
    assert codes["W18"].line == 18
    assert "W16" not in codes


def test_an_input_is_named(tmp_path: Path) -> None:
    text = HEAD + step("start", "result = 10 // n")
    file = tmp_path / "zero.json"
    file.write_text('{"n": 0}')
    assert "input 1" in found(text, inputs=[{"n": 0}])["W18"].message
    assert f"input {file}" in found(text, inputs=[file])["W18"].message
    assert not found(text, inputs=[{"n": 1}])


def test_generated_payloads_may_fail() -> None:
    assert "W18" not in found(HEAD + step("start", "result = 10 // n"), examples=25)


def test_nothing_compared_is_an_error_where_something_must_be() -> None:
    text = HEAD + step("start", "result = 2 ** 70 + n")
    with pytest.raises(noetlc.BuildError, match="W16 nothing was compared"):
        noetlc.build(text, examples=0, require_verified=True, bigint=False)
    noetlc.build(HEAD + step("start", "result = n"), examples=0, require_verified=True)


def test_a_body_that_cpython_runs_on_both_sides_is_not_compared() -> None:
    text = HEAD + step("start", "callable(aiter)\nresult = n")
    built = noetlc.build(text, examples=0)
    assert built.steps[0].lowered == "interpreted"
    assert built.verification is not None
    assert (built.verification.compared, built.verification.host) == (0, 1)
    assert "W16" in {d.code for d in built.diagnostics}
    assert built.manifest["verification"]["host_steps"] == {"start": 1}


def test_steps_that_may_see_made_up_data() -> None:
    text = HEAD + (
        "- {step: start, tool: {kind: http, url: 'http://x'}, next: [read, own, all]}\n"
        "- {step: read, tool: {kind: noop, result: '{{ start.x }}'}, next: later}\n"
        "- {step: later, tool: {kind: noop, result: '{{ read }}'}}\n"
        "- {step: own, tool: {kind: noop, result: '{{ n }}'}}\n"
        "- {step: all, tool: {kind: noop, result: '{{ ctx.x }}'}}\n"
    )
    playbook = load(text)[0]
    assert playbook is not None
    assert made_up(playbook) == {"start", "read", "later", "all"}
    without = load(text.replace("kind: http, url: 'http://x'", "kind: noop"))[0]
    assert without is not None
    assert made_up(without) == frozenset()


def test_what_no_example_reached_is_listed() -> None:
    text = HEAD + step("start", "if n == 777:\n    result = 1\nelif n > 2:\n    result = 2\nelse:\n    result = 3")
    built = noetlc.build(text, path="f.yaml", examples=0)
    assert built.verification is not None
    assert built.verification.reach is not None
    counts = built.verification.reach.counts()
    assert counts == {"steps": [1, 1], "body branches": [1, 3]}
    assert built.manifest["verification"]["coverage"] == counts
    missed = built.verification.report()["coverage"]["not_reached"]
    assert [(point["kind"], point["line"]) for point in missed] == [("body", 12), ("body", 16)]
    more = noetlc.build(text, path="f.yaml", examples=25).verification
    assert more is not None
    assert more.reach is not None
    assert more.reach.counts()["body branches"] == [3, 3]
