"""How `main` gets its inputs, on both engines."""

from __future__ import annotations

import textwrap

import pytest

import noetlc

MAINS = [
    "def main(a, /, b=2, **k): return [a, b, k]",
    "def main(z, a, /): return [z, a]",
    "def main(b, a, /): return [a, b]",
    "def main(b, missing=5, /, *, a): return [a, b, missing]",
    "def main(*rest, a, **k): return [rest, a, k]",
    "def main(a, absent): return a",
    "def main(*, a, absent): return a",
    "def main(**k): return k",
    "def main(**k): return [step, args, k]",
    "def main(a, absent): return [step, b]",
    "def main(a, absent, /): return step",
    "def main(a, n=1, **k): return [step, k] if n > 3 else main(a, n + 1, n=n)",
    "def main(a, n=1): return [step, n] if n > 3 else main(a, n + 1)",
    "def main(): return 1",
    "async def main(a): return a",
    "if a:\n    def main(b): return b",
    "def outer():\n    def main(x): return x\n    return main\nresult = outer()(7)",
    "result = 3\ndef main(a): return a",
    "result = None\ndef main(a): return a",
    "args['new'] = 1\ndef main(**k): return k",
    "args['new'] = 1\ndef main(new=5): return new",
    "args['a'] = 9\ndef main(**k): return [a, k]",
    "del args['b']\ndef main(a, b=7): return [a, b]",
    "del args['b']\nargs['b'] = 7\ndef main(**k): return list(k.items())",
    "args.pop('a')\ndef main(a): return a",
    "args.clear()\ndef main(**k): return k",
    "args.update(a=5, c=6)\ndef main(a, b, c=1, **k): return [a, b, c, k]",
    "x = args\nx['q'] = 3\ndef main(q=0, **k): return [q, k]",
    "args = {'z': 3}\ndef main(**k): return k",
    "args[1] = 2\ndef main(**k): return k",
    "args.setdefault('n', 5)\ndef main(n, /, **k): return [n, k]",
    "del args['a']\ndef main(a, /, b=3): return [a, b]",
    "args |= {'r': 1}\ndef main(**k): return k",
    "context['args']['y'] = 1\ndef main(**k): return k",
    "async def main(**k): return k\nargs['z'] = 1",
    "def main(z, *r): return [z, r]\nargs['z'] = 1",
    "def main(*r, **k): return [r, k]\nargs['z'] = 1",
    "def main(): return sorted(args)\nargs['z'] = 1",
    "variables['q'] = 3\nresult = [context['variables']['q'], context['variables'] is variables]",
    "def f(): return context\nf()['variables']['q'] = 3\nresult = variables['q']",
    "context['ctx']['n'] = 5\nresult = [variables['ctx'], context['ctx'] is variables['ctx']]",
    "variables = 5\nresult = type(context['variables']).__name__",
]


@pytest.mark.parametrize("code", MAINS)
def test_main(code: str) -> None:
    text = f"""\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {{name: case, path: case}}
workflow:
- step: start
  tool:
    kind: python
    args: {{b: 1, a: 4}}
    code: |
{textwrap.indent(code, " " * 6)}
"""
    built = noetlc.build(text, verify=False, lenient=True)
    assert [s.lowered for s in built.steps] == ["native"]
    compiled, interpreted = noetlc.run(built.wasm, {}), noetlc.interpret(text, {})
    assert compiled == interpreted
