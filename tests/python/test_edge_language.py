"""Statements, functions, closures, generators and exceptions: small programs compared by what they print."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bodies import program_differences

FUNCTIONS = """
# --- parameter kinds
def f(a, b=2, *args, c, d=4, **kw):
    return (a, b, args, c, d, sorted(kw.items()))
print(f(1, c=3))
print(f(1, 5, 6, 7, c=3, e=9))
for call in (lambda: f(), lambda: f(1), lambda: f(1, a=2, c=3), lambda: f(c=1), lambda: f(1, 2, 3, 4)):
    try:
        print(call())
    except TypeError as e:
        print(e)
# --- positional only
def f(a, /, b, *, c):
    return a, b, c
print(f(1, 2, c=3), f(1, b=2, c=3))
for call in (lambda: f(a=1, b=2, c=3), lambda: f(1, 2, 3), lambda: f(1, 2), lambda: f(1, 2, c=3, d=4), lambda: f(1, 2, 3, c=4)):
    try:
        print(call())
    except TypeError as e:
        print(e)
# --- missing arguments
def f(a, b, c, d=1): pass
def g(*, x, y): pass
def h(): pass
def k(a): pass
for call in (lambda: f(), lambda: f(1), lambda: f(1, 2), lambda: g(), lambda: g(x=1), lambda: h(1), lambda: h(1, 2), lambda: k(), lambda: k(1, 2), lambda: h(x=1), lambda: f(1, 2, 3, 4, 5)):
    try:
        print(call())
    except TypeError as e:
        print(e)
# --- star calls
def f(*a, **k): return a, k
x = [1, 2]
d = {'p': 1}
print(f(*x), f(*x, 3, *'ab'), f(**d), f(0, *x, q=2, **d))
print(f(*(i for i in range(3))))
for call in (lambda: f(0, *5), lambda: f(**{'q': 1}, **{'r': 2})):
    try:
        print(call())
    except TypeError as e:
        print(str(e).replace('__main__.', ''))
# --- mutable default
def f(x, acc=[]):
    acc.append(x)
    return acc
print(f(1), f(2), f(3, []), f(4))
# --- defaults evaluated once
n = 1
def f(x=n): return x
n = 2
print(f(), f(5))
# --- closures and nonlocal
def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    def get(): return n
    return inc, get
inc, get = counter()
print(inc(), inc(5), get())
a, b = counter()
print(a(), get(), b())
# --- late binding
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs])
def make():
    out = []
    for i in range(3):
        def g(): return i
        out.append(g)
    return out
print([f() for f in make()])
# --- closure in comprehension
def f(xs):
    return [(lambda y: x + y)(10) for x in xs]
print(f([1, 2]))
print([g() for g in [(lambda v=x: v * 2) for x in range(3)]])
adders = {k: (lambda y: y + k) for k in (1, 2)}
print(adders[1](10))
print([list(map(lambda z: z * m, [1, 2])) for m in (2, 3)])
# --- global
count = 0
def bump():
    global count
    count += 1
bump(); bump()
print(count)
def setg():
    global fresh
    fresh = 'x'
setg()
print(fresh)
# --- unbound local
x = 1
def f():
    print(x)
    x = 2
try:
    f()
except UnboundLocalError as e:
    print(e)
def g():
    if False: y = 1
    return y
try:
    g()
except UnboundLocalError as e:
    print(e)
try:
    print(undefined_name)
except NameError as e:
    print(e, type(e).__name__)
def outer():
    def inner(): return z
    try:
        return inner()
    except NameError as e:
        print(e)
    z = 1
outer()
# --- recursion
def fact(n): return 1 if n < 2 else n * fact(n - 1)
print(fact(15))
def loop(n): return loop(n + 1)
try:
    loop(0)
except RecursionError as e:
    print(e)
def even(n): return True if n == 0 else odd(n - 1)
def odd(n): return False if n == 0 else even(n - 1)
print(even(50), odd(7))
# --- lambdas
f = lambda *a, k=1, **kw: (a, k, kw)
print(f(1, 2, z=3), (lambda: None)(), (lambda x, y=2: x + y)(1))
print((lambda x: lambda y: x * y)(3)(4))
# --- decorators
def twice(f):
    def wrapper(*args, **kwargs):
        return f(*args, **kwargs) * 2
    return wrapper
def plus(n):
    def deco(f):
        def wrapper(*args):
            return f(*args) + n
        return wrapper
    return deco
