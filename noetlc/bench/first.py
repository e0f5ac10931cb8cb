"""First calls: one call in a process of its own, which has imported its engine and done nothing else.

Run as a program it is that process: `python -m noetlc.bench.first FOLDER ENGINE CACHE`. FOLDER holds what `Kitchen` wrote there; ENGINE is
`interpreted` or `compiled`; CACHE is `cached` if the host may take the compiled code from a cache, else `cold`. It prints one line of JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from noetlc.bench import clock
from noetlc.frontend import load
from noetlc.host import ours
from noetlc.host.cache import DiskCache
from noetlc.host.limits import RunLimits
from noetlc.host.runner import MODULES
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.bench import contestants
    from noetlc.bench.contestants import Stubs
    from noetlc.plugins.bind import Bound
else:
    contestants = late("noetlc.bench.contestants")

Engine = Literal["interpreted", "compiled"]
ROOT = Path(__file__).resolve().parents[2]


class FirstCallFailed(Exception):
    """The process of a first call did not give what was expected."""


@dataclass(frozen=True, slots=True)
class FirstCall:
    """One first call: `seconds` from bytes to bytes, `process` from the start of Python to its end (wall clock).

    `memory` is the peak of the process, `workers` the sum of those of the processes below it, both in bytes of resident memory with shared
    pages counted in each; None where the system does not say.
    """

    seconds: float
    processor: float
    process: float
    memory: int | None
    workers: int | None


@dataclass(frozen=True, slots=True)
class Order:
    """What the process needs to know besides the files in its folder."""

    name: str
    output: str
    ours: bool
    timeout: float | None


class Kitchen:
    """A folder with all that a first call needs; a context manager that removes it."""

    def __init__(self, text: str, wasm: bytes, stubs: Stubs, bound: Bound, order: Order) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="noetl-bench-"))
        self._timeout = order.timeout
        (self._folder / "playbook.yaml").write_text(text, "utf-8", "surrogatepass")
        (self._folder / "module.wasm").write_bytes(wasm)
        (self._folder / "given.pickle").write_bytes(pickle.dumps((stubs, bound)))
        (self._folder / "order.json").write_text(json.dumps(asdict(order)))

    def __enter__(self) -> Kitchen:
        return self

    def __exit__(self, *exc: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def lay(self, data: bytes) -> None:
        """Takes the payload of the calls to come."""
        (self._folder / "payload.json").write_bytes(data)

    def serve(self, engine: Engine, expected: bytes, *, cached: bool = False) -> FirstCall:
        """One first call. Raises FirstCallFailed if it ends otherwise than with the `expected` bytes.

        The first call that is `cached` only fills the cache.
        """
        mode = "cached" if cached else "cold"
        command = [sys.executable, "-P", "-m", "noetlc.bench.first", str(self._folder), engine, mode]
        paths = os.pathsep.join(p for p in (str(ROOT), os.environ.get("PYTHONPATH", "")) if p)
        seconds = None if self._timeout is None else self._timeout + 60.0
        started = time.perf_counter()
        try:
            done = subprocess.run(command, capture_output=True, timeout=seconds, env={**os.environ, "PYTHONPATH": paths}, check=False)
        except subprocess.TimeoutExpired:
            raise FirstCallFailed(f"the first call, {engine}, takes longer than {seconds:g} s") from None
        process = time.perf_counter() - started
        if done.returncode != 0:
            last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no message"]
            raise FirstCallFailed(f"the process of the first call, {engine}, ended with {done.returncode}: {last[0]}")
        said: dict[str, Any] = json.loads(done.stdout)
        if said.pop("digest") != hashlib.sha256(expected).hexdigest():
            raise FirstCallFailed(f"the first call, {engine}, gave another answer than the one before")
        return FirstCall(process=process, **said)


def main(folder: Path, engine: str, mode: str) -> None:
    """The process of a first call."""
    order = Order(**json.loads((folder / "order.json").read_bytes()))
    stubs, bound = pickle.loads((folder / "given.pickle").read_bytes())
    text = (folder / "playbook.yaml").read_text("utf-8", "surrogatepass")
    data = (folder / "payload.json").read_bytes()
    sys.set_int_max_str_digits(0)
    # What follows is imported before the clock starts: a service has done so long ago.

    wasm = (folder / "module.wasm").read_bytes()
    if order.ours:
        ours.built(hashlib.sha256(wasm).hexdigest())
    if mode == "cached":
        MODULES.disk = DiskCache(folder / "cache")
    payload = json.loads(data)
    runner = contestants.body_runner(order.timeout)
    limits = RunLimits(timeout=order.timeout)

    def interpreted() -> bytes:
        playbook, _ = load(text, name=order.name, lenient=True)
        assert playbook is not None
        return contestants.Interpreted(playbook, stubs, runner, bound, limits, order.output).ready(payload, data)()

    def compiled() -> bytes:
        module = MODULES.get(wasm, deadline=order.timeout is not None)
        return contestants.Compiled(module, stubs, runner, limits).ready(payload, data)()

    answer, sample = clock.timed(interpreted if engine == "interpreted" else compiled)
    below = [clock.peak_memory(pid) for pid in clock.descendants(os.getpid())]
    said = {
        "seconds": sample.wall,
        "processor": sample.processor,
        "memory": clock.peak_memory(os.getpid()),
        "workers": None if None in below else sum(size for size in below if size is not None),
        "digest": hashlib.sha256(answer).hexdigest(),
    }
    print(json.dumps(said))
    runner.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
