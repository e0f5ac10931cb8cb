"""Random constant patterns that become functions, with texts: what every kind of search finds in them."""

from __future__ import annotations

import importlib
import random
import re
import warnings
from typing import Any

from noetlc.lower.python.dispatch.patterns import covered

ATOMS = r"a|b|c|ab|.|\d|\w|\s|[ab]|[^a]|[a-c1]|\W|\S|1|-| |é|[^\n]|[é-ü]|\.|k|[^,]|abc".split("|")
AGAIN = (r"(a|b)\1", r"(\w)-?\1", r"(?i:(k|a))(?i:\1)", r"(a)?\1?b")
PLACES = ("^", "$", r"\b", r"\B", r"\Z", r"\A")
GROUPS = ("(", "(", "(", "(?:", "(?:", "(?=", "(?!", "(?>", "(?i:")
BEHIND = ("(?<=a)", "(?<!b)", "(?<=ab)", r"(?<=[\d-])", r"(?<!\w)")
TIMES = "* + ? {2} {1,2} {0,3} {2,} *? +? ?? {1,3}? *+ ++ ?+".split()
FLAGS = (0, 0, 0, 0, re.I, re.M, re.S, re.A, re.I | re.A, re.M | re.S)
LETTERS = "aaabbbcc11- \n.,ékKſé_AB"

PROGRAM = '''
import re

TEXTS = {texts!r}


def spans(m):
    return None if m is None else (m.regs, m.lastindex)


def show(p, own):
    for t in TEXTS + own:
        print(ascii(t), spans(p.match(t)), spans(p.fullmatch(t)), spans(p.search(t)), [spans(m) for m in p.finditer(t)])
        print(ascii(p.sub("<>", t)), ascii(p.split(t)), spans(p.search(t, 1)), spans(p.match(t, 2, 4)))


'''


class Patterns:
    """Patterns of one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def atom(self, depth: int) -> str:
        kind = self.random.random()
        if depth and kind < 0.32:
            return f"{self.random.choice(GROUPS)}{self.ways(depth - 1)})"
        if kind < 0.35:
            return self.random.choice(BEHIND)
        if kind > 0.97 and depth == 2:
            return f"(?:{self.random.choice(AGAIN)})"
        return self.random.choice(PLACES if kind < 0.42 else ATOMS)

    def repeated(self, depth: int) -> str:
        atom = self.atom(depth)
        if self.random.random() < 0.5 or atom in PLACES or atom.startswith(("(?=", "(?<")):
            return atom
        if len(atom) > 1 and atom[0] not in "([\\":
            atom = f"(?:{atom})"
        return atom + self.random.choice(TIMES)

    def ways(self, depth: int) -> str:
        counts = [self.random.randint(1, 4) for _ in range(self.random.choice((1, 1, 1, 2, 2, 3)))]
        ways = ["".join(self.repeated(depth) for _ in range(n)) for n in counts]
        if len(ways) > 1 and self.random.random() < 0.4:  # some that begin alike, or have nothing
            same = self.random.choice(("", "a", "ab", *ways))
            ways = [same + self.random.choice(("", "b", "c", way)) for way in ways]
        return "|".join(ways)

    def text(self, parsed: Any) -> str:
        """A text that may match: what repetitions and choices of a parsed pattern allow."""
        made = ""
        for op, value in parsed:
            match str(op):
                case "LITERAL":
                    made += chr(value)
                case "BRANCH":
                    made += self.text(self.random.choice(value[1]))
                case "SUBPATTERN":
                    made += self.text(value[-1])
                case "ATOMIC_GROUP":
                    made += self.text(value)
                case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                    least, most, body = value
                    made += "".join(self.text(body) for _ in range(self.random.randint(least, min(int(most), least + 2))))
                case "ANY" | "IN" | "NOT_LITERAL":
                    made += self.random.choice(LETTERS)
        return made

    def pattern(self) -> tuple[str, int]:
        """One that CPython takes and that becomes a function."""
        while True:
            source, flags = self.ways(2), int(self.random.choice(FLAGS))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    re.compile(source, flags)
                except re.error:
                    continue
            if covered(source, flags):
                return source, flags

    def program(self, count: int) -> str:
        texts = ["", "a", "ab", "abc", "aabb\n", "ab-1 abc", "\n", "é1k", "aaa\nb c"]
        texts += ["".join(self.random.choice(LETTERS) for _ in range(self.random.randint(0, 9))) for _ in range(8)]
        parser = importlib.import_module("re._parser")
        calls = []
        for source, flags in (self.pattern() for _ in range(count)):
            own = [self.text(parser.parse(source, flags)) + self.random.choice(("", "", "a", "b")) for _ in range(4)]
            calls.append(f"show(re.compile({source!r}, {flags}), {own!r})")
        return PROGRAM.format(texts=texts) + "\n".join(calls) + "\n"