@twice
@plus(3)
def g(x): return x
print(g(4))
# --- function attributes
def f(): 'doc'
f.count = 3
f.count += 1
print(f.count, f.__name__, (lambda: 0).__name__)
try:
    f.nope
except AttributeError as e:
    print(e)
# --- functions as values
ops = {'+': lambda a, b: a + b, '-': lambda a, b: a - b}
print([ops[o](5, 3) for o in '+-'])
def apply(f, *a): return f(*a)
print(apply(len, 'abc'), apply(max, 1, 2), apply(str.upper, 'a'))
print(list(map(str.strip, [' a ', 'b '])), sorted(['B', 'a'], key=str.lower))
# --- return forms
def f(): return
def g(): return 1, 2
def h():
    pass
print(f(), g(), h())
# --- annotations are ignored
def f(x: int, y: 'str' = 'a') -> list[int]:
    z: dict = {}
    w: int
    return [x, y, z]
print(f(1))
# --- async
async def f(x): return x + 1
async def g():
    return await f(1) + await f(2)
async def run():
    return await g()
print(run.__name__)
# --- walrus
data = [1, 5, 3]
if (n := len(data)) > 2: print(n)
while (x := data.pop()) != 1: print('pop', x)
print([y := 2, y ** 2], y)
print([last := i for i in range(3)], last)
def f(): return (z := 5) + z
print(f())
# --- conditional expressions and short circuit
def t(x):
    print('t', x)
    return x
print(t(1) and t(0) and t(5))
print(t(0) or t('') or t('x'))
print(1 if t(0) else 2)
print(not t([]))
print(1 < t(2) < t(1) < t(9))
# --- evaluation order
def t(x):
    print(x, end=' ')
    return x
print(t(1) + t(2) * t(3))
print([t(1), t(2)][t(0)])
d = {t('a'): t(1), t('b'): t(2)}
d[t('k')] = t(5)
print(sorted(d))
x = [0, 0]
i = 0
i, x[i] = 1, 9
print(i, x)
"""

STATEMENTS = """
# --- loops with else
for i in range(3):
    if i == 5: break
else:
    print('no break')
for i in range(3):
    if i == 1: break
else:
    print('never')
print(i)
n = 3
while n:
    n -= 1
    if n == 1: continue
    print(n)
else:
    print('end')
while True:
    break
else:
    print('x')
for x in []: pass
else: print('empty')
# --- nested break and continue
for i in range(3):
    for j in range(3):
        if j == 1: continue
        if i == 2: break
        print(i, j)
    else:
        print('inner done', i)
# --- loop variable after the loop
for i, (a, b) in enumerate([(1, 2), (3, 4)]):
    pass
print(i, a, b)
for x[0] in [1, 2] if False else []: pass
d = {}
for d['k'] in range(3): pass
print(d)
# --- mutation while iterating
a = [1, 2, 3]
for x in a:
    if len(a) < 6: a.append(x * 10)
print(a)
d = {'a': 1}
try:
    for k in d: d[k + 'x'] = 1
except RuntimeError as e: print(e)
s = {1}
try:
    for k in s: s.add(k + 1)
except RuntimeError as e: print(e)
d = {'a': 1, 'b': 2}
try:
    for k, v in d.items(): del d[k]
except RuntimeError as e: print(e)
a = [1, 2, 3, 4]
for x in a: a.remove(x)
print(a)
# --- augmented targets
a = [1, 2]
a[0] += 5
d = {'k': [1]}
d['k'] += [2]
d['n'] = d.get('n', 0) + 1
b = a
b += [3]
print(a, d, b is a)
s = 'a'
s *= 3
x = 7; x //= 2; x **= 2; x %= 5; x <<= 2; x |= 1; x ^= 3; x &= 14; x >>= 1; x -= 1; x /= 2
print(s, x)
t = (1, [2])
try:
    t[1] += [3]
except TypeError as e: print(e)
print(t)
try:
    d['missing'] += 1
except KeyError as e: print(repr(e))
a = [1, 2, 3, 4]
a[1:3] += [9]
print(a)
class O: pass
# --- del
x = 1
del x
try:
    x
except NameError as e: print(e)
a, b = 1, 2
del a, b
d = {'a': {'b': 1}}
del d['a']['b']
print(d)
l = [1, 2, 3]
del (l[0], l[0])
print(l)
def f():
    y = 1
    del y
    return y
