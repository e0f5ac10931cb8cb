"""Hand-written functions through the emitter: behaviour of the bytes and of the text, and the shape of the code."""

from __future__ import annotations

import math
import struct
from typing import Any

import pytest
import wasmtime

from noetlc.ir.build import call, data, f64, get, global_get, global_set, i32, i64, op
from noetlc.ir.errors import IRError
from noetlc.ir.nodes import (
    Assign,
    Block,
    BlockExpr,
    Br,
    Data,
    Effect,
    Expr,
    Function,
    Global,
    If,
    Import,
    Leave,
    Loop,
    Module,
    Return,
    Stmt,
    Switch,
    TableIndex,
)
from noetlc.wat_emit import WasmModule, emit

ENGINE = wasmtime.Engine()


def function(name: str, params: dict[str, str], result: str, body: list[Stmt], **locals_: str) -> Function:
    return Function(name, tuple(params), result, {**params, **locals_}, body, export=name)


def module(*functions: Function) -> Module:
    return Module(functions={f.name: f for f in functions})


def instances(wasm: WasmModule) -> list[tuple[wasmtime.Store, Any]]:
    """The module as our bytes and as wasmtime assembles our text."""
    found = []
    for content in (wasm.binary(), bytes(wasmtime.wat2wasm(wasm.text()))):
        store = wasmtime.Store(ENGINE)
        compiled = wasmtime.Module(ENGINE, content)
        imports = [wasmtime.Func(store, i.type, lambda *args: args[0] * 2) for i in compiled.imports]
        found.append((store, wasmtime.Instance(store, compiled, imports).exports(store)))
    return found


def run(subject: Module, name: str, *args: int | float) -> Any:
    results = []
    for store, exports in instances(emit(subject)):
        try:
            results.append(exports[name](store, *args))
        except wasmtime.Trap:
            results.append("trap")
    if isinstance(results[0], float):
        assert struct.pack("<d", results[0]) == struct.pack("<d", results[1])
    else:
        assert results[0] == results[1]
    return results[0]


def instructions(subject: Module, name: str) -> list[str]:
    wasm = emit(subject)
    return [op_ for f in wasm.functions if f.name == name for op_, _ in f.code]


A, B = get("a", "i32"), get("b", "i32")
PAIR = {"a": "i32", "b": "i32"}


def test_return_in_tail_position_is_a_value() -> None:
    f = function("f", PAIR, "i32", [If(op("i32.lt_s", A, B), [Return(A)], [Return(B)])])
    assert instructions(module(f), "f") == ["local.get", "local.get", "i32.lt_s", "if", "local.get", "else", "local.get", "end"]
    assert run(module(f), "f", 3, 2) == 2


def test_leaving_with_a_value_is_one_jump() -> None:
    """The value lies below the condition; not where it is set by the condition, or where setting a local left it on the stack."""
    f = function("f", PAIR, "i32", [If(op("i32.lt_s", A, B), [Return(A)], []), Effect(call("g", "i32", A)), Return(B)])
    g = function("g", {"a": "i32"}, "i32", [Return(A)])
    assert instructions(module(f, g), "f")[:6] == ["local.get", "local.get", "local.get", "i32.lt_s", "br_if", "drop"]
    assert [run(module(f, g), "f", a, 2) for a in (1, 2, 3)] == [1, 2, 2]
    teed = op("i32.lt_s", Expr("tee", (i32(1),), "a", "i32"), B)
    f = function("f", PAIR, "i32", [If(teed, [Return(A)], []), Effect(call("g", "i32", A)), Return(i32(7))])
    assert [run(module(f, g), "f", 5, b) for b in (1, 2)] == [7, 1]
    leave = [If(op("i32.eq", A, B), [Leave("out", i32(3))], []), Effect(call("g", "i32", A)), Leave("out", B)]
    f = function("f", PAIR, "i32", [Return(op("i32.add", A, BlockExpr("block", (), None, "i32", 0, "out", leave)))])
    assert "drop" in instructions(module(f, g), "f")
    assert [run(module(f, g), "f", 5, b) for b in (5, 6)] == [8, 11]
    f = function("f", PAIR, "i32", [Assign("b", call("g", "i32", A)), If(B, [Return(i32(4))], []), Effect(call("g", "i32", B)), Return(A)])
    assert instructions(module(f, g), "f")[:4] == ["local.get", "call", "local.tee", "if"]
    assert [run(module(f, g), "f", a, 9) for a in (0, 1)] == [0, 4]


