"""What a body gives as data, on both engines: values and keys of classes of the body are what their built-in classes would be."""

from __future__ import annotations

import textwrap

import pytest

import noetlc

CLASSES = """
import collections, enum, typing
class I(int):
    def __repr__(self): return "own"
class Shown(int):
    def __str__(self): return "shown"
class F(float):
    def __repr__(self): return "own"
class S(str):
    def __str__(self): return "own"
class L(list):
    def __iter__(self): return iter("own")
    def __len__(self): return 0
class D(dict):
    def items(self): return []
    def __iter__(self): return iter("own")
class T(tuple):
    def __iter__(self): return iter("own")
class Told(int):
    def __int__(self): return 3
    def __index__(self): return 4
class Floated(float):
    def __float__(self): return 3.5
class N(typing.NamedTuple):
    a: int
    b: int = 2
class E(enum.IntEnum): A = 7
class W(str, enum.Enum): B = "bb"
class G(enum.StrEnum): C = "cc"
class O(enum.Enum): D = 1
moved = collections.OrderedDict(a=1, b=2, c=3)
moved.move_to_end("a")
"""

GIVEN = [
    'I(5), Shown(6), F(1.5), S("x"), E.A, W.B, G.C, I(1 << 60), I(1 << 70), F(2.0)',
    '{I(9): 0, Shown(8): 1, F(2.5): 2, S("k"): 3, E.A: 4, W.B: 5, G.C: 6}',
    '{"own": 1, I(9): 0}',
    "{I(1 << 70): 1, Shown(-(1 << 70)): 2, F(1e300): 3, F(2.0): 4}",
    "{True: 1, False: 2, None: 3, 2: 4, 2.5: 5, -0.0: 6, 1e22: 7}",
    '{"1": 1, 1: 2}, {1: 1, "1": 2}',
    'L([1, L([S("y")])]), D(a=D(b=1)), T((1, T(()))), N(1), [N(1, N(2))]',
    "[Told(5), Told(1 << 70), Floated(1.5)], {Told(6): 1, Floated(2.5): 2}",
    "collections.OrderedDict(a=1), collections.Counter('abca'), collections.defaultdict(list, x=[1])",
    "O.D",
    "{O.D: 1}",
    "{(1,): 2}",
    "{N(1): 2}",
    '{"a": {1, 2}}',
    "collections.deque([1])",
    'b"x"',
    "float('nan')",
    "[{F('inf'): 1}]",
    "E",
    "range(3), moved",
    "1j",
]


@pytest.mark.parametrize("given", GIVEN)
def test_data_given(given: str) -> None:
    code = f"{CLASSES}result = {given}"
    text = f"""\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {{name: case, path: case}}
workflow:
- step: start
  tool:
    kind: python
    code: |
{textwrap.indent(code, " " * 6)}
"""
    built = noetlc.build(text, verify=False, lenient=True)
    assert [s.lowered for s in built.steps] == ["native"]
    compiled, interpreted = noetlc.run(built.wasm, {}), noetlc.interpret(text, {})
    assert compiled["result"] == interpreted["result"]
    assert list(map(repr, _keys(compiled["result"]))) == list(map(repr, _keys(interpreted["result"])))
    assert compiled["errors"] == interpreted["errors"]


def _keys(value: object) -> list[object]:
    """The keys in order, and the kinds of numbers, which are equal otherwise."""
    if isinstance(value, dict):
        return [part for key, item in value.items() for part in (key, *_keys(item))]
    return [part for item in value for part in _keys(item)] if isinstance(value, list) else [value]
