"""Dynamic functions of templates to machine level: selection and roots. Their types are known when they are lowered."""

from __future__ import annotations

from collections.abc import Iterable

from noetlc.ir.depth import deep_recursion
from noetlc.ir.nodes import Function
from noetlc.kernel.runtime import runtime
from noetlc.lower.passes.roots import root_values
from noetlc.lower.passes.select import Selection
from noetlc.lower.passes.steps import After
from noetlc.lower.template.dialect import template_dialect
from noetlc.stages import Watch


def finish(functions: Iterable[Function], verify: bool = False, watch: Watch | None = None) -> None:
    """Brings functions to machine level in place. With `verify` every one is checked after every stage; `watch` is shown it."""
    functions = list(functions)
    dialect = template_dialect()
    after = After(dialect, verify, Watch() if watch is None else watch)
    collecting = {function.name for function in functions if function.collects}
    with deep_recursion():
        for function in functions:
            after("lowering", "dynamic", function)
            Selection(function, dialect).run()
            after("selection", "selected", function)
            root_values(function, collecting.__contains__, runtime().allocates)
            after("roots", "rooted", function)
