"""Which functions of bodies begin with a safepoint (`passes/recursion.py`)."""

from __future__ import annotations

from noetlc.ir.nodes import walk_exprs
from noetlc.ir.parser import parse_module
from noetlc.lower.passes.recursion import add_safepoints

TEXT = """
func @body.once(%a: val) -> val collects {
  return @body.itself(%a):val
}
func @body.itself(%a: val) -> val collects {
  return @body.itself(%a):val
}
func @method.run.1(%a: val) -> val inline no collects {
  return @body.run(%a):val
}
func @body.run(%a: val) -> val collects {
  return @method.run.1(%a):val
}
func @body.loops(%a: val) -> val collects {
  loop top {
    @body.loops(%a):val
    safepoint()
    br top
  }
}
func @template.1(%a: val) -> val {
  return @template.1(%a):val
}
"""


def test_what_calls_itself_outside_of_loops_begins_with_a_safepoint_where_it_is_no_dispatcher() -> None:
    functions = parse_module(TEXT).functions
    add_safepoints(functions.values())
    begins = {name: any(e.op == "safepoint" for e in walk_exprs(function.body[:1])) for name, function in functions.items()}
    del begins["body.loops"]
    assert [name for name, found in begins.items() if found] == ["body.itself", "body.run"]
    loops = [e for e in walk_exprs(functions["body.loops"].body) if e.op == "safepoint"]
    assert [e.imm for e in loops] == [None]
