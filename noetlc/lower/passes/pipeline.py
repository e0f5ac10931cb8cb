"""The machine-level passes and their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from noetlc.ir.errors import IRError
from noetlc.ir.nodes import Module
from noetlc.ir.verify import verify as verify_module
from noetlc.lower.passes.copy_propagation import copy_propagation
from noetlc.lower.passes.dce import dce, prune
from noetlc.lower.passes.fold import fold
from noetlc.lower.passes.inline import inline

Pass = tuple[str, Callable[[Module], None]]

# Folding comes before inlining so that what is decided already costs nothing, and after it for what arguments decide.
PASSES: tuple[Pass, ...] = (
    ("fold", fold),
    ("prune", prune),
    ("inline", inline),
    ("fold-inlined", fold),
    ("copy-propagation", copy_propagation),
    ("fold-propagated", fold),
    ("dce", dce),
)


def run(module: Module, verify: bool = False, passes: Iterable[Pass] = PASSES) -> None:
    """Runs the passes in order; with `verify` the IR is checked after each. Raises IRError naming the pass."""
    if verify:
        verify_module(module)
    for name, transform in passes:
        transform(module)
        if verify:
            try:
                verify_module(module)
            except IRError as error:
                raise IRError(error.function, f"after {name}: {error.message}") from error
