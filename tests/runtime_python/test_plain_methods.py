"""Methods behind operators take their arguments without a tuple; modules without such methods have nothing of it."""

from __future__ import annotations

import json

import pytest

import noetlc
from noetlc.host.sections import read_module

CLASS = """
class C:
    def {name}(self{parameters}):
        return 5
result = {use}
"""


def functions(code: str) -> set[str]:
    steps = [{"step": "start", "tool": {"kind": "python", "code": code}}]
    document = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "plain"}, "workflow": steps}
    wasm = noetlc.build(json.dumps(document), verify=False).wasm
    assert noetlc.run(wasm, {})["result"] == 5
    return set(read_module(wasm).function_names.values())


@pytest.mark.parametrize(
    ("name", "parameters", "use", "plain"),
    [
        ("__add__", ", o", "C() + C()", True),
        ("__rsub__", ", o", "1 - C()", True),
        ("__len__", "", "len(C())", True),
        ("__add__", ", o, p=1", "C() + C()", False),
        ("__mul__", ", *o", "C() * 2", False),
        ("add", ", o", "C().add(1)", False),
        ("__enter__", "", "C().__enter__()", False),
    ],
)
def test_linked_by_use(name: str, parameters: str, use: str, plain: bool) -> None:
    made = functions(CLASS.format(name=name, parameters=parameters, use=use))
    assert any(name.endswith(".plain") for name in made) is plain
