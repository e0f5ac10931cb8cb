"""What runs the programs: this compiler's modules, and Pythons in processes of their own.

Every engine gives processor time of `main(n)` and its result as JSON text; that of a module includes a fresh instance, the call by the
host and the conversion of the result.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import tarfile
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Protocol

from benchmarks.common import ROOT, invoke, thread_seconds
from benchmarks.suite.cases import Program

WARM = 2
TRACING_WARM = 40  # a tracing compiler goes on to compile for that long: with 2 runs before it Mandelbrot took 38 ms, with 25 12

RUNNER = Path(__file__).with_name("runner.py")


class Run(Protocol):
    """Runs a program with size n: seconds and the result as JSON text. Raises RuntimeError with the reason where it fails."""

    def __call__(self, n: int) -> tuple[float, str]: ...


class Engine(Protocol):
    """`version` in words; `missing` says why the engine is not here, empty where it is; `warm` runs come before those that are measured."""

    name: str
    version: str
    missing: str
    warm: int

    def started(self, program: Program) -> AbstractContextManager[Run]:
        """Makes a program ready. Raises RuntimeError with the reason where this engine cannot run it."""


class Modules:
    """Modules of this tree, or of the compiler of another revision: run by this tree's host."""

    def __init__(self, name: str, version: str, revision: Path | None = None) -> None:
        self.name, self.version, self.missing, self.warm = name, version, "", WARM
        self.revision = revision

    @contextmanager
    def started(self, program: Program) -> Any:
        wasm = program.wasm() if self.revision is None else self.elsewhere(program)

        def run(n: int) -> tuple[float, str]:
            answers: list[Any] = []
            took = thread_seconds(lambda: answers.append(invoke(wasm, {"n": n})["result"]))
            return took, json.dumps(answers[0])

        yield run

    def elsewhere(self, program: Program) -> bytes:
        """The module, built by the other revision."""
        code = (
            "import sys, noetlc\nbuilt = noetlc.build(sys.stdin.read(), verify=False)\n"
            "if built.steps[0].lowered != 'native': sys.exit('not compiled: ' + str(built.steps[0].reason))\n"
            "sys.stdout.buffer.write(built.wasm)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], input=program.playbook().encode(), capture_output=True, cwd=self.revision, check=False
        )
        if done.returncode:
            raise RuntimeError(_last_line(done.stderr))
        return done.stdout


class Python:
    """A Python interpreter, a process for each program: what a program leaves behind is not measured with the next one."""

    def __init__(self, name: str, command: str | None, warm: int = WARM) -> None:
        self.name = name
        self.warm = warm
        self.command = command or ""
        self.missing = "" if command else "not installed"
        self.version = _version(self.command) if command else ""

    def folder(self, program: Program) -> Path:
        """Where the program's module is."""
        return program.path.parent

    @contextmanager
    def started(self, program: Program) -> Any:
        command = [self.command, str(RUNNER), str(self.folder(program)), program.name]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            try:
                yield lambda n: _asked(process, n)
            finally:
                process.kill()


class Mypyc(Python):
    """CPython with the program compiled by mypyc; the programs have no annotations, as bodies have none."""

    def __init__(self, work: Path) -> None:
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        super().__init__("mypyc", sys.executable)
        if importlib.util.find_spec("mypyc") is None or importlib.util.find_spec("setuptools") is None:
            self.missing = "mypy[mypyc] or setuptools is not installed"
        elif compiler is None:
            self.missing = "no C compiler"
        self.work = work

    def folder(self, program: Program) -> Path:
        place = self.work / program.name
        place.mkdir()
        shutil.copy(program.path, place)
        done = subprocess.run(
            [sys.executable, "-m", "mypyc", program.path.name], cwd=place, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(_last_line((done.stdout + done.stderr).encode()))
        (place / program.path.name).unlink()  # so that what is imported is what was compiled
        return place


def engines(against: str | None, work: Path, stack: ExitStack) -> list[Engine]:
    """This tree's modules first, CPython second. Raises ValueError if there is no such revision."""
    pythons = [Python("CPython", sys.executable), Python("PyPy", shutil.which("pypy3"), TRACING_WARM), Mypyc(work)]
    found: list[Engine] = [Modules("noetlc", "this tree"), *pythons]
    if against is not None:
        found.insert(1, Modules("before", against, stack.enter_context(_revision(against))))
    return found


@contextmanager
def _revision(name: str) -> Any:
    """A folder with the tree of a revision."""
    with TemporaryDirectory() as folder:
        made = subprocess.Popen(["git", "archive", name], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert made.stdout is not None
        try:
            with tarfile.open(fileobj=made.stdout, mode="r|") as archive:
                archive.extractall(folder, filter="data")
        except tarfile.ReadError:
            raise ValueError(f"git knows no revision {name}") from None
        finally:
            made.communicate()
        yield Path(folder)


def _asked(process: subprocess.Popen[str], n: int) -> tuple[float, str]:
    stdin, stdout, stderr = process.stdin, process.stdout, process.stderr
    assert stdin is not None
    assert stdout is not None
    assert stderr is not None
    line = _said(stdin, stdout, n)
    if not line:
        raise RuntimeError(_last_line(stderr.read().encode()))
    answer = json.loads(line)
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer["seconds"], answer["result"]


def _said(stdin: IO[str], stdout: IO[str], n: int) -> str:
    """The answer's line, empty if the process has ended."""
    try:
        print(n, file=stdin, flush=True)
    except BrokenPipeError:
        return ""
    return stdout.readline()


def _last_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "failed without a word"


def _version(command: str) -> str:
    numbers = "'.'.join(map(str, getattr(sys, 'pypy_version_info', sys.version_info)[:3]))"
    code = f"import platform, sys; print(platform.python_implementation(), {numbers})"
    return subprocess.run([command, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