try: f()
except UnboundLocalError as e: print(e)
# --- assert
try: assert 1 == 2
except AssertionError as e: print(repr(e), str(e) == '')
try: assert False, 'msg'
except AssertionError as e: print(e)
try: assert [], [1, 2]
except AssertionError as e: print(e.args)
assert True, 1 / 0
# --- chained assignment and unpacking
a = b = c = []
a.append(1)
print(b, c is a)
x, (y, *z), [w] = 1, (2, 3, 4), [5]
print(x, y, z, w)
first, *_, last = range(5)
print(first, last)
*a, = 'xyz'
print(a)
(a, b), c = 'xy', 1
print(a, b, c)
for h, *t in [(1, 2, 3), 'ab']: print(h, t)
def f(): return 1, (2, 3)
a, (b, c) = f()
print(a + b + c)
# --- try forms
def f(x):
    try:
        if x == 0: return 'ret'
        if x == 1: raise ValueError('v')
        if x == 2: raise KeyError('k')
        if x == 3: 1 / 0
    except ValueError as e:
        return 'value ' + str(e)
    except (KeyError, IndexError) as e:
        return 'lookup ' + repr(e)
    else:
        return 'else'
    finally:
        print('finally', x)
for i in range(5):
    try: print(f(i))
    except ZeroDivisionError as e: print('outer', e)
# --- finally overrides
def f():
    try: return 1
    finally: return 2
def g():
    for i in range(3):
        try:
            continue
        finally:
            if i == 1: break
    return i
def h():
    try: 1 / 0
    finally: return 'swallowed'
def k():
    x = 1
    try: return x
    finally: x = 2
def m():
    while True:
        try: return 'r'
        finally: break
    return 'after'
print(f(), g(), h(), k(), m())
# --- nested handlers
try:
    try: 1 / 0
    except ZeroDivisionError as e:
        try: [][1]
        except IndexError as e2: print('inner', e2)
        print('still', e)
        raise
except ZeroDivisionError as e: print('again', e)
try: e
except NameError as x: print(x)
# --- raise from and context
try:
    try: int('x')
    except ValueError as e: raise KeyError('k') from e
except KeyError as e:
    print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    try: int('x')
    except ValueError: raise KeyError('k')
except KeyError as e: print(repr(e.__cause__), repr(e.__context__))
try: raise ValueError('x') from None
except ValueError as e: print(e.__cause__, e.__suppress_context__)
try: raise ValueError from 5
except TypeError as e: print(e)
# --- raising odd things
for thing in (5, 'str', int, None):
    try: raise thing
    except TypeError as e: print(e)
try: raise ValueError
except ValueError as e: print(repr(e), e.args)
try: raise
except RuntimeError as e: print(e)
try:
    try: pass
    except 5: pass
    1 / 0
except ZeroDivisionError as e: print(e)
try:
    try: 1 / 0
    except 5: pass
except TypeError as e: print(e)
# --- exception attributes
e = ValueError('a', 1)
print(e, repr(e), e.args, str(ValueError()), repr(KeyError('k')), str(KeyError('k')), str(KeyError('a', 'b')))
e = KeyError([1])
print(e, e.args)
try: {}['x']
except KeyError as e: print(e.args[0])
try: raise StopIteration(5)
except StopIteration as e: print(e.value)
print(OSError(2, 'No such file').errno, OSError(2, 'No such file'), repr(OSError('a')))
print(isinstance(ZeroDivisionError(), ArithmeticError), issubclass(UnicodeDecodeError, ValueError))
e = Exception('x')
e.extra = 5
print(e.extra, [type(e).__name__, e.__class__.__name__])
print(Exception('a') == Exception('a'))
e.args = (1, 2)
print(e, e.with_traceback(None) is e)
# --- bare except and order
def f(x):
    try:
        raise x
    except LookupError: return 'lookup'
    except Exception: return 'exc'
    except: return 'all'
print(f(KeyError()), f(ValueError()), f(KeyboardInterrupt()), f(SystemExit()))
# --- exceptions in loops
out = []
for v in ['1', 'x', '3', None]:
    try: out.append(int(v))
    except (ValueError, TypeError) as e:
        out.append(type(e).__name__)
        continue
    finally: out.append('f')
print(out)
# --- try else with break
for i in range(3):
    try:
        if i == 1: raise ValueError
    except ValueError: print('caught'); 
    else:
        if i == 2: break
        print('else', i)
    finally: print('fin', i)
