"""Plug-ins of other compilers: C, Zig and Rust, each with its own memory, static data, a heap that grows and two capabilities.

The sources are in `sources`. They are built where the compiler is there; what two of them gave once is in `compiled`, and always runs.
"""

from __future__ import annotations

import base64
import importlib.util
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from tests.link.harness import Instance, alone, linked, outcome, plugin

HERE = Path(__file__).resolve().parent
TEXTS = (b"hello big world", b"x", b"", b"Some words " * 9000)
LLD = Path("/usr/lib/llvm-19/bin/wasm-ld")
WASM_STD = Path("/usr/lib/rustlib/wasm32-unknown-unknown")


def compiled(name: str) -> bytes:
    return zlib.decompress(base64.b64decode((HERE / "compiled" / f"{name}.txt").read_text()))


def build(command: list[str], out: Path) -> bytes:
    done = subprocess.run([*command], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return out.read_bytes()


def check(data: bytes, *, reentrant_too: bool = True) -> list[bytes | str]:
    one = plugin(data)
    instance = Instance(linked(one))
    found = []
    for text in TEXTS:
        instance.intents.clear()
        expected = alone(one, text)
        assert (outcome(instance, "call p.run", text), instance.intents) == expected
        assert sum(instance.flushed("p")) == len(instance.intents) == 2
        found.append(expected[0])
    keeping, own = Instance(linked(plugin(data, reentrant=True))), Instance(data)
    for text in TEXTS:
        assert (outcome(keeping, "call p.run", text), keeping.intents) == (outcome(own, "run", text), own.intents)
    return found


@pytest.mark.parametrize("name", ["words_c", "words_zig"])
def test_what_was_compiled(name: str) -> None:
    first = check(compiled(name))[0]
    assert first == {"words_c": b"1 11 hello big worldnone yet", "words_zig": b"dlrow gib olleh1"}[name]


ZIG = importlib.util.find_spec("ziglang") is not None
needs_zig = pytest.mark.skipif(not ZIG, reason="the package ziglang is not installed")


@needs_zig
def test_c(tmp_path: Path) -> None:
    out = tmp_path / "words.wasm"
    flags = ["-target", "wasm32-freestanding", "-O2", "-mcpu=generic+bulk_memory+simd128", "-Wl,--no-entry", "-Wl,--strip-debug"]
    data = build([sys.executable, "-m", "ziglang", "cc", *flags, "-o", str(out), str(HERE / "sources" / "words.c")], out)
    assert check(data)[0] == b"1 11 hello big worldnone yet"


@pytest.mark.slow
@needs_zig
def test_zig(tmp_path: Path) -> None:
    out = tmp_path / "words.wasm"
    flags = ["-target", "wasm32-freestanding", "-O", "ReleaseSmall", "-fno-entry", "--export=alloc", "--export=run"]
    data = build([sys.executable, "-m", "ziglang", "build-exe", str(HERE / "sources" / "words.zig"), *flags, f"-femit-bin={out}"], out)
    assert check(data)[0] == b"dlrow gib olleh1"


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("rustc", path="/usr/bin") and LLD.exists() and WASM_STD.exists()), reason="Debian's rustc for wasm32 is not installed")
def test_rust_with_its_standard_library(tmp_path: Path) -> None:
    out = tmp_path / "words.wasm"
    flags = ["--edition", "2021", "--crate-type", "cdylib", "--target", "wasm32-unknown-unknown", "-C", f"linker={LLD}", "-C", "opt-level=2"]
    data = build(["/usr/bin/rustc", *flags, "-C", "panic=abort", "-C", "strip=symbols", "-o", str(out), str(HERE / "sources" / "words.rs")], out)
    assert check(data)[0] == b'1 {"big": 1, "hello": 1, "world": 1} 2.143 4999950000'
    one = plugin(data)
    assert outcome(Instance(linked(one)), "call p.run", b"panic") == alone(one, b"panic")[0] == "trap"
