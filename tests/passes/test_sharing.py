"""Functions in which one expression or statement stands at several places."""

from __future__ import annotations

from noetlc.ir.build import get, i32, op
from noetlc.ir.nodes import Assign, Expr, Function, If, Module, Return
from noetlc.ir.printer import print_function
from noetlc.lower.passes.sharing import share_values


def shared(function: Function) -> str:
    share_values(Module({function.name: function}))
    return print_function(function, {})


def test_one_expression_at_two_places() -> None:
    loaded = Expr("i32.load", (get("p", "i32"),), 16, "i32")
    total = op("i32.add", Expr("i32.load", (loaded,), 8, "i32"), Expr("i32.load", (loaded,), 12, "i32"))
    text = shared(Function("f", ("p",), "i32", {"p": "i32"}, [Return(total)]))
    assert "i32.add(i32.load[8](tee[shared.1](i32.load[16](%p))), i32.load[12](%shared.1))" in text


def test_one_list_of_statements_at_two_places() -> None:
    product = op("i32.mul", get("p", "i32"), i32(1000))
    body = [Assign("q", product), Return(op("i32.add", get("q", "i32"), op("i32.mul", get("p", "i32"), i32(1000))))]
    test = op("i32.lt_s", get("p", "i32"), i32(3))
    text = shared(Function("f", ("p",), "i32", {"p": "i32", "q": "i32"}, [If(test, body, []), *body]))
    assert text.count("%q = i32.mul(%p, 1000)") == 2
    assert text.count("return i32.add(%q, %q)") == 2
