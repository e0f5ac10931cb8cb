"""How `main` gets its inputs, on both engines."""

from __future__ import annotations

import re
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


def _playbook(code: str) -> str:
    return f"""\
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


@pytest.mark.parametrize("code", MAINS)
def test_main(code: str) -> None:
    text = _playbook(code)
    built = noetlc.build(text, verify=False, lenient=True)
    assert [s.lowered for s in built.steps] == ["native"]
    compiled, interpreted = noetlc.run(built.wasm, {}), noetlc.interpret(text, {})
    assert compiled == interpreted


def test_generator() -> None:
    """A generator that `main` makes is the result by its name; where it lies is another thing on each engine."""
    text = _playbook("def main():\n    yield 1")
    built = noetlc.build(text, verify=False, lenient=True)
    shown = [re.sub("0x[0-9a-f]+", "0x", str(run["result"])) for run in (noetlc.run(built.wasm, {}), noetlc.interpret(text, {}))]
    assert shown == ["<generator object main at 0x>"] * 2


DOWN = """
class Down:
    def __init__(self, n):
        self.n = n
    def __aiter__(self):
        return self
    async def __anext__(self):
        self.n -= 1
        if self.n < 0:
            raise StopAsyncIteration
        return self.n
"""
COROUTINES = [
    """
async def f(n):
    log.append(n)
    return n
log = []
async def main():
    made = f(1)
    log.append('made')
    several = [f(2), f(3)]
    log.append('several')
    f(4)
    return [await made, await several[1], await several[0], type(f(5)).__name__, log]
""",
    """
class Client:
    calls = []
    async def get(self, n):
        self.calls.append(n)
        return n
    def later(self, n):
        return self.get(n)
async def main():
    client = Client()
    first = client.later(1)
    get = client.get
    second = get(2)
    seen = list(client.calls)
    return [await second, await first, seen, client.calls]
""",
    """
async def fails(n):
    raise ValueError(n)
async def main():
    held = fails(1)
    seen = 0
    try:
        seen = 1
        await held
    except ValueError as error:
        seen = [seen, str(error)]
    try:
        await held
    except RuntimeError as error:
        return seen, str(error)
""",
    """
import functools
tries = 0
def again(f):
    @functools.wraps(f)
    async def wrapped(*args):
        for n in range(3):
            try:
                return n, await f(*args)
            except ValueError:
                pass
    return wrapped
@again
async def flaky(x):
    global tries
    tries += 1
    if tries < 3:
        raise ValueError
    return x
async def main():
    held = flaky(4)
    before = tries
    return before, await held, await flaky(5)
""",
    DOWN
    + """
async def main():
    found = []
    async for n in Down(3):
        found.append(n)
    else:
        found.append('all')
    return found
""",
    """
class Odd:
    def __await__(self):
        try:
            yield 1
        finally:
            print('left')
async def f():
    return await Odd()
async def main():
    return await f()
""",
    """
import json
class Base:
    async def get(self, k, default=None):
        return {"k": k, "d": default}
    async def close(self): print("closed")
    async def __aenter__(self): return self
    async def __aexit__(self, *a):
        await self.close()
class Child(Base):
    async def get(self, k, *, extra=1):
        r = await super().get(k, default=extra)
        r["x"] = [await self.one(i) for i in range(2)]
        return r
    async def one(self, i):
        if i > 5: raise ValueError(i)
        return i * i
async def main(n=2):
    async with Child() as c:
        r = await c.get("a", extra=n)
        try:
            await c.one(9)
        except ValueError as e:
            r["err"] = f"{e} {await c.one(2)}"
    return json.dumps(r)
""",
    """
async def fetch(i):
    if i == 2: raise RuntimeError("no " + str(i))
    return i
async def safe(co):
    try:
        return await co
    except RuntimeError as e:
        return str(e)
async def gather(*cos):
    return [await c for c in cos]
