"""What each pass makes of small functions: files of cases in `cases`, IR in and IR out.

A case begins with a line `# --- name`; what the pass makes of it follows a line `# becomes`. Both sides are verified at the level
they are of. The cases of `lowering` are Python bodies, those of `templates` are templates. After a change that is meant

    python tests/passes/test_cases.py --update

writes the second sides anew; the difference is then read like any other.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from noetlc.diagnostics import Span
from noetlc.frontend.nodes import Scalar
from noetlc.ir.build import data, dyn, i32
from noetlc.ir.nodes import Assign, Block, Effect, Expr, Function, If, Loop, Module, Return, Stmt, substatements
from noetlc.ir.parser import parse_module
from noetlc.ir.printer import print_function
from noetlc.ir.verify import verify
from noetlc.ir.work import limited, spend
from noetlc.kernel.runtime import runtime
from noetlc.lower.passes.comparing import join_comparisons
from noetlc.lower.passes.consumed import consume_generators
from noetlc.lower.passes.copy_propagation import copy_propagation
from noetlc.lower.passes.dce import dce
from noetlc.lower.passes.fold import fold
from noetlc.lower.passes.generators import make_resumable
from noetlc.lower.passes.globals import settle_globals
from noetlc.lower.passes.growing import grow_texts
from noetlc.lower.passes.infer import infer
from noetlc.lower.passes.inline import AMPLE, inline, inline_once
from noetlc.lower.passes.liveness import Liveness
from noetlc.lower.passes.nesting import nest_leaves
from noetlc.lower.passes.objects_kept import keep_objects
from noetlc.lower.passes.often import mark_often
from noetlc.lower.passes.outlining import outline_tags
from noetlc.lower.passes.parameters import settle_parameters
from noetlc.lower.passes.ranges import narrow_ints
from noetlc.lower.passes.roots import root_values
from noetlc.lower.passes.select import Selection
from noetlc.lower.passes.sharing import share_values
from noetlc.lower.passes.signatures import infer_signatures
from noetlc.lower.passes.sinking import sink_values
from noetlc.lower.passes.tags import branchless_tags
from noetlc.lower.python.body import lower_body
from noetlc.lower.python.dispatch.finish import Finisher
from noetlc.lower.python.dispatch.selection import select
from noetlc.lower.template.dialect import template_dialect
from noetlc.lower.template.hoisting import hoist
from noetlc.lower.template.lowering import TemplateLowering
from noetlc.lower.template.names import Resolved
from noetlc.lower.workflow.module import Builder

CASES = Path(__file__).parent / "cases"
BEGIN, BECOMES = "# --- ", "# becomes\n"


@dataclass(frozen=True)
class Pass:
    """What is tested; `before` and `after` are the levels of the IR."""

    before: str
    run: Callable[[Function, Module], list[Function]]
    after: str


def inferred(function: Function, module: Module) -> list[Function]:
    infer(function)
    return [function]


def grown(function: Function, module: Module) -> list[Function]:
    grow_texts(function)
    return [function]


def consumed(function: Function, module: Module) -> list[Function]:
    consume_generators(module.functions.values())
    return [function]


def signed(function: Function, module: Module) -> list[Function]:
    """All functions, with the types of their locals."""
    functions = list(module.functions.values())
    infer_signatures(functions)
    for one in functions:
        infer(one)
    return functions


def known_items(function: Function, module: Module) -> list[Function]:
    """All functions, with the types of what is in containers, the objects that they keep, and bounds."""
    functions = list(module.functions.values())
    found = infer_signatures(functions)
    for one in functions:
        infer(one)
    keep_objects(functions, found.typed)
    narrow_ints(functions, 256 << 20, found.items)
    return functions


def narrowed(function: Function, module: Module) -> list[Function]:
    """All functions, in a module of at most 256 MiB."""
    functions = list(module.functions.values())
    narrow_ints(functions, 256 << 20)
    return functions


def selected(function: Function, module: Module) -> list[Function]:
    select(function, Finisher().runtime)
    return [function]


def template_selected(function: Function, module: Module) -> list[Function]:
    Selection(function, template_dialect()).run()
    return [function]


def resumable(function: Function, module: Module) -> list[Function]:
    return [make_resumable(function), function]


def collecting(module: Module) -> Callable[[str], bool]:
    """Which functions may reach a safepoint: those of the module that say so."""
    return lambda name: name in module.functions and module.functions[name].collects


def rooted(function: Function, module: Module) -> list[Function]:
    root_values(function, collecting(module), runtime().allocates)
    return [function]


def hoisted(function: Function, module: Module) -> list[Function]:
    hoist(function, collecting(module))
    return [function]


def live(function: Function, module: Module) -> list[Function]:
    """The function with `@live(…)` of what is live behind each statement that goes on."""
    after: dict[int, int] = {}
    liveness = Liveness(function, lambda stmt, mask: after.__setitem__(id(stmt), mask))

    def shown(body: list[Stmt]) -> None:
        out: list[Stmt] = []
        for stmt in body:
            for inner in substatements(stmt):
                shown(inner)
            out.append(stmt)
            if isinstance(stmt, Assign | Effect | If | Loop | Block):
                args = tuple(Expr("local", (), n, function.locals[n]) for n in liveness.names(after[id(stmt)]))
                out.append(Effect(Expr("call", args, "live", "void")))
        body[:] = out

    shown(function.body)
    return [function]


def inlined_in_large(module: Module) -> None:
    """As in a module that has taken much work already."""
    with limited(2 * AMPLE):
        spend(AMPLE + 1)
        inline(module)


def of_module(transform: Callable[[Module], None]) -> Pass:
    """A pass over all functions of linked modules; the cases show those that it leaves."""

    def run(_function: Function, module: Module) -> list[Function]:
        transform(module)
        return list(module.functions.values())

    return Pass("machine", run, "machine")


PASSES = {
    "infer": Pass("dynamic", inferred, "inferred"),
    "consumed": Pass("dynamic", consumed, "dynamic"),
    "growing": Pass("inferred", grown, "inferred"),
    "signatures": Pass("dynamic", signed, "inferred"),
    "items": Pass("dynamic", known_items, "inferred"),
    "ranges": Pass("inferred", narrowed, "inferred"),
    "select": Pass("inferred", selected, "selected"),
    "template_selection": Pass("dynamic", template_selected, "selected"),
    "generators": Pass("selected", resumable, "resumable"),
    "roots": Pass("resumable", rooted, "rooted"),
    "liveness": Pass("resumable", live, "resumable"),
    "hoisting": Pass("dynamic", hoisted, "dynamic"),
    "fold": of_module(fold),
    "globals": of_module(settle_globals),
    "inline": of_module(inline),
    "inline_in_large": of_module(inlined_in_large),
    "inline_once": of_module(inline_once),
    "copy_propagation": of_module(copy_propagation),
    "parameters": of_module(settle_parameters),
    "tags": of_module(branchless_tags),
    "nesting": of_module(nest_leaves),
    "often": of_module(mark_often),
    "outlining": of_module(outline_tags),
    "sharing": of_module(share_values),
    "sinking": of_module(sink_values),
    "comparing": of_module(join_comparisons),
    "dce": of_module(dce),
}


LOWERING = "lowering"
TEMPLATES = "templates"
FILES = (LOWERING, TEMPLATES, *PASSES)
OF_TEMPLATES = (TEMPLATES, "template_selection", "hoisting")


def lowered(code: str) -> list[Function]:
    """The dynamic functions of a body, whose first line is 1."""
    return list(lower_body(ast.parse(code), ("n",), "body", False, lambda node: node.lineno << 12 | node.col_offset + 1).functions)


class Names:
    """Every name is a flat one."""

    def resolve(self, name: str) -> Resolved:
        return Resolved(dyn("wf_name_in", "val", i32(0), data("str:" + name, "val"), i32(16)))

    def field(self, name: str, key: str) -> None:
        return None

    def item(self, name: str, key: Expr) -> None:
        return None


def lowered_template(text: str) -> list[Function]:
    """The dynamic functions of a template in one line, the entry last."""
    scalar = Scalar(text, text, False, Span(1, 1, 1, 1), lambda offset: Span(1, offset + 1, 1, offset + 2))
    builder = Builder()
    value = TemplateLowering(builder).value(scalar, Names())
    functions = list(builder.functions.values())
    return functions if value.op in ("call_own", "call_user") and value.imm in builder.functions else [Function("value", (), "val", {}, [Return(value)])]


def cases(name: str) -> Iterator[tuple[str, str, str]]:
    """(case, IR, what the pass is to make of it)."""
    for part in ("\n" + (CASES / f"{name}.ir").read_text(encoding="utf-8")).split("\n" + BEGIN)[1:]:
        title, _, text = part.partition("\n")
        before, _, after = text.partition(BECOMES)
        yield title, before, after


def made(name: str, before: str) -> str:
    """What a pass makes of the first function of a text; the others are those that it may call."""
    dialect = template_dialect() if name in OF_TEMPLATES else Finisher().dialect
    if name in (LOWERING, TEMPLATES):
        functions = lowered(before) if name == LOWERING else lowered_template(before.strip())
        verify(Module({f.name: f for f in functions}), "dynamic", dialect)
        return "".join(map(print_function, functions))
    tested = PASSES[name]
    module = parse_module(before)
    verify(module, tested.before, None if tested.before == "machine" else dialect)
    function = next(iter(module.functions.values()))
    others = [f for f in module.functions.values() if f is not function]
    functions = tested.run(function, module)
    if tested.after == "machine":
        verify(module)
        types = {g.name: g.type for g in module.globals.values()}
        return "".join(print_function(f, types) for f in functions)
    verify(Module({f.name: f for f in [*functions, *others]}), tested.after, dialect)
    return "".join(map(print_function, functions))


@pytest.mark.parametrize(
    ("name", "before", "after"), [pytest.param(name, before, after, id=f"{name}-{title}") for name in FILES for title, before, after in cases(name)]
)
def test_case(name: str, before: str, after: str) -> None:
    assert made(name, before).strip() == after.strip()


def test_every_file_is_that_of_a_pass_and_no_case_stands_twice() -> None:
    assert {path.stem for path in CASES.iterdir()} == set(FILES)
    for name in FILES:
        titles = [title for title, _, _ in cases(name)]
        assert titles, name
        assert len(set(titles)) == len(titles), name


def update() -> None:
    for name in FILES:
        parts = [f"{BEGIN}{title}\n{before.strip()}\n{BECOMES}{made(name, before).strip()}\n" for title, before, _ in cases(name)]
        (CASES / f"{name}.ir").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit("usage: python tests/passes/test_cases.py --update")
    update()
