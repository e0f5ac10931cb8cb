"""Random expressions of ints that are cut to 64 bits, and of what only looks like it, against CPython: `lower/passes/words.py`, `word_chains.py`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from bodies import compiled_together, difference, in_cpython

EXPRESSIONS = 12
EXAMPLES = int(os.environ.get("NOETLC_WORDS", "12")) // EXPRESSIONS
CONSTANTS = [
    "0",
    "1",
    "3",
    "31",
    "255",
    "0x9E3779B97F4A7C15",
    "(1 << 63)",
    "(2 ** 64 - 1)",
    "6364136223846793005",
    "-7",
    "(1 << 61)",
    "-(1 << 62)",
]
MASKS = ["0xFF", "0xFFFFFFFF", "0x7FFFFFFFFFFFFFFF", "0xFFFFFFFFFFFFFFFF", "(1 << 59)", "-2"]
MODULI = ["97", "2 ** 31", "(1 << 32)", "2 ** 61 - 1", "2 ** 64", "(1 << 63)"]
BODY = """class I(int):
    def __mul__(self, other): return int(self) * other + 1
    def __rshift__(self, other): return 'shifted'
class N:
    def __init__(self, v): self.v = v
    def __repr__(self): return 'N(%r)' % (self.v,)
    def __add__(self, other): return N(self.v + other)
    def __mul__(self, other): return self.v
    def __xor__(self, other): return N(self.v ^ 3)
    def __and__(self, other): return self.v & other
    def __rxor__(self, other): return other
log = []
def say(x):
    log.append(x)
    return x
def f(a, b):
    return {0}
def g(n):
    a = b = 0xcbf29ce484222325
    for i in range(n):
        a = {1}
        b = (b * 31 + i) & 0xFFFFFFFFFFFFFFFF
    return a, b
values = [0, 1, -1, 12345, 1 << 30, -(1 << 31), 1 << 59, 1 << 61, (1 << 63) - 1, 1 << 63, (1 << 64) - 1, 1 << 64, -(1 << 63), -(1 << 64) - 5, 3 ** 60]
values += [True, 2.5, 'ab', None, I(7), I(1 << 62), N(6)]
out = []
for a in values:
    for b in (5, (1 << 64) - 3, -4, I(3), N(2), 1.5):
        log.clear()
        try:
            r = f(a, b)
            out.append((type(r).__name__, r.v if isinstance(r, N) else r, log[:]))
        except Exception as e:
            out.append((type(e).__name__, str(e), log[:]))
try:
    out.append(g(6))
except Exception as e:
    out.append(str(e))
for o in out: print(o)
"""


@st.composite
def trees(draw: st.DrawFn, names: tuple[str, ...], depth: int = 3) -> str:
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from([*names, *names, *CONSTANTS, f"say({names[0]})", f"say({names[-1]})", "len(str(5))"]))
    left = draw(trees(names, depth - 1))
    match draw(st.sampled_from("++-*^|&~<>mq")):
        case "<":
            return f"(({left}) << {draw(st.sampled_from([0, 1, 13, 31, 63, 64, 70]))})"
        case ">":
            return f"(({left}) >> {draw(st.sampled_from([0, 1, 7, 33, 63, 64, 90]))})"
        case "~":
            return f"(~({left}))"
        case "m":
            return f"(({left}) & {draw(st.sampled_from(MASKS))})"
        case "q":
            return f"(({left}) % ({draw(st.sampled_from(MODULI))}))"
        case operator:
            return f"(({left}) {operator} ({draw(trees(names, depth - 1))}))"


@st.composite
def cut(draw: st.DrawFn, names: tuple[str, ...]) -> str:
    tree = draw(trees(names))
    return draw(
        st.sampled_from(
            [f"{tree} & 0xFFFFFFFFFFFFFFFF", f"({tree}) % 2 ** 64", f"({tree}) & 0xFFFFFFFF", f"0xFFFFFFFFFFFFFFFF & ({tree})", tree]
        )
    )


@settings(
    max_examples=EXAMPLES, deadline=None, phases=(Phase.reuse, Phase.generate), suppress_health_check=list(HealthCheck), print_blob=True
)
@given(st.lists(st.tuples(cut(("a", "b")), cut(("a", "i", "b"))), min_size=EXPRESSIONS, max_size=EXPRESSIONS))
def test_cut_ints(pairs: list[tuple[str, str]]) -> None:
    """Failing examples are not made smaller: each takes seconds, and says which expressions differ."""
    codes = [BODY.format(of_values, of_words) for of_values, of_words in pairs]
    module = compiled_together(codes)
    assert module is not None
    for number, code in enumerate(codes):
        assert difference(in_cpython(code), module, {"which": number}) == "", (pairs[number], code)
