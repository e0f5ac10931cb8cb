"""Ints as keys of a result: one of more digits than an int that is data may have leaves the run, as such a value does."""

from __future__ import annotations

import pytest
from bodies import playbook

import noetlc

LARGEST = "10**4300 - 1"
TOO_LARGE = [
    "result = {10**4300: 1}",
    "result = [{'a': {-(10**4300): 1}}]",
    "class N(int):\n    def __abs__(self): return 0\nresult = {N(10**30000): 1}",
]


def built(body: str) -> tuple[str, bytes]:
    text = playbook(body + "\n")
    found = noetlc.build(text, verify=False)
    assert [step.lowered for step in found.steps] == ["native"]
    return text, bytes(found.wasm)


def test_the_longest_keys() -> None:
    text, module = built(f"result = {{{LARGEST}: 1, -({LARGEST}): 2}}")
    assert noetlc.run(module) == noetlc.interpret(text)


@pytest.mark.parametrize("body", TOO_LARGE)
def test_longer_keys(body: str) -> None:
    text, module = built(body)
    with pytest.raises(noetlc.Aborted) as caught:
        noetlc.run(module)
    assert caught.value.kind == "int_overflow"
    (error,) = noetlc.interpret(text)["errors"]
    assert (error["kind"], error["message"]) == ("value", "the result has a map key of more than 4300 digits")
