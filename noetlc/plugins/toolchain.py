"""Compilers for plug-ins in C, Rust and Zig: which there are, and how one source becomes a module.

None of them is needed to install or use noetlc. Nothing is left beside the source: compilers work in a folder of their own, and paths
of this machine do not get into modules.
"""

from __future__ import annotations

import glob
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from noetlc.plugins.model import PluginError

SECONDS = 300
MAX_MESSAGES = 40  # lines of a compiler that are shown
STACK = 64 << 10
MAX_MEMORY = 256 << 20
FEATURES = "generic+bulk_memory+simd128"
SUFFIXES = {".c": "c", ".rs": "rust", ".zig": "zig"}
NAMES = {"c": "C", "rust": "Rust", "zig": "Zig"}
WASM32 = "wasm32-unknown-unknown"
SYSTEM_RUSTC = "/usr/bin/rustc"  # has the target where a rustc of rustup, first in the path, has not

_MISSING = {
    "c": "install the ziglang package (pip install 'noetlc[plugins]'), or clang and lld (apt-get install clang lld)",
    "zig": "install the ziglang package (pip install 'noetlc[plugins]')",
    "rust": f"install Rust with the target {WASM32} (rustup target add {WASM32}, or apt-get install rustc libstd-rust-dev-wasm32 lld)",
}


@dataclass(frozen=True, slots=True)
class Compiler:
    """A compiler that is there. `command` has the words SOURCE, FOLDER (of the source) and OUT to be replaced in its arguments."""

    name: str
    command: tuple[str, ...]

    def arguments(self, source: Path, out: Path) -> list[str]:
        words = {"SOURCE": str(source), "FOLDER": str(source.parent), "OUT": str(out)}
        made = []
        for argument in self.command:
            for word, value in words.items():
                argument = argument.replace(word, value)
            made.append(argument)
        return made


def compilers(language: str) -> list[Compiler]:
    """The compilers of a language (`c`, `rust`, `zig`) on this machine, the first one being used."""
    return {"c": _c, "rust": _rust, "zig": _zig}[language]()


def missing(language: str) -> PluginError:
    """The error where there is none."""
    return PluginError("P10", f"there is no compiler for plug-ins in {NAMES[language]} on this machine", _MISSING[language])


def compile_source(source: Path, compiler: Compiler) -> bytes:
    """The module of a source. Raises PluginError P10 with what the compiler said."""
    source = source.resolve()
    with tempfile.TemporaryDirectory(prefix="noetl-plugin-") as folder:
        out = Path(folder) / "module.wasm"
        code, messages = _run(compiler.arguments(source, out), Path(folder))
        if code != 0 or not out.is_file():
            raise _refused(source, compiler, messages)
        return out.read_bytes()


