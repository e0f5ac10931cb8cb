"""Catalogs to test on both databases, and compilations that need no process of their own."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from servers import postgres

import noetlc
from noetlc.catalog import Catalog, hook
from noetlc.catalog import child as child_process
from noetlc.catalog.compile import CompiledModule, CompileProcess, Invalid, NotCompiled
from noetlc.catalog.facts import Facts, decode
from noetlc.catalog.model import diagnostic_of
from noetlc.host.sections import replace_custom

Json = Any

__all__ = ["postgres"]


def playbook(name: str = "flow", body: str = "hello", runtime: str = "wasm", extra: str = "") -> str:
    """A small playbook that opts in; `body` is what makes its content another."""
    return (
        f"apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {{name: {name}}}\nexecutor: {{runtime: {runtime}}}\n{extra}"
        f"workflow:\n  - step: start\n    tool: {{kind: noop, result: {body}}}\n"
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind: a file, or a schema of its own in the test server."""
    if request.param == "sqlite":
        return str(tmp_path / "data" / "catalog.sqlite")
    import psycopg

    keys = request.getfixturevalue("postgres")
    schema = f"t{secrets.token_hex(6)}"
    address = f"postgresql://{keys['user']}:{keys['password']}@{keys['host']}:{keys['port']}/{keys['database']}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{schema}"')
    return f"{address}?options=-csearch_path%3D{schema}"


@pytest.fixture
def catalog(url: str) -> Iterator[Catalog]:
    """An empty catalog on each database."""
    with Catalog.open(url) as opened:
        yield opened


class Quick(CompileProcess):
    """Checks in this process, and takes for the module of any content one module with a section of its own; counts both. The real process
    is tested in `test_process.py`."""

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


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> type[Quick]:
    """Registers compile with `Quick`."""

    class Mine(Quick):
        checks = builds = 0

    monkeypatch.setattr(hook, "CompileProcess", Mine)
    return Mine


@pytest.fixture
def reopened(url: str) -> Iterator[Callable[..., Catalog]]:
    """Opens the same database again."""
    opened: list[Catalog] = []

    def again(**options: Json) -> Catalog:
        opened.append(Catalog.open(url, **options))
        return opened[-1]

    yield again
    for one in opened:
        one.close()