def test_several_exits_with_a_constant_are_jumps_to_one() -> None:
    exits: list[Stmt] = [If(op("i32.eq", A, i32(n)), [Return(i32(7))], []) for n in (1, 2, 3)]
    f = function("f", PAIR, "i32", [*exits, Return(B)])
    code = instructions(module(f), "f")
    assert (code[0], code.count("br_if"), code[-4:]) == ("block", 3, ["local.get", "return", "end", "i32.const"])
    assert [run(module(f), "f", a, 5) for a in range(5)] == [5, 7, 7, 7, 5]
    assert "block" not in instructions(module(function("f", PAIR, "i32", [*exits[1:], Return(B)])), "f")
    leave: list[Stmt] = [If(op("i32.eq", A, i32(n)), [Leave("out", i32(7))], []) for n in (1, 2, 3)]
    inner = BlockExpr("block", (), None, "i32", 0, "in", [If(B, [Leave("in", i32(1))], []), Leave("out", i32(7))])
    block = BlockExpr("block", (), None, "i32", 0, "out", [*leave, Assign("b", inner), If(op("i32.eq", A, i32(4)), [Leave("out", A)], []), Leave("out", B)])
    f = function("f", PAIR, "i32", [Return(op("i32.add", op("i32.mul", A, i32(100)), block))])
    code = instructions(module(f), "f")
    assert code.count("i32.const") == 7
    assert [run(module(f), "f", a, b) for a in (0, 3, 4) for b in (0, 9)] == [7, 1, 307, 307, 407, 404]
    either = [If(A, [*leave, Leave("out", A)], [Leave("out", i32(7))])]
    f = function("f", PAIR, "i32", [Return(BlockExpr("block", (), None, "i32", 0, "out", either))])
    assert [run(module(f), "f", a, 0) for a in (0, 2, 5)] == [7, 7, 5]
    loop: list[Stmt] = [Loop("again", [*exits, Assign("a", op("i32.sub", A, i32(5))), Br("again", A), Return(i32(7))])]
    assert [run(module(function("f", PAIR, "i32", loop)), "f", a, 0) for a in (5, 6, 50)] == [7, 7, 7]


def test_conditions_are_jumps() -> None:
    test = Expr("and", (A, Expr("not", (B,), None, "i32")), None, "i32")
    f = function("f", PAIR, "i32", [If(test, [Return(i32(1))], []), Return(i32(2))])
    assert instructions(module(f), "f")[:7] == ["i32.const", "local.get", "i32.eqz", "local.get", "i32.or", "i32.eqz", "br_if"]
    assert [run(module(f), "f", a, b) for a in (0, 5) for b in (0, 5)] == [2, 2, 1, 2]
    three = Expr("and", (A, Expr("and", (B, Expr("not", (op("i32.eq", A, B),), None, "i32")), None, "i32")), None, "i32")
    f = function("f", PAIR, "i32", [If(three, [Return(i32(1))], []), Return(i32(2))])
    assert instructions(module(f), "f")[:5] == ["local.get", "if", "local.get", "i32.eqz", "local.get"]
    assert [run(module(f), "f", a, b) for a in (0, 5, 6) for b in (0, 5)] == [2, 2, 2, 2, 2, 1]
    f = function("f", PAIR, "i32", [If(test, [Return(i32(1))], [Return(i32(3))])])
    assert [run(module(f), "f", a, b) for a in (0, 5) for b in (0, 5)] == [3, 3, 1, 3]


