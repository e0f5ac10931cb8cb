"""Build time with start of Python, and module sizes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import noetlc
from benchmarks.common import ROOT, Row, median_seconds

SIZES = {"smallest": "≤ 16", "scoring": "≤ 36"}


def rows(quick: bool) -> Iterator[Row]:
    """One process per build; sizes without names and site table."""
    with tempfile.TemporaryDirectory() as folder:
        for name, target in (("smallest", "≤ 500"), ("scoring", "")):
            command = [sys.executable, "-m", "noetlc.cli", "build", str(ROOT / f"examples/{name}.yaml"), "--no-verify"]
            command += ["-o", str(Path(folder) / "out.wasm")]
            subprocess.run(command, check=True, capture_output=True)  # fills the caches
            spent = median_seconds(lambda command=command: subprocess.run(command, check=True, capture_output=True), 3 if quick else 7)
            yield Row(f"build {name}, no verification, with start of Python", spent * 1e3, "ms", target=target)
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        size = len(noetlc.build(path, verify=False, strip=True).wasm)
        yield Row(f"size of {path.stem}", size / 1024, "KiB", target=SIZES.get(path.stem, ""))
