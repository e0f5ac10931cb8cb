"""Classes: attributes, inheritance, special methods, dataclasses, context managers, compared by what they print."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bodies import program_differences

CLASSES = """
# --- attributes
class A:
    kind = 'a'
    items = []
    def __init__(self, x, y=2):
        self.x = x
        self.y = y
    def total(self): return self.x + self.y
    def set(self, **kw):
        for k, v in kw.items(): setattr(self, k, v)
        return self
a, b = A(1), A(3, y=4)
print(a.total(), b.total(), A.kind, a.kind)
a.kind = 'own'
print(a.kind, b.kind, A.kind)
A.kind = 'changed'
print(a.kind, b.kind)
a.items.append(1)
print(b.items, A.items is a.items)
print(a.set(x=10, z=5).x, a.z, a.__dict__)
del a.z
print(hasattr(a, 'z'), getattr(a, 'z', None), getattr(a, 'x'))
for call in (lambda: a.z, lambda: A(), lambda: A(1, 2, 3), lambda: a.total(1), lambda: A.total(), lambda: A.nope, lambda: a.nope(), lambda: A(q=1)):
    try: print(call())
    except (AttributeError, TypeError) as e: print(type(e).__name__, e)
try: del a.zz
except AttributeError as e: print(e)
print(A.total(b), type(a).__name__, a.__class__ is A, isinstance(a, A), isinstance(a, object))
a.x += 5
print(a.x, vars(a) == a.__dict__)
# --- no init
class E: pass
e = E()
e.v = 1
print(e.v, E.__name__)
try: E(1)
except TypeError as x: print(x)
class F:
    def f(): pass
try: F().f()
except TypeError as x: print(x)
# --- inheritance
class Base:
    def __init__(self, n): self.n = n
    def hello(self): return f'base {self.n} {self.name()}'
    def name(self): return 'B'
class Mid(Base):
    def name(self): return 'M' + super().name()
class Leaf(Mid):
    def __init__(self, n, extra):
        super().__init__(n)
        self.extra = extra
    def hello(self): return super().hello() + '!'
l = Leaf(1, 2)
print(l.hello(), l.extra, isinstance(l, Base), issubclass(Leaf, Base), issubclass(Base, Leaf))
print(Base.hello(l))
try: super(Leaf, l).nope
except AttributeError as e: print(e)
# --- properties
class T:
    def __init__(self): self._c = 0
    @property
    def c(self): return self._c
    @c.setter
    def c(self, v):
        if v < 0: raise ValueError('negative')
        self._c = v
    @property
    def f(self): return self._c * 9 / 5 + 32
t = T()
t.c = 100
t.c += 5
print(t.c, t.f)
try: t.c = -1
except ValueError as e: print(e)
try: t.f = 1
except AttributeError as e: print(e)
# --- classmethod and staticmethod
class D:
    count = 0
    def __init__(self, v): self.v = v; D.count += 1
    @classmethod
    def make(cls, text): return cls(int(text))
    @staticmethod
    def add(a, b): return a + b
    @classmethod
    def total(cls): return cls.count
class D2(D): pass
print(D.make('5').v, type(D2.make('6')).__name__, D.add(1, 2), D(0).add(3, 4), D.total(), D2.total())
# --- str and repr
class P:
    def __init__(self, x): self.x = x
    def __repr__(self): return f'P({self.x!r})'
class Q(P):
    def __str__(self): return 'q:' + str(self.x)
print(P(1), str(P('a')), repr(P(1)), [P(1), P(2)], {'k': P(3)}, f'{P(4)} {P(5)!r} {Q(6)} {Q(6)!r}', '%s %r' % (Q(1), Q(1)), '{} {!r}'.format(Q(2), Q(2)))
print(f'{Q(1):}', str([Q(1)]), (P(1),), {1: Q(2)})
try: f'{P(1):>10}'
except TypeError as e: print(e)
class R:
    def __repr__(self): return 5
try: repr(R())
except TypeError as e: print(e)
class S:
    def __str__(self): return None
try: str(S())
except TypeError as e: print(e)
class G:
    def __format__(self, spec): return f'<{spec}>'