@pytest.mark.parametrize("negated", [False, True])
@pytest.mark.parametrize("name", ["and", "or"])
def test_light_conditions_are_values(name: str, negated: bool) -> None:
    """What costs no more than a jump is computed at once, where 0 and 1 or only the truth count."""
    test = Expr(name, (op("i32.lt_s", A, B), op("i32.eq", op("i32.and", B, i32(3)), i32(1))), None, "i32")
    if negated:
        test = Expr("not", (test,), None, "i32")
    wants = [(a < b and b & 3 == 1) if name == "and" else (a < b or b & 3 == 1) for a in (0, 7) for b in (5, 6, 7, 9)]
    for value in (
        [If(test, [Assign("r", i32(7))], [Assign("r", i32(8))]), Return(get("r", "i32"))],
        [If(test, [Return(i32(7))], []), Return(i32(8))],
        [Return(Expr("cond", (test, call("g", "i32", i32(7)), i32(8)), None, "i32"))],
        [Return(op("i32.sub", i32(8), test))],
        [Block("out", [Br("out", test), Return(i32(8))]), Return(i32(7))],
    ):
        f = function("f", PAIR, "i32", value, r="i32")
        g = function("g", {"a": "i32"}, "i32", [Return(A)])
        assert sum(i in ("br_if", "if", "select") for i in instructions(module(f, g), "f")) <= 1
        assert [run(module(f, g), "f", a, b) for a in (0, 7) for b in (5, 6, 7, 9)] == [7 if w != negated else 8 for w in wants]


def test_parity_in_conditions() -> None:
    """Parities are told by trailing zeros, which are no 0 or 1."""
    odd = op("i32.and", A, i32(1))
    for name in ("and", "or"):
        for test in (Expr(name, (odd, op("i32.eqz", B)), None, "i32"), Expr(name, (op("i32.eqz", odd), op("i32.eqz", B)), None, "i32")):
            f = function("f", PAIR, "i32", [Return(Expr("not", (test,), None, "i32"))])
            g = function("f", PAIR, "i32", [If(test, [Return(i32(0))], [Return(i32(1))])])
            answers = [[run(module(h), "f", a, b) for a in (1, 2, 4) for b in (0, 1)] for h in (f, g)]
            assert answers[0] == answers[1]


@pytest.mark.parametrize("name", ["and", "or"])
def test_nested_short_circuit_with_else(name: str) -> None:
    other = "or" if name == "and" else "and"
    test = Expr(name, (Expr(other, (A, B), None, "i32"), Expr("not", (A,), None, "i32")), None, "i32")
    f = function("f", PAIR, "i32", [If(test, [Assign("r", i32(7))], [Assign("r", i32(8))]), Return(get("r", "i32"))], r="i32")
    for a in (0, 2):
        for b in (0, 2):
            want = ((a or b) and not a) if name == "and" else ((a and b) or not a)
            assert run(module(f), "f", a, b) == (7 if want else 8)


def test_while_loop() -> None:
    n, s = get("n", "i64"), get("s", "i64")
    body: list[Stmt] = [
        Br("done", op("i64.eqz", n)),
        Assign("s", op("i64.add", s, n)),
        Assign("n", op("i64.sub", n, i64(1))),
        Br("again"),
    ]
    f = function("f", {"n": "i64"}, "i64", [Block("done", [Loop("again", body)]), Return(s)], s="i64")
    assert run(module(f), "f", 100) == 5050


def test_switch() -> None:
    arms: list[Stmt] = [Switch(A, ("one", "two"), "other")]
    inner = Block("one", arms)
    middle = Block("two", [inner, Return(i32(10))])
    f = function("f", {"a": "i32"}, "i32", [Block("other", [middle, Return(i32(20))]), Return(i32(30))])
    assert [run(module(f), "f", a) for a in (0, 1, 2, -1)] == [10, 20, 30, 30]


def test_block_expression_without_early_leaves_has_no_frame() -> None:
    value = BlockExpr("block", (), None, "i32", label="l", body=[If(A, [Leave("l", B)], [Leave("l", i32(4))])])
    f = function("f", PAIR, "i32", [Return(op("i32.add", i32(1), value))])
    assert "block" not in instructions(module(f), "f")
    assert [run(module(f), "f", a, 9) for a in (0, 1)] == [5, 10]


