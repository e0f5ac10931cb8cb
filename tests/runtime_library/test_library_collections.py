"""collections in compiled bodies against CPython."""

from __future__ import annotations

import pytest
from compiled_body import check_body, check_table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

IMPORTS = """
import collections, json
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
Point = namedtuple('Point', 'x y')
Many = namedtuple('Many', ['a', 'b', 'c'], defaults=[5, 6])
def run(f, *args):
    r = f(*args)
    return r
def after(x, *actions):
    for a in actions:
        a(x)
    return x
"""


def check(*expressions: str) -> None:
    check_table(IMPORTS, list(expressions))


def test_counter() -> None:
    check(
        "Counter()", "Counter('hello')", "Counter(['a', 'b', 'a'])", "Counter({'a': 3})", "Counter(a=1, b=2)", "Counter('aab', c=5)", "Counter(5)", "Counter(None)", "Counter([1, 1.0, True])", "Counter([[1]])",
        "Counter('hello')['l']", "Counter('hello')['z']", "Counter('hello').get('z')", "Counter('hello').most_common()", "Counter('hello').most_common(1)", "Counter('hello').most_common(0)", "Counter('hello').most_common(-1)",
        "Counter('hello').most_common(n=2)", "list(Counter(a=2, b=0, c=-1, d=1).elements())", "sorted(Counter('hello').items())", "Counter('hello').total()", "sum(Counter('hello').values())", "len(Counter('hello'))", "'h' in Counter('hello')",
        "Counter('aab') + Counter('abc')", "Counter('aab') - Counter('abc')", "Counter('aab') & Counter('abc')", "Counter('aab') | Counter('abc')", "+Counter(a=1, b=-1)", "-Counter(a=1, b=-1)", "Counter('a') + {'a': 1}", "Counter('a') + 1",
        "Counter('ab') == Counter('ba')", "Counter(a=1, b=0) == Counter(a=1)", "Counter(a=1) == {'a': 1}", "Counter('ab') <= Counter('aab')", "Counter('aab') < Counter('aab')", "Counter('aab') >= Counter('ab')", "Counter('a') != Counter('b')",
        "after(Counter('aab'), lambda c: c.update('ab'))", "after(Counter('aab'), lambda c: c.update({'a': 5}))", "after(Counter('aab'), lambda c: c.update(z=2))", "after(Counter('aab'), lambda c: c.subtract('abc'))", "after(Counter('aab'), lambda c: c.subtract(a=1))",
        "dict(Counter('aab'))", "type(dict(Counter('a'))).__name__", "isinstance(Counter(), dict)", "type(Counter()).__name__", "json.dumps(Counter('aab'))", "str(Counter('aab'))", "Counter('aab').copy()", "type(Counter('a').copy()).__name__", "bool(Counter())",
        "max(Counter('aab'), key=lambda k: k)", "Counter('aab').pop('a')", "{}.most_common()", "{**Counter('a')}", "list(Counter('aab'))", "hash(Counter())", "Counter('a').foo", "Counter(a='x')", "Counter({'a': 1.5}) + Counter({'a': 0.5})",
        "Counter(x % 3 for x in range(10))", "Counter(map(str, [1, 2, 1]))", "Counter('mississippi').most_common(2)", "collections.Counter('aa')", "Counter(a=3, b='x').most_common()", "[Counter('a')]", "str(type(Counter()))",
    )  # fmt: skip
    check_body("from collections import Counter\nc = Counter('aab')\nd = c\nc += Counter('ab')\nc -= Counter('a')\nc['z'] += 1\ndel c['nothing']\nc['q']\nresult = [c, d, c is d, dict(c), len(c)]\n")
    check_body("from collections import Counter\nc = Counter('aabbc')\nd = c\nc &= Counter('aab')\nc |= Counter('zz')\nresult = [c, d is c, repr(c)]\n")


