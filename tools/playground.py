"""Puts the playground together: one static page in which the compiler itself runs, in Pyodide.

    python -m tools.playground -o DIR

Pyodide comes from npm and what noetlc needs of PyPI from there, in pinned versions whose digests are compared; both are kept in a cache
folder. PyYAML and MarkupSafe are taken from their sources, without their C parts. Any static web server can serve the folder.
"""

from __future__ import annotations

import argparse
import ast
import base64
import bz2
import contextlib
import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from noetlc import cache_files
from noetlc.kernel import runtime
from noetlc.kernel.stored import words_start
from noetlc.testing.document import load_suite
from tools.smaller_python import bare, shorter, without

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "playground"
PYODIDE = "pyodide@0.25.1"  # the last one whose Python is 3.11, which is what bodies mean
PYODIDE_SHA512 = "y0nJ/fLA3bxD2iZRzvVTbP2O+wp4Ewm2wThfV4HF0BytQ6hsoqTJFLNY4usLOcCVBrK8TTWqFqrmsVPzHe4rsw=="
PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "pyodide-lock.json", "python_stdlib.zip")
FROM_SOURCE = ("pyyaml", "markupsafe")
PACKAGES = """\
grandalf==0.8 --hash=sha256:793ca254442f4a79252ea9ff1ab998e852c1e071b863593e5383afee906b4185
jinja2==3.1.6 --hash=sha256:85ece4451f492d0c13c5dd7c13a64681a86afae63a5f347908daf103ce6d2f67
markupsafe==3.0.3 --hash=sha256:722695808f4b6457b320fdc131280796bdceb04ab50fe1795cd540799ebe1698
pyyaml==6.0.3 --hash=sha256:d76623373421df22fb4cf8817020cbb7ef15c725b9d5e45f17e189bfc384190f
"""
FOLDERS = ("grandalf", "jinja2", "lib/yaml", "src/markupsafe")
"""Where the modules of the packages lie in their archives; the last part is the package's name."""

UNASKED = (
    *(f"jinja2/{name}.py" for name in ("bccache", "constants", "loaders", "meta", "nativetypes", "sandbox")),
    *(f"yaml/{name}.py" for name in ("cyaml", "dumper", "emitter", "representer", "serializer")),
    *(f"grandalf/utils/{name}.py" for name in ("dot", "nx")),
)
"""Modules of the packages that nothing in the page asks for."""

LEFT_OUT = {
    "jinja2/__init__.py": ("bccache", "loaders"),
    "yaml/__init__.py": ("dumper", "cyaml"),
    "grandalf/utils/__init__.py": (".dot", ".nx"),
    "grandalf/utils/geometry.py": (".dot",),
}
"""What the packages say of them: statements with such a word."""

ENTRY = PAGE / "session.py"
_PARTS = """catalog cli confine host.tools interp.pybody.versions.gaps ir.verify link plugins.linking service verify.engines
    verify.findings verify.interpreter verify.payloads worker kernel.extension kernel.library plugins.kernel"""
UNUSED = tuple(f"noetlc.{part}." for part in _PARTS.split())
"""Parts that the page gets only as far as something cannot be imported without them: what is late there, nobody asks for."""

NEEDS_WASMTIME = ("noetlc.host.runner", "noetlc.host.module", "noetlc.host.engine", "noetlc.plugins.calling")
VERBATIM = "noetlc/library/"
"""Python files that the compiler reads as text, and what lies beside them."""

ALIKE = (VERBATIM, "noetlc/lower/python/", "noetlc/lower/", "noetlc/")
"""Folders with sources that are alike, inner ones first."""

TABLES = (".json", ".lark", "tables.py")

ROWS = "noetlc/primitives/"
"""Python files with tables of what bodies and templates may call."""

STORED = "noetlc/runtime/"
"""Python files whose functions are in the stored library: the compiler only asks for names and constants."""


class Failed(Exception):
    """The page cannot be made: says why."""


# ---- what is fetched


def cache_folder() -> Path:
    """Where fetched packages are kept."""
    base = cache_files.root()
    if base is None:
        raise Failed("there is no cache folder: set XDG_CACHE_HOME")
    return base / "playground"