print(f'{G():abc} {G()}', format(G(), 'x'), '{:y}'.format(G()))
# --- equality and hashing
class K:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return isinstance(o, K) and self.v == o.v
    def __hash__(self): return hash(self.v)
print(K(1) == K(1), K(1) != K(1), K(1) == 1, K(1) in [K(1)], [K(1), K(2)].index(K(2)), len({K(1), K(1), K(2)}), {K(1): 'a'}[K(1)], [K(1)] == [K(1)], [K(1), K(1)].count(K(1)))
class U:
    def __eq__(self, o): return True
try: hash(U())
except TypeError as e: print(e)
try: {U(): 1}
except TypeError as e: print(e)
class N: pass
n, m = N(), N()
print(n == n, n == m, n != m, len({n, m, n}), {n: 1}.get(n), {n: 1}.get(m))
class H:
    def __hash__(self): return 'x'
try: hash(H())
except TypeError as e: print(e)
# --- ordering
class V:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return self.v < o.v
    def __repr__(self): return f'V{self.v}'
print(sorted([V(3), V(1), V(2)]), min([V(3), V(1)]), V(1) < V(2), V(1) > V(2), max(V(1), V(5)))
try: V(1) <= V(2)
except TypeError as e: print(e)
try: N2 = object(); sorted([N2, N2])
except TypeError as e: print(e)
a = [V(2), V(1)]
a.sort()
print(a, sorted(a, reverse=True), (1, V(1)) < (1, V(2)))
class W:
    def __le__(self, o): return 'yes'
    def __ge__(self, o): return ''
print(bool(W() <= 1), bool(W() >= 1), bool(1 >= W()))
# --- containers
class L:
    def __init__(self, xs): self.xs = list(xs)
    def __len__(self): return len(self.xs)
    def __getitem__(self, i):
        if isinstance(i, slice): return L(self.xs[i])
        return self.xs[i]
    def __setitem__(self, i, v): self.xs[i] = v
    def __delitem__(self, i): del self.xs[i]
    def __contains__(self, x): return x in self.xs
    def __iter__(self): return iter(self.xs)
    def __repr__(self): return f'L({self.xs})'
l = L([1, 2, 3])
l[0] = 9
del l[1]
print(len(l), l[0], l[0:1], 9 in l, 2 not in l, list(l), [x for x in l], bool(l), bool(L([])), sum(l), sorted(l), max(l), dict(enumerate(l)), *l)
a, b = l
print(a, b, l[-1])
l[0] += 1
print(l, list(map(str, l)), list(zip(l, l)), ','.join(str(x) for x in l))
try: l[10]
except IndexError as e: print(e)
class Old:
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 2
print(list(Old()), 4 in Old(), [x for x in Old()])
class Empty: pass
o = Empty()
for call in (lambda: len(o), lambda: o[0], lambda: iter(o), lambda: 1 in o, lambda: o(), lambda: o + 1, lambda: 1 + o, lambda: o < o, lambda: -o, lambda: abs(o), lambda: int(o), lambda: float(o), lambda: round(o), lambda: list(o), lambda: sorted(o), lambda: next(o), lambda: o.x, lambda: hash(o) == hash(o)):
    try: print(call())
    except (TypeError, AttributeError) as e: print(e)
try: o[0] = 1
except TypeError as e: print(e)
try: del o[0]
except TypeError as e: print(e)
try:
    for x in o: pass
except TypeError as e: print(e)
try: a, b = o
except TypeError as e: print(e)
try:
    with o: pass
except TypeError as e: print(e)
o2 = o
try: o += 1
except TypeError as e: print(e)
class BadLen:
    def __len__(self): return -1
try: len(BadLen())
except ValueError as e: print(e)
class BadLen2:
    def __len__(self): return 'a'
try: len(BadLen2())
except TypeError as e: print(e)
# --- iterators
class C:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1
        return self.n
print(list(C(3)), sum(C(4)), next(C(1)), 1 in C(3))
for x in C(2): print(x)
c = C(1)
print(next(c), next(c, 'end'))
try: next(c)
except StopIteration: print('stop')
class Gen:
    def __iter__(self):
        yield 1
        yield 2