def test_defaultdict() -> None:
    check(
        "defaultdict(int)", "defaultdict(list)", "defaultdict(int, {'a': 1})", "defaultdict(int, a=1)", "defaultdict(int, [('a', 1)])", "defaultdict()", "defaultdict(None)", "defaultdict()['x']", "defaultdict(5)", "defaultdict(int)['x']",
        "defaultdict(list)['x']", "defaultdict(lambda: 7)['x']", "defaultdict(lambda: 1 // 0)['x']", "defaultdict(dict)['x']", "defaultdict(set)['x']", "defaultdict(str)['x']", "defaultdict(float)['x']", "defaultdict(bool)['x']", "defaultdict(tuple)['x']",
        "defaultdict(int).get('x')", "'x' in defaultdict(int)", "defaultdict(int, a=1) == {'a': 1}", "type(defaultdict(int)).__name__", "isinstance(defaultdict(int), dict)", "defaultdict(int).pop('x')", "defaultdict(int).pop('x', 3)", "defaultdict(int).default_factory",
        "defaultdict(int).copy()", "defaultdict(int, a=1) | {'b': 2}", "json.dumps(defaultdict(int, a=1))", "dict(defaultdict(int, a=1))", "after(defaultdict(int), lambda d: d['x'], lambda d: d['y'])", "after(defaultdict(list), lambda d: d['x'].append(1), lambda d: d['x'].append(2))",
        "after(defaultdict(lambda: defaultdict(int)), lambda d: d['x']['y'])['x']", "after(defaultdict(Counter), lambda d: d['x'].update('aab'))['x']", "after(defaultdict(deque), lambda d: d['x'].append(1))['x']", "hash(defaultdict(int))", "defaultdict(int) + 1",
        "defaultdict(int).foo", "{}.default_factory", "defaultdict(int)[[]]", "str(type(defaultdict(int)))", "after(defaultdict(int), lambda d: d.setdefault('x', 5), lambda d: d.update(y=1))", "defaultdict(int) == defaultdict(list)", "sorted(defaultdict(int, b=1, a=2))",
    )  # fmt: skip
    check_body(
        "from collections import defaultdict\nrows = [('a', 1), ('b', 2), ('a', 3)]\ng = defaultdict(list)\ntotals = defaultdict(float)\ncounts = defaultdict(lambda: {'n': 0})\n"
        "for k, v in rows:\n    g[k].append(v)\n    totals[k] += v\n    counts[k]['n'] += 1\nresult = {'g': g, 'totals': dict(totals), 'counts': counts, 'n': len(g), 'keys': sorted(g.keys())}\n"
    )
    check_body("from collections import defaultdict\ndef tree():\n    return defaultdict(tree)\nt = tree()\nt['a']['b']['c'] = 1\nresult = t\n")


def test_ordered() -> None:
    check(
        "OrderedDict()", "OrderedDict([('a', 1), ('b', 2)])", "OrderedDict({'a': 1})", "OrderedDict(a=1)", "OrderedDict([('a', 1)]) == {'a': 1}", "OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1)", "OrderedDict(a=1, b=2) == OrderedDict(a=1, b=2)", "{'a': 1} == OrderedDict(a=1)",
        "after(OrderedDict(a=1, b=2), lambda d: d.move_to_end('a'))", "after(OrderedDict(a=1, b=2, c=3), lambda d: d.move_to_end('c', last=False))", "OrderedDict(a=1).move_to_end('x')", "OrderedDict(a=1, b=2).popitem()", "OrderedDict(a=1, b=2).popitem(last=False)",
        "OrderedDict(a=1, b=2).popitem(False)", "OrderedDict().popitem()", "{}.popitem()", "{'a': 1}.popitem()", "{}.move_to_end('a')", "list(OrderedDict(a=1, b=2))", "list(reversed(OrderedDict(a=1, b=2)))", "type(OrderedDict()).__name__", "json.dumps(OrderedDict(b=1, a=2))",
        "OrderedDict(a=1)['x']", "OrderedDict(5)", "dict(OrderedDict(a=1))", "OrderedDict(a=1).copy()", "OrderedDict(sorted({'b': 1, 'a': 2}.items()))", "OrderedDict(a=1) | {'b': 2}", "isinstance(OrderedDict(), dict)", "str(type(OrderedDict()))", "OrderedDict(a=OrderedDict(b=1))",
    )  # fmt: skip


