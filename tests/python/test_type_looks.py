"""`type(x) is int` is a look at a tag where a tag tells it, without the class of the value."""

from __future__ import annotations

import pytest

import noetlc
from noetlc.ir.nodes import Expr
from noetlc.lower.python.dispatch.selection import PythonSelection

PLAYBOOK = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {{name: t}}\nworkflow:\n- step: start\n  tool:\n    kind: python\n    code: |\n{}\n"


@pytest.mark.parametrize(
    ("test", "by_tag"),
    [
        ("type(x) is int", True),
        ("type(x) is not str", True),
        ("type(x) is list or type(x) is float", True),
        ("type(x) is bool", True),
        ("type(x) is dict", False),
        ("type(x) is tuple", False),
        ("type(x) is type(None)", False),
    ],
)
def test_looks_at_types(test: str, by_tag: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[bool] = []
    is_itself = PythonSelection.is_itself

    def noted(self: PythonSelection, expr: Expr) -> Expr | None:
        made = is_itself(self, expr)
        found.append(made is not None)
        return made

    monkeypatch.setattr("noetlc.lower.python.dispatch.selection._CLASS_TESTS", {"py_is": noted})
    body = f"result = [x for x in [1, 'a', [2], 2.5, True, {{}}, (3,), None] if {test}]"
    text = PLAYBOOK.format("      " + body)
    built = noetlc.build(text, verify=False)
    assert built.steps[0].lowered == "native"
    assert set(found) == {by_tag}
    kept = noetlc.run(built.wasm, {})["result"]
    assert kept == [list(x) if isinstance(x, tuple) else x for x in eval(body.partition(" = ")[2])]
