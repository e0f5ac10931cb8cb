"""Random programs with ints beyond 64 bits, subclasses of built-in types, iterators shared between builtins, generators that read what
they change, closures three deep, formatting inside formatting, and classes of the library as values."""

from __future__ import annotations

from fuzz_language import LanguageProgram

WIDE = ("2 ** 70", "-(1 << 64)", "9223372036854775807", "-9223372036854775808", "10 ** 25 + 1", "(1 << 63)", "2 ** 64 - 1", "3", "-7", "0", "1.5", "True", "10 ** 40")
WIDE_FORMS = (
    "{0} + {1}", "{0} - {1}", "{0} * {1}", "{0} // {1}", "{0} % {1}", "divmod({0}, {1})", "{0} / {1}", "{0} & {1}", "{0} | {1}", "{0} ^ {1}", "{0} << 67", "{0} >> 65",
    "-{0}", "~{0}", "abs({0})", "{0} < {1}", "{0} == {1}", "sorted([{0}, {1}, {2}])", "max({0}, {1}, {2})", "sum([{0}, {1}, {2}])", "{{{0}: 1}}.get({1})", "{0} in [{1}, {2}]",
    "str({0})", "(lambda w: f'{{w:,}}')({0})", "(lambda w: f'{{w:>30}}')({0})", "(lambda w: f'{{w:e}}')({0})", "'%d|%x' % ({0}, {1})", "int(str({0}))", "float({0})", "int({0})", "round({0}, -20)", "hash({0})", "({0}).bit_length()",
    "({0}).to_bytes(17, 'little', signed=True)", "pow({0}, 3)", "pow({0}, 65, {1})", "hex({0})", "[1, 2, 3][:{0}]", "'abc'[{0}:]", "bool({0})", "({0} + {1}) * {2} // 7",
    "repr(({0}, {1}))", "{0} if {1} else {2}", "math.gcd({0}, {1})", "math.isqrt({0})", "int.from_bytes(str({0}).encode(), 'big')", "{0} == float({1})", "[1][{0}]", "'ab' * {0}",
)  # fmt: skip

BASES = ("list", "dict", "str", "int", "tuple", "set", "float", "Counter", "OrderedDict", "defaultdict", "deque", "frozenset")
GIVEN = {
    "list": "[3, 1, 2]", "dict": "{'a': 1, 'b': 2}", "str": "'abc'", "int": "7", "tuple": "(1, 2)", "set": "{1, 2}", "float": "2.5",
    "Counter": "'abca'", "OrderedDict": "[('x', 1), ('y', 2)]", "defaultdict": "int, {'a': 1}", "deque": "[1, 2], 3",
    "frozenset": "'ab'",
}  # fmt: skip
ADDED = (
    "def __len__(self): return 5", "def __getitem__(self, k): return ('got', k)", "def __contains__(self, k): return k == 1", "def __iter__(self): return iter('xy')",
    "def __eq__(self, o): return 'eq'\n    __hash__ = None", "def __repr__(self): return '<me>'", "def __str__(self): return 'me!'", "def __add__(self, o): return ('add', type(o).__name__)",
    "def __radd__(self, o): return ('radd', type(o).__name__)", "def __bool__(self): return False", "def __setitem__(self, k, v): out.append(('set', k))", "def __missing__(self, k): return ('none', k)",
    "def append(self, v): super().append(v); super().append(v)", "def __init__(self, *a): super().__init__(*a); self.extra = 1", "def get(self, k, d='other'): return d", "def upper(self): return 'UP'",
    "def __lt__(self, o): return True", "def __call__(self, *a): return a", "def __format__(self, spec): return 'fmt' + spec", "def __index__(self): return 2", "def update(self, *a): out.append('upd')",
    "def __mul__(self, n): return type(self).__name__", "def __delitem__(self, k): out.append(('del', k))", "def keys(self): return ['k']", "def __reversed__(self): return iter([9])",
    "@property\n    def p(self): return self.__dict__.get('q', 0)\n    @p.setter\n    def p(self, v): self.q = v",
)  # fmt: skip
USES = (
    "len(o)", "list(o)", "o == o", "bool(o)", "repr(o)", "str(o)", "f'{o}'", "f'{o!r:>12}'", "'%s' % (o,)", "o + o", "1 + o", "[] + o", "o[0]", "o['zz']", "1 in o", "type(o + o).__name__", "type(o).__mro__[1].__name__",
    "isinstance(o, (list, dict, str))", "sorted(o)", "max(o)", "sum(o)", "dict(o)", "tuple(o)", "set(o)", "''.join(o)", "o.append(4)", "o.update(b=3)", "o.get('a')", "o.upper()", "o * 2", "hash(o) is None",
    "[1, 2, 3, 4][o]", "o < o", "o()", "reversed(o)", "o.copy()", "type(o.copy()).__name__", "o[:1]", "type(o[:1]).__name__", "o.extra", "o.zz", "o.extend('ab')", "{**o}", "[*o]", "print(o)", "abs(o)", "-o", "o | o", "o & {1}",
    "json.dumps(o)", "json.dumps([o])", "o.most_common(1)", "o.items()", "iter(o)", "o.pop()", "o.setdefault('q', 1)", "o.sort()", "'a' in o", "o != o", "any(o)", "enumerate(o)", "zip(o, o)", "copy.copy(o)", "type(copy.deepcopy(o)).__name__",
    "[(k, v) for k, v in o.items()]", "{v: k for k, v in o.items()}", "[(i, v) for i, (k, v) in enumerate(o.items())]", "o.p", "setattr(o, 'p', 4)", "delattr(o, 'p')", "setattr(o, 'q', 1)", "vars(o)",
    "isinstance(o, Iterable)", "isinstance(o, Sized)", "isinstance(o, (Sequence, Mapping))", "isinstance(o, Hashable)", "isinstance(o, Reversible)", "isinstance(o, Collection)", "issubclass(type(o), Iterable)",
    "isinstance(o, MutableSequence)", "isinstance(o, MutableMapping)", "isinstance(o, Container)",
)  # fmt: skip

