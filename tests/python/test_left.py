"""What is left to the interpreter: for every reason of the table a body that leaves, and the constructs that are refused instead."""

from __future__ import annotations

import pytest
from bodies import NotLowered, compiled, playbook

import noetlc
from noetlc.primitives.reasons import REASONS

# (reason, body that leaves in its last line)
LEAVING = [
    ("pattern of bytes", "import re\np = [x.encode for x in 'a'][0]()\nre.findall(p, b'b')"),
    ("pattern of bytes", "import re\np = [x.encode for x in 'a'][0]()\nre.escape(p)"),
    ("pattern of bytes", "import re\nre.compile(b'(?L)a')"),
    ("pattern of bytes", "import fnmatch\nfnmatch.fnmatch(b'a', b'*')"),
    ("replacement of bytes", "import re\nb = b'x'\nre.sub('a', b, 'b')"),
    ("replacement of bytes", "import re\nb = b'x'\nre.match('a', 'a').expand(b)"),
    ("format with a directive twice", "import datetime\nf = '%x %y'\ndatetime.datetime.strptime('01/02/03 04', f)"),
    ("name of a character", "import re\np = '\\\\N{DASH}'\nre.compile(p)"),
    ("pattern of many nested groups", "import re\np = '(' * 241 + ')' * 241\nre.compile(p)"),
    ("name of a character", "import ast\nast.literal_eval('\"\\\\N{DIGIT ONE}\"')"),
    ("union of classes", "kinds = [int, str]\nkinds[0] | kinds[1]"),
    ("method of a property", "p = property(doc='a')\np.__doc__ = 'b'"),
    ("method of a property", "class C:\n    p = property(lambda self: 1)\ngetattr(C.p, ''.join(['set', 'ter']))"),
    ("seed of version 1", "import random\nrandom.seed('x', 1)"),
    ("built-in method by a computed name", "name = ''.join(['app', 'end'])\ngetattr([], name)"),
    ("built-in method by a computed name", "name = ''.join(['app', 'end'])\nhasattr([], name)"),
    ("built-in method by a computed name", "name = ''.join(['app', 'end'])\ngetattr([], name, 1)"),
    ("built-in method by a computed name", "name = 'xbit_length'[1:]\n[getattr(x, name) for x in (2**70,)]"),
    ("built-in method by a computed name", "class C(dict):\n    pass\nname = 'xpopitem'[1:]\n[getattr(x, name, None) for x in (C,)]"),
    ("class method of a value", "import datetime\nresult = [d.fromisoformat('2024-01-02') for d in [datetime.date(2020, 1, 1)]]"),
    ("class method of a value", "result = [x.from_bytes(b'1', 'big') for x in [1, 2]]"),
    ("class method of a value", "import datetime\nresult = [d.max for d in [datetime.timedelta(1)]]"),
    ("class method of a value", "from datetime import datetime\nresult = [f('2001', '%Y').year for f in [d.strptime for d in [datetime]]]"),
    ("class method of a value", "result = [f(b'1', 'big') for f in [d.from_bytes for d in [int]]]"),
    ("class method of a value", "result = [hasattr(x, 'fromhex') for x in [1.5]]"),
    ("class method of a value", "import datetime\nresult = [cls.max for cls in (datetime.date, datetime.time)]"),
    ("attribute of a library class", "import io\nclass S(io.StringIO):\n    pass\nresult = str(vars(S('a')))"),
    ("attribute of a library class", "from queue import Queue\nclass Mine(Queue):\n    pass\nresult = sorted(Mine().__dict__)"),
    ("kind of a hash", "import hashlib\nhashlib.new('sha3_' + str(256))"),
    ("module of a function", "import math\nf = [math.sin][0]\nresult = f.__module__"),
    ("attribute of a logger", "import logging\nresult = logging.getLogger('x').manager"),
    ("attribute of a logger", "import logging\nresult = logging.getLogger('x').findCaller()"),
    ("attribute of a logger", "import logging\nlogging.getLogger('x').note = 1"),
    ("state of random numbers", "import random\nrandom.Random(1).setstate((2, tuple(range(625)), None))"),
    ("JSON that is not UTF-8", "import json\njson.loads(b'{\\x00}\\x00')"),
    ("URL of bytes", "from urllib.parse import urlsplit\nurlsplit(None)"),
    ("complex number", "x = -8\nx ** 0.5"),
    ("deeply nested literal", "import ast\nast.literal_eval('-' * 100000 + '1')"),
    ("complex number", "import ast\nast.literal_eval('1j')"),
    ("complex number", "from fractions import Fraction\nFraction(-1, 2) ** Fraction(1, 2)"),
    ("struct field p of no bytes", "import struct\nstruct.pack('0p', b'x')"),
    ("struct field p of no bytes", "import struct\nstruct.unpack('0p', b'')"),
    ("struct iterator over a bytearray", "import struct\nstruct.iter_unpack('B', bytearray(b'x'))"),
    ("host in brackets", "from urllib.parse import urlsplit\nurlsplit('http://[::ffff:1.2.3.4]/')"),
    ("words of a shell without POSIX rules", "import shlex\nshlex.shlex().debug = 1"),
    ("JSON with control characters", "import json\njson.loads('\"\\x01\"', strict=False)"),
    ("wait for another thread", "import queue\nqueue.Queue().get()"),
    ("wait without an end", "import asyncio\nasyncio.run(asyncio.Queue().get())"),
    ("wait for another thread", "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()"),
    ("wait for another thread", "import threading\nthreading.Event().wait()"),
    ("number of a thread", "import threading\nrepr(threading.current_thread())"),
    ("variables of a context", "import contextvars\nlen(contextvars.copy_context())"),
    (
        "place of a warning",
        "import warnings\nclass A:\n    lineno = 1\nwith warnings.catch_warnings(record=True) as w:\n    warnings.warn('x')\n    w[0].lineno",
    ),
    ("place of a warning", "import warnings\nwith warnings.catch_warnings(record=True):\n    for _ in '12':\n        warnings.warn('x')"),
    ("place of a warning", "import warnings\nwith warnings.catch_warnings(record=True):\n    warnings.warn('x', DeprecationWarning, 2)"),
    ("life of an object", "import weakref\nclass A: pass\na = A()\nw = weakref.ref(a)\ndel a\nw()"),
    ("place of a log record", "import logging\nlogging.Formatter('%(lineno)d %(message)s')"),
    ("place of a log record", "import logging\nlogging.makeLogRecord({'msg': 'x'}).lineno"),
    ("place of a log record", "import logging, io\nlog = logging.getLogger('x')\nlog.addHandler(logging.StreamHandler(io.StringIO()))\nlog.exception('y')"),
    ("error in a handler of logs", "import logging, io\nlog = logging.getLogger('x')\nlog.addHandler(logging.StreamHandler(io.StringIO()))\nlog.error('%d', 'y')"),
    ("text of a parser of arguments", "import argparse\nargparse.ArgumentParser().parse_args(['x'])"),
    ("text of a parser of arguments", "import argparse\nargparse.ArgumentParser().format_help()"),
    ("life of an object", "import weakref\nclass A: pass\nlen(weakref.WeakSet([A()]))"),
    ("small limit of fields", "import csv\ncsv.field_size_limit(5)"),
    ("empty match of a scanner", "import re\nre.compile('a*').scanner('b').match()"),
    ("kind of an address", "import ipaddress\nipaddress.ip_address('192.0.0.9').is_private"),
    ("kind of an address", "import ipaddress\nipaddress.ip_address('::ffff:1.2.3.4').is_multicast"),
    ("character of a number", "kind = 'xc'.replace('x', '%')\nkind % 65"),
    ("character of a number", "kind = '1xc'[-1]\nformat(65, kind)"),
    ("half a character", "code = int('55296')\nprint(chr(code))\nresult = chr(code + 1) + 'b'"),
    ("encoding", "name = ''.join(['surrogate', 'pass'])\nb'\\xff'.decode('utf-8', name)"),
    ("groups of a scanner", "import re\nre.Scanner([('(a)', None)])"),
    ("keyword that is no string", "int(**{1: 2})"),
    ("class with a base that is none", "class M(type):\n    pass\nbase = 5\nclass C(base, metaclass=M): pass"),
    ("namespace of a class", "class F:\n    def __call__(self, *parts): return 1\nf = F()\nclass C(metaclass=f): pass"),
    ("name of a class", "class M(type):\n    pass\nM('C', (), {'__qualname__': 'D'})"),
    ("call of a built-in class", "import re\nkinds = [type(v) for v in (re.compile('a'), 1)]\nkinds[0]('b')"),
    ("slots that no class statement has", "class M(type):\n    pass\nM('C', (), {'__slo' + 'ts__': ()})"),
    ("name of a generator", "def g():\n    yield 1\ng.__name__ = 'h'\ng().__name__"),
    ("call of a built-in class", "import itertools\nkinds = [type(itertools.chain())]\nkinds[0]([1])"),
    ("name of a generator", "import itertools\nrepr(itertools.count(3))"),
    ("name of a generator", "def g():\n    yield 1\ng().gi_yieldfrom"),
    ("special method of a built-in type", "class A:\n    pass\nsuper(A, A()).__reduce__()"),
    ("special method of a built-in type", "class A:\n    pass\nsuper(A, A()).__sizeof__"),
    ("encoding", "name = f'cp{1252}'\nb'a'.decode(name)"),
    ("window of compressed data", "import zlib\nzlib.decompress(b'x\\xbb\\x00\\x00\\x00\\x00')"),
    ("window of compressed data", "import zlib\nzlib.decompress(b'x', 9)"),
    ("copy of a generator", "import copy, itertools\ncopy.copy(itertools.tee([1, 2])[0])"),
    ("dict of a class", "from collections import namedtuple\nresult = [len(vars(x)) for x in [namedtuple('p', 'a')]]"),
    ("dict of a class", "class A:\n    __slots__ = ('x',)\nA.x"),
    ("origin of an exception", "try:\n    b'\\xff'.decode()\nexcept ValueError as e:\n    getattr(e, 'sta' + 'rt')"),
    ("origin of an exception", "try:\n    object().x = 1\nexcept AttributeError as e:\n    e.name"),
    ("change of a function", "def f(a=1):\n    return a\nsetattr(f, '__defau' + 'lts__', (2,))"),
    ("memory of an array", "import array\na = array.array('i', [1])\na.buffer_info()"),
    ("memory of an array", "import array\narray.array('u', 'abc')"),
    ("other size of a bytearray with views", "import array\na = array.array('i', [1])\nm = memoryview(a)\na.append(1)"),
    ("memory of an array", "import array, struct\na = array.array('i', [1])\nstruct.pack_into('b', a, 0, 1)"),
    ("memory of several dimensions", "memoryview(bytes(4)).cast('B', [2, 2])"),
    ("other size of a bytearray with views", "b = bytearray(2)\nm = memoryview(b)\nb.append(1)"),
    ("attribute of a library dict", "from collections import OrderedDict\nd = OrderedDict()\nd.x = 1"),
    ("annotation as a text", "from typing import get_type_hints\nclass A:\n    x: 'A'\nget_type_hints(A)"),
    ("attribute of a generic type", "kinds = list[int]\nkinds.append"),
    ("signature of a built-in function", "import inspect\ninspect.signature(len)"),
    ("special method of a built-in type", "import inspect\nclass A:\n    pass\ninspect.getmembers(A())"),
    ("other bases of a class", "class A:\n    pass\nclass B:\n    pass\nclass C(A):\n    pass\nC.__bases__ = (A, B)"),
    ("change of a class beside slots", "class A:\n    pass\nclass B:\n    __slots__ = ('x',)\na = A()\na.__class__ = B"),
    ("vars of an object with slots", "class A:\n    __slots__ = ('a',)\nclass B(A):\n    pass\nb = B()\nb.a = 1\nvars(b)"),
    ("parameters of a built-in class", "[kind[int] for kind in (list, dict)]"),
    ("special method of a built-in type", "getattr(5, '__sizeof__')"),
    ("special method of a built-in type", "class C:\n    pass\ngetattr(C(), '__sizeof__')"),
    ("special method of a built-in type", "[kind.upper('a') for kind in (str,)]"),
    ("rounding to no int", "import math\nclass C:\n    def __floor__(self):\n        return 'x'\nmath.floor(C())"),
    ("pow of three objects", "from decimal import Decimal\npow(2, Decimal(3), 5)"),
    ("attribute of a library class", "from collections import Counter, deque\nfor kind in (Counter, deque):\n    setattr(kind, 'x', 1)"),
    ("attribute of a module", "import math\n[m.__file__ for m in (math,)]"),
    ("attribute of a module", "import math\nmath_too = [math]\nstr(math_too)"),
    ("builtin as a variable", "import io, functools\nfunctools.partial(print, file=io.StringIO())(1)"),
    ("builtin as a variable", "import io\nprint('x', **{'file': io.StringIO()})"),
    ("builtin as a variable", "class C:\n    if len(''):\n        open = 1\n    y = open"),
    ("method of a Decimal", "from collections import deque\nfrom decimal import Decimal\nfor v in (deque(), Decimal(12)):\n    v.rotate(1)"),
    ("method of a Decimal", "import decimal\nclass A:\n    def shift(self): pass\nA().shift()\ndecimal.getcontext().shift(1, 1)"),
    ("power of a Decimal", "from decimal import Decimal\npow(Decimal(2), 3, 5)"),
    ("low recursion limit", "import sys\nsys.setrecursionlimit(50)"),
    ("exit with a tuple", "import sys\nsys.exit((1, 2))"),
    ("memory in a call by a builtin", "class M(type): pass\nlen(M('C', (), {'__len__': lambda self: len([[0] * 1000 for _ in range(99999)])})())"),
    ("deep recursion", "import sys\nsys.setrecursionlimit(10000)\n(lambda f: f(f, 0))(lambda f, n: f(f, n + 1))"),
]


