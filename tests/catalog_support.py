"""Playbooks, modules, and a compilation that needs no process of its own."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

import noetlc
from noetlc.catalog import child as child_process
from noetlc.catalog.compile import CompiledModule, CompileProcess, Invalid, NotCompiled
from noetlc.catalog.facts import Facts, decode
from noetlc.catalog.model import diagnostic_of
from noetlc.host.sections import replace_custom

PURE = '(module (memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) i32.const 8) (func (export "run") (param i32 i32) (result i64) i64.const 0))'
CALLS = PURE.replace("(module ", '(module (import "noetl_x1" "tool_http" (func (param i32 i32) (result i64)))')
PUTS = PURE.replace("(module ", '(module (import "noetl" "object_put" (func (param i32 i32 i32 i32) (result i32)))')


def playbook(name: str = "flow", body: str = "hello", runtime: str = "wasm", extra: str = "") -> str:
    """A small playbook that opts in; `body` is what makes its content another."""
    return (
        f"apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {{name: {name}}}\nexecutor: {{runtime: {runtime}}}\n{extra}"
        f"workflow:\n  - step: start\n    tool: {{kind: noop, result: {body}}}\n"
    )


class Quick(CompileProcess):
    """Checks in this process, and takes for the module of any content one module with a section of its own; counts both. The real process
    is tested in `test_catalog_process.py`."""

    checks = 0
    builds = 0
    refuse: str | None = None

    def check(self) -> Facts | Invalid:
        type(self).checks += 1
        untrusted = self._plugins.untrusted
        answer = child_process._check(
            self._content,
            {
                "lenient": self._settings.lenient,
                "allow": sorted(self._settings.allow),
                "plugin_path": [str(folder) for folder in self._plugins.trusted],
                "beside": None if untrusted is None else str(untrusted.parent),
            },
        )
        if "invalid" in answer:
            return Invalid([diagnostic_of(row, self._name) for row in answer["invalid"]])
        facts = decode(json.dumps(answer["facts"]), self._name)
        self._found = facts.diagnostics
        return facts

    def build(self, target: str, output: str) -> CompiledModule | NotCompiled:
        type(self).builds += 1
        if self.refuse is not None:
            return NotCompiled(self.refuse, True)
        folders = self._plugins.trusted
        built = noetlc.build(self._content, verify=False, plugin_path=folders) if folders else one_module()
        wasm = replace_custom(built.wasm, "test", b"%s %s %s" % (target.encode(), output.encode(), self._content))
        counts = {"examples": 1, "compared": 1}
        digest = hashlib.sha256(wasm).hexdigest()
        return CompiledModule(wasm, digest, built.manifest, counts, "full", built.manifest["abi"], self._found, False)


@lru_cache(maxsize=1)
def one_module() -> noetlc.BuildResult:
    """A module that is there once for all tests of a process."""
    return noetlc.build(playbook(), verify=False)