def test_block_expression_with_early_leave_under_operands() -> None:
    body: list[Stmt] = [If(A, [Leave("l", B)], []), If(B, [Return(i32(-1))], []), Leave("l", i32(4))]
    value = BlockExpr("block", (), None, "i32", label="l", body=body)
    f = function("f", PAIR, "i32", [Return(op("i32.add", i32(1), value))])
    assert [run(module(f), "f", a, b) for a, b in ((1, 9), (0, 9), (0, 0))] == [10, -1, 5]


def test_check_branches_on_zero() -> None:
    checked = Expr("check", (call("maybe", "i32", A),), "failed", "i32")
    maybe = Function("maybe", ("a",), "i32", {"a": "i32"}, [Return(op("i32.sub", A, i32(5)))])
    f = function("f", {"a": "i32"}, "i32", [Block("failed", [Return(op("i32.mul", i32(3), checked))]), Return(i32(-7))])
    assert [run(module(f, maybe), "f", a) for a in (5, 7)] == [-7, 6]


def test_check_global_branches_on_nonzero() -> None:
    value = Expr("check_global", (call("raising", "f64", A),), ("failed", "error"), "f64")
    raising = Function("raising", ("a",), "f64", {"a": "i32"}, [Effect(global_set("error", A)), Return(f64(1.5))])
    f = function("f", {"a": "i32"}, "f64", [Block("failed", [Return(op("f64.add", f64(1.0), value))]), Return(f64(-1.0))])
    subject = module(f, raising)
    subject.globals["error"] = Global("error", "i32", 0)
    assert [run(subject, "f", a) for a in (0, 1)] == [2.5, -1.0]


@pytest.mark.parametrize("value", [0.0, -0.0, 1.5, math.inf, -math.inf, 5e-324, 1.7976931348623157e308])
def test_float_constants(value: float) -> None:
    f = function("f", {}, "i64", [Return(op("i64.reinterpret_f64", f64(value)))])
    assert run(module(f), "f") == struct.unpack("<q", struct.pack("<d", value))[0]


def test_nan_constant() -> None:
    f = function("f", {}, "f64", [Return(f64(math.nan))])
    assert math.isnan(run(module(f), "f"))


@pytest.mark.parametrize("value", [0, 63, 64, -64, -65, 2**31 - 1, -(2**31), 0xFFFFFFFF, 2**63 - 1, -(2**63), 2**64 - 1])
def test_integer_constants(value: int) -> None:
    f = function("f", {}, "i64", [Return(i64(value))])
    assert run(module(f), "f") == (value + 2**63) % 2**64 - 2**63
    g = function("g", {}, "i32", [Return(i32(value))])
    assert run(module(g), "g") == (value + 2**31) % 2**32 - 2**31


def test_select_keeps_operand_order() -> None:
    """All operands are evaluated, the test first, even when it changes what the others read."""
    test = Expr("tee", (op("i32.add", A, i32(1)),), "a", "i32")
    f = function("f", PAIR, "i32", [Return(Expr("select", (test, A, B), None, "i32"))])
    assert [run(module(f), "f", a, 9) for a in (3, -1)] == [4, 9]


def test_data_addresses_references_and_heap_base() -> None:
    subject = module(
        function("f", {}, "i32", [Return(op("i32.load", data("table")))]),
        function("target", {}, "i32", [Return(op("i32.load8_u", op("i32.load", data("table")), imm=1))]),
        function("end", {}, "i32", [Return(global_get("__heap_base", "i32"))]),
        function("index", {}, "i32", [Return(op("i32.load", data("table"), imm=4))]),
    )
    subject.globals["__heap_base"] = Global("__heap_base", "i32", 0)
    subject.data["text"] = Data("text", b"hello\0\0\0", 1)
    subject.data["table"] = Data("table", bytes(16), 8, ((0, "text"), (4, TableIndex("target"))))
    assert run(subject, "f") == 1024
    assert run(subject, "target") == ord("e")
    assert run(subject, "index") == 1
    assert run(subject, "end") == 1056
    assert emit(subject).layout.addresses == {"text": 1024, "table": 1032}


def test_fixed_data_below_the_start() -> None:
    subject = module(function("f", {}, "i32", [Return(op("i32.load8_u", i32(16)))]))
    for store, exports in instances(emit(subject, fixed_data=[(16, b"A")])):
        assert exports["f"](store) == 65


