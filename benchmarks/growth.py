"""Operations of bodies at n, 2n and 4n, against CPython: what doubles with n there must double here.

The time of each is processor time, the least of some rounds, in turns with CPython. `instructions` counts what a module executes,
which is the same on every machine: `tests/benchmarks/test_growth.py` holds the growth of every operation with it.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from types import CodeType

import wasmtime

import noetlc
from benchmarks.common import Row, invoke, playbook, thread_seconds

# name -> n, and a body that reads `n` and sets `result`
OPERATIONS: dict[str, tuple[int, str]] = {
    "s[i], not ASCII": (8_000, "s = 'äbc€' * n\nresult = sum(1 for i in range(len(s)) if s[i] == 'b')"),
    "s[i] and t[j], not ASCII": (
        8_000,
        "s = 'äbc€' * n\nt = 'öbc😀' * n\nresult = sum(1 for i in range(len(s)) if s[i] == t[len(t) - 1 - i])",
    ),
    "s[i:j], not ASCII": (8_000, "s = 'äbc€' * n\nresult = sum(len(s[i:i + 3]) for i in range(0, len(s), 4))"),
    "s.find from the last find, not ASCII": (
        8_000,
        "s = 'äbc€' * n\nresult = 0\ni = s.find('b')\nwhile i >= 0:\n    result += 1\n    i = s.find('b', i + 1)",
    ),
    "s.startswith at i, not ASCII": (8_000, "s = 'äbc€' * n\nresult = sum(1 for i in range(len(s)) if s.startswith('b', i))"),
    "m.start() of re.finditer, not ASCII": (20_000, "import re\nresult = len([m.start() for m in re.finditer('b', 'äbc€' * n)])"),
    "s[::-1], not ASCII": (20_000, "result = len(('äbc€' * n)[::-1])"),
    "s.isupper, not ASCII": (50_000, "result = ('ÄÖÜЖ' * n).isupper()"),
    "s.isalpha, not ASCII": (50_000, "result = ('äöüж' * n).isalpha()"),
    "s.upper, not ASCII": (50_000, "result = len(('äöüж' * n).upper())"),
    "s.title, not ASCII": (50_000, "result = len(('äöü ж ' * n).title())"),
    "s.casefold, not ASCII": (50_000, "result = len(('ÄÖÜЖ' * n).casefold())"),
    "s += t": (20_000, "s = ''\nfor _ in range(n):\n    s += 'äb'\nresult = len(s)"),
    "join": (40_000, "result = len(','.join(str(i) for i in range(n)))"),
    "split": (40_000, "result = len(('ab cd ' * n).split())"),
    "re.sub": (8_000, "import re\nresult = len(re.sub('[aeiou]+', '-', 'hello world ' * n))"),
    "re.split": (8_000, "import re\nresult = len(re.split(r'\\s+', 'hello wörld ' * n))"),
    "csv.reader": (4_000, "import csv\nresult = sum(len(r) for r in csv.reader(['a,b,\"c d\",12\\n'] * n))"),
    "csv.reader, nothing quoted": (4_000, "import csv\nresult = sum(len(r) for r in csv.reader(['a,b,c d,12\\n'] * n))"),
    "csv.reader, one long field": (8_000, "import csv\nresult = len(next(csv.reader(['\"' + 'ab,' * n + '\",c']))[0])"),
    "csv.DictReader": (
        4_000,
        "import csv, io\nresult = sum(len(r) for r in csv.DictReader(io.StringIO('x,y,z,w\\n' + 'a,b,\"c d\",12\\n' * n)))",
    ),
    "csv.writer": (
        4_000,
        "import csv, io\nout = io.StringIO()\nw = csv.writer(out)\nfor i in range(n):\n    w.writerow([i, 'a b', 'c,d', 1.5])\n"
        "result = len(out.getvalue())",
    ),
    "lines of a StringIO": (20_000, "import io\nresult = sum(len(line) for line in io.StringIO('äbc def\\n' * n))"),
    "StringIO.read(1)": (
        4_000,
        "import io\nf = io.StringIO('äbc def\\n' * n)\nresult = 0\nwhile f.read(1):\n    result += 1",
    ),
    "StringIO.write": (20_000, "import io\nf = io.StringIO()\nfor _ in range(n):\n    f.write('abc äöü ')\nresult = len(f.getvalue())"),
    "list.insert(0, …)": (8_000, "x = []\nfor i in range(n):\n    x.insert(0, i)\nresult = len(x)"),
    "list.pop(0)": (8_000, "x = list(range(n))\nwhile x:\n    x.pop(0)\nresult = len(x)"),
    "x[:0] = …": (8_000, "x = []\nfor i in range(n):\n    x[:0] = [i]\nresult = len(x)"),
    "del x[::2]": (40_000, "x = list(range(n))\ndel x[::2]\nresult = len(x)"),
    "deque, both ends": (
        20_000,
        "from collections import deque\nd = deque()\nfor i in range(n):\n    d.append(i)\n    d.appendleft(i)\nresult = 0\n"
        "while d:\n    result += d.popleft() - d.pop()",
    ),
    "OrderedDict.popitem(last=False)": (
        10_000,
        "from collections import OrderedDict\nd = OrderedDict((i, i) for i in range(n))\nresult = 0\n"
        "while d:\n    result += d.popitem(last=False)[0]",
    ),
    "OrderedDict.move_to_end": (
        10_000,
        "from collections import OrderedDict\nd = OrderedDict((i, i) for i in range(n))\nfor i in range(n):\n    d.move_to_end(i)\n"
        "result = next(iter(d))",
    ),
    "OrderedDict as a cache": (
        10_000,
        "from collections import OrderedDict\nd = OrderedDict()\nfor i in range(n):\n    k = i * 7919 % 5000\n    if k in d:\n"
        "        d.move_to_end(k)\n    d[k] = i\n    if len(d) > 1000:\n        d.popitem(last=False)\nresult = len(d)",
    ),
    "dict.popitem": (20_000, "d = {i: i for i in range(n)}\nresult = 0\nwhile d:\n    result += d.popitem()[0]"),
    "dict, oldest key out": (
        20_000,
        "d = {}\nresult = 0\nfor i in range(n):\n    d[i] = i\n    if len(d) > 100:\n        result += d.pop(next(iter(d)))",
    ),
    "dict misses, ints": (40_000, "d = {i: i for i in range(n)}\nresult = sum(1 for i in range(n) if i + n in d)"),
    "dict misses, ints with gaps": (40_000, "d = {i * 64: i for i in range(n)}\nresult = sum(1 for i in range(n) if i * 64 + 1 in d)"),
    "dict misses, texts": (20_000, "d = {str(i): i for i in range(n)}\nresult = sum(1 for i in range(n) if str(i + n) in d)"),
    "dict misses, tuples": (20_000, "d = {(i, i): i for i in range(n)}\nresult = sum(1 for i in range(n) if (i, i + 1) in d)"),
    "set misses, ints": (40_000, "s = set(range(n))\nresult = sum(1 for i in range(n) if i + n in s)"),
    "set misses, ints with gaps": (40_000, "s = {i * 1024 for i in range(n)}\nresult = sum(1 for i in range(n) if i * 1024 + 5 in s)"),
    "set.pop": (20_000, "s = set(range(n))\nresult = 0\nwhile s:\n    result += s.pop()"),
    "sorted": (20_000, "result = sorted([i * 7919 % n for i in range(n)])[0]"),
    "sorted, key": (20_000, "result = sorted([i * 7919 % n for i in range(n)], key=lambda v: -v)[0]"),
    "Counter.most_common": (
        20_000,
        "from collections import Counter\nc = Counter(i * i % (n // 2) for i in range(n))\nresult = c.most_common()[0][1] > 0",
    ),
    "heapq": (
        10_000,
        "import heapq\nh = []\nfor i in range(n):\n    heapq.heappush(h, i * 7919 % n)\n"
        "result = 0\nwhile h:\n    result += heapq.heappop(h)",
    ),
    "bisect": (20_000, "import bisect\nx = list(range(n))\nresult = sum(bisect.bisect(x, i) for i in range(n))"),
    "bisect.insort": (5_000, "import bisect\nx = []\nfor i in range(n):\n    bisect.insort(x, i * 7919 % n)\nresult = len(x)"),
    "json, nested": (
        5_000,
        "import json\nresult = len(json.loads(json.dumps([{'a': [i, {'b': str(i)}]} for i in range(n)])))",
    ),
    "islice of chain": (20_000, "from itertools import chain, islice\nresult = sum(islice(chain(range(n), range(n)), n))"),
    "groupby": (20_000, "from itertools import groupby\nresult = sum(len(list(g)) for _, g in groupby(range(n), key=lambda v: v // 10))"),
}

# They move what lies behind or copy what there is, as in CPython: quadratic, with a small constant.
MOVING = frozenset(("s += t", "list.insert(0, …)", "list.pop(0)", "x[:0] = …", "bisect.insort"))


def rows(quick: bool) -> Iterator[Row]:
    """Of each operation the time at 4n, and by how much it and CPython's grew from 2n."""
    for name, (n, code) in OPERATIONS.items():
        wasm = module(code)
        compiled = compile(code, "body", "exec")
        found = [_least(wasm, compiled, size, 2 if quick else 5) for size in (2 * n, 4 * n)]
        (ours, theirs), (ours_more, theirs_more) = found
        grown = f"{ours_more / ours:.1f} times that of {2 * n:,}, CPython {theirs_more / theirs:.1f}"
        yield Row(f"{name}, n = {4 * n:,}: {grown}", ours_more * 1e3, "ms", theirs_more * 1e3)


