"""The reasons for which a module can leave a run to the interpreter, numbered from 1.

Example: in a module whose only calls are

    @leave(9)      @leave(3)      @leave(9)

they become `@leave(2)`, `@leave(1)`, `@leave(2)`, and its reasons the texts 3 and 9 of the table. Runs after the passes that drop
code, so that a manifest lists no reason its module cannot give.
"""

from __future__ import annotations

from noetlc.ir.build import i32
from noetlc.ir.nodes import LEAVE, Expr, Module, exprs_with
from noetlc.lower.passes.callgraph import summaries
from noetlc.primitives.reasons import REASONS


def number_reasons(module: Module) -> list[str]:
    """Renumbers the reasons in place; returns their texts in order."""
    leaving = [module.functions[name] for name, summary in summaries(module).items() if LEAVE in summary.calls]
    calls = [e for f in leaving for e in exprs_with(f.body, ("call",)) if e.imm == LEAVE]
    given = sorted({_reason(call) for call in calls})
    for call in calls:
        call.args = (i32(given.index(_reason(call)) + 1),)
    return [REASONS[number] for number in given]


def _reason(call: Expr) -> int:
    (why,) = call.args
    assert why.op == "i32.const", "a reason is a constant"
    assert isinstance(why.imm, int)
    return why.imm
