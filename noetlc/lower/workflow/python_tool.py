"""Python tools (language.md 7): which body a task has, and whether it becomes code, a host call, or a fixed error."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from noetlc.diagnostics import Span
from noetlc.frontend.checks.nearest import did_you_mean
from noetlc.frontend.limits import COMPILED_BODIES, COMPILED_BODY
from noetlc.frontend.nodes import Mapping, Node, Scalar
from noetlc.frontend.playbook import Entries, Task
from noetlc.frontend.python_body import BodyError, has_toplevel_return, libs_prelude, parse_body
from noetlc.host.shape import MODULE_LIMITS
from noetlc.late import late
from noetlc.layout.features import Feature
from noetlc.layout.sites import pack
from noetlc.lower.workflow.module import Builder
from noetlc.lower.workflow.positions import BodyPositions
from noetlc.lower.workflow.purity import Impurity, impurities
from noetlc.lower.workflow.render import Pieces, constant
from noetlc.primitives.modules import PURE_MODULES

if TYPE_CHECKING:
    from noetlc.lower.python import body, refusals
    from noetlc.lower.python.facts import refused
    from noetlc.lower.python.facts.plugins import PluginFunctions
    from noetlc.lower.python.rewrite import constant_code
else:  # playbooks without Python bodies start faster
    body = late("noetlc.lower.python.body")
    refusals = late("noetlc.lower.python.refusals")
    refused = late("noetlc.lower.python.facts.refused")
    constant_code = late("noetlc.lower.python.rewrite.constant_code")


@dataclass(frozen=True, slots=True)
class Compiled:
    """The body is the function `entry`."""

    entry: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a body is not compiled: a diagnostic of the L codes."""

    reason: str
    span: Span
    code: str = "L01"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Hosted:
    """The body is run by the host; `code` is what stands under the request's `code` (None: the script says where it is).

    `causes` are all that are known, at least one, in the order of the file.
    """

    code: Scalar | None
    causes: tuple[Cause, ...]


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


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of the values of a body's inputs: whether it has them to itself, and which the playbook writes out as maps, with keys
    that are shown as they are."""

    owned: bool = False
    maps: frozenset[str] = frozenset()


def plan_body(task: Task, inputs: tuple[str, ...] | None, builder: Builder, constant_code: Pieces | None, given: Given = Given()) -> Plan:
    """What becomes of a task's body. `inputs` are the input names, None if some are only known at run time; `constant_code` is the
    code if it does not depend on the run."""
    source, external = find_source(task)
    if external:
        return Hosted(None, (Cause("the script is loaded by the host", task.span, "L04", "put the code into the playbook"),))
    if source is None:
        return Fixed("config", "python: code is required", builder.site(task.span))
    if constant_code is None:
        return Hosted(source, (Cause("the code is a template", _first_mark(source), "L04", "give it the values as input instead"),))
    libs = task.key("libs")
    imports = constant(libs) if libs is not None else None
    if imports is not None and not _libs_ok(imports):
        return Fixed("config", "python: libs must map names to modules", builder.site(libs.span if libs is not None else task.span))
    return _plan_code(source, constant_code, imports, None if libs is None else libs.span, inputs, builder, given)


def _libs_ok(libs: object) -> bool:
    if not isinstance(libs, dict):
        return False
    return all(
        isinstance(v, str) or (isinstance(v, dict) and isinstance(v.get("from"), str) and isinstance(v.get("import"), str))
        for v in libs.values()
    )


def _plan_code(
    source: Scalar,
    code: Pieces,
    libs: object,
    libs_span: Span | None,
    inputs: tuple[str, ...] | None,
    builder: Builder,
    given: Given,
) -> Plan:
    positions = BodyPositions(source, code)
    tree = parse_body(positions.code)
    if isinstance(tree, BodyError):
        return Fixed("exception", "SyntaxError: invalid syntax", builder.site(positions.span(tree.line, tree.column)))
    place = libs_span or source.span
    constant_code.write_out_code(tree, inputs or ())
    impure = impurities(tree, libs if isinstance(libs, dict) else None, inputs or ())
    causes = [Cause(i.reason, place if i.node is None else positions.extent(i.node), i.code, _hint(i)) for i in impure]
    if inputs is None:
        causes.append(Cause("an input name is a template", source.span, "L04", "write input names out"))
    try:
        prelude = _prelude(libs)
    except ValueError as error:
        return Hosted(source, (*causes, Cause(str(error), place, hint="correct the key libs")))
    tree.body[:0] = prelude
    if not causes:
        if builder.defect:
            return Hosted(source, (Cause(builder.defect, source.span, "L08", "please report the playbook"),))
        size = sum(1 for _ in ast.walk(tree))
        why = _too_large(size, source.span, builder)
        if why:
            return Hosted(source, (Cause(why, source.span, "L09", "split the step, or keep less code in the playbook"),))
        builder.compiled_nodes += size
        key = (positions.code, inputs, repr(libs), given)
        whole: ast.Module = tree
        compiled = _once(key, builder, lambda: _lower(whole, source, inputs or (), positions, builder, given))
        if compiled is not None:
            return compiled
        tree = ast.parse(positions.code)  # lowering changes trees
        constant_code.write_out_code(tree, inputs or ())
        tree.body[:0] = _prelude(libs)
    known = [found.node for found in impure if found.node is not None]
    for refusal in _refusals(tree, known, inputs or (), positions, None if source.has_marks else builder.plugins):
        in_libs = not getattr(refusal.node, "lineno", 1)
        if not in_libs:
            causes.append(Cause(refusal.construct, positions.extent(refusal.node), refusal.code, refusal.hint or _HINTS[refusal.code]))
        elif len(known) == len(impure):  # else it is known
            causes.append(Cause(refusal.construct, place, refusal.code, refusal.hint or _HINTS[refusal.code]))
    return Hosted(source, tuple(sorted(causes, key=lambda cause: (cause.span.line, cause.span.column))))


def _too_large(size: int, span: Span, builder: Builder) -> str:
    """Why a body of `size` syntax nodes is not compiled, empty if it is."""
    if span in builder.oversized:
        return f"a function of the body takes more than {MODULE_LIMITS.code} bytes of code"
    if builder.too_much_work:
        return "compiling the Python bodies takes too much work"
    if size > COMPILED_BODY:
        return f"the body has {size} syntax nodes, at most {COMPILED_BODY} are compiled"
    if builder.compiled_nodes + size <= COMPILED_BODIES or not builder.compiled_nodes:
        return ""
    return f"the bodies up to this one have {builder.compiled_nodes + size} syntax nodes, at most {COMPILED_BODIES} are compiled"


def _first_mark(source: Scalar) -> Span:
    """The first template in a text, in its first line."""
    found = re.search(r"\{\{[^\n]*?\}\}|\{%[^\n]*?%\}|\{[{%]", source.text)
    return source.span if found is None else source.locate(found.start(), len(found.group()))


def _hint(impurity: Impurity) -> str:
    """What to do about it: of a module that there is not, the one with nearly this name."""
    module = impurity.reason.removeprefix("imports ")
    known = [name for name in PURE_MODULES if not name.startswith("_")]
    return did_you_mean(module, known, _HINTS[impurity.code]) if impurity.code == "L02" else _HINTS[impurity.code]


_HINTS = {
    "L01": "grant tool_python, or write it in another way",
    "L02": "grant tool_python, or use a module of the table of primitives",
    "L03": "grant tool_python, or write it in another way",
    "L04": "grant tool_python, or write the code out",
    "L07": "grant tool_python, or use a tool of the playbook for it",
}


def _prelude(libs: object) -> list[ast.stmt]:
    """The imports of `libs`, at line 0, which no body has. Raises ValueError."""
    if not isinstance(libs, dict):
        return []
    imports = ast.parse(libs_prelude(libs)).body
    for index, stmt in enumerate(imports):
        stmt.lineno = stmt.end_lineno = 0
        stmt.col_offset = stmt.end_col_offset = index
    return imports


def _once(key: object, builder: Builder, lower: Callable[[], Compiled | None]) -> Compiled | None:
    """The body as functions; where the builder keeps what was lowered before, nothing calls them and a body is lowered once."""
    if builder.fine is None or builder.plugins is not None:
        return lower()
    if key in builder.fine:
        return Compiled(builder.fresh("body"))
    compiled = lower()
    if compiled is not None:
        builder.fine[key] = None
    return compiled


def _lower(
    tree: ast.Module, source: Scalar, inputs: tuple[str, ...], positions: BodyPositions, builder: Builder, given: Given
) -> Compiled | None:
    """The body as functions, None if it is not lowered."""
    def site(node: ast.AST) -> int:
        return builder.site(positions.node(node))

    def rewritten(tree: ast.Module) -> None:
        builder.watch.made("rewritten", lambda: f"# step {builder.step}\n{ast.unparse(ast.fix_missing_locations(tree))}\n")

    builder.has_bodies = True
    plugins = None if source.has_marks else builder.plugins
    try:
        lowered = body.lower_body(
            tree, inputs, builder.fresh("body"), has_toplevel_return(tree), site, plugins, given.owned, rewritten, given.maps,
            builder.last_shape,
        )
    except refused.Refused:
        return None
    for function in lowered.functions:
        builder.add_dynamic(function)
    builder.add_methods(lowered.methods, lowered.own)
    builder.last_shape = lowered.last_shape
    builder.said[lowered.entry] = lowered.said
    if lowered.prints:
        builder.use(Feature.PRINTS)
    builder.bodies.append((builder.step, source.span, lowered.entry))
    builder.watch.body(lowered.entry, source.span)
    return Compiled(lowered.entry)


def _refusals(
    tree: ast.Module, known: list[ast.AST], inputs: tuple[str, ...], positions: BodyPositions, plugins: PluginFunctions | None
) -> list[refused.Refused]:
    """Everything in a body that is not lowered."""
    def site(node: ast.AST) -> int:
        span = positions.node(node)
        return pack(span.line, span.column)  # as a build packs it: what is refused may depend on it

    returns = has_toplevel_return(tree)
    return refusals.refusals(tree, known, lambda rest: body.lower_body(rest, inputs, "body", returns, site, plugins))