# --- finally runs on raise
def f():
    try: raise ValueError('a')
    finally: print('cleanup')
try: f()
except ValueError as e: print(e)
def g():
    try:
        try: raise ValueError('a')
        finally: raise KeyError('b')
    except KeyError as e: print(repr(e.__context__))
g()
# --- print
print()
print(1, 'a', None, sep='-', end='!\\n')
print(*[1, 2], sep=', ')
print('a', end='')
print('b', flush=True)
print(1, sep=None, end=None)
try: print(1, sep=5)
except TypeError as e: print(e)
# --- pass and ellipsis
if True: pass
...
def f(): ...
print(f(), ... is Ellipsis)
# --- comparisons chain
x = 5
print(1 < x < 10, 1 < x > 10, x == 5 != 6, x in [5] == True, not x == 5)
# --- string building
s = ''
for c in 'abc': s = c + s
print(s, ''.join(reversed(s)), s[::-1] == 'abc')
# --- globals and names
x = 1
print('x' in globals(), globals()['x'], __name__)
def f(a, b=2):
    c = 3
    return sorted(locals().items())
print(f(1))
# --- big loop
total = 0
for i in range(100000):
    total += i & 3
print(total)
# --- match
def f(x):
    match x:
        case 0 | 1: return 'small'
        case int(n) if n > 100: return f'big {n}'
        case int(): return 'int'
        case 'a' | 'b': return 'letter'
        case str(): return 'str'
        case []: return 'empty'
        case [1, _]: return 'one and any'
        case [a, b]: return ('pair', a, b)
        case (x, *rest, z): return ('many', x, rest, z)
        case {'type': 'p', 'v': [a, b]}: return ('p', a, b)
        case {'type': t, **rest}: return (t, rest)
        case {}: return 'dict'
        case None: return 'none'
        case True | False: return 'bool'
        case 2.5 | -1.5: return 'float'
        case [*xs] as whole: return whole
        case _: return 'other'
for v in [0, 1, 5, 500, 'a', 'zz', [], [1, 2], [3, 4], (1, 2, 3, 4), {'type': 'p', 'v': (1, 2)}, {'type': 'q', 'z': 1}, {}, None, True, 2.5, -1.5, [9], {1}, b'x']:
    print(f(v))
# --- match with as and nested or
def g(cmd):
    match cmd.split():
        case ['go', ('n' | 's') as d]: return 'go ' + d
        case ['get', obj, *_]: return 'get ' + obj
        case [single]: return single
        case _: return '?'
print(g('go n'), g('go x'), g('get a b c'), g('hi'))
"""

GENERATORS = """
# --- basic
def g(n):
    for i in range(n):
        yield i
print(list(g(3)), sum(g(4)), max(g(3)), tuple(g(2)), sorted(g(3), reverse=True), list(zip(g(2), 'ab')), [*g(2)], dict(enumerate(g(2))))
print(2 in g(3), 9 in g(3), ','.join(str(x) for x in g(3)))
a, b, c = g(3)
print(a, b, c)
x, *y = g(4)
print(x, y)
# --- laziness
def g():
    print('start')
    yield 1
    print('middle')
    yield 2
    print('end')
it = g()
print('made')
print(next(it))
print(next(it))
try: next(it)
except StopIteration: print('stop')
try: next(it)
except StopIteration: print('stop again')
print(next(it, 'default'))
# --- infinite with break
def count(n=0):
    while True:
        yield n
        n += 1
for x in count(5):
    if x > 8: break
    print(x)
def take(n, it):
    for i, x in enumerate(it):
        if i >= n: return
        yield x
print(list(take(3, count())))
# --- send
def acc():
    total = 0
    while True:
        x = yield total
        if x is None: return total
        total += x
it = acc()
print(next(it), it.send(5), it.send(10))
try: it.send(None)
except StopIteration as e: print('value', e.value)
it = acc()
try: it.send(1)
except TypeError as e: print(e)
# --- yield from
def inner():
    x = yield 1
    print('got', x)
    return 'result'
def outer():
    r = yield from inner()
    print('r', r)
    yield from [10, 20]
    yield from 'ab'
print(list(outer()))
it = outer()
next(it)
print(it.send('hello'))
# --- return value
def g():
    yield 1
    return 5
def h():
    v = yield from g()
    yield v
