"""Functions made for Python bodies are well formed after every stage, those of methods taken from values too."""

from __future__ import annotations

import textwrap

import pytest

import noetlc

BODIES = {
    "join": "def f(x):\n    joined = x.join\n    return joined(['a', 'b'])\nresult = f('-')\n",
    "close": "g = (n for n in range(3))\nclose = g.close\nclose()\nresult = list(g)\n",
    "end": "import re\nfound = re.match('a(b)', 'ab')\nend = found.end\nresult = end()\n",
}


@pytest.mark.parametrize("body", BODIES)
def test_methods_taken_from_values(body: str) -> None:
    """What is no receiver of any kind cannot come there, so that the function ends without a result."""
    text = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: methods}\nworkflow:\n  - step: start\n    tool:\n      kind: python\n"
    text += "      code: |\n" + textwrap.indent(BODIES[body], " " * 8)
    assert noetlc.build(text, verify=False, verify_ir=True).wasm == noetlc.build(text, verify=False).wasm
