"""`noetl plugin`: templates in every language that work, builds, cases, reports, and what goes wrong with them."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from wasmtime import wat2wasm

from noetlc.cli.group import group
from noetlc.host.sections import MalformedModule, read_module
from noetlc.plugins import PluginFinder, toolchain
from noetlc.plugins.building import Built, build_plugin
from noetlc.plugins.model import PluginError
from noetlc.plugins.new import SUFFIXES, template_files
from noetlc.plugins.report import report, text_of
from noetlc.plugins.toolchain import Compiler, compilers


def noetl(*arguments: object) -> Result:
    return CliRunner().invoke(group, ["plugin", *map(str, arguments)])


def one_line(result: Result) -> str:
    text = result.stderr.strip()
    assert text, text
    assert "\n" not in text, text
    assert "Traceback" not in text, text
    return text


def written(folder: Path, name: str, language: str) -> Path:
    """The source of a new plug-in."""
    result = noetl("new", name, "--lang", language, "--folder", folder)
    assert result.exit_code == 0, result.output
    return folder / (name + SUFFIXES[language])


@pytest.fixture
def module(tmp_path: Path) -> Callable[..., Path]:
    """Writes a module from WAT, `NAME.wat`, with cases."""

    def make(wat: str, cases: str = "", name: str = "m") -> Path:
        (tmp_path / f"{name}.cases.yaml").write_text(cases)
        file = tmp_path / f"{name}.wat"
        file.write_text(wat)
        return file

    return make


# ---- templates

BUILDERS = [
    pytest.param(language, found, marks=[pytest.mark.slow] if found is not None and "zig" in found.name else [])  # its first build takes seconds
    for language in SUFFIXES
    for found in ([None] if language in ("kernel", "wat") else compilers(language) or [None])
]


@pytest.mark.parametrize(("language", "compiler"), BUILDERS, ids=lambda value: getattr(value, "name", value))
def test_templates_work(tmp_path: Path, language: str, compiler: Compiler | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if language not in ("kernel", "wat"):
        if compiler is None:
            pytest.skip(f"no compiler for {language}: {toolchain.missing(language).hint}")
        monkeypatch.setattr("noetlc.plugins.building.compilers", lambda _: [compiler])
    source = written(tmp_path / "one", "system/fold", language)
    tested = noetl("test", source)
    assert tested.exit_code == 0, tested.output
    assert tested.stdout.count("ok  ") == 3
    assert "3 cases, 0 failed" in tested.stdout

    before = {file for file in source.parent.iterdir() if file.name != "__pycache__"}
    built = noetl("build", source)
    assert built.exit_code == 0, built.output
    assert "shout(bytes) -> bytes" in built.stdout, built.output
    wasm = source.with_suffix(".wasm")
    assert {file for file in source.parent.iterdir() if file.name != "__pycache__"} == {*before, wasm}
    assert noetl("test", wasm).exit_code == 0
    info = read_module(wasm.read_bytes())
    assert [(i.module, i.name) for i in info.imports] == [("noetl", "object_put")]
    assert len(info.wasm) < 2000
    assert all(most is not None for _, most in info.memory_limits)

    plugin = PluginFinder([tmp_path / "one"]).find("system/fold")
    assert plugin is not None
    assert str(plugin.manifest.functions["shout"]) == "shout(bytes) -> bytes"
    assert plugin.manifest.reentrant
    assert (plugin.kernel is not None) == (language == "kernel"), "a source counts before the module built from it"

    other = written(tmp_path / "another folder é", "system/fold", language)
    assert build_plugin(other).wasm == wasm.read_bytes(), "the module depends on the folder"

    report = json.loads(noetl("inspect", source, "--json").stdout)
    assert report["links"]
    assert report["functions"][0]["doc"]
    assert "run" in report["entries"]


@pytest.mark.parametrize("language", SUFFIXES)
def test_files_of_a_template(language: str) -> None:
    files = template_files("system/fold", language)
    assert [*files] == [f"system/fold{s}" for s in (SUFFIXES[language], ".cases.yaml", *([] if language in ("kernel", "wat") else [".plugin.json"]))]
    for text in files.values():
        assert not any(word in text for word in ("NAME", "FILE", "KEY_SIZE"))
        assert text.endswith("\n")
        assert max(map(len, text.splitlines())) <= 160
    assert "system/fold/last" in files[f"system/fold{SUFFIXES[language]}"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    source = written(tmp_path, "fold", "c")
    declared = source.with_name("fold.plugin.json")
    for file in (source, declared, source.with_name("fold.cases.yaml")):
        file.write_text("mine")
    assert "--force" in one_line(result := noetl("new", "fold", "--lang", "c", "--folder", tmp_path))
    assert result.exit_code == 2
    assert source.read_text() == declared.read_text() == "mine"
    source.unlink()
    assert noetl("new", "fold", "--lang", "c", "--folder", tmp_path).exit_code == 2
    assert not source.exists()
    assert noetl("new", "fold", "--lang", "c", "--folder", tmp_path, "--force").exit_code == 0
    assert "object_put" in source.read_text()
    assert declared.read_text() != "mine"


@pytest.mark.parametrize("name", ["", "/", "a/", "/a", "a//b", "..", "../a", "a/../b", "a b", "a-b", "1a", "class", "é", "a.b", "noetl/x", "noetl", "a\0"])
def test_names_that_no_plugin_has(tmp_path: Path, name: str) -> None:
    result = noetl("new", "--lang", "wat", "--folder", tmp_path, "--", name)
    assert result.exit_code == 2
    assert one_line(result)
    assert not [*tmp_path.iterdir()]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = noetl("new", "a", "--lang", "wat", "--folder", tmp_path / "file")
    assert result.exit_code == 2
    assert one_line(result)


# ---- building


def test_a_missing_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("noetlc.plugins.toolchain.SYSTEM_RUSTC", str(tmp_path / "rustc"))
    for language, names in (("c", "ziglang"), ("zig", "ziglang"), ("rust", "wasm32-unknown-unknown")):
        source = written(tmp_path / language, "fold", language)
        result = noetl("build", source)
        assert result.exit_code == 1, result.output
        first, second = result.stderr.splitlines()
        assert "error[P10]: there is no compiler" in first
        assert second.startswith("noetl: hint: install")
        assert names in second
        assert not source.with_suffix(".wasm").exists()


def test_a_source_that_does_not_compile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = written(tmp_path, "fold", "c")
    script = "import sys; print('x' * 10, chr(27) + '[31m' + sys.argv[1], *map(str, range(100)), sep='\\n', file=sys.stderr); sys.exit(3)"
    compiler = Compiler("acc 1.0", (sys.executable, "-c", script, "SOURCE"))
    monkeypatch.setattr("noetlc.plugins.building.compilers", lambda _: [compiler])
    result = noetl("build", source)
    assert result.exit_code == 1
    assert "error[P10]: fold.c does not compile with acc 1.0:" in result.stderr
    assert "\x1b" not in result.stderr
    assert "more lines" in result.stderr
    assert str(tmp_path) + "/fold.c\n" not in result.stderr
    assert not source.with_suffix(".wasm").exists()
    for command in ((sys.executable, "-c", "pass"), (str(tmp_path / "no such program"),)):
        monkeypatch.setattr("noetlc.plugins.building.compilers", lambda _, command=command: [Compiler("acc", command)])
        assert "error[P10]" in noetl("build", source).stderr


@pytest.mark.skipif(not compilers("c"), reason=f"no compiler for C: {toolchain.missing('c').hint}")
def test_messages_of_a_real_compiler(tmp_path: Path) -> None:
    source = written(tmp_path, "fold", "c")
    source.write_text(source.read_text() + "\nint broken(void) { return nothing; }\n")
    result = noetl("build", source)
    assert result.exit_code == 1
    assert "fold.c:" in result.stderr
    assert "nothing" in result.stderr
    assert str(tmp_path) not in result.stderr.split("compile with", 1)[1]


RUN = '(func (export "run") (param i32 i32) (result i64) (i64.const 0))'
WHOLE = f'(memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const 16)) {RUN}'


@pytest.mark.parametrize(
    ("wat", "code"),
    [
        ("(module", "P01"),
        ("(module)", "P03"),
        ('(module (memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) (i32.const 16)))', "P03"),
        (f'(module (import "wasi_snapshot_preview1" "fd_write" (func)) {WHOLE})', "P02"),
        (f'(module {WHOLE} (@custom "noetlc.plugin" "{{"))', "P06"),
        (f'(module {WHOLE.replace("(param i32 i32)", "(param i32)")})', "P03"),
        (f'(module {WHOLE} (@custom "noetlc.plugin" "{{\\"plugin\\":1,\\"functions\\":{{\\"f\\":{{\\"params\\":[],\\"result\\":\\"int\\"}}}}}}"))', "P03"),
    ],
)
def test_modules_that_are_refused(module: Callable[..., Path], wat: str, code: str) -> None:
    file = module(wat, "cases: [{output: 1}]")
    for verb in ("build", "test"):
        result = noetl(verb, file)
        assert result.exit_code == 1
        assert f"error[{code}]" in result.stderr
        assert "Traceback" not in result.output
    assert not file.with_suffix(".wasm").exists()
    shown = noetl("inspect", file)
    assert f"{code} " in shown.stdout or f"error[{code}]" in shown.stderr


def test_a_kernel_source_with_a_mistake(tmp_path: Path) -> None:
    source = written(tmp_path, "fold", "kernel")
    source.write_text(source.read_text().replace("i += 1", "i += 'x'"))
    result = noetl("build", source)
    assert result.exit_code == 1
    assert "error[P05]" in result.stderr
    assert "fold.py:" in result.stderr


def test_what_is_declared_beside_a_source(tmp_path: Path) -> None:
    source = tmp_path / "m.wat"
    source.write_text(f"(module {WHOLE})")
    declared = tmp_path / "m.plugin.json"
    for text in ("", "[]", "{", '{"plugin": 2}', '{"functions": {"run": {}}}', '{"reentrant": 1}', "[" * 100_000, '"' + "x" * 100_000):
        declared.write_text(text)
        result = noetl("build", source)
        assert result.exit_code == 1, text[:50]
        assert "error[P06]: m.plugin.json" in result.stderr, text[:50]
    declared.write_text('{"functions": {"run": {"params": ["int", "json"], "result": "str"}}, "reentrant": true}')
    assert noetl("build", source).exit_code == 0
    report = json.loads(noetl("inspect", source.with_suffix(".wasm"), "--format", "json").stdout)
    assert report["functions"] == [{"name": "run", "params": ["int", "json"], "result": "str", "doc": ""}]
    assert report["reentrant"]

    # a module of another build gets the section the same way
    made = tmp_path / "m.wasm"
    made.write_bytes(wat2wasm(f"(module {WHOLE})"))
    assert noetl("build", made).exit_code == 2
    assert noetl("build", made, "-o", made).exit_code == 2
    assert noetl("build", made, "-o", tmp_path / "out.wasm").exit_code == 0
    assert len(json.loads(noetl("inspect", tmp_path / "out.wasm", "--json").stdout)["functions"]) == 1
    assert json.loads(noetl("inspect", made, "--json").stdout)["functions"] == [], "what a module itself declares"


def test_files_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "d.wat").mkdir()
    (tmp_path / "d.py").mkdir()
    (tmp_path / "m.txt").write_text("")
    (tmp_path / "x.cases.yaml").write_text("cases: [{output: 1}]")
    for name in ("nothing.wat", "nothing.py", "nothing.c", "d.wat", "d.py", "m.txt", "m"):
        for arguments in (["build"], ["inspect"], ["test", "--cases", tmp_path / "x.cases.yaml"]):
            result = noetl(*arguments, tmp_path / name)
            assert result.exit_code in (1, 2), (name, result.output)
            assert "internal error" not in result.stderr, (name, result.output)
            assert "Traceback" not in result.output, (name, result.output)
            assert result.stderr.strip()
    (tmp_path / "m.wasm").write_bytes(b"\0asm\1\0\0\0\1\xff")
    for verb in ("inspect", "build"):
        result = noetl(verb, tmp_path / "m.wasm", *(["-o", tmp_path / "o.wasm"] if verb == "build" else []))
        assert result.exit_code == 1
        assert "P01" in result.stderr


# ---- inspecting


def test_reports_fit_100_columns_and_command_no_terminal(module: Callable[..., Path]) -> None:
    long = "n" * 300
    text = f'(module {WHOLE} (memory 2 4) (global (export "\\1b[31m{long}") i32 (i32.const 1)) (import "{long}" "{long}" (func)) (@custom "{long}" "x"))'
    shown = noetl("inspect", module(_imports_first(text))).stdout
    assert "\x1b" not in shown
    assert "\\x1b[31m" in shown
    assert max(map(len, shown.splitlines())) <= 100
    assert "P02" in shown
    assert "2 pages of 64 KiB, at most 4" in shown
    assert "1 page of 64 KiB, no limit" in shown


def _imports_first(text: str) -> str:
    """WAT wants imports before definitions."""
    start = text.index("(import")
    end = text.index("(func))", start) + len("(func))")
    return text[: len("(module ")] + text[start:end] + text[len("(module ") : start] + text[end:]


def test_modules_that_hold_anything(module: Callable[..., Path]) -> None:
    """Bytes of a module changed, left out and doubled: a report or one error, never another exception."""
    whole = build_plugin(module(f'(module (import "noetl" "emit" (func (param i32))) {WHOLE} (table 1 funcref) (elem (i32.const 0) 0) (data (i32.const 8) "ab"))'))
    rng = random.Random(12)
    seen = set()
    for _ in range(400):
        wasm = bytearray(whole.wasm)
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(8, len(wasm))
            how = rng.randrange(3)
            if how == 0:
                wasm[at] = rng.choice([0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)])
            else:
                wasm[at : at + rng.randint(1, 4)] = b"" if how == 1 else rng.randbytes(rng.randint(1, 6))
        try:
            found = report(Built(bytes(wasm), whole.manifest, "bytes"))
            text_of("x", found)
            seen.add(found["error"]["code"] if found["error"] else "fine")
        except (PluginError, MalformedModule):
            seen.add("no report")
    assert {"fine", "no report", "P01"} <= seen


# ---- cases

ECHO = f"""(module
  (import "noetl" "event_publish" (func $event (param i32 i32) (result i32)))
  (import "noetl" "result_put" (func $result (param i32 i32 i32 i32) (result i32)))
  {WHOLE.replace(RUN, "")}
  (func (export "run") (param i32 i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1))))
  (func (export "trap") (param i32 i32) (result i64) unreachable)
  (func (export "loop") (param i32 i32) (result i64) (loop (br 0)) unreachable)
  (func (export "wild") (param i32 i32) (result i64) (i64.const -1))
  (func (export "keep") (param i32 i32) (result i64)
    (drop (call $event (local.get 0) (local.get 1)))
    (drop (call $result (local.get 0) (i32.const 1) (local.get 0) (local.get 1)))
    (i64.const 0)))
