"""Objects of bodies: descriptors, properties, several bases, private names, delegation by generators; against CPython."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bodies import program_differences

PROGRAMS = """
# --- descriptors
class Celsius:
    def __get__(self, obj, cls): return ('get', obj is None, cls.__name__)
    def __set__(self, obj, v): print('set', v)
    def __delete__(self, obj): print('delete')
class Plain:
    def __get__(self, obj, cls): return 'computed'
class Reading:
    temp = Celsius()
    plain = Plain()
r = Reading()
print(r.temp, Reading.temp, r.plain)
r.temp = 5
del r.temp
r.plain = 'own'
print(r.plain, r.__dict__)
# --- properties made by calls
class Box:
    def __init__(self): self._w = 1
    def get(self): return self._w
    def put(self, v): self._w = v
    def drop(self): print('dropped')
    w = property(get, put, drop)
    empty = property()
    @property
    def h(self): return self._w * 2
    @h.setter
    def h(self, v): self._w = v
    @h.deleter
    def h(self): print('no h')
    twice = staticmethod(lambda v: v * 2)
    name = classmethod(lambda cls: cls.__name__)
b = Box()
b.w = 4
print(b.w, b.h, b.twice(3), b.name(), Box.name())
b.h = 7
del b.h
del b.w
print(b.w)
for bad in (lambda: b.empty, lambda: setattr(b, 'empty', 1), lambda: delattr(b, 'empty')):
    try: print(bad())
    except AttributeError as e: print('AttributeError')
# --- construction
class Single:
    made = None
    def __new__(cls, *args):
        if cls.made is None: cls.made = super().__new__(cls)
        return cls.made
    def __init__(self, v=0): self.v = v
print(Single(1) is Single(2), Single(3).v)
class Other:
    def __new__(cls): return [1]
    def __init__(self): print('not called')
print(Other())
# --- several bases
class Root:
    def who(self): return ['Root']
class Left(Root):
    def who(self): return ['Left'] + super().who()
class Right(Root):
    def who(self): return ['Right'] + super().who()
class Both(Left, Right):
    def who(self): return ['Both'] + super().who()
class Low(Both): pass
print(Low().who(), isinstance(Low(), Right), issubclass(Both, Root), issubclass(Left, Right))
class Tagged: tag = 'T'
class Failure(Tagged, ValueError): pass
try: raise Failure('f')
except ValueError as e: print(repr(e), e.tag)
try:
    class Wrong(Root, Left): pass
except TypeError as e: print(e)
# --- private names and names of a class body
limit = 10
class Account:
    limit = limit + 1
    __secret = 3
    rates = [limit for _ in range(2)]
    def __init__(self): self.__sum = 5
    def total(self): return self.__sum + self.__secret
a = Account()
print(a.total(), a._Account__sum, Account.limit, Account.rates)
del Account.limit
try: a.limit
except AttributeError as e: print(e)
# --- methods and functions as objects
class M:
    size = len
    def go(self): return 1
m = M()
print(m.go.__name__, m.go.__self__ is m, m.size('abc'), type(len).__name__, type([].append).__name__, str.upper('x'), str(M.go)[:10])
print(m.go == m.go, m.go == M().go, m.go != m.go, {m.go: 1}[m.go], M.go == m.go)
print(Ellipsis, ..., NotImplemented, [...])
# --- delegation
def inner():
    try:
        got = yield 1
        print('got', got)
        yield 2
    except GeneratorExit:
        print('closing inner')
        raise
    except KeyError as e:
        print('caught', e)
        yield 3
    return 'done'
def outer():
    print((yield from inner()))
g = outer()
print(next(g), g.send('x'))
g.close()
g = outer()
next(g)
print(g.throw(KeyError, 'k'), list(g))
class Echo:
    def __iter__(self): return self
    def __next__(self): return self.send(None)
    def send(self, v):
        if v == 'stop': raise StopIteration('result')
        return v
    def close(self): print('Echo closed')
def through():
    print((yield from Echo()))
    yield 'after'
g = through()
print(next(g), g.send(5), g.send('stop'))
g = through()
next(g)
g.close()
# --- keyword arguments
def show(*args, **kw): return args, sorted(kw.items())
class Options:
    def keys(self): return ['a', 'b']
    def __getitem__(self, k): return k * 2
print(show(1, **Options(), c=3))
for bad in (lambda: show(**{'a': 1}, **{'a': 2}), lambda: show(**{1: 2})):
    try: print(bad())
    except TypeError: print('TypeError')
# --- variables deleted elsewhere
def f():
    y = 1
    def g():
        nonlocal y
        del y
    g()
    try: print(y)
    except NameError: print('deleted')
f()
"""


@pytest.mark.parametrize("program", PROGRAMS.split("# --- ")[1:], ids=lambda p: p.partition("\n")[0])
def test_prints_what_cpython_prints(program: str) -> None:
    assert program_differences("# --- " + program) == []