SHARERS = (
    "list(zip(it, it))", "next(it, None)", "list(islice(it, 2))", "2 in it", "list(takewhile(lambda v: v != 2, it))", "max(it, default=0)", "[v for v in it if v]", "sum(it)", "list(map(str, it))",
    "dict(zip(it, 'ab'))", "list(chain(it, it))", "[(k, list(g)) for k, g in groupby(it)]", "sorted(it, key=str)", "any(v == 2 for v in it)", "list(enumerate(it))", "tuple(filter(None, it))", "list(accumulate(it))",
    "set(it)", "' '.join(map(str, it))", "list(pairwise(it))", "list(dropwhile(bool, it))", "[list(x) for x in tee(it)]", "list(zip(islice(it, 1), it))", "reduce(lambda p, q: (p, q), it, 0)", "deque(it, 2)", "list(starmap(pow, zip(it, it)))",
)  # fmt: skip
CHANGES = (
    "d.update((k, len(d)) for k in list(d) + ['n', 'm'])", "l.extend(v + len(l) for v in l[:3])", "l[1:2] = (len(l) for _ in range(3))", "d = {k: d.pop(k) for k in list(d)}", "l[:] = (l[0] for v in l)",
    "s.update(v + len(s) for v in list(s))", "l += (len(l) for _ in range(2))", "d |= ((k, len(d)) for k in 'xy')", "for v in l:\n    if len(l) < 8: l.append(v)", "for k in d: d['new'] = 1", "for v in s: s.add(v + 10)",
    "l.sort(key=lambda v: (len(l), -v))", "out.append(sorted(l, key=lambda v: l.append(v) or v)[:3] if len(l) < 9 else 0)", "out.append([l.pop() for v in l])", "out.append(''.join(str(l.pop()) for v in l))", "l.extend(iter(l[:2]))",
    "d.update(d)", "l.extend(l)", "out.append(sum(l.pop(0) for _ in range(2)))", "del l[::2]", "d.clear(); d.update(l=len(d))", "s |= {len(s)}", "l.insert(0, l.pop())", "d.setdefault('z', []).append(len(d))",
)  # fmt: skip
CLASSES = ("Fraction", "Decimal", "Counter", "deque", "OrderedDict", "defaultdict", "int", "str", "list", "dict", "set", "float", "complex", "bytes", "range", "timedelta", "date", "partial", "ValueError", "object")
OF_CLASSES = (
    "k.__name__", "k.__mro__[0] is k", "isinstance(k, type)", "issubclass(k, object)", "callable(k)", "k is type(k)", "{k: 1}[k]", "k == k", "repr(k)", "[k, int].index(k)", "type(k).__name__",
    "list(map(k, ['1', '2']))", "k('1')", "k()", "k(3)", "k([1, 2])", "isinstance(1, k)", "isinstance('s', (k, str))", "issubclass(k, (dict, int))", "k.__doc__ is None", "k.__module__", "k.__qualname__", "hasattr(k, '__len__')", "getattr(k, 'nope', 0)",
    "(lambda f, *a: f(*a))(k, 2)", "functools.reduce(lambda a, b: b, [k])", "k.__bases__[-1].__name__", "f'{k.__name__:>12}'", "str(k)", "k != int", "hash(k) == hash(k)", "dict.fromkeys([k, k])", "isinstance(k(), k)",
)  # fmt: skip
OBJECT_IMPORTS = (
    "import copy, functools, json, math\nfrom collections import Counter, OrderedDict, defaultdict, deque\nfrom datetime import date, timedelta\n"
    "from decimal import Decimal\nfrom fractions import Fraction\nfrom functools import partial, reduce\n"
    "from collections.abc import Collection, Container, Hashable, Iterable, Mapping, MutableMapping, MutableSequence, Reversible, Sequence, Sized\n"
    "from itertools import accumulate, chain, dropwhile, groupby, islice, pairwise, starmap, takewhile, tee\n"
)


