"""Only what runs modules needs wasmtime: the compiler, the checks and the interpreter work where it cannot be installed, as in a browser."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import noetlc

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))

NEEDED = {
    "noetlc.bench", "noetlc.host.cache", "noetlc.host.compiling", "noetlc.host.engine", "noetlc.host.exports", "noetlc.host.fast",
    "noetlc.host.invoke", "noetlc.host.module", "noetlc.host.plugins", "noetlc.host.pool", "noetlc.host.runner", "noetlc.plugins.calling",
    "noetlc.plugins.cases", "noetlc.worker",
}  # fmt: skip
"""Modules that cannot be imported without it, and packages with such modules."""

HIDE = "import sys; sys.modules['wasmtime'] = None\n"

IMPORT_ALL = (
    HIDE
    + """
import importlib, json, pkgutil
import noetlc
refused, rest = {}, ("noetlc.runtime.", "noetlc.library.", "noetlc.escape_hatch")
for found in pkgutil.walk_packages(noetlc.__path__, "noetlc."):
    if found.name.startswith(rest) or ".templates" in found.name or found.name.endswith("__main__"):
        continue
    try:
        importlib.import_module(found.name)
    except ImportError as error:
        refused[found.name] = str(error)
print(json.dumps(refused))
"""
)

BUILD = (
    HIDE
    + """
import json
from pathlib import Path
import noetlc
made = {}
for file in map(Path, sys.argv[1:]):
    built = noetlc.build(file, verify=False)
    made[file.name] = [built.digest, len(built.wat_text()), [d.code for d in noetlc.check(file)], noetlc.interpret(file)["status"]]
try:
    noetlc.run(built.wasm)
except ImportError as error:
    made["run"] = error.name
print(json.dumps(made))
"""
)


def said(program: str, *arguments: str) -> dict[str, object]:
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_modules_without_wasmtime() -> None:
    refused = said(IMPORT_ALL)
    unexpected = {name: why for name, why in refused.items() if not any(name == one or name.startswith(one + ".") for one in NEEDED)}
    assert unexpected == {}
    assert {one for one in NEEDED if not any(name == one or name.startswith(one + ".") for name in refused)} == set()
    assert all("wasmtime" in str(why) for why in refused.values())


def test_examples_compile_and_are_interpreted_without_wasmtime() -> None:
    """To the bytes that are made with it; running a module says what is missing."""
    made = said(BUILD, *map(str, EXAMPLES))
    assert made.pop("run") == "wasmtime"
    assert made == {
        file.name: [built.digest, len(built.wat_text()), [d.code for d in noetlc.check(file)], noetlc.interpret(file)["status"]]
        for file in EXAMPLES
        for built in [noetlc.build(file, verify=False)]
    }
