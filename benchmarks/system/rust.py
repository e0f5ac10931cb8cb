"""Builds the plug-in in `benchmarks/rust_event_materializer`, without a network, where a compiler and serde_json are there.

The compiler is the first rustc that has a standard library for wasm32; serde_json is that of Debian (`librust-serde-json-dev`).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.common import ROOT
from noetlc.plugins.toolchain import WASM32, compilers

SOURCE = ROOT / "benchmarks" / "rust_event_materializer"
REGISTRY = Path("/usr/share/cargo/registry")  # crates as Debian packages them
PACKAGES = "apt-get install rustc cargo libstd-rust-dev-wasm32 librust-serde-json-dev lld"
SECONDS = 500


@dataclass(frozen=True, slots=True)
class RustPlugin:
    """The module, and the versions of what it was made with."""

    wasm: bytes
    compiler: str
    serde_json: str


@dataclass(frozen=True, slots=True)
class NoRust:
    """Why there is no module."""

    reason: str


def build() -> RustPlugin | NoRust:
    """A release build in a folder of its own, with the settings of its Cargo.toml."""
    found = compilers("rust")
    if not found:
        return NoRust(f"no rustc here has a standard library for {WASM32} and a linker ({PACKAGES})")
    rustc, *options = found[0].command
    cargo = next((path for path in (str(Path(rustc).with_name("cargo")), shutil.which("cargo")) if path and os.access(path, os.X_OK)), None)
    if cargo is None:
        return NoRust(f"there is no cargo beside {found[0].name} ({PACKAGES})")
    if not list(REGISTRY.glob("serde_json-1.*")):
        return NoRust(f"Debian's serde_json is not installed ({PACKAGES})")
    linker = [option for option in options if option.startswith("linker=")]
    flags = [word for option in linker for word in ("-C", option)]
    with tempfile.TemporaryDirectory(prefix="noetl-rust-") as folder:
        crate = Path(folder) / "crate"
        shutil.copytree(SOURCE, crate, ignore=shutil.ignore_patterns("target", "Cargo.lock"))
        settings = ['source.crates-io.replace-with="debian"', f'source.debian.directory="{REGISTRY}"']
        command = [cargo, "build", "--quiet", "--offline", "--release", "--target", WASM32]
        command += [word for setting in settings for word in ("--config", setting)]
        environment = {**os.environ, "RUSTC": rustc, "CARGO_ENCODED_RUSTFLAGS": "\x1f".join(flags)}
        environment |= {"CARGO_TARGET_DIR": str(crate / "target"), "CARGO_HOME": str(Path(folder) / "home")}
        try:
            done = subprocess.run(command, cwd=crate, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            return NoRust(f"the build with {found[0].name} did not end well: {type(error).__name__}")
        if done.returncode != 0:
            return NoRust(f"the build with {found[0].name} failed: {done.stderr.strip()[-500:]}")
        wasm = (crate / "target" / WASM32 / "release" / "rust_event_materializer.wasm").read_bytes()
        return RustPlugin(wasm, found[0].name, _locked(crate / "Cargo.lock"))


def _locked(lock: Path) -> str:
    found = re.search(r'name = "serde_json"\nversion = "([^"]+)"', lock.read_text("utf-8"))
    return found[1] if found else "unknown"
