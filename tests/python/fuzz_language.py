"""Random programs with closures, generators, classes, functions as values, star arguments, `match`, `with` and decorators."""

from __future__ import annotations

from fuzz_forms import NAMES, TYPES
from fuzz_program import Program

SHOW = "def show(v):\n    v = list(v) if hasattr(v, '__next__') else v\n    return sorted(map(repr, v)) if isinstance(v, (set, frozenset)) else v\n"
"""Helper of every body: iterators as lists, sets in an order that is defined."""

FUNCTIONS = tuple(
    """sorted max min sum len str int list dict tuple set round abs repr zip enumerate map filter bool float any all divmod
    reversed range ord chr hex format isinstance type iter next callable frozenset ascii bytes str.upper str.split str.join
    str.replace dict.get list.index dict.fromkeys int.bit_length (lambda*v:v) [1,2,3].index 'a,b'.split {'a':1}.get [].append
    'x'.join 'abc'.find {1,2}.union partial(int,base=2) partial(sorted,reverse=True) partial(max,0) partial(str.replace,'abab')
    itemgetter(0) itemgetter(1,0) chain accumulate deque namedtuple product islice""".split()
)
WITHOUT_KEYWORDS = frozenset("type accumulate product islice chain namedtuple itemgetter(0) itemgetter(1,0)".split())
"""Functions whose complaints about named arguments the library words otherwise."""
KEYWORDS = ("key=len", "key=str", "reverse=True", "default=0", "base=16", "sep=','", "start=1", "strict=True", "q=1", "maxsplit=1", "ndigits=1", "key=None")
IMPORTS = (
    "from collections import defaultdict, deque, namedtuple\nfrom functools import partial\n"
    "from itertools import accumulate, chain, islice, product\nfrom operator import itemgetter\n"
)
OPERATORS = ("add", "sub", "mul", "radd", "lt", "le", "eq", "getitem", "contains", "len", "bool", "call", "repr", "str", "iter", "neg", "hash", "iadd", "format", "index")