def test_deque() -> None:
    check(
        "deque()", "deque([1, 2, 3])", "deque('abc', 2)", "deque([1, 2, 3], maxlen=2)", "deque(maxlen=3)", "deque([1], -1)", "deque([1], 'a')", "deque(5)", "deque(range(20))", "after(deque(), lambda d: d.append(1), lambda d: d.appendleft(0))", "deque([1, 2]).pop()", "deque([1, 2]).popleft()",
        "deque().pop()", "deque().popleft()", "after(deque([1]), lambda d: d.extend([2, 3]), lambda d: d.extendleft([0, -1]))", "after(deque(range(5)), lambda d: d.rotate(2))", "after(deque(range(5)), lambda d: d.rotate(-1))", "after(deque(range(5)), lambda d: d.rotate())",
        "after(deque(range(5)), lambda d: d.rotate(13))", "after(deque(), lambda d: d.rotate(3))", "deque([1, 2, 3])[0]", "deque([1, 2, 3])[-1]", "deque([1, 2, 3])[3]", "deque([1, 2, 3])[-4]", "deque([1])['a']", "deque([1, 2, 3])[0:1]", "len(deque([1, 2]))", "bool(deque())", "bool(deque([0]))",
        "list(deque([1, 2]))", "[x for x in deque('ab')]", "2 in deque([1, 2])", "5 in deque([1, 2])", "deque([1, 2]) == deque([1, 2])", "deque([1, 2]) == [1, 2]", "deque([1]) < deque([2])", "deque([1]) + deque([2])", "deque([1]) + [2]", "deque([1, 2]) * 2", "2 * deque([1])", "deque([1, 2], 3) * 2",
        "deque([1, 2, 1]).count(1)", "deque([1, 2, 1]).index(2)", "deque([1, 2, 1]).index(5)", "deque([1, 2, 1]).index(1, 1)", "after(deque([1, 2, 1]), lambda d: d.remove(1))", "deque([1]).remove(5)", "after(deque([1, 2]), lambda d: d.insert(1, 9))", "after(deque([1, 2]), lambda d: d.insert(-1, 9))",
        "deque([1, 2], 2).insert(0, 1)", "after(deque([1, 2, 3]), lambda d: d.reverse())", "after(deque([1, 2]), lambda d: d.clear())", "deque([1, 2], 5).copy()", "deque([1], 5).maxlen", "deque([1]).maxlen", "sorted(deque([3, 1]))", "sum(deque([3, 1]))", "max(deque([3, 1]))", "tuple(deque([1]))", "list(reversed(deque([1, 2])))",
        "hash(deque())", "type(deque()).__name__", "str(deque([1, 'a']))", "deque([deque([1])])", "json.dumps(deque())", "deque().foo", "isinstance(deque(), deque)", "isinstance(deque(), list)", "set(deque([1, 1]))", "dict(a=deque())", "str(type(deque()))", "run(lambda a, *b: (a, b), *deque([1, 2, 3]))", "deque([1]) - 1",
        "[*deque([1, 2])]", "list(enumerate(deque('ab')))", "list(zip(deque('ab'), deque([1, 2])))", "deque(deque([1, 2]), maxlen=1)", "''.join(deque(['a', 'b']))", "deque(maxlen=0, iterable=[1, 2])",
    )  # fmt: skip
    check_body(
        "from collections import deque\ngraph = {'a': ['b', 'c'], 'b': ['d'], 'c': ['d'], 'd': []}\nqueue = deque(['a'])\nseen = []\nwhile queue:\n    node = queue.popleft()\n    if node in seen:\n        continue\n    seen.append(node)\n"
        "    for n in graph[node]:\n        queue.append(n)\nd = deque([1, 2, 3])\nd[0] = 9\ndel d[1]\nd += [4]\nd *= 2\na, *rest = d\nresult = [seen, list(d), a, rest, d]\n"
    )


def test_namedtuple() -> None:
    check(
        "Point(1, 2)", "Point(x=1, y=2)", "Point(1, y=2)", "Point(1)", "Point()", "Point(1, 2, 3)", "Point(1, z=2)", "Point(1, x=2)", "Many(1)", "Many(1, c=3)", "Many()", "Many(1, 2, 3, 4)", "Point(1, 2).x", "Point(1, 2).z", "Point(1, 2)[1]", "Point(1, 2)[-1]", "Point(1, 2)[2]", "len(Point(1, 2))",
        "list(Point(1, 2))", "Point(1, 2) == (1, 2)", "(1, 2) == Point(1, 2)", "Point(1, 2) < Point(1, 3)", "Point(1, 2) + (3,)", "Point(1, 2) * 2", "Point(1, 2)[0:1]", "Point(1, 2)._asdict()", "Point(1, 2)._replace(x=5)", "Point(1, 2)._replace(z=5)", "Point(1, 2)._fields", "Point._fields", "Many._field_defaults",
        "Point._make([1, 2])", "Point._make([1])", "isinstance(Point(1, 2), tuple)", "isinstance(Point(1, 2), Point)", "type(Point(1, 2)).__name__", "Point.__name__", "hash(Point(1, 2)) == hash((1, 2))", "{Point(1, 2): 'a'}[(1, 2)]", "json.dumps(Point(1, 2))", "str(Point('a', [1]))", "sorted([Point(2, 1), Point(1, 5)])",
        "max([Point(2, 1), Point(1, 5)], key=lambda p: p.y)", "[p.x for p in [Point(1, 2), Point(3, 4)]]", "Point(*[1, 2])", "Point(**{'x': 1, 'y': 2})", "run(lambda p: p.x + p.y, Point(1, 2))", "[f for f in map(Point._make, [[1, 2]])]", "Point(1, 2).count(1)", "Point(1, 2).index(2)", "2 in Point(1, 2)", "(1, 2)._asdict()",
        "namedtuple('A', 'x x')", "namedtuple('A', 'x _y')", "namedtuple('A', 'x class')", "namedtuple('A', '1x')", "namedtuple('1A', 'x')", "namedtuple('A', 'x, y z')(1, 2, 3)", "namedtuple('A', 'x class x', rename=True)(1, 2, 3)", "namedtuple('A', 'x', defaults=[1, 2])", "namedtuple('A', '')()", "Point(Point(1, 2), None)", "f'{Point(1, 2)}'", "Point(1, 2) is None",
        "getattr(Point(1, 2), 'x')", "hasattr(Point(1, 2), 'x')", "hasattr(Point(1, 2), 'z')", "getattr(Point(1, 2), 'z', 9)",
    )  # fmt: skip
    check_body("from collections import namedtuple\nRow = namedtuple('Row', 'id name')\nrows = [Row(i, n) for i, n in enumerate('abc')]\nid, name = rows[1]\nresult = {'rows': rows, 'first': rows[0]._asdict(), 'name': name, 'by': {r.name: r.id for r in rows}}\n")