"""

PASSING = """
cases:
  - {name: json, input: {b: 1, a: [1.5, null, "é"]}, output: {a: [1.5, null, "é"], b: 1}}
  - {name: the text of json, input: {b: 1, a: "é"}, output_text: '{"a":"é","b":1}'}
  - {name: no input, output_text: ""}
  - {name: a null, input: null, output: null}
  - {name: bytes, input_b64: AP8=, output_b64: AP8=}
  - {name: big, input: 123456789012345678901234567890, output_text: "123456789012345678901234567890"}
  - {entry: trap, trap: true}
  - {entry: wild, trap: true}
  - name: intents
    entry: keep
    input_text: '[1, 2]'
    output_text: ""
    intents:
      - {import: event_publish, data: [1, 2]}
      - {import: result_put, key: "[", data_text: "[1, 2]"}
  - {entry: keep, input_b64: 'AP8=', output_text: "", intents: [{import: event_publish, data_b64: AP8=}, {import: result_put, key: "\\0", data_b64: AP8=}]}
"""

FAILING = """
cases:
  - {name: another number, input: 1, output: 1.0}
  - {name: true is no number, input: 1, output: true}
  - {name: another key, input: {a: 1}, output: {b: 1}}
  - {name: order, input: [1, 2], output: [2, 1]}
  - {name: no json, input_text: "nope", output: nope}
  - {name: nan, input_text: "NaN", output: null}
  - {name: bytes, input_b64: AP8=, output_b64: AP8A}
  - {name: traps, entry: trap, output: 1}
  - {name: does not trap, trap: true}
  - {name: wild, entry: wild, output: 1}
  - {name: endless, entry: loop, output: 1}
  - {name: endless is no trap, entry: loop, trap: true}
  - {name: missing entry, entry: nothing, output: 1}
  - {name: missing entry is no trap, entry: nothing, trap: true}
  - {name: no export of a function, entry: memory, trap: true}
  - {name: unexpected, entry: keep, input_text: k, output_text: ""}
  - {name: one too few, entry: keep, input_text: k, output_text: "", intents: [{import: event_publish, data_text: k}]}
  - {name: one too many, input_text: k, output_text: k, intents: [{import: event_publish, data_text: k}]}
  - {name: other import, entry: keep, input_text: k, output_text: "", intents: [{import: object_put, key: k, data_text: k}]}
  - name: other key
    entry: keep
    input_text: k
    output_text: ""
    intents: [{import: event_publish, data_text: k}, {import: result_put, key: x, data_text: k}]
  - name: other data
    entry: keep
    input_text: k
    output_text: ""
    intents: [{import: event_publish, data: k}, {import: result_put, key: k, data_text: k}]