def fetched(folder: Path) -> tuple[Path, Path]:
    """The archive of Pyodide, and the folder with those of the Python packages. Raises Failed."""
    folder.mkdir(parents=True, exist_ok=True)
    name, _, version = PYODIDE.rpartition("@")
    pyodide = folder / f"{name}-{version}.tgz"
    if not pyodide.exists():
        if shutil.which("npm") is None:
            raise Failed("npm is not installed: it fetches Pyodide")
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            _command(["npm", "pack", "--silent", PYODIDE], Path(scratch))
            (Path(scratch) / pyodide.name).rename(pyodide)
    found = base64.b64encode(hashlib.sha512(pyodide.read_bytes()).digest()).decode()
    if found != PYODIDE_SHA512:
        pyodide.unlink()
        raise Failed(f"{PYODIDE} is not the archive that is known: its SHA-512 is {found}")
    packages = folder / hashlib.sha256(PACKAGES.encode()).hexdigest()[:20]
    if not packages.exists():
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            wanted = Path(scratch) / "requirements.txt"
            wanted.write_text(PACKAGES)
            command = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--require-hashes",
                "--no-binary",
                ",".join(FROM_SOURCE),
            ]
            _command([*command, "-r", str(wanted), "-d", str(Path(scratch) / "got")], folder)
            with contextlib.suppress(FileExistsError):  # of another process
                (Path(scratch) / "got").rename(packages)
    return pyodide, packages


