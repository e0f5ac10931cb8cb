"""Work in child processes with a fixed allowance of processor time and memory: who needs more is killed, which is what tests see.

`run(mode, names)` looks at documents one after another, each in a fork of one prepared child, and gives an `Ending` for each.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass

from noetlc.api import BuildError, build, check
from tests.security.hostile_documents import python

CPU_SECONDS = 20  # twice and more what any needs: processor seconds of a busy machine hold less
MEMORY = 1 << 30

_READY: list[bool] = []


@dataclass(frozen=True, slots=True)
class Ending:
    """How one document ended: `said` is `codes …` (rejected), `bytes N` (built) or `raised …`; empty if the child was killed."""

    name: str
    said: str
    status: int
    cpu_s: float
    memory_mb: int

    @property
    def orderly(self) -> bool:
        return self.status == 0 and self.said.startswith(("codes", "bytes"))


def run(mode: str, documents: dict[str, str]) -> Iterator[Ending]:
    """`mode` is `check` or `build` (without verification)."""
    _prepare()
    for name, text in documents.items():
        yield _one(mode, name, text)


def run_batch(mode: str, documents: dict[str, str]) -> Iterator[Ending]:
    """Like `run`, with one child for all of them while they end in order: for many small documents. Times are of what was looked at
    alone, 0 for the others."""
    _prepare()
    both = _one(mode, "batch", "", documents)
    if both.status == 0 and both.said.startswith("batch "):
        for name, said in zip(documents, both.said.split()[1:], strict=True):
            yield Ending(name, said, 0, both.cpu_s / len(documents), both.memory_mb)
        return
    yield from run(mode, documents)


def _prepare() -> None:
    """Everything a child needs is imported before it is forked, so that the allowance is for the document alone."""
    if _READY:
        return

    check(python("result = [x for x in {'a': 1}]"))
    build(python("result = [x for x in {'a': 1}]"), verify=False)
    _READY.append(True)


def _one(mode: str, name: str, text: str, batch: dict[str, str] | None = None) -> Ending:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        gc.freeze()  # what the tests hold is not the document's to go over
        os.close(reader)
        _allow()
        said = _work(mode, text) if batch is None else _batch(mode, batch)
        os.write(writer, said[:4_000].encode("utf-8", "replace"))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode("utf-8", "replace")
    _, status, used = os.wait4(child, 0)
    return Ending(name, said, status, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def _allow() -> None:
    """Sets the limits of this process: seconds from now, bytes beyond what it has."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(spent.ru_utime + spent.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    with open("/proc/self/statm", encoding="ascii") as file:
        base = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (base + MEMORY, base + MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _batch(mode: str, documents: dict[str, str]) -> str:
    """`batch` and a word for each document; something else if one did not end in order."""
    words = [_work(mode, text).split()[0] for text in documents.values()]
    return "raised" if "raised" in words else f"batch {' '.join(words)}"


def _work(mode: str, text: str) -> str:
    try:
        if mode == "check":
            return "codes " + " ".join(sorted({d.code for d in check(text)}))
        return f"bytes {len(build(text, verify=False).wasm)}"
    except BuildError as error:
        return "codes " + " ".join(sorted({d.code for d in error.diagnostics}))
    except BaseException as error:
        return f"raised {type(error).__name__}: {error}\n{''.join(traceback.format_exception(error)[-3:])}"


if sys.platform != "linux":  # RLIMIT_AS, /proc and fork without surprises
    raise ImportError("children are limited on Linux only")