class LanguageProgram(Program):
    """A program of the other generator with these statements besides."""

    def statement(self, depth: int, room: int) -> None:
        if depth == 1 and self.choose(2):
            forms = ("closure", "generator", "class", "value", "value", "star", "match", "with", "decorator", "lambdas")
            getattr(self, "_" + self.pick(forms))(depth, room)
        else:
            super().statement(depth, room)

    def any(self, room: int = 1) -> str:
        return self.expr(self.pick(TYPES), room)

    def attempt(self, depth: int, *lines: str) -> None:
        """Lines that may raise; what they raise is part of the output."""
        self.line(depth, "try:")
        for text in lines:
            self.line(depth + 1, text)
        self.line(depth, "except Exception as x:")
        self.line(depth + 1, "out.append((type(x).__name__, str(x)))")

    def arguments(self, most: int, keywords: tuple[str, ...]) -> str:
        """Arguments of a call, with stars now and then."""
        parts = [self.any() for _ in range(self.choose(most + 1))]
        if self.choose(5) == 0:
            parts.append("*" + self.expr(self.pick(("list", "tuple", "str", "int")), 1))
        chosen = {k.partition("=")[0]: k for k in (self.pick(keywords) for _ in range(self.choose(3)))}
        parts += chosen.values()
        if self.choose(6) == 0:
            parts.append("**" + self.pick(("{}", "{'q': 1}", "{'p': 2}", "{'z': 0}", self.pick(NAMES))))
        return ", ".join(parts)

    def _closure(self, depth: int, room: int) -> None:
        name, cell = self.new("make"), self.new("cell")
        self.line(depth, f"def {name}(p, q={self.any(0)}):")
        self.line(depth + 1, f"{cell} = p")
        self.line(depth + 1, f"def inner(r={self.pick(('q', 'p', self.any(0)))}, *s, **t):")
        if self.choose(3):
            self.line(depth + 2, f"nonlocal {cell}")
            self.line(depth + 2, f"{cell} = {self.pick((f'({cell}, r)', f'{cell} + 1', self.any()))}")
        self.line(depth + 2, f"return {cell}, q, r, s, t")
        self.line(depth + 1, self.pick(("return inner", "return inner, (lambda: " + cell + ")", "return inner")))
        self.attempt(depth, f"f = {name}({self.any()})", "f = f if callable(f) else f[0]", f"out.append((f(), f(1), f(2, 3, z={self.any(0)})))")

    def _generator(self, depth: int, room: int) -> None:
        name = self.new("gen")
        self.line(depth, f"def {name}(p):")
        self.line(depth + 1, "try:")
        self.line(depth + 2, "x = yield p")
        self.line(depth + 2, "out.append(x)")
        self.line(depth + 2, f"for v in {self.expr(self.pick(('list', 'str', 'tuple', 'dict')), 1)}:")
        if self.choose(2):
            self.line(depth + 3, f"if {self.expr('bool', 1)}: {self.pick(('return v', 'continue', 'break', 'raise ValueError(v)'))}")
        self.line(depth + 3, self.pick(("yield v", "yield from [v, 1]", "w = yield v", "x = (yield v), p")))
        self.line(depth + 2, self.pick(("return p", f"yield from {self.any()}", "yield x")))
        if self.choose(2):
            self.line(depth + 1, f"except {self.pick(('ValueError', 'TypeError', 'GeneratorExit', 'Exception'))} as e:")
            self.line(depth + 2, self.pick(("yield repr(e)", "return 7", "raise", "out.append('caught')")))
        self.line(depth + 1, "finally:")
        self.line(depth + 2, "out.append('fin')")
        uses = (
            "out.append(next(it))", f"out.append(it.send({self.any(0)}))", "out.append(list(it))", "it.close()", "out.append(it.throw(ValueError('t')))",
            "out.append(next(it, 'end'))", "out.append(sum(1 for _ in it))", "for v in it: out.append(v)", "a, *b = it",
        )  # fmt: skip
        self.attempt(depth, f"it = {name}({self.any()})", "out.append(next(it))", *(self.pick(uses) for _ in range(1 + self.choose(3))))
        # a generator that yields when it is closed ends at the second attempt; one left alone would end when it is collected
        self.attempt(depth, "it.close()")
        self.attempt(depth, "it.close()")

    def _class(self, depth: int, room: int) -> None:
        name = self.new("C")
        known = [n for n in self.types if n.startswith("C")]
        base = known[self.choose(len(known))] if known and self.choose(2) else self.pick(("", "", "Exception"))
        self.types[name] = "class"
        self.line(depth, f"class {name}{f'({base})' if base else ''}:")
        self.line(depth + 1, f"k = {self.any(0)}")
        if self.choose(4):
            self.line(depth + 1, f"def __init__(self, a=1, b={self.any(0)}):")
            if base and self.choose(2):
                self.line(depth + 2, f"super().__init__({self.pick(('', 'a', 'a, b', 'b=a'))})")
            self.line(depth + 2, "self.a = a; self.b = b")
        self.line(depth + 1, f"def m(self, x={self.any(0)}, *r): return {self.any()}, self.k, x, r")
        if self.choose(2):
            self.line(depth + 1, f"@{self.pick(('property', 'classmethod', 'staticmethod'))}")
            self.line(depth + 1, f"def p({self.pick(('self', 'self', 'self, *r', ''))}): return {self.pick(('1', 'self.a', 'self.k', 'self'))}")
        for op in sorted({self.pick(OPERATORS) for _ in range(self.choose(5))}):
            params = "self" if op in ("len", "bool", "repr", "str", "iter", "neg", "hash", "index") else "self, *r" if op == "call" else "self, o"
            value = self.pick(("NotImplemented", "self.k", self.any(), "'text'", "3", "self", "True", "iter([1, 2])", "-1", "1 / 0"))
            self.line(depth + 1, f"def __{op}__({params}): return {value}")
        other = self.pick((f"{name}(2)", "1", "'s'", "o", "[]"))
        uses = (
            f"out.append(show(o {self.pick(('+', '-', '*', '<', '<=', '>', '==', '!=', 'and', 'in', 'is'))} {other}) is None)", f"out.append({other} + 1 is o)", "out.append(len(o))",
            "out.append(o[0] is o)", "out.append(bool(o))", "out.append(isinstance(o, (int, Exception)))", "out.append(o.m(5)[2:])", f"out.append({name}.k)", "out.append(o.a)",
            "out.append(o.zz)", "del o.a; out.append(o.a)", "o.n = 1; out.append(o.n)", "out.append(callable(o))", "out.append(type(o).__name__)", f"out.append({other} in o)",
            "out.append([1, 2, 3][o])", "out.append(hash(o) is None)", "o += 1; out.append(o is None)", "out.append(f'{o:>5}')", "out.append(list(o))", "out.append(o(1, 2) is o)", "out.append(hasattr(o, 'p'))",
            "out.append(o.p is o)", f"out.append(sorted([o, {name}(1)]) is None)", "raise o", "out.append(str(o)[:1])", "out.append(o == o)", "out.append(-o is None)",
            f"out.append({name}.m(o, 1)[2])", "setattr(o, 'q', 2); out.append(o.q)", "out.append(getattr(o, 'b', 0) is None)", "out.append(vars(o).keys() is None)",
        )  # fmt: skip
        for _ in range(2 + self.choose(4)):
            self.attempt(depth, f"o = {name}({self.arguments(2, ('a=1', 'b=2', 'q=1'))})", self.pick(uses), self.pick(uses))

    def _value(self, depth: int, room: int) -> None:
        function = self.pick(FUNCTIONS)
        keywords = KEYWORDS if function not in WITHOUT_KEYWORDS else ("q=1",)
        arguments = self.arguments(3, keywords) if keywords is KEYWORDS else self.any() + (f", {self.any()}" if self.choose(2) and "itemgetter" not in function else "")
        self.attempt(depth, f"f = {function}", f"out.append(show(f({arguments})))")

    def _star(self, depth: int, room: int) -> None:
        name = self.new("star")
        params: list[str] = []
        names = ["p", "q", "r"][: self.choose(4)]
        slash = self.choose(len(names) + 1) if names and self.choose(2) else 0
        defaults = self.choose(len(names) + 1)
        for i, param in enumerate(names):
            params.append(param + (f"={self.any(0)}" if i >= len(names) - defaults else ""))
            if slash and i + 1 == slash:
                params.append("/")
        star = self.choose(3)
        if star:
            params.append("*s" if star == 1 else "*")
        only = ["t", "u"][: self.choose(3)] if star == 1 else ["t", "u"][: 1 + self.choose(2)] if star == 2 else []
        params += [p + (f"={self.any(0)}" if self.choose(2) else "") for p in only]
        more = self.choose(2)
        if more:
            params.append("**z")
        shown = [*names, *(["s"] if star == 1 else []), *only, *(["z"] if more else [])]
        self.line(depth, f"def {name}({', '.join(params)}): return ({' '.join(n + ',' for n in shown)})")
        for _ in range(2):
            self.attempt(depth, f"out.append({name}({self.arguments(4, ('p=1', 'q=2', 't=3', 'u=4', 'w=5'))}))")

    def _match(self, depth: int, room: int) -> None:
        patterns = (
            "1 | 2", "int(n)", "str() as n", "[]", "[n]", "[1, *n]", "(n, m)", "{'a': n}", "{'k': n, **m}", "{}", "None", "True", "float()", "[int(), *_]", "-1", "'abc'", "(1 | 'a') as n",
            "[[n, *_], *m]", "bool()", "list() | tuple()", "n if n", "dict(n)",
        )  # fmt: skip
        self.line(depth, f"match {self.any(2)}:")
        for i in range(1 + self.choose(4)):
            pattern = self.pick(patterns)
            guard = f" if {self.expr('bool', 1)}" if " if " not in pattern and self.choose(3) == 0 else ""
            self.line(depth + 1, f"case {pattern}{guard}:")
            names = [n for n in ("n", "m") if n in pattern.replace("int", "").replace("None", "")]
            self.line(depth + 2, f"out.append(({i}, {', '.join(names)}))")
        self.line(depth + 1, "case _:")
        self.line(depth + 2, f"out.append({self.any()})")

    def _with(self, depth: int, room: int) -> None:
        name = self.new("M")
        self.line(depth, f"class {name}:")
        self.line(depth + 1, f"def __enter__(self): return {self.any()}")
        self.line(depth + 1, "def __exit__(self, t, v, tb):")
        self.line(depth + 2, "out.append((t and t.__name__, str(v)))")
        self.line(depth + 2, f"return {self.expr('bool', 1)}")
        target = self.pick((" as w", "", " as (w, v)", " as w, " + name + "()"))
        self.attempt(depth, f"with {name}(){target}: {self.pick((f'out.append({self.any(2)})', '1 / 0', 'raise KeyError(1)', f'out.append({self.any()}); [][1]'))}")

    def _decorator(self, depth: int, room: int) -> None:
        name, function = self.new("deco"), self.new("f")
        self.line(depth, f"def {name}(f):")
        self.line(depth + 1, f"def w(*a, **k): return {self.pick(('f(*a, **k)', '(f(*a), 1)', 'f.__name__', 'f(*a[::-1])', 'f(a[0])'))}")
        self.line(depth + 1, f"return {self.pick(('w', 'w', 'f', self.any(0)))}")
        self.line(depth, f"@{name}")
        if self.choose(2):
            self.line(depth, "@(lambda g: g)")
        self.line(depth, f"def {function}(p, q={self.any(0)}): return p, q")
        self.attempt(depth, f"out.append({function}({self.arguments(2, ('q=1', 'p=2'))}))")

    def _lambdas(self, depth: int, room: int) -> None:
        forms = (
            f"fs = [lambda v=v: v for v in {self.expr('list', 1)}]; out.append([f() for f in fs])",
            f"fs = [lambda: v for v in {self.expr('list', 1)}]; out.append([f() for f in fs])",
            f"out.append(list(map(lambda v, w={self.any(0)}: (v, w), {self.any()})))",
            f"out.append((lambda *v, **w: (v, w))({self.arguments(3, ('q=1', 'p=2'))}))",
            f"out.append({{k: (lambda: k)() for k in {self.expr('str', 1)}}})",
            f"out.append([(n := v) for v in {self.expr('list', 1)}]); out.append(n)",
            f"out.append(sorted({self.expr('list', 1)}, key=lambda v: (str(v), v)))",
            f"out.append(show(v for v in {self.any()} if {self.expr('bool', 1)}))",
            f"out.append([[v for v in w] for w in {self.expr('list', 1)}])",
            f"out.append(dict(zip({self.expr('str', 1)}, ({self.any(0)} for _ in range(3)))))",
        )
        self.attempt(depth, self.pick(forms))
