"""Which playbooks are meant by files, folders and patterns."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from noetlc.cli.codes import USAGE
from noetlc.cli.common import stop
from noetlc.paths import TEST_SUFFIX

STDIN = "<stdin>"
_SUFFIXES = (".yaml", ".yml")


def is_one(playbooks: tuple[str, ...]) -> bool:
    """Whether one playbook was named, which reports speak of by name."""
    return len(playbooks) == 1 and (playbooks[0] == "-" or not (Path(playbooks[0]).is_dir() or _is_pattern(playbooks[0])))


def _is_pattern(name: str) -> bool:
    return glob.has_magic(name) and not Path(name).exists()


def below(folder: Path) -> Iterator[Path]:
    """The files of a folder and those in it. Left out are what is hidden, and virtual environments with their packages."""
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and not Path(here, name, "pyvenv.cfg").exists()]
        yield from (Path(here, name) for name in names if not name.startswith("."))


def playbooks_of(given: Iterable[str], tests: bool = False) -> list[str]:
    """The files that are meant, each once, in the order given; sorted within folders and patterns. Test files only with `tests`.

    Ends the command if there are none.
    """
    names: dict[Path | None, str] = {}
    left: list[str] = []
    for argument in given:
        if argument == "-":
            names.setdefault(None, STDIN)
        for name in () if argument == "-" else _expanded(argument, tests):
            if tests or not name.endswith(TEST_SUFFIX):
                names.setdefault(Path(name).resolve(), name)
            else:
                left.append(name)
    if not names:
        stop(f"{left[0]} is a test file, which noetl test runs", USAGE)
    return list(names.values())


def _expanded(argument: str, tests: bool) -> list[str]:
    """The files of a folder (see `below`) or pattern; a name that is neither stands for itself."""
    path = Path(argument)
    if path.is_dir():
        found = [str(file) for file in below(path) if file.suffix in _SUFFIXES]
        what = f"folder {argument} holds no playbook (*.yaml, *.yml)"
    elif _is_pattern(argument):
        found = [name for name in glob.glob(argument, recursive=True) if Path(name).is_file()]
        what = f"nothing matches {argument}"
    else:
        return [argument]
    meant = sorted(name for name in found if tests or not name.endswith(TEST_SUFFIX))
    if not meant:
        stop(what, USAGE)
    return meant
