"""Which functions of bodies reach no safepoint (`passes/leaves.py`), and where those collect that call themselves."""

from __future__ import annotations

from noetlc.ir.nodes import Function, walk_exprs
from noetlc.ir.parser import parse_module
from noetlc.ir.printer import print_function, print_module
from noetlc.lower.passes.leaves import mark_leaves

TEXT = """
func @body.leaf(%a: val) -> val collects {
  return @py_str(%a):val
}
func @body.caller(%a: val) -> val collects {
  return @body.leaf(%a):val
}
func @method.run.1(%a: val) -> val inline no collects {
  return @body.run(%a):val
}
func @body.run(%a: val) -> val collects {
  return @method.run.1(%a):val
}
func @method.find.0(%a: val) -> val inline no collects {
  return @call_attribute(%a):val
}
func @body.finds(%a: val) -> val collects {
  return @method.find.0(%a):val
}
func @body.above(%a: val) -> val collects {
  return @body.run(%a):val
}
func @body.calls(%a: val) -> val collects {
  return @py_call(%a, %a, 0:val):val
}
func @body.loops(%a: val) -> val collects {
  safepoint()
  return %a
}
func @template.1(%a: val) -> val {
  return %a
}
"""


def marked() -> dict[str, Function]:
    functions = parse_module(TEXT).functions
    dispatchers = [function for name, function in functions.items() if name.startswith("method.")]
    mark_leaves([f for f in functions.values() if f not in dispatchers], dispatchers, lambda name: name == "py_call")
    return functions


def test_leaves_reach_no_safepoint() -> None:
    assert [name for name, function in marked().items() if function.leaf] == ["body.leaf", "body.caller"]


def test_what_calls_itself_begins_with_a_safepoint_where_it_is_no_dispatcher() -> None:
    begins = {name: any(e.op == "safepoint" for e in walk_exprs(function.body[:1])) for name, function in marked().items()}
    assert [name for name, found in begins.items() if found] == ["body.run", "body.loops"]


def test_a_leaf_is_printed_and_read() -> None:
    leaf = marked()["body.leaf"]
    assert " collects leaf {" in print_function(leaf)
    module = parse_module(print_function(leaf))
    assert module.functions["body.leaf"].leaf
    assert print_function(leaf) in print_module(module)
