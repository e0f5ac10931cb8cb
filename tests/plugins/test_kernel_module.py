"""Plug-ins in kernel Python as modules of their own."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest
import wasmtime
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

import kernel_sources as sources

from noetlc.host.errors import Aborted
from noetlc.layout.objects import STOP_WORD
from noetlc.plugins import PluginError, PluginFinder
from noetlc.plugins.finder import manifest_of
from noetlc.plugins.kernel import build, build_kernel, load_kernel


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return build_kernel(sources.write(tmp_path_factory.mktemp("kinds"), "kinds", sources.KINDS))


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


VALUES: list[tuple[str, Any]] = [
    ("echo", {"a": [1, 2.5, None, True, "ä€😀"], "": {}}),
    ("echo", 123456789012345678901234567890),
    ("echo", None),
    ("raw", b""),
    ("raw", bytes(range(256))),
    ("text", ""),
    ("text", 'ä"\\\n\0'),
    ("whole", -(2**63)),
    ("whole", 2**63 - 1),
    ("real", -0.5),
    ("real", 1e300),
    ("truth", True),
    ("truth", False),
]


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_every_type_there_and_back(kinds: bytes, name: str, value: Any) -> None:
    got = sources.call(kinds, name, value)
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize("size", range(7))
def test_several_arguments(kinds: bytes, size: int) -> None:
    assert sources.call(kinds, "all", {"x": []}, b"\xff" * size, "é", -5, 2.5, True) == [{"x": []}, size, "é", -5, 2.5, True]


def test_ints_stand_for_floats_and_empty_input_for_nothing(kinds: bytes) -> None:
    assert sources.run(kinds, "real", b"3").output == b"3.0"
    assert sources.run(kinds, "real", b"123456789012345678901234567890").output == b"1.2345678901234568e+29"
    assert sources.run(kinds, "echo", b"").output == b"{}"
    assert sources.run(kinds, "count", b"").output == sources.run(kinds, "count", b" [ ] ").output == b"1"


BAD_INPUT = [
    ("echo", b"{"),
    ("echo", b'"\xff"'),
    ("echo", b"[" * 129 + b"]" * 129),
    ("text", b"1"),
    ("text", b""),
    ("whole", b"true"),
    ("whole", b"1.0"),
    ("whole", b"9223372036854775808"),
    ("real", b'"1"'),
    ("real", b"1" + b"0" * 400),
    ("truth", b"1"),
    ("count", b"[1]"),
    ("all", b"[]"),
    ("all", b'[0,"AA=A","",1,1,true]'),
    ("all", b'[0,"A===","",1,1,true]'),
    ("all", b'[0,"AA==AAAA","",1,1,true]'),
    ("all", b'[0,"AA-_","",1,1,true]'),
    ("all", b'[0,"AAA","",1,1,true]'),
    ("all", b'[0,"AAAA","",1,1,1]'),
    ("all", b'[0,"AAAA","",1,1,true,null]'),
]


@pytest.mark.parametrize(("name", "data"), BAD_INPUT)
def test_input_of_another_form_is_a_trap(kinds: bytes, name: str, data: bytes) -> None:
    with pytest.raises(Aborted) as caught:
        sources.run(kinds, name, data)
    assert caught.value.kind == "trap"


@pytest.mark.parametrize(("name", "args"), [("times", ("a", "b")), ("wrong", (True,)), ("wrong", (False,))])
def test_what_goes_wrong_inside_is_a_plain_trap(kinds: bytes, name: str, args: tuple[Any, ...]) -> None:
    """An exception, a result of another type, no result."""
    with pytest.raises(Aborted) as caught:
        sources.call(kinds, name, *args)
    assert caught.value.kind == "trap"


def test_ints_beyond_64_bits_are_computed(kinds: bytes) -> None:
    assert sources.call(kinds, "times", 2**62, -4) == -(2**64)
    assert sources.call(kinds, "times", 10**30, 10**30) == 10**60


def test_depth_of_one_argument_does_not_depend_on_the_others(kinds: bytes) -> None:
    deep: Any = 1
    for _ in range(128):
        deep = [deep]
    assert sources.call(kinds, "echo", deep) == deep
    with pytest.raises(Aborted):
        sources.call(kinds, "echo", [deep])
    deep = deep[0]
    assert sources.call(kinds, "all", deep, b"", "", 0, 0.0, False)[0] == deep


def test_intents(kinds: bytes) -> None:
    result = sources.run(kinds, "keep", b'["k/\xc3\xa4","{}"]')
    assert result.output == b"0"
    assert [(i.name, i.key, i.data) for i in result.intents] == [
        ("object_put", "k/ä", b"{}"),
        ("result_put", "k/ä", b"{}"),
        ("event_publish", "", b"{}"),
    ]


class Instance:
    """One instance that is called again and again."""

    def __init__(self, wasm: bytes) -> None:
        engine = wasmtime.Engine()
        module = wasmtime.Module(engine, wasm)
        self.store = wasmtime.Store(engine)
        imports = [wasmtime.Func(self.store, i.type, lambda *_: 0) for i in module.imports]  # type: ignore[arg-type]
        self.exports = wasmtime.Instance(self.store, module, imports).exports(self.store)
        self.memory = self.exports["memory"]

    def __call__(self, name: str, data: bytes) -> bytes:
        p = self.exports["alloc"](self.store, len(data))  # type: ignore[operator]
        self.memory.write(self.store, data, p)  # type: ignore[union-attr]
        packed = self.exports[name](self.store, p, len(data)) & 2**64 - 1  # type: ignore[operator]
        start, size = packed >> 32, packed & 2**32 - 1
        return bytes(self.memory.read(self.store, start, start + size))  # type: ignore[union-attr]


def test_an_instance_that_is_called_again_is_as_new(kinds: bytes) -> None:
    instance = Instance(kinds)
    rows = json.dumps([{"id": i, "name": f"n{i}"} for i in range(2000)]).encode()
    sizes = set()
    for _ in range(50):
        assert instance("count", b"") == b"1"
        assert json.loads(instance("echo", rows)) == json.loads(rows)
        sizes.add(instance.memory.data_len(instance.store))  # type: ignore[union-attr]
    assert len(sizes) == 1  # 50 calls take no more memory than one


def test_a_loop_ends_when_the_stop_word_is_set(kinds: bytes) -> None:
    instance = Instance(kinds)
    assert instance("rounds", b"1000") == b"1000"
    instance.memory.write(instance.store, b"\1", STOP_WORD)  # type: ignore[union-attr]
    with pytest.raises(wasmtime.Trap):
        instance("rounds", b"-1")


def test_what_the_module_says_of_itself(kinds: bytes) -> None:
    manifest = manifest_of(kinds)
    assert manifest.reentrant
    assert str(manifest.functions["all"]) == "all(json, bytes, str, int, float, bool) -> json"
    assert manifest.functions["echo"].doc == "Gives back what it got."
    info = sources.loaded(kinds).info
    assert {"memory", "alloc", *manifest.functions} == set(info.exports)
    assert {(i.module, i.name) for i in info.imports} == {("noetl", n) for n in ("event_publish", "object_put", "result_put")}


def test_builds_give_the_same_bytes_with_and_without_the_cache(tmp_path: Path, kinds: bytes) -> None:
    file = sources.write(tmp_path, "kinds", sources.KINDS)
    assert build(load_kernel(file)) == build_kernel(file) == build_kernel(file) == kinds
    kept = list((tmp_path / "cache" / "noetlc").glob("plugin-*.plugin"))
    assert len(kept) == 1
    file.write_text(sources.KINDS.replace("sum += ", "sum -= "))
    assert sources.call(build_kernel(file), "total", b"\1\2") == -3


def test_only_what_is_needed_is_in_a_module(tmp_path: Path) -> None:
    source = sources.HEAD + '\n@function("bytes", result="bytes")\ndef raw(x: val) -> val:\n    return x\n'
    wasm = build_kernel(sources.write(tmp_path, "raw", source))
    assert len(wasm) < 1500
    assert not sources.loaded(wasm).info.imports
    assert sources.call(wasm, "raw", b"xyz") == b"xyz"


def test_a_plugin_of_several_files(tmp_path: Path) -> None:
    sources.write(tmp_path, "_table", "from noetlc.kernel.lang import static_bytes\nLETTERS = static_bytes(b'abc')\nWIDTH = 3\n")
    helper = sources.HEAD + "\nfrom ._table import LETTERS\n\n\ndef letter(i: i32) -> i32:\n    return load8(LETTERS + i)\n"
    sources.write(tmp_path, "_helper", helper)
    main = (
        sources.HEAD
        + "\nfrom . import _table\nfrom ._helper import letter\nWIDTH = _table.WIDTH\n\n\n"
        + '@function("int", result="int")\ndef at(i: i64) -> i64:\n    return i64(letter(i32(i))) * WIDTH\n'
    )
    wasm = build_kernel(sources.write(tmp_path, "letters", main))
    assert sources.call(wasm, "at", 2) == ord("c") * 3
    sources.write(tmp_path, "_table", "from noetlc.kernel.lang import static_bytes\nLETTERS = static_bytes(b'xyz')\nWIDTH = 1\n")
    assert sources.call(build_kernel(tmp_path / "letters.py"), "at", 2) == ord("z")
    assert not [name for name in sys.modules if name.startswith("noetlc_plugin_")]
    assert not (tmp_path / "__pycache__").exists()


def test_names_of_the_runtime_may_be_used_again(tmp_path: Path) -> None:
    source = (
        sources.HEAD
        + "\nhp: i32 = 5\nHEXES = static_bytes(b'!')\n\n\ndef take(n: i32) -> i32:\n    global hp\n    hp += 1\n    return n + hp\n\n\n"
        + '@function("int", result="int")\ndef json_parse_deep(n: i64) -> i64:\n    return i64(take(i32(n)))\n'
    )
    assert sources.call(build_kernel(sources.write(tmp_path, "names", source)), "json_parse_deep", 10) == 16


FUNCTION = '@function("int", result="int")\ndef f(x: i64) -> i64:\n'

BAD_SOURCES = [
    ("syntax", "def f(:\n", "bad.py:1: ", "P05"),
    ("nothing declared", "x = 1\n", "bad.py:1: no function is declared", "P05"),
    ("fails when loaded", "\n\n1 / 0\n", "bad.py:3: ZeroDivisionError", "P05"),
    ("exits when loaded", "import sys\nsys.exit(3)\n", "bad.py:2: SystemExit: 3", "P05"),
    ("unknown import", "import no_such_module_anywhere\n", "bad.py:1: ModuleNotFoundError", "P05"),
    ("another type", sources.HEAD + FUNCTION.replace('"int", r', '"number", r') + "    return x\n", "bad.py:4: ValueError: 'number' is no type", "P05"),
    ("signature", sources.HEAD + FUNCTION.replace("x: i64", "x: val") + "    return 1\n", "bad.py:5: f: the kernel function of (int)", "P05"),
    ("too few", sources.HEAD + FUNCTION.replace("x: i64", "") + "    return 1\n", "bad.py:5: f: the kernel function of (int)", "P05"),
    ("statement", sources.HEAD + FUNCTION + "    for i in x:\n        pass\n    return x\n", "bad.py:6: f: For is not kernel Python", "P05"),
    ("type", sources.HEAD + FUNCTION + "    y: i32 = x\n    return x\n", "bad.py:6: f: x is i64, i32 is needed", "P05"),
    ("name", sources.HEAD + FUNCTION + "    return x + yy\n", "bad.py:6: f: unknown name yy", "P05"),
    ("function", sources.HEAD + FUNCTION + "    return ff(x)\n", "bad.py:6: f: unknown function ff", "P05"),
    ("arguments", sources.HEAD + FUNCTION + "    return i64(load8())\n", "bad.py:5: f: is not kernel Python", "P05"),
    ("default", sources.HEAD + FUNCTION + "    return x\ndef g(a: i32 = 1) -> i32:\n    return a\n", "bad.py:7: g: kernel functions", "P05"),
    ("twice", sources.HEAD + FUNCTION + "    return x\n" + FUNCTION + "    return x\n", "bad.py:8: f: is defined twice", "P05"),
    ("global", sources.HEAD + "g: i32 = 2**40\n" + FUNCTION + "    return x + i64(g)\n", "bad.py:4: g: a global starts", "P05"),
    ("reentrant", sources.HEAD + "REENTRANT = 1\n" + FUNCTION + "    return x\n", "bad.py:1: REENTRANT must be", "P05"),
    ("engine", sources.HEAD + FUNCTION + "    wf_reset()\n    return x\n", "bad.py: it reaches 'wf_", "P05"),
    (
        "import",
        sources.HEAD
        + "from noetlc.kernel.lang import imported\n@imported('env', 'clock')\ndef clock() -> i64: ...\n"
        + FUNCTION
        + "    return clock()\n",
        "bad.py: it imports env.clock",
        "P02",
    ),
    (
        "import of another type",
        sources.HEAD
        + "from noetlc.kernel.lang import imported\n@imported('noetl', 'object_put')\ndef put(x: i32) -> i32: ...\n"
        + FUNCTION
        + "    return x\n",
        "bad.py:6: put: noetl.object_put is (i32, i32, i32, i32) -> i32",
        "P05",
    ),
]


@pytest.mark.parametrize(("source", "message", "code"), [row[1:] for row in BAD_SOURCES], ids=[row[0] for row in BAD_SOURCES])
def test_a_bad_source_is_one_clear_error(tmp_path: Path, source: str, message: str, code: str) -> None:
    with pytest.raises(PluginError) as caught:
        build_kernel(sources.write(tmp_path, "bad", source))
    assert str(caught.value).startswith(message)
    assert caught.value.code == code
    assert "\n" not in str(caught.value)


def test_the_finder_builds_what_it_finds(tmp_path: Path) -> None:
    (tmp_path / "system").mkdir()
    file = sources.write(tmp_path / "system", "kinds@3", sources.KINDS)
    found = PluginFinder([tmp_path], shipped=False).find("system/kinds", "3")
    assert found is not None
    assert found.kernel == file
    assert sources.call(found.wasm, "whole", 7) == 7
    assert "whole" in found.manifest.functions
    (tmp_path / "system" / "kinds@3.wasm").write_bytes(b"stale")
    found = PluginFinder([tmp_path], shipped=False).find("system/kinds", "3")
    assert found is not None
    assert found.kernel == file


def test_source_beside_a_playbook_is_not_run(tmp_path: Path) -> None:
    folder = tmp_path / "escape_hatch"
    folder.mkdir()
    sources.write(folder, "kinds", f"import pathlib\npathlib.Path({str(tmp_path / 'ran')!r}).touch()\n{sources.KINDS}")
    with pytest.raises(PluginError, match="beside the playbook") as caught:
        PluginFinder.beside(tmp_path / "flow.yaml").find("kinds")
    assert caught.value.code == "P05"
    assert "--plugin-path" in caught.value.hint
    assert not (tmp_path / "ran").exists()
    (folder / "kinds.wasm").write_bytes(bytes(wasmtime.wat2wasm("(module)")))
    module = PluginFinder.beside(tmp_path / "flow.yaml").find("kinds")
    assert module is not None
    assert module.kernel is None
    assert not (tmp_path / "ran").exists()
    named = PluginFinder.beside(tmp_path / "flow.yaml", [folder]).find("kinds")
    assert named is not None
    assert (tmp_path / "ran").exists()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_any_json_comes_back(kinds: bytes, value: Any) -> None:
    assert _same(sources.call(kinds, "echo", value), value)


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return a == b and math.copysign(1, a) == math.copysign(1, b)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(_same(a[k], b[k]) for k in a)
    return type(a) is type(b) and a == b
