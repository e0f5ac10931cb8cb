"""Python tools (dsl 6): which body a task has, and whether it becomes code, a host call, or a fixed error."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from noetlc.diagnostics import Span
from noetlc.frontend.nodes import Mapping, Node, Scalar
from noetlc.frontend.playbook import Entries, Task
from noetlc.frontend.purity import impurity
from noetlc.frontend.python_body import BodyError, has_toplevel_return, libs_prelude, parse_body
from noetlc.lower.workflow.module import Builder
from noetlc.lower.workflow.positions import BodyPositions
from noetlc.lower.workflow.render import Pieces, constant


@dataclass(frozen=True, slots=True)
class Compiled:
    """The body is the function `entry`."""

    entry: str


@dataclass(frozen=True, slots=True)
class Hosted:
    """The body is run by the host; `code` is what stands under the request's `code` (None: the script says where it is)."""

    code: Scalar | None
    reason: str
    span: Span
    diagnostic: str = "L01"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Fixed:
    """The outcome is always this error."""

    kind: str  # config, exception
    message: str
    site: int


Plan = Compiled | Hosted | Fixed


def find_source(task: Task) -> tuple[Scalar | None, bool]:
    """The scalar with the code, and whether the host has to load the script instead."""
    code = task.key("code")
    if isinstance(code, Scalar) and code.value is not None:
        return code, False
    script = task.key("script")
    if not isinstance(script, Mapping):
        return None, False
    source = script.get("source")
    kind = source.get("type") if isinstance(source, Mapping) else None
    if isinstance(kind, Scalar) and kind.value is not None and kind.text != "inline":
        return None, kind.text in ("file", "gcs", "http")
    inline = source.get("code") if isinstance(source, Mapping) else None
    return (inline if isinstance(inline, Scalar) and inline.value is not None else None), False


def without_code(task: Task) -> Entries:
    """The configuration without the code, which is rendered by itself as a text."""
    rest: list[tuple[Scalar, Node]] = []
    for key, node in task.config:
        if key.text == "code":
            continue
        rest.append((key, _script_without_code(node) if key.text == "script" else node))
    return tuple(rest)


def _script_without_code(node: Node) -> Node:
    if not isinstance(node, Mapping):
        return node
    entries: list[tuple[Scalar, Node]] = []
    for key, value in node.entries:
        if key.text == "source" and isinstance(value, Mapping):
            value = Mapping(tuple((k, v) for k, v in value.entries if k.text != "code"), value.span)
        entries.append((key, value))
    return Mapping(tuple(entries), node.span)


def plan_body(task: Task, inputs: tuple[str, ...] | None, builder: Builder, constant_code: Pieces | None) -> Plan:
    """What becomes of a task's body. `inputs` are the input names, None if some are only known at run time;
    `constant_code` is the code if it does not depend on the run."""
    source, external = find_source(task)
    if external:
        return Hosted(None, "the script is loaded by the host", task.span, "L04", "put the code into the playbook")
    if source is None:
        return Fixed("config", "python: code is required", builder.site(task.span))
    if constant_code is None:
        return Hosted(source, "the code is a template", source.span, "L04", "pass values as input instead")
    libs = task.key("libs")
    imports = constant(libs) if libs is not None else None
    if imports is not None and not _libs_ok(imports):
        return Fixed("config", "python: libs must map names to modules", builder.site(libs.span if libs is not None else task.span))
    return _plan_code(source, constant_code, imports, inputs, builder)


def _libs_ok(libs: object) -> bool:
    if not isinstance(libs, dict):
        return False
    return all(
        isinstance(v, str) or (isinstance(v, dict) and isinstance(v.get("from"), str) and isinstance(v.get("import"), str))
        for v in libs.values()
    )


def _plan_code(source: Scalar, code: Pieces, libs: object, inputs: tuple[str, ...] | None, builder: Builder) -> Plan:
    positions = BodyPositions(source, code)
    tree = parse_body(positions.code)
    if isinstance(tree, BodyError):
        return Fixed("exception", "SyntaxError: invalid syntax", builder.site(positions.span(tree.line, tree.column)))
    found = impurity(tree, libs if isinstance(libs, dict) else None)
    if found is not None:
        span = positions.span(found.line, found.column) if found.line else source.span
        code_of = "L02" if found.reason.startswith("imports") else "L07"
        return Hosted(source, found.reason, span, code_of, "grant tool_python, or use a module of the table of primitives")
    if inputs is None:
        return Hosted(source, "an input name is a template", source.span, "L04", "write input names out")
    if isinstance(libs, dict) and libs:
        try:
            prelude = ast.parse(libs_prelude(libs))
        except ValueError as error:
            return Hosted(source, str(error), source.span, "L01")
        tree.body[:0] = prelude.body
    return _lower(tree, source, inputs, positions, builder)


def _lower(tree: ast.Module, source: Scalar, inputs: tuple[str, ...], positions: BodyPositions, builder: Builder) -> Plan:
    from noetlc.lower.python.body import lower_body
    from noetlc.lower.python.context import Refused

    def site(node: ast.AST) -> int:
        return builder.site(positions.node(node))

    if builder.defect:
        return Hosted(source, builder.defect, source.span, "L08", "please report the playbook")
    builder.has_bodies = True
    try:
        lowered = lower_body(tree, inputs, builder.fresh("body"), has_toplevel_return(tree), site)
    except Refused as refusal:
        return Hosted(source, refusal.construct, positions.node(refusal.node), "L01", refusal.hint)
    for function in lowered.functions:
        builder.add_dynamic(function)
    builder.bodies.append((builder.step, source.span, lowered.entry))
    return Compiled(lowered.entry)
