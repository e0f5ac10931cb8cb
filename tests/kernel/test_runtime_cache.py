"""The runtime library on disk: whatever happens to the file, builds give the same module."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import noetlc
from noetlc.cache_files import CacheFolder
from noetlc.ir.nodes import Expr
from noetlc.ir.printer import print_function
from noetlc.ir.words import MalformedWords, Words, from_json, narrow, to_json, widen
from noetlc.kernel import runtime as runtime_module
from noetlc.kernel.runtime import Runtime, folders, open_runtime, runtime
from noetlc.kernel.stored import parse

EXAMPLE = Path(__file__).parents[2] / "examples" / "smallest.yaml"
FLIPS = 200


@pytest.fixture(scope="module")
def content() -> bytes:
    """The complete library as a cache file holds it."""
    made = Runtime([], "", None)
    made._complete()
    return made.stored.render()


@pytest.fixture
def folder(tmp_path: Path, content: bytes) -> CacheFolder:
    made = CacheFolder(tmp_path / "c", ".ir", 64 << 20)
    assert made.write(open_runtime([]).name, content)
    return made


def module(library: Runtime) -> bytes:
    """The module that a build with this library gives."""
    with pytest.MonkeyPatch.context() as patch:
        for user in ("noetlc.compiler", "noetlc.lower.python.dispatch.finish", "noetlc.lower.template.finish", "noetlc.lower.template.dialect"):
            patch.setattr(f"{user}.runtime", lambda: library)
        patch.setattr(library, "save", lambda: None)
        return noetlc.build(EXAMPLE, verify=False).wasm


def damaged(folder: CacheFolder) -> Iterator[int]:
    """Flips bytes of the file all over, one at a time."""
    (path,) = folder.path.iterdir()
    original = path.read_bytes()
    chosen = random.Random(3)
    for at in [*range(60), *(chosen.randrange(60, len(original)) for _ in range(FLIPS - 60))]:
        with path.open("r+b") as file:
            file.seek(at)
            file.write(bytes([original[at] ^ chosen.randrange(1, 256)]))
        yield at
        with path.open("r+b") as file:
            file.seek(at)
            file.write(original[at : at + 1])


def test_a_stored_library_gives_the_module_of_the_sources(folder: CacheFolder, content: bytes) -> None:
    stored, fresh = open_runtime([folder]), Runtime([], "", None)
    assert not stored.fresh
    assert fresh.fresh
    assert module(stored) == module(fresh) == noetlc.build(EXAMPLE, verify=False).wasm
    for name in list(stored.stored.places)[::40]:
        assert print_function(stored.function(name)) == print_function(fresh.library.function(name))
    assert stored.stored.render() == content, "the same library gives the same bytes"


def test_a_flipped_byte_is_a_miss(folder: CacheFolder) -> None:
    for count, at in enumerate(damaged(folder)):
        library = open_runtime([folder])
        assert library.fresh, at
        if count % 50 == 0:
            assert module(library) == module(runtime())
    assert not open_runtime([folder]).fresh


@pytest.mark.slow
def test_a_flipped_byte_gives_the_same_module(folder: CacheFolder) -> None:
    expected = module(runtime())
    for at in damaged(folder):
        assert module(open_runtime([folder])) == expected, at


def test_a_damaged_file_is_replaced(folder: CacheFolder) -> None:
    (path,) = folder.path.iterdir()
    original = path.read_bytes()
    for size in (0, 14, 15, 47, 1000, len(original) - 1):
        path.write_bytes(original[:size])
        assert open_runtime([folder]).fresh, size
    library = open_runtime([folder])
    library.save()
    assert not open_runtime([folder]).fresh
    assert path.read_bytes() == original


def test_what_others_could_have_written_is_not_used(folder: CacheFolder, tmp_path: Path) -> None:
    (path,) = folder.path.iterdir()
    path.chmod(0o660)
    assert open_runtime([folder]).fresh
    path.chmod(0o600)
    folder.path.chmod(0o770)
    unsafe = open_runtime([folder])
    assert unsafe.fresh
    assert module(unsafe) == module(runtime())
    folder.path.chmod(0o700)
    assert not open_runtime([folder]).fresh
    second = CacheFolder(tmp_path / "second", ".ir", 1 << 30)
    assert not open_runtime([second, folder]).fresh, "the next place is asked"


def test_decoding_what_nobody_wrote_does_nothing_else(content: bytes) -> None:
    """Without the digest: any bytes are a library or none, never another exception."""
    chosen = random.Random(5)
    names = ["int_mul", "wf_name_in", "dict_get"]
    for at in [*range(0, 40), *(chosen.randrange(40, len(content)) for _ in range(60))]:
        changed = bytearray(content)
        changed[at : at + 4] = chosen.randbytes(4)
        found = parse(memoryview(bytes(changed)))
        if found is not None:
            for name in [*names, *list(found.places)[:20]]:
                made = found.function(name)
                assert made is None or made.name == name
    assert parse(memoryview(b"")) is None
    assert parse(memoryview(b"\xff\xff\xff\xff")) is None


def test_words_that_are_no_ir_are_refused() -> None:
    words = Words()
    place = words.add(Expr("i64.add", (Expr("local.get", (), "x", "i64"), Expr("f64.const", (), -0.0, "f64")), None, "i64", 4097))
    found: Expr = words.get(place, Expr)
    assert (found.op, found.site, found.args[0].imm, str(found.args[1].imm)) == ("i64.add", 4097, "x", "-0.0")
    hostile = Words(["x"])
    hostile.words.extend([0, 0] + [1] * 3)
    for start, count in ((0, 5), (0, 1), (4, 9), (-3, 2)):
        with pytest.raises(MalformedWords):
            hostile.get((start, count), Expr)
    deep = Words(["x"])
    deep.words.extend([0, 0, 1] * 200_000)
    with pytest.raises(MalformedWords):
        deep.get((0, 600_000), Expr)


@pytest.mark.parametrize("value", [None, 1, True, 1.0, -0.0, float("inf"), -(2**63), "é\ud800", b"\0\xff", ("i32", ("f", 2.5), ())])
def test_constants_come_back_as_they_were(value: object) -> None:
    back = from_json(to_json(value))
    assert (type(back), repr(back)) == (type(value), repr(value))


@pytest.mark.slow
def test_two_processes_build_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from noetlc.cache_files import CacheFolder; from noetlc.kernel import runtime\n"
        "runtime.folders = lambda: [CacheFolder(Path(sys.argv[1]), '.ir', 1 << 26)]\n"
        "import noetlc; sys.stdout.write(noetlc.build(Path(sys.argv[2]), verify=False).digest)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "deep" / "c"), str(EXAMPLE)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = {process.communicate()[0] for process in started}
    assert [process.returncode for process in started] == [0, 0]
    assert told == {noetlc.build(EXAMPLE, verify=False).digest}
    kept = sorted(path.name.split("-")[0] for path in (tmp_path / "deep" / "c").iterdir())
    assert kept == ["finished", "runtime"]
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert {again.stdout} == told


def test_places_of_the_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert [folder.path for folder in folders()][1:] == [tmp_path / "noetlc"]


def test_threads_may_build_at_once_with_nothing_translated() -> None:
    code = (
        "import hashlib, sys\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "import noetlc, noetlc.kernel.runtime as library\n"
        "from pathlib import Path\n"
        "library.folders = lambda: []\n"
        "sys.setswitchinterval(1e-5)\n"
        "def digest(path):\n"
        "    return hashlib.sha256(noetlc.build(Path(path), verify=False).wasm).hexdigest()\n"
        "with ThreadPoolExecutor(6) as pool:\n"
        "    print(len(set(pool.map(digest, sys.argv[1:] * 6))))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(EXAMPLE.with_name("scoring.yaml"))], capture_output=True, text=True, timeout=300)
    assert done.stdout == "1\n", done.stderr


def test_the_key_of_the_file_knows_every_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime_module, "PACKAGE", tmp_path)
    rooms = [tmp_path / folder / room for folder in runtime_module.SOURCES for room in ("", "lower", "upper/inner")]
    for room in rooms:
        room.mkdir(parents=True, exist_ok=True)
        (room / "a.py").write_text("x = 1\n")
    seen = {runtime_module._key()}
    for room in rooms:
        (room / "a.py").write_text("x = 2\n")
        seen.add(runtime_module._key())
    assert len(seen) == len(rooms) + 1


@given(st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 300)))
def test_narrow_words_come_back(words: list[int]) -> None:
    content = b"".join(word.to_bytes(4, "little") for word in words)
    narrowed = narrow(content)
    assert widen(narrowed) == content
    with pytest.raises(MalformedWords):
        widen(narrowed + b"x")
    if words:
        with pytest.raises(MalformedWords):
            widen(narrowed[:-1])
