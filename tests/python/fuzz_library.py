"""Random programs with classes and modules of the library: dataclasses, named tuples, enums, properties, context managers, chains of
exceptions, loops left through `finally`, and calls of modules with odd arguments."""

from __future__ import annotations

from fuzz_library_forms import CALLS, CALLS_IMPORTS, COLLECTED, COLLECTIONS_USES, ENUM_USES, FIELDS, PATTERNS, RECORD_USES
from fuzz_objects import ObjectProgram


class LibraryProgram(ObjectProgram):
    """A program of the other generators with these statements besides."""

    def text(self) -> str:
        head, *rest = super().text().split("\n")
        return "\n".join([head, *("    " + line for line in CALLS_IMPORTS.strip().split("\n")), *rest])

    def statement(self, depth: int, room: int) -> None:
        if depth == 1 and self.choose(4):
            forms = ("calls", "calls", "calls", "collected", "dataclass", "record", "enumeration", "properties", "managed", "chained", "leaving", "leaving", "patterns", "sliced", "spread")
            getattr(self, "_" + self.pick(forms))(depth, room)
        else:
            super().statement(depth, room)

    def _calls(self, depth: int, room: int) -> None:
        for _ in range(1 + self.choose(4)):
            self.shown(depth, self.fill(self.pick(CALLS), 1).replace("␣", " "))

    def _collected(self, depth: int, room: int) -> None:
        self.line(depth, f"o = {self.pick(COLLECTED)}")
        for _ in range(2 + self.choose(4)):
            self.shown(depth, self.fill(self.pick(COLLECTIONS_USES), 0))
        self.line(depth, "out.append(repr(o))")

    def _dataclass(self, depth: int, room: int) -> None:
        name = self.new("D")
        options = sorted({self.pick(("frozen=True", "order=True", "eq=False", "slots=True", "kw_only=True", "unsafe_hash=True", "init=True")) for _ in range(self.choose(3))})
        known = [n for n in self.types if n.startswith("D")]
        frozen = "frozen=True" in options
        base = [n for n in known if (self.types[n] == "frozen") == frozen]
        parent = base[self.choose(len(base))] if base and self.choose(2) else ""
        self.types[name] = "frozen" if frozen else "thawed"
        self.line(depth, f"@dataclass({', '.join(options)})" if options or self.choose(2) else "@dataclass")
        self.line(depth, f"class {name}{f'({parent})' if parent else ''}:")
        for i in range(1 + self.choose(4)):
            self.line(depth + 1, f"{'xyzw'[i]}: {self.pick(('int', 'str', 'list', 'object'))} = {self.fill(self.pick(FIELDS), 0)}")
        if self.choose(3) == 0:
            self.line(depth + 1, f"def __post_init__(self): out.append({self.pick(('self.x', 'repr(self)', 'vars(self)', 'self == self'))})")
        if self.choose(4) == 0:
            self.line(depth + 1, "@property")
            self.line(depth + 1, f"def twice(self): return {self.pick(('self.x * 2', '[self.x] * 2', 'str(self.x)'))}")
        made = f"o = {name}({self.arguments(2, ('x=1', 'y=2', 'z=3', 'q=1'))})"
        uses = (
            "repr(o)", "o == o", "o.x", f"o == {name}()", f"o < {name}()", f"sorted([o, {name}()]) is None", "hash(o) == hash(o)", "asdict(o)", "astuple(o)", "[f.name for f in fields(o)]", "replace(o, x=5)", "replace(o, q=5)",
            "o.__match_args__", "copy.copy(o)", "copy.deepcopy(o) == o", "setattr(o, 'x', 9) or o", "setattr(o, 'new', 9)", "delattr(o, 'x')", "o.twice", "is_dataclass(o)", f"{{o: 1}}[{name}()]", "f'{o}'", f"{name}.x", "vars(o)", f"{name}(x=1) != o",
        )  # fmt: skip
        for _ in range(2 + self.choose(3)):
            self.attempt(depth, made)
            self.shown(depth, self.pick(uses))

    def _record(self, depth: int, room: int) -> None:
        name = self.new("N")
        if self.choose(2):
            self.line(depth, f"{name} = namedtuple('{name}', {self.pick((repr('x y'), repr('x, y'), '[' + repr('x') + ', ' + repr('y') + ']'))}{self.pick(('', ', defaults=[1]', ', defaults=(1, 2)', ', rename=True'))})")
        else:
            self.line(depth, f"class {name}(NamedTuple):")
            self.line(depth + 1, "x: int")
            self.line(depth + 1, f"y: object{self.pick(('', ' = 5', ' = ' + self.any(0)))}")
            if self.choose(2):
                self.line(depth + 1, f"def {self.pick(('total', '__len__', '__str__', '__add__', '__repr__', '__eq__'))}(self, *o): return {self.pick(('self.x', '3', repr('me'), 'self[0]'))}")
        for _ in range(2 + self.choose(4)):
            self.attempt(depth, f"o = {name}({self.arguments(2, ('x=1', 'y=2', 'q=1'))})")
            self.shown(depth, self.fill(self.pick(RECORD_USES).replace("NAME", name), 0))

    def _enumeration(self, depth: int, room: int) -> None:
        name, base = self.new("E"), self.pick(("Enum", "IntEnum", "Flag", "IntFlag", "str, Enum", "StrEnum"))
        text = base in ("str, Enum", "StrEnum")
        self.line(depth, f"class {name}({base}):")
        for i, member in enumerate(("A", "B", "C")):
            numbers = ("auto()", str(1 << i)) if "Flag" in base else ("auto()", str(i + 1), "1", str(i * 3)) if base != "Enum" else ("auto()", str(i), "1", "2.5", "(1, 2)", "None")
            self.line(depth + 1, f"{member} = {self.pick((repr(member * 2), repr('x'), repr('é')) if text else numbers)}")
        if self.choose(3) == 0:
            self.line(depth + 1, f"def {self.pick(('__str__', '__repr__', 'm', '__format__', '__bool__'))}(self, *a): return {self.pick((repr('me'), 'self.name', 'str(self.value)', 'self._name_ * 2'))}")
        for _ in range(3 + self.choose(4)):
            self.shown(depth, self.pick(ENUM_USES).replace("NAME", name))

    def _properties(self, depth: int, room: int) -> None:
        name = self.new("P")
        self.line(depth, f"class {name}:")
        self.line(depth + 1, f"def __init__(self, v={self.any(0)}): self._v = v")
        self.line(depth + 1, f"@{self.pick(('property', 'property', 'cached_property'))}")
        self.line(depth + 1, f"def v(self): {self.pick(('', 'out.append(1); '))}return {self.pick(('self._v', '(self._v, 1)', 'self.nope', self.any()))}")
        if self.choose(2) and "cached" not in self.lines[-2]:
            self.line(depth + 1, "@v.setter")
            self.line(depth + 1, f"def v(self, n): self._v = {self.pick(('n', '[n]', 'n + 1'))}")
            if self.choose(2):
                self.line(depth + 1, "@v.deleter")
                self.line(depth + 1, "def v(self): del self._v")
        if self.choose(3) == 0:
            self.line(depth + 1, f"def __getattr__(self, n): return {self.pick(('n', 'n * 2', 'len(n)'))} if n != 'q' else 1 / 0")
        uses = ("out.append(o.v)", "o.v = 3", "del o.v", "o.v += 1", "out.append(getattr(o, 'v', 'none'))", "out.append(hasattr(o, 'v'))", "out.append(sorted(vars(o)))", "o._v = [1]", "out.append(o.w)", "out.append(o.q)", f"out.append(type({name}.v).__name__)", f"{name}.v = 5; out.append(o.v)")  # fmt: skip
        self.attempt(depth, f"o = {name}()", *(self.pick(uses) for _ in range(2)))
        for _ in range(2 + self.choose(3)):
            self.attempt(depth, self.pick(uses))

    def _managed(self, depth: int, room: int) -> None:
        name = self.new("cm")
        self.line(depth, "@contextmanager")
        self.line(depth, f"def {name}(p={self.any(0)}):")
        self.line(depth + 1, "out.append('in')")
        self.line(depth + 1, "try:")
        self.line(depth + 2, self.pick(("yield p", "yield p", "yield", "yield p; yield 2", "pass")))
        if self.choose(2):
            self.line(depth + 1, f"except {self.pick(('ValueError', 'Exception', 'KeyError'))} as e:")
            self.line(depth + 2, self.pick(("out.append(repr(e))", "raise", "raise TypeError('other') from e", "out.append(e.__context__)")))
        self.line(depth + 1, "finally:")
        self.line(depth + 2, "out.append('out')")
        ways = (f"{name}() as w", f"{name}(1), {name}(2) as w", "suppress(KeyError, ValueError)", f"suppress(TypeError), {name}() as w", "ExitStack() as w", "nullcontext(3) as w")
        inside = ("out.append(w if isinstance(w, (int, str, list)) else type(w).__name__)", "raise ValueError(1)", "1 / 0", "raise KeyError('k')", f"w.enter_context({name}()); out.append(5)", "w.callback(out.append, 'cb'); {}[1]", f"out.append({self.any()})", f"w.push(lambda *a: a[0] is KeyError); w.enter_context({name}(7)); raise KeyError(2)")
        self.attempt(depth, f"with {self.pick(ways)}:", "    " + self.pick(inside), "    " + self.pick(inside), "out.append('after')")

    def _chained(self, depth: int, room: int) -> None:
        name = self.new("X")
        self.line(depth, f"class {name}({self.pick(('Exception', 'ValueError', 'KeyError', 'LookupError', 'OSError'))}):")
        self.lines_of(depth + 1, self.pick(("pass", "def __str__(self): return 'text'", "def __init__(self, a, b=2): super().__init__(a); self.b = b", "def __init__(self, *a, **k): self.k = k", "code = 5")))
        self.line(depth, "def chain(e):")
        self.line(depth + 1, "seen = []")
        self.line(depth + 1, "while e is not None and len(seen) < 6: seen.append((type(e).__name__, str(e), e.args, e.__suppress_context__, e.__cause__ is None)); e = e.__cause__ or e.__context__")
        self.line(depth + 1, "return seen")
        made = (f"{name}(1)", f"{name}('a', 3)", f"{name}()", f"{name}", "KeyError('k')", "ValueError", f"ValueError({self.any(0)})", "OSError(2, 'no')", "StopIteration(4)", "UnicodeError('u')")
        self.line(depth, "try:")
        self.line(depth + 1, "try:")
        self.line(depth + 2, self.pick((f"raise {self.pick(made)}", "1 / 0", "{}['x']", "int('x')", "[].pop()")))
        self.line(depth + 1, f"except {self.pick(('Exception', 'LookupError', 'ArithmeticError', f'({name}, ValueError)'))} as e:")
        self.line(depth + 2, self.pick(("e.add_note('n'); out.append(e.__notes__)", "out.append(e.args)", "e.extra = 1", "out.append(getattr(e, 'b', getattr(e, 'k', 0)))")))
        self.line(depth + 2, f"raise {self.pick(made)}{self.pick((' from e', ' from None', '', ' from ' + made[4]))}")
        if self.choose(2):
            self.line(depth + 1, "finally:")
            self.line(depth + 2, self.pick(("out.append('fin')", "{}[0]")))
        self.line(depth, "except Exception as e: out.append(chain(e))")

    def _leaving(self, depth: int, room: int) -> None:
        """A loop left in one way or another through `finally`."""
        name = self.new("leave")
        go = ("break", "continue", "return i", "raise ValueError(i)", "pass", "out.append(i)", "1 / (i - 1)", "return [i, n]", "n += 1")
        self.line(depth, f"def {name}(n=0):")
        self.line(depth + 1, f"for i in {self.pick(('range(3)', '[1, 0, 2]', repr('ab'), 'iter([5, 6])', self.expr('list', 1)))}:")
        self.line(depth + 2, "try:")
        inner = self.choose(2)
        if inner:
            self.line(depth + 3, f"while n < {1 + self.choose(4)}:")
            self.line(depth + 4, "n += 1")
            self.line(depth + 4, "try:")
            self.line(depth + 5, f"if {self.pick(('n == 2', 'i', 'n % 2', 'True'))}: {self.pick(go)}")
            self.line(depth + 4, self.pick(("finally:", "except ValueError:", "except ZeroDivisionError as i:", "except (TypeError, ValueError) as e:")))
            self.line(depth + 5, f"if {self.pick(('n > 2', 'n == 1', 'False', 'True'))}: {self.pick(go)}")
        self.line(depth + 3, f"if {self.pick(('i == 1', 'i', 'n', 'True'))}: {self.pick(go)}")
        if self.choose(2):
            self.line(depth + 2, f"except {self.pick(('ValueError', 'ZeroDivisionError', 'TypeError', 'Exception'))} as e:")
            self.line(depth + 3, self.pick((*go, "out.append(str(e))", "raise KeyError(i)")))
            if self.choose(2):
                self.line(depth + 2, "else:")
                self.line(depth + 3, self.pick(go))
        self.line(depth + 2, "finally:")
        self.line(depth + 3, "out.append(('f', i if isinstance(i, (int, str)) else 0, n)); n += 1")
        self.line(depth + 3, f"if {self.pick(('n > 3', 'False', 'i == 2'))}: {self.pick(go)}")
        if self.choose(2):
            self.line(depth + 1, "else: out.append('else')")
        self.line(depth + 1, "return n, 'end'")
        self.attempt(depth, f"out.append({name}())")

    def _patterns(self, depth: int, room: int) -> None:
        pattern, text = self.pick(PATTERNS), self.pick(("'a1b22c'", "'x=1, y=2'", "'Hello World'", "''", "'aaa'", "'2024-01-02'", "'é\\nb'", "'foo.bar(baz)'", "' a  b '"))
        uses = (
            "re.findall(P, T)", "re.sub(P, '<\\\\g<0>>', T)", "re.split(P, T)", "[m.groups() for m in re.finditer(P, T)]", "[m.span() for m in re.finditer(P, T)]", "re.match(P, T)", "re.fullmatch(P, T).group()", "re.search(P, T).groupdict()",
            "re.sub(P, lambda m: m.group().upper(), T, 2)", "re.subn(P, '-', T)", "re.split(P, T, 1)", "re.search(P, T)[0]", "re.search(P, T).group(1)", "re.compile(P).groups", "re.compile(P).sub('', T, count=1)", "re.findall(P, T, re.I)",
            "re.search(P, T).start(1)", "re.search(P, T).lastindex", "re.search(P, T).expand('[\\\\1]')", "re.compile(P).pattern", "re.compile(P).search(T, 2)", "[m.lastgroup for m in re.compile(P).finditer(T)]", "re.search(P, T).regs",
        )  # fmt: skip
        for _ in range(1 + self.choose(4)):
            self.shown(depth, self.pick(uses).replace("P", pattern).replace("T", text) if self.choose(8) else f"re.escape({text})")

    def _sliced(self, depth: int, room: int) -> None:
        self.line(depth, f"l = {self.pick(('[1, 2, 3, 4, 5]', 'list(range(8))', '[*' + repr('abcd') + ']', 'bytearray(b' + repr('hello') + ')', '[[1], [2], [3]]'))}")
        bounds = ("", "", "0", "1", "-1", "2", "-2", "5", "100", "-100", "None", "1 << 70", "True")
        for _ in range(1 + self.choose(4)):
            part = f"{self.pick(bounds)}:{self.pick(bounds)}{self.pick(('', '', ':2', ':-1', ':-2', ':3', ':0', ':None'))}"
            value = self.pick(("[]", "l", "'xy'", "[0]", "(7, 8)", "(v for v in 'ab')", "5", "b'zz'", "{1: 2}", "range(3)", "l[::-1]", "[*l, *l]"))
            self.attempt(depth, self.pick((f"l[{part}] = {value}", f"del l[{part}]", f"out.append(l[{part}])", f"l[{part}] += {value}", f"l += {value}", f"l *= {self.choose(3)}")))
            self.line(depth, "out.append(l[:12])")

    def _spread(self, depth: int, room: int) -> None:
        targets = ("p, q", "p, *q", "*p, q", "p, (q, r)", "[p, *q], r", "p, *q, r", "(p, *q), *r", "*p,", "p, l[0]", "l[0], l[1]", "p, d['k']", "*l[1:], p", "p, q = r", "(p, q), r", "p, _, *_")
        given = ("l", "d", "'ab'", "(1, 2)", "[1, [2, 3]]", "('ab', 3)", "iter([1, 2, 3])", "range(4)", "d.items()", "5", "zip('ab', 'cd')", "[(1, 2), 3]", "((1, 2), 3, 4)", self.any())
        self.lines_of(depth, "l = [7, 8]\nd = {'a': 1, 'b': 2}\np = q = r = 0")
        for _ in range(1 + self.choose(3)):
            self.attempt(depth, self.pick((f"{self.pick(targets)} = {self.pick(given)}", f"for {self.pick(targets[:8])} in [{self.pick(given)}, {self.pick(given)}]: out.append((show(p), show(q)))", f"out.append([*{self.pick(given)}, *{self.pick(given)}])", f"out.append({{**d, **{self.pick(given)}}})")))  # fmt: skip
            self.line(depth, "out.append([show(v) for v in (p, q, r)] + [l[:12], d])")