def _run(arguments: Sequence[str], folder: Path) -> tuple[int, str]:
    environment = {**os.environ, "ZIG_LOCAL_CACHE_DIR": str(folder / "cache")}
    try:
        done = subprocess.run(
            arguments, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return 1, f"it took longer than {SECONDS} s"
    except OSError as error:
        return 1, error.strerror or str(error)
    return done.returncode, (done.stderr or done.stdout).decode("utf-8", "replace")


def _refused(source: Path, compiler: Compiler, messages: str) -> PluginError:
    lines = messages.replace(f"{source.parent}{os.sep}", "").strip().splitlines()
    if len(lines) > MAX_MESSAGES:
        lines = [*lines[:MAX_MESSAGES], f"… and {len(lines) - MAX_MESSAGES} more lines"]
    said = "".join(f"\n  {line}" for line in lines)
    return PluginError("P10", f"{source.name} does not compile with {compiler.name}{':' if lines else ''}{said}")


# ---- C


def _c() -> list[Compiler]:
    found = []
    link = ("-Wl,--no-entry", "-Wl,--strip-all", f"-Wl,-z,stack-size={STACK}", f"-Wl,--max-memory={MAX_MEMORY}")
    common = ("-O2", "-Wall", "-ffile-prefix-map=FOLDER=.", *link, "-o", "OUT", "SOURCE")
    for clang in _programs("clang"):
        if _linker(clang):
            target = (f"--target={WASM32}", "-nostdlib", "-ffreestanding", "-mbulk-memory", "-msimd128")
            found.append(Compiler(Path(clang).name, (clang, *target, *common)))
    for name, zig in _zigs():
        found.append(Compiler(f"{name} cc", (*zig, "cc", "-target", "wasm32-freestanding", f"-mcpu={FEATURES}", *common)))
    return found


def _programs(name: str) -> list[str]:
    """A program by its name, and the newest of those with a version after it (`clang-19`)."""
    plain = shutil.which(name)
    versioned: dict[int, str] = {}
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        for path in glob.glob(os.path.join(glob.escape(folder), f"{name}-*")) if folder else []:
            version = os.path.basename(path).removeprefix(f"{name}-")
            if version.isdecimal() and os.access(path, os.X_OK):
                versioned.setdefault(int(version), path)
    return [*([plain] if plain else []), *([versioned[max(versioned)]] if versioned else [])]


def _linker(clang: str) -> bool:
    """Whether a clang finds the linker for wasm."""
    return bool(shutil.which(_said([clang, "--print-prog-name=wasm-ld"]) or "wasm-ld"))


# ---- Zig


def _zig() -> list[Compiler]:
    options = ("-target", "wasm32-freestanding", f"-mcpu={FEATURES}", "-O", "ReleaseFast", "-fstrip", "-fno-entry", "-rdynamic")
    sizes = ("--stack", str(STACK), f"--max-memory={MAX_MEMORY}")
    return [Compiler(name, (*zig, "build-exe", "SOURCE", *options, *sizes, "-femit-bin=OUT")) for name, zig in _zigs()]


def _zigs() -> list[tuple[str, tuple[str, ...]]]:
    found: list[tuple[str, tuple[str, ...]]] = []
    if importlib.util.find_spec("ziglang") is not None:
        found.append(("zig of the ziglang package", (sys.executable, "-m", "ziglang")))
    installed = shutil.which("zig")
    if installed:
        found.append(("zig", (installed,)))
    return found


# ---- Rust


def _rust() -> list[Compiler]:
    found = []
    for rustc in dict.fromkeys(path for path in (shutil.which("rustc"), SYSTEM_RUSTC) if path and os.access(path, os.X_OK)):
        library = _said([rustc, "--print", "target-libdir", "--target", WASM32])
        linker = _rust_linker(rustc)
        if library and glob.glob(os.path.join(glob.escape(library), "libcore*.rlib")) and linker is not None:
            options = ("--edition", "2021", "--crate-type", "cdylib", "--target", WASM32, "--remap-path-prefix", "FOLDER=.")
            link = ("-C", f"link-arg=-zstack-size={STACK}", "-C", f"link-arg=--max-memory={MAX_MEMORY}")
            flags = ("-C", "opt-level=2", "-C", "panic=abort", "-C", "strip=symbols")
            name = " ".join((_said([rustc, "--version"]) or "rustc").split()[:2])
            found.append(Compiler(name, (rustc, *options, *flags, *linker, *link, "-o", "OUT", "SOURCE")))
    return found


def _rust_linker(rustc: str) -> tuple[str, ...] | None:
    """Options that name the linker: none if Rust brings one; None if there is none."""
    root = _said([rustc, "--print", "sysroot"])
    if root and glob.glob(os.path.join(glob.escape(root), "lib", "rustlib", "*", "bin", "rust-lld*")):
        return ()
    # Debian's Rust has none
    known = sorted(glob.glob("/usr/lib/llvm-*/bin/wasm-ld"), key=lambda path: (len(path), path))
    linker = shutil.which("wasm-ld") or (known[-1] if known else None)
    return None if linker is None else ("-C", f"linker={linker}")


def _said(arguments: list[str]) -> str:
    """What a program prints, empty if it fails."""
    try:
        done = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""
