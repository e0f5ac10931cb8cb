"""itertools, functools and operator: compiled from the package's own Python, compared with CPython's."""

from __future__ import annotations

import json

import pytest

import noetlc

CASES = {
    "itertools": """
import itertools
from itertools import chain, groupby as gb
result = {
    'chain': list(chain([1, 2], (3,), 'ab')),
    'flat': list(itertools.chain.from_iterable([[1], [2, 3]])),
    'islice': [list(itertools.islice(itertools.count(5, 2), 4)), list(itertools.islice('abcdef', 1, None, 2))],
    'none': list(itertools.islice('ab', 0)),
    'gb': [(k, list(g)) for k, g in gb('aabbbc')],
    'key': [(k, list(g)) for k, g in gb([1, 3, 2, 4, 5], key=lambda x: x % 2)],
    'acc0': list(itertools.accumulate([1, 2, 3, 4])),
    'acc': [list(itertools.accumulate([], initial=3)), list(itertools.accumulate([3, 1, 2], max))],
    'prod': [list(itertools.product([1, 2], 'ab')), list(itertools.product([0, 1], repeat=2)), list(itertools.product([], [1]))],
    'perm': [list(itertools.permutations([1, 2, 3])), list(itertools.permutations('ab', 3))],
    'comb': [list(itertools.combinations('abcd', 2)), list(itertools.combinations([1], 2))],
    'cwr': list(itertools.combinations_with_replacement('abc', 2)),
    'zl': list(itertools.zip_longest([1, 2, 3], 'ab', fillvalue='-')),
    'take': list(itertools.takewhile(lambda x: x < 3, [1, 2, 3, 1])),
    'drop': list(itertools.dropwhile(lambda x: x < 3, [1, 2, 3, 1])),
    'ff': list(itertools.filterfalse(None, [0, 1, 2, ''])),
    'sm': list(itertools.starmap(pow, [(2, 3), (3, 2)])),
    'pair': list(itertools.pairwise([1, 2, 3])),
    'rep': list(itertools.repeat('x', 3)),
    'cyc': [x for x, _ in zip(itertools.cycle('ab'), range(5))],
    'comp': list(itertools.compress('abcd', [1, 0, 1, 0])),
    'tee': [list(t) for t in itertools.tee([1, 2])],
}
""",
    "functools": """
from functools import reduce, partial, lru_cache, cmp_to_key, wraps
import functools
calls = []
@lru_cache(maxsize=None)
def fib(n):
    calls.append(n)
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def traced(f):
    @wraps(f)
    def inner(*args, **kwargs):
        return ['traced', f(*args, **kwargs)]
    return inner
@traced
def double(x, *, by=2):
    return x * by
result = {
    'reduce': [reduce(lambda a, b: a * b, [1, 2, 3, 4], 1), functools.reduce(lambda a, b: a + b, 'abc')],
    'partial': partial(lambda a, b, c=0: [a, b, c], 1, c=9)(2),
    'fib': [fib(25), len(calls)],
    'cmp': sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)),
    'wraps': double(4, by=3),
}
try:
    reduce(lambda a, b: a, [])
except TypeError as e:
    result['empty'] = str(e)
""",
    "operator": """
import operator as op
from operator import itemgetter
rows = [{'a': 3, 'b': 1}, {'a': 1, 'b': 2}]
result = {
    'sorted': sorted(rows, key=op.itemgetter('a')),
    'many': [itemgetter('b', 'a')(r) for r in rows],
    'ops': [op.add(1, 2), op.sub(5, 3), op.truediv(1, 2), op.eq(1, 1), op.contains([1], 1), op.not_(0), op.getitem('abc', 1)],

    'index': op.indexOf([4, 5], 5),
}
""",
}


def playbook(code: str) -> str:
    head = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: case}\nworkflow:\n- step: start\n"
    return head + f"  tool: {{kind: python, code: {json.dumps('{% raw %}' + code + '{% endraw %}')}}}\n"


@pytest.mark.parametrize("name", CASES)
def test_module_equals_cpython(name: str) -> None:
    built = noetlc.build(playbook(CASES[name]), verify=False, lenient=True)
    assert [s.lowered for s in built.steps] == ["native"]
    scope: dict[str, object] = {}
    exec(compile(CASES[name], name, "exec"), scope)
    envelope = noetlc.run(built.wasm)
    assert envelope["errors"] == []
    assert envelope["result"] == json.loads(json.dumps(scope["result"]))