@pytest.mark.parametrize(("reason", "body"), LEAVING)
def test_left(reason: str, body: str) -> None:
    module = compiled(body + "\n")
    with pytest.raises(noetlc.Aborted) as caught:
        noetlc.run(module)
    at = caught.value.at
    assert (caught.value.kind, caught.value.reason, at and at.inner_line) == ("left", reason, body.count("\n") + 1)
    assert str(caught.value).endswith(f"step start, line {body.count(chr(10)) + 1} of its text ({reason})")


def test_every_reason_has_a_case() -> None:
    assert {reason for reason, _ in LEAVING} == set(REASONS[1:])


# (construct, body that is not compiled because it would leave whenever it is reached)
REFUSED = [
    ("the method Pattern", "import re\nre.findall(b'a', b'b')\nresult = re.Pattern"),
    ("a replacement of bytes", "import re\nresult = re.sub('a', b'x', 'b')"),
    ("the name of a character in a pattern", "import re\nresult = re.compile(pattern=r'[\\N{DASH}]')"),
    ("errno of a built-in class", "result = OSError.errno"),
    ("the dict of a class", "import datetime\nresult = len(datetime.date.__dict__)"),
    ("a union of classes", "result = isinstance(1, [int | str][0])"),
    ("del of __defaults__", "def f(a=1):\n    return a\ndel f.__defaults__"),
    ("the method next_plus", "from decimal import Decimal\nresult = Decimal(2).next_plus()"),
    ("a _split of its own", "import textwrap\nclass W(textwrap.TextWrapper):\n    def _split(self, text): return list(text)"),
    ("a _format of its own", "from pprint import PrettyPrinter as P\nclass Q(P): pass\nclass R(Q):\n    _format = print"),
    ("the method isSet", "import threading\nresult = threading.Event().isSet()"),
    ("dataclasses.make_dataclass", "import dataclasses\nx = 7\nP = dataclasses.make_dataclass('P', [('x', int, 5), ('y', int, x)])"),
]