def module(code: str) -> bytes:
    """The module of a body that reads `n`."""
    step = {"step": "start", "tool": {"kind": "python", "input": {"n": "{{ workload.n }}"}, "code": code}}
    return noetlc.build(playbook([step], workload={"n": 1}), verify=False).wasm


def together() -> str:
    """All operations as one body: `result` is that of number `which`."""
    bodies = [textwrap.indent(code, "    ") for _, code in OPERATIONS.values()]
    functions = [f"def operation_{k}(n):\n{body}\n    return result\n" for k, body in enumerate(bodies)]
    choices = [f"if which == {k}:\n    result = operation_{k}(n)\n" for k in range(len(functions))]
    return "".join(functions + choices)


def _least(wasm: bytes, compiled: CodeType, n: int, rounds: int) -> tuple[float, float]:
    """Seconds of the module and of CPython, the least of some rounds in turns. Raises if they differ."""

    def executed() -> object:
        names: dict[str, object] = {"n": n}
        exec(compiled, names)
        return names["result"]

    assert invoke(wasm, {"n": n})["result"] == executed()
    pairs = [(thread_seconds(lambda: invoke(wasm, {"n": n})), thread_seconds(executed)) for _ in range(rounds)]
    return min(p[0] for p in pairs), min(p[1] for p in pairs)