async def main():
    tasks = []
    for i in range(4):
        tasks.append(safe(fetch(i)))
    out = []
    for t in tasks:
        out.append(await t)
    return out
""",
    """
async def worker(q, out):
    while q:
        item = q.pop(0)
        out.append(item * 2)
        await pause()
async def pause():
    return len(out_of_turn)
out_of_turn = []
async def run_all(*cs):
    for c in cs: await c
async def main(items=None):
    q, out = [1, 2, 3], []
    await run_all(worker(q, out), worker(q, out))
    r = pause()
    r.close()
    return out, q
""",
    """
async def check(v):
    return v > 1
async def main():
    vals = [v for v in [1, 2, 3] if await check(v)]
    pending = [check(v) for v in (1, 2)]
    return vals
""",
    DOWN
    + """
async def say(x):
    print(x)
    return x
async def main():
    'Has a docstring.'
    offset = 10
    pairs = {await say(f'k{x}'): await say(x + offset) async for x in Down(3) if x != 1}
    nested = [[await say(x * y) for y in range(2)] for x in await say([1, 2]) if await say(x)]
    several = {await say((x, y)) for x in range(2) async for y in Down(x)}
    offset = 20
    try:
        [await say(x.missing) for x in [1]]
    except AttributeError as error:
        return pairs, nested, sorted(several), str(error), [x async for x in Down(offset - 18)], main.__doc__
""",
    "async def f(n):\n    return n\ndef main():\n    return f(3)",
    "async def f():\n    raise KeyError('k')\ndef main():\n    return f()",
    "async def f(n):\n    return n\nasync def main(a):\n    return [await f(a), await (f(1) if a else f(2))]",
    "class A:\n    @staticmethod\n    async def f(n):\n        return n\nasync def main(a):\n    return await A.f(a), [await A.f(n) for n in range(2)]",
    "async def f(n):\n    return n\nasync def main():\n    return await 5",
    "async def f(n):\n    return n\ndef g():\n    return 5\nasync def main():\n    return await g()",
    "async def f(n):\n    return n\nasync def main():\n    return await getattr(A, 'f')(1)\nclass A:\n    f = f",
    "async def g():\n    yield 1\nasync def main():\n    return [x async for x in g()], type(g()).__name__",
    "import asyncio\nasync def main():\n    print(asyncio.current_task().get_name())\n    return await asyncio.gather(asyncio.sleep(0.01, 1), asyncio.sleep(0, 2))",
    "from asyncio import wait_for, sleep\nasync def main():\n    await wait_for(sleep(1), 0.01)",
    "import asyncio\nasync def main():\n    raise KeyError('k')",
    "import asyncio\nasync def f():\n    return asyncio.TimeoutError.__name__\ndef main():\n    return asyncio.run(f())",
    "import asyncio\nprint(asyncio.Queue, repr(asyncio.CancelledError('x')))\nresult = asyncio.FIRST_COMPLETED",
]


@pytest.mark.parametrize("code", COROUTINES)
def test_coroutines(code: str) -> None:
    """A coroutine runs when it is awaited, and that of `main` when it has been made."""
    text = _playbook(code.strip("\n"))
    built = noetlc.build(text, verify=False, lenient=True)
    assert [s.lowered for s in built.steps] == ["native"]
    assert noetlc.run(built.wasm, {}) == noetlc.interpret(text, {})


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (
            "async def g():\n    try:\n        yield 1\n    finally:\n        print()\nasync def main():\n    async for x in g():\n        break",
            "a loop that leaves an asynchronous generator with a try",
        ),
        (
            "async def f(n):\n    return n\nasync def main():\n    held = f(1)\n    return [await held, [x := await f(n) for n in range(2)]]",
            "a comprehension that awaits",
        ),
    ],
)
def test_refused_coroutines(code: str, reason: str) -> None:
    built = noetlc.build(_playbook(code), verify=False, lenient=True)
    assert built.steps[0].reason == reason