def _command(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=550, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(f"{command[0]}: {error}") from error
    if done.returncode:
        raise Failed(f"{' '.join(command[:3])} failed: {done.stderr.strip()[-500:]}")


def packaged(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The Python modules in the archives of a folder, by the name under which they are imported."""
    for archive in sorted(folder.iterdir()):
        for path, content in _members(archive):
            for place in FOLDERS:
                _, found, below = f"/{path}".partition(f"/{place}/")
                if found and path.endswith(".py"):
                    yield f"{Path(place).name}/{below}", content


def _members(archive: Path) -> Iterator[tuple[str, bytes]]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as opened:
            yield from ((name, opened.read(name)) for name in opened.namelist())
        return
    with tarfile.open(archive) as packed:
        for member in packed:
            file = packed.extractfile(member) if member.isfile() else None
            if file is not None:
                yield member.name.partition("/")[2], file.read()


# ---- noetlc


def modules() -> dict[str, Path]:
    """The files of noetlc that the page needs, by name: what its session imports, and what that imports, now or late."""
    known = {_name(path): path for path in sorted((ROOT / "noetlc").rglob("*.py"))}
    needed: dict[str, Path] = {}
    todo = ["noetlc.api", *_imports(ENTRY, known)]
    while todo:
        name = todo.pop()
        if name in needed or name not in known or name in NEEDS_WASMTIME:
            continue
        needed[name] = known[name]
        todo.append(name.rpartition(".")[0])
        todo += _imports(known[name], known)
    return needed


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imports(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """What a file names of noetlc: imports outside `if TYPE_CHECKING`, at any level, and texts that are names of modules (`late`)."""
    for node in _nodes(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Constant) and node.value in known and not f"{node.value}.".startswith(UNUSED):
            yield str(node.value)


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from (part for statement in node.orelse for part in ast.walk(statement))
            continue
        yield node
        yield from _nodes(node)


def sources(packages: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """What is unpacked in the page, by path: noetlc, the packages it needs, and the session that talks to the page."""
    package = ROOT / "noetlc"
    read = {str(path.relative_to(ROOT)): path.read_bytes() for path in modules().values()}
    written = {name: bare(content, stored=name.startswith(STORED), rows=name.startswith(ROWS)) for name, content in read.items()}
    written |= {ENTRY.name: bare(ENTRY.read_bytes()), **{name: bare(content) for name, content in packages.items()}}
    for name, words in LEFT_OUT.items():
        for word in words:
            written[name] = without(written[name], word)
    yield from shorter(written, (STORED, ENTRY.name)).items()
    for path in sorted(package.rglob("*")):
        name = str(path.relative_to(ROOT))
        if path.is_file() and name.startswith(VERBATIM) and path.suffix in (".py", ".json"):
            yield name, bare(path.read_bytes()) if path.suffix == ".py" else path.read_bytes()
    tables = package / "frontend" / "jinja" / "tables.json"
    yield str(tables.relative_to(ROOT)), tables.read_bytes()
    yield str(tables.with_name("grammar.lark").relative_to(ROOT)), tables.with_name("grammar.lark").read_bytes()


def packed(files: dict[str, bytes]) -> bytes:
    """Names and contents in turns, a NUL after each, as bzip2: a tar archive is 2 % larger. What is alike takes least by itself, as a
    stream of its own."""
    streams: dict[int, list[bytes]] = {}
    for name in sorted(files, key=lambda name: (_stream(name), name)):
        streams.setdefault(_stream(name), []).extend((name.encode(), files[name]))
    if any(b"\0" in part for parts in streams.values() for part in parts):
        raise Failed("a file of the page holds a NUL")
    return b"".join(bz2.compress(b"".join(part + b"\0" for part in parts), 9) for parts in streams.values())


def _stream(name: str) -> int:
    """Which files are alike."""
    if name.endswith(TABLES):
        return len(ALIKE) + 1
    return next((number for number, folder in enumerate(ALIKE) if name.startswith(folder)), len(ALIKE))


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files, as `playground/worker.js` unpacks them."""
    parts = bz2.decompress(content).split(b"\0")
    return dict(zip([name.decode() for name in parts[:-1:2]], parts[1::2], strict=True))


def examples() -> list[dict[str, object]]:
    """The examples with answers for their tools, which are those of the first case of their tests that has any."""
    found = []
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        text = path.read_text()
        title = yaml.safe_load(text)["metadata"]["name"]
        found.append({"name": path.stem, "title": title, "text": text, "answers": answers_of(path)})
    return found


def answers_of(playbook: Path) -> list[dict[str, str]]:
    """The rows of the table of answers."""
    file = playbook.parent / "tests" / f"{playbook.stem}.test.yaml"
    if not file.exists():
        return []
    tools = next((case.tools for case in load_suite(file, file.read_bytes()).cases if case.tools), {})
    rows = []
    for step, answers in tools.items():
        for answer in answers if isinstance(answers, list) else [answers]:
            kind = "error" if answer.get("error") is not None else "data"
            rows.append({"step": step, "kind": kind, "value": json.dumps(answer.get(kind), ensure_ascii=False)})
    return rows


# ---- the page


def assemble(out: Path) -> int:
    """Writes the page to a folder; its bytes without Pyodide's. Raises Failed."""
    if sys.version_info[:2] != (3, 11):  # a newer one may write sources that the page's Python does not read
        raise Failed("the page has Python 3.11: put it together with Python 3.11")
    pyodide, packages = fetched(cache_folder())
    home = out / "pyodide"
    home.mkdir(parents=True, exist_ok=True)
    with tarfile.open(pyodide) as archive:
        for name in PYODIDE_FILES:
            file = archive.extractfile(f"package/{name}")
            assert file is not None
            (home / name).write_bytes(file.read())
    written = {path.name: path.read_bytes() for path in sorted(PAGE.iterdir()) if path.suffix in (".html", ".css", ".js", ".svg")}
    written["noetlc.bz2"] = packed(dict(sources({name: content for name, content in packaged(packages) if name not in UNASKED})))
    library = runtime.complete()
    words = words_start(library)
    written["runtime.ir.bz2"] = bz2.compress(library[:words], 9) + bz2.compress(library[words:], 9)
    written["examples.json.gz"] = gzip.compress(json.dumps(examples(), ensure_ascii=False).encode(), 9, mtime=0)
    for name, content in written.items():
        (out / name).write_bytes(content)
    return sum(map(len, written.values()))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.playground", description="Put the playground together.")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="DIR", help="Folder of the page.")
    out: Path = parser.parse_args().out
    try:
        size = assemble(out)
    except (Failed, OSError) as error:
        sys.exit(f"playground: {error}")
    print(f"{out}: {size} bytes and Pyodide; serve it with: python -m http.server -d {out}")


if __name__ == "__main__":
    main()
