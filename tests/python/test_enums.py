"""Enums in both engines: members as results, warnings of the module, sizes; and what is refused."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import noetlc

sys.path.insert(0, str(Path(__file__).parent))

from bodies import playbook

BODIES = {
    "a member is no data": "from enum import Enum\nclass C(Enum):\n    A = 1\nresult = {'x': C.A}\n",
    "printed": "from enum import Enum\nclass C(Enum):\n    A = 1\nprint(C.A, [C.A], C)\n",
    "a warning is not shown": "from enum import Enum\nclass C(Enum):\n    A = 1\ntry:\n    1 in C\nexcept TypeError as e:\n    print(e)\n",
    "uncaught": "from enum import Enum\nclass C(Enum):\n    A = 1\nx = C('b')\n",
    "traceback": "import traceback\nfrom enum import Enum\nclass C(Enum):\n    A = 1\n    def f(self):\n        return C(self.value + 1)\ntry:\n    C.A.f()\nexcept ValueError:\n    print(traceback.format_exc())\n",
    "members that are data": "from enum import Enum, IntEnum\nclass C(str, Enum):\n    A = 'a'\nclass N(IntEnum):\n    B = 9007199254740993\nresult = {'x': C.A, C.A: [N.B]}\n",
    "of tuples": "from enum import Enum\nclass C(tuple, Enum):\n    A = (1, 2)\nresult = [C.A.value, C.A[1]]\n",
    "main with an input": "from enum import Enum\nclass C(Enum):\n    A = 'a'\ndef main():\n    return [C('a').name, {c.name: c.value for c in C}]\n",
}

REFUSED = {
    "from enum import ReprEnum\nclass C(int, ReprEnum):\n    A = 1\nresult = int(C.A)": "enum.ReprEnum",
    "from enum import Enum\nC = Enum(*['C', 'A'])\nresult = C.A.value": "an enum made by a call",
    "from enum import Enum\nclass C(Enum):\n    A, (B, D) = 1, (2, 3)\nresult = C.A.value": "members of an enum by nested unpacking",
    "from enum import Enum\nclass M:\n    def __new__(cls, v):\n        return object.__new__(cls)\nclass C(M, Enum):\n    A = 1\nresult = 1": "an enum with this second base class",
    "from enum import Enum\nclass C(Enum):\n    for i in range(2):\n        pass\nresult = 1": "a For statement in an enum",
    "from enum import Enum\nclass C(Enum):\n    name = 1\nresult = 1": "name in an enum",
    "import enum\nresult = str(enum.EnumMeta)": "enum.EnumMeta",
}


@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in BODIES.items()])
def test_engines_agree(code: str) -> None:
    built = noetlc.build(playbook(code), examples=1, lenient=True)  # raises Divergence where they do not
    assert [step.lowered for step in built.steps] == ["native"], built.diagnostics


@pytest.mark.parametrize(("code", "reason"), REFUSED.items())
def test_refused(code: str, reason: str) -> None:
    built = noetlc.build(playbook(code), verify=False, lenient=True)
    assert [step.lowered for step in built.steps] == ["interpreted"]
    assert reason in built.diagnostics[0].message


def test_ancestors_are_walked_once() -> None:
    """Diamonds above an enum: their paths double with each level."""
    lines = ["from enum import Enum", "class T0:", "    def __str__(self): return 'x'"]
    for n in range(1, 25):
        lines += [f"class L{n}(T{n - 1}): pass", f"class R{n}(T{n - 1}): pass", f"class T{n}(L{n}, R{n}): pass"]
    code = "\n".join([*lines, "class E(T24, Enum):", "    A = 1", "result = [str(E.A), E.A.value]"])
    built = noetlc.build(playbook(code), examples=1, lenient=True)
    assert [step.lowered for step in built.steps] == ["native"], built.diagnostics
