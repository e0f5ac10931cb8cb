"""Host tools as imports: one function per kind, and the adapter through which the engine calls it."""

from __future__ import annotations

from noetlc.ir.build import call, get, global_set, i64, op
from noetlc.ir.nodes import Assign, Effect, Function, Import, Return
from noetlc.layout.features import Feature
from noetlc.lower.workflow.module import Builder

MODULE = "noetl_x1"


def trampoline(kind: str, builder: Builder) -> str:
    """The function `(ptr, len) -> address of the answer` for a tool kind; the answer's size goes to a global."""
    builder.use(Feature.HOST_TOOLS)
    name = f"host.{kind}"
    if name not in builder.functions:
        field = f"tool_{kind}"
        builder.imports[field] = Import(field, MODULE, field, ("i32", "i32"), "i64")
        packed = get("packed", "i64")
        builder.add(
            Function(
                name,
                ("p", "n"),
                "i32",
                {"p": "i32", "n": "i32", "packed": "i64"},
                [
                    Assign("packed", call(field, "i64", get("p", "i32"), get("n", "i32"))),
                    Effect(global_set("wf_answer_size", op("i32.wrap_i64", packed))),
                    Return(op("i32.wrap_i64", op("i64.shr_u", get("packed", "i64"), i64(32)))),
                ],
            )
        )
    return name


def submit_import(kind: str, builder: Builder) -> str:
    """The import `(ptr, len) -> handle` that submits a call of a tool kind."""
    field = f"submit_{kind}"
    builder.imports[field] = Import(field, MODULE, field, ("i32", "i32"), "i32")
    return field