class Counted:
    """A compiled module of which executed instructions are counted; newer wasmtimes count the bytes of copies, too."""

    def __init__(self, wasm: bytes) -> None:
        config = wasmtime.Config()
        config.consume_fuel = True
        self.engine = wasmtime.Engine(config)
        self.module = wasmtime.Module(self.engine, wasm)

    def instructions(self, payload: object) -> int:
        """What one call in a fresh instance executes. Raises RuntimeError if the run did not complete."""
        store = wasmtime.Store(self.engine)
        fuel = 1 << 40
        store.set_fuel(fuel)
        exports = wasmtime.Instance(store, self.module, []).exports(store)
        data = json.dumps({"payload": payload, "execution_id": "0"}).encode()
        memory, alloc, call = exports["memory"], exports["alloc"], exports["invoke"]
        assert isinstance(memory, wasmtime.Memory)
        assert isinstance(alloc, wasmtime.Func)
        assert isinstance(call, wasmtime.Func)
        place = alloc(store, len(data))
        memory.write(store, data, place)
        packed = call(store, place, len(data)) & (1 << 64) - 1
        answer = json.loads(bytes(memory.read(store, packed >> 32, (packed >> 32) + (packed & 0xFFFFFFFF))))
        if answer["status"] != "completed":
            raise RuntimeError(f"the run failed: {answer['errors'][:1]}")
        return fuel - store.get_fuel()