def test_iso_and_time_tuples() -> None:
    check_table(
        "import datetime, time",
        ["datetime.date(2020, 1, 1).isocalendar()", "datetime.date(2020, 1, 1).isocalendar().week", "datetime.date(2020, 1, 1).isocalendar()[1]", "datetime.datetime(2020, 1, 2, 3).timetuple()", "datetime.date(2020, 1, 2).timetuple().tm_yday"],
    )  # fmt: skip


keys = st.sampled_from("abcde")


@pytest.mark.slow
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.lists(keys), st.lists(keys), st.integers(-7, 7), st.integers(0, 6)), min_size=30, max_size=30))
def test_random(rows: list[tuple[list[str], list[str], int, int]]) -> None:
    expressions: list[str] = []
    for a, b, n, m in rows:
        expressions += [f"Counter({a}) {op} Counter({b})" for op in ("+", "-", "&", "|", "==", "<=", "<")]
        expressions += [f"Counter({a}).most_common({m})", f"after(Counter({a}), lambda c: c.subtract({b}))", f"after(deque({a}, maxlen={m}), lambda d: d.extend({b}), lambda d: d.rotate({n}))"]
        expressions += [f"after(deque({a}), lambda d: d.extendleft({b}), lambda d: d.rotate({n}), lambda d: d.reverse())", f"after(deque({a}), lambda d: d.insert({n}, 'z'))"]
    check(*expressions)


def test_calendar_and_time() -> None:
    check_table(
        "import calendar, time",
        [
            "calendar.isleap(2000)", "calendar.isleap(1900)", "calendar.leapdays(2000, 2021)", "calendar.weekday(2020, 1, 1)", "calendar.monthrange(2020, 2)", "calendar.monthrange(2021, 2)", "calendar.monthrange(2021, 13)",
            "calendar.month_name[1]", "list(calendar.month_abbr)", "list(calendar.day_name)", "calendar.day_abbr[6]", "calendar.timegm((2020, 1, 2, 3, 4, 5))", "time.gmtime(0)", "time.gmtime(1577934245.5).tm_hour", "time.mktime((2020, 1, 2, 3, 4, 5, 0, 0, 0))",
            "time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(1577934245))", "time.gmtime(1e20)", "tuple(time.gmtime(86400))", "time.gmtime('x')", "calendar.timegm(time.gmtime(123456789))",
        ],
    )  # fmt: skip


def test_classes_of_named_tuples() -> None:
    check_body(
        "from typing import NamedTuple\nfrom collections import namedtuple\nimport copy\n"
        "class P(NamedTuple):\n    x: int\n    y: int = 5\n    def total(self):\n        return self.x + self.y\n    @property\n    def double(self):\n        return self.x * 2\n"
        "class Q(namedtuple('Q', 'a b')):\n    def swap(self):\n        return Q(self.b, self.a)\n"
        "p, q = P(1), Q(1, b=2)\n"
        "result = [repr(p), p.total(), p.double, p, q.swap(), repr(q), q._asdict(), P._fields, isinstance(q, tuple), isinstance(q, Q), p == (1, 5), repr(copy.deepcopy(Q([1], 2))), P(2)._replace(y=1).total(), [r.x for r in [P(1), P(2)]]]\n"
    )
    check_body(
        "from collections import Counter, defaultdict\nimport copy, json\nd = defaultdict(list)\nd['a'].append(1)\ne = copy.deepcopy(d)\ne['b'].append(2)\nc = copy.copy(Counter('aab'))\nc['x'] += 1\n"
        "result = [repr(d), repr(e), repr(c), json.dumps(d, indent=1), json.dumps(e, sort_keys=True), {**d}, dict(d, z=1), sorted(c.items(), key=lambda kv: (-kv[1], kv[0]))]\n"
    )
