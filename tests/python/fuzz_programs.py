"""Random Python bodies, compiled and compared with CPython: `python -m tests.python.fuzz_programs --count 20000 --seed 1`.

Programs are well typed mostly and ill typed now and then: assignments, arithmetic on mixed types, containers, bounded loops,
functions, exceptions, comprehensions, formatting and string methods. Many programs share a body, since that is faster.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bodies import NotLowered, Overflowed, in_cpython, in_wasm

Choose = Callable[[int], int]  # a number below the argument

INTS = ("0", "1", "2", "3", "-1", "-7", "10", "100", "255", "12345", "-2147483649", "1 << 40")
FLOATS = ("0.0", "0.5", "-1.5", "2.25", "1e10", "1e-3", "3.14159", "-0.0", "1e16", "100.0")
STRINGS = ("''", "'a'", "'abc'", "'Hello World'", "'12'", "' x '", "'a,b,c'", "'é'", "'-3.5'", "'ABC'", "'x=1;y=2'", "'aaa'", "'\\n'", "'ß😀'")
KEYS = ("'a'", "'b'", "'k'", "'zz'", "1", "2.0")
SPECS = ("", ">8", "<6", "^7", "05", ".2f", "+d", ",", "x", "s", "*^9", "e", "%", "10.3f", "#x", "b", ".3", "_", "g", "c")
PERCENTS = ("%s", "%d", "%5.2f", "%r", "%05d", "%x", "%-6s|", "%e", "%c", "%+d")
ERRORS = ("ValueError", "TypeError", "KeyError", "IndexError", "ZeroDivisionError", "AttributeError", "Exception", "(ValueError, TypeError)")
TYPES = ("int", "float", "str", "bool", "list", "dict", "tuple", "none", "set")
NAMES = ("a", "b", "c", "d", "e")


class Program:
    """Writes one function `name()`; `choose` decides everything, so that a seed or Hypothesis can drive it."""

    def __init__(self, choose: Choose, name: str) -> None:
        self.choose = choose
        self.name = name
        self.types: dict[str, str] = {}
        self.fresh = 0
        self.lines: list[str] = []

    def pick(self, options: tuple[str, ...]) -> str:
        return options[self.choose(len(options))]

    def text(self) -> str:
        self.lines = [f"def {self.name}():", "    out = []"]
        for name in NAMES:
            kind = self.pick(TYPES)
            self.types[name] = kind
            self.line(1, f"{name} = {self.literal(kind)}")
        for _ in range(2 + self.choose(5)):
            self.statement(1, 2)
        self.line(1, f"return out, {', '.join(NAMES)}")
        return "\n".join(self.lines) + "\n"

    def line(self, depth: int, text: str) -> None:
        self.lines.append("    " * depth + text)

    def new(self, stem: str) -> str:
        self.fresh += 1
        return f"{stem}{self.fresh}"

    # ---- statements

    def statement(self, depth: int, room: int) -> None:
        kinds = ("assign", "assign", "assign", "out", "out", "augment", "mutate", "unpack")
        if room > 0:
            kinds += ("if", "for", "while", "try", "def", "try")
        getattr(self, "_" + self.pick(kinds))(depth, room)

    def block(self, depth: int, room: int) -> None:
        for _ in range(1 + self.choose(3)):
            self.statement(depth, room - 1)

    def _assign(self, depth: int, room: int) -> None:
        kind, name = self.pick(TYPES), self.pick(NAMES)
        self.line(depth, f"{name} = {self.expr(kind, 3)}")
        self.types[name] = kind

    def _out(self, depth: int, room: int) -> None:
        self.line(depth, f"out.append({self.expr(self.pick(TYPES), 3)})")

    def _augment(self, depth: int, room: int) -> None:
        name = self.pick(NAMES)
        op = self.pick(("+=", "-=", "*=", "//=", "%=", "/=", "|=", "&=", "+="))
        if op == "*=":
            self.line(depth, f"{name} *= {self.choose(4)}")
        else:
            self.line(depth, f"{name} {op} {self.expr(self.types[name], 1)}")

    def _mutate(self, depth: int, room: int) -> None:
        name = self.pick(NAMES)
        forms = (
            f"{name}.append({self.expr(self.pick(TYPES), 1)})",
            f"{name}[{self.pick(KEYS)}] = {self.expr(self.pick(TYPES), 1)}",
            f"{name}[{self.pick(('0', '1', '-1', '5'))}] = {self.expr('int', 1)}",
            f"{name}.extend({self.expr('list', 1)})",
            f"{name}.pop({self.pick(('', '0', '-1', repr('a')))})",
            f"del {name}[{self.pick(KEYS)}]",
            f"{name}.update({self.expr('dict', 1)})",
            f"{name}.sort({self.pick(('', 'reverse=True', 'key=str', 'key=repr'))})",
            f"{name}[{self.bound()}:{self.bound()}] = {self.expr('list', 1)}",
            f"{name}.insert({self.bound() or 0}, {self.expr('int', 0)})",
            f"{name}.remove({self.expr('int', 0)})",
            f"{name}.setdefault({self.pick(KEYS)}, {self.expr('list', 0)})",
            f"{name}.reverse()",
            f"del {name}[{self.bound()}:{self.bound()}]",
        )
        self.line(depth, self.pick(forms))

    def _unpack(self, depth: int, room: int) -> None:
        form = self.pick(("{0}, {1} = {2}", "{0}, *{1} = {2}", "*{0}, {1} = {2}"))
        first = self.choose(len(NAMES))
        second = (first + 1) % len(NAMES)
        self.line(depth, form.format(NAMES[first], NAMES[second], self.expr(self.pick(("list", "tuple", "str", "dict")), 2)))
        self.types[NAMES[first]] = self.types[NAMES[second]] = "int"

    def _if(self, depth: int, room: int) -> None:
        self.line(depth, f"if {self.expr('bool', 2)}:")
        self.block(depth + 1, room)
        if self.choose(2):
            self.line(depth, "else:")
            self.block(depth + 1, room)

    def _for(self, depth: int, room: int) -> None:
        name = self.pick(NAMES)
        kind = self.choose(5)
        if kind == 0:
            self.line(depth, f"for {name} in range({self.choose(5)}):")
            self.types[name] = "int"
        elif kind == 1:
            other = self.new("k")
            self.line(depth, f"for {other}, {name} in {self.expr('dict', 1)}.items():")
            self.types[name] = "int"
        elif kind == 2:
            other = self.new("i")
            self.line(depth, f"for {other}, {name} in enumerate({self.expr('list', 1)}):")
            self.types[name] = "int"
        else:
            self.line(depth, f"for {name} in list({self.expr(self.pick(('list', 'str', 'tuple', 'dict')), 1)})[:6]:")
            self.types[name] = "int" if kind == 3 else "str"
        self.block(depth + 1, room)
        if self.choose(4) == 0:
            self.line(depth + 1, f"if {self.expr('bool', 1)}: {self.pick(('break', 'continue'))}")
        if self.choose(5) == 0:
            self.line(depth, "else:")
            self.block(depth + 1, 0)

    def _while(self, depth: int, room: int) -> None:
        name = self.new("n")
        self.line(depth, f"{name} = 0")
        self.line(depth, f"while {name} < {1 + self.choose(4)} and {self.expr('bool', 1)}:")
        self.line(depth + 1, f"{name} += 1")
        self.block(depth + 1, room)

    def _try(self, depth: int, room: int) -> None:
        self.line(depth, "try:")
        self.block(depth + 1, room)
        if self.choose(4) == 0:
            self.line(depth + 1, f"raise {self.pick(('ValueError', 'KeyError', 'IndexError'))}({self.expr(self.pick(TYPES), 1)})")
        self.line(depth, f"except {self.pick(ERRORS)} as x:")
        self.line(depth + 1, f"out.append({self.pick(('repr(x)', 'str(x)', '(type(x).__name__, x.args)', 'f{0}{{x}}{0}'.format(chr(39)))) })")
        if self.choose(3) == 0:
            self.line(depth, "else:")
            self.block(depth + 1, 0)
        if self.choose(3) == 0:
            self.line(depth, "finally:")
            self.line(depth + 1, f"out.append({self.expr(self.pick(TYPES), 1)})")

    def _def(self, depth: int, room: int) -> None:
        name = self.new("f")
        form = self.choose(4)
        params = ("p, q=2", "p, *rest", "p, **more", "p, *, q=1")[form]
        used = ("q", "rest", "more", "q")[form]
        self.line(depth, f"def {name}({params}):")
        saved = dict(self.types)
        if self.choose(2):
            self.line(depth + 1, f"if {self.expr('bool', 1)}: return p")
        self.line(depth + 1, f"return {self.pick(('p', used, f'p + {used}', f'(p, {used})', f'[p, {self.pick(NAMES)}]'))}")
        self.types = saved
        call = self.pick((f"{name}({self.expr('int', 1)})", f"{name}({self.expr('str', 1)}, {self.expr('int', 1)})", f"{name}(1, q=3)", f"{name}()"))
        self.line(depth, f"out.append({call})")

    # ---- expressions

    def in_quotes(self, text: str) -> str:
        """An expression as it may stand in a replacement field."""
        return self.pick(NAMES) if "\\" in text else text.replace("'", '"')

    def literal(self, kind: str) -> str:
        if kind == "int":
            return self.pick(INTS)
        if kind == "float":
            return self.pick(FLOATS)
        if kind == "str":
            return self.pick(STRINGS)
        if kind == "bool":
            return self.pick(("True", "False"))
        if kind == "none":
            return "None"
        if kind == "set":
            return self.pick(("set()", "{1}", "{3, 1, 2}", "{8, 0, 16, 5}", "{True, 2.0, 7}"))
        if kind == "dict":
            count = self.choose(4)
            return "{" + ", ".join(f"{self.pick(KEYS)}: {self.pick(INTS)}" for _ in range(count)) + "}"
        items = ", ".join(self.pick(self.pick_pool()) for _ in range(self.choose(4)))
        if kind == "tuple":
            return f"({items},)" if items else "()"
        return f"[{items}]"

    def pick_pool(self) -> tuple[str, ...]:
        return (INTS, INTS, FLOATS, STRINGS)[self.choose(4)]

    def bound(self) -> str:
        return self.pick(("", "0", "1", "-1", "2", "5", "-3"))

    def expr(self, kind: str, room: int) -> str:
        if self.choose(14) == 0:
            kind = self.pick(TYPES)
        if room <= 0 or self.choose(5) == 0:
            names = [n for n in NAMES if self.types.get(n) == kind]
            if names and self.choose(4):
                return names[self.choose(len(names))]
            return f"({self.literal(kind)})"
        return "(" + getattr(self, "_" + kind + "_expr")(room - 1) + ")"

    def _int_expr(self, n: int) -> str:
        e = self.expr
        return self.pick(
            (
                f"{e('int', n)} {self.pick(('+', '-', '//', '%', '&', '|', '^'))} {e('int', n)}",
                f"{e('int', 0)} * {self.choose(9)}",
                f"-{e('int', n)}",
                f"abs({e('int', n)})",
                f"len({e(self.pick(('list', 'str', 'dict', 'tuple', 'set')), n)})",
                f"int({e(self.pick(('float', 'str', 'bool', 'int')), n)})",
                f"sum({e('list', n)})",
                f"{self.pick(('min', 'max'))}({e('list', n)}, default=0)",
                f"{self.pick(('min', 'max'))}({e('int', n)}, {e('int', n)})",
                f"{e('str', n)}.{self.pick(('find', 'count', 'index', 'rfind'))}({e('str', 0)})",
                f"{e('int', n)} if {e('bool', n)} else {e('int', n)}",
                f"{e('dict', n)}.get({self.pick(KEYS)}, {e('int', 0)})",
                f"{e('dict', n)}[{self.pick(KEYS)}]",
                f"{e('list', n)}[{self.pick(('0', '-1', '1', '7'))}]",
                f"round({e('float', n)})",
                f"divmod({e('int', n)}, {e('int', n)})[{self.choose(2)}]",
                f"{e('int', 0)} ** {self.choose(3)}",
                f"({e('int', 0)} & 255) {self.pick(('<<', '>>'))} {self.choose(6)}",
                f"~{e('int', n)}",
                f"ord({e('str', n)})",
                f"{e('tuple', n)}.{self.pick(('count', 'index'))}({e('int', 0)})",
                f"{e('bool', n)} + {e('int', n)}",
                f"{e('int', n)} {self.pick(('and', 'or'))} {e('int', n)}",
                f"int({e('str', n)}, {self.pick(('10', '16', '2', '0'))})",
            )
        )

    def _float_expr(self, n: int) -> str:
        e = self.expr
        return self.pick(
            (
                f"{e('float', n)} {self.pick(('+', '-', '*', '/', '//', '%'))} {e(self.pick(('float', 'int')), n)}",
                f"{e('int', n)} / {e('int', n)}",
                f"round({e('float', n)}, {self.choose(4)})",
                f"float({e(self.pick(('str', 'int', 'bool')), n)})",
                f"abs({e('float', n)})",
                f"-{e('float', n)}",
                f"sum([{e('float', 0)}, {e('float', 0)}, {e('int', 0)}])",
                f"max({e('float', n)}, {e('int', n)})",
                f"{e('float', 0)} ** {self.choose(3)}",
                f"{e('float', n)} if {e('bool', n)} else {e('float', n)}",
            )
        )

    def _str_expr(self, n: int) -> str:
        e, anything = self.expr, self.pick(TYPES)
        simple = "upper lower title capitalize swapcase strip lstrip rstrip casefold".split()
        return self.pick(
            (
                f"{e('str', n)} + {e('str', n)}",
                f"{e('str', n)} * {self.choose(4)}",
                f"{e('str', n)}.{self.pick(tuple(simple))}()",
                f"{e('str', n)}[{self.bound()}:{self.bound()}]",
                f"{e('str', n)}[{self.bound()}:{self.bound()}:{self.pick(('1', '2', '-1', '-2', '0'))}]",
                f"{e('str', n)}[{self.pick(('0', '-1', '2', '9'))}]",
                f"str({e(anything, n)})",
                f"repr({e(anything, n)})",
                f"f'{{{self.in_quotes(e(self.pick(('int', 'float', 'str', 'bool')), 0))}:{self.pick(SPECS)}}}'",
                f"f'<{{{self.pick(NAMES)}!r}}|{{{self.pick(NAMES)}}}>'",
                f"f'{{{self.pick(NAMES)} = }}'",
                f"'{self.pick(PERCENTS)}' % {e(self.pick(('int', 'float', 'str', 'tuple')), n)}",
                f"'{self.pick(PERCENTS)} {self.pick(PERCENTS)}' % ({e('int', n)}, {e(anything, n)})",
                f"'{{:{self.pick(SPECS)}}}'.format({e(self.pick(('int', 'float', 'str')), n)})",
                f"'{{}}-{{!r}}'.format({e(anything, n)}, {e('str', n)})",
                f"{e('str', 0)}.join({e('list', n)})",
                f"','.join(str(v) for v in {e('list', n)})",
                f"{e('str', n)}.replace({e('str', 0)}, {e('str', 0)})",
                f"{e('str', n)}.{self.pick(('ljust', 'rjust', 'center', 'zfill'))}({self.choose(9)})",
                f"{e('str', n)}.{self.pick(('removeprefix', 'removesuffix', 'strip'))}({e('str', 0)})",
                f"format({e('float', n)}, '{self.pick(SPECS)}')",
                f"{self.pick(('hex', 'bin', 'oct'))}({e('int', n)})",
                f"chr({e('int', n)} % 1000)",
                f"type({e(anything, n)}).__name__",
                f"{e('str', n)}.partition({e('str', 0)})[{self.choose(3)}]",
            )
        )

    def _bool_expr(self, n: int) -> str:
        e, anything = self.expr, self.pick(TYPES)
        same = self.pick(("int", "float", "str", "list", "tuple", "set"))
        return self.pick(
            (
                f"{e(same, n)} {self.pick(('<', '<=', '>', '>=', '==', '!='))} {e(same, n)}",
                f"{e('int', n)} {self.pick(('<', '>=', '=='))} {e('float', n)}",
                f"{e(anything, n)} {self.pick(('==', '!='))} {e(anything, n)}",
                f"{e(anything, n)} {self.pick(('in', 'not in'))} {e(self.pick(('list', 'tuple', 'dict', 'set')), n)}",
                f"{e('str', n)} in {e('str', n)}",
                f"not {e(anything, n)}",
                f"{e('bool', n)} {self.pick(('and', 'or'))} {e('bool', n)}",
                f"isinstance({e(anything, n)}, {self.pick(('int', 'str', '(list, tuple)', 'float', 'dict', 'bool'))})",
                f"{e('str', n)}.{self.pick(('isdigit', 'isalpha', 'isupper', 'isspace', 'isalnum', 'istitle', 'isidentifier'))}()",
                f"{e('str', n)}.{self.pick(('startswith', 'endswith'))}({e('str', 0)})",
                f"{self.pick(('any', 'all'))}({e('list', n)})",
                f"bool({e(anything, n)})",
                f"{e('int', 0)} < {e('int', 0)} <= {e('int', 0)}",
                f"{self.pick(NAMES)} is {self.pick(('None', 'not None'))}",
            )
        )

    def _list_expr(self, n: int) -> str:
        e = self.expr
        return self.pick(
            (
                f"{e('list', n)} + {e('list', n)}",
                f"{e('list', n)} * {self.choose(3)}",
                f"{e('list', n)}[{self.bound()}:{self.bound()}]",
                f"{e('list', n)}[::{self.pick(('-1', '2', '-2'))}]",
                f"sorted({e(self.pick(('list', 'str', 'dict', 'set')), n)})",
                f"sorted({e('list', n)}, key={self.pick(('str', 'repr', 'lambda v: -v', 'len', 'abs'))}, reverse={self.pick(('True', 'False'))})",
                f"list({e(self.pick(('str', 'tuple', 'dict', 'list')), n)})",
                f"list(range({self.choose(6)}, {self.choose(9)}, {self.pick(('1', '2', '-1'))}))",
                f"{e('str', n)}.split({self.pick(('', repr(','), repr('a'), 'None', 'None, 1', repr(';')))})",
                f"[v * 2 for v in {e(self.pick(('list', 'str', 'tuple')), n)}]",
                f"[v for v in {e('list', n)} if {self.pick(('v', 'not v', 'isinstance(v, int)', 'v != 1'))}]",
                f"[(v, w) for v in range(2) for w in {e('list', n)}]",
                f"list({e('dict', n)}.{self.pick(('items', 'keys', 'values'))}())",
                f"list(zip({e('list', n)}, {e('str', n)}))",
                f"list(map({self.pick(('str', 'repr', 'bool', 'int', 'lambda v: v + 1', 'len'))}, {e('list', n)}))",
                f"list(filter({self.pick(('None', 'lambda v: v != 1'))}, {e('list', n)}))",
                f"list(reversed({e(self.pick(('list', 'str', 'tuple')), n)}))",
                f"[*{e('list', n)}, *{e('tuple', n)}, {e('int', n)}]",
                f"list(enumerate({e('list', n)}, {self.choose(3)}))",
                f"{e('str', n)}.splitlines()",
                f"[{e('int', n)}, {e('str', n)}, {e('float', n)}]",
            )
        )

    def _dict_expr(self, n: int) -> str:
        e = self.expr
        return self.pick(
            (
                f"{{{self.pick(KEYS)}: {e('int', n)}, {self.pick(KEYS)}: {e('list', n)}}}",
                f"{{**{e('dict', n)}, {self.pick(KEYS)}: {e('str', n)}}}",
                f"{e('dict', n)} | {e('dict', n)}",
                f"dict(zip({e('str', n)}, {e('list', n)}))",
                f"{{v: str(v) for v in {e(self.pick(('list', 'str')), n)}}}",
                f"{{k: v for k, v in {e('dict', n)}.items() if v}}",
                f"dict.fromkeys({e('str', n)}, {e('int', 0)})",
                f"dict({e('list', n)})",
                f"dict({e('dict', n)}, k={e('int', 0)})",
            )
        )

    def _tuple_expr(self, n: int) -> str:
        e = self.expr
        return self.pick(
            (
                f"{e('int', n)}, {e('str', n)}",
                f"tuple({e(self.pick(('list', 'str', 'dict')), n)})",
                f"{e('tuple', n)} + {e('tuple', n)}",
                f"{e('tuple', n)}[{self.bound()}:{self.bound()}]",
                f"divmod({e('int', n)}, {e('float', n)})",
                f"{e('str', n)}.{self.pick(('partition', 'rpartition'))}({e('str', 0)})",
                f"*{e('list', n)}, {e('int', n)}",
            )
        )

    def _none_expr(self, n: int) -> str:
        return self.pick((f"{self.expr('list', n)}.sort()", f"{self.expr('dict', n)}.get('nope')", f"print({self.expr('int', n)})", "None"))

    def _set_expr(self, n: int) -> str:
        return self.pick(
            (
                f"{self.expr('set', n)} {self.pick(('|', '&', '-', '^'))} {self.literal('set')}",
                f"{{v % {1 + self.choose(9)} for v in range({self.choose(12)})}}",
                f"set(range({self.choose(9)}))",
                f"{self.literal('set')}.{self.pick(('union', 'intersection', 'difference'))}({self.literal('set')})",
            )
        )


def body(programs: list[str]) -> str:
    """One body that runs every program and lists what came out. The programs are functions `p0`, `p1`, …"""
    from fuzz_language import IMPORTS, SHOW

    helped = any("show(" in p or "partial" in p for p in programs) or any(n in p for p in programs for n in IMPORTS.split() if n[0].islower())
    parts = [IMPORTS, SHOW, *programs] if helped else list(programs)
    parts.append("result = []")
    for i in range(len(programs)):
        parts.append(f"try:\n    result.append(repr(p{i}()))\nexcept Exception as x:\n    result.append(type(x).__name__ + ': ' + str(x))")
    return "\n".join(parts) + "\n"


def renumbered(programs: list[str]) -> list[str]:
    return [f"def p{i}" + p[p.index("(") :] for i, p in enumerate(programs)]


def differences(programs: list[str]) -> list[str]:
    """What differs, with the program. One that does not run beside the others is run alone."""
    programs = renumbered(programs)
    code = body(programs)
    theirs = in_cpython(code)
    try:
        ours = in_wasm(code)
    except (NotLowered, Overflowed) as why:
        if len(programs) > 1:
            middle = len(programs) // 2
            return differences(programs[:middle]) + differences(programs[middle:])
        return [] if isinstance(why, Overflowed) else [f"not lowered: {why}\n{programs[0]}"]
    if ours == theirs:
        return []
    if len(programs) > 1:
        middle = len(programs) // 2
        return differences(programs[:middle]) + differences(programs[middle:])
    return [f"CPython: {theirs}\nwasm:    {ours}\n{programs[0]}"]


def generated(seed: int, index: int) -> str:
    """Program number `index` of a seed; every second one uses more of the language."""
    from fuzz_language import LanguageProgram

    kind = LanguageProgram if index % 2 else Program
    return kind(random.Random(seed * 1_000_003 + index).randrange, "p0").text()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--stop", type=int, default=20, help="stop after so many differences")
    args = parser.parse_args()
    found = 0
    started = time.monotonic()
    for start in range(0, args.count, args.batch):
        batch = [generated(args.seed, i) for i in range(start, min(start + args.batch, args.count))]
        for text in differences(batch):
            found += 1
            print(f"--- seed {args.seed}, from program {start}\n{text}", flush=True)
        if found >= args.stop:
            break
    print(f"seed {args.seed}: {min(start + args.batch, args.count)} programs, {found} differ, {time.monotonic() - started:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