def test_indirect_call_and_table_from_index_one() -> None:
    double = Function("double", ("a",), "i32", {"a": "val"}, [Return(op("i32.mul", A, i32(2)))])
    target = Expr("func", (), "double", "i32")
    f = function("f", {"a": "i32"}, "i32", [Return(Expr("call_indirect", (A, target), (("val",), "val"), "val"))])
    g = function("g", {}, "i32", [Return(target)])
    assert run(module(f, double), "f", 21) == 42
    assert run(module(g, double), "g") == 1


def test_imports_are_those_reached() -> None:
    subject = module(function("f", {"a": "i32"}, "i32", [Return(call("twice", "i32", A))]))
    subject.imports["twice"] = Import("twice", "host", "twice", ("i32",), "i32")
    subject.imports["unused"] = Import("unused", "host", "unused", (), "void")
    assert run(subject, "f", 4) == 8
    assert [i.field for i in emit(subject).imports] == ["twice"]


def test_unreachable_functions_and_unused_locals_are_left_out() -> None:
    subject = module(function("f", {}, "i32", [Return(i32(1))], unused="i64"))
    subject.functions["dead"] = Function("dead", (), "void", {}, [])
    wasm = emit(subject)
    assert [f.name for f in wasm.functions] == ["f"]
    assert [f.order for f in wasm.functions if f.name == "f"] == [{}]


def test_dead_code_after_a_terminator_validates() -> None:
    dead: list[Stmt] = [Return(i32(1)), Effect(call("f", "i32", A)), Assign("a", i32(2))]
    f = function("f", {"a": "i32"}, "i32", [If(A, [If(A, [Return(i32(3))], [Return(i32(4))]), Assign("a", A)], []), *dead])
    assert [run(module(f), "f", a) for a in (0, 1)] == [1, 3]


def test_a_call_that_never_returns_may_stand_for_a_value() -> None:
    stop = Function("stop", (), "never", {}, [Effect(Expr("unreachable", (), None, "never"))])
    value = Expr("cond", (A, i32(1), call("stop", "never")), None, "i32")
    f = function("f", {"a": "i32"}, "i32", [Return(op("i32.add", A, value))])
    assert [run(module(f, stop), "f", a) for a in (0, 3)] == ["trap", 4]


def test_custom_sections_and_names() -> None:
    subject = module(function("f", {"first": "i32"}, "i32", [Return(get("first", "i32"))]))
    named = emit(subject, custom=[("noetlc.manifest", b'{"a": 1}')])
    assert b"noetlc.manifest" in named.binary()
    assert b"first" in named.binary()
    assert b"first" not in emit(subject, strip=True).binary()
    assert b"noetlc.manifest" in bytes(wasmtime.wat2wasm(named.text()))


def test_many_functions_and_locals_use_short_indices_first() -> None:
    functions = [Function(f"f{i}", (), "void", {}, []) for i in range(200)]
    locals_ = {f"l{i}": "i32" for i in range(200)}
    body: list[Stmt] = [Assign(f"l{i}", i32(1)) for i in range(200)]
    body += [Assign("l199", op("i32.add", get("l199", "i32"), i32(1))) for _ in range(5)]
    body += [Effect(call(f"f{i}", "void")) for i in range(200)] + [Effect(call("f199", "void"))] * 3
    subject = module(*functions, Function("main", (), "i32", locals_, [*body, Return(get("l199", "i32"))], export="main"))
    wasm = emit(subject)
    assert wasm.function_index["f199"] == 0
    assert [f.order["l199"] for f in wasm.functions if f.name == "main"] == [0]
    assert run(subject, "main") == 6


def test_unknown_label_is_reported() -> None:
    with pytest.raises(IRError, match="@f: label nowhere"):
        emit(module(function("f", {}, "void", [Br("nowhere")])))


def test_sizes_cover_functions_and_data() -> None:
    subject = module(function("f", {}, "i32", [Return(data("x"))]))
    subject.data["x"] = Data("x", b"12345")
    sizes = emit(subject).sizes()
    assert sizes["@f"] == 5
    assert sizes["$x"] == 16
