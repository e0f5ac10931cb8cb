"""What random programs are made of: statements and well typed expressions, and ill typed ones now and then."""

from __future__ import annotations

import re
from collections.abc import Callable

from fuzz_forms import BOUNDS, FLOATS, FORMS, INTS, KEYS, NAMES, POOLS, SETS, STRINGS, TYPES

Choose = Callable[[int], int]  # a number below the argument

ERRORS = ("ValueError", "TypeError", "KeyError", "IndexError", "ZeroDivisionError", "AttributeError", "Exception", "(ValueError, TypeError)")
SLOT = re.compile("«([^»]*)»")


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
            if self.choose(2):
                self.line(1, "try:")
                self.statement(2, 2)
                self.line(1, "except Exception as x: out.append(repr(x))")
            else:
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
            return self.pick(SETS)
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
        return self.pick(BOUNDS)

    def expr(self, kind: str, room: int) -> str:
        if self.choose(14) == 0:
            kind = self.pick(TYPES)
        if room <= 0 or self.choose(5) == 0:
            names = [n for n in NAMES if self.types.get(n) == kind]
            if names and self.choose(4):
                return names[self.choose(len(names))]
            return f"({self.literal(kind)})"
        return "(" + self.fill(self.pick(FORMS[kind]), room - 1) + ")"

    def fill(self, form: str, room: int) -> str:
        """A form of `fuzz_forms` with its slots filled; what is not chosen is not written, which keeps this linear."""
        chosen: tuple[str, ...] = ()

        def slot(found: re.Match[str]) -> str:
            nonlocal chosen
            text = found[1]
            if text in POOLS:
                return self.pick(POOLS[text])
            if text[0] == "#":
                return str(self.choose(int(text[1:])))
            words = tuple(text.lstrip("=").removeprefix("quoted ").removesuffix(" 0").split())
            kinds = chosen if text == "=" else TYPES if words == ("any",) else words
            if kinds[0] not in TYPES:
                return self.pick(kinds)
            kind = self.pick(kinds)
            if text[0] == "=":
                chosen = (kind,)
            if text.startswith("quoted "):
                return self.in_quotes(self.expr(kind, 0))
            return self.expr(kind, 0 if text.endswith(" 0") else room)

        return SLOT.sub(slot, form)
