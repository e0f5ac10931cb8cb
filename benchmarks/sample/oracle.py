"""What CPython does with programs: each in a process of its own, twice with other hash seeds, to keep what is deterministic."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.sample.cut import Program

SECONDS = 5  # of one program
DRIVER = """
import contextlib, io, json, os, resource, sys, time, warnings
warnings.simplefilter("ignore")
rows = json.load(open(sys.argv[1]))
answers = []
for source in rows:
    inward, outward = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(inward)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))
        sys.stdin, shown, answer = io.StringIO(""), io.StringIO(), None
        try:
            with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(io.StringIO()):
                code = compile(source, "body", "exec", dont_inherit=True)
                begun = time.process_time()
                exec(code, {"__name__": "__main__"})
                answer = [shown.getvalue(), time.process_time() - begun]
            data = json.dumps(answer).encode("utf-8")
        except BaseException:
            data = b"null"
        with open(outward, "wb") as pipe:
            pipe.write(data)
        os._exit(0)
    os.close(outward)
    with open(inward, "rb") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    answers.append(json.loads(data or "null"))
json.dump(answers, open(sys.argv[2], "w"))
""".replace("SECONDS", str(SECONDS))


def answers(found: Sequence[Program]) -> list[tuple[Program, str, float]]:
    """Of each program that runs to its end, always prints the same and prints something: what, and its seconds of processor time."""
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.json"
        rows.write_text(json.dumps([p.source for p in found]), "utf-8")
        outs = [Path(folder) / f"{seed}.json" for seed in (1, 2)]
        runs = [
            subprocess.Popen(
                [sys.executable, "-c", DRIVER, str(rows), str(out)],
                env={**os.environ, "PYTHONHASHSEED": str(seed)},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
            for seed, out in enumerate(outs, 1)
        ]
        if any([run.wait() for run in runs]):
            raise RuntimeError("a process that asks CPython failed")
        first, second = (json.loads(out.read_text("utf-8")) for out in outs)
    kept = []
    for program, one, other in zip(found, first, second, strict=True):
        if one and other and one[0] == other[0] and one[0].strip() and " at 0x" not in one[0] and len(one[0]) <= 1 << 18:
            kept.append((program, one[0], min(one[1], other[1])))
    return kept
