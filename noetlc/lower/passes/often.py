"""Which functions of the runtime run often: those that code of bodies calls in loops, or where it recurses or is called in loops
itself, and what these call in turn. Later passes choose time over bytes there.

Example

    func @body.1(%n: val) -> val collects { loop top { … @py_getitem(%d, %k):val … } }
    func @py_getitem(%d: val, %k: val) -> val { … }

becomes

    func @py_getitem(%d: val, %k: val) -> val often { … }
"""

from __future__ import annotations

from noetlc.ir.nodes import Module
from noetlc.lower.passes.callgraph import Summary, bottom_up, summarize

DISPATCHERS = ("method.", "new.")  # what calls the methods and constructors of bodies
DEPTH = 4
"""So many calls from a loop: what is farther away is called under conditions that seldom hold."""


def mark_often(module: Module) -> None:
    """The mark at every function that has it."""
    functions = module.functions
    bodies = {name: summarize(function) for name, function in functions.items() if function.collects}
    _, recursive = bottom_up({name: summary.calls for name, summary in bodies.items()})
    often = bodies_run_often(module, bodies, recursive)
    found = {callee for name, summary in bodies.items() for callee in (summary.calls if name in often else summary.looped)}
    reached: set[str] = set()
    for depth in range(1, DEPTH + 1):
        found = {name for name in found - reached if name in functions and not functions[name].collects}
        reached |= found
        if depth < DEPTH:
            found = {callee for name in found for callee in summarize(functions[name]).calls}
    for name in reached:
        functions[name].often = True


def bodies_run_often(module: Module, summaries: dict[str, Summary], recursive: set[str]) -> set[str]:
    """Functions of bodies that call themselves or are called in a loop of one, also by way of a dispatcher."""
    bodies = {name for name, function in module.functions.items() if function.collects}
    often = bodies & recursive.union(*(summaries[name].looped for name in bodies))
    dispatchers = [name for name in often if name.startswith(DISPATCHERS)]
    return often | (bodies & set[str]().union(*(summaries[name].calls for name in dispatchers)))
