"""Bodies that call modules whose code we did not write: what they answer is not believed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import wasmtime

sys.path.insert(0, str(Path(__file__).parent))

from plugin_support import book, step

import noetlc
from noetlc.host.errors import Aborted
from noetlc.host.sections import replace_custom
from noetlc.plugins.model import SECTION, PluginFunction, PluginManifest, Type

# Every entry answers with its text, whatever it is given; `input` with its input, `range` with bytes it does not have.
WAT = """
(module
  (memory (export "memory") 300)
  (global $top (mut i32) (i32.const 40000))
  (func (export "alloc") (param $n i32) (result i32)
    (global.get $top)
    (global.set $top (i32.add (global.get $top) (local.get $n))))
  {functions}
  (func (export "input") (param i32 i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1))))
  (func (export "range") (param i32 i32) (result i64) (i64.const -1))
)
"""

ANSWERS: list[tuple[str, Type, bytes, Any]] = [
    ("j1", "json", b'{"a": [1, 2.50, null] , "a": 3}', {"a": 3}),
    ("j2", "json", b"", ValueError),
    ("j3", "json", b"[1", ValueError),
    ("j4", "json", b"[1] x", ValueError),
    ("j5", "json", b"NaN", ValueError),
    ("j6", "json", b'"\xff"', ValueError),
    ("j7", "json", b"[" * 128 + b"]" * 128, "deep"),
    ("j8", "json", b"[" * 129 + b"]" * 129, ValueError),
    ("j9", "json", b'"\\ud800"', "\ufffd"),
    ("j10", "json", b"1e400", ValueError),
    ("j11", "json", str(10**40).encode(), 10**40),
    ("j12", "json", b"\xef\xbb\xbf1", ValueError),
    ("j13", "json", b"9" * 4300, int("9" * 4300)),
    ("j14", "json", b"9" * 4301, ValueError),
    ("j15", "json", b" 5 \n", 5),
    ("s1", "str", b'"x\xc3\xa4"', "xä"),
    ("s2", "str", b"x", ValueError),
    ("s3", "str", b"1", ValueError),
    ("s4", "str", b"null", ValueError),
    ("i1", "int", b"-9223372036854775808", -(2**63)),
    ("i2", "int", b"9223372036854775808", ValueError),
    ("i3", "int", b"1.0", ValueError),
    ("i4", "int", b"true", ValueError),
    ("f1", "float", b"3", 3.0),
    ("f2", "float", b"1e-7", 1e-7),
    ("f3", "float", b"true", ValueError),
    ("f4", "float", b"123456789012345678901234567890", 123456789012345678901234567890.0),
    ("f5", "float", b"1" + b"0" * 400, ValueError),
    ("f6", "float", b'"1"', ValueError),
    ("b1", "bool", b"true", True),
    ("b2", "bool", b"0", ValueError),
    ("x1", "bytes", b"\xff\0", b"\xff\0"),
    ("x2", "bytes", b"", b""),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    functions, at = [], 16
    declared: dict[str, PluginFunction] = {}
    for name, kind, text, _ in ANSWERS:
        data = "".join(f"\\{byte:02x}" for byte in text)
        functions.append(
            f'(data (i32.const {at}) "{data}")'
            f'(func (export "{name}") (param i32 i32) (result i64) (i64.const {at << 32 | len(text)}))'
        )
        declared[name] = PluginFunction(name, (), kind)
        at += len(text)
    assert at < 40000
    for result, params in (("input", ("json", "bytes", "int", "float", "bool", "str")), ("range", ())):
        declared[result] = PluginFunction(result, params, "bytes")  # type: ignore[arg-type]
    wasm = bytes(wasmtime.wat2wasm(WAT.replace("{functions}", "\n".join(functions))))
    place = tmp_path_factory.mktemp("foreign")
    (place / "odd.wasm").write_bytes(replace_custom(wasm, SECTION, PluginManifest(False, declared).encode()))
    single = PluginManifest(False, {"input": PluginFunction("input", ("json",), "bytes")})
    (place / "single.wasm").write_bytes(replace_custom(wasm, SECTION, single.encode()))
    return place


def both(code: str, folder: Path) -> Any:
    text = book(step("start", {"kind": "python", "code": code}))
    built = noetlc.build(text, plugin_path=[folder], verify=False)
    found = noetlc.run(built.wasm)
    assert found == noetlc.interpret(text, plugin_path=[folder])
    assert found["errors"] == []
    return found["result"]


def test_what_modules_answer(folder: Path) -> None:
    tries = "".join(
        f"try:\n    x = odd.{name}()\n    found.append(x.hex() if isinstance(x, bytes) else [type(x).__name__, x])\n"
        f"except ValueError as e:\n    found.append(str(e))\n"
        for name, *_ in ANSWERS
        if name != "j7"
    )
    found = both(f"from noetl.plugins import odd\nfound = []\n{tries}result = found", folder)
    expected = []
    for name, _, _, value in ANSWERS:
        if name == "j7":
            continue
        if value is ValueError:
            expected.append(f"odd.{name} gave a malformed result")
        elif isinstance(value, bytes):
            expected.append(value.hex())
        else:
            expected.append([type(value).__name__, value])
    assert found == expected


def test_an_answer_may_be_nested_as_deep_as_data(folder: Path) -> None:
    depth = "n = 0\nx = odd.j7()\nwhile x:\n    x = x[0]\n    n += 1\nresult = n"
    assert both(f"from noetl.plugins import odd\n{depth}", folder) == 127


def test_the_bytes_that_modules_get_are_the_same_on_both_engines(folder: Path) -> None:
    calls = [
        "odd.input({'ä': [1, 2.50, -0.0, 1e16, 1e22, 5e-324, 1e-7, None, True], 'b\\n\\x7f': {1: 'x'}}, b'\\x00\\xff', -5, 3, True, '\\u2028\"')",
        "odd.input((), b'', 9223372036854775807, 0.1, False, '')",
        "odd.input(10 ** 18, bytes(range(256)), 0, 123456789.123456789, False, 'x' * 1000)",
        "single.input(None)",
        "single.input({'z': 1, 'a': [(), {}]})",
    ]
    found = both("from noetl.plugins import odd, single\nresult = [x.decode() for x in [" + ", ".join(calls) + "]]", folder)
    assert found[0] == '[{"ä":[1,2.5,-0.0,1e+16,1e+22,5e-324,1e-07,null,true],"b\\n\x7f":{"1":"x"}},"AP8=",-5,3.0,true,"\u2028\\""]'
    assert found[1] == '[[],"",9223372036854775807,0.1,false,""]'
    assert json.loads(found[2])[3] == 123456789.123456789
    assert found[3:] == ["null", '{"z":1,"a":[[],{}]}']


def test_an_answer_out_of_bounds_is_a_trap(folder: Path) -> None:
    text = book(step("start", {"kind": "python", "code": "from noetl.plugins import odd\nodd.range()"}))
    built = noetlc.build(text, plugin_path=[folder], verify=False)
    for run in (lambda: noetlc.run(built.wasm), lambda: noetlc.interpret(text, plugin_path=[folder])):
        with pytest.raises(Aborted) as caught:
            run()
        assert caught.value.kind == "trap"


def test_what_is_too_large_for_the_interpreter_is_not_compared(folder: Path) -> None:
    code = "from noetl.plugins import single\nresult = len(single.input('x' * 17_000_000))"
    text = book(step("start", {"kind": "python", "code": code}))
    built = noetlc.build(text, plugin_path=[folder], examples=0)
    assert built.verification is not None
    assert dict(built.verification.not_compared) == {"a limit of verification: the data of a Python body": built.verification.examples}
    assert noetlc.run(built.wasm)["result"] == 17_000_002
    (found,) = noetlc.interpret(text, plugin_path=[folder])["errors"]
    assert found["message"] == "MemoryError: what the step asks its host takes more than 16 MiB"
