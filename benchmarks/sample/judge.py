"""What the compiled form of a program does, in one word and why."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

import noetlc
from benchmarks.sample.cut import Program

BUILD_SECONDS = 10  # of processor time, above which a build is slow
TIMES_SLOWER = 10  # than CPython, above which a run is slow
LEAST_SECONDS = 0.1  # of a run, below which its start is most of it
ALARM = 120  # seconds after which a build or run is given up
HEAD = (
    "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: sample, path: sample}\n"
    "workflow:\n- step: start\n  tool:\n    kind: python\n    code: "
)


@dataclass(frozen=True)
class Verdict:
    """`kind` is equal, differ, refused, left, abort, crash or invalid (the document is refused); `slow` says of what, if anything is."""

    program: str
    kind: str
    why: str = ""
    slow: str = ""
    source: str = ""


class _Late(Exception):
    pass


@contextmanager
def _limit() -> Iterator[None]:
    def late(_number: int, _frame: FrameType | None) -> None:
        raise _Late

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(ALARM)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def playbook(code: str) -> str:
    """A playbook whose one step is a body."""
    marked = "{{" in code or "{%" in code or "{#" in code
    return HEAD + json.dumps("{% raw %}" + code + "{% endraw %}" if marked else code, ensure_ascii=False) + "\n"


def judge(program: Program, stdout: str, seconds: float) -> Verdict:
    """Builds and runs a program, which prints `stdout` on CPython in `seconds` of processor time."""
    begun = time.process_time()
    try:
        with _limit():
            built = noetlc.build(playbook(program.source), verify=False, lenient=True)
    except noetlc.BuildError as error:
        return Verdict(program.name, "invalid", str(error)[:200], source=program.source)
    except _Late:
        return Verdict(program.name, "crash", "no build in time", "build", program.source)
    except Exception as error:
        return Verdict(program.name, "crash", f"{type(error).__name__}: {error}"[:300], source=program.source)
    taken = time.process_time() - begun
    slow = f"build {taken:.0f} s" if taken > BUILD_SECONDS else ""
    step = built.steps[0]
    if step.lowered != "native":
        return Verdict(program.name, "refused", step.reason or step.lowered, slow, program.source)
    kind, why, slow_run = _run(bytes(built.wasm), stdout, seconds)
    return Verdict(program.name, kind, why, slow or slow_run, "" if kind == "equal" else program.source)


def _run(wasm: bytes, stdout: str, seconds: float) -> tuple[str, str, str]:
    """The kind, why and slowness of a module's run."""
    try:
        with _limit():
            envelope = noetlc.run(wasm, {})
            begun = time.process_time()
            noetlc.run(wasm, {})  # its code is compiled now
            taken = time.process_time() - begun
    except noetlc.Aborted as aborted:
        if aborted.kind == "int_overflow":
            return "left", "beyond 64 bits", ""
        why = aborted.reason or str(aborted)
        return ("left", why, "") if aborted.kind == "left" else ("abort", f"{aborted.kind}: {why}", "")
    except _Late:
        return "abort", "no end in time", "run"
    except Exception as error:
        return "abort", f"{type(error).__name__}: {error}"[:300], ""
    slow = f"run {taken:.2f} s, CPython {seconds:.2f} s" if taken > max(LEAST_SECONDS, TIMES_SLOWER * seconds) else ""
    if envelope["errors"]:
        return "differ", f"raises {envelope['errors'][0]['message']}"[:300], slow
    result = envelope["result"]
    shown = result.get("stdout") if isinstance(result, dict) else None
    return ("equal", "", slow) if shown == stdout else ("differ", _first_difference(stdout, str(shown)), slow)


def _first_difference(wanted: str, got: str) -> str:
    for one, other in zip(wanted.splitlines(), got.splitlines(), strict=False):
        if one != other:
            return f"wanted {one[:100]!r}, got {other[:100]!r}"
    return f"wanted {len(wanted.splitlines())} lines, got {len(got.splitlines())}"
