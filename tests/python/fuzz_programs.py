"""Random Python bodies, compiled and compared with CPython: `python -m tests.python.fuzz_programs --count 20000 --seed 1`.

Programs are well typed mostly and ill typed now and then: assignments, arithmetic on mixed types, containers, bounded loops,
functions, exceptions, comprehensions, formatting and string methods. Many programs share a body, since that is faster.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bodies import NotLowered, Overflowed, compiled, in_cpython, outcome
from fuzz_classes import ClassProgram
from fuzz_containers import ContainerProgram
from fuzz_language import IMPORTS, SHOW, LanguageProgram
from fuzz_library import LibraryProgram
from fuzz_objects import ObjectProgram
from fuzz_program import Program


def body(programs: list[str]) -> str:
    """One body of all programs, functions `p0`, `p1`, …, that runs the one whose number is its input `which`."""
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
    """Raises Endless after some seconds, and again where that went nowhere, as what `__del__` raises does."""

    def stop(number: int, frame: object) -> None:
        raise Endless

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def differences(programs: list[str], uncompared: Counter[str] | None = None) -> list[str]:
    """What differs, with the program. Each runs in an instance of its own, so that one that is left does not stop others.

    `uncompared` counts those of which nothing was compared, by why.
    """
    uncompared = Counter() if uncompared is None else uncompared
    programs = renumbered(programs)
    code = body(programs)
    try:
        module = compiled(code, ("which",))
    except NotLowered as why:
        if len(programs) > 1:
            middle = len(programs) // 2
            return differences(programs[:middle], uncompared) + differences(programs[middle:], uncompared)
        return [f"not lowered: {why}\n{programs[0]}"]
    runs = compile(code, "body", "exec", dont_inherit=True)
    found = []
    for i, program in enumerate(programs):
        try:
            with ending():
                theirs = in_cpython(runs, which=i)
        except Endless:
            uncompared["endless"] += 1
            continue
        if "MemoryError" in str(theirs):
            uncompared["memory"] += 1
            continue
        try:
            ours = outcome(module, {"which": i})
        except Overflowed:
            uncompared["left"] += 1
            continue
        if "aborted: memory" in ours.error and takes_gigabytes(code, i):
            uncompared["memory"] += 1
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
SECONDS = 3


KINDS = {
    "mixed": (Program, LanguageProgram, ObjectProgram),  # of three, the second uses more of the language, the third more of its objects
    "library": (LibraryProgram,),  # whose modules take longer to compile
    "classes": (ClassProgram,),  # what they do by computed names would hide the others of a body, so that few are best together
    "containers": (ContainerProgram,),  # about what is in containers; nothing else in a body, as that would be known to change them
}


def generated(seed: int, index: int, kinds: str = "mixed") -> str:
    """Program number `index` of a seed."""
    kind = KINDS[kinds][index % len(KINDS[kinds])]
    return kind(random.Random(seed * 1_000_003 + index).randrange, "p0").text()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first program: a long run goes on in another process")
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--stop", type=int, default=20, help="stop after so many differences")
    parser.add_argument("--kinds", choices=sorted(KINDS), default="mixed", help="what the programs are about")
    args = parser.parse_args()
    end = args.first + args.count
    found = 0
    uncompared: Counter[str] = Counter()
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    started = time.monotonic()
    for start in range(args.first, end, args.batch):
        batch = [generated(args.seed, i, args.kinds) for i in range(start, min(start + args.batch, end))]
        for text in differences(batch, uncompared):
            found += 1
            print(f"--- seed {args.seed}, from program {start}\n{text}", flush=True)
        if found >= args.stop:
            break
        if start // 1000 != (start + args.batch) // 1000:
            print(f"seed {args.seed}: program {start + args.batch}, {found} differ so far", flush=True)
    without = "".join(f", {count} not compared ({why})" for why, count in sorted(uncompared.items()))
    print(f"seed {args.seed}: {min(start + args.batch, end) - args.first} programs, {found} differ{without}, {time.monotonic() - started:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
