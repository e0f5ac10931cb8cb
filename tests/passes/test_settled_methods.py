"""Methods of receivers whose kind is known need no dispatcher, also beside classes that have methods of the same name."""

from __future__ import annotations

import pytest

import noetlc

CLASS = "class Own:\n    def split(self):\n        return ['own']\n    def get(self, k):\n        return k\n"
DERIVED = "class Own(dict):\n    def get(self, k):\n        return k\n"
USES = "def main(n):\n    text = str(n) + ' b'\n    found = {n: text}\n    return len(text.split()), found.get(n), Own().get(1)\n"


def ir_text(code: str) -> str:
    indented = code.replace("\n", "\n      ")
    text = f"apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {{name: t, path: t}}\nworkflow:\n- step: start\n  tool:\n    kind: python\n    input: {{n: 1}}\n    code: |\n      {indented}\n"
    built = noetlc.build(text, verify=False)
    assert built.steps[0].lowered == "native"
    return built.ir_text()


@pytest.mark.parametrize(("first", "direct"), [(CLASS, True), (DERIVED, False)])
def test_dispatchers(first: str, direct: bool) -> None:
    text = ir_text(first + USES)
    assert "@method.get.1" in text  # of the instance
    assert ("@method.split.0" not in text) == direct
    assert ("@py_dict_get" in text or "@dict_get_or" in text) == direct

