"""Random Python bodies, compiled and compared with CPython: `python -m tests.python.fuzz_programs --count 20000 --seed 1`.

Programs are well typed mostly and ill typed now and then: assignments, arithmetic on mixed types, containers, bounded loops,
functions, exceptions, comprehensions, formatting and string methods. Many programs share a body, since that is faster.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bodies import NotLowered, Overflowed, compiled, in_cpython, outcome
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


def body(programs: list[str]) -> str:
    """One body of all programs, functions `p0`, `p1`, …, that runs the one whose number is its input `which`."""
    from fuzz_language import IMPORTS, SHOW  # noqa: PLC0415  (which takes its programs from here)

    helped = any("show(" in p or "partial" in p for p in programs) or any(n in p for p in programs for n in IMPORTS.split() if n[0].islower())
    parts = [IMPORTS, SHOW, *programs] if helped else list(programs)
    parts.append("try:")
    for i in range(len(programs)):
        parts.append(f"    {'el' if i else ''}if which == {i}: result = repr(p{i}())")
    parts.append("except Exception as x:\n    result = type(x).__name__ + ': ' + str(x)")
    return "\n".join(parts) + "\n"


def renumbered(programs: list[str]) -> list[str]:
    return [f"def p{i}" + p[p.index("(") :] for i, p in enumerate(programs)]


class Endless(BaseException):
    """A program goes on for ever in CPython, as a search by a `__getitem__` that never fails: there is nothing to compare."""


@contextlib.contextmanager
def ending() -> Iterator[None]:
    """Raises Endless after some seconds."""

    def stop(number: int, frame: object) -> None:
        raise Endless

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def differences(programs: list[str]) -> list[str]:
    """What differs, with the program. Each runs in an instance of its own, so that one that leaves 64 bits does not stop others."""
    programs = renumbered(programs)
    code = body(programs)
    try:
        module = compiled(code, ("which",))
    except NotLowered as why:
        if len(programs) > 1:
            middle = len(programs) // 2
            return differences(programs[:middle]) + differences(programs[middle:])
        return [f"not lowered: {why}\n{programs[0]}"]
    runs = compile(code, "body", "exec", dont_inherit=True)
    found = []
    for i, program in enumerate(programs):
        try:
            with ending():
                theirs = in_cpython(runs, which=i)
        except Endless:
            continue
        if "MemoryError" in str(theirs):
            continue
        try:
            ours = outcome(module, {"which": i})
        except Overflowed:
            continue
        if "aborted: memory" in ours.error and takes_gigabytes(code, i):
            continue
        if ours != theirs and str(theirs) == in_other_order(code, i, str(theirs)):
            found.append(f"CPython: {theirs}\nwasm:    {ours}\n{program}")
    return found


def in_other_order(code: str, which: int, otherwise: str) -> str:
    """What a program gives in a CPython with other hashes of texts: where that differs, the order of a set of texts is shown.

    `otherwise` is what this process found, for programs that do not get as far there.
    """
    script = "import sys\nfrom bodies import in_cpython\nprint(in_cpython(sys.stdin.read(), which=int(sys.argv[1])), end='')"
    for seed in range(1, 13):  # two texts have the same order under half of the seeds
        if apart(script, code, which, seed) != otherwise:
            return ""
    return otherwise


def takes_gigabytes(code: str, which: int) -> bool:
    """Whether a program that a module has no memory for takes more than one gigabyte in CPython, as one that doubles a list for ever."""
    script = """import resource, sys
from bodies import in_cpython
resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30))
in_cpython(sys.stdin.read(), which=int(sys.argv[1]))
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(int(peak) > 1 << 20), end='')"""
    return apart(script, code, which, 0) == "1"


def apart(script: str, code: str, which: int, seed: int) -> str:
    """What a script prints that is given a body and a number, in a process with a seed for hashes."""
    command = [sys.executable, "-W", "ignore", "-c", script, str(which)]
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONIOENCODING": "utf-8:surrogatepass"}
    done = subprocess.run(command, input=code, cwd=Path(__file__).parent, env=environment, capture_output=True, encoding="utf-8", check=True)
    return done.stdout


MEMORY = 4 << 30  # bytes of data, and seconds: end programs that go on for ever
SECONDS = 10


def generated(seed: int, index: int) -> str:
    """Program number `index` of a seed; of three, the second uses more of the language, the third more of its objects."""
    from fuzz_language import LanguageProgram  # noqa: PLC0415
    from fuzz_objects import ObjectProgram  # noqa: PLC0415

    kind = (Program, LanguageProgram, ObjectProgram)[index % 3]
    return kind(random.Random(seed * 1_000_003 + index).randrange, "p0").text()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--stop", type=int, default=20, help="stop after so many differences")
    args = parser.parse_args()
    found = 0
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    started = time.monotonic()
    for start in range(0, args.count, args.batch):
        batch = [generated(args.seed, i) for i in range(start, min(start + args.batch, args.count))]
        for text in differences(batch):
            found += 1
            print(f"--- seed {args.seed}, from program {start}\n{text}", flush=True)
        if found >= args.stop:
            break
        if start // 1000 != (start + args.batch) // 1000:
            print(f"seed {args.seed}: program {start + args.batch}, {found} differ so far", flush=True)
    print(f"seed {args.seed}: {min(start + args.batch, args.count)} programs, {found} differ, {time.monotonic() - started:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
