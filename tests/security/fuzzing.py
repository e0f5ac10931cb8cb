"""What the fuzzers of this folder share: their options, a watch on time and memory, and a summary of counts."""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable

Outcome = str
LONGEST_SECONDS = 15.0
MOST_MIB = 2048


def mutated(chance: random.Random, data: bytes) -> bytes:
    """The bytes with a few changes: flips, cuts, repeats, insertions, numbers at the edges."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(out) + 1)
        size = chance.choice((1, 1, 2, 4, 16, 64))
        kind = chance.randrange(6)
        if kind == 0 and at < len(out):
            out[at] ^= 1 << chance.randrange(8)
        elif kind == 1 and at < len(out):
            out[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        elif kind == 2:
            del out[at : at + size]
        elif kind == 3:
            out[at:at] = out[at : at + size]
        elif kind == 4:
            out[at:at] = chance.randbytes(size)
        elif chance.random() < 0.2:
            del out[at:]
    return bytes(out)


def run(name: str, trial: Callable[[random.Random], Outcome], default: int) -> None:
    """The command: runs the trials, each with its own seed, and prints counts; exit code 1 when one failed or took too much."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.security.{name}")
    parser.add_argument("--count", type=int, default=default)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    failed: list[str] = []
    longest, began = (0.0, 0), time.monotonic()
    for number in range(options.seed, options.seed + options.count):
        started = time.monotonic()
        try:
            counts[trial(random.Random(number))] += 1
        except Exception as error:
            failed.append(f"seed {number}: {type(error).__name__}: {error}"[:500])
        longest = max(longest, (time.monotonic() - started, number))
        if len(failed) >= 20:
            break
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 if sys.platform != "darwin" else 1024) // 1024
    for outcome, count in sorted(counts.items()):
        print(f"{count:8} {outcome}")
    print(
        f"{sum(counts.values()):8} in {time.monotonic() - began:.0f} s, longest {longest[0]:.2f} s (seed {longest[1]}), {memory} MiB, {len(failed)} failed"
    )
    for line in failed:
        print(ascii(line))
    sys.exit(1 if failed or longest[0] > LONGEST_SECONDS or memory > MOST_MIB else 0)
