"""`noetl register`, `noetl catalog …` and `noetl export` as they are used: texts of at most 100 columns, JSON, exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from catalog_support import Quick, playbook
from click.testing import CliRunner

from noetlc.catalog import BuildSettings, Catalog
from noetlc.cli.group import group

Json = Any


class Commands:
    """Runs verbs on one catalog."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = str(folder / "catalog.sqlite")

    def __call__(self, *arguments: str, status: int = 0) -> str:
        done = CliRunner().invoke(group, list(arguments), env={"NOETL_CATALOG": self.url}, catch_exceptions=False)
        assert done.exit_code == status, done.output
        lines = [line for line in done.output.splitlines() if str(self.folder) not in line and not line.startswith("noetl: ")]
        assert max(map(len, lines), default=0) <= 100 or "--json" in arguments, done.output
        return done.output

    def json(self, *arguments: str, status: int = 0) -> Json:
        return json.loads(self(*arguments, "--json", status=status))

    def file(self, text: str, name: str = "flow.yaml") -> str:
        (self.folder / name).write_text(text)
        return str(self.folder / name)


@pytest.fixture
def noetl(tmp_path: Path, quick: type[Quick], monkeypatch: pytest.MonkeyPatch) -> Commands:
    monkeypatch.chdir(tmp_path)
    return Commands(tmp_path)


def test_register(noetl: Commands) -> None:
    flow = noetl.file(playbook("some/flow"))
    told = noetl("register", flow)
    assert told.startswith("some/flow version 1: compiled to module 1\n  ")
    assert " bytes, 1/1 steps native, 1 example compared (full), " in told
    assert noetl("register", flow).startswith("some/flow version 2: compiled before, module 1\n  ")
    assert noetl("register", flow, "--interpreted") == "some/flow version 3: interpreted\n  registered as interpreted\n"
    plain, broken = noetl.file(playbook("plain", runtime="interpreted"), "plain.yaml"), noetl.file("a: [", "broken.yaml")
    told = noetl("register", plain, broken, flow, status=1)
    assert "plain version 1: interpreted\n  executor.runtime is not wasm" in told
    assert "V01" in told
    assert "some/flow version 4" in told
    assert noetl("register", plain, "--wasm").startswith("plain version 2: compiled to module 1")
    row, refused = noetl.json("register", flow, broken, "--target", "noetl-worker", status=1)
    assert row | {"catalog_id": "", "module": {}} == {
        "playbook": flow, "path": "some/flow", "version": 5, "catalog_id": "", "kind": "playbook", "state": "compiled", "reason": None,
        "module": {}, "reused": False, "diagnostics": [],
    }  # fmt: skip
    assert (refused["state"], refused["version"], refused["diagnostics"][0]["code"]) == ("refused", None, "V01")
    assert "does not exist" in noetl("register", "nothing.yaml", status=2)
    assert noetl.json("catalog", "list")[1]["version"] == 5


def test_settings_reach_the_build(noetl: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Json] = []
    real = Catalog.register

    def register(self: Catalog, content: bytes, **more: Json) -> Json:
        seen.append(more)
        return real(self, content, **more)

    monkeypatch.setattr(Catalog, "register", register)
    flow = noetl.file(playbook())
    arguments = ["--allow", "tool_http,tool_nats", "--examples", "3", "--seed", "4", "--output", "result", "--timeout", "9", "--memory", "500"]
    noetl("register", flow, *arguments, "--plugin-path", "plugins", "--lenient")
    assert seen[0]["settings"] == BuildSettings(None, "result", ("tool_http", "tool_nats"), True, 3, 4)
    assert (seen[0]["limits"].seconds, seen[0]["limits"].memory_mb, seen[0]["name"]) == (9, 500, flow)
    assert seen[0]["plugins"].trusted == [Path("plugins")]
    assert seen[0]["plugins"].untrusted == noetl.folder / "escape_hatch"


def test_looking_at_it(noetl: Commands) -> None:
    assert noetl("catalog", "list").startswith("no playbooks in ")
    long = "a" * 30 + "/" + "b" * 100
    noetl("register", noetl.file(playbook(long)))
    noetl("register", noetl.file(playbook("x", runtime="interpreted")))
    noetl("register", noetl.file(playbook("x", body="other", extra="odd: 1\n")))
    head, first, second = noetl("catalog", "list").splitlines()
    assert head.split() == ["path", "version", "state", "native", "bytes", "compared", "registered"]
    assert first.startswith("aaa")
    assert "…" in first
    assert second.split()[:4] == ["x", "2", "compiled", "1/1"]
    assert len(noetl("catalog", "list", "x").splitlines()) == 2
    assert "no playbooks begin with q" in noetl("catalog", "list", "q")
    history = noetl("catalog", "history", "x").splitlines()
    assert history[1].split()[:5] == ["1", "interpreted", "-", "-", "-"]
    assert history[2] == "         executor.runtime is not wasm"
    assert history[3].split()[:3] == ["2", "compiled", "1/1"]
    assert len(history) == 4
    shown = noetl("catalog", "show", "x")
    for part in ("x version 2", "state         compiled", "module        x@1, ", "capabilities  none", "1 of 1 examples compared, confinement full", "W01"):
        assert part in shown
    assert noetl("catalog", "show", "x", "--content", "--version", "1") == playbook("x", runtime="interpreted")
    full = noetl.json("catalog", "show", "x")
    assert full["manifest"]["abi"] == full["abi"] == 2
    assert full["content"] == playbook("x", body="other", extra="odd: 1\n")
    assert full["verification"] == {"examples": 1, "compared": 1}
    assert full["diagnostics"][0]["code"] == "W01"
    assert [row["version"] for row in noetl.json("catalog", "history", "x")] == [1, 2]
    assert "there is no playbook y" in noetl("catalog", "show", "y", status=1) + noetl("catalog", "history", "y", status=1)
    assert "there is no playbook x version 9" in noetl("catalog", "show", "x", "--version", "9", status=1)


