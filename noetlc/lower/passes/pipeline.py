"""The machine-level passes and their order."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from noetlc.ir.depth import deep_recursion
from noetlc.ir.kept import KEPT, Content, content, derived
from noetlc.ir.nodes import LEAVE, Function, Module
from noetlc.late import late
from noetlc.lower.passes.callgraph import summarize
from noetlc.lower.passes.comparing import join_comparisons
from noetlc.lower.passes.copy_propagation import copy_propagation
from noetlc.lower.passes.copying import copied
from noetlc.lower.passes.dce import clean, dce, prune
from noetlc.lower.passes.finished import digest, finished
from noetlc.lower.passes.fold import fold, fold_body
from noetlc.lower.passes.globals import settle_globals
from noetlc.lower.passes.inline import inline, inline_once
from noetlc.lower.passes.nesting import nest_leaves
from noetlc.lower.passes.often import mark_often
from noetlc.lower.passes.outlining import outline_tags
from noetlc.lower.passes.parameters import settle_parameters
from noetlc.lower.passes.sharing import share_values
from noetlc.lower.passes.sinking import sink_values
from noetlc.lower.passes.tags import branchless_tags
from noetlc.lower.passes.versions import VERSIONS, version_of
from noetlc.stages import Watch

if TYPE_CHECKING:
    from noetlc.ir import verify as checker
else:
    checker = late("noetlc.ir.verify")  # most builds do not verify their IR

Pass = tuple[str, Callable[[Module], None]]


def pipeline(keep: Iterable[str] = ()) -> tuple[Pass, ...]:
    """The passes in order. `keep` names data that the outside knows by address.

    Folding comes before inlining so that what is decided already costs nothing, and after it for what arguments decide.
    """
    kept = tuple(keep)
    return (
        ("fold", fold),
        ("prune", partial(prune, keep=kept, noting=True)),
        ("globals", settle_globals),
        ("often", mark_often),
        ("inline", inline),
        ("prune-inlined", partial(prune, keep=kept)),
        ("inline-once", inline_once),
        ("fold-inlined", fold),
        ("prune-folded", partial(prune, keep=kept)),
        ("parameters", settle_parameters),
        ("copy-propagation", copy_propagation),
        ("fold-propagated", fold_used),
        ("tags", branchless_tags),
        ("sharing", share_values),
        ("comparing", join_comparisons),
        ("sinking", sink_values),
        ("nesting", nest_leaves),
        ("outlining", outline_tags),
        ("dce", partial(dce, keep=kept)),
    )


def fold_used(module: Module) -> None:
    """`fold` of what is left without the assignments whose values went to their uses."""
    with deep_recursion():
        for function in module.functions.values():
            clean(function)
            fold_body(function)


PASSES = pipeline()
_FIRST_ALONE = [name for name, _ in PASSES].index("copy-propagation")
"""From here on passes look at one function at a time, the last one but for what nothing reaches."""


def finish_functions(module: Module) -> None:
    """The passes from there on. What they made of functions of the runtime in earlier builds is taken where these were the same."""
    new: dict[str, Function] = {}
    kept: dict[str, tuple[Content, str]] = {}
    before = dict(module.functions)
    with deep_recursion():
        for name, function in before.items():
            found = VERSIONS.noted(function, _noted(function))
            if found is None and "." not in name:  # those of the playbook have a dot
                found = _found(function, kept)
            if found is None:
                new[name] = copied(function) if version_of(function) else function
            else:
                module.functions[name] = found
    alone = Module(new)
    for _, transform in PASSES[_FIRST_ALONE:-1]:
        transform(alone)
    with deep_recursion():
        for function in new.values():
            clean(function)
    disk = finished()
    for name, (content_before, key) in kept.items():
        if disk is not None:
            disk.put(key, new[name])
        new[name] = KEPT.put(content_before, new[name])
    module.functions |= new
    for name, function in before.items():
        VERSIONS.note(function, _noted(function), module.functions[name])
    module.summaries = {name: derived(function, summarize) for name, function in module.functions.items()}
    prune(module)


def _found(function: Function, kept: dict[str, tuple[Content, str]]) -> Function | None:
    """What these passes made of an equal function; where they have to, `kept` gets what the outcome is to be kept by."""
    disk = finished()
    before = content(function)
    found: Function | None = KEPT.get(before)
    if found is None and LEAVE not in before:  # the reasons it gives are numbered in place, by those that the module has
        key = "" if disk is None else digest(before)
        found = None if disk is None else disk.get(key)
        if found is None:
            kept[function.name] = before, key
        else:
            found = KEPT.put(before, found)
    return found


def _noted(function: Function) -> Hashable:
    """The name for what is noted of a version: what the passes made of it, which asks whether it runs often."""
    return "finished", function.often > 0


def run(module: Module, verify: bool = False, passes: Iterable[Pass] = PASSES, watch: Watch | None = None) -> None:
    """Runs the passes in order; with `verify` the IR is checked before and after each. Raises IRError naming the pass.

    `watch` is shown the module after each.
    """
    listed = tuple(passes)
    together = listed[_FIRST_ALONE:] if listed == PASSES and not verify else ()
    if watch is not None and watch.stage in [name for name, _ in together]:
        together = ()
    if not together:
        with deep_recursion():
            module.functions |= {name: copied(function) for name, function in module.functions.items() if version_of(function)}
    if verify:
        checker.verify_after("linking", module)
    for name, transform in listed[: len(listed) - len(together)]:
        transform(module)
        if verify:
            checker.verify_after(name, module)
        if watch is not None:
            watch.module(name, module)
    if together:
        finish_functions(module)
    for name, _ in together:
        if watch is not None:
            watch.module(name, module)
