"""The programs of the suite: one file each in `programs/`, with `main(n)` and the sizes TINY (for tests) and FULL (to measure)."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import noetlc
from benchmarks.common import playbook

FOLDER = Path(__file__).with_name("programs")


@dataclass(frozen=True)
class Program:
    """`main(tiny)` takes milliseconds, `main(full)` a few tenths of a second on CPython."""

    name: str
    path: Path
    source: str
    tiny: int
    full: int

    @property
    def title(self) -> str:
        """The first line of the program's docstring."""
        return (ast.get_docstring(ast.parse(self.source)) or "").splitlines()[0]

    def playbook(self) -> str:
        """A playbook of one step, whose result is that of `main` of the payload's `n`."""
        code = f"{self.source}\nresult = main(n)\n"
        step = {"step": "start", "tool": {"kind": "python", "input": {"n": "{{ workload.n }}"}, "code": code}}
        return playbook([step], workload={"n": self.tiny})

    def wasm(self) -> bytes:
        """The program's module. Raises RuntimeError where the body is not compiled."""
        built = noetlc.build(self.playbook(), verify=False)
        if built.steps[0].lowered != "native":
            raise RuntimeError(f"not compiled: {built.steps[0].reason}")
        return built.wasm


def programs(only: tuple[str, ...] = ()) -> list[Program]:
    """All programs by name, or those named. Raises ValueError for a name that none has."""
    found = {path.stem: path for path in sorted(FOLDER.glob("*.py"))}
    if unknown := [name for name in only if name not in found]:
        raise ValueError(f"no program is named {', '.join(unknown)}; there are {', '.join(found)}")
    return [_read(path) for name, path in found.items() if not only or name in only]


def _read(path: Path) -> Program:
    source = path.read_text("utf-8")
    (sizes,) = (s.value for s in ast.parse(source).body if isinstance(s, ast.Assign) and ast.unparse(s.targets[0]) == "(TINY, FULL)")
    tiny, full = ast.literal_eval(sizes)
    return Program(path.stem, path, source, tiny, full)