def test_differences(noetl: Commands) -> None:
    for body, runtime in (("a", "interpreted"), ("a", "wasm"), ("b", "wasm")):
        noetl("register", noetl.file(playbook(body=body, runtime=runtime)))
    told = noetl("catalog", "diff", "flow").splitlines()
    assert told[0].split() == ["module", "flow@1", "->", "flow@2"]
    assert "-    tool: {kind: noop, result: a}" in told
    assert "+    tool: {kind: noop, result: b}" in told
    assert "--- flow@2" in told
    assert "+++ flow@3" in told
    told = noetl("catalog", "diff", "flow", "1", "2").splitlines()
    assert told[0].split() == ["state", "interpreted", "->", "compiled"]
    assert told[1].split()[-3:] == ["wasm", "->", "none"]
    found = noetl.json("catalog", "diff", "flow", "1")
    assert (found["old"], found["new"]) == (1, 3)
    assert found["changes"]["native"] == {"old": None, "new": "1/1"}
    assert noetl("catalog", "diff", "flow", "2", "2") == "2 and 2 do not differ\n"
    noetl("register", noetl.file(playbook("once")))
    assert "once has no version before 1" in noetl("catalog", "diff", "once", status=1)


def test_care(noetl: Commands) -> None:
    for body in ("a", "b"):
        noetl("register", noetl.file(playbook(body=body)))
    assert noetl("catalog", "delete", "flow", "1") == "flow version 1: deleted\n"
    assert noetl("catalog", "delete", "flow", "1") == "flow version 1: nothing to be deleted\n"
    assert noetl("catalog", "gc").startswith("0 modules, 0 bytes, 0 objects would be removed")
    told = noetl("catalog", "gc", "--grace", "0").splitlines()
    assert told[0].startswith("flow@1 ")
    assert told[1].startswith("1 module, ")
    assert told[1].endswith("--delete removes them")
    found = noetl.json("catalog", "gc", "--grace", "0", "--delete")
    assert not found["dry_run"]
    assert [one["version"] for one in found["modules"]] == [1]
    assert found["blobs"] == 1
    assert noetl("catalog", "restore", "flow", "1") == "flow version 1: restored\n"
    assert "its module was collected" in noetl("catalog", "show", "flow", "--version", "1")


@pytest.mark.parametrize("verb", [("export",), ("catalog", "export")])
def test_export(noetl: Commands, verb: tuple[str, ...]) -> None:
    assert noetl(*verb, "seeds") == "nothing to export\n"
    noetl("register", noetl.file(playbook("system/one")), noetl.file(playbook("two"), "two.yaml"))
    told = noetl(*verb, "seeds").splitlines()
    assert told == ["wrote seeds/one.wasm", "skipped two: only plug-ins system/NAME can be seeded"]
    assert noetl.json(*verb, "seeds")["written"] == ["seeds/one.wasm"]
    assert [file.name for file in (noetl.folder / "seeds").iterdir()] == ["one.wasm"]


def test_the_option_and_what_cannot_be_opened(noetl: Commands, tmp_path: Path) -> None:
    noetl("register", noetl.file(playbook()), "--catalog", "other.sqlite", "--objects", "objects")
    assert noetl("catalog", "list").startswith("no playbooks")
    assert "flow" in noetl("catalog", "list", "--catalog", "other.sqlite")
    assert (tmp_path / "objects").exists() is False, "this module is small"
    told = noetl("catalog", "list", "--catalog", "postgresql://u:s3cret@127.0.0.1:1/d", status=1)
    assert "s3cret" not in told
    assert len(told.splitlines()) == 1
    assert "a catalog is an SQLite file" in noetl("catalog", "list", "--catalog", "redis://x", status=1)


@pytest.mark.parametrize(
    ("package", "arguments"),
    [
        ("sqlalchemy", ["catalog", "list", "--catalog", "c.sqlite"]),
        ("psycopg", ["catalog", "list", "--catalog", "postgresql://h/d"]),
        ("fsspec", ["register", "flow.yaml", "--catalog", "c.sqlite", "--objects", "o"]),
        ("httpx", ["push", "m.wasm", "--path", "m", "--server", "http://h"]),
    ],
)
def test_a_missing_package_is_named(tmp_path: Path, package: str, arguments: list[str]) -> None:
    (tmp_path / "flow.yaml").write_text(playbook())
    (tmp_path / "m.wasm").write_text('(module (memory (export "memory") 1))')
    script = f"import sys; sys.modules[{package!r}] = None; sys.argv[0] = 'noetl'; from noetlc.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", script, *arguments], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "need" in done.stderr
    assert f"the package {package}: pip install 'noetlc[catalog]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_example_of_the_documentation(quick: type[Quick], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parents[2]
    (code,) = re.findall(r"```python\n(.*?)```", (root / "docs" / "catalog.md").read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "examples").symlink_to(root / "examples")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "docs/catalog.md", "exec"), {})
    assert (tmp_path / "catalog.sqlite").exists()
    assert quick.builds == 1
