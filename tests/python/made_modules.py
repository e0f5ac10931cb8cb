"""Modules that an earlier run of the tests made: with `NOETLC_TEST_MODULES=FOLDER` those are taken that the folder has, and added that it lacks.

Compiling takes nine tenths of the time of most tests of Python bodies, and what it makes depends neither on the wasmtime that runs it nor
on the Python that compiles. The Python that filled the folder takes what is there; another one compiles every sixth again, which has to be
the same byte for byte.

    made(text, lambda: bytes(noetlc.build(text, verify=False).wasm))

As a command it says of all modules of the folder whether the wasmtime at hand takes them: `python tests/python/made_modules.py`.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import wasmtime

T = TypeVar("T")

AGAIN = 6
PYTHON = sys.version_info[:2]
_given = os.environ.get("NOETLC_TEST_MODULES")
FOLDER = Path(_given).absolute() if _given else None


def made(source: str, make: Callable[[], T]) -> T:
    """What `make` makes of a source, which says all that this depends on."""
    if FOLDER is None:
        return make()
    digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
    file = FOLDER / digest
    if not file.exists():
        return _kept(file, make())
    earlier: T
    python, earlier = pickle.loads(file.read_bytes())
    if python != PYTHON and int(digest, 16) % AGAIN == 0:
        now = make()
        assert now == earlier, f"Python {python} and {PYTHON} compile this to other modules:\n{source}"
    return earlier


def _kept(file: Path, value: T) -> T:
    """Written as a whole, whoever else writes the same."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}")
    part.write_bytes(pickle.dumps((PYTHON, value)))
    os.replace(part, file)
    return value


def validate() -> str:
    """How many modules the folder has; an error for one that wasmtime, as it is set by default, does not take."""
    if FOLDER is None:
        raise SystemExit("NOETLC_TEST_MODULES names no folder")
    engine, count = wasmtime.Engine(), 0
    for file in sorted(FOLDER.iterdir()):
        _, value = pickle.loads(file.read_bytes())
        if isinstance(value, bytes):
            wasmtime.Module.validate(engine, value)
            count += 1
    return f"{count} modules that earlier tests made are valid for wasmtime {version('wasmtime')}"


if __name__ == "__main__":
    print(validate())