"""


def test_cases_that_pass(module: Callable[..., Path]) -> None:
    result = noetl("test", module(ECHO, PASSING))
    assert result.exit_code == 0, result.output
    assert "0 failed" in result.stdout, result.output
    assert "ok   case 7 (trap)" in result.stdout


def test_cases_that_fail(module: Callable[..., Path]) -> None:
    file = module(ECHO, FAILING)
    result = noetl("test", file, "--json", "--timeout", "0.05")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert [case["name"] for case in report["cases"] if case["ok"]] == []
    assert report["failed"] == len(report["cases"]) == FAILING.count("name: ")
    reasons = {case["name"]: case["reason"] for case in report["cases"]}
    assert reasons["another number"] == 'output is "1", not "1.0"'
    assert "timeout" in reasons["endless"]
    assert "trap" in reasons["traps"]
    assert "one intent too many" in reasons["unexpected"]
    text = noetl("test", file, "--timeout", "0.05").stdout
    assert text.count("FAIL ") == report["failed"]
    assert f"{report['failed']} failed" in text


def test_cases_as_json_and_elsewhere(module: Callable[..., Path], tmp_path: Path) -> None:
    file = module(ECHO)
    (tmp_path / "m.cases.yaml").unlink()
    assert noetl("test", file).exit_code == 2
    (tmp_path / "m.cases.json").write_text('{"cases": [{"input": {"a": 1}, "output": {"a": 1}}]}')
    assert noetl("test", file).exit_code == 0
    (tmp_path / "others.yaml").write_text("cases: [{input: 1, output: 2}]")
    assert noetl("test", file, "--cases", tmp_path / "others.yaml").exit_code == 1
    assert noetl("test", file, "--cases", tmp_path / "nothing.yaml").exit_code == 2


BAD_CASES = [
    "", "cases:", "cases: []", "cases: {}", "[]", "5", "cases: [1]", "cases: [{}]", "cases: [{input: 1}]", "case: [{output: 1}]", "cases: [{output: 1, trap: true}]",
    "cases: [{output: 1, output_text: x}]", "cases: [{output_text: 1}]", "cases: [{output_b64: '?'}]", "cases: [{output: 1, name: 5}]", "cases: [{output: 1, entry: [a]}]",
    "cases: [{output: 1, more: 1}]", "cases: [{output: 1, intents: {}}]", "cases: [{output: 1, intents: [1]}]", "cases: [{output: 1, intents: [{import: emit, data: 1}]}]",
    "cases: [{output: 1, intents: [{import: event_publish, key: k, data: 1}]}]", "cases: [{output: 1, intents: [{import: object_put, data: 1}]}]",
    "cases: [{output: 1, intents: [{import: object_put, key: k}]}]", "cases: [{trap: 1}]", "cases: [{trap: false}]", "cases: [{trap: true, intents: [{import: event_publish, data: 1}]}]",
    "cases: [{output: .nan}]", "cases: [{output: {", "cases: [{output: 1, output: 2}]", "cases: [{output: &a [*a]}]", "\t", "cases: [{output: " + "[" * 200 + "]" * 200 + "}]",
    "- cases", "cases: [{input_b64: x, output: 1}]", "cases: [{output: !!python/object:os.system x}]",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD_CASES)
def test_cases_that_are_none(module: Callable[..., Path], text: str) -> None:
    result = noetl("test", module(ECHO, text))
    assert result.exit_code == 1, result.output
    assert "error[P11]" in result.stderr, result.output
    assert "m.cases.yaml:" in result.stderr, result.output
    assert "Traceback" not in result.output


def test_cases_that_are_no_text(module: Callable[..., Path], tmp_path: Path) -> None:
    file = module(ECHO)
    for content in (b"cases: \xff", b"\0", b"\xff\xfe"):
        (tmp_path / "m.cases.yaml").write_bytes(content)
        assert noetl("test", file).exit_code == 1