print(list(Gen()), [*Gen(), *Gen()], list(Gen()) == list(Gen()))
class BadIter:
    def __iter__(self): return 5
try: list(BadIter())
except TypeError as e: print(e)
# --- arithmetic
class M:
    def __init__(self, v): self.v = v
    def __add__(self, o): return M(self.v + (o.v if isinstance(o, M) else o))
    def __radd__(self, o): return M(o + self.v)
    def __sub__(self, o): return M(self.v - o.v)
    def __rsub__(self, o): return M(o - self.v)
    def __mul__(self, o): return NotImplemented if isinstance(o, str) else M(self.v * o)
    def __rmul__(self, o): return M(self.v * o)
    def __truediv__(self, o): return M(self.v / o)
    def __floordiv__(self, o): return M(self.v // o)
    def __mod__(self, o): return M(self.v % o)
    def __pow__(self, o): return M(self.v ** o)
    def __neg__(self): return M(-self.v)
    def __pos__(self): return self
    def __abs__(self): return M(abs(self.v))
    def __invert__(self): return M(~self.v)
    def __and__(self, o): return 'and'
    def __or__(self, o): return 'or'
    def __xor__(self, o): return 'xor'
    def __lshift__(self, o): return 'lshift'
    def __rshift__(self, o): return 'rshift'
    def __matmul__(self, o): return 'matmul'
    def __divmod__(self, o): return 'divmod'
    def __int__(self): return int(self.v)
    def __float__(self): return float(self.v)
    def __round__(self, n=None): return ('round', n)
    def __bool__(self): return self.v != 0
    def __repr__(self): return f'M({self.v})'
m = M(5)
print(m + 1, 1 + m, m + M(2), m - M(1), 10 - m, m * 2, 2 * m, m / 2, m // 2, m % 3, m ** 2)
print(-m, +m, abs(M(-3)), ~m, m & 1, m | 1, m ^ 1, m << 1, m >> 1, m @ 1, divmod(m, 1), int(m), float(m), round(m), round(m, 2), bool(M(0)), not m, sum([M(1), M(2)]))
m += 1
m *= 2
print(m, [M(1)] * 2, m and 'yes', M(0) or 'no')
for call in (lambda: m * 'a', lambda: 'a' - m, lambda: m - 1, lambda: [1] + m, lambda: 'a' % m):
    try: print(call())
    except (TypeError, AttributeError) as e: print(type(e).__name__, e)
class I:
    def __init__(self): self.log = []
    def __iadd__(self, o):
        self.log.append(o)
        return self
    def __ior__(self, o): return 'ior'
i = I()
i += 1
i += 2
print(i.log)
i |= 3
print(i)
# --- reflected priority
class A:
    def __add__(self, o): return 'A.add'
    def __eq__(self, o): return 'A.eq'
class B(A):
    def __radd__(self, o): return 'B.radd'
print(A() + B(), A() + A(), B() + A(), B() + 1)
class X:
    def __add__(self, o): return NotImplemented
class Y:
    def __radd__(self, o): return 'Y.radd'
print(X() + Y())
try: X() + X()
except TypeError as e: print(e)
# --- call
class Adder:
    def __init__(self, n): self.n = n
    def __call__(self, x, *, k=0): return self.n + x + k
add = Adder(3)
print(add(4), add(1, k=5), list(map(add, [1, 2])), callable(add), sorted([3, 1], key=Adder(0)))
try: add()
except TypeError as e: print(e)
# --- getattr hooks
class G:
    def __init__(self): self.real = 1
    def __getattr__(self, name):
        if name.startswith('x'): return name.upper()
        raise AttributeError(name)
g = G()
print(g.real, g.xyz, hasattr(g, 'abc'), getattr(g, 'abc', 'd'))
try: g.abc
except AttributeError as e: print(e)
class SA:
    def __setattr__(self, name, value): object.__setattr__(self, name, value * 2)
s = SA()
s.v = 5
print(s.v)
# --- context managers
class CM:
    def __init__(self, name, swallow=False): self.name, self.swallow = name, swallow
    def __enter__(self):
        print('enter', self.name)
        return self.name
    def __exit__(self, et, ev, tb):
        print('exit', self.name, et.__name__ if et else None, ev)
        return self.swallow
with CM('a') as a, CM('b') as b:
    print(a, b)
with CM('s', True):
    raise ValueError('gone')
try:
    with CM('n'):
        with CM('m'): 1 / 0
except ZeroDivisionError as e: print('out', e)
def f():
    with CM('r'): return 'ret'
print(f())
for i in range(3):
    with CM(i):
        if i == 0: continue
        break
class Bad:
    def __enter__(self): raise KeyError('in')
    def __exit__(self, *a): print('never')
try:
    with Bad(): print('no')
except KeyError as e: print(repr(e))
class BadExit:
    def __enter__(self): return self
    def __exit__(self, *a): raise RuntimeError('exit')
try:
    with BadExit(): raise ValueError('v')
except RuntimeError as e: print(e, repr(e.__context__))
# --- exceptions
class AppError(Exception):
    code = 1
    def __init__(self, message, detail=None):
        super().__init__(message)
        self.detail = detail
class NotFound(AppError):
    code = 404
    def __str__(self): return f'not found: {self.args[0]}'
try: raise NotFound('x', detail={'id': 1})
except AppError as e: print(e, repr(e), e.detail, e.code, e.args, type(e).__name__)
class Plain(ValueError): pass
try: raise Plain('a', 2)
except ValueError as e: print(e, repr(e), isinstance(e, Plain))
try: raise Plain
except Plain as e: print(repr(e), str(e) == '')
class NoSuper(Exception):
    def __init__(self, a, b): self.a, self.b = a, b
e = NoSuper(1, 2)
print(e, repr(e), e.args, e.a)
class Rep(Exception):
    def __repr__(self): return 'Rep!'
print(Rep('x'), repr(Rep('x')), [Rep()])
try:
    try: raise NotFound('k')
    except NotFound as e: raise AppError('wrapped') from e
except AppError as e: print(e, repr(e.__cause__))
class Old(Exception):
    def __init__(self, msg): Exception.__init__(self, msg + '!')
print(Old('a'), Old('b').args)
try: raise AppError
except TypeError as e: print(e)
# --- dataclasses
from dataclasses import dataclass, field
@dataclass
class Point:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)
    def norm(self): return self.x ** 2 + self.y ** 2
p, q = Point(1), Point(1, 0)
print(p, p == q, p != Point(2), p.norm(), p.tags is q.tags)
p.tags.append('t')
print(p, Point(y=5, x=4))
for call in (lambda: Point(), lambda: Point(1, 2, [], 4), lambda: p < q, lambda: hash(p)):
    try: print(call())
    except TypeError as e: print(e)
@dataclass(order=True)
class Ver:
    major: int
    minor: int = 0
    note: str = field(default='', compare=False)
print(sorted([Ver(2), Ver(1, 5), Ver(1, 2)]), Ver(1) < Ver(2), Ver(1, 0, 'a') == Ver(1, 0, 'b'))
@dataclass
class Sub(Point):
    z: int = 3
    def __post_init__(self): self.sum = self.x + self.z
print(Sub(1), Sub(1).sum, isinstance(Sub(1), Point))
@dataclass(frozen=True)
class Fz:
    a: int
    b: str = 'b'
f = Fz(1)
print(f, hash(f) == hash(Fz(1)), {f: 1}[Fz(1)])
try: f.a = 2
except AttributeError as e: print(type(e).__name__, e)
# --- dataclass functions
from dataclasses import dataclass, asdict, astuple, replace
@dataclass
class In:
    v: int
@dataclass
class Out:
    name: str
    inner: In
    many: list
o = Out('n', In(1), [In(2), {'k': In(3)}])
print(asdict(o), astuple(o), replace(o, name='m'))
# --- match on classes
class Pt:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
def w(p):
    match p:
        case Pt(0, 0): return 'origin'
        case Pt(x=0, y=y): return f'y={y}'
        case Pt(x, y) if x == y: return 'diag'
        case Pt(): return 'pt'
        case _: return 'no'
print([w(p) for p in (Pt(0, 0), Pt(0, 5), Pt(3, 3), Pt(1, 2), 5)])
try:
    match Pt(1, 2):
        case Pt(1, 2, 3): pass
except TypeError as e: print(e)
# --- nested and local classes
def make(n):
    class Local:
        value = n * 2
        def get(self): return n + self.value
    return Local
print(make(3)().get(), make(4).value)
class Outer:
    class Inner:
        v = 7
    def get(self): return Outer.Inner.v
print(Outer.Inner.v, Outer().get(), Outer.Inner().v)
# --- class body
class Cfg:
    a = 1
    b = a + 1
    names = [x * 2 for x in range(3)]
    for i in range(2): pass
    if b == 2: c = 'two'
    def m(self, k=b): return k
    alias = m
print(Cfg.b, Cfg.names, Cfg.i, Cfg.c, Cfg().m(), Cfg().alias(9))
# --- methods as values
class A:
    def __init__(self, n): self.n = n
    def get(self, k=0): return self.n + k
m = A(5).get
print(m(), m(2), list(map(A(1).get, [1, 2])), A.get(A(7)), [f(k=3) for f in (A(1).get, A(2).get)])
fs = {'g': A(3).get}
print(fs['g'](1))
# --- chained methods and builder
class Q:
    def __init__(self): self.parts = []
    def add(self, p):
        self.parts.append(p)
        return self
    def build(self): return ' '.join(self.parts)
print(Q().add('a').add('b').build())
# --- node structures
class Node:
    def __init__(self, v, nxt=None): self.v, self.nxt = v, nxt
n = None
for i in range(4): n = Node(i, n)
out = []
while n is not None:
    out.append(n.v)
    n = n.nxt
print(out)
class Tree:
    def __init__(self): self.l = self.r = self.v = None
    def put(self, v):
        if self.v is None: self.v = v
        elif v < self.v:
            self.l = self.l or Tree()
            self.l.put(v)
        else:
            self.r = self.r or Tree()
            self.r.put(v)
    def __iter__(self):
        if self.l: yield from self.l
        if self.v is not None: yield self.v
        if self.r: yield from self.r
t = Tree()
for v in [5, 2, 8, 1, 9, 3]: t.put(v)
print(list(t), 8 in t, max(t))
# --- static counters and class decorators
def register(cls):
    registry[cls.__name__] = cls
    return cls
registry = {}
@register
class R1: pass
@register
class R2:
    def hi(self): return 'hi'
print(sorted(registry), registry['R2']().hi(), type(registry['R1']()).__name__)
# --- isinstance dispatch
class Shape:
    def area(self): raise NotImplementedError('area')
class Sq(Shape):
    def __init__(self, s): self.s = s
    def area(self): return self.s ** 2
class Un(Shape): pass
for s in (Sq(2), Un()):
    try: print(s.area())
    except NotImplementedError as e: print('ni', e)
print([isinstance(x, (Sq, int)) for x in (Sq(1), 5, 'a')])
# --- mixed values in json
import json
class J:
    def __init__(self): self.a = 1
try: json.dumps({'x': J()})
except TypeError as e: print(e)
print(json.dumps(J().__dict__), json.dumps(J(), default=lambda o: o.__dict__))
# --- bool errors
class BB:
    def __bool__(self): return 1
try: bool(BB())
except TypeError as e: print(e)
try:
    if BB(): pass
except TypeError as e: print(e)
class RB:
    def __bool__(self): raise ValueError('rb')
try: not RB()
except ValueError as e: print(e)
try: print([x for x in [1] if RB()])
except ValueError as e: print(e)
class RE:
    def __eq__(self, o): raise ValueError('re')
try: RE() == 1
except ValueError as e: print(e)
try: RE() in [1]
except ValueError as e: print(e)
# --- abstract
from abc import ABC, abstractmethod
class Abs(ABC):
    @abstractmethod
    def f(self): ...
class Con(Abs):
    def f(self): return 'con'
print(Con().f())
"""


@pytest.mark.parametrize("table", ["CLASSES"])
def test_programs(table: str) -> None:
    assert program_differences(globals()[table]) == []