print(list(h()))
# --- throw and close
def g():
    try:
        while True:
            try:
                yield 'y'
            except ValueError as e:
                print('caught', e)
                yield 'handled'
    finally:
        print('cleanup')
it = g()
next(it)
print(it.throw(ValueError('v')))
it.close()
it.close()
try: next(it)
except StopIteration: print('closed')
it = g()
try: it.throw(KeyError('early'))
except KeyError as e: print(repr(e))
# --- exceptions inside
def g():
    yield 1
    raise ValueError('inside')
try:
    for x in g(): print(x)
except ValueError as e: print(e)
def h():
    yield 1
    raise StopIteration('x')
try: list(h())
except RuntimeError as e: print(e)
# --- try finally in generator
def g():
    try:
        yield 1
        yield 2
    finally:
        print('fin')
for x in g(): print(x)
def h():
    for i in range(3):
        try:
            if i == 1: continue
            yield i
        finally:
            print('f', i)
print(list(h()))
def k():
    try:
        1 / 0
    except ZeroDivisionError:
        yield 'in handler'
        yield 'still'
    yield 'after'
print(list(k()))
# --- recursive
def tree(n):
    if n > 0:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)
print(list(tree(3)))
def flat(x):
    for i in x:
        if isinstance(i, list): yield from flat(i)
        else: yield i
print(list(flat([1, [2, [3, [4]], 5]])))
# --- generator expressions
def f(x):
    print('f', x)
    return x
gen = (f(x) for x in [1, 2, 3])
print('made')
print(next(gen))
print(list(gen))
print(next(x for x in [1, 2, 3] if x > 1))
print(next((x for x in [1] if x > 1), None))
print(any(f(x) > 1 for x in [1, 2, 3]), all(f(x) < 2 for x in [1, 2, 3]))
n = 2
gen = (x * n for x in [1, 2])
n = 10
print(list(gen))
print(sum(x * y for x in range(3) for y in range(3) if x != y))
print(type(gen).__name__, list(gen))
try: (x for x in 5)
except TypeError as e: print(e)
gen = (y for x in [[1], [2, 3]] for y in x)
print(list(gen))
def make(k): return (k + i for i in range(3))
print(list(make(10)))
# --- map and filter are lazy
def f(x):
    print('f', x)
    return x > 1
m = map(f, [1, 2])
print('made')
print(list(m))
flt = filter(f, [1, 2, 3])
print(next(flt))
print(list(flt))
for x in map(lambda v: v * 2, [1, 2]): print(x)
print(list(zip(map(str, [1, 2]), filter(None, [0, 3, 4]))))
# --- errors
def g(): yield
try: g()[0]
except TypeError as e: print(e)
try: len(g())
except TypeError as e: print(e)
try: g(1)
except TypeError as e: print(e)
it = g()
print(iter(it) is it, list(it), next(it, None))
# --- two at once
def g(name):
    for i in range(2):
        yield f'{name}{i}'
a, b = g('a'), g('b')
print(next(a), next(b), next(a), next(b))
print([x + y for x in g('p') for y in g('q')])
# --- closure state
def gen():
    n = 0
    def bump():
        nonlocal n
        n += 1
    while n < 3:
        bump()
        yield n
print(list(gen()))
# --- unboxed locals survive
def g():
    total = 0.5
    for i in range(3):
        total += i
        yield total
    b = True
    s = 'x'
    yield b, s, total
print(list(g()))
# --- generator method and sorted key
data = [{'n': 'b', 'v': 2}, {'n': 'a', 'v': 1}]
print(sorted((d['n'] for d in data)), max(data, key=lambda d: d['v'])['n'], min((d['v'] for d in data), default=0))
print({k: v for k, v in ((d['n'], d['v']) for d in data)}, set(len(d) for d in data))
# --- iterator protocol by hand
it = iter([1, 2, 3])
while True:
    try: x = next(it)
    except StopIteration: break
    print(x)
it = iter('ab')
print(list(it), list(it))
print(list(iter({'a': 1})), list(iter((1, 2))))
def countdown():
    n = 3
    while n: 
        n -= 1
        yield n
print(list(iter(countdown())))
n = [3]
def step():
    n[0] -= 1
    return n[0]
print(list(iter(step, 0)))
"""


@pytest.mark.parametrize("table", ["FUNCTIONS", "STATEMENTS", "GENERATORS"])
def test_programs(table: str) -> None:
    assert program_differences(globals()[table]) == []
