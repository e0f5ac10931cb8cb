"""Dead code: values nobody reads, locals nobody uses, functions, globals, imports and data nobody reaches.

Example

    %n = i32.load[8](%p)
    %m = i32.add(%n, @next():i32)    # %m is never read
    return %p

becomes

    @next():i32
    return %p

Statements that control never reaches are dropped by `fold.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from noetlc.ir.depth import deep_recursion
from noetlc.ir.nodes import Assign, Function, Module, Stmt, TableIndex
from noetlc.lower.passes.callgraph import summary_of
from noetlc.lower.passes.copy_propagation import Locals
from noetlc.lower.passes.fold import put_effect

HEAP_BASE = "__heap_base"

def dce(module: Module, keep: Iterable[str] = ()) -> None:
    """Removes what is dead. `keep` names data that the outside knows by address."""
    with deep_recursion():
        for function in module.functions.values():
            clean(function)
    prune(module, keep)


def clean(function: Function) -> None:
    """Removes assignments to locals that are never read, and the locals. Needs room to recurse."""
    found = Locals(function)
    while any(name not in found.reads for name in found.assigns if name not in function.params):
        changed = [_drop_unread(body, found.reads) for body in found.lists]
        if not any(changed):
            break
        found = Locals(function)
    kept = found.reads.keys() | found.assigns.keys() | set(function.params)
    function.locals = {n: t for n, t in function.locals.items() if n in kept}


def _drop_unread(body: list[Stmt], reads: Iterable[str]) -> bool:
    """Assignments to locals not in `reads` become effects; True if there were any."""
    if not any(isinstance(stmt, Assign) and stmt.name not in reads for stmt in body):
        return False
    out: list[Stmt] = []
    for stmt in body:
        if isinstance(stmt, Assign) and stmt.name not in reads:
            put_effect(stmt.value, out)
        else:
            out.append(stmt)
    body[:] = out
    return True


def prune(module: Module, keep: Iterable[str] = (), noting: bool = False) -> None:
    """Removes functions, imports, globals and data that exports, table and `keep` do not reach.

    With `noting`, what functions contain is noted for the passes that follow, up to the last inlining; what is noted already is taken.
    """
    functions: set[str] = set()
    data: set[str] = set()
    globals_ = {HEAP_BASE}
    pending = [*module.table, *(name for name, f in module.functions.items() if f.export is not None)]
    pending_data = list(keep)
    while pending or pending_data:
        while pending_data:
            name = pending_data.pop()
            if name not in data and name in module.data:
                data.add(name)
                for _, target in module.data[name].refs:
                    if isinstance(target, TableIndex):
                        pending.append(target.function)
                    else:
                        pending_data.append(target)
        while pending:
            name = pending.pop()
            if name in functions:
                continue
            functions.add(name)
            function = module.functions.get(name)
            if function is None:
                continue
            summary = module.summaries.get(name) or summary_of(function)
            if noting:
                module.summaries[name] = summary
            pending += summary.calls.keys() - functions
            pending += summary.pointed_at - functions
            pending_data += summary.data.keys() - data
            globals_ |= summary.globals
    module.functions = {n: f for n, f in module.functions.items() if n in functions}
    module.imports = {n: i for n, i in module.imports.items() if n in functions}
    module.globals = {n: g for n, g in module.globals.items() if n in globals_}
    module.data = {n: d for n, d in module.data.items() if n in data}
