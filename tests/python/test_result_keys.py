"""Ints of any length as keys of a result: their digits are no text of the body, so no limit counts them."""

from __future__ import annotations

from bodies import playbook

import noetlc


def test_keys_have_any_length() -> None:
    text = playbook("x = 10**5000\nresult = {x: 1, -x: 2, 10**30000 + 1: 3}\n")
    built = noetlc.build(text, verify=False)
    assert [step.lowered for step in built.steps] == ["native"]
    assert noetlc.run(built.wasm) == noetlc.interpret(text)