class ObjectProgram(LanguageProgram):
    """A program of the other generators with these statements besides; it imports what it names itself."""

    def text(self) -> str:
        head, *rest = super().text().split("\n")
        return "\n".join([head, *("    " + line for line in OBJECT_IMPORTS.strip().split("\n")), *rest])

    def statement(self, depth: int, room: int) -> None:
        if depth == 1 and self.choose(3):
            forms = ("wide", "wide", "subclass", "subclass", "shared", "changing", "deep", "nested", "classes")
            getattr(self, "_" + self.pick(forms))(depth, room)
        else:
            super().statement(depth, room)

    def lines_of(self, depth: int, text: str) -> None:
        for line in text.split("\n"):
            self.line(depth, line)

    def shown(self, depth: int, expression: str) -> None:
        self.attempt(depth, f"r = {expression}", "out.append(list(r) if hasattr(r, '__next__') else sorted(map(repr, r)) if isinstance(r, (set, frozenset)) else r)")

    def _wide(self, depth: int, room: int) -> None:
        for _ in range(1 + self.choose(4)):
            operands = [self.pick(WIDE) if self.choose(4) else f"({self.expr('int', 1)})" for _ in range(3)]
            self.shown(depth, self.pick(WIDE_FORMS).format(*(f"({o})" for o in operands)))

    def _subclass(self, depth: int, room: int) -> None:
        name, base = self.new("B"), self.pick(BASES)
        self.line(depth, f"class {name}({base}):")
        self.line(depth + 1, f"kind = {self.any(0)}")
        for added in sorted({self.pick(ADDED) for _ in range(self.choose(4))}):
            self.lines_of(depth + 1, added.replace("\n    ", "\n"))
        made = f"o = {name}({GIVEN[base]})"
        self.attempt(depth, made)
        for _ in range(2 + self.choose(4)):
            self.attempt(depth, made, *([f"o.note = {self.any(0)}"] if self.choose(3) == 0 else []))
            self.shown(depth, self.pick(USES))

    def _shared(self, depth: int, room: int) -> None:
        source = self.pick(("[1, 2, 0, 2, 3, 3, 4]", "'aabbc'", "{'a': 1, 'b': 2, 'c': 3}", "(v for v in [1, 2, 3, 2, 5])", "range(7)", "map(int, '120345')", "[[1], [1], [2]]", "zip('abc', range(3))"))
        self.line(depth, f"it = iter({source})")
        for _ in range(2 + self.choose(3)):
            self.shown(depth, self.pick(SHARERS))
        self.shown(depth, "list(it)")

    def _changing(self, depth: int, room: int) -> None:
        self.lines_of(depth, "l = [3, 1, 2]\nd = {'a': 1, 'b': 2}\ns = {1, 2}")
        for _ in range(1 + self.choose(3)):
            self.attempt(depth, *self.pick(CHANGES).split("\n"))
            self.line(depth, "out.append((l[:12], d, sorted(s)[:12]))")

    def _deep(self, depth: int, room: int) -> None:
        first, second, third = self.new("one"), self.new("two"), self.new("three")
        self.line(depth, f"def {first}(p):")
        self.line(depth + 1, f"x = {self.any(0)}")
        self.line(depth + 1, f"def {second}(q):")
        kind = self.pick(("nonlocal x", "y = x", "x = q", ""))
        self.line(depth + 2, kind or "pass")
        self.line(depth + 2, f"def {third}(r={self.pick(('q', 'p', '1'))}):")
        if kind != "y = x" and self.choose(2):
            self.line(depth + 3, "nonlocal x")
            self.line(depth + 3, f"x = {self.pick(('(x, r)', 'r', '[x, p]', self.any()))}")
        self.line(depth + 3, self.pick(("return x, p, q, r", "return (lambda: (x, q))(), r", "yield x; yield from (p, r)", "return [x for _ in range(2)], q", "del p")))
        self.line(depth + 2, self.pick((f"return {third}", f"return {third}, lambda: x", f"return [{third}, {third}]", f"return {third}()")))
        self.line(depth + 1, self.pick((f"return {second}(p), {second}(1), (lambda: x)", f"return [{second}(i) for i in range(2)]", f"return {second}")))
        self.line(depth, "def run(v, n=4):")
        self.line(depth + 1, "if n and callable(v): return run(v(n), n - 1)")
        self.line(depth + 1, "if isinstance(v, (list, tuple)): return [run(w, n - 1) for w in v] if n > 0 else None")
        self.line(depth + 1, "return list(v) if hasattr(v, '__next__') else v if not callable(v) else 'f'")
        self.attempt(depth, f"out.append(run({first}({self.any(0)})))")

    def _nested(self, depth: int, room: int) -> None:
        name = self.new("F")
        self.line(depth, f"class {name}:")
        self.line(depth + 1, f"def __init__(self, v={self.any(0)}): self.v = v")
        inside = ("'<{{}}>'.format(self.v)", "f'<{self.v!r}>'", "'%s' % (self.v,)", "str(self.v) + format(self.v)", "'{0.v}'.format(self)", "', '.join(map(repr, [self.v]))", "repr(self)", "f'{self!r}'", "super().__repr__()[:1]")
        for method in ("__str__", "__repr__", "__format__"):
            if self.choose(3):
                params = "self, spec" if method == "__format__" else "self"
                value = self.pick(inside[:6] if method != "__str__" else inside).replace("{{}}", "{}")
                self.line(depth + 1, f"def {method}({params}): return {value}")
        uses = ("f'{o}|{o!r}|{o!s:>9}'", "'{0}{0!r}{1:>4}'.format(o, 5)", "'%s %r' % (o, o)", "str([o, (o,)])", "f'{[o]}'", "'{:{}}'.format('x', 5)", "f'{o.v!r:^{len(str(o.v)) % 9}}'", "'{a.v}{b[0]}'.format(a=o, b=[o])", "f\"{f'{o}':>{5}}\"", "format(o, '>3')", "print(o, [o])")  # fmt: skip
        self.attempt(depth, f"o = {name}({name}({self.any(0)}))" if self.choose(2) else f"o = {name}()", *(f"out.append({self.pick(uses)} if 1 else 0)" for _ in range(2)))

    def _classes(self, depth: int, room: int) -> None:
        self.line(depth, f"k = {self.pick(CLASSES)}")
        for _ in range(2 + self.choose(3)):
            self.shown(depth, self.pick(OF_CLASSES))
