"""The pinned packages, fetched by pip into a cache by name, version and hash. CPython's tests are those of this Python."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
PACKAGES = HERE / "packages.txt"
TESTS = HERE / "cpython_tests.txt"


class NotFetched(Exception):
    """A package or test file that is not to be had, or is not the pinned one."""


def archives(cache: Path) -> dict[str, list[Path]]:
    """Package -> its archives, fetched if the cache does not have them. Raises NotFetched if pip cannot, or a hash is another."""
    folder = cache / "archives" / _digest(PACKAGES.read_bytes())
    done = folder / "complete"
    if not done.exists():
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes", "-d", str(folder), "-r", str(PACKAGES)]
        if subprocess.run(command, check=False).returncode:
            raise NotFetched("pip could not fetch the pinned packages; its output is above")
        done.touch()
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        if path != done:
            found.setdefault(path.name.split("-")[0], []).append(path)
    return found


def sources(archive: Path) -> Iterator[tuple[str, str]]:
    """(path inside, text) of the Python files of a wheel, sdist or zip, in order; a file that is no UTF-8 is left out."""
    for name, data in sorted(_members(archive)):
        if name.endswith(".py"):
            try:
                yield name, data.decode("utf-8")
            except UnicodeDecodeError:
                continue


def _members(archive: Path) -> Iterator[tuple[str, bytes]]:
    if archive.name.endswith((".whl", ".zip")):
        with zipfile.ZipFile(archive) as packed:
            for name in packed.namelist():
                inside = name if archive.suffix == ".whl" else name.partition("/")[2]
                yield inside, packed.read(name)
    else:
        with tarfile.open(fileobj=io.BytesIO(archive.read_bytes())) as packed:
            for member in packed:
                if (file := packed.extractfile(member)) is not None:
                    yield member.name.partition("/")[2].removeprefix("src/"), file.read()


def cpython_tests() -> tuple[list[tuple[str, str]], list[str]]:
    """(name, text) of the pinned files of CPython's `test` package, and the names of those that are absent or another version's."""
    spec = importlib.util.find_spec("test")
    folder = Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None
    found, lacking = [], []
    for line in TESTS.read_text("utf-8").splitlines():
        name, digest = line.split()
        path = folder / f"{name}.py" if folder else None
        if path is None or not path.exists() or _digest(path.read_bytes()) != digest:
            lacking.append(name)
        else:
            found.append((f"{name}.py", path.read_text("utf-8")))
    return found, lacking


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