@pytest.mark.parametrize(("construct", "body"), REFUSED)
def test_refused(construct: str, body: str) -> None:
    with pytest.raises(NotLowered, match=construct) as caught:
        compiled(body + "\n")
    assert caught.value.line == body.count("\n") + 1


# what looks like it and is compiled
COMPILED = [
    "import re\nresult = re.findall(r'\\\\N', '\\\\N')",
    "import math\nfrom decimal import Decimal\nresult = [str(Decimal(2)), math.exp(0)]",
    "def f(a: int | None) -> int | str:\n    return a\nresult = isinstance(f(1), int | str)",
    "result = [-9223372036854775808, {1} | {2} == {1, 2}]",
    "import random\nresult = random.getrandbits(63) >= 0",
    "import textwrap\nclass W:\n    def _split(self): return 1\nresult = [W()._split(), textwrap.TextWrapper(width=3).wrap('a b')]",
]


@pytest.mark.parametrize("body", COMPILED)
def test_compiled(body: str) -> None:
    assert noetlc.run(compiled(body + "\n"))["status"] == "completed"


@pytest.mark.parametrize("asked", ["len(r)", "next(reversed(r))", "random.choice(r)", "len(r[5:])", "len(L())"])
def test_lengths_of_ranges(asked: str) -> None:
    """Lengths that are no small ints end the run, never a wrong one."""
    with pytest.raises(noetlc.Aborted) as caught:
        long = "class L:\n    def __len__(self): return 2 ** 57"
        noetlc.run(compiled(f"import random\n{long}\nr = range(10 ** 11)\nresult = {asked}\n"))
    assert caught.value.kind == "int_overflow"


def test_reasons_of_a_module() -> None:
    both = "import re\nx = [1]\np = 'a'.encode()\nresult = re.findall(p, b'b') if x == 2 else x ** 0.5"
    assert noetlc.build(_document("result = 1"), verify=False).manifest.get("reasons") is None
    reasons = noetlc.build(_document(both), verify=False).manifest["reasons"]
    assert isinstance(reasons, list)
    assert {"pattern of bytes", "complex number"} <= set(reasons) < set(REASONS)
    assert reasons == sorted(reasons, key=REASONS.index)


def _document(body: str) -> str:
    return playbook(body)


def test_fallback() -> None:
    text = _document("import re\np = 'a'.encode()\nresult = [str(x) for x in re.findall(p, b'banana')]")
    built = noetlc.build(text, verify=False)
    assert noetlc.run(built.wasm, source=text)["result"] == ["b'a'"] * 3
